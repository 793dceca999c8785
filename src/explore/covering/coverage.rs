//! What executed rows cover.

use super::constraint::{Constraint, Forbidden};
use super::space::Space;
use super::tuples::Tuples;

/// Counts how many of the possible t-way tuples the rows cover that it is told of.
#[derive(Debug, Clone)]
pub struct Coverage {
    tuples: Tuples,
}

impl Coverage {
    /// Nothing is covered yet. The arguments are those of [`cover`](super::cover).
    pub fn new(levels: &[usize], strength: usize, forbidden: &[Forbidden]) -> Self {
        Self { tuples: Tuples::new(Space::new(levels, strength), &Constraint::new(levels, forbidden)) }
    }

    /// Tells of a row, full (`usize`) or with free cells (`Option<usize>`), and says how many possible tuples it is the first to
    /// cover. Cells beyond the factors, and values that do not exist, cover nothing.
    pub fn add<Cell: Into<Option<usize>> + Copy>(&mut self, row: &[Cell]) -> u64 {
        let before = self.covered();
        let row = self.tuples.space.read(row.iter().map(|cell| (*cell).into()));
        self.tuples.add(&row);
        self.covered() - before
    }

    /// How many of the possible tuples are covered.
    pub fn covered(&self) -> u64 {
        (self.tuples.possible - self.tuples.uncovered().len()) as u64
    }

    /// How many tuples are possible: those that a row without a forbidden combination has.
    pub fn total(&self) -> u64 {
        self.tuples.possible as u64
    }
}
