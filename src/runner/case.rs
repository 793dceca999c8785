//! Examines one case: reaches its state, sends its steps, judges the answers, applies its level.

use std::time::Duration;

use super::control::{ControlKey, Controls};
use super::execute::Detail;
use super::ledger::Ledger;
use super::needs;
use super::ration::is_rationed;
use super::scene::{Logged, Scene};
use super::second_look::{is_invalid_grant, may_be_disturbed};
use super::settle::{Proof, settle, stuck, worst};
use super::step::{StepResult, run_steps};
use super::subject::Subject;
use super::wait::Waiting;
use super::{pkce_demanded, repeat, replay, told, value};
use crate::judge::words;
use crate::record::Verdict;
use crate::suite::model::{Case, ExchangeCase};

/// What became of a case.
#[derive(Debug, Clone)]
pub(super) struct CaseResult {
    pub verdict: Verdict,
    pub reason: String,
    pub answer: Option<String>,
    pub given: Option<String>,
    pub changed: Vec<String>,
    pub expected: String,
    pub also_accepted: Vec<String>,
    pub observed: String,
    pub control: Option<ControlKey>,
    /// The control that was asked first, where another has taken its place (`pkce_demanded`).
    pub first_control: Option<ControlKey>,
    pub log: Vec<Logged>,
    pub repeat: Vec<String>,
    pub authorizations: u32,
    pub authorization_round_trips: u32,
    /// Seconds that it let pass; none where it only pretended to.
    pub waited: u32,
    /// Whether another case may have revoked what this one was given.
    pub disturbed: bool,
    /// Whether its finding was taken back because of that.
    pub withdrawn: bool,
    /// Whether the authorization endpoint refused a request of the case.
    pub refused: bool,
    /// What its steps came to, where that is to be recorded.
    pub steps: Vec<StepResult>,
}

impl CaseResult {
    /// A case of which nothing was sent.
    pub(super) fn unsent(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
            answer: None,
            given: None,
            changed: Vec::new(),
            expected: String::new(),
            also_accepted: Vec::new(),
            observed: "nothing was sent".to_owned(),
            control: None,
            first_control: None,
            log: Vec::new(),
            repeat: Vec::new(),
            authorizations: 0,
            authorization_round_trips: 0,
            waited: 0,
            disturbed: false,
            withdrawn: false,
            refused: false,
            steps: Vec::new(),
        }
    }

    /// Time spent in round trips of the case's own requests.
    pub(super) fn busy(&self) -> Duration {
        self.log.iter().map(|logged| logged.exchange.timing.duration).sum()
    }
}

/// What the cases of a run have in common.
pub(super) struct Common<'a> {
    pub subject: &'a Subject,
    pub ledger: &'a Ledger,
    pub controls: &'a Controls,
    pub seed: u64,
    pub detail: Detail,
    pub waiting: Waiting,
}

/// Examines a case. Its control runs at the same time, once for all cases that share it; before it where they might meet.
pub(super) async fn examine(case: &Case, exchange: &ExchangeCase, common: &Common<'_>) -> CaseResult {
    let Common { subject, ledger, controls, seed, detail, waiting } = *common;
    if let Some(why) = subject.unreadable(case) {
        return CaseResult::unsent(Verdict::Inconclusive, why);
    }
    let who = (exchange.client, exchange.grant);
    let mut scene = Scene::new(subject, ledger, who, &exchange.given, super::seed_for(seed, &case.id));
    scene.waiting = waiting;
    scene.detail = detail;
    scene.case = Some(case.id.as_str().into());
    let mut key = ControlKey::of(exchange);
    let control = async {
        match &key {
            Some(key) => Some(controls.outcome(key, subject, ledger, seed).await),
            None => None,
        }
    };
    let (results, mut control) = if replay::share_sessions(subject) && replay::replays(exchange) {
        // The case's own replay must not end what its control holds.
        let control = control.await;
        (run_steps(case, exchange, &mut scene).await, control)
    } else {
        tokio::join!(run_steps(case, exchange, &mut scene), control)
    };
    if needs::may_be_settled_early(exchange) && results.first().is_some_and(StepResult::was_kept_unsent) {
        let ordinary = ControlKey::ordinary(exchange);
        control = Some(controls.outcome(&ordinary, subject, ledger, seed).await);
        key = Some(ordinary);
    }
    let mut demanded = None;
    let mut first = None;
    if let Some(observed) = control.as_ref().and_then(|control| pkce_demanded::at_exchange(exchange, control))
        && !is_rationed(subject)
    {
        let ordinary = ControlKey::ordinary(exchange);
        let outcome = controls.outcome(&ordinary, subject, ledger, seed).await;
        demanded = outcome.succeeded.then_some(observed);
        if demanded.is_some() {
            first = key.replace(ordinary);
            control = Some(outcome);
        }
    }
    let proof =
        Proof { control: control.as_deref(), demanded, stuck: if key.is_none() { stuck(exchange, &results) } else { None } };
    let unproven = proof.is_wanting();
    let uncontrolled = unproven && control.as_ref().is_some_and(|control| control.log.iter().any(is_invalid_grant));
    let disturbed = uncontrolled || may_be_disturbed(&results, &scene.log);
    let mut result = conclude(case, exchange, scene, results, if unproven { Detail::All.or(detail) } else { detail });
    settle(&mut result, exchange, &proof);
    result.control = key;
    result.first_control = first;
    result.disturbed = disturbed;
    result
}

/// What the case tells of the server's behaviour: the last answer that has something to say, or the refusal to get so far.
fn answer(case: &Case, results: &[StepResult], scene: &Scene<'_>) -> Option<String> {
    let said = results.iter().rev().find_map(|result| result.judgement.answer.clone());
    said.or_else(|| case.behaviour.as_ref()?.refused.clone().filter(|_| scene.refused))
}

fn conclude(case: &Case, exchange: &ExchangeCase, scene: Scene<'_>, mut results: Vec<StepResult>, detail: Detail) -> CaseResult {
    let Some((worst, verdict, reason)) = worst(exchange, &mut results, case.level) else {
        return CaseResult::unsent(Verdict::Inconclusive, "internal error: the case has no step");
    };
    // Steps come from `exchange.steps`, so the index is in bounds; the worst is one of the results.
    let worst = &results[worst];
    let step = &exchange.steps[worst.index];
    let fill = |name: &str| scene.fill(name);
    let scope = value::template(&exchange.given.authorization.scope, &fill)
        .unwrap_or_else(|_| exchange.given.authorization.scope.clone());
    let filled = |text: String| told::fill_known(&text, &fill);
    CaseResult {
        verdict,
        reason,
        answer: answer(case, &results, &scene),
        given: Some(crate::suite::words::given(exchange.client, exchange.grant, &exchange.given, &scope)),
        changed: told::changes(exchange, worst.index).into_iter().map(filled).collect(),
        expected: filled(words::expected(&step.expect.primary)),
        also_accepted: words::also_accepted(&step.expect).into_iter().map(filled).collect(),
        observed: worst.words().unwrap_or_else(|| worst.judgement.reason.clone()),
        control: None,
        first_control: None,
        repeat: if detail.wants(verdict) { repeat::lines(exchange, worst.index, &scene) } else { Vec::new() },
        authorizations: scene.authorizations,
        authorization_round_trips: scene.authorization_round_trips,
        waited: if scene.waiting == Waiting::Real { scene.waited } else { 0 },
        disturbed: false,
        withdrawn: false,
        refused: scene.refused,
        log: scene.log,
        steps: if detail.is_evidence() { results } else { Vec::new() },
    }
}
