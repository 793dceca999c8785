//! Whether the parts of a bundle belong together: files and digests, record and statement, record and pages.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Problem, Problems, Verification};
use crate::certify::bundle::Files;
use crate::certify::contents::{ENVELOPE, RECORD, RENDERED, decompressed, rendered as render};
use crate::certify::sha256;
use crate::certify::statement::{Certification, Statement};
use crate::record::RunRecord;
use crate::record::read;

/// So many differences are told.
const TOLD: usize = 5;

/// Every file is in the statement with its digest, and nothing else is; no file is there that no bundle has.
pub(super) fn digests(files: &Files, statement: &Statement, problems: &mut Problems) {
    let named: BTreeMap<&str, &str> =
        statement.subject.iter().map(|resource| (resource.name.as_str(), resource.digest.sha256.as_str())).collect();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != ENVELOPE) {
        match named.get(name.as_str()) {
            None => problems.note(Problem::Tampered, format!("{name} is in the bundle and not in the statement")),
            Some(digest) if *digest != sha256(bytes) => {
                problems.note(Problem::Tampered, format!("{name} is not the file that was signed"));
            }
            Some(_) if !is_known(name, statement) => {
                problems.note(Problem::Tampered, format!("{name} is no file that a bundle of this profile has"));
            }
            Some(_) => {}
        }
    }
    for name in named.keys().filter(|name| !files.contains_key(**name)) {
        problems.note(Problem::Tampered, format!("{name} is in the statement and not in the bundle"));
    }
}

fn is_known(name: &str, statement: &Statement) -> bool {
    let certification = &statement.predicate.certification;
    let profile = format!("profiles/{}.", certification.profile.id);
    let of_profile = name.strip_prefix(&profile).is_some_and(|rest| rest == "toml" || rest == "cases");
    let of_suite = certification.suites.iter().any(|suite| {
        let rest = name.strip_prefix(&format!("suites/{}/", suite.id));
        rest.is_some_and(|rest| rest.ends_with(".toml") && !rest.contains('/'))
    });
    name == RECORD || RENDERED.contains(&name) || of_profile || of_suite
}

/// The record, if it is one that agrees with itself.
pub(super) fn record(files: &Files, problems: &mut Problems) -> Option<RunRecord> {
    let Some(text) = files.get(RECORD).and_then(|bytes| decompressed(bytes)) else {
        problems.note(Problem::Tampered, format!("{RECORD} is missing or cannot be decompressed"));
        return None;
    };
    match read::parse(&text) {
        Ok(record) => Some(record),
        Err(error) => {
            problems.note(Problem::Tampered, format!("{RECORD} is no record: {error}"));
            None
        }
    }
}

/// The statement says what the record says, in every list and in its order.
pub(super) fn statement(files: &Files, statement: &Statement, record: &RunRecord, problems: &mut Problems) {
    let mut listed = files.clone();
    listed.remove(ENVELOPE);
    let made_with = &statement.predicate.certification.made_with;
    let due = Statement::of(record, &listed, made_with).map(|due| serde_json::to_value(due).unwrap_or_default());
    let has = serde_json::to_value(statement).unwrap_or_default();
    let Some(due) = due else {
        problems.note(Problem::Tampered, "the record is of a run without a profile");
        return;
    };
    let mut paths = Vec::new();
    // The digests have been held against the files already.
    differences(&has["predicate"], &due["predicate"], "predicate", &mut paths);
    differences(&has["_type"], &due["_type"], "_type", &mut paths);
    differences(&has["predicateType"], &due["predicateType"], "predicateType", &mut paths);
    let names = |value: &Value| -> Vec<String> {
        let list = value["subject"].as_array().cloned().unwrap_or_default();
        list.iter().filter_map(|resource| resource["name"].as_str().map(str::to_owned)).collect()
    };
    let (mut mine, own) = (names(&has), names(&has));
    mine.sort();
    mine.dedup();
    if mine != own {
        paths.push("subject: the files are not in their order".to_owned());
    }
    paths.retain(|path| {
        !path.starts_with("predicate.configuration") || !problems.0.iter().any(|found| found.text.contains("suites/"))
    });
    for path in paths.iter().take(TOLD) {
        problems.note(Problem::Tampered, format!("the statement does not say what the record says: {path}"));
    }
}

/// Where two values differ: `predicate.executed[3].verdict`.
fn differences(one: &Value, other: &Value, path: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let at = format!("{path}.{name}");
                match other.get(name) {
                    Some(other) => differences(value, other, &at, found),
                    None => found.push(at),
                }
            }
            found.extend(other.keys().filter(|name| !one.contains_key(*name)).map(|name| format!("{path}.{name}")));
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                differences(one, other, &format!("{path}[{at}]"), found);
            }
        }
        (Value::Array(one), Value::Array(other)) => found.push(format!("{path} has {} entries, not {}", one.len(), other.len())),
        (one, other) if one != other => found.push(path.to_owned()),
        _ => {}
    }
}

/// The pages and the badge are what the record gives, as far as this program would have made the same.
pub(super) fn rendered(files: &Files, said: &Certification, record: &RunRecord, found: &mut Verification) {
    if record.tool.version != env!("CARGO_PKG_VERSION") {
        let text = format!("the pages are by tokenspec {}, and were not held against the record", record.tool.version);
        found.remarks.push(text);
        return;
    }
    // By the record's own words: where the statement says something else, that has been told.
    let Some(own) = Certification::of(record, &said.made_with) else { return };
    match render(record, &own) {
        Ok(due) => {
            for (name, bytes) in due {
                match files.get(&name) {
                    None => found.problems.note(Problem::Tampered, format!("{name} is missing")),
                    Some(has) if *has != bytes => {
                        found.problems.note(Problem::Tampered, format!("{name} is not what the record gives"));
                    }
                    Some(_) => {}
                }
            }
        }
        Err(error) => found.remarks.push(format!("the pages could not be held against the record: {error}")),
    }
}
