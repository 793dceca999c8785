//! The exchanges of a case (or a control) as they were logged, rebuilt from the record; and its steps, judged again.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use url::Url;

use super::super::facts::{self, Asked};
use super::super::known::Known;
use super::super::scene::Logged;
use super::super::send::introspected_scope;
use super::super::stand_in::expand;
use super::super::step::{StepResult, ends_the_case, group_end, wants_scope};
use crate::judge::expectation::Expectation;
use crate::judge::{Context, Facts, Finding, Judgement, Match, Observation, ScopeView, judge, judge_race};
use crate::protocol::body::Body;
use crate::protocol::wire::WireForm;
use crate::record::evidence::{AskedRecord, JudgedRecord, StepRecord, Told};
use crate::record::model::{ExchangeRecord, ResponseRecord};
use crate::suite::model::{Case, ExchangeCase, Send, Step};
use crate::transport::{Exchange, Request, Response, Timing, TransportError};

/// What stands for a URL that cannot be read.
static NOWHERE: LazyLock<Url> = LazyLock::new(|| Url::parse("http://invalid.invalid/").expect("a constant that is a URL"));

/// A log, rebuilt.
pub(in super::super) struct Replay<'a> {
    known: &'a Known,
    log: Vec<Logged>,
    /// Bytes of each body as received: stand-ins of characters beyond ASCII have another length.
    lengths: Vec<usize>,
}

impl<'a> Replay<'a> {
    /// From the record.
    pub(in super::super) fn of(known: &'a Known, exchanges: &[ExchangeRecord], requests: &[AskedRecord]) -> Self {
        let asked: BTreeMap<usize, &AskedRecord> = requests.iter().filter_map(|asked| Some((asked.exchange?, asked))).collect();
        let logged = |(at, exchange): (usize, &ExchangeRecord)| rebuilt(known, exchange, asked.get(&at).copied());
        let length = |exchange: &ExchangeRecord| exchange.response.as_ref().map_or(0, |response| response.body_bytes);
        Self { known, log: exchanges.iter().enumerate().map(logged).collect(), lengths: exchanges.iter().map(length).collect() }
    }

    /// An exchange of the log.
    pub(in super::super) fn logged(&self, at: usize) -> Option<&Logged> {
        self.log.get(at)
    }

    /// The log.
    pub(in super::super) fn into_log(self) -> Vec<Logged> {
        self.log
    }

    /// The answers that a step was judged by, with what is told of them; fewer, where the log does not have them.
    pub(in super::super) fn answers(&self, step: &StepRecord) -> Vec<Arc<Observation>> {
        let none = BTreeMap::new();
        let answer = |(place, at): (usize, &usize)| {
            let mut seen = self.observed(*at)?;
            let told = step.told.get(&place).unwrap_or(&none);
            seen.told = told.iter().map(|(name, told)| (name.clone(), result(*told))).collect();
            Some(Arc::new(seen))
        };
        step.answers.iter().enumerate().filter_map(answer).collect()
    }

    /// Of the answers to a step, that which speaks for all.
    pub(in super::super) fn telling(&self, step: &StepRecord) -> Option<Arc<Observation>> {
        let answers = self.answers(step);
        answers.iter().find(|answer| answer.issued).or(answers.first()).cloned()
    }

    fn observed(&self, at: usize) -> Option<Observation> {
        let response = self.log.get(at)?.exchange.response()?;
        let mut seen = Observation::new(response.status, &response.headers, &response.body, &self.known.errors);
        seen.body_bytes = *self.lengths.get(at)?;
        Some(seen)
    }

