//! Targets made in Rust instead of being read from a file.

use std::path::Path;

use secrecy::SecretString;

use super::model::{Authentication, AuthorizeSettings, Client, DriverSettings, PartialConsentSettings, Target};
use crate::diagnostics::Diagnostics;
use crate::protocol::names::ClientRole;

impl Target {
    /// A target of which nothing but the name is known. Every field may be set; `TargetBuilder` does so more comfortably.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// A target from a file (`docs/target.md`); its secrets are read as well.
    ///
    /// # Errors
    /// What is wrong with the file, all of it, with places.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Diagnostics> {
        super::load(path.as_ref())
    }
}

impl Client {
    /// A confidential client: authorization code and refresh token grants, HTTP Basic (RFC 6749 §2.3.1).
    pub fn confidential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::with_secret(ClientRole::Confidential, id, secret)
    }

    /// A second confidential client, for what one client may not do with the codes and tokens of another.
    pub fn other(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::with_secret(ClientRole::Other, id, secret)
    }

    /// A confidential client whose id or secret needs form-encoding in Basic (RFC 6749 §2.3.1).
    pub fn special(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::with_secret(ClientRole::Special, id, secret)
    }

    /// A client of the client credentials grant alone (RFC 6749 §4.4).
    pub fn service(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::with_secret(ClientRole::Service, id, secret)
    }

    /// A public client: no secret, PKCE.
    pub fn public(id: impl Into<String>) -> Self {
        Self::new(ClientRole::Public, id.into(), None)
    }

    fn with_secret(role: ClientRole, id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::new(role, id.into(), Some(SecretString::from(secret.into())))
    }

    fn new(role: ClientRole, id: String, secret: Option<SecretString>) -> Self {
        let authentication = secret.as_ref().map_or(Authentication::None, |_| Authentication::Basic);
        Self { role, id, secret, authentication, secret_variable: None, redirect_uris: Vec::new(), scopes: Vec::new() }
    }

    /// A registered redirect URI; the first is the one used ordinarily. Nothing needs to listen there.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Scopes that the client may ask for. Two beside `openid` let the most cases apply.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// It authenticates with `client_secret_post` instead of HTTP Basic. A public client stays one.
    pub fn secret_in_body(mut self) -> Self {
        if self.authentication == Authentication::Basic {
            self.authentication = Authentication::Body;
        }
        self
    }
}

impl AuthorizeSettings {
    /// Follows redirects; for servers that consent by themselves.
    pub fn redirect() -> Self {
        Self::by(DriverSettings::Redirect)
    }

    /// Fills login and consent forms.
    pub fn form(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self::by(DriverSettings::Form {
            username: username.into(),
            password: SecretString::from(password.into()),
            fields: Vec::new(),
            selectors: Vec::new(),
        })
    }

    /// Obtains codes as the settings say.
    pub fn by(driver: DriverSettings) -> Self {
        Self { driver, parameters: Vec::new(), refresh_scope: None, partial_consent: None, fresh_sessions: false }
    }

    /// A parameter of every authorization request, such as `prompt=consent`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The scope without which no refresh token is issued.
    pub fn refresh_scope(mut self, scope: impl Into<String>) -> Self {
        self.refresh_scope = Some(scope.into());
        self
    }

    /// With these parameters the resource owner declines this scope, the clients' second.
    pub fn declines<N: Into<String>, V: Into<String>>(
        mut self,
        scope: impl Into<String>,
        parameters: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let parameters = parameters.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.partial_consent = Some(PartialConsentSettings { declines: scope.into(), parameters });
        self
    }

    /// Every code is obtained in a login session of its own.
    pub fn fresh_sessions(mut self) -> Self {
        self.fresh_sessions = true;
        self
    }
}
