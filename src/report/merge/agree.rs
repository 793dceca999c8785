//! Whether parts belong together, and whether they are all there.

use std::collections::{BTreeMap, HashMap};

use super::{MergeError, Share};
use crate::record::RunRecord;

/// Something in which all parts must agree: what it is called, and what a part says of it.
type Trait = (&'static str, fn(&Share) -> String);

/// What the parts of one run have in common, what tells most first.
const TRAITS: [Trait; 12] = [
    ("the target", |share| format!("{}, {}", share.record.target.name, share.record.target.token_endpoint)),
    ("the number of parts", |share| share.partition.of.to_string()),
    ("the version of tokenspec", |share| format!("{} {}", share.record.tool.name, share.record.tool.version)),
    ("the profile", |share| profile(&share.record)),
    ("the set of suites", |share| suites(&share.record)),
    ("the filter", |share| if share.record.filters.is_empty() { "none".into() } else { share.record.filters.join(" or ") }),
    ("the selection of cases", |share| format!("{} cases, {}", share.partition.selected, share.partition.selection)),
    ("the list of requirements", |share| format!("{} requirements: {}", share.partition.requirements.len(), ends(share))),
    ("the set of clients", |share| share.record.target.clients.join(", ")),
    ("the set of declared choices", |share| format!("{:?}", share.record.target.choices)),
    ("the trust in certificates", |share| if share.record.target.insecure { "--insecure" } else { "verified" }.into()),
    ("the use of baseline and snapshots", |share| reviews(&share.record)),
];

fn profile(record: &RunRecord) -> String {
    record.profile.as_ref().map_or("none".into(), |profile| format!("{} {}", profile.id, profile.version))
}

fn suites(record: &RunRecord) -> String {
    record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect::<Vec<_>>().join(", ")
}

fn ends(share: &Share) -> String {
    let ids = &share.partition.requirements;
    format!("{} … {}", ids.first().map_or("", String::as_str), ids.last().map_or("", String::as_str))
}

fn reviews(record: &RunRecord) -> String {
    let baseline = record.baseline.as_ref().map_or("no baseline".into(), |baseline| format!("baseline {}", baseline.file));
    let gates = |gates| if gates { "that gate" } else { "that do not gate" };
    let snapshots = record.snapshots.as_ref();
    let snapshots = snapshots.map_or("no snapshots".into(), |x| format!("snapshots {} {}", x.folder, gates(x.gates)));
    format!("{baseline}, {snapshots}")
}

/// Whether the parts are of one run.
pub(super) fn agree(shares: &[Share]) -> Result<(), MergeError> {
    let (first, rest) = shares.split_first().ok_or(MergeError::Nothing)?;
    for other in rest {
        for (what, of) in TRAITS {
            if of(first) != of(other) {
                return Err(differs(first, other, what, of));
            }
        }
        if first.partition.requirements != other.partition.requirements {
            return Err(differs(first, other, "the list of requirements", ends));
        }
    }
    Ok(())
}

fn differs(first: &Share, second: &Share, what: &'static str, of: fn(&Share) -> String) -> MergeError {
    MergeError::Differs {
        first: first.file.clone(),
        second: second.file.clone(),
        what,
        of_first: of(first),
        of_second: of(second),
    }
}

/// Whether every part is there once, and every case.
pub(super) fn complete(shares: &[Share]) -> Result<(), MergeError> {
    let of = shares.first().map_or(0, |share| share.partition.of);
    let mut parts: BTreeMap<usize, &Share> = BTreeMap::new();
    for share in shares {
        let index = share.partition.index;
        if let Some(first) = parts.insert(index, share) {
            return Err(MergeError::Twice { first: first.file.clone(), second: share.file.clone(), index, of });
        }
    }
    // N comes from a file: it may be any number, and a list of that length may not be had.
    let indexes: Vec<usize> = (1..=of).filter(|index| !parts.contains_key(index)).take(LISTED).collect();
    if !indexes.is_empty() {
        return Err(MergeError::Missing { indexes, of });
    }
    places(shares)
}

/// So many missing parts are listed.
const LISTED: usize = 100;

/// Whether every case has one place, and every place a case.
fn places(shares: &[Share]) -> Result<(), MergeError> {
    let mut taken: HashMap<usize, &Share> = HashMap::new();
    for share in shares {
        for (position, case) in share.partition.positions.iter().zip(&share.record.cases) {
            if let Some(first) = taken.insert(*position, share) {
                let (first, second) = (first.file.clone(), share.file.clone());
                return Err(MergeError::Overlap { first, second, position: *position, case: case.id.clone() });
            }
        }
    }
    let ids = shares.iter().flat_map(|share| share.record.cases.iter().map(move |case| (share, &case.id)));
    let mut known: HashMap<&str, &Share> = HashMap::new();
    for (share, id) in ids {
        if let Some(first) = known.insert(id, share) {
            let (first, second) = (first.file.clone(), share.file.clone());
            let place = share.record.cases.iter().position(|case| case.id == *id);
            let position = place.and_then(|place| share.partition.positions.get(place).copied()).unwrap_or_default();
            return Err(MergeError::Overlap { first, second, position, case: id.clone() });
        }
    }
    let selected = shares.first().map_or(0, |share| share.partition.selected);
    let missing = selected.saturating_sub(taken.len());
    if missing > 0 && !shares.iter().any(|share| share.record.interrupted) {
        let position = (0..selected).find(|position| !taken.contains_key(position)).unwrap_or_default();
        return Err(MergeError::Gap { missing, selected, position });
    }
    Ok(())
}
