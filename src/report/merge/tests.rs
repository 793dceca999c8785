//! Records are split as `--partition` would have, and merged again.

use std::collections::HashMap;

use super::*;
use crate::record::model::{BehaviourRecord, worst};
use crate::record::{check, read};
use crate::report::{sample, sample_gated};

/// The parts of a record; the case at a place goes to the part with the number of the place, modulo `of`.
fn split(whole: &RunRecord, of: usize) -> Vec<Part> {
    (1..=of).map(|index| Part { file: format!("part-{index}.json"), record: part(whole, index, of) }).collect()
}

fn part(whole: &RunRecord, index: usize, of: usize) -> RunRecord {
    let mut record = whole.clone();
    let positions: Vec<usize> = (0..whole.cases.len()).filter(|position| position % of == index - 1).collect();
    record.cases = positions.iter().map(|&position| whole.cases[position].clone()).collect();
    record.requirements.retain_mut(|requirement| {
        let own: Vec<&CaseRecord> = record.cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
        if requirement.unscored.is_none() && !own.is_empty() && own.iter().all(|case| !case.scored) {
            requirement.unscored = own[0].unscored.clone();
        }
        let counts = |case: &&&CaseRecord| case.scored || requirement.unscored.is_some();
        requirement.verdict = worst(own.iter().filter(counts).map(|case| case.verdict));
        requirement.cases = own.iter().map(|case| case.id.clone()).collect();
        !own.is_empty() || requirement.untestable.is_some()
    });
    let kept = |behaviour: &BehaviourRecord| {
        let own: Vec<&CaseRecord> = record.cases.iter().filter(|case| behaviour.cases.contains(&case.id)).collect();
        let mut answers: Vec<String> = Vec::new();
        answers.extend(own.iter().filter_map(|case| case.answer.clone()));
        answers.dedup();
        (!own.is_empty()).then(|| BehaviourRecord {
            answers,
            cases: own.iter().map(|case| case.id.clone()).collect(),
            ..behaviour.clone()
        })
    };
    record.behaviours = whole.behaviours.iter().filter_map(kept).collect();
    record.controls.retain(|control| record.cases.iter().any(|case| case.control.as_ref() == Some(&control.id)));
    renumber(&mut record);
    record.summary = Summary::of(&record.cases);
    record.seed = index as u64;
    record.duration_ms = 1_000.0 * index as f64;
    record.partition = Some(PartitionRecord {
        index,
        of,
        selection: "c0ffee".into(),
        selected: whole.cases.len(),
        positions,
        everywhere: Vec::new(),
        requirements: whole.requirements.iter().map(|requirement| requirement.id.clone()).collect(),
    });
    record
}

/// Numbers controls from 1 within a part, as a run does.
fn renumber(record: &mut RunRecord) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut names: HashMap<String, String> = HashMap::new();
    for control in &mut record.controls {
        let base = control.id.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-').to_owned();
        let number = numbers.entry(base.clone()).and_modify(|number| *number += 1).or_insert(1);
        let id = if *number == 1 { base } else { format!("{base}-{number}") };
        names.insert(std::mem::replace(&mut control.id, id.clone()), id);
    }
    for case in &mut record.cases {
        case.control = case.control.as_ref().map(|id| names[id].clone());
    }
}

/// What must not depend on how a run was split.
fn lasting(mut record: RunRecord) -> serde_json::Value {
    (record.duration_ms, record.seed, record.parts) = (0.0, 0, Vec::new());
    record.statistics = Statistics::default();
    serde_json::to_value(record).unwrap()
}

fn records() -> Vec<RunRecord> {
    let committed = ["reports/oidc-provider.openid-basic.json", "reports/node-oauth.oauth2-baseline.json"];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = committed.iter().map(|path| read::load(&root.join(path)).unwrap());
    committed.chain([sample::large(), sample::under_a_profile()]).map(sound).collect()
}

