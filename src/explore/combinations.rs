//! The second phase: states of parameters, client and message in combination, every tuple of them at least once.

use std::sync::Arc;

use super::context::Context;
use super::covering::{Coverage, cover, fill};
use super::deviation::Deviation;
use super::engine::{Job, Trial};
use super::session;
use crate::suite::model::{Change, ParameterRule};

/// The states that are combined: one of each kind. Others were tried by themselves.
const STATES: &[&str] = &[
    // of any parameter
    "absent",
    "empty",
    "in-query",
    "twice-same",
    "twice-other-after",
    "like-valid",
    "words",
    "letter-more",
    "percent-all",
    "1000",
    // of codes, refresh tokens, verifiers, redirect URIs and grant types
    "used",
    "foreign",
    "another",
    "access-token",
    "the-challenge",
    "another-registered",
    "upper-host",
    "stray",
    "foo",
    "other-case",
    // of the client
    "none",
    "as-other",
    "as-public",
    "as-confidential",
    "as-other-naming-itself",
    "secret-last-character",
    "secret-empty",
    "user-like-valid",
    "not-base64",
    "scheme-lower",
    "id-alone",
    "body",
    "body-secret-last-character",
    "both-right",
    "both-body-wrong",
    "beside-same-id",
    "beside-other-id",
    "beside-empty-id",
    "id-absent",
    "id-empty",
    "id-like-valid",
    "id-letter-more",
    "id-of-confidential",
    "basic-made-up",
    "secret-made-up",
    // of scopes
    "openid-alone",
    "openid-s1",
    "openid-s1-s2",
    "s1-alone",
    "unknown-more",
    "usual",
    "comma",
    "quotes",
    "trailing-space",
    "s1",
    // of what no document lists, and of the message
    "value",
    "name-alone",
    "reversed",
    "charset",
    "no-accept",
    "accept-anything",
    "get",
    "json",
];

/// What is combined for one client and grant, and how much of it was played.
#[derive(Debug)]
pub(crate) struct Table {
    /// Client and grant, for people.
    pub name: String,
    /// How many states each factor has.
    pub levels: Vec<usize>,
    /// Rows of the array.
    pub rows: usize,
    /// What was played.
    pub coverage: Coverage,
}

/// The tables and the jobs of the second phase.
pub(crate) fn jobs(
    contexts: &[Arc<Context>],
    rules: &[ParameterRule],
    strength: usize,
    seed: u64,
    careful: bool,
) -> (Vec<Table>, Vec<Job>) {
    let mut tables = Vec::new();
    let mut jobs = Vec::new();
    let mut askers: Vec<_> = contexts.iter().filter(|context| !context.is_valid_alone()).map(|context| context.asker).collect();
    askers.dedup();
    for asker in askers {
        let shapes: Vec<&Arc<Context>> =
            contexts.iter().filter(|context| context.asker == asker && !context.is_valid_alone()).collect();
        let Some(usual) = shapes.first() else { continue };
        let factors = factors(usual, rules, careful);
        let levels: Vec<usize> = std::iter::once(shapes.len()).chain(factors.iter().map(|factor| factor.len() + 1)).collect();
        let strength = strength.min(levels.len());
        let array = cover(&levels, strength, &[], &[]);
        let table = tables.len();
        let mut by_shape: Vec<Vec<Arc<Trial>>> = shapes.iter().map(|_| Vec::new()).collect();
        for (at, row) in array.rows.iter().enumerate() {
            let Some(row) = fill(&levels, &[], row, seed.wrapping_add(at as u64)) else { continue };
            let Some((&shape, states)) = row.split_first() else { continue };
            let trial = trial(&factors, states, (table, &row));
            if let Some(trials) = by_shape.get_mut(shape) {
                trials.push(Arc::new(trial));
            }
        }
        let name = format!("{} {}", asker.client, asker.grant.short());
        tables.push(Table { name, rows: array.rows.len(), coverage: Coverage::new(&levels, strength, &[]), levels });
        for (shape, trials) in shapes.iter().zip(by_shape) {
            // So many are tried with one state, where it bears it.
            for batch in trials.chunks(16) {
                jobs.push(Job { context: Arc::clone(shape), trials: batch.to_vec(), independent: true, seed });
            }
        }
    }
    (tables, jobs)
}

/// The states of each factor, beside that of the valid request.
fn factors(context: &Context, rules: &[ParameterRule], careful: bool) -> Vec<Vec<Deviation>> {
    let mut out: Vec<Vec<Deviation>> = Vec::new();
    for deviation in context.deviations(rules, careful) {
        let state = deviation.id.split_once('/').map(|(_, state)| state).unwrap_or_default();
        if !deviation.is_bound && !STATES.contains(&state) {
            continue;
        }
        match out.iter_mut().find(|factor| factor.first().is_some_and(|first| first.factor == deviation.factor)) {
            Some(factor) => factor.push(deviation),
            None => out.push(vec![deviation]),
        }
    }
    out
}

fn trial(factors: &[Vec<Deviation>], states: &[usize], (table, row): (usize, &[usize])) -> Trial {
    let mut change = Change::default();
    let mut labels = Vec::new();
    let mut deviating = Vec::new();
    for (factor, state) in factors.iter().zip(states) {
        // State 0 is that of the valid request.
        let Some(deviation) = state.checked_sub(1).and_then(|at| factor.get(at)) else { continue };
        labels.push(deviation.id.as_str());
        deviating.push(deviation.factor);
        merge(&mut change, &deviation.change);
    }
    let label = if labels.is_empty() { "valid".to_owned() } else { labels.join(" + ") };
    let factor = if let [one] = deviating.as_slice() { one } else { "" };
    Trial { label, step: session::changed(change), factor, row: Some((table, row.to_vec())), memory: None }
}

/// Both changes at once. Each factor has its own parameters, so they do not meet.
pub(crate) fn merge(change: &mut Change, other: &Change) {
    change.set.extend(other.set.iter().cloned());
    change.drop.extend(other.drop.iter().cloned());
    change.repeat.extend(other.repeat.iter().cloned());
    change.rename.extend(other.rename.iter().cloned());
    change.query.extend(other.query.iter().cloned());
    change.header.extend(other.header.iter().cloned());
    change.header_twice.extend(other.header_twice.iter().cloned());
    change.reverse |= other.reverse;
    change.body = other.body.clone().or(change.body.take());
    change.method = other.method.clone().or(change.method.take());
    change.auth = other.auth.clone().or(change.auth.take());
    change.wire = other.wire.clone().or(change.wire.take());
}
