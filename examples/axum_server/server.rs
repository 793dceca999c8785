//! A small authorization server: authorization code with PKCE (mandatory for public clients), rotated refresh tokens,
//! client credentials. It consents by itself and forgets everything when it ends: something to examine, not to use.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

pub const REDIRECT_URI: &str = "https://app.example/callback";
pub const SCOPES: [&str; 2] = ["read", "write"];
/// Id, secret (none for a public client), whether it is a service of its own.
pub const CLIENTS: [(&str, Option<&str>, bool); 4] = [
    ("web", Some("nM0bWq7Zf3uYxK2sVt9LcRj5"), false),
    ("partner", Some("Hd8TgPz1aXoE6vQkBw4JyNf7"), false),
    ("spa", None, false),
    ("job", Some("u5IrCm3GqSl0DeA9ZhVx2KpW"), true),
];
const LIFETIME: u64 = 300;

type Server = State<(Arc<str>, Arc<Mutex<Memory>>)>;
type Refusal = (StatusCode, &'static str);
const INVALID_REQUEST: Refusal = (StatusCode::BAD_REQUEST, "invalid_request");
const INVALID_GRANT: Refusal = (StatusCode::BAD_REQUEST, "invalid_grant");
const INVALID_SCOPE: Refusal = (StatusCode::BAD_REQUEST, "invalid_scope");
const INVALID_CLIENT: Refusal = (StatusCode::UNAUTHORIZED, "invalid_client");

/// Codes and refresh tokens that were issued; those that were used stay, so that they can be told from unknown ones.
#[derive(Default)]
struct Memory {
    grants: HashMap<String, Grant>,
    used: HashMap<String, String>,
    revoked: BTreeSet<String>,
}

/// What a code or a refresh token stands for. `family`: the code from which it all came.
#[derive(Clone)]
struct Grant {
    client: &'static str,
    scope: String,
    family: String,
    code: Option<(Option<String>, Option<String>)>, // redirect_uri and code_challenge of the authorization request
}

/// The whole server, for any issuer.
pub fn router(issuer: &str) -> Router {
    Router::new()
        .route("/authorize", get(authorize))
        .route(
            "/token",
            post(token).fallback(async || answer(StatusCode::METHOD_NOT_ALLOWED, json!({ "error": "invalid_request" }))),
        )
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .with_state((issuer.into(), Arc::default()))
}

async fn metadata(State((issuer, _)): Server) -> Response {
    answer(
        StatusCode::OK,
        json!({
            "issuer": &*issuer, "authorization_endpoint": format!("{issuer}/authorize"), "token_endpoint": format!("{issuer}/token"),
            "response_types_supported": ["code"], "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"], "scopes_supported": SCOPES,
            "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": true
        }),
    )
}

