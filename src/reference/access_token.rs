//! The value of an access token: opaque, or a JWT (RFC 9068, or one of the server's own make).

use serde_json::{Map, Value};
use url::Url;

use super::access_token_faults;
use super::fault::FaultSet;
use super::issue::Issue;
use super::jwt;
use super::refusal::Refusal;
use super::state::{AccessToken, Grant, secret_text};
use super::variant_catalogue as variant;

/// 256 random bits, or a JWT with an identifier of as many.
pub(super) fn value(token: &AccessToken, issue: &Issue<'_>, grant: &Grant) -> String {
    let faults = issue.faults;
    match () {
        () if faults.varies(variant::JWT_ACCESS_TOKENS) => {
            let mut claims = claims(token, issue);
            access_token_faults::distort(&mut claims, token, issue, grant);
            access_token_faults::serialise(claims, issue)
        }
        () if faults.varies(variant::PRIVATE_JWT_ACCESS_TOKENS) => jwt::signed("JWT", private(token), faults),
        () if faults.varies(variant::LONG_ACCESS_TOKENS) => long(),
        () => secret_text(),
    }
}

/// 1,500 characters of the alphabet of RFC 6750 §2.1.
fn long() -> String {
    let start = secret_text();
    let body: String = start.chars().chain("-._~+/0123456789abcdefXYZ".chars().cycle()).take(1498).collect();
    format!("{body}==")
}

/// Claims that nobody but this server understands.
fn private(token: &AccessToken) -> Map<String, Value> {
    let claims: [(&str, Value); 4] = [
        ("jti", secret_text().into()),
        ("exp", token.expires.into()),
        ("authorities", token.scope.clone().into()),
        ("ver", "2".into()),
    ];
    claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A resource is an absolute URI without fragment (RFC 8707 §2). It is of use where tokens say for whom they are; else the
/// parameter is unknown here and ignored.
pub(super) fn check_resources(resources: &[String], faults: &FaultSet) -> Result<(), Refusal> {
    let fits = |resource: &String| Url::parse(resource).is_ok_and(|uri| uri.fragment().is_none());
    let ignored = !faults.varies(variant::JWT_ACCESS_TOKENS);
    if ignored || resources.iter().all(fits) { Ok(()) } else { Err(Refusal::ResourceInvalid) }
}

/// The resources that were named, else the default one (RFC 9068 §3): what this server itself protects.
fn audience(issue: &Issue<'_>) -> Value {
    match issue.resources {
        [] => issue.issuer.into(),
        [one] => one.as_str().into(),
        several => several.into(),
    }
}

/// The claims of RFC 9068 §2.2, and the scope (§2.2.3).
fn claims(token: &AccessToken, issue: &Issue<'_>) -> Map<String, Value> {
    let claims: [(&str, Value); 8] = [
        ("iss", issue.issuer.into()),
        ("exp", token.expires.into()),
        ("aud", audience(issue)),
        ("sub", token.subject.as_str().into()),
        ("client_id", issue.client.id.as_str().into()),
        ("iat", token.issued.into()),
        ("jti", secret_text().into()),
        ("scope", token.scope.join(" ").into()),
    ];
    claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
