//! Checks of an id_token's header and signature (OIDC Core §2, §3.1.3.7, §10.1, §16.19).

use serde_json::Value;

use super::id_token::with;
use super::jose::is_for_signatures;
use crate::judge::{Facts, Match, Observation};

/// Header parameters that carry or fetch a key (OIDC Core §2).
const KEY_HEADERS: [&str; 4] = ["x5u", "x5c", "jku", "jwk"];

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

    use super::super::bench::{Answer, Key, facts, no, not_applicable, run_with, unknown, unsigned, yes};
    use super::*;

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
