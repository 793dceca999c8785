//! What machine formats share: how a case stands once profile and baseline have had their say, and what else the gate hears of.

use crate::record::model::CaseRecord;
use crate::record::review::{AcceptedRecord, SnapshotState};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Finding, word};
use crate::report::text::clipped;

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// As required.
    Passed,
    /// A should is broken, or a must is kept in a doubtful way.
    Warned,
    /// A must is broken.
    Failed,
    /// Nothing can be said.
    Open,
    /// Does not apply.
    Skipped,
    /// A finding that the baseline accepts.
    Accepted,
    /// A finding or a skip that the profile does not score.
    Unscored,
}

/// How a case stands.
pub fn standing(case: &CaseRecord) -> Standing {
    match case.verdict {
        Verdict::Pass => Standing::Passed,
        _ if !case.scored => Standing::Unscored,
        Verdict::Skip => Standing::Skipped,
        _ if case.accepted.is_some() => Standing::Accepted,
        Verdict::Inconclusive => Standing::Open,
        Verdict::Warn => Standing::Warned,
        Verdict::Fail => Standing::Failed,
    }
}

/// Groups of findings without those that the baseline accepts.
pub fn without_accepted(groups: Vec<Finding<'_>>) -> Vec<Finding<'_>> {
    groups.into_iter().filter_map(unaccepted).collect()
}

/// A group without the cases that the baseline accepts, if any are left.
fn unaccepted(group: Finding<'_>) -> Option<Finding<'_>> {
    let mut cases = std::iter::once(group.case).chain(group.others).filter(|case| case.accepted.is_none());
    Some(Finding { case: cases.next()?, others: cases.collect() })
}

/// The reason of a verdict, with who set it aside and why, if somebody did. Printable.
pub fn reason(case: &CaseRecord) -> String {
    let verdict = word(case.verdict).to_lowercase();
    let text = match standing(case) {
        Standing::Accepted => {
            let by = case.accepted.as_ref().map(accepted).unwrap_or_default();
            format!("{by}; {verdict}: {}", case.reason)
        }
        Standing::Unscored => {
            format!("not scored: {}; {verdict}: {}", case.unscored.as_deref().unwrap_or_default(), case.reason)
        }
        _ => case.reason.clone(),
    };
    clipped(&text).into_owned()
}

/// `accepted until 2027-03-31 by team-identity: the gateway is replaced in spring`. Not yet printable.
pub fn accepted(entry: &AcceptedRecord) -> String {
    let mut text = "accepted".to_owned();
    if let Some(day) = &entry.expires {
        text.push_str(&format!(" until {day}"));
    }
    if let Some(owner) = &entry.owner {
        text.push_str(&format!(" by {owner}"));
    }
    match entry.reason.trim() {
        "" => text + ", without a reason",
        reason => format!("{text}: {reason}"),
    }
}

/// Something besides the verdicts that a team wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// `baseline` or `snapshots`.
    pub of: &'static str,
    /// The case or requirement. Printable.
    pub id: String,
    /// What is the matter. Printable.
    pub text: String,
    /// Whether it gates.
    pub gates: bool,
}

/// Stale entries of the baseline, then answers that drifted.
pub fn remarks(record: &RunRecord) -> Vec<Remark> {
    let printable = |text: &str| clipped(text).into_owned();
    let mut all = Vec::new();
    if let Some(baseline) = &record.baseline {
        all.extend(baseline.stale.iter().map(|entry| Remark {
            of: "baseline",
            id: printable(&entry.id),
            text: format!("{}, line {}: {}", printable(&baseline.file), entry.line, printable(&entry.text)),
            gates: !baseline.stale_warns,
        }));
    }
    let gates = record.snapshots.as_ref().is_some_and(|snapshots| snapshots.gates);
    for case in &record.cases {
        let Some(snapshot) = case.snapshot.as_ref().filter(|snapshot| snapshot.state == SnapshotState::Drifted) else { continue };
        let lines: Vec<String> = snapshot.difference.iter().take(DIFFERENCE).map(|line| printable(line)).collect();
        let more = snapshot.difference.len().saturating_sub(DIFFERENCE);
        let more = if more > 0 { format!("\n… and {more} more lines") } else { String::new() };
        all.push(Remark {
            of: "snapshots",
            id: printable(&case.id),
            text: format!("the answers are not those of the snapshot\n{}{more}", lines.join("\n")).trim_end().to_owned(),
            gates,
        });
    }
    all
}

/// So many lines of a difference are told.
const DIFFERENCE: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, sample_gated};

    #[test]
    fn an_accepted_finding_says_by_whom_and_why() {
        let record = sample_gated::record();
        let accepted: Vec<String> = record.cases.iter().filter(|case| standing(case) == Standing::Accepted).map(reason).collect();
        assert_eq!(
            accepted,
            [
                "accepted until 2027-03-31 by team-identity: the gateway is replaced in spring; fail: tokens were issued for a scope that nobody authorized"
            ]
        );
    }

    #[test]
    fn what_is_not_scored_is_never_accepted_nor_failed() {
        let mut case = sample::case("x", "x", Verdict::Fail);
        (case.scored, case.unscored) = (false, Some("new".into()));
        case.accepted = Some(AcceptedRecord { entry: "x".into(), reason: String::new(), owner: None, expires: None });
        assert_eq!((standing(&case), reason(&case)), (Standing::Unscored, "not scored: new; fail: as required".to_owned()));
        case.scored = true;
        assert_eq!(reason(&case), "accepted, without a reason; fail: as required");
    }

    #[test]
    fn stale_entries_and_drift_are_told() {
        let remarks = remarks(&sample_gated::record());
        assert_eq!(
            remarks.iter().map(|remark| (remark.of, remark.gates)).collect::<Vec<_>>(),
            [("baseline", true), ("snapshots", true)]
        );
        assert!(remarks[1].text.ends_with("-200\n+400"), "{}", remarks[1].text);
    }
}
