//! CTRF, the Common Test Report Format (<https://ctrf.io>): one test per case.
//!
//! | verdict | CTRF |
//! |---|---|
//! | pass, warn | `passed` (`rawStatus` tells them apart) |
//! | fail | `failed` |
//! | inconclusive | `other` |
//! | skip; not scored by the profile; accepted by the baseline | `skipped` |
//!
//! Stale entries of the baseline and answers that drifted are tests of their own: `failed` where they gate, else `other`.

use serde_json::{Value, json};

use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::report::findings::{Finding, INSECURE, Index, examined_by, rows, suite_of, word};
use crate::report::json;
use crate::report::standing::{Remark, Standing, reason, remarks, standing};
use crate::report::text::{clipped, padded};

/// The version of the format that this keeps to.
const VERSION: &str = "0.0.0";

/// The record as CTRF.
///
/// # Errors
/// Never for a record: JSON of JSON.
pub fn render(record: &RunRecord) -> Result<String, serde_json::Error> {
    let index = Index::new(record);
    let mut tests: Vec<Value> = record.cases.iter().map(|case| test(&index, case)).collect();
    tests.extend(remarks(record).iter().map(remark_test));
    let count = |status: &str| tests.iter().filter(|test| test["status"] == status).count();
    let start = record.started_at.parse::<jiff::Timestamp>().map_or(0, |time| time.as_millisecond());
    let duration = milliseconds(record.duration_ms);
    let suites: std::collections::BTreeSet<&str> = record.cases.iter().map(|case| suite_of(&case.id)).collect();
    let tool = json!({ "name": clipped(&record.tool.name), "version": clipped(&record.tool.version) });
    let summary = json!({
        "tests": tests.len(),
        "passed": count("passed"),
        "failed": count("failed"),
        "skipped": count("skipped"),
        "pending": 0,
        "other": count("other"),
        "suites": suites.len(),
        "start": start,
        "stop": start + duration,
        "duration": duration,
        "extra": { "verdicts": record.summary, "interrupted": record.interrupted },
    });
    json::pretty(&json!({
        "reportFormat": "CTRF",
        "specVersion": VERSION,
        "generatedBy": clipped(&format!("{} {}", record.tool.name, record.tool.version)),
        "results": { "tool": tool, "summary": summary, "tests": tests, "environment": environment(record) },
    }))
}

/// What was examined.
fn environment(record: &RunRecord) -> Value {
    let mut environment = json!({
        "appName": clipped(&record.target.name),
        "testEnvironment": clipped(&record.target.token_endpoint),
        "extra": {
            "examinedBy": clipped(&examined_by(record)),
            "seed": record.seed,
            "notes": record.notes.iter().map(|note| clipped(note)).collect::<Vec<_>>(),
        },
    });
    if record.target.insecure {
        environment["extra"]["insecure"] = json!(INSECURE);
    }
    if let Some(partition) = &record.partition {
        environment["shardId"] = json!(format!("{}/{}", partition.index, partition.of));
    }
    environment
}

/// A case.
fn test(index: &Index<'_>, case: &CaseRecord) -> Value {
    let standing = standing(case);
    let status = match standing {
        Standing::Passed | Standing::Warned => "passed",
        Standing::Failed => "failed",
        Standing::Open => "other",
        Standing::Skipped | Standing::Unscored | Standing::Accepted => "skipped",
    };
    let mut test = json!({
        "name": clipped(&case.id),
        "status": status,
        "rawStatus": word(case.verdict).to_lowercase(),
        "duration": milliseconds(case.duration_ms),
        "suite": [clipped(suite_of(&case.id))],
        "tags": [case.level.to_string()],
        "extra": {
            "title": clipped(&case.title),
            "requirements": case.requirements.iter().map(|id| clipped(id)).collect::<Vec<_>>(),
        },
    });
    if standing != Standing::Passed {
        test["message"] = json!(reason(case));
    }
    if matches!(standing, Standing::Failed | Standing::Warned | Standing::Open | Standing::Accepted) {
        test["trace"] = json!(trace(index, case));
    }
    test
}

/// The rows that the terminal shows.
fn trace(index: &Index<'_>, case: &CaseRecord) -> String {
    let rows = rows(index, &Finding { case, others: Vec::new() });
    let lines = rows.iter().flat_map(|(label, lines)| {
        let first = |number| if number == 0 { *label } else { "" };
        lines.iter().enumerate().map(move |(number, line)| padded(first(number), 11) + line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A stale entry, or a drift.
fn remark_test(remark: &Remark) -> Value {
    json!({
        "name": format!("{}: {}", remark.of, remark.id),
        "status": if remark.gates { "failed" } else { "other" },
        "rawStatus": remark.of,
        "duration": 0,
        "suite": [remark.of],
        "message": remark.text,
    })
}

/// Whole milliseconds; nonsense is none.
fn milliseconds(value: f64) -> i64 {
    // Saturates, and NaN is 0.
    value.clamp(0.0, 1e15) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample_gated;

    #[test]
    fn cases_become_tests() {
        insta::assert_snapshot!(render(&sample_gated::record()).unwrap());
    }

    #[test]
    fn it_obeys_the_schema() {
        sample_gated::assert_obeys(include_str!("../../fixtures/schemas/ctrf.schema.json"), |record| render(record).unwrap());
    }
}
