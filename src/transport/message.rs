//! One HTTP request, its response, and what can go wrong between them.

use std::sync::Arc;
use std::time::Duration;

use crate::protocol::body::Body;
use crate::protocol::wire::WireForm;

/// An HTTP request exactly as it is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in the letters that are sent.
    pub method: String,
    /// The absolute URL, query included.
    pub url: url::Url,
    /// Header fields in the order in which they are sent; a name may occur twice.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// How it is written, where the HTTP library would not or could not: then it has a connection of its own.
    pub wire: Option<Box<WireForm>>,
    /// The case that it belongs to; told to the target where that is wanted.
    pub case: Option<Arc<str>>,
}

/// What requests call the client, unless they say otherwise.
pub const USER_AGENT: &str = concat!("tokenspec/", env!("CARGO_PKG_VERSION"));

impl Request {
    /// A request without header fields and body.
    pub fn new(method: &str, url: url::Url) -> Self {
        Self { method: method.to_owned(), url, headers: Vec::new(), body: Vec::new(), wire: None, case: None }
    }

    /// Adds a header field.
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// An HTTP response, its body bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields in the order received, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, cut where the limit was reached.
    pub body: Body,
}

impl Response {
    /// The first value of a header field (name in any case), bytes outside ASCII replaced.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| String::from_utf8_lossy(v).into_owned())
    }

    /// How long the server asks to wait before the request is sent again: the seconds of `Retry-After` in a 429 or 503
    /// (RFC 6585 §4, RFC 9110 §10.2.3).
    pub fn retry_after(&self) -> Option<Duration> {
        if !self.sheds() {
            return None;
        }
        self.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
    }

    /// Whether the server puts a request off for its own sake, not the request's (RFC 6585 §4, RFC 9110 §15.6.4).
    pub fn sheds(&self) -> bool {
        matches!(self.status, 429 | 503)
    }

    /// All values of a header field (name in any case).
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_slice())
    }
}

/// When a request was sent and how long its answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// From the transport's creation to the moment the request was handed to the connection.
    pub started: Duration,
    /// From then to the last byte of the response (or the error).
    pub duration: Duration,
}

/// A request and what became of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub outcome: Result<Arc<Response>, TransportError>,
    /// When, and how long.
    pub timing: Timing,
}

impl Exchange {
    /// The response, when there is one.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_deref().ok()
    }
}

/// Why there is no usable response. None of these is ever a verdict on a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection could be made.
    #[error("no connection to {authority}: {detail}")]
    Connect {
        /// Host and port.
        authority: String,
        /// The system's words.
        detail: String,
    },
    /// The certificate of the target was not accepted, or TLS failed otherwise.
    #[error("TLS with {authority} failed: {detail}")]
    Tls {
        /// Host and port.
        authority: String,
        /// The TLS library's words.
        detail: String,
    },
    /// The answer was not complete in time.
    #[error("no complete answer within {} s", .limit.as_secs_f64())]
    Timeout {
        /// The limit that was exceeded.
        limit: Duration,
    },
    /// The connection ended before the answer was complete, or what came was not HTTP.
    #[error("the connection broke off: {detail}")]
    Broken {
        /// The HTTP library's words.
        detail: String,
    },
    /// The request cannot be expressed by the HTTP library.
    #[error("this request cannot be sent: {detail}")]
    Unsendable {
        /// What is wrong with it.
        detail: String,
    },
    /// A proxy would read the request and send another: what asks for these very bytes does not apply.
    #[error("the way to {authority} leads through a proxy for http, which would write the request anew")]
    Rewritten {
        /// Host and port.
        authority: String,
    },
    /// The server does not speak the protocol that the request is to be sent with: what asks for it does not apply.
    #[error("{authority} does not offer {what}")]
    NotOffered {
        /// Host and port.
        authority: String,
        /// The protocol.
        what: &'static str,
    },
}
