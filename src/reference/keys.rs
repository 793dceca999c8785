//! The keys that sign, and their public halves (RFC 7517, RFC 7518 §6). Each key is made once in a process, when it is
//! first needed: making an RSA key takes longer than starting a server.

use std::sync::OnceLock;

use aws_lc_rs::digest::{Algorithm as Hash, SHA256, SHA512, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::fault::FaultSet;
use super::variant_catalogue as variant;

/// How tokens are signed (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// RS256 unless a variant has another (OpenID Connect Core §3.1.3.7).
    pub(super) fn of(faults: &FaultSet) -> Self {
        match () {
            () if faults.varies(variant::PS256) => Self::Ps256,
            () if faults.varies(variant::ES256) => Self::Es256,
            () if faults.varies(variant::EDDSA) => Self::EdDsa,
            () => Self::Rs256,
        }
    }

    /// The value of `alg`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Which key signs.
    pub(super) fn key_id(self) -> &'static str {
        match self {
            Self::Rs256 | Self::Ps256 => "reference-rsa",
            Self::Es256 => "reference-ec",
            Self::EdDsa => "reference-ed",
        }
    }

    /// Signs a message, in base64url.
    pub(super) fn sign(self, message: &str) -> String {
        let message = message.as_bytes();
        match self {
            Self::Rs256 => rsa_signature(&RSA_PKCS1_SHA256, message),
            Self::Ps256 => rsa_signature(&RSA_PSS_SHA256, message),
            Self::Es256 => {
                // Invariant: signing with a sound key fails only when the random source is broken.
                let signature = elliptic().sign(&SystemRandom::new(), message).expect("a P-256 key signs");
                URL_SAFE_NO_PAD.encode(signature)
            }
            Self::EdDsa => URL_SAFE_NO_PAD.encode(edwards().sign(message)),
        }
    }

    /// The left half of a text's hash, by the algorithm's hash (OpenID Connect Core §3.1.3.6); Ed25519 has SHA-512.
    pub(super) fn half_hash(self, text: &str) -> String {
        let hash: &'static Hash = if self == Self::EdDsa { &SHA512 } else { &SHA256 };
        let digest = digest(hash, text.as_bytes());
        let (left, _) = digest.as_ref().split_at(hash.output_len() / 2); // a digest has the length of its algorithm
        URL_SAFE_NO_PAD.encode(left)
    }

    /// The key of the other kind that `several-keys` publishes as well.
    fn stranger(self) -> Self {
        if self == Self::Es256 { Self::EdDsa } else { Self::Es256 }
    }

    /// The public half of the key, as a JWK.
    fn public(self) -> Value {
        let (id, alg) = (self.key_id(), self.name());
        match self {
            Self::Rs256 | Self::Ps256 => rsa_jwk(rsa(), id, alg),
            Self::Es256 => elliptic_jwk(elliptic(), id, alg),
            Self::EdDsa => edwards_jwk(edwards(), id, alg),
        }
    }

    /// The public half of a second key of the same kind, which signs nothing.
    fn retired(self) -> Value {
        const ID: &str = "reference-retired";
        match self {
            Self::Rs256 | Self::Ps256 => rsa_jwk(retired_rsa(), ID, self.name()),
            Self::Es256 => {
                static KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
                elliptic_jwk(KEY.get_or_init(new_elliptic), ID, self.name())
            }
            Self::EdDsa => {
                static KEY: OnceLock<Ed25519KeyPair> = OnceLock::new();
                edwards_jwk(KEY.get_or_init(new_edwards), ID, self.name())
            }
        }
    }
}

/// The JWK set (RFC 7517 §5).
pub(super) fn jwks(faults: &FaultSet) -> Value {
    let algorithm = Algorithm::of(faults);
    let mut keys = match faults.varies(variant::SEVERAL_KEYS) {
        // The one that signs is not the first: who takes the first has not read the kid.
        true => vec![algorithm.retired(), algorithm.public(), algorithm.stranger().public()],
        false => vec![algorithm.public()],
    };
    if faults.varies(variant::ENCRYPTION_KEY_TOO) {
        let mut key = rsa_jwk(retired_rsa(), "reference-encryption", "RSA-OAEP-256");
        key["use"] = "enc".into();
        keys.insert(0, key);
    }
    for member in keys.iter_mut().filter_map(Value::as_object_mut) {
        let absent = |name: &str| match name {
            "kid" => faults.varies(variant::NO_KEY_ID),
            "alg" | "use" => faults.varies(variant::BARE_KEYS),
            _ => false,
        };
        member.retain(|name, _| !absent(name));
    }
    json!({ "keys": keys })
}

fn new_rsa() -> RsaKeyPair {
    // Invariant, here and below: generating a key fails only when the random source is broken.
    RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key can be generated")
}

fn new_elliptic() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a P-256 key can be generated")
}

fn new_edwards() -> Ed25519KeyPair {
    Ed25519KeyPair::generate().expect("an Ed25519 key can be generated")
}

fn rsa() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(new_rsa)
}

fn retired_rsa() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(new_rsa)
}

fn elliptic() -> &'static EcdsaKeyPair {
    static KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
    KEY.get_or_init(new_elliptic)
}

fn edwards() -> &'static Ed25519KeyPair {
    static KEY: OnceLock<Ed25519KeyPair> = OnceLock::new();
    KEY.get_or_init(new_edwards)
}

fn rsa_signature(padding: &'static dyn RsaEncoding, message: &[u8]) -> String {
    let key = rsa();
    let mut signature = vec![0; key.public_modulus_len()];
    // Invariant: the buffer has the length of the modulus.
    key.sign(padding, &SystemRandom::new(), message, &mut signature).expect("an RSA key of 2048 bits signs");
    URL_SAFE_NO_PAD.encode(signature)
}

fn rsa_jwk(key: &RsaKeyPair, id: &str, alg: &str) -> Value {
    let public = key.public_key();
    json!({
        "kty": "RSA", "use": "sig", "alg": alg, "kid": id,
        "n": URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
    })
}

fn elliptic_jwk(key: &EcdsaKeyPair, id: &str, alg: &str) -> Value {
    // An uncompressed point: 0x04, then both coordinates of 32 bytes.
    let point = key.public_key().as_ref();
    let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": alg, "kid": id,
        "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
    })
}

fn edwards_jwk(key: &Ed25519KeyPair, id: &str, alg: &str) -> Value {
    json!({
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": alg, "kid": id,
        "x": URL_SAFE_NO_PAD.encode(key.public_key().as_ref()),
    })
}
