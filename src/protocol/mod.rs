//! The vocabulary of OAuth 2.0 and OpenID Connect: pure values, no I/O, no TOML.

pub mod basic;
pub mod body;
pub mod error_dialect;
pub mod form;
pub mod jwt;
pub mod login;
pub mod names;
pub mod network;
pub mod pkce;
pub mod scope;
pub mod totp;
pub mod wire;
