//! SARIF 2.1.0, for code scanning.
//!
//! Rules are the requirements; results are the findings, told apart over time by the id of their case (`partialFingerprints`).
//!
//! | verdict | SARIF |
//! |---|---|
//! | fail | kind `fail`, level `error` |
//! | warn | kind `fail`, level `warning` |
//! | inconclusive | kind `open`, level `none` |
//! | a finding that the baseline accepts | as it is, with a suppression and its justification |
//! | pass, skip, not scored | no result: GitHub would show each as a problem, whatever its kind; the run's properties count them |
//!
//! Stale entries of the baseline and answers that drifted are notifications of the invocation. A finding is at a server and not
//! in a file, but code scanning wants one: where the case is written, in this project's repository or in the folder of its suite.

use serde_json::{Map, Value, json};

use crate::protocol::names::Level;
use crate::record::model::{CaseRecord, RequirementRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Finding, Index, examined_by, rows, suite_of, word};
use crate::report::json;
use crate::report::place::Place;
use crate::report::standing::{Standing, accepted, remarks, standing};
use crate::report::text::{clipped, padded};

/// Where people read about the tool.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The record as SARIF.
///
/// # Errors
/// Never for a record: JSON of JSON.
pub fn render(record: &RunRecord) -> Result<String, serde_json::Error> {
    let index = Index::new(record);
    let results: Vec<Value> = record.cases.iter().filter_map(|case| result(record, &index, case)).collect();
    json::pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": clipped(&record.tool.name),
                "version": clipped(&record.tool.version),
                "rules": record.requirements.iter().map(rule).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": automation(record) },
            "invocations": [invocation(record)],
            "results": results,
            "columnKind": "unicodeCodePoints",
            "properties": properties(record),
        }],
    }))
}

/// What tells the runs of one target and profile from those of another: `tokenspec/staging/oauth2-baseline/`.
fn automation(record: &RunRecord) -> String {
    let examined = record.profile.as_ref().map_or("suites", |profile| profile.id.as_str());
    let part = |text: &str| clipped(text).replace('/', "-");
    format!("{}/{}/{}/", part(&record.tool.name), part(&record.target.name), part(examined))
}

/// A requirement.
fn rule(requirement: &RequirementRecord) -> Value {
    let source = &requirement.source;
    let mut rule = json!({
        "id": clipped(&requirement.id),
        "shortDescription": { "text": clipped(&requirement.text) },
        "fullDescription": { "text": clipped(&format!("{} {}, {}", requirement.text, source.document, source.section)) },
        "defaultConfiguration": { "level": if requirement.level == Level::Must { "error" } else { "warning" } },
        "properties": { "tags": [requirement.level.to_string(), clipped(suite_of(&requirement.id))] },
    });
    let Some(members) = rule.as_object_mut() else { return rule };
    if let Some(why) = &requirement.why {
        members.insert("help".into(), json!({ "text": clipped(why) }));
    }
    if let Some(address) = address(&source.document, &source.section) {
        members.insert("helpUri".into(), json!(address));
    }
    rule
}

/// Where an RFC's section is read: `RFC 6749`, `§4.1.3` → `https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3`. Of several
/// documents or sections, the first.
fn address(document: &str, section: &str) -> Option<String> {
    let number = document.strip_prefix("RFC ")?;
    let number: String = number.chars().take_while(char::is_ascii_digit).collect();
    let rest = document.get("RFC ".len() + number.len()..)?;
    if number.is_empty() || !(rest.is_empty() || rest.starts_with([';', ',', ' '])) {
        return None;
    }
    let page = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    let first = section.split([',', ';']).next().unwrap_or_default().trim();
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
    let anchor = match (first.strip_prefix('§'), first.strip_prefix("Appendix ")) {
        (Some(number), _) if plain(number.trim()) => format!("#section-{}", number.trim()),
        (_, Some(letter)) if plain(letter) => format!("#appendix-{letter}"),
        _ => String::new(),
    };
    Some(page + &anchor)
}

