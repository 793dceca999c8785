//! Grows rows to the right and downwards until all tuples are covered.

use std::cmp::Reverse;

use super::constraint::Constraint;
use super::space::Row;
use super::tuples::Tuples;

/// Rows that cover every possible tuple, those of `start` first. The first `fixed` of them stay as they are; the free cells of the
/// others get values.
pub(super) fn grow(start: Vec<Row>, fixed: usize, mut tuples: Tuples, constraint: &Constraint) -> Vec<Row> {
    let mut rows = start;
    for row in &rows {
        tuples.add(row);
    }
    let mut factors: Vec<usize> = (0..tuples.space.levels.len()).collect();
    factors.sort_by_key(|factor| Reverse(tuples.space.levels[*factor]));
    let mut placed = vec![false; factors.len()];
    for factor in factors {
        placed[factor] = true;
        to_the_right(&mut rows[fixed..], factor, &mut tuples, constraint);
        downwards(&mut rows, fixed, &placed, &mut tuples, constraint);
    }
    rows
}

/// Gives each row the value of a factor that covers most, if any covers something; of several, the one that is used least.
fn to_the_right(rows: &mut [Row], factor: usize, tuples: &mut Tuples, constraint: &Constraint) {
    let mut used = vec![0_usize; tuples.space.levels[factor]];
    for row in rows.iter_mut().filter(|row| row[factor].is_none()) {
        let ranked = used.iter().enumerate().map(|(value, used)| {
            let gain = tuples.open(tuples.space.with(row, factor, value));
            (gain, Reverse(*used), Reverse(value))
        });
        let mut ranked: Vec<_> = ranked.filter(|(gain, ..)| *gain > 0).collect();
        ranked.sort_unstable_by_key(|rank| Reverse(*rank));
        let valid = ranked.into_iter().map(|(.., Reverse(value))| value).find(|value| fits(row, &[(factor, *value)], constraint));
        if let Some(value) = valid {
            used[value] += 1;
            tuples.set(row, factor, Some(value));
        }
    }
}

/// Writes what is still uncovered of the placed factors into free cells, else into new rows.
fn downwards(rows: &mut Vec<Row>, fixed: usize, placed: &[bool], tuples: &mut Tuples, constraint: &Constraint) {
    let mut uncovered = tuples.uncovered().to_vec();
    uncovered.sort_unstable();
    for tuple in uncovered {
        let pairs = tuples.space.pairs(tuple);
        if tuples.open(std::iter::once(tuple)) == 0 || !pairs.iter().all(|(factor, _)| placed[*factor]) {
            continue;
        }
        let free = (fixed..rows.len()).find(|at| has_room(&rows[*at], &pairs) && fits(&rows[*at], &pairs, constraint));
        let at = free.unwrap_or_else(|| {
            rows.push(vec![None; placed.len()]);
            rows.len() - 1
        });
        for (factor, value) in pairs {
            tuples.set(&mut rows[at], factor, Some(value));
        }
    }
}

/// Whether the cells are free or have these values already.
fn has_room(row: &Row, pairs: &[(usize, usize)]) -> bool {
    pairs.iter().all(|(factor, value)| row[*factor].is_none_or(|present| present == *value))
}

/// Whether the row can still be filled once it has these values.
fn fits(row: &Row, pairs: &[(usize, usize)], constraint: &Constraint) -> bool {
    if pairs.iter().all(|(factor, _)| !constraint.concerns(*factor)) {
        return true;
    }
    let mut row = row.clone();
    for (factor, value) in pairs {
        row[*factor] = Some(*value);
    }
    constraint.extendable(&row)
}
