//! DSSE 1.0 envelopes: a payload, and signatures over its type and its bytes.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::keys::{KeyError, PublicKey, SigningKey};

/// The type of in-toto statements.
pub(super) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The most signatures that are looked at.
const MOST_SIGNATURES: usize = 32;

/// An envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Base64.
    pub payload: String,
    /// What the payload is.
    #[serde(rename = "payloadType")]
    pub payload_type: String,
    /// By whom it is signed.
    pub signatures: Vec<Signature>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal. A hint: it is the signature that counts.
    pub keyid: String,
    /// Base64.
    pub sig: String,
}

/// Why an envelope says nothing.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EnvelopeError {
    /// It is no envelope.
    #[error("the envelope is no DSSE envelope: {0}")]
    Shape(String),
    /// It holds something else.
    #[error("the envelope holds `{0}`, not an in-toto statement")]
    Type(String),
    /// Another spelling of the same bytes, or none at all.
    #[error("the envelope's base64 is not the one spelling that these bytes have")]
    Base64,
    /// Nobody signed.
    #[error("the envelope has no signature")]
    Unsigned,
    /// More signatures than anyone needs.
    #[error("the envelope has more than {MOST_SIGNATURES} signatures")]
    TooMany,
    /// A key that signed twice is one key.
    #[error("a key stands twice among the signatures of the envelope")]
    Twice,
}

/// Who has signed what.
#[derive(Debug)]
pub(super) struct Opened {
    pub payload: Vec<u8>,
    /// The keys whose signatures are right.
    pub signed: Vec<PublicKey>,
    /// The ids of those that are said to have signed and have not signed this.
    pub broken: Vec<String>,
}

/// What is signed (DSSE, PAE). Lengths are those of bytes.
fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    /// Signs a payload, in the order of the keys.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn sign(payload: &[u8], keys: &[SigningKey]) -> Result<Self, KeyError> {
        let message = pre_authentication(PAYLOAD_TYPE, payload);
        let sign = |key: &SigningKey| Ok(Signature { keyid: key.public()?.id(), sig: STANDARD.encode(key.sign(&message)?) });
        let mut signatures = keys.iter().map(sign).collect::<Result<Vec<_>, KeyError>>()?;
        let mut seen = BTreeSet::new();
        signatures.retain(|signature| seen.insert(signature.keyid.clone()));
        Ok(Self { payload: STANDARD.encode(payload), payload_type: PAYLOAD_TYPE.to_owned(), signatures })
    }

    /// Reads an envelope.
    ///
    /// # Errors
    /// It is none.
    pub fn read(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        serde_json::from_slice(bytes).map_err(|error| EnvelopeError::Shape(error.to_string()))
    }

    /// The payload, and which of these keys have signed it.
    pub(super) fn open(&self, keys: &[PublicKey]) -> Result<Opened, EnvelopeError> {
        if self.payload_type != PAYLOAD_TYPE {
            return Err(EnvelopeError::Type(self.payload_type.clone()));
        }
        if self.signatures.is_empty() {
            return Err(EnvelopeError::Unsigned);
        }
        if self.signatures.len() > MOST_SIGNATURES {
            return Err(EnvelopeError::TooMany);
        }
        let ids: BTreeSet<&str> = self.signatures.iter().map(|signature| signature.keyid.as_str()).collect();
        if ids.len() < self.signatures.len() {
            return Err(EnvelopeError::Twice);
        }
        let payload = canonical(&self.payload)?;
        let message = pre_authentication(PAYLOAD_TYPE, &payload);
        let (mut signed, mut broken) = (Vec::<PublicKey>::new(), Vec::new());
        for signature in &self.signatures {
            let bytes = canonical(&signature.sig)?;
            match keys.iter().find(|key| key.verifies(&message, &bytes)) {
                Some(key) if signed.contains(key) => return Err(EnvelopeError::Twice),
                Some(key) => signed.push(key.clone()),
                None => broken.extend(keys.iter().any(|key| key.id() == signature.keyid).then(|| signature.keyid.clone())),
            }
        }
        Ok(Opened { payload, signed, broken })
    }
}

/// Bytes of base64 that has no other spelling: padded, no stray bits, no white space.
fn canonical(text: &str) -> Result<Vec<u8>, EnvelopeError> {
    let bytes = STANDARD.decode(text).map_err(|_| EnvelopeError::Base64)?;
    if STANDARD.encode(&bytes) == text { Ok(bytes) } else { Err(EnvelopeError::Base64) }
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Algorithm, generate};
    use super::*;

    fn key(algorithm: Algorithm) -> (SigningKey, PublicKey) {
        let (private, public) = generate(algorithm).unwrap();
        (SigningKey::read(&private).unwrap(), public)
    }

    #[test]
    fn what_is_signed_is_as_the_specification_has_it() {
        // The example of the DSSE specification.
        let message = pre_authentication("http://example.com/HelloWorld", b"hello world");
        assert_eq!(message, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn several_sign_and_each_counts_once() {
        let ((one, one_public), (two, two_public)) = (key(Algorithm::Ed25519), key(Algorithm::EcdsaP256));
        let envelope = Envelope::sign(b"{}", &[one, two]).unwrap();
        let opened = envelope.open(&[two_public, one_public.clone()]).unwrap();
        assert_eq!((opened.payload.as_slice(), opened.signed.len(), opened.broken.len()), (&b"{}"[..], 2, 0));
        let mut twice = envelope.clone();
        twice.signatures[1] = Signature { keyid: "another".to_owned(), ..twice.signatures[0].clone() };
        assert_eq!(twice.open(&[one_public]).unwrap_err(), EnvelopeError::Twice);
    }

    #[test]
    fn what_was_changed_after_signing_is_seen() {
        let (signing, public) = key(Algorithm::Ed25519);
        let envelope = Envelope::sign(b"{}", &[signing]).unwrap();
        let stranger = envelope.open(&[key(Algorithm::Ed25519).1]).unwrap();
        assert!(stranger.signed.is_empty() && stranger.broken.is_empty());
        let changed = Envelope { payload: STANDARD.encode(b"[]"), ..envelope.clone() };
        assert_eq!(changed.open(std::slice::from_ref(&public)).unwrap().broken, [public.id()]);
        for (wrong, error) in [
            (Envelope { payload: "e31".to_owned(), ..envelope.clone() }, EnvelopeError::Base64),
            (Envelope { payload: "e30= ".to_owned(), ..envelope.clone() }, EnvelopeError::Base64),
            (Envelope { payload_type: "x".to_owned(), ..envelope.clone() }, EnvelopeError::Type("x".to_owned())),
            (Envelope { signatures: Vec::new(), ..envelope }, EnvelopeError::Unsigned),
        ] {
            assert_eq!(wrong.open(std::slice::from_ref(&public)).unwrap_err(), error);
        }
    }
}
