//! How often each tuple is covered.

use std::collections::HashMap;

use super::constraint::Constraint;
use super::space::{Row, Space};

/// How often each tuple is covered by the rows that were added.
#[derive(Debug, Clone)]
pub(super) struct Tuples {
    pub(super) space: Space,
    /// Of each tuple; `IMPOSSIBLE` for those that no valid row has.
    counts: Vec<u32>,
    /// The possible tuples that are not covered, in no order.
    uncovered: Vec<usize>,
    /// Where each tuple is among them.
    places: Vec<usize>,
    /// How many tuples are possible.
    pub(super) possible: usize,
    /// How many are possible of the set of factors that has most: no covering has fewer rows.
    pub(super) bound: usize,
}

const IMPOSSIBLE: u32 = u32::MAX;

impl Tuples {
    /// No tuple is covered yet.
    pub(super) fn new(space: Space, constraint: &Constraint) -> Self {
        let mut judge = Judge { constraint, factors: space.levels.len(), judged: HashMap::new() };
        let mut counts = vec![0; space.size];
        let mut bound = 0;
        for set in &space.sets {
            let tuples = set.first..set.first + set.size;
            for tuple in tuples.clone().filter(|tuple| !judge.is_possible(&set.pairs(&space.levels, *tuple))) {
                counts[tuple] = IMPOSSIBLE;
            }
            bound = bound.max(counts[tuples].iter().filter(|count| **count != IMPOSSIBLE).count());
        }
        let uncovered: Vec<usize> = (0..space.size).filter(|tuple| counts[*tuple] == 0).collect();
        let mut places = vec![0; space.size];
        for (place, tuple) in uncovered.iter().enumerate() {
            places[*tuple] = place;
        }
        Self { possible: uncovered.len(), space, counts, uncovered, places, bound }
    }

    /// The possible tuples that are not covered.
    pub(super) fn uncovered(&self) -> &[usize] {
        &self.uncovered
    }

    /// Of these tuples, how many are possible and not covered.
    pub(super) fn open(&self, tuples: impl Iterator<Item = usize>) -> usize {
        tuples.filter(|tuple| self.counts[*tuple] == 0).count()
    }

    /// Of these tuples, how many are covered once.
    pub(super) fn single(&self, tuples: impl Iterator<Item = usize>) -> usize {
        tuples.filter(|tuple| self.counts[*tuple] == 1).count()
    }

    /// Counts the tuples of a row.
    pub(super) fn add(&mut self, row: &[Option<usize>]) {
        for tuple in self.space.of(row).collect::<Vec<_>>() {
            self.cover(tuple);
        }
    }

    /// Takes the tuples of a row back.
    pub(super) fn remove(&mut self, row: &[Option<usize>]) {
        for tuple in self.space.of(row).collect::<Vec<_>>() {
            self.uncover(tuple);
        }
    }

    /// Changes one cell of a row that was added.
    pub(super) fn set(&mut self, row: &mut Row, factor: usize, value: Option<usize>) {
        let old = row[factor].map_or_else(Vec::new, |old| self.space.with(row, factor, old).collect());
        let new = value.map_or_else(Vec::new, |new| self.space.with(row, factor, new).collect());
        row[factor] = value;
        old.into_iter().for_each(|tuple| self.uncover(tuple));
        new.into_iter().for_each(|tuple| self.cover(tuple));
    }

    fn cover(&mut self, tuple: usize) {
        if self.counts[tuple] == IMPOSSIBLE {
            return;
        }
        self.counts[tuple] += 1;
        if self.counts[tuple] == 1 {
            let place = self.places[tuple];
            self.uncovered.swap_remove(place);
            if let Some(moved) = self.uncovered.get(place) {
                self.places[*moved] = place;
            }
        }
    }

    fn uncover(&mut self, tuple: usize) {
        if self.counts[tuple] == IMPOSSIBLE {
            return;
        }
        self.counts[tuple] -= 1;
        if self.counts[tuple] == 0 {
            self.places[tuple] = self.uncovered.len();
            self.uncovered.push(tuple);
        }
    }
}

/// Says which tuples are possible.
struct Judge<'a> {
    constraint: &'a Constraint,
    /// How many there are.
    factors: usize,
    /// What was found out, by those values of a tuple that are constrained.
    judged: HashMap<Vec<(usize, usize)>, bool>,
}

impl Judge<'_> {
    /// Whether a valid row has these values.
    fn is_possible(&mut self, pairs: &[(usize, usize)]) -> bool {
        let concerned: Vec<_> = pairs.iter().copied().filter(|(factor, _)| self.constraint.concerns(*factor)).collect();
        if let Some(known) = self.judged.get(&concerned) {
            return *known;
        }
        let mut row = vec![None; self.factors];
        for (factor, value) in &concerned {
            row[*factor] = Some(*value);
        }
        let possible = self.constraint.extendable(&row);
        self.judged.insert(concerned, possible);
        possible
    }
}
