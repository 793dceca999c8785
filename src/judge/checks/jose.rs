//! Signatures of JWTs against a JWK set (RFC 7515 §5.2, RFC 7517, RFC 7518 §3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use crate::judge::{Facts, Match};
use crate::protocol::jwt;

/// RFC 7518 §3.3, §3.5: an RSA key has this many bits at least.
const RSA_BITS_MIN: usize = 2048;

/// A JWT, taken apart.
pub(super) struct Token<'a> {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    signed: &'a str,
    signature: &'a str,
}

impl<'a> Token<'a> {
    /// `None`: it is not a JWS in compact serialisation with JSON objects in it.
    pub fn read(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        Some(Self { header: jwt::header(text)?, claims: jwt::claims(text)?, signed, signature })
    }

    /// The header parameter `alg`; empty where there is none.
    pub fn alg(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the token says that it is not signed (RFC 7519 §6). The name of the algorithm is case-sensitive; who writes
    /// it otherwise means the same.
    pub fn is_unsecured(&self) -> bool {
        self.alg().eq_ignore_ascii_case("none")
    }

    /// Whether it carries a MAC, made with a secret that both sides know.
    pub fn is_mac(&self) -> bool {
        self.alg().starts_with("HS")
    }

    /// Holds the signature against the keys of the set, or, for a MAC, against the client's secret.
    pub fn verify(&self, facts: &Facts) -> Match {
        if self.is_unsecured() {
            return Match::No("the token is not signed (alg none)".to_owned());
        }
        if self.signature.is_empty() {
            return Match::No("the token has no signature".to_owned());
        }
        let Some(algorithm) = algorithm(self.alg()) else {
            return Match::Unknown(format!("the harness knows no algorithm {}", quoted(self.alg())));
        };
        if self.is_mac() {
            return self.verify_mac(algorithm, facts);
        }
        let Some(keys) = &facts.keys else {
            return Match::Unknown("the JWK set is not known".to_owned());
        };
        self.verify_with(algorithm, keys)
    }

    fn verify_mac(&self, algorithm: Algorithm, facts: &Facts) -> Match {
        let Some(secret) = &facts.client_secret else {
            return Match::No(format!("{} needs a secret, and this client has none", self.alg()));
        };
        self.conclude(self.fits(algorithm, &DecodingKey::from_secret(secret.as_bytes())), "the client's secret")
    }

    /// Tries every key that may be meant: by kid, where the header has one.
    fn verify_with(&self, algorithm: Algorithm, keys: &[Value]) -> Match {
        let kid = self.header.get("kid");
        let named: Vec<&Value> = keys.iter().filter(|key| kid.is_none() || key.get("kid") == kid).collect();
        if named.is_empty() {
            return Match::No("the JWK set has no key with the kid of the header".to_owned());
        }
        let usable: Vec<&Value> = named.into_iter().filter(|key| is_for(key, self.alg())).collect();
        if usable.is_empty() {
            return Match::No(format!("the JWK set has no key for {} under that kid", self.alg()));
        }
        if let Some(bits) = usable.iter().filter_map(|key| rsa_bits(key)).find(|bits| *bits < RSA_BITS_MIN) {
            return Match::No(format!("the RSA key has {bits} bits; RFC 7518 §3.3 wants {RSA_BITS_MIN}"));
        }
        let mut read = 0;
        for key in usable {
            let Some(key) = decoding_key(key) else { continue };
            read += 1;
            if self.fits(algorithm, &key) {
                return Match::Yes;
            }
        }
        match read {
            0 => Match::Unknown("the key cannot be read by the harness".to_owned()),
            _ => self.conclude(false, "the key of the JWK set"),
        }
    }

    fn fits(&self, algorithm: Algorithm, key: &DecodingKey) -> bool {
        crypto::verify(self.signature, self.signed.as_bytes(), key, algorithm).unwrap_or(false)
    }

    fn conclude(&self, fits: bool, key: &str) -> Match {
        if fits { Match::Yes } else { Match::No(format!("the signature ({}) is not that of {key}", self.alg())) }
    }
}

/// A name from outside, so that an empty one can be seen.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "Ed25519" => Some(Algorithm::EdDSA), // RFC 9864
        name => name.parse().ok(),
    }
}

/// The key type that an algorithm works with (RFC 7518 §3.1, RFC 8037 §3.1).
fn key_type(alg: &str) -> Option<&'static str> {
    match alg.get(..2)? {
        "RS" | "PS" => Some("RSA"),
        "ES" => Some("EC"),
        "Ed" => Some("OKP"),
        "HS" => Some("oct"),
        _ => None,
    }
}

/// The curve that an algorithm works with.
fn curve(alg: &str) -> Option<&'static str> {
    match alg {
        "ES256" => Some("P-256"),
        "ES384" => Some("P-384"),
        "ES512" => Some("P-521"),
        "ES256K" => Some("secp256k1"),
        "Ed25519" => Some("Ed25519"),
        _ => None,
    }
}

