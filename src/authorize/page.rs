//! What an HTML page offers a user: its forms and their controls as plain data.

use std::fmt;

use scraper::Selector;
use url::Url;

/// What a CSS selector of the settings points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    LoginForm,
    ConsentForm,
    UsernameField,
    PasswordField,
    LoginSubmit,
    ConsentSubmit,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::LoginForm => "login_form",
            Role::ConsentForm => "consent_form",
            Role::UsernameField => "username_field",
            Role::PasswordField => "password_field",
            Role::LoginSubmit => "login_submit",
            Role::ConsentSubmit => "consent_submit",
        })
    }
}

/// The selectors of the settings, as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Selectors(Vec<(Role, String)>);

impl Selectors {
    pub(super) fn new(given: Vec<(Role, String)>) -> Self {
        Self(given)
    }

    /// The text of one selector, when it is set.
    pub(super) fn text(&self, role: Role) -> Option<&str> {
        self.0.iter().find(|(r, _)| *r == role).map(|(_, text)| text.as_str())
    }

    /// The selectors ready to be matched; the error names the one that is not CSS.
    pub(super) fn compile(&self) -> Result<Vec<(Role, Selector)>, String> {
        self.0
            .iter()
            .map(|(role, text)| match Selector::parse(text) {
                Ok(selector) => Ok((*role, selector)),
                Err(_) => Err(format!("`{role}` is not a CSS selector: `{text}`")),
            })
            .collect()
    }
}

/// What a control is to a form's data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Hidden,
    Text,
    Password,
    CheckBox,
    Radio,
    Select,
    Submit,
    Image,
}

/// One entry of a `select`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    pub(super) value: Option<String>,
    pub(super) text: String,
    pub(super) selected: bool,
    pub(super) disabled: bool,
}

/// One input, select, text area or button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Control {
    pub(super) kind: Kind,
    /// `type` as written, lower case.
    pub(super) input_type: String,
    pub(super) name: String,
    pub(super) value: String,
    /// What a user reads beside or on it.
    pub(super) label: String,
    /// `id`, `class`, `autocomplete`: words that help to guess.
    pub(super) hints: String,
    pub(super) autocomplete: String,
    pub(super) checked: bool,
    pub(super) disabled: bool,
    pub(super) required: bool,
    pub(super) multiple: bool,
    pub(super) entries: Vec<Entry>,
    pub(super) form_action: Option<String>,
    pub(super) form_method: Option<String>,
    pub(super) form_enctype: Option<String>,
    pub(super) roles: Vec<Role>,
}

impl Control {
    pub(super) fn is_button(&self) -> bool {
        matches!(self.kind, Kind::Submit | Kind::Image)
    }
}

/// One form with the controls that belong to it, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FormModel {
    pub(super) action: Option<String>,
    pub(super) method: String,
    pub(super) enctype: String,
    /// `id`, `name`, `class`, `role`: words that help to guess.
    pub(super) hints: String,
    pub(super) text: String,
    pub(super) controls: Vec<Control>,
    pub(super) roles: Vec<Role>,
}

impl FormModel {
    /// The controls that take part: not disabled.
    pub(super) fn enabled(&self) -> impl Iterator<Item = (usize, &Control)> {
        self.controls.iter().enumerate().filter(|(_, control)| !control.disabled)
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.enabled().any(|(_, control)| control.kind == kind)
    }

    /// The first enabled control that a selector of the settings points at.
    pub(super) fn marked(&self, role: Role) -> Option<usize> {
        self.enabled().find(|(_, control)| control.roles.contains(&role)).map(|(index, _)| index)
    }
}

/// A page as far as a walk is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PageModel {
    pub(super) title: String,
    /// The first visible text.
    pub(super) text: String,
    pub(super) base: Option<String>,
    /// The target of `<meta http-equiv="refresh">`; empty means the page itself.
    pub(super) refresh: Option<String>,
    pub(super) forms: Vec<FormModel>,
    pub(super) scripts: usize,
    /// Text of `noscript` elements: HTML that the parser leaves unread.
    pub(super) noscript: String,
}

impl PageModel {
    /// What relative references are relative to (HTML, "document base URL").
    pub(super) fn base_url(&self, page: &Url) -> Url {
        self.base.as_deref().and_then(|base| page.join(base.trim()).ok()).unwrap_or_else(|| page.clone())
    }

    /// The URL that a form is submitted to.
    pub(super) fn action_url(&self, page: &Url, action: Option<&str>) -> Result<Url, String> {
        match action.map(str::trim) {
            // An empty action is the page itself, whatever `base` says.
            None | Some("") => Ok(page.clone()),
            Some(action) => self.base_url(page).join(action).map_err(|_| "the form's action is not a URL".to_owned()),
        }
    }
}

/// Why a page offers nothing to submit.
pub(super) fn no_form(page: &PageModel) -> String {
    match (page.forms.len(), page.scripts) {
        (0, 0) => "the page has no form and does not redirect".to_owned(),
        (0, scripts) => format!(
            "the page has no form, only {scripts} script{}: it seems to need JavaScript, for which `driver = \"browser\"` is needed",
            if scripts == 1 { "" } else { "s" }
        ),
        (forms, _) => format!(
            "none of the page's {forms} form{} looks like login or consent: set `login_form` or `consent_form`",
            if forms == 1 { "" } else { "s" }
        ),
    }
}

/// The form-relevant kind of a control; `None` for what submits nothing and is filled in by nobody.
pub(super) fn kind(tag: &str, input_type: &str) -> Option<Kind> {
    match (tag, input_type) {
        ("select", _) => Some(Kind::Select),
        ("textarea", _) => Some(Kind::Text),
        ("button", "button" | "reset") | ("input", "button" | "reset" | "file") => None,
        ("button", _) | ("input", "submit") => Some(Kind::Submit),
        (_, "image") => Some(Kind::Image),
        (_, "hidden") => Some(Kind::Hidden),
        (_, "password") => Some(Kind::Password),
        (_, "checkbox") => Some(Kind::CheckBox),
        (_, "radio") => Some(Kind::Radio),
        _ => Some(Kind::Text),
    }
}
