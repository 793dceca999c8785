//! From factors to rows.

use super::constraint::{Constraint, Forbidden};
use super::grow::grow;
use super::orthogonal::orthogonal;
use super::shrink::shrink;
use super::space::{Row, Space};
use super::tuples::Tuples;

/// How many tuples are looked up to find fewer rows. A release build does about 100 million a second.
const BUDGET: u64 = 20_000_000;

/// Rows that cover all t-way tuples that are possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covering {
    /// The value of each factor; nothing where it does not matter. [`fill`](super::fill) finds a value for such cells.
    pub rows: Vec<Vec<Option<usize>>>,
    /// How many tuples are possible, and covered.
    pub tuples: u64,
    /// How many tuples no row can have, because they contain a forbidden combination or leave another factor no value.
    pub impossible: u64,
}

/// Rows in which every possible combination of the values of any `strength` factors stands.
///
/// - `levels`: how many values each factor has.
/// - `strength`: 1 to 4; what is beyond is brought to the nearest. With fewer factors, all combinations of all of them.
/// - `forbidden`: combinations that no row has. What follows from them is found by going through values and back, which is
///   meant for tens of combinations, not for puzzles.
/// - `given`: rows that are there already. They come first, just as they are, and what they cover counts; whether they are valid
///   is not asked.
///
/// Takes some 30 bytes for each tuple, and time: milliseconds where the fewest rows conceivable are found, as many as the
/// largest `strength` factors have combinations, else some tenths of a second.
///
/// ```
/// use tokenspec::explore::covering::{Forbidden, cover};
///
/// // Four factors with three values each: 81 combinations of all, 9 rows for all pairs.
/// assert_eq!(cover(&[3, 3, 3, 3], 2, &[], &[]).rows.len(), 9);
///
/// let covering = cover(&[3, 3, 3, 3], 2, &[Forbidden(vec![(0, 0), (1, 0)])], &[]);
/// assert_eq!((covering.tuples, covering.impossible), (53, 1));
/// ```
pub fn cover(levels: &[usize], strength: usize, forbidden: &[Forbidden], given: &[Vec<Option<usize>>]) -> Covering {
    within(&Inputs { levels, strength, forbidden, given }, BUDGET)
}

/// What `cover` is asked.
pub(super) struct Inputs<'a> {
    pub(super) levels: &'a [usize],
    pub(super) strength: usize,
    pub(super) forbidden: &'a [Forbidden],
    pub(super) given: &'a [Row],
}

/// What `cover` finds when it looks up about so many tuples to find fewer rows.
pub(super) fn within(inputs: &Inputs<'_>, budget: u64) -> Covering {
    let constraint = Constraint::new(inputs.levels, inputs.forbidden);
    let tuples = Tuples::new(Space::new(inputs.levels, inputs.strength), &constraint);
    let given: Vec<Row> = inputs.given.iter().map(|row| tuples.space.read(row.iter().copied())).collect();
    let fixed = given.len();

    let mut rows = grow(given.clone(), fixed, tuples.clone(), &constraint);
    if let Some(orthogonal) = orthogonal_start(&tuples.space, &constraint, rows.len()) {
        let start = given.into_iter().chain(orthogonal).collect();
        let other = grow(start, fixed, tuples.clone(), &constraint);
        rows = if other.len() < rows.len() { other } else { rows };
    }
    let mut rows = shrink((rows, fixed), tuples.clone(), &constraint, budget);

    let (possible, all) = (tuples.possible as u64, tuples.space.size as u64);
    free(&mut rows, fixed, tuples);
    rows.splice(..fixed, inputs.given.iter().cloned());
    Covering { rows, tuples: possible, impossible: all - possible }
}

/// The rows of an orthogonal array with at most so many rows. Cells that a valid row cannot have are free.
fn orthogonal_start(space: &Space, constraint: &Constraint, most: usize) -> Option<Vec<Row>> {
    let strength = space.sets.first()?.strength();
    let mut rows = orthogonal(&space.levels, strength, most)?;
    for row in rows.iter_mut().filter(|row| !constraint.extendable(row)) {
        for (factor, value) in std::mem::replace(row, vec![None; space.levels.len()]).into_iter().enumerate() {
            row[factor] = value;
            if !constraint.extendable(row) {
                row[factor] = None;
            }
        }
    }
    Some(rows)
}

/// Empties the cells behind the fixed rows without which every tuple is covered still, and takes empty rows away.
fn free(rows: &mut Vec<Row>, fixed: usize, mut tuples: Tuples) {
    for row in rows.iter() {
        tuples.add(row);
    }
    for row in &mut rows[fixed..] {
        for factor in 0..row.len() {
            let needed = row[factor].is_some_and(|value| tuples.single(tuples.space.with(row, factor, value)) > 0);
            if !needed {
                tuples.set(row, factor, None);
            }
        }
    }
    let mut at = 0;
    rows.retain(|row| {
        at += 1;
        at <= fixed || row.iter().any(Option::is_some)
    });
}
