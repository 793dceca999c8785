//! What the verdicts of a run rest on beside the exchanges, written down so that whoever has the record can judge them again.
//!
//! What the redacted exchanges show is left to them. To find out what they do not show, each claim is held against the answer as it
//! came and against the answer as the record tells it: where that differs, the result is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::case::CaseResult;
use super::execute::Results;
use super::facts::{self, Asked, Behind};
use super::known::Known;
use super::observe;
use super::redact::Redactor;
use super::rejudge::Replay;
use super::scene::Logged;
use super::step::StepResult;
use crate::judge::expectation::Expectation;
use crate::judge::{Context, Facts, Finding, Match, Observation, ScopeView, results, templates};
use crate::record::Verdict;
use crate::record::evidence::{AskedRecord, JudgedRecord, StepRecord, Told};
use crate::record::model::ExchangeRecord;
use crate::suite::model::{Case, CaseKind, ObserveCase};

/// What a step was judged by, beside its answers as the record will have them.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    answers: Vec<Arc<Observation>>,
    at: Vec<usize>,
    scope_introspection: Option<usize>,
    scope_claim: Option<String>,
    values: BTreeMap<String, String>,
    behind: Option<Behind>,
    /// Of each answer, the results of all claims.
    results: Vec<BTreeMap<String, Match>>,
}

impl Basis {
    /// Of answers that are judged now; with their places in the log, that of the scope's introspection, and what is behind the facts.
    pub(super) fn of(
        expectation: &Expectation,
        answers: &[Arc<Observation>],
        context: &Context<'_>,
        (at, scope_introspection, behind): (Vec<usize>, Option<usize>, Option<Behind>),
    ) -> Self {
        let value = |template: String| Some((context.resolve)(&template)).flatten().map(|value| (template, value));
        Self {
            answers: answers.to_vec(),
            at,
            scope_introspection,
            scope_claim: context.scope.claim.clone(),
            values: templates(expectation).into_iter().filter_map(value).collect(),
            behind,
            results: answers.iter().map(|answer| results(expectation, answer, context)).collect(),
        }
    }
}

