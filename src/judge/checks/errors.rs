//! Checks of error answers (RFC 6749 §5.2).

use super::body::not_json;
use crate::judge::observation::TOKEN_MEMBERS;
use crate::judge::{Facts, Match, Observation};
use crate::protocol::form;

/// The codes of RFC 6749 §5.2 and those that the registry of extension errors (§11.4) has for answers of the token
/// endpoint: RFC 8628, 8707, 9200, 9396, 9449, 7009 and UMA 2.0. `server_error` and `temporarily_unavailable` are codes of
/// the authorization endpoint.
const REGISTERED: [&str; 21] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "invalid_target",
    "invalid_authorization_details",
    "invalid_dpop_proof",
    "use_dpop_nonce",
    "unsupported_token_type",
    "unsupported_pop_key",
    "incompatible_ace_profiles",
    "need_info",
    "request_denied",
    "request_submitted",
    "invalid_resource_id",
];

/// Texts that stand in stack traces and messages of interpreters and databases, and hardly anywhere else.
const TRACES: [&str; 14] = [
    "Traceback (most recent call last)",
    "Exception in thread",
    "\tat java.",
    "at org.springframework.",
    "at Object.<anonymous>",
    "   at System.",
    "goroutine 1 [running]",
    "thread 'main' panicked",
    "Stack trace:",
    "SQLSTATE[",
    "ORA-0",
    "You have an error in your SQL syntax",
    "node_modules/",
    "vendor/laravel/",
];

/// Shorter secrets may occur in a text by chance.
const SECRET_MIN: usize = 8;

/// The error code is one that is registered for the token endpoint.
pub(super) fn registered_error(answer: &Observation, _: &Facts) -> Match {
    match answer.error.as_deref() {
        Some(code) if REGISTERED.contains(&code) => Match::Yes,
        Some(code) => Match::No(format!("{code} is no error code that is registered for the token endpoint")),
        None => Match::NotApplicable("the answer has no error code".to_owned()),
    }
}

/// Statuses that HTTP itself, or a layer in front of the endpoint, has for requests that are no token requests at all.
const OF_HTTP: [u16; 12] = [404, 405, 406, 408, 411, 413, 414, 415, 417, 421, 426, 431];

/// An error has status 400; `invalid_client` may have 401 (RFC 6749 §5.2). As received: no dialect excuses another one.
pub(super) fn error_status(answer: &Observation, _: &Facts) -> Match {
    let not_applicable = |why: &str| Match::NotApplicable(why.to_owned());
    let Some(error) = answer.error.as_deref().filter(|_| !answer.issued) else {
        return not_applicable("the answer is no error answer");
    };
    match answer.status {
        400 => Match::Yes,
        401 if error == "invalid_client" => Match::Yes,
        401 if !REGISTERED.contains(&error) => not_applicable("the code is the server's own; it may mean invalid_client"),
        status if OF_HTTP.contains(&status) => not_applicable("the status is one of HTTP itself"),
        500.. => not_applicable("the server failed"),
        status => Match::No(format!("{error} comes with status {status}")),
    }
}

/// `invalid_client` for a client that used the Authorization header field has status 401 and a challenge (RFC 6749 §5.2).
pub(super) fn invalid_client_to_basic(answer: &Observation, facts: &Facts) -> Match {
    if answer.issued || answer.error.as_deref() != Some("invalid_client") {
        return Match::NotApplicable("the answer is no invalid_client".to_owned());
    }
    if !facts.basic_alone {
        return Match::NotApplicable("the client did not use Basic, or not Basic alone".to_owned());
    }
    match answer.status {
        401 if answer.header("www-authenticate").is_some() => Match::Yes,
        401 => Match::No("invalid_client after Basic comes without WWW-Authenticate".to_owned()),
        status => Match::No(format!("invalid_client after Basic comes with status {status}, without a challenge to answer")),
    }
}

