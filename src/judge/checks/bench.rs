//! What the tests of the checks work with: answers, facts, keys made for the occasion.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};
use serde_json::{Value, json};

use crate::judge::checks::check_named;
use crate::judge::{Facts, Match, Observation};
use crate::protocol::body::Body;
use crate::protocol::error_dialect::ErrorDialect;

pub(super) const ISSUER: &str = "https://as.example";
/// Our clock.
pub(super) const NOW: i64 = 1_700_000_000;

/// An answer to be.
pub(super) struct Answer {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: String,
}

impl Answer {
    pub(super) fn ok(body: &str) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.to_owned() }
    }

    pub(super) fn error(body: &str) -> Self {
        Self { status: 400, ..Self::ok(body) }
    }

    pub(super) fn id_token(token: &str) -> Self {
        Self::ok(&json!({"access_token": "a", "token_type": "Bearer", "id_token": token}).to_string())
    }

    pub(super) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.as_bytes().to_vec()));
        self
    }

    pub(super) fn observe(&self) -> Observation {
        Observation::new(self.status, &self.headers, &Body::complete(self.body.as_str()), &ErrorDialect::default())
    }
}

/// An answer with an id_token of these claims.
pub(super) fn id_token(claims: &Value) -> Answer {
    Answer::id_token(&unsigned(claims))
}

/// A JWT without a signature worth the name.
pub(super) fn unsigned(claims: &Value) -> String {
    format!("{}.{}.", encode(&json!({"alg": "none"})), encode(claims))
}

pub(super) fn facts() -> Facts {
    Facts { issuer: Some(ISSUER.to_owned()), client_id: "client".to_owned(), now: NOW, ..Facts::default() }
}

pub(super) fn run(name: &str, answer: &Answer) -> Match {
    run_with(name, answer, &facts())
}

pub(super) fn run_with(name: &str, answer: &Answer, facts: &Facts) -> Match {
    (check_named(name).unwrap_or_else(|| panic!("no check {name}")).run)(&answer.observe(), facts)
}

#[track_caller]
pub(super) fn yes(result: Match) {
    assert_eq!(result, Match::Yes);
}

#[track_caller]
pub(super) fn no(result: Match) {
    assert!(matches!(result, Match::No(_)), "{result:?}");
}

#[track_caller]
pub(super) fn unknown(result: Match) {
    assert!(matches!(result, Match::Unknown(_)), "{result:?}");
}

#[track_caller]
pub(super) fn not_applicable(result: Match) {
    assert!(matches!(result, Match::NotApplicable(_)), "{result:?}");
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// A signing key; the same for the same algorithm and name, since making one takes time.
#[derive(Clone)]
pub(super) struct Key {
    alg: Algorithm,
    kid: String,
    signing: EncodingKey,
    public: Value,
}

impl Key {
    pub(super) fn of(alg: &str, kid: &str) -> Self {
        static MADE: OnceLock<Mutex<HashMap<(String, String), Key>>> = OnceLock::new();
        let mut made = MADE.get_or_init(Mutex::default).lock().unwrap();
        let family = alg.replace("PS", "RS");
        let family = if family.starts_with("RS") { "RS256" } else { &family };
        let key = made.entry((family.to_owned(), kid.to_owned())).or_insert_with(|| Self::make(family, kid));
        Self { alg: alg.parse().unwrap(), ..key.clone() }
    }

    pub(super) fn secret(secret: &str, alg: &str) -> Self {
        let signing = EncodingKey::from_secret(secret.as_bytes());
        Self { alg: alg.parse().unwrap(), kid: "secret".to_owned(), signing, public: Value::Null }
    }

    fn make(alg: &str, kid: &str) -> Self {
        let alg: Algorithm = alg.parse().unwrap();
        let (signing, mut public) = match alg {
            Algorithm::RS256 => {
                let der = KeyPair::generate(KeySize::Rsa2048).unwrap().as_der().unwrap().as_ref().to_vec();
                let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der));
                with_public(EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap(), alg)
            }
            Algorithm::EdDSA => {
                let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
                let public = DecodingKey::from_ed_der(rcgen::PublicKeyData::der_bytes(&pair));
                let public = Jwk::from_decoding_key(&public, Some(alg)).unwrap();
                (EncodingKey::from_ed_pem(pair.serialize_pem().as_bytes()).unwrap(), json!(public))
            }
            _ => {
                let curve = if alg == Algorithm::ES384 { &rcgen::PKCS_ECDSA_P384_SHA384 } else { &rcgen::PKCS_ECDSA_P256_SHA256 };
                let pem = rcgen::KeyPair::generate_for(curve).unwrap().serialize_pem();
                with_public(EncodingKey::from_ec_pem(pem.as_bytes()).unwrap(), alg)
            }
        };
        let object = public.as_object_mut().unwrap();
        object.retain(|name, value| !value.is_null() && name != "alg");
        object.insert("kid".to_owned(), kid.into());
        Self { alg, kid: kid.to_owned(), signing, public }
    }

    /// The public half as a JWK, without `alg` and `use`.
    pub(super) fn public(&self) -> Value {
        self.public.clone()
    }

    /// A JWT with an ordinary header.
    pub(super) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&json!({"alg": self.alg, "kid": self.kid}), claims)
    }

    /// A JWT with this header, signed with the key's algorithm whatever the header says.
    pub(super) fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = crypto::sign(signed.as_bytes(), &self.signing, self.alg).unwrap();
        format!("{signed}.{signature}")
    }
}

fn with_public(signing: EncodingKey, alg: Algorithm) -> (EncodingKey, Value) {
    let public = json!(Jwk::from_encoding_key(&signing, alg).unwrap());
    (signing, public)
}

#[test]
fn every_check_has_its_own_name_and_words() {
    let names: std::collections::BTreeSet<&str> = super::CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), super::CHECKS.len());
    for check in super::CHECKS {
        assert!(check.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", check.name);
        assert!(!check.words.is_empty() && !check.words.ends_with('.'), "{}", check.name);
        assert!(check_named(check.name).is_some_and(|found| std::ptr::eq(found, check)));
    }
}
