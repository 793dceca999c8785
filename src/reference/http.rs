//! Requests as the endpoints see them, and the plain shapes of answers.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, PRAGMA};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use serde_json::Value;

/// The largest body that is read: 1 MiB.
const BODY_LIMIT: usize = 1 << 20;

/// A request with its body.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    /// `None`: too large.
    pub(super) body: Option<Bytes>,
}

impl Incoming {
    pub(super) async fn read(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            method: parts.method,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: to_bytes(body, BODY_LIMIT).await.ok(),
        }
    }

    pub(super) fn body(&self) -> &[u8] {
        self.body.as_deref().unwrap_or_default()
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
