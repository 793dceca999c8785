//! `[authorize]`.

use super::keys;
use super::load::{Surroundings, flip, pairs};
use super::model::{AuthorizeSettings, DriverSettings, PartialConsentSettings};
use super::secret::secret;
use crate::diagnostics::{Fields, Item, codes};

/// How codes are obtained.
pub(super) fn settings(item: &Item<'_>, around: &Surroundings<'_>) -> Option<AuthorizeSettings> {
    let fields = item.table(keys::AUTHORIZE)?;
    let is_form = fields.require("driver").and_then(|item| item.word("driver", &[("redirect", false), ("form", true)]));
    let driver = match is_form? {
        true => form(&fields, around),
        false => {
            redirect(&fields);
            Some(DriverSettings::Redirect)
        }
    };
    let parameters = fields.get("parameters").map_or(Some(Vec::new()), |item| pairs(&item));
    let refresh_scope = fields.get("refresh_scope").map(|item| item.string().map(str::to_owned));
    let partial_consent = fields.get("partial_consent").map(|item| partial_consent(&item));
    let sessions = fields.get("sessions").map(|item| item.word("use of sessions", &[("shared", false), ("fresh", true)]));
    Some(AuthorizeSettings {
        driver: driver?,
        parameters: parameters?,
        refresh_scope: flip(refresh_scope)?,
        partial_consent: flip(partial_consent)?,
        fresh_sessions: flip(sessions)?.unwrap_or(false),
    })
}

fn form(fields: &Fields<'_>, around: &Surroundings<'_>) -> Option<DriverSettings> {
    let username = fields.require("username").and_then(|item| item.string());
    let password = fields.require("password").and_then(|item| secret(&item, around));
    let further = fields.get("fields").map_or(Some(Vec::new()), |item| pairs(&item));
    let mut selectors = Vec::new();
    for key in keys::SELECTORS {
        if let Some(item) = fields.get(key) {
            selectors.push(((*key).to_owned(), item.string()?.to_owned()));
        }
    }
    Some(DriverSettings::Form { username: username?.to_owned(), password: password?.secret, fields: further?, selectors })
}

fn redirect(fields: &Fields<'_>) {
    for key in keys::FORM.iter().chain(keys::SELECTORS).filter(|key| fields.get(key).is_some()) {
        let diagnostic = fields.key_error(key, codes::CONFLICT, format!("`{key}` does not apply to the driver `redirect`"));
        fields.item.report(diagnostic.label("never used").help("write driver = \"form\", or remove this key"));
    }
}

fn partial_consent(item: &Item<'_>) -> Option<PartialConsentSettings> {
    let fields = item.table(keys::PARTIAL_CONSENT)?;
    let declines = fields.require("declines").and_then(|item| item.string());
    let parameters = fields.get("parameters").map_or(Some(Vec::new()), |item| pairs(&item));
    Some(PartialConsentSettings { declines: declines?.to_owned(), parameters: parameters? })
}
