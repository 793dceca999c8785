//! What a team does with a baseline: writes it, edits it, and is told when it no longer fits.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{Against, By, apply, prune, read, write};
use crate::diagnostics::Style;
use crate::record::review::StaleCause;
use crate::record::{RunRecord, Verdict};

const TODAY: Date = date(2026, 11, 28);

fn case(id: &str, requirements: &[&str], verdict: &str) -> Value {
    json!({
        "id": id, "title": "A title", "requirements": requirements, "level": "must", "verdict": verdict, "reason": "because",
        "given": null, "changed": [], "expected": "400 invalid_scope", "also_accepted": [], "observed": "200, tokens\n\u{1b}[31m",
        "control": null, "exchanges": [], "repeat": [], "duration_ms": 1.0,
    })
}

fn record(cases: Vec<Value>) -> RunRecord {
    serde_json::from_value(json!({
        "schema_version": 1, "tool": { "name": "tokenspec", "version": "0.1.0" },
        "target": { "name": "t", "token_endpoint": "https://as.example/token", "issuer": null, "clients": [], "choices": [] },
        "suites": [], "started_at": "2026-11-28T09:00:00Z", "duration_ms": 1.0, "seed": 0, "interrupted": false,
        "summary": { "pass": 0, "fail": 0, "warn": 0, "skip": 0, "inconclusive": 0 },
        "statistics": {
            "exchanges": 0, "authorizations": 0, "concurrency": 1, "round_trips_ms": 0.0, "longest_chain_ms": 0.0, "bound_ms": 0.0,
        },
        "requirements": [], "cases": cases, "controls": [], "notes": [],
    }))
    .unwrap()
}

/// A run with a breach, a warning, an open question, and two cases without a finding.
fn run() -> RunRecord {
    record(vec![
        case("s/broken/a", &["s/rule"], "fail"),
        case("s/broken/b", &["s/rule", "s/other"], "fail"),
        case("s/doubtful", &["s/other"], "warn"),
        case("s/open", &["s/third"], "inconclusive"),
        case("s/kept", &["s/third"], "pass"),
        case("s/slow", &["s/third"], "skip"),
    ])
}

/// Applies a baseline; names of ours beyond the record are known.
fn held(text: &str, record: &mut RunRecord) {
    let baseline = read("b.toml", text).unwrap_or_else(|found| panic!("{}", found.render(Style::Plain)));
    let known = |id: &str| id.starts_with("s/");
    apply(&baseline, record, Against { today: TODAY, known: &known, stale_warns: false });
}

fn accepted(record: &RunRecord) -> Vec<&str> {
    record.cases.iter().filter(|case| case.accepted.is_some()).map(|case| case.id.as_str()).collect()
}

fn stale(record: &RunRecord) -> Vec<(&str, StaleCause)> {
    record.baseline.as_ref().unwrap().stale.iter().map(|entry| (entry.id.as_str(), entry.cause)).collect()
}

#[test]
fn what_is_written_accepts_what_gates_and_nothing_else() {
    let text = write(&run(), Verdict::Fail, By::Case, None).unwrap();
    insta::assert_snapshot!(text);
    let mut today = run();
    held(&text, &mut today);
    assert_eq!(accepted(&today), ["s/broken/a", "s/broken/b", "s/open"]);
    assert_eq!(today.baseline.as_ref().unwrap().remarks.len(), 3, "no entry has a reason yet");
    assert_eq!(stale(&today), []);
}

#[test]
fn by_requirement_all_that_a_case_examines_must_be_accepted() {
    let text = write(&run(), Verdict::Warn, By::Requirement, None).unwrap();
    let mut today = run();
    held(&text, &mut today);
    assert_eq!(accepted(&today), ["s/broken/a", "s/broken/b", "s/doubtful", "s/open"]);
    let mut today = run();
    held("[[accept]]\nid = \"s/rule\"\nreason = \"r\"", &mut today);
    assert_eq!(accepted(&today), ["s/broken/a"], "the other one may break s/other");
}

#[test]
fn what_gets_worse_gates() {
    let mut today = run();
    held("[[accept]]\nid = \"s/broken/a\"\nverdict = \"warn\"\nreason = \"r\"", &mut today);
    assert_eq!(accepted(&today), Vec::<&str>::new());
    assert_eq!(today.baseline.unwrap().remarks, ["`s/broken/a` is accepted as warn, and s/broken/a is fail now"]);
}

#[test]
fn what_accepts_nothing_any_more_is_told() {
    let text = r#"
        [[accept]]
        id = "s/kept"
        reason = "r"
        [[accept]]
        id = "s/broken/a"
        expires = "2026-11-27"
        reason = "r"
        [[accept]]
        id = "s/broken/b"
        expires = "2026-11-28"
        reason = "r"
        [[accept]]
        id = "x/no-such-case"
        reason = "r"
        [[accept]]
        id = "s/slow"
        reason = "skipped today: nothing can be said"
        [[accept]]
        id = "s/not-in-this-run"
        reason = "r"
    "#;
    let mut today = run();
    held(text, &mut today);
    assert_eq!(accepted(&today), ["s/broken/b"]);
    let expected =
        [("s/kept", StaleCause::Vanished), ("s/broken/a", StaleCause::Expired), ("x/no-such-case", StaleCause::Unknown)];
    assert_eq!(stale(&today), expected);
    assert_eq!(today.baseline.unwrap().stale[0].line, 3);
}

