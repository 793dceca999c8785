//! The authorization endpoint (RFC 6749 §3.1, §4.1.2): codes for a resource owner's consent.

use axum::http::Method;
use axum::response::Response;

use super::accounts::Account;
use super::authorization_request::{self, AuthorizationRequest, Rejection, ResponseType};
use super::fault::FaultSet;
use super::http::{self, Incoming};
use super::id_token::{Channel, Claims};
use super::login;
use super::options::Login;
use super::pages;
use super::server::Server;
use super::state::{CODE_LIFETIME, Code, Grant, GrantIndex, State, secret_text};
use super::variant_catalogue as variant;

/// What a resource owner agreed to.
pub(super) struct Consent {
    pub(super) account: &'static Account,
    pub(super) granted: Vec<String>,
    /// When they logged in; `None`: just now.
    pub(super) auth_time: Option<i64>,
    /// The login session.
    pub(super) session: Option<String>,
}

/// Answers an authorization request, by GET or POST (OpenID Connect Core §3.1.2.1).
pub(super) fn authorize(server: &Server, incoming: &Incoming) -> Response {
    let parameters = match incoming.method {
        Method::GET => incoming.query.as_bytes(),
        Method::POST => incoming.body(),
        _ => return http::plain(405, "the authorization endpoint takes GET and POST"),
    };
    let request = match authorization_request::read(&Incoming::pairs(parameters), &server.clients, &server.faults) {
        Ok(request) => request,
        Err(rejection) => return rejected(server, &rejection),
    };
    match server.login {
        Login::Automatic => automatic(server, incoming, &request),
        Login::Form => login::authorize(server, incoming, parameters, &request),
    }
}

/// Tells what is wrong with a request.
pub(super) fn rejected(server: &Server, rejection: &Rejection) -> Response {
    match rejection {
        Rejection::Page(text) => pages::page(400, "Request refused", &format!("<p>{}</p>", pages::escape(text))),
        Rejection::Redirect { destination, error } => {
            http::redirect(status(server), &destination.location(issuer(server), &[("error", error)]))
        }
    }
}

/// An error response to the client (RFC 6749 §4.1.2.1).
pub(super) fn error_location(server: &Server, request: &AuthorizationRequest, error: &str) -> String {
    request.destination.location(issuer(server), &[("error", error)])
}

/// The `iss` of authorization responses (RFC 9207).
fn issuer(server: &Server) -> Option<&str> {
    (!server.faults.varies(variant::NO_RESPONSE_ISS)).then_some(&server.issuer)
}

/// The status of redirects to the client.
fn status(server: &Server) -> u16 {
    if server.faults.varies(variant::SEE_OTHER) { 303 } else { 302 }
}

fn automatic(server: &Server, incoming: &Incoming, request: &AuthorizationRequest) -> Response {
    let account = match request.login_hint.as_deref() {
        None => Some(Account::alice()),
        Some(hint) => Account::named(hint),
    };
    let Some(account) = account else {
        return http::redirect(status(server), &error_location(server, request, "login_required"));
    };
    let declined = |scope: &&String| account.declines.contains(&scope.as_str());
    let granted: Vec<String> = request.scopes.iter().filter(|scope| !declined(scope)).cloned().collect();
    let known = login::session_id(incoming);
    let begun = known.is_none().then(secret_text).filter(|_| server.faults.varies(variant::ONE_GRANT_PER_SESSION));
    let session = known.or_else(|| begun.clone());
    let consent = Consent { account, granted, auth_time: None, session };
    let response = http::redirect(status(server), &consented(server, incoming, request, consent));
    match begun {
        Some(id) => login::with_cookie(response, &id),
        None => response,
    }
}

/// Where the browser goes with a fresh code, or with the news that nothing was granted.
pub(super) fn consented(server: &Server, incoming: &Incoming, request: &AuthorizationRequest, consent: Consent) -> String {
    if consent.granted.is_empty() {
        return error_location(server, request, "access_denied");
    }
    let openid = consent.granted.iter().any(|scope| scope == "openid");
    let mut state = server.state(incoming);
    let auth_time = consent.auth_time.unwrap_or(state.clock);
    let grant = state.add_grant(Grant {
        client: request.client,
        session: consent.session,
        account: Some(consent.account),
        requested: request.scopes.clone(),
        last_token: consent.granted.clone(),
        granted: consent.granted,
        nonce: request.nonce.clone(),
        auth_time,
        auth_time_asked: request.max_age.is_some(),
        hybrid: request.response_type == ResponseType::CodeIdToken && openid,
        refreshes: 0,
        revoked: false,
        dies: None,
        refresh_survives: false,
        access_survives: false,
        revives: None,
        spared_from: None,
        revoked_when: None,
    });
    let code = Code {
        grant,
        redirect_uri: request.redirect_named.then(|| request.destination.redirect_uri.clone()),
        challenge: request.challenge.clone(),
        issued: state.clock,
        expires: state.clock + lifetime(&server.faults),
        used: false,
        attempted: false,
        used_at: 0,
        replays: 0,
    };
    let code = state.add_code(code, &server.faults);
    let claims = state.grant(grant).hybrid.then(|| front_channel_claims(server, &state, grant, &code));
    drop(state);
    let id_token = claims.map(|claims| claims.sign(&server.faults));
    let mut result = vec![("code", code.as_str())];
    result.extend(id_token.as_deref().map(|id_token| ("id_token", id_token)));
    request.destination.location(issuer(server), &result)
}

/// How long a code lives, in seconds.
fn lifetime(faults: &FaultSet) -> i64 {
    if faults.varies(variant::CODE_LIVES_FIVE_SECONDS) { 5 } else { CODE_LIFETIME }
}

/// The id_token of an authorization response (OpenID Connect Core §3.3.2.11): `c_hash`, and no `at_hash`.
fn front_channel_claims(server: &Server, state: &State, grant: GrantIndex, code: &str) -> Claims {
    let known = state.grant(grant);
    let client = &server.clients[known.client]; // the request was read with a position within the clients
    let account = known.account.unwrap_or(Account::alice()); // a grant of this endpoint has an account
    Claims {
        issuer: server.issuer.clone(),
        subject: account.subject_for(&client.id, &server.faults),
        audience: client.id.clone(),
        issued: state.clock,
        auth_time: known.auth_time_to_tell(&server.faults),
        nonce: known.nonce.clone(),
        access_token: None,
        code: Some(code.to_owned()),
        grant,
        channel: Channel::Authorization,
        secret: client.secret.map(|secret| secret.to_owned()),
        with_email: known.granted.iter().any(|scope| scope == "email"),
        refreshes: 0,
    }
}
