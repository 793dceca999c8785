//! `[[authorize.step]]`.

use super::keys;
use super::load::flip;
use super::model::{Locator, LoginStep, StepAction, StepValue};
use crate::diagnostics::{Fields, Item, codes};

/// The steps at the login pages. `authorize` is the table that they belong to: what they type in stands there.
pub(super) fn steps(item: &Item<'_>, authorize: &Fields<'_>) -> Option<Vec<LoginStep>> {
    let read: Vec<_> = item.list()?.iter().map(|item| step(item, authorize)).collect();
    if read.is_empty() {
        item.report(item.error(codes::EMPTY, "a login without steps").label("needs at least one, or none of this key"));
        return None;
    }
    read.into_iter().collect()
}

fn step(item: &Item<'_>, authorize: &Fields<'_>) -> Option<LoginStep> {
    let fields = item.table(keys::STEP)?;
    fields.exclusive(keys::ACTIONS);
    let Some((name, found)) = keys::ACTIONS.iter().find_map(|name| Some((*name, fields.get(name)?))) else {
        let diagnostic = item.error(codes::BAD_STEP, "this step does nothing");
        item.report(diagnostic.label("needs one of `wait_for`, `fill`, `click`").help("for example click = \"#login\""));
        return None;
    };
    let element = locator(&found);
    let if_present = fields.get("if_present").map(|item| item.boolean());
    if let (Some(_), "wait_for" | "click") = (fields.get("value"), name) {
        let diagnostic = fields.key_error("value", codes::CONFLICT, format!("`value` does not belong to `{name}`"));
        item.report(diagnostic.label("never used").help("a step that types it in says `fill`"));
    }
    let action = match name {
        "wait_for" => Some(StepAction::WaitFor),
        "click" => Some(StepAction::Click),
        _ => fields.require("value").and_then(|item| value(&item, authorize)).map(StepAction::Fill),
    };
    Some(LoginStep { action: action?, element: element?, if_present: flip(if_present)?.unwrap_or(false) })
}

/// A CSS selector as text, or a table that says what a person sees.
fn locator(item: &Item<'_>) -> Option<Locator> {
    if !item.is_table() {
        return item.prose().map(|selector| Locator::Css(selector.to_owned()));
    }
    let fields = item.table(keys::LOCATOR)?;
    fields.exclusive(&["label", "role"]);
    if let Some(label) = fields.get("label") {
        return label.prose().map(|label| Locator::Label(label.to_owned()));
    }
    let role = fields.require("role").and_then(|item| item.prose());
    let name = fields.require("name").and_then(|item| item.prose());
    Some(Locator::Role { role: role?.to_ascii_lowercase(), name: name?.to_owned() })
}

fn value(item: &Item<'_>, authorize: &Fields<'_>) -> Option<StepValue> {
    let text = item.string()?;
    let (key, value) = match text {
        "${username}" => ("username", StepValue::Username),
        "${password}" => ("password", StepValue::Password),
        "${totp}" => ("totp", StepValue::Totp),
        text if text.contains("${") => {
            let diagnostic = item.error(codes::BAD_STEP, "this value cannot be made");
            let help = "a placeholder stands alone: \"${username}\", \"${password}\" or \"${totp}\"";
            item.report(diagnostic.label("has a placeholder that is not known, or more than it").help(help));
            return None;
        }
        text => return Some(StepValue::Literal(text.to_owned())),
    };
    if authorize.get(key).is_none() {
        let diagnostic = item.error(codes::BAD_STEP, format!("`{text}` is typed in and not given"));
        item.report(diagnostic.label(format!("[authorize] has no `{key}`")).help(format!("write {key} = … in [authorize]")));
        return None;
    }
    Some(value)
}
