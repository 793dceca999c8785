//! What a target file says once it is read: endpoints, clients, how to obtain codes, limits, choices.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

pub use super::network_model::{BeyondBrowser, ClientCertificate, GatewayHeader, Network};
pub use crate::protocol::error_dialect::ErrorDialect;
pub use crate::protocol::login::{Locator, LoginStep, StepAction, StepValue};
use crate::protocol::names::ClientRole;
pub use crate::protocol::scope::ScopePlace;
use crate::protocol::totp::Totp;

/// The endpoint under test and what is needed to examine it.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// For people and reports.
    pub name: String,
    /// The issuer, from which endpoints are discovered (RFC 8414 §3, OIDC Discovery §4).
    pub issuer: Option<Url>,
    /// Endpoints that are given; discovery fills those that are not.
    pub endpoints: Endpoints,
    /// The profile that the target is examined by when the command line names neither profile nor suite.
    pub profile: Option<String>,
    /// Suites to run when neither the command line nor `profile` says.
    pub suites: Vec<String>,
    /// Whether requests may be sent that HTTP libraries refuse to send. Behind a shared front they would examine the front.
    pub raw: bool,
    /// Where the scope of an issued access token can be seen, the place that is believed first; `None`: wherever it is found.
    pub scope_seen_in: Option<Vec<ScopePlace>>,
    /// At most one per role.
    pub clients: Vec<Client>,
    /// How a code is obtained; without it, cases that need a code are skipped.
    pub authorize: Option<AuthorizeSettings>,
    /// Bounds of the run.
    pub limits: Limits,
    /// The way to it.
    pub network: Network,
    /// Where the standard leaves a choice: (name, value).
    pub choices: Vec<(String, String)>,
    /// Length bounds that stand above the suite's.
    pub parameters: Vec<LengthOverride>,
    /// How this target words its errors, when not as RFC 6749 §5.2.
    pub errors: ErrorDialect,
    /// PEM file of additional roots, relative to the target file.
    pub ca_certificates: Vec<rustls_pki_types::CertificateDer<'static>>,
    /// Things to tell the user that are not errors (a literal secret, for one).
    pub warnings: Vec<String>,
}

impl Target {
    /// The client of a role.
    pub fn client(&self, role: ClientRole) -> Option<&Client> {
        self.clients.iter().find(|client| client.role == role)
    }

    /// What the way to the target asks of the driver `browser` that it cannot do, if that is the driver.
    pub fn beyond_browser(&self) -> Option<BeyondBrowser> {
        let driver = self.authorize.as_ref().map(|authorize| &authorize.driver);
        self.network.beyond_browser().filter(|_| matches!(driver, Some(DriverSettings::Browser(_))))
    }

    /// What the target file declares for a choice.
    pub fn choice(&self, name: &str) -> Option<&str> {
        self.choices.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// The URLs of a target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 §3.2.
    pub token: Option<Url>,
    /// RFC 6749 §3.1.
    pub authorization: Option<Url>,
    /// RFC 7662.
    pub introspection: Option<Url>,
    /// RFC 7009.
    pub revocation: Option<Url>,
    /// OIDC Core §5.3.
    pub userinfo: Option<Url>,
    /// RFC 7517.
    pub jwks: Option<Url>,
}

/// How a client authenticates in the valid request (the names are those of RFC 7591 §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// `client_secret_basic`: HTTP Basic (RFC 6749 §2.3.1).
    Basic,
    /// `client_secret_post`: id and secret in the body (RFC 6749 §2.3.1).
    Body,
    /// `none`: the client names itself with `client_id` alone.
    None,
}

impl Authentication {
    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Body => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// A client that is registered at the target.
#[derive(Debug, Clone)]
pub struct Client {
    /// What it is to the examination.
    pub role: ClientRole,
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    pub secret: Option<SecretString>,
    /// How it authenticates; [`Authentication::None`] exactly for public clients.
    pub authentication: Authentication,
    /// The environment variable that the secret came from, used in curl lines.
    pub secret_variable: Option<String>,
    /// Registered redirect URIs; the first is the one used ordinarily.
    pub redirect_uris: Vec<String>,
    /// Scopes that it may ask for.
    pub scopes: Vec<String>,
}

/// How codes are obtained.
#[derive(Debug, Clone)]
pub struct AuthorizeSettings {
    /// The authorizer.
    pub driver: DriverSettings,
    /// Parameters added to every authorization request, such as `prompt=consent`.
    pub parameters: Vec<(String, String)>,
    /// A scope to be added to every authorization request, without which no refresh token is issued (`offline_access`).
    /// It is disregarded when scopes are compared.
    pub refresh_scope: Option<String>,
    /// How a resource owner declines one scope, where that can be had.
    pub partial_consent: Option<PartialConsentSettings>,
    /// Whether every code is obtained in a login session of its own. For servers that keep one grant for a session: there the
    /// replay of a code in one case revokes what another case was given.
    pub fresh_sessions: bool,
}

/// How a scope can be declined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialConsentSettings {
    /// The scope that will be declined.
    pub declines: String,
    /// Parameters that select such a resource owner (`login_hint=bob`); empty when the form's check box is unticked.
    pub parameters: Vec<(String, String)>,
}

