//! Baseline and snapshots of all parts.

use super::Share;
use crate::record::review::{BaselineRecord, SnapshotsRecord, StaleCause, StaleRecord};

/// What the parts say of the baseline, and what of its entries they left to the whole.
pub(super) fn baseline(shares: &[Share]) -> Option<BaselineRecord> {
    let of_parts: Vec<&BaselineRecord> = shares.iter().filter_map(|share| share.record.baseline.as_ref()).collect();
    let first = of_parts.first()?;
    let cases = || shares.iter().flat_map(|share| &share.record.cases);
    let mut remarks: Vec<String> = Vec::new();
    for part in &of_parts {
        remarks.extend(part.remarks.iter().filter(|remark| !remarks.contains(remark)).cloned().collect::<Vec<_>>());
    }
    Some(BaselineRecord {
        file: first.file.clone(),
        accepted: cases().filter(|case| case.accepted.is_some()).count(),
        stale: stale(shares),
        undecided: Vec::new(),
        stale_warns: of_parts.iter().all(|part| part.stale_warns),
        remarks,
    })
}

/// The entries that accept nothing in the whole: those that a part tells of, and those that the parts could not decide on. A run
/// that was cut short cannot either.
fn stale(shares: &[Share]) -> Vec<StaleRecord> {
    let baselines = || shares.iter().filter_map(|share| share.record.baseline.as_ref());
    let interrupted = shares.iter().any(|share| share.record.interrupted);
    let undecided = baselines().flat_map(|part| &part.undecided).filter(|_| !interrupted);
    let mut stale: Vec<StaleRecord> = Vec::new();
    for entry in baselines().flat_map(|part| &part.stale).chain(undecided).filter(|entry| !is_needed(entry, shares)) {
        match stale.iter_mut().find(|known| known.id == entry.id) {
            None => stale.push(entry.clone()),
            // A run says first that the finding is gone, and only else that the day is.
            Some(known) if entry.cause == StaleCause::Vanished => *known = entry.clone(),
            Some(_) => {}
        }
    }
    stale.sort_by_key(|entry| entry.line);
    stale
}

/// Whether a finding of some part is what the entry accepts, or is there although the entry's finding is said to be gone.
fn is_needed(entry: &StaleRecord, shares: &[Share]) -> bool {
    let mut findings = shares.iter().flat_map(|share| share.record.findings());
    findings.any(|case| {
        let accepts = case.accepted.as_ref().is_some_and(|accepted| accepted.entry == entry.id);
        let concerns = case.id == entry.id || case.requirements.contains(&entry.id);
        accepts || (concerns && entry.cause == StaleCause::Vanished)
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
