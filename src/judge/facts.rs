//! What is known of target, client and request when an answer is judged; filled by the runner, read by the checks.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Observation;
use crate::protocol::names::Grant;

/// Everything beside the answer itself that a check may look at. Absent: not known, or not there.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The issuer as the target file or discovery has it, byte for byte.
    pub issuer: Option<String>,
    /// The token endpoint under test.
    pub token_endpoint: String,
    /// `/.well-known/openid-configuration` (OpenID Connect Discovery §4).
    pub openid_configuration: Option<Arc<Map<String, Value>>>,
    /// `/.well-known/oauth-authorization-server` (RFC 8414 §3).
    pub oauth_metadata: Option<Arc<Map<String, Value>>>,
    /// The `keys` of the JWK set (RFC 7517 §5).
    pub keys: Option<Arc<Vec<Value>>>,
    /// The client that asked.
    pub client_id: String,
    /// Its secret, if it has one.
    pub client_secret: Option<String>,
    /// The grant of the request.
    pub grant: Option<Grant>,
    /// The scope that was asked for: by the token request where its grant knows the parameter (RFC 6749 §4.4.2, §6), else by
    /// the authorization request. An answer without a scope member says that it was granted (§5.1).
    pub asked_scope: Option<String>,
    /// Whether the client authenticated with one header field `Authorization: Basic`, and in no other way (RFC 6749 §2.3.1).
    pub basic_alone: bool,
    /// The nonce of the authorization request.
    pub nonce: Option<String>,
    /// The code that was exchanged.
    pub code: Option<String>,
    /// The id_token that came with the code from the authorization endpoint (OIDC Core §3.3).
    pub front_id_token: Option<String>,
    /// The introspection response of the issued access token (RFC 7662 §2.2), where it was asked for.
    pub introspected: Option<Arc<Map<String, Value>>>,
    /// Our clock when the answer came, in seconds since 1970.
    pub now: i64,
    /// The answers of the case's earlier steps.
    pub earlier: Vec<Arc<Observation>>,
}
