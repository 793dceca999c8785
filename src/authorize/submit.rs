//! A form and a choice → the request that a browser would send (HTML, "form submission").

use url::Url;

use super::choose::{Chosen, Purpose};
use super::driver::FormSettings;
use super::page::{Control, FormModel, Kind, PageModel};
use super::request::PartialConsent;
use super::words;

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Submission {
    pub(super) method: &'static str,
    pub(super) url: Url,
    pub(super) body: Vec<u8>,
    /// Names of the inputs that were filled in, for the account.
    pub(super) filled: Vec<String>,
    /// Whether the password is in it.
    pub(super) with_password: bool,
    /// Whether the scope to be declined was left unticked.
    pub(super) declined: bool,
}

type Pairs = Vec<(String, String)>;

/// Fills in the chosen form and makes the request.
pub(super) fn submission(
    page: (&Url, &PageModel),
    chosen: &Chosen,
    settings: &FormSettings,
    partial: Option<&PartialConsent>,
) -> Result<Submission, String> {
    let (page_url, model) = page;
    let form = model.forms.get(chosen.form).ok_or("the chosen form is not on the page (a bug of tokenspec)")?;
    let button = chosen.button.and_then(|index| form.controls.get(index));
    let overridden = |of_button: Option<&String>, of_form: &str| of_button.map_or(of_form.to_owned(), |v| v.to_ascii_lowercase());
    let method = overridden(button.and_then(|b| b.form_method.as_ref()), &form.method);
    let enctype = overridden(button.and_then(|b| b.form_enctype.as_ref()), &form.enctype);
    let action = button.and_then(|b| b.form_action.as_deref()).or(form.action.as_deref());
    let mut url = model.action_url(page_url, action)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("the form's action is a `{}:` URL, which is not HTTP", url.scheme()));
    }
    let with_password = chosen.password.is_some();
    if with_password && url.origin() != page_url.origin() {
        let origins = (page_url.origin().ascii_serialization(), url.origin().ascii_serialization());
        return Err(format!("the login form on {} would send the password to {}; it was not submitted", origins.0, origins.1));
    }
    let mut filler = Filler { form, chosen, settings, partial, declined: false, filled: Vec::new() };
    let pairs = filler.pairs()?;
    let (filled, declined) = (filler.filled, filler.declined);
    let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    url.set_fragment(None);
    if method != "post" {
        if with_password {
            return Err("the login form would send the password in the URL (its method is GET); it was not submitted".to_owned());
        }
        url.set_query(Some(&encoded));
        return Ok(Submission { method: "GET", url, body: Vec::new(), filled, with_password, declined });
    }
    if matches!(enctype.as_str(), "multipart/form-data" | "text/plain") {
        return Err(format!("the form is to be sent as {enctype}, which the form driver does not do"));
    }
    Ok(Submission { method: "POST", url, body: encoded.into_bytes(), filled, with_password, declined })
}

struct Filler<'a> {
    form: &'a FormModel,
    chosen: &'a Chosen,
    settings: &'a FormSettings,
    partial: Option<&'a PartialConsent>,
    declined: bool,
    filled: Vec<String>,
}

