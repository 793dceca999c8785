//! The value of an access token: opaque, or a JWT (RFC 9068).

use serde_json::{Map, Value};

use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::jwt;
use super::keys::Algorithm;
use super::state::{AccessToken, secret_text};
use super::variant_catalogue as variant;

/// 256 random bits, or a JWT with an identifier of as many.
pub(super) fn value(token: &AccessToken, issuer: &str, client: &RegisteredClient, faults: &FaultSet) -> String {
    match faults.varies(variant::JWT_ACCESS_TOKENS) {
        true => jwt::signed(Algorithm::of(faults), "at+jwt", claims(token, issuer, client)),
        false => secret_text(),
    }
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
