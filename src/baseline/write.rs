//! Writes a baseline of a run's findings, and takes out of one what is stale. What people wrote beside the entries stays.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::apply::{is_finding, name};
use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};

const HEAD: &str = "\
# Findings that are accepted for now: `tokenspec run --baseline FILE` does not go red for them.
# Say of each why it is accepted, who answers for it, and until which day (\"2027-03-31\").
";

/// What the entries of a new baseline name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Each case by itself: a case that is new, or breaks anew, is not accepted.
    #[default]
    Case,
    /// Requirements, with all cases that they have or will have.
    Requirement,
}

/// A baseline of the record's findings that are at least as bad as `least`. What an earlier one says of the same ids is
/// kept, with its comments; its other entries are left out.
///
/// # Errors
/// The earlier text is no TOML. (Whoever read it as a baseline knows that it is.)
pub fn write(record: &RunRecord, least: Verdict, by: By, earlier: Option<&str>) -> Result<String, toml_edit::TomlError> {
    let wanted = wanted(record, least, by);
    let (head, earlier) = parts(earlier.unwrap_or(HEAD))?;
    let said: Vec<(String, Table)> = earlier.iter().map(|table| (id_of(table), table.clone())).collect();
    let mut entries: BTreeMap<String, Table> = BTreeMap::new();
    for mut table in earlier {
        let id = id_of(&table);
        if let Some(found) = wanted.get(&id) {
            // Worse than before is for people to accept, and that is what writing a baseline means.
            if table.contains_key("verdict") {
                table["verdict"] = value(name(found.verdict));
            }
            entries.insert(id, table);
        }
    }
    for (id, found) in wanted {
        let inherited = said.iter().find(|(known, _)| belong_together(record, known, &id)).map(|(_, table)| table);
        entries.entry(id.clone()).or_insert_with(|| entry(&id, &found, inherited));
    }
    Ok(rewritten(&head, entries.into_values()))
}

/// The text without the entries of these ids; all else stays as it stands.
///
/// # Errors
/// The text is no TOML.
pub fn prune(text: &str, stale: &BTreeSet<&str>) -> Result<String, toml_edit::TomlError> {
    let (head, entries) = parts(text)?;
    Ok(rewritten(&head, entries.into_iter().filter(|table| !stale.contains(id_of(table).as_str()))))
}

/// A finding as its entry tells it.
struct Wanted {
    verdict: Verdict,
    comment: String,
}

/// What is to be accepted, by id.
fn wanted(record: &RunRecord, least: Verdict, by: By) -> BTreeMap<String, Wanted> {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    // An inconclusive case gates too (exit 3), whatever the level.
    let meant = |case: &&CaseRecord| is_finding(case) && (case.verdict >= least || case.verdict == Verdict::Inconclusive);
    for case in record.cases.iter().filter(meant) {
        let ids = match by {
            By::Case => vec![&case.id],
            By::Requirement => case.requirements.iter().collect(),
        };
        for id in ids {
            let known = wanted.entry(id.clone()).or_insert_with(|| Wanted { verdict: case.verdict, comment: comment(case) });
            known.verdict = known.verdict.max(case.verdict);
        }
    }
    wanted
}

/// `# received 200, tokens; expected 400 invalid_scope`, on one line and without what could end it.
fn comment(case: &CaseRecord) -> String {
    let text = match case.verdict {
        Verdict::Inconclusive => case.reason.clone(),
        _ => format!("received {}; expected {}", case.observed, case.expected),
    };
    let harmless: String = text.chars().map(|c| if c.is_ascii_graphic() || c.is_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = harmless.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(160).collect();
    format!("# {short}\n")
}

/// Whether one names a case and the other a requirement of it: then what was said of one holds for the other.
fn belong_together(record: &RunRecord, one: &str, other: &str) -> bool {
    let pair = |case: &CaseRecord, a: &str, b: &str| case.id == a && case.requirements.iter().any(|id| id == b);
    record.cases.iter().any(|case| pair(case, one, other) || pair(case, other, one))
}

fn entry(id: &str, found: &Wanted, inherited: Option<&Table>) -> Table {
    let mut table = Table::new();
    table["id"] = value(id);
    table["verdict"] = value(name(found.verdict));
    for key in ["reason", "owner", "expires"] {
        let said = inherited.and_then(|table| table.get(key)).and_then(Item::as_str);
        table[key] = value(said.unwrap_or_default());
    }
    table.decor_mut().set_prefix(format!("\n{}", found.comment));
    table
}

/// What stands at the top of a file, and its entries, whether they are written `[[accept]]` or in a list.
fn parts(text: &str) -> Result<(String, Vec<Table>), toml_edit::TomlError> {
    let document: DocumentMut = text.parse()?;
    let mut entries: Vec<Table> = match document.get("accept") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().cloned().collect(),
        Some(Item::Value(list)) => {
            let items = list.as_array().into_iter().flat_map(|items| items.iter());
            items.filter_map(|item| item.as_inline_table().cloned()).map(toml_edit::InlineTable::into_table).collect()
        }
        _ => Vec::new(),
    };
    let Some(first) = entries.first_mut() else {
        return Ok((document.trailing().as_str().unwrap_or_default().to_owned(), entries));
    };
    // To the parser, what stands above the first entry is the entry's. Its own is what follows the first empty line.
    let above = first.decor().prefix().and_then(toml_edit::RawString::as_str).unwrap_or_default().to_owned();
    let (head, own) = above.split_once("\n\n").map_or(("", above.as_str()), |(head, own)| (head, own));
    let head = if head.is_empty() { String::new() } else { format!("{head}\n") };
    first.decor_mut().set_prefix(format!("\n{}", own.trim_start_matches('\n')));
    Ok((head, entries))
}

fn id_of(table: &Table) -> String {
    table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned()
}

fn rewritten(head: &str, entries: impl Iterator<Item = Table>) -> String {
    let mut all = ArrayOfTables::new();
    for mut table in entries {
        // Places in the old file would decide the order of the new one.
        table.set_position(None);
        all.push(table);
    }
    let mut document = DocumentMut::new();
    if !all.is_empty() {
        document.insert("accept", Item::ArrayOfTables(all));
    }
    format!("{head}{document}")
}
