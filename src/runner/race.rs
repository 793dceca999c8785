//! Requests that a case sends at the same time: copies of one, or several different ones.

use std::sync::Arc;

use super::obstacle::Obstacle;
use super::scene::{Logged, Scene};
use super::step::{Judged, judge_answers, reach, require_refresh_token, subject_of};
use crate::judge::Observation;
use crate::record::model::Purpose;
use crate::suite::model::{ExchangeCase, Send, Step};
use crate::transport::{Exchange, Request};

/// Sends the requests of a group of steps behind one barrier and judges each step by its own expectation.
pub(super) async fn run(exchange: &ExchangeCase, group: &[Step], scene: &mut Scene<'_>) -> Vec<Result<Judged, Obstacle>> {
    let mut requests = Vec::new();
    for step in group {
        match build(exchange, step, scene).await {
            Ok(request) => requests.extend(std::iter::repeat_n(request, step.copies)),
            // A race without one of its runners is another race: nothing is sent.
            Err(obstacle) => return vec![Err(obstacle)],
        }
    }
    let mut exchanges = scene.subject.transport.race(requests).await.into_iter();
    let mut answered = Vec::new();
    for step in group {
        let mine: Vec<Exchange> = exchanges.by_ref().take(step.copies).collect();
        answered.push(read(exchange, step, scene, mine));
    }
    // All answers are read before the first is judged: judging may send (introspection), and the race is over by then.
    let mut judged = Vec::new();
    for (step, answers) in group.iter().zip(answered) {
        judged.push(match answers {
            Ok(answers) => judge_answers(exchange, step, scene, answers).await,
            Err(obstacle) => Err(obstacle),
        });
    }
    judged
}

/// The request of a step, its state reached.
async fn build(exchange: &ExchangeCase, step: &Step, scene: &mut Scene<'_>) -> Result<Request, Obstacle> {
    reach(exchange, step, scene).await?;
    match step.send {
        Send::Token { .. } => {
            let (state, grant) = subject_of(exchange, step);
            require_refresh_token(scene, state, grant, step)?;
            let request = scene.token_request(state, grant, &step.change)?;
            Ok(scene.http(&request, &scene.subject.token_endpoint.clone()))
        }
        _ => scene.helper_http(step),
    }
}

/// Keeps the exchanges of a step and reads their answers, with their places in the log; those without an answer are left out.
fn read(
    exchange: &ExchangeCase,
    step: &Step,
    scene: &mut Scene<'_>,
    exchanges: Vec<Exchange>,
) -> Result<Vec<(usize, Arc<Observation>)>, Obstacle> {
    let mut answers = Vec::new();
    let mut broken = None;
    for exchange_made in exchanges {
        let outcome = exchange_made.outcome.clone();
        scene.log.push(Logged::new(Purpose::Examination, exchange_made, scene.ledger));
        let at = scene.log.len() - 1; // one was pushed just now
        match outcome {
            Ok(response) if matches!(step.send, Send::Token { .. }) => {
                answers.push((at, scene.read_token_answer(subject_of(exchange, step), &response)));
            }
            Ok(response) => answers.push((at, scene.observe(&response))),
            Err(error) => broken = Some(Obstacle::from_transport(&error)),
        }
    }
    match (answers.is_empty(), broken) {
        (true, Some(obstacle)) => Err(obstacle),
        _ => Ok(answers),
    }
}

/// What came of several copies, in words: `1 × 200, tokens; 7 × 400 invalid_grant`. Nothing for a single answer.
pub(super) fn observed(answers: &[Arc<Observation>]) -> Option<String> {
    if answers.len() < 2 {
        return None;
    }
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for answer in answers {
        let words = answer.words();
        match kinds.iter_mut().find(|(known, _)| *known == words) {
            Some((_, count)) => *count += 1,
            None => kinds.push((words, 1)),
        }
    }
    // Whoever won the race: the account reads the same from run to run.
    kinds.sort();
    Some(kinds.iter().map(|(words, count)| format!("{count} × {words}")).collect::<Vec<_>>().join("; "))
}
