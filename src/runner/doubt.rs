//! Clients for which nothing ever succeeded: whether the server refuses everything or the target file is wrong cannot be
//! told apart, so no refusal is held against the server.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::control::{ControlKey, ControlOutcome};
use super::execute::Results;
use super::needs;
use super::scene::Logged;
use crate::protocol::names::ClientRole;
use crate::record::Verdict;
use crate::suite::model::{CaseKind, ExchangeCase, StateName};

/// The clients that asked and never got tokens for any request.
pub(super) fn barren_clients(results: &Results<'_>, controls: &[(ControlKey, Arc<ControlOutcome>)]) -> BTreeSet<ClientRole> {
    let asked = clients_whose(results, controls, |log| !log.is_empty());
    &asked - &served_clients(results, controls)
}

/// The clients that got tokens for some request.
pub(super) fn served_clients(results: &Results<'_>, controls: &[(ControlKey, Arc<ControlOutcome>)]) -> BTreeSet<ClientRole> {
    let success = |logged: &Logged| logged.observation.as_ref().is_some_and(|seen| seen.is_success());
    clients_whose(results, controls, |log| log.iter().any(success))
}

fn clients_whose(
    results: &Results<'_>,
    controls: &[(ControlKey, Arc<ControlOutcome>)],
    holds: impl Fn(&[Logged]) -> bool,
) -> BTreeSet<ClientRole> {
    let of_case = results.iter().filter_map(|(planned, result)| match (&planned.case.kind, result) {
        (CaseKind::Exchanges(exchange), Some(result)) if !needs::is_clientless(exchange) && holds(&result.log) => {
            Some(exchange.client)
        }
        _ => None,
    });
    let of_control = controls.iter().filter(|(_, outcome)| holds(&outcome.log)).map(|(key, _)| key.client);
    of_case.chain(of_control).collect()
}

/// Findings about refusals to such clients become inconclusive; tokens that were issued stay what they are.
pub(super) fn withdraw_failures(results: &mut Results<'_>, barren: &BTreeSet<ClientRole>) {
    for (planned, result) in results {
        let (CaseKind::Exchanges(exchange), Some(result)) = (&planned.case.kind, result) else { continue };
        if needs::is_clientless(exchange) {
            continue;
        }
        let Some(role) = clients_of(exchange).into_iter().find(|role| barren.contains(role)) else { continue };
        let issued = result.log.iter().any(|logged| logged.observation.as_ref().is_some_and(|seen| seen.issued));
        let withdrawn = matches!(result.verdict, Verdict::Fail | Verdict::Warn) && (!issued || exchange.client != role);
        if withdrawn {
            result.verdict = Verdict::Inconclusive;
            result.reason =
                format!("no request of the {role} client succeeded in this run, so this shows nothing: {}", result.reason);
        }
    }
}

/// What to tell about them.
pub(super) fn notes(barren: &BTreeSet<ClientRole>) -> Vec<String> {
    let note = |role: &ClientRole| {
        format!("no request of the {role} client succeeded: `tokenspec doctor` tells whether the target file is wrong")
    };
    barren.iter().map(note).collect()
}

/// The clients whose requests a case is made of.
fn clients_of(exchange: &ExchangeCase) -> Vec<ClientRole> {
    let mut roles = vec![exchange.client];
    for state in needs::of_case(exchange).keys() {
        match state {
            StateName::Other => roles.push(ClientRole::Other),
            StateName::Spare | StateName::Done if exchange.client == ClientRole::Service => roles.push(ClientRole::Confidential),
            _ => {}
        }
    }
    roles
}
