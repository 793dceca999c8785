//! One run on several machines: which share of the cases is whose.
//!
//! Which case goes where depends on the ids and on what cases cost at any target, so that every machine comes to the same
//! without asking the others; and on little more than its own id, so that a new case moves few of the others.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};

use crate::record::RunRecord;
use crate::record::part::PartitionRecord;
use crate::runner::expected_cost;
use crate::suite::model::Suite;

/// Parts that a run may have.
const MOST: usize = 1_000;

/// Part K of N.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    index: usize,
    of: usize,
}

impl Partition {
    /// K as it is counted from 0, and N: for those who share out something else than cases.
    pub fn counted_from_zero(self) -> (u64, u64) {
        (self.index.saturating_sub(1) as u64, self.of as u64)
    }

    /// K, from 1, of N.
    ///
    /// # Errors
    /// There is no such part; the text says what would be one.
    pub fn new(index: usize, of: usize) -> Result<Self, String> {
        if of == 0 || of > MOST {
            return Err(format!("a run has from 1 to {MOST} parts, and not {of}"));
        }
        if index == 0 || index > of {
            return Err(format!("the parts of {of} are 1/{of} to {of}/{of}; there is no {index}/{of}"));
        }
        Ok(Self { index, of })
    }
}

impl FromStr for Partition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        let (index, of) = numbers.ok_or("a partition is K/N, such as 1/4: the first of four parts")?;
        Self::new(index, of)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

/// A share, and what the record has to say of it.
#[derive(Debug, Clone)]
pub struct Share {
    record: PartitionRecord,
    places: HashMap<String, usize>,
}

impl Share {
    /// Leaves this part's cases in the suites.
    pub fn take(partition: Partition, suites: &mut [Suite]) -> Self {
        let places: HashMap<String, usize> =
            suites.iter().flat_map(|suite| &suite.cases).enumerate().map(|(place, case)| (case.id.clone(), place)).collect();
        let record = PartitionRecord {
            index: partition.index,
            of: partition.of,
            selection: selection(suites),
            selected: places.len(),
            positions: Vec::new(),
            everywhere: of_cost_nothing(suites),
            requirements: requirements(suites),
        };
        let parts = shared_out(suites, partition.of);
        for suite in suites.iter_mut() {
            suite.cases.retain(|case| parts.get(&case.id).is_none_or(|part| part + 1 == partition.index));
        }
        Self { record, places }
    }

    /// Says in the record which share it is.
    pub fn note(mut self, record: &mut RunRecord) {
        self.record.positions = record.cases.iter().filter_map(|case| self.places.get(&case.id).copied()).collect();
        record.partition = Some(self.record);
    }
}

/// A digest of all ids, in order.
fn selection(suites: &[Suite]) -> String {
    let ids: Vec<&str> = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str()).collect();
    let hash = digest(&SHA256, ids.join("\n").as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn of_cost_nothing(suites: &[Suite]) -> Vec<String> {
    let cases = suites.iter().flat_map(|suite| &suite.cases);
    cases.filter(|case| expected_cost(case) == 0).map(|case| case.id.clone()).collect()
}

/// The requirements that the record of the whole run has.
fn requirements(suites: &[Suite]) -> Vec<String> {
    let of_suite = |suite: &Suite| {
        let examined = |id: &String| suite.cases.iter().any(|case| case.requirements.contains(id));
        let shown = suite.requirements.iter().filter(|requirement| requirement.untestable.is_some() || examined(&requirement.id));
        shown.map(|requirement| requirement.id.clone()).collect::<Vec<_>>()
    };
    suites.iter().flat_map(of_suite).collect()
}

/// The part, from 0, of each case that sends something. Each goes to the part that its id likes best and that has room: no
/// part has more than its share and the dearest case.
fn shared_out(suites: &[Suite], of: usize) -> HashMap<String, usize> {
    let costs = suites.iter().flat_map(|suite| &suite.cases).map(|case| (case.id.as_str(), expected_cost(case)));
    let mut cases: Vec<(&str, usize)> = costs.filter(|(_, cost)| *cost > 0).collect();
    cases.sort_by_key(|(id, _)| rank(id, usize::MAX));
    let dearest = cases.iter().map(|(_, cost)| *cost).max().unwrap_or(0);
    let most = cases.iter().map(|(_, cost)| cost).sum::<usize>().div_ceil(of) + dearest;
    let mut loads = vec![0; of];
    let mut parts = HashMap::new();
    for (id, cost) in cases {
        let with_room = (0..of).filter(|&part| loads[part] + cost <= most);
        // There is always one: were all full, they would hold more than there is.
        let part = with_room.max_by_key(|&part| rank(id, part)).unwrap_or(0);
        loads[part] += cost;
        parts.insert(id.to_owned(), part);
    }
    parts
}

/// How much an id likes a part.
fn rank(id: &str, part: usize) -> u64 {
    let hash = digest(&SHA256, format!("{part} {id}").as_bytes());
    hash.as_ref().iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::suite;

    fn all() -> Vec<Suite> {
        suite::embedded_ids().into_iter().map(|id| suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect()
    }

    fn ids(suites: &[Suite]) -> BTreeSet<String> {
        suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.clone()).collect()
    }

    #[test]
    fn parts_are_read() {
        assert_eq!("2/4".parse::<Partition>().unwrap().to_string(), "2/4");
        for (text, says) in
            [("2", "K/N"), ("0/4", "no 0/4"), ("5/4", "1/4 to 4/4"), ("1/0", "from 1"), ("1/x", "K/N"), ("-1/2", "K/N")]
        {
            let error = text.parse::<Partition>().unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn the_parts_are_the_whole_and_about_equal() {
        let whole = all();
        for of in [1, 2, 3, 16, 100] {
            let mut together = BTreeSet::new();
            let mut loads = Vec::new();
            for index in 1..=of {
                let mut suites = whole.clone();
                let share = Share::take(Partition::new(index, of).unwrap(), &mut suites);
                loads.push(suites.iter().flat_map(|suite| &suite.cases).map(expected_cost).sum::<usize>());
                for id in ids(&suites) {
                    let everywhere = share.record.everywhere.contains(&id);
                    assert!(together.insert(id.clone()) || everywhere, "{id} is examined twice");
                }
            }
            assert_eq!(together, ids(&whole));
            let mean = loads.iter().sum::<usize>() / of;
            assert!(loads.iter().all(|load| *load <= 2 * mean + 100), "{of}: {loads:?}");
        }
    }

    #[test]
    fn a_new_case_moves_few_others() {
        let with = all();
        let mut without = with.clone();
        let removed = without[0].cases.remove(3);
        let (before, after) = (shared_out(&without, 8), shared_out(&with, 8));
        let moved = before.iter().filter(|(id, part)| after[*id] != **part).count();
        assert!(moved < before.len() / 10, "{moved} of {} moved for {}", before.len(), removed.id);
    }
}
