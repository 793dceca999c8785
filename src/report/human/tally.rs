//! The last lines: verdicts by level, traffic, time, exit code.

use std::fmt::Write as _;

use super::{Screen, Verbosity, Written};
use crate::record::Verdict;
use crate::report::findings::counts_by_level;
use crate::report::gate::{Outcome, gate};
use crate::report::text::{count, duration, wrap};

/// In place of what the gate says.
const UNWRITTEN: &str = "exit 2: not everything could be written";

impl Screen<'_> {
    /// `must 311 pass, 1 fail · …` and `1,204 exchanges in 4.1 s · exit 1: findings that gate`.
    pub(super) fn tally(&self, out: &mut String) {
        let record = self.record;
        let number = |verdict| record.cases.iter().filter(|case| case.scored && case.verdict == verdict).count();
        let mut parts = counts_by_level(record);
        parts.push(format!("{} skip", number(Verdict::Skip)));
        parts.push(format!("{} inconclusive", number(Verdict::Inconclusive)));
        if record.summary.unscored > 0 {
            parts.push(format!("{} not scored", record.summary.unscored));
        }
        let accepted = record.cases.iter().filter(|case| case.accepted.is_some()).count();
        if accepted > 0 {
            parts.push(format!("{accepted} accepted"));
        }
        if let Some(snapshots) = &record.snapshots {
            let counted = [(snapshots.drifted, "drifted"), (snapshots.new, "without a snapshot")];
            parts.extend(counted.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")));
        }
        let outcome = gate(record, self.options.gate);
        let style = self.palette.verdict(match outcome {
            Outcome::Clean => Verdict::Pass,
            Outcome::Findings | Outcome::Stale | Outcome::Drift => Verdict::Fail,
            Outcome::NoVerdict | Outcome::Interrupted => Verdict::Inconclusive,
        });
        for line in wrap(&parts.join(" · "), self.options.width) {
            let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, &line));
        }
        let exit = match self.options.written {
            Written::All => self.palette.paint(style, &format!("exit {}: {}", outcome.code(), outcome.meaning())),
            Written::NotAll => self.palette.paint(self.palette.verdict(Verdict::Fail), UNWRITTEN),
        };
        let _ = writeln!(out, "{} · {exit}", self.pace());
    }

    /// `1,204 exchanges in 4.1 s`; with `-v` the ratio to the bound, and the seed.
    fn pace(&self) -> String {
        let statistics = &self.record.statistics;
        let exchanges = usize::try_from(statistics.exchanges).unwrap_or(usize::MAX);
        let pace = format!("{} in {}", count(exchanges, "exchange"), duration(self.record.duration_ms));
        if self.options.verbosity < Verbosity::Verbose {
            return pace;
        }
        let ratio = if statistics.bound_ms > 0.0 {
            format!(" ({:.2} × the bound)", self.record.duration_ms / statistics.bound_ms)
        } else {
            String::new()
        };
        format!("{pace}{ratio} · seed {}", self.record.seed)
    }
}
