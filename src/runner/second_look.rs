//! Cases that another case may have disturbed are examined again, each by itself.
//!
//! Some servers keep one grant for a client in a login session and revoke all of it when one of its codes is replayed
//! (RFC 6749 §4.1.2 asks for the tokens of that code alone). Cases replay codes while others use theirs: where they share a
//! session, a valid request is refused with `invalid_grant` through no fault of its own.

use std::sync::Arc;

use tokio::sync::watch;

use super::case::{CaseResult, Common, examine};
use super::control::{ControlKey, ControlOutcome, Controls};
use super::execute::Results;
use super::ration::is_rationed;
use super::scene::Logged;
use super::step::StepResult;
use crate::judge::Finding;
use crate::record::Verdict;
use crate::record::model::Purpose;
use crate::suite::model::{CaseKind, ExchangeCase, Send};

/// More cases than this are no accident: then that is how the server answers.
const MOST: usize = 64;

/// Whether a valid request of the case was refused as if its grant had been revoked.
pub(super) fn may_be_disturbed(exchange: &ExchangeCase, results: &[StepResult], log: &[Logged]) -> bool {
    let step = |result: &StepResult| {
        let unchanged = exchange.steps.get(result.index).is_some_and(|step| {
            step.change.is_empty() && step.copies == 1 && !step.with_previous && matches!(step.send, Send::Token { .. })
        });
        let refused = result.observation.as_ref().is_some_and(|seen| seen.error.as_deref() == Some("invalid_grant"));
        unchanged && refused && result.judgement.finding != Finding::Kept
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

/// Examines them again, one after the other, until the run is to stop.
pub(super) async fn look_again(results: &mut Results<'_>, common: &Common<'_>, stop: &watch::Receiver<bool>) -> Again {
    let wanted =
        |result: &CaseResult| result.disturbed && matches!(result.verdict, Verdict::Fail | Verdict::Warn | Verdict::Inconclusive);
    let disturbed: Vec<usize> = (0..results.len()).filter(|&index| results[index].1.as_ref().is_some_and(wanted)).collect();
    // Where authorizations are rationed they are spent: a second examination would break the limit, or go without a code.
    if disturbed.len() > MOST || is_rationed(common.subject) {
        return Again::default();
    }
    // Controls of their own: the first ones may have been disturbed just as well. The same values, for whether a server takes
    // a request may depend on them, and that would be its fault.
    let controls = Controls::default();
    let common = Common { controls: &controls, ..*common };
    let mut changed = Vec::new();
    for index in disturbed {
        if *stop.borrow() {
            break;
        }
        let planned = &results[index].0;
        let CaseKind::Exchanges(exchange) = &planned.case.kind else { continue };
        let again = Box::pin(examine(planned.case, exchange, &common)).await;
        let before = results[index].1.as_ref().map(|result| result.verdict);
        // What could not be examined again has not become better.
        if again.verdict != Verdict::Skip && Some(again.verdict) != before {
            changed.push(planned.case.id.clone());
            results[index].1 = Some(again);
        }
    }
    Again { changed, controls: controls.outcomes() }
}

/// What to tell about them.
pub(super) fn notes(changed: &[String]) -> Option<String> {
    let first = changed.first()?;
    let others = match changed.len() {
        1 => String::new(),
        2 => " and one other".to_owned(),
        more => format!(" and {} others", more - 1),
    };
    Some(format!(
        "the verdict of {first}{others} is that of a second examination, alone: in the first a valid request was refused with invalid_grant, \
         as if the replay of another case had revoked what the login session holds. `sessions = \"fresh\"` in [authorize] keeps them apart"
    ))
}
