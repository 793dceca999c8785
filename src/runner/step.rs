//! The steps of a case, one after the other: reach the state, send, bind, judge.

use std::sync::Arc;

use super::needs::{self, Need};
use super::obstacle::Obstacle;
use super::scene::Scene;
use super::value;
use crate::judge::expectation::{Expectation, Pattern};
use crate::judge::{Context, Finding, Judgement, Observation, ScopeView, judge};
use crate::protocol::jwt;
use crate::protocol::names::{Grant, Level};
use crate::record::model::Purpose;
use crate::suite::model::{Case, ExchangeCase, Send, StateName, Step};

/// What one step came to.
pub(super) struct StepResult {
    pub judgement: Judgement,
    pub level: Level,
    pub observation: Option<Arc<Observation>>,
    pub index: usize,
}

/// Runs the steps until one settles the case.
pub(super) async fn run_steps(case: &Case, exchange: &ExchangeCase, scene: &mut Scene<'_>) -> Vec<StepResult> {
    let mut results: Vec<StepResult> = Vec::new();
    for (index, step) in exchange.steps.iter().enumerate() {
        let level = step.level.unwrap_or(case.level);
        let (judgement, observation) = match run_step(exchange, step, scene).await {
            Ok((judgement, observation)) => (judgement, Some(observation)),
            Err(obstacle) => (from_obstacle(obstacle), None),
        };
        let ends = observation.is_none() || !matches!(judgement.finding, Finding::Kept | Finding::Doubtful);
        results.push(StepResult { judgement, level, observation, index });
        if ends {
            break;
        }
    }
    results
}

fn from_obstacle(obstacle: Obstacle) -> Judgement {
    match obstacle {
        Obstacle::NotApplicable(why) => Judgement::new(Finding::NotApplicable, why),
        Obstacle::Unknown(why) => Judgement::new(Finding::Unknown, why),
        Obstacle::Kept(why) => Judgement::new(Finding::Kept, why),
    }
}

async fn run_step(
    exchange: &ExchangeCase,
    step: &Step,
    scene: &mut Scene<'_>,
) -> Result<(Judgement, Arc<Observation>), Obstacle> {
    reach(exchange, step, scene).await?;
    let (state, grant) = subject_of(exchange, step);
    let observation = match &step.send {
        Send::Token { .. } => {
            require_refresh_token(scene, state, grant, step)?;
            let request = scene.token_request(state, grant, &step.change)?;
            scene.send_token((state, grant), &request, Purpose::Examination).await?
        }
        _ => scene.send_helper(step).await?,
    };
    bind(scene, step, &observation);
    let scope = match wants_scope(&step.expect) && observation.issued {
        true => scene.scope_view(&observation).await,
        false => ScopeView::default(),
    };
    let facts = scene.facts((state, grant), &step.expect, &observation).await;
    let judgement = {
        let fill = |text: &str| value::template(text, &|name| scene.fill(name)).ok();
        let context = Context { resolve: &fill, scope, disregarded_scope: scene.subject.refresh_scope(), facts };
        let choice = |name: &str| scene.subject.target.choice(name).map(str::to_owned);
        judge(&step.expect, &observation, &context, &choice)
    };
    scene.answers.push(Arc::clone(&observation));
    Ok((judgement, observation))
}

/// The state and grant of a step's request; those of the case for requests that are no token requests.
fn subject_of(exchange: &ExchangeCase, step: &Step) -> (StateName, Grant) {
    match step.send {
        Send::Token { state, grant } => (state, grant.unwrap_or(exchange.grant)),
        _ => (StateName::Main, exchange.grant),
    }
}

/// Brings every state that the step touches as far as it needs it.
async fn reach(exchange: &ExchangeCase, step: &Step, scene: &mut Scene<'_>) -> Result<(), Obstacle> {
    for (state, need) in needs::of_step(exchange, step) {
        match need {
            Need::Prepared => scene.prepare(state)?,
            Need::Code => scene.mint(state).await?,
            Need::Exchanged => scene.exchange(state).await?,
        }
    }
    Ok(())
}

/// A refresh request without a refresh token would examine something else.
fn require_refresh_token(scene: &Scene<'_>, state: StateName, grant: Grant, step: &Step) -> Result<(), Obstacle> {
    let needs = grant == Grant::RefreshToken && needs::uses_refresh_token(step);
    let has = scene.states.get(&state).is_some_and(|state| state.material.refresh_token.is_some());
    if needs && !has {
        return Err(Obstacle::NotApplicable("the target issued no refresh token".to_owned()));
    }
    Ok(())
}

fn wants_scope(expectation: &Expectation) -> bool {
    let wants = |pattern: &Pattern| pattern.scope.is_some();
    wants(&expectation.primary) || expectation.others.iter().any(|other| wants(&other.pattern))
}

fn bind(scene: &mut Scene<'_>, step: &Step, observation: &Observation) {
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
