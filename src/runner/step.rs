//! The steps of a case, one after the other: reach the state, wait, send, bind, judge.

use std::sync::Arc;

use super::evidence::Basis;
use super::handshake;
use super::needs::{self, Need};
use super::obstacle::Obstacle;
use super::race;
use super::scene::Scene;
use super::value;
use crate::judge::expectation::{Expectation, Pattern};
use crate::judge::{Context, Finding, Judgement, Observation, ScopeView, judge, judge_race};
use crate::protocol::jwt;
use crate::protocol::names::{Grant, Level};
use crate::record::model::Purpose;
use crate::suite::model::{Case, ExchangeCase, Send, StateName, Step};

/// What one step came to.
#[derive(Debug, Clone)]
pub(super) struct StepResult {
    pub judgement: Judgement,
    pub level: Level,
    /// What was answered; of several copies the first answer that shows most. Absent: nothing was.
    pub observation: Option<Arc<Observation>>,
    /// What was observed, in words, where that is more than the observation says.
    pub observed: Option<String>,
    pub index: usize,
    /// What it was judged by, where that is to be recorded and an answer was judged.
    pub basis: Option<Box<Basis>>,
}

impl StepResult {
    /// Whether the rule was kept before anything was sent to the endpoint.
    pub(super) fn was_kept_unsent(&self) -> bool {
        self.judgement.finding == Finding::Kept && self.observation.is_none()
    }

    /// What was observed, in words.
    pub(super) fn words(&self) -> Option<String> {
        self.observed.clone().or_else(|| self.observation.as_ref().map(|seen| seen.words()))
    }
}

/// A judged step.
pub(super) struct Judged {
    pub judgement: Judgement,
    pub observation: Option<Arc<Observation>>,
    pub observed: Option<String>,
    pub basis: Option<Box<Basis>>,
}

impl Judged {
    /// Without an answer.
    pub(super) fn unanswered(judgement: Judgement, observed: Option<String>) -> Self {
        Self { judgement, observation: None, observed, basis: None }
    }
}

/// Runs the steps until one settles the case. Those that are sent at the same time count as one.
pub(super) async fn run_steps(case: &Case, exchange: &ExchangeCase, scene: &mut Scene<'_>) -> Vec<StepResult> {
    let mut results: Vec<StepResult> = Vec::new();
    let mut at = 0;
    while at < exchange.steps.len() {
        let end = group_end(&exchange.steps, at);
        // `at < end <= len`: a group has its first step at least.
        let group = &exchange.steps[at..end];
        let mut ends = false;
        for (offset, judged) in run_group(exchange, group, scene).await.into_iter().enumerate() {
            let (judged, obstacle) = match judged {
                Ok(judged) => (judged, false),
                Err(obstacle) => (Judged::unanswered(from_obstacle(obstacle), None), true),
            };
            let Judged { judgement, observation, observed, basis } = judged;
            ends |= obstacle || ends_the_case(judgement.finding);
            let level = group.get(offset).and_then(|step| step.level).unwrap_or(case.level);
            results.push(StepResult { judgement, level, observation, observed, index: at + offset, basis });
        }
        if ends {
            break;
        }
        at = end;
    }
    results
}

/// Whether nothing is sent after a step that came to this.
pub(super) fn ends_the_case(finding: Finding) -> bool {
    !matches!(finding, Finding::Kept | Finding::Doubtful)
}

/// Where the group of steps that begins at an index ends.
pub(super) fn group_end(steps: &[Step], at: usize) -> usize {
    let more = steps.iter().skip(at + 1).take_while(|step| step.with_previous).count();
    at + 1 + more
}

fn from_obstacle(obstacle: Obstacle) -> Judgement {
    match obstacle {
        Obstacle::NotApplicable(why) => Judgement::new(Finding::NotApplicable, why),
        Obstacle::Unknown(why) => Judgement::new(Finding::Unknown, why),
        Obstacle::Kept(why) => Judgement::new(Finding::Kept, why),
    }
}

async fn run_group(exchange: &ExchangeCase, group: &[Step], scene: &mut Scene<'_>) -> Vec<Result<Judged, Obstacle>> {
    match group {
        // On the heap, like all that many layers below are polled through: unoptimised, they take more stack than a thread has.
        [step] if step.copies == 1 => vec![Box::pin(run_step(exchange, step, scene)).await],
        // Rare: boxed, so that the ordinary step is no larger for it.
        _ => Box::pin(race::run(exchange, group, scene)).await,
    }
}

