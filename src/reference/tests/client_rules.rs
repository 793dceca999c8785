use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::reference::Mode;

const CC: Fields<'_> = &[("grant_type", "client_credentials")];

#[tokio::test]
async fn client_credentials_yield_every_scope_and_no_refresh_token() {
    let harness = Harness::correct().await;
    let answer = harness.token(Role::Service, CC).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text("scope"), "api.read api.write");
    assert_eq!(answer.text("token_type"), "Bearer");
    assert!(answer.json().get("refresh_token").is_none());
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let claims = harness.introspect(&answer.text("access_token")).await;
    assert_eq!(claims["active"], true);
    let with_scope = [("grant_type", "client_credentials"), ("scope", "api.read")];
    assert_error(&harness.token(Role::Service, &with_scope).await, 400, "invalid_scope");
    assert_eq!(harness.token(Role::Service, &[("grant_type", "client_credentials"), ("scope", "")]).await.status, 200);
}

#[tokio::test]
async fn clients_keep_to_their_grants() {
    let harness = Harness::correct().await;
    assert_error(&harness.token(Role::Confidential, CC).await, 400, "unauthorized_client");
    assert_error(&harness.token(Role::Public, CC).await, 400, "unauthorized_client");
    let code = [("grant_type", "authorization_code"), ("code", "x")];
    assert_error(&harness.token(Role::Service, &code).await, 400, "unauthorized_client");
}

#[tokio::test]
async fn authentication_follows_the_rules() {
    let harness = Harness::correct().await;
    let body = || encode(CC);
    let id = harness.client(Role::Service).id.clone();
    let header = |text: &str| format!("Basic {}", STANDARD.encode(text));
    for wrong in [header(&format!("{id}:wrong")), header(&format!("{id}:")), header("unknown:x"), "Basic".to_owned()] {
        let answer = harness.post("/token", Some(&wrong), body()).await;
        assert_error(&answer, 401, "invalid_client");
        assert!(answer.header(header::WWW_AUTHENTICATE).starts_with("Basic "));
    }
    let alone = harness.post("/token", None, format!("{}&client_id={id}", body())).await;
    assert_error(&alone, 401, "invalid_client");
    let basic = harness.basic(Role::Service);
    let both = harness.post("/token", Some(&basic), format!("{}&client_secret=x", body())).await;
    assert_error(&both, 400, "invalid_request");
    let same = harness.post("/token", Some(&basic), format!("{}&client_id={id}", body())).await;
    assert_eq!(same.status, 200);
    let other = &harness.client(Role::Other).id;
    let differs = harness.post("/token", Some(&basic), format!("{}&client_id={other}", body())).await;
    assert_error(&differs, 400, "invalid_request");
    let long = harness.post("/token", None, format!("{}&client_id={id}A", body())).await;
    assert_error(&long, 400, "invalid_request");
    let lower = basic.replacen("Basic", "bASIC", 1);
    assert_eq!(harness.post("/token", Some(&lower), body()).await.status, 200);
}

#[tokio::test]
async fn a_secret_with_reserved_characters_is_form_decoded() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Special, "openid").await;
    assert_eq!(harness.exchange(Role::Special, &code, &[]).await.status, 200);
}

#[tokio::test]
async fn the_form_is_read_strictly() {
    let harness = Harness::correct().await;
    let basic = harness.basic(Role::Service);
    let post = |body: &str| harness.post("/token", Some(&basic), body.to_owned());
    assert_error(&post("").await, 400, "invalid_request");
    assert_error(&post("grant_type").await, 400, "invalid_request");
    assert_error(&post("grant_type=a").await, 400, "unsupported_grant_type");
    assert_error(&post("grant_type=client_credentials%00").await, 400, "unsupported_grant_type");
    assert_error(&post("grant_type=client_credentials&grant_type=client_credentials").await, 400, "invalid_request");
    assert_error(&post("grant_type=client_credentials&x=%zz").await, 400, "invalid_request");
    assert_eq!(post("x=%FF&y=1&y=2&grant_type=client%5Fcredentials").await.status, 200);
    let big = format!("grant_type=client_credentials&x={}", "a".repeat(1 << 20));
    assert_eq!(post(&big).await.status, 413);
}

#[tokio::test]
async fn only_posted_forms_are_read() {
    let harness = Harness::correct().await;
    let request = |method: &str, media_type: &str, query: &str| {
        Request::builder()
            .method(method)
            .uri(format!("{}/token{query}", harness.server.issuer))
            .header(header::CONTENT_TYPE, media_type)
            .header(header::AUTHORIZATION, harness.basic(Role::Service))
    };
    let form = "grant_type=client_credentials";
    let get = request("GET", "text/plain", "?grant_type=client_credentials").body(Body::empty()).unwrap();
    let answer = harness.send(get).await;
    assert_error(&answer, 405, "invalid_request");
    assert_eq!(answer.header(header::ALLOW), "POST, OPTIONS");
    let query = request("POST", "application/x-www-form-urlencoded", "?grant_type=client_credentials");
    assert_error(&harness.send(query.body(Body::from("x=1")).unwrap()).await, 400, "invalid_request");
    let json = request("POST", "application/json", "").body(Body::from("{}")).unwrap();
    assert_error(&harness.send(json).await, 400, "invalid_request");
    let mixed = request("POST", "Application/X-WWW-Form-Urlencoded;charset=UTF-8", "").body(Body::from(form)).unwrap();
    assert_eq!(harness.send(mixed).await.status, 200);
    let twice = request("POST", "application/x-www-form-urlencoded", "")
        .header(header::AUTHORIZATION, harness.basic(Role::Service))
        .body(Body::from(form))
        .unwrap();
    assert_error(&harness.send(twice).await, 400, "invalid_request");
}

#[tokio::test]
async fn the_constant_modes_do_not_listen() {
    let refuse = Harness::with(Options { mode: Mode::RefuseEverything, ..Options::default() }).await;
    assert_error(&refuse.token(Role::Service, CC).await, 400, "invalid_request");
    let accept = Harness::with(Options { mode: Mode::AcceptEverything, ..Options::default() }).await;
    let answer = accept.get("/token").await;
    assert_eq!(answer.status, 200);
    assert_eq!(accept.introspect(&answer.text("access_token")).await["active"], true);
}

#[tokio::test]
async fn revocation_takes_the_family_along() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid").await;
    let answer = harness.exchange(Role::Confidential, &code, &[]).await;
    let (access, refresh) = (answer.text("access_token"), answer.text("refresh_token"));
    let body = || encode(&[("token", refresh.as_str())]);
    let foreign = harness.post("/revoke", Some(&harness.basic(Role::Other)), body()).await;
    assert_eq!(foreign.status, 200);
    assert_eq!(harness.introspect(&access).await["active"], true);
    assert_eq!(harness.post("/revoke", Some(&harness.basic(Role::Confidential)), body()).await.status, 200);
    assert_eq!(harness.introspect(&access).await["active"], false);
    assert_error(&harness.refresh(Role::Confidential, &refresh, &[]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn stopping_ends_the_server() {
    let harness = Harness::correct().await;
    let address = harness.server.address();
    harness.server.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