    /// Calls with what was known when the step was judged.
    pub(in super::super) fn with_context(
        &self,
        step: &StepRecord,
        expectation: &Expectation,
        earlier: &[Arc<Observation>],
        call: &mut dyn FnMut(&Context<'_>),
    ) {
        let resolve = |template: &str| match template.contains("${") {
            true => step.values.get(template).map(|value| expand(value)),
            false => Some(template.to_owned()),
        };
        let facts = self.facts(step, earlier);
        let scope = match self.telling(step).filter(|answer| answer.issued && wants_scope(expectation)) {
            Some(answer) => self.scope(step, &answer),
            None => ScopeView::default(),
        };
        call(&Context { resolve: &resolve, scope, disregarded_scope: self.known.refresh_scope.as_deref(), facts: &facts });
    }

    fn facts(&self, step: &StepRecord, earlier: &[Arc<Observation>]) -> Facts {
        let Some(record) = step.asked.as_deref() else { return Facts::default() };
        let response = |at: usize| self.log.get(at)?.exchange.response();
        let mut asked = asked(record);
        if let Some(logged) = record.exchange.and_then(|at| self.log.get(at)) {
            asked = asked.by(&logged.exchange.request);
        }
        Facts {
            introspected: step.introspection.and_then(response).and_then(facts::said),
            earlier: earlier.to_vec(),
            ..facts::facts(self.known, &asked)
        }
    }

    fn scope(&self, step: &StepRecord, answer: &Observation) -> ScopeView {
        let response = |at: usize| self.log.get(at)?.exchange.response();
        ScopeView {
            member: answer.string("scope").map(str::to_owned),
            introspected: step.scope_introspection.and_then(response).and_then(introspected_scope),
            claim: step.scope_claim.clone(),
            declared: self.known.scope_seen_in.clone(),
        }
    }

    /// The steps of a case, judged again: as many as a run would have gone through.
    pub(in super::super) fn steps(
        &self,
        case: &Case,
        exchange: &ExchangeCase,
        judged: &JudgedRecord,
    ) -> Result<Vec<StepResult>, String> {
        let mut results: Vec<StepResult> = Vec::new();
        let mut earlier: Vec<Arc<Observation>> = Vec::new();
        let mut records = judged.steps.iter().peekable();
        let mut at = 0;
        let mut ended = false;
        while at < exchange.steps.len() && !ended {
            let end = group_end(&exchange.steps, at);
            for (index, step) in exchange.steps.iter().enumerate().take(end).skip(at) {
                let Some(record) = records.next_if(|record| record.step == index) else { break };
                let (result, ends) = self.step(step, record, case, &earlier)?;
                ended |= ends;
                earlier.extend(result.observation.clone());
                results.push(result);
            }
            let whole = results.last().is_some_and(|last| last.index + 1 == end);
            if !whole && !ended {
                return Err(format!("step {} of it is missing, though nothing ended the case before", results.len() + 1));
            }
            at = end;
        }
        match records.next() {
            Some(more) => Err(format!("step {} of it was judged, though the case had ended", more.step + 1)),
            None => Ok(results),
        }
    }

    /// A step, and whether nothing may follow.
    fn step(
        &self,
        step: &Step,
        record: &StepRecord,
        case: &Case,
        earlier: &[Arc<Observation>],
    ) -> Result<(StepResult, bool), String> {
        let level = step.level.unwrap_or(case.level);
        let result = |judgement: Judgement, observation| StepResult {
            judgement,
            level,
            observation,
            observed: None,
            index: record.step,
            basis: None,
        };
        if let Some(told) = record.settled {
            let judgement = Judgement::new(finding(told), "as told");
            let ends = !matches!(step.send, Send::Handshake(_)) || ends_the_case(judgement.finding);
            // An answer that cannot be rebuilt is still an answer: only what was kept unsent has none.
            let ends = if record.answers.is_empty() { ends } else { ends_the_case(judgement.finding) };
            return Ok((result(judgement, self.telling(record)), ends));
        }
        let answers = self.answers(record);
        let (Some(telling), true) = (self.telling(record), answers.len() == record.answers.len()) else {
            return Err(format!("the answer to its step {} is missing", record.step + 1));
        };
        let mut judgement = None;
        let choice = |name: &str| self.known.choice(name);
        self.with_context(record, &step.expect, earlier, &mut |context| {
            judgement = Some(match (step.copies, answers.as_slice()) {
                (1, [answer]) => judge(&step.expect, answer, context, &choice),
                _ => judge_race(&step.expect, &answers, context, &choice),
            });
        });
        let judgement = judgement.unwrap_or_else(|| Judgement::new(Finding::Unknown, "nothing was answered"));
        let ends = ends_the_case(judgement.finding);
        Ok((result(judgement, Some(telling)), ends))
    }
}

/// The finding that was told.
pub(super) fn finding(told: Told) -> Finding {
    match told {
        Told::Kept => Finding::Kept,
        Told::Doubtful => Finding::Doubtful,
        Told::Broken => Finding::Broken,
        Told::BrokenForSure => Finding::BrokenForSure,
        Told::Unknown => Finding::Unknown,
        Told::NotApplicable => Finding::NotApplicable,
    }
}

/// The result of a claim that was told.
fn result(told: Told) -> Match {
    let why = || "as told by whoever ran it".to_owned();
    match told {
        Told::Kept | Told::Doubtful => Match::Yes,
        Told::Broken | Told::BrokenForSure => Match::No(why()),
        Told::Unknown => Match::Unknown(why()),
        Told::NotApplicable => Match::NotApplicable(why()),
    }
}

fn asked(record: &AskedRecord) -> Asked {
    Asked {
        client: record.client,
        grant: record.grant,
        asked_scope: record.scope.clone(),
        basic_alone: false,
        nonce: record.nonce.as_deref().map(expand),
        code: record.code.as_deref().map(expand),
        front_id_token: None,
        now: record.now,
    }
}

fn rebuilt(known: &Known, exchange: &ExchangeRecord, record: Option<&AskedRecord>) -> Logged {
    let response = exchange.response.as_ref().map(response);
    let observation = record.and(response.as_ref()).map(|response| {
        let mut seen = Observation::new(response.status, &response.headers, &response.body, &known.errors);
        seen.body_bytes = exchange.response.as_ref().map_or(0, |response| response.body_bytes);
        let told = record.map(|record| &record.told).into_iter().flatten();
        seen.told = told.map(|(name, told)| (name.clone(), result(*told))).collect();
        Arc::new(seen)
    });
    let request = request(known, exchange, record);
    let asked = record.filter(|_| observation.is_some()).map(|record| asked(record).by(&request));
    let lost = || TransportError::Broken { detail: exchange.error.clone().unwrap_or_default() };
    Logged {
        purpose: exchange.purpose,
        exchange: Exchange {
            request,
            outcome: response.map(Arc::new).ok_or_else(lost),
            timing: Timing { started: Duration::ZERO, duration: Duration::ZERO },
        },
        short: None,
        observation,
        asked,
    }
}

/// The request as the record tells it; its secrets stay described, for no claim is about them.
fn request(known: &Known, exchange: &ExchangeRecord, record: Option<&AskedRecord>) -> Request {
    let recorded = &exchange.request;
    // No claim is about the URL: where it cannot be read, any will do.
    let url = Url::parse(&recorded.url).or_else(|_| Url::parse(&known.token_endpoint)).unwrap_or_else(|_| NOWHERE.clone());
    let mut request = Request::new(&recorded.method, url);
    request.headers = recorded.headers.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect();
    request.body = recorded.body.clone().into_bytes();
    if record.is_some_and(|record| record.malformed) {
        request.wire = Some(Box::new(WireForm { lines: vec!["as told".to_owned()], ..WireForm::default() }));
    }
    request
}

fn response(recorded: &ResponseRecord) -> Response {
    let header = |(name, value): &(String, String)| (name.to_ascii_lowercase(), expand(value).into_bytes());
    let mut bytes = expand(&recorded.body).into_bytes();
    if recorded.body_not_utf8 {
        // A byte that UTF-8 does not have, where there was one.
        bytes = String::from_utf8_lossy(&bytes).split('\u{fffd}').map(str::as_bytes).collect::<Vec<_>>().join(&0xff_u8);
    }
    Response {
        status: recorded.status,
        headers: recorded.headers.iter().map(header).collect(),
        body: Body { bytes, truncated: recorded.body_truncated },
    }
}
