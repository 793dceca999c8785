//! The plan of a run: which cases can be examined, which are skipped and why, and what it will cost. Made before the first request.

use std::collections::BTreeSet;

use super::capability::lacks_capability;
use super::control::ControlKey;
use super::gentle::too_rough;
use super::needs::{self, Need};
use super::ration::ration;
use super::subject::Subject;
use super::wait::{self, Slow};
use crate::protocol::form;
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{
    Capability, Case, CaseKind, ClientAuthentication, ExchangeCase, RedirectUriSpec, Send, StateName, Step, Wait,
};
use crate::target::model::Authentication;

/// What will be done about one case.
#[derive(Debug, Clone)]
pub struct PlannedCase<'a> {
    /// The case.
    pub case: &'a Case,
    /// Why it does not apply to this target, if so.
    pub skip: Option<String>,
    /// Authorizations that it needs.
    pub authorizations: usize,
    /// Token requests that it sends, set-up included.
    pub token_requests: usize,
}

/// What a run will do.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// In suite order.
    pub cases: Vec<PlannedCase<'a>>,
    /// Controls, authorizations and token requests of controls included below.
    pub controls: usize,
    /// Authorizations of the whole run.
    pub authorizations: usize,
    /// Those among them that controls need.
    pub control_authorizations: usize,
    /// Token requests of the whole run.
    pub token_requests: usize,
}

/// Plans the examination of a target with these cases.
///
/// What the target's metadata decide is decided as far as they were read ([`super::learn`]).
pub fn plan<'a>(subject: &Subject, cases: impl IntoIterator<Item = &'a Case>, slow: Slow) -> Plan<'a> {
    let mut planned = Vec::new();
    for case in cases {
        let skip = inapplicable(case, subject)
            .or_else(|| too_slow(case, slow))
            .or_else(|| subject.target.limits.safe.then(|| too_rough(case)).flatten());
        let (mut authorizations, mut token_requests) = (0, 0);
        if let (None, CaseKind::Exchanges(exchange)) = (&skip, &case.kind) {
            (authorizations, token_requests) = cost(exchange);
        }
        planned.push(PlannedCase { case, skip, authorizations, token_requests });
    }
    ration(&mut planned, subject);
    let examined = planned.iter().filter(|planned| planned.skip.is_none());
    let controls: BTreeSet<ControlKey> = examined
        .filter_map(|planned| match &planned.case.kind {
            CaseKind::Exchanges(exchange) => ControlKey::of(exchange),
            _ => None,
        })
        .collect();
    let control_costs: Vec<(usize, usize)> = controls.iter().map(ControlKey::cost).collect();
    let sum = |own: fn(&PlannedCase<'_>) -> usize, of: fn(&(usize, usize)) -> usize| {
        planned.iter().filter(|planned| planned.skip.is_none()).map(own).sum::<usize>()
            + control_costs.iter().map(of).sum::<usize>()
    };
    Plan {
        controls: controls.len(),
        control_authorizations: control_costs.iter().map(|cost| cost.0).sum(),
        authorizations: sum(|case| case.authorizations, |cost| cost.0),
        token_requests: sum(|case| case.token_requests, |cost| cost.1),
        cases: planned,
    }
}

/// Why a case is left for another day.
fn too_slow(case: &Case, slow: Slow) -> Option<String> {
    let seconds = wait::longest(&case.kind);
    let skipped = slow == Slow::Skipped && seconds > Wait::MOMENT;
    skipped.then(|| format!("waits {seconds} s: examined with --slow alone"))
}

/// What a case costs at any target, in requests, about: an authorization is three of them. Nothing, for a case that sends nothing.
pub fn expected_cost(case: &Case) -> usize {
    match &case.kind {
        CaseKind::Exchanges(exchange) => {
            let (authorizations, token_requests) = cost(exchange);
            1 + 3 * authorizations + token_requests
        }
        CaseKind::Observe(_) | CaseKind::Inspect(_) => 0,
    }
}

/// Authorizations and token requests of a case.
fn cost(case: &ExchangeCase) -> (usize, usize) {
    let needs = needs::of_case(case);
    let service = |state: &StateName| *state == StateName::Main && case.client == ClientRole::Service;
    let authorizations = needs.iter().filter(|(state, need)| **need >= Need::Code && !service(state)).count();
    let exchanges = needs.iter().filter(|(state, need)| **need == Need::Exchanged && !service(state)).count();
    let sent = case.steps.iter().filter(|step| matches!(step.send, Send::Token { .. })).map(|step| step.copies).sum::<usize>();
    (authorizations, exchanges + sent)
}

