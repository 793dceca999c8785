//! The target as the runner uses it: resolved endpoints, a transport, an authorizer.

use std::sync::Arc;

use secrecy::ExposeSecret;
use url::Url;

use super::documents::Documents;
use super::token_request::Credentials;
use crate::authorize::Authorizer;
use crate::protocol::names::ClientRole;
use crate::target::model::{Authentication, Client, Target};
use crate::transport::Transport;

/// A target that is ready to be examined.
pub struct Subject {
    /// What its file says, discovery included.
    pub target: Target,
    /// RFC 6749 §3.2.
    pub token_endpoint: Url,
    /// How requests are sent.
    pub transport: Arc<Transport>,
    /// How codes are obtained, if they can be.
    pub authorizer: Option<Arc<Authorizer>>,
    /// Metadata and keys, as far as they were asked for.
    pub(super) documents: Documents,
}

impl Subject {
    /// The client of a role.
    pub fn client(&self, role: ClientRole) -> Option<&Client> {
        self.target.client(role)
    }

    /// A client's id and secret.
    pub(super) fn credentials(&self, role: ClientRole) -> Option<Credentials> {
        self.client(role).map(|client| Credentials {
            id: client.id.clone(),
            secret: client.secret.as_ref().map(|secret| secret.expose_secret().to_owned()),
            in_body: client.authentication == Authentication::Body,
        })
    }

    /// The scope that the target needs for refresh tokens.
    pub(super) fn refresh_scope(&self) -> Option<&str> {
        self.target.authorize.as_ref()?.refresh_scope.as_deref()
    }

    /// The client's scopes other than `openid` and the one for refresh tokens.
    pub(super) fn ordinary_scopes(&self, role: ClientRole) -> Vec<&str> {
        self.client(role).map(|client| ordinary_scopes(client, self.refresh_scope()).collect()).unwrap_or_default()
    }

    /// Whether the client's file entry lists a scope.
    pub(super) fn may_ask_for(&self, role: ClientRole, scope: &str) -> bool {
        self.client(role).is_some_and(|client| client.scopes.iter().any(|own| own == scope))
    }

    /// Whether authorization codes can be obtained at all.
    pub(super) fn can_authorize(&self) -> bool {
        let stored = |authorizer: &Arc<Authorizer>| authorizer.stock().is_some();
        self.authorizer.as_ref().is_some_and(|authorizer| stored(authorizer) || self.target.endpoints.authorization.is_some())
    }

    /// The codes and refresh tokens that a client was issued beforehand, where that is the way.
    pub(super) fn stored(&self, role: ClientRole) -> Option<(usize, usize)> {
        let stock = self.authorizer.as_ref()?.stock()?;
        Some(stock.left(&self.client(role)?.id))
    }

    /// Why codes cannot be obtained at all, if so.
    pub(super) fn no_codes(&self) -> Option<&'static str> {
        match (self.can_authorize(), &self.authorizer) {
            (true, _) => None,
            (false, None) => Some("no code can be obtained: the target file has no [authorize] table"),
            (false, Some(_)) => Some("no code can be obtained: no authorization endpoint is known"),
        }
    }
}

/// A client's scopes other than `openid` and the one for refresh tokens.
pub(super) fn ordinary_scopes<'a>(client: &'a Client, refresh_scope: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let scopes = client.scopes.iter().map(String::as_str);
    scopes.filter(move |scope| *scope != "openid" && *scope != "offline_access" && Some(*scope) != refresh_scope)
}
