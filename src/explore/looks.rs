//! What the suites say of every answer of a class, whatever was asked: the shape of tokens and errors.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::model::{Held, Sort, rules};
use crate::judge::{Finding, Observation};
use crate::protocol::names::{Grant, Level};
use crate::record::Verdict;
use crate::runner::Stage;
use crate::suite::model::{Case, CaseKind, ObserveCase, StateName, Suite};
use crate::transport::Request;

/// The cases of the suites that look at all answers. An answer that has the shape of one before is not looked at again.
pub(crate) struct Looks<'s> {
    cases: Vec<(&'s Case, &'s ObserveCase)>,
    known: Mutex<HashSet<u64>>,
}

/// What an answer looks like, its values left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape(u64);

/// So many shapes are remembered: a server that never answers twice alike must not fill the memory.
const SHAPES: usize = 100_000;

impl<'s> Looks<'s> {
    /// Those of these suites.
    pub(crate) fn new(suites: &'s [Suite]) -> Self {
        let cases = suites.iter().flat_map(|suite| &suite.cases).filter_map(|case| match &case.kind {
            CaseKind::Observe(observe) => Some((case, observe)),
            _ => None,
        });
        Self { cases: cases.collect(), known: Mutex::default() }
    }

    /// The shape of an answer, if none before had it.
    pub(crate) fn news(&self, grant: Grant, facts: &(bool, Option<String>), seen: (&Request, &Observation)) -> Option<Shape> {
        let shape = shape(grant, facts, seen);
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(&shape);
        (!known).then_some(Shape(shape))
    }

    /// Looks at an answer of a shape that is new.
    pub(crate) fn look(
        &self,
        stage: &Stage<'_>,
        asked: (StateName, Grant),
        Shape(shape): Shape,
        seen: (&Request, &Observation),
    ) -> Option<Held> {
        let found = self.cases.iter().find_map(|(case, observe)| {
            let judgement = stage.look_on(observe, asked, seen)?;
            let verdict = match (judgement.finding, case.level) {
                (Finding::Broken, Level::Must) | (Finding::BrokenForSure, _) => Verdict::Fail,
                (Finding::Broken | Finding::Doubtful, _) => Verdict::Warn,
                _ => return None,
            };
            Some(Held {
                sort: Sort::Shape,
                rule: &rules::VALID,
                requirement: case.requirements.first().cloned().unwrap_or_default(),
                verdict,
                reason: judgement.reason,
                case: Some(case.id.clone()),
            })
        });
        if found.is_none() {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() < SHAPES {
                known.insert(shape);
            }
        }
        found
    }
}

/// What of an answer, and of what was asked, matters to those who look at its shape: all but the values of tokens and the time.
fn shape(grant: Grant, facts: &(bool, Option<String>), (request, answer): (&Request, &Observation)) -> u64 {
    let mut hasher = DefaultHasher::new();
    grant.hash(&mut hasher);
    answer.status.hash(&mut hasher);
    request.method.hash(&mut hasher);
    facts.hash(&mut hasher);
    for (name, value) in &answer.headers {
        if name != "date" && name != "content-length" {
            (name, value).hash(&mut hasher);
        }
    }
    answer.repeated.hash(&mut hasher);
    answer.byte_order_mark.hash(&mut hasher);
    match &answer.json {
        None => answer.text.as_ref().map(|text| text.len()).hash(&mut hasher),
        Some(members) => {
            for (name, value) in members {
                name.hash(&mut hasher);
                match value {
                    Value::String(text) if name.ends_with("_token") => kinds(text).hash(&mut hasher),
                    other => hash_value(other, &mut hasher),
                }
            }
        }
    }
    hasher.finish()
}

/// Which kinds of characters a token has.
fn kinds(text: &str) -> [bool; 5] {
    let has = |test: fn(&char) -> bool| text.chars().any(|c| test(&c));
    [
        text.is_empty(),
        has(|c| !c.is_ascii()),
        has(|c| c.is_ascii_control()),
        has(|c| *c == ' '),
        has(|c| c.is_ascii_punctuation() && !"-._~+/=".contains(*c)),
    ]
}

fn hash_value(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::String(text) => text.hash(hasher),
        Value::Number(number) => number.to_string().hash(hasher),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            name.hash(hasher);
            hash_value(value, hasher);
        }),
        Value::Array(values) => values.iter().for_each(|value| hash_value(value, hasher)),
        Value::Null => 0u8.hash(hasher),
        Value::Bool(bool) => bool.hash(hasher),
    }
}
