//! Which form of a page is to be submitted, and with which button.

use super::driver::FormSettings;
use super::page::{Control, FormModel, Kind, PageModel, Role, Selectors};
use super::words;

/// What submitting a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The form takes the password (and mostly the user name).
    Login,
    /// The first of two steps: the user name alone.
    UserName,
    /// Anything else on the way: consent, "continue", a form that scripts would submit.
    Consent,
}

/// A form and what to do with it: indices into the page's forms and the form's controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) form: usize,
    pub(super) purpose: Purpose,
    pub(super) username: Option<usize>,
    pub(super) password: Option<usize>,
    pub(super) button: Option<usize>,
}

/// How far the login has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Nothing was submitted.
    Before,
    /// The user name was.
    UserName,
    /// The password was.
    Password,
}

/// Chooses; `Ok(None)` means that no form of the page is one to submit, an error names a selector that does not match.
pub(super) fn choose(page: &PageModel, settings: &FormSettings, stage: Stage) -> Result<Option<Chosen>, String> {
    let selectors = settings.selectors();
    let chooser = Chooser { page, selectors: &selectors, settings };
    if let Some(form) = chooser.marked(Role::LoginForm) {
        let purpose =
            if page.forms.get(form).is_some_and(|f| f.has(Kind::Password)) { Purpose::Login } else { Purpose::UserName };
        return chooser.login(form, purpose, stage).map(Some);
    }
    if let Some(form) = chooser.marked(Role::ConsentForm) {
        return chooser.consent(form).map(Some);
    }
    if let Some((form, purpose)) = chooser.guess_login(stage) {
        chooser.must_not_be_set(Role::LoginForm, "the login form")?;
        return chooser.login(form, purpose, stage).map(Some);
    }
    match chooser.guess_consent() {
        Some(form) => {
            chooser.must_not_be_set(Role::ConsentForm, "the consent form")?;
            chooser.consent(form).map(Some)
        }
        None => Ok(None),
    }
}

struct Chooser<'a> {
    page: &'a PageModel,
    selectors: &'a Selectors,
    settings: &'a FormSettings,
}

impl Chooser<'_> {
    fn marked(&self, role: Role) -> Option<usize> {
        self.page.forms.iter().position(|form| form.roles.contains(&role))
    }

    /// A guess must not silently stand in for a selector that was given and matches nothing.
    fn must_not_be_set(&self, role: Role, what: &str) -> Result<(), String> {
        match self.selectors.text(role) {
            Some(text) => Err(format!("`{role}` = `{text}` matches no form of the page that seems to have {what}")),
            None => Ok(()),
        }
    }

    /// The control that a selector points at; an error when it is set and points at none in this form.
    fn selected(&self, form: &FormModel, role: Role) -> Result<Option<usize>, String> {
        match (self.selectors.text(role), form.marked(role)) {
            (None, _) => Ok(None),
            (Some(_), Some(index)) => Ok(Some(index)),
            (Some(text), None) => Err(format!("`{role}` = `{text}` matches nothing in the form")),
        }
    }

    fn guess_login(&self, stage: Stage) -> Option<(usize, Purpose)> {
        let scored = self.page.forms.iter().enumerate().filter_map(|(index, form)| {
            let (score, purpose) = login_score(form)?;
            // After the password a text input alone is no login, whatever its name.
            (purpose == Purpose::Login || stage < Stage::Password).then_some((score, index, purpose))
        });
        best(scored.map(|(score, index, purpose)| (score, (index, purpose))))
    }

    fn login(&self, index: usize, purpose: Purpose, stage: Stage) -> Result<Chosen, String> {
        let form = &self.page.forms[index]; // an index of this page's forms, found above
        let password = match purpose {
            Purpose::Login => self.selected(form, Role::PasswordField)?.or_else(|| password_field(form)),
            _ => form.marked(Role::PasswordField),
        };
        let username = match form.marked(Role::UsernameField) {
            Some(marked) => Some(marked),
            // The second of two steps has no user name.
            None if stage == Stage::UserName && password.is_some() => None,
            None => self.selected(form, Role::UsernameField)?.or_else(|| username_field(form, password)),
        };
        // A preset name that cannot be changed (step two) is sent as it is.
        let purpose = if password.is_some() { Purpose::Login } else { Purpose::UserName };
        let button = match self.selected(form, Role::LoginSubmit)? {
            Some(marked) => Some(marked),
            None => best_button(form).filter(|(score, _)| *score > -10).map(|(_, index)| index),
        };
        Ok(Chosen { form: index, purpose, username, password, button })
    }

    fn guess_consent(&self) -> Option<usize> {
        best(self.page.forms.iter().enumerate().map(|(index, form)| (consent_score(form, self.settings), index)))
    }

    fn consent(&self, index: usize) -> Result<Chosen, String> {
        let form = &self.page.forms[index]; // an index of this page's forms, found above
        let button = match self.selected(form, Role::ConsentSubmit)? {
            Some(marked) => Some(marked),
            None => match best_button(form) {
                Some((score, _)) if score <= -10 => {
                    return Err("the consent form has no button that means yes: set `consent_submit`".to_owned());
                }
                found => found.map(|(_, index)| index),
            },
        };
        Ok(Chosen { form: index, purpose: Purpose::Consent, username: None, password: None, button })
    }
}

/// The first of the highest positive scores.
fn best<T>(scored: impl Iterator<Item = (i32, T)>) -> Option<T> {
    let mut best: Option<(i32, T)> = None;
    for (score, item) in scored.filter(|(score, _)| *score > 0) {
        if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
            best = Some((score, item));
        }
    }
    best.map(|(_, item)| item)
}

