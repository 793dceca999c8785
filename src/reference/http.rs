//! Requests as the endpoints see them, and the plain shapes of answers.

use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, PRAGMA};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use axum::response::Response;
use bytes::BytesMut;
use http_body_util::BodyExt as _;
use serde_json::Value;

/// The largest body that is kept: 1 MiB.
const BODY_LIMIT: usize = 1 << 20;
/// The largest body that is read to its end before it is refused: closed with unread bytes, a connection is reset, and
/// the answer may be lost.
const DRAIN_LIMIT: usize = 32 << 20;

/// What came after the head.
#[derive(Debug, Default)]
pub(super) struct Content {
    bytes: Bytes,
    too_large: bool,
}

/// A request with its body.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) version: Version,
    /// Whether the request line has the whole URI (RFC 9112 §3.2.2).
    pub(super) absolute: bool,
    pub(super) body: Content,
    /// With one fault: whether its code was unused when it arrived.
    pub(super) found_unused: bool,
    /// When its head was here.
    pub(super) arrived: Instant,
}

impl Incoming {
    pub(super) async fn read(request: Request) -> Self {
        let arrived = Instant::now();
        let (parts, body) = request.into_parts();
        Self {
            arrived,
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            version: parts.version,
            absolute: parts.version < Version::HTTP_2 && parts.uri.scheme().is_some(),
            body: Content::read(body).await,
            found_unused: false,
        }
    }

    /// The body; empty where it is too large.
    pub(super) fn body(&self) -> &[u8] {
        &self.body.bytes
    }

    /// The body, unless it is too large.
    pub(super) fn content(&self) -> Option<&[u8]> {
        (!self.body.too_large).then_some(&self.body.bytes)
    }

    /// A header as text; empty when it is missing.
    pub(super) fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The media type in lower case, without its parameters.
    pub(super) fn media_type(&self) -> String {
        let value = self.header(CONTENT_TYPE);
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The fields of a browser's form or of a query.
    pub(super) fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
        url::form_urlencoded::parse(bytes).into_owned().collect()
    }

    /// A cookie's value.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.header(axum::http::header::COOKIE).split(';');
        cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

impl Content {
    /// Keeps what is short enough. What breaks off is too large as well: nobody waits for the answer.
    async fn read(mut body: Body) -> Self {
        let mut kept = BytesMut::new();
        let mut size = 0;
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Self { bytes: Bytes::new(), too_large: true } };
            let Ok(data) = frame.into_data() else { continue };
            size += data.len();
            if size <= BODY_LIMIT {
                kept.extend_from_slice(&data);
            } else if size > DRAIN_LIMIT {
                break;
            }
        }
        if size > BODY_LIMIT {
            Self { bytes: Bytes::new(), too_large: true }
        } else {
            Self { bytes: kept.freeze(), too_large: false }
        }
    }
}

/// An answer with a body of some media type.
pub(super) fn answer(status: u16, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    // Every status of this room is a literal between 200 and 500.
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A JSON answer.
pub(super) fn json(status: u16, value: &Value) -> Response {
    answer(status, "application/json", value.to_string())
}

/// Forbids storing (RFC 6749 §5.1).
pub(super) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// A redirect.
pub(super) fn redirect(status: u16, location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => {
            let mut response = answer(status, "text/html; charset=utf-8", Body::empty());
            response.headers_mut().insert(LOCATION, location);
            response
        }
        Err(_) => answer(400, "text/plain; charset=utf-8", "the redirect URI is not a URI"),
    }
}

/// An answer without content for what is not there.
pub(super) fn plain(status: u16, text: &'static str) -> Response {
    answer(status, "text/plain; charset=utf-8", text)
}
