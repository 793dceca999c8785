//! The authorization request and its rules (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).

use super::catalogue as fault;
use super::clients::{Purpose, RegisteredClient};
use super::destination::{Destination, ResponseMode};
use super::fault::FaultSet;
use super::pkce;
use super::scope;
use super::scope_grammar;
use super::state::{Challenge, ClientIndex, Method};
use super::variant_catalogue as variant;

/// A request that may be put before a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AuthorizationRequest {
    pub(super) client: ClientIndex,
    /// Where to answer.
    pub(super) destination: Destination,
    /// Whether the request named the redirect URI.
    pub(super) redirect_named: bool,
    pub(super) response_type: ResponseType,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<Challenge>,
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Option<String>,
    /// How old the login may be, in seconds.
    pub(super) max_age: Option<i64>,
}

/// What the authorization endpoint is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseType {
    Code,
    /// The hybrid flow (OpenID Connect Core §3.3).
    CodeIdToken,
}

/// Why a request is not put before a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rejection {
    /// Nobody can be trusted with the answer: a page, never a redirect (RFC 6749 §4.1.2.1).
    Page(&'static str),
    /// The client is told.
    Redirect { destination: Destination, error: &'static str },
}

/// Reads a request from its parameters.
pub(super) fn read(
    pairs: &[(String, String)],
    clients: &[RegisteredClient],
    faults: &FaultSet,
) -> Result<AuthorizationRequest, Rejection> {
    let get = |name: &str| pairs.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str());
    let repeated = |name: &str| pairs.iter().filter(|(key, _)| key == name).count() > 1;
    if repeated("client_id") || repeated("redirect_uri") {
        return Err(Rejection::Page("A parameter of the authorization request is repeated."));
    }
    let index = get("client_id").and_then(|id| clients.iter().position(|client| client.id == id));
    let index = index.ok_or(Rejection::Page("The client is unknown."))?;
    let client = &clients[index]; // `position` found it
    let redirect_uri = redirect_uri(get("redirect_uri"), client, faults)?;
    let response_type = response_type(get("response_type"));
    let mode = mode(get("response_mode"), response_type.ok());
    let destination =
        Destination { redirect_uri, state: get("state").map(str::to_owned), mode: mode.unwrap_or(ResponseMode::Query) };
    let reject = |error| Rejection::Redirect { destination: destination.clone(), error };
    if mode.is_none() || pairs.iter().any(|(name, _)| repeated(name)) {
        return Err(reject("invalid_request"));
    }
    if let Some(error) = unsupported(&get) {
        return Err(reject(error));
    }
    let response_type = response_type.map_err(reject)?;
    if client.purpose() == Purpose::Itself {
        return Err(reject("unauthorized_client"));
    }
    let scopes = scopes(get("scope"), client).ok_or_else(|| reject("invalid_scope"))?;
    let may_do_without = !client.pkce_required
        || (client.is_public() && faults.varies(variant::PKCE_REQUIRED_AT_EXCHANGE))
        || faults.has(fault::PKCE_STRIPPED)
        || (client.is_public() && faults.has(fault::PKCE_NOT_REQUIRED_PUBLIC));
    let challenge = empty_challenge(pairs, faults)
        .or_else(|| challenge(get("code_challenge"), get("code_challenge_method"), faults))
        .filter(|challenge| challenge.is_some() || may_do_without)
        .filter(|challenge| !is_plain(challenge.as_ref()) || !faults.varies(variant::PLAIN_REFUSED))
        .ok_or_else(|| reject("invalid_request"))?;
    let owned = |name: &str| get(name).map(str::to_owned);
    if response_type == ResponseType::CodeIdToken && !is_for_hybrid(&scopes, get("nonce")) {
        return Err(reject("invalid_request"));
    }
    Ok(AuthorizationRequest {
        client: index,
        redirect_named: get("redirect_uri").is_some(),
        response_type,
        scopes,
        challenge,
        nonce: owned("nonce"),
        login_hint: owned("login_hint"),
        prompt: owned("prompt"),
        max_age: max_age(get("max_age")).ok_or_else(|| reject("invalid_request"))?,
        destination: destination.clone(),
    })
}

/// The order of the words has no meaning (Multiple Response Type Encoding Practices §3).
fn response_type(sent: Option<&str>) -> Result<ResponseType, &'static str> {
    match sent {
        Some("code") => Ok(ResponseType::Code),
        Some("code id_token" | "id_token code") => Ok(ResponseType::CodeIdToken),
        Some(_) => Err("unsupported_response_type"),
        None => Err("invalid_request"),
    }
}