/// RFC 6749 §4.1.1; the resource owner is always there and always agrees.
async fn authorize(State((issuer, memory)): Server, uri: Uri) -> Response {
    let Ok(given) = parameters(uri.query().unwrap_or_default().as_bytes()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let client = given.get("client_id").and_then(|id| CLIENTS.iter().find(|client| client.0 == id && !client.2));
    let redirect_uri = given.get("redirect_uri").map_or(REDIRECT_URI, String::as_str);
    let (Some((client, secret, _)), REDIRECT_URI) = (client, redirect_uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let challenge = given.get("code_challenge").filter(|challenge| is_unreserved(challenge, 43..=43));
    let method = given.get("code_challenge_method").map(String::as_str);
    let pkce = challenge.is_some() && method == Some("S256");
    let none = !given.contains_key("code_challenge") && method.is_none() && secret.is_some();
    let (name, value) = match (given.get("response_type").map(String::as_str), scope(given.get("scope"), &SCOPES.join(" "))) {
        (None, _) => ("error", "invalid_request".to_owned()),
        (Some("code"), Ok(scope)) if pkce || none => {
            let code = random();
            let code_of = Some((given.get("redirect_uri").cloned(), challenge.cloned()));
            let grant = Grant { client, scope, family: code.clone(), code: code_of };
            memory.lock().unwrap_or_else(PoisonError::into_inner).grants.insert(code.clone(), grant);
            ("code", code)
        }
        (Some("code"), Ok(_)) => ("error", "invalid_request".to_owned()),
        (Some("code"), Err(_)) => ("error", "invalid_scope".to_owned()),
        _ => ("error", "unsupported_response_type".to_owned()),
    };
    let state = given.get("state").map(|state| ("state", state.as_str()));
    let pairs = [(name, value.as_str()), ("iss", &*issuer)].into_iter().chain(state);
    let location = Url::parse_with_params(REDIRECT_URI, pairs).map(String::from).unwrap_or_default();
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response()
}

async fn token(State((_, memory)): Server, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    match exchange(&mut memory.lock().unwrap_or_else(PoisonError::into_inner), &headers, &body) {
        Ok(tokens) => answer(StatusCode::OK, tokens),
        Err((status, error)) => answer(status, json!({ "error": error })),
    }
}

/// RFC 6749 §4.1.3, §4.4.2, §6.
fn exchange(memory: &mut Memory, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let media_type = types.next().and_then(|value| value.to_str().ok()?.split(';').next());
    let is_form = media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !is_form || types.next().is_some() {
        return Err(INVALID_REQUEST);
    }
    let given = parameters(body)?;
    let &(client, _, is_service) = authenticate(headers, &given)?;
    let need = |name: &str| given.get(name).ok_or(INVALID_REQUEST);
    match need("grant_type")?.as_str() {
        "client_credentials" if is_service => {
            let scope = scope(given.get("scope"), &SCOPES.join(" "))?;
            Ok(json!({ "access_token": random(), "token_type": "Bearer", "expires_in": LIFETIME, "scope": scope }))
        }
        "authorization_code" if !is_service => {
            let grant = memory.redeem(need("code")?, client)?;
            let (redirect_uri, challenge) = grant.code.clone().ok_or(INVALID_GRANT)?;
            let verified = match (challenge, given.get("code_verifier")) {
                (Some(_), None) => return Err(INVALID_REQUEST),
                (Some(challenge), Some(verifier)) => is_unreserved(verifier, 43..=128) && challenge == s256(verifier),
                (None, verifier) => verifier.is_none(), // a verifier without a challenge: somebody took the challenge away
            };
            if !verified || redirect_uri.as_ref() != given.get("redirect_uri") {
                return Err(INVALID_GRANT);
            }
            let scope = grant.scope.clone();
            memory.issue(need("code")?, grant, scope)
        }
        "refresh_token" if !is_service => {
            let grant = memory.redeem(need("refresh_token")?, client)?;
            if grant.code.is_some() {
                return Err(INVALID_GRANT);
            }
            let scope = scope(given.get("scope"), &grant.scope)?;
            memory.issue(need("refresh_token")?, grant, scope)
        }
        "client_credentials" | "authorization_code" | "refresh_token" => Err((StatusCode::BAD_REQUEST, "unauthorized_client")),
        _ => Err((StatusCode::BAD_REQUEST, "unsupported_grant_type")),
    }
}

impl Memory {
    /// What a code or refresh token stands for. One that was used before takes all that came of it along (RFC 9700 §4.14.2).
    fn redeem(&mut self, key: &str, client: &str) -> Result<Grant, Refusal> {
        if let Some(family) = self.used.get(key) {
            self.revoked.insert(family.clone());
        }
        let grant = self.grants.get(key).filter(|grant| grant.client == client).cloned().ok_or(INVALID_GRANT)?;
        if self.revoked.contains(&grant.family) { Err(INVALID_GRANT) } else { Ok(grant) }
    }

    /// Tokens in exchange for what is used up by that. The new refresh token keeps the scope of the grant.
    fn issue(&mut self, key: &str, grant: Grant, scope: String) -> Result<Value, Refusal> {
        self.grants.remove(key);
        self.used.insert(key.to_owned(), grant.family.clone());
        let refresh_token = random();
        self.grants.insert(refresh_token.clone(), Grant { code: None, ..grant });
        Ok(json!({
            "access_token": random(), "token_type": "Bearer", "expires_in": LIFETIME, "refresh_token": refresh_token, "scope": scope
        }))
    }
}

/// The client, by HTTP Basic or, a public one, by its name (RFC 6749 §2.3.1, §3.2.1).
fn authenticate(
    headers: &HeaderMap,
    given: &HashMap<String, String>,
) -> Result<&'static (&'static str, Option<&'static str>, bool), Refusal> {
    let find = |id: &str, secret: Option<&str>| CLIENTS.iter().find(|client| client.0 == id && client.1 == secret);
    let mut fields = headers.get_all(header::AUTHORIZATION).iter();
    let found = match (fields.next(), fields.next()) {
        (None, _) if given.contains_key("client_secret") => None,
        (None, _) => find(given.get("client_id").ok_or(INVALID_CLIENT)?, None),
        (Some(_), Some(_)) => return Err(INVALID_REQUEST),
        (Some(_), None) if given.contains_key("client_secret") => return Err(INVALID_REQUEST),
        (Some(field), None) => {
            let (id, secret) = basic(field.as_bytes()).ok_or(INVALID_CLIENT)?;
            find(&id, Some(&secret)).filter(|client| given.get("client_id").is_none_or(|named| named == client.0))
        }
    };
    found.ok_or(INVALID_CLIENT)
}

fn basic(field: &[u8]) -> Option<(String, String)> {
    let (scheme, credentials) = std::str::from_utf8(field).ok()?.split_once(' ')?;
    let text = String::from_utf8(BASE64_STANDARD.decode(credentials.trim_start()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain = |text: &str| form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned());
    Some((plain(id)?, plain(secret)?))
}

/// Parameters without a value are as good as absent; none may come twice (RFC 6749 §3.1, §3.2).
fn parameters(form: &[u8]) -> Result<HashMap<String, String>, Refusal> {
    let mut given = HashMap::new();
    for (name, value) in form_urlencoded::parse(form) {
        if given.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(INVALID_REQUEST);
        }
    }
    given.retain(|_, value| !value.is_empty());
    Ok(given)
}

/// The scope that is asked for, within what is allowed; all of that, where nothing is asked for (RFC 6749 §3.3).
fn scope(asked: Option<&String>, allowed: &str) -> Result<String, Refusal> {
    let Some(asked) = asked else { return Ok(allowed.to_owned()) };
    let within = asked.split(' ').all(|one| allowed.split(' ').any(|other| one == other));
    if within { Ok(asked.clone()) } else { Err(INVALID_SCOPE) }
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

fn answer(status: StatusCode, body: Value) -> Response {
    let fixed = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    let mut response = (status, fixed, body.to_string()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Basic realm=\"token\""));
    }
    response
}
