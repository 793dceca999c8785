//! The metadata documents (RFC 8414 §2, §3; OIDC Discovery §3, §4).

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::{Host, Url};

use super::body::not_json;
use crate::judge::{Facts, Match, Observation};

type Document = Map<String, Value>;

/// The members of RFC 8414, OIDC Discovery and their registered extensions that are lists.
const LISTS: [&str; 38] = [
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "id_token_encryption_alg_values_supported",
    "id_token_encryption_enc_values_supported",
    "userinfo_signing_alg_values_supported",
    "userinfo_encryption_alg_values_supported",
    "userinfo_encryption_enc_values_supported",
    "request_object_signing_alg_values_supported",
    "request_object_encryption_alg_values_supported",
    "request_object_encryption_enc_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "introspection_signing_alg_values_supported",
    "introspection_encryption_alg_values_supported",
    "introspection_encryption_enc_values_supported",
    "authorization_signing_alg_values_supported",
    "authorization_encryption_alg_values_supported",
    "authorization_encryption_enc_values_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "claims_locales_supported",
    "ui_locales_supported",
    "code_challenge_methods_supported",
    "dpop_signing_alg_values_supported",
    "authorization_details_types_supported",
    "prompt_values_supported",
    "backchannel_token_delivery_modes_supported",
    "backchannel_authentication_request_signing_alg_values_supported",
];

/// Lists whose order and repetitions mean nothing are compared as sets; all of the above.
fn document(answer: &Observation) -> Result<&Document, Match> {
    answer.json.as_ref().ok_or_else(not_json)
}

/// issuer is the issuer of the target, byte for byte.
pub(super) fn issuer(answer: &Observation, facts: &Facts) -> Match {
    same(answer, "issuer", facts.issuer.as_deref())
}

/// token_endpoint is the one under test.
pub(super) fn token_endpoint_same(answer: &Observation, facts: &Facts) -> Match {
    same(answer, "token_endpoint", Some(facts.token_endpoint.as_str()).filter(|uri| !uri.is_empty()))
}

fn same(answer: &Observation, name: &str, wanted: Option<&str>) -> Match {
    let document = match document(answer) {
        Ok(document) => document,
        Err(why) => return why,
    };
    match (document.get(name).and_then(Value::as_str), wanted) {
        (None, _) => Match::No(format!("{name} is missing or not a string")),
        (Some(_), None) => Match::Unknown(format!("what {name} should be is not known")),
        (Some(found), Some(wanted)) if found == wanted => Match::Yes,
        (Some(found), Some(wanted)) => Match::No(format!("{name} is \"{found}\", not \"{wanted}\"")),
    }
}

/// Members that stand for several values are lists of strings.
pub(super) fn lists_are_lists(answer: &Observation, _: &Facts) -> Match {
    let document = match document(answer) {
        Ok(document) => document,
        Err(why) => return why,
    };
    let strings = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let wrong = LISTS.into_iter().find(|name| document.get(*name).is_some_and(|value| !strings(value)));
    match wrong {
        Some(name) => Match::No(format!("{name} is not a list of strings")),
        None => Match::Yes,
    }
}

/// Members without values are left out (RFC 8414 §3.2, OIDC Discovery §4.2).
pub(super) fn no_empty_lists(answer: &Observation, _: &Facts) -> Match {
    let document = match document(answer) {
        Ok(document) => document,
        Err(why) => return why,
    };
    let empty = document.iter().find(|(_, value)| value.as_array().is_some_and(Vec::is_empty));
    match empty {
        Some((name, _)) => Match::No(format!("{name} is an empty list")),
        None => Match::Yes,
    }
}

/// Where both documents have a member, it has the same value; lists in any order.
pub(super) fn documents_agree(_: &Observation, facts: &Facts) -> Match {
    let (Some(one), Some(other)) = (&facts.openid_configuration, &facts.oauth_metadata) else {
        return Match::NotApplicable("there are not both metadata documents".to_owned());
    };
    let differing: Vec<&str> = one
        .iter()
        .filter(|(name, value)| other.get(*name).is_some_and(|theirs| !equal(value, theirs)))
        .map(|(name, _)| name.as_str())
        .collect();
    match differing.as_slice() {
        [] => Match::Yes,
        names => Match::No(format!("the two metadata documents differ in {}", names.join(", "))),
    }
}

fn equal(one: &Value, other: &Value) -> bool {
    let set = |value: &Value| -> Option<BTreeSet<String>> { Some(value.as_array()?.iter().map(Value::to_string).collect()) };
    one == other || set(one).is_some_and(|one| set(other) == Some(one))
}

/// token_endpoint_auth_signing_alg_values_supported is there if a method with a JWT is listed, and never has none.
pub(super) fn alg_values(answer: &Observation, _: &Facts) -> Match {
    match auth_algorithms(answer) {
        Err(why) => why,
        Ok(None) => Match::No("a client authentication with JWTs is listed, but no algorithms for it".to_owned()),
        Ok(Some(list)) if list.contains(&"none") => Match::No("the algorithms for client authentication list none".to_owned()),
        Ok(Some(_)) => Match::Yes,
    }
}

/// The same list has RS256 (RFC 8414 §2: servers should support it).
pub(super) fn alg_values_rs256(answer: &Observation, _: &Facts) -> Match {
    match auth_algorithms(answer) {
        Err(why) => why,
        Ok(Some(list)) if list.contains(&"RS256") => Match::Yes,
        Ok(_) => Match::No("the algorithms for client authentication do not list RS256".to_owned()),
    }
}