#[test]
fn a_run_that_leaves_cases_out_says_nothing_of_them() {
    let text = "[[accept]]\nid = \"s/elsewhere\"\nexpires = \"2020-01-01\"\nreason = \"r\"";
    let mut whole = run();
    held(text, &mut whole);
    assert_eq!(stale(&whole), [("s/elsewhere", StaleCause::Expired)]);
    let mut filtered = run();
    filtered.filters = vec!["broken*".to_owned()];
    held(text, &mut filtered);
    assert_eq!(stale(&filtered), []);
    // Of a requirement, it sees some of the cases; of a case, all there is.
    let text = "[[accept]]\nid = \"s/third\"\nreason = \"r\"\n[[accept]]\nid = \"s/kept\"\nreason = \"r\"";
    filtered.cases.retain(|case| case.id == "s/kept");
    held(text, &mut filtered);
    assert_eq!(stale(&filtered), [("s/kept", StaleCause::Vanished)]);
}

#[test]
fn writing_again_keeps_what_people_wrote() {
    let edited = "\
# Ours, reviewed every month.

# Waits for release 4.2.
[[accept]]
id = \"s/broken/b\" # the old app
verdict = \"warn\"
reason = \"needed by the old app\"
owner = \"alice\"

[[accept]]
id = \"s/long-gone\"
reason = \"r\"
";
    insta::assert_snapshot!(write(&run(), Verdict::Fail, By::Case, Some(edited)).unwrap());
}

#[test]
fn a_part_of_a_run_leaves_requirements_to_the_whole() {
    let text = "[[accept]]\nid = \"s/third\"\nreason = \"r\"\n[[accept]]\nid = \"s/kept\"\nreason = \"r\"\n";
    let mut part = run();
    part.cases.retain(|case| case.verdict != Verdict::Inconclusive);
    part.partition = Some(
        serde_json::from_value(json!({
            "index": 1, "of": 2, "selection": "", "selected": 6, "positions": [0, 1, 2, 4, 5], "requirements": [],
        }))
        .unwrap(),
    );
    held(text, &mut part);
    assert_eq!(stale(&part), [("s/kept", StaleCause::Vanished)]);
    let undecided = |record: &RunRecord| record.baseline.as_ref().unwrap().undecided.len();
    assert_eq!(undecided(&part), 1);
    // What a filter or an interruption left out, no other part has.
    part.interrupted = true;
    held(text, &mut part);
    assert_eq!(undecided(&part), 0);
}

#[test]
fn what_was_said_of_a_case_holds_for_its_requirement() {
    let by_case = "[[accept]]\nid = \"s/broken/a\"\nreason = \"release 4.2\"\nowner = \"alice\"\n";
    let text = write(&run(), Verdict::Fail, By::Requirement, Some(by_case)).unwrap();
    let rule = read("b.toml", &text).unwrap().entries.into_iter().find(|entry| entry.id == "s/rule").unwrap();
    assert_eq!((rule.reason.as_str(), rule.owner.as_deref()), ("release 4.2", Some("alice")));
}

#[test]
fn pruning_takes_out_entries_and_nothing_else() {
    let text = "\
# Head.

# about a
[[accept]]
id = \"a\"
reason = \"r\"

# about b
[[accept]]
id   = \"b\"  # spaced
reason = 'r'
";
    let without = |stale: &[&str]| prune(text, &stale.iter().copied().collect::<BTreeSet<&str>>()).unwrap();
    assert_eq!(without(&[]), text);
    assert_eq!(without(&["a"]), "# Head.\n\n# about b\n[[accept]]\nid   = \"b\"  # spaced\nreason = 'r'\n");
    assert_eq!(without(&["b"]), "# Head.\n\n# about a\n[[accept]]\nid = \"a\"\nreason = \"r\"\n");
    assert_eq!(without(&["a", "b"]), "# Head.\n");
    assert_eq!(read("b.toml", &without(&["a", "b"])).unwrap().entries, []);
    // Written as a list, it is rewritten as tables.
    let listed = prune("accept = [{ id = \"a\" }, { id = \"b\" }]\n", &BTreeSet::from(["a"])).unwrap();
    assert_eq!(read("b.toml", &listed).unwrap().entries.len(), 1);
}

#[test]
fn mistakes_are_shown_where_they_are() {
    let text = "\
[[accept]]
id = \"a\"
expires = \"2026-02-30\"
[[accept]]
id = \"a\"
resaon = \"r\"
verdict = \"failed\"
[[accept]]
reason = \"r\"
[[acept]]
";
    insta::assert_snapshot!(read("b.toml", text).unwrap_err().render(Style::Plain));
}
