//! What the plan of a run says before anything is sent and nobody should overlook: cases that are left out in their masses, and
//! authorizations that go to controls.

use super::needs;
use super::plan::{Plan, PlannedCase};
use super::ration;
use super::subject::Subject;
use crate::suite::model::CaseKind;

/// Fewer than one in so many cases that could be examined, and a run says little.
const LITTLE: usize = 10;

/// Notes for the head of the screen and of every report.
pub fn notes(subject: &Subject, plan: &Plan<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if subject.target.limits.safe {
        let left_out = skipped(plan, |reason| reason.starts_with("left out by --safe"));
        let harm = "lock a client out or flood the server";
        notes.push(match left_out {
            0 => format!("safe: none of the chosen cases could {harm}"),
            1 => format!("safe: 1 case is left out that could {harm}"),
            _ => format!("safe: {left_out} cases are left out that could {harm}"),
        });
    }
    notes.extend(scarcity(subject, plan));
    notes
}

/// What scarce authorizations are spent on, and whether the run still says anything.
fn scarcity(subject: &Subject, plan: &Plan<'_>) -> Option<String> {
    if !ration::is_rationed(subject) {
        return None;
    }
    let examined = plan.cases.iter().filter(|planned| planned.skip.is_none() && asks(planned)).count();
    let left_out = skipped(plan, |reason| reason.starts_with(ration::LEFT_OUT));
    let stored = subject.authorizer.as_ref().is_some_and(|authorizer| authorizer.stock().is_some());
    let what = if stored { "stored codes and refresh tokens" } else { "authorizations" };
    let spent = format!(
        "{what}: {} for cases, {} for their controls",
        plan.authorizations - plan.control_authorizations,
        plan.control_authorizations
    );
    Some(match (left_out, examined) {
        (0, _) => format!("{spent}; they suffice for every case"),
        (_, 0) => format!(
            "{spent}: no case that sends a token request can be paid for, so this run says nothing of the token endpoint; {left_out} are left out, and each needs one for its control as well"
        ),
        _ if examined * LITTLE < examined + left_out => {
            format!(
                "{spent}; {left_out} of {} cases that send token requests are left out: this run says little",
                examined + left_out
            )
        }
        _ => format!("{spent}; {left_out} of {} cases that send token requests are left out", examined + left_out),
    })
}

/// Whether a case asks the token endpoint.
fn asks(planned: &PlannedCase<'_>) -> bool {
    matches!(&planned.case.kind, CaseKind::Exchanges(exchange) if !needs::is_clientless(exchange))
}

fn skipped(plan: &Plan<'_>, fits: impl Fn(&str) -> bool) -> usize {
    plan.cases.iter().filter(|planned| planned.skip.as_deref().is_some_and(&fits)).count()
}
