//! Checks of an id_token by itself (OIDC Core §2, §3.1.3.7, §10.1, §16.15, §16.19).

use serde_json::Value;

use super::clock::clock;
use super::jose::{Token, is_for_signatures};
use super::lifetime::seconds;
use crate::judge::{Facts, Match, Observation};

/// How far iat may be from the time of the answer, in seconds (OIDC Core §3.1.3.7 leaves the range to the client; five
/// minutes is the custom).
const SKEW: i64 = 300;
/// Whoever writes milliseconds is found out: fifty years, in seconds.
const ABSURD: i64 = 50 * 365 * 24 * 3600;
/// Header parameters that carry or fetch a key (OIDC Core §2).
const KEY_HEADERS: [&str; 4] = ["x5u", "x5c", "jku", "jwk"];

/// The answer's id_token, taken apart; else why there is nothing to look at.
pub(super) fn id_token(answer: &Observation) -> Result<Token<'_>, Match> {
    let text = answer.string("id_token").ok_or_else(|| Match::NotApplicable("the answer has no id_token".to_owned()))?;
    let parts = text.split('.').count();
    if parts == 5 {
        return Err(Match::Unknown("the id_token is encrypted, and the harness has no key for it".to_owned()));
    }
    Token::read(text).ok_or_else(|| Match::No("the id_token is not a JWT".to_owned()))
}

/// Runs a check with the id_token; for the wrappers of the registry.
fn with(answer: &Observation, check: impl FnOnce(&Token<'_>) -> Match) -> Match {
    match id_token(answer) {
        Ok(token) => check(&token),
        Err(why) => why,
    }
}

/// It is signed, and with a key of the JWK set (or, where alg is HS256 and the like, with the client's secret).
pub(super) fn signature(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| token.verify(facts))
}

/// OIDC Core §10.1: with several keys in the set, the header says which.
pub(super) fn kid(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| {
        if token.is_mac() || token.is_unsecured() {
            return Match::NotApplicable("the id_token is not signed with a key of the JWK set".to_owned());
        }
        let Some(keys) = &facts.keys else { return Match::Unknown("the JWK set is not known".to_owned()) };
        let signing = keys.iter().filter(|key| is_for_signatures(key)).count();
        match token.header.get("kid") {
            Some(Value::String(kid)) if keys.iter().any(|key| key.get("kid").and_then(Value::as_str) == Some(kid)) => Match::Yes,
            Some(Value::String(_)) => Match::No("the JWK set has no key with the kid of the id_token".to_owned()),
            Some(_) => Match::No("kid is not a string".to_owned()),
            None if signing > 1 => Match::No(format!("there are {signing} keys for signatures, and the id_token has no kid")),
            None => Match::Yes,
        }
    })
}

/// iss is the issuer, byte for byte: an https URL without query and fragment.
pub(super) fn issuer(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| issuer_of(token, facts))
}

/// The same for any JWT.
pub(super) fn issuer_of(token: &Token<'_>, facts: &Facts) -> Match {
    let Some(iss) = token.claims.get("iss").and_then(Value::as_str) else {
        return Match::No("iss is missing or not a string".to_owned());
    };
    if iss.contains(['?', '#']) {
        return Match::No("iss has a query or a fragment".to_owned());
    }
    match &facts.issuer {
        None => Match::Unknown("the issuer is not known".to_owned()),
        Some(issuer) if issuer == iss => Match::Yes,
        Some(issuer) => Match::No(format!("iss is not the issuer {issuer}, byte for byte")),
    }
}

/// aud has the client's id in it: a string, or a list of strings.
pub(super) fn audience(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| match audiences(token.claims.get("aud")) {
        None => Match::No("aud is missing, or neither a string nor a list of strings".to_owned()),
        Some(list) if list.contains(&facts.client_id.as_str()) => Match::Yes,
        Some(_) => Match::No("aud does not have the client's id in it".to_owned()),
    })
}

/// The audiences, however written; `None`: of a wrong type.
pub(super) fn audiences(aud: Option<&Value>) -> Option<Vec<&str>> {
    match aud? {
        Value::String(one) => Some(vec![one]),
        Value::Array(list) => list.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// azp, if it is there, is the client's id. That it may be missing also with several audiences is what errata set 2 says.
pub(super) fn azp(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| match token.claims.get("azp") {
        None => Match::Yes,
        Some(Value::String(azp)) if *azp == facts.client_id => Match::Yes,
        Some(_) => Match::No("azp is not the client's id".to_owned()),
    })
}

/// exp and iat are numbers; exp is to come, iat is about now.
pub(super) fn times(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| times_of(token, clock(answer, facts)))
}

