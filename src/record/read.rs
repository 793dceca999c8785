//! The one door by which stored records come in: a file or a text becomes a [`RunRecord`] that agrees with itself, or an
//! error that says what is wrong and where.
//!
//! What is read may be from another version, cut short, edited by hand, or hostile. Two forms are understood: the record
//! itself (`--report json=FILE`) and the events of a run (`--report ndjson=FILE`), a killed one's included.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use thiserror::Error;

use super::check::check;
use super::event;
use super::model::{RunRecord, SCHEMA_VERSION};

/// The largest file that is read, in bytes. A record of 2,000 cases with all transcripts has a tenth of that.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// Why something is no record that can be used. Messages name no file: whoever knows it says it.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error("cannot be read")]
    Io(#[source] io::Error),
    /// The file is larger than [`LARGEST`].
    #[error("has more than {} MiB, which no run record has", LARGEST / 1024 / 1024)]
    TooLarge,
    /// Some bytes are no text.
    #[error("line {line}, column {column}: not UTF-8; a run record is JSON text")]
    NotText {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// There is nothing in it.
    #[error("is empty: was the run that wrote it stopped?")]
    Empty,
    /// The text is no JSON.
    #[error("line {line}, column {column}: not JSON: {message}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The text ends before the record does.
    #[error("line {line}, column {column}: the record ends in the middle: the file was cut short")]
    CutShort {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// It is JSON of another kind.
    #[error("is JSON, but no run record: {0}")]
    Other(String),
    /// A version of the schema that did not exist when this was built.
    #[error("made by a newer tokenspec{made_by}: schema {found}, this one reads up to {SCHEMA_VERSION}")]
    Newer {
        /// ` 0.9.0`, where it says so.
        made_by: String,
        /// Its version.
        found: u64,
    },
    /// A member is missing, unknown or of the wrong type.
    #[error("line {line}, column {column}: {message}{made_by}")]
    Shape {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        message: String,
        /// ` (made by tokenspec 0.9.0)`, where that may be the reason.
        made_by: String,
    },
    /// Its parts contradict each other. The first few are told.
    #[error("contradicts itself, as if it had been edited by hand: {}", .0.join("; "))]
    Contradiction(Vec<String>),
}

/// Reads a file: a record, or the events of a run.
///
/// # Errors
/// It cannot be read, is too large, or is no record that agrees with itself.
pub fn load(path: &Path) -> Result<RunRecord, ReadError> {
    let file = File::open(path).map_err(ReadError::Io)?;
    let mut bytes = Vec::new();
    // A pipe has no length that could be asked for: one byte more than is allowed tells.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge);
    }
    parse_bytes(&bytes)
}

fn parse_bytes(bytes: &[u8]) -> Result<RunRecord, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            // Invariant: the bytes before `valid_up_to` exist and are UTF-8.
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            Err(ReadError::NotText { line, column })
        }
    }
}

/// Reads a text: a record, or the events of a run.
///
/// # Errors
/// It is no record that agrees with itself.
pub fn parse(text: &str) -> Result<RunRecord, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let record = if event::looks_like_events(text) { event::assemble(text)? } else { whole(text)? };
    let contradictions = check(&record);
    if contradictions.is_empty() { Ok(record) } else { Err(ReadError::Contradiction(contradictions)) }
}

/// A text that is one record.
fn whole(text: &str) -> Result<RunRecord, ReadError> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| not_json(&error, 0))?;
    if !text.trim_start().starts_with('{') {
        return Err(ReadError::Other("it is no object".to_owned()));
    }
    let probe: Probe = serde_json::from_str(text).map_err(|error| not_json(&error, 0))?;
    let made_by = of_version(&probe)?;
    serde_json::from_str(text).map_err(|error| shape(&error, 0, made_by))
}

/// What is looked at before the rest.
#[derive(Deserialize)]
pub(super) struct Probe {
    schema_version: Option<serde_json::Value>,
    tool: Option<ToolProbe>,
}

#[derive(Deserialize)]
struct ToolProbe {
    version: Option<String>,
}

/// Whether the version can be read; then, who made it, where that is another version of ours.
pub(super) fn of_version(probe: &Probe) -> Result<String, ReadError> {
    let other = |what: &str| ReadError::Other(what.to_owned());
    let version = probe.tool.as_ref().and_then(|tool| tool.version.as_deref());
    let found = probe.schema_version.as_ref().ok_or_else(|| other("it has no `schema_version`"))?;
    let found = found.as_u64().ok_or_else(|| other("its `schema_version` is no number"))?;
    if found > u64::from(SCHEMA_VERSION) {
        let made_by = version.map(|version| format!(" ({version})")).unwrap_or_default();
        return Err(ReadError::Newer { made_by, found });
    }
    if found == 0 {
        return Err(other("there never was a `schema_version` of 0"));
    }
    let foreign = version.filter(|version| *version != env!("CARGO_PKG_VERSION"));
    Ok(foreign
        .map(|version| format!(" (made by tokenspec {version}, read by {})", env!("CARGO_PKG_VERSION")))
        .unwrap_or_default())
}

/// The error of a text that could not even be looked at. `before` lines stand before it.
pub(super) fn not_json(error: &serde_json::Error, before: usize) -> ReadError {
    let (line, column) = (error.line() + before, error.column());
    match error.classify() {
        serde_json::error::Category::Eof => ReadError::CutShort { line, column },
        serde_json::error::Category::Data => ReadError::Other(bare(error)),
        _ => ReadError::NotJson { line, column, message: bare(error) },
    }
}

/// The error of JSON that is not what it should be.
pub(super) fn shape(error: &serde_json::Error, before: usize, made_by: String) -> ReadError {
    match error.classify() {
        serde_json::error::Category::Data => {
            ReadError::Shape { line: error.line() + before, column: error.column(), message: bare(error), made_by }
        }
        _ => not_json(error, before),
    }
}

/// The message without the place, which stands before it already, and without a list of all that is known.
fn bare(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match text.split_once(", expected one of ") {
        Some((message, list)) if list.len() > 100 => message.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
