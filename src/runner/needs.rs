//! What a step needs of the states before it can be sent, found by reading it.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::expectation::{Expectation, MemberClaim, Pattern};
use crate::protocol::names::Grant;
use crate::suite::model::{
    Base, BodyEncoding, Change, ClientAuthentication, ExchangeCase, NonceSpec, Operation, Send, StateName, Step, Value,
    WhenRefused,
};

/// How far a state must have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Verifier, challenge and redirect URI are chosen; no code was asked for.
    Prepared,
    /// It has an unused code.
    Code,
    /// Its code was exchanged.
    Exchanged,
}

/// The states that a step touches.
pub(super) fn of_step(case: &ExchangeCase, step: &Step) -> BTreeMap<StateName, Need> {
    let mut needs = BTreeMap::new();
    let mut need = |state: StateName, need: Need| {
        let entry = needs.entry(state).or_insert(need);
        *entry = (*entry).max(need);
    };
    if let Send::Token { state, grant } = &step.send {
        let grant = grant.unwrap_or(case.grant);
        need(*state, Need::Prepared);
        match grant {
            Grant::AuthorizationCode if uses_valid(&step.change, "code") => need(*state, Need::Code),
            Grant::RefreshToken if uses_valid(&step.change, "refresh_token") => need(*state, Need::Exchanged),
            _ => {}
        }
        if *state == StateName::Done {
            need(*state, Need::Exchanged);
        }
    }
    if step.send == Send::Authorization {
        need(StateName::Main, Need::Prepared);
    }
    for name in placeholders(step) {
        let (state, part) = match name.split_once('.') {
            Some(("spare", part)) => (StateName::Spare, part),
            Some(("done", part)) => (StateName::Done, part),
            Some(("other", part)) => (StateName::Other, part),
            Some(_) => continue,
            None => (StateName::Main, name.as_str()),
        };
        match (state, part) {
            (StateName::Done, _) => need(state, Need::Exchanged),
            // By the time of a refresh the state's own code is a used one.
            (StateName::Main, "code") if case.grant == Grant::RefreshToken => need(state, Need::Exchanged),
            (_, "code" | "front_id_token") => need(state, Need::Code),
            (StateName::Main, "access_token" | "refresh_token" | "id_token") if case.grant == Grant::RefreshToken => {
                need(state, Need::Exchanged);
            }
            (StateName::Spare | StateName::Other, "access_token" | "refresh_token" | "id_token") => {
                need(state, Need::Exchanged);
            }
            (_, "code_verifier" | "code_challenge" | "nonce" | "authorized") => need(state, Need::Prepared),
            _ => {}
        }
    }
    needs
}

/// The states of the whole case, each as far as any step needs it, and how many requests the set-up takes.
pub(super) fn of_case(case: &ExchangeCase) -> BTreeMap<StateName, Need> {
    let mut all = BTreeMap::new();
    for step in &case.steps {
        for (state, need) in of_step(case, step) {
            let entry = all.entry(state).or_insert(need);
            *entry = (*entry).max(need);
        }
    }
    all
}

/// Whether a refusal by the authorization endpoint settles the case.
pub(super) fn may_be_settled_early(case: &ExchangeCase) -> bool {
    case.given.authorization.refused == WhenRefused::Pass
}

/// Whether no step has anything to do with a client of the target.
pub(super) fn is_clientless(case: &ExchangeCase) -> bool {
    let clientless = |step: &Step| {
        matches!(step.send, Send::Metadata(_) | Send::Jwks | Send::PlainHttp | Send::Handshake(_))
            && placeholders(step).is_empty()
    };
    case.steps.iter().all(clientless)
}

/// What the valid request of a grant needs.
pub(super) fn of_grant(grant: Grant) -> Need {
    match grant {
        Grant::AuthorizationCode => Need::Code,
        Grant::RefreshToken => Need::Exchanged,
        Grant::ClientCredentials => Need::Prepared,
    }
}