/// The same for any JWT, at this time.
pub(super) fn times_of(token: &Token<'_>, now: i64) -> Match {
    let number = |name: &str| token.claims.get(name).filter(|value| value.is_number()).and_then(|value| seconds(Some(value)));
    let (Some(exp), Some(iat)) = (number("exp"), number("iat")) else {
        return Match::No("exp or iat is missing, or not a number".to_owned());
    };
    let off = iat.saturating_sub(now);
    match () {
        () if exp <= now => Match::No("exp has passed already".to_owned()),
        () if exp.saturating_sub(now) > ABSURD => {
            Match::No("exp is more than fifty years away; are these milliseconds?".to_owned())
        }
        () if off.saturating_abs() > SKEW => Match::No(format!("iat is {off} seconds from the time of the answer")),
        () => Match::Yes,
    }
}

/// RS256, the default, or an algorithm for which the client may be registered: one that the metadata lists.
pub(super) fn algorithm(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| match (token.alg(), listed(facts)) {
        _ if token.is_unsecured() => Match::No("the id_token is not signed (alg none)".to_owned()),
        ("RS256", _) => Match::Yes,
        (alg, Some(list)) if list.contains(&alg) => Match::Yes,
        (alg, Some(_)) => Match::No(format!("{alg} is neither the default RS256 nor listed in the metadata")),
        (alg, None) => {
            Match::Unknown(format!("{alg} is not the default RS256; whether the client is registered for it is not known"))
        }
    })
}

/// The metadata list the algorithm in `id_token_signing_alg_values_supported` (OIDC Discovery §3).
pub(super) fn algorithm_listed(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| match listed(facts) {
        None => Match::Unknown("the metadata list no algorithms for id_tokens".to_owned()),
        Some(list) if list.contains(&token.alg()) => Match::Yes,
        Some(_) => Match::No(format!("the id_token is signed with {}, which the metadata do not list", token.alg())),
    })
}

fn listed(facts: &Facts) -> Option<Vec<&str>> {
    let documents = [&facts.openid_configuration, &facts.oauth_metadata];
    let list = documents.into_iter().flatten().find_map(|document| document.get("id_token_signing_alg_values_supported"))?;
    Some(list.as_array()?.iter().filter_map(Value::as_str).collect())
}

/// A MAC needs a secret of enough octets (OIDC Core §16.19, RFC 7518 §3.2); a client without a secret never gets one.
pub(super) fn hmac_secret(answer: &Observation, facts: &Facts) -> Match {
    with(answer, |token| {
        let octets = match token.alg() {
            "HS256" => 32,
            "HS384" => 48,
            "HS512" => 64,
            _ if facts.client_secret.is_none() => return Match::Yes,
            alg => return Match::NotApplicable(format!("the id_token is signed with {alg}, not with the client's secret")),
        };
        match &facts.client_secret {
            None => Match::No("the client has no secret, yet the id_token carries a MAC".to_owned()),
            Some(secret) if secret.len() < octets => {
                Match::No(format!("{} with a secret of {} octets; {octets} are needed", token.alg(), secret.len()))
            }
            Some(_) => Match::Yes,
        }
    })
}

