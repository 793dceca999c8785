//! The ways in which a code can be obtained, behind one door.

use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::session::UserAgent;

/// Obtains authorization codes in the way that the target file names; many at once.
pub enum Authorizer {
    /// A user agent of our own: follows redirects, fills in forms.
    UserAgent(Box<UserAgent>),
}

impl Authorizer {
    /// Obtains the code of an authorization request.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        match self {
            Self::UserAgent(agent) => agent.authorize(request).await,
        }
    }
}
