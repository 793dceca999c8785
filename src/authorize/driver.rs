//! How a code is obtained: by redirects alone, or by filling in HTML forms.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::page::{Role, Selectors};

/// How the road from the authorization endpoint to the redirect URI is walked.
// One per target, and matched more often than moved: a box would only be in the caller's way.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone)]
pub enum Driver {
    /// The server asks nobody: redirects and cookies are enough.
    Redirect,
    /// The server shows HTML forms for login and consent, which are filled in and submitted.
    Form(FormSettings),
}

/// What the forms are filled in with, and which they are when guessing does not find them.
#[derive(Clone)]
pub struct FormSettings {
    /// The resource owner's name at the login form.
    pub username: String,
    /// The resource owner's password.
    pub password: SecretString,
    /// Further inputs to fill in wherever they occur: name and value.
    pub fields: Vec<(String, String)>,
    /// CSS selector of the login form.
    pub login_form: Option<String>,
    /// CSS selector of the consent form.
    pub consent_form: Option<String>,
    /// CSS selector of the user name's input.
    pub username_field: Option<String>,
    /// CSS selector of the password's input.
    pub password_field: Option<String>,
    /// CSS selector of the button that logs in.
    pub login_submit: Option<String>,
    /// CSS selector of the button that consents.
    pub consent_submit: Option<String>,
}

impl FormSettings {
    /// Settings that leave everything but the credentials to guessing.
    pub fn new(username: impl Into<String>, password: SecretString) -> Self {
        Self {
            username: username.into(),
            password,
            fields: Vec::new(),
            login_form: None,
            consent_form: None,
            username_field: None,
            password_field: None,
            login_submit: None,
            consent_submit: None,
        }
    }

    pub(super) fn password(&self) -> &str {
        self.password.expose_secret()
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn selectors(&self) -> Selectors {
        let all = [
            (Role::LoginForm, &self.login_form),
            (Role::ConsentForm, &self.consent_form),
            (Role::UsernameField, &self.username_field),
            (Role::PasswordField, &self.password_field),
            (Role::LoginSubmit, &self.login_submit),
            (Role::ConsentSubmit, &self.consent_submit),
        ];
        let given = all.into_iter().filter_map(|(role, selector)| selector.clone().map(|s| (role, s)));
        Selectors::new(given.collect())
    }
}

// By hand, because the values of `fields` may be one-time codes.
impl fmt::Debug for FormSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("FormSettings").field("username", &self.username).field("fields", &names).finish_non_exhaustive()
    }
}
