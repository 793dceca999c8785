//! What the server tells of itself (RFC 8414, OpenID Connect Discovery) and its public key (RFC 7517).

use axum::response::Response;
use serde_json::json;

use super::http;
use super::id_token;
use super::server::Server;

/// The metadata document; both well-known addresses have the same.
pub(super) fn metadata(server: &Server) -> Response {
    let issuer = &server.issuer;
    http::json(
        200,
        &json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "introspection_endpoint": format!("{issuer}/introspect"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/jwks"),
            "scopes_supported": ["openid", "profile", "email", "offline_access", "api.read", "api.write"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
            "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "authorization_response_iss_parameter_supported": true,
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"],
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        }),
    )
}

/// The JWK set.
pub(super) fn jwks() -> Response {
    http::json(200, &id_token::jwks())
}
