//! Examines a service in this process: no axum, no socket, a `tower::Service` and nothing else.
//!
//! ```text
//! cargo run --example examine_service                # keeps the rules: exit 0
//! cargo run --example examine_service -- --careless  # lets its answers be cached: exit 1
//! ```

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use hyper::{Method, Request, Response};
use tokenspec::{Client, Examination, TargetBuilder};
use tower_service::Service;

const CLIENT: (&str, &str) = ("nightly-job", "u5IrCm3GqSl0DeA9ZhVx2KpW");

/// A token endpoint that knows the client credentials grant (RFC 6749 §4.4) and one client.
#[derive(Clone)]
struct TokenEndpoint {
    careless: bool,
}

impl Service<Request<Incoming>> for TokenEndpoint {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let careless = self.careless;
        Box::pin(async move {
            let (status, text) = decide(request).await;
            let mut response = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
            if !careless {
                response = response.header(CACHE_CONTROL, "no-store").header(PRAGMA, "no-cache");
            }
            if status == 401 {
                response = response.header(WWW_AUTHENTICATE, "Basic realm=\"token\"");
            }
            Ok(response.body(Full::from(text)).unwrap_or_default())
        })
    }
}

/// Status and body of the answer.
async fn decide(request: Request<Incoming>) -> (u16, String) {
    let refused = |status: u16, error: &str| (status, format!(r#"{{"error":"{error}"}}"#));
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await else { return refused(400, "invalid_request") };
    if head.method != Method::POST {
        return refused(405, "invalid_request");
    }
    let form: Vec<_> =
        url::form_urlencoded::parse(&body.to_bytes()).into_owned().filter(|(_, value)| !value.is_empty()).collect();
    let types: Vec<_> = head.headers.get_all(CONTENT_TYPE).iter().filter_map(|value| value.to_str().ok()).collect();
    let is_form = matches!(types.as_slice(), [one] if one.to_ascii_lowercase().split(';').next() == Some("application/x-www-form-urlencoded"));
    let value = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let repeated = form.iter().enumerate().any(|(at, (name, _))| form.iter().take(at).any(|(other, _)| other == name));
    let fields: Vec<&[u8]> = head.headers.get_all(AUTHORIZATION).iter().map(|value| value.as_bytes()).collect();
    let expected = BASE64_STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
    let authenticated =
        fields.iter().filter_map(|field| std::str::from_utf8(field).ok()?.split_once(' ')).any(|(scheme, rest)| {
            scheme.eq_ignore_ascii_case("basic")
                && rest.trim_start() == expected
                && value("client_id").is_none_or(|id| id == CLIENT.0)
        });
    match value("grant_type") {
        _ if !is_form || repeated || fields.len() > 1 => refused(400, "invalid_request"),
        _ if value("client_secret").is_some() && !fields.is_empty() => refused(400, "invalid_request"),
        _ if !authenticated => refused(401, "invalid_client"),
        None => refused(400, "invalid_request"),
        Some("client_credentials") if value("scope").is_none_or(|scope| scope == "read") => {
            let token = BASE64_STANDARD.encode(rand::random::<[u8; 32]>());
            (200, format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":300,"scope":"read"}}"#))
        }
        Some("client_credentials") => refused(400, "invalid_scope"),
        Some("authorization_code" | "refresh_token") => refused(400, "unauthorized_client"),
        Some(_) => refused(400, "unsupported_grant_type"),
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let careless = std::env::args().any(|argument| argument == "--careless");
    let target = TargetBuilder::new("a service")
        .token_endpoint("https://as.example/token")
        .client(Client::service(CLIENT.0, CLIENT.1).scopes(["read"]))
        .service(TokenEndpoint { careless })
        .build()?;
    let record = Examination::of(target).suites(["oauth2", "http"]).run().await?;
    for case in record.findings() {
        println!("{:?} {}: {}", case.verdict, case.id, case.reason);
    }
    println!("{:?}", record.summary);
    Ok(ExitCode::from(u8::from(record.has_failures())))
}
