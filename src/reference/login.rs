//! Logging in and consenting by form: session cookie, CSRF token, login page, consent page.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, Method};
use axum::response::Response;

use super::accounts::Account;
use super::authorization_request::{self, AuthorizationRequest};
use super::authorize;
use super::http::{self, Incoming};
use super::pages;
use super::server::Server;
use super::state::{Session, now, secret_text};

const COOKIE: &str = "session";

/// An authorization request: to the login page, or to the consent page for who is logged in.
pub(super) fn authorize(server: &Server, incoming: &Incoming, parameters: &[u8], request: &AuthorizationRequest) -> Response {
    let parameters = String::from_utf8_lossy(parameters);
    match session(server, incoming).filter(|session| session.account.is_some()) {
        Some(session) => pages::consent(&session.csrf, &parameters, request),
        None if request.prompt.as_deref() == Some("none") => {
            let state = request.state.as_deref();
            let location = authorize::error_location(server, &request.redirect_uri, state, "login_required");
            http::redirect(302, &location)
        }
        None => {
            let return_to = format!("/authorize?{parameters}");
            let encoded: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
            http::redirect(302, &format!("/login?return_to={encoded}"))
        }
    }
}

fn session(server: &Server, incoming: &Incoming) -> Option<Session> {
    server.state().sessions.get(incoming.cookie(COOKIE)?).cloned()
}

/// The login page (GET) and its form (POST).
pub(super) fn login(server: &Server, incoming: &Incoming) -> Response {
    match incoming.method {
        Method::GET => {
            let pairs = Incoming::pairs(incoming.query.as_bytes());
            fresh_form(server, value(&pairs, "return_to"), false)
        }
        Method::POST => log_in(server, incoming),
        _ => http::plain(405, "the login page takes GET and POST"),
    }
}

/// A login form with a session of its own.
fn fresh_form(server: &Server, return_to: &str, failed: bool) -> Response {
    let id = secret_text();
    let session = Session { csrf: secret_text(), account: None, auth_time: 0 };
    let response = with_cookie(pages::login(&session.csrf, return_to, failed), &id);
    server.state().sessions.insert(id, session);
    response
}

fn with_cookie(mut response: Response, id: &str) -> Response {
    let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax");
    // The identifier is base64url, which a header may hold.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

fn log_in(server: &Server, incoming: &Incoming) -> Response {
    let fields = Incoming::pairs(incoming.body());
    let return_to = value(&fields, "return_to");
    if !has_csrf(server, incoming, &fields) {
        return forbidden();
    }
    let account = Account::named(value(&fields, "username")).filter(|account| account.password == value(&fields, "password"));
    let Some(account) = account else { return fresh_form(server, return_to, true) };
    if !return_to.starts_with("/authorize?") {
        return pages::page(400, "Request refused", "<p>There is nowhere to return to.</p>");
    }
    // A new session identifier, so that one that was planted before the login is worth nothing.
    let id = secret_text();
    let session = Session { csrf: secret_text(), account: Some(account), auth_time: now() };
    let mut state = server.state();
    if let Some(old) = incoming.cookie(COOKIE) {
        state.sessions.remove(old);
    }
    state.sessions.insert(id.clone(), session);
    with_cookie(http::redirect(303, return_to), &id)
}

/// The form of the consent page.
pub(super) fn consent(server: &Server, incoming: &Incoming) -> Response {
    if incoming.method != Method::POST {
        return http::plain(405, "the consent page takes POST");
    }
    let fields = Incoming::pairs(incoming.body());
    let session = session(server, incoming).filter(|_| has_csrf(server, incoming, &fields));
    let Some((account, auth_time)) = session.and_then(|session| Some((session.account?, session.auth_time))) else {
        return forbidden();
    };
    let parameters = Incoming::pairs(value(&fields, "request").as_bytes());
    let request = match authorization_request::read(&parameters, &server.clients) {
        Ok(request) => request,
        Err(rejection) => return authorize::rejected(server, &rejection),
    };
    if value(&fields, "decision") != "allow" {
        let state = request.state.as_deref();
        let location = authorize::error_location(server, &request.redirect_uri, state, "access_denied");
        return http::redirect(303, &location);
    }
    let ticked = |scope: &&String| fields.iter().any(|(name, value)| name == "scope" && value == *scope);
    let granted = request.scopes.iter().filter(ticked).cloned().collect();
    http::redirect(303, &authorize::consented(server, &request, account, granted, auth_time))
}

/// Whether the form came from a page of this session.
fn has_csrf(server: &Server, incoming: &Incoming, fields: &[(String, String)]) -> bool {
    session(server, incoming).is_some_and(|session| session.csrf == value(fields, "csrf"))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn forbidden() -> Response {
    pages::page(403, "Request refused", "<p>The form does not belong to this session.</p>")
}
