//! Markdown for `reports/` and for pull requests: the summary, the matrix of requirements, each finding in `<details>`.

use std::fmt::Write as _;

use crate::record::model::{CaseRecord, RequirementRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Finding, Index, findings, name_of, remark, rows, sign, skip_reasons, suite_ids, suite_of, word};
use crate::report::text::{count, duration, fenced, html, markdown, padded, thousands};

/// The record as Markdown (GitHub's flavour, readable in any).
pub fn render(record: &RunRecord) -> String {
    let index = Index::new(record);
    let mut out = String::new();
    head(&mut out, record);
    summary(&mut out, record);
    for suite in suite_ids(record) {
        matrix(&mut out, record, &index, suite);
    }
    explained(&mut out, record, &index);
    skipped(&mut out, record);
    out
}

/// What was examined, when, with what.
fn head(out: &mut String, record: &RunRecord) {
    let target = &record.target;
    let _ = writeln!(out, "# Conformance of {}\n", markdown(&target.name));
    let suites: Vec<String> = record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect();
    let choices: Vec<String> = target.choices.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let rows = [
        ("token endpoint", target.token_endpoint.clone()),
        ("issuer", target.issuer.clone().unwrap_or_default()),
        ("suites", suites.join(", ")),
        ("clients", target.clients.join(", ")),
        ("declared choices", choices.join(", ")),
        ("examined", record.started_at.clone()),
        ("with", format!("{} {}, seed {}", record.tool.name, record.tool.version, record.seed)),
    ];
    out.push_str("| | |\n|---|---|\n");
    for (label, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "| {label} | {} |", markdown(value));
    }
    out.push('\n');
    for note in &record.notes {
        let _ = writeln!(out, "> {}\n", markdown(note));
    }
    if record.interrupted {
        out.push_str("> The run was interrupted; cases that did not finish are absent.\n\n");
    }
}

/// Verdicts by number.
fn summary(out: &mut String, record: &RunRecord) {
    out.push_str("| pass | fail | warn | skip | inconclusive |\n|---:|---:|---:|---:|---:|\n");
    let number = |verdict| record.cases.iter().filter(|case| case.verdict == verdict).count();
    let order = [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Skip, Verdict::Inconclusive];
    for verdict in order {
        let _ = write!(out, "| {} ", number(verdict));
    }
    let exchanges = thousands(record.statistics.exchanges);
    let _ = writeln!(out, "|\n\n{exchanges} exchanges in {}.\n", duration(record.duration_ms));
}

/// The requirements of a suite, one row each.
fn matrix(out: &mut String, record: &RunRecord, index: &Index<'_>, suite: &str) {
    let of_suite: Vec<&RequirementRecord> = record.requirements.iter().filter(|r| suite_of(&r.id) == suite).collect();
    if of_suite.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {}\n", markdown(suite));
    out.push_str("| | requirement | level | source | result |\n|---|---|---|---|---|\n");
    for requirement in of_suite {
        let source = format!("{}, {}", requirement.source.document, requirement.source.section);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            sign(requirement.verdict),
            markdown(name_of(&requirement.id)),
            requirement.level,
            markdown(&source),
            markdown(&remark(index, requirement)),
        );
    }
    out.push_str("\n✓ pass · ✗ fail · ! warn · – skipped or untestable · ? inconclusive\n\n");
}

/// Findings by verdict, each behind a triangle.
fn explained(out: &mut String, record: &RunRecord, index: &Index<'_>) {
    for (verdict, heading) in [(Verdict::Fail, "Failures"), (Verdict::Warn, "Warnings"), (Verdict::Inconclusive, "Inconclusive")]
    {
        let groups = findings(record, verdict);
        if groups.is_empty() {
            continue;
        }
        let _ = writeln!(out, "## {heading}\n");
        for finding in &groups {
            details(out, index, finding);
        }
    }
}

/// One finding.
fn details(out: &mut String, index: &Index<'_>, finding: &Finding<'_>) {
    let case = finding.case;
    let more = match finding.others.len() {
        0 => String::new(),
        others => format!(" and {}", count(others, "more case")),
    };
    let _ = writeln!(
        out,
        "<details>\n<summary>{} <code>{}</code>{more}: {}</summary>\n",
        word(case.verdict),
        html(&case.id),
        html(&case.title)
    );
    for requirement in index.requirements(case) {
        let _ = writeln!(
            out,
            "{}\n({} · {}, {})\n",
            markdown(&requirement.text),
            requirement.level,
            markdown(&requirement.source.document),
            markdown(&requirement.source.section),
        );
        if let Some(why) = &requirement.why {
            let _ = writeln!(out, "Why it matters: {}\n", markdown(why));
        }
    }
    out.push_str(&fenced(&explanation(index, finding), "text"));
    out.push_str("\n</details>\n\n");
}

/// The rows of a finding in columns.
fn explanation(index: &Index<'_>, finding: &Finding<'_>) -> String {
    let mut text = String::new();
    for (label, lines) in rows(index, finding) {
        for (number, line) in lines.iter().enumerate() {
            let _ = writeln!(text, "{}{line}", padded(if number == 0 { label } else { "" }, 11));
        }
    }
    text
}

/// Reasons of skipped cases.
fn skipped(out: &mut String, record: &RunRecord) {
    let cases: Vec<&CaseRecord> = record.cases.iter().collect();
    let reasons = skip_reasons(&cases);
    if reasons.is_empty() {
        return;
    }
    out.push_str("## Skipped\n\n| cases | reason |\n|---:|---|\n");
    for (reason, number) in reasons {
        let _ = writeln!(out, "| {number} | {} |", markdown(&reason));
    }
}