/// A finding.
fn result(record: &RunRecord, index: &Index<'_>, case: &CaseRecord) -> Option<Value> {
    let standing = standing(case);
    if !matches!(standing, Standing::Failed | Standing::Warned | Standing::Open | Standing::Accepted) {
        return None;
    }
    let (kind, level) = match case.verdict {
        Verdict::Fail => ("fail", "error"),
        Verdict::Warn => ("fail", "warning"),
        _ => ("open", "none"),
    };
    // A case without a requirement cannot be made; should one be read, it is its own rule.
    let rule = case.requirements.first().unwrap_or(&case.id);
    let mut result = json!({
        "ruleId": clipped(rule),
        "kind": kind,
        "level": level,
        "message": { "text": message(index, case) },
        "locations": [location(record, case)],
        "partialFingerprints": { "case/v1": clipped(&format!("{} {}", record.target.name, case.id)) },
        "properties": { "case": clipped(&case.id), "requirements": case.requirements.iter().map(|id| clipped(id)).collect::<Vec<_>>() },
    });
    let members = result.as_object_mut()?;
    if let Some(at) = record.requirements.iter().position(|requirement| requirement.id == *rule) {
        members.insert("ruleIndex".into(), json!(at));
    }
    if let Some(entry) = case.accepted.as_ref().filter(|_| standing == Standing::Accepted) {
        let suppression = json!({ "kind": "external", "status": "accepted", "justification": clipped(&accepted(entry)) });
        members.insert("suppressions".into(), json!([suppression]));
    }
    Some(result)
}

/// Where the case is written, and its name.
fn location(record: &RunRecord, case: &CaseRecord) -> Value {
    let place = Place::of(record, case);
    let mut artifact = json!({ "uri": place.uri() });
    if let (false, Some(members)) = (place.is_absolute(), artifact.as_object_mut()) {
        members.insert("uriBaseId".into(), json!("%SRCROOT%"));
    }
    json!({
        "physicalLocation": { "artifactLocation": artifact, "region": { "startLine": place.line } },
        "logicalLocations": [{ "fullyQualifiedName": clipped(&case.id), "kind": "member" }],
    })
}

/// The rows that the terminal shows, as text.
fn message(index: &Index<'_>, case: &CaseRecord) -> String {
    let mut text = format!("{} {}\n{}\n", word(case.verdict), clipped(&case.id), clipped(&case.title));
    for (label, lines) in rows(index, &Finding { case, others: Vec::new() }) {
        for (number, line) in lines.iter().enumerate() {
            text.push_str(&padded(if number == 0 { label } else { "" }, 11));
            text.push_str(line);
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

/// When it ran, and what there is to tell besides findings.
fn invocation(record: &RunRecord) -> Value {
    let told = remarks(record).into_iter().map(|remark| {
        json!({
            "level": if remark.gates { "error" } else { "note" },
            "descriptor": { "id": remark.of },
            "message": { "text": format!("{}: {}", remark.id, remark.text) },
        })
    });
    let mut invocation = json!({
        "executionSuccessful": !record.interrupted,
        "toolExecutionNotifications": told.collect::<Vec<_>>(),
    });
    let started = record.started_at.parse::<jiff::Timestamp>().ok();
    if let (Some(started), Some(members)) = (started, invocation.as_object_mut()) {
        members.insert("startTimeUtc".into(), json!(started.to_string()));
    }
    invocation
}

/// What was examined, and what no result tells.
fn properties(record: &RunRecord) -> Value {
    let mut properties = Map::new();
    properties.insert("target".into(), json!(clipped(&record.target.name)));
    properties.insert("tokenEndpoint".into(), json!(clipped(&record.target.token_endpoint)));
    properties.insert("examinedBy".into(), json!(clipped(&examined_by(record))));
    properties.insert("insecure".into(), json!(record.target.insecure));
    properties.insert("seed".into(), json!(record.seed));
    properties.insert("summary".into(), json!(record.summary));
    if let Some(partition) = &record.partition {
        properties.insert("partition".into(), json!(format!("{}/{}", partition.index, partition.of)));
    }
    Value::Object(properties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample_gated;

    #[test]
    fn findings_become_results() {
        insta::assert_snapshot!(render(&sample_gated::record()).unwrap());
    }

    #[test]
    fn it_obeys_the_schema() {
        sample_gated::assert_obeys(include_str!("../../fixtures/schemas/sarif-2.1.0.json"), |record| render(record).unwrap());
    }
}
