//! Writing JWTs (RFC 7515 §7.1, RFC 7519).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::keys::Algorithm;

/// The protected header of a token: `typ`, `alg` and the key that signs.
pub(super) fn header(algorithm: Algorithm, kind: &str) -> Value {
    json!({"typ": kind, "alg": algorithm.name(), "kid": algorithm.key_id()})
}

/// Header and claims, in the form that is signed.
pub(super) fn message(header: &Value, claims: Map<String, Value>) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(&Value::Object(claims)))
}

/// The compact serialisation.
pub(super) fn signed(algorithm: Algorithm, kind: &str, claims: Map<String, Value>) -> String {
    let message = message(&header(algorithm, kind), claims);
    let signature = algorithm.sign(&message);
    format!("{message}.{signature}")
}

/// A claim of a token, read without checking anything.
pub(super) fn claim(token: &str, name: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get(name).cloned()
}
