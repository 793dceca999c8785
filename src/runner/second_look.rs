//! Cases that another case may have disturbed are examined again, each by itself.
//!
//! Some servers keep one grant for a client in a login session and revoke all of it when one of its codes is replayed
//! (RFC 6749 §4.1.2 asks for the tokens of that code alone). Cases replay codes while others use theirs: where they share a
//! session, a valid request is refused with `invalid_grant` through no fault of its own.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::watch;

use super::case::{CaseResult, Common, examine};
use super::control::{ControlKey, ControlOutcome, Controls};
use super::execute::Results;
use super::ration::is_rationed;
use super::replay;
use super::scene::Logged;
use super::step::StepResult;
use crate::judge::Finding;
use crate::record::Verdict;
use crate::record::model::Purpose;
use crate::suite::model::CaseKind;

/// After so many that came to the same, and none to anything else, that is how the server answers.
const FRUITLESS: usize = 16;

/// Whether a request of the case was refused as if its grant had been revoked, and that is not what was wanted.
pub(super) fn may_be_disturbed(results: &[StepResult], log: &[Logged]) -> bool {
    let step = |result: &StepResult| {
        let refused = result.observation.as_ref().is_some_and(|seen| seen.error.as_deref() == Some("invalid_grant"));
        refused && result.judgement.finding != Finding::Kept
    };
    results.iter().any(step) || log.iter().filter(|logged| logged.purpose == Purpose::SetUp).any(is_invalid_grant)
}

/// Whether an answer refuses the grant (RFC 6749 §5.2).
pub(super) fn is_invalid_grant(logged: &Logged) -> bool {
    logged.observation.as_ref().is_some_and(|seen| seen.error.as_deref() == Some("invalid_grant"))
}

/// What the second examinations came to.
#[derive(Default)]
pub(super) struct Again {
    /// The cases whose verdict is another now.
    pub changed: Vec<String>,
    /// Their controls.
    pub controls: Vec<(ControlKey, Arc<ControlOutcome>)>,
}

/// Examines them again, one after the other, until the run is to stop. Where that changes a verdict, the server is known to
/// revoke more than the code of a replay: then a refusal that was wanted may be owed to that, too, and all that replay follow.
pub(super) async fn look_again(results: &mut Results<'_>, common: &Common<'_>, stop: &watch::Receiver<bool>) -> Again {
    // Controls of their own: the first ones may have been disturbed just as well. The same values, for whether a server takes
    // a request may depend on them, and that would be its fault.
    let controls = Controls::default();
    let common = Common { controls: &controls, ..*common };
    let mut again = Again::default();
    let mut fruitless = 0;
    let mut queue = VecDeque::from(disturbed(results));
    let mut masked = masked(results);
    while let Some(index) = queue.pop_front() {
        let spent = fruitless >= FRUITLESS && again.changed.is_empty();
        // Where authorizations are rationed they are spent: a second examination would break the limit, or go without a code.
        if spent || *stop.borrow() || is_rationed(common.subject) {
            if !spent && replay::share_sessions(common.subject) {
                // Indices are those of results.
                std::iter::once(index).chain(queue).for_each(|index| withdraw(&mut results[index].1));
            }
            break;
        }
        match examine_again(results, index, &common).await {
            true => again.changed.push(results[index].0.case.id.clone()),
            false => fruitless += 1,
        }
        if !again.changed.is_empty() {
            queue.extend(masked.drain(..));
        }
    }
    again.controls = controls.outcomes();
    again
}

/// The cases that another may have disturbed; first those that replay, for it is they that meet each other.
fn disturbed(results: &Results<'_>) -> Vec<usize> {
    let mut found: Vec<usize> = (0..results.len()).filter(|&index| results[index].1.as_ref().is_some_and(is_spoilt)).collect();
    found.sort_by_key(|&index| !replays(results, index));
    found
}

/// Whether what may have been disturbed has a bad verdict.
fn is_spoilt(result: &CaseResult) -> bool {
    result.disturbed && matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Inconclusive)
}

/// All other replaying cases that were examined: what was refused there, or found dead, another may have ended.
fn masked(results: &Results<'_>) -> Vec<usize> {
    let examined = |result: &CaseResult| !is_spoilt(result) && !result.log.is_empty();
    let of = |&index: &usize| results[index].1.as_ref().is_some_and(examined) && replays(results, index);
    (0..results.len()).filter(of).collect()
}

fn replays(results: &Results<'_>, index: usize) -> bool {
    // As above.
    matches!(&results[index].0.case.kind, CaseKind::Exchanges(exchange) if replay::replays(exchange))
}

/// Whether the verdict is another now.
async fn examine_again(results: &mut Results<'_>, index: usize, common: &Common<'_>) -> bool {
    let planned = &results[index].0; // indices are those of results
    let CaseKind::Exchanges(exchange) = &planned.case.kind else { return false };
    let again = Box::pin(examine(planned.case, exchange, common)).await;
    let before = results[index].1.as_ref().map(|result| result.verdict);
    // What could not be examined again has not become better.
    let changed = again.verdict != Verdict::Skip && Some(again.verdict) != before;
    if changed {
        results[index].1 = Some(again);
    }
    changed
}

/// A finding that cannot be looked at again is none, where another case may be what it is owed to. Tokens that were issued are.
pub(super) fn withdraw(result: &mut Option<CaseResult>) {
    let Some(result) = result else { return };
    let last = result.log.iter().rev().find(|logged| logged.purpose == Purpose::Examination);
    let issued = last.is_some_and(|logged| logged.observation.as_ref().is_some_and(|seen| seen.issued));
    if matches!(result.verdict, Verdict::Fail | Verdict::Warn) && !issued {
        result.withdrawn = true;
        result.verdict = Verdict::Inconclusive;
        result.reason = format!(
            "a request was refused with invalid_grant, as if another case had had its grant revoked, and the case could not be \
             examined again by itself: {}",
            result.reason
        );
    }
}

/// What to tell about them.
pub(super) fn notes(changed: &[String], shared: bool) -> Option<String> {
    let first = changed.first()?;
    let others = match changed.len() {
        1 => String::new(),
        2 => " and one other".to_owned(),
        more => format!(" and {} others", more - 1),
    };
    let cure = if shared {
        "the replay of another case had revoked what the login session holds. `sessions = \"fresh\"` in [authorize] keeps them apart"
    } else {
        "the server had lost the grant. Where it keeps but so many, `requests_per_second` in [limits] may help"
    };
    Some(format!(
        "the verdict of {first}{others} is that of a second examination, alone: in the first a request was refused with invalid_grant, as if {cure}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_looked_at_again_is_no_finding() {
        for (before, after) in [
            (Verdict::Fail, Verdict::Inconclusive),
            (Verdict::Warn, Verdict::Inconclusive),
            (Verdict::Pass, Verdict::Pass),
            (Verdict::Skip, Verdict::Skip),
        ] {
            let mut result = Some(CaseResult::unsent(before, "received 400 invalid_grant"));
            withdraw(&mut result);
            let result = result.unwrap();
            assert_eq!(result.verdict, after);
            assert!(result.reason.ends_with("received 400 invalid_grant"));
        }
    }
}
