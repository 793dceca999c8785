//! Takes rows away as long as the others can be changed to cover what they covered.

use super::constraint::Constraint;
use super::random::Random;
use super::space::Row;
use super::tuples::Tuples;

/// For how many turns, at least, a changed cell stays as it is. Found by trial: 1 goes in circles, 10 is too stiff.
const TENURE: u64 = 2;

/// How many rows are looked at to find the one that is missed least.
const SAMPLE: usize = 50;

/// The rows while they are being changed.
struct Shrinking<'a> {
    rows: Vec<Row>,
    /// How many rows, from the first on, stay as they are.
    fixed: usize,
    tuples: Tuples,
    constraint: &'a Constraint,
    random: Random,
    /// For each row and factor, the turn from which on the cell may be changed again.
    tabu: Vec<Vec<u64>>,
    turn: u64,
    /// How many tuples may still be looked up.
    budget: u64,
}

/// A value that a cell may get.
#[derive(Debug, Clone, Copy)]
struct Change {
    row: usize,
    factor: usize,
    value: usize,
}

/// Fewer rows that cover the same, as far as about `budget` look-ups of tuples find them. The first `fixed` rows stay; the others have
/// no free cell then. `tuples` has counted none of the rows yet.
pub(super) fn shrink(start: (Vec<Row>, usize), tuples: Tuples, constraint: &Constraint, budget: u64) -> Vec<Row> {
    let (rows, fixed) = start;
    let tabu = vec![vec![0; tuples.space.levels.len()]; rows.len()];
    let mut shrinking = Shrinking { rows, fixed, tuples, constraint, random: Random::new(1), tabu, turn: 0, budget };
    shrinking.begin();
    let mut best = shrinking.rows.clone();
    loop {
        while shrinking.tuples.uncovered().is_empty() {
            best.clone_from(&shrinking.rows);
            if shrinking.rows.len() <= shrinking.tuples.bound.max(fixed) {
                return best;
            }
            shrinking.drop_row();
        }
        if shrinking.budget == 0 || shrinking.rows.len() == fixed {
            return best;
        }
        shrinking.step();
    }
}

impl Shrinking<'_> {
    /// Fills the free cells and counts all rows.
    fn begin(&mut self) {
        let levels = &self.tuples.space.levels;
        for row in &mut self.rows[self.fixed..] {
            let random = &mut self.random;
            self.constraint.complete(row, |factor| random.below(levels[factor]));
        }
        for row in &self.rows {
            self.tuples.add(row);
        }
    }

    /// Takes the row away that alone covers the fewest tuples. Of many rows, it looks at some.
    fn drop_row(&mut self) {
        let movable = self.rows.len() - self.fixed;
        let (begin, count) = (self.random.below(movable), movable.min(SAMPLE));
        let alone = |at: &usize| self.tuples.single(self.tuples.space.of(&self.rows[*at]));
        let some = (begin..begin + count).map(|at| self.fixed + at % movable);
        let Some(at) = some.min_by_key(alone) else { return };
        self.spend(count * self.tuples.space.sets.len());
        self.tabu.remove(at);
        let row = self.rows.remove(at);
        self.tuples.remove(&row);
    }

    /// Covers one of the uncovered tuples by the change of one cell that loses least, else by rewriting a row.
    fn step(&mut self) {
        self.turn += 1;
        let at = self.random.below(self.tuples.uncovered().len());
        let pairs = self.tuples.space.pairs(self.tuples.uncovered()[at]);
        let changes: Vec<Change> = (self.fixed..self.rows.len()).filter_map(|row| self.change(row, &pairs)).collect();
        self.spend(self.rows.len() / 2 + changes.iter().map(|change| 2 * self.tuples.space.width(change.factor)).sum::<usize>());
        let gains: Vec<i64> = changes.iter().map(|change| self.gain(*change)).collect();
        let most = gains.iter().max().copied();
        let best: Vec<Change> =
            changes.into_iter().zip(gains).filter(|(_, gain)| Some(*gain) == most).map(|best| best.0).collect();
        let chosen = self.random.below(best.len());
        match best.get(chosen) {
            Some(change) => self.apply(*change),
            None => self.rewrite(&pairs),
        }
    }

    /// The change of one cell by which a row gets these values, if one is enough, may be made now and keeps the row valid.
    fn change(&self, row: usize, pairs: &[(usize, usize)]) -> Option<Change> {
        let cells = &self.rows[row];
        let mut missing = pairs.iter().filter(|(factor, value)| cells[*factor] != Some(*value));
        let (factor, value) = *missing.next()?;
        let may = missing.next().is_none() && self.tabu[row][factor] <= self.turn;
        (may && self.constraint.allows(cells, factor, value)).then_some(Change { row, factor, value })
    }

    /// How many more tuples are covered after a change.
    fn gain(&self, Change { row, factor, value }: Change) -> i64 {
        let cells = &self.rows[row];
        let won = self.tuples.open(self.tuples.space.with(cells, factor, value));
        let lost = cells[factor].map_or(0, |old| self.tuples.single(self.tuples.space.with(cells, factor, old)));
        won as i64 - lost as i64
    }

    fn apply(&mut self, Change { row, factor, value }: Change) {
        self.tuples.set(&mut self.rows[row], factor, Some(value));
        self.tabu[row][factor] = self.turn + TENURE + self.random.below(TENURE as usize) as u64;
    }

    /// Writes a tuple into some row, whose other values stay as far as the constraint lets them.
    fn rewrite(&mut self, pairs: &[(usize, usize)]) {
        let row = self.fixed + self.random.below(self.rows.len() - self.fixed);
        let old = self.rows[row].clone();
        let mut new = vec![None; old.len()];
        for (factor, value) in pairs {
            new[*factor] = Some(*value);
        }
        self.constraint.complete(&mut new, |factor| old[factor].unwrap_or_default());
        for (factor, value) in new.into_iter().enumerate() {
            if let Some(value) = value.filter(|value| old[factor] != Some(*value)) {
                self.spend(2 * self.tuples.space.width(factor));
                self.apply(Change { row, factor, value });
            }
        }
    }

    fn spend(&mut self, lookups: usize) {
        self.budget = self.budget.saturating_sub(lookups as u64 + 1);
    }
}
