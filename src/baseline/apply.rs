//! Holds a run against a baseline: which findings it accepts, and which entries accept nothing any more.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::model::{Baseline, Entry};
use crate::record::model::CaseRecord;
use crate::record::review::{AcceptedRecord, BaselineRecord, StaleCause, StaleRecord};
use crate::record::{RunRecord, Verdict};

/// What a run is held against beside the entries themselves.
#[derive(Clone, Copy)]
pub struct Against<'a> {
    /// The day on which entries expire or do not.
    pub today: Date,
    /// Whether a case or requirement of this id exists, be it a part of this run or not.
    pub known: &'a dyn Fn(&str) -> bool,
    /// Whether entries that accept nothing only warn.
    pub stale_warns: bool,
}

/// Marks what the baseline accepts, and notes in the record what is wrong with its entries.
pub fn apply(baseline: &Baseline, record: &mut RunRecord, against: Against<'_>) {
    let valid: HashMap<&str, &Entry> = baseline
        .entries
        .iter()
        .filter(|entry| !entry.is_expired(against.today))
        .map(|entry| (entry.id.as_str(), entry))
        .collect();
    for case in &mut record.cases {
        case.accepted = if is_finding(case) { accepts(&valid, case) } else { None };
    }
    let of_extent = |extent| baseline.entries.iter().filter_map(|entry| stale(entry, record, &against, extent)).collect();
    let stale: Vec<StaleRecord> = of_extent(extent(record));
    let mut undecided: Vec<StaleRecord> = if is_share(record) { of_extent(Extent::Whole) } else { Vec::new() };
    undecided.retain(|entry| !stale.contains(entry));
    let unexplained = baseline.entries.iter().filter(|entry| entry.reason.is_empty());
    let mut remarks: Vec<String> = unexplained
        .map(|entry| format!("{}:{}: `{}` is accepted without a reason", baseline.file, entry.line, entry.id))
        .collect();
    remarks.extend(record.cases.iter().filter_map(|case| worse(&valid, case)));
    record.baseline = Some(BaselineRecord {
        file: baseline.file.clone(),
        accepted: record.cases.iter().filter(|case| case.accepted.is_some()).count(),
        stale,
        undecided,
        stale_warns: against.stale_warns,
        remarks,
    });
}

/// Whether a case is one that a baseline can accept.
pub(super) fn is_finding(case: &CaseRecord) -> bool {
    case.scored && !matches!(case.verdict, Verdict::Pass | Verdict::Skip)
}

/// The entry of the case itself, else those of its requirements: all of them, for the finding may be a breach of any.
fn accepts(valid: &HashMap<&str, &Entry>, case: &CaseRecord) -> Option<AcceptedRecord> {
    let fits = |id: &String| valid.get(id.as_str()).copied().filter(|entry| entry.covers(case.verdict));
    let entry = fits(&case.id).or_else(|| {
        let all: Option<Vec<&Entry>> = case.requirements.iter().map(fits).collect();
        all?.first().copied()
    })?;
    Some(AcceptedRecord {
        entry: entry.id.clone(),
        reason: entry.reason.clone(),
        owner: entry.owner.clone(),
        expires: entry.expires.map(|day| day.to_string()),
    })
}

/// What is to be said of a finding that is worse than what is accepted.
fn worse(valid: &HashMap<&str, &Entry>, case: &CaseRecord) -> Option<String> {
    if !is_finding(case) || case.accepted.is_some() {
        return None;
    }
    let named = || std::iter::once(&case.id).chain(&case.requirements);
    let entry = named().find_map(|id| valid.get(id.as_str()).filter(|entry| !entry.covers(case.verdict)))?;
    let accepted = entry.verdict?;
    Some(format!("`{}` is accepted as {}, and {} is {} now", entry.id, name(accepted), case.id, name(case.verdict)))
}

/// The verdict as a baseline spells it.
pub(super) fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Skip => "skip",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Warn => "warn",
        Verdict::Fail => "fail",
    }
}

/// How much of the selection a record is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Everything there is.
    Whole,
    /// Less than that: nothing can be said of what was left out.
    Part,
}

fn extent(record: &RunRecord) -> Extent {
    let whole = record.filters.is_empty() && record.partition.is_none() && !record.interrupted;
    if whole { Extent::Whole } else { Extent::Part }
}

/// Whether a record lacks nothing but what other parts of the run have.
fn is_share(record: &RunRecord) -> bool {
    record.partition.is_some() && record.filters.is_empty() && !record.interrupted
}

/// Whether and why an entry accepts nothing any more.
fn stale(entry: &Entry, record: &RunRecord, against: &Against<'_>, extent: Extent) -> Option<StaleRecord> {
    let concerned: Vec<&CaseRecord> =
        record.cases.iter().filter(|case| case.id == entry.id || case.requirements.contains(&entry.id)).collect();
    let found = concerned.iter().any(|case| is_finding(case));
    let whole = extent == Extent::Whole;
    let unheard_of = || concerned.is_empty() && !record_names(record).contains(entry.id.as_str()) && !(against.known)(&entry.id);
    let (cause, text) = if unheard_of() {
        (StaleCause::Unknown, "no case and no requirement has this id: remove the entry, or mend the id".to_owned())
    } else if !found
        && (whole || is_case(entry, record))
        && concerned.iter().any(|case| case.scored && case.verdict == Verdict::Pass)
    {
        (StaleCause::Vanished, "the finding no longer occurs: remove the entry (`tokenspec baseline prune`)".to_owned())
    } else if entry.is_expired(against.today) && (found || whole) {
        let day = entry.expires.map(|day| day.to_string()).unwrap_or_default();
        (StaleCause::Expired, format!("accepted until {day}: mend the server, or decide anew"))
    } else {
        return None;
    };
    Some(StaleRecord { id: entry.id.clone(), line: entry.line, cause, text })
}

/// Whether an entry names a case of the record, and not a requirement, of which a part of a run sees but a part.
fn is_case(entry: &Entry, record: &RunRecord) -> bool {
    record.cases.iter().any(|case| case.id == entry.id)
}

/// The ids of all requirements of a record.
fn record_names(record: &RunRecord) -> HashSet<&str> {
    record.requirements.iter().map(|requirement| requirement.id.as_str()).collect()
}
