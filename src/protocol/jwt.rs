//! Reads the claims of a JWT without verifying it (RFC 7519 §3). Signatures are not this module's business.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// The claims of a compact JWS, or nothing when the text is not one.
pub fn claims(token: &str) -> Option<Map<String, Value>> {
    object(parts(token)?[1])
}

/// The header parameters of a compact JWS (RFC 7515 §4), or nothing when the text is not one.
pub fn header(token: &str) -> Option<Map<String, Value>> {
    object(parts(token)?[0])
}

fn parts(token: &str) -> Option<[&str; 3]> {
    let mut parts = token.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let decoded = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    match serde_json::from_slice(&decoded).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}
