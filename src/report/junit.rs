//! JUnit XML: one test case per case, one test suite per suite.
//!
//! | verdict | JUnit |
//! |---|---|
//! | pass | success |
//! | fail | `failure` |
//! | warn | success, with the explanation in `system-out` |
//! | skip | `skipped` with the reason |
//! | inconclusive | `error`: it was not judged, and a CI server must not show it green |
//! | not scored by the profile | `skipped`, whatever the verdict, which the message names; success where it is pass |
//! | a finding that the baseline accepts | `skipped`, with who accepts it and why |
//!
//! Stale entries of the baseline and answers that drifted are test cases of the suites `baseline` and `snapshots`: `failure` where
//! they gate, else `skipped`. The document keeps to the schema of Jenkins (`junit-10.xsd`), which has no properties on test
//! cases: what is known of a case stands in its `system-out`.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::report::findings::{Finding, INSECURE, Index, name_of, rows, suite_ids, suite_of, word};
use crate::report::standing::{Remark, Standing, reason, remarks, standing};
use crate::report::text::{clipped, padded, printable};

/// The record as JUnit XML.
pub fn render(record: &RunRecord) -> Result<String, SerializeError> {
    let index = Index::new(record);
    let mut report = Report::new(printable(&format!("{} · {}", record.tool.name, record.target.name)).into_owned());
    report.set_time(seconds(record.duration_ms));
    for id in suite_ids(record) {
        let cases: Vec<&CaseRecord> = record.cases.iter().filter(|case| suite_of(&case.id) == id).collect();
        if !cases.is_empty() {
            report.add_test_suite(suite(record, &index, id, &cases));
        }
    }
    let remarks = remarks(record);
    for of in ["baseline", "snapshots"] {
        let own: Vec<&Remark> = remarks.iter().filter(|remark| remark.of == of).collect();
        if !own.is_empty() {
            report.add_test_suite(remark_suite(of, &own));
        }
    }
    report.to_string().map(without_skipped)
}

/// The writer counts the skipped ones of the whole report too, for which the schema has no attribute.
fn without_skipped(text: String) -> String {
    // Quotation marks within a value are escaped, so neither can begin in one.
    let Some(end) = text.find("<testsuites").and_then(|start| Some(start + text[start..].find('>')?)) else { return text };
    let Some(start) = text[..end].find(" skipped=\"") else { return text };
    let value = start + " skipped=\"".len();
    match text[value..end].find('"') {
        Some(length) => format!("{}{}", &text[..start], &text[value + length + 1..]),
        None => text,
    }
}

/// What a team wants to hear of besides the cases.
fn remark_suite(of: &str, remarks: &[&Remark]) -> TestSuite {
    let mut suite = TestSuite::new(of);
    for remark in remarks {
        let mut status =
            if remark.gates { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::skipped() };
        status.set_message(remark.text.lines().next().unwrap_or_default());
        if remark.gates {
            status.set_type(of).set_description(remark.text.clone());
        }
        let mut test = TestCase::new(remark.id.clone(), status);
        test.set_classname(of);
        suite.add_test_case(test);
    }
    suite
}

/// A suite with its cases; the version and the target as properties.
fn suite(record: &RunRecord, index: &Index<'_>, id: &str, cases: &[&CaseRecord]) -> TestSuite {
    let mut suite = TestSuite::new(printable(id).into_owned());
    suite.timestamp = record.started_at.parse().ok();
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
    if let Some(partition) = &record.partition {
        suite.add_property(property("partition", &format!("{} of {}", partition.index, partition.of)));
    }
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
    let mut known = format!("verdict {} · level {}\n", word(case.verdict).to_lowercase(), case.level);
    for requirement in &case.requirements {
        known.push_str(&format!("requirement {}\n", clipped(requirement)));
    }
    if matches!(standing(case), Standing::Warned | Standing::Accepted) {
        known.push_str(&explanation);
    }
    test.set_system_out(known);
    test
}

/// The verdict in JUnit's terms.
fn status(case: &CaseRecord, explanation: &str) -> TestCaseStatus {
    let mut status = match standing(case) {
        Standing::Passed | Standing::Warned => return TestCaseStatus::success(),
        Standing::Skipped | Standing::Unscored | Standing::Accepted => TestCaseStatus::skipped(),
        Standing::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Standing::Open => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    status.set_message(reason(case));
    if matches!(standing(case), Standing::Failed | Standing::Open) {
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
