//! tokenspec examines OAuth 2.0 and OpenID Connect token endpoints, rule by rule.

pub mod authorize;
pub mod judge;
pub mod protocol;
pub mod record;
pub mod runner;
pub mod suite;
pub mod target;
pub mod transport;
