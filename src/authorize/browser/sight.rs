//! What is on a page: as our script reports it, and as the rules that guess at forms want it.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::authorize::page::{Control, FormModel, Kind, PageModel, kind};
use crate::protocol::login::{Locator, LoginStep, StepAction};

/// A page, as seen.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Sight {
    /// Tells documents apart.
    pub(super) document: f64,
    /// Whether it has loaded.
    pub(super) ready: bool,
    pub(super) url: String,
    pub(super) base: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) length: u64,
    pub(super) headings: Vec<String>,
    pub(super) forms: Vec<SeenForm>,
    pub(super) controls: Vec<SeenControl>,
    /// The elements that were looked for.
    pub(super) found: Vec<Option<usize>>,
    /// Why they could not be looked for.
    pub(super) problem: String,
}

#[derive(Debug, Clone, Deserialize, Hash)]
pub(super) struct SeenForm {
    action: Option<String>,
    method: String,
    hints: String,
    text: String,
}

/// A visible field or button.
#[derive(Debug, Clone, Deserialize, Hash)]
pub(super) struct SeenControl {
    /// Its number, by which it can be acted on until the page is looked at again.
    pub(super) element: usize,
    /// Its form; -1 for none.
    form: i64,
    tag: String,
    #[serde(rename = "type")]
    input_type: String,
    name: String,
    value: String,
    pub(super) label: String,
    hints: String,
    autocomplete: String,
    checked: bool,
    disabled: bool,
    required: bool,
    pub(super) filled: bool,
}

impl SeenControl {
    pub(super) fn is_button(&self) -> bool {
        self.tag == "button"
    }

    pub(super) fn is_password(&self) -> bool {
        self.input_type == "password"
    }

    /// What a person would call it.
    pub(super) fn called(&self) -> &str {
        [&self.label, &self.value, &self.name].into_iter().find(|text| !text.is_empty()).map_or("(no name)", String::as_str)
    }

    fn model(&self) -> Option<Control> {
        // A script may well listen to a button of any type, and enable it once the fields are filled in.
        let kind = match self.is_button() {
            true if self.input_type == "reset" => return None,
            true => Kind::Submit,
            false => kind(&self.tag, &self.input_type)?,
        };
        Some(Control {
            kind,
            input_type: self.input_type.clone(),
            name: self.name.clone(),
            value: self.value.clone(),
            label: self.label.clone(),
            hints: self.hints.clone(),
            autocomplete: self.autocomplete.clone(),
            checked: self.checked,
            disabled: self.disabled && !self.is_button(),
            required: self.required,
            multiple: false,
            entries: Vec::new(),
            form_action: None,
            form_method: None,
            form_enctype: None,
            roles: Vec::new(),
        })
    }
}

/// The forms of a page, and which control of the page each of their controls is.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) model: PageModel,
    controls: Vec<Vec<usize>>,
}

impl Forms {
    /// The control of the page behind a control of a form.
    pub(super) fn control<'s>(&self, sight: &'s Sight, form: usize, control: usize) -> Option<&'s SeenControl> {
        sight.controls.get(*self.controls.get(form)?.get(control)?)
    }
}

impl Sight {
    /// Changes when the page does.
    pub(super) fn signature(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.document.to_bits(), self.ready, &self.url, &self.title, &self.text, self.length).hash(&mut hasher);
        (&self.forms, &self.controls).hash(&mut hasher);
        hasher.finish()
    }

    /// The forms that have anything visible. What belongs to no form is one of its own: scripts need none.
    pub(super) fn forms(&self) -> Forms {
        let model = PageModel {
            title: self.title.clone(),
            text: self.text.clone(),
            base: Some(self.base.clone()).filter(|base| !base.is_empty()),
            scripts: 1,
            ..PageModel::default()
        };
        let mut forms = Forms { model, controls: Vec::new() };
        let shapes = self.forms.iter().map(Some).chain([None]);
        for (index, form) in shapes.enumerate() {
            let own = |control: &SeenControl| match form {
                Some(_) => usize::try_from(control.form) == Ok(index),
                None => usize::try_from(control.form).map_or(true, |of| of >= self.forms.len()),
            };
            let members = self.controls.iter().enumerate().filter(|(_, control)| own(control));
            let (indices, controls): (Vec<usize>, Vec<Control>) =
                members.filter_map(|(index, control)| Some((index, control.model()?))).unzip();
            if controls.is_empty() {
                continue;
            }
            forms.controls.push(indices);
            forms.model.forms.push(FormModel {
                action: form.and_then(|form| form.action.clone()),
                method: form.map(|form| form.method.clone()).unwrap_or_default(),
                hints: form.map(|form| form.hints.clone()).unwrap_or_default(),
                text: form.map_or(&self.text, |form| &form.text).clone(),
                controls,
                ..FormModel::default()
            });
        }
        forms
    }
}

/// What our script is asked for the target of a step.
pub(super) fn query(step: &LoginStep) -> Value {
    let purpose = match step.action {
        StepAction::WaitFor => "see",
        StepAction::Fill(_) => "fill",
        StepAction::Click => "click",
    };
    match &step.element {
        Locator::Css(selector) => json!({ "css": selector }),
        Locator::Label(name) => json!({ "name": name, "for": purpose }),
        Locator::Role { role, name } => json!({ "role": role, "name": name, "for": purpose }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_no_form_is_one_of_its_own() {
        let control = |element: usize, form: i64, tag: &str, kind: &str| {
            json!({
                "element": element, "form": form, "tag": tag, "type": kind, "name": "n", "value": "", "label": "Name", "hints": "",
                "autocomplete": "", "checked": false, "disabled": true, "required": false, "filled": false,
            })
        };
        let sight: Sight = serde_json::from_value(json!({
            "document": 0.5, "ready": true, "url": "http://127.0.0.1:1/", "base": "", "title": "", "text": "", "length": 0,
            "headings": [], "found": [], "problem": "",
            "forms": [{ "action": null, "method": "post", "hints": "", "text": "" }],
            "controls": [control(7, -1, "input", "password"), control(8, 0, "input", "text"), control(9, -1, "button", "button")],
        }))
        .unwrap();
        let forms = sight.forms();
        assert_eq!(forms.model.forms.len(), 2);
        assert_eq!(forms.control(&sight, 0, 0).map(|control| control.element), Some(8));
        assert_eq!(forms.control(&sight, 1, 1).map(|control| control.element), Some(9));
        // A button may become enabled; a field that is disabled is not for us.
        assert_eq!(forms.model.forms[1].enabled().count(), 1);
    }
}
