//! Introspection responses (RFC 7662 §2.2).

use serde_json::{Map, Value};

use super::body::not_json;
use super::clock::clock;
use super::lifetime::{TOLERANCE, seconds};
use crate::judge::{Facts, Match, Observation};
use crate::protocol::scope::Scopes;

/// What introspection says of a token that was just issued agrees with what the token response said: scope, client_id,
/// token_type, exp. All but active may be missing.
pub(super) fn agrees(answer: &Observation, facts: &Facts) -> Match {
    let Some(said) = &answer.json else { return not_json() };
    if said.get("active") != Some(&Value::Bool(true)) {
        return Match::No("the token that was just issued is not active".to_owned());
    }
    let issued = facts.earlier.iter().rev().find(|earlier| earlier.is_success());
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let member = |name: &str| issued.and_then(|issued| issued.string(name));
    if text("client_id").is_some_and(|client| !facts.client_id.is_empty() && client != facts.client_id) {
        return Match::No("client_id is not the client's id".to_owned());
    }
    if let (Some(said), Some(issued)) = (text("scope"), member("scope").or(facts.asked_scope.as_deref()))
        && Scopes::parse(said) != Scopes::parse(issued)
    {
        return Match::No(format!("scope is \"{said}\", and \"{issued}\" was issued"));
    }
    if let (Some(said), Some(issued)) = (text("token_type"), member("token_type"))
        && !is_hint(said)
        && !said.eq_ignore_ascii_case(issued)
    {
        return Match::No(format!("token_type is {said}, and {issued} was issued"));
    }
    expiry(said, issued.map(AsRef::as_ref), clock(answer, facts))
}

/// Some servers give the type in the words of RFC 7009 §2.1.
fn is_hint(token_type: &str) -> bool {
    matches!(token_type, "access_token" | "refresh_token")
}

fn expiry(said: &Map<String, Value>, issued: Option<&Observation>, now: i64) -> Match {
    let exp = match said.get("exp") {
        None => return Match::Yes,
        Some(exp) if exp.is_number() => seconds(Some(exp)).unwrap_or_default(),
        Some(_) => return Match::No("exp is not a number".to_owned()),
    };
    if exp <= now {
        return Match::No("exp has passed, and the token is said to be active".to_owned());
    }
    let expires_in = issued.and_then(|issued| issued.json.as_ref()?.get("expires_in")?.as_i64());
    let left = exp.saturating_sub(now);
    match expires_in {
        // Some time may have passed since the token response; never so much that more is left than was given.
        Some(given) if left > given.saturating_add(TOLERANCE) || left < given.saturating_sub(TOLERANCE) => {
            Match::No(format!("exp is {left} seconds away, and expires_in was {given}"))
        }
        _ => Match::Yes,
    }
}

/// Of a token that is not active the response says that and nothing else.
pub(super) fn inactive_bare(answer: &Observation, _: &Facts) -> Match {
    let Some(said) = &answer.json else { return not_json() };
    if said.get("active") != Some(&Value::Bool(false)) {
        return Match::No("active is not false".to_owned());
    }
    let more: Vec<&str> = said.keys().map(String::as_str).filter(|name| *name != "active").collect();
    if more.is_empty() { Match::Yes } else { Match::No(format!("beside active there is {}", more.join(", "))) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, NOW, facts, no, not_applicable, run, run_with, yes};
    use super::*;

    fn said(value: Value) -> Match {
        let issued = Answer::ok(r#"{"access_token":"a","token_type":"Bearer","expires_in":600,"scope":"a b"}"#).observe();
        let facts = Facts { earlier: vec![Arc::new(issued)], ..facts() };
        run_with("introspection-agrees", &Answer::ok(&value.to_string()), &facts)
    }

    #[test]
    fn what_was_issued_is_what_is_said() {
        yes(said(json!({"active": true})));
        yes(said(json!({"active": true, "scope": "b a", "client_id": "client", "exp": NOW + 595, "token_type": "bearer"})));
        yes(said(json!({"active": true, "token_type": "access_token"})));
        for wrong in [
            json!({"active": false}),
            json!({"active": "true"}),
            json!({"active": true, "scope": "a"}),
            json!({"active": true, "client_id": "other"}),
            json!({"active": true, "exp": NOW + 6000}),
            json!({"active": true, "exp": NOW - 1}),
            json!({"active": true, "exp": "soon"}),
            json!({"active": true, "token_type": "mac"}),
        ] {
            no(said(wrong));
        }
        not_applicable(run("introspection-agrees", &Answer::ok("")));
    }

    #[test]
    fn of_the_inactive_nothing_else_is_said() {
        yes(run("introspection-inactive-bare", &Answer::ok(r#"{"active":false}"#)));
        no(run("introspection-inactive-bare", &Answer::ok(r#"{"active":false,"sub":"s"}"#)));
        no(run("introspection-inactive-bare", &Answer::ok(r#"{"active":true}"#)));
        no(run("introspection-inactive-bare", &Answer::ok("{}")));
    }
}
