//! Variants of codes, refresh tokens, scopes, access tokens, id_tokens, introspection and revocation.

use axum::http::header;
use serde_json::Value;

use super::variants::{later, varied, varied_with};
use super::{Answer, Harness, REDIRECT, VERIFIER, assert_error, encode, result};
use crate::reference::{Options, Role, jwt, pkce};

async fn tokens(harness: &Harness, role: Role) -> Answer {
    let answer = harness.exchange(role, &harness.code(role, "openid profile").await, &[]).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer
}

/// A code exchange whose verifier is this, or none.
async fn with_verifier(harness: &Harness, code: &str, verifier: Option<&str>) -> Answer {
    let mut fields = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)];
    fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
    harness.token(Role::Other, &fields).await
}

#[tokio::test]
async fn authorization_answers_vary() {
    let harness = varied("see-other").await;
    let answer = harness.authorize(Role::Other, &[("scope", "openid")]).await;
    assert_eq!((answer.status, result(&answer, "iss")), (303, harness.server.issuer.clone()));
    let harness = varied("no-response-iss").await;
    assert_eq!(result(&harness.authorize(Role::Other, &[("scope", "openid")]).await, "iss"), "");
    let metadata = harness.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], false);

    let harness = varied("pkce-required").await;
    assert_eq!(result(&harness.authorize(Role::Other, &[("scope", "openid")]).await, "error"), "invalid_request");
    tokens(&harness, Role::Other).await;

    let harness = varied("plain-refused").await;
    for method in [&[("code_challenge_method", "plain")][..], &[]] {
        let fields = [&[("scope", "openid"), ("code_challenge", VERIFIER)], method].concat();
        assert_eq!(result(&harness.authorize(Role::Other, &fields).await, "error"), "invalid_request");
    }
    let metadata = harness.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["code_challenge_methods_supported"].to_string(), "[\"S256\"]");
    tokens(&harness, Role::Other).await;
}

