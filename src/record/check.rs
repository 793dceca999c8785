//! Whether a record agrees with itself. Whatever makes records keeps to this; hands that edit them may not.

use std::collections::{HashMap, HashSet};

use super::model::{CaseRecord, RequirementRecord, RunRecord, Summary, worst};
use super::part::PartitionRecord;

/// So many contradictions are told.
const TOLD: usize = 5;

/// What does not fit, with its place in the record; at most a few. Empty for a sound record.
pub fn check(record: &RunRecord) -> Vec<String> {
    let mut wrong = Wrong::default();
    ids(record, &mut wrong);
    let cases: HashMap<&str, &CaseRecord> = record.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    names(record, &cases, &mut wrong);
    for (at, requirement) in record.requirements.iter().enumerate() {
        verdict(at, requirement, &cases, &mut wrong);
    }
    summary(record, &mut wrong);
    if let Some(partition) = &record.partition {
        share(record, partition, &mut wrong);
    }
    wrong.0
}

/// The first few contradictions.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn note(&mut self, text: impl FnOnce() -> String) {
        if self.0.len() < TOLD {
            self.0.push(text());
        }
    }
}

/// Ids are given once.
fn ids(record: &RunRecord, wrong: &mut Wrong) {
    let lists: [(&str, Vec<&str>); 3] = [
        ("requirements", record.requirements.iter().map(|x| x.id.as_str()).collect()),
        ("cases", record.cases.iter().map(|x| x.id.as_str()).collect()),
        ("controls", record.controls.iter().map(|x| x.id.as_str()).collect()),
    ];
    for (list, ids) in lists {
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (at, id) in ids.into_iter().enumerate() {
            if let Some(before) = first.insert(id, at) {
                wrong.note(|| format!("{list}[{at}] has the id `{id}` of {list}[{before}]"));
            }
        }
    }
}

/// What is named is there, and requirements and cases name each other.
fn names(record: &RunRecord, cases: &HashMap<&str, &CaseRecord>, wrong: &mut Wrong) {
    let controls: HashSet<&str> = record.controls.iter().map(|control| control.id.as_str()).collect();
    let requirements: HashMap<&str, HashSet<&str>> =
        record.requirements.iter().map(|x| (x.id.as_str(), x.cases.iter().map(String::as_str).collect())).collect();
    for (at, case) in record.cases.iter().enumerate() {
        let place = || format!("cases[{at}] (`{}`)", case.id);
        for id in &case.requirements {
            match requirements.get(id.as_str()) {
                None => wrong.note(|| format!("{} names the requirement `{id}`, which is absent", place())),
                Some(own) if !own.contains(case.id.as_str()) => {
                    wrong.note(|| format!("{} names the requirement `{id}`, which does not name it", place()));
                }
                Some(_) => {}
            }
        }
        if let Some(id) = case.control.as_deref().filter(|id| !controls.contains(id)) {
            wrong.note(|| format!("{} names the control `{id}`, which is absent", place()));
        }
    }
    let lists = record.requirements.iter().map(|x| ("requirement", &x.id, &x.cases));
    for (kind, id, named) in lists.chain(record.behaviours.iter().map(|x| ("behaviour", &x.id, &x.cases))) {
        for case in named.iter().filter(|case| !cases.contains_key(case.as_str())) {
            wrong.note(|| format!("the {kind} `{id}` names the case `{case}`, which is absent"));
        }
    }
}

/// A requirement's verdict is the worst of its cases that count.
fn verdict(at: usize, requirement: &RequirementRecord, cases: &HashMap<&str, &CaseRecord>, wrong: &mut Wrong) {
    let own: Vec<&CaseRecord> = requirement.cases.iter().filter_map(|id| cases.get(id.as_str()).copied()).collect();
    let due = roll_up(requirement, &own);
    if !own.is_empty() && requirement.verdict != due {
        let (id, has) = (&requirement.id, requirement.verdict);
        wrong.note(|| format!("requirements[{at}] (`{id}`) has the verdict {has:?}, its cases make it {due:?}").to_lowercase());
    }
}

/// The verdict that a requirement has by its cases.
pub(super) fn roll_up(requirement: &RequirementRecord, own: &[&CaseRecord]) -> super::Verdict {
    let counts = |case: &&&CaseRecord| case.scored || requirement.unscored.is_some();
    worst(own.iter().filter(counts).map(|case| case.verdict))
}

/// The summary counts the cases.
fn summary(record: &RunRecord, wrong: &mut Wrong) {
    let (has, due) = (record.summary, Summary::of(&record.cases));
    let numbers = [
        ("pass", has.pass, due.pass),
        ("fail", has.fail, due.fail),
        ("warn", has.warn, due.warn),
        ("skip", has.skip, due.skip),
        ("inconclusive", has.inconclusive, due.inconclusive),
        ("unscored", has.unscored, due.unscored),
    ];
    for (name, has, due) in numbers.into_iter().filter(|(_, has, due)| has != due) {
        wrong.note(|| format!("summary.{name} is {has}, the cases make {due}"));
    }
}

/// A share says where its cases belong.
fn share(record: &RunRecord, partition: &PartitionRecord, wrong: &mut Wrong) {
    let PartitionRecord { index, of, selected, positions, requirements, .. } = partition;
    if *index == 0 || index > of {
        wrong.note(|| format!("partition.index is {index} of {of}"));
    }
    // An interrupted run has positions for the cases that it got to, like any other.
    if positions.len() != record.cases.len() {
        wrong.note(|| format!("partition.positions has {} places for {} cases", positions.len(), record.cases.len()));
    }
    if let Some(at) = (1..positions.len()).find(|&at| positions[at] <= positions[at - 1]) {
        wrong.note(|| format!("partition.positions[{at}] is {}, after {}", positions[at], positions[at - 1]));
    }
    if let Some(last) = positions.last().filter(|last| *last >= selected) {
        wrong.note(|| format!("partition.positions has {last}, but {selected} cases were selected, from 0"));
    }
    let known: HashSet<&str> = requirements.iter().map(String::as_str).collect();
    for requirement in record.requirements.iter().filter(|requirement| !known.contains(requirement.id.as_str())) {
        wrong.note(|| format!("partition.requirements lacks `{}`", requirement.id));
    }
}
