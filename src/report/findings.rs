//! What the formats share: cases and requirements by suite, findings grouped, the rows of an explanation.

use std::collections::HashMap;

use crate::protocol::names::Level;
use crate::record::model::{CaseRecord, ControlRecord, RequirementRecord};
use crate::record::review::{AcceptedRecord, SnapshotRecord, SnapshotState};
use crate::record::{RunRecord, Verdict};
use crate::report::text::{clipped, count};

/// What every report of a run says whose certificates were not verified.
pub const INSECURE: &str = "INSECURE: certificates were not verified, so nobody knows whose answers these are";

/// The suite of an id: what stands before the first slash.
pub fn suite_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(suite, _)| suite)
}

/// The id without its suite.
pub fn name_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, name)| name)
}

/// Suite ids in the order of the record; those that only cases or requirements name come last.
pub fn suite_ids(record: &RunRecord) -> Vec<&str> {
    let mut ids: Vec<&str> = record.suites.iter().map(|suite| suite.id.as_str()).collect();
    let named = record.requirements.iter().map(|r| r.id.as_str()).chain(record.cases.iter().map(|c| c.id.as_str()));
    for id in named.map(suite_of) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Looks things up by id.
pub struct Index<'a> {
    cases: HashMap<&'a str, &'a CaseRecord>,
    requirements: HashMap<&'a str, &'a RequirementRecord>,
    controls: HashMap<&'a str, &'a ControlRecord>,
}

impl<'a> Index<'a> {
    /// Of one record.
    pub fn new(record: &'a RunRecord) -> Self {
        Self {
            cases: record.cases.iter().map(|x| (x.id.as_str(), x)).collect(),
            requirements: record.requirements.iter().map(|x| (x.id.as_str(), x)).collect(),
            controls: record.controls.iter().map(|x| (x.id.as_str(), x)).collect(),
        }
    }

    /// The requirements that a case examines.
    pub fn requirements(&self, case: &CaseRecord) -> Vec<&'a RequirementRecord> {
        case.requirements.iter().filter_map(|id| self.requirements.get(id.as_str()).copied()).collect()
    }

    /// The cases of a requirement.
    pub fn cases(&self, requirement: &RequirementRecord) -> Vec<&'a CaseRecord> {
        requirement.cases.iter().filter_map(|id| self.cases.get(id.as_str()).copied()).collect()
    }

    /// The control of a case.
    pub fn control(&self, case: &CaseRecord) -> Option<&'a ControlRecord> {
        self.controls.get(case.control.as_deref()?).copied()
    }
}

/// The same finding in one or more cases.
pub struct Finding<'a> {
    /// The case that is explained.
    pub case: &'a CaseRecord,
    /// Cases with the same requirements, expectation and observation.
    pub others: Vec<&'a CaseRecord>,
}

/// Whether a case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The profile scores it, or there is none.
    Scored,
    /// It was examined all the same.
    Unscored,
}

/// Findings of one verdict that the baseline does not accept, grouped, in suite order.
pub fn findings(record: &RunRecord, verdict: Verdict, counted: Counted) -> Vec<Finding<'_>> {
    let counts = |case: &CaseRecord| case.scored == (counted == Counted::Scored) && case.accepted.is_none();
    let meant = |case: &&CaseRecord| case.verdict == verdict && counts(case);
    let mut groups: Vec<Finding<'_>> = Vec::new();
    let mut seen = HashMap::new();
    for case in record.cases.iter().filter(meant) {
        // What could not be judged has one cause more often than one rule: it is grouped by the reason.
        let key = match verdict {
            Verdict::Inconclusive => (&[][..], case.reason.as_str(), ""),
            _ => (case.requirements.as_slice(), case.observed.as_str(), case.expected.as_str()),
        };
        match seen.get(&key) {
            Some(&index) => {
                let group: &mut Finding<'_> = &mut groups[index]; // Invariant: only indices of `groups` are put into `seen`.
                group.others.push(case);
            }
            None => {
                seen.insert(key, groups.len());
                groups.push(Finding { case, others: Vec::new() });
            }
        }
    }
    groups
}

/// The cases whose findings the baseline accepts, in suite order.
pub fn accepted(record: &RunRecord) -> Vec<(&CaseRecord, &AcceptedRecord)> {
    record.cases.iter().filter_map(|case| Some((case, case.accepted.as_ref()?))).collect()
}