impl Filler<'_> {
    /// The form's data set in the order of the page.
    fn pairs(&mut self) -> Result<Pairs, String> {
        let form = self.form;
        let declined = self.declined_boxes();
        self.declined = !declined.is_empty();
        let mut pairs = Pairs::new();
        for (index, control) in form.enabled() {
            match control.kind {
                Kind::Submit | Kind::Image => self.button(index, control, &mut pairs),
                Kind::CheckBox => {
                    if !declined.contains(&index) && self.is_ticked(control) {
                        pairs.push((control.name.clone(), box_value(control)));
                    }
                }
                Kind::Radio => {
                    if self.radio_choice(&control.name) == Some(index) {
                        pairs.push((control.name.clone(), box_value(control)));
                    }
                }
                Kind::Select => self.select(control, &mut pairs),
                Kind::Hidden | Kind::Text | Kind::Password => {
                    let value = self.value(index, control)?;
                    pairs.push((control.name.clone(), value));
                }
            }
        }
        pairs.retain(|(name, _)| !name.is_empty());
        Ok(pairs)
    }

    fn value(&mut self, index: usize, control: &Control) -> Result<String, String> {
        let given = if self.chosen.username == Some(index) {
            Some(self.settings.username.as_str())
        } else if self.chosen.password == Some(index) {
            Some(self.settings.password())
        } else {
            self.settings.field(&control.name)
        };
        if let Some(value) = given {
            self.filled.push(control.name.clone());
            return Ok(value.to_owned());
        }
        if control.kind == Kind::Hidden {
            let charset = control.name.eq_ignore_ascii_case("_charset_");
            return Ok(if charset { "UTF-8".to_owned() } else { control.value.clone() });
        }
        if control.value.is_empty() && control.required {
            let name = &control.name;
            return Err(format!(
                "the form asks for `{name}`, which the settings do not give: add it to the authorizer's `fields`"
            ));
        }
        // Line ends in a data set are CRLF (HTML, "constructing the entry list").
        Ok(control.value.replace("\r\n", "\n").replace('\n', "\r\n"))
    }

    fn button(&self, index: usize, control: &Control, pairs: &mut Pairs) {
        if self.chosen.button != Some(index) {
            return;
        }
        if control.kind == Kind::Submit {
            pairs.push((control.name.clone(), control.value.clone()));
            return;
        }
        let prefix = if control.name.is_empty() { String::new() } else { format!("{}.", control.name) };
        pairs.extend(["x", "y"].map(|axis| (format!("{prefix}{axis}"), "0".to_owned())));
    }

    fn is_ticked(&self, control: &Control) -> bool {
        if let Some(value) = self.settings.field(&control.name) {
            return value == box_value(control) || matches!(value, "on" | "true" | "yes");
        }
        match self.chosen.purpose {
            Purpose::Login | Purpose::UserName => control.checked || control.required,
            // "Deny" as a check box is rare, but ticking it would be wrong.
            Purpose::Consent => words::consent(&format!("{} {}", control.name, control.label)) > -10 || control.required,
        }
    }

    /// The radio button of a group that is to be chosen: as set, as preset, or at a consent the one that means yes.
    fn radio_choice(&self, name: &str) -> Option<usize> {
        let group = || self.form.enabled().filter(|(_, c)| c.kind == Kind::Radio && c.name == name);
        if let Some(value) = self.settings.field(name) {
            return group().find(|(_, c)| box_value(c) == value).map(|(index, _)| index);
        }
        let preset = group().filter(|(_, c)| c.checked).last().map(|(index, _)| index);
        if self.chosen.purpose != Purpose::Consent {
            return preset;
        }
        let yes = group().find(|(_, c)| words::consent(&format!("{} {}", c.value, c.label)) > 0).map(|(index, _)| index);
        let preset_is_no = preset
            .and_then(|index| self.form.controls.get(index))
            .is_some_and(|c| words::consent(&format!("{} {}", c.value, c.label)) < 0);
        match preset {
            Some(index) if !preset_is_no => Some(index),
            _ => yes.or(preset).or_else(|| group().next().map(|(index, _)| index)),
        }
    }

    fn select(&self, control: &Control, pairs: &mut Pairs) {
        let value = |index: usize| control.entries.get(index).map(|e| e.value.clone().unwrap_or_else(|| e.text.clone()));
        let indices = || 0..control.entries.len();
        let entry = |index: &usize| control.entries.get(*index);
        if let Some(given) = self.settings.field(&control.name) {
            pairs.push((control.name.clone(), given.to_owned()));
            return;
        }
        let mut selected: Vec<usize> = indices().filter(|i| entry(i).is_some_and(|e| e.selected && !e.disabled)).collect();
        if !control.multiple {
            // Several selected: the last counts. None selected: the first that can be.
            let only = selected.last().copied().or_else(|| indices().find(|i| entry(i).is_some_and(|e| !e.disabled)));
            selected = only.into_iter().collect();
        }
        pairs.extend(selected.into_iter().filter_map(value).map(|value| (control.name.clone(), value)));
    }

    /// The boxes to be left unticked at a consent form.
    fn declined_boxes(&self) -> Vec<usize> {
        let partial = self.partial.filter(|_| self.chosen.purpose == Purpose::Consent);
        partial.map(|partial| declined_boxes(self.form, &partial.declined)).unwrap_or_default()
    }
}

/// The check boxes that stand for the scope to be declined: by value, else by name, else by label.
pub(super) fn declined_boxes(form: &FormModel, declined: &str) -> Vec<usize> {
    let matching = |test: &dyn Fn(&Control) -> bool| -> Vec<usize> {
        let boxes = form.enabled().filter(|(_, c)| c.kind == Kind::CheckBox && test(c));
        boxes.map(|(index, _)| index).collect()
    };
    let parts = |text: &str| -> Vec<String> {
        text.split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '_' | '.' | ',' | '(' | ')' | '"' | '-'))
            .map(str::to_lowercase)
            .collect()
    };
    let mentions = |text: &str| {
        let (lower, wanted) = (text.to_lowercase(), declined.to_lowercase());
        parts(&lower).contains(&wanted)
            || lower.split_whitespace().any(|word| word.trim_matches([',', '.', ':', '(', ')']) == wanted)
    };
    let ends_with = |name: &str| {
        name == declined || name.strip_suffix(']').and_then(|n| n.rsplit_once('[')).is_some_and(|(_, n)| n == declined)
    };
    let tests: [&dyn Fn(&Control) -> bool; 4] =
        [&|c| c.value == declined, &|c| ends_with(&c.name), &|c| mentions(&c.name) || mentions(&c.value), &|c| {
            mentions(&c.label)
        }];
    tests.iter().map(|test| matching(*test)).find(|found| !found.is_empty()).unwrap_or_default()
}

fn box_value(control: &Control) -> String {
    // A box without a value sends `on`; the model cannot tell an empty one from none, and no server sets an empty one.
    if control.value.is_empty() { "on".to_owned() } else { control.value.clone() }
}
