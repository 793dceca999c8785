//! A walk that did not arrive: where it ended, what could be seen there, and a picture of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use url::Url;

use super::sight::{SeenControl, Sight};
use super::walk::Walk;
use crate::authorize::account::{Journal, place};
use crate::authorize::request::{AuthorizeError, Page};

/// Pictures of one run: a target at which all fails would otherwise fill a folder.
const MAX_SCREENSHOTS: u32 = 20;
/// Headings, fields and buttons that are told.
const MAX_TOLD: usize = 8;

/// Numbers the pictures.
#[derive(Debug, Default)]
pub(super) struct Screenshots(AtomicU32);

impl Screenshots {
    /// Keeps a picture; returns what is to be said about it.
    fn keep(&self, folder: &Path, picture: &[u8]) -> String {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        if number > MAX_SCREENSHOTS {
            return format!("no screenshot: {MAX_SCREENSHOTS} were taken already");
        }
        match write(folder, number, picture) {
            Ok(path) => format!("screenshot: {}", path.display()),
            Err(error) => format!("the screenshot could not be written to {}: {error}", folder.display()),
        }
    }
}

/// Nobody sees half a picture, and nobody but the user sees any.
fn write(folder: &Path, number: u32, picture: &[u8]) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!("login-{number:02}.png"));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(picture)?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}

impl Walk<'_> {
    /// The end of a walk that did not arrive: the reason, and the page that it ended at.
    pub(super) async fn give_up(&mut self, reason: String) -> AuthorizeError {
        let answer = self.tab.ask(json!({ "do": "look", "targets": [] })).await.ok().flatten();
        let sight = answer.and_then(|answer| serde_json::from_value::<Sight>(answer).ok());
        let seen = sight.map(|sight| describe(&sight, &self.journal));
        // Beside others it is done once more, alone: then there will be a picture.
        let picture = if self.may_login { self.picture().await } else { None };
        let parts: Vec<String> = [Some(reason), seen, picture].into_iter().flatten().collect();
        AuthorizeError::GaveUp { reason: parts.join("; "), pages: self.pages(), round_trips: self.round_trips() }
    }

    /// Takes a picture without secrets; when they cannot be hidden, none.
    async fn picture(&self) -> Option<String> {
        let hidden = self.tab.ask(json!({ "do": "hide", "secrets": self.secrets })).await.ok().flatten()?;
        if hidden != "hidden" {
            return None;
        }
        let picture = self.tab.screenshot().await?;
        Some(self.road.screenshots.keep(&self.road.settings.screenshots, &picture))
    }

    /// The documents on the way, each with what was done there.
    pub(super) fn pages(&self) -> Vec<Page> {
        let documents = self.tab.traffic.seen().documents.clone();
        let told = |(index, document): (usize, &super::traffic::Document)| {
            let done = self.deeds.iter().filter(|(after, _)| *after == index + 1).map(|(_, deed)| deed.as_str());
            let done: Vec<&str> = if document.is_redirect() { vec!["redirects"] } else { done.collect() };
            Page {
                asked: self.journal.tell(&format!("{} {}", document.method, place(&document.url))),
                status: document.status,
                account: done.join(", "),
            }
        };
        documents.iter().enumerate().map(told).collect()
    }
}

/// One line about a page, fit to be shown.
fn describe(sight: &Sight, journal: &Journal) -> String {
    let place = Url::parse(&sight.url).map(|url| place(&url)).unwrap_or_default();
    let mut line = format!("the page is {}", journal.tell(&place));
    if !sight.title.is_empty() {
        line.push_str(&format!(", titled “{}”", journal.tell(&sight.title)));
    }
    let list = |texts: Vec<&str>| {
        let told: Vec<String> = texts.iter().take(MAX_TOLD).map(|text| format!("“{}”", journal.tell(text))).collect();
        let more = if texts.len() > MAX_TOLD { ", …" } else { "" };
        format!("{}{more}", told.join(", "))
    };
    let called =
        |test: &dyn Fn(&SeenControl) -> bool| sight.controls.iter().filter(|c| test(c)).map(SeenControl::called).collect();
    let headings = sight.headings.iter().map(String::as_str).collect();
    let seen: [(&str, Vec<&str>); 3] =
        [("headings", headings), ("fields", called(&|c| !c.is_button())), ("buttons", called(&|c| c.is_button()))];
    let seen: Vec<String> =
        seen.into_iter().filter(|(_, texts)| !texts.is_empty()).map(|(what, texts)| format!("{what} {}", list(texts))).collect();
    match (seen.is_empty(), sight.text.is_empty()) {
        (false, _) => format!("{line}, showing {}", seen.join(", ")),
        (true, false) => format!("{line}, saying “{}”", journal.tell(&sight.text)),
        (true, true) => format!("{line}, with nothing to be seen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_without_queries_secrets_and_escapes() {
        let sight = Sight {
            url: "http://as.example/login?code=SECRET1#x".to_owned(),
            title: "Log in\u{1b}[31m, hunter2".to_owned(),
            headings: vec!["Wrong\u{202e} password".to_owned()],
            ..Sight::default()
        };
        let mut journal = Journal::default();
        journal.hide("hunter2");
        let told = "the page is http://as.example/login, titled “Log in, [hidden]”, showing headings “Wrong password”";
        assert_eq!(describe(&sight, &journal), told);
    }

    #[test]
    fn pictures_are_numbered_and_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let shots = folder.path().join("shots");
        let screenshots = Screenshots::default();
        for _ in 0..=MAX_SCREENSHOTS {
            screenshots.keep(&shots, b"png");
        }
        assert!(screenshots.keep(&shots, b"png").starts_with("no screenshot: 20"));
        assert_eq!(std::fs::read_dir(&shots).unwrap().count(), 20);
        assert_eq!(std::fs::read(shots.join("login-01.png")).unwrap(), b"png");
    }
}
