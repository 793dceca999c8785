//! The smallest token endpoint that is worth asking: for measuring clients, on one thread, without a line of log.
//!
//! ```text
//! cargo run --release --example token_endpoint        # prints its URL and serves until it is ended
//! ```
//!
//! `POST /token` with `grant_type=client_credentials` and the client `measure`, secret `measure`, by HTTP Basic is answered with a token,
//! a different one each time; everything else with the errors of RFC 6749.

use std::convert::Infallible;
use std::error::Error;
use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// Bytes of a request that are read.
const LIMIT: usize = 64 << 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/token", listener.local_addr()?);
    std::io::stdout().flush()?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        // Clients come and go.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)));
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    if head.uri.path() != "/token" {
        return Ok(json(StatusCode::NOT_FOUND, r#"{"error":"invalid_request"}"#.to_owned()));
    }
    if head.method != Method::POST {
        return Ok(refused(StatusCode::METHOD_NOT_ALLOWED, "invalid_request"));
    }
    // The body comes first: a connection is kept only when all of the request is read.
    let Ok(body) = Limited::new(body, LIMIT).collect().await else {
        return Ok(refused(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"));
    };
    if !is_the_client(head.headers.get(AUTHORIZATION)) {
        let mut answer = refused(StatusCode::UNAUTHORIZED, "invalid_client");
        answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"token\""));
        return Ok(answer);
    }
    Ok(match grant(head.headers.get(CONTENT_TYPE), &body.to_bytes()) {
        Ok(()) => json(StatusCode::OK, format!(r#"{{"access_token":"{}","token_type":"Bearer","expires_in":3600}}"#, token())),
        Err(error) => refused(StatusCode::BAD_REQUEST, error),
    })
}

/// RFC 6749 §2.3.1.
fn is_the_client(authorization: Option<&HeaderValue>) -> bool {
    let credentials = authorization.and_then(|value| value.as_bytes().split_at_checked(6));
    credentials.is_some_and(|(scheme, encoded)| {
        scheme.eq_ignore_ascii_case(b"Basic ") && BASE64_STANDARD.decode(encoded).is_ok_and(|pair| pair == b"measure:measure")
    })
}

/// RFC 6749 §4.4.2 and §5.2.
fn grant(content_type: Option<&HeaderValue>, body: &[u8]) -> Result<(), &'static str> {
    let media_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.starts_with("application/x-www-form-urlencoded") {
        return Err("invalid_request");
    }
    let mut grants = url::form_urlencoded::parse(body).filter(|(name, _)| name == "grant_type");
    match (grants.next(), grants.next()) {
        (Some((_, grant)), None) if grant == "client_credentials" => Ok(()),
        (Some(_), None) => Err("unsupported_grant_type"),
        _ => Err("invalid_request"),
    }
}

fn token() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>())
}

fn refused(status: StatusCode, error: &str) -> Response<Full<Bytes>> {
    json(status, format!(r#"{{"error":"{error}"}}"#))
}

/// RFC 6749 §5.1.
fn json(status: StatusCode, body: String) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
