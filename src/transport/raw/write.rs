//! A request as bytes.

use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};
use crate::transport::message::{Request, TransportError};

/// A request on paper.
pub(super) struct Written {
    /// Request line, fields and the empty line.
    pub head: Vec<u8>,
    /// The content, framed.
    pub body: Vec<u8>,
}

type Field = (String, Vec<u8>);

/// Writes a request in a form. The connection is closed afterwards, and the request says so.
pub(super) fn write(request: &Request, wire: &WireForm) -> Result<Written, TransportError> {
    check(request)?;
    let mut head = request_line(request, wire).into_bytes();
    let mut fields = host(request, wire);
    // Lines that the HTTP grammar does not know stand right after Host.
    let lines_at = fields.len();
    fields.extend(request.headers.iter().filter(|(name, _)| !is(name, "host")).cloned());
    fields.extend(framing(request, wire));
    let mut add = |name: &str, value: &str| {
        if !request.headers.iter().any(|(given, _)| is(given, name)) {
            fields.push((name.to_owned(), value.as_bytes().to_vec()));
        }
    };
    if wire.expect_continue {
        add("Expect", "100-continue");
    }
    add("Connection", "close");
    for wanted in [&wire.space_before_colon, &wire.folded].into_iter().flatten() {
        if !fields.iter().any(|(name, _)| is(name, wanted)) {
            return Err(unsendable(format!("it has no field {wanted} that could be written differently")));
        }
    }
    for (index, (name, value)) in fields.iter().enumerate() {
        if index == lines_at {
            lines(&mut head, wire);
        }
        field(&mut head, name, value, wire);
    }
    head.extend_from_slice(b"\r\n");
    Ok(Written { head, body: body(request, wire) })
}

/// The head of a request in its form: request line, fields, empty line, for showing how it was sent.
///
/// # Errors
/// Those of sending it: a request that cannot be written in this form.
pub fn head_as_written(request: &Request) -> Result<Vec<u8>, TransportError> {
    let usual = WireForm::default();
    write(request, request.wire.as_deref().unwrap_or(&usual)).map(|written| written.head)
}

/// What would end a line early would make another request of it than the one that is recorded.
fn check(request: &Request) -> Result<(), TransportError> {
    let token =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
    if !token(&request.method) {
        return Err(unsendable("its method is no token".to_owned()));
    }
    for (name, value) in &request.headers {
        if !token(name) {
            return Err(unsendable(format!("the field name {name:?} is no token")));
        }
        if value.iter().any(|byte| b"\r\n\0".contains(byte)) {
            return Err(unsendable(format!("the value of {name} has a line break or NUL")));
        }
    }
    Ok(())
}

fn unsendable(detail: String) -> TransportError {
    TransportError::Unsendable { detail }
}

/// RFC 9112 §3.
fn request_line(request: &Request, wire: &WireForm) -> String {
    let url = &request.url;
    let mut target = match wire.target {
        RequestTarget::Origin => String::new(),
        RequestTarget::Absolute => format!("{}://{}", url.scheme(), authority(url)),
    };
    target.push_str(url.path());
    if let Some(query) = url.query() {
        target.push('?');
        target.push_str(query);
    }
    let version = match wire.version {
        Version::Http10 => "HTTP/1.0",
        Version::Http11 | Version::Http2 => "HTTP/1.1",
    };
    format!("{} {target} {version}\r\n", request.method)
}

/// Host and port, without user information.
fn authority(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn host(request: &Request, wire: &WireForm) -> Vec<Field> {
    let given = request.headers.iter().find(|(name, _)| is(name, "host"));
    let field = given.cloned().unwrap_or_else(|| ("Host".to_owned(), authority(&request.url).into_bytes()));
    match wire.host {
        Host::Once => vec![field],
        Host::Absent => Vec::new(),
        Host::Twice => vec![field.clone(), field],
    }
}

/// RFC 9112 §6. A length that the request gives itself stays alone.
fn framing(request: &Request, wire: &WireForm) -> Vec<Field> {
    if request.headers.iter().any(|(name, _)| is(name, "content-length") || is(name, "transfer-encoding")) {
        return Vec::new();
    }
    let length = |bytes: usize| ("Content-Length".to_owned(), bytes.to_string().into_bytes());
    let coding = |value: &str| ("Transfer-Encoding".to_owned(), value.as_bytes().to_vec());
    let size = request.body.len();
    match wire.framing {
        Framing::Length if size == 0 && matches!(request.method.as_str(), "GET" | "HEAD") => Vec::new(),
        Framing::Length => vec![length(size)],
        Framing::Chunked => vec![coding("chunked")],
        Framing::ChunkedAndLength => vec![coding("chunked"), length(size)],
        // The wrong one is shorter: a server that believes it has all of that and does not wait for more.
        Framing::TwoLengths => vec![length(size), length(size.saturating_sub(1))],
        Framing::ChunkedNotFinal => vec![coding("chunked, identity")],
    }
}

fn lines(head: &mut Vec<u8>, wire: &WireForm) {
    for line in &wire.lines {
        head.extend_from_slice(line.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
}

fn field(head: &mut Vec<u8>, name: &str, value: &[u8], wire: &WireForm) {
    let named = |other: &Option<String>| other.as_deref().is_some_and(|other| is(name, other));
    head.extend_from_slice(letters(name, wire.names).as_bytes());
    head.extend_from_slice(if named(&wire.space_before_colon) { b" : " } else { b": " });
    if named(&wire.folded) {
        // Between two words where there are some: unfolded, it is the same value again (RFC 9112 §5.2).
        let words = value.iter().position(|&byte| byte == b' ').unwrap_or(0);
        let (first, second) = value.split_at(words);
        head.extend_from_slice(first);
        head.extend_from_slice(b"\r\n ");
        head.extend_from_slice(second.trim_ascii_start());
    } else {
        head.extend_from_slice(value);
    }
    head.extend_from_slice(b"\r\n");
}

fn letters(name: &str, case: NameCase) -> String {
    match case {
        NameCase::Usual => name.to_owned(),
        NameCase::Upper => name.to_ascii_uppercase(),
        NameCase::Lower => name.to_ascii_lowercase(),
        NameCase::Flipped => name.chars().map(flipped).collect(),
    }
}

fn flipped(letter: char) -> char {
    if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
}

fn body(request: &Request, wire: &WireForm) -> Vec<u8> {
    match wire.framing {
        Framing::Length | Framing::TwoLengths => request.body.clone(),
        Framing::Chunked | Framing::ChunkedAndLength | Framing::ChunkedNotFinal => chunked(&request.body),
    }
}

/// Three chunks, or fewer where there is little to say (RFC 9112 §7.1).
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 32);
    for chunk in body.chunks(body.len().div_ceil(3).max(1)) {
        out.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\n\r\n");
    out
}

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}
