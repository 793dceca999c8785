//! Without steps: the page's forms are chosen as the driver `form` does, and filled in and submitted here.

use std::time::Instant;

use serde_json::json;
use url::Url;

use super::hands::Deed;
use super::sight::{Forms, SeenControl, Sight};
use super::walk::{End, Walk};
use crate::authorize::choose::{self, Chosen, Purpose, Stage};
use crate::authorize::driver::FormSettings;
use crate::authorize::page::{Control, FormModel, Kind, PageModel};
use crate::authorize::request::AuthorizeError;
use crate::authorize::submit::declined_boxes;
use crate::authorize::words;
use crate::protocol::login::StepValue;

/// Forms of one walk that are submitted.
const MAX_FORMS: usize = 12;
/// How often the same form may be submitted.
const MAX_SAME: usize = 3;

/// What was submitted last.
struct Before {
    stage: Stage,
    /// The document it was on.
    document: Option<u64>,
    /// Purpose and shape of each form.
    submitted: Vec<(Purpose, String)>,
}

/// A form that is to be filled in.
struct Task<'t> {
    sight: &'t Sight,
    forms: &'t Forms,
    chosen: &'t Chosen,
    form: &'t FormModel,
}

impl Walk<'_> {
    /// Fills in what looks like login and consent until the redirect URI is reached.
    pub(super) async fn guess(&mut self) -> Result<End, AuthorizeError> {
        let settings = &self.road.settings;
        let password = settings.password.clone().unwrap_or_default();
        let form_settings = FormSettings::new(settings.username.clone().unwrap_or_default(), password);
        let mut before = Before { stage: Stage::Before, document: None, submitted: Vec::new() };
        let mut deadline = Instant::now() + settings.step_timeout;
        loop {
            if let Some(end) = self.arrived().await? {
                return Ok(end);
            }
            if let Some(sight) = self.look(json!([])).await?
                && self.is_ready(&sight, &before)
            {
                let forms = sight.forms();
                match choose::choose(&forms.model, &form_settings, before.stage) {
                    Err(reason) => return Err(self.give_up(reason).await),
                    Ok(Some(chosen)) if chosen.purpose != Purpose::Consent && !self.may_login => return Ok(End::Login),
                    Ok(Some(chosen)) => {
                        if self.fill_in((&sight, &forms), &chosen, &mut before).await? {
                            deadline = Instant::now() + self.road.settings.step_timeout;
                        }
                    }
                    Ok(None) => self.check_status(&before).await?,
                }
            }
            if Instant::now() >= deadline {
                return Err(self.nothing_to_do(&before).await);
            }
            self.pause().await;
        }
    }

    /// A new document is acted on once it has loaded; the same one again only after it has settled, for its script may be at work.
    fn is_ready(&self, sight: &Sight, before: &Before) -> bool {
        let loading = self.tab.traffic.seen().quiet_since().is_none();
        match before.document == Some(sight.document.to_bits()) {
            true => self.has_settled(sight),
            false => sight.ready && !loading,
        }
    }

    async fn nothing_to_do(&mut self, before: &Before) -> AuthorizeError {
        let waited = self.road.settings.step_timeout;
        let reason = match before.submitted.is_empty() {
            true => format!("nothing on the page looked like login or consent within {waited:?}"),
            false => format!("the redirect URI was not reached, and nothing more looked like login or consent within {waited:?}"),
        };
        self.give_up(format!("{reason}: write [[authorize.step]] tables (docs/target.md)")).await
    }

    /// A page without a form that refuses: there is nothing to wait for.
    async fn check_status(&mut self, before: &Before) -> Result<(), AuthorizeError> {
        let status = self.tab.traffic.seen().documents.last().map(|document| document.status);
        let Some(status @ 400..) = status else { return Ok(()) };
        let hint = if before.stage == Stage::Password { ": are the user name and the password right?" } else { "" };
        Err(self.give_up(format!("the server answers HTTP {status}{hint}")).await)
    }

    /// Fills in and submits the chosen form; false when the page was not ready for it.
    async fn fill_in(
        &mut self,
        (sight, forms): (&Sight, &Forms),
        chosen: &Chosen,
        before: &mut Before,
    ) -> Result<bool, AuthorizeError> {
        let Some(form) = forms.model.forms.get(chosen.form) else { return Ok(false) };
        let task = Task { sight, forms, chosen, form };
        if let Some(reason) = came_back(&task, before) {
            return Err(self.give_up(reason).await);
        }
        if let Some(reason) = leaves_the_origin(&task) {
            return Err(self.give_up(reason).await);
        }
        let filled = match self.fill_fields(&task).await? {
            Some(filled) => filled,
            None => return Ok(false),
        };
        if chosen.purpose == Purpose::Consent {
            self.tick(&task).await?;
        }
        if !self.press(&task).await? {
            return Ok(false);
        }
        let what = if chosen.purpose == Purpose::Consent { "consent form" } else { "login form" };
        let filled = if filled.is_empty() { String::new() } else { format!(", filled in {}", filled.join(", ")) };
        self.stir(format!("{what}{filled}, submitted"));
        before.document = Some(sight.document.to_bits());
        before.submitted.push((chosen.purpose, shape(&task)));
        before.stage = match chosen.purpose {
            Purpose::Login => Stage::Password,
            Purpose::UserName => Stage::UserName,
            Purpose::Consent => before.stage,
        };
        Ok(true)
    }

    /// Types in user name, password and one-time password; `None` when the page went away.
    async fn fill_fields(&mut self, task: &Task<'_>) -> Result<Option<Vec<&'static str>>, AuthorizeError> {
        let mut filled = Vec::new();
        for (index, control) in task.form.enabled() {
            let (name, value) = if task.chosen.username == Some(index) {
                ("the user name", StepValue::Username)
            } else if task.chosen.password == Some(index) {
                ("the password", StepValue::Password)
            } else if is_one_time(control) {
                ("the one-time password", StepValue::Totp)
            } else {
                continue;
            };
            let Some(seen) = task.control(index) else { continue };
            if !self.may_login {
                return Ok(None);
            }
            let Some(text) = self.value(&value).await else {
                let reason = format!("the page asks for {name}, which [authorize] does not give");
                return Err(self.give_up(reason).await);
            };
            self.typed = true;
            match self.tab.fill(seen.element, &text).await.map_err(|error| self.broken(error))? {
                Deed::Done => filled.push(name),
                Deed::NotYet => return Ok(None),
                Deed::Impossible => return Err(self.give_up(format!("the field for {name} does not take it")).await),
            }
        }
        self.all_given(task).await?;
        Ok(Some(filled))
    }

    /// A required field that nobody told us about ends the walk here, with its name.
    async fn all_given(&mut self, task: &Task<'_>) -> Result<(), AuthorizeError> {
        let known = |index| task.chosen.username == Some(index) || task.chosen.password == Some(index);
        let missing = task.form.enabled().find(|(index, control)| {
            let is_text = matches!(control.kind, Kind::Text | Kind::Password) && control.required && !is_one_time(control);
            is_text && !known(*index) && task.control(*index).is_some_and(|seen| !seen.filled)
        });
        let Some((_, control)) = missing else { return Ok(()) };
        let called = self.journal.tell(if control.label.is_empty() { &control.name } else { &control.label });
        let reason =
            format!("the page asks for “{called}”, which cannot be guessed: write [[authorize.step]] tables (docs/target.md)");
        Err(self.give_up(reason).await)
    }

    /// Ticks what consents, and unticks the scope that is to be declined.
    async fn tick(&mut self, task: &Task<'_>) -> Result<(), AuthorizeError> {
        let declined = self.request.partial_consent.as_ref();
        let declined = declined.map(|partial| declined_boxes(task.form, &partial.declined)).unwrap_or_default();
        self.declined |= !declined.is_empty();
        for (index, control) in task.form.enabled().filter(|(_, control)| control.kind == Kind::CheckBox) {
            let agrees = words::consent(&format!("{} {}", control.name, control.label)) > -10 || control.required;
            let wanted = agrees && !declined.contains(&index);
            if let Some(seen) = task.control(index).filter(|_| control.checked != wanted) {
                self.tab.click(seen.element).await.map_err(|error| self.broken(error))?;
            }
        }
        Ok(())
    }

    /// Presses the chosen button, or submits the form that has none; false when it cannot be pressed now.
    async fn press(&mut self, task: &Task<'_>) -> Result<bool, AuthorizeError> {
        let deadline = Instant::now() + self.road.settings.step_timeout;
        let button = task.chosen.button.and_then(|index| task.control(index));
        let any = task.form.enabled().find_map(|(index, _)| task.control(index));
        loop {
            let deed = match (button, any) {
                (Some(button), _) => self.tab.click(button.element).await,
                (None, Some(field)) => self.tab.submit(field.element).await,
                (None, None) => return Ok(false),
            };
            match deed.map_err(|error| self.broken(error))? {
                Deed::Done => return Ok(true),
                Deed::Impossible => return Err(self.give_up("the page has nothing that submits its fields".to_owned()).await),
                // A script enables the button once it has seen what was typed in.
                Deed::NotYet if Instant::now() < deadline && self.tab.traffic.seen().arrival.is_none() => self.pause().await,
                Deed::NotYet => return Ok(false),
            }
        }
    }
}

