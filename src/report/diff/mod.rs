//! Two runs compared: staging against production, yesterday against today, before against after an upgrade.

mod caveats;
mod human;
mod markdown;
mod model;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::record::model::{BehaviourRecord, CaseRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{examined_by, suite_of};

pub use human::render as human;
pub use markdown::render as markdown;
pub use model::{Absent, AnswerChange, CaseChange, Change, Counts, Difference, RequirementChange, Side};

/// Compares an older run with a newer one.
pub fn diff(old: &RunRecord, new: &RunRecord) -> Difference {
    let cases = cases(old, new);
    let (only_old, only_new) = (absent(old, new), absent(new, old));
    let number = |change| cases.iter().filter(|case| case.change == change).count();
    let counts = Counts {
        new: number(Change::New),
        gone: number(Change::Gone),
        changed: number(Change::Changed),
        same: number(Change::Same),
        other: number(Change::Other),
        compared: old.cases.iter().filter(|case| new_ids(new).contains(case.id.as_str())).count(),
    };
    let worse = cases.iter().any(|case| case.worse);
    Difference {
        old: side(old),
        new: side(new),
        caveats: caveats::caveats(old, new),
        worse,
        counts,
        cases,
        requirements: requirements(old, new),
        behaviours: behaviours(old, new),
        only_old,
        only_new,
    }
}

fn new_ids(record: &RunRecord) -> HashSet<&str> {
    record.cases.iter().map(|case| case.id.as_str()).collect()
}

fn side(record: &RunRecord) -> Side {
    Side {
        target: record.target.name.clone(),
        token_endpoint: record.target.token_endpoint.clone(),
        started_at: record.started_at.clone(),
        examined_by: examined_by(record),
        tool: format!("{} {}", record.tool.name, record.tool.version),
        cases: record.cases.len(),
        summary: record.summary,
    }
}

/// How bad a verdict is; a case that does not apply any more is not worse for it.
fn badness(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass | Verdict::Skip => 0,
        Verdict::Inconclusive => 1,
        Verdict::Warn => 2,
        Verdict::Fail => 3,
    }
}

/// The cases of both runs that have a finding in one, or whose verdict is another. In the order of the newer.
fn cases(old: &RunRecord, new: &RunRecord) -> Vec<CaseChange> {
    let before: HashMap<&str, &CaseRecord> = old.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    new.cases.iter().filter_map(|case| change(before.get(case.id.as_str())?, case)).collect()
}

fn change(old: &CaseRecord, new: &CaseRecord) -> Option<CaseChange> {
    let found = |case: &CaseRecord| badness(case.verdict) > 0;
    let alike = (old.verdict, &old.observed) == (new.verdict, &new.observed);
    let change = match (found(old), found(new)) {
        (false, true) => Change::New,
        (true, false) => Change::Gone,
        (true, true) if alike => Change::Same,
        (true, true) => Change::Changed,
        (false, false) if old.verdict != new.verdict => Change::Other,
        (false, false) => return None,
    };
    // What does not count, or is accepted, makes nothing worse.
    let counts = new.scored && new.accepted.is_none();
    Some(CaseChange {
        id: new.id.clone(),
        title: new.title.clone(),
        level: new.level,
        requirements: new.requirements.clone(),
        change,
        worse: counts && badness(new.verdict) > badness(old.verdict),
        scored: new.scored,
        accepted: new.accepted.is_some(),
        old: old.verdict,
        new: new.verdict,
        old_observed: old.observed.clone(),
        new_observed: new.observed.clone(),
        reason: new.reason.clone(),
    })
}

/// The cases that only the first has, and why the second has not.
fn absent(of: &RunRecord, from: &RunRecord) -> Vec<Absent> {
    let known = new_ids(from);
    let suites: HashSet<&str> = from.suites.iter().map(|suite| suite.id.as_str()).collect();
    let chosen = !from.filters.is_empty() || from.partition.is_some() || from.interrupted;
    let missing = of.cases.iter().filter(|case| !known.contains(case.id.as_str()));
    missing
        .map(|case| Absent {
            id: case.id.clone(),
            verdict: case.verdict,
            left_out: chosen || !suites.contains(suite_of(&case.id)),
        })
        .collect()
}

/// Requirements of both whose verdict is another.
fn requirements(old: &RunRecord, new: &RunRecord) -> Vec<RequirementChange> {
    let before: HashMap<&str, Verdict> = old.requirements.iter().map(|x| (x.id.as_str(), x.verdict)).collect();
    let changed = new.requirements.iter().filter_map(|requirement| {
        let old = *before.get(requirement.id.as_str())?;
        (old != requirement.verdict).then(|| RequirementChange {
            id: requirement.id.clone(),
            level: requirement.level,
            text: requirement.text.clone(),
            old,
            new: requirement.verdict,
        })
    });
    changed.collect()
}

/// Questions of both that are answered otherwise.
fn behaviours(old: &RunRecord, new: &RunRecord) -> Vec<AnswerChange> {
    let before: HashMap<&str, &BehaviourRecord> = old.behaviours.iter().map(|x| (x.id.as_str(), x)).collect();
    let changed = new.behaviours.iter().filter_map(|behaviour| {
        let old = before.get(behaviour.id.as_str())?;
        (old.answers != behaviour.answers).then(|| AnswerChange {
            id: behaviour.id.clone(),
            question: behaviour.question.clone(),
            old: old.answers.clone(),
            new: behaviour.answers.clone(),
        })
    });
    changed.collect()
}
