//! JWT access tokens (RFC 9068). Who issues JWTs of another `typ` does not claim that profile and is not held to it.

use serde_json::Value;

use super::clock::clock;
use super::id_token::{audiences, issuer_of, times_of};
use super::jose::Token;
use crate::judge::{Facts, Match, Observation};
use crate::protocol::names::Grant;
use crate::protocol::scope::Scopes;

/// The access token as a JWT of the profile; else why there is nothing to look at.
fn profiled(answer: &Observation) -> Result<Token<'_>, Match> {
    let token = jwt(answer)?;
    if claims_profile(&token) {
        return Ok(token);
    }
    Err(Match::NotApplicable("the access token is a JWT that does not claim the profile (no typ at+jwt)".to_owned()))
}

fn jwt(answer: &Observation) -> Result<Token<'_>, Match> {
    let text = answer.string("access_token").ok_or_else(|| Match::NotApplicable("there is no access token".to_owned()))?;
    Token::read(text).ok_or_else(|| Match::NotApplicable("the access token is opaque".to_owned()))
}

/// `at+jwt` or `application/at+jwt`, in any case (RFC 9068 §2.1, RFC 7515 §4.1.9).
fn claims_profile(token: &Token<'_>) -> bool {
    let typ = token.header.get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    matches!(typ.as_str(), "at+jwt" | "application/at+jwt")
}

/// The header says at+jwt, and alg is not none (RFC 9068 §2.1).
pub(super) fn jwt_type(answer: &Observation, _: &Facts) -> Match {
    match profiled(answer) {
        Ok(token) if token.is_unsecured() => Match::No("the access token is not signed (alg none)".to_owned()),
        Ok(_) => Match::Yes,
        Err(why) => why,
    }
}

/// It is signed with a key of the JWK set (RFC 9068 §2.1, §4).
pub(super) fn signature(answer: &Observation, facts: &Facts) -> Match {
    match profiled(answer) {
        Ok(token) => token.verify(facts),
        Err(why) => why,
    }
}

