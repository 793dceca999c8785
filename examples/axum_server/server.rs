//! A small authorization server: authorization code with PKCE for a confidential and a public client, and refresh tokens that
//! are rotated. It consents by itself and forgets everything when it ends: something to examine, not to use.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

pub const REDIRECT_URI: &str = "https://app.example/callback";
pub const SCOPES: [&str; 2] = ["read", "write"];
/// Ids and secrets; a public client has none.
pub const CLIENTS: [(&str, Option<&str>); 2] = [("web", Some("nM0bWq7Zf3uYxK2sVt9LcRj5")), ("spa", None)];

type Parameters = HashMap<String, String>;
type Refusal = (StatusCode, &'static str);
const INVALID_REQUEST: Refusal = (StatusCode::BAD_REQUEST, "invalid_request");
const INVALID_GRANT: Refusal = (StatusCode::BAD_REQUEST, "invalid_grant");
const INVALID_CLIENT: Refusal = (StatusCode::UNAUTHORIZED, "invalid_client");

/// What was issued and used stays, for a second use is to be noticed.
#[derive(Default)]
struct Memory {
    grants: HashMap<String, Grant>,
    revoked: BTreeSet<String>,
}

/// What a code (which has a challenge) or a refresh token stands for. `family`: the code from which it all came.
#[derive(Clone)]
struct Grant {
    client: &'static str,
    scope: String,
    family: String,
    challenge: Option<String>,
    used: bool,
}

/// The whole server.
pub fn router() -> axum::Router {
    let token = post(token).fallback(async || answer(Err((StatusCode::METHOD_NOT_ALLOWED, "invalid_request"))));
    axum::Router::new().route("/authorize", get(authorize)).route("/token", token).with_state(Arc::<Mutex<Memory>>::default())
}

/// RFC 6749 §4.1.1, RFC 7636 §4.3; the resource owner is always there and always agrees.
async fn authorize(State(memory): State<Arc<Mutex<Memory>>>, uri: Uri) -> Response {
    let given = parameters(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let get = |name: &str| given.get(name).map(String::as_str);
    let client = CLIENTS.iter().find(|client| get("client_id") == Some(client.0));
    let (Some(&(client, _)), Some(REDIRECT_URI)) = (client, get("redirect_uri")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let challenge =
        get("code_challenge").filter(|text| is_unreserved(text, 43..=43) && get("code_challenge_method") == Some("S256"));
    let (name, value) = match (get("response_type"), challenge, scope(get("scope"), &SCOPES.join(" "))) {
        (Some("code"), Some(challenge), Ok(scope)) => {
            let code = random();
            let grant = Grant { client, scope, family: code.clone(), challenge: Some(challenge.to_owned()), used: false };
            memory.lock().unwrap_or_else(PoisonError::into_inner).grants.insert(code.clone(), grant);
            ("code", code)
        }
        (Some("code"), Some(_), Err((_, error))) => ("error", error.to_owned()),
        (Some("code"), ..) | (None, ..) => ("error", "invalid_request".to_owned()),
        _ => ("error", "unsupported_response_type".to_owned()),
    };
    let pairs = [(name, value.as_str())].into_iter().chain(get("state").map(|state| ("state", state)));
    let location = Url::parse_with_params(REDIRECT_URI, pairs).map(String::from).unwrap_or_default();
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

async fn token(State(memory): State<Arc<Mutex<Memory>>>, headers: HeaderMap, body: Bytes) -> Response {
    answer(exchange(&mut memory.lock().unwrap_or_else(PoisonError::into_inner), &headers, &body))
}

/// RFC 6749 §4.1.3, §6.
fn exchange(memory: &mut Memory, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let media_type = types.next().and_then(|value| value.to_str().ok()?.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") || types.next().is_some() {
        return Err(INVALID_REQUEST);
    }
    let given = parameters(body)?;
    let client = authenticate(headers, &given)?;
    let need = |name: &str| given.get(name).ok_or(INVALID_REQUEST);
    let (key, is_code) = match need("grant_type")?.as_str() {
        "authorization_code" => (need("code")?, true),
        "refresh_token" => (need("refresh_token")?, false),
        _ => return Err((StatusCode::BAD_REQUEST, "unsupported_grant_type")),
    };
    let fits = |grant: &&mut Grant| grant.client == client && grant.challenge.is_some() == is_code;
    let grant = memory.grants.get_mut(key).filter(fits).ok_or(INVALID_GRANT)?;
    if let Some(challenge) = &grant.challenge {
        let verifier = need("code_verifier")?;
        let verified = is_unreserved(verifier, 43..=128) && *challenge == s256(verifier);
        if !verified || need("redirect_uri")? != REDIRECT_URI {
            return Err(INVALID_GRANT);
        }
    }
    if grant.used {
        memory.revoked.insert(grant.family.clone()); // all that came of it (RFC 6749 §4.1.2, RFC 9700 §4.14.2)
    }
    if memory.revoked.contains(&grant.family) {
        return Err(INVALID_GRANT);
    }
    let scope = scope(given.get("scope").map(String::as_str).filter(|_| !is_code), &grant.scope)?;
    grant.used = true;
    let next = Grant { challenge: None, used: false, ..grant.clone() };
    let refresh_token = random();
    memory.grants.insert(refresh_token.clone(), next);
    Ok(
        json!({ "access_token": random(), "token_type": "Bearer", "expires_in": 300, "refresh_token": refresh_token, "scope": scope }),
    )
}

/// The client, by HTTP Basic or, a public one, by its name (RFC 6749 §2.3.1, §3.2.1).
fn authenticate(headers: &HeaderMap, given: &Parameters) -> Result<&'static str, Refusal> {
    let mut fields = headers.get_all(header::AUTHORIZATION).iter();
    let named = given.get("client_id");
    let (id, secret) = match (fields.next(), fields.next(), given.contains_key("client_secret")) {
        (None, _, false) => (named.ok_or(INVALID_CLIENT)?.clone(), None),
        (None, _, true) => return Err(INVALID_CLIENT),
        (Some(field), None, false) => basic(field.as_bytes()).map(|(id, secret)| (id, Some(secret))).ok_or(INVALID_CLIENT)?,
        _ => return Err(INVALID_REQUEST),
    };
    let found = CLIENTS.iter().find(|client| client.0 == id && client.1 == secret.as_deref());
    found.map(|client| client.0).filter(|id| named.is_none_or(|named| named == id)).ok_or(INVALID_CLIENT)
}

fn basic(field: &[u8]) -> Option<(String, String)> {
    let (scheme, credentials) = std::str::from_utf8(field).ok()?.split_once(' ')?;
    let text = String::from_utf8(BASE64_STANDARD.decode(credentials.trim_start()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain = |text: &str| form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned());
    Some((plain(id)?, plain(secret)?))
}

/// Parameters without a value are as good as absent; none may come twice (RFC 6749 §3.1, §3.2).
fn parameters(form: &[u8]) -> Result<Parameters, Refusal> {
    let mut given = Parameters::new();
    for (name, value) in form_urlencoded::parse(form) {
        if given.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(INVALID_REQUEST);
        }
    }
    given.retain(|_, value| !value.is_empty());
    Ok(given)
}

/// The scope that is asked for, within what is allowed; all of that, where nothing is asked for (RFC 6749 §3.3).
fn scope(asked: Option<&str>, allowed: &str) -> Result<String, Refusal> {
    let Some(asked) = asked else { return Ok(allowed.to_owned()) };
    let within = asked.split(' ').all(|one| allowed.split(' ').any(|other| one == other));
    if within { Ok(asked.to_owned()) } else { Err((StatusCode::BAD_REQUEST, "invalid_scope")) }
}

fn is_unreserved(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn s256(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes()))
}

fn random() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// RFC 6749 §5.1, §5.2.
fn answer(outcome: Result<Value, Refusal>) -> Response {
    let (status, body) =
        outcome.map_or_else(|(status, error)| (status, json!({ "error": error })), |tokens| (StatusCode::OK, tokens));
    let fixed = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    let challenge = (status == StatusCode::UNAUTHORIZED).then_some([(header::WWW_AUTHENTICATE, "Basic realm=\"token\"")]);
    (status, fixed, challenge, body.to_string()).into_response()
}
