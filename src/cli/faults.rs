//! `tokenspec faults`: the suites against every fault of the reference server. A fault that survives, or a case that
//! notices nothing, is a gap in the suite.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::arguments::{Faults, Format};
use crate::cli::engine::{self, FaultInfo};
use crate::cli::progress::{Progress, Show};
use crate::cli::scope::Scope;
use crate::cli::{CliError, output, plan};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;

/// The matrix, in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The numbers.
    pub summary: MatrixSummary,
    /// In catalogue order.
    pub faults: Vec<FaultRow>,
    /// In suite order.
    pub cases: Vec<CaseRow>,
}

/// The numbers of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MatrixSummary {
    /// Faults that were tried.
    pub faults: usize,
    /// Those that some case noticed.
    pub killed: usize,
    /// Cases that were run.
    pub cases: usize,
    /// Those that noticed no fault.
    pub vacuous: usize,
}

/// A fault and who notices it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultRow {
    /// Its id.
    pub id: String,
    /// What it breaks.
    pub requirements: Vec<String>,
    /// Cases whose verdict differs.
    pub killed_by: Vec<String>,
}

/// A case and what it notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// Its id.
    pub id: String,
    /// Faults that change its verdict.
    pub kills: Vec<String>,
}

/// Runs and prints the matrix.
pub async fn faults(arguments: &Faults) -> Result<u8, CliError> {
    let all = engine::suites(&arguments.selection.suite_dir, &[])?;
    let suites = plan::select(all, &Scope::of(&arguments.selection)?, &arguments.selection, None)?;
    let tried = concerned(engine::faults(), &suites);
    let progress = Progress::new(Show::OnTerminal);
    let killed_by = engine::kills(&suites, &tried, &|event| progress.on(&event)).await?;
    drop(progress);
    let matrix = matrix(&suites, &tried, killed_by);
    match arguments.format {
        Format::Human => output::print(&render(&matrix, output::palette()))?,
        Format::Json => output::print_json(&matrix)?,
    }
    Ok(matrix.code())
}

/// The faults of requirements that a selected case examines.
fn concerned(faults: Vec<FaultInfo>, suites: &[Suite]) -> Vec<FaultInfo> {
    let examined = |id: &String| suites.iter().flat_map(|suite| &suite.cases).any(|case| case.requirements.contains(id));
    faults.into_iter().filter(|fault| fault.requirements.iter().any(examined)).collect()
}

/// Turns the kills round and counts.
pub fn matrix(suites: &[Suite], faults: &[FaultInfo], killed_by: Vec<Vec<String>>) -> Matrix {
    let faults: Vec<FaultRow> = faults
        .iter()
        .zip(killed_by)
        .map(|(fault, killed_by)| FaultRow { id: fault.id.clone(), requirements: fault.requirements.clone(), killed_by })
        .collect();
    let kills = |case: &str| {
        faults.iter().filter(|fault| fault.killed_by.iter().any(|id| id == case)).map(|fault| fault.id.clone()).collect()
    };
    let cases: Vec<CaseRow> = suites
        .iter()
        .flat_map(|suite| &suite.cases)
        .map(|case| CaseRow { id: case.id.clone(), kills: kills(&case.id) })
        .collect();
    let summary = MatrixSummary {
        faults: faults.len(),
        killed: faults.iter().filter(|fault| !fault.killed_by.is_empty()).count(),
        cases: cases.len(),
        vacuous: cases.iter().filter(|case| case.kills.is_empty()).count(),
    };
    Matrix { summary, faults, cases }
}

impl Matrix {
    /// 1 when a fault survives or a case is vacuous.
    pub fn code(&self) -> u8 {
        u8::from(self.summary.killed < self.summary.faults || self.summary.vacuous > 0)
    }
}

/// For people: each fault with the cases that notice it, then the gaps, then the numbers.
pub fn render(matrix: &Matrix, palette: Palette) -> String {
    let mut out = String::new();
    let widest = matrix.faults.iter().map(|fault| fault.id.chars().count()).max().unwrap_or(0);
    for fault in &matrix.faults {
        let verdict = if fault.killed_by.is_empty() { Verdict::Fail } else { Verdict::Pass };
        let sign = palette.paint(palette.verdict(verdict), sign(verdict));
        let _ = writeln!(out, "  {sign} {}  {}", padded(&printable(&fault.id), widest), killers(&fault.killed_by));
    }
    let vacuous: Vec<&CaseRow> = matrix.cases.iter().filter(|case| case.kills.is_empty()).collect();
    if !vacuous.is_empty() {
        let _ = writeln!(out, "\n{}", palette.paint(palette.strong, "cases that notice no fault"));
        for case in vacuous {
            let sign = palette.paint(palette.verdict(Verdict::Warn), "!");
            let _ = writeln!(out, "  {sign} {}", printable(&case.id));
        }
    }
    let summary = &matrix.summary;
    let _ = writeln!(
        out,
        "\n{} of {} noticed · {}, {} vacuous · exit {}",
        summary.killed,
        count(summary.faults, "fault"),
        count(summary.cases, "case"),
        summary.vacuous,
        matrix.code()
    );
    out
}

/// ✓ or ✗.
fn sign(verdict: Verdict) -> &'static str {
    if verdict == Verdict::Pass { "✓" } else { "✗" }
}

/// `noticed by 12 cases: a, b, …`.
fn killers(ids: &[String]) -> String {
    const SHOWN: usize = 2;
    if ids.is_empty() {
        return "survives: no case notices it".to_owned();
    }
    let shown: Vec<_> = ids.iter().take(SHOWN).map(|id| printable(id)).collect();
    let more = if ids.len() > SHOWN { ", …" } else { "" };
    format!("{}: {}{more}", count(ids.len(), "case"), shown.join(", "))
}
