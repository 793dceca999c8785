//! Reads a baseline, with every error of the file at once.

use std::collections::HashMap;

use jiff::civil::Date;

use super::model::{Baseline, Entry};
use crate::diagnostics::{Diagnostics, Fields, Item, Sink, SourceFile, codes};
use crate::record::Verdict;

const FILE: &[&str] = &["accept"];
const ENTRY: &[&str] = &["id", "verdict", "reason", "owner", "expires"];
const VERDICTS: &[(&str, Verdict)] = &[("fail", Verdict::Fail), ("warn", Verdict::Warn), ("inconclusive", Verdict::Inconclusive)];

/// A baseline from a text.
///
/// # Errors
/// Everything that is wrong with it, with its place.
pub fn read(name: &str, text: &str) -> Result<Baseline, Diagnostics> {
    let mut syntax = Vec::new();
    let file = SourceFile::parse(name, text, &mut syntax);
    if !syntax.is_empty() {
        return Err(Diagnostics::new(syntax));
    }
    let sink = Sink::default();
    let entries = entries(&file, &sink);
    let found = sink.finish();
    if found.has_errors() { Err(found) } else { Ok(Baseline { file: name.to_owned(), entries }) }
}

fn entries(file: &SourceFile, sink: &Sink) -> Vec<Entry> {
    let Some(root) = Fields::root(file, sink, FILE) else { return Vec::new() };
    let items = root.get("accept").and_then(|item| item.list()).unwrap_or_default();
    let mut first: HashMap<&str, Item<'_>> = HashMap::new();
    let mut entries = Vec::new();
    for item in items {
        let Some(fields) = item.table(ENTRY) else { continue };
        let Some(id) = fields.require("id") else { continue };
        let Some(name) = id.prose() else { continue };
        if let Some(before) = first.get(name) {
            let diagnostic = id.error(codes::DUPLICATE_ACCEPTED, format!("`{name}` is accepted twice"));
            id.report(diagnostic.label("the second time").related(before.place("the first time")).help("keep one of the two"));
            continue;
        }
        first.insert(name, id);
        entries.extend(entry(&fields, name, file.line(id.node.span.start)));
    }
    entries
}

fn entry(fields: &Fields<'_>, id: &str, line: usize) -> Option<Entry> {
    let verdict = match fields.get("verdict") {
        Some(item) => Some(item.word("verdict that can be accepted", VERDICTS)?),
        None => None,
    };
    let reason = optional(fields, "reason")?.unwrap_or_default();
    let owner = optional(fields, "owner")?;
    let expires = match fields.get("expires") {
        Some(item) => day(&item)?,
        None => None,
    };
    Some(Entry { id: id.to_owned(), verdict, reason, owner, expires, line })
}

/// A text that may be absent or empty, which means the same.
fn optional(fields: &Fields<'_>, key: &str) -> Option<Option<String>> {
    let Some(item) = fields.get(key) else { return Some(None) };
    match item.string()? {
        text if text.trim().is_empty() => Some(None),
        _ => item.prose().map(|text| Some(text.trim().to_owned())),
    }
}

/// A day, written `"2027-03-31"`; empty means that it never passes.
fn day(item: &Item<'_>) -> Option<Option<Date>> {
    let text = item.string()?;
    if text.trim().is_empty() {
        return Some(None);
    }
    // jiff takes times as well, and of those the day: here that would be a mistake of whoever wrote it.
    let plain = text.len() == "2027-03-31".len();
    match text.parse::<Date>() {
        Ok(day) if plain => Some(Some(day)),
        _ => {
            let diagnostic = item.error(codes::BAD_DAY, format!("`{text}` is no day"));
            item.report(diagnostic.label("not in the calendar").help("write year, month and day, such as \"2027-03-31\""));
            None
        }
    }
}
