//! The value of an access token: opaque, or a JWT (RFC 9068, or one of the server's own make).

use serde_json::{Map, Value};

use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::jwt;
use super::keys::Algorithm;
use super::state::{AccessToken, secret_text};
use super::variant_catalogue as variant;

/// 256 random bits, or a JWT with an identifier of as many.
pub(super) fn value(token: &AccessToken, issuer: &str, client: &RegisteredClient, faults: &FaultSet) -> String {
    match () {
        () if faults.varies(variant::JWT_ACCESS_TOKENS) => {
            jwt::signed(Algorithm::of(faults), "at+jwt", claims(token, issuer, client))
        }
        () if faults.varies(variant::PRIVATE_JWT_ACCESS_TOKENS) => jwt::signed(Algorithm::of(faults), "JWT", private(token)),
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

/// The claims of RFC 9068 §2.2, and the scope (§2.2.3).
fn claims(token: &AccessToken, issuer: &str, client: &RegisteredClient) -> Map<String, Value> {
    let claims: [(&str, Value); 8] = [
        ("iss", issuer.into()),
        ("exp", token.expires.into()),
        // The default audience (RFC 9068 §3): the protected resources of this server.
        ("aud", issuer.into()),
        ("sub", token.subject.as_str().into()),
        ("client_id", client.id.as_str().into()),
        ("iat", token.issued.into()),
        ("jti", secret_text().into()),
        ("scope", token.scope.join(" ").into()),
    ];
    claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