/// An id_token never travels in a query; `None`: the mode does not fit.
fn mode(sent: Option<&str>, response_type: Option<ResponseType>) -> Option<ResponseMode> {
    let hybrid = response_type == Some(ResponseType::CodeIdToken);
    match sent {
        None if hybrid => Some(ResponseMode::Fragment),
        None => Some(ResponseMode::Query),
        Some("fragment") => Some(ResponseMode::Fragment),
        Some("query") if !hybrid => Some(ResponseMode::Query),
        Some(_) => None,
    }
}

/// What the metadata says is not supported (OpenID Connect Core §3.1.2.6).
fn unsupported<'a>(get: &dyn Fn(&str) -> Option<&'a str>) -> Option<&'static str> {
    match () {
        () if get("request").is_some() => Some("request_not_supported"),
        () if get("request_uri").is_some() => Some("request_uri_not_supported"),
        () => None,
    }
}

/// The hybrid flow is OpenID Connect's, and needs a nonce (Core §3.3.2.11).
fn is_for_hybrid(scopes: &[String], nonce: Option<&str>) -> bool {
    scopes.iter().any(|scope| scope == "openid") && nonce.is_some()
}

/// `None`: malformed; `Some(None)`: there is none.
#[allow(clippy::option_option, reason = "the two absences differ and are consumed at once")]
fn max_age(sent: Option<&str>) -> Option<Option<i64>> {
    match sent {
        None => Some(None),
        Some(text) => text.parse().ok().filter(|age| *age >= 0).map(Some),
    }
}

/// A fault: an empty challenge is one.
#[allow(clippy::option_option, reason = "as below")]
fn empty_challenge(pairs: &[(String, String)], faults: &FaultSet) -> Option<Option<Challenge>> {
    let empty = pairs.iter().any(|(name, value)| name == "code_challenge" && value.is_empty());
    (empty && faults.has(fault::CHALLENGE_EMPTY_TAKEN_FOR_ONE)).then(|| Some(anything()))
}

/// A challenge that any verifier answers.
fn anything() -> Challenge {
    Challenge { value: String::new(), method: Method::Plain, named: false }
}

/// Exactly a registered one; it may be left out where there is exactly one (RFC 6749 §3.1.2.3).
fn redirect_uri(sent: Option<&str>, client: &RegisteredClient, faults: &FaultSet) -> Result<String, Rejection> {
    let similar = |uri: &String, sent: &str| {
        (faults.has(fault::AUTHORIZATION_REDIRECT_PREFIX_COMPARED) && sent.starts_with(uri))
            || (faults.has(fault::AUTHORIZATION_REDIRECT_QUERY_IGNORED) && sent.split('?').next() == uri.split('?').next())
    };
    match (sent, client.redirect_uris.as_slice()) {
        (Some(sent), registered) if registered.iter().any(|uri| uri == sent || similar(uri, sent)) => Ok(sent.to_owned()),
        (None, [only]) => Ok(only.clone()),
        (Some(_), _) => Err(Rejection::Page("The redirect URI is not registered.")),
        (None, _) => Err(Rejection::Page("The redirect URI is missing.")),
    }
}

/// Scopes that the client may ask for; openid is not among them by force.
fn scopes(sent: Option<&str>, client: &RegisteredClient) -> Option<Vec<String>> {
    let scopes = scope_grammar::split(sent?, &FaultSet::default()).ok()?;
    let known = scopes.iter().all(|scope| client.scopes.contains(&scope.as_str()));
    known.then(|| scope::unique(scopes))
}

fn is_plain(challenge: Option<&Challenge>) -> bool {
    challenge.is_some_and(|challenge| challenge.method == Method::Plain)
}

/// `None`: malformed; `Some(None)`: there is none.
#[allow(clippy::option_option, reason = "the two absences differ and are consumed at once")]
fn challenge(value: Option<&str>, method: Option<&str>, faults: &FaultSet) -> Option<Option<Challenge>> {
    let Some(value) = value else { return method.is_none().then_some(None) };
    let unknown = method.is_some_and(|method| !["S256", "plain"].contains(&method));
    if unknown && faults.has(fault::CHALLENGE_METHOD_UNKNOWN_STRIPPED) {
        return Some(Some(anything()));
    }
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let (legal, transformation) = match method {
        Some("S256") => (value.len() == 43 && value.bytes().all(base64url), Method::S256),
        Some("plain") | None => (value.len() <= 128 && pkce::is_unreserved(value), Method::Plain),
        Some(_) => (faults.has(fault::CHALLENGE_METHOD_UNKNOWN_TAKEN_FOR_PLAIN), Method::Plain),
    };
    let challenge = Challenge { value: value.to_owned(), method: transformation, named: method.is_some() };
    legal.then_some(Some(challenge))
}
