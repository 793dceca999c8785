//! `tokenspec faults`: the suites against every fault of the reference server. A fault that survives, or a case that
//! notices nothing, is a gap in the suite.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::arguments::{Faults, Format};
use crate::cli::engine::{self, FaultInfo, Kills};
use crate::cli::progress::{Progress, Show};
use crate::cli::{CliError, benign, output, plan};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;

/// The matrix, in both directions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The numbers.
    pub summary: MatrixSummary,
    /// Those that the selection has to notice, and others that it notices, in catalogue order.
    pub faults: Vec<FaultRow>,
    /// In suite order.
    pub cases: Vec<CaseRow>,
}

/// The numbers of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MatrixSummary {
    /// Faults that the selection has to notice.
    pub faults: usize,
    /// Those that some case noticed.
    pub killed: usize,
    /// Cases that were run.
    pub cases: usize,
    /// Those that noticed no fault.
    pub vacuous: usize,
    /// Those that do not pass at the correct server, or not in every company.
    pub amiss: usize,
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
    /// Its verdict at the correct server.
    pub verdict: Verdict,
    /// What is amiss with it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amiss: Option<String>,
    /// Faults that change its verdict.
    pub kills: Vec<String>,
}

/// Runs and prints the matrix.
pub async fn faults(arguments: &Faults) -> Result<u8, CliError> {
    let all = engine::suites(&arguments.selection.suite_dir, &[])?;
    let suites = plan::select(all, &plan::scope(&arguments.selection)?, &arguments.selection, None)?;
    if arguments.variants {
        return benign::variants(&suites, arguments).await;
    }
    let progress = Progress::new(Show::OnTerminal);
    let kills = engine::kills(&suites, &|event| progress.on(&event)).await?;
    drop(progress);
    if let Some(path) = &arguments.matrix {
        output::write_file(path, &kills.text)?;
    }
    let matrix = matrix(&suites, &engine::faults(), &kills);
    match arguments.format {
        Format::Human => output::print(&render(&matrix, output::palette()))?,
        Format::Json => output::print_json(&matrix)?,
    }
    Ok(matrix.code())
}

/// Whether a selected case examines what a fault breaks.
fn is_concerned(fault: &FaultInfo, suites: &[Suite]) -> bool {
    let examined = |id: &String| suites.iter().flat_map(|suite| &suite.cases).any(|case| case.requirements.contains(id));
    fault.requirements.iter().any(examined)
}

/// Turns the kills round and counts.
pub fn matrix(suites: &[Suite], known: &[FaultInfo], kills: &Kills) -> Matrix {
    let noticing = |id: &str| kills.killed_by.iter().find(|(fault, _)| fault == id).map(|(_, cases)| cases.clone());
    let row = |fault: &FaultInfo| {
        let killed_by = noticing(&fault.id).unwrap_or_default();
        let concerned = is_concerned(fault, suites);
        let row = FaultRow { id: fault.id.clone(), requirements: fault.requirements.clone(), killed_by };
        (concerned || !row.killed_by.is_empty()).then_some((concerned, row))
    };
    let rows: Vec<(bool, FaultRow)> = known.iter().filter_map(row).collect();
    let concerned = || rows.iter().filter(|(concerned, _)| *concerned).map(|(_, row)| row);
    let (wanted, killed) = (concerned().count(), concerned().filter(|row| !row.killed_by.is_empty()).count());
    let faults: Vec<FaultRow> = rows.into_iter().map(|(_, row)| row).collect();
    let cases = cases(&faults, kills);
    let summary = MatrixSummary {
        faults: wanted,
        killed,
        cases: cases.len(),
        vacuous: cases.iter().filter(|case| case.kills.is_empty()).count(),
        amiss: cases.iter().filter(|case| case.amiss.is_some()).count(),
    };
    Matrix { summary, faults, cases }
}

fn cases(faults: &[FaultRow], kills: &Kills) -> Vec<CaseRow> {
    let mut noticed: std::collections::HashMap<&str, Vec<String>> = std::collections::HashMap::new();
    for fault in faults {
        for case in &fault.killed_by {
            noticed.entry(case).or_default().push(fault.id.clone());
        }
    }
    let row = |(id, verdict, reason): &(String, Verdict, String)| {
        let amiss = match verdict {
            Verdict::Pass if kills.unstable.contains(id) => Some("another verdict alone than beside others".to_owned()),
            Verdict::Pass => None,
            _ => Some(reason.clone()),
        };
        CaseRow { id: id.clone(), verdict: *verdict, amiss, kills: noticed.remove(id.as_str()).unwrap_or_default() }
    };
    kills.correct.iter().map(row).collect()
}

impl Matrix {
    /// 1 when a fault survives, a case is vacuous, or the correct server does not pass.
    pub fn code(&self) -> u8 {
        let MatrixSummary { faults, killed, vacuous, amiss, .. } = self.summary;
        u8::from(killed < faults || vacuous > 0 || amiss > 0)
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
    let warn = palette.paint(palette.verdict(Verdict::Warn), "!");
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{}", palette.paint(palette.strong, title));
            out.extend(lines.iter().map(|line| format!("  {warn} {line}\n")));
        }
    };
    let vacuous = matrix.cases.iter().filter(|case| case.kills.is_empty() && case.amiss.is_none());
    list("cases that notice no fault", vacuous.map(|case| printable(&case.id).into_owned()).collect());
    let amiss = matrix.cases.iter().filter_map(|case| Some((case, case.amiss.as_ref()?)));
    let amiss = amiss.map(|(case, why)| format!("{}  {}: {}", printable(&case.id), word(case.verdict), printable(why)));
    list("cases that do not pass at the correct server", amiss.collect());
    let _ = writeln!(out, "\n{}", numbers(matrix));
    out
}

fn numbers(matrix: &Matrix) -> String {
    let summary = &matrix.summary;
    let amiss = if summary.amiss == 0 { String::new() } else { format!(", {} amiss", summary.amiss) };
    format!(
        "{} of {} noticed · {}, {} vacuous{amiss} · exit {}",
        summary.killed,
        count(summary.faults, "fault"),
        count(summary.cases, "case"),
        summary.vacuous,
        matrix.code()
    )
}

pub(super) fn word(verdict: Verdict) -> String {
    format!("{verdict:?}").to_lowercase()
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