/// The algorithms of JWTs by which clients authenticate; not applicable where no such method is listed.
fn auth_algorithms(answer: &Observation) -> Result<Option<Vec<&str>>, Match> {
    let document = document(answer)?;
    let list =
        |name: &str| -> Option<Vec<&str>> { Some(document.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect()) };
    let methods = list("token_endpoint_auth_methods_supported").unwrap_or_default();
    let algorithms = list("token_endpoint_auth_signing_alg_values_supported");
    let with_jwt = methods.iter().any(|method| matches!(*method, "private_key_jwt" | "client_secret_jwt"));
    if !with_jwt && algorithms.is_none() {
        return Err(Match::NotApplicable("no client authentication with JWTs is listed".to_owned()));
    }
    Ok(algorithms)
}

/// The issuer, the endpoints and the JWK set are https URLs; on a loopback address http will do.
pub(super) fn https_urls(answer: &Observation, _: &Facts) -> Match {
    let document = match document(answer) {
        Ok(document) => document,
        Err(why) => return why,
    };
    let is_url = |name: &str| name == "issuer" || name == "jwks_uri" || name.ends_with("_endpoint");
    let wrong = document.iter().filter(|(name, _)| is_url(name)).find_map(|(name, value)| {
        let fine = value.as_str().is_some_and(is_secure);
        (!fine).then(|| format!("{name} is not an https URL"))
    });
    wrong.map_or(Match::Yes, Match::No)
}

/// Whether this is an https URL, or an http URL of a loopback address.
pub(super) fn is_secure(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::bench::{Answer, ISSUER, facts, no, not_applicable, run, run_with, unknown, yes};
    use super::*;

    fn document(value: Value) -> Answer {
        Answer::ok(&value.to_string())
    }

    #[test]
    fn issuer_and_token_endpoint_are_those_under_test() {
        let facts = Facts { token_endpoint: "https://as.example/token".to_owned(), ..facts() };
        let run = |check: &str, value: Value| run_with(check, &document(value), &facts);
        yes(run("metadata-issuer", json!({"issuer": ISSUER})));
        no(run("metadata-issuer", json!({"issuer": "https://as.example/"})));
        no(run("metadata-issuer", json!({})));
        unknown(run_with("metadata-issuer", &document(json!({"issuer": ISSUER})), &Facts::default()));
        yes(run("metadata-token-endpoint-same", json!({"token_endpoint": "https://as.example/token"})));
        no(run("metadata-token-endpoint-same", json!({"token_endpoint": "https://mtls.as.example/token"})));
    }

    #[test]
    fn lists_are_lists_and_not_empty() {
        yes(run("metadata-lists-are-lists", &document(json!({"scopes_supported": ["a"], "claims_parameter_supported": true}))));
        for wrong in [json!("a"), json!([1]), json!({}), Value::Null] {
            no(run("metadata-lists-are-lists", &document(json!({ "scopes_supported": wrong }))));
        }
        yes(run("metadata-no-empty-lists", &document(json!({"scopes_supported": ["a"]}))));
        no(run("metadata-no-empty-lists", &document(json!({"x_supported": []}))));
        not_applicable(run("metadata-no-empty-lists", &Answer::ok("x")));
    }

    #[test]
    fn documents_agree_where_both_speak() {
        let both = |one: Value, other: Value| {
            let object = |value: Value| value.as_object().cloned().map(Arc::new);
            let facts = Facts { openid_configuration: object(one), oauth_metadata: object(other), ..facts() };
            run_with("metadata-documents-agree", &document(json!({})), &facts)
        };
        yes(both(json!({"issuer": "a", "x": 1, "l": ["a", "b"]}), json!({"issuer": "a", "l": ["b", "a"]})));
        no(both(json!({"l": ["a", "b"]}), json!({"l": ["a"]})));
        no(both(json!({"issuer": "a"}), json!({"issuer": "a/"})));
        not_applicable(run_with("metadata-documents-agree", &document(json!({})), &facts()));
    }

    #[test]
    fn algorithms_of_client_authentication() {
        let of = |methods: &[&str], algorithms: Value| {
            let mut value = json!({"token_endpoint_auth_methods_supported": methods});
            if !algorithms.is_null() {
                value["token_endpoint_auth_signing_alg_values_supported"] = algorithms;
            }
            (run("metadata-alg-values", &document(value.clone())), run("metadata-alg-values-rs256", &document(value)))
        };
        let (must, should) = of(&["private_key_jwt"], json!(["RS256", "ES256"]));
        yes(must);
        yes(should);
        let (must, should) = of(&["private_key_jwt"], json!(["ES256"]));
        yes(must);
        no(should);
        no(of(&["client_secret_jwt"], Value::Null).0);
        no(of(&["private_key_jwt"], json!(["RS256", "none"])).0);
        not_applicable(of(&["client_secret_basic"], Value::Null).0);
    }

    #[test]
    fn urls_are_https_except_at_home() {
        let of = |name: &str, url: &str| run("metadata-https-urls", &document(json!({ name: url, "x": "http://other.example" })));
        yes(of("token_endpoint", "https://as.example/token"));
        yes(of("jwks_uri", "http://127.0.0.1:8080/jwks"));
        yes(of("issuer", "http://localhost"));
        no(of("issuer", "http://as.example"));
        no(of("token_endpoint", "ftp://localhost/token"));
        no(of("token_endpoint", "/token"));
        no(run("metadata-https-urls", &document(json!({"jwks_uri": 7}))));
    }
}