#[tokio::test]
async fn codes_vary() {
    let harness = varied("long-codes").await;
    let code = harness.code(Role::Other, "openid").await;
    assert!(code.len() == 600 && code.contains("::++//==&&%%41\""));
    assert_eq!(harness.exchange(Role::Other, &code, &[]).await.status, 200);

    let options = Options { pretend: true, ..varied_with("code-lives-five-seconds") };
    let harness = Harness::with(options).await;
    for (seconds, status) in [("4", 200), ("7", 400)] {
        let code = harness.code(Role::Other, "openid").await;
        let fields = encode(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ]);
        let answer = later(&harness, seconds, "/token", Some(&harness.basic(Role::Other)), fields).await;
        assert_eq!(answer.status, status, "{seconds}");
    }

    let harness = varied("code-burnt-by-failure").await;
    let code = harness.code(Role::Other, "openid").await;
    assert_error(&harness.exchange(Role::Confidential, &code, &[]).await, 400, "invalid_grant");
    assert_error(&with_verifier(&harness, &code, None).await, 400, "invalid_grant");
    assert_error(&harness.exchange(Role::Other, &code, &[]).await, 400, "invalid_grant");

    let harness = varied("redirect-uri-optional-with-one").await;
    for (role, status) in [(Role::Other, 200), (Role::Confidential, 400)] {
        let code = harness.code(role, "openid").await;
        let fields = [("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)];
        assert_eq!(harness.token(role, &fields).await.status, status);
    }
}

#[tokio::test]
async fn reports_about_verifiers_vary() {
    let malformed = "x".repeat(42);
    for (name, challenged, verifier, status, error) in [
        ("missing-verifier-invalid-request", true, None, 400, "invalid_request"),
        ("malformed-verifier-invalid-request", true, Some(malformed.as_str()), 400, "invalid_request"),
        ("unsolicited-verifier-invalid-request", false, Some(VERIFIER), 400, "invalid_request"),
        ("unsolicited-verifier-ignored", false, Some(VERIFIER), 200, ""),
    ] {
        let harness = varied(name).await;
        let code = match challenged {
            true => harness.code(Role::Other, "openid").await,
            false => {
                let fields = [("scope", "openid"), ("redirect_uri", REDIRECT)];
                result(&harness.authorize(Role::Other, &fields).await, "code")
            }
        };
        let answer = with_verifier(&harness, &code, verifier).await;
        assert_eq!((answer.status, answer.text("error").as_str()), (status, error), "{name}");
    }
    let harness = varied("any-verifier-length").await;
    let challenge = pkce::s256(&malformed);
    let fields =
        [("scope", "openid"), ("redirect_uri", REDIRECT), ("code_challenge", &challenge), ("code_challenge_method", "S256")];
    let code = result(&harness.authorize(Role::Other, &fields).await, "code");
    assert_error(&with_verifier(&harness, &code, Some("short")).await, 400, "invalid_grant");
    assert_eq!(with_verifier(&harness, &code, Some(&malformed)).await.status, 200);
}

#[tokio::test]
async fn refresh_tokens_vary() {
    let harness = varied("no-refresh-tokens").await;
    assert!(tokens(&harness, Role::Public).await.json().get("refresh_token").is_none());
    assert_error(&harness.refresh(Role::Public, "x", &[]).await, 400, "unsupported_grant_type");
    let metadata = harness.get("/.well-known/openid-configuration").await.json();
    assert!(!metadata.to_string().contains("refresh_token") && !metadata.to_string().contains("offline_access"));
    for (name, repeated) in [("no-rotation-confidential", false), ("same-refresh-token-confidential", true)] {
        let harness = varied(name).await;
        let first = tokens(&harness, Role::Other).await.text("refresh_token");
        for _ in 0..2 {
            let again = harness.refresh(Role::Other, &first, &[]).await;
            assert_eq!(again.status, 200, "{name}");
            assert_eq!(again.text("refresh_token"), if repeated { first.as_str() } else { "" }, "{name}");
        }
        let first = tokens(&harness, Role::Public).await.text("refresh_token");
        assert_ne!(harness.refresh(Role::Public, &first, &[]).await.text("refresh_token"), first, "{name}");
        assert_error(&harness.refresh(Role::Public, &first, &[]).await, 400, "invalid_grant");
    }
    let harness = Harness::with(Options { pretend: true, ..varied_with("rotation-grace") }).await;
    let first = tokens(&harness, Role::Public).await.text("refresh_token");
    let second = harness.refresh(Role::Public, &first, &[]).await.text("refresh_token");
    assert_eq!(harness.refresh(Role::Public, &first, &[]).await.status, 200);
    let fields =
        encode(&[("grant_type", "refresh_token"), ("refresh_token", &first), ("client_id", &harness.client(Role::Public).id)]);
    assert_error(&later(&harness, "12", "/token", None, fields).await, 400, "invalid_grant");
    assert_error(&harness.refresh(Role::Public, &second, &[]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn scopes_vary() {
    let harness = varied("scope-ignored").await;
    let code = harness.code(Role::Other, "openid profile").await;
    let answer = harness.exchange(Role::Other, &code, &[("scope", "email")]).await;
    assert_eq!(answer.text("scope"), "openid profile");
    let again = harness.refresh(Role::Other, &answer.text("refresh_token"), &[("scope", "openid")]).await;
    assert_eq!(again.text("scope"), "openid profile");

    let harness = varied("scope-when-different").await;
    let answer = tokens(&harness, Role::Other).await;
    assert!(answer.json().get("scope").is_none());
    let narrowed = harness.refresh(Role::Other, &answer.text("refresh_token"), &[("scope", "openid")]).await;
    assert!(narrowed.json().get("scope").is_none());
    let fields = [("scope", "openid email"), ("redirect_uri", REDIRECT), ("login_hint", "bob")];
    let code = result(&harness.authorize(Role::Other, &fields).await, "code");
    assert_eq!(with_verifier(&harness, &code, None).await.text("scope"), "openid");

    let harness = varied("scope-reordered").await;
    assert_eq!(tokens(&harness, Role::Other).await.text("scope"), "profile openid");
}

#[tokio::test]
async fn token_answers_vary() {
    let harness = varied("lower-case-bearer").await;
    assert_eq!(tokens(&harness, Role::Other).await.text("token_type"), "bearer");
    let harness = varied("no-expires-in").await;
    assert!(tokens(&harness, Role::Other).await.json().get("expires_in").is_none());
    for (name, lifetime) in [("expires-in-a-month", 2_592_000), ("expires-in-a-minute", 60)] {
        let harness = varied(name).await;
        let answer = tokens(&harness, Role::Other).await;
        assert_eq!(answer.json()["expires_in"], lifetime);
        let claims = harness.introspect(&answer.text("access_token")).await;
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), lifetime);
    }
    let harness = varied("long-access-tokens").await;
    let answer = tokens(&harness, Role::Other).await;
    assert!(answer.text("access_token").len() == 1500 && answer.text("access_token").ends_with("=="));
    assert_eq!(harness.introspect(&answer.text("access_token")).await["active"], true);
    let harness = varied("private-jwt-access-tokens").await;
    let answer = tokens(&harness, Role::Other).await.text("access_token");
    assert_eq!(jwt::claim(&answer, "authorities").unwrap(), serde_json::json!(["openid", "profile"]));
    assert!(jwt::claim(&answer, "scope").is_none());
}

#[tokio::test]
async fn id_tokens_vary() {
    let claims = async |name: &str| {
        let harness = varied(name).await;
        let first = tokens(&harness, Role::Other).await;
        let second = harness.refresh(Role::Other, &first.text("refresh_token"), &[]).await;
        let claim = |answer: &Answer, claim: &str| jwt::claim(&answer.text("id_token"), claim).unwrap_or(Value::Null);
        let client = harness.client(Role::Other).id.clone();
        (claim(&first, "aud"), claim(&first, "azp"), claim(&first, "at_hash"), claim(&second, "nonce"), client)
    };
    let (audience, party, ..) = claims("extra-audience").await;
    assert_eq!(audience.as_array().unwrap()[1], party);
    assert_eq!(claims("no-at-hash").await.2, Value::Null);
    assert_eq!(claims("nonce-at-refresh").await.3, "n-1");
    let (audience, party, hash, nonce, client) = claims("es256").await;
    assert_eq!((audience, party, nonce), (client.into(), Value::Null, Value::Null));
    assert!(hash.is_string());

    let harness = varied("no-id-token-at-refresh").await;
    let first = tokens(&harness, Role::Other).await;
    assert!(harness.refresh(Role::Other, &first.text("refresh_token"), &[]).await.json().get("id_token").is_none());

    let harness = varied("auth-time-on-request").await;
    for (age, present) in [(None, false), (Some(("max_age", "600")), true)] {
        let fields = [&[("scope", "openid"), ("redirect_uri", REDIRECT)], age.as_slice()].concat();
        let code = result(&harness.authorize(Role::Other, &fields).await, "code");
        let answer = with_verifier(&harness, &code, None).await;
        assert_eq!(jwt::claim(&answer.text("id_token"), "auth_time").is_some(), present);
    }

    let harness = varied("no-key-id").await;
    let token = tokens(&harness, Role::Other).await.text("id_token");
    assert_eq!(jsonwebtoken::decode_header(&token).unwrap().kid, None);
    assert!(harness.get("/jwks").await.json()["keys"][0].get("kid").is_none());
    let key = varied("bare-keys").await.get("/jwks").await.json()["keys"][0].clone();
    assert!(key.get("alg").is_none() && key.get("use").is_none() && key["kid"].is_string());
}

#[tokio::test]
async fn helpers_vary() {
    let harness = varied("little-introspection").await;
    let access_token = tokens(&harness, Role::Other).await.text("access_token");
    let claims = harness.introspect(&access_token).await;
    assert_eq!(claims.as_object().unwrap().keys().collect::<Vec<_>>(), ["active", "scope", "client_id"]);

    let harness = varied("introspection-of-own").await;
    let access_token = tokens(&harness, Role::Other).await.text("access_token");
    assert_eq!(harness.introspect(&access_token).await.to_string(), r#"{"active":false}"#);
    let body = encode(&[("token", &access_token)]);
    let own = harness.post("/introspect", Some(&harness.basic(Role::Other)), body).await.json();
    assert_eq!(own["active"], true);

    for (name, foreign, refresh) in [("access-token-revocation-ends-grant", 200, 400), ("foreign-revocation-refused", 400, 200)] {
        let harness = varied(name).await;
        let answer = tokens(&harness, Role::Other).await;
        let body = encode(&[("token", &answer.text("access_token"))]);
        let theirs = harness.post("/revoke", Some(&harness.basic(Role::Confidential)), body.clone()).await;
        assert_eq!(theirs.status, foreign, "{name}");
        assert_eq!(harness.introspect(&answer.text("access_token")).await["active"], true);
        assert_eq!(harness.post("/revoke", Some(&harness.basic(Role::Other)), body).await.status, 200);
        assert_eq!(harness.introspect(&answer.text("access_token")).await["active"], false);
        assert_eq!(harness.refresh(Role::Other, &answer.text("refresh_token"), &[]).await.status, refresh, "{name}");
    }
    let metadata = varied("extra-metadata").await.get("/.well-known/openid-configuration").await;
    assert!(metadata.json()["x_regions"].is_array());
    assert_eq!(metadata.header(header::CONTENT_TYPE), "application/json");
}

#[tokio::test]
async fn unusual_identifiers_and_secrets_authenticate() {
    for name in ["colon-in-client-id", "long-secrets"] {
        let harness = varied(name).await;
        let answer = harness.token(Role::Service, &[("grant_type", "client_credentials")]).await;
        assert_eq!(answer.status, 200, "{name}");
    }
}

#[tokio::test]
async fn access_tokens_can_be_issued_twice() {
    let harness = varied("cached-access-tokens").await;
    let first = tokens(&harness, Role::Other).await;
    let again = harness.refresh(Role::Other, &first.text("refresh_token"), &[]).await;
    assert_eq!(again.text("access_token"), first.text("access_token"));
    assert!(again.json()["expires_in"].as_i64().unwrap() <= 3600);
    let narrowed = harness.refresh(Role::Other, &again.text("refresh_token"), &[("scope", "openid")]).await;
    assert_ne!(narrowed.text("access_token"), first.text("access_token"));
    assert_ne!(tokens(&harness, Role::Other).await.text("access_token"), first.text("access_token"));
    let service = async || harness.token(Role::Service, &[("grant_type", "client_credentials")]).await.text("access_token");
    let token = service().await;
    assert_eq!(service().await, token);
    let body = encode(&[("token", &token)]);
    harness.post("/revoke", Some(&harness.basic(Role::Service)), body).await;
    assert_ne!(service().await, token);
}

#[tokio::test]
async fn subjects_can_be_pairwise() {
    let harness = varied("pairwise-subjects").await;
    let mut subjects = Vec::new();
    for role in [Role::Other, Role::Confidential] {
        let answer = tokens(&harness, role).await;
        let subject = jwt::claim(&answer.text("id_token"), "sub").unwrap();
        let introspected = harness.introspect(&answer.text("access_token")).await;
        let refresh = harness.introspect(&answer.text("refresh_token")).await;
        assert_eq!((&introspected["sub"], &refresh["sub"]), (&subject, &subject));
        subjects.push(subject);
    }
    assert_ne!(subjects[0], subjects[1]);
    let metadata = harness.get("/.well-known/openid-configuration").await.json();
    assert_eq!(metadata["subject_types_supported"].to_string(), "[\"pairwise\"]");
}

#[tokio::test]
async fn revocation_varies() {
    let revoke = async |harness: &Harness, token: &str| {
        harness.post("/revoke", Some(&harness.basic(Role::Other)), encode(&[("token", token)])).await
    };
    let harness = varied("access-tokens-not-revocable").await;
    let answer = tokens(&harness, Role::Other).await;
    let refused = revoke(&harness, &answer.text("access_token")).await;
    assert_error(&refused, 400, "unsupported_token_type");
    assert_eq!(revoke(&harness, &answer.text("refresh_token")).await.status, 200);
    assert_eq!(harness.introspect(&answer.text("access_token")).await["active"], false);

    let harness = Harness::with(Options { pretend: true, ..varied_with("revocation-delayed") }).await;
    for member in ["access_token", "refresh_token"] {
        let token = tokens(&harness, Role::Other).await.text(member);
        revoke(&harness, &token).await;
        assert_eq!(harness.introspect(&token).await["active"], true, "{member}");
        let body = encode(&[("token", &token)]);
        let then = later(&harness, "3", "/introspect", Some(&harness.basic(Role::Other)), body).await;
        assert_eq!(then.json()["active"], false, "{member}");
    }

    let harness = varied("introspection-of-access-tokens-alone").await;
    let answer = tokens(&harness, Role::Other).await;
    assert_eq!(harness.introspect(&answer.text("refresh_token")).await["active"], false);
    assert_eq!(harness.introspect(&answer.text("access_token")).await["active"], true);
}
