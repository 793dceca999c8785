//! What HTTP asks of every request once its head is understood, whatever it wants (RFC 9110).

use axum::http::header::{CONTENT_TYPE, EXPECT, HOST, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method, Version};
use axum::response::Response;

use super::catalogue as fault;
use super::fault::FaultSet;
use super::http::{Content, Incoming, plain};

/// The methods of RFC 9110 §9 and PATCH (RFC 5789), which every server recognises.
const RECOGNISED: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::CONNECT,
    Method::OPTIONS,
    Method::TRACE,
    Method::PATCH,
];

/// Whether a method is one of those that every server recognises.
pub(super) fn recognised(method: &Method) -> bool {
    RECOGNISED.contains(method)
}

/// The answer to a request that goes no further.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    text: &'static str,
}

impl Answer {
    /// As HTTP.
    pub(super) fn write(&self) -> Response {
        plain(self.status, self.text)
    }
}

/// The refusal of a request that is none of its kind; what a fault lets through is made to look as it reads it.
pub(super) fn check(incoming: &mut Incoming, faults: &FaultSet) -> Result<(), Answer> {
    host(incoming, faults)?;
    // The target in absolute form (RFC 9112 §3.2.2) is as good as the other.
    if incoming.absolute && faults.has(fault::ABSOLUTE_FORM_REFUSED) {
        return Err(Answer { status: 400, text: "a path, please" });
    }
    if incoming.version == Version::HTTP_2 && faults.has(fault::HTTP2_500) {
        return Err(crash());
    }
    if !recognised(&incoming.method) {
        if faults.has(fault::UNKNOWN_METHOD_500) {
            return Err(crash());
        }
        if !faults.has(fault::UNKNOWN_METHOD_LIKE_POST) {
            return Err(Answer { status: 501, text: "the method is not implemented" });
        }
    }
    media_type(&mut incoming.headers, faults)?;
    expectation(incoming, faults)?;
    if incoming.headers.contains_key(TRANSFER_ENCODING) {
        chunked(incoming, faults)?;
    }
    Ok(())
}

/// Exactly one Host field, or none in HTTP/1.0 (RFC 9112 §3.2); HTTP/2 has `:authority` (RFC 9113 §8.3.1).
fn host(incoming: &Incoming, faults: &FaultSet) -> Result<(), Answer> {
    let count = incoming.headers.get_all(HOST).iter().count();
    let fine = match incoming.version {
        Version::HTTP_10 => count <= 1,
        Version::HTTP_11 => count == 1,
        _ => true,
    };
    if fine {
        return Ok(());
    }
    let accepted = if count == 0 { fault::HOST_MISSING_ACCEPTED } else { fault::HOST_REPEATED_ACCEPTED };
    match () {
        () if faults.has(fault::HOST_ERRORS_500) => Err(crash()),
        () if faults.has(accepted) => Ok(()),
        () => Err(Answer { status: 400, text: "one Host field, please" }),
    }
}

/// The media type is no list: it stands there once (RFC 9110 §5.3, §8.3).
fn media_type(headers: &mut HeaderMap, faults: &FaultSet) -> Result<(), Answer> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(first), Some(last)) = (values.next(), values.next_back()) else { return Ok(()) };
    let believed = match () {
        () if faults.has(fault::CONTENT_TYPE_TWICE_500) => return Err(crash()),
        () if faults.has(fault::CONTENT_TYPE_TWICE_FIRST_WINS) => first.clone(),
        () if faults.has(fault::CONTENT_TYPE_TWICE_LAST_WINS) => last.clone(),
        () => return Err(Answer { status: 400, text: "one media type, please" }),
    };
    headers.insert(CONTENT_TYPE, believed);
    Ok(())
}

/// 100-continue has been answered by the time its content is here; nothing else can be expected (RFC 9110 §10.1.1).
fn expectation(incoming: &mut Incoming, faults: &FaultSet) -> Result<(), Answer> {
    let Some(expected) = incoming.headers.get(EXPECT) else { return Ok(()) };
    if faults.has(fault::EXPECT_500) {
        return Err(crash());
    }
    if faults.has(fault::EXPECTED_BODY_LOST) {
        incoming.body = Content::default();
    }
    match expected.as_bytes().eq_ignore_ascii_case(b"100-continue") {
        true => Ok(()),
        false => Err(Answer { status: 417, text: "this cannot be expected" }),
    }
}

/// Chunked content is content like any other (RFC 9112 §7.1).
fn chunked(incoming: &mut Incoming, faults: &FaultSet) -> Result<(), Answer> {
    if faults.has(fault::CHUNKED_BODY_500) {
        return Err(crash());
    }
    if faults.has(fault::CHUNKED_BODY_411) {
        return Err(Answer { status: 411, text: "say how long it is" });
    }
    if faults.has(fault::CHUNKED_BODY_LOST) {
        incoming.body = Content::default();
    }
    Ok(())
}

fn crash() -> Answer {
    Answer { status: 500, text: "internal error" }
}
