//! What was seen so far: rules with the answers to requests that they speak of, kinds of state, combinations.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Prediction, rules};
use crate::judge::Observation;

/// Rules, and how requests that they speak of were answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    answers: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    served: BTreeSet<String>,
    /// Requests since something new was seen.
    pub quiet: u64,
}

impl Coverage {
    /// Notes an answer.
    pub(crate) fn note(&mut self, context: &str, prediction: &Prediction, answer: &Observation) {
        let class = class(answer);
        let mut new = false;
        let valid = [&rules::VALID];
        let spoken: &[&'static rules::Rule] = if prediction.complaints.is_empty() { &valid } else { &prediction.complaints };
        for rule in spoken {
            let seen = self.answers.entry(rule.id).or_default();
            match seen.get_mut(class) {
                Some(count) => *count += 1,
                None => {
                    seen.insert(class, 1);
                    new = true;
                }
            }
        }
        if prediction.complaints.is_empty() && answer.is_success() && !self.served.contains(context) {
            self.served.insert(context.to_owned());
            new = true;
        }
        self.quiet = if new { 0 } else { self.quiet + 1 };
    }

    /// How many rules were spoken of, and how many different answers were seen to them in all.
    pub(crate) fn rules(&self) -> (usize, usize) {
        (self.answers.len(), self.answers.values().map(BTreeMap::len).sum())
    }

    /// The answers to each rule: class and how often.
    pub(crate) fn answers(&self) -> &BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
        &self.answers
    }

    /// The contexts in which a valid request was served: only there does a refusal say anything.
    pub(crate) fn served(&self) -> &BTreeSet<String> {
        &self.served
    }
}

/// An answer as a class: `tokens`, an error code, or what else it is.
pub(crate) fn class(answer: &Observation) -> &'static str {
    /// The codes of RFC 6749 §5.2; others are one class, for a target could make up any number of them.
    const CODES: [&str; 6] =
        ["invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"];
    if answer.issued {
        return "tokens";
    }
    if answer.status >= 500 {
        return "a failure of the server";
    }
    match &answer.error {
        Some(code) => CODES.into_iter().find(|known| known == code).unwrap_or("another error code"),
        None if answer.is_refusal() => "a refusal without an error code",
        None => "neither tokens nor a refusal",
    }
}
