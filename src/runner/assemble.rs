//! From results to the run record: redacted, in suite order.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::case::CaseResult;
use super::control::{ControlKey, ControlOutcome};
use super::evidence::Witness;
use super::execute::{Detail, milliseconds};
use super::known::Known;
use super::ledger::{Ledger, SecretKind};
use super::plan::PlannedCase;
use super::redact::Redactor;
use super::scene::Logged;
use super::stand_in::expand;
use super::subject::Subject;
use crate::record::Verdict;
use crate::record::evidence::{EvidenceRecord, JudgedRecord};
use crate::record::model::{
    BehaviourRecord, CaseRecord, ControlRecord, ControlledRecord, ExchangeRecord, OriginRecord, RequirementRecord, RunRecord,
    SCHEMA_VERSION, Statistics, SuiteRecord, Summary, TargetRecord, Tool, worst,
};
use crate::suite::model::{Requirement, Suite};

/// Everything that a run came to.
pub(super) struct Finished<'a> {
    pub subject: &'a Subject,
    pub suites: &'a [Suite],
    pub results: Vec<(PlannedCase<'a>, Option<CaseResult>)>,
    pub controls: Vec<(ControlKey, Arc<ControlOutcome>)>,
    pub notes: Vec<String>,
    pub ledger: &'a Ledger,
    pub seed: u64,
    pub detail: Detail,
    pub interrupted: bool,
    pub started_at: jiff::Timestamp,
    pub duration: Duration,
}

/// Makes the record.
pub(super) fn assemble(mut finished: Finished<'_>) -> RunRecord {
    let redactor = Redactor::new(finished.ledger.secrets(), finished.ledger.salt())
        .hiding(finished.subject.target.network.headers.iter().map(|field| field.name.clone()))
        .keeping(finished.detail);
    let statistics = statistics(&finished);
    let (names, mut controls) = controls(by_first_use(&finished), &redactor, finished.detail);
    let behaviours = behaviours(&finished);
    let detail = finished.detail;
    let (cases, evidence) = if detail.is_evidence() {
        let mut cases: Vec<CaseRecord> = finished
            .results
            .iter()
            .filter_map(|(planned, result)| Some(case_record(planned, result.as_ref()?, &names, (&redactor, detail))))
            .collect();
        let evidence = testify(&finished, &redactor, &names, (&mut cases, &mut controls));
        (cases, Some(evidence))
    } else {
        // What a case holds is given up when its record is made: they are not in memory all at once.
        let cases = std::mem::take(&mut finished.results)
            .into_iter()
            .filter_map(|(planned, result)| Some(case_record(&planned, &result?, &names, (&redactor, detail))));
        (cases.collect(), None)
    };
    let requirements = finished
        .suites
        .iter()
        .flat_map(|suite| &suite.requirements)
        .filter_map(|requirement| requirement_record(requirement, &cases))
        .collect();
    let target = &finished.subject.target;
    RunRecord {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "tokenspec".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        target: TargetRecord {
            name: target.name.clone(),
            token_endpoint: finished.subject.token_endpoint.to_string(),
            issuer: target.issuer.as_ref().map(|issuer| issuer.as_str().trim_end_matches('/').to_owned()),
            clients: target.clients.iter().map(|client| client.role.to_string()).collect(),
            choices: target.choices.clone(),
            insecure: target.network.insecure && finished.subject.token_endpoint.scheme() == "https",
        },
        profile: None,
        suites: finished.suites.iter().map(suite_record).collect(),
        started_at: finished.started_at.to_string(),
        duration_ms: milliseconds(finished.duration),
        seed: finished.seed,
        interrupted: finished.interrupted,
        summary: Summary::of(&cases),
        statistics,
        requirements,
        behaviours,
        cases,
        controls,
        notes: finished.notes.iter().chain(&target.warnings).cloned().collect(),
        filters: Vec::new(),
        partition: None,
        parts: Vec::new(),
        baseline: None,
        snapshots: None,
        evidence,
    }
}

