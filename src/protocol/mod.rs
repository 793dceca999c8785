//! The vocabulary of OAuth 2.0 and OpenID Connect: pure values, no I/O, no TOML.

pub mod body;
pub mod names;
