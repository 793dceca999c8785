//! The screen: what was examined, what broke, why that is a rule, how to see it again.
//!
//! Signs and words carry all meaning; colour only adds emphasis. Nothing that a server sent reaches the terminal raw.

mod behaviour;
mod decided;
mod explained;
mod overview;
mod paint;
mod tally;

use std::fmt::Write as _;

pub use paint::{Paint, Palette};

use crate::record::RunRecord;
use crate::report::findings::{Counted, Finding, Index};
use crate::report::gate::Gate;

/// How the report is written.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How much.
    pub verbosity: Verbosity,
    /// ANSI styles or none.
    pub paint: Paint,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether the behaviour profile is shown.
    pub behaviours: Behaviours,
    /// What the exit code in the last line is derived from.
    pub gate: Gate,
    /// And whether reports and the like are where they were to be.
    pub written: Written,
}

/// Whether everything was written that was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// All of it, or nothing was to be.
    All,
    /// Not all: the exit code is 2, whatever was found.
    NotAll,
}

/// Whether the behaviour profile is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviours {
    /// It is asked for.
    Shown,
    /// It is in the record alone.
    Hidden,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            verbosity: Verbosity::Normal,
            paint: Paint::Plain,
            width: 120,
            behaviours: Behaviours::Hidden,
            gate: Gate::default(),
            written: Written::All,
        }
    }
}

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Findings and the summary.
    Quiet,
    /// The suites and what was skipped too; warnings in short.
    Normal,
    /// Every requirement; every finding whole, with a line per exchange; the pace of the run.
    Verbose,
    /// Header fields and bodies of those exchanges.
    Transcripts,
}

/// Renders a run for a terminal.
///
/// ```text
/// tokenspec 0.1.0 · staging · https://login.staging.example/oauth2/token · profile oauth2-baseline 1
/// 95 requirements · 412 cases · 388 authorizations · 16 at a time
///
/// requirements  pass  fail  warn
/// oauth2          61     1     0
/// …
/// FAIL  oauth2/scope-superset/public-refresh
/// …
/// ```
pub fn render(record: &RunRecord, options: Options) -> String {
    let screen = Screen { record, index: Index::new(record), options, palette: Palette::of(options.paint) };
    let mut out = String::new();
    screen.header(&mut out);
    if options.verbosity >= Verbosity::Normal {
        screen.overview(&mut out);
        screen.skips(&mut out);
        screen.unscored(&mut out);
    }
    screen.accepted(&mut out);
    screen.drift(&mut out);
    screen.findings(&mut out);
    if options.behaviours == Behaviours::Shown {
        screen.behaviours(&mut out);
    }
    screen.found(&mut out);
    screen.stale(&mut out);
    screen.tally(&mut out);
    out
}

/// One case, explained as [`render`] explains its finding; `None` where the record has no such case.
pub fn finding(record: &RunRecord, case: &str, options: Options) -> Option<String> {
    let screen = Screen { record, index: Index::new(record), options, palette: Palette::of(options.paint) };
    let case = record.case(case)?;
    let counted = if case.scored { Counted::Scored } else { Counted::Unscored };
    let mut out = String::new();
    screen.finding(&mut out, &Finding { case, others: Vec::new() }, counted);
    Some(out)
}

/// What every part of the screen needs.
struct Screen<'a> {
    record: &'a RunRecord,
    index: Index<'a>,
    options: Options,
    palette: Palette,
}

/// Writes lines with a label before the first and an indent before the others.
fn hanging(out: &mut String, first: &str, indent: usize, lines: &[String]) {
    for (number, line) in lines.iter().enumerate() {
        if number == 0 {
            let _ = writeln!(out, "{first}{line}");
        } else {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    }
}
