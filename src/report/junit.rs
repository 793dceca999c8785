//! JUnit XML: one test case per case, one test suite per suite.
//!
//! | verdict | JUnit |
//! |---|---|
//! | pass | success |
//! | fail | `failure` |
//! | warn | success, with the explanation in `system-out` and the property `verdict` = `warn` |
//! | skip | `skipped` with the reason |
//! | inconclusive | `error`: it was not judged, and a CI server must not show it green |
//! | not scored by the profile | `skipped`, whatever the verdict, which the message names; success where it is pass |

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Finding, INSECURE, Index, name_of, rows, suite_ids, suite_of, word};
use crate::report::text::{clipped, padded, printable};

/// The record as JUnit XML.
pub fn render(record: &RunRecord) -> Result<String, SerializeError> {
    let index = Index::new(record);
    let mut report = Report::new(printable(&format!("{} · {}", record.tool.name, record.target.name)).into_owned());
    report.timestamp = record.started_at.parse().ok();
    report.set_time(seconds(record.duration_ms));
    for id in suite_ids(record) {
        let cases: Vec<&CaseRecord> = record.cases.iter().filter(|case| suite_of(&case.id) == id).collect();
        if !cases.is_empty() {
            report.add_test_suite(suite(record, &index, id, &cases));
        }
    }
    report.to_string()
}

/// A suite with its cases; the version and the target as properties.
fn suite(record: &RunRecord, index: &Index<'_>, id: &str, cases: &[&CaseRecord]) -> TestSuite {
    let mut suite = TestSuite::new(printable(id).into_owned());
    suite.set_time(seconds(cases.iter().map(|case| case.duration_ms).sum()));
    if let Some(known) = record.suites.iter().find(|suite| suite.id == id) {
        suite.add_property(property("version", &known.version));
    }
    if let Some(profile) = &record.profile {
        suite.add_property(property("profile", &format!("{} {}", profile.id, profile.version)));
    }
    suite.add_property(property("target", &record.target.name));
    suite.add_property(property("token_endpoint", &record.target.token_endpoint));
    if record.target.insecure {
        suite.add_property(property("insecure", INSECURE));
    }
    suite.add_property(property("seed", &record.seed.to_string()));
    for case in cases {
        suite.add_test_case(test_case(index, case));
    }
    suite
}

/// One case.
fn test_case(index: &Index<'_>, case: &CaseRecord) -> TestCase {
    let explanation = explanation(index, case);
    let mut test = TestCase::new(printable(name_of(&case.id)).into_owned(), status(case, &explanation));
    test.set_classname(printable(suite_of(&case.id)).into_owned());
    test.set_time(seconds(case.duration_ms));
    test.add_property(property("verdict", &word(case.verdict).to_lowercase()));
    test.add_property(property("level", &case.level.to_string()));
    for requirement in &case.requirements {
        test.add_property(property("requirement", requirement));
    }
    if !case.scored {
        test.add_property(property("scored", "false"));
    }
    if case.verdict == Verdict::Warn && case.scored {
        test.set_system_out(explanation);
    }
    test
}

/// The verdict in JUnit's terms.
fn status(case: &CaseRecord, explanation: &str) -> TestCaseStatus {
    if !case.scored && case.verdict != Verdict::Pass {
        let mut status = TestCaseStatus::skipped();
        let why = case.unscored.as_deref().unwrap_or_default();
        status.set_message(
            clipped(&format!("not scored: {why}; {}: {}", word(case.verdict).to_lowercase(), case.reason)).into_owned(),
        );
        return status;
    }
    let mut status = match case.verdict {
        Verdict::Pass | Verdict::Warn => return TestCaseStatus::success(),
        Verdict::Skip => TestCaseStatus::skipped(),
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(clipped(&case.reason).into_owned());
    if case.verdict != Verdict::Skip {
        status.set_type(word(case.verdict).to_lowercase()).set_description(explanation.to_owned());
    }
    status
}

/// The rows that the terminal shows, as text.
fn explanation(index: &Index<'_>, case: &CaseRecord) -> String {
    let mut text = format!("{}\n", clipped(&case.title));
    for requirement in index.requirements(case) {
        let source = format!("{} · {}, {}", requirement.level, requirement.source.document, requirement.source.section);
        text.push_str(&format!("{}\n{}\n", clipped(&requirement.text), clipped(&source)));
    }
    for (label, lines) in rows(index, &Finding { case, others: Vec::new() }) {
        for (number, line) in lines.iter().enumerate() {
            text.push_str(&padded(if number == 0 { label } else { "" }, 11));
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// A property whose value is harmless.
fn property(name: &str, value: &str) -> Property {
    Property::new(name, clipped(value).into_owned())
}

/// Milliseconds of a record as a duration; nonsense is zero.
fn seconds(milliseconds: f64) -> Duration {
    Duration::try_from_secs_f64(milliseconds / 1_000.0).unwrap_or_default()
}
