//! What was sent and what came back, redacted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an exchange was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To reach the state.
    SetUp,
    /// The examination itself.
    Examination,
    /// To see the scope of an issued token.
    Inspection,
}

/// One HTTP request and its response, redacted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRecord {
    /// What it was for.
    pub purpose: Purpose,
    /// What was sent.
    pub request: RequestRecord,
    /// What came back.
    pub response: Option<ResponseRecord>,
    /// Why nothing (usable) came back.
    pub error: Option<String>,
    /// From the start of the run to sending, in milliseconds.
    pub started_ms: f64,
    /// From sending to the last byte of the answer, in milliseconds.
    pub duration_ms: f64,
}

/// A request, redacted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRecord {
    /// The method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

/// A response, redacted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResponseRecord {
    /// The status.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The body as text, invalid UTF-8 replaced, cut to a few kilobytes.
    pub body: String,
    /// The number of bytes that were read.
    pub body_bytes: usize,
    /// Whether `body` is less than what was sent.
    pub body_truncated: bool,
    /// Whether the body was not UTF-8: then each U+FFFD in `body` stands for bytes that are none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub body_not_utf8: bool,
}

impl ResponseRecord {
    /// The bytes of its texts.
    pub fn weight(&self) -> usize {
        self.body.len() + self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
    }
}
