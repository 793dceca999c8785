//! Two id_tokens of one log-in: from both endpoints (OIDC Core §3.3.3.6), and before and after a refresh (§12.2).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::clock::clock;
use super::id_token::{audiences, id_token};
use super::jose::Token;
use super::lifetime::seconds;
use crate::judge::{Facts, Match, Observation};

type Claims = Map<String, Value>;

/// iss and sub are those of the id_token from the authorization endpoint.
pub(super) fn hybrid_agrees(answer: &Observation, facts: &Facts) -> Match {
    let back = match id_token(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let Some(front) = &facts.front_id_token else {
        return Match::NotApplicable("the authorization endpoint gave no id_token".to_owned());
    };
    let Some(front) = Token::read(front) else {
        return Match::No("the id_token of the authorization endpoint is not a JWT".to_owned());
    };
    match ["iss", "sub"].into_iter().find(|name| front.claims.get(*name) != back.claims.get(*name)) {
        Some(name) => Match::No(format!("{name} differs between the id_tokens of the two endpoints")),
        None => Match::Yes,
    }
}

/// The id_token of a refresh says of the log-in what the one before said. An answer without one says nothing wrong.
pub(super) fn refreshed(answer: &Observation, facts: &Facts) -> Match {
    let new = match id_token(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let log_in = facts.earlier.iter().find_map(|earlier| Some((earlier, earlier.string("id_token")?)));
    let Some((log_in, old)) = log_in else {
        return Match::Unknown("the id_token before the refresh is not known".to_owned());
    };
    let Some(old) = Token::read(old) else {
        return Match::Unknown("the id_token before the refresh is not a JWT".to_owned());
    };
    let passed = clock(answer, facts).saturating_sub(clock(log_in, facts));
    let why = compare(&old.claims, &new.claims).or_else(|| stale(&old.claims, &new.claims, passed));
    why.map_or(Match::Yes, |why| Match::No(format!("{why} (OIDC Core §12.2)")))
}

/// Whether iat stood still while so many seconds passed. One second may be the rounding.
fn stale(old: &Claims, new: &Claims, passed: i64) -> Option<String> {
    let still = passed >= 2 && new.get("iat") == old.get("iat");
    still.then(|| format!("iat is still that of the log-in, {passed} seconds ago"))
}

/// What the new claims say otherwise than they may.
fn compare(old: &Claims, new: &Claims) -> Option<String> {
    let differs = |name: &str| old.get(name) != new.get(name);
    let both = |name: &str| old.contains_key(name) && new.contains_key(name);
    if let Some(name) = ["iss", "sub", "azp"].into_iter().find(|name| differs(name)) {
        return Some(format!("{name} is not that of the log-in"));
    }
    if audience_set(old) != audience_set(new) {
        return Some("aud is not that of the log-in".to_owned());
    }
    if both("auth_time") && differs("auth_time") {
        return Some("auth_time is not the time of the log-in".to_owned());
    }
    if new.contains_key("nonce") && differs("nonce") {
        return Some("there is a nonce that is not that of the log-in".to_owned());
    }
    match (seconds(old.get("iat")), seconds(new.get("iat"))) {
        (Some(before), Some(after)) if after < before => Some("iat is older than that of the log-in".to_owned()),
        _ => None,
    }
}

fn audience_set(claims: &Claims) -> Option<BTreeSet<&str>> {
    audiences(claims.get("aud")).map(|list| list.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, facts, id_token, no, not_applicable, run_with, unknown, unsigned, yes};
    use super::*;

    #[test]
    fn both_endpoints_speak_of_one_person() {
        let front = |claims: Value| Facts { front_id_token: Some(unsigned(&claims)), ..facts() };
        let answer = id_token(&json!({"iss": "i", "sub": "s", "nonce": "n"}));
        yes(run_with("hybrid-agrees", &answer, &front(json!({"iss": "i", "sub": "s", "c_hash": "c"}))));
        no(run_with("hybrid-agrees", &answer, &front(json!({"iss": "i", "sub": "other"}))));
        no(run_with("hybrid-agrees", &answer, &front(json!({"iss": "i/", "sub": "s"}))));
        not_applicable(run_with("hybrid-agrees", &answer, &facts()));
    }

    fn refreshed(new: Value) -> Match {
        let old = json!({"iss": "i", "sub": "s", "aud": "c", "iat": 100, "auth_time": 90, "nonce": "n"});
        let facts = Facts { earlier: vec![Arc::new(id_token(&old).observe())], ..facts() };
        run_with("id-token-refreshed", &id_token(&new), &facts)
    }

    #[test]
    fn a_refresh_keeps_what_the_log_in_said() {
        yes(refreshed(json!({"iss": "i", "sub": "s", "aud": ["c"], "iat": 101, "auth_time": 90})));
        yes(refreshed(json!({"iss": "i", "sub": "s", "aud": "c", "iat": 100, "nonce": "n"})));
        for changed in [
            json!({"iss": "j", "sub": "s", "aud": "c", "iat": 101}),
            json!({"iss": "i", "sub": "t", "aud": "c", "iat": 101}),
            json!({"iss": "i", "sub": "s", "aud": ["c", "d"], "iat": 101}),
            json!({"iss": "i", "sub": "s", "aud": "c", "iat": 101, "azp": "c"}),
            json!({"iss": "i", "sub": "s", "aud": "c", "iat": 101, "auth_time": 101}),
            json!({"iss": "i", "sub": "s", "aud": "c", "iat": 101, "nonce": "m"}),
            json!({"iss": "i", "sub": "s", "aud": "c", "iat": 99}),
        ] {
            no(refreshed(changed));
        }
    }

    #[test]
    fn iat_moves_on() {
        let dated = |iat: i64, date: &str| id_token(&json!({"aud": "c", "iat": iat})).header("Date", date);
        let old = dated(784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT").observe();
        let facts = Facts { now: 784_111_780, earlier: vec![Arc::new(old)], ..facts() };
        let at = |iat, date| run_with("id-token-refreshed", &dated(iat, date), &facts);
        yes(at(784_111_779, "Sun, 06 Nov 1994 08:49:39 GMT"));
        yes(at(784_111_777, "Sun, 06 Nov 1994 08:49:38 GMT"));
        no(at(784_111_777, "Sun, 06 Nov 1994 08:49:39 GMT"));
    }

    #[test]
    fn without_an_earlier_one_nothing_is_compared() {
        unknown(run_with("id-token-refreshed", &id_token(&json!({"sub": "s"})), &facts()));
        not_applicable(run_with("id-token-refreshed", &Answer::ok(r#"{"access_token":"a"}"#), &facts()));
    }
}
