//! What the browser is told to do: who logs in, by which steps, and within which bounds.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::protocol::login::LoginStep;
use crate::protocol::totp::Totp;

/// How the login pages of a target are passed.
#[derive(Debug, Clone)]
pub struct BrowserSettings {
    /// The resource owner's name.
    pub username: Option<String>,
    /// The resource owner's password.
    pub password: Option<SecretString>,
    /// What one-time passwords are made of.
    pub totp: Option<Totp>,
    /// The browser; looked for on the PATH when absent.
    pub executable: Option<PathBuf>,
    /// Further arguments of the browser.
    pub arguments: Vec<String>,
    /// Authorizations at the same time.
    pub tabs: usize,
    /// How long a step may wait for its target.
    pub step_timeout: Duration,
    /// The folder of screenshots.
    pub screenshots: PathBuf,
    /// What to do at the pages; when there are none, they are guessed.
    pub steps: Vec<LoginStep>,
    /// Whether each code is obtained in a login session of its own.
    pub fresh_sessions: bool,
}
