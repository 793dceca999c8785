//! The catalogue of variants, and what is offered, where and when.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, header};

use super::{Answer, Harness, VERIFIER, assert_error, encode, result};
use crate::reference::{Description, Options, Role, VariantId, variants};

pub(super) fn varied_with(name: &str) -> Options {
    Options { variants: vec![name.parse().unwrap()], ..Options::default() }
}

pub(super) async fn varied(name: &str) -> Harness {
    Harness::with(varied_with(name)).await
}

#[test]
fn names_are_unique_parse_and_have_a_clause() {
    let names: BTreeSet<_> = variants().iter().map(|variant| variant.id).collect();
    assert_eq!(names.len(), variants().len());
    for id in VariantId::all() {
        assert_eq!(id.to_string().parse(), Ok(id));
        let variant = id.variant();
        let cited = variant.clause.contains('§') || variant.clause.contains("appendix");
        assert!(cited && variant.title.ends_with('.'), "{id}");
    }
    assert!(names.len() >= 45);
    assert!("no-such-variant".parse::<VariantId>().is_err());
}

#[tokio::test]
async fn secrets_travel_in_the_body_where_that_is_said() {
    for (name, in_header, in_body, listed) in [
        (None, 200, 401, "[\"client_secret_basic\",\"none\"]"),
        (Some("client-secret-post"), 200, 200, "[\"client_secret_basic\",\"client_secret_post\",\"none\"]"),
        (Some("client-secret-post-only"), 401, 200, "[\"client_secret_post\",\"none\"]"),
    ] {
        let harness = match name {
            Some(name) => varied(name).await,
            None => Harness::correct().await,
        };
        let grant = [("grant_type", "client_credentials")];
        assert_eq!(harness.token(Role::Service, &grant).await.status, in_header, "{name:?}");
        let client = harness.client(Role::Service).clone();
        let send = async |secret: &str| {
            let fields = [("grant_type", "client_credentials"), ("client_id", &client.id), ("client_secret", secret)];
            harness.post("/token", None, encode(&fields)).await
        };
        assert_eq!(send(client.secret.unwrap()).await.status, in_body, "{name:?}");
        assert_error(&send("wrong").await, 401, "invalid_client");
        let metadata = harness.get("/.well-known/openid-configuration").await.json();
        assert_eq!(metadata["token_endpoint_auth_methods_supported"].to_string(), listed);
    }
}

#[tokio::test]
async fn what_is_not_offered_is_neither_there_nor_announced() {
    for (name, path, member) in [
        ("no-introspection", "/introspect", "introspection_endpoint"),
        ("no-revocation", "/revoke", "revocation_endpoint"),
        ("no-userinfo", "/userinfo", "userinfo_endpoint"),
    ] {
        let harness = varied(name).await;
        assert_eq!(harness.get(path).await.status, 404, "{name}");
        let metadata = harness.get("/.well-known/openid-configuration").await.json();
        assert!(metadata.get(member).is_none(), "{name}");
        assert!(metadata.get(format!("{member}_auth_methods_supported")).is_none(), "{name}");
    }
    for (name, openid, oauth) in
        [("no-discovery", 404, 404), ("openid-metadata-only", 200, 404), ("oauth-metadata-only", 404, 200)]
    {
        let harness = varied(name).await;
        assert_eq!(harness.get("/.well-known/openid-configuration").await.status, openid, "{name}");
        assert_eq!(harness.get("/.well-known/oauth-authorization-server").await.status, oauth, "{name}");
    }
}

#[tokio::test]
async fn an_issuer_can_have_a_path() {
    let options = varied_with("issuer-with-path");
    let harness = Harness::with(options.clone()).await;
    let description = Description::new(&harness.server.issuer, &options);
    assert_eq!(description.endpoints.issuer, harness.server.issuer);
    let base = harness.server.issuer.strip_suffix("/tenant/one").unwrap();
    let oauth = format!("{base}/.well-known/oauth-authorization-server/tenant/one");
    let oauth = harness.send(Request::get(oauth).body(Body::empty()).unwrap()).await.json();
    let openid = harness.get("/.well-known/openid-configuration").await.json();
    assert_eq!(oauth, openid);
    assert_eq!(openid["issuer"], harness.server.issuer);
    assert_eq!(openid["token_endpoint"], description.endpoints.token);
    let code = harness.code(Role::Other, "openid").await;
    assert_eq!(harness.exchange(Role::Other, &code, &[]).await.status, 200);
    let root = harness.send(Request::get(format!("{base}/jwks")).body(Body::empty()).unwrap()).await;
    assert_eq!(root.status, 404);
}

