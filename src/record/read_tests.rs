//! What is read, and what is refused with which words.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::record::model::Verdict;

const GOLDEN: &str = include_str!("../../fixtures/records/0.1.0.json");
const OLD: &str = include_str!("../../fixtures/records/before-profiles.json");

/// The message with its causes.
fn refused(text: &str) -> String {
    match parse(text) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it was read"),
    }
}

/// The golden record, edited by hand.
fn edited(edit: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(GOLDEN).unwrap();
    edit(&mut value);
    refused(&value.to_string())
}

#[test]
fn earlier_versions_stay_readable() {
    let record = parse(GOLDEN).unwrap();
    assert_eq!((record.cases.len(), record.requirements.len(), record.summary.pass), (11, 1, 11));
    let record = parse(OLD).unwrap();
    assert!(record.profile.is_none() && record.cases.iter().all(|case| case.scored));
    assert!(record.cases.iter().any(|case| case.verdict == Verdict::Fail));
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    assert!(parse(&format!("\u{feff}{OLD}")).is_ok());
}

#[test]
fn what_is_no_record_is_refused_with_its_place() {
    assert_eq!(refused(" \n"), "is empty: was the run that wrote it stopped?");
    assert_eq!(refused("<testsuites/>"), "line 1, column 1: not JSON: expected value");
    assert_eq!(refused("{\n  \"a\": 1,\n  nonsense\n}"), "line 3, column 3: not JSON: key must be a string");
    assert_eq!(refused("{\"runs\": []}"), "is JSON, but no run record: it has no `schema_version`");
    assert_eq!(refused("[1]"), "is JSON, but no run record: it is no object");
    let half = &OLD[..OLD.len() / 2];
    let line = half.matches('\n').count() + 1;
    assert!(refused(half).starts_with(&format!("line {line}, column ")), "{}", refused(half));
    assert!(refused(half).ends_with("the record ends in the middle: the file was cut short"));
    let text = parse_bytes(b"{\n \"\xff\"").unwrap_err().to_string();
    assert_eq!(text, "line 2, column 3: not UTF-8; a run record is JSON text");
}

#[test]
fn a_newer_version_is_told_from_a_broken_one() {
    let newer = edited(|record| {
        record["schema_version"] = json!(3);
        record["tool"]["version"] = json!("9.9.9");
        record["what_is_this"] = json!([]);
    });
    assert_eq!(newer, "made by a newer tokenspec (9.9.9): schema 3, this one reads up to 1");
    assert!(edited(|record| record["schema_version"] = json!("one")).ends_with("its `schema_version` is no number"));
    let unknown = edited(|record| {
        record["tool"]["version"] = json!("0.0.7");
        record["cases"][0]["colour"] = json!("red");
    });
    assert!(unknown.starts_with("line 1, column ") && unknown.contains("unknown field `colour`"), "{unknown}");
    assert!(unknown.contains("(made by tokenspec 0.0.7, read by"), "{unknown}");
}

#[test]
fn edits_by_hand_that_do_not_add_up_are_told() {
    let prefix = "contradicts itself, as if it had been edited by hand: ";
    assert_eq!(edited(|record| record["summary"]["fail"] = json!(2)), format!("{prefix}summary.fail is 2, the cases make 0"));
    let twice = edited(|record| {
        let first = record["cases"][0].clone();
        record["cases"][1] = first;
    });
    assert!(twice.contains("cases[1] has the id `create-tokens/scope-superset/"), "{twice}");
    assert!(twice.contains("of cases[0]"), "{twice}");
    let control = edited(|record| record["cases"][2]["control"] = json!("nobody"));
    assert!(control.contains("cases[2] (`create-tokens/") && control.contains("names the control `nobody`, which is absent"));
    let requirement = edited(|record| record["cases"][2]["requirements"] = json!(["create-tokens/none"]));
    assert!(requirement.contains("names the requirement `create-tokens/none`, which is absent"), "{requirement}");
    let gone = edited(|record| drop(record["cases"].as_array_mut().unwrap().pop()));
    assert!(gone.contains("which is absent") && gone.contains("summary.pass is 11, the cases make 10"), "{gone}");
    let verdict = edited(|record| record["requirements"][0]["verdict"] = json!("fail"));
    assert!(verdict.contains("has the verdict fail, its cases make it pass"), "{verdict}");
}

