//! id_tokens: signed by a published key, whatever the algorithm; and what they say.

use axum::http::header;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use super::{Harness, REDIRECT, VERIFIER, assert_error, result};
use crate::reference::keys;
use crate::reference::{Options, Role, pkce};

async fn varied(names: &[&str]) -> Harness {
    let variants = names.iter().map(|name| name.parse().unwrap()).collect();
    Harness::with(Options { variants, ..Options::default() }).await
}

/// Verifies a JWT with the key that its header names, and returns its claims.
async fn verified(harness: &Harness, token: &str, audience: &str) -> (jsonwebtoken::Header, Value) {
    let set: JwkSet = serde_json::from_slice(&harness.get("/jwks").await.body).unwrap();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = set.find(header.kid.as_deref().unwrap()).unwrap();
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&[audience]);
    let decoded = jsonwebtoken::decode(token, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap();
    (header, decoded.claims)
}

#[tokio::test]
async fn each_algorithm_verifies_against_the_published_keys_and_is_announced() {
    let algorithms = [
        ("rs256", Algorithm::RS256, keys::Algorithm::Rs256),
        ("ps256", Algorithm::PS256, keys::Algorithm::Ps256),
        ("es256", Algorithm::ES256, keys::Algorithm::Es256),
        ("eddsa", Algorithm::EdDSA, keys::Algorithm::EdDsa),
    ];
    for (name, algorithm, own) in algorithms {
        let mut names = if name == "rs256" { vec![] } else { vec![name] };
        for several in [false, true] {
            names.extend(several.then_some("several-keys"));
            let harness = varied(&names).await;
            let tokens = harness.exchange(Role::Confidential, &harness.code(Role::Confidential, "openid").await, &[]).await;
            let client = harness.client(Role::Confidential).id.clone();
            let (header, claims) = verified(&harness, &tokens.text("id_token"), &client).await;
            assert_eq!(header.alg, algorithm);
            assert_eq!(claims["at_hash"], own.half_hash(&tokens.text("access_token")));
            assert_eq!(claims["nonce"], "n-1");
            let listed = harness.get("/.well-known/openid-configuration").await.json();
            let listed = listed["id_token_signing_alg_values_supported"].as_array().unwrap().clone();
            assert!(listed.contains(&own.name().into()) && listed.contains(&"RS256".into()));
            let keys = harness.get("/jwks").await.json()["keys"].as_array().unwrap().clone();
            assert_eq!(keys.len(), if several { 3 } else { 1 });
            for key in keys {
                assert!(key["kid"].is_string() && key["alg"].is_string() && key["use"] == "sig" && key.get("d").is_none());
            }
        }
    }
}

#[tokio::test]
async fn a_key_for_encryption_signs_nothing() {
    let harness = varied(&["encryption-key-too", "es256"]).await;
    let keys = harness.get("/jwks").await.json()["keys"].as_array().unwrap().clone();
    assert_eq!(keys.iter().map(|key| key["use"].as_str().unwrap()).collect::<Vec<_>>(), ["enc", "sig"]);
    let tokens = harness.exchange(Role::Other, &harness.code(Role::Other, "openid").await, &[]).await;
    let (header, _) = verified(&harness, &tokens.text("id_token"), &harness.client(Role::Other).id).await;
    assert_eq!(header.kid.as_deref(), keys[1]["kid"].as_str());
}

