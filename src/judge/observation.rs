//! What can be seen of an answer: the response of a token endpoint, read once, in the words of RFC 6749 §5.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::matching::Match;
use super::reading;
use crate::protocol::body::Body;
use crate::protocol::error_dialect::ErrorDialect;
use crate::protocol::form;
use crate::protocol::scope::Scopes;

/// An answer, read.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The status as received.
    pub status: u16,
    /// The status as the target's error dialect means it.
    pub meant_status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The JSON object in the body, if it is one.
    pub json: Option<Map<String, Value>>,
    /// The OAuth error code, translated by the dialect.
    pub error: Option<String>,
    /// Whether an access, refresh or id token came with the answer, in JSON or form-encoded.
    pub issued: bool,
    /// Why the answer says nothing about any rule, if so.
    pub unusable: Option<String>,
    /// Bytes of the body that were read.
    pub body_bytes: usize,
    /// The members that occur more than once in their object, at any depth: `scope`, `keys[].kid`; the first few alone. Of
    /// their values `json` has the last.
    pub repeated: Vec<String>,
    /// Whether the body begins with the UTF-8 byte order mark (RFC 8259 §8.1); `json` has what follows.
    pub byte_order_mark: bool,
    /// The start of a body that is no JSON object, invalid UTF-8 replaced.
    pub text: Option<String>,
    /// Results of claims about it that were told by whoever saw it whole, by the claims' names (`judge::claims`): this is an
    /// answer that secrets were taken out of. Nothing, for an answer as received.
    pub told: BTreeMap<String, Match>,
}

/// So much of a body that is no JSON object is kept: enough to see what sort of page it is.
const TEXT_KEPT: usize = 16 * 1024;

/// So much of what a target says is part of a sentence of ours.
const SAID: usize = 200;
/// What a JSON value takes in memory beside its text.
const VALUE: usize = 120;

/// The members of a token response that hold tokens (RFC 6749 §5.1, OIDC Core §3.1.3.3).
pub(super) const TOKEN_MEMBERS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

impl Observation {
    /// Reads an answer.
    pub fn new(status: u16, headers: &[(String, Vec<u8>)], body: &Body, dialect: &ErrorDialect) -> Self {
        Self::of(status, headers.to_vec(), body, dialect)
    }

    /// Reads an answer whose header fields nobody else needs.
    pub fn of(status: u16, headers: Vec<(String, Vec<u8>)>, body: &Body, dialect: &ErrorDialect) -> Self {
        let reading = reading::read(&body.bytes);
        let json = match reading.value {
            Some(Value::Object(object)) => Some(object),
            _ => None,
        };
        let text = json.is_none().then(|| String::from_utf8_lossy(start(&body.bytes)).into_owned());
        let error = json.as_ref().and_then(|object| error_code(object, dialect));
        let issued = match &json {
            Some(object) => TOKEN_MEMBERS.iter().any(|name| holds_token(object.get(*name))),
            None => form_tokens(body),
        };
        Self {
            status,
            meant_status: dialect.status(status),
            error,
            issued,
            unusable: unusable(status, &headers, body).or_else(|| reading.too_many.then(too_many)),
            headers,
            json,
            body_bytes: body.bytes.len(),
            repeated: reading.repeated,
            byte_order_mark: reading.byte_order_mark,
            text: text.filter(|text| !text.is_empty()),
            told: BTreeMap::new(),
        }
    }

    /// The answer without what it holds: that it came, and what became of the request.
    pub fn unlooked(&self, why: impl Into<String>) -> Self {
        Self {
            status: self.status,
            meant_status: self.meant_status,
            headers: Vec::new(),
            json: None,
            error: self.error.as_deref().map(said),
            issued: self.issued,
            unusable: Some(why.into()),
            body_bytes: self.body_bytes,
            repeated: Vec::new(),
            byte_order_mark: self.byte_order_mark,
            text: None,
            told: BTreeMap::new(),
        }
    }

    /// The bytes that it takes in memory, about.
    pub fn weight(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + VALUE).sum();
        let json: usize = self.json.iter().flatten().map(|(name, value)| name.len() + VALUE + weight(value)).sum();
        headers + json + self.text.as_ref().map_or(0, String::len)
    }

    /// A string member of the JSON object.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.json.as_ref()?.get(name)?.as_str()
    }

    /// The first value of a header field (name in lower case).
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }

    /// Whether this is a successful answer with an access token (RFC 6749 §5.1).
    pub fn is_success(&self) -> bool {
        self.status == 200 && self.string("access_token").is_some_and(|token| !token.is_empty())
    }

    /// Whether the request was refused: 4xx or 501, and no token came.
    pub fn is_refusal(&self) -> bool {
        !self.issued && (matches!(self.meant_status, 400..=499) || self.status == 501)
    }

    /// The answer in words: `200, tokens with scope "openid profile"`, `400 invalid_grant`.
    pub fn words(&self) -> String {
        let status = self.status;
        let what = match (&self.error, self.issued) {
            (Some(error), true) => format!("{}, and tokens", said(error)),
            (Some(error), false) => return format!("{status} {}", said(error)),
            (None, true) => match self.string("scope") {
                // As a set, in a stable order: the order of a server's answer means nothing (RFC 6749 §3.3).
                Some(scope) => format!("tokens with scope \"{}\"", said(&Scopes::parse(scope).to_string())),
                None => "tokens".to_owned(),
            },
            (None, false) if self.json.is_some() => "JSON without error and without tokens".to_owned(),
            (None, false) if self.body_bytes == 0 => "no body".to_owned(),
            (None, false) => match self.header("content-type") {
                Some(media_type) => format!("{}, not a JSON object", said(&media_type)),
                None => "not a JSON object".to_owned(),
            },
        };
        format!("{status}, {what}")
    }
}

