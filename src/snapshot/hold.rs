//! Holds the answers of a run against the accepted snapshots.

use std::collections::BTreeSet;

use super::normalise::normalised;
use super::rules::Rules;
use super::store::{SnapshotError, Store, difference};
use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::record::review::{SnapshotRecord, SnapshotState, SnapshotsRecord};

/// What becomes of answers that are new or others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They wait for a decision.
    Check,
    /// They are accepted.
    Update,
}

/// Compares, notes in the record how each case compares, and writes what is new or other. `folder` is what the record calls the
/// store; `gates`: whether drift does.
///
/// # Errors
/// A snapshot cannot be read or written.
pub fn hold(
    record: &mut RunRecord,
    store: &Store,
    rules: &Rules,
    (folder, gates): (&str, bool),
    mode: Mode,
) -> Result<(), SnapshotError> {
    let target = record.target.name.clone();
    let id = |case: &CaseRecord| format!("{target}/{}", case.id);
    let mut found: Vec<Option<SnapshotRecord>> = Vec::with_capacity(record.cases.len());
    for case in &record.cases {
        let Some(text) = normalised(record, case, rules) else {
            found.push(None);
            continue;
        };
        found.push(Some(compare(store, &id(case), case, &text, mode)?));
    }
    let count = |state| found.iter().flatten().filter(|snapshot| snapshot.state == state).count();
    let snapshots = SnapshotsRecord {
        folder: folder.to_owned(),
        same: count(SnapshotState::Same),
        new: count(SnapshotState::New),
        drifted: count(SnapshotState::Drifted),
        orphaned: orphaned(record, store, &target)?,
        gates: gates && mode == Mode::Check,
    };
    for (case, snapshot) in record.cases.iter_mut().zip(found) {
        case.snapshot = snapshot;
    }
    record.snapshots = Some(snapshots);
    Ok(())
}

fn compare(store: &Store, id: &str, case: &CaseRecord, text: &str, mode: Mode) -> Result<SnapshotRecord, SnapshotError> {
    let accepted = store.accepted(id)?;
    let (state, difference) = match &accepted {
        Some(accepted) if accepted == text => (SnapshotState::Same, Vec::new()),
        Some(accepted) => (SnapshotState::Drifted, difference(accepted, text)),
        None => (SnapshotState::New, Vec::new()),
    };
    match (state, mode) {
        (SnapshotState::Same, _) => store.settle(id)?,
        (_, Mode::Check) => store.propose(id, &case.title, text)?,
        (_, Mode::Update) => store.accept(id, &case.title, text)?,
    }
    Ok(SnapshotRecord { state, difference })
}

/// Snapshots of suites that were run whole, whose case is not there any more.
fn orphaned(record: &RunRecord, store: &Store, target: &str) -> Result<Vec<String>, SnapshotError> {
    if !record.filters.is_empty() || record.partition.is_some() || record.interrupted {
        return Ok(Vec::new());
    }
    let cases: BTreeSet<&str> = record.cases.iter().map(|case| case.id.as_str()).collect();
    let of_target = |id: &String| id.strip_prefix(target).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
    let ids = store.ids()?;
    let own = ids.iter().filter_map(of_target);
    let examined = |id: &String| record.suites.iter().any(|suite| id.split('/').next() == Some(suite.id.as_str()));
    Ok(own.filter(|id| examined(id) && !cases.contains(id.as_str())).collect())
}
