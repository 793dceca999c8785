//! Obtains authorization codes: walks a user agent's road from the authorization endpoint to the redirect URI.
//!
//! It may call `transport` and `protocol`, and judges nothing. What a login page says is data.

mod account;
mod arrival;
mod authorizer;
mod choose;
mod cookies;
mod driver;
mod page;
mod parse;
mod request;
mod road;
mod session;
mod submit;
mod tame;
mod visit;
mod walk;
mod words;

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod walk_tests;

pub use authorizer::Authorizer;
pub use driver::{Driver, FormSettings};
pub use request::{Authorization, AuthorizationRequest, AuthorizeError, CodeChallenge, Page, PartialConsent};
pub use session::UserAgent;