/// `until 2027-03-31, alice: the old app needs it`. Printable.
pub fn acceptance(accepted: &AcceptedRecord) -> String {
    let until = accepted.expires.as_ref().map(|day| format!("until {day}"));
    let terms: Vec<String> = until.into_iter().chain(accepted.owner.clone()).collect();
    let reason = if accepted.reason.is_empty() { "no reason is given" } else { &accepted.reason };
    let text = if terms.is_empty() { reason.to_owned() } else { format!("{}: {reason}", terms.join(", ")) };
    clipped(&text).into_owned()
}

/// The cases whose answers are others than in their snapshots, in suite order.
pub fn drifted(record: &RunRecord) -> Vec<(&CaseRecord, &SnapshotRecord)> {
    let drifted = |case: &'_ CaseRecord| case.snapshot.as_ref().is_some_and(|snapshot| snapshot.state == SnapshotState::Drifted);
    record.cases.iter().filter(|case| drifted(case)).filter_map(|case| Some((case, case.snapshot.as_ref()?))).collect()
}

/// Reasons of the skipped cases that count with their number, the most frequent first.
pub fn skip_reasons(cases: &[&CaseRecord]) -> Vec<(String, usize)> {
    let mut reasons: Vec<(String, usize)> = Vec::new();
    for case in cases.iter().filter(|case| case.scored && case.verdict == Verdict::Skip) {
        let reason = clipped(without_step(&case.reason));
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, number)) => *number += 1,
            None => reasons.push((reason.into_owned(), 1)),
        }
    }
    reasons.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    reasons
}

/// The reason without the step in which it arose: `step 1 of 2: the access token is opaque`. Three numbers would make three
/// reasons of one.
fn without_step(reason: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = || {
        let (step, rest) = reason.strip_prefix("step ")?.split_once(": ")?;
        let (at, of) = step.split_once(" of ")?;
        (is_number(at) && is_number(of)).then_some(rest)
    };
    rest().unwrap_or(reason)
}

/// What the profile does not score, for one reason.
pub struct Unscored<'a> {
    /// Why. Printable.
    pub reason: String,
    /// In suite order.
    pub cases: Vec<&'a CaseRecord>,
}

