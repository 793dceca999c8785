//! Cases that every part has: they send nothing and look at the answers to the part's other cases. The part that saw most decides.

use std::collections::{BTreeMap, BTreeSet};

use super::Share;
use crate::record::Verdict;

/// Leaves each of these cases in one part: where it found something, else where it was judged, else where it was not skipped.
pub(super) fn settle(shares: &mut [Share]) {
    let shared: BTreeSet<String> = shares.iter().flat_map(|share| share.partition.everywhere.iter().cloned()).collect();
    let mut best: BTreeMap<&str, (u8, usize)> = BTreeMap::new();
    for (part, share) in shares.iter().enumerate() {
        for case in &share.record.cases {
            let Some(id) = shared.get(&case.id) else { continue };
            let weight = weight(case.verdict);
            let known = best.entry(id).or_insert((weight, part));
            if weight > known.0 {
                *known = (weight, part);
            }
        }
    }
    for (part, share) in shares.iter_mut().enumerate() {
        let kept = |id: &str| best.get(id).is_none_or(|(_, decides)| *decides == part);
        let positions = std::mem::take(&mut share.partition.positions);
        let places = positions.into_iter().zip(&share.record.cases);
        share.partition.positions = places.filter(|(_, case)| kept(&case.id)).map(|(position, _)| position).collect();
        share.record.cases.retain(|case| kept(&case.id));
        for behaviour in &mut share.record.behaviours {
            behaviour.cases.retain(|id| kept(id));
        }
    }
}

/// A part that saw nothing to judge by has no say beside one that did.
fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Skip => 0,
        Verdict::Inconclusive => 1,
        Verdict::Pass => 2,
        Verdict::Warn => 3,
        Verdict::Fail => 4,
    }
}
