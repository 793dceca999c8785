//! What the correct server answers, and which faults each case would meet: the same for every row of the matrix.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::contexts::{CONTEXTS, Context};
use super::examine::{Bench, MatrixError};
use crate::protocol::names::ClientRole;
use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};
use crate::reference::{Consulted, FaultId};
use crate::suite::model::{Case, CaseKind, Suite};

/// The suites, and for each set-up what was found there at the correct server.
pub(super) struct Basis {
    pub suites: Vec<Suite>,
    pub places: Vec<Place>,
    /// Every case in suite order, from the set-up that showed most.
    pub correct: Vec<CaseRecord>,
    /// Cases whose verdict depends on the company in which they are examined, though no fault is on.
    pub unstable: Vec<String>,
}

/// A set-up and the cases that are examined there.
pub(super) struct Place {
    pub context: Context,
    /// In suite order.
    pub entries: Vec<Entry>,
}

/// A case at the correct server.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Suite and case, by number.
    pub at: (usize, usize),
    pub verdict: Verdict,
    /// The faults that the server asks for when the case is examined alone, its control included; sorted.
    pub consulted: Vec<FaultId>,
    /// The clients that got tokens then.
    pub served: BTreeSet<ClientRole>,
}

impl Basis {
    pub(super) fn case(&self, entry: &Entry) -> &Case {
        &self.suites[entry.at.0].cases[entry.at.1] // made from these suites
    }
}

/// Whether a case judges what other cases received (or the target file), and sends nothing itself.
pub(super) fn looks_on(case: &Case) -> bool {
    !matches!(case.kind, CaseKind::Exchanges(_))
}

/// Examines the correct server in every set-up.
pub(super) async fn places(suites: &[Suite]) -> Result<(Vec<Place>, Vec<CaseRecord>), MatrixError> {
    let mut correct: Vec<CaseRecord> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    for context in CONTEXTS {
        let rest = remaining(suites, context, &correct);
        let record = Bench::set_up(&context.with(&[])).await?.record(&rest).await;
        let mut entries = entries(suites, &record);
        if context.follows_other_rules() {
            // By its rules a case passes; a finding is one by either rules, and has its place already.
            entries.retain(|entry| is_new(suites, entry, &correct) || entry.verdict == Verdict::Pass);
        }
        for entry in entries.iter().filter(|entry| !looks_on(case_at(suites, entry))) {
            places.iter_mut().for_each(|place| place.entries.retain(|other| other.at != entry.at));
        }
        merge(suites, &mut correct, record.cases);
        places.push(Place { context: *context, entries });
    }
    Ok((places, correct))
}

fn case_at<'a>(suites: &'a [Suite], entry: &Entry) -> &'a Case {
    &suites[entry.at.0].cases[entry.at.1] // entries are made from these suites
}

/// Whether no set-up before has shown anything of the case.
fn is_new(suites: &[Suite], entry: &Entry, correct: &[CaseRecord]) -> bool {
    let case = case_at(suites, entry);
    looks_on(case) || !correct.iter().any(|known| known.id == case.id && known.verdict != Verdict::Skip)
}

/// Examines the correct server in every set-up: all cases together for their verdicts, then each alone for what it meets.
pub(super) async fn basis(suites: Vec<Suite>, at_once: usize) -> Result<Basis, MatrixError> {
    let (mut places, correct) = places(&suites).await?;
    let shared = Arc::new(suites);
    let mut unstable = Vec::new();
    for place in &mut places {
        unstable.extend(record_consultations(&shared, place, at_once).await?);
    }
    // The workers are done, so nobody else holds the suites; if somebody did, a copy would do.
    let suites = Arc::try_unwrap(shared).unwrap_or_else(|shared| (*shared).clone());
    Ok(Basis { suites, places, correct, unstable })
}

