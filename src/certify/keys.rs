//! Keys: Ed25519 and ECDSA P-256, as PEM (PKCS#8, SPKI) or as OpenSSH writes them.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    UnparsedPublicKey,
};
use thiserror::Error;

use super::{pem, sha256, ssh};

/// The start of an SPKI of an Ed25519 key (RFC 8410 §4); the key's 32 bytes follow.
const ED25519_SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The start of an SPKI of a P-256 key (RFC 5480 §2); the uncompressed point's 65 bytes follow.
const P256_SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00,
];

/// What a key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032): the same signature for the same statement.
    Ed25519,
    /// ECDSA with P-256 and SHA-256: another signature each time.
    EcdsaP256,
}

/// Why a key cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing in the text is a private key.
    #[error("holds no private key: a PEM block `PRIVATE KEY` (PKCS#8) or `OPENSSH PRIVATE KEY` is expected")]
    NoPrivateKey,
    /// Nothing in the text is a public key.
    #[error("holds no public key: a PEM block `PUBLIC KEY` or a line `ssh-ed25519 …` or `ecdsa-sha2-nistp256 …` is expected")]
    NoPublicKey,
    /// A key of another kind.
    #[error("is a key of another kind: Ed25519 and ECDSA P-256 are understood")]
    Kind,
    /// A key under a passphrase.
    #[error("is under a passphrase, which is not asked for: write the key without one to where only you can read it")]
    Encrypted,
    /// The random generator failed.
    #[error("no key could be made: the system gives no random numbers")]
    Random,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    /// Raw: 32 bytes, or an uncompressed point.
    raw: Vec<u8>,
}

impl PublicKey {
    /// From its raw form.
    pub(super) fn of(algorithm: Algorithm, raw: &[u8]) -> Result<Self, KeyError> {
        let fits = match algorithm {
            Algorithm::Ed25519 => raw.len() == 32,
            Algorithm::EcdsaP256 => raw.len() == 65 && raw.first() == Some(&4),
        };
        if fits { Ok(Self { algorithm, raw: raw.to_vec() }) } else { Err(KeyError::Kind) }
    }

    fn from_spki(spki: &[u8]) -> Result<Self, KeyError> {
        match (spki.strip_prefix(&ED25519_SPKI), spki.strip_prefix(&P256_SPKI)) {
            (Some(raw), _) => Self::of(Algorithm::Ed25519, raw),
            (_, Some(raw)) => Self::of(Algorithm::EcdsaP256, raw),
            _ => Err(KeyError::Kind),
        }
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn spki(&self) -> Vec<u8> {
        match self.algorithm {
            Algorithm::Ed25519 => [&ED25519_SPKI[..], &self.raw].concat(),
            Algorithm::EcdsaP256 => [&P256_SPKI[..], &self.raw].concat(),
        }
    }

    /// SHA-256 of the SubjectPublicKeyInfo, in hexadecimal.
    pub fn id(&self) -> String {
        sha256(&self.spki())
    }

    /// As PEM.
    pub fn to_pem(&self) -> String {
        pem::block("PUBLIC KEY", &self.spki())
    }

    /// Whether the signature over a message is this key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Ed25519 => UnparsedPublicKey::new(&ED25519, &self.raw).verify(message, signature).is_ok(),
            Algorithm::EcdsaP256 => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.raw).verify(message, signature).is_ok(),
        }
    }
}

/// The public keys in a text: PEM blocks, OpenSSH lines, several of either; other lines are comments.
///
/// # Errors
/// There is none, or one is of another kind.
pub fn read_public(text: &str) -> Result<Vec<PublicKey>, KeyError> {
    let blocks = pem::blocks(text).into_iter().filter(|(label, _)| label == "PUBLIC KEY");
    let of_pem = blocks.map(|(_, spki)| PublicKey::from_spki(&spki));
    let keys = of_pem.chain(text.lines().filter_map(ssh::public_line)).collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() { Err(KeyError::NoPublicKey) } else { Ok(keys) }
}

/// A private key. It cannot be printed.
pub struct SigningKey(Pair);

enum Pair {
    Ed25519(Box<Ed25519KeyPair>),
    EcdsaP256(Box<EcdsaKeyPair>),
}

