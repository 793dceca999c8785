//! The embedded reference authorization server: complete and correct by default, with named faults
//! (deviations that break a rule) and named variants (differences that break none).
//!
//! It is written from the documents (the vendor's "Create Tokens" reference, RFC 6749, RFC 7636, OpenID Connect
//! Core, RFC 7009, RFC 7662) and never from the suites: this room must not import `suite`, `judge`, `runner`,
//! `target` or `report`, so that it cannot agree with a mistaken suite by construction.

mod access_token;
mod access_token_faults;
mod accounts;
mod authorization_request;
mod authorize;
mod basic;
mod breakdowns;
mod catalogue;
mod client_authentication;
mod client_lookup;
mod clients;
mod description;
mod destination;
mod discovery;
mod discovery_faults;
mod dress;
mod endpoints;
mod envelope;
mod error_faults;
mod fault;
mod form;
mod front;
mod gate;
mod grants;
mod http;
mod id_token;
mod id_token_faults;
mod introspect;
mod issue;
mod jwt;
mod keys;
mod login;
mod member_faults;
mod misreading;
mod options;
mod pages;
mod parameters;
mod pkce;
mod race;
mod redirect;
mod refusal;
mod response;
mod revoke;
mod routes;
mod scope;
mod scope_grammar;
mod secret;
mod server;
mod state;
mod token;
mod userinfo;
mod variant;
mod variant_catalogue;

#[cfg(test)]
mod tests;

pub use accounts::{Account, accounts};
pub use clients::{RegisteredClient, Role, clients};
pub use description::{Description, SecretTransport};
pub use endpoints::Endpoints;
pub use fault::{Consulted, Fault, FaultId, UnknownFault, faults};
pub use front::{Tls, authority_der, authority_pem};
pub use options::{Login, Mode, Options, Registration};
pub use server::{Running, start};
pub use variant::{UnknownVariant, Variant, VariantId, variants};
