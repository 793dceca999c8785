//! Checks of what an id_token says, and to whom and when (OIDC Core §2, §3.1.3.7, §16.15).

use serde_json::Value;

use super::clock::clock;
use super::jose::Token;
use super::lifetime::seconds;
use super::metadata::is_secure;
use crate::judge::{Facts, Match, Observation};

/// How far iat may be from the time of the answer, in seconds (OIDC Core §3.1.3.7 leaves the range to the client; five
/// minutes is the custom).
const SKEW: i64 = 300;
/// Whoever writes milliseconds is found out: fifty years, in seconds.
const ABSURD: i64 = 50 * 365 * 24 * 3600;
/// The answer's id_token, taken apart; else why there is nothing to look at.
pub(super) fn id_token(answer: &Observation) -> Result<Token<'_>, Match> {
    let text = answer.string("id_token").ok_or_else(|| Match::NotApplicable("the answer has no id_token".to_owned()))?;
    let parts = text.split('.').count();
    if parts == 5 {
        return Err(Match::Unknown("the id_token is encrypted, and the harness has no key for it".to_owned()));
    }
    Token::read(text).ok_or_else(|| Match::No("the id_token is not a JWT".to_owned()))
}

/// Holds a check against the answer's id_token.
pub(super) fn with(answer: &Observation, check: impl FnOnce(&Token<'_>) -> Match) -> Match {
    match id_token(answer) {
        Ok(token) => check(&token),
        Err(why) => why,
    }
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
    if !is_secure(iss) {
        return Match::No("iss is not an https URL".to_owned());
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::{Answer, ISSUER, NOW, facts, id_token, no, not_applicable, run_with, unknown, yes};
    use super::*;

    #[test]
    fn what_is_no_jwt_is_said() {
        not_applicable(run_with("id-token-issuer", &Answer::ok(r#"{"access_token":"a"}"#), &facts()));
        no(run_with("id-token-issuer", &Answer::id_token("a.b.c"), &facts()));
        unknown(run_with("id-token-issuer", &Answer::id_token("a.b.c.d.e"), &facts()));
    }

    #[test]
    fn issuer_byte_for_byte() {
        let of = |iss: &str| run_with("id-token-issuer", &id_token(&json!({"iss": iss})), &facts());
        yes(of(ISSUER));
        no(of("https://as.example/"));
        no(of("https://AS.example"));
        no(of("https://as.example?tenant=1"));
        no(run_with("id-token-issuer", &id_token(&json!({})), &facts()));
        let plain = |iss: &str| {
            let facts = Facts { issuer: Some(iss.to_owned()), ..facts() };
            run_with("id-token-issuer", &id_token(&json!({"iss": iss})), &facts)
        };
        yes(plain("http://127.0.0.1:8080"));
        no(plain("http://as.example"));
        no(plain("as.example"));
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
}