impl Unscored<'_> {
    /// `2 would fail, 1 would warn`; nothing, where the rules are kept.
    pub fn would(&self) -> Option<String> {
        let verdicts = [(Verdict::Fail, "fail"), (Verdict::Warn, "warn"), (Verdict::Inconclusive, "be inconclusive")];
        let words = verdicts.into_iter().filter_map(|(verdict, word)| {
            match self.cases.iter().filter(|case| case.verdict == verdict).count() {
                0 => None,
                number => Some(format!("{number} would {word}")),
            }
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// What was examined and does not count, by reason, the most frequent first.
pub fn unscored(record: &RunRecord) -> Vec<Unscored<'_>> {
    let mut groups: Vec<Unscored<'_>> = Vec::new();
    for case in record.cases.iter().filter(|case| !case.scored) {
        let reason = clipped(case.unscored.as_deref().unwrap_or("the record does not say why"));
        match groups.iter_mut().find(|group| group.reason == reason) {
            Some(group) => group.cases.push(case),
            None => groups.push(Unscored { reason: reason.into_owned(), cases: vec![case] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.cases.len()));
    groups
}

/// `profile oauth2-baseline 1`, or the suites where no profile decided.
pub fn examined_by(record: &RunRecord) -> String {
    match &record.profile {
        Some(profile) => format!("profile {} {}", profile.id, profile.version),
        None => {
            let suites = record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version));
            suites.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The rows that explain a finding: (label, lines). All text is printable.
pub fn rows(index: &Index<'_>, finding: &Finding<'_>) -> Vec<(&'static str, Vec<String>)> {
    let case = finding.case;
    let line = |text: &str| vec![clipped(text).into_owned()];
    let lines = |texts: &[String]| texts.iter().map(|text| clipped(text).into_owned()).collect::<Vec<_>>();
    let mut rows = Vec::new();
    if let Some(given) = &case.given {
        rows.push(("given", line(given)));
    }
    let changed = if case.changed.is_empty() { line("nothing: the valid request") } else { lines(&case.changed) };
    rows.push(("changed", changed));
    rows.push(("expected", line(&case.expected)));
    rows.push(("accepted", lines(&case.also_accepted)));
    rows.push(("received", line(&case.observed)));
    if let Some(control) = index.control(case) {
        let which = if case.changed.is_empty() { "the ordinary" } else { "the unchanged" };
        let says = if control.succeeded { "succeeds" } else { "does not succeed either" };
        rows.push(("control", line(&format!("{which} request {says}: {}", control.observed))));
    }
    rows.push(("why", line(&case.reason)));
    rows.push(("repeat", lines(&case.repeat)));
    let more = case.requirements.first().unwrap_or(&case.id);
    rows.push(("more", line(&format!("tokenspec explain {more}"))));
    rows.push(("also", also(finding)));
    rows.retain(|(_, lines)| lines.iter().any(|line| !line.is_empty()));
    rows
}

/// The other cases of a finding, by id.
fn also(finding: &Finding<'_>) -> Vec<String> {
    if finding.others.is_empty() {
        return Vec::new();
    }
    let same = if finding.case.verdict == Verdict::Inconclusive { "reason" } else { "finding" };
    let mut lines = vec![format!("{} with the same {same}:", count(finding.others.len(), "more case"))];
    lines.extend(finding.others.iter().map(|case| clipped(&case.id).into_owned()));
    lines
}

/// What became of a requirement, in a few words: `1 of 8 fails`, `3 cases`, `untestable: …`. Printable.
pub fn remark(index: &Index<'_>, requirement: &RequirementRecord) -> String {
    if let Some(reason) = &requirement.untestable {
        return format!("untestable: {}", clipped(reason));
    }
    if let Some(reason) = &requirement.unscored {
        return format!("not scored: {}", clipped(reason));
    }
    let all = index.cases(requirement);
    let cases: Vec<&CaseRecord> = all.iter().copied().filter(|case| case.scored).collect();
    let number = |verdict| cases.iter().filter(|case| case.verdict == verdict).count();
    let (fail, warn, open, skip) =
        (number(Verdict::Fail), number(Verdict::Warn), number(Verdict::Inconclusive), number(Verdict::Skip));
    if cases.is_empty() {
        return "no case was run".to_owned();
    }
    if skip == cases.len() {
        return format!("skipped: {}", first_reason(&cases));
    }
    let mut parts = Vec::new();
    if fail > 0 {
        parts.push(format!("{fail} of {} {}", cases.len(), if fail == 1 { "fails" } else { "fail" }));
    } else {
        parts.push(count(cases.len(), "case"));
    }
    if warn > 0 {
        parts.push(count(warn, "warning"));
    }
    if open > 0 {
        parts.push(format!("{open} inconclusive"));
    }
    if skip > 0 {
        parts.push(format!("{skip} skipped"));
    }
    if all.len() > cases.len() {
        parts.push(format!("{} not scored", all.len() - cases.len()));
    }
    parts.join(", ")
}

/// The most frequent reason of skipped cases, and how many others there are.
fn first_reason(cases: &[&CaseRecord]) -> String {
    let reasons = skip_reasons(cases);
    match reasons.as_slice() {
        [] => String::new(),
        [(reason, _)] => reason.clone(),
        [(reason, _), rest @ ..] => format!("{reason} (and {})", count(rest.len(), "other reason")),
    }
}

/// `must 311 pass, 1 fail`: one part per level that has cases which count.
pub fn counts_by_level(record: &RunRecord) -> Vec<String> {
    let mut parts = Vec::new();
    for level in [Level::Must, Level::Should, Level::May] {
        let scored = || record.cases.iter().filter(|case| case.scored && case.level == level);
        let number = |verdict| scored().filter(|case| case.verdict == verdict).count();
        let counted = [(Verdict::Pass, "pass"), (Verdict::Fail, "fail"), (Verdict::Warn, "warn")];
        let words: Vec<String> = counted
            .into_iter()
            .filter_map(|(verdict, word)| match number(verdict) {
                0 if verdict != Verdict::Pass => None,
                some => Some(format!("{some} {word}")),
            })
            .collect();
        if scored().next().is_some() {
            parts.push(format!("{level} {}", words.join(", ")));
        }
    }
    parts
}

/// The word of a verdict as it heads a finding.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Skip => "SKIP",
        Verdict::Inconclusive => "INCONCLUSIVE",
        Verdict::Warn => "WARN",
        Verdict::Fail => "FAIL",
    }
}

/// The sign of what is not scored.
pub const UNSCORED: &str = "○";

/// The sign of a verdict.
pub fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Skip => "–",
        Verdict::Inconclusive => "?",
        Verdict::Warn => "!",
        Verdict::Fail => "✗",
    }
}

#[cfg(test)]
mod tests {
    use super::without_step;

    #[test]
    fn one_reason_is_one_reason_in_whatever_step() {
        assert_eq!(without_step("step 1 of 12: the access token is opaque"), "the access token is opaque");
        for other in ["step by step: no", "step 1 of n: no", "step 1", "the server: no"] {
            assert_eq!(without_step(other), other);
        }
    }
}
