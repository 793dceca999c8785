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
    pub factor: &'static str,
}

impl Cause {
    /// The cause of a disagreement.
    pub(crate) fn of(held: &Held, received: &'static str, factor: &'static str) -> Self {
        // What all answers have wrong is one thing, whatever was asked.
        let received = if held.case.is_some() { "" } else { received };
        let says_little = held.rule.id == "valid" || held.rule.id.starts_with("repeated");
        let factor = if says_little && held.case.is_none() { factor } else { "" };
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

impl Group {
    /// Counts the disagreements of another group as this one's.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.count += other.count;
        for label in other.labels {
            self.keep(label);
        }
    }

    fn keep(&mut self, label: String) {
        if self.labels.len() < LABELS && !self.labels.contains(&label) {
            self.labels.push(label);
        }
    }
}

/// So many labels of a cause are kept.
const LABELS: usize = 12;

/// Disagreements by cause.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    groups: BTreeMap<Cause, Group>,
}

impl Findings {
    /// The cause that a disagreement is counted with: what deviates in several things, with what deviates in one of them.
    fn place(&self, cause: Cause) -> Cause {
        let like = |known: &&Cause| **known == Cause { factor: known.factor, ..cause.clone() };
        if cause.factor.is_empty() { self.groups.keys().find(like).cloned().unwrap_or(cause) } else { cause }
    }

    /// Adds a disagreement.
    pub(crate) fn add(&mut self, cause: Cause, raw: Raw) {
        let size = |raw: &Raw| (raw.session.steps.len(), parts(&raw.session));
        let cause = self.place(cause);
        match self.groups.get_mut(&cause) {
            None => {
                let labels = vec![raw.label.clone()];
                self.groups.insert(cause, Group { best: raw, count: 1, labels });
            }
            Some(group) => {
                group.count += 1;
                group.keep(raw.label.clone());
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

    /// All of them, the worst first; of those that are equally bad, one of each rule before any second.
    pub(crate) fn into_groups(self) -> Vec<(Cause, Group)> {
        let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
        let placed = self.groups.into_iter().map(|(cause, group)| {
            let nth = seen.entry(cause.rule).or_default();
            *nth += 1;
            (*nth, cause, group)
        });
        let mut groups: Vec<_> = placed.collect();
        groups.sort_by(|(n, a, x), (m, b, y)| {
            let worst_first = y.best.held.verdict.cmp(&x.best.held.verdict);
            worst_first.then_with(|| n.cmp(m)).then_with(|| a.cmp(b))
        });
        groups.into_iter().map(|(_, cause, group)| (cause, group)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::model::rules::{self, Rule};
    use crate::explore::session;
    use crate::protocol::names::{ClientRole, Grant};
    use crate::record::Verdict;
    use crate::suite::model::Given;

    fn found(findings: &mut Findings, rule: &'static Rule, verdict: Verdict, received: &'static str, factor: &'static str) {
        let held = Held {
            sort: Sort::Refused,
            rule,
            requirement: "oauth2/no-repeats".to_owned(),
            verdict,
            reason: String::new(),
            case: None,
        };
        let session = session::empty(ClientRole::Public, Grant::AuthorizationCode, Given::usual());
        let raw = Raw {
            session,
            held: held.clone(),
            received: received.to_owned(),
            label: factor.to_owned(),
            phase: 1,
            after: 1,
            seed: 1,
        };
        findings.add(Cause::of(&held, received, factor), raw);
    }

    #[test]
    fn parameters_keep_causes_apart_and_combinations_join_them() {
        let mut findings = Findings::default();
        for factor in ["code", "redirect_uri", "", "", "code"] {
            found(&mut findings, &rules::REPEATED, Verdict::Fail, "tokens", factor);
        }
        let groups = findings.into_groups();
        let counts: Vec<_> = groups.iter().map(|(cause, group)| (cause.factor, group.count)).collect();
        assert_eq!(counts, [("code", 4), ("redirect_uri", 1)]);
    }

    #[test]
    fn the_worst_come_first_and_one_of_each_rule_before_any_second() {
        let mut findings = Findings::default();
        for received in ["invalid_grant", "invalid_request", "invalid_scope"] {
            found(&mut findings, &rules::CODE_EMPTY, Verdict::Warn, received, "");
        }
        found(&mut findings, &rules::SCOPE_BLANK, Verdict::Warn, "tokens", "");
        found(&mut findings, &rules::VALID, Verdict::Fail, "invalid_client", "");
        let order: Vec<_> = findings.into_groups().into_iter().map(|(cause, _)| cause.rule).collect();
        assert_eq!(order, ["valid", "code-empty", "scope-blank", "code-empty", "code-empty"]);
    }
}
