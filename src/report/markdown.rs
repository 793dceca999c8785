//! Markdown for `reports/`, for pull requests and for `$GITHUB_STEP_SUMMARY`: the summary, each finding in `<details>`, drift, the
//! matrix of requirements. GitHub shows no summary of more than 1 MiB: what does not fit is left out, and the page says so.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use crate::record::model::{CaseRecord, RequirementRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{
    Counted, Finding, INSECURE, Index, UNSCORED, findings, name_of, remark, rows, sign, skip_reasons, suite_ids, suite_of,
    unscored, word,
};
use crate::report::page::Page;
use crate::report::standing::{Remark, accepted, remarks, without_accepted};
use crate::report::text::{count, duration, fenced, html, markdown, padded, thousands};

/// The record as Markdown (GitHub's flavour, readable in any).
pub fn render(record: &RunRecord) -> String {
    let index = Index::new(record);
    let mut page = Page::new();
    let mut top = String::new();
    head(&mut top, record);
    summary(&mut top, record);
    page.heading(&top);
    // What a reader must act upon stands first, for they scroll, and the rest may not fit. Stale entries are few, and short.
    let (stale, drifted): (Vec<Remark>, Vec<Remark>) = remarks(record).into_iter().partition(|remark| remark.of == "baseline");
    outdated(&mut page, record, &stale);
    explained(&mut page, record, &index);
    drift(&mut page, &drifted);
    for suite in suite_ids(record) {
        matrix(&mut page, record, &index, suite);
    }
    behaviours(&mut page, record);
    set_aside(&mut page, record);
    skipped(&mut page, record);
    not_scored(&mut page, record);
    page.finish()
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
        ("filters", record.filters.join(" or ")),
        ("partition", record.partition.as_ref().map(|part| format!("{} of {}", part.index, part.of)).unwrap_or_default()),
        ("merged of", if record.parts.is_empty() { String::new() } else { count(record.parts.len(), "part") }),
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
    let accepted = record.findings().filter(|case| case.accepted.is_some()).count();
    let accepted =
        if accepted > 0 { format!(" {} accepted by the baseline.", count(accepted, "finding")) } else { String::new() };
    let _ = writeln!(out, "| {unscored} |\n\n{exchanges} exchanges in {}.{accepted}\n", duration(record.duration_ms));
}

/// The requirements of a suite, one row each.
fn matrix(page: &mut Page, record: &RunRecord, index: &Index<'_>, suite: &str) {
    let of_suite: Vec<&RequirementRecord> = record.requirements.iter().filter(|r| suite_of(&r.id) == suite).collect();
    if of_suite.is_empty() {
        return;
    }
    page.heading(&format!("## {}\n\n", markdown(suite)));
    page.heading("| | requirement | level | source | result |\n|---|---|---|---|---|\n");
    for requirement in of_suite {
        let source = format!("{}, {}", requirement.source.document, requirement.source.section);
        page.row(&format!(
            "| {} | {} | {} | {} | {} |\n",
            if requirement.unscored.is_some() { UNSCORED } else { sign(requirement.verdict) },
            markdown(name_of(&requirement.id)),
            requirement.level,
            markdown(&source),
            markdown(&remark(index, requirement)),
        ));
    }
    page.heading("\n✓ pass · ✗ fail · ! warn · – skipped or untestable · ? inconclusive · ○ not scored\n\n");
}

/// Entries of the baseline that are stale, and what else is to be said of it.
fn outdated(page: &mut Page, record: &RunRecord, stale: &[Remark]) {
    if !stale.is_empty() {
        page.heading("## Stale entries of the baseline\n\n");
        for remark in stale {
            let gates = if remark.gates { "" } else { " Does not gate." };
            page.row(&format!("- {}: {}{gates}\n", markdown(&remark.id), markdown(&remark.text)));
        }
        page.heading("\n");
    }
    for text in record.baseline.iter().flat_map(|baseline| &baseline.remarks) {
        page.row(&format!("> Baseline: {}\n\n", markdown(text)));
    }
}

/// Answers that drifted from their snapshots; those that changed in the same way stand under the first of them.
fn drift(page: &mut Page, drifted: &[Remark]) {
    let groups = by_change(drifted);
    if groups.is_empty() {
        return;
    }
    page.heading("## Drift\n\nAnswers that are not those of the snapshots.\n\n");
    for (first, others) in groups {
        let more = if others.is_empty() { String::new() } else { format!(" and {}", count(others.len(), "more case")) };
        let ids: String = others.iter().map(|other| format!("- <code>{}</code>\n", html(&other.id))).collect();
        let also = if ids.is_empty() { ids } else { format!("\nThe same change in\n\n{ids}\n") };
        let text = fenced(&first.text, "diff");
        let gates = if first.gates { "" } else { " (does not gate)" };
        let summary = format!("<code>{}</code>{more}{gates}", html(&first.id));
        page.row(&format!("<details>\n<summary>{summary}</summary>\n\n{text}\n{also}</details>\n\n"));
    }
}