/// Why a case does not apply to a target, as far as its file tells.
fn inapplicable(case: &Case, subject: &Subject) -> Option<String> {
    if let Some(why) = case.needs.iter().find_map(|capability| lacks_capability(capability, case, subject)) {
        return Some(why);
    }
    let CaseKind::Exchanges(exchange) = &case.kind else { return None };
    if needs::is_clientless(exchange) {
        return None;
    }
    let no_client = |role: ClientRole| format!("the target file has no client with the role {role}");
    if subject.client(exchange.client).is_none() {
        return Some(no_client(exchange.client));
    }
    if let Some(why) = rewritten(exchange, subject) {
        return Some(why);
    }
    let needs = needs::of_case(exchange);
    let asks_only = exchange.steps.iter().all(|step| step.send == Send::Authorization);
    if asks_only {
        let missing = subject.target.endpoints.authorization.is_none();
        return missing.then(|| "no authorization endpoint is known".to_owned());
    }
    if exchange.grant != Grant::ClientCredentials || needs.keys().any(|state| *state != StateName::Main) {
        if let Some(why) = subject.no_codes() {
            return Some(why.to_owned());
        }
        if needs.contains_key(&StateName::Other) && subject.client(ClientRole::Other).is_none() {
            return Some(no_client(ClientRole::Other));
        }
        if exchange.client == ClientRole::Service && subject.client(ClientRole::Confidential).is_none() {
            return Some(no_client(ClientRole::Confidential));
        }
    }
    for step in &exchange.steps {
        if let Some(ClientAuthentication::As(role)) = step.change.auth
            && subject.client(role).is_none()
        {
            return Some(no_client(role));
        }
    }
    // Unless the other way of authentication is what the case is about.
    if !case.needs.contains(&Capability::BodyCredentials)
        && let Some(why) = other_authentication(exchange, subject)
    {
        return Some(why);
    }
    redirect_uri_missing(exchange, subject).or_else(|| placeholder_missing(exchange, subject))
}

/// Requests that have a connection of their own cannot go through a proxy that writes requests anew.
fn rewritten(exchange: &ExchangeCase, subject: &Subject) -> Option<String> {
    let own_connection = |step: &Step| step.change.wire.is_some() || step.copies > 1 || step.with_previous;
    (exchange.steps.iter().any(own_connection) && subject.transport.is_forwarded(&subject.token_endpoint))
        .then(|| "a proxy for http stands before the target, and it would write these requests anew".to_owned())
}

/// Changed Basic credentials of a client that does not use Basic would be refused for another reason than the change.
fn other_authentication(exchange: &ExchangeCase, subject: &Subject) -> Option<String> {
    let in_body = subject.client(exchange.client)?.authentication == Authentication::Body;
    let of_basic = |step: &Step| {
        let header = step.change.header.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        header || matches!(step.change.auth, Some(ClientAuthentication::Basic { .. } | ClientAuthentication::Raw(_)))
    };
    (in_body && exchange.steps.iter().any(of_basic))
        .then(|| format!("the {} client authenticates with client_secret_post, and this is about HTTP Basic", exchange.client))
}

fn redirect_uri_missing(exchange: &ExchangeCase, subject: &Subject) -> Option<String> {
    let client = subject.client(exchange.client)?;
    let uris = &client.redirect_uris;
    let of_length = |length: usize| uris.iter().filter(move |uri| uri.chars().count() == length);
    match exchange.given.authorization.redirect_uri {
        RedirectUriSpec::First => None,
        RedirectUriSpec::Absent if uris.len() == 1 => None,
        RedirectUriSpec::Absent => Some(format!(
            "the {} client has {} redirect URIs: the authorization request must name one",
            exchange.client,
            uris.len()
        )),
        RedirectUriSpec::Length(length) => of_length(length)
            .next()
            .is_none()
            .then(|| format!("no redirect URI of {length} characters is registered for the {} client", exchange.client)),
        RedirectUriSpec::WireLongerThan(length) => {
            (!of_length(length).any(|uri| form::encode_text(uri).len() > length + length / 10)).then(|| {
                format!(
                    "no redirect URI of {length} characters with many reserved ones is registered for the {} client",
                    exchange.client
                )
            })
        }
    }
}

fn placeholder_missing(exchange: &ExchangeCase, subject: &Subject) -> Option<String> {
    let client = subject.client(exchange.client)?;
    for name in needs::case_placeholders(exchange) {
        let missing = match name.as_str() {
            "s1" => subject.ordinary_scopes(exchange.client).is_empty().then_some("a scope beside openid"),
            "s2" => (subject.ordinary_scopes(exchange.client).len() < 2).then_some("two scopes beside openid"),
            "other_redirect_uri" => (client.redirect_uris.len() < 2).then_some("a second redirect URI"),
            _ => None,
        };
        if let Some(missing) = missing {
            return Some(format!("the {} client has not got {missing}", exchange.client));
        }
        if let Some((owner, _)) = name.split_once('.')
            && let Some(role) = ClientRole::ALL.into_iter().find(|role| role.name() == owner)
            && subject.client(role).is_none()
        {
            return Some(format!("the target file has no client with the role {role}"));
        }
    }
    None
}