/// The beginning of a text that a target chose; an ellipsis says that there is more.
fn said(text: &str) -> String {
    match text.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The bytes that a value takes in memory, about.
fn weight(value: &Value) -> usize {
    VALUE
        + match value {
            Value::String(text) => text.len(),
            Value::Array(list) => list.iter().map(weight).sum(),
            Value::Object(object) => object.iter().map(|(name, value)| name.len() + VALUE + weight(value)).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

fn too_many() -> String {
    "the answer's JSON has more values than any answer needs and was not read".to_owned()
}

fn error_code(object: &Map<String, Value>, dialect: &ErrorDialect) -> Option<String> {
    // A pointer walk over a borrowed object: the top level is done by hand to avoid cloning the answer.
    let mut segments = dialect.code.trim_start_matches('/').split('/');
    let mut value = object.get(segments.next()?)?;
    for segment in segments {
        value = value.pointer(&format!("/{segment}"))?;
    }
    match value {
        Value::String(code) => Some(dialect.translate(code)),
        Value::Number(code) => Some(dialect.translate(&code.to_string())),
        _ => None,
    }
}

fn start(bytes: &[u8]) -> &[u8] {
    bytes.get(..TEXT_KEPT).unwrap_or(bytes)
}

fn holds_token(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|token| !token.is_empty())
}

fn form_tokens(body: &Body) -> bool {
    let pairs = form::pairs(&body.bytes);
    TOKEN_MEMBERS.iter().any(|name| pairs.iter().any(|(n, v)| n == name.as_bytes() && !v.is_empty()))
}

fn unusable(status: u16, headers: &[(String, Vec<u8>)], body: &Body) -> Option<String> {
    let header = |name: &str| headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
    match status {
        429 => return Some("the target limits the rate of requests (429)".to_owned()),
        503 => return Some("the target is temporarily unavailable (503)".to_owned()),
        _ => {}
    }
    if body.truncated {
        return Some(format!("the answer is longer than {} bytes and was not read further", body.bytes.len()));
    }
    match header("content-encoding") {
        Some((_, value)) if !value.eq_ignore_ascii_case(b"identity") && !value.is_empty() => Some(format!(
            "the answer is encoded as {} although no encoding was asked for; it was not decompressed",
            said(&String::from_utf8_lossy(value))
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observe(status: u16, body: &str) -> Observation {
        Observation::new(status, &[], &Body::complete(body), &ErrorDialect::default())
    }

    #[test]
    fn tokens_in_an_error_are_seen() {
        let answer = observe(400, r#"{"error":"invalid_grant","access_token":"a"}"#);
        assert!(answer.issued && !answer.is_refusal() && !answer.is_success());
    }

    #[test]
    fn form_encoded_tokens_are_issued_but_not_a_success() {
        let answer = observe(200, "access_token=a&token_type=bearer");
        assert!(answer.issued && !answer.is_success());
    }

    #[test]
    fn a_dialect_is_translated() {
        let dialect = ErrorDialect {
            code: "/errors/0/code".to_owned(),
            codes: vec![("E7".to_owned(), "invalid_grant".to_owned())],
            statuses: vec![422],
            ..ErrorDialect::default()
        };
        let body = Body::complete(r#"{"errors":[{"code":"E7"}]}"#);
        let answer = Observation::new(422, &[], &body, &dialect);
        assert_eq!((answer.error.as_deref(), answer.meant_status), (Some("invalid_grant"), 400));
    }

    #[test]
    fn what_a_target_says_at_length_is_a_short_sentence_of_ours() {
        let answer = observe(400, &format!("{{\"error\":\"{}\"}}", "é".repeat(100_000)));
        assert_eq!(answer.words(), format!("400 {}…", "é".repeat(200)));
        let tokens = observe(200, &format!("{{\"access_token\":\"a\",\"scope\":\"{}\"}}", "s".repeat(100_000)));
        assert!(tokens.words().len() < 300 && tokens.weight() > 100_000);
        let light = tokens.unlooked("too large");
        assert!(light.issued && light.weight() == 0 && light.unusable.is_some());
    }

    #[test]
    fn compressed_limited_and_cut_answers_are_unusable() {
        let gzip = [("content-encoding".to_owned(), b"gzip".to_vec())];
        let dialect = ErrorDialect::default();
        assert!(Observation::new(200, &gzip, &Body::default(), &dialect).unusable.is_some());
        assert!(observe(429, "").unusable.is_some());
        let cut = Body { bytes: vec![b' '; 10], truncated: true };
        assert!(Observation::new(200, &[], &cut, &dialect).unusable.is_some());
    }
}
