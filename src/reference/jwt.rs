//! Writing JWTs (RFC 7515 §7.1, RFC 7519).

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::fault::FaultSet;
use super::keys::Algorithm;
use super::variant_catalogue as variant;

/// The protected header of a token: `typ`, `alg` and the key that signs, where keys have names.
pub(super) fn header(algorithm: Algorithm, kind: &str, faults: &FaultSet) -> Value {
    match faults.varies(variant::NO_KEY_ID) {
        true => json!({"typ": kind, "alg": algorithm.name()}),
        false => json!({"typ": kind, "alg": algorithm.name(), "kid": algorithm.key_id()}),
    }
}

/// Header and claims, in the form that is signed.
pub(super) fn message(header: &Value, claims: Map<String, Value>) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(&Value::Object(claims)))
}

/// The compact serialisation.
pub(super) fn signed(kind: &str, claims: Map<String, Value>, faults: &FaultSet) -> String {
    let algorithm = Algorithm::of(faults);
    let message = message(&header(algorithm, kind, faults), claims);
    let signature = algorithm.sign(&message);
    format!("{message}.{signature}")
}

/// MACs in the place of a signature (RFC 7518 §3.2).
pub(super) enum Mac {
    Hs256,
    Hs512,
}

/// The compact serialisation with a MAC: no key of the JWK set is meant, so there is no kid.
pub(super) fn with_mac(mac: &Mac, mut header: Value, claims: Map<String, Value>, secret: &str) -> String {
    let (name, algorithm) = match mac {
        Mac::Hs256 => ("HS256", hmac::HMAC_SHA256),
        Mac::Hs512 => ("HS512", hmac::HMAC_SHA512),
    };
    header["alg"] = name.into();
    if let Some(header) = header.as_object_mut() {
        header.remove("kid");
    }
    let message = message(&header, claims);
    let tag = hmac::sign(&hmac::Key::new(algorithm, secret.as_bytes()), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// A claim of a token, read without checking anything.
pub(super) fn claim(token: &str, name: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get(name).cloned()
}