/// `error_description` has the characters of RFC 6749 appendix A.8. Line breaks and tabs are left to
/// [`no_control_in_description`].
pub(super) fn description_charset(answer: &Observation, _: &Facts) -> Match {
    let Some(object) = &answer.json else { return not_json() };
    let legal = |c: char| matches!(c, '\r' | '\n' | '\t' | '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
    match object.get("error_description") {
        None => Match::NotApplicable("there is no error_description".to_owned()),
        Some(serde_json::Value::String(text)) => match text.chars().find(|&c| !legal(c)) {
            None => Match::Yes,
            Some(c) => Match::No(format!("error_description has U+{:04X} in it", u32::from(c))),
        },
        Some(_) => Match::No("error_description is not a string".to_owned()),
    }
}

/// `error_description` has no line breaks and tabs.
pub(super) fn no_control_in_description(answer: &Observation, _: &Facts) -> Match {
    if answer.json.is_none() {
        return not_json();
    }
    match answer.string("error_description") {
        Some(text) if text.contains(['\r', '\n', '\t']) => {
            Match::No("error_description has a line break or a tab in it".to_owned())
        }
        Some(_) => Match::Yes,
        None => Match::NotApplicable("there is no error_description".to_owned()),
    }
}

/// No member of the answer holds a token, of whatever type its value is.
pub(super) fn no_token_members(answer: &Observation, _: &Facts) -> Match {
    let held = |name: &&str| match &answer.json {
        Some(object) => object.get(*name).is_some_and(|value| !value.is_null() && value.as_str() != Some("")),
        None => answer
            .text
            .as_deref()
            .is_some_and(|text| form::pairs(text.as_bytes()).iter().any(|(n, value)| n == name.as_bytes() && !value.is_empty())),
    };
    let found: Vec<&str> = TOKEN_MEMBERS.into_iter().filter(held).collect();
    if found.is_empty() { Match::Yes } else { Match::No(format!("the answer holds {}", found.join(", "))) }
}

/// The answer shows nothing of the server's inside: no stack trace, no HTML page, not the client's secret.
pub(super) fn no_internals(answer: &Observation, facts: &Facts) -> Match {
    let body = match (&answer.json, &answer.text) {
        (Some(object), _) => strings(object.values()),
        (None, Some(text)) => vec![text.as_str()],
        (None, None) => return Match::Yes,
    };
    if let Some(secret) = facts.client_secret.as_deref().filter(|secret| secret.len() >= SECRET_MIN)
        && body.iter().any(|text| text.contains(secret))
    {
        return Match::No("the answer repeats the client's secret".to_owned());
    }
    if let Some(trace) = TRACES.iter().find(|trace| body.iter().any(|text| text.contains(*trace))) {
        return Match::No(format!("the answer looks like a stack trace or a message of a database: \"{}\"", trace.trim()));
    }
    match answer.json.is_none() && body.iter().any(|text| is_html(text)) {
        true => Match::No("the answer is an HTML page".to_owned()),
        false => Match::Yes,
    }
}

fn is_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// All strings in these values, however deep.
fn strings<'a>(values: impl Iterator<Item = &'a serde_json::Value>) -> Vec<&'a str> {
    let mut open: Vec<&serde_json::Value> = values.collect();
    let mut found = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) => found.push(text.as_str()),
            serde_json::Value::Array(list) => open.extend(list),
            serde_json::Value::Object(object) => open.extend(object.values()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Answer, no, not_applicable, run, run_with, yes};
    use crate::judge::Facts;

    #[test]
    fn codes_are_registered_or_not() {
        for good in ["invalid_grant", "use_dpop_nonce", "invalid_target", "slow_down"] {
            yes(run("registered-error", &Answer::error(&format!(r#"{{"error":"{good}"}}"#))));
        }
        for bad in ["server_error", "temporarily_unavailable", "Invalid_Grant", "bad_code", "invalid_client_metadata"] {
            no(run("registered-error", &Answer::error(&format!(r#"{{"error":"{bad}"}}"#))));
        }
        not_applicable(run("registered-error", &Answer::error("{}")));
    }

    #[test]
    fn descriptions_have_one_line() {
        let described = |text: &str| Answer::error(&format!(r#"{{"error":"invalid_grant","error_description":"{text}"}}"#));
        yes(run("no-control-in-description", &described("one line")));
        for bad in ["a\\r\\nb", "a\\tb", "a\\n"] {
            no(run("no-control-in-description", &described(bad)));
        }
        not_applicable(run("no-control-in-description", &Answer::error(r#"{"error":"invalid_grant"}"#)));
    }

    #[test]
    fn errors_have_status_400_or_that_of_http() {
        let with = |status: u16, error: &str| Answer::error(&format!(r#"{{"error":"{error}"}}"#)).status(status);
        for (status, error) in [(400, "invalid_grant"), (400, "invalid_client"), (401, "invalid_client")] {
            yes(run("error-status", &with(status, error)));
        }
        for (status, error) in [(401, "invalid_grant"), (403, "invalid_grant"), (200, "invalid_grant"), (422, "invalid_request")]
        {
            no(run("error-status", &with(status, error)));
        }
        for status in [405, 413, 415, 500] {
            not_applicable(run("error-status", &with(status, "invalid_request")));
        }
        not_applicable(run("error-status", &Answer::ok(r#"{"access_token":"a"}"#)));
        not_applicable(run("error-status", &Answer::ok("<html>")));
        not_applicable(run("error-status", &with(401, "UNKNOWN_CLIENT")));
    }

    #[test]
    fn a_client_that_used_basic_gets_401_and_a_challenge() {
        let basic = Facts { basic_alone: true, ..Facts::default() };
        let with = |status: u16, error: &str| Answer::error(&format!(r#"{{"error":"{error}"}}"#)).status(status);
        let challenged = |answer: Answer| answer.header("WWW-Authenticate", "Basic realm=\"r\"");
        yes(run_with("invalid-client-to-basic", &challenged(with(401, "invalid_client")), &basic));
        no(run_with("invalid-client-to-basic", &with(401, "invalid_client"), &basic));
        no(run_with("invalid-client-to-basic", &challenged(with(400, "invalid_client")), &basic));
        not_applicable(run_with("invalid-client-to-basic", &with(400, "invalid_client"), &Facts::default()));
        not_applicable(run_with("invalid-client-to-basic", &with(400, "invalid_request"), &basic));
    }

    #[test]
    fn descriptions_keep_to_their_alphabet() {
        let described = |text: &str| Answer::error(&format!(r#"{{"error":"invalid_grant","error_description":{text}}}"#));
        for good in [r#""plain, with [brackets] and 'quotes'""#, r#""two\r\n\tlines""#, r#""""#] {
            yes(run("description-charset", &described(good)));
        }
        for bad in [r#""a \"quote\"""#, r#""a \\ backslash""#, r#""é""#, r#""\u007f""#, r#""\u0000""#, "7", "null"] {
            no(run("description-charset", &described(bad)));
        }
        not_applicable(run("description-charset", &Answer::error(r#"{"error":"invalid_grant"}"#)));
    }

    #[test]
    fn tokens_of_any_type_are_found_in_errors() {
        yes(run("no-token-members", &Answer::error(r#"{"error":"invalid_grant","access_token":null}"#)));
        yes(run("no-token-members", &Answer::error("no tokens here")));
        for bad in [r#"{"error":"invalid_grant","id_token":"a"}"#, r#"{"access_token":{"value":"a"}}"#, "x=1&refresh_token=r"] {
            no(run("no-token-members", &Answer::error(bad)));
        }
    }

    #[test]
    fn the_inside_stays_inside() {
        let facts = Facts { client_secret: Some("s3cret-s3cret".to_owned()), ..Facts::default() };
        let shown = |body: &str| run_with("no-internals", &Answer::error(body), &facts);
        yes(shown(r#"{"error":"invalid_client","error_description":"at the moment the secret is wrong"}"#));
        yes(shown(""));
        yes(shown("not found"));
        no(shown(r#"{"error":"invalid_client","detail":{"sent":["s3cret-s3cret"]}}"#));
        no(shown(r#"{"error":"invalid_client","trace":"Traceback (most recent call last):\n"}"#));
        no(shown("<!DOCTYPE html><p>oops"));
        no(shown("  <html><body>"));
        no(shown("SQLSTATE[42000]: Syntax error"));
        let short = Facts { client_secret: Some("a".to_owned()), ..Facts::default() };
        yes(run_with("no-internals", &Answer::error(r#"{"error":"a"}"#), &short));
    }
}