/// Whether the step's refresh request still carries the valid refresh token, or something made from it.
pub(super) fn uses_refresh_token(step: &Step) -> bool {
    uses_valid(&step.change, "refresh_token")
}

/// Whether the parameter's valid value matters to the changed request: as it is, as the base of another, or by its absence.
fn uses_valid(change: &Change, name: &str) -> bool {
    if matches!(change.body, Some(BodyEncoding::Empty | BodyEncoding::Raw(_))) {
        return false;
    }
    // Left out or empty: a server that helps itself to an outstanding one is found only when one is outstanding.
    match change.set.iter().find(|(set, _)| set == name) {
        Some((_, Value { base: Base::Template(text), .. })) => text.is_empty(),
        Some((_, value)) => matches!(value.base, Base::Valid | Base::LikeValid),
        None => true,
    }
}

/// The placeholders that occur in a step.
pub(super) fn placeholders(step: &Step) -> BTreeSet<String> {
    let mut names = Names::default();
    match &step.send {
        Send::Token { .. } => {}
        Send::Introspect(call) | Send::Revoke(call) => names.text(&call.token),
        Send::Userinfo(text) => names.text(text),
        Send::Metadata(_) | Send::Jwks | Send::Authorization | Send::PlainHttp | Send::Handshake(_) => {}
    }
    names.change(&step.change);
    names.expectation(&step.expect);
    names.0
}

/// The placeholders that occur in a case: its steps, its authorization request, its set-up.
pub(super) fn case_placeholders(case: &ExchangeCase) -> BTreeSet<String> {
    let mut names = Names::default();
    names.text(&case.given.authorization.scope);
    names.value(&case.given.authorization.verifier);
    case.given.authorization.parameters.iter().for_each(|(_, text)| names.text(text));
    if let NonceSpec::Value(value) = &case.given.authorization.nonce {
        names.value(value);
    }
    case.given.authorization.declined.iter().for_each(|text| names.text(text));
    case.given.exchange.iter().for_each(|(_, value)| names.value(value));
    let mut all = names.0;
    case.steps.iter().for_each(|step| all.extend(placeholders(step)));
    all
}

#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn text(&mut self, text: &str) {
        for part in text.split("${").skip(1) {
            if let Some((name, _)) = part.split_once('}') {
                self.0.insert(name.to_owned());
            }
        }
    }

    fn value(&mut self, value: &Value) {
        if let Base::Template(text) = &value.base {
            self.text(text);
        }
        for operation in &value.operations {
            if let Operation::Append(text) | Operation::Prepend(text) | Operation::Replace(_, text) = operation {
                self.text(text);
            }
        }
    }

    fn change(&mut self, change: &Change) {
        change.set.iter().for_each(|(_, value)| self.value(value));
        change.repeat.iter().for_each(|repeat| self.value(&repeat.value));
        change.header.iter().filter_map(|(_, value)| value.as_ref()).for_each(|value| self.value(value));
        change.header_twice.iter().for_each(|twice| self.value(&twice.value));
        match &change.auth {
            Some(ClientAuthentication::Basic { id, secret, credentials, .. }) => {
                [id, secret, credentials].into_iter().flatten().for_each(|value| self.value(value));
            }
            Some(ClientAuthentication::Raw(text)) => self.text(text),
            _ => {}
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        self.pattern(&expectation.primary);
        expectation.others.iter().for_each(|other| self.pattern(&other.pattern));
    }

    fn claim(&mut self, claim: &MemberClaim) {
        match claim {
            MemberClaim::Equals(text) | MemberClaim::Differs(text) | MemberClaim::Has(text) | MemberClaim::Lacks(text) => {
                self.text(text);
            }
            MemberClaim::IfPresent(claim) => self.claim(claim),
            _ => {}
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        if let Some(scope) = &pattern.scope {
            [&scope.equals, &scope.within, &scope.has, &scope.lacks].into_iter().flatten().for_each(|text| self.text(text));
        }
        for (_, claim) in &pattern.members {
            self.claim(claim);
        }
    }
}
