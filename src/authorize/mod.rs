//! Obtains authorization codes: walks a user agent's road from the authorization endpoint to the redirect URI.
//!
//! It may call `transport` and `protocol`, and judges nothing. What a login page says is data.

mod account;
mod arrival;
mod authorizer;
mod browser;
mod choose;
mod command;
mod cookies;
mod driver;
pub(crate) mod fuzz;
mod loopback;
mod page;
mod parse;
mod request;
mod road;
mod session;
mod sharing;
mod stock;
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
pub use browser::{Browser, BrowserSettings};
pub use command::{Command, CommandSettings};
pub use driver::{Driver, FormSettings};
pub use loopback::{Invitation, Loopback, LoopbackSettings};
pub use request::{Authorization, AuthorizationRequest, AuthorizeError, CodeChallenge, IssuedFor, Page, PartialConsent};
pub use session::UserAgent;
pub use stock::{Obtained, Stock, Stored};