impl SigningKey {
    /// From a text: the first private key in it.
    ///
    /// # Errors
    /// There is none, or it cannot be used.
    pub fn read(text: &str) -> Result<Self, KeyError> {
        for (label, content) in pem::blocks(text) {
            match label.as_str() {
                "PRIVATE KEY" => return Self::from_pkcs8(&content),
                "OPENSSH PRIVATE KEY" => return ssh::private(&content),
                "ENCRYPTED PRIVATE KEY" => return Err(KeyError::Encrypted),
                "EC PRIVATE KEY" | "RSA PRIVATE KEY" => return Err(KeyError::Kind),
                _ => {}
            }
        }
        Err(KeyError::NoPrivateKey)
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Ok(Self(Pair::Ed25519(Box::new(pair))));
        }
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der).map_err(|_| KeyError::Kind)?;
        Ok(Self(Pair::EcdsaP256(Box::new(pair))))
    }

    /// From the seed and the public key, which must belong together.
    pub(super) fn from_seed(seed: &[u8], public: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_and_public_key(seed, public).map_err(|_| KeyError::Kind)?;
        Ok(Self(Pair::Ed25519(Box::new(pair))))
    }

    /// From the private number and the public point, which must belong together.
    pub(super) fn from_scalar(scalar: &[u8], point: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_ASN1_SIGNING, scalar, point);
        Ok(Self(Pair::EcdsaP256(Box::new(pair.map_err(|_| KeyError::Kind)?))))
    }

    /// The public half.
    ///
    /// # Errors
    /// The library gives a form that is not understood: our bug.
    pub fn public(&self) -> Result<PublicKey, KeyError> {
        let spki: PublicKeyX509Der<'_> = match &self.0 {
            Pair::Ed25519(pair) => pair.public_key().as_der().map_err(|_| KeyError::Kind)?,
            Pair::EcdsaP256(pair) => pair.public_key().as_der().map_err(|_| KeyError::Kind)?,
        };
        PublicKey::from_spki(spki.as_ref())
    }

    /// Signs a message.
    ///
    /// # Errors
    /// The system gives no random numbers.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.0 {
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::EcdsaP256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| KeyError::Random)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

/// A new key: the private one as PEM (PKCS#8), and its public half.
///
/// # Errors
/// The system gives no random numbers.
pub fn generate(algorithm: Algorithm) -> Result<(String, PublicKey), KeyError> {
    let random = SystemRandom::new();
    let pkcs8 = match algorithm {
        // Version 1 of PKCS#8: OpenSSL does not read version 2.
        Algorithm::Ed25519 => Ed25519KeyPair::generate_pkcs8v1(&random),
        Algorithm::EcdsaP256 => EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random),
    };
    let pkcs8 = pkcs8.map_err(|_| KeyError::Random)?;
    let text = pem::block("PRIVATE KEY", pkcs8.as_ref());
    let public = SigningKey::read(&text)?.public()?;
    Ok((text, public))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_signs_and_its_public_half_is_read_again() {
        for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256] {
            let (private, public) = generate(algorithm).unwrap();
            let signature = SigningKey::read(&private).unwrap().sign(b"message").unwrap();
            assert_eq!(read_public(&format!("# mine\n{}", public.to_pem())).unwrap(), std::slice::from_ref(&public));
            assert!(public.verifies(b"message", &signature));
            assert!(!public.verifies(b"another", &signature));
            assert!(!generate(algorithm).unwrap().1.verifies(b"message", &signature));
        }
    }

    #[test]
    fn what_is_no_key_says_so() {
        assert_eq!(SigningKey::read("").err(), Some(KeyError::NoPrivateKey));
        assert_eq!(SigningKey::read(&pem::block("PRIVATE KEY", b"x")).err(), Some(KeyError::Kind));
        assert_eq!(SigningKey::read(&pem::block("ENCRYPTED PRIVATE KEY", b"x")).err(), Some(KeyError::Encrypted));
        assert_eq!(read_public("ssh-rsa AAAA"), Err(KeyError::NoPublicKey));
        assert_eq!(read_public(&pem::block("PUBLIC KEY", b"x")), Err(KeyError::Kind));
    }
}
