//! Combinations that must not stand together, and what follows from them.

use std::cmp::Reverse;

use super::space::Row;

/// Values, as (factor, value), that must not stand together in a row. Any number of them; a single one forbids its value.
/// One that names a factor or a value that does not exist, or two values of one factor, forbids nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Forbidden(pub Vec<(usize, usize)>);

/// The forbidden combinations, found by their values.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    levels: Vec<usize>,
    combinations: Vec<Vec<(usize, usize)>>,
    /// For each factor and value, the combinations that it is in.
    with: Vec<Vec<Vec<usize>>>,
    /// The factors that are in a combination, those in most first.
    constrained: Vec<usize>,
}

impl Constraint {
    /// The combinations that can stand in a row. Where a factor has no value, no row is valid.
    pub(super) fn new(levels: &[usize], forbidden: &[Forbidden]) -> Self {
        let mut combinations: Vec<_> = forbidden.iter().filter_map(|Forbidden(pairs)| possible(levels, pairs)).collect();
        if levels.contains(&0) {
            combinations.push(Vec::new());
        }
        let mut with: Vec<Vec<Vec<usize>>> = levels.iter().map(|levels| vec![Vec::new(); *levels]).collect();
        for (at, pairs) in combinations.iter().enumerate() {
            for (factor, value) in pairs {
                with[*factor][*value].push(at);
            }
        }
        let weight = |factor: &usize| with[*factor].iter().map(Vec::len).sum::<usize>();
        let mut constrained: Vec<usize> = (0..levels.len()).filter(|factor| weight(factor) > 0).collect();
        constrained.sort_by_key(|factor| Reverse(weight(factor)));
        Self { levels: levels.to_vec(), combinations, with, constrained }
    }

    /// Whether a factor is in a combination.
    pub(super) fn concerns(&self, factor: usize) -> bool {
        self.constrained.contains(&factor)
    }

    /// Whether a factor may have a value beside the others of the row. What the row says of the factor itself does not count.
    pub(super) fn allows(&self, row: &[Option<usize>], factor: usize, value: usize) -> bool {
        let broken = |pairs: &Vec<(usize, usize)>| pairs.iter().any(|(other, at)| *other != factor && row[*other] != Some(*at));
        self.with[factor][value].iter().all(|at| broken(&self.combinations[*at]))
    }

    /// Whether no combination stands in the row.
    pub(super) fn holds(&self, row: &[Option<usize>]) -> bool {
        self.combinations.iter().all(|pairs| pairs.iter().any(|(factor, value)| row[*factor] != Some(*value)))
    }

    /// Whether the free cells of a row can be filled.
    pub(super) fn extendable(&self, row: &[Option<usize>]) -> bool {
        self.combinations.is_empty() || self.complete(&mut row.to_vec(), |_| 0)
    }

    /// Fills the free cells, if that can be done. `favourite` is the value of a factor that is tried first.
    pub(super) fn complete(&self, row: &mut Row, favourite: impl FnMut(usize) -> usize) -> bool {
        let favourites: Vec<usize> = (0..self.levels.len()).map(favourite).collect();
        if !self.holds(row) || !self.search(row, &self.constrained, &favourites) {
            return false;
        }
        row.iter_mut().zip(favourites).for_each(|(cell, favourite)| *cell = cell.or(Some(favourite)));
        true
    }

    /// Fills the free cells of these factors, going back where no value is left.
    fn search(&self, row: &mut Row, factors: &[usize], favourites: &[usize]) -> bool {
        let Some((factor, rest)) = factors.split_first() else { return true };
        if row[*factor].is_some() {
            return self.search(row, rest, favourites);
        }
        for step in 0..self.levels[*factor] {
            let value = (favourites[*factor] + step) % self.levels[*factor];
            if self.allows(row, *factor, value) {
                row[*factor] = Some(value);
                if self.search(row, rest, favourites) {
                    return true;
                }
                row[*factor] = None;
            }
        }
        false
    }
}

/// The combination, ascending, if it can stand in a row.
fn possible(levels: &[usize], pairs: &[(usize, usize)]) -> Option<Vec<(usize, usize)>> {
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    pairs.dedup();
    let exists = pairs.iter().all(|(factor, value)| levels.get(*factor).is_some_and(|levels| value < levels));
    let once = pairs.windows(2).all(|two| two[0].0 != two[1].0);
    (exists && once).then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::{Constraint, Forbidden};

    #[test]
    fn what_follows_from_several_combinations_is_found() {
        // Factor 0 at 0 rules out both values of factor 1 once factor 2 is 1.
        let forbidden = [Forbidden(vec![(0, 0), (1, 0)]), Forbidden(vec![(1, 1), (2, 1)])];
        let constraint = Constraint::new(&[2, 2, 2], &forbidden);
        assert!(!constraint.extendable(&[Some(0), None, Some(1)]));
        assert!(constraint.extendable(&[Some(0), None, Some(0)]));
    }

    #[test]
    fn what_cannot_stand_in_a_row_forbids_nothing() {
        let forbidden = [Forbidden(vec![(5, 0)]), Forbidden(vec![(0, 9)]), Forbidden(vec![(0, 0), (0, 1)])];
        assert!(Constraint::new(&[2, 2], &forbidden).extendable(&[Some(0), Some(0)]));
    }

    #[test]
    fn a_factor_without_values_makes_every_row_invalid() {
        assert!(!Constraint::new(&[2, 0], &[]).extendable(&[None, None]));
    }
}
