//! `tokenspec report` as it is typed: what is read, refused, compared and merged, and with which exit code.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Outcome, file, outcome, tokenspec};

const GOLDEN: &str = include_str!("../fixtures/records/0.1.0.json");
const OLD: &str = include_str!("../fixtures/records/before-profiles.json");

fn report(folder: &Path, line: &str) -> Outcome {
    outcome(tokenspec(folder).arg("report").args(line.split(' ')))
}

fn golden() -> Value {
    serde_json::from_str(GOLDEN).unwrap()
}

/// The golden record, a case of which fails now.
fn worse() -> Value {
    let mut record = golden();
    record["cases"][4]["verdict"] = json!("fail");
    record["cases"][4]["observed"] = json!("200, tokens\u{1b}[2J");
    record["requirements"][0]["verdict"] = json!("fail");
    record["summary"]["pass"] = json!(10);
    record["summary"]["fail"] = json!(1);
    record
}

/// The part of a record with the cases whose place, modulo `of`, is `index - 1`.
fn part(whole: &Value, index: usize, of: usize) -> Value {
    let mut record = whole.clone();
    let all = whole["cases"].as_array().unwrap();
    let positions: Vec<usize> = (0..all.len()).filter(|position| position % of == index - 1).collect();
    let cases: Vec<Value> = positions.iter().map(|&position| all[position].clone()).collect();
    let of_verdict = |verdict: &str| cases.iter().filter(|case| case["verdict"] == verdict).count();
    record["summary"]["pass"] = json!(of_verdict("pass"));
    record["summary"]["fail"] = json!(of_verdict("fail"));
    record["requirements"][0]["verdict"] = json!(if of_verdict("fail") > 0 { "fail" } else { "pass" });
    record["requirements"][0]["cases"] = cases.iter().map(|case| case["id"].clone()).collect();
    record["partition"] = json!({
        "index": index, "of": of, "selection": "c0ffee", "selected": all.len(), "positions": positions,
        "requirements": ["create-tokens/scope-superset"],
    });
    record["cases"] = cases.into();
    record
}

#[test]
fn records_that_cannot_be_read_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, text: &str| {
        file(folder.path(), name, text);
        let ran = report(folder.path(), &format!("convert {name} --to tap"));
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        ran.stderr.trim_end().to_owned()
    };
    let newer = GOLDEN.replacen("\"schema_version\": 1", "\"schema_version\": 3", 1);
    let edited = GOLDEN.replacen("\"pass\": 11", "\"pass\": 12", 1);
    let lines = [
        told("empty.json", ""),
        told("page.json", "<!doctype html>"),
        told("cut.json", &OLD[..OLD.len() / 3]),
        told("other.json", "{\"runs\": []}"),
        told("newer.json", &newer),
        told("edited.json", &edited),
        told("key.json", &GOLDEN.replacen("\"seed\"", "\"seeds\"", 1)),
        told("hostile.json", "{\"schema_version\": 1, \"\\u001b[2Jevil\": 1}"),
        report(folder.path(), "convert none.json --to tap").stderr.trim_end().to_owned(),
        report(folder.path(), "convert none.json --to sariv").stderr.lines().next().unwrap().to_owned(),
        outcome(tokenspec(folder.path()).args(["run", "reference", "--filter", "verdict=fail", "--last", "edited.json"]))
            .stderr
            .trim_end()
            .to_owned(),
    ];
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_stored_record_becomes_any_report() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "old.json", OLD);
    let all = "json=a.json junit=a.xml markdown=a.md annotations=a.txt sarif=a.sarif tap=a.tap ctrf=a.ctrf ndjson=a.ndjson";
    let line: String = all.split(' ').map(|kind| format!(" --to {kind}")).collect();
    let ran = report(folder.path(), &format!("convert old.json{line}"));
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    for name in all.split([' ', '=']).skip(1).step_by(2) {
        assert!(std::fs::metadata(folder.path().join(name)).unwrap().len() > 100, "{name}");
    }
    // What was written is read again, whichever way it was written.
    let tap = |name: &str| report(folder.path(), &format!("convert {name} --to tap")).stdout;
    assert!(tap("old.json").contains("\nnot ok "));
    assert_eq!(tap("old.json"), tap("a.json"));
    assert_eq!(tap("old.json"), tap("a.ndjson"));
    // One that fails does not stop the others.
    let ran = report(folder.path(), "convert old.json --to json=. --to tap=b.tap");
    assert_eq!(ran.code, 2);
    assert!(folder.path().join("b.tap").exists());
}

#[test]
fn a_worse_run_is_exit_1() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "before.json", GOLDEN);
    file(folder.path(), "after.json", &worse().to_string());
    assert_eq!(report(folder.path(), "diff before.json before.json").code, 0);
    assert_eq!(report(folder.path(), "diff after.json before.json").code, 0);
    let ran = report(folder.path(), "diff before.json after.json");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("now        200, tokens\\u{1b}[2J"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("exit 1: the newer is worse\n"), "{}", ran.stdout);
    let json = report(folder.path(), "diff before.json after.json --format json").json();
    assert_eq!((json["worse"].as_bool(), json["counts"]["new"].as_u64()), (Some(true), Some(1)));
    let markdown = report(folder.path(), "diff before.json after.json --format markdown");
    assert!(markdown.stdout.starts_with("# ✗ The newer run is worse\n"), "{}", markdown.stdout);
}

#[test]
fn several_runs_stand_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "a.json", GOLDEN);
    file(folder.path(), "b.json", &worse().to_string());
    let ran = report(folder.path(), "compare a.json b.json a.json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("1 requirement on which the runs differ"), "{}", ran.stdout);
    let json = report(folder.path(), "compare a.json b.json --format json").json();
    assert_eq!(json["requirements"][0]["verdicts"][1]["verdict"], "fail");
    assert_eq!(report(folder.path(), "compare a.json").code, 2);
}

#[test]
fn parts_are_merged_and_judged_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (1..=4).map(|index| format!("part-{index}.json")).collect();
    for (index, name) in names.iter().enumerate() {
        file(folder.path(), name, &part(&worse(), index + 1, 4).to_string());
    }
    let ran = report(folder.path(), &format!("merge {} --report json=whole.json", names.join(" ")));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("FAIL  create-tokens/scope-superset/"), "{}", ran.stdout);
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(folder.path().join("whole.json")).unwrap()).unwrap();
    assert_eq!(whole["parts"].as_array().unwrap().len(), 4);
    assert_eq!(
        (whole["summary"].clone(), whole["requirements"].clone()),
        (worse()["summary"].clone(), worse()["requirements"].clone())
    );
    assert!(whole.get("partition").is_none());
    // The last line says the exit code that it is.
    let ran = report(folder.path(), &format!("merge {} --report json=.", names.join(" ")));
    assert!(ran.code == 2 && ran.stdout.ends_with("exit 2: not everything could be written\n"), "{}", ran.stdout);
    // The parts of a run are no run.
    let ran = report(folder.path(), "merge part-1.json part-2.json part-4.json");
    assert_eq!((ran.code, ran.stderr.trim()), (2, "error: part 3 of 4 is missing"));
    let ran = report(folder.path(), "merge whole.json");
    assert_eq!((ran.code, ran.stderr.trim()), (2, "error: whole.json is no part of a run: it was not made with --partition K/N"));
    let json = report(folder.path(), &format!("merge {} --format json", names.join(" ")));
    assert_eq!(json.json()["summary"], worse()["summary"]);
}
