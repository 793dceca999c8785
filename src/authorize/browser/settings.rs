//! What the browser is told to do: who logs in, by which steps, and within which bounds.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

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
    pub steps: Vec<Step>,
    /// Whether each code is obtained in a login session of its own.
    pub fresh_sessions: bool,
}

/// One step at the login pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// To which element.
    pub target: Locator,
    /// Whether the step is left out where its target is not there once the page has settled.
    pub if_present: bool,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing: the element must be there.
    WaitFor,
    /// Types into a field, or chooses an entry of a list.
    Fill(FillValue),
    /// Clicks.
    Click,
}

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillValue {
    /// The user name.
    Username,
    /// The password.
    Password,
    /// The one-time password of the moment.
    Totp,
    /// This text.
    Literal(String),
}

/// How an element is found; the first visible one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locator {
    /// By CSS selector.
    Css(String),
    /// By what a person reads on or beside it.
    Label(String),
    /// By ARIA role and name.
    Role {
        /// `button`, `link`, `textbox`…
        role: String,
        /// What a person reads on or beside it.
        name: String,
    },
}

impl Step {
    /// Whether the step gives credentials away.
    pub(super) fn is_login(&self) -> bool {
        matches!(self.action, Action::Fill(FillValue::Username | FillValue::Password | FillValue::Totp))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.action {
            Action::WaitFor => "wait for",
            Action::Fill(_) => "fill",
            Action::Click => "click",
        };
        write!(f, "{verb} {}", self.target)
    }
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Css(selector) => write!(f, "`{selector}`"),
            Self::Label(label) => write!(f, "“{label}”"),
            Self::Role { role, name } => write!(f, "the {role} “{name}”"),
        }
    }
}
