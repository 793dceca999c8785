//! UserInfo (OpenID Connect Core §5.3) with a Bearer token (RFC 6750 §2.1).

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use serde_json::json;

use super::catalogue as fault;
use super::http::{self, Incoming};
use super::server::Server;

/// Answers a UserInfo request.
pub(super) fn userinfo(server: &Server, incoming: &Incoming) -> Response {
    if ![Method::GET, Method::POST].contains(&incoming.method) {
        return http::plain(405, "UserInfo takes GET and POST");
    }
    let (scheme, token) = incoming.header(AUTHORIZATION).split_once(' ').unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return refused(401, "Bearer realm=\"reference\"");
    }
    let state = server.state(incoming);
    let Some(access) = state.active_access_token(token.trim()) else {
        return refused(401, "Bearer realm=\"reference\", error=\"invalid_token\"");
    };
    let Some(account) = state.grant(access.grant).account else {
        return refused(403, "Bearer realm=\"reference\", error=\"insufficient_scope\", scope=\"openid\"");
    };
    let has = |name: &str| access.scope.iter().any(|scope| scope == name);
    if !has("openid") {
        return refused(403, "Bearer realm=\"reference\", error=\"insufficient_scope\", scope=\"openid\"");
    }
    let refreshed = state.grant(access.grant).refreshes > 0;
    let other =
        server.faults.has(fault::USERINFO_OTHER_SUB) || (refreshed && server.faults.has(fault::USERINFO_OTHER_SUB_REFRESHED));
    let mut claims = json!({"sub": if other { "user-mallory".to_owned() } else { access.subject.clone() }});
    if has("profile") {
        claims["preferred_username"] = account.username.into();
    }
    if has("email") {
        claims["email"] = format!("{}@example.org", account.username).into();
        claims["email_verified"] = true.into();
    }
    http::no_store(http::json(200, &claims))
}

fn refused(status: u16, challenge: &'static str) -> Response {
    let mut response = http::plain(status, "");
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    response
}
