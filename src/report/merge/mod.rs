//! The records of all partitions of a run, merged: what the unpartitioned run would have said, times apart.

mod agree;
mod controls;
mod error;
mod everywhere;
mod requirements;
mod reviews;
#[cfg(test)]
mod tests;

use crate::record::RunRecord;
use crate::record::model::{CaseRecord, Statistics, Summary};
use crate::record::part::{PartRecord, PartitionRecord};

pub use error::MergeError;

/// A record and the file that it was read from.
#[derive(Debug, Clone)]
pub struct Part {
    /// The file, as it was named.
    pub file: String,
    /// The record.
    pub record: RunRecord,
}

/// A part whose record is known to be one of a partition.
struct Share {
    file: String,
    record: RunRecord,
    partition: PartitionRecord,
}

/// Merges the records of all partitions of a run, in whatever order they come.
///
/// # Errors
/// They are not the parts of one run, or not all of them.
pub fn merge(parts: Vec<Part>) -> Result<RunRecord, MergeError> {
    let mut shares = parts.into_iter().map(share).collect::<Result<Vec<Share>, MergeError>>()?;
    shares.sort_by_key(|share| share.partition.index);
    agree::agree(&shares)?;
    everywhere::settle(&mut shares);
    agree::complete(&shares)?;
    let behaviours = requirements::behaviours(&shares);
    let requirements = requirements::requirements(&shares);
    let baseline = reviews::baseline(&shares);
    let snapshots = reviews::snapshots(&shares);
    let (duration_ms, started_at) = span(&shares);
    let statistics = statistics(&shares);
    let parts = shares.iter().map(part_record).collect();
    let notes = notes(&shares);
    let interrupted = shares.iter().any(|share| share.record.interrupted);
    let (cases, controls) = controls::take(&mut shares);
    let Some(first) = shares.into_iter().next() else { return Err(MergeError::Nothing) };
    let mut record = RunRecord {
        started_at,
        duration_ms,
        interrupted,
        summary: Summary::of(&cases),
        statistics,
        requirements,
        cases,
        controls,
        behaviours,
        notes,
        partition: None,
        parts,
        baseline,
        snapshots,
        // Digests of different parts are salted differently: what is equal in one would not be in the whole.
        evidence: None,
        ..first.record
    };
    if let Some(snapshots) = &mut record.snapshots {
        let examined = |id: &String| record.cases.iter().any(|case| case.id == *id);
        snapshots.orphaned.retain(|id| !examined(id));
    }
    Ok(record)
}

fn share(part: Part) -> Result<Share, MergeError> {
    let Part { file, mut record } = part;
    match record.partition.take() {
        Some(partition) => Ok(Share { file, record, partition }),
        None => Err(MergeError::NoPartition { file }),
    }
}

/// Every case with its place among all.
fn placed(shares: &[Share]) -> Vec<(usize, &CaseRecord)> {
    let of = |share| -> Vec<(usize, &CaseRecord)> {
        let Share { record, partition, .. }: &Share = share;
        partition.positions.iter().copied().zip(&record.cases).collect()
    };
    let mut all: Vec<_> = shares.iter().flat_map(of).collect();
    all.sort_by_key(|(position, _)| *position);
    all
}

fn part_record(share: &Share) -> PartRecord {
    let Share { record, partition, .. } = share;
    let started_at = record.started_at.clone();
    PartRecord { index: partition.index, seed: record.seed, started_at, duration_ms: record.duration_ms }
}

/// Remarks, each once.
fn notes(shares: &[Share]) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for note in shares.iter().flat_map(|share| &share.record.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}

/// Traffic is added up; the bound is that of one run with the concurrency of a part.
fn statistics(shares: &[Share]) -> Statistics {
    let each = || shares.iter().map(|share| &share.record.statistics);
    let concurrency = each().map(|one| one.concurrency).max().unwrap_or(0);
    let round_trips_ms = each().map(|one| one.round_trips_ms).sum();
    let longest_chain_ms = each().map(|one| one.longest_chain_ms).fold(0.0, f64::max);
    Statistics {
        exchanges: each().map(|one| one.exchanges).sum(),
        authorizations: each().map(|one| one.authorizations).sum(),
        concurrency,
        round_trips_ms,
        longest_chain_ms,
        bound_ms: f64::max(round_trips_ms / concurrency.max(1) as f64, longest_chain_ms),
    }
}

/// From the first start to the last end, and the first start. Where a time cannot be read, the longest part.
fn span(shares: &[Share]) -> (f64, String) {
    let longest = shares.iter().map(|share| share.record.duration_ms).fold(0.0, f64::max);
    let starts: Vec<Option<jiff::Timestamp>> = shares.iter().map(|share| share.record.started_at.parse().ok()).collect();
    let first = starts.iter().enumerate().min_by_key(|(_, start)| **start).map(|(at, _)| at);
    let started_at = first.and_then(|at| shares.get(at)).map(|share| share.record.started_at.clone()).unwrap_or_default();
    let Some(known) = starts.into_iter().collect::<Option<Vec<_>>>() else { return (longest, started_at) };
    let Some(start) = known.iter().min() else { return (longest, started_at) };
    let end = |(share, began): (&Share, &jiff::Timestamp)| {
        began.duration_since(*start).as_secs_f64() * 1_000.0 + share.record.duration_ms
    };
    (shares.iter().zip(&known).map(end).fold(longest, f64::max), started_at)
}
