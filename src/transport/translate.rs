//! Our requests and answers in the HTTP library's types, and back.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Uri;
use hyper::body::{Body as _, Incoming};
use hyper::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};

use super::failure::chain;
use super::message::{Request, Response, TransportError};
use crate::protocol::body::Body;

/// A request as the library takes it.
pub(super) type Message = hyper::Request<Full<Bytes>>;

/// Our request in the HTTP library's types; says what the library refuses to send.
pub(super) fn message(request: &Request) -> Result<Message, TransportError> {
    message_to(request, target(&request.url)?)
}

/// The whole URL as the library takes it.
pub(super) fn target(url: &url::Url) -> Result<Uri, TransportError> {
    url.as_str().parse().map_err(unsendable)
}

/// The same for a target that is at hand already.
pub(super) fn message_to(request: &Request, target: Uri) -> Result<Message, TransportError> {
    let mut message = Message::new(Full::new(Bytes::copy_from_slice(&request.body)));
    *message.method_mut() = hyper::Method::from_bytes(request.method.as_bytes()).map_err(unsendable)?;
    *message.uri_mut() = target;
    *message.headers_mut() = fields(request)?;
    Ok(message)
}

fn fields(request: &Request) -> Result<HeaderMap, TransportError> {
    // Host and the length come on top.
    let mut fields = HeaderMap::with_capacity(request.headers.len() + 2);
    for (name, value) in &request.headers {
        let value = HeaderValue::from_bytes(value).map_err(|error| unsendable(format!("header {name}: {error}")))?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(unsendable)?;
        fields.append(name, value);
    }
    // An empty POST needs its length said, or some servers answer 411 (RFC 9110 §8.6).
    if request.body.is_empty() && request.method != "GET" && !fields.contains_key(CONTENT_LENGTH) {
        fields.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(fields)
}

fn unsendable(detail: impl ToString) -> TransportError {
    TransportError::Unsendable { detail: detail.to_string() }
}

/// Reads an answer, so many bytes of its body at most.
pub(super) async fn read(answer: hyper::Response<Incoming>, max_body: usize) -> Result<Response, TransportError> {
    let (head, mut incoming) = answer.into_parts();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    let mut body = Body::default();
    while !incoming.is_end_stream() {
        let Some(frame) = incoming.frame().await else { break };
        let frame = frame.map_err(|error| TransportError::Broken { detail: chain(&error) })?;
        let Ok(data) = frame.into_data() else { continue };
        let room = max_body - body.bytes.len();
        if data.len() > room {
            body.bytes.extend_from_slice(&data[..room]);
            body.truncated = true;
            break;
        }
        body.bytes.extend_from_slice(&data);
    }
    Ok(Response { status: head.status.as_u16(), headers, body })
}
