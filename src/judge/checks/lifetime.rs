//! `expires_in` against what the token itself, or introspection, says (RFC 6749 §5.1).

use serde_json::{Map, Value};

use super::clock::clock;
use crate::judge::{Facts, Match, Observation};
use crate::protocol::jwt;

/// How far two statements about one moment may be apart, in seconds: rounding, and the time that an answer takes.
pub(super) const TOLERANCE: i64 = 30;

/// `expires_in` agrees with `exp` of a JWT access token and with `exp` of the introspection response.
pub(super) fn expires_in_truthful(answer: &Observation, facts: &Facts) -> Match {
    let Some(expires_in) = answer.json.as_ref().and_then(|object| object.get("expires_in")) else {
        return Match::NotApplicable("there is no expires_in".to_owned());
    };
    let Some(expires_in) = seconds(Some(expires_in)) else {
        return Match::NotApplicable("expires_in is not a number".to_owned());
    };
    let now = clock(answer, facts);
    let claims = answer.string("access_token").and_then(jwt::claims);
    let sides = [("the access token", claims.as_ref()), ("introspection", facts.introspected.as_deref())];
    let mut result = None;
    for (side, object) in sides {
        let Some(exp) = object.and_then(|object| seconds(object.get("exp"))) else { continue };
        // A token may have been made before the answer (then the clock decides) or by a clock that differs from that of
        // the Date header field (then iat does).
        let left = exp.saturating_sub(now);
        let lifetime = object.and_then(|object| lifetime(object, exp));
        if !agrees(left, expires_in) && !lifetime.is_some_and(|lifetime| agrees(lifetime, expires_in)) {
            return Match::No(format!("expires_in says {expires_in} seconds, exp of {side} {left}"));
        }
        result = Some(Match::Yes);
    }
    let unseen = || {
        let why = "when the access token expires cannot be seen: it is opaque, and introspection does not say";
        Match::NotApplicable(why.to_owned())
    };
    result.unwrap_or_else(unseen)
}

fn lifetime(object: &Map<String, Value>, exp: i64) -> Option<i64> {
    Some(exp.saturating_sub(seconds(object.get("iat"))?))
}

fn agrees(one: i64, other: i64) -> bool {
    one.saturating_sub(other).saturating_abs() <= TOLERANCE
}

/// A JSON number in whole seconds.
pub(super) fn seconds(value: Option<&Value>) -> Option<i64> {
    let value = value?;
    value.as_i64().or_else(|| value.as_f64().map(|float| float as i64))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, NOW, facts, no, not_applicable, run_with, unsigned, yes};
    use crate::judge::Facts;

    fn answer(access_token: &str, expires_in: &str) -> Answer {
        Answer::ok(&format!(r#"{{"access_token":"{access_token}","expires_in":{expires_in}}}"#))
    }

    #[test]
    fn exp_of_the_token_agrees_within_half_a_minute() {
        let run = |exp: i64, expires_in: &str| {
            run_with("expires-in-truthful", &answer(&unsigned(&json!({"exp": exp})), expires_in), &facts())
        };
        yes(run(NOW + 3600, "3600"));
        yes(run(NOW + 3629, "3600"));
        no(run(NOW + 3631, "3600"));
        no(run(NOW + 60, "3600"));
        no(run(NOW + 3600, "3600000"));
        not_applicable(run(NOW + 3600, "\"3600\""));
    }

    #[test]
    fn a_clock_that_is_off_is_no_lie() {
        let token = unsigned(&json!({"iat": NOW - 500, "exp": NOW + 3100}));
        yes(run_with("expires-in-truthful", &answer(&token, "3600"), &facts()));
        yes(run_with("expires-in-truthful", &answer(&token, "3100"), &facts()));
    }

    #[test]
    fn introspection_has_a_say() {
        let with = |exp: i64| Facts { introspected: json!({"exp": exp}).as_object().cloned().map(Arc::new), ..facts() };
        yes(run_with("expires-in-truthful", &answer("opaque", "60"), &with(NOW + 60)));
        no(run_with("expires-in-truthful", &answer("opaque", "3600"), &with(NOW + 60)));
        not_applicable(run_with("expires-in-truthful", &answer("opaque", "60"), &facts()));
        not_applicable(run_with("expires-in-truthful", &Answer::ok(r#"{"access_token":"a"}"#), &facts()));
    }
}