/// The authorizers' settings.
#[derive(Debug, Clone)]
pub enum DriverSettings {
    /// Follows redirects; for servers that consent by themselves.
    Redirect,
    /// Fills login and consent forms.
    Form {
        /// The user name.
        username: String,
        /// The password.
        password: SecretString,
        /// Further inputs by name.
        fields: Vec<(String, String)>,
        /// CSS selectors for when guessing fails: `login_form`, `consent_form`, `username_field`, `password_field`, `login_submit`, `consent_submit`.
        selectors: Vec<(String, String)>,
    },
    /// Calls an executable of the user's for each code.
    Command {
        /// The program and its arguments.
        command: Vec<String>,
        /// Where it runs: the target file's folder.
        folder: PathBuf,
        /// How long one call may take (default 60 s).
        time_limit: Duration,
        /// Calls at the same time (default 4).
        parallel: usize,
    },
    /// A person logs in once, in a browser of their own.
    Loopback {
        /// How long a person may take (default 5 min).
        time_limit: Duration,
        /// How long one code may take after the first (default 1 min).
        code_limit: Duration,
        /// Whether the browser is opened, or the URL only printed.
        open: bool,
    },
    /// What was obtained beforehand, each used once.
    Static(Vec<StoredGrant>),
    /// Lets Chromium pass the login pages.
    Browser(Box<BrowserDriver>),
}

/// A code or refresh token that was obtained beforehand.
#[derive(Debug, Clone)]
pub struct StoredGrant {
    /// The client that it was issued to.
    pub client: ClientRole,
    /// An authorization code; else it is a refresh token.
    pub is_code: bool,
    /// The code or token.
    pub value: SecretString,
    /// The verifier behind the code challenge (S256), if there was one (RFC 7636 §4.1).
    pub code_verifier: Option<SecretString>,
    /// The `redirect_uri` parameter of the authorization request; the client's first when the file does not say.
    pub redirect_uri: Option<String>,
    /// The scope that was granted; what the ordinary request of the client asks for when the file does not say.
    pub scope: Option<String>,
    /// The nonce of the authorization request.
    pub nonce: Option<String>,
}

impl DriverSettings {
    /// The password that is typed in somewhere.
    pub fn password(&self) -> Option<&SecretString> {
        match self {
            Self::Redirect | Self::Command { .. } | Self::Loopback { .. } | Self::Static(_) => None,
            Self::Form { password, .. } => Some(password),
            Self::Browser(browser) => browser.password.as_ref(),
        }
    }
}

/// How Chromium is started and what it does at the login pages.
#[derive(Debug, Clone)]
pub struct BrowserDriver {
    /// The user name; absent only when no step types it in.
    pub username: Option<String>,
    /// The password; absent only when no step types it in.
    pub password: Option<SecretString>,
    /// What one-time passwords are made of.
    pub totp: Option<Totp>,
    /// The browser, when it is not to be looked for on the PATH.
    pub executable: Option<PathBuf>,
    /// Further arguments of the browser.
    pub arguments: Vec<String>,
    /// Authorizations at the same time (default 4).
    pub tabs: usize,
    /// How long a step may wait for its element (default 10 s).
    pub step_timeout: Duration,
    /// The folder of the pictures of failed logins.
    pub screenshots: PathBuf,
    /// What is done at the login pages; when there are none, they are guessed.
    pub steps: Vec<LoginStep>,
}

/// Bounds of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Requests at the same time (default 16).
    pub concurrency: usize,
    /// Requests per second (default: unbounded).
    pub requests_per_second: Option<NonZeroU32>,
    /// From sending to the last byte of an answer (default 10 s).
    pub timeout: Duration,
    /// Bytes of an answer that are read (default 1 MiB).
    pub max_body: usize,
    /// The longest `Retry-After` that is waited for (default 5 s).
    pub max_retry_after: Duration,
    /// Authorizations of a whole run (default: unbounded); the cases of most worth get them.
    pub max_authorizations: Option<usize>,
    /// Whether cases are left out that could lock a client out, or flood the target (default: no).
    pub safe: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 16,
            requests_per_second: None,
            timeout: Duration::from_secs(10),
            max_body: 256 << 10,
            max_retry_after: Duration::from_secs(5),
            max_authorizations: None,
            safe: false,
        }
    }
}

/// Length bounds of one parameter at this target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LengthOverride {
    /// The parameter.
    pub name: String,
    /// Instead of the suite's minimum.
    pub min: Option<usize>,
    /// Instead of the suite's maximum; `Some(None)` lifts it.
    pub max: Option<Option<usize>>,
}
