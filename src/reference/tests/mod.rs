//! The correct server over loopback, and the catalogue against the code.

mod browser;
mod catalogue;
mod client_rules;
mod code_rules;
mod front;
mod openid;
mod scope_rules;
mod variants;
mod variants_http;
mod variants_tokens;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use super::{FaultId, Options, RegisteredClient, Role, Running, clients, pkce, start};

pub(super) const REDIRECT: &str = "https://client.example/callback";
pub(super) const VERIFIER: &str = "AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDDDDDDD-._~";

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(super) struct Harness {
    pub(super) server: Running,
    pub(super) clients: Vec<RegisteredClient>,
    pub(super) http: Client<hyper_util::client::legacy::connect::HttpConnector, Body>,
}

pub(super) type Fields<'a> = &'a [(&'a str, &'a str)];

impl Harness {
    pub(super) async fn correct() -> Self {
        Self::with(Options::default()).await
    }

    pub(super) async fn faulty(name: &str) -> Self {
        let faults = vec![name.parse::<FaultId>().unwrap()];
        Self::with(Options { faults, ..Options::default() }).await
    }

    pub(super) async fn with(options: Options) -> Self {
        let clients = clients(&options);
        let server = start(options).await.unwrap();
        Self { server, clients, http: Client::builder(TokioExecutor::new()).build_http() }
    }

    pub(super) fn client(&self, role: Role) -> &RegisteredClient {
        self.clients.iter().find(|client| client.role == role).unwrap()
    }

    pub(super) fn basic(&self, role: Role) -> String {
        let client = self.client(role);
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(&client.id), encoded(client.secret.unwrap()))))
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.http.request(request).await.unwrap().into_parts();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(format!("{}{path}", self.server.issuer)).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, authorization: Option<&str>, body: String) -> Answer {
        let mut request = Request::post(format!("{}{path}", self.server.issuer))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A token request of a client: Basic, or `client_id` for the public one.
    pub(super) async fn token(&self, role: Role, fields: Fields<'_>) -> Answer {
        let mut body = encode(fields);
        if role == Role::Public {
            body.push_str(&format!("&client_id={}", self.client(role).id));
            return self.post("/token", None, body).await;
        }
        self.post("/token", Some(&self.basic(role)), body).await
    }

    pub(super) async fn authorize(&self, role: Role, fields: Fields<'_>) -> Answer {
        let id = &self.client(role).id;
        self.get(&format!("/authorize?response_type=code&client_id={id}&{}", encode(fields))).await
    }

    /// The redirect URI of a client's requests.
    fn redirect(&self, role: Role) -> &str {
        self.client(role).redirect_uris.first().map_or(REDIRECT, String::as_str)
    }

    /// A code for these scopes, with S256 and a redirect URI.
    pub(super) async fn code(&self, role: Role, scope: &str) -> String {
        let challenge = pkce::s256(VERIFIER);
        let fields = [
            ("scope", scope),
            ("redirect_uri", self.redirect(role)),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("nonce", "n-1"),
            ("state", "s-1"),
        ];
        result(&self.authorize(role, &fields).await, "code")
    }

    pub(super) async fn exchange(&self, role: Role, code: &str, more: Fields<'_>) -> Answer {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect(role)),
            ("code_verifier", VERIFIER),
        ];
        fields.extend_from_slice(more);
        self.token(role, &fields).await
    }

    pub(super) async fn refresh(&self, role: Role, token: &str, more: Fields<'_>) -> Answer {
        let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        fields.extend_from_slice(more);
        self.token(role, &fields).await
    }

    pub(super) async fn introspect(&self, token: &str) -> Value {
        let body = encode(&[("token", token)]);
        self.post("/introspect", Some(&self.basic(Role::Service)), body).await.json()
    }
}

pub(super) fn encode(fields: Fields<'_>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A parameter of the redirect that answers an authorization request.
pub(super) fn result(answer: &Answer, name: &str) -> String {
    let location = url::Url::parse(answer.header(header::LOCATION)).unwrap();
    location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

pub(super) fn assert_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.text("error").as_str()), (status, error), "{:?}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert!(answer.json().get("access_token").is_none());
}
