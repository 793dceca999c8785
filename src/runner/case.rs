//! Examines one case: reaches its state, sends its steps, judges the answers, applies its level.

use std::time::Duration;

use super::control::{ControlKey, ControlOutcome, Controls};
use super::execute::Detail;
use super::ledger::Ledger;
use super::needs;
use super::ration::is_rationed;
use super::scene::{Logged, Scene};
use super::second_look::{is_invalid_grant, may_be_disturbed};
use super::step::{StepResult, run_steps};
use super::subject::Subject;
use super::wait::Waiting;
use super::{pkce_demanded, repeat, replay, told, value};
use crate::judge::expectation::Outcome;
use crate::judge::{Finding, Judgement, words};
use crate::protocol::names::Level;
use crate::record::Verdict;
use crate::record::model::Purpose;
use crate::suite::model::{Case, ExchangeCase, Send};

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
    pub log: Vec<Logged>,
    pub repeat: Vec<String>,
    pub authorizations: u32,
    pub authorization_round_trips: u32,
    /// Seconds that it let pass; none where it only pretended to.
    pub waited: u32,
    /// Whether another case may have revoked what this one was given.
    pub disturbed: bool,
}

/// So many bytes of an account are kept: a person reads less, and a target may have chosen the words.
const ACCOUNT: usize = 4096;

/// A text that holds what a target said, not longer than an account may be.
fn account(text: String) -> String {
    match text.len() {
        0..=ACCOUNT => text,
        _ => format!("{}…", &text[..text.floor_char_boundary(ACCOUNT)]),
    }
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
            log: Vec::new(),
            repeat: Vec::new(),
            authorizations: 0,
            authorization_round_trips: 0,
            waited: 0,
            disturbed: false,
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
    if let Some(observed) = control.as_ref().and_then(|control| pkce_demanded::at_exchange(exchange, control))
        && !is_rationed(subject)
    {
        let ordinary = ControlKey::ordinary(exchange);
        let outcome = controls.outcome(&ordinary, subject, ledger, seed).await;
        demanded = outcome.succeeded.then_some(observed);
        if demanded.is_some() {
            (control, key) = (Some(outcome), Some(ordinary));
        }
    }
    let unproven = control.as_ref().is_some_and(|control| !control.succeeded);
    let stuck = if key.is_none() { stuck(exchange, &results) } else { None };
    let uncontrolled = control.as_ref().is_some_and(|control| !control.succeeded && control.log.iter().any(is_invalid_grant));
    let disturbed = uncontrolled || may_be_disturbed(&results, &scene.log);
    let mut result = conclude(case, exchange, scene, results, if unproven { Detail::All } else { detail });
    if let Some(control) = control
        && unproven
    {
        without_control(&mut result, exchange, &control);
    }
    if let Some(observed) = demanded {
        pkce_demanded::settle(&mut result, exchange, &observed);
    }
    if let Some(observed) = stuck {
        result.verdict = Verdict::Inconclusive;
        result.reason = format!("the ordinary request, from which this case goes on, got {observed}");
    }
    result.control = key;
    result.disturbed = disturbed;
    result
}

/// What the ordinary request got, when it is refused and the case is about what comes after it, or about the tokens that
/// did not come. That it is refused is the finding of other cases.
fn stuck(exchange: &ExchangeCase, results: &[StepResult]) -> Option<String> {
    let (first, rest) = exchange.steps.split_first()?;
    let result = results.first().filter(|result| result.index == 0)?;
    let seen = result.observation.as_ref()?;
    let tokens_wanted = matches!(first.send, Send::Token { .. }) && first.expect.primary.outcome == Outcome::Tokens;
    let failed = matches!(result.judgement.finding, Finding::Broken | Finding::BrokenForSure | Finding::Doubtful);
    let further = !rest.is_empty() || first.expect.primary.claims_more();
    (further && tokens_wanted && failed && !seen.is_success() && first.copies == 1).then(|| seen.words())
}

/// The control failed: a refusal proves nothing, and neither does a failure to succeed. Only tokens that were issued,
/// whether they were allowed or the request had to be refused, remain what they are.
fn without_control(result: &mut CaseResult, exchange: &ExchangeCase, control: &ControlOutcome) {
    let refusal_wanted =
        exchange.steps.iter().any(|step| matches!(step.expect.primary.outcome, Outcome::Error | Outcome::Refused));
    let issued = result
        .log
        .iter()
        .any(|logged| logged.purpose == Purpose::Examination && logged.observation.as_ref().is_some_and(|seen| seen.issued));
    let stands = match result.verdict {
        Verdict::Skip => true,
        Verdict::Fail => refusal_wanted && issued,
        Verdict::Pass => issued && (!refusal_wanted || exchange.steps.len() == 1),
        // That they were issued stands; what excuses them may not, and is told together with the control.
        Verdict::Warn if refusal_wanted && issued && exchange.steps.len() == 1 => {
            result.reason =
                format!("{}; the control, the same request without the change, got {}", result.reason, control.observed);
            true
        }
        Verdict::Warn | Verdict::Inconclusive => false,
    };
    if stands {
        return;
    }
    let observed = &control.observed;
    (result.verdict, result.reason) = match control.applies {
        true => (Verdict::Inconclusive, format!("the control failed: the same request without the change got {observed}")),
        false => (Verdict::Skip, observed.clone()),
    };
}

