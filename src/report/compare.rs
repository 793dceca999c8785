//! Several runs side by side: the requirements on which they differ as rows, the runs as columns.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::protocol::names::Level;
use crate::record::model::{RequirementRecord, Summary};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{UNSCORED, examined_by, sign, word};
use crate::report::human::Palette;
use crate::report::page::Page;
use crate::report::text::{clipped, count, markdown, padded, wrap};

/// Several runs compared.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The runs, in the order in which they were given.
    pub runs: Vec<Column>,
    /// What has to be known before the rest is believed.
    pub caveats: Vec<String>,
    /// Requirements on which all runs agree.
    pub agreed: usize,
    /// Requirements on which they differ, in the order in which they are first named.
    pub requirements: Vec<Row>,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// The target's name; with a number where several runs have it.
    pub name: String,
    /// Its token endpoint.
    pub token_endpoint: String,
    /// When the run began.
    pub started_at: String,
    /// The profile, or the suites.
    pub examined_by: String,
    /// Scored cases by verdict.
    pub summary: Summary,
}

/// A requirement.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is, where it is first named.
    pub level: Level,
    /// What each run says of it; none where it is not in the run.
    pub verdicts: Vec<Option<Cell>>,
}

/// What a run says of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its verdict.
    pub verdict: Verdict,
    /// Whether it counts.
    pub scored: bool,
}

/// Compares runs.
pub fn compare(records: &[&RunRecord]) -> Comparison {
    let names = names(records);
    let column = |(record, name): (&&RunRecord, String)| Column {
        name,
        token_endpoint: record.target.token_endpoint.clone(),
        started_at: record.started_at.clone(),
        examined_by: examined_by(record),
        summary: record.summary,
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        for requirement in &record.requirements {
            let row = *known.entry(&requirement.id).or_insert_with(|| {
                let (id, level) = (requirement.id.clone(), requirement.level);
                rows.push(Row { id, level, verdicts: vec![None; records.len()] });
                rows.len() - 1
            });
            // Invariant: `row` is the index of a row, which has a cell for each record.
            rows[row].verdicts[at] = Some(cell(requirement));
        }
    }
    let all = rows.len();
    rows.retain(|row| row.verdicts.windows(2).any(|pair| pair[0] != pair[1]));
    Comparison {
        runs: records.iter().zip(names).map(column).collect(),
        caveats: caveats(records),
        agreed: all - rows.len(),
        requirements: rows,
    }
}

fn cell(requirement: &RequirementRecord) -> Cell {
    Cell { verdict: requirement.verdict, scored: requirement.unscored.is_none() }
}

/// The targets' names, told apart.
fn names(records: &[&RunRecord]) -> Vec<String> {
    let mut taken: HashMap<&str, usize> = HashMap::new();
    let all: Vec<&str> = records.iter().map(|record| -> &str { &record.target.name }).collect();
    all.iter()
        .map(|name| {
            let number = taken.entry(name).and_modify(|number| *number += 1).or_insert(1);
            let several = all.iter().filter(|other| other == &name).count() > 1;
            if several { format!("{name} {number}") } else { (*name).to_owned() }
        })
        .collect()
}

/// Runs by other profiles or suites say other things for that reason alone.
fn caveats(records: &[&RunRecord]) -> Vec<String> {
    let mut told = Vec::new();
    let mut examined: Vec<String> = Vec::new();
    for by in records.iter().map(|record| examined_by(record)) {
        if !examined.contains(&by) {
            examined.push(by);
        }
    }
    if examined.len() > 1 {
        told.push(format!("not examined by the same: {}", examined.join("; ")));
    }
    let chosen = |record: &&&RunRecord| !record.filters.is_empty() || record.partition.is_some() || record.interrupted;
    for record in records.iter().filter(chosen) {
        told.push(format!("{} is not whole: a filter, a partition or an interruption left cases out", record.target.name));
    }
    told
}

/// For a terminal: a sign and a word in each cell.
pub fn human(comparison: &Comparison, palette: Palette, width: usize) -> String {
    let mut out = String::new();
    for run in &comparison.runs {
        let parts = [&run.name, &run.token_endpoint, &run.started_at, &run.examined_by];
        let line = parts.map(|part| clipped(part).into_owned()).join(" · ");
        lines(&mut out, &line, width);
    }
    for caveat in &comparison.caveats {
        lines(&mut out, &format!("note: {}", clipped(caveat)), width);
    }
    out.push('\n');
    if !comparison.requirements.is_empty() {
        table(&mut out, comparison, palette);
        out.push('\n');
    }
    let differ = count(comparison.requirements.len(), "requirement");
    let sum = format!("{differ} on which the runs differ, {} on which they agree", comparison.agreed);
    let _ = writeln!(out, "{}", palette.paint(palette.strong, &sum));
    out
}

