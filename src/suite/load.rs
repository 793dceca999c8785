//! Suites from folders and texts. A definition is parsed once and resolved for each target.

use std::path::{Path, PathBuf};

use super::model::Suite;
use super::resolve::resolve;
use crate::diagnostics::{Diagnostic, Diagnostics, Sink, SourceFile, codes, file};
use crate::target::model::LengthOverride;

/// A suite whose files have been parsed and found right.
#[derive(Debug, Clone)]
pub struct Definition {
    hint: String,
    /// None for a built-in suite that was read in its compiled form: its files are parsed when they are needed.
    files: Option<Vec<SourceFile>>,
    own: Suite,
}

impl Definition {
    /// A built-in suite whose compiled form was read.
    pub(super) fn compiled(id: &str, own: Suite) -> Self {
        Self { hint: id.to_owned(), files: None, own }
    }

    /// The suite with its own bounds.
    pub fn suite(&self) -> &Suite {
        &self.own
    }

    /// The suite at a target: its bounds are the suite's, unless the target overrides them. Cases that rest on a bound which the
    /// target lifts are left out.
    pub fn resolve(&self, overrides: &[LengthOverride]) -> Result<Suite, Diagnostics> {
        if overrides.is_empty() {
            return Ok(self.own.clone());
        }
        let Some(files) = &self.files else {
            return super::embedded::parse(&self.hint)?.resolve(overrides);
        };
        let sink = Sink::default();
        let suite = resolve(files, &self.hint, overrides, &sink);
        if sink.is_empty() { Ok(Suite { folder: self.own.folder.clone(), ..suite }) } else { Err(sink.finish()) }
    }
}

/// A suite from texts: (file name, text). The hint names it in messages until its id is known.
pub fn load_files(hint: &str, mut texts: Vec<(String, String)>) -> Result<Definition, Diagnostics> {
    texts.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
    let mut syntax = Vec::new();
    let files: Vec<_> = texts.iter().map(|(name, text)| SourceFile::parse(name.as_str(), text, &mut syntax)).collect();
    let sink = Sink::default();
    let own = resolve(&files, hint, &[], &sink);
    let found = sink.finish();
    match (syntax.is_empty(), found.is_empty()) {
        (true, true) => Ok(Definition { hint: hint.to_owned(), files: Some(files), own }),
        (true, false) => Err(found),
        (false, _) => Err(with_syntax_errors(syntax, found)),
    }
}

/// Where a file cannot be parsed, only what concerns another file alone is worth saying beside it.
fn with_syntax_errors(syntax: Vec<Diagnostic>, found: Diagnostics) -> Diagnostics {
    let broken: Vec<String> = syntax.iter().map(|diagnostic| diagnostic.place.file.clone()).collect();
    let local = |diagnostic: &Diagnostic| diagnostic.code.starts_with('F') && !broken.contains(&diagnostic.place.file);
    let mut list: Vec<Diagnostic> = syntax.into_iter().map(family_named_length).collect();
    list.extend(found.into_vec().into_iter().filter(local));
    Diagnostics::new(list)
}

/// `[parameter.X.length]` beside `length = { … }` is a duplicate key to TOML; people mean the family `bounds`.
fn family_named_length(diagnostic: Diagnostic) -> Diagnostic {
    let text = std::sync::Arc::clone(&diagnostic.place.text);
    let start = text.get(..diagnostic.place.span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    if line.starts_with("[parameter.") && line.contains(".length]") {
        return diagnostic.help("the family of cases at the bounds is called `bounds`: [parameter.NAME.bounds]");
    }
    diagnostic
}

/// A suite from a folder of `*.toml` files.
pub fn load_dir(path: &Path) -> Result<Definition, Diagnostics> {
    let shown = path.display().to_string();
    let unreadable = |error: std::io::Error| {
        Diagnostic::about(codes::UNREADABLE, format!("the suite's folder cannot be read: {error}"), shown.clone())
            .help("a suite is a folder of *.toml files, suite.toml among them")
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut problems = Vec::new();
    let texts = paths.iter().filter_map(|path| read(path, &mut problems)).collect();
    let hint = path.file_name().map_or(shown.clone(), |name| name.to_string_lossy().into_owned());
    if !problems.is_empty() {
        return Err(Diagnostics::new(problems));
    }
    if !paths.iter().any(|path| path.ends_with("suite.toml")) {
        let diagnostic = Diagnostic::about(codes::NO_SUITE_FILE, "the folder has no suite.toml", shown);
        return Err(diagnostic.help("write one with id, title and version").into());
    }
    let mut definition = load_files(&hint, texts)?;
    definition.own.folder = Some(shown);
    Ok(definition)
}

fn read(path: &Path, problems: &mut Vec<Diagnostic>) -> Option<(String, String)> {
    let name = path.display().to_string();
    match file::toml(path).map(String::from_utf8) {
        Ok(Ok(text)) => Some((name, text)),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = SourceFile::unparsed(name, &text);
            let diagnostic = Diagnostic::error(codes::NOT_UTF8, "the file is not UTF-8", &file, at..at + '\u{fffd}'.len_utf8());
            problems.push(diagnostic.label(format!("byte {at} of the file")).help("save it as UTF-8"));
            None
        }
        Err(error) => {
            problems.push(Diagnostic::about(codes::UNREADABLE, format!("the file cannot be read: {error}"), name));
            None
        }
    }
}

/// suite.toml, parameters.toml, then the rest by name.
fn order(name: &str) -> (u8, &str) {
    match name.rsplit(['/', '\\']).next() {
        Some("suite.toml") => (0, name),
        Some("parameters.toml") => (1, name),
        _ => (2, name),
    }
}