/// The verdict that a judgement has at a level.
pub(super) fn verdict(finding: Finding, level: Level) -> Verdict {
    match finding {
        Finding::Kept => Verdict::Pass,
        Finding::Doubtful => Verdict::Warn,
        Finding::Broken if level == Level::Must => Verdict::Fail,
        Finding::Broken => Verdict::Warn,
        Finding::BrokenForSure => Verdict::Fail,
        Finding::NotApplicable => Verdict::Skip,
        Finding::Unknown => Verdict::Inconclusive,
    }
}

/// What the case tells of the server's behaviour: the last answer that has something to say, or the refusal to get so far.
fn answer(case: &Case, results: &[StepResult], scene: &Scene<'_>) -> Option<String> {
    let said = results.iter().rev().find_map(|result| result.judgement.answer.clone());
    said.or_else(|| case.behaviour.as_ref()?.refused.clone().filter(|_| scene.refused))
}

fn conclude(case: &Case, exchange: &ExchangeCase, scene: Scene<'_>, mut results: Vec<StepResult>, detail: Detail) -> CaseResult {
    let note = contrast(exchange, &mut results, case.level);
    let worst =
        results.iter().max_by_key(|result| (verdict(result.judgement.finding, result.level), std::cmp::Reverse(result.index)));
    let Some(worst) = worst else {
        return CaseResult::unsent(Verdict::Inconclusive, "internal error: the case has no step");
    };
    // Steps come from `exchange.steps`, so the index is in bounds.
    let step = &exchange.steps[worst.index];
    let mut reason = worst.judgement.reason.clone();
    if exchange.steps.len() > 1 && worst.judgement.finding != Finding::Kept {
        reason = format!("step {} of {}: {reason}", worst.index + 1, exchange.steps.len());
    }
    if let Some(note) = note {
        reason = if worst.judgement.finding == Finding::Kept { note } else { format!("{reason}; {note}") };
    }
    let fill = |name: &str| scene.fill(name);
    let scope = value::template(&exchange.given.authorization.scope, &fill)
        .unwrap_or_else(|_| exchange.given.authorization.scope.clone());
    let filled = |text: String| account(told::fill_known(&text, &fill));
    let verdict = verdict(worst.judgement.finding, worst.level);
    CaseResult {
        verdict,
        reason: account(reason),
        answer: answer(case, &results, &scene).map(account),
        given: Some(crate::suite::words::given(exchange.client, exchange.grant, &exchange.given, &scope)),
        changed: told::changes(exchange, worst.index).into_iter().map(filled).collect(),
        expected: filled(words::expected(&step.expect.primary)),
        also_accepted: words::also_accepted(&step.expect).into_iter().map(filled).collect(),
        observed: account(worst.words().unwrap_or_else(|| worst.judgement.reason.clone())),
        control: None,
        repeat: if detail.wants(verdict) { repeat_lines(exchange, worst.index, &scene) } else { Vec::new() },
        authorizations: scene.authorizations,
        authorization_round_trips: scene.authorization_round_trips,
        waited: if scene.waiting == Waiting::Real { scene.waited } else { 0 },
        disturbed: false,
        log: scene.log,
    }
}

/// The lines that repeat a case; none where they would be longer than anybody pastes into a shell.
fn repeat_lines(exchange: &ExchangeCase, index: usize, scene: &Scene<'_>) -> Vec<String> {
    let lines = repeat::lines(exchange, index, scene);
    if lines.iter().map(String::len).sum::<usize>() > 8 * ACCOUNT { Vec::new() } else { lines }
}

/// Compares the answer at a bound with the one beyond it (requirements, section 0, rule 11).
fn contrast(exchange: &ExchangeCase, results: &mut [StepResult], level: Level) -> Option<String> {
    let (at, beyond) = exchange.contrast?;
    let seen = |index: usize| {
        results.iter().find(|result| result.index == index)?.observation.as_ref().map(|o| (o.words(), o.is_success()))
    };
    let (at_words, at_success) = seen(at)?;
    let (beyond_words, beyond_success) = seen(beyond)?;
    if beyond_success && !at_success {
        let last = results.iter_mut().find(|result| result.index == beyond)?;
        last.level = level;
        last.judgement = Judgement::new(Finding::Broken, format!("beyond the bound: {beyond_words}; at the bound: {at_words}"));
        return None;
    }
    Some(if at_words == beyond_words {
        format!("at the bound and beyond it the answer is the same ({at_words}): the bound cannot be told apart from outside")
    } else {
        format!("the bound can be seen: {at_words} at it, {beyond_words} beyond it")
    })
}
