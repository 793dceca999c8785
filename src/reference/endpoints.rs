//! Where a server answers what: the same for the router, the metadata and target files.

use super::catalogue as fault;
use super::fault::FaultSet;
use super::variant_catalogue as variant;

/// The addresses of a server; what is `None` is not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// The issuer.
    pub issuer: String,
    /// RFC 6749 §3.2.
    pub token: String,
    /// RFC 6749 §3.1.
    pub authorization: String,
    /// RFC 7662.
    pub introspection: Option<String>,
    /// RFC 7009.
    pub revocation: Option<String>,
    /// OpenID Connect Core §5.3.
    pub userinfo: Option<String>,
    /// RFC 7517 §5.
    pub jwks: Option<String>,
    /// OpenID Connect Discovery §4.
    pub openid_configuration: Option<String>,
    /// RFC 8414 §3.
    pub oauth_metadata: Option<String>,
}

/// The path of the issuer where it has one.
const TENANT: &str = "/tenant/one";

impl Endpoints {
    /// Those of a server with this issuer.
    pub(super) fn of_issuer(issuer: &str, faults: &FaultSet) -> Self {
        let base = issuer.trim_end_matches('/');
        Self::new(base.strip_suffix(TENANT).unwrap_or(base), faults)
    }

    /// Those of a server at `base`, `http://127.0.0.1:PORT`.
    pub(super) fn new(base: &str, faults: &FaultSet) -> Self {
        let path = if faults.varies(variant::ISSUER_WITH_PATH) { TENANT } else { "" };
        let root = format!("{base}{path}");
        let slash = if faults.varies(variant::ISSUER_WITH_SLASH) { "/" } else { "" };
        let openid = !faults.varies(variant::PLAIN_OAUTH);
        let undiscoverable = faults.varies(variant::NO_DISCOVERY);
        let at = |path: &str| format!("{root}{path}");
        let unless = |absent: bool, address: String| (!absent).then_some(address);
        let query = if faults.varies(variant::TOKEN_ENDPOINT_WITH_QUERY) { "?tenant=one" } else { "" };
        let fragment = if faults.has(fault::TOKEN_ENDPOINT_WITH_FRAGMENT) { "#one" } else { "" };
        Self {
            token: at(&format!("/token{query}{fragment}")),
            authorization: at("/authorize"),
            introspection: unless(faults.varies(variant::NO_INTROSPECTION), at("/introspect")),
            revocation: unless(faults.varies(variant::NO_REVOCATION), at("/revoke")),
            userinfo: unless(!openid || faults.varies(variant::NO_USERINFO), at("/userinfo")),
            jwks: unless(!openid, at("/jwks")),
            openid_configuration: unless(
                !openid || undiscoverable || faults.varies(variant::OAUTH_METADATA_ONLY),
                at("/.well-known/openid-configuration"),
            ),
            // The well-known part stands before the issuer's path (RFC 8414 §3.1).
            oauth_metadata: unless(
                undiscoverable || faults.varies(variant::OPENID_METADATA_ONLY),
                format!("{base}/.well-known/oauth-authorization-server{path}"),
            ),
            issuer: format!("{root}{slash}"),
        }
    }
}
