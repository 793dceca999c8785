//! Rows without free cells.

use super::constraint::{Constraint, Forbidden};
use super::random::Random;
use super::space::Space;

/// The row with a value in each free cell, so that no forbidden combination stands in it; nothing if there is none. The values
/// depend on the seed alone.
pub fn fill(levels: &[usize], forbidden: &[Forbidden], row: &[Option<usize>], seed: u64) -> Option<Vec<usize>> {
    let mut random = Random::new(seed);
    let mut row = Space::new(levels, 1).read(row.iter().copied());
    let constraint = Constraint::new(levels, forbidden);
    constraint.complete(&mut row, |factor| random.below(levels[factor])).then(|| row.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::{Forbidden, fill};

    #[test]
    fn what_stands_there_stays_and_the_rest_depends_on_the_seed() {
        let row = [Some(3), None, None, Some(0)];
        let filled = |seed| fill(&[5, 9, 9, 2], &[], &row, seed).expect("a row");
        assert_eq!((filled(1)[0], filled(1)[3]), (3, 0));
        assert_eq!(filled(1), filled(1));
        assert!((2..20).any(|seed| filled(seed) != filled(1)));
    }

    #[test]
    fn a_row_that_cannot_be_filled_is_none() {
        assert_eq!(fill(&[2, 2], &[Forbidden(vec![(0, 0)])], &[Some(0), None], 1), None);
        assert_eq!(fill(&[2, 0], &[], &[None, None], 1), None);
    }
}
