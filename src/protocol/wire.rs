//! Forms of an HTTP message that differ from what an HTTP library writes (RFC 9110, RFC 9112). Vocabulary alone: `transport` writes them.

/// How a request is written onto the connection. The default is an ordinary HTTP/1.1 request.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct WireForm {
    /// The protocol version.
    pub version: Version,
    /// The form of the request target (RFC 9112 §3.2).
    pub target: RequestTarget,
    /// The Host field (RFC 9112 §3.2).
    pub host: Host,
    /// The letters of field names (RFC 9110 §5.1).
    pub names: NameCase,
    /// How the length of the body is told (RFC 9112 §6).
    pub framing: Framing,
    /// Lines written as they stand after the Host field, each followed by CRLF.
    pub lines: Vec<String>,
    /// Whitespace between the name of this field and its colon (RFC 9112 §5.1).
    pub space_before_colon: Option<String>,
    /// The value of this field is continued on a second line (RFC 9112 §5.2).
    pub folded: Option<String>,
    /// `Expect: 100-continue`: the body follows after the interim answer, or after a short wait (RFC 9110 §10.1.1).
    pub expect_continue: bool,
}

impl WireForm {
    /// Whether the message is none that RFC 9112 allows to be sent. Lines of one's own may be anything.
    pub fn is_malformed(&self) -> bool {
        self.host != Host::Once
            || matches!(self.framing, Framing::ChunkedAndLength | Framing::TwoLengths | Framing::ChunkedNotFinal)
            || !self.lines.is_empty()
            || self.space_before_colon.is_some()
            || self.folded.is_some()
    }
}

/// Protocol versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Version {
    /// HTTP/1.0.
    Http10,
    /// HTTP/1.1.
    #[default]
    Http11,
    /// HTTP/2 (RFC 9113), by ALPN or with prior knowledge.
    Http2,
}

/// Forms of the request target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum RequestTarget {
    /// `/token`.
    #[default]
    Origin,
    /// `https://host/token`.
    Absolute,
}

/// The Host field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Host {
    /// Once, as it should be.
    #[default]
    Once,
    /// Not at all.
    Absent,
    /// Twice, with the same value.
    Twice,
}

/// Letters of field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum NameCase {
    /// As given.
    #[default]
    Usual,
    /// `CONTENT-TYPE`.
    Upper,
    /// `content-type`.
    Lower,
    /// `cONTENT-tYPE`: every letter's case flipped.
    Flipped,
}

/// How the length of the body is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Framing {
    /// One Content-Length.
    #[default]
    Length,
    /// Transfer-Encoding: chunked, in several chunks.
    Chunked,
    /// Both; the Content-Length is that of the decoded body.
    ChunkedAndLength,
    /// Two Content-Length fields that differ; the first is right.
    TwoLengths,
    /// `Transfer-Encoding: chunked, identity`: chunked is not the final coding (RFC 9112 §6.3).
    ChunkedNotFinal,
}