#[tokio::test]
async fn the_hybrid_flow_answers_in_the_fragment_with_c_hash() {
    let harness = varied(&["es256"]).await;
    let id = harness.client(Role::Confidential).id.clone();
    let ask = |more: &str| {
        let challenge = pkce::s256(VERIFIER);
        format!(
            "/authorize?client_id={id}&scope=openid&redirect_uri={REDIRECT}&code_challenge={challenge}\
             &code_challenge_method=S256&state=s{more}"
        )
    };
    let answer = harness.get(&ask("&response_type=id_token%20code&nonce=n-2")).await;
    let location = answer.header(header::LOCATION).to_owned();
    let (address, fragment) = location.split_once('#').unwrap();
    assert_eq!(address, REDIRECT);
    let fragment: std::collections::HashMap<_, _> = url::form_urlencoded::parse(fragment.as_bytes()).into_owned().collect();
    let (_, front) = verified(&harness, &fragment["id_token"], &id).await;
    assert_eq!(front["c_hash"], keys::Algorithm::Es256.half_hash(&fragment["code"]));
    assert_eq!((front["nonce"].as_str(), front.get("at_hash")), (Some("n-2"), None));
    let tokens = harness.exchange(Role::Confidential, &fragment["code"], &[]).await;
    let (_, back) = verified(&harness, &tokens.text("id_token"), &id).await;
    assert_eq!((&front["iss"], &front["sub"]), (&back["iss"], &back["sub"]));

    // Without a nonce, or in a query, it is refused: in the fragment and in the query.
    for (more, separator) in
        [("&response_type=code%20id_token", "#"), ("&response_type=code%20id_token&nonce=n&response_mode=query", "?")]
    {
        let location = harness.get(&ask(more)).await.header(header::LOCATION).to_owned();
        assert!(location.starts_with(&format!("{REDIRECT}{separator}error=invalid_request")), "{location}");
    }
}

#[tokio::test]
async fn what_is_not_supported_of_authorization_requests_is_refused() {
    let harness = Harness::correct().await;
    let answer = harness.authorize(Role::Other, &[("scope", "openid"), ("max_age", "-1")]).await;
    assert_eq!(result(&answer, "error"), "invalid_request");
    let answer = harness.authorize(Role::Other, &[("scope", "openid"), ("request", "e30.e30.")]).await;
    assert_eq!(result(&answer, "error"), "request_not_supported");
}

#[tokio::test]
async fn access_tokens_can_be_jwts_of_their_own_type() {
    let harness = varied(&["jwt-access-tokens", "es256"]).await;
    let tokens = harness.exchange(Role::Other, &harness.code(Role::Other, "openid profile").await, &[]).await;
    let access_token = tokens.text("access_token");
    let (header, claims) = verified(&harness, &access_token, &harness.server.issuer).await;
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    assert_eq!((claims["sub"].as_str(), claims["scope"].as_str()), (Some("user-alice"), Some("openid profile")));
    assert_eq!(claims["client_id"], harness.client(Role::Other).id);
    assert!(claims["jti"].is_string() && claims["exp"].is_i64() && claims["iat"].is_i64());
    assert_eq!(harness.introspect(&access_token).await["active"], true);
    let service = harness.token(Role::Service, &[("grant_type", "client_credentials")]).await;
    let (_, claims) = verified(&harness, &service.text("access_token"), &harness.server.issuer).await;
    assert_eq!(claims["sub"], harness.client(Role::Service).id);
}

#[tokio::test]
async fn without_openid_connect_nothing_of_it_is_left() {
    let harness = varied(&["plain-oauth"]).await;
    assert_eq!(harness.get("/jwks").await.status, 404);
    assert_eq!(harness.get("/.well-known/openid-configuration").await.status, 404);
    let metadata = harness.get("/.well-known/oauth-authorization-server").await.json();
    assert!(metadata.get("jwks_uri").is_none() && !metadata.to_string().contains("id_token"));
    let answer = harness.authorize(Role::Other, &[("scope", "openid profile")]).await;
    assert_eq!(result(&answer, "error"), "invalid_scope");
    let tokens = harness.exchange(Role::Other, &harness.code(Role::Other, "profile email").await, &[]).await;
    assert!(tokens.json().get("id_token").is_none());
    let narrowed = harness.refresh(Role::Other, &tokens.text("refresh_token"), &[("scope", "profile")]).await;
    assert_eq!((narrowed.status, narrowed.text("scope").as_str()), (200, "profile"));
    let wider = harness.refresh(Role::Other, &narrowed.text("refresh_token"), &[("scope", "openid profile")]).await;
    assert_error(&wider, 400, "invalid_scope");
}
