//! Reads a target file.

use std::path::Path;
use std::sync::Arc;

use super::endpoints::{ca_certificates, endpoints, url};
use super::model::{BeyondBrowser, ErrorDialect, Limits, Network, ScopePlace, Target};
use super::{authorize, client, keys, limits, mask, network};
use crate::diagnostics::{Diagnostic, Diagnostics, Fields, Item, Severity, Sink, SourceFile, codes, file};

/// What a target file refers to beside itself.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The folder that its paths are relative to.
    pub folder: &'a Path,
    /// Environment variables.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// A target from a file; its secrets are read as well.
pub fn load(path: &Path) -> Result<Target, Diagnostics> {
    let shown = path.display().to_string();
    let bytes = file::toml(path).map_err(|error| {
        Diagnostic::about(codes::UNREADABLE, format!("the target file cannot be read: {error}"), shown.clone())
            .help("docs/target.md says what it holds; `tokenspec serve --print-target` prints one to look at")
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Diagnostic::about(codes::NOT_UTF8, format!("the file is not UTF-8: byte {at}"), shown.clone()).help("save it as UTF-8")
    })?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    load_text(&shown, &text, Surroundings { folder, variable: &|name| std::env::var(name).ok() })
}

/// A target from a text.
pub fn load_text(name: &str, text: &str, around: Surroundings<'_>) -> Result<Target, Diagnostics> {
    let shown: Arc<str> = Arc::from(mask::mask(text));
    let mut syntax = Vec::new();
    let mut file = SourceFile::parse(name, text, &mut syntax);
    file.text = Arc::clone(&shown);
    if !syntax.is_empty() {
        for diagnostic in &mut syntax {
            diagnostic.place.text = Arc::clone(&shown);
        }
        return Err(Diagnostics::new(syntax));
    }
    let sink = Sink::default();
    let target = target(&file, &around, &sink);
    let found = sink.finish();
    match target {
        Some(mut target) if !found.has_errors() => {
            target.warnings = warnings(&found);
            Ok(target)
        }
        _ => Err(found),
    }
}

/// One line for each kind of warning, with all of its places.
fn warnings(found: &Diagnostics) -> Vec<String> {
    let mut kinds: Vec<(&Diagnostic, Vec<String>)> = Vec::new();
    for diagnostic in found.iter() {
        debug_assert_eq!(diagnostic.severity, Severity::Warning);
        let (line, column) = diagnostic.place.position();
        let place = format!("{line}:{column}");
        match kinds.iter_mut().find(|(first, _)| first.title == diagnostic.title && first.help == diagnostic.help) {
            Some((_, places)) => places.push(place),
            None => kinds.push((diagnostic, vec![place])),
        }
    }
    let line = |(first, places): &(&Diagnostic, Vec<String>)| {
        let help = first.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}:{}: {}{help}", first.place.file, places.join(", "), first.title)
    };
    kinds.iter().map(line).collect()
}

fn target(file: &SourceFile, around: &Surroundings<'_>, sink: &Sink) -> Option<Target> {
    let root = Fields::root(file, sink, keys::FILE)?;
    let clients = client::clients(&root, around);
    let authorize = root.get("authorize").map(|item| authorize::settings(&item, around));
    let limits = root.get("limits").map_or(Some(Limits::default()), |item| limits::limits(&item));
    let network = root.get("network").map_or(Some(Network::default()), |item| network::network(&item, around));
    let choices = root.get("choices").map_or(Some(Vec::new()), |item| pairs(&item));
    let parameters = root.get("parameters").map_or(Some(Vec::new()), |item| limits::parameters(&item));
    let errors = root.get("errors").map_or(Some(ErrorDialect::default()), |item| limits::errors(&item));
    let fields = root.require("target").and_then(|item| item.table(keys::TARGET))?;
    let name = fields.require("name").and_then(|item| item.prose());
    let profile = fields.get("profile").map(|item| item.prose().map(str::to_owned));
    let raw = fields.get("raw").map_or(Some(false), |item| item.boolean());
    let suites = fields.get("suites").map_or(Some(Vec::new()), |item| strings(&item));
    if let (Some(item), Some(_)) = (fields.get("suites"), &profile) {
        let diagnostic = item.error(codes::CONFLICT, "`suites` beside `profile`");
        item.report(diagnostic.label("the profile chooses the suites").help("keep one of the two"));
    }
    let scope_seen_in = fields.get("scope_seen_in").map(|item| places(&item));
    let issuer = fields.get("issuer").map(|item| url(&item));
    let endpoints = endpoints(&fields);
    let ca_certificates = fields.get("ca_file").map_or(Some(Vec::new()), |item| ca_certificates(&item, around));
    let target = Target {
        name: name?.to_owned(),
        issuer: flip(issuer)?,
        endpoints: endpoints?,
        profile: flip(profile)?,
        suites: suites?,
        raw: raw?,
        scope_seen_in: flip(scope_seen_in)?,
        clients: clients?,
        authorize: flip(authorize)?,
        limits: limits?,
        network: network?,
        choices: choices?,
        parameters: parameters?,
        errors: errors?,
        ca_certificates: ca_certificates?,
        warnings: Vec::new(),
    };
    if let (Some(beyond), Some(item)) = (target.beyond_browser(), root.get("network")) {
        refuse_beyond(beyond, &item);
    }
    Some(target)
}

/// The browser would take another way to the target than all other requests, and nobody would know.
fn refuse_beyond(beyond: BeyondBrowser, network: &Item<'_>) {
    let Some(fields) = network.table(keys::NETWORK) else { return };
    let title = format!("the driver `browser` cannot honour `{}`", beyond.key);
    network.report(fields.key_error(beyond.key, codes::CONFLICT, title).label(beyond.problem).help(beyond.cure));
}

/// Absent is fine; present and wrong is not.
pub(super) fn flip<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

/// Where the scope of a token can be seen.
fn places(item: &Item<'_>) -> Option<Vec<ScopePlace>> {
    let place = |item: &Item<'_>| item.word("place where a token's scope can be seen", &ScopePlace::WORDS);
    let read: Vec<_> = item.list()?.iter().map(place).collect();
    read.into_iter().collect()
}

/// A list of strings.
pub(super) fn strings(item: &Item<'_>) -> Option<Vec<String>> {
    let read: Vec<_> = item.list()?.iter().map(|item| item.string().map(str::to_owned)).collect();
    read.into_iter().collect()
}

/// A table of strings, in file order.
pub(super) fn pairs(item: &Item<'_>) -> Option<Vec<(String, String)>> {
    let read: Vec<_> =
        item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), item.string()?.to_owned()))).collect();
    read.into_iter().collect()
}
