//! The header, and what became of the requirements: a table of the suites, or, where there are few, each on a line.

use std::fmt::Write as _;

use super::{Screen, Verbosity, hanging};
use crate::record::Verdict;
use crate::record::model::RequirementRecord;
use crate::report::findings::{INSECURE, UNSCORED, examined_by, name_of, remark, sign, suite_ids, suite_of};
use crate::report::text::{count, padded, printable, thousands, wrap};

/// The column of the level starts here at the latest; a longer name pushes its own line out.
const LONGEST_NAME: usize = 44;
/// So many requirements are shown one by one; more would scroll the findings away.
const ONE_BY_ONE: usize = 24;

impl Screen<'_> {
    /// What was examined, with what, and how much of it.
    pub(super) fn header(&self, out: &mut String) {
        let record = self.record;
        let name = format!("{} {}", record.tool.name, record.tool.version);
        let parts = [name.as_str(), &record.target.name, &record.target.token_endpoint, &examined_by(record)];
        let line = parts.iter().filter(|part| !part.is_empty()).map(|part| printable(part)).collect::<Vec<_>>().join(" · ");
        for line in wrap(&line, self.options.width) {
            let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, &line));
        }
        let numbers = [
            count(record.requirements.len(), "requirement"),
            count(record.cases.len(), "case"),
            count(usize::try_from(record.statistics.authorizations).unwrap_or(usize::MAX), "authorization"),
            format!("{} at a time", thousands(record.statistics.concurrency as u64)),
        ];
        let _ = writeln!(out, "{}", numbers.join(" · "));
        if record.target.insecure {
            let _ = writeln!(out, "{}", self.palette.paint(self.palette.verdict(Verdict::Fail), INSECURE));
        }
        let remarks = record.baseline.iter().flat_map(|baseline| &baseline.remarks);
        for note in record.notes.iter().chain(remarks) {
            hanging(out, "note: ", 6, &wrap(&printable(note), self.options.width.saturating_sub(6)));
        }
        out.push('\n');
    }

    /// Whether the suites are summed up instead of listing their requirements.
    fn folded(&self) -> bool {
        self.options.verbosity < Verbosity::Verbose && self.record.requirements.len() > ONE_BY_ONE
    }

    /// What became of the requirements, by suite.
    pub(super) fn overview(&self, out: &mut String) {
        if self.folded() {
            return self.suites(out);
        }
        for suite in suite_ids(self.record) {
            let of_suite = self.of_suite(suite);
            if of_suite.is_empty() {
                continue;
            }
            let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, &printable(suite)));
            let names = longest(of_suite.iter().map(|requirement| name_of(&requirement.id)));
            for requirement in of_suite {
                self.requirement(out, requirement, name_of(&requirement.id), names);
            }
            out.push('\n');
        }
    }

    /// Where the suites were summed up: the requirements that are not simply kept, the worst last.
    pub(super) fn found(&self, out: &mut String) {
        if !self.folded() {
            return;
        }
        let of = |verdict| self.record.requirements.iter().filter(move |r| r.unscored.is_none() && r.verdict == verdict);
        let found: Vec<_> = [Verdict::Inconclusive, Verdict::Warn, Verdict::Fail].into_iter().flat_map(of).collect();
        if found.is_empty() {
            return;
        }
        let names = longest(found.iter().map(|requirement| requirement.id.as_str()));
        for requirement in found {
            self.requirement(out, requirement, &requirement.id, names);
        }
        out.push('\n');
    }

    fn of_suite(&self, suite: &str) -> Vec<&RequirementRecord> {
        self.record.requirements.iter().filter(|requirement| suite_of(&requirement.id) == suite).collect()
    }

    /// `  ✗ scope-superset    must    1 of 8 fails`.
    fn requirement(&self, out: &mut String, requirement: &RequirementRecord, name: &str, names: usize) {
        let name = printable(name);
        let indent = 4 + name.chars().count().max(names) + 2 + 8;
        let (style, sign) = match requirement.unscored {
            Some(_) => (self.palette.faint, UNSCORED),
            None => (self.palette.verdict(requirement.verdict), sign(requirement.verdict)),
        };
        let sign = self.palette.paint(style, sign);
        let name = padded(&name, names);
        let level = padded(&requirement.level.to_string(), 6);
        let remark = remark(&self.index, requirement);
        hanging(
            out,
            &format!("  {sign} {name}  {level}  "),
            indent,
            &wrap(&remark, self.options.width.saturating_sub(indent).max(30)),
        );
    }

    /// One line per suite: how many of its requirements have which verdict.
    fn suites(&self, out: &mut String) {
        let verdicts = [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Skip, Verdict::Inconclusive];
        let heads = ["pass", "fail", "warn", "skip", "inconclusive", "not scored"];
        let rows: Vec<(&str, [usize; 6])> = suite_ids(self.record)
            .into_iter()
            .map(|suite| {
                let of_suite = self.of_suite(suite);
                let scored = |verdict| of_suite.iter().filter(|r| r.unscored.is_none() && r.verdict == verdict).count();
                let [pass, fail, warn, skip, open] = verdicts.map(scored);
                (suite, [pass, fail, warn, skip, open, of_suite.iter().filter(|r| r.unscored.is_some()).count()])
            })
            .collect();
        // A column in which nothing stands says nothing; the first three always do.
        let shown: Vec<usize> = (0..6).filter(|&column| column < 3 || rows.iter().any(|(_, row)| row[column] > 0)).collect();
        let title = "requirements";
        let names = longest(rows.iter().map(|(suite, _)| *suite)).max(title.len());
        let heading: String = shown.iter().map(|&column| format!("  {}", heads[column])).collect();
        let _ = writeln!(out, "{}", self.palette.paint(self.palette.faint, &format!("{}{heading}", padded(title, names))));
        for (suite, row) in rows.iter().filter(|(_, row)| row.iter().any(|number| *number > 0)) {
            let _ = write!(out, "{}", self.palette.paint(self.palette.strong, &padded(&printable(suite), names)));
            for &column in &shown {
                let style = match verdicts.get(column) {
                    Some(verdict) if row[column] > 0 => self.palette.verdict(*verdict),
                    _ => self.palette.faint,
                };
                let cell = format!("{:>width$}", row[column], width = heads[column].len());
                let _ = write!(out, "  {}", self.palette.paint(style, &cell));
            }
            out.push('\n');
        }
        out.push('\n');
    }
}

/// The width of a column of names.
fn longest<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let lengths = names.map(|name| printable(name).chars().count());
    lengths.filter(|length| *length <= LONGEST_NAME).max().unwrap_or(LONGEST_NAME)
}
