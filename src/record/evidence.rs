//! What verdicts rest on beside the exchanges, so that they can be judged again from the record alone (`run --evidence`).
//!
//! Whatever can be computed from the redacted exchanges is not here. What cannot (claims about the inside of tokens that the record
//! does not show, above all) is told: the result of the claim, by the claim's name.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::protocol::names::{ClientRole, Grant};

/// The version of the evidence. Raised when a member changes its meaning or disappears.
pub const EVIDENCE_VERSION: u32 = 1;

/// What is known of the target when its answers are judged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// [`EVIDENCE_VERSION`].
    pub version: u32,
    /// The issuer, byte for byte.
    pub issuer: Option<String>,
    /// `/.well-known/openid-configuration`, if it was looked at.
    pub openid_configuration: Option<Map<String, Value>>,
    /// `/.well-known/oauth-authorization-server`, if it was looked at.
    pub oauth_metadata: Option<Map<String, Value>>,
    /// The `keys` of the JWK set, if it was looked at.
    pub keys: Option<Vec<Value>>,
    /// The clients of the target file.
    pub clients: Vec<ClientRecord>,
    /// How the target words its errors.
    pub errors: DialectRecord,
    /// The scope that the target wants for refresh tokens; disregarded when scopes are compared.
    pub refresh_scope: Option<String>,
    /// Where the scope of tokens can be seen, if the target file says so: `response`, `introspection`, `jwt`.
    pub scope_seen_in: Option<Vec<String>>,
    /// Bounds of parameters that stand above those of the suites.
    pub parameters: Vec<BoundRecord>,
}

/// A client of the target file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientRecord {
    /// What it is to the examination.
    pub role: ClientRole,
    /// Its id.
    pub id: String,
    /// Its secret, described.
    pub secret: Option<String>,
}

/// How a target words its errors, where it differs from RFC 6749 §5.2.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialectRecord {
    /// JSON pointer to the code.
    pub code: String,
    /// From this target's codes to those of RFC 6749 §5.2.
    pub codes: Vec<(String, String)>,
    /// Statuses that count as 400.
    pub statuses: Vec<u16>,
}

/// The bounds of a parameter at this target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundRecord {
    /// The parameter.
    pub name: String,
    /// Fewest characters.
    pub min: Option<usize>,
    /// Most characters.
    pub max: Option<usize>,
    /// Whether the suite's maximum is lifted.
    pub unbounded: bool,
}

/// What the verdict of a case (or the answer to a control) rests on beside its exchanges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgedRecord {
    /// The steps that were judged, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepRecord>,
    /// What stood behind its token requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<AskedRecord>,
    /// The control that was asked for where a code without a challenge is never exchanged: the ordinary request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_control: Option<String>,
    /// Of a case that looks at what the record does not show (how much tokens vary, say): what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// Whether a finding was withdrawn because another case may have caused it, and it could not be examined again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Whether the authorization endpoint refused a request of the case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
}

/// One judged step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepRecord {
    /// Which step of the case, from 0.
    pub step: usize,
    /// The exchanges of the case, from 0, whose answers were judged; several of a request that was sent several times at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<usize>,
    /// The exchange that asked the introspection endpoint for the issued token's scope, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_introspection: Option<usize>,
    /// The exchange that asked it for the issued token's lifetime, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introspection: Option<usize>,
    /// The scope claim of the access token, where it is a JWT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_claim: Option<String>,
    /// What the templates of its expectation stood for; secrets described.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// What stood behind its request, where its claims look at that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Box<AskedRecord>>,
    /// The results of claims that the record does not show: by answer (its place in `answers`), then by claim.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<usize, BTreeMap<String, Told>>,
    /// What the step came to where no answer was judged: nothing was sent, or it was a TLS handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Told>,
}

/// What stood behind a token request and cannot be read from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedRecord {
    /// The exchange, from 0; none where no token request was sent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
    /// Who asked.
    pub client: ClientRole,
    /// With which grant.
    pub grant: Grant,
    /// The scope of the authorization request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The nonce of the authorization request, described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The code, described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Our clock when the answer came, in seconds since 1970.
    pub now: i64,
    /// Whether the request was no well-formed HTTP message: then its answer tells nothing of the endpoint.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub malformed: bool,
    /// The results of claims about its answer that the record does not show, for cases that look at all answers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<String, Told>,
}

/// A result that the record does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// As claimed.
    Kept,
    /// Tolerable, but not as it should be.
    Doubtful,
    /// Not as claimed.
    Broken,
    /// Not as claimed, whatever the level.
    BrokenForSure,
    /// It cannot be told.
    Unknown,
    /// It makes no sense here.
    NotApplicable,
}