impl Task<'_> {
    fn control(&self, index: usize) -> Option<&SeenControl> {
        self.forms.control(self.sight, self.chosen.form, index)
    }
}

/// The reason to give up when a form is met again after it was submitted.
fn came_back(task: &Task<'_>, before: &Before) -> Option<String> {
    let same = before.submitted.iter().filter(|(_, known)| *known == shape(task)).count();
    match (task.chosen.purpose, before.stage) {
        (Purpose::Login, Stage::Password) => {
            Some("the login form came back after submitting the user name and the password: is the password right?".to_owned())
        }
        (Purpose::UserName, Stage::UserName) => {
            Some("the login form came back after submitting the user name: is it right?".to_owned())
        }
        _ if same >= MAX_SAME || before.submitted.len() >= MAX_FORMS => {
            Some("the same form came back after it was submitted: write [[authorize.step]] tables (docs/target.md)".to_owned())
        }
        _ if same > 0 && task.form.enabled().any(|(_, control)| is_one_time(control)) => {
            Some("the form for the one-time password came back after it was submitted: is its secret right?".to_owned())
        }
        _ => None,
    }
}

/// The reason not to submit a form that would send the password to another origin.
fn leaves_the_origin(task: &Task<'_>) -> Option<String> {
    task.chosen.password?;
    let page = Url::parse(&task.sight.url).ok()?;
    let model: &PageModel = &task.forms.model;
    let to = model.action_url(&page, task.form.action.as_deref()).ok()?;
    let (from, to) = (page.origin(), to.origin());
    (from != to).then(|| {
        let (from, to) = (from.ascii_serialization(), to.ascii_serialization());
        format!("the login form on {from} would send the password to {to}; it was not submitted")
    })
}

/// What two forms have in common when they are the same.
fn shape(task: &Task<'_>) -> String {
    let names = task.form.controls.iter().map(|control| format!("{} {}", control.name, control.label));
    format!("{:?} {}", task.form.action, names.collect::<Vec<_>>().join(","))
}

/// Whether a field takes a one-time password.
fn is_one_time(control: &Control) -> bool {
    let known = ["otp", "totp", "mfa", "2fa", "passcode", "onetime", "authenticator", "einmalcode"];
    let about = format!("{} {} {}", control.name, control.label, control.hints);
    let words = words::words(&about);
    let named = words.iter().any(|word| known.contains(&word.as_str()));
    let spelt = words.windows(2).any(|pair| {
        matches!((pair[0].as_str(), pair[1].as_str()), ("one", "time") | ("verification", "code") | ("authentication", "code"))
    });
    let is_text = matches!(control.kind, Kind::Text) || matches!(control.kind, Kind::Password) && named;
    is_text && (control.autocomplete.contains("one-time-code") || named || spelt)
}
