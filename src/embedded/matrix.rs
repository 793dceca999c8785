//! The kill matrix: every case against the correct reference server and against each of its faults.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;

use super::target::target;
use crate::record::{RunRecord, Verdict};
use crate::reference::{self, Fault, FaultId, Options, Registration};
use crate::runner::{self, ConnectError, Detail, RunOptions, Slow, Waiting};
use crate::suite::model::Suite;

/// Why the matrix could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// A reference server did not start.
    #[error("a reference server could not be started")]
    Start(#[from] std::io::Error),
    /// It started and could not be examined.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A worker died. Our bug.
    #[error("internal error: a worker of the kill matrix ended unexpectedly")]
    Worker(#[from] tokio::task::JoinError),
}

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
    /// The run against the correct server.
    pub correct: RunRecord,
    /// In catalogue order.
    pub faults: Vec<FaultRow>,
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
        self.correct.cases.iter().map(|case| (case.id.as_str(), by_case.remove(case.id.as_str()).unwrap_or_default())).collect()
    }

    /// Cases that notice no fault.
    pub fn vacuous(&self) -> Vec<&str> {
        self.kills().into_iter().filter(|(_, faults)| faults.is_empty()).map(|(case, _)| case).collect()
    }
}

/// What is examined, and what the correct server answers: the same for every fault.
struct Basis {
    suites: Vec<Suite>,
    /// The cases that the usual registration cannot show.
    rest: Vec<Suite>,
    verdicts: BTreeMap<String, Verdict>,
}

/// Makes the matrix, `at_once` faults at a time; `done` hears of each fault.
pub async fn kill_matrix(
    suites: Vec<Suite>,
    faults: Vec<&'static Fault>,
    at_once: usize,
    done: &(dyn Fn(&str) + Sync),
) -> Result<KillMatrix, MatrixError> {
    let mut correct = examine(&suites, Vec::new(), Registration::Usual).await?;
    let rest = skipped(&suites, &correct);
    let alternate = examine(&rest, Vec::new(), Registration::Alternate).await?;
    replace(&mut correct, alternate);
    let verdicts = correct.cases.iter().map(|case| (case.id.clone(), case.verdict)).collect();
    let basis = Arc::new(Basis { suites, rest, verdicts });
    let work = faults.into_iter().map(|fault| {
        let basis = Arc::clone(&basis);
        async move {
            let row = tokio::spawn(row(fault, basis)).await?;
            done(fault.id);
            row
        }
    });
    // `buffered` keeps the catalogue's order.
    let rows: Vec<Result<FaultRow, MatrixError>> = stream::iter(work).buffered(at_once.max(1)).collect().await;
    Ok(KillMatrix { correct, faults: rows.into_iter().collect::<Result<_, _>>()? })
}

/// The suites with those cases alone that were skipped.
fn skipped(suites: &[Suite], record: &RunRecord) -> Vec<Suite> {
    let is_skipped = |id: &str| record.cases.iter().any(|case| case.id == id && case.verdict == Verdict::Skip);
    let mut rest = suites.to_vec();
    rest.iter_mut().for_each(|suite| suite.cases.retain(|case| is_skipped(&case.id)));
    rest
}

/// Puts the cases of the second record in the places that they have in the first.
fn replace(record: &mut RunRecord, other: RunRecord) {
    for case in other.cases {
        if let Some(place) = record.cases.iter_mut().find(|known| known.id == case.id) {
            *place = case;
        }
    }
}

async fn row(fault: &'static Fault, basis: Arc<Basis>) -> Result<FaultRow, MatrixError> {
    // Every fault of the catalogue has an id that parses.
    let id: Vec<FaultId> = fault.id.parse().into_iter().collect();
    let mut record = examine(&basis.suites, id.clone(), Registration::Usual).await?;
    replace(&mut record, examine(&basis.rest, id, Registration::Alternate).await?);
    let killed_by = record
        .cases
        .iter()
        .filter(|case| basis.verdicts.get(&case.id) != Some(&case.verdict))
        .map(|case| (case.id.clone(), case.verdict))
        .collect();
    Ok(FaultRow {
        id: fault.id.to_owned(),
        requirements: fault.requirements.iter().map(|&id| id.to_owned()).collect(),
        killed_by,
    })
}

/// One run against a reference server with these faults.
async fn examine(suites: &[Suite], faults: Vec<FaultId>, registration: Registration) -> Result<RunRecord, MatrixError> {
    let options = Options { faults, registration, pretend: true, ..Options::default() };
    let running = reference::start(options.clone()).await?;
    let subject = runner::connect(target(&running.issuer, &options)).await?;
    let (_keep, stop) = watch::channel(false);
    // Lifetimes are examined too, and nobody waits for them.
    let run = RunOptions {
        seed: 0,
        detail: Detail::Findings,
        slow: Slow::Examined,
        waiting: Waiting::Pretended,
        stop,
        listener: &|_| {},
    };
    let record = runner::run(&subject, suites, run).await;
    // How it stopped says nothing about what it answered.
    let _ = running.stop().await;
    Ok(record)
}
