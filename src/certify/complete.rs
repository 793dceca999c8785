//! Whether a record is a whole run of a profile: nothing left out, nothing added, everything counted as the profile counts it.

use std::collections::BTreeSet;

use super::suites::Rules;
use crate::profile;
use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};

/// So many are told of each kind.
const TOLD: usize = 5;

/// Why a record is no whole run of a profile: nothing that a longer run would cure.
pub(super) fn gaps(record: &RunRecord, rules: &Rules) -> Vec<String> {
    let mut gaps = circumstances(record);
    let profile = &rules.profile;
    match &record.profile {
        None => gaps.push("the run had no profile".to_owned()),
        Some(run) if run.id != profile.id || run.version != profile.version => {
            gaps.push(format!("the run was of {} {}, not of {} {}", run.id, run.version, profile.id, profile.version));
        }
        Some(_) => {}
    }
    suites(record, rules, &mut gaps);
    cases(record, rules, &mut gaps);
    scores(record, rules, &mut gaps);
    gaps
}

/// What was restricted or cut off.
fn circumstances(record: &RunRecord) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |holds: bool, text: &str| found.extend(holds.then(|| text.to_owned()));
    note(record.interrupted, "the run was interrupted");
    note(!record.filters.is_empty(), "the run was filtered");
    note(record.partition.is_some(), "the record is one part of several");
    note(!record.parts.is_empty(), "the record was merged of several parts, which have no evidence together");
    note(record.baseline.is_some(), "a baseline was applied");
    note(record.evidence.is_none(), "the record has no evidence: `tokenspec run --evidence` makes one that can be judged again");
    found
}

fn suites(record: &RunRecord, rules: &Rules, gaps: &mut Vec<String>) {
    let run: Vec<(&str, &str)> = record.suites.iter().map(|suite| (suite.id.as_str(), suite.version.as_str())).collect();
    let due: Vec<(&str, &str)> = rules.suites.iter().map(|suite| (suite.id.as_str(), suite.version.as_str())).collect();
    if run != due {
        gaps.push("the suites of the run are not those of the profile, in their versions and order".to_owned());
    }
    if record.suites.iter().any(|suite| suite.folder.is_some()) {
        gaps.push("a suite of the run was loaded from a folder".to_owned());
    }
}

fn cases(record: &RunRecord, rules: &Rules, gaps: &mut Vec<String>) {
    let due: Vec<&str> = rules.suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str()).collect();
    let run: Vec<&str> = record.cases.iter().map(|case| case.id.as_str()).collect();
    let (due_set, run_set): (BTreeSet<&str>, BTreeSet<&str>) = (due.iter().copied().collect(), run.iter().copied().collect());
    list(gaps, "missing", due.iter().filter(|id| !run_set.contains(**id)));
    list(gaps, "not of the profile", run.iter().filter(|id| !due_set.contains(**id)));
    if due_set == run_set && due != run {
        gaps.push("the cases are in another order than the profile's".to_owned());
    }
    let requirements: Vec<&str> = record.requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    let examined = |id: &String| rules.suites.iter().flat_map(|suite| &suite.cases).any(|case| case.requirements.contains(id));
    let of_suites = rules.suites.iter().flat_map(|suite| &suite.requirements);
    let due = of_suites.filter(|requirement| requirement.untestable.is_some() || examined(&requirement.id));
    if !due.map(|requirement| requirement.id.as_str()).eq(requirements) {
        gaps.push("the requirements are not those of the profile's suites".to_owned());
    }
}

/// Levels and what counts.
fn scores(record: &RunRecord, rules: &Rules, gaps: &mut Vec<String>) {
    let mut due = record.clone();
    profile::score(&rules.profile, &mut due);
    let pairs = || record.cases.iter().zip(&due.cases);
    let score = |(run, due): &(&CaseRecord, &CaseRecord)| run.scored != due.scored || run.unscored != due.unscored;
    list(gaps, "counted otherwise than the profile counts", pairs().filter(score).map(|(run, _)| &run.id));
    let level = |run: &&CaseRecord| {
        let case = rules.suites.iter().flat_map(|suite| &suite.cases).find(|case| case.id == run.id);
        case.is_some_and(|case| case.level != run.level || case.requirements != run.requirements)
    };
    list(gaps, "at another level or for other requirements", record.cases.iter().filter(level).map(|run| &run.id));
}

fn list<T: AsRef<str>>(gaps: &mut Vec<String>, what: &str, ids: impl Iterator<Item = T>) {
    let ids: Vec<T> = ids.collect();
    if !ids.is_empty() {
        let told: Vec<&str> = ids.iter().take(TOLD).map(AsRef::as_ref).collect();
        let more = if ids.len() > TOLD { format!(" and {} more", ids.len() - TOLD) } else { String::new() };
        gaps.push(format!("cases {what}: {}{more}", told.join(", ")));
    }
}

/// What keeps a whole run from being a verdict on every rule: cases that count and could not be judged.
pub(super) fn undecided(record: &RunRecord) -> Vec<&CaseRecord> {
    record.cases.iter().filter(|case| case.scored && case.verdict == Verdict::Inconclusive).collect()
}
