//! Names that suites, targets, the runner and the judge share: grants, client roles, levels.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The grants of RFC 6749 whose token requests are examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// RFC 6749 §4.1.3.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.2.
    ClientCredentials,
}

impl Grant {
    /// All grants, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials];

    /// The value of `grant_type`.
    pub fn grant_type(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    /// One word for case ids: `code`, `refresh`, `client-credentials`.
    pub fn short(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "code",
            Self::RefreshToken => "refresh",
            Self::ClientCredentials => "client-credentials",
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.grant_type())
    }
}

/// What a client is to the examination; a target has at most one client of each role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientRole {
    /// Authenticates with HTTP Basic; authorization code and refresh token grants.
    Confidential,
    /// A second confidential client with its own secret.
    Other,
    /// No secret; names itself with `client_id`.
    Public,
    /// Client credentials grant only.
    Service,
    /// A confidential client whose id or secret needs form-encoding in Basic (RFC 6749 §2.3.1).
    Special,
}

impl ClientRole {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Confidential, Self::Other, Self::Public, Self::Service, Self::Special];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confidential => "confidential",
            Self::Other => "other",
            Self::Public => "public",
            Self::Service => "service",
            Self::Special => "special",
        }
    }

    /// Whether a client of this role can ask with that grant at all.
    pub fn can_use(self, grant: Grant) -> bool {
        (self == Self::Service) == (grant == Grant::ClientCredentials)
    }
}

impl fmt::Display for ClientRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How binding a requirement is (RFC 2119).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Broken: `fail`.
    Must,
    /// Broken: `warn`.
    Should,
    /// Broken: `warn`; recorded rather than demanded.
    May,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        })
    }
}
