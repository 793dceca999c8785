//! What the server tells of itself (RFC 8414, OpenID Connect Discovery) and its public keys (RFC 7517).

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::discovery_faults::{distorted_keys, distorted_metadata};
use super::fault::FaultSet;
use super::http::{self, Incoming};
use super::keys::{self, Algorithm};
use super::server::Server;
use super::variant_catalogue as variant;

/// The metadata document; both well-known addresses have the same.
pub(super) fn metadata(server: &Server, incoming: &Incoming) -> Response {
    let mut members = Map::new();
    for member in addresses(server).into_iter().chain(abilities(&server.faults)) {
        members.insert(member.0.to_owned(), member.1);
    }
    if server.endpoints.jwks.is_some() {
        members.extend(openid(&server.faults));
    }
    distorted_metadata(members, server, &incoming.path)
}

/// The JWK set.
pub(super) fn jwks(server: &Server) -> Response {
    http::json(200, &distorted_keys(keys::jwks(&server.faults), &server.faults))
}

type Member = (&'static str, Value);

/// Methods of client authentication by JWT (OpenID Connect Core §9).
const ASSERTIONS: &[&str] = &["private_key_jwt", "client_secret_jwt"];

fn addresses(server: &Server) -> Vec<Member> {
    let endpoints = &server.endpoints;
    let all = [
        ("issuer", Some(&endpoints.issuer)),
        ("authorization_endpoint", Some(&endpoints.authorization)),
        ("token_endpoint", Some(&endpoints.token)),
        ("introspection_endpoint", endpoints.introspection.as_ref()),
        ("revocation_endpoint", endpoints.revocation.as_ref()),
        ("userinfo_endpoint", endpoints.userinfo.as_ref()),
        ("jwks_uri", endpoints.jwks.as_ref()),
    ];
    all.into_iter().filter_map(|(name, address)| Some((name, address?.as_str().into()))).collect()
}

fn abilities(faults: &FaultSet) -> Vec<Member> {
    let with = |more: &[&'static str]| json!([secret_methods(faults).as_slice(), more].concat());
    let assertions = faults.varies(variant::ASSERTION_METHODS);
    let challenge_methods: &[&str] = if faults.varies(variant::PLAIN_REFUSED) { &["S256"] } else { &["S256", "plain"] };
    let response_types: &[&str] = if faults.varies(variant::PLAIN_OAUTH) { &["code"] } else { &["code", "code id_token"] };
    let mut members = vec![
        ("scopes_supported", json!(scopes(faults))),
        ("response_types_supported", json!(response_types)),
        ("response_modes_supported", json!(["query", "fragment"])),
        ("grant_types_supported", json!(grants(faults))),
        (
            "token_endpoint_auth_methods_supported",
            if assertions { with(&[ASSERTIONS, &["none"]].concat()) } else { with(&["none"]) },
        ),
        ("code_challenge_methods_supported", json!(challenge_methods)),
        ("authorization_response_iss_parameter_supported", (!faults.varies(variant::NO_RESPONSE_ISS)).into()),
    ];
    if assertions {
        members.push(("token_endpoint_auth_signing_alg_values_supported", json!(["RS256", "ES256", "HS256"])));
    }
    if !faults.varies(variant::NO_INTROSPECTION) {
        members.push(("introspection_endpoint_auth_methods_supported", with(&[])));
    }
    if !faults.varies(variant::NO_REVOCATION) {
        members.push(("revocation_endpoint_auth_methods_supported", with(&["none"])));
    }
    if faults.varies(variant::EXTRA_METADATA) {
        members.push(("x_regions", json!([{"name": "eu"}, {"name": "us"}])));
        members.push(("x_version", "7.4".into()));
    }
    members
}

fn scopes(faults: &FaultSet) -> Vec<&'static str> {
    let mut scopes = vec!["openid", "profile", "email", "offline_access", "api.read", "api.write"];
    let absent = |scope: &str| match scope {
        "openid" => faults.varies(variant::PLAIN_OAUTH),
        "offline_access" => faults.varies(variant::NO_REFRESH_TOKENS),
        _ => false,
    };
    scopes.retain(|scope| !absent(scope));
    scopes
}

fn grants(faults: &FaultSet) -> Vec<&'static str> {
    let mut grants = vec!["authorization_code", "refresh_token", "client_credentials"];
    grants.retain(|grant| *grant != "refresh_token" || !faults.varies(variant::NO_REFRESH_TOKENS));
    grants
}

/// How clients with a secret may authenticate.
fn secret_methods(faults: &FaultSet) -> Vec<&'static str> {
    match () {
        () if faults.varies(variant::CLIENT_SECRET_POST) => vec!["client_secret_basic", "client_secret_post"],
        () if faults.varies(variant::CLIENT_SECRET_POST_ONLY) => vec!["client_secret_post"],
        () => vec!["client_secret_basic"],
    }
}

/// What OpenID Connect Discovery §3 adds.
fn openid(faults: &FaultSet) -> Map<String, Value> {
    let mut algorithms = vec!["RS256"];
    let used = Algorithm::of(faults).name();
    if !algorithms.contains(&used) {
        algorithms.push(used);
    }
    if faults.varies(variant::HS256) {
        algorithms.push("HS256");
    }
    let members = [
        ("subject_types_supported", json!([if faults.varies(variant::PAIRWISE_SUBJECTS) { "pairwise" } else { "public" }])),
        ("id_token_signing_alg_values_supported", json!(algorithms)),
        ("claims_supported", json!(["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "c_hash"])),
        ("request_parameter_supported", false.into()),
        ("request_uri_parameter_supported", false.into()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
