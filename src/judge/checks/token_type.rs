//! `token_type` (RFC 6749 §7.1, §8.1, appendix A.13; RFC 6750 §4).

use serde_json::Value;
use url::Url;

use super::body::not_json;
use crate::judge::{Facts, Match, Observation};

/// Types that are no bearer tokens and for which RFC 6750 does not speak.
const OTHER_TYPES: [&str; 4] = ["dpop", "n_a", "mac", "pop"];

/// A registered sort of name, or an absolute URI (RFC 6749 §8.1).
pub(super) fn token_type(answer: &Observation, _: &Facts) -> Match {
    let Some(object) = &answer.json else { return not_json() };
    let text = match object.get("token_type") {
        Some(Value::String(text)) => text,
        Some(_) => return Match::No("token_type is not a string".to_owned()),
        None => return Match::No("there is no token_type".to_owned()),
    };
    let name = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if name || Url::parse(text).is_ok() {
        Match::Yes
    } else {
        Match::No("token_type is neither a name of letters, digits, -, . and _ nor an absolute URI".to_owned())
    }
}

/// A bearer token is announced as such; upper and lower case are the same (RFC 6749 §5.1).
pub(super) fn token_type_bearer(answer: &Observation, _: &Facts) -> Match {
    match answer.string("token_type") {
        Some(text) if text.eq_ignore_ascii_case("bearer") => Match::Yes,
        Some(text) if OTHER_TYPES.iter().any(|other| text.eq_ignore_ascii_case(other)) => {
            Match::NotApplicable(format!("the token is of the type {text}, not a bearer token"))
        }
        Some(_) => Match::No("token_type is not Bearer".to_owned()),
        None => Match::No("there is no token_type".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Answer, no, not_applicable, run, yes};

    fn typed(value: &str) -> Answer {
        Answer::ok(&format!(r#"{{"access_token":"a","token_type":{value}}}"#))
    }

    #[test]
    fn a_type_is_a_name_or_an_absolute_uri() {
        for good in [r#""Bearer""#, r#""DPoP""#, r#""N_A""#, r#""urn:example:type""#, r#""https://a.example/t?x=1""#] {
            yes(run("token-type", &typed(good)));
        }
        for bad in [r#""""#, r#""Bearer token""#, "7", "null", r#""/relative""#] {
            no(run("token-type", &typed(bad)));
        }
        no(run("token-type", &Answer::ok("{}")));
    }

    #[test]
    fn bearer_is_bearer_in_any_case() {
        for good in ["Bearer", "bearer", "BEARER"] {
            yes(run("token-type-bearer", &typed(&format!("\"{good}\""))));
        }
        for bad in ["bearer ", "Beer", "token"] {
            no(run("token-type-bearer", &typed(&format!("\"{bad}\""))));
        }
        not_applicable(run("token-type-bearer", &typed("\"DPoP\"")));
        no(run("token-type-bearer", &Answer::ok("{}")));
    }
}
