//! Baseline and snapshots of all parts.

use super::Share;
use crate::record::review::{BaselineRecord, SnapshotsRecord};

/// An entry is stale when no part's finding needs it.
pub(super) fn baseline(shares: &[Share]) -> Option<BaselineRecord> {
    let of_parts: Vec<&BaselineRecord> = shares.iter().filter_map(|share| share.record.baseline.as_ref()).collect();
    let first = of_parts.first()?;
    let cases = || shares.iter().flat_map(|share| &share.record.cases);
    let needed = |id: &str| cases().any(|case| case.accepted.as_ref().is_some_and(|accepted| accepted.entry == id));
    let mut stale = Vec::new();
    let mut remarks: Vec<String> = Vec::new();
    for part in &of_parts {
        for entry in &part.stale {
            if !stale.contains(entry) && !needed(&entry.id) {
                stale.push(entry.clone());
            }
        }
        remarks.extend(part.remarks.iter().filter(|remark| !remarks.contains(remark)).cloned().collect::<Vec<_>>());
    }
    stale.sort_by_key(|entry| entry.line);
    Some(BaselineRecord {
        file: first.file.clone(),
        accepted: cases().filter(|case| case.accepted.is_some()).count(),
        stale,
        stale_warns: of_parts.iter().all(|part| part.stale_warns),
        remarks,
    })
}

/// The numbers are added up.
pub(super) fn snapshots(shares: &[Share]) -> Option<SnapshotsRecord> {
    let of_parts: Vec<&SnapshotsRecord> = shares.iter().filter_map(|share| share.record.snapshots.as_ref()).collect();
    let first = of_parts.first()?;
    let mut orphaned: Vec<String> = of_parts.iter().flat_map(|part| part.orphaned.iter().cloned()).collect();
    orphaned.sort();
    orphaned.dedup();
    Some(SnapshotsRecord {
        folder: first.folder.clone(),
        same: of_parts.iter().map(|part| part.same).sum(),
        new: of_parts.iter().map(|part| part.new).sum(),
        drifted: of_parts.iter().map(|part| part.drifted).sum(),
        orphaned,
        gates: first.gates,
    })
}
