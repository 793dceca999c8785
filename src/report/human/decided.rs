//! What the team has decided or has yet to: accepted findings, stale entries of the baseline, drift from snapshots.

use std::fmt::Write as _;

use super::{Screen, Verbosity, hanging};
use crate::record::Verdict;
use crate::record::review::SnapshotRecord;
use crate::report::findings::{acceptance, accepted, drifted, sign};
use crate::report::text::{clipped, count, wrap};

/// So many accepted findings are listed; `-v` lists all.
const ACCEPTED: usize = 12;
/// So many drifted cases are shown with their difference, of so many lines; `-v` shows all.
const DRIFTED: usize = 6;
const LINES: usize = 24;

impl Screen<'_> {
    /// Findings that do not gate, each with why, who and until when.
    pub(super) fn accepted(&self, out: &mut String) {
        let all = accepted(self.record);
        if all.is_empty() || self.options.verbosity == Verbosity::Quiet {
            return;
        }
        let file = self.record.baseline.as_ref().map_or("the baseline", |baseline| baseline.file.as_str());
        let _ = writeln!(out, "{} accepted by {}", count(all.len(), "finding"), clipped(file));
        let shown = if self.options.verbosity >= Verbosity::Verbose { all.len() } else { ACCEPTED };
        for (case, entry) in all.iter().take(shown) {
            let sign = self.palette.paint(self.palette.verdict(case.verdict), sign(case.verdict));
            let _ = writeln!(out, "  {sign} {}", clipped(&case.id));
            hanging(out, "      ", 6, &wrap(&acceptance(entry), self.options.width.saturating_sub(6)));
        }
        self.more(out, all.len(), shown, "lists all");
        out.push('\n');
    }

    /// Answers that are others than in their snapshots.
    pub(super) fn drift(&self, out: &mut String) {
        let all = drifted(self.record);
        let shown = if self.options.verbosity >= Verbosity::Verbose { all.len() } else { DRIFTED };
        for (case, snapshot) in all.iter().take(shown) {
            let heading = self.palette.paint(self.palette.verdict(Verdict::Inconclusive), "DRIFT");
            let _ = writeln!(out, "{heading} {}", self.palette.paint(self.palette.strong, &clipped(&case.id)));
            self.difference(out, snapshot);
            out.push('\n');
        }
        self.more(out, all.len(), shown, "shows each");
        if let (Some(snapshots), false) = (&self.record.snapshots, all.is_empty()) {
            let cases = count(snapshots.drifted, "case");
            let _ = writeln!(out, "{cases} drifted from {}: `tokenspec snapshots review` decides\n", clipped(&snapshots.folder));
        }
    }

    /// The lines of a difference, indented.
    fn difference(&self, out: &mut String, snapshot: &SnapshotRecord) {
        let lines = &snapshot.difference;
        let shown = if self.options.verbosity >= Verbosity::Verbose { lines.len() } else { LINES };
        for line in lines.iter().take(shown) {
            let style = match line.as_bytes().first() {
                Some(b'-') => self.palette.verdict(Verdict::Fail),
                Some(b'+') => self.palette.verdict(Verdict::Pass),
                Some(b'@') => self.palette.faint,
                _ => anstyle::Style::new(),
            };
            let _ = writeln!(out, "      {}", self.palette.paint(style, &clipped(line)));
        }
        self.more(out, lines.len(), shown, "shows all");
    }

    /// Entries of the baseline that accept nothing any more: they are to be seen beside the exit code.
    pub(super) fn stale(&self, out: &mut String) {
        let Some(baseline) = self.record.baseline.as_ref().filter(|baseline| !baseline.stale.is_empty()) else { return };
        let file = clipped(&baseline.file);
        let entries = if baseline.stale.len() == 1 {
            "1 entry accepts".to_owned()
        } else {
            format!("{} entries accept", baseline.stale.len())
        };
        let gates = if baseline.stale_warns { "which gates nothing: --stale-baseline warn" } else { "which gates" };
        let _ = writeln!(out, "{entries} nothing any more, {gates}");
        for entry in &baseline.stale {
            let place = format!("{file}:{}", entry.line);
            let _ = writeln!(
                out,
                "  {} {place}  {}",
                self.palette.paint(self.palette.verdict(Verdict::Warn), "!"),
                clipped(&entry.id)
            );
            hanging(out, "      ", 6, &wrap(&clipped(&entry.text), self.options.width.saturating_sub(6)));
        }
        out.push('\n');
    }

    /// `  … and 5 more (-v lists all)`.
    fn more(&self, out: &mut String, all: usize, shown: usize, what: &str) {
        if all > shown {
            let _ = writeln!(out, "      … and {} more (-v {what})", all - shown);
        }
    }
}
