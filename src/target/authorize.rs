//! `[authorize]`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::grants::grants;
use super::limits::duration;
use super::load::{Surroundings, flip, pairs, strings};
use super::model::{AuthorizeSettings, BrowserDriver, DriverSettings, PartialConsentSettings};
use super::secret::secret;
use super::{keys, steps};
use crate::diagnostics::{Fields, Item, codes};
use crate::protocol::totp::Totp;

/// The ways in which codes are obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Driver {
    Redirect,
    Form,
    Browser,
    Command,
    Loopback,
    Static,
}

/// Their names, and the keys that not all of them know.
const DRIVERS: [(&str, Driver, &[&str]); 6] = [
    ("redirect", Driver::Redirect, &["sessions"]),
    ("form", Driver::Form, keys::FORM),
    ("browser", Driver::Browser, keys::BROWSER),
    ("command", Driver::Command, keys::COMMAND),
    ("loopback", Driver::Loopback, keys::LOOPBACK),
    ("static", Driver::Static, keys::STATIC),
];

/// How codes are obtained.
pub(super) fn settings(item: &Item<'_>, around: &Surroundings<'_>) -> Option<AuthorizeSettings> {
    let fields = item.table(keys::AUTHORIZE)?;
    let words = DRIVERS.map(|(word, driver, _)| (word, driver));
    let chosen = fields.require("driver").and_then(|item| item.word("driver", &words))?;
    reject_keys_of_others(&fields, chosen);
    let driver = match chosen {
        Driver::Redirect => Some(DriverSettings::Redirect),
        Driver::Form => form(&fields, around),
        Driver::Browser => browser(&fields, around).map(|browser| DriverSettings::Browser(Box::new(browser))),
        Driver::Command => command(&fields, around),
        Driver::Loopback => loopback(&fields),
        Driver::Static => grants(&fields, around).map(DriverSettings::Static),
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

fn command(fields: &Fields<'_>, around: &Surroundings<'_>) -> Option<DriverSettings> {
    let item = fields.require("command")?;
    let command = strings(&item)?;
    if command.is_empty() {
        item.report(item.error(codes::EMPTY, "a command without a program").label("needs at least one string"));
        return None;
    }
    let parallel = fields.get("parallel").map(|item| item.integer(1..=64));
    Some(DriverSettings::Command {
        command,
        folder: around.folder.to_owned(),
        time_limit: flip(fields.get("time_limit").map(|item| duration(&item)))?.unwrap_or(Duration::from_secs(60)),
        parallel: flip(parallel)?.and_then(|number| usize::try_from(number).ok()).unwrap_or(4),
    })
}

fn loopback(fields: &Fields<'_>) -> Option<DriverSettings> {
    let limit =
        |name: &str, usual: u64| Some(flip(fields.get(name).map(|item| duration(&item)))?.unwrap_or(Duration::from_secs(usual)));
    Some(DriverSettings::Loopback {
        time_limit: limit("time_limit", 300)?,
        code_limit: limit("code_limit", 60)?,
        open: fields.get("open").map_or(Some(true), |item| item.boolean())?,
    })
}

fn browser(fields: &Fields<'_>, around: &Surroundings<'_>) -> Option<BrowserDriver> {
    let steps = fields.get("step").map_or(Some(Vec::new()), |item| steps::steps(&item, fields));
    // Without steps the login is guessed, which needs both.
    let guessed = fields.get("step").is_none();
    let needed = |key: &str| if guessed { fields.require(key) } else { fields.get(key) };
    let username = needed("username").map(|item| item.string().map(str::to_owned));
    let password = needed("password").map(|item| secret(&item, around));
    let totp = fields.get("totp").map(|item| totp(&item, around));
    let executable = fields.get("executable").map(|item| item.prose().map(PathBuf::from));
    let arguments = fields.get("arguments").map_or(Some(Vec::new()), |item| strings(&item));
    let tabs = fields.get("tabs").map_or(Some(4), |item| item.integer(1..=64));
    let step_timeout = fields.get("step_timeout").map_or(Some(Duration::from_secs(10)), |item| duration(&item));
    let screenshots = fields.get("screenshots").map_or(Some("tokenspec-screenshots"), |item| item.prose());
    if guessed && (fields.get("username").is_none() || fields.get("password").is_none()) {
        return None; // reported above
    }
    Some(BrowserDriver {
        username: flip(username)?,
        password: flip(password)?.map(|found| found.secret),
        totp: flip(totp)?,
        executable: flip(executable)?,
        arguments: arguments?,
        tabs: usize::try_from(tabs?).ok()?,
        step_timeout: step_timeout?,
        screenshots: PathBuf::from(screenshots?),
        steps: steps?,
    })
}

fn totp(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Totp> {
    let found = secret(item, around)?;
    match Totp::parse(found.secret.expose_secret()) {
        Ok(totp) => Some(totp),
        Err(error) => {
            let diagnostic = item.error(codes::BAD_TOTP, "this is no secret of one-time passwords");
            item.report(diagnostic.label(error.to_string()).help("take what the server shows when an authenticator is set up"));
            None
        }
    }
}

/// A key that only another driver knows would be read by nobody.
fn reject_keys_of_others(fields: &Fields<'_>, chosen: Driver) {
    let known = |driver: Driver| DRIVERS.iter().find(|(_, other, _)| *other == driver).map_or(&[][..], |(.., keys)| *keys);
    let word = DRIVERS.iter().find(|(_, driver, _)| *driver == chosen).map_or("", |(word, ..)| *word);
    let foreign: BTreeSet<&str> =
        DRIVERS.iter().flat_map(|(.., keys)| keys.iter().copied()).filter(|key| !known(chosen).contains(key)).collect();
    for key in foreign.into_iter().filter(|key| fields.get(key).is_some()) {
        let owners: Vec<&str> = DRIVERS.iter().filter(|(.., keys)| keys.contains(&key)).map(|(word, ..)| *word).collect();
        let diagnostic = fields.key_error(key, codes::CONFLICT, format!("`{key}` does not apply to the driver `{word}`"));
        let owners = owners.iter().map(|owner| format!("driver = \"{owner}\"")).collect::<Vec<_>>().join(" or ");
        fields.item.report(diagnostic.label("never used").help(format!("write {owners}, or remove this key")));
    }
}

fn partial_consent(item: &Item<'_>) -> Option<PartialConsentSettings> {
    let fields = item.table(keys::PARTIAL_CONSENT)?;
    let declines = fields.require("declines").and_then(|item| item.string());
    let parameters = fields.get("parameters").map_or(Some(Vec::new()), |item| pairs(&item));
    Some(PartialConsentSettings { declines: declines?.to_owned(), parameters: parameters? })
}