/// The header has no parameter that carries a key or says where to fetch one.
pub(super) fn no_key_headers(answer: &Observation, _: &Facts) -> Match {
    with(answer, |token| match KEY_HEADERS.iter().find(|name| token.header.contains_key(**name)) {
        Some(name) => Match::No(format!("the header of the id_token has {name}")),
        None => Match::Yes,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, ISSUER, Key, NOW, facts, id_token, no, not_applicable, run_with, unknown, unsigned, yes};
    use super::*;

    #[test]
    fn what_is_no_jwt_is_said() {
        not_applicable(run_with("id-token-issuer", &Answer::ok(r#"{"access_token":"a"}"#), &facts()));
        no(run_with("id-token-issuer", &Answer::id_token("a.b.c"), &facts()));
        unknown(run_with("id-token-issuer", &Answer::id_token("a.b.c.d.e"), &facts()));
    }

    #[test]
    fn signature_and_kid() {
        let (one, two) = (Key::of("RS256", "one"), Key::of("ES256", "two"));
        let with = |keys: &[&Key]| Facts { keys: Some(Arc::new(keys.iter().map(|key| key.public()).collect())), ..facts() };
        let signed = Answer::id_token(&one.sign(&json!({"sub": "a"})));
        yes(run_with("id-token-signature", &signed, &with(&[&one])));
        no(run_with("id-token-signature", &signed, &with(&[&two])));
        unknown(run_with("id-token-signature", &signed, &facts()));
        let nameless = Answer::id_token(&one.sign_with(&json!({"alg": "RS256"}), &json!({})));
        yes(run_with("id-token-kid", &signed, &with(&[&one, &two])));
        yes(run_with("id-token-kid", &nameless, &with(&[&one])));
        no(run_with("id-token-kid", &nameless, &with(&[&one, &two])));
        no(run_with("id-token-kid", &signed, &with(&[&two])));
        unknown(run_with("id-token-kid", &signed, &facts()));
        not_applicable(run_with("id-token-kid", &Answer::id_token(&unsigned(&json!({}))), &facts()));
    }

    #[test]
    fn issuer_byte_for_byte() {
        let of = |iss: &str| run_with("id-token-issuer", &id_token(&json!({"iss": iss})), &facts());
        yes(of(ISSUER));
        no(of("https://as.example/"));
        no(of("https://AS.example"));
        no(of("https://as.example?tenant=1"));
        no(run_with("id-token-issuer", &id_token(&json!({})), &facts()));
        unknown(run_with("id-token-issuer", &id_token(&json!({"iss": ISSUER})), &Facts::default()));
    }

    #[test]
    fn audience_and_azp() {
        let aud = |aud: Value| run_with("id-token-audience", &id_token(&json!({"aud": aud})), &facts());
        yes(aud(json!("client")));
        yes(aud(json!(["other", "client"])));
        no(aud(json!("other client")));
        no(aud(json!(["client", 7])));
        no(aud(json!([])));
        let azp = |claims: Value| run_with("id-token-azp", &id_token(&claims), &facts());
        yes(azp(json!({"aud": ["client", "other"]})));
        yes(azp(json!({"azp": "client"})));
        no(azp(json!({"azp": "other"})));
        no(azp(json!({"azp": ["client"]})));
    }

    #[test]
    fn times_are_numbers_about_now() {
        let of = |exp: Value, iat: Value| run_with("id-token-times", &id_token(&json!({"exp": exp, "iat": iat})), &facts());
        yes(of(json!(NOW + 60), json!(NOW)));
        yes(of(json!(NOW as f64 + 60.5), json!(NOW - 299)));
        no(of(json!(NOW), json!(NOW)));
        no(of(json!((NOW + 60).to_string()), json!(NOW)));
        no(of(json!(NOW + 60), json!(NOW - 301)));
        no(of(json!((NOW + 60) * 1000), json!(NOW)));
        no(run_with("id-token-times", &id_token(&json!({"exp": NOW + 60})), &facts()));
    }

    fn listing(list: Value) -> Facts {
        let metadata = json!({"id_token_signing_alg_values_supported": list}).as_object().cloned().map(Arc::new);
        Facts { openid_configuration: metadata, ..facts() }
    }

    #[test]
    fn algorithms_are_the_default_or_listed() {
        let of = |alg: &str, facts: &Facts| {
            let answer = Answer::id_token(&Key::of("ES256", "one").sign_with(&json!({"alg": alg}), &json!({})));
            (run_with("id-token-algorithm", &answer, facts), run_with("id-token-algorithm-listed", &answer, facts))
        };
        let (registered, listed) = of("RS256", &listing(json!(["ES256"])));
        yes(registered);
        no(listed);
        let (registered, listed) = of("ES256", &listing(json!(["RS256", "ES256"])));
        yes(registered);
        yes(listed);
        let (registered, listed) = of("ES256", &listing(json!(["RS256"])));
        no(registered);
        no(listed);
        let (registered, listed) = of("ES256", &facts());
        unknown(registered);
        unknown(listed);
        no(of("none", &listing(json!(["none"]))).0);
    }

    #[test]
    fn a_mac_needs_a_long_secret() {
        let mac = |alg: &str, secret: Option<&str>| {
            let answer = Answer::id_token(&Key::of("ES256", "one").sign_with(&json!({"alg": alg}), &json!({})));
            run_with("id-token-hmac-secret", &answer, &Facts { client_secret: secret.map(str::to_owned), ..facts() })
        };
        yes(mac("HS256", Some(&"a".repeat(32))));
        no(mac("HS256", Some(&"a".repeat(31))));
        no(mac("HS512", Some(&"a".repeat(63))));
        no(mac("HS256", None));
        yes(mac("RS256", None));
        not_applicable(mac("RS256", Some("short")));
    }

    #[test]
    fn headers_carry_no_keys() {
        let of = |header: Value| {
            let answer = Answer::id_token(&Key::of("ES256", "one").sign_with(&header, &json!({})));
            run_with("id-token-no-key-headers", &answer, &facts())
        };
        yes(of(json!({"alg": "ES256", "kid": "one", "typ": "JWT"})));
        for name in KEY_HEADERS {
            no(of(json!({"alg": "ES256", name: "https://as.example/key"})));
        }
    }
}
