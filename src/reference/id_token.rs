//! The id_token (OpenID Connect Core §2, §3.1.3.3, §12.2) and the key that signs it.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use super::catalogue as fault;
use super::fault::FaultSet;
use super::state::{GrantIndex, now};

/// How long an id_token is valid, in seconds.
const LIFETIME: i64 = 3600;
const KEY_ID: &str = "reference-1";

/// What an id_token says.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) audience: String,
    pub(super) issued: i64,
    pub(super) auth_time: i64,
    pub(super) nonce: Option<String>,
    pub(super) access_token: String,
    /// `sid`, by which some faults find the grant of an id_token.
    pub(super) grant: GrantIndex,
    pub(super) refreshed: bool,
}

struct Key {
    signing: EncodingKey,
    modulus: String,
    exponent: String,
}

/// The key of the process: generating one takes longer than starting a server.
fn key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| {
        // Invariant: generation and encoding of a 2048-bit key fail only when the random source is broken.
        let pair = KeyPair::generate(KeySize::Rsa2048).expect("an RSA key can be generated");
        let der = pair.as_der().expect("a fresh RSA key can be encoded");
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
        let public = pair.public_key();
        Key {
            // Invariant: the PEM was made just above.
            signing: EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a fresh RSA key can be read"),
            modulus: URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero()),
            exponent: URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero()),
        }
    })
}

/// The JWK set (RFC 7517).
pub(super) fn jwks() -> Value {
    let key = key();
    json!({"keys": [{
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": key.modulus, "e": key.exponent,
    }]})
}

/// Signs a message with RS256, in base64url.
fn signature(message: &str) -> String {
    // Invariant: signing fails only for a key of another kind than the algorithm's.
    jsonwebtoken::crypto::sign(message.as_bytes(), &key().signing, Algorithm::RS256).expect("RS256 with an RSA key")
}

/// The left half of the access token's SHA-256 (OpenID Connect Core §3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.as_ref()[..16]) // SHA-256 has 32 bytes
}

/// The grant that an id_token came from, read without checking anything.
pub(super) fn grant_of(token: &str) -> Option<GrantIndex> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get("sid")?.as_str()?.parse().ok()
}

impl Claims {
    /// The compact serialisation.
    pub(super) fn sign(&self, faults: &FaultSet) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(KEY_ID.to_owned());
        if faults.has(fault::ID_TOKEN_HEADER_JWK) {
            header.jku = Some(format!("{}/jwks", self.issuer));
        }
        let mut header = json!(header);
        let unsigned = faults.has(fault::ID_TOKEN_UNSIGNED);
        if unsigned {
            header["alg"] = "none".into();
        }
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", encode(&header), encode(&Value::Object(self.claims(faults))));
        match () {
            () if unsigned => format!("{message}."),
            () if faults.has(fault::ID_TOKEN_SIGNATURE_WRONG) => format!("{message}.{}", signature("another")),
            () => format!("{message}.{}", signature(&message)),
        }
    }

    fn claims(&self, faults: &FaultSet) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        let slash = if faults.has(fault::ID_TOKEN_ISS_SLASH) { "/" } else { "" };
        set("iss", format!("{}{slash}", self.issuer).into());
        let other = self.refreshed && faults.has(fault::REFRESH_ID_TOKEN_OTHER_SUB);
        if !faults.has(fault::ID_TOKEN_SUB_MISSING) {
            set("sub", if other { "user-mallory".into() } else { self.subject.as_str().into() });
        }
        let foreign = faults.has(fault::ID_TOKEN_AUD_OTHER);
        set("aud", if foreign { "another-client".into() } else { self.audience.as_str().into() });
        if faults.has(fault::ID_TOKEN_AZP_OTHER) {
            set("azp", "another-client".into());
        }
        let expires = if faults.has(fault::ID_TOKEN_EXPIRED) { self.issued - LIFETIME } else { self.issued + LIFETIME };
        let text = faults.has(fault::ID_TOKEN_EXP_STRING);
        set("exp", if text { expires.to_string().into() } else { expires.into() });
        set("iat", self.issued.into());
        // OpenID Connect Core §12.2: auth_time stays that of the original authentication.
        let fresh = self.refreshed && faults.has(fault::REFRESH_ID_TOKEN_NEW_AUTH_TIME);
        if !faults.has(fault::ID_TOKEN_AUTH_TIME_MISSING) {
            set("auth_time", if fresh { (now() + 60).into() } else { self.auth_time.into() });
        }
        if let Some(nonce) = self.nonce.as_deref().filter(|_| !faults.has(fault::ID_TOKEN_NONCE_MISSING)) {
            let length = if faults.has(fault::ID_TOKEN_NONCE_TRUNCATED) { 32 } else { usize::MAX };
            set("nonce", nonce.chars().take(length).collect::<String>().into());
        }
        let hashed = if faults.has(fault::ID_TOKEN_AT_HASH_WRONG) { "another" } else { &self.access_token };
        set("at_hash", at_hash(hashed).into());
        set("sid", self.grant.to_string().into());
        if faults.has(fault::ID_TOKEN_NULL_CLAIM) {
            set("acr", Value::Null);
        }
        claims
    }
}
