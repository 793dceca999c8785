//! What holds for every covering array, held against all rows there are.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::cover::{Inputs, within};
use super::{Coverage, Covering, Forbidden, fill};

type Row = Vec<Option<usize>>;
type Tuple = Vec<(usize, usize)>;

/// An input of random size.
#[derive(Debug, Clone)]
struct Case {
    levels: Vec<usize>,
    strength: usize,
    forbidden: Vec<Forbidden>,
    given: Vec<Row>,
}

impl Case {
    fn covering(&self) -> Covering {
        let Self { levels, strength, forbidden, given } = self;
        within(&Inputs { levels, strength: *strength, forbidden, given }, 20_000)
    }

    /// All rows without free cells in which no forbidden combination stands.
    fn valid_rows(&self) -> Vec<Row> {
        let longer = |rows: Vec<Row>, levels: &usize| {
            rows.iter().flat_map(|row| (0..*levels).map(|value| row.iter().copied().chain([Some(value)]).collect())).collect()
        };
        let all: Vec<Row> = self.levels.iter().fold(vec![Vec::new()], longer);
        all.into_iter().filter(|row| self.is_valid(row)).collect()
    }

    fn is_valid(&self, row: &[Option<usize>]) -> bool {
        let stands = |Forbidden(pairs): &Forbidden| pairs.iter().all(|(factor, value)| row[*factor] == Some(*value));
        !self.forbidden.iter().any(stands)
    }

    fn tuples(&self, rows: &[Row]) -> BTreeSet<Tuple> {
        rows.iter().flat_map(|row| tuples(row, self.strength.min(row.len()))).collect()
    }
}

/// The tuples of a row: its subsets of that size.
fn tuples(row: &[Option<usize>], strength: usize) -> Vec<Tuple> {
    let mut subsets: Vec<Tuple> = vec![Vec::new()];
    for (factor, value) in row.iter().enumerate().filter_map(|(factor, value)| Some((factor, (*value)?))) {
        let larger: Vec<Tuple> = subsets.iter().map(|subset| subset.iter().copied().chain([(factor, value)]).collect()).collect();
        subsets.extend(larger);
    }
    subsets.into_iter().filter(|subset| subset.len() == strength).collect()
}

fn case() -> impl Strategy<Value = Case> {
    let pairs = prop::collection::vec((any::<Index>(), any::<Index>()), 1..4);
    let cells = prop::collection::vec(prop::option::of(any::<Index>()), 5);
    let forbidden = prop::collection::vec(pairs, 0..6);
    let given = prop::collection::vec(cells, 0..3);
    (prop::collection::vec(1..5_usize, 1..6), 1..5_usize, forbidden, given).prop_map(|(levels, strength, forbidden, given)| {
        let pair = |(factor, value): (Index, Index)| {
            let factor = factor.index(levels.len());
            (factor, value.index(levels[factor]))
        };
        let row = |cells: Vec<Option<Index>>| levels.iter().zip(cells).map(|(levels, cell)| Some(cell?.index(*levels))).collect();
        let forbidden = forbidden.into_iter().map(|pairs| pairs.into_iter().map(pair).collect()).map(distinct).collect();
        Case { given: given.into_iter().map(row).collect(), forbidden, strength, levels: levels.clone() }
    })
}

/// The combination without further values of a factor that it has already, which would make it forbid nothing.
fn distinct(pairs: Tuple) -> Forbidden {
    let mut seen = BTreeSet::new();
    Forbidden(pairs.into_iter().filter(|(factor, _)| seen.insert(*factor)).collect())
}

proptest! {
    #[test]
    fn every_possible_tuple_is_covered_and_counted(case in case()) {
        let covering = case.covering();
        let possible = case.tuples(&case.valid_rows());
        prop_assert!(possible.is_subset(&case.tuples(&covering.rows)));
        prop_assert_eq!(covering.tuples, possible.len() as u64);
        let free = Case { forbidden: Vec::new(), ..case.clone() };
        prop_assert_eq!(covering.tuples + covering.impossible, free.tuples(&free.valid_rows()).len() as u64);
    }

    #[test]
    fn given_rows_stay_and_the_others_can_be_filled_validly(case in case(), seed: u64) {
        let rows = case.covering().rows;
        prop_assert!(rows.starts_with(&case.given));
        for row in &rows[case.given.len()..] {
            let filled = fill(&case.levels, &case.forbidden, row, seed);
            prop_assert!(filled.is_some(), "{:?}", row);
            let filled: Row = filled.unwrap_or_default().into_iter().map(Some).collect();
            prop_assert!(case.is_valid(&filled));
            prop_assert!(row.iter().zip(&filled).all(|(cell, value)| cell.is_none() || cell == value));
        }
    }

    #[test]
    fn equal_inputs_give_equal_rows(case in case()) {
        prop_assert_eq!(case.covering(), case.covering());
    }

    #[test]
    fn no_row_can_be_left_out(case in case()) {
        let rows = case.covering().rows;
        let possible = case.tuples(&case.valid_rows());
        for at in case.given.len()..rows.len() {
            let mut fewer = rows.clone();
            fewer.remove(at);
            prop_assert!(!possible.is_subset(&case.tuples(&fewer)));
        }
    }

    #[test]
    fn coverage_is_what_counting_by_hand_says(case in case()) {
        let mut coverage = Coverage::new(&case.levels, case.strength, &case.forbidden);
        let possible = case.tuples(&case.valid_rows());
        prop_assert_eq!(coverage.total(), possible.len() as u64);
        let rows = case.covering().rows;
        for told in 1..=rows.len() {
            let before = coverage.covered();
            let new = coverage.add(&rows[told - 1]);
            prop_assert_eq!(coverage.covered(), before + new);
            prop_assert_eq!(coverage.covered(), possible.intersection(&case.tuples(&rows[..told])).count() as u64);
        }
        prop_assert_eq!(coverage.covered(), coverage.total());
    }
}

#[test]
fn nothing_to_cover_takes_no_rows() {
    assert_eq!(super::cover(&[], 2, &[], &[]), Covering { rows: Vec::new(), tuples: 0, impossible: 0 });
    assert_eq!(super::cover(&[3, 0, 2], 2, &[], &[]).rows.len(), 0);
    let everything = [Forbidden(vec![(0, 0)]), Forbidden(vec![(0, 1)])];
    let covering = super::cover(&[2, 3], 2, &everything, &[]);
    assert_eq!((covering.rows.len(), covering.tuples, covering.impossible), (0, 0, 6));
}

#[test]
fn cells_that_do_not_matter_are_free() {
    let covering = super::cover(&[5, 5, 2], 2, &[], &[]);
    assert_eq!(covering.rows.len(), 25);
    assert!(covering.rows.iter().filter(|row| row[2].is_none()).count() >= 5);
}

#[test]
fn full_rows_count_as_rows_with_cells_do() {
    let mut coverage = Coverage::new(&[2, 2, 2], 2, &[]);
    assert_eq!(coverage.add(&[0_usize, 1, 0]), 3);
    assert_eq!(coverage.add(&[Some(0), Some(1), None, Some(7)]), 0);
    assert_eq!(coverage.add(&[9_usize, 0, 0]), 1);
    assert_eq!((coverage.covered(), coverage.total()), (4, 12));
}
