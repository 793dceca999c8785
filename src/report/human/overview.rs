//! The header and the list of requirements, which is the coverage of the run.

use std::fmt::Write as _;

use super::{Screen, hanging};
use crate::record::model::RequirementRecord;
use crate::report::findings::{name_of, remark, sign, suite_ids, suite_of};
use crate::report::text::{count, padded, printable, thousands, wrap};

/// The column of the level starts here at the latest; a longer name pushes its own line out.
const LONGEST_NAME: usize = 44;

impl Screen<'_> {
    /// What was examined, with what, and how much of it.
    pub(super) fn header(&self, out: &mut String) {
        let record = self.record;
        let suites: Vec<String> = record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect();
        let name = format!("{} {}", record.tool.name, record.tool.version);
        let parts = [name.as_str(), &record.target.name, &record.target.token_endpoint, &suites.join(", ")];
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
        for note in &record.notes {
            hanging(out, "note: ", 6, &wrap(&printable(note), self.options.width.saturating_sub(6)));
        }
        out.push('\n');
    }

    /// Every requirement on a line, by suite.
    pub(super) fn overview(&self, out: &mut String) {
        for suite in suite_ids(self.record) {
            let of_suite: Vec<_> = self.record.requirements.iter().filter(|r| suite_of(&r.id) == suite).collect();
            if of_suite.is_empty() {
                continue;
            }
            let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, &printable(suite)));
            let lengths = of_suite.iter().map(|r| printable(name_of(&r.id)).chars().count());
            let names = lengths.filter(|length| *length <= LONGEST_NAME).max().unwrap_or(LONGEST_NAME);
            for requirement in of_suite {
                self.requirement(out, requirement, names);
            }
            out.push('\n');
        }
    }

    /// `  ✗ scope-superset    must    1 of 8 fails`.
    fn requirement(&self, out: &mut String, requirement: &RequirementRecord, names: usize) {
        let name = printable(name_of(&requirement.id));
        let indent = 4 + name.chars().count().max(names) + 2 + 8;
        let sign = self.palette.paint(self.palette.verdict(requirement.verdict), sign(requirement.verdict));
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
}