#[test]
fn a_share_whose_places_do_not_fit_is_told() {
    let share = |positions: Value, requirements: Value| {
        edited(|record| {
            record["partition"] = json!({
                "index": 3, "of": 2, "selection": "00", "selected": 11, "positions": positions, "requirements": requirements
            });
        })
    };
    let text = share(json!([0, 1, 1, 12]), json!([]));
    for part in [
        "partition.index is 3 of 2",
        "partition.positions has 4 places for 11 cases",
        "partition.positions[2] is 1, after 1",
        "partition.positions has 12, but 11 cases were selected",
        "partition.requirements lacks `create-tokens/scope-superset`",
    ] {
        assert!(text.contains(part) || text.matches("; ").count() == 4, "{part}: {text}");
    }
}

/// The golden record as the events of a run.
fn events() -> Vec<String> {
    let whole = parse(GOLDEN).unwrap();
    let mut bare = whole.clone();
    bare.cases.clear();
    let mut opening = bare.clone();
    opening.interrupted = true;
    opening.controls.clear();
    let ids: Vec<&str> = whole.cases.iter().map(|case| case.id.as_str()).collect();
    let mut events = vec![
        json!({ "event": "start", "record": opening }),
        json!({ "event": "plan", "cases": ids, "authorizations": 16, "token_requests": 30 }),
    ];
    events.extend(whole.cases.iter().rev().map(|case| json!({ "event": "case", "case": case })));
    events.push(json!({ "event": "end", "record": bare }));
    events.iter().map(Value::to_string).collect()
}

#[test]
fn the_events_of_a_run_are_the_record() {
    let text = events().join("\n") + "\n";
    let record = parse(&text).unwrap();
    assert_eq!(serde_json::to_value(record).unwrap(), serde_json::to_value(parse(GOLDEN).unwrap()).unwrap());
}

#[test]
fn the_events_of_a_killed_run_are_an_interrupted_record() {
    let lines = events();
    let text = lines[..6].join("\n") + "\n" + &lines[6][..lines[6].len() / 2];
    let record = parse(&text).unwrap();
    assert!(record.interrupted);
    assert_eq!((record.cases.len(), record.summary.pass, record.requirements[0].cases.len()), (4, 4, 4));
    let golden = parse(GOLDEN).unwrap();
    let ids = |record: &RunRecord| record.cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&record), ids(&golden)[7..]);
}

#[test]
fn events_that_make_no_sense_are_told_by_line() {
    let lines = events();
    let line = |text: &str| refused(text);
    assert!(line(&format!("{}\n{}\n", lines[1], lines[0])).ends_with("line 1: the first event is not `start`"));
    assert!(line(&format!("{}\n{}\n", lines[0], lines[0])).contains("line 2: a second `start`"));
    let broken = line(&format!("{}\n{{\"event\":\"case\"\n{}\n", lines[0], lines[1]));
    assert!(broken.starts_with("line 2, column "), "{broken}");
    let unknown = line(&format!("{}\n{{\"event\":\"party\"}}\n", lines[0]));
    assert!(unknown.starts_with("line 2, ") && unknown.contains("unknown variant `party`"), "{unknown}");
    let newer = lines[0].replace("\"schema_version\":1", "\"schema_version\":2");
    assert!(line(&newer).starts_with("made by a newer tokenspec"), "{}", line(&newer));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_mutation_makes_it_panic(at in 0..OLD.len(), with in prop::collection::vec(any::<u8>(), 0..4), cut in 0usize..40) {
        let mut bytes = OLD.as_bytes().to_vec();
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, with);
        let _ = parse_bytes(&bytes);
    }

    #[test]
    fn no_truncation_makes_it_panic_or_pass(at in 0..OLD.trim_end().len()) {
        prop_assert!(parse_bytes(&OLD.as_bytes()[..at]).is_err());
    }

    #[test]
    fn no_half_of_a_stream_makes_it_panic(share in 0.0f64..1.0) {
        let text = events().join("\n");
        let _ = parse_bytes(&text.as_bytes()[..(text.len() as f64 * share) as usize]);
    }
}