fn lines(out: &mut String, text: &str, width: usize) {
    for line in wrap(text, width) {
        let _ = writeln!(out, "{line}");
    }
}

fn table(out: &mut String, comparison: &Comparison, palette: Palette) {
    let title = "requirement";
    let ids = comparison.requirements.iter().map(|row| clipped(&row.id).chars().count());
    let first = ids.max().unwrap_or(0).clamp(title.len(), 60);
    let names: Vec<String> = comparison.runs.iter().map(|run| clipped(&run.name).into_owned()).collect();
    let widths: Vec<usize> = names.iter().map(|name| name.chars().count().clamp(14, 30)).collect();
    let heads: String = names.iter().zip(&widths).map(|(name, width)| format!("  {}", padded(name, *width))).collect();
    let heading = format!("{}  level {heads}", padded(title, first));
    let _ = writeln!(out, "{}", palette.paint(palette.faint, heading.trim_end()));
    for row in &comparison.requirements {
        let _ = write!(out, "{}  {}", padded(&clipped(&row.id), first), padded(&row.level.to_string(), 6));
        for (at, (cell, width)) in row.verdicts.iter().zip(&widths).enumerate() {
            let last = at + 1 == row.verdicts.len();
            let text = if last { words(*cell) } else { padded(&words(*cell), *width) };
            let style = cell.filter(|cell| cell.scored).map_or(palette.faint, |cell| palette.verdict(cell.verdict));
            let _ = write!(out, "  {}", palette.paint(style, &text));
        }
        out.push('\n');
    }
}

/// `✗ fail`, `○ fail` where it does not count, `·` where it was not examined.
fn words(cell: Option<Cell>) -> String {
    match cell {
        None => "·".to_owned(),
        Some(Cell { verdict, scored: true }) => format!("{} {}", sign(verdict), word(verdict).to_lowercase()),
        Some(Cell { verdict, scored: false }) => format!("{UNSCORED} {}", word(verdict).to_lowercase()),
    }
}

/// For a pull request.
pub fn as_markdown(comparison: &Comparison) -> String {
    let mut page = Page::new();
    page.heading("# Runs compared\n\n| | token endpoint | examined | by | pass | fail | warn | inconclusive |\n");
    page.heading("|---|---|---|---|---:|---:|---:|---:|\n");
    for run in &comparison.runs {
        let cells = [&run.name, &run.token_endpoint, &run.started_at, &run.examined_by].map(|cell| markdown(cell)).join(" | ");
        let Summary { pass, fail, warn, inconclusive, .. } = run.summary;
        page.row(&format!("| {cells} | {pass} | {fail} | {warn} | {inconclusive} |\n"));
    }
    page.heading("\n");
    for caveat in &comparison.caveats {
        page.row(&format!("> {}\n\n", markdown(caveat)));
    }
    let differ = count(comparison.requirements.len(), "requirement");
    page.heading(&format!("{differ} on which the runs differ, {} on which they agree.\n", comparison.agreed));
    if !comparison.requirements.is_empty() {
        let names: Vec<String> = comparison.runs.iter().map(|run| markdown(&run.name)).collect();
        page.heading(&format!("\n| requirement | level | {} |\n|---|---|{}\n", names.join(" | "), "---|".repeat(names.len())));
    }
    for row in &comparison.requirements {
        let cells: Vec<String> = row.verdicts.iter().map(|cell| words(*cell)).collect();
        page.row(&format!("| {} | {} | {} |\n", markdown(&row.id), row.level, cells.join(" | ")));
    }
    if !comparison.requirements.is_empty() {
        page.heading("\n✓ pass · ✗ fail · ! warn · – skipped · ? inconclusive · ○ not scored · `·` not examined\n");
    }
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn comparison() -> Comparison {
        let (first, mut second, mut third) = (sample::under_a_profile(), sample::record(), sample::under_a_profile());
        second.target.name = "production".into();
        second.requirements[1].verdict = Verdict::Pass;
        second.requirements.remove(2);
        third.requirements[1].verdict = Verdict::Warn;
        compare(&[&first, &second, &third])
    }

    #[test]
    fn runs_stand_side_by_side() {
        let comparison = comparison();
        assert_eq!(
            comparison.runs.iter().map(|run| run.name.as_str()).collect::<Vec<_>>(),
            ["staging 1", "production", "staging 2"]
        );
        insta::assert_snapshot!("compare_human", human(&comparison, Palette::default(), 100));
        insta::assert_snapshot!("compare_markdown", as_markdown(&comparison));
    }

    #[test]
    fn runs_that_agree_have_no_rows() {
        let record = sample::record();
        let comparison = compare(&[&record, &record]);
        assert!(comparison.requirements.is_empty() && comparison.agreed == record.requirements.len());
    }
}
