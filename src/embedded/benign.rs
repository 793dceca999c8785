//! The benign matrix: every case against every legal difference of the reference server. None may fail there.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::basis::{Place, places};
use super::examine::{Bench, MatrixError};
use super::notation;
use crate::record::Verdict;
use crate::record::model::CaseRecord;
use crate::reference::{Variant, VariantId};
use crate::suite::model::Suite;

/// The benign matrix as it was when the binary was built: one line a variant with the verdicts that it changes into `warn`
/// or `fail`, in the form of [`super::KNOWN_MATRIX`]. `tokenspec faults --variants --matrix` makes it.
pub const KNOWN_BENIGN_MATRIX: &str = include_str!("benign-matrix.txt");

/// One variant and what the cases say of it.
#[derive(Debug, Clone)]
pub struct VariantRow {
    /// The variant.
    pub id: String,
    /// Cases whose verdict is neither pass nor skip and differs from that at the correct server, in suite order.
    pub cases: Vec<CaseRecord>,
}

impl VariantRow {
    /// The worst verdict; pass, when there is nothing to say.
    pub fn worst(&self) -> Verdict {
        self.cases.iter().map(|case| case.verdict).max().unwrap_or(Verdict::Pass)
    }
}

/// The whole matrix.
#[derive(Debug, Clone)]
pub struct BenignMatrix {
    /// Ids of all cases, in suite order.
    pub cases: Vec<String>,
    /// In catalogue order.
    pub variants: Vec<VariantRow>,
}

impl BenignMatrix {
    /// The matrix in the form of [`KNOWN_BENIGN_MATRIX`].
    pub fn to_text(&self) -> String {
        let cases: Vec<&str> = self.cases.iter().map(String::as_str).collect();
        let line = |row: &VariantRow| {
            // That nothing can be said is often a matter of chance: who is put off by a limit.
            let judged = row.cases.iter().filter(|case| case.verdict != Verdict::Inconclusive);
            let differing = judged.map(|case| (case.id.as_str(), case.verdict)).collect();
            notation::line(&row.id, &cases, &differing)
        };
        self.variants.iter().map(line).collect()
    }
}

/// The suites, where their cases are examined, and their verdicts at the correct server.
struct Basis {
    suites: Vec<Suite>,
    places: Vec<Place>,
    correct: BTreeMap<String, Verdict>,
}

/// Makes the matrix, `at_once` variants at a time; `done` hears of each variant.
///
/// # Errors
/// When a reference server cannot be started or reached.
pub async fn benign_matrix(
    suites: Vec<Suite>,
    variants: Vec<&'static Variant>,
    at_once: usize,
    done: &(dyn Fn(&str) + Sync),
) -> Result<BenignMatrix, MatrixError> {
    let (places, correct) = places(&suites).await?;
    let correct = correct.into_iter().map(|case| (case.id, case.verdict)).collect();
    let cases = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.clone()).collect();
    let basis = Arc::new(Basis { suites, places, correct });
    let work = variants.into_iter().map(|variant| {
        let basis = Arc::clone(&basis);
        async move {
            let row = tokio::spawn(async move { row(variant, &basis).await }).await?;
            done(variant.id);
            row
        }
    });
    let rows: Vec<Result<VariantRow, MatrixError>> = stream::iter(work).buffered(at_once.max(1)).collect().await;
    Ok(BenignMatrix { cases, variants: rows.into_iter().collect::<Result<_, _>>()? })
}

async fn row(variant: &'static Variant, basis: &Basis) -> Result<VariantRow, MatrixError> {
    let mut found: BTreeMap<(usize, usize), CaseRecord> = BTreeMap::new();
    // Every variant of the catalogue has an id that parses.
    let options = |place: &Place| variant.id.parse::<VariantId>().ok().and_then(|id| place.context.varied(id));
    for place in &basis.places {
        let Some(options) = options(place) else { continue };
        let chosen = chosen(variant, basis, place);
        if chosen.iter().all(|suite| suite.cases.is_empty()) {
            continue;
        }
        let record = Bench::set_up(&options).await?.record(&chosen).await;
        for (entry, case) in place.entries.iter().zip(by_entry(basis, place, record.cases)) {
            let Some(case) = case.filter(|case| is_remarkable(case, basis)) else { continue };
            if found.get(&entry.at).is_none_or(|known| known.verdict < case.verdict) {
                found.insert(entry.at, case);
            }
        }
    }
    Ok(VariantRow { id: variant.id.to_owned(), cases: found.into_values().collect() })
}

/// The cases that are examined in a place, but for those of suites whose document forbids the variant.
fn chosen(variant: &Variant, basis: &Basis, place: &Place) -> Vec<Suite> {
    let mut suites: Vec<Suite> = basis.suites.iter().map(|suite| Suite { cases: Vec::new(), ..suite.clone() }).collect();
    for entry in &place.entries {
        let (suite, case) = entry.at;
        let of = &basis.suites[suite]; // entries are made from these suites
        if !variant.forbidden_by.contains(&of.id.as_str()) {
            suites[suite].cases.push(of.cases[case].clone());
        }
    }
    suites
}

/// The records in the order of the entries.
fn by_entry(basis: &Basis, place: &Place, records: Vec<CaseRecord>) -> Vec<Option<CaseRecord>> {
    let mut records: BTreeMap<String, CaseRecord> = records.into_iter().map(|case| (case.id.clone(), case)).collect();
    let id = |at: (usize, usize)| &basis.suites[at.0].cases[at.1].id; // as above
    place.entries.iter().map(|entry| records.remove(id(entry.at))).collect()
}

fn is_remarkable(case: &CaseRecord, basis: &Basis) -> bool {
    let usual = matches!(case.verdict, Verdict::Pass | Verdict::Skip);
    !usual && basis.correct.get(&case.id) != Some(&case.verdict)
}