/// Whether a key may be used for signatures at all (RFC 7517 §4.2, §4.3).
pub(super) fn is_for_signatures(key: &Value) -> bool {
    let operations = key.get("key_ops").and_then(Value::as_array);
    key.get("use").and_then(Value::as_str).is_none_or(|usage| usage == "sig")
        && operations.is_none_or(|operations| operations.iter().any(|operation| operation == "verify"))
}

/// Whether a key is for this algorithm (RFC 7517 §4.1, §4.4).
fn is_for(key: &Value, alg: &str) -> bool {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let same = |theirs: &str| theirs == alg || (algorithm(theirs).is_some() && algorithm(theirs) == algorithm(alg));
    is_for_signatures(key)
        && text("kty") == key_type(alg)
        && text("alg").is_none_or(same)
        && curve(alg).is_none_or(|curve| text("crv") == Some(curve))
}

/// The length of an RSA key's modulus.
fn rsa_bits(key: &Value) -> Option<usize> {
    if key.get("kty")? != "RSA" {
        return None;
    }
    let modulus = URL_SAFE_NO_PAD.decode(key.get("n")?.as_str()?).ok()?;
    let start = modulus.iter().position(|byte| *byte != 0)?;
    let first = modulus.get(start)?;
    Some((modulus.len() - start) * 8 - first.leading_zeros() as usize)
}

fn decoding_key(key: &Value) -> Option<DecodingKey> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    match text("kty")? {
        "RSA" => DecodingKey::from_rsa_components(text("n")?, text("e")?).ok(),
        "EC" => DecodingKey::from_ec_components(text("x")?, text("y")?).ok(),
        "OKP" => DecodingKey::from_ed_components(text("x")?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::{Key, facts, no, unknown, yes};
    use super::*;
    use std::sync::Arc;

    fn verify(token: &str, keys: Vec<Value>) -> Match {
        Token::read(token).unwrap().verify(&Facts { keys: Some(Arc::new(keys)), ..facts() })
    }

    #[test]
    fn every_algorithm_is_verified() {
        for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"] {
            let key = Key::of(alg, "one");
            let token = key.sign(&json!({"sub": "a"}));
            yes(verify(&token, vec![key.public()]));
            let (rest, signature) = token.rsplit_once('.').unwrap();
            let other = if signature.starts_with('A') { "B" } else { "A" };
            no(verify(&format!("{rest}.{other}{}", &signature[1..]), vec![key.public()]));
        }
    }

    #[test]
    fn a_mac_is_verified_with_the_secret() {
        let key = Key::secret("confidential-secret-of-32-octets!", "HS256");
        let facts = Facts { client_secret: Some("confidential-secret-of-32-octets!".to_owned()), ..facts() };
        yes(Token::read(&key.sign(&json!({}))).unwrap().verify(&facts));
        let other = Facts { client_secret: Some("another".to_owned()), ..facts.clone() };
        no(Token::read(&key.sign(&json!({}))).unwrap().verify(&other));
        no(Token::read(&key.sign(&json!({}))).unwrap().verify(&Facts { client_secret: None, ..facts }));
    }

    #[test]
    fn the_kid_chooses_and_without_it_every_key_is_tried() {
        let (one, two) = (Key::of("ES256", "one"), Key::of("ES256", "two"));
        yes(verify(&two.sign(&json!({})), vec![one.public(), two.public()]));
        no(verify(&two.sign(&json!({})), vec![one.public()]));
        yes(verify(&two.sign_with(&json!({"alg": "ES256"}), &json!({})), vec![one.public(), two.public()]));
        no(verify(&two.sign_with(&json!({"alg": "ES256", "kid": "one"}), &json!({})), vec![one.public(), two.public()]));
    }

    #[test]
    fn a_key_for_encryption_or_another_algorithm_is_no_key() {
        let key = Key::of("RS256", "one");
        let with = |name: &str, value: &str| {
            let mut public = key.public();
            public[name] = value.into();
            verify(&key.sign(&json!({})), vec![public])
        };
        no(with("use", "enc"));
        no(with("alg", "PS256"));
        no(with("kty", "EC"));
        yes(with("alg", "RS256"));
    }

    #[test]
    fn unsigned_and_short_keyed_tokens_are_refused_and_the_unheard_of_is_unknown() {
        let key = Key::of("RS256", "one");
        no(verify(&key.sign_with(&json!({"alg": "none"}), &json!({})), vec![key.public()]));
        no(verify(&key.sign_with(&json!({"alg": "None"}), &json!({})), vec![key.public()]));
        unknown(verify(&key.sign_with(&json!({"alg": "ES256K"}), &json!({})), vec![key.public()]));
        let (signed, _) = key.sign(&json!({})).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        no(verify(&format!("{signed}."), vec![key.public()]));
        let mut short = key.public();
        short["n"] = URL_SAFE_NO_PAD.encode([0xff; 128]).into();
        no(verify(&key.sign(&json!({})), vec![short]));
        unknown(Token::read(&key.sign(&json!({}))).unwrap().verify(&facts()));
        assert!(Token::read("a.b.c").is_none() && Token::read("opaque").is_none());
    }
}
