//! Judges a record again: every verdict from the suites and the recorded exchanges alone. Pure; nothing is sent.
//!
//! The answers are rebuilt from the record, with stand-ins for the secrets (`stand_in`), and go the way that the answers of a run go: the
//! same judge, the same rule of the control, the same settling of a case. What the record cannot show is told by it
//! (`record::evidence`); how many such results there were is counted.

mod replay;

use std::collections::HashMap;
use std::sync::Arc;

pub(super) use replay::Replay;

use super::case::CaseResult;
use super::control::{ControlKey, ControlOutcome};
use super::doubt;
use super::execute::Results;
use super::inspect;
use super::known::Known;
use super::observe;
use super::pkce_demanded;
use super::plan::PlannedCase;
use super::second_look;
use super::settle::{Proof, settle, stuck, verdict, worst};
use super::stand_in::{expand, is_bearable};
use crate::protocol::names::Grant;
use crate::record::evidence::{JudgedRecord, Told};
use crate::record::model::{CaseRecord, ControlRecord, Purpose};
use crate::record::{RunRecord, Verdict};
use crate::suite::model::{Case, CaseKind, ExchangeCase, Given, Suite};

/// What a case comes to when it is judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejudged {
    /// Its id.
    pub id: String,
    /// As the record has it.
    pub recorded: Verdict,
    /// As its exchanges have it; why not, where that cannot be said.
    pub again: Result<Verdict, String>,
    /// The reason of that verdict.
    pub reason: String,
}

impl Rejudged {
    /// Whether record and exchanges disagree.
    pub fn differs(&self) -> bool {
        self.again != Ok(self.recorded)
    }
}

/// Judges every case again that suites and record have in common, in the order of the suites. Without evidence there is nothing to
/// judge by: no case then, and none either, where the stand-ins for its secrets would take more memory than any record needs.
pub fn rejudge(record: &RunRecord, suites: &[Suite]) -> Vec<Rejudged> {
    let Some(known) = Known::recorded(record, &expand).filter(|_| is_bearable(texts(record))) else { return Vec::new() };
    let controls = Controls::rebuilt(record, &known);
    let recorded: HashMap<&str, &CaseRecord> = record.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let common = suites.iter().flat_map(|suite| &suite.cases).filter_map(|case| Some((case, *recorded.get(case.id.as_str())?)));
    let mut failed = HashMap::new();
    let mut results: Results<'_> = Vec::new();
    for (case, record) in common.clone() {
        let result = sending(case, record, &known, &controls).unwrap_or_else(|why| {
            failed.insert(case.id.as_str(), why);
            Some(CaseResult::unsent(Verdict::Inconclusive, ""))
        });
        results.push((PlannedCase { case, skip: None, authorizations: 0, token_requests: 0 }, result));
    }
    let outcomes = controls.all();
    let barren = doubt::barren_clients(&results, &outcomes);
    doubt::withdraw_failures(&mut results, &barren);
    looking_on(suites, &recorded, &known, (&mut results, &outcomes));
    let finish = |(planned, result): (PlannedCase<'_>, Option<CaseResult>)| {
        let id = planned.case.id.clone();
        let (found, reason) =
            result.map(|result| (result.verdict, result.reason)).unwrap_or((Verdict::Inconclusive, String::new()));
        let again = failed.remove(id.as_str()).map_or(Ok(found), Err);
        let recorded = recorded.get(id.as_str()).map_or(Verdict::Inconclusive, |record| record.verdict);
        Rejudged { id, recorded, again, reason }
    };
    results.into_iter().map(finish).collect()
}

/// Everything in which secrets are replaced.
fn texts(record: &RunRecord) -> impl Iterator<Item = &str> {
    let of_cases = record.cases.iter().flat_map(|case| &case.exchanges);
    let exchanges = of_cases.chain(record.controls.iter().flat_map(|control| &control.exchanges));
    exchanges.filter_map(|exchange| exchange.response.as_ref()).flat_map(|response| {
        response.headers.iter().map(|(_, value)| value.as_str()).chain(std::iter::once(response.body.as_str()))
    })
}

/// The controls of a record, as outcomes.
struct Controls<'a>(Vec<(&'a str, ControlKey, Arc<ControlOutcome>)>);

impl<'a> Controls<'a> {
    fn rebuilt(record: &'a RunRecord, known: &Known) -> Self {
        Self(record.controls.iter().filter_map(|control| rebuilt_control(control, known)).collect())
    }

    fn named(&self, id: &str) -> Result<&ControlOutcome, String> {
        let found = self.0.iter().find(|(known, ..)| *known == id);
        found.map(|(.., outcome)| &**outcome).ok_or_else(|| format!("the control {id} has no evidence"))
    }

    fn all(&self) -> Vec<(ControlKey, Arc<ControlOutcome>)> {
        self.0.iter().map(|(_, key, outcome)| (key.clone(), Arc::clone(outcome))).collect()
    }
}

