//! The embedded reference authorization server: complete and correct by default, with named faults.
//!
//! It is written from the documents (the vendor's "Create Tokens" reference, RFC 6749, RFC 7636, OpenID Connect
//! Core, RFC 7009, RFC 7662) and never from the suites: this room must not import `suite`, `judge`, `runner`,
//! `target` or `report`, so that it cannot agree with a mistaken suite by construction.

mod accounts;
mod authorization_request;
mod authorize;
mod basic;
mod catalogue;
mod client_authentication;
mod client_lookup;
mod clients;
mod discovery;
mod fault;
mod form;
mod grants;
mod http;
mod id_token;
mod introspect;
mod issue;
mod login;
mod options;
mod pages;
mod parameters;
mod pkce;
mod redirect;
mod refusal;
mod response;
mod revoke;
mod scope;
mod scope_grammar;
mod secret;
mod server;
mod state;
mod token;
mod userinfo;

#[cfg(test)]
mod tests;

pub use accounts::{Account, accounts};
pub use clients::{RegisteredClient, Role, clients};
pub use fault::{Fault, FaultId, UnknownFault, faults};
pub use options::{Login, Mode, Options, Registration};
pub use server::{Running, start};
