//! Requirements and behaviours, made anew from the cases of all parts.

use std::collections::HashMap;

use super::{Share, placed};
use crate::record::model::{BehaviourRecord, CaseRecord, RequirementRecord, worst};

/// In the order of the whole selection, with the cases of all parts.
pub(super) fn requirements(shares: &[Share]) -> Vec<RequirementRecord> {
    let mut of_parts: HashMap<&str, Vec<&RequirementRecord>> = HashMap::new();
    for requirement in shares.iter().flat_map(|share| &share.record.requirements) {
        of_parts.entry(&requirement.id).or_default().push(requirement);
    }
    let mut cases: HashMap<&str, Vec<&CaseRecord>> = HashMap::new();
    for (_, case) in placed(shares) {
        for id in &case.requirements {
            cases.entry(id).or_default().push(case);
        }
    }
    let order = shares.first().map(|share| share.partition.requirements.as_slice()).unwrap_or_default();
    let known = order.iter().filter_map(|id| {
        let of_parts = of_parts.get(id.as_str())?;
        Some(joined(of_parts, cases.get(id.as_str()).map(Vec::as_slice).unwrap_or_default()))
    });
    known.collect()
}

/// One requirement of what the parts say of it. `cases` are its own, in order.
fn joined(of_parts: &[&RequirementRecord], cases: &[&CaseRecord]) -> RequirementRecord {
    // Invariant: an entry of the map was made with a requirement in it.
    let first = of_parts[0];
    let unscored = unscored(of_parts, cases);
    let counts = |case: &&&CaseRecord| case.scored || unscored.is_some();
    RequirementRecord {
        verdict: worst(cases.iter().filter(counts).map(|case| case.verdict)),
        cases: cases.iter().map(|case| case.id.clone()).collect(),
        unscored,
        ..first.clone()
    }
}

/// Why it is not scored: the profile leaves it out, which every part says alike; or none of its cases counts, for the reason of
/// the first.
fn unscored(of_parts: &[&RequirementRecord], cases: &[&CaseRecord]) -> Option<String> {
    let said: Vec<&String> = of_parts.iter().filter_map(|requirement| requirement.unscored.as_ref()).collect();
    if said.len() < of_parts.len() {
        return None;
    }
    let first = said.first()?;
    if said.iter().all(|other| other == first) {
        return Some((*first).clone());
    }
    cases.iter().find_map(|case| case.unscored.clone())
}

/// What the server does where the documents leave a choice: questions and answers in the order of the cases.
pub(super) fn behaviours(shares: &[Share]) -> Vec<BehaviourRecord> {
    let mut asked: HashMap<&str, Vec<&BehaviourRecord>> = HashMap::new();
    for behaviour in shares.iter().flat_map(|share| &share.record.behaviours) {
        for case in &behaviour.cases {
            asked.entry(case).or_default().push(behaviour);
        }
    }
    let mut all: Vec<BehaviourRecord> = Vec::new();
    for (_, case) in placed(shares) {
        for behaviour in asked.get(case.id.as_str()).into_iter().flatten() {
            let at = all.iter().position(|known| known.id == behaviour.id).unwrap_or_else(|| {
                let (id, question) = (behaviour.id.clone(), behaviour.question.clone());
                all.push(BehaviourRecord { id, question, answers: Vec::new(), cases: Vec::new() });
                all.len() - 1
            });
            // Invariant: `at` is the index of an entry.
            let entry = &mut all[at];
            entry.answers.extend(case.answer.clone().filter(|answer| !entry.answers.contains(answer)));
            entry.cases.push(case.id.clone());
        }
    }
    all
}
