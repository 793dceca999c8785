//! Obtains authorization codes: walks a user agent's road from the authorization endpoint to the redirect URI.
//!
//! It may call `transport` and `protocol`, and judges nothing. What a login page says is data.

mod request;

pub use request::{Authorization, AuthorizationRequest, AuthorizeError, CodeChallenge, Page, PartialConsent};
