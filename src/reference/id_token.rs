//! The id_token (OpenID Connect Core §2, §3.1.3.3, §3.3.2.11, §12.2).

use serde_json::{Map, Value, json};

use super::fault::FaultSet;
use super::id_token_faults;
use super::jwt;
use super::keys::Algorithm;
use super::state::GrantIndex;
use super::variant_catalogue as variant;

/// How long an id_token is valid, in seconds.
const LIFETIME: i64 = 3600;

/// Where an id_token is given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// By the authorization endpoint, in a hybrid flow.
    Authorization,
    /// For a code.
    Token,
    /// For a refresh token.
    Refresh,
}

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
    /// The code that is issued with it, or that it is issued for, in a hybrid flow, for `c_hash`.
    pub(super) code: Option<String>,
    /// `sid`, by which some faults find the grant of an id_token.
    pub(super) grant: GrantIndex,
    /// The rest is not said; faults and variants look at it.
    pub(super) channel: Channel,
    /// The client's secret; public clients have none.
    pub(super) secret: Option<String>,
    pub(super) with_email: bool,
    /// How often the grant was refreshed before.
    pub(super) refreshes: u32,
}

/// The grant that an id_token came from, read without checking anything.
pub(super) fn grant_of(token: &str) -> Option<GrantIndex> {
    jwt::claim(token, "sid")?.as_str()?.parse().ok()
}

impl Claims {
    /// The compact serialisation.
    pub(super) fn sign(&self, faults: &FaultSet) -> String {
        let mut claims = self.claims(faults);
        id_token_faults::distort(&mut claims, self, faults);
        let header = jwt::header(Algorithm::of(faults), "JWT", faults);
        id_token_faults::serialise(header, claims, self, faults)
    }

    /// The secret that keys a MAC in the place of a signature, if that is how this client's id_tokens are made: it has as
    /// many octets as the hash (OpenID Connect Core §16.19).
    pub(super) fn mac_secret(&self, faults: &FaultSet) -> Option<&str> {
        self.secret.as_deref().filter(|secret| faults.varies(variant::HS256) && secret.len() >= 32)
    }

    pub(super) fn is_for_public_client(&self) -> bool {
        self.secret.is_none()
    }

    fn claims(&self, faults: &FaultSet) -> Map<String, Value> {
        let algorithm = Algorithm::of(faults);
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iss", self.issuer.as_str().into());
        set("sub", self.subject.as_str().into());
        if faults.varies(variant::EXTRA_AUDIENCE) {
            set("aud", json!(["https://api.example/", self.audience]));
            set("azp", self.audience.as_str().into());
        } else {
            set("aud", self.audience.as_str().into());
        }
        set("exp", (self.issued + LIFETIME).into());
        set("iat", self.issued.into());
        // After a refresh, too, that of the original authentication (OpenID Connect Core §12.2).
        if let Some(auth_time) = self.auth_time {
            set("auth_time", auth_time.into());
        }
        if let Some(nonce) = &self.nonce {
            set("nonce", nonce.as_str().into());
        }
        if let Some(access_token) = self.access_token.as_ref().filter(|_| !faults.varies(variant::NO_AT_HASH)) {
            set("at_hash", algorithm.half_hash(access_token).into());
        }
        if let Some(code) = &self.code {
            set("c_hash", algorithm.half_hash(code).into());
        }
        set("sid", self.grant.to_string().into());
        claims
    }
}
