//! The id_token (OpenID Connect Core §2, §3.1.3.3, §3.3.2.11, §12.2).

use serde_json::{Map, Value, json};

use super::catalogue as fault;
use super::fault::FaultSet;
use super::jwt;
use super::keys::Algorithm;
use super::state::GrantIndex;
use super::variant_catalogue as variant;

/// How long an id_token is valid, in seconds.
const LIFETIME: i64 = 3600;

/// What an id_token says.
#[derive(Clone, Debug)]
pub(super) struct Claims {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) audience: String,
    pub(super) issued: i64,
    pub(super) auth_time: Option<i64>,
    pub(super) nonce: Option<String>,
    /// The access token that is issued with it, for `at_hash`.
    pub(super) access_token: Option<String>,
    /// The code that is issued with it, for `c_hash`.
    pub(super) code: Option<String>,
    /// `sid`, by which some faults find the grant of an id_token.
    pub(super) grant: GrantIndex,
    pub(super) refreshed: bool,
}

/// The grant that an id_token came from, read without checking anything.
pub(super) fn grant_of(token: &str) -> Option<GrantIndex> {
    jwt::claim(token, "sid")?.as_str()?.parse().ok()
}

impl Claims {
    /// The compact serialisation.
    pub(super) fn sign(&self, faults: &FaultSet) -> String {
        let algorithm = Algorithm::of(faults);
        let mut header = jwt::header(algorithm, "JWT");
        if let (true, Some(header)) = (faults.varies(variant::NO_KEY_ID), header.as_object_mut()) {
            header.remove("kid");
        }
        if faults.has(fault::ID_TOKEN_HEADER_JWK) {
            header["jku"] = format!("{}/jwks", self.issuer).into();
        }
        let unsigned = faults.has(fault::ID_TOKEN_UNSIGNED);
        if unsigned {
            header["alg"] = "none".into();
        }
        let message = jwt::message(&header, self.claims(algorithm, faults));
        let signed = if faults.has(fault::ID_TOKEN_SIGNATURE_WRONG) { "another" } else { &message };
        let signature = if unsigned { String::new() } else { algorithm.sign(signed) };
        format!("{message}.{signature}")
    }

    fn claims(&self, algorithm: Algorithm, faults: &FaultSet) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        let slash = if faults.has(fault::ID_TOKEN_ISS_SLASH) { "/" } else { "" };
        set("iss", format!("{}{slash}", self.issuer).into());
        let other = self.refreshed && faults.has(fault::REFRESH_ID_TOKEN_OTHER_SUB);
        if !faults.has(fault::ID_TOKEN_SUB_MISSING) {
            set("sub", if other { "user-mallory".into() } else { self.subject.as_str().into() });
        }
        let foreign = faults.has(fault::ID_TOKEN_AUD_OTHER);
        let second = faults.varies(variant::EXTRA_AUDIENCE);
        set(
            "aud",
            match () {
                () if foreign => "another-client".into(),
                () if second => json!(["https://api.example/", self.audience]),
                () => self.audience.as_str().into(),
            },
        );
        match () {
            () if faults.has(fault::ID_TOKEN_AZP_OTHER) => set("azp", "another-client".into()),
            () if second => set("azp", self.audience.as_str().into()),
            () => None,
        };
        let expires = if faults.has(fault::ID_TOKEN_EXPIRED) { self.issued - LIFETIME } else { self.issued + LIFETIME };
        let text = faults.has(fault::ID_TOKEN_EXP_STRING);
        set("exp", if text { expires.to_string().into() } else { expires.into() });
        set("iat", self.issued.into());
        // OpenID Connect Core §12.2: auth_time stays that of the original authentication.
        let fresh = self.refreshed && faults.has(fault::REFRESH_ID_TOKEN_NEW_AUTH_TIME);
        if let Some(auth_time) = self.auth_time.filter(|_| !faults.has(fault::ID_TOKEN_AUTH_TIME_MISSING)) {
            set("auth_time", if fresh { (self.issued + 60).into() } else { auth_time.into() });
        }
        if let Some(nonce) = self.nonce.as_deref().filter(|_| !faults.has(fault::ID_TOKEN_NONCE_MISSING)) {
            let length = if faults.has(fault::ID_TOKEN_NONCE_TRUNCATED) { 32 } else { usize::MAX };
            set("nonce", nonce.chars().take(length).collect::<String>().into());
        }
        if let Some(access_token) = self.access_token.as_ref().filter(|_| !faults.varies(variant::NO_AT_HASH)) {
            let hashed = if faults.has(fault::ID_TOKEN_AT_HASH_WRONG) { "another" } else { access_token };
            set("at_hash", algorithm.half_hash(hashed).into());
        }
        if let Some(code) = &self.code {
            set("c_hash", algorithm.half_hash(code).into());
        }
        set("sid", self.grant.to_string().into());
        if faults.has(fault::ID_TOKEN_NULL_CLAIM) {
            set("acr", Value::Null);
        }
        claims
    }
}