/// Whoever writes the evidence of one run.
pub(super) struct Witness<'a> {
    pub redactor: &'a Redactor,
    /// The target as it is, and as the record tells it.
    pub known: &'a Known,
    pub recorded: &'a Known,
    /// The cases of the run that look at all answers.
    pub observers: Vec<&'a ObserveCase>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(redactor: &'a Redactor, known: &'a Known, recorded: &'a Known, results: &Results<'a>) -> Self {
        let observer = |case: &'a Case| match &case.kind {
            CaseKind::Observe(observe) => Some(observe),
            _ => None,
        };
        let observers = results.iter().filter_map(|(planned, _)| observer(planned.case)).collect();
        Self { redactor, known, recorded, observers }
    }

    /// The evidence of a case; none, where nothing was judged.
    pub(super) fn judged(&self, case: &Case, result: &CaseResult, exchanges: &[ExchangeRecord]) -> Option<JudgedRecord> {
        match &case.kind {
            CaseKind::Observe(_) => Some(JudgedRecord::default()),
            CaseKind::Inspect(_) => Some(JudgedRecord { told: Some(told_verdict(result.verdict)), ..JudgedRecord::default() }),
            CaseKind::Exchanges(_) if result.steps.is_empty() => None,
            CaseKind::Exchanges(exchange) => {
                let requests = self.requests(&result.log, exchanges);
                let replay = Replay::of(self.recorded, exchanges, &requests);
                let mut earlier = Vec::new();
                let mut steps = Vec::new();
                for step in &result.steps {
                    // The results are those of the case's own steps.
                    let expectation = &exchange.steps[step.index].expect;
                    let record = self.step(step, expectation, &replay, &earlier);
                    earlier.extend(replay.telling(&record));
                    steps.push(record);
                }
                let refused = result.refused;
                Some(JudgedRecord { steps, requests, refused, withdrawn: result.withdrawn, ..JudgedRecord::default() })
            }
        }
    }

    fn step(
        &self,
        step: &StepResult,
        expectation: &Expectation,
        replay: &Replay<'_>,
        earlier: &[Arc<Observation>],
    ) -> StepRecord {
        let settled =
            StepRecord { step: step.index, settled: Some(told_finding(step.judgement.finding)), ..StepRecord::default() };
        let Some(basis) = &step.basis else { return settled };
        let text = |(template, value): (&String, &String)| (template.clone(), self.redactor.text(value));
        let behind = |behind: &Behind| Box::new(self.asked(behind.exchange, &behind.asked));
        let mut record = StepRecord {
            step: step.index,
            answers: basis.at.clone(),
            scope_introspection: basis.scope_introspection,
            introspection: basis.behind.as_ref().and_then(|behind| behind.introspection),
            scope_claim: basis.scope_claim.as_deref().map(|scope| self.redactor.text(scope)),
            values: basis.values.iter().map(text).collect(),
            asked: basis.behind.as_ref().map(behind),
            ..StepRecord::default()
        };
        let again = replay.answers(&record);
        let alike = |(one, other): (&Arc<Observation>, &Arc<Observation>)| look_alike(one, other);
        if again.len() != basis.answers.len() || !basis.answers.iter().zip(&again).all(alike) {
            return StepRecord { answers: basis.at.clone(), ..settled };
        }
        let mut told = BTreeMap::new();
        replay.with_context(&record, expectation, earlier, &mut |context| {
            for (at, (real, answer)) in basis.results.iter().zip(&again).enumerate() {
                told.insert(at, differences(real, &results(expectation, answer, context)));
            }
        });
        record.told = told.into_iter().filter(|(_, told)| !told.is_empty()).collect();
        record
    }

    /// What stood behind the token requests of a log, in its order.
    pub(super) fn requests(&self, log: &[Logged], exchanges: &[ExchangeRecord]) -> Vec<AskedRecord> {
        let asked = |(at, logged): (usize, &Logged)| {
            let mut record = self.asked(Some(at), logged.asked.as_ref()?);
            record.malformed = logged.exchange.request.wire.as_ref().is_some_and(|wire| wire.is_malformed());
            Some(record)
        };
        let mut records: Vec<AskedRecord> = log.iter().enumerate().filter_map(asked).collect();
        let replay = Replay::of(self.recorded, exchanges, &records);
        for record in &mut records {
            let at = record.exchange.unwrap_or_default();
            record.told = log.get(at).and_then(|logged| self.told_to_observers(logged, replay.logged(at)?)).unwrap_or_default();
        }
        records
    }

    fn asked(&self, exchange: Option<usize>, asked: &Asked) -> AskedRecord {
        let text = |text: &Option<String>| text.as_deref().map(|text| self.redactor.text(text));
        AskedRecord {
            exchange,
            client: asked.client,
            grant: asked.grant,
            scope: text(&asked.asked_scope),
            nonce: text(&asked.nonce),
            code: text(&asked.code),
            now: asked.now,
            malformed: false,
            told: BTreeMap::new(),
        }
    }

    /// The results of the claims that cases make about all answers, where the record does not show them.
    fn told_to_observers(&self, real: &Logged, again: &Logged) -> Option<BTreeMap<String, Told>> {
        let (asked, seen) = (real.asked.as_ref()?, real.observation.as_deref()?);
        let (asked_again, seen_again) = (again.asked.as_ref()?, again.observation.as_deref()?);
        let (facts, facts_again) = (facts::facts(self.known, asked), facts::facts(self.recorded, asked_again));
        let mut told = BTreeMap::new();
        for case in &self.observers {
            if observe::concerns(case, asked.grant, &real.exchange.request, seen) {
                let before = results(&case.expect, seen, &observers_context(&facts));
                told.extend(differences(&before, &results(&case.expect, seen_again, &observers_context(&facts_again))));
            }
        }
        Some(told)
    }
}

/// What those who look at all answers know beside them.
pub(super) fn observers_context(facts: &Facts) -> Context<'_> {
    Context { resolve: &|_| None, scope: ScopeView::default(), disregarded_scope: None, facts }
}

/// Whether two observations are of the same class for every pattern.
fn look_alike(one: &Observation, other: &Observation) -> bool {
    let shape = |seen: &Observation| {
        let json = seen.json.is_some();
        (seen.status, seen.meant_status, seen.issued, seen.is_success(), seen.unusable.is_some(), json, seen.body_bytes == 0)
    };
    shape(one) == shape(other) && one.error == other.error
}

fn differences(real: &BTreeMap<String, Match>, again: &BTreeMap<String, Match>) -> BTreeMap<String, Told> {
    let told = |result: &Match| match result {
        Match::Yes => Told::Kept,
        Match::No(_) => Told::Broken,
        Match::Unknown(_) => Told::Unknown,
        Match::NotApplicable(_) => Told::NotApplicable,
    };
    let differs = |(name, result): &(&String, &Match)| again.get(*name).map(told) != Some(told(result));
    real.iter().filter(differs).map(|(name, result)| (name.clone(), told(result))).collect()
}

fn told_finding(finding: Finding) -> Told {
    match finding {
        Finding::Kept => Told::Kept,
        Finding::Doubtful => Told::Doubtful,
        Finding::Broken => Told::Broken,
        Finding::BrokenForSure => Told::BrokenForSure,
        Finding::NotApplicable => Told::NotApplicable,
        Finding::Unknown => Told::Unknown,
    }
}

fn told_verdict(verdict: Verdict) -> Told {
    match verdict {
        Verdict::Pass => Told::Kept,
        Verdict::Warn => Told::Doubtful,
        Verdict::Fail => Told::BrokenForSure,
        Verdict::Skip => Told::NotApplicable,
        Verdict::Inconclusive => Told::Unknown,
    }
}
