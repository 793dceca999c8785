//! What every answer goes through on its way out: the differences of HTTP that variants make.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CACHE_CONTROL, CONNECTION, CONTENT_TYPE, PRAGMA, RETRY_AFTER, SET_COOKIE,
};
use axum::http::{HeaderName, HeaderValue, Version};
use axum::response::Response;
use futures_util::stream;

use super::catalogue as fault;
use super::fault::FaultSet;
use super::http;
use super::routes::Endpoint;
use super::variant_catalogue as variant;

/// One request in so many is put off.
const LIMIT: u64 = 50;
/// The size of a chunk, in bytes.
const CHUNK: usize = 16;

/// Counts requests, so that one in fifty is put off (RFC 6585 §4).
#[derive(Debug, Default)]
pub(super) struct Limiter(AtomicU64);

impl Limiter {
    /// The answer that puts this request off, if it is its turn.
    pub(super) fn put_off(&self, faults: &FaultSet) -> Option<Response> {
        if !faults.varies(variant::RATE_LIMITED) || !(self.0.fetch_add(1, Ordering::Relaxed) + 1).is_multiple_of(LIMIT) {
            return None;
        }
        let mut response = http::plain(429, "too many requests");
        set(&mut response, RETRY_AFTER, "0");
        Some(response)
    }
}

/// Changes an answer as the server's variants have it.
pub(super) async fn dress(mut response: Response, endpoint: Option<Endpoint>, faults: &FaultSet) -> Response {
    if faults.varies(variant::NO_PRAGMA) {
        response.headers_mut().remove(PRAGMA);
    }
    if faults.varies(variant::MORE_CACHE_CONTROL) && response.headers().contains_key(CACHE_CONTROL) {
        set(&mut response, CACHE_CONTROL, "private");
        response.headers_mut().append(CACHE_CONTROL, HeaderValue::from_static("No-Store, max-age=0"));
    }
    if faults.varies(variant::MEDIA_TYPE_SPELT_OTHERWISE)
        && response.headers().get(CONTENT_TYPE).is_some_and(|media_type| media_type == "application/json")
    {
        set(&mut response, CONTENT_TYPE, "Application/JSON;Charset=\"utf-8\"");
    }
    if faults.varies(variant::COOKIES) {
        set(&mut response, SET_COOKIE, "visit=1; Path=/; HttpOnly; SameSite=Lax");
    }
    cross_origin(&mut response, endpoint, faults);
    if faults.varies(variant::CORS) && endpoint == Some(Endpoint::Token) {
        set(&mut response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, "POST");
        set(&mut response, ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
    }
    transfer(response, faults).await
}

/// Faults: origins are let in that should not be (RFC 9700 §2.6).
fn cross_origin(response: &mut Response, endpoint: Option<Endpoint>, faults: &FaultSet) {
    let (everybody, with_credentials) = match endpoint {
        Some(Endpoint::Token) => (faults.has(fault::CORS_CREDENTIALS_FOR_ALL), true),
        Some(Endpoint::Authorize) => (faults.has(fault::CORS_AT_AUTHORIZATION), false),
        _ => (false, false),
    };
    if everybody {
        set(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    }
    if everybody && with_credentials {
        set(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
}

/// How the body travels.
async fn transfer(mut response: Response, faults: &FaultSet) -> Response {
    if faults.varies(variant::CONNECTION_CLOSED) {
        set(&mut response, CONNECTION, "close");
    }
    let old = faults.varies(variant::HTTP_1_0);
    if old {
        *response.version_mut() = Version::HTTP_10;
    }
    if !old && !faults.varies(variant::CHUNKED) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // Every body of this room is made from text that is in memory already.
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let chunks: Vec<Result<Bytes, std::io::Error>> = whole.chunks(CHUNK).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    Response::from_parts(parts, Body::from_stream(stream::iter(chunks)))
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}
