use super::*;

#[tokio::test]
async fn the_code_grant_yields_tokens_of_every_kind() {
    for role in [Role::Confidential, Role::Other, Role::Public, Role::Special] {
        let harness = Harness::correct().await;
        let code = harness.code(role, "openid profile").await;
        assert!(["+", "/", "%", "="].iter().all(|mark| code.contains(mark)), "{code}");
        let answer = harness.exchange(role, &code, &[]).await;
        assert_eq!(answer.status, 200, "{role:?} {:?}", answer.body);
        assert_eq!(answer.text("scope"), "openid profile");
        assert!(!answer.text("refresh_token").is_empty());
        let userinfo = axum::http::Request::get(format!("{}/userinfo", harness.server.issuer))
            .header(header::AUTHORIZATION, format!("Bearer {}", answer.text("access_token")))
            .body(Body::empty())
            .unwrap();
        assert_eq!(harness.send(userinfo).await.text("sub"), "user-alice");
    }
}

#[tokio::test]
async fn the_id_token_can_be_verified() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let answer = harness.exchange(Role::Confidential, &code, &[]).await;
    let jwks: jsonwebtoken::jwk::JwkSet = serde_json::from_slice(&harness.get("/jwks").await.body).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&jwks.keys[0]).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_audience(&[&harness.client(Role::Confidential).id]);
    validation.set_issuer(&[&harness.server.issuer]);
    let token = jsonwebtoken::decode::<Value>(answer.text("id_token"), &key, &validation).unwrap();
    assert_eq!(token.claims["nonce"], "n-1");
    assert_eq!(token.claims["sub"], "user-alice");
    let refreshed = harness.refresh(Role::Confidential, &answer.text("refresh_token"), &[]).await;
    let again = jsonwebtoken::decode::<Value>(refreshed.text("id_token"), &key, &validation).unwrap();
    assert_eq!(again.claims["auth_time"], token.claims["auth_time"]);
    assert!(again.claims.get("nonce").is_none());
}

#[tokio::test]
async fn a_replayed_code_revokes_what_it_yielded() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let first = harness.exchange(Role::Confidential, &code, &[]).await;
    assert_error(&harness.exchange(Role::Confidential, &code, &[]).await, 400, "invalid_grant");
    assert_eq!(harness.introspect(&first.text("access_token")).await["active"], false);
    let refresh = harness.refresh(Role::Confidential, &first.text("refresh_token"), &[]).await;
    assert_error(&refresh, 400, "invalid_grant");
}

#[tokio::test]
async fn a_failed_attempt_does_not_use_up_the_code() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let base = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let second = harness.client(Role::Confidential).redirect_uris[1].clone();
    let wrong = "B".repeat(43);
    let cases: [(Fields<'_>, &str); 7] = [
        (&[("code_verifier", VERIFIER)], "invalid_grant"),
        (&[("code_verifier", VERIFIER), ("redirect_uri", &second)], "invalid_grant"),
        (&[("code_verifier", VERIFIER), ("redirect_uri", "x")], "invalid_grant"),
        (&[("redirect_uri", REDIRECT)], "invalid_grant"),
        (&[("redirect_uri", REDIRECT), ("code_verifier", &wrong)], "invalid_grant"),
        (&[("redirect_uri", REDIRECT), ("code_verifier", "short")], "invalid_grant"),
        (&[("redirect_uri", REDIRECT), ("code_verifier", VERIFIER), ("scope", "profile")], "invalid_scope"),
    ];
    for (more, error) in cases {
        assert_error(&harness.token(Role::Confidential, &[&base[..], more].concat()).await, 400, error);
    }
    assert_error(&harness.exchange(Role::Other, &code, &[]).await, 400, "invalid_grant");
    assert_eq!(harness.exchange(Role::Confidential, &code, &[]).await.status, 200);
}

#[tokio::test]
async fn the_length_of_a_redirect_uri_is_bounded_at_the_token_endpoint() {
    let harness = Harness::correct().await;
    let uris = harness.client(Role::Confidential).redirect_uris.clone();
    for (uri, status) in [(&uris[2], 200), (&uris[3], 200), (&uris[4], 400), (&uris[5], 200)] {
        let answer = harness.authorize(Role::Confidential, &[("scope", "openid"), ("redirect_uri", uri)]).await;
        let code = result(&answer, "code");
        let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", uri)];
        let answer = harness.token(Role::Confidential, &fields).await;
        assert_eq!(answer.status, status, "{}", uri.len());
    }
}

#[tokio::test]
async fn a_redirect_uri_and_a_challenge_may_be_left_out_together() {
    let harness = Harness::correct().await;
    let code = result(&harness.authorize(Role::Other, &[("scope", "openid")]).await, "code");
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str())];
    let unsolicited = [&fields[..], &[("code_verifier", VERIFIER)]].concat();
    assert_error(&harness.token(Role::Other, &unsolicited).await, 400, "invalid_grant");
    let unregistered = [&fields[..], &[("redirect_uri", "https://elsewhere.example/")]].concat();
    assert_error(&harness.token(Role::Other, &unregistered).await, 400, "invalid_grant");
    assert_eq!(harness.token(Role::Other, &fields).await.status, 200);
}

#[tokio::test]
async fn plain_is_the_default_method() {
    let harness = Harness::correct().await;
    let answer = harness.authorize(Role::Public, &[("scope", "openid"), ("code_challenge", VERIFIER)]).await;
    let code = result(&answer, "code");
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
    assert_eq!(harness.token(Role::Public, &fields).await.status, 200);
}

#[tokio::test]
async fn refresh_tokens_rotate_and_reuse_revokes_the_family() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Public, "openid").await;
    let first = harness.exchange(Role::Public, &code, &[]).await.text("refresh_token");
    assert_error(&harness.refresh(Role::Confidential, &first, &[]).await, 400, "invalid_grant");
    let second = harness.refresh(Role::Public, &first, &[]).await;
    assert_eq!(second.status, 200);
    assert_error(&harness.refresh(Role::Public, &first, &[]).await, 400, "invalid_grant");
    assert_error(&harness.refresh(Role::Public, &second.text("refresh_token"), &[]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn other_credentials_are_no_codes_and_no_refresh_tokens() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let answer = harness.exchange(Role::Confidential, &code, &[]).await;
    for kind in ["refresh_token", "access_token", "id_token"] {
        let value = answer.text(kind);
        assert_error(&harness.exchange(Role::Confidential, &value, &[]).await, 400, "invalid_grant");
    }
    for value in [answer.text("access_token"), answer.text("id_token"), code, "x".to_owned()] {
        assert_error(&harness.refresh(Role::Confidential, &value, &[]).await, 400, "invalid_grant");
    }
}

#[tokio::test]
async fn stray_fields_are_ignored() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let unused = harness.code(Role::Confidential, "openid").await;
    let refresh = harness.exchange(Role::Confidential, &code, &[]).await.text("refresh_token");
    let stray = [("code", unused.as_str()), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
    let refreshed = harness.refresh(Role::Confidential, &refresh, &stray).await;
    assert_eq!(refreshed.status, 200);
    let refresh = refreshed.text("refresh_token");
    let more = [("refresh_token", refresh.as_str())];
    assert_eq!(harness.exchange(Role::Confidential, &unused, &more).await.status, 200);
    assert_eq!(harness.refresh(Role::Confidential, &refresh, &[]).await.status, 200);
}
