//! The JWK set (RFC 7517; RFC 8414 §2, OIDC Discovery §3: `jwks_uri`).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::judge::{Facts, Match, Observation};

/// Members of the private half of a key, and of a secret (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

fn keys(answer: &Observation) -> Result<&Vec<Value>, Match> {
    let keys = answer.json.as_ref().and_then(|object| object.get("keys")).and_then(Value::as_array);
    keys.ok_or_else(|| Match::No("the answer is not a JWK set: it has no list of keys".to_owned()))
}

/// No key shows its private half.
pub(super) fn no_private_members(answer: &Observation, _: &Facts) -> Match {
    let keys = match keys(answer) {
        Ok(keys) => keys,
        Err(why) => return why,
    };
    let private = |key: &Value| PRIVATE.into_iter().find(|name| key.get(*name).is_some());
    match keys.iter().find_map(private) {
        Some(name) => Match::No(format!("a key of the set has the private member {name}")),
        None => Match::Yes,
    }
}

/// Every key says of what type it is; where there are keys for signing and for encryption, every key says its use; no two
/// keys of a type have the same kid.
pub(super) fn usable(answer: &Observation, _: &Facts) -> Match {
    let keys = match keys(answer) {
        Ok(keys) => keys,
        Err(why) => return why,
    };
    if keys.is_empty() {
        return Match::No("the JWK set has no keys".to_owned());
    }
    let text = |key: &Value, name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
    if keys.iter().any(|key| text(key, "kty").is_none()) {
        return Match::No("a key of the set has no kty".to_owned());
    }
    let encrypts = keys.iter().any(is_for_encryption);
    if encrypts && !keys.iter().all(is_for_encryption) && keys.iter().any(|key| key.get("use").is_none()) {
        return Match::No("the set has keys for signing and for encryption, and not every key says its use".to_owned());
    }
    let mut seen = BTreeSet::new();
    let kids = keys.iter().filter_map(|key| Some((text(key, "kty")?, text(key, "kid")?)));
    match kids.into_iter().find(|pair| !seen.insert(pair.clone())) {
        Some((kty, _)) => Match::No(format!("two {kty} keys of the set have the same kid")),
        None => Match::Yes,
    }
}

/// By `use`, or by an algorithm that encrypts keys (RFC 7518 §4.1).
fn is_for_encryption(key: &Value) -> bool {
    let alg = key.get("alg").and_then(Value::as_str).unwrap_or_default();
    let encrypts = ["RSA-OAEP", "RSA1_5", "ECDH-ES", "dir"].iter().any(|start| alg.starts_with(start)) || alg.contains("KW");
    key.get("use").map_or(encrypts, |usage| usage == "enc")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::{Answer, Key, no, run, yes};
    use super::*;

    fn set(keys: &Value) -> Answer {
        Answer::ok(&json!({ "keys": keys }).to_string())
    }

    #[test]
    fn private_halves_are_found() {
        let key = Key::of("RS256", "one").public();
        yes(run("jwks-no-private-members", &set(&json!([key]))));
        for name in PRIVATE {
            let mut leaking = key.clone();
            leaking[name] = "AA".into();
            no(run("jwks-no-private-members", &set(&json!([key, leaking]))));
        }
        no(run("jwks-no-private-members", &Answer::ok("{}")));
    }

    #[test]
    fn keys_can_be_told_apart() {
        let key = |kid: &str, usage: Option<&str>| json!({"kty": "RSA", "kid": kid, "use": usage, "n": "AQ", "e": "AQAB"});
        let without_use = json!({"kty": "RSA", "kid": "c"});
        yes(run("jwks-usable", &set(&json!([key("a", Some("sig")), key("b", Some("enc"))]))));
        yes(run("jwks-usable", &set(&json!([key("a", Some("sig")), without_use]))));
        yes(run("jwks-usable", &set(&json!([key("a", Some("sig")), {"kty": "EC", "kid": "a"}]))));
        no(run("jwks-usable", &set(&json!([key("a", Some("enc")), without_use]))));
        no(run("jwks-usable", &set(&json!([{"kty": "RSA", "alg": "RSA-OAEP-256"}, without_use]))));
        no(run("jwks-usable", &set(&json!([key("a", Some("sig")), key("a", Some("sig"))]))));
        no(run("jwks-usable", &set(&json!([{"kid": "a"}]))));
        no(run("jwks-usable", &set(&json!([]))));
        no(run("jwks-usable", &Answer::ok("[]")));
    }
}
