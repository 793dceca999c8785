//! The kill matrix: every case against the correct reference server and against each of its faults.
//!
//! A fault changes nothing for a case during which the server never asks for it, so only the others are run again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;
use serde::Serialize;

use super::basis::{Basis, Entry, Place, basis, looks_on};
use super::examine::{Bench, MatrixError};
use crate::record::Verdict;
use crate::record::model::CaseRecord;
use crate::reference::{Fault, FaultId};
use crate::suite::model::{Case, CaseKind, Step, Suite};

/// One fault and what noticed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultRow {
    /// The fault.
    pub id: String,
    /// What it is said to break.
    pub requirements: Vec<String>,
    /// The cases whose verdict differs from that at the correct server, in suite order, with that verdict.
    pub killed_by: Vec<(String, Verdict)>,
}

/// The whole matrix.
#[derive(Debug, Clone)]
pub struct KillMatrix {
    /// What the correct server showed, in suite order.
    pub correct: Vec<CaseRecord>,
    /// In catalogue order.
    pub faults: Vec<FaultRow>,
    /// Cases whose verdict at the correct server depends on which others are examined beside them. None, or we have a bug.
    pub unstable: Vec<String>,
}

impl KillMatrix {
    /// Faults that no case noticed.
    pub fn survivors(&self) -> Vec<&str> {
        self.faults.iter().filter(|fault| fault.killed_by.is_empty()).map(|fault| fault.id.as_str()).collect()
    }

    /// The cases with the faults that each noticed, in suite order.
    pub fn kills(&self) -> Vec<(&str, Vec<&str>)> {
        let mut by_case: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for fault in &self.faults {
            for (case, _) in &fault.killed_by {
                by_case.entry(case).or_default().push(&fault.id);
            }
        }
        self.correct.iter().map(|case| (case.id.as_str(), by_case.remove(case.id.as_str()).unwrap_or_default())).collect()
    }

    /// Cases that notice no fault.
    pub fn vacuous(&self) -> Vec<&str> {
        self.kills().into_iter().filter(|(_, faults)| faults.is_empty()).map(|(case, _)| case).collect()
    }
}

/// Which cases a fault is tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thoroughness {
    /// Those during which the server asks for the fault.
    Concerned,
    /// All: the measure of the other one.
    All,
}

/// Makes the matrix, `at_once` faults at a time; `done` hears of each fault.
///
/// # Errors
/// When a reference server cannot be started or reached.
pub async fn kill_matrix(
    suites: Vec<Suite>,
    faults: Vec<&'static Fault>,
    thoroughness: Thoroughness,
    at_once: usize,
    done: &(dyn Fn(&str) + Sync),
) -> Result<KillMatrix, MatrixError> {
    let basis = Arc::new(basis(suites, at_once.max(1)).await?);
    let work = faults.into_iter().map(|fault| {
        let basis = Arc::clone(&basis);
        async move {
            let row = tokio::spawn(async move { row(fault, thoroughness, &basis).await }).await?;
            done(fault.id);
            row
        }
    });
    // `buffered` keeps the catalogue's order.
    let rows: Vec<Result<FaultRow, MatrixError>> = stream::iter(work).buffered(at_once.max(1)).collect().await;
    let faults = rows.into_iter().collect::<Result<_, _>>()?;
    Ok(KillMatrix { correct: basis.correct.clone(), faults, unstable: basis.unstable.clone() })
}

async fn row(fault: &'static Fault, thoroughness: Thoroughness, basis: &Basis) -> Result<FaultRow, MatrixError> {
    let mut killed_by: BTreeMap<(usize, usize), (String, Verdict)> = BTreeMap::new();
    // Every fault of the catalogue has an id that parses.
    for id in fault.id.parse::<FaultId>().into_iter() {
        for place in &basis.places {
            for (at, kill) in kills(id, thoroughness, basis, place).await? {
                killed_by.entry(at).or_insert(kill);
            }
        }
    }
    Ok(FaultRow {
        id: fault.id.to_owned(),
        requirements: fault.requirements.iter().map(|&id| id.to_owned()).collect(),
        killed_by: killed_by.into_values().collect(),
    })
}

type Kill = ((usize, usize), (String, Verdict));

/// The cases of one place that notice the fault.
async fn kills(fault: FaultId, thoroughness: Thoroughness, basis: &Basis, place: &Place) -> Result<Vec<Kill>, MatrixError> {
    let concerned = |entry: &&Entry| {
        let asked = thoroughness == Thoroughness::All || entry.consulted.binary_search(&fault).is_ok();
        // Who comes first is chance, and with most faults it decides what is seen: a race tells of faults that are races.
        asked && (fault.is_race() || !races(basis.case(entry)))
    };
    let (tried, left): (Vec<&Entry>, Vec<&Entry>) = place.entries.iter().partition(concerned);
    if tried.is_empty() {
        return Ok(Vec::new());
    }
    // Those that look on are judged by the answers of the others; what they'd see of the rest is what they saw before.
    let examined: Vec<&Entry> = place.entries.iter().filter(|entry| looks_on(basis.case(entry)) || concerned(entry)).collect();
    let cases: Vec<&Case> = examined.iter().map(|entry| basis.case(entry)).collect();
    let served: BTreeSet<_> = left.iter().flat_map(|entry| entry.served.iter().copied()).collect();
    let bench = Bench::set_up(&place.context.with(&[fault])).await?;
    let verdicts = bench.verdicts(&basis.suites, &cases, &served).await;
    let kill = |(entry, (id, verdict)): (&&Entry, (String, Verdict))| {
        differs(basis.case(entry), entry.verdict, verdict).then_some((entry.at, (id, verdict)))
    };
    Ok(examined.iter().zip(verdicts.cases).filter_map(kill).collect())
}

/// Whether a case sends requests at the same time.
fn races(case: &Case) -> bool {
    let races = |step: &Step| step.copies > 1 || step.with_previous;
    matches!(&case.kind, CaseKind::Exchanges(exchange) if exchange.steps.iter().any(races))
}

/// Whether a verdict tells the faulty server from the correct one. That a case that looks on saw nothing tells nothing.
fn differs(case: &Case, correct: Verdict, faulty: Verdict) -> bool {
    correct != faulty && (!looks_on(case) || matches!(faulty, Verdict::Fail | Verdict::Warn))
}
