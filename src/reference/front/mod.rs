//! What stands before the endpoints: connections, TLS, and what HTTP asks of the head of a request before anybody reads
//! its content (RFC 9112). The HTTP library behind it speaks HTTP/1.x and HTTP/2.

mod accept;
mod certificate;
mod head;
mod hello;
mod rewrite;
mod stream;

pub use accept::Tls;
pub(super) use accept::{Listener, serve};
pub use certificate::{authority_der, authority_pem};

use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::response::Response;

use super::catalogue as fault;
use super::fault::FaultSet;

/// The faults of the Date field; the HTTP library writes a right one where there is none (RFC 9110 §6.6.1).
pub(super) fn date(response: &mut Response, faults: &FaultSet) {
    let wrong = match () {
        () if faults.has(fault::DATE_LONG_PAST) => "Thu, 01 Jan 1970 00:00:00 GMT",
        () if faults.has(fault::DATE_MALFORMED) => "2026-11-24T07:00:00Z",
        () => return,
    };
    response.headers_mut().insert(DATE, HeaderValue::from_static(wrong));
}
