//! `missing`, `unneeded`, `unexpected`: there when it must not be, not there when it must be.

use super::contexts;
use super::family::{Family, Variant};
use crate::diagnostics::Item;
use crate::judge::expectation::Outcome;
use crate::protocol::names::Grant;
use crate::suite::expect::plain;
use crate::suite::model::{Case, ChallengeSpec, Change, RedirectUriSpec, Send, StateName, Step};
use crate::suite::pairs::GRANTS;
use crate::suite::step::STATES;

/// The parameter is left out where it is required.
pub(super) fn missing<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let pairs = family.pairs(contexts::required(family.rule))?;
    let change = Change { drop: vec![family.rule.name.clone()], ..Change::default() };
    let step = family.step(change, family.expect.clone()?);
    family.add(Variant::new(None, "is left out where it is required", step), &pairs, out);
    Some(())
}

/// A valid request without the parameter, where it is defined and not required.
pub(super) fn unneeded<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let pairs = family.pairs(contexts::unneeded(family.rule))?;
    let mut given = family.given.clone();
    match family.rule.required_if.as_ref().and_then(|condition| condition.authorized_with.as_deref()) {
        Some("redirect_uri") => given.authorization.redirect_uri = RedirectUriSpec::Absent,
        Some(_) => given.authorization.challenge = ChallengeSpec::Absent,
        None => {}
    }
    let step = family.step(Change::default(), family.expect_or(Outcome::Tokens));
    let variant = Variant { given: Some(given), ..Variant::new(None, "is left out where it is not required", step) };
    family.add(variant, &pairs, out);
    Some(())
}

/// The parameter is set where it is not defined.
pub(super) fn unexpected<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let value = family.fields.require("value").and_then(|item| family.context.value(&item, Some(&family.rule.name)));
    let proof = match family.fields.get("proof") {
        Some(item) => Some(item.word("state", &STATES)?),
        None => None,
    };
    let grant = match family.fields.get("proof_grant") {
        Some(item) => item.word("grant", &GRANTS)?,
        None => Grant::AuthorizationCode,
    };
    let pairs = family.pairs(contexts::undefined(family.rule))?;
    let change = Change { set: vec![(family.rule.name.clone(), value?)], ..Change::default() };
    let mut variant =
        Variant::new(None, "is set where it is not defined", family.step(change, family.expect_or(Outcome::Either)));
    variant.steps.extend(proof.map(|state| proof_step(state, grant)));
    family.add(variant, &pairs, out);
    Some(())
}

/// The stray value was not consumed: it still works.
fn proof_step(state: StateName, grant: Grant) -> Step {
    let send = Send::Token { state, grant: Some(grant) };
    Step { send, ..Step::token(plain(Outcome::Tokens)) }
}
