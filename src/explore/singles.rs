//! The first phase: every deviation by itself, in every context; the declared bounds first.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::Context;
use super::deviation::{Asker, Deviation};
use super::engine::{Job, Trial};
use super::session;
use crate::protocol::names::Grant;
use crate::suite::model::{Base, ParameterRule, Send, StateName, Step, Value};

/// So many requests are tried with one state, where it bears it.
const BATCH: usize = 16;

/// The jobs of the first phase.
pub(crate) fn jobs(contexts: &[Arc<Context>], rules: &[ParameterRule], seed: u64, careful: bool) -> Vec<Job> {
    let mut first = Vec::new();
    let mut bounds = Vec::new();
    let mut others = Vec::new();
    let mut afterwards = Vec::new();
    for (at, context) in contexts.iter().enumerate() {
        let seed = seed.wrapping_add(at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let valid = |count: usize| {
            let trial = Arc::new(Trial::plain("valid", session::ask(StateName::Main)));
            vec![trial; count]
        };
        let job = |trials, independent| Job { context: Arc::clone(context), trials, independent, seed };
        // A refresh token is good for more than one request.
        first.push(job(valid(if context.asker.grant == Grant::RefreshToken { 3 } else { 1 }), false));
        if context.is_valid_alone() {
            continue;
        }
        let mut deviations = context.deviations(rules, careful);
        // What does not concern this client was left out already; what stays is tried in the order of the factors.
        let of_bounds: Vec<_> = deviations.extract_if(.., |deviation| deviation.is_bound).collect();
        for (list, out) in [(of_bounds, &mut bounds), (deviations, &mut others)] {
            for batch in list.chunks(BATCH) {
                // The first once more at the end: what failed between must not have opened a door.
                let again = batch.first().filter(|_| batch.len() > 1);
                let trials = batch.iter().chain(again).map(Trial::from).map(Arc::new).collect();
                out.push(job(trials, true));
            }
            for deviation in list.iter().filter(|deviation| deviation.id.ends_with("/stray")) {
                afterwards.extend(aftermath(deviation).map(|trials| job(trials, false)));
            }
        }
    }
    // The valid requests first: what is refused like them says nothing. Then everything once with the usual authorization of each client
    // and grant: where authorizations are few, the unusual ones have what is left.
    let usual = usual(contexts);
    let is_usual = |job: &Job| usual.contains(&job.context.name.as_str());
    let (usual_bounds, bounds): (Vec<Job>, Vec<Job>) = bounds.into_iter().partition(is_usual);
    let (usual_others, others): (Vec<Job>, Vec<Job>) = others.into_iter().partition(is_usual);
    first
        .into_iter()
        .chain([usual_bounds, usual_others, bounds, others].into_iter().flat_map(interleaved))
        .chain(afterwards)
        .filter(|job| !job.trials.is_empty())
        .collect()
}

/// The first context of each client and grant, by name.
fn usual(contexts: &[Arc<Context>]) -> Vec<&str> {
    let mut seen: Vec<(Asker, &str)> = Vec::new();
    for context in contexts.iter().filter(|context| !context.is_valid_alone()) {
        if !seen.iter().any(|(asker, _)| *asker == context.asker) {
            seen.push((context.asker, context.name.as_str()));
        }
    }
    seen.into_iter().map(|(_, name)| name).collect()
}

/// A stray credential, and whether it is good for its own grant afterwards.
fn aftermath(deviation: &Deviation) -> Option<Vec<Arc<Trial>>> {
    let (_, Value { base: Base::Template(text), .. }) = deviation.change.set.first()? else { return None };
    let (state, grant) = match text.as_str() {
        "${spare.code}" => (StateName::Spare, Grant::AuthorizationCode),
        "${spare.refresh_token}" => (StateName::Spare, Grant::RefreshToken),
        "${done.refresh_token}" => (StateName::Done, Grant::RefreshToken),
        _ => return None,
    };
    let own = Step { send: Send::Token { state, grant: Some(grant) }, ..session::ask(state) };
    let label = format!("{}, then in its own place", deviation.id);
    Some(vec![Arc::new(Trial::from(deviation)), Arc::new(Trial::plain(&label, own))])
}

/// The first job of each context, then the second of each: where the budget ends early, each has had its share.
fn interleaved(jobs: Vec<Job>) -> Vec<Job> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut placed: Vec<(usize, Job)> = jobs
        .into_iter()
        .map(|job| {
            let place = seen.entry(job.context.name.clone()).or_default();
            *place += 1;
            (*place, job)
        })
        .collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, job)| job).collect()
}