/// Adds what the verdicts rest on beside the exchanges.
fn testify(
    finished: &Finished<'_>,
    redactor: &Redactor,
    names: &HashMap<ControlKey, String>,
    (cases, controls): (&mut [CaseRecord], &mut [ControlRecord]),
) -> EvidenceRecord {
    let known = Known::of(finished.subject);
    let described = |secret: &str| redactor.describe(SecretKind::ClientSecret.word(), secret.as_bytes());
    let mut recorded = known.clone();
    for client in &mut recorded.clients {
        client.secret = client.secret.as_deref().map(|secret| expand(&described(secret)));
    }
    let witness = Witness::new(redactor, &known, &recorded, &finished.results);
    let made = finished.results.iter().filter_map(|(planned, result)| Some((planned, result.as_ref()?)));
    for ((planned, result), record) in made.zip(cases) {
        let judged = witness.judged(planned.case, result, &record.exchanges).filter(|_| planned.skip.is_none());
        let first = result.first_control.as_ref().and_then(|key| names.get(key).cloned());
        record.judged = judged.map(|judged| Box::new(JudgedRecord { first_control: first, ..judged }));
    }
    for ((key, outcome), record) in by_first_use(finished).into_iter().zip(controls) {
        let requests = witness.requests(&outcome.log, &record.exchanges);
        record.judged = Some(Box::new(ControlledRecord { client: key.client, applies: outcome.applies, requests }));
    }
    known.record(&finished.subject.target.parameters, &described)
}

fn suite_record(suite: &Suite) -> SuiteRecord {
    let Suite { id, title, version, folder, .. } = suite;
    SuiteRecord { id: id.clone(), title: title.clone(), version: version.clone(), folder: folder.clone() }
}

/// The record of a run that has only begun: every requirement with the cases that are planned for it, and no case.
pub fn opening(subject: &Subject, suites: &[Suite], seed: u64) -> RunRecord {
    let ledger = Ledger::default();
    let mut record = assemble(Finished {
        subject,
        suites,
        results: Vec::new(),
        controls: Vec::new(),
        notes: Vec::new(),
        ledger: &ledger,
        seed,
        detail: Detail::All,
        interrupted: true,
        started_at: jiff::Timestamp::now(),
        duration: Duration::ZERO,
    });
    let planned = |suite: &Suite, requirement: &Requirement| {
        let cases = suite.cases.iter().filter(|case| case.requirements.contains(&requirement.id));
        written(requirement, cases.map(|case| case.id.clone()).collect(), Verdict::Skip)
    };
    let all = suites.iter().flat_map(|suite| suite.requirements.iter().map(move |requirement| planned(suite, requirement)));
    record.requirements = all.collect();
    record
}

/// The behaviour profile: every question that a case answered, in suite order.
fn behaviours(finished: &Finished<'_>) -> Vec<BehaviourRecord> {
    let mut all: Vec<BehaviourRecord> = Vec::new();
    for (planned, result) in &finished.results {
        let Some(asked) = &planned.case.behaviour else { continue };
        let Some(answer) = result.as_ref().and_then(|result| result.answer.clone()) else { continue };
        let known = all.iter().position(|known| known.id == asked.id);
        let at = known.unwrap_or_else(|| {
            let (id, question) = (asked.id.clone(), asked.question.clone());
            all.push(BehaviourRecord { id, question, answers: Vec::new(), cases: Vec::new() });
            all.len() - 1
        });
        if !all[at].answers.contains(&answer) {
            all[at].answers.push(answer);
        }
        all[at].cases.push(planned.case.id.clone());
    }
    all
}

fn statistics(finished: &Finished<'_>) -> Statistics {
    let transport = &finished.subject.transport;
    let exchanges = transport.sent();
    let busy = milliseconds(transport.busy());
    let mean = if exchanges == 0 { 0.0 } else { busy / exchanges as f64 };
    let concurrency = transport.settings().concurrency.max(1);
    let done = || finished.results.iter().filter_map(|(_, result)| result.as_ref());
    // Round trips of an authorization are counted, not timed: they are taken as the mean of all.
    let chain = |result: &CaseResult| {
        let waited = f64::from(result.waited) * 1000.0;
        milliseconds(result.busy()) + f64::from(result.authorization_round_trips) * mean + waited
    };
    let longest = done().map(chain).fold(0.0, f64::max);
    let authorizations = done().map(|result| u64::from(result.authorizations)).sum::<u64>()
        + finished.controls.iter().map(|(_, outcome)| u64::from(outcome.authorizations)).sum::<u64>();
    Statistics {
        exchanges,
        authorizations,
        concurrency,
        round_trips_ms: busy,
        longest_chain_ms: thousandths(longest),
        bound_ms: thousandths(f64::max(busy / concurrency as f64, longest)),
    }
}