/// The cases that were not skipped.
fn entries(suites: &[Suite], record: &RunRecord) -> Vec<Entry> {
    let find = |id: &str| {
        let at = |suite: usize| suites[suite].cases.iter().position(|case| case.id == id).map(|case| (suite, case));
        (0..suites.len()).filter(|&suite| id.split('/').next() == Some(suites[suite].id.as_str())).find_map(at)
    };
    let applied = record.cases.iter().filter(|case| case.verdict != Verdict::Skip);
    applied
        .filter_map(|case| Some((find(&case.id)?, case.verdict)))
        .map(|(at, verdict)| Entry { at, verdict, consulted: Vec::new(), served: BTreeSet::new() })
        .collect()
}

/// The cases that a set-up has to show: those that were skipped so far, and those that look on; where it follows other rules,
/// those with a finding, too.
fn remaining(suites: &[Suite], context: &Context, correct: &[CaseRecord]) -> Vec<Suite> {
    let is_shown = |case: &&CaseRecord| match context.follows_other_rules() {
        true => case.verdict == Verdict::Pass,
        false => case.verdict != Verdict::Skip,
    };
    let shown: BTreeSet<&str> = correct.iter().filter(is_shown).map(|case| case.id.as_str()).collect();
    let mut rest = suites.to_vec();
    for suite in &mut rest {
        let examined = context.examines(&suite.id);
        suite.cases.retain(|case| examined && (looks_on(case) || !shown.contains(case.id.as_str())));
    }
    rest
}

/// Takes over what a set-up shows: of a case that was skipped before everything, of a case that looks on what is worse, of
/// another that it passes here.
fn merge(suites: &[Suite], correct: &mut Vec<CaseRecord>, found: Vec<CaseRecord>) {
    let shows = |case: &CaseRecord| if case.verdict == Verdict::Skip { None } else { Some(case.verdict) };
    let watchers: BTreeSet<&str> =
        suites.iter().flat_map(|suite| &suite.cases).filter(|case| looks_on(case)).map(|case| case.id.as_str()).collect();
    let mut all: BTreeMap<String, CaseRecord> = correct.drain(..).map(|case| (case.id.clone(), case)).collect();
    for case in found {
        let better = |before: &CaseRecord| match watchers.contains(case.id.as_str()) {
            true => shows(&case) > shows(before),
            false => shows(before).is_none() || case.verdict == Verdict::Pass,
        };
        if all.get(&case.id).is_none_or(better) {
            all.insert(case.id.clone(), case);
        }
    }
    let ids = suites.iter().flat_map(|suite| &suite.cases).map(|case| &case.id);
    correct.extend(ids.filter_map(|id| all.remove(id)));
}

/// Examines each case of a place alone. Returns the cases that have another verdict then.
async fn record_consultations(suites: &Arc<Vec<Suite>>, place: &mut Place, at_once: usize) -> Result<Vec<String>, MatrixError> {
    let context = place.context;
    let work = place.entries.iter().map(|entry| {
        let (suites, at) = (Arc::clone(suites), entry.at);
        async move { tokio::spawn(async move { alone(&suites, at, context).await }).await? }
    });
    let found: Vec<Result<Alone, MatrixError>> = stream::iter(work).buffered(at_once).collect().await;
    let mut unstable = Vec::new();
    for (entry, alone) in place.entries.iter_mut().zip(found) {
        let alone = alone?;
        let case = &suites[entry.at.0].cases[entry.at.1];
        if !looks_on(case) && alone.verdict != Some(entry.verdict) {
            unstable.push(case.id.clone());
        }
        (entry.consulted, entry.served) = (alone.consulted, alone.served);
    }
    Ok(unstable)
}

struct Alone {
    verdict: Option<Verdict>,
    consulted: Vec<FaultId>,
    served: BTreeSet<ClientRole>,
}

/// One case at a server of its own: what is asked for while it starts counts too.
async fn alone(suites: &[Suite], at: (usize, usize), context: Context) -> Result<Alone, MatrixError> {
    let consulted = Consulted::default();
    let bench = Bench::set_up(&context.recording(&consulted)).await?;
    let case = &suites[at.0].cases[at.1];
    let verdicts = bench.verdicts(suites, &[case], &BTreeSet::new()).await;
    let verdict = verdicts.cases.first().map(|(_, verdict)| *verdict);
    Ok(Alone { verdict, consulted: consulted.take(), served: verdicts.served })
}