fn rebuilt_control<'a>(control: &'a ControlRecord, known: &Known) -> Option<(&'a str, ControlKey, Arc<ControlOutcome>)> {
    let judged = control.judged.as_deref()?;
    let log = Replay::of(known, &control.exchanges, &judged.requests).into_log();
    let last = log.iter().rev().find(|logged| logged.purpose == Purpose::Examination);
    let answer = last.and_then(|logged| logged.observation.as_ref());
    let succeeded = answer.is_some_and(|answer| answer.unusable.is_none() && answer.is_success());
    let observed =
        answer.map_or_else(|| control.observed.clone(), |answer| answer.unusable.clone().unwrap_or_else(|| answer.words()));
    let outcome =
        ControlOutcome { succeeded, applies: judged.applies, observed, given: control.given.clone(), log, authorizations: 0 };
    // Of the key, only the client counts here.
    let key = ControlKey { client: judged.client, grant: Grant::AuthorizationCode, given: Given::usual() };
    Some((&control.id, key, Arc::new(outcome)))
}

/// A case that sends; `None`: one that looks at the others, which comes later.
fn sending(case: &Case, record: &CaseRecord, known: &Known, controls: &Controls<'_>) -> Result<Option<CaseResult>, String> {
    let Some(judged) = record.judged.as_deref() else {
        return match record.verdict {
            Verdict::Skip | Verdict::Inconclusive if record.exchanges.is_empty() => {
                Ok(Some(CaseResult::unsent(record.verdict, record.reason.clone())))
            }
            _ => Err("the record has no evidence for it".to_owned()),
        };
    };
    let CaseKind::Exchanges(exchange) = &case.kind else { return Ok(None) };
    let replay = Replay::of(known, &record.exchanges, &judged.requests);
    let mut steps = replay.steps(case, exchange, judged)?;
    let stuck = if record.control.is_none() { stuck(exchange, &steps) } else { None };
    let Some((_, verdict, reason)) = worst(exchange, &mut steps, case.level) else {
        return Err("no step of it was judged".to_owned());
    };
    let control = match (&record.control, ControlKey::of(exchange)) {
        (Some(id), _) => Some(controls.named(id)?),
        (None, Some(_)) => return Err("the record names no control for it".to_owned()),
        (None, None) => None,
    };
    let demanded = demanded(exchange, judged, control, controls)?;
    let mut result = CaseResult::unsent(verdict, reason);
    result.log = replay.into_log();
    settle(&mut result, exchange, &Proof { control, demanded, stuck });
    let mut result = Some(result);
    if judged.withdrawn {
        second_look::withdraw(&mut result);
    }
    Ok(result)
}

/// What the first control got, where its code is not exchanged for want of a challenge and the ordinary request took its place.
fn demanded(
    exchange: &ExchangeCase,
    judged: &JudgedRecord,
    control: Option<&ControlOutcome>,
    controls: &Controls<'_>,
) -> Result<Option<String>, String> {
    let Some(first) = &judged.first_control else { return Ok(None) };
    let first = controls.named(first)?;
    let ordinary = control.is_some_and(|control| control.succeeded);
    match pkce_demanded::at_exchange(exchange, first).filter(|_| ordinary) {
        Some(observed) => Ok(Some(observed)),
        None => Err("another control stands in for its own, and the exchanges do not show why".to_owned()),
    }
}

/// The cases that look at what others were answered, and those that look at the target.
fn looking_on(
    suites: &[Suite],
    recorded: &HashMap<&str, &CaseRecord>,
    known: &Known,
    (results, controls): (&mut Results<'_>, &[(ControlKey, Arc<ControlOutcome>)]),
) {
    let seen = observe::all_seen(results, controls);
    let late: Vec<(usize, CaseResult)> = results
        .iter()
        .enumerate()
        .filter(|(_, (_, result))| result.is_none())
        .filter_map(|(index, (planned, _))| {
            let case = planned.case;
            let told = || recorded.get(case.id.as_str())?.judged.as_deref()?.told;
            let suite = || suites.iter().find(|suite| case.id.split('/').next() == Some(suite.id.as_str()));
            let result = match &case.kind {
                CaseKind::Exchanges(_) => return None,
                CaseKind::Observe(observe) => observe::observe(observe, case.level, &seen, known),
                CaseKind::Inspect(inspection) => inspect::inspect_again(*inspection, case.level, suite()?, known)
                    .unwrap_or_else(|| CaseResult::unsent(told().map_or(Verdict::Inconclusive, told_verdict), "as told")),
            };
            Some((index, result))
        })
        .collect();
    drop(seen);
    for (index, result) in late {
        results[index].1 = Some(result); // indices are those of results
    }
}

fn told_verdict(told: Told) -> Verdict {
    verdict(replay::finding(told), crate::protocol::names::Level::Must)
}
