//! Disagreements, one for each cause.

use std::collections::BTreeMap;

use super::model::{Held, Sort};
use crate::suite::model::ExchangeCase;

/// What tells one cause from another: the structure of a disagreement, none of its text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Cause {
    /// In what way.
    pub sort: Sort,
    /// The rule of the model.
    pub rule: &'static str,
    /// The requirement.
    pub requirement: String,
    /// The case that looks at all answers, if it was one.
    pub case: Option<String>,
    /// What was received: an error code, `tokens`, or a class of statuses.
    pub received: &'static str,
    /// What the request deviates in, where that is one thing and the rule does not say it.
    pub factor: String,
}

impl Cause {
    /// The cause of a disagreement.
    pub(crate) fn of(held: &Held, received: &'static str, label: &str) -> Self {
        // What all answers have wrong is one thing, whatever was asked.
        let received = if held.case.is_some() { "" } else { received };
        let says_little = held.rule.id == "valid" || held.rule.id.starts_with("repeated");
        let alone = says_little && held.case.is_none() && !label.contains(" + ");
        let factor = label.split_once('/').map(|(factor, _)| factor).filter(|_| alone).unwrap_or_default().to_owned();
        Self {
            sort: held.sort,
            rule: held.rule.id,
            requirement: held.requirement.clone(),
            case: held.case.clone(),
            received,
            factor,
        }
    }
}

/// A disagreement as it was found.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    /// The requests up to it.
    pub session: ExchangeCase,
    /// What disagrees.
    pub held: Held,
    /// What was received, in words.
    pub received: String,
    /// What the last request deviates in.
    pub label: String,
    /// Which phase found it.
    pub phase: usize,
    /// Token requests that had been sent by then.
    pub after: u64,
    /// The seed of its values.
    pub seed: u64,
}

/// All disagreements with one cause.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The one with the shortest way.
    pub best: Raw,
    /// How many there were.
    pub count: u64,
    /// What the requests deviated in; the first few.
    pub labels: Vec<String>,
}

/// So many labels of a cause are kept.
const LABELS: usize = 12;

/// Disagreements by cause.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    groups: BTreeMap<Cause, Group>,
}

impl Findings {
    /// Adds a disagreement.
    pub(crate) fn add(&mut self, cause: Cause, raw: Raw) {
        let size = |raw: &Raw| (raw.session.steps.len(), parts(&raw.session));
        // What deviates in several things is counted with what deviates in one of them.
        let like = |known: &&Cause| **known == Cause { factor: known.factor.clone(), ..cause.clone() };
        let cause = match self.groups.keys().find(like) {
            Some(known) if cause.factor.is_empty() => known.clone(),
            _ => cause,
        };
        match self.groups.get_mut(&cause) {
            None => {
                let labels = vec![raw.label.clone()];
                self.groups.insert(cause, Group { best: raw, count: 1, labels });
            }
            Some(group) => {
                group.count += 1;
                if group.labels.len() < LABELS && !group.labels.contains(&raw.label) {
                    group.labels.push(raw.label.clone());
                }
                if size(&raw) < size(&group.best) {
                    let (phase, after) = (group.best.phase, group.best.after);
                    group.best = Raw { phase, after, ..raw };
                }
            }
        }
    }

    /// How many causes there are.
    pub(crate) fn len(&self) -> usize {
        self.groups.len()
    }

    /// All of them, the worst first.
    pub(crate) fn into_groups(self) -> Vec<(Cause, Group)> {
        let mut groups: Vec<_> = self.groups.into_iter().collect();
        groups.sort_by(|(a, x), (b, y)| y.best.held.verdict.cmp(&x.best.held.verdict).then_with(|| a.cmp(b)));
        groups
    }
}

/// How many parts the changes of a session have.
pub(crate) fn parts(session: &ExchangeCase) -> usize {
    let of = |change: &crate::suite::model::Change| {
        change.set.len()
            + change.drop.len()
            + change.repeat.len()
            + change.rename.len()
            + change.query.len()
            + change.header.len()
            + change.header_twice.len()
            + usize::from(change.reverse)
            + usize::from(change.body.is_some())
            + usize::from(change.method.is_some())
            + usize::from(change.auth.is_some())
            + usize::from(change.wire.is_some())
    };
    session.steps.iter().map(|step| of(&step.change)).sum()
}