/// Milliseconds to the thousandth: a number of many digits may be read back from JSON one bit off, and a record must be read as it was.
fn thousandths(milliseconds: f64) -> f64 {
    (milliseconds * 1e3).round() / 1e3
}

/// The controls in the order of the first case that rests on them, so that the numbers of a run's parts and those of the whole
/// can be brought together; then those that no case rests on any more.
fn by_first_use<'a>(finished: &'a Finished<'_>) -> Vec<&'a (ControlKey, Arc<ControlOutcome>)> {
    let mut first: HashMap<&ControlKey, usize> = HashMap::new();
    for (at, (_, result)) in finished.results.iter().enumerate() {
        if let Some(key) = result.as_ref().and_then(|result| result.control.as_ref()) {
            first.entry(key).or_insert(at);
        }
    }
    let mut ordered: Vec<_> = finished.controls.iter().collect();
    ordered.sort_by_key(|(key, _)| first.get(key).copied().unwrap_or(usize::MAX));
    ordered
}

fn controls(
    outcomes: Vec<&(ControlKey, Arc<ControlOutcome>)>,
    redactor: &Redactor,
    detail: Detail,
) -> (HashMap<ControlKey, String>, Vec<ControlRecord>) {
    let mut names: HashMap<ControlKey, String> = HashMap::new();
    let mut records = Vec::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (key, outcome) in outcomes {
        let number = taken.entry(key.name()).and_modify(|n| *n += 1).or_insert(1);
        let id = if *number == 1 { key.name() } else { format!("{}-{number}", key.name()) };
        names.insert(key.clone(), id.clone());
        records.push(ControlRecord {
            id,
            given: outcome.given.clone(),
            succeeded: outcome.succeeded,
            observed: redactor.text(&outcome.observed),
            exchanges: if detail != Detail::Findings || !outcome.succeeded {
                exchanges(&outcome.log, redactor)
            } else {
                Vec::new()
            },
            judged: None,
        });
    }
    (names, records)
}

fn exchanges(log: &[Logged], redactor: &Redactor) -> Vec<ExchangeRecord> {
    log.iter().map(|logged| redactor.exchange(logged)).collect()
}

pub(super) fn case_record(
    planned: &PlannedCase<'_>,
    result: &CaseResult,
    names: &HashMap<ControlKey, String>,
    (redactor, detail): (&Redactor, Detail),
) -> CaseRecord {
    let case = planned.case;
    let text = |text: &str| redactor.text(text);
    let all = |lines: &[String]| lines.iter().map(|line| redactor.text(line)).collect();
    CaseRecord {
        id: case.id.clone(),
        title: case.title.clone(),
        origin: Some(OriginRecord { file: case.origin.file.clone(), line: case.origin.line }),
        requirements: case.requirements.clone(),
        level: case.level,
        verdict: result.verdict,
        reason: text(&result.reason),
        scored: true,
        unscored: None,
        answer: result.answer.as_deref().map(text),
        given: result.given.as_deref().map(text),
        changed: all(&result.changed),
        expected: text(&result.expected),
        also_accepted: all(&result.also_accepted),
        observed: text(&result.observed),
        control: result.control.as_ref().and_then(|key| names.get(key).cloned()),
        exchanges: if detail.wants(result.verdict) { exchanges(&result.log, redactor) } else { Vec::new() },
        repeat: all(&result.repeat),
        duration_ms: milliseconds(result.busy()),
        accepted: None,
        snapshot: None,
        judged: None,
    }
}

/// A requirement's record; none when the selection left out all of its cases.
fn requirement_record(requirement: &Requirement, cases: &[CaseRecord]) -> Option<RequirementRecord> {
    let own: Vec<&CaseRecord> = cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
    if own.is_empty() && requirement.untestable.is_none() {
        return None;
    }
    let verdict = worst(own.iter().map(|case| case.verdict));
    Some(written(requirement, own.iter().map(|case| case.id.clone()).collect(), verdict))
}

fn written(requirement: &Requirement, cases: Vec<String>, verdict: Verdict) -> RequirementRecord {
    RequirementRecord {
        id: requirement.id.clone(),
        level: requirement.level,
        source: requirement.source.clone(),
        text: requirement.text.clone(),
        why: requirement.why.clone(),
        untestable: requirement.untestable.clone(),
        verdict,
        unscored: None,
        cases,
    }
}
