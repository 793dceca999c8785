//! Words about a login page: what is done there, and to which element. Pure; target files and the browser share them.

use std::fmt;

/// One step at the login pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginStep {
    /// What is done.
    pub action: StepAction,
    /// To which element.
    pub element: Locator,
    /// Whether the step is left out where its element is not there once the page has settled.
    pub if_present: bool,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAction {
    /// Nothing: the element must be there.
    WaitFor,
    /// Types into a field, or chooses an entry of a list.
    Fill(StepValue),
    /// Clicks.
    Click,
}

/// What a step types in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepValue {
    /// `${username}`: the user name.
    Username,
    /// `${password}`: the password.
    Password,
    /// `${totp}`: the one-time password of the moment.
    Totp,
    /// Anything else: this text.
    Literal(String),
}

/// How an element is found; the first visible one counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locator {
    /// `"#password"`: by CSS selector.
    Css(String),
    /// `{ label = "Password" }`: by what a person reads on or beside it.
    Label(String),
    /// `{ role = "button", name = "Sign in" }`: by ARIA role and name.
    Role {
        /// `button`, `link`, `textbox`…
        role: String,
        /// What a person reads on or beside it.
        name: String,
    },
}

impl LoginStep {
    /// Whether the step gives credentials away.
    pub fn is_login(&self) -> bool {
        matches!(self.action, StepAction::Fill(StepValue::Username | StepValue::Password | StepValue::Totp))
    }
}

impl fmt::Display for LoginStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.action {
            StepAction::WaitFor => "wait for",
            StepAction::Fill(_) => "fill",
            StepAction::Click => "click",
        };
        write!(f, "{verb} {}", self.element)
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