/// Each change once, with the first that has it and the others. What stands around a change may differ.
fn by_change(drifted: &[Remark]) -> Vec<(&Remark, Vec<&Remark>)> {
    let mut groups: Vec<(&Remark, Vec<&Remark>)> = Vec::new();
    let mut seen: HashMap<Vec<&str>, usize> = HashMap::new();
    for remark in drifted {
        let mut change: Vec<&str> = remark.text.lines().filter(|line| line.starts_with(['+', '-', '…'])).collect();
        // Of a difference that is cut, the rest may be another.
        change.extend(change.last().filter(|line| line.starts_with('…')).map(|_| remark.id.as_str()));
        match seen.entry(change) {
            Entry::Occupied(known) => groups[*known.get()].1.push(remark), // Invariant: only indices of `groups` are put into `seen`.
            Entry::Vacant(new) => {
                new.insert(groups.len());
                groups.push((remark, Vec::new()));
            }
        }
    }
    groups
}

/// Findings that the baseline accepts.
fn set_aside(page: &mut Page, record: &RunRecord) {
    let cases: Vec<&CaseRecord> = record.findings().filter(|case| case.accepted.is_some()).collect();
    if cases.is_empty() {
        return;
    }
    page.heading(
        "## Accepted by the baseline\n\nFindings that do not gate.\n\n| | case | accepted | finding |\n|---|---|---|---|\n",
    );
    for case in cases {
        let entry = case.accepted.as_ref().map(accepted).unwrap_or_default();
        let cells = [&case.id, &entry, &case.reason].map(|cell| markdown(cell)).join(" | ");
        page.row(&format!("| {} | {cells} |\n", word(case.verdict)));
    }
    page.heading("\n");
}

/// Findings by verdict, each behind a triangle.
fn explained(page: &mut Page, record: &RunRecord, index: &Index<'_>) {
    for (verdict, heading) in [(Verdict::Fail, "Failures"), (Verdict::Warn, "Warnings"), (Verdict::Inconclusive, "Inconclusive")]
    {
        let groups = without_accepted(findings(record, verdict, Counted::Scored));
        if groups.is_empty() {
            continue;
        }
        page.heading(&format!("## {heading}\n\n"));
        for finding in &groups {
            let mut text = String::new();
            details(&mut text, index, finding);
            page.row(&text);
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
fn skipped(page: &mut Page, record: &RunRecord) {
    let cases: Vec<&CaseRecord> = record.cases.iter().collect();
    let reasons = skip_reasons(&cases);
    if reasons.is_empty() {
        return;
    }
    page.heading("## Skipped\n\n| cases | reason |\n|---:|---|\n");
    for (reason, number) in reasons {
        page.row(&format!("| {number} | {} |\n", markdown(&reason)));
    }
}

/// What the server does where the documents leave a choice.
fn behaviours(page: &mut Page, record: &RunRecord) {
    if record.behaviours.is_empty() {
        return;
    }
    page.heading("## Behaviour\n\nWhere the documents leave a choice, this is what the server does.\n\n");
    page.heading("| question | answer | seen by |\n|---|---|---|\n");
    for behaviour in &record.behaviours {
        let answers: Vec<String> = behaviour.answers.iter().map(|answer| markdown(answer)).collect();
        let seen_by = match behaviour.cases.as_slice() {
            [] => String::new(),
            [one] => markdown(one),
            [first, rest @ ..] => format!("{} and {}", markdown(first), count(rest.len(), "more case")),
        };
        page.row(&format!("| {} | {} | {seen_by} |\n", markdown(&behaviour.question), answers.join("; ")));
    }
    page.heading("\n");
}

/// What was examined and does not count.
fn not_scored(page: &mut Page, record: &RunRecord) {
    let groups = unscored(record);
    if groups.is_empty() {
        return;
    }
    page.heading("\n## Not scored\n\nExamined, and without any say in the result.\n\n");
    page.heading("| cases | reason | if they were scored |\n|---:|---|---|\n");
    for group in &groups {
        let would = group.would().unwrap_or_default();
        page.row(&format!("| {} | {} | {would} |\n", group.cases.len(), markdown(&group.reason)));
    }
    let found: Vec<_> = groups.iter().flat_map(|group| &group.cases).filter(|case| case.verdict > Verdict::Skip).collect();
    if !found.is_empty() {
        page.heading("\n");
    }
    for case in found {
        page.row(&format!("- {} {}: {}\n", word(case.verdict), markdown(&case.id), markdown(&case.reason)));
    }
}
