//! From a token request to an HTTP request: where its parameters go and how they are written.

use url::Url;

use super::token_request::{Parameter, TokenRequest};
use crate::protocol::form;
use crate::suite::model::{BodyEncoding, Place, Wire};
use crate::transport::{Request, USER_AGENT};

impl TokenRequest {
    /// The request as HTTP.
    pub(super) fn to_http(&self, endpoint: &Url, boundary: &str) -> Request {
        let mut url = endpoint.clone();
        if !self.query.is_empty() {
            let mut query = url.query().map(|query| format!("{query}&")).unwrap_or_default();
            query.push_str(&String::from_utf8_lossy(&form_body(&self.query)));
            url.set_query(Some(&query));
        }
        let (content_type, body) = self.encode_body(boundary);
        let mut request = Request::new(&self.method, url);
        request.headers.push(("User-Agent".to_owned(), USER_AGENT.into()));
        request.headers.extend(self.headers.iter().cloned());
        request.headers.extend(self.authorization.clone().map(|value| ("Authorization".to_owned(), value)));
        request.headers.extend(content_type.map(|value| ("Content-Type".to_owned(), value.into_bytes())));
        if matches!(self.body, Some(BodyEncoding::Gzip)) && self.header("Content-Encoding").is_none() {
            request.headers.push(("Content-Encoding".to_owned(), b"gzip".to_vec()));
        }
        for (name, value, place) in &self.twice {
            repeat_header(&mut request.headers, name, value, *place);
        }
        request.body = body;
        request.wire = self.wire.clone().map(Box::new);
        request
    }

    /// The value of a header field, if the request has it.
    pub(super) fn header(&self, name: &str) -> Option<Vec<u8>> {
        if name.eq_ignore_ascii_case("content-type") {
            return self.content_type.clone().map(String::into_bytes);
        }
        if name.eq_ignore_ascii_case("authorization") {
            return self.authorization.clone();
        }
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    fn encode_body(&self, boundary: &str) -> (Option<String>, Vec<u8>) {
        // An explicit Content-Type header stands above the encoding's own.
        let own = |own: &str| match self.content_type.as_deref() {
            Some("application/x-www-form-urlencoded") => Some(own.to_owned()),
            other => other.map(str::to_owned),
        };
        if self.method == "GET" {
            return (self.content_type.clone(), Vec::new());
        }
        match &self.body {
            None => (self.content_type.clone(), form_body(&self.parameters)),
            Some(BodyEncoding::Empty) => (self.content_type.clone(), Vec::new()),
            Some(BodyEncoding::Gzip) => (self.content_type.clone(), gzip(&form_body(&self.parameters))),
            Some(BodyEncoding::Raw(text)) => (self.content_type.clone(), text.clone().into_bytes()),
            Some(BodyEncoding::Json) => (own("application/json"), json_body(&self.parameters)),
            Some(BodyEncoding::Multipart) => {
                (own(&format!("multipart/form-data; boundary={boundary}")), multipart_body(&self.parameters, boundary))
            }
        }
    }
}

/// Adds a second occurrence of a field; of one that the request lacks, both.
fn repeat_header(headers: &mut Vec<(String, Vec<u8>)>, name: &str, value: &[u8], place: Place) {
    let second = (name.to_owned(), value.to_vec());
    match headers.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)) {
        Some(at) => headers.insert(if place == Place::Before { at } else { at + 1 }, second),
        None => headers.extend([second.clone(), second]),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to a vector does not fail.
    let written = std::io::Write::write_all(&mut encoder, bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

/// Bytes as they go onto the wire.
pub(super) fn encode(bytes: &[u8], wire: Wire) -> Vec<u8> {
    match wire {
        Wire::Form | Wire::NameOnly => form::encode(bytes),
        Wire::PercentAll => form::encode_all(bytes),
        Wire::PercentReserved => form::encode_reserved(bytes),
        Wire::Verbatim => bytes.to_vec(),
    }
}

/// The form-encoded parameters.
pub(super) fn form_body(parameters: &[Parameter]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = parameters
        .iter()
        .map(|parameter| {
            let name = form::encode(parameter.name.as_bytes());
            match parameter.wire {
                Wire::NameOnly => name,
                wire => [name.as_slice(), b"=", &encode(&parameter.value, wire)].concat(),
            }
        })
        .collect();
    parts.join(&b'&')
}

fn json_body(parameters: &[Parameter]) -> Vec<u8> {
    let object: serde_json::Map<String, serde_json::Value> =
        parameters.iter().map(|parameter| (parameter.name.clone(), String::from_utf8_lossy(&parameter.value).into())).collect();
    serde_json::Value::Object(object).to_string().into_bytes()
}

fn multipart_body(parameters: &[Parameter], boundary: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for parameter in parameters {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", parameter.name).as_bytes(),
        );
        body.extend_from_slice(&parameter.value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}
