//! Each finding explained: the rule, what was sent, what was expected, what came, how to repeat it.

use std::fmt::Write as _;

use super::{Screen, Verbosity, hanging};
use crate::record::Verdict;
use crate::record::model::{ExchangeRecord, Purpose};
use crate::report::findings::{Counted, Finding, Unscored, findings, rows, skip_reasons, unscored, word};
use crate::report::text::{clipped, count, duration, padded, printable, wrap};

/// Explanations are indented by so much, and their labels are so wide.
const INDENT: usize = 6;
const LABEL: usize = 11;
/// So many findings of a requirement are explained; `-v` explains all.
const A_FEW: usize = 3;
/// So many reasons of skipped cases are listed; `-v` lists all.
const REASONS: usize = 12;

impl Screen<'_> {
    /// What could not be judged, then warnings, then failures: what matters most stands last, next to the summary.
    pub(super) fn findings(&self, out: &mut String) {
        for verdict in [Verdict::Inconclusive, Verdict::Warn, Verdict::Fail] {
            self.findings_of(out, verdict, Counted::Scored);
        }
    }

    /// The findings of a verdict. Without `-v`, a few of each requirement, and how many more there are.
    fn findings_of(&self, out: &mut String, verdict: Verdict, counted: Counted) {
        let mut shown: Vec<(&str, usize)> = Vec::new();
        for finding in findings(self.record, verdict, counted) {
            let requirement = finding.case.requirements.first().unwrap_or(&finding.case.id);
            let known = shown.iter().position(|(id, _)| id == requirement);
            let at = known.unwrap_or_else(|| {
                shown.push((requirement, 0));
                shown.len() - 1
            });
            shown[at].1 += 1; // Invariant: `at` is the index of an entry.
            if shown[at].1 <= A_FEW || self.options.verbosity >= Verbosity::Verbose {
                self.finding(out, &finding, counted);
                out.push('\n');
            }
        }
        if self.options.verbosity >= Verbosity::Verbose {
            return;
        }
        for (requirement, number) in shown.iter().filter(|(_, number)| *number > A_FEW) {
            let heading = self.palette.paint(self.palette.verdict(verdict), word(verdict));
            let more = count(number - A_FEW, "more finding");
            let _ = writeln!(out, "{heading}  {more} of {} (-v explains each)\n", clipped(requirement));
        }
    }

    /// One finding.
    pub(super) fn finding(&self, out: &mut String, finding: &Finding<'_>, counted: Counted) {
        let case = finding.case;
        let word = word(case.verdict);
        let heading = self.palette.paint(self.palette.verdict(case.verdict), word);
        let gap = if word.len() < INDENT { INDENT - word.len() } else { 2 };
        let id = self.palette.paint(self.palette.strong, &clipped(&case.id));
        let remark = if counted == Counted::Unscored { " (not scored)" } else { "" };
        let _ = writeln!(out, "{heading}{:gap$}{id}{remark}", "");
        self.paragraph(out, &case.title);
        for requirement in self.index.requirements(case) {
            if requirement.text != case.title {
                self.paragraph(out, &requirement.text);
            }
            self.paragraph(out, &format!("{} · {}, {}", case.level, requirement.source.document, requirement.source.section));
        }
        out.push('\n');
        let brief = case.verdict != Verdict::Fail && self.options.verbosity < Verbosity::Verbose;
        for (label, mut lines) in rows(&self.index, finding) {
            let is_detail = match label {
                "control" => case.verdict != Verdict::Inconclusive,
                label => matches!(label, "given" | "accepted" | "repeat"),
            };
            if brief && is_detail {
                continue;
            }
            if label == "also" && self.options.verbosity < Verbosity::Verbose {
                shorten(&mut lines);
            }
            self.row(out, label, &lines);
        }
        if self.options.verbosity >= Verbosity::Verbose {
            self.exchanges(out, &case.exchanges);
        }
    }

    /// Running text under the heading.
    fn paragraph(&self, out: &mut String, text: &str) {
        for line in wrap(&clipped(text), self.width(INDENT)) {
            let _ = writeln!(out, "{:INDENT$}{line}", "");
        }
    }

    /// `      received   200, tokens`. What is meant to be copied (`repeat`, `more`) is never wrapped.
    fn row(&self, out: &mut String, label: &str, lines: &[String]) {
        let indent = INDENT + LABEL;
        let lines: Vec<String> = match label {
            "repeat" | "more" | "also" => lines.to_vec(),
            _ => lines.iter().flat_map(|line| wrap(line, self.width(indent))).collect(),
        };
        let label = self.palette.paint(self.palette.faint, &padded(label, LABEL));
        hanging(out, &format!("{:INDENT$}{label}", ""), indent, &lines);
    }

    /// With `-v`: one line per exchange; with `-vv`: the transcripts.
    fn exchanges(&self, out: &mut String, exchanges: &[ExchangeRecord]) {
        let lines: Vec<String> = exchanges.iter().flat_map(|exchange| self.exchange(exchange)).collect();
        self.row(out, "exchanges", &lines);
    }

    /// One exchange: `POST https://… → 400, 52 bytes, 12 ms`.
    fn exchange(&self, exchange: &ExchangeRecord) -> Vec<String> {
        let request = &exchange.request;
        let answer = match (&exchange.response, &exchange.error) {
            (Some(response), None) => format!("{}, {}", response.status, count(response.body_bytes, "byte")),
            (Some(response), Some(error)) => format!("{}, then {}", response.status, clipped(error)),
            (None, Some(error)) => clipped(error).into_owned(),
            (None, None) => "nothing".to_owned(),
        };
        let purpose = match exchange.purpose {
            Purpose::SetUp => "set-up",
            Purpose::Examination => "examination",
            Purpose::Inspection => "inspection",
        };
        let took = duration(exchange.duration_ms);
        let mut lines = vec![format!("{purpose}: {} {} → {answer}, {took}", printable(&request.method), clipped(&request.url))];
        if self.options.verbosity >= Verbosity::Transcripts {
            lines.extend(message("> ", &request.headers, &request.body));
            if let Some(response) = &exchange.response {
                lines.extend(message("< ", &response.headers, &response.body));
            }
        }
        lines
    }

    /// `skipped` with each reason and its number of cases.
    pub(super) fn skips(&self, out: &mut String) {
        let cases: Vec<_> = self.record.cases.iter().collect();
        let reasons = skip_reasons(&cases).into_iter().map(|(reason, number)| (number, reason)).collect();
        self.by_reason(out, "skipped", reasons);
    }

    /// `not scored` with each reason, its number of cases, and what they would have been; with `-v` their findings.
    pub(super) fn unscored(&self, out: &mut String) {
        let groups = unscored(self.record);
        let reason = |group: &Unscored<'_>| match group.would() {
            Some(would) => format!("{} ({would})", group.reason),
            None => group.reason.clone(),
        };
        self.by_reason(out, "not scored", groups.iter().map(|group| (group.cases.len(), reason(group))).collect());
        if self.options.verbosity >= Verbosity::Verbose {
            for verdict in [Verdict::Inconclusive, Verdict::Warn, Verdict::Fail] {
                self.findings_of(out, verdict, Counted::Unscored);
            }
        }
    }

    /// Numbers of cases with what they have in common.
    fn by_reason(&self, out: &mut String, heading: &str, reasons: Vec<(usize, String)>) {
        if reasons.is_empty() {
            return;
        }
        let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, heading));
        let widest = reasons.iter().map(|(number, _)| count(*number, "case").len()).max().unwrap_or(0);
        let indent = INDENT + widest + 3;
        let shown = if self.options.verbosity >= Verbosity::Verbose { reasons.len() } else { REASONS };
        for (number, reason) in reasons.iter().take(shown) {
            let first = format!("{:INDENT$}{:>widest$}   ", "", count(*number, "case"));
            hanging(out, &first, indent, &wrap(reason, self.width(indent)));
        }
        if let rest @ [_, ..] = reasons.get(shown..).unwrap_or_default() {
            let cases = count(rest.iter().map(|(number, _)| number).sum(), "case");
            let _ = writeln!(out, "{:INDENT$}{cases:>widest$}   for {} (-v lists all)", "", count(rest.len(), "other reason"));
        }
        out.push('\n');
    }

    /// Columns that are left after an indent.
    fn width(&self, indent: usize) -> usize {
        self.options.width.saturating_sub(indent).max(30)
    }
}

/// A long list of ids would scroll the findings away.
fn shorten(lines: &mut Vec<String>) {
    const SHOWN: usize = 12;
    if lines.len() > SHOWN + 2 {
        let more = lines.len() - SHOWN - 1;
        lines.truncate(SHOWN + 1);
        lines.push(format!("… and {more} others (-v lists all)"));
    }
}

/// Header fields and body, each line marked with its direction.
fn message(mark: &str, headers: &[(String, String)], body: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        headers.iter().map(|(name, value)| format!("{mark}{}: {}", printable(name), clipped(value))).collect();
    if !body.is_empty() {
        lines.push(mark.trim_end().to_owned());
        lines.push(format!("{mark}{}", clipped(body)));
    }
    lines
}