/// Handmade records name what is not there.
fn sound(mut record: RunRecord) -> RunRecord {
    let ids: Vec<String> = record.requirements.iter().map(|requirement| requirement.id.clone()).collect();
    record.cases.iter_mut().for_each(|case| case.requirements.retain(|id| ids.contains(id)));
    for requirement in &mut record.requirements {
        let own: Vec<&CaseRecord> = record.cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
        let counts = |case: &&&CaseRecord| case.scored || requirement.unscored.is_some();
        requirement.verdict = worst(own.iter().filter(counts).map(|case| case.verdict));
        requirement.cases = own.iter().map(|case| case.id.clone()).collect();
    }
    record.requirements.retain(|requirement| !requirement.cases.is_empty() || requirement.untestable.is_some());
    record.summary = Summary::of(&record.cases);
    let known = |case: &String| record.cases.iter().any(|other| other.id == *case);
    record.behaviours.retain(|behaviour| behaviour.cases.iter().all(known));
    record
}

#[test]
fn the_whole_is_the_same_however_it_was_split() {
    for whole in records() {
        let once = lasting(merge(split(&whole, 1)).unwrap());
        for of in [2, 3, 16] {
            let mut parts = split(&whole, of);
            parts.reverse();
            let merged = merge(parts).unwrap();
            assert_eq!(check(&merged), Vec::<String>::new());
            assert_eq!(merged.parts.len(), of);
            let merged = lasting(merged);
            for (member, value) in merged.as_object().unwrap() {
                assert!(*value == once[member], "{}, {of} parts: {member}", whole.target.name);
            }
        }
        // And it is what was split, but for the numbers of controls, and for those that no case rests on.
        let mut whole = whole;
        whole.controls.retain(|control| whole.cases.iter().any(|case| case.control.as_ref() == Some(&control.id)));
        let mut whole = lasting(whole);
        let mut once = once;
        for record in [&mut whole, &mut once] {
            record["controls"] = serde_json::Value::from(record["controls"].as_array().unwrap().len());
            record["cases"].as_array_mut().unwrap().iter_mut().for_each(|case| case["control"] = serde_json::Value::Null);
        }
        for (member, value) in whole.as_object().unwrap() {
            assert!(*value == once[member], "{member}: {} against {}", value, once[member]);
        }
    }
}

#[test]
fn parts_are_remembered_and_traffic_is_added_up() {
    let whole = sample::large();
    let merged = merge(split(&whole, 2)).unwrap();
    assert_eq!(merged.statistics.exchanges, 2 * whole.statistics.exchanges);
    assert_eq!(merged.duration_ms, 2_000.0);
    assert_eq!(merged.parts.iter().map(|part| (part.index, part.seed)).collect::<Vec<_>>(), [(1, 1), (2, 2)]);
    let mut late = split(&whole, 2);
    late[1].record.started_at = "2026-11-24T09:00:10Z".into();
    assert_eq!(merge(late).unwrap().duration_ms, 12_000.0);
}

