//! `tokenspec faults --variants`: the suites against every legal difference of the reference server. A case that fails there
//! is stricter than the documents.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::arguments::{Faults, Format};
use crate::cli::faults::word;
use crate::cli::progress::{Progress, Show};
use crate::cli::{CliError, engine, output};
use crate::embedded::{BenignMatrix, VariantRow};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;

/// The matrix as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benign {
    /// The numbers.
    pub summary: BenignSummary,
    /// In catalogue order.
    pub variants: Vec<VariantWords>,
}

/// The numbers of a benign matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BenignSummary {
    /// Variants that were tried.
    pub variants: usize,
    /// Those at which some case fails.
    pub failing: usize,
    /// Cases that were run.
    pub cases: usize,
}

/// A variant and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariantWords {
    /// Its id.
    pub id: String,
    /// The worst verdict.
    pub verdict: Verdict,
    /// Cases whose verdict is neither pass nor skip and not that at the correct server.
    pub cases: Vec<Remark>,
}

/// What a case says of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The case.
    pub id: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

/// Runs and prints the matrix.
pub async fn variants(suites: &[Suite], arguments: &Faults) -> Result<u8, CliError> {
    let progress = Progress::new(Show::OnTerminal);
    let matrix = engine::benign(suites, &|event| progress.on(&event)).await?;
    drop(progress);
    if let Some(path) = &arguments.matrix {
        output::write_file(path, &matrix.to_text())?;
    }
    let benign = Benign::of(&matrix);
    match arguments.format {
        Format::Human => output::print(&render(&benign, output::palette()))?,
        Format::Json => output::print_json(&benign)?,
    }
    Ok(benign.code())
}

impl Benign {
    fn of(matrix: &BenignMatrix) -> Self {
        let variants: Vec<VariantWords> = matrix.variants.iter().map(words).collect();
        let failing = variants.iter().filter(|variant| variant.verdict == Verdict::Fail).count();
        Self { summary: BenignSummary { variants: variants.len(), failing, cases: matrix.cases.len() }, variants }
    }

    /// 1 when a case fails at a server that breaks no rule.
    pub fn code(&self) -> u8 {
        u8::from(self.summary.failing > 0)
    }
}

fn words(row: &VariantRow) -> VariantWords {
    let remark = |case: &crate::record::model::CaseRecord| Remark {
        id: case.id.clone(),
        verdict: case.verdict,
        reason: case.reason.clone(),
    };
    VariantWords { id: row.id.clone(), verdict: row.worst(), cases: row.cases.iter().map(remark).collect() }
}

/// For people: each variant with the cases that find something, then the numbers.
pub fn render(benign: &Benign, palette: Palette) -> String {
    let mut out = String::new();
    let widest = benign.variants.iter().map(|variant| variant.id.chars().count()).max().unwrap_or(0);
    for variant in &benign.variants {
        let sign = match variant.verdict {
            Verdict::Fail => "✗",
            Verdict::Pass | Verdict::Skip => "✓",
            Verdict::Warn | Verdict::Inconclusive => "!",
        };
        let sign = palette.paint(palette.verdict(variant.verdict), sign);
        let _ = writeln!(out, "  {sign} {}  {}", padded(&printable(&variant.id), widest), number(&variant.cases));
        for remark in &variant.cases {
            let verdict = palette.paint(palette.verdict(remark.verdict), &word(remark.verdict));
            let _ = writeln!(out, "      {verdict} {}: {}", printable(&remark.id), printable(&remark.reason));
        }
    }
    let BenignSummary { variants, failing, cases } = benign.summary;
    let of = count(variants, "variant");
    let _ =
        writeln!(out, "\n{} of {of} without a failure · {} · exit {}", variants - failing, count(cases, "case"), benign.code());
    out
}

/// `1 fail, 2 warn`, worst first; `nothing to say`.
fn number(remarks: &[Remark]) -> String {
    let of = |verdict: Verdict| remarks.iter().filter(|remark| remark.verdict == verdict).count();
    let parts: Vec<String> = [Verdict::Fail, Verdict::Warn, Verdict::Inconclusive]
        .into_iter()
        .filter(|&verdict| of(verdict) > 0)
        .map(|verdict| format!("{} {}", of(verdict), word(verdict)))
        .collect();
    if parts.is_empty() { "nothing to say".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(id: &str, verdicts: &[(&str, Verdict)]) -> VariantWords {
        let remark = |(id, verdict): &(&str, Verdict)| Remark { id: (*id).into(), verdict: *verdict, reason: "why".into() };
        let worst = verdicts.iter().map(|(_, verdict)| *verdict).max().unwrap_or(Verdict::Pass);
        VariantWords { id: id.into(), verdict: worst, cases: verdicts.iter().map(remark).collect() }
    }

    #[test]
    fn a_failure_at_a_legal_server_is_an_error() {
        let variants = vec![
            variant("es256", &[]),
            variant("see-other", &[("s/a", Verdict::Warn), ("s/b", Verdict::Fail), ("s/c", Verdict::Warn)]),
        ];
        let mut benign = Benign { summary: BenignSummary { variants: 2, failing: 1, cases: 9 }, variants };
        assert_eq!(benign.code(), 1);
        let text = render(&benign, Palette::default());
        assert_eq!(
            text,
            "  ✓ es256      nothing to say\n  ✗ see-other  1 fail, 2 warn\n      warn s/a: why\n      fail s/b: why\n      warn s/c: why\n\n\
             1 of 2 variants without a failure · 9 cases · exit 1\n"
        );
        benign.summary.failing = 0;
        assert_eq!(benign.code(), 0);
    }
}