fn login_score(form: &FormModel) -> Option<(i32, Purpose)> {
    let passwords = form.enabled().filter(|(_, c)| c.kind == Kind::Password).count();
    let named = username_field(form, None);
    let mut score = match (passwords, named) {
        (0, None) => return None,
        (0, Some(index)) => {
            let control = form.controls.get(index)?;
            let strong = control.autocomplete.contains("username") || words::names_user(&control.name);
            if strong { 30 } else { 5 }
        }
        (1, Some(_)) => 120,
        (1, None) => 100,
        // Two passwords are a registration or a change of the password.
        _ => 40,
    };
    let button = best_button(form).map_or(String::new(), |(_, index)| form.controls[index].label.clone()); // its index
    let about = format!("{} {} {button}", form.hints, path_of(form.action.as_deref()));
    if words::leads_elsewhere(&about) {
        score -= 60;
    }
    let purpose = if passwords > 0 { Purpose::Login } else { Purpose::UserName };
    Some((score, purpose))
}

fn password_field(form: &FormModel) -> Option<usize> {
    let passwords = || form.enabled().filter(|(_, c)| c.kind == Kind::Password);
    let current = passwords().find(|(_, c)| c.autocomplete.contains("current-password"));
    current.or_else(|| passwords().next()).map(|(index, _)| index)
}

/// The input for the user name: by `autocomplete`, by name, by label; else the only text input before the password.
fn username_field(form: &FormModel, password: Option<usize>) -> Option<usize> {
    let texts = || {
        form.enabled().filter(|(_, c)| {
            c.kind == Kind::Text
                && matches!(c.input_type.as_str(), "" | "text" | "email" | "tel")
                && !words::leads_elsewhere(&c.name)
        })
    };
    let find = |test: &dyn Fn(&Control) -> bool| texts().find(|(_, c)| test(c)).map(|(index, _)| index);
    find(&|c| c.autocomplete.split_whitespace().any(|token| token == "username"))
        .or_else(|| find(&|c| words::names_user(&c.name)))
        .or_else(|| find(&|c| c.input_type == "email" || c.autocomplete.contains("email")))
        .or_else(|| find(&|c| words::names_user(&format!("{} {}", c.label, c.hints))))
        .or_else(|| {
            texts()
                .take_while(|(index, _)| Some(*index) != password)
                .last()
                .map(|(i, _)| i)
                .filter(|i| password.is_some_and(|p| *i < p))
        })
}

fn consent_score(form: &FormModel, settings: &FormSettings) -> i32 {
    let mut score = 1;
    score += if form.method == "post" { 5 } else { 0 };
    let buttons: Vec<i32> = form.enabled().filter(|(_, c)| c.is_button()).map(|(_, c)| button_score(c)).collect();
    score += match buttons.iter().max().copied() {
        Some(10..) => 20,
        Some(-9..=9) => 2,
        Some(_) => -50,
        None => 0,
    };
    if buttons.len() > 1 && buttons.iter().any(|score| *score < 0) {
        score += 10;
    }
    let about = format!("{} {}", form.hints, path_of(form.action.as_deref()));
    let speaks_of = |text: &str| {
        let known = [
            "consent",
            "authorize",
            "authorise",
            "authorization",
            "oauth",
            "oauth2",
            "scope",
            "scopes",
            "grant",
            "permission",
            "permissions",
        ];
        words::words(text).iter().any(|word| known.contains(&word.as_str()))
    };
    score += if speaks_of(&about) || speaks_of(&form.text) { 10 } else { 0 };
    let fields = form.enabled().any(|(_, c)| settings.field(&c.name).is_some());
    score += if fields { 50 } else { 0 };
    let search = form
        .enabled()
        .any(|(_, c)| c.input_type == "search" || (c.kind == Kind::Text && matches!(c.name.as_str(), "q" | "query" | "search")));
    let labels: Vec<&str> = form.enabled().filter(|(_, c)| c.is_button()).map(|(_, c)| text_of(c)).collect();
    let elsewhere = words::leads_elsewhere(&about) || (labels.len() == 1 && words::leads_elsewhere(&labels.join(" ")));
    score - if search || elsewhere { 60 } else { 0 }
}

/// The button that most means yes, with its score; the first of equals, as pressing Enter would choose.
fn best_button(form: &FormModel) -> Option<(i32, usize)> {
    let mut best: Option<(i32, usize)> = None;
    for (index, control) in form.enabled().filter(|(_, control)| control.is_button()) {
        let score = button_score(control);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, index));
        }
    }
    best
}

/// What a user reads on a button.
fn text_of(control: &Control) -> &str {
    // An `input`'s text is its value; a `button`'s value is not seen.
    if control.label.is_empty() { &control.value } else { &control.label }
}

fn button_score(control: &Control) -> i32 {
    let seen = words::consent(text_of(control));
    let sent = words::consent(&format!("{} {}", control.name, control.value));
    let hints = words::consent(&control.hints).signum();
    match (seen, sent) {
        (0, sent) => sent + hints,
        (seen, sent) if sent < 0 && seen > 0 && !control.label.is_empty() => seen / 2,
        (seen, _) => seen + hints.clamp(0, 1) * i32::from(seen > 0),
    }
}

/// The path of an action: its query may hold anything, the whole authorization request for one.
fn path_of(action: Option<&str>) -> &str {
    action.unwrap_or_default().split(['?', '#']).next().unwrap_or_default()
}
