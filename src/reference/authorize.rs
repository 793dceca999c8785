//! The authorization endpoint (RFC 6749 §3.1, §4.1.2): codes for a resource owner's consent.

use axum::http::Method;
use axum::response::Response;

use super::accounts::Account;
use super::authorization_request::{self, AuthorizationRequest, Rejection};
use super::http::{self, Incoming};
use super::login;
use super::options::Login;
use super::pages;
use super::server::Server;
use super::state::{CODE_LIFETIME, Code, Grant, now};

/// Answers an authorization request, by GET or POST (OpenID Connect Core §3.1.2.1).
pub(super) fn authorize(server: &Server, incoming: &Incoming) -> Response {
    let parameters = match incoming.method {
        Method::GET => incoming.query.as_bytes(),
        Method::POST => incoming.body(),
        _ => return http::plain(405, "the authorization endpoint takes GET and POST"),
    };
    let request = match authorization_request::read(&Incoming::pairs(parameters), &server.clients) {
        Ok(request) => request,
        Err(rejection) => return rejected(server, &rejection),
    };
    match server.login {
        Login::Automatic => automatic(server, &request),
        Login::Form => login::authorize(server, incoming, parameters, &request),
    }
}

/// Tells what is wrong with a request.
pub(super) fn rejected(server: &Server, rejection: &Rejection) -> Response {
    match rejection {
        Rejection::Page(text) => pages::page(400, "Request refused", &format!("<p>{}</p>", pages::escape(text))),
        Rejection::Redirect { redirect_uri, state, error } => {
            http::redirect(302, &error_location(server, redirect_uri, state.as_deref(), error))
        }
    }
}

/// An error response to the client (RFC 6749 §4.1.2.1).
pub(super) fn error_location(server: &Server, redirect_uri: &str, state: Option<&str>, error: &str) -> String {
    location(server, redirect_uri, state, ("error", error))
}

fn automatic(server: &Server, request: &AuthorizationRequest) -> Response {
    let account = match request.login_hint.as_deref() {
        None => Some(Account::alice()),
        Some(hint) => Account::named(hint),
    };
    let Some(account) = account else {
        let state = request.state.as_deref();
        return http::redirect(302, &error_location(server, &request.redirect_uri, state, "login_required"));
    };
    let declined = |scope: &&String| account.declines.contains(&scope.as_str());
    let granted: Vec<String> = request.scopes.iter().filter(|scope| !declined(scope)).cloned().collect();
    http::redirect(302, &consented(server, request, account, granted, now()))
}

/// Where the browser goes with a fresh code, or with the news that nothing was granted.
pub(super) fn consented(
    server: &Server,
    request: &AuthorizationRequest,
    account: &'static Account,
    granted: Vec<String>,
    auth_time: i64,
) -> String {
    let client_state = request.state.as_deref();
    if granted.is_empty() {
        return error_location(server, &request.redirect_uri, client_state, "access_denied");
    }
    let mut state = server.state();
    let grant = state.add_grant(Grant {
        client: request.client,
        account: Some(account),
        requested: request.scopes.clone(),
        last_token: granted.clone(),
        granted,
        nonce: request.nonce.clone(),
        auth_time,
        refreshes: 0,
        revoked: false,
        refresh_survives: false,
        access_survives: false,
    });
    let code = Code {
        grant,
        redirect_uri: request.redirect_named.then(|| request.redirect_uri.clone()),
        challenge: request.challenge.clone(),
        expires: now() + CODE_LIFETIME,
        used: false,
    };
    let code = state.add_code(code, &server.faults);
    location(server, &request.redirect_uri, client_state, ("code", &code))
}

/// The redirect URI with the response's parameters, `iss` among them (RFC 9207).
fn location(server: &Server, redirect_uri: &str, state: Option<&str>, result: (&str, &str)) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair(result.0, result.1);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    query.append_pair("iss", &server.issuer);
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    format!("{redirect_uri}{separator}{}", query.finish())
}