#[test]
fn what_is_not_one_run_is_refused() {
    let whole = sample::large();
    let refused = |change: &dyn Fn(&mut Vec<Part>)| {
        let mut parts = split(&whole, 3);
        change(&mut parts);
        merge(parts).unwrap_err().to_string()
    };
    assert_eq!(merge(Vec::new()).unwrap_err(), MergeError::Nothing);
    let lines = [
        refused(&|parts| parts[1].record.partition = None),
        refused(&|parts| parts[1].record.target.token_endpoint = "https://other.example/token".into()),
        refused(&|parts| parts[2].record.tool.version = "0.2.0".into()),
        refused(&|parts| parts[2].record.suites[0].version = "2".into()),
        refused(&|parts| parts[2].record.filters = vec!["level=must".into()]),
        refused(&|parts| parts[1].record.partition.as_mut().unwrap().selection = "decaf".into()),
        refused(&|parts| parts[1].record.partition.as_mut().unwrap().of = 4),
        refused(&|parts| drop(parts.pop())),
        refused(&|parts| drop(parts.drain(..2))),
        refused(&|parts| parts[2] = Part { file: "again.json".into(), ..parts[0].clone() }),
        refused(&|parts| parts[2].record.partition.as_mut().unwrap().positions[0] = 0),
        refused(&|parts| {
            parts[1].record.cases.pop();
            parts[1].record.partition.as_mut().unwrap().positions.pop();
        }),
        refused(&|parts| {
            let id = parts[0].record.cases[0].id.clone();
            parts[2].record.cases[0].id = id;
        }),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn an_interrupted_part_makes_an_interrupted_whole() {
    let mut parts = split(&sample::large(), 2);
    parts[1].record.interrupted = true;
    parts[1].record.cases.truncate(1);
    parts[1].record.partition.as_mut().unwrap().positions.truncate(1);
    let merged = merge(parts).unwrap();
    assert!(merged.interrupted);
    assert_eq!(merged.summary, Summary::of(&merged.cases));
}

#[test]
fn an_entry_that_one_part_needs_is_not_stale() {
    let mut whole = sample_gated::record();
    whole.partition = None;
    let mut parts = split(&sound(whole), 2);
    let needed = crate::record::review::StaleRecord {
        id: "create-tokens/scope-superset/public-refresh".into(),
        line: 3,
        ..parts[0].record.baseline.as_ref().unwrap().stale[0].clone()
    };
    parts[0].record.baseline.as_mut().unwrap().stale.push(needed);
    let merged = merge(parts).unwrap();
    let baseline = merged.baseline.unwrap();
    assert_eq!(baseline.stale.iter().map(|entry| entry.line).collect::<Vec<_>>(), [12]);
    assert_eq!(baseline.remarks.len(), 1);
}

#[test]
fn what_the_parts_could_not_decide_the_whole_does() {
    use crate::record::review::{StaleCause, StaleRecord};
    let parts = |changed: &dyn Fn(&mut RunRecord)| {
        let mut whole = sample_gated::record();
        whole.partition = None;
        whole.baseline.as_mut().unwrap().stale.clear();
        let mut parts = split(&sound(whole), 2);
        let said = |id: &str, line: usize, cause| StaleRecord { id: id.into(), line, cause, text: format!("{cause:?}") };
        // A rule that is kept in both parts, and one that is broken in one of them.
        let gone = said("create-tokens/grant-type-required", 4, StaleCause::Vanished);
        let broken = said("create-tokens/scope-superset", 8, StaleCause::Vanished);
        parts[0].record.baseline.as_mut().unwrap().undecided = vec![gone.clone(), broken];
        let late = StaleRecord { cause: StaleCause::Expired, ..gone.clone() };
        parts[1].record.baseline.as_mut().unwrap().undecided = vec![late];
        parts.iter_mut().for_each(|part| changed(&mut part.record));
        let baseline = merge(parts).unwrap().baseline.unwrap();
        assert!(baseline.undecided.is_empty());
        baseline.stale.into_iter().map(|entry| (entry.line, entry.cause)).collect::<Vec<_>>()
    };
    assert_eq!(parts(&|_| ()), [(4, StaleCause::Vanished)]);
    assert_eq!(parts(&|record| record.interrupted = true), []);
}

#[test]
fn of_a_case_that_every_part_has_the_part_that_saw_most_decides() {
    use crate::record::Verdict::{Fail, Inconclusive, Pass, Skip, Warn};
    for (verdicts, decides) in
        [([Skip, Inconclusive], 1), ([Pass, Inconclusive], 0), ([Pass, Warn], 1), ([Fail, Warn], 0), ([Pass, Pass], 0)]
    {
        let whole = sound(sample::record());
        let mut parts = split(&whole, 2);
        let id = whole.cases[0].id.clone();
        let observing = whole.cases[0].clone();
        for (part, verdict) in parts.iter_mut().zip(verdicts) {
            let record = &mut part.record;
            let partition = record.partition.as_mut().unwrap();
            partition.everywhere = vec![id.clone()];
            if !record.cases.iter().any(|case| case.id == id) {
                record.cases.insert(0, observing.clone());
                partition.positions.insert(0, 0);
            }
            record.cases[0].verdict = verdict;
            record.cases[0].reason = format!("{verdict:?} of part {}", partition.index);
        }
        let merged = merge(parts).unwrap();
        assert_eq!(merged.cases.iter().filter(|case| case.id == id).count(), 1);
        assert_eq!(merged.cases[0].reason, format!("{:?} of part {}", verdicts[decides], decides + 1));
        assert_eq!(merged.cases.len(), whole.cases.len());
    }
}