async fn run_step(exchange: &ExchangeCase, step: &Step, scene: &mut Scene<'_>) -> Result<Judged, Obstacle> {
    reach(exchange, step, scene).await?;
    let (state, grant) = subject_of(exchange, step);
    let observation = match &step.send {
        Send::Token { .. } => {
            require_refresh_token(scene, state, grant, step)?;
            let request = scene.token_request(state, grant, &step.change)?;
            scene.send_token((state, grant), &request, Purpose::Examination).await?
        }
        Send::Handshake(offer) => return handshake::shake(scene.subject, *offer, &step.expect).await,
        _ => scene.send_helper(step).await?,
    };
    let at = scene.log.len().saturating_sub(1);
    judge_answers(exchange, step, scene, vec![(at, observation)]).await
}

/// Binds and judges the answers to a step, with their places in the log: one, or those to all of its copies.
pub(super) async fn judge_answers(
    exchange: &ExchangeCase,
    step: &Step,
    scene: &mut Scene<'_>,
    answers: Vec<(usize, Arc<Observation>)>,
) -> Result<Judged, Obstacle> {
    let (at, answers): (Vec<usize>, Vec<Arc<Observation>>) = answers.into_iter().unzip();
    // Of copies, that which succeeded speaks for all.
    let telling = answers.iter().find(|answer| answer.issued).or(answers.first());
    let observation = Arc::clone(telling.ok_or_else(|| Obstacle::Unknown("nothing was answered".to_owned()))?);
    bind(scene, step, &observation);
    let before = scene.log.len();
    let scope = match wants_scope(&step.expect) && observation.issued {
        true => scene.scope_view(&observation).await,
        false => ScopeView::default(),
    };
    let scope_introspection = (scene.log.len() > before).then(|| scene.log.len() - 1);
    let (facts, behind) = scene.facts(subject_of(exchange, step), &step.expect, &observation).await;
    let mut basis = None;
    let judgement = {
        let fill = |text: &str| value::template(text, &|name| scene.fill(name)).ok();
        let context = Context { resolve: &fill, scope, disregarded_scope: scene.subject.refresh_scope(), facts: &facts };
        let choice = |name: &str| scene.subject.target.choice(name).map(str::to_owned);
        if scene.detail.is_evidence() {
            basis = Some(Box::new(Basis::of(&step.expect, &answers, &context, (at, scope_introspection, behind))));
        }
        match step.copies {
            1 => judge(&step.expect, &observation, &context, &choice),
            _ => judge_race(&step.expect, &answers, &context, &choice),
        }
    };
    scene.answers.push(Arc::clone(&observation));
    Ok(Judged { judgement, observed: race::observed(&answers), observation: Some(observation), basis })
}

/// The state and grant of a step's request; those of the case for requests that are no token requests.
pub(super) fn subject_of(exchange: &ExchangeCase, step: &Step) -> (StateName, Grant) {
    match step.send {
        Send::Token { state, grant } => (state, grant.unwrap_or(exchange.grant)),
        _ => (StateName::Main, exchange.grant),
    }
}

/// Brings every state that the step touches as far as it needs it; then waits, if the step does.
pub(super) async fn reach(exchange: &ExchangeCase, step: &Step, scene: &mut Scene<'_>) -> Result<(), Obstacle> {
    for (state, need) in needs::of_step(exchange, step) {
        match need {
            Need::Prepared => scene.prepare(state)?,
            Need::Code => scene.mint(state).await?,
            Need::Exchanged => Box::pin(scene.exchange(state)).await?,
        }
    }
    match step.wait {
        Some(wait) => scene.wait(wait, subject_of(exchange, step).0).await,
        None => Ok(()),
    }
}

/// A refresh request without a refresh token would examine something else.
pub(super) fn require_refresh_token(scene: &Scene<'_>, state: StateName, grant: Grant, step: &Step) -> Result<(), Obstacle> {
    let needs = grant == Grant::RefreshToken && needs::uses_refresh_token(step);
    let has = scene.states.get(&state).is_some_and(|state| state.material.refresh_token.is_some());
    if needs && !has {
        return Err(Obstacle::NotApplicable("the target issued no refresh token".to_owned()));
    }
    Ok(())
}

pub(super) fn wants_scope(expectation: &Expectation) -> bool {
    let wants = |pattern: &Pattern| pattern.scope.is_some();
    wants(&expectation.primary) || expectation.others.iter().any(|other| wants(&other.pattern))
}

pub(super) fn bind(scene: &mut Scene<'_>, step: &Step, observation: &Observation) {
    for (name, path) in &step.bind {
        let claim = |token: &str, claim: &str| {
            let claims = observation.string(token).and_then(jwt::claims)?;
            claims.get(claim).and_then(serde_json::Value::as_str).map(str::to_owned)
        };
        let found = match path.split_once('.') {
            Some(("response", member)) => observation.string(member).map(str::to_owned),
            Some((token @ ("id_token" | "access_token"), name)) => claim(token, name),
            _ => None,
        };
        scene.bound.extend(found.map(|found| (name.clone(), found)));
    }
}