#[tokio::test]
async fn an_issuer_can_end_in_a_slash() {
    for name in ["issuer-with-slash", "issuer-with-slash+issuer-with-path"] {
        let variants = name.split('+').map(|name| name.parse().unwrap()).collect();
        let options = Options { variants, ..Options::default() };
        let harness = Harness::with(options.clone()).await;
        let description = Description::new(&harness.server.issuer, &options);
        assert!(harness.server.issuer.ends_with('/'));
        assert_eq!(description.endpoints.issuer, harness.server.issuer);
        let address = description.endpoints.openid_configuration.unwrap();
        let metadata = harness.send(Request::get(address).body(Body::empty()).unwrap()).await.json();
        assert_eq!(metadata["issuer"], harness.server.issuer);
        assert_eq!(metadata["token_endpoint"], format!("{}token", harness.server.issuer));
    }
}

#[tokio::test]
async fn a_query_of_the_token_endpoint_has_to_be_kept() {
    let harness = varied("token-endpoint-with-query").await;
    let address = harness.get("/.well-known/openid-configuration").await.json()["token_endpoint"].clone();
    assert!(address.as_str().unwrap().ends_with("/token?tenant=one"));
    let fields = encode(&[("grant_type", "client_credentials")]);
    let basic = harness.basic(Role::Service);
    assert_eq!(harness.post("/token?tenant=one", Some(&basic), fields.clone()).await.status, 200);
    assert_eq!(harness.post("/token", Some(&basic), fields).await.status, 404);
}

#[tokio::test]
async fn a_refresh_token_can_be_tied_to_offline_access() {
    let harness = varied("refresh-token-for-offline-access").await;
    for (scope, issued) in [("openid", false), ("openid offline_access", true)] {
        let tokens = harness.exchange(Role::Other, &harness.code(Role::Other, scope).await, &[]).await;
        assert_eq!(tokens.json().get("refresh_token").is_some(), issued, "{scope}");
    }
}

#[tokio::test]
async fn scopes_of_token_requests_can_be_freer_than_the_vendors_page() {
    let harness = varied("client-credentials-scope").await;
    let request = [("grant_type", "client_credentials"), ("scope", "api.read")];
    assert_eq!(harness.token(Role::Service, &request).await.text("scope"), "api.read");
    let beyond = [("grant_type", "client_credentials"), ("scope", "openid")];
    assert_error(&harness.token(Role::Service, &beyond).await, 400, "invalid_scope");

    let harness = varied("openid-optional").await;
    let code = harness.code(Role::Other, "openid profile").await;
    let tokens = harness.exchange(Role::Other, &code, &[("scope", "profile")]).await;
    assert_eq!(tokens.text("scope"), "profile");
    assert!(tokens.json().get("id_token").is_none());
}

/// A request that comes later by so many seconds.
pub(super) async fn later(harness: &Harness, seconds: &str, path: &str, authorization: Option<&str>, body: String) -> Answer {
    let mut request = Request::post(format!("{}{path}", harness.server.issuer))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("Tokenspec-Elapsed", seconds);
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    harness.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn time_passes_for_one_request_where_that_is_allowed() {
    for pretend in [true, false] {
        let harness = Harness::with(Options { pretend, ..Options::default() }).await;
        let code = harness.code(Role::Other, "openid").await;
        let basic = harness.basic(Role::Other);
        let exchange = encode(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", super::REDIRECT),
            ("code_verifier", VERIFIER),
        ]);
        let answer = later(&harness, "61", "/token", Some(&basic), exchange.clone()).await;
        if !pretend {
            assert_eq!(answer.status, 200);
            continue;
        }
        assert_error(&answer, 400, "invalid_grant");
        let date = jiff::fmt::rfc2822::parse(answer.headers["date"].to_str().unwrap()).unwrap().timestamp();
        assert!((55..=62).contains(&(date.as_second() - jiff::Timestamp::now().as_second())), "the answer is dated late, too");
        // For the others it is still early.
        let tokens = later(&harness, "59", "/token", Some(&basic), exchange).await;
        let body = encode(&[("token", &tokens.text("access_token"))]);
        let active = async |seconds| {
            later(&harness, seconds, "/introspect", Some(&basic), body.clone()).await.json()["active"].as_bool().unwrap()
        };
        assert!(active("3650").await);
        assert!(!active("3660").await);
        assert!(active("no number").await);
    }
}

#[tokio::test]
async fn a_replay_with_a_wrong_verifier_revokes_nothing() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Other, "openid").await;
    let tokens = harness.exchange(Role::Other, &code, &[]).await;
    let wrong = VERIFIER.replace('A', "Z");
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", super::REDIRECT),
        ("code_verifier", wrong.as_str()),
    ];
    assert_error(&harness.token(Role::Other, &fields).await, 400, "invalid_grant");
    assert_eq!(harness.introspect(&tokens.text("access_token")).await["active"], true);
    assert_error(&harness.exchange(Role::Other, &code, &[]).await, 400, "invalid_grant");
    assert_eq!(harness.introspect(&tokens.text("access_token")).await["active"], false);
    assert_eq!(result(&harness.authorize(Role::Other, &[("scope", "nothing")]).await, "error"), "invalid_scope");
}
