//! Diagnostics for programs.

use serde::Serialize;

use super::diagnostic::{Diagnostic, Diagnostics, Place};

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replacement: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    related: Option<JsonPlace<'a>>,
}

#[derive(Serialize)]
struct JsonPlace<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    label: &'a str,
}

impl Diagnostics {
    /// An array of objects with `code`, `severity`, `message`, `file`, `line`, `column`, and where there is one `label`, `help`,
    /// `replacement`, `related`.
    pub fn to_json(&self) -> serde_json::Value {
        let list: Vec<_> = self.iter().map(json).collect();
        // Invariant: strings and numbers alone, which always serialise.
        serde_json::to_value(list).unwrap_or_default()
    }
}

fn json(diagnostic: &Diagnostic) -> JsonDiagnostic<'_> {
    let (line, column) = diagnostic.place.position();
    JsonDiagnostic {
        code: diagnostic.code,
        severity: diagnostic.severity.word(),
        message: &diagnostic.title,
        file: &diagnostic.place.file,
        line,
        column,
        label: &diagnostic.place.label,
        help: diagnostic.help.as_deref(),
        replacement: diagnostic.suggestion.as_ref().map(|(_, text)| text.as_str()),
        related: diagnostic.related.as_ref().map(json_place),
    }
}

fn json_place(place: &Place) -> JsonPlace<'_> {
    let (line, column) = place.position();
    JsonPlace { file: &place.file, line, column, label: &place.label }
}
