//! Markdown for `reports/` and for pull requests: the summary, the matrix of requirements, each finding in `<details>`.

use std::fmt::Write as _;

use crate::record::model::{CaseRecord, RequirementRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{
    Counted, Finding, INSECURE, Index, UNSCORED, findings, name_of, remark, rows, sign, skip_reasons, suite_ids, suite_of,
    unscored, word,
};
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
    behaviours(&mut out, record);
    explained(&mut out, record, &index);
    skipped(&mut out, record);
    not_scored(&mut out, record);
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
        ("profile", record.profile.as_ref().map(|p| format!("{} {}: {}", p.id, p.version, p.title)).unwrap_or_default()),
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
    if target.insecure {
        let _ = writeln!(out, "> **{INSECURE}.**\n");
    }
    for note in &record.notes {
        let _ = writeln!(out, "> {}\n", markdown(note));
    }
    if record.interrupted {
        out.push_str("> The run was interrupted; cases that did not finish are absent.\n\n");
    }
}

/// Verdicts by number.
fn summary(out: &mut String, record: &RunRecord) {
    out.push_str("| pass | fail | warn | skip | inconclusive | not scored |\n|---:|---:|---:|---:|---:|---:|\n");
    let number = |verdict| record.cases.iter().filter(|case| case.scored && case.verdict == verdict).count();
    let order = [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Skip, Verdict::Inconclusive];
    for verdict in order {
        let _ = write!(out, "| {} ", number(verdict));
    }
    let exchanges = thousands(record.statistics.exchanges);
    let unscored = record.cases.iter().filter(|case| !case.scored).count();
    let _ = writeln!(out, "| {unscored} |\n\n{exchanges} exchanges in {}.\n", duration(record.duration_ms));
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
            if requirement.unscored.is_some() { UNSCORED } else { sign(requirement.verdict) },
            markdown(name_of(&requirement.id)),
            requirement.level,
            markdown(&source),
            markdown(&remark(index, requirement)),
        );
    }
    out.push_str("\n✓ pass · ✗ fail · ! warn · – skipped or untestable · ? inconclusive · ○ not scored\n\n");
}

/// Findings by verdict, each behind a triangle.
fn explained(out: &mut String, record: &RunRecord, index: &Index<'_>) {
    for (verdict, heading) in [(Verdict::Fail, "Failures"), (Verdict::Warn, "Warnings"), (Verdict::Inconclusive, "Inconclusive")]
    {
        let groups = findings(record, verdict, Counted::Scored);
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

/// What the server does where the documents leave a choice.
fn behaviours(out: &mut String, record: &RunRecord) {
    if record.behaviours.is_empty() {
        return;
    }
    out.push_str("## Behaviour\n\nWhere the documents leave a choice, this is what the server does.\n\n");
    out.push_str("| question | answer | seen by |\n|---|---|---|\n");
    for behaviour in &record.behaviours {
        let answers: Vec<String> = behaviour.answers.iter().map(|answer| markdown(answer)).collect();
        let seen_by = match behaviour.cases.as_slice() {
            [] => String::new(),
            [one] => markdown(one),
            [first, rest @ ..] => format!("{} and {}", markdown(first), count(rest.len(), "more case")),
        };
        let _ = writeln!(out, "| {} | {} | {seen_by} |", markdown(&behaviour.question), answers.join("; "));
    }
    out.push('\n');
}

/// What was examined and does not count.
fn not_scored(out: &mut String, record: &RunRecord) {
    let groups = unscored(record);
    if groups.is_empty() {
        return;
    }
    out.push_str("\n## Not scored\n\nExamined, and without any say in the result.\n\n");
    out.push_str("| cases | reason | if they were scored |\n|---:|---|---|\n");
    for group in &groups {
        let would = group.would().unwrap_or_default();
        let _ = writeln!(out, "| {} | {} | {would} |", group.cases.len(), markdown(&group.reason));
    }
    let found = groups.iter().flat_map(|group| &group.cases).filter(|case| case.verdict > Verdict::Skip);
    let lines: Vec<String> =
        found.map(|case| format!("- {} {}: {}", word(case.verdict), markdown(&case.id), markdown(&case.reason))).collect();
    if !lines.is_empty() {
        let _ = writeln!(out, "\n{}", lines.join("\n"));
    }
}
