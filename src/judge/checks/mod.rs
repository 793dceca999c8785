//! The named checks of suites (`expect = { checks = ["…"] }`): what cannot be said by comparing members and header
//! fields. Pure, like everything here. docs/suites.md lists them; a test compares the two.
//!
//! A check that would need what is not known (no JWK set, no metadata) answers `Unknown`, one that makes no sense for the
//! answer (no id_token, an opaque access token) `NotApplicable`: neither is a pass.

mod access_token;
mod body;
pub mod by_name;
mod challenge;
mod clock;
mod date;
mod errors;
mod hashes;
mod id_token;
mod id_token_header;
mod id_token_pairs;
mod id_token_types;
mod introspection;
mod jose;
mod keys;
mod lifetime;
mod metadata;
mod registry;
mod token_type;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod docs;

pub use registry::{CHECKS, check_named};
