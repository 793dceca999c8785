//! Logging in and consenting by form: session cookie, CSRF token, login page, consent page.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, Method};
use axum::response::Response;

use super::accounts::Account;
use super::authorization_request::{self, AuthorizationRequest};
use super::authorize::{self, Consent};
use super::http::{self, Incoming};
use super::pages;
use super::server::Server;
use super::state::{Session, secret_text};

const COOKIE: &str = "session";

/// An authorization request: to the login page, or to the consent page for who is logged in.
pub(super) fn authorize(server: &Server, incoming: &Incoming, parameters: &[u8], request: &AuthorizationRequest) -> Response {
    let parameters = String::from_utf8_lossy(parameters);
    match fresh_session(server, incoming, request) {
        Some(session) => pages::consent(&session.csrf, &parameters, request),
        None if request.prompt.as_deref() == Some("none") => {
            http::redirect(302, &authorize::error_location(server, request, "login_required"))
        }
        None => {
            let return_to = format!("{}?{parameters}", server.path("authorize"));
            let encoded: String = url::form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
            http::redirect(302, &format!("{}?return_to={encoded}", server.path("login")))
        }
    }
}

/// Who is logged in, unless that was too long ago for the request (OpenID Connect Core §3.1.2.1, `max_age`).
fn fresh_session(server: &Server, incoming: &Incoming, request: &AuthorizationRequest) -> Option<Session> {
    let session = session(server, incoming).filter(|session| session.account.is_some())?;
    let age = server.state(incoming).clock - session.auth_time;
    // A login that has just taken place counts for `max_age=0` too, else nobody would ever come through.
    request.max_age.is_none_or(|oldest| age <= oldest.max(1)).then_some(session)
}

/// The login session's identifier.
pub(super) fn session_id(incoming: &Incoming) -> Option<String> {
    incoming.cookie(COOKIE).map(str::to_owned)
}

fn session(server: &Server, incoming: &Incoming) -> Option<Session> {
    server.state(incoming).sessions.get(incoming.cookie(COOKIE)?).cloned()
}

/// The login page (GET) and its form (POST).
pub(super) fn login(server: &Server, incoming: &Incoming) -> Response {
    match incoming.method {
        Method::GET => {
            let pairs = Incoming::pairs(incoming.query.as_bytes());
            fresh_form(server, incoming, value(&pairs, "return_to"), false)
        }
        Method::POST => log_in(server, incoming),
        _ => http::plain(405, "the login page takes GET and POST"),
    }
}

/// A login form with a session of its own.
fn fresh_form(server: &Server, incoming: &Incoming, return_to: &str, failed: bool) -> Response {
    let id = secret_text();
    let session = Session { csrf: secret_text(), account: None, auth_time: 0 };
    let response = with_cookie(pages::login(&session.csrf, return_to, failed), &id);
    server.state(incoming).sessions.insert(id, session);
    response
}

/// Begins a session at the browser.
pub(super) fn with_cookie(mut response: Response, id: &str) -> Response {
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
    let Some(account) = account else { return fresh_form(server, incoming, return_to, true) };
    if !return_to.starts_with(&format!("{}?", server.path("authorize"))) {
        return pages::page(400, "Request refused", "<p>There is nowhere to return to.</p>");
    }
    // A new session identifier, so that one that was planted before the login is worth nothing.
    let id = secret_text();
    let mut state = server.state(incoming);
    let session = Session { csrf: secret_text(), account: Some(account), auth_time: state.clock };
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
    let request = match authorization_request::read(&parameters, &server.clients, &server.faults) {
        Ok(request) => request,
        Err(rejection) => return authorize::rejected(server, &rejection),
    };
    if value(&fields, "decision") != "allow" {
        return http::redirect(303, &authorize::error_location(server, &request, "access_denied"));
    }
    let ticked = |scope: &&String| fields.iter().any(|(name, value)| name == "scope" && value == *scope);
    let granted = request.scopes.iter().filter(ticked).cloned().collect();
    let consent = Consent { account, granted, auth_time: Some(auth_time), session: session_id(incoming) };
    http::redirect(303, &authorize::consented(server, incoming, &request, consent))
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
