//! `tokenspec explore replay`: what was saved, played again.

use std::fmt::Write as _;

use serde::Serialize;

use super::arguments::Replay;
use crate::cli::arguments::Format;
use crate::cli::engine::{self, Loaded, Manner};
use crate::cli::{CliError, output};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::text::{count, padded, printable};
use crate::runner::{Detail, Slow, Tell};

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Fate {
    /// The case passes.
    Fixed,
    /// It still fails, or warns.
    Failed,
    /// It cannot be said.
    Error,
}

#[derive(Debug, Serialize)]
struct Row {
    case: String,
    fate: Fate,
    reason: String,
}

/// Plays a folder again.
pub async fn replay(arguments: &Replay) -> Result<u8, CliError> {
    let mut loaded = super::load(arguments.target.as_deref(), &arguments.fault).await?;
    arguments.network.apply(&mut loaded.target)?;
    let Loaded { target, running } = loaded;
    let all = engine::suites(std::slice::from_ref(&arguments.folder), &target.parameters)?;
    // Those of the folder come last.
    let suite = all.into_iter().next_back().into_iter().collect::<Vec<_>>();
    let subject = engine::connect(target).await?;
    let manner = Manner { seed: 1, detail: Detail::Findings, slow: Slow::Skipped, tell: Tell::Verdicts };
    let record = engine::examine(&subject, &suite, manner, &|_| {}).await;
    drop(running);
    let rows: Vec<Row> = record
        .cases
        .iter()
        .map(|case| Row {
            case: case.id.clone(),
            fate: match case.verdict {
                Verdict::Pass => Fate::Fixed,
                Verdict::Fail | Verdict::Warn => Fate::Failed,
                Verdict::Skip | Verdict::Inconclusive => Fate::Error,
            },
            reason: case.reason.clone(),
        })
        .collect();
    match arguments.format {
        Format::Json => output::print_json(&rows)?,
        Format::Human => output::print(&render(&rows, output::palette()))?,
    }
    let any = |fate: Fate| rows.iter().any(|row| row.fate == fate);
    Ok(match () {
        () if record.interrupted => 130,
        () if any(Fate::Failed) => 1,
        () if any(Fate::Error) || rows.is_empty() => 3,
        () => 0,
    })
}

fn render(rows: &[Row], palette: Palette) -> String {
    let mut out = String::new();
    let width = rows.iter().map(|row| row.case.chars().count()).max().unwrap_or_default();
    for row in rows {
        let (word, verdict) = match row.fate {
            Fate::Fixed => ("FIXED ", Verdict::Pass),
            Fate::Failed => ("FAILED", Verdict::Fail),
            Fate::Error => ("ERROR ", Verdict::Inconclusive),
        };
        let style = palette.verdict(verdict);
        let _ = writeln!(out, "{style}{word}{style:#}  {}  {}", padded(&printable(&row.case), width), printable(&row.reason));
    }
    let of = |fate: Fate| rows.iter().filter(|row| row.fate == fate).count();
    let _ = writeln!(
        out,
        "{}: {} fixed, {} failed, {} of which it cannot be said",
        count(rows.len(), "finding"),
        of(Fate::Fixed),
        of(Fate::Failed),
        of(Fate::Error)
    );
    out
}
