//! The types of an id_token's claims (OIDC Core §2, §5.1, §13.3).

use serde_json::{Map, Value};

use super::id_token::{audiences, id_token};
use crate::judge::{Facts, Match, Observation};

/// The most characters of sub (OIDC Core §2).
const SUB_MAX: usize = 255;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Number,
    Flag,
    Object,
    Texts,
}

/// The claims that OIDC Core defines, with their types: §2, §3.1.3.6, §3.3.2.11 and §5.1.
const TYPES: [(&str, Type); 29] = [
    ("iss", Type::Text),
    ("exp", Type::Number),
    ("iat", Type::Number),
    ("auth_time", Type::Number),
    ("nonce", Type::Text),
    ("acr", Type::Text),
    ("amr", Type::Texts),
    ("azp", Type::Text),
    ("at_hash", Type::Text),
    ("c_hash", Type::Text),
    ("name", Type::Text),
    ("given_name", Type::Text),
    ("family_name", Type::Text),
    ("middle_name", Type::Text),
    ("nickname", Type::Text),
    ("preferred_username", Type::Text),
    ("profile", Type::Text),
    ("picture", Type::Text),
    ("website", Type::Text),
    ("email", Type::Text),
    ("email_verified", Type::Flag),
    ("gender", Type::Text),
    ("birthdate", Type::Text),
    ("zoneinfo", Type::Text),
    ("locale", Type::Text),
    ("phone_number", Type::Text),
    ("phone_number_verified", Type::Flag),
    ("address", Type::Object),
    ("updated_at", Type::Number),
];

/// sub is a string of at most 255 ASCII characters, aud a string or a list of strings, and every claim that OIDC Core
/// defines has the type that it defines. Null is another check's business; claims of others are theirs.
pub(super) fn claim_types(answer: &Observation, _: &Facts) -> Match {
    let token = match id_token(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    if let Some(why) = sub(&token.claims) {
        return Match::No(why);
    }
    if audiences(token.claims.get("aud")).is_none() {
        return Match::No("aud is missing, or neither a string nor a list of strings".to_owned());
    }
    let wrong =
        TYPES.iter().find(|(name, kind)| token.claims.get(*name).is_some_and(|value| !value.is_null() && !is_of(value, *kind)));
    match wrong {
        Some((name, kind)) => Match::No(format!("{name} is not {}", kind.words())),
        None => Match::Yes,
    }
}

fn sub(claims: &Map<String, Value>) -> Option<String> {
    let Some(sub) = claims.get("sub").and_then(Value::as_str) else {
        return Some("sub is missing or not a string".to_owned());
    };
    match () {
        () if sub.is_empty() => Some("sub is empty".to_owned()),
        () if !sub.is_ascii() => Some("sub is not of ASCII alone".to_owned()),
        () if sub.len() > SUB_MAX => Some(format!("sub has {} characters, more than {SUB_MAX}", sub.len())),
        () => None,
    }
}

impl Type {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Object => "an object",
            Self::Texts => "a list of strings",
        }
    }
}

fn is_of(value: &Value, kind: Type) -> bool {
    match kind {
        Type::Text => value.is_string(),
        Type::Number => value.is_number(),
        Type::Flag => value.is_boolean(),
        Type::Object => value.is_object(),
        Type::Texts => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
    }
}

/// No claim is null (OIDC Core errata set 3, §5.3.2 in the same words): one without a value is left out.
pub(super) fn no_null_claims(answer: &Observation, _: &Facts) -> Match {
    let token = match id_token(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let null: Vec<&str> = token.claims.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.as_str()).collect();
    if null.is_empty() { Match::Yes } else { Match::No(format!("claims of the id_token that are null: {}", null.join(", "))) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::{Answer, facts, id_token, no, not_applicable, run_with, yes};
    use super::*;

    fn typed(more: Value) -> Match {
        let mut claims = json!({"sub": "a", "aud": "client"});
        claims.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        run_with("id-token-claim-types", &id_token(&claims), &facts())
    }

    #[test]
    fn sub_is_short_ascii() {
        yes(typed(json!({"sub": "a".repeat(255)})));
        for bad in [json!("a".repeat(256)), json!(""), json!("é"), json!(7), Value::Null] {
            no(typed(json!({"sub": bad})));
        }
    }

    #[test]
    fn every_defined_claim_has_its_type() {
        yes(typed(json!({"exp": 1, "amr": ["pwd"], "address": {}, "email_verified": true, "acr": null, "groups": 7})));
        for (name, kind) in TYPES {
            let wrong = if kind == Type::Number { json!("1") } else { json!(1) };
            no(typed(json!({ name: wrong })));
        }
        no(typed(json!({"amr": "pwd"})));
        no(typed(json!({"aud": 1})));
        not_applicable(run_with("id-token-claim-types", &Answer::ok("{}"), &facts()));
    }

    #[test]
    fn null_claims_are_named() {
        yes(run_with("id-token-no-null-claims", &id_token(&json!({"acr": "0"})), &facts()));
        no(run_with("id-token-no-null-claims", &id_token(&json!({"acr": null})), &facts()));
    }
}
