//! A response body as received: bytes, and whether they are all of them.

/// The bytes of a response body, possibly cut at the reader's limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// The bytes that were read.
    pub bytes: Vec<u8>,
    /// Whether reading stopped at the limit although more was coming.
    pub truncated: bool,
}

impl Body {
    /// A complete body.
    pub fn complete(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), truncated: false }
    }

    /// The body as text, invalid UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
