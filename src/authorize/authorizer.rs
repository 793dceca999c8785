//! The ways in which a code can be obtained, behind one door.

use super::browser::Browser;
use super::command::Command;
use super::loopback::Loopback;
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::session::UserAgent;
use super::stock::Stock;

/// Obtains authorization codes in the way that the target file names; many at once.
pub enum Authorizer {
    /// A user agent of our own: follows redirects, fills in forms.
    UserAgent(Box<UserAgent>),
    /// An executable of the user's.
    Command(Command),
    /// A person's browser.
    Loopback(Box<Loopback>),
    /// What was obtained beforehand.
    Static(Stock),
    /// Chromium: for logins that are JavaScript applications.
    Browser(Box<Browser>),
}

impl Authorizer {
    /// Obtains the code of an authorization request.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        match self {
            Self::UserAgent(agent) => agent.authorize(request).await,
            Self::Browser(browser) => browser.authorize(request).await,
            Self::Command(command) => command.authorize(request).await,
            Self::Loopback(loopback) => loopback.authorize(request).await,
            Self::Static(stock) => stock.authorize(request),
        }
    }

    /// Keeps an account of the pages on the way to each code, where they can be seen.
    pub fn trace(&self) {
        match self {
            Self::UserAgent(agent) => agent.trace(),
            Self::Browser(browser) => browser.trace(),
            _ => {}
        }
    }

    /// What there is of codes and refresh tokens, where they were obtained beforehand.
    pub fn stock(&self) -> Option<&Stock> {
        match self {
            Self::Static(stock) => Some(stock),
            _ => None,
        }
    }

    /// A person's browser, where that is the way.
    pub fn loopback(&self) -> Option<&Loopback> {
        match self {
            Self::Loopback(loopback) => Some(loopback),
            _ => None,
        }
    }
}
