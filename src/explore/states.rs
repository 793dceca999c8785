//! What is said of states rather than of requests: a token that should live, or should not; a code that works once.

use super::model::rules::{self, Rule};
use super::model::{Held, Model, Prediction, Sort};
use super::player::Played;
use super::world::{RefreshStanding, World};
use crate::judge::expectation::{Expectation, MemberClaim, Outcome, Pattern};
use crate::protocol::names::Level;
use crate::record::Verdict;

/// Whatever is answered.
pub(super) fn any() -> Expectation {
    Expectation { primary: Pattern::of(Outcome::Any), answer: None, others: Vec::new() }
}

fn active(active: bool) -> Expectation {
    let members = vec![("active".to_owned(), MemberClaim::Boolean(active))];
    Expectation { primary: Pattern { members, ..Pattern::of(Outcome::Ok) }, answer: None, others: Vec::new() }
}

/// Of all copies one succeeds, or none.
pub(super) fn one_success() -> Expectation {
    Expectation { primary: Pattern { successes: Some(1), ..Pattern::of(Outcome::Tokens) }, answer: None, others: Vec::new() }
}

fn held(model: &Model, rule: &'static Rule, worst: Level, reason: String) -> Option<Held> {
    let clause = rule.clauses.iter().find(|clause| model.level(clause.requirement).is_some())?;
    let level = model.level(clause.requirement)?.max(worst);
    let verdict = if level == Level::Must { Verdict::Fail } else { Verdict::Warn };
    Some(Held { sort: Sort::State, rule, requirement: clause.requirement.to_owned(), verdict, reason, case: None })
}

/// Holds an introspection response against what is known of the token (RFC 7662 §2.2).
pub(super) fn introspected(model: &Model, world: &World, token: &str, played: &mut Played) {
    let known = world.grants.iter().flat_map(|grant| &grant.access).rev().find(|known| known.value == token);
    let says = played.answer.json.as_ref().and_then(|answer| answer.get("active")).and_then(serde_json::Value::as_bool);
    let (Some(known), Some(says)) = (known, says.filter(|_| played.answer.status == 200)) else { return };
    let (wanted, rule, reason) = match known.standing {
        RefreshStanding::Live => (true, &rules::ACCESS_LIVE, "the token that was issued last is not active"),
        RefreshStanding::AfterReplay => (false, &rules::ACCESS_AFTER_REPLAY, "the token is active all the same"),
        _ => return,
    };
    played.expected = Some(Box::new(active(wanted)));
    if says != wanted {
        played.held = held(model, rule, Level::Must, reason.to_owned()).map(Box::new);
    }
}

/// Holds a race against the rule that a code works once.
pub(super) fn raced(model: &Model, prediction: &Prediction, successes: usize) -> Option<Held> {
    if successes < 2 || !prediction.complaints.is_empty() {
        return None;
    }
    held(model, &rules::CODE_RACE, Level::Should, format!("{successes} exchanges of one code succeeded at once"))
}