/// iss, exp, aud, sub, client_id, iat and jti are there, of their types, and true as far as can be told (RFC 9068 §2.2).
pub(super) fn claims(answer: &Observation, facts: &Facts) -> Match {
    let token = match profiled(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let text = |name: &str| token.claims.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(name) = ["iss", "sub", "client_id", "jti"].into_iter().find(|name| text(name).is_none()) {
        return Match::No(format!("{name} of the access token is missing, empty or not a string"));
    }
    if audiences(token.claims.get("aud")).is_none_or(|list| list.is_empty()) {
        return Match::No("aud of the access token is missing, empty, or neither a string nor a list of strings".to_owned());
    }
    if text("client_id") != Some(facts.client_id.as_str()) {
        return Match::No("client_id of the access token is not the client's id".to_owned());
    }
    named(times_of(&token, clock(answer, facts)).and(issuer_of(&token, facts)))
}

/// Says of a mismatch that it is one of the access token.
fn named(result: Match) -> Match {
    match result {
        Match::No(why) => Match::No(format!("of the access token, {why}")),
        other => other,
    }
}

/// sub names somebody, and of a token that a user granted not the client (RFC 9068 §2.2, §5).
pub(super) fn subject(answer: &Observation, facts: &Facts) -> Match {
    let token = match profiled(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let of_user = facts.grant.is_some_and(|grant| grant != Grant::ClientCredentials);
    match token.claims.get("sub").and_then(Value::as_str).filter(|sub| !sub.is_empty()) {
        None => Match::No("sub of the access token is missing, empty or not a string".to_owned()),
        Some(sub) if of_user && sub == facts.client_id => {
            Match::No("a user granted the access token, and its sub is the client".to_owned())
        }
        Some(_) => Match::Yes,
    }
}

/// The scope claim is a space-delimited string and equals the issued scope (RFC 9068 §2.2.3, RFC 8693 §4.2).
pub(super) fn scope(answer: &Observation, facts: &Facts) -> Match {
    let token = match profiled(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    // An answer without a scope member says that what was asked for was granted (RFC 6749 §5.1).
    let issued = answer.string("scope").or(facts.asked_scope.as_deref()).filter(|scope| !scope.is_empty());
    match (token.claims.get("scope"), issued) {
        (Some(Value::String(claim)), Some(issued)) if Scopes::parse(claim) == Scopes::parse(issued) => Match::Yes,
        (Some(Value::String(_)), Some(issued)) => Match::No(format!("the scope claim is not the issued scope \"{issued}\"")),
        (Some(Value::String(_)), None) => Match::Unknown("which scope was issued is not known".to_owned()),
        (Some(_), _) => Match::No("the scope claim is not a string".to_owned()),
        (None, Some(issued)) => Match::No(format!("scope \"{issued}\" was issued, and the access token has no scope claim")),
        (None, None) => Match::NotApplicable("no scope was asked for".to_owned()),
    }
}

/// aud names a resource: not the client alone, which would make the token fit for an id_token (RFC 9068 §3, §5).
pub(super) fn audience(answer: &Observation, facts: &Facts) -> Match {
    let token = match profiled(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    match audiences(token.claims.get("aud")) {
        None => Match::No("aud of the access token is missing, or neither a string nor a list of strings".to_owned()),
        Some(list) if list.iter().all(|name| name.is_empty()) => Match::No("aud of the access token is empty".to_owned()),
        Some(list) if list.iter().all(|name| *name == facts.client_id) => {
            Match::No("aud of the access token is the client itself, not a resource".to_owned())
        }
        Some(_) => Match::Yes,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, ISSUER, Key, NOW, facts, no, not_applicable, run_with, unknown, yes};
    use super::*;

    fn token(header: Value, claims: &Value, scope: Option<&str>) -> Answer {
        let token = Key::of("ES256", "one").sign_with(&header, claims);
        Answer::ok(&json!({"access_token": token, "scope": scope}).to_string())
    }

    fn of(claims: &Value) -> Answer {
        token(json!({"alg": "ES256", "typ": "at+jwt", "kid": "one"}), claims, Some("a b"))
    }

    #[test]
    fn the_profile_is_claimed_by_typ() {
        let typed = |typ: &str, alg: &str| {
            run_with("access-token-jwt-type", &token(json!({"alg": alg, "typ": typ}), &json!({}), None), &facts())
        };
        yes(typed("at+jwt", "ES256"));
        yes(typed("Application/AT+JWT", "ES256"));
        no(typed("at+jwt", "none"));
        not_applicable(typed("JWT", "ES256"));
        not_applicable(run_with("access-token-jwt-type", &Answer::ok(r#"{"access_token":"opaque"}"#), &facts()));
        not_applicable(run_with("access-token-claims", &token(json!({"alg": "ES256"}), &json!({}), None), &facts()));
    }

    #[test]
    fn its_signature_is_verified() {
        let keys = |key: &Key| Facts { keys: Some(Arc::new(vec![key.public()])), ..facts() };
        yes(run_with("access-token-signature", &of(&json!({})), &keys(&Key::of("ES256", "one"))));
        no(run_with("access-token-signature", &of(&json!({})), &keys(&Key::of("ES256", "two"))));
        unknown(run_with("access-token-signature", &of(&json!({})), &facts()));
        let unsigned = token(json!({"alg": "none", "typ": "at+jwt"}), &json!({}), None);
        no(run_with("access-token-signature", &unsigned, &keys(&Key::of("ES256", "one"))));
    }

    #[test]
    fn seven_claims_are_required() {
        let good = json!({"iss": ISSUER, "exp": NOW + 60, "aud": ["https://api.example"], "sub": "s", "client_id": "client",
            "iat": NOW, "jti": "j"});
        yes(run_with("access-token-claims", &of(&good), &facts()));
        for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
            let mut less = good.clone();
            less.as_object_mut().unwrap().remove(name);
            no(run_with("access-token-claims", &of(&less), &facts()));
        }
        for (name, wrong) in [
            ("iss", json!("https://as.example/")),
            ("client_id", json!("other")),
            ("exp", json!("1")),
            ("jti", json!(1)),
            ("aud", json!([])),
        ] {
            let mut changed = good.clone();
            changed[name] = wrong;
            no(run_with("access-token-claims", &of(&changed), &facts()));
        }
    }

    #[test]
    fn the_scope_claim_is_the_issued_scope() {
        let claim = |claim: Value| run_with("access-token-scope", &of(&json!({ "scope": claim })), &facts());
        yes(claim(json!("b a")));
        no(claim(json!("a")));
        no(claim(json!(["a", "b"])));
        no(run_with("access-token-scope", &of(&json!({})), &facts()));
        let silent = |scope: Option<&str>, claims: &Value| {
            let answer = token(json!({"alg": "ES256", "typ": "at+jwt"}), claims, None);
            run_with("access-token-scope", &answer, &Facts { asked_scope: scope.map(str::to_owned), ..facts() })
        };
        yes(silent(Some("a"), &json!({"scope": "a"})));
        unknown(silent(None, &json!({"scope": "a"})));
        not_applicable(silent(None, &json!({})));
    }

    #[test]
    fn a_users_token_is_not_the_clients() {
        let sub = |sub: Value, grant: Grant| {
            let facts = Facts { grant: Some(grant), ..facts() };
            run_with("access-token-subject", &of(&json!({ "sub": sub })), &facts)
        };
        yes(sub(json!("user"), Grant::AuthorizationCode));
        yes(sub(json!("client"), Grant::ClientCredentials));
        no(sub(json!("client"), Grant::RefreshToken));
        no(sub(json!(""), Grant::AuthorizationCode));
        no(sub(Value::Null, Grant::ClientCredentials));
        let private = token(json!({"alg": "ES256", "typ": "JWT"}), &json!({}), None);
        not_applicable(run_with("access-token-subject", &private, &facts()));
    }

    #[test]
    fn the_audience_is_a_resource() {
        let aud = |aud: Value| run_with("access-token-audience", &of(&json!({ "aud": aud })), &facts());
        yes(aud(json!("https://api.example")));
        yes(aud(json!(["client", "https://api.example"])));
        no(aud(json!("client")));
        no(aud(json!([])));
        no(aud(json!(7)));
        no(run_with("access-token-audience", &of(&json!({})), &facts()));
    }
}
