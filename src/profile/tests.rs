use std::collections::BTreeSet;

use super::model::{Exclusion, LevelChange};
use super::{Lock, Profile, arrange, score, scored_cases};
use crate::judge::expectation::Meaning;
use crate::protocol::names::Level;
use crate::record::{RunRecord, Verdict};
use crate::suite::load_files;
use crate::suite::model::{CaseKind, Suite};

/// Two suites: one with three requirements and four cases, one that no profile here names.
fn suites() -> Vec<Suite> {
    let requirement = |id: &str, level: &str| {
        format!(
            "[[requirement]]\nid = \"{id}\"\nlevel = \"{level}\"\nsource = {{ document = \"D\", section = \"1\" }}\ntext = \"T\"\n"
        )
    };
    let case = |id: &str, requirements: &str, more: &str| {
        format!("[[case]]\nid = \"{id}\"\ntitle = \"T\"\nrequirement = {requirements}\n{more}\n")
    };
    let one = "id = \"one\"\ntitle = \"One\"\nversion = \"1\"\n".to_owned()
        + &requirement("basic", "must")
        + &requirement("pragma", "must")
        + &requirement("both", "should")
        + &case("basic-works", "\"basic\"", "expect = \"tokens\"")
        + &case("pragma-seen", "\"pragma\"", "level = \"may\"\nexpect = \"tokens\"")
        + &case(
            "two-rules",
            "[\"basic\", \"both\"]",
            "step = [{ expect = \"tokens\", level = \"must\" }, { expect = \"error\" }]",
        )
        + &case("forms", "\"pragma\"", "expect = \"tokens\"\nvariant = [{ id = \"a\" }, { id = \"b\" }]");
    let two = "id = \"two\"\ntitle = \"Two\"\nversion = \"1\"\n".to_owned()
        + &requirement("other", "must")
        + &case("other", "\"other\"", "expect = \"tokens\"");
    let load = |id: &str, text: String| load_files(id, vec![(format!("{id}/suite.toml"), text)]);
    [("two", two), ("one", one)]
        .into_iter()
        .map(|(id, text)| load(id, text).and_then(|suite| suite.resolve(&[])).unwrap_or_else(|found| panic!("{found}")))
        .collect()
}

fn profile(exclusions: Vec<Exclusion>, levels: Vec<LevelChange>) -> Profile {
    Profile {
        id: "mine".into(),
        title: "Mine".into(),
        version: "3".into(),
        text: String::new(),
        audience: String::new(),
        suites: vec!["one".into()],
        exclusions,
        levels,
        lock: Lock::default(),
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn exclusion(requirements: &[&str], cases: &[&str]) -> Exclusion {
    Exclusion { requirements: strings(requirements), cases: strings(cases), reason: "newer".into() }
}

fn change(requirements: &[&str], cases: &[&str], level: Level) -> LevelChange {
    LevelChange { requirements: strings(requirements), cases: strings(cases), level, reason: "relaxed".into() }
}

fn levels(profile: &Profile) -> Vec<Level> {
    arrange(profile, suites())[0].cases.iter().map(|case| case.level).collect()
}

#[test]
fn a_case_is_scored_while_one_of_its_requirements_is() {
    let scored = |exclusion: Exclusion| scored_cases(&profile(vec![exclusion], Vec::new()), &suites());
    let all =
        BTreeSet::from_iter(strings(&["one/basic-works", "one/forms/a", "one/forms/b", "one/pragma-seen", "one/two-rules"]));
    let without = |left_out: &[&str]| all.iter().filter(|id| !left_out.contains(&id.as_str())).cloned().collect::<BTreeSet<_>>();
    assert_eq!(scored(exclusion(&[], &[])), all);
    assert_eq!(scored(exclusion(&["one/basic"], &[])), without(&["one/basic-works"]));
    assert_eq!(scored(exclusion(&["one/basic", "one/both"], &[])), without(&["one/basic-works", "one/two-rules"]));
    assert_eq!(scored(exclusion(&[], &["one/forms"])), without(&["one/forms/a", "one/forms/b"]));
    assert_eq!(scored(exclusion(&[], &["one/forms/a", "one/pragma"])), without(&["one/forms/a"]));
}

#[test]
fn levels_follow_the_profile_and_milder_cases_stay_milder() {
    use Level::{May, Must, Should};
    assert_eq!(levels(&profile(Vec::new(), Vec::new())), [Must, May, Must, Must, Must]);
    let relaxed =
        |requirements: &[&str], cases: &[&str], level| levels(&profile(Vec::new(), vec![change(requirements, cases, level)]));
    assert_eq!(relaxed(&["one/basic"], &[], Should), [Should, May, Should, Must, Must]);
    assert_eq!(relaxed(&["one/pragma"], &[], Should), [Must, May, Must, Should, Should]);
    assert_eq!(relaxed(&["one/both"], &[], Must), [Must, May, Must, Must, Must]);
    assert_eq!(relaxed(&[], &["one/forms/b"], May), [Must, May, Must, Must, May]);
    // What is excluded demands nothing: the case is held to the rest of what it examines.
    assert_eq!(levels(&profile(vec![exclusion(&["one/basic"], &[])], Vec::new())), [Must, May, Should, Must, Must]);
}

#[test]
fn no_step_is_stricter_than_its_case() {
    let milder = profile(vec![exclusion(&["one/basic"], &[])], Vec::new());
    let suites = arrange(&milder, suites());
    let CaseKind::Exchanges(exchanges) = &suites[0].cases[2].kind else { panic!("a case with steps") };
    assert_eq!(exchanges.steps.iter().map(|step| step.level).collect::<Vec<_>>(), [Some(Level::Should), None]);
}

#[test]
fn what_a_milder_profile_asks_for_is_no_failure_however_sure() {
    let text = "id = \"one\"\ntitle = \"One\"\nversion = \"1\"\n[[requirement]]\nid = \"basic\"\nlevel = \"must\"\nsource = { document = \"D\", section = \"1\" }\ntext = \"T\"\n[[case]]\nid = \"c\"\ntitle = \"T\"\nrequirement = \"basic\"\nexpect = { outcome = \"tokens\", accept = [{ outcome = \"refused\", meaning = \"fail\", reason = \"R.\" }] }\n";
    let suite =
        load_files("one", vec![("one/suite.toml".to_owned(), text.to_owned())]).and_then(|suite| suite.resolve(&[])).unwrap();
    let meaning = |levels: Vec<LevelChange>| match &arrange(&profile(Vec::new(), levels), vec![suite.clone()])[0].cases[0].kind {
        CaseKind::Exchanges(exchanges) => exchanges.steps[0].expect.others[0].meaning,
        other => panic!("{other:?}"),
    };
    assert_eq!(meaning(Vec::new()), Meaning::Fail);
    assert_eq!(meaning(vec![change(&["one/basic"], &[], Level::Should)]), Meaning::Warn);
}

#[test]
fn a_case_that_is_stricter_than_its_rule_stays_so() {
    let text = "id = \"one\"\ntitle = \"One\"\nversion = \"1\"\n[[requirement]]\nid = \"body\"\nlevel = \"may\"\nsource = { document = \"D\", section = \"1\" }\ntext = \"T\"\n[[case]]\nid = \"c\"\ntitle = \"T\"\nrequirement = \"body\"\nlevel = \"must\"\nexpect = \"tokens\"\n";
    let suite =
        load_files("one", vec![("one/suite.toml".to_owned(), text.to_owned())]).and_then(|suite| suite.resolve(&[])).unwrap();
    let level = |levels: Vec<LevelChange>| arrange(&profile(Vec::new(), levels), vec![suite.clone()])[0].cases[0].level;
    assert_eq!(level(Vec::new()), Level::Must);
    assert_eq!(level(vec![change(&["one/body"], &[], Level::Should)]), Level::Must);
    assert_eq!(level(vec![change(&[], &["one/c"], Level::Should)]), Level::Should);
}

#[test]
fn only_the_suites_of_the_profile_are_left() {
    let chosen = arrange(&profile(Vec::new(), Vec::new()), suites());
    assert_eq!(chosen.iter().map(|suite| suite.id.as_str()).collect::<Vec<_>>(), ["one"]);
}

#[test]
fn what_the_list_does_not_name_is_new() {
    let mut mine = profile(vec![exclusion(&["one/pragma"], &[])], Vec::new());
    mine.lock = Lock::parse("mine 3\none/basic-works\none/pragma-seen\n");
    let unscored = |case: &str, requirement: &str| mine.unscored(case, &strings(&[requirement]));
    assert_eq!(unscored("one/basic-works", "one/basic"), None);
    assert_eq!(unscored("one/two-rules", "one/basic").as_deref(), Some("newer than version 3 of the profile"));
    assert_eq!(unscored("one/pragma-seen", "one/pragma").as_deref(), Some("newer"));
}

#[test]
fn a_list_survives_being_written() {
    let lock = Lock::of(&profile(Vec::new(), Vec::new()), BTreeSet::from_iter(strings(&["one/b", "one/a"])));
    assert_eq!(lock.to_text(), "mine 3\none/a\none/b\n");
    assert_eq!(Lock::parse(&lock.to_text()), lock);
}

/// A record with one requirement per name, and cases `(id, requirement, verdict)`.
fn record(cases: &[(&str, &str, &str)]) -> RunRecord {
    let case = |(id, requirement, verdict): &(&str, &str, &str)| {
        serde_json::json!({
            "id": id, "title": "T", "requirements": [requirement], "level": "must", "verdict": verdict, "reason": "r",
            "given": null, "changed": [], "expected": "e", "also_accepted": [], "observed": "o", "control": null,
            "exchanges": [], "repeat": [], "duration_ms": 1.0,
        })
    };
    let requirement = |id: &&str| {
        let own: Vec<&str> = cases.iter().filter(|(_, of, _)| of == id).map(|(case, ..)| *case).collect();
        serde_json::json!({
            "id": id, "level": "must", "source": { "document": "D", "section": "1" }, "text": "T", "why": null,
            "untestable": null, "verdict": "fail", "cases": own,
        })
    };
    let mut ids: Vec<&str> = cases.iter().map(|(_, requirement, _)| *requirement).collect();
    ids.dedup();
    let record = serde_json::json!({
        "schema_version": 1, "tool": { "name": "tokenspec", "version": "0" },
        "target": { "name": "t", "token_endpoint": "http://t/token", "issuer": null, "clients": [], "choices": [] },
        "suites": [], "started_at": "2026-11-24T09:00:00Z", "duration_ms": 1.0, "seed": 0, "interrupted": false,
        "summary": { "pass": 0, "fail": 0, "warn": 0, "skip": 0, "inconclusive": 0 },
        "statistics": {
            "exchanges": 0, "authorizations": 0, "concurrency": 1, "round_trips_ms": 0.0, "longest_chain_ms": 0.0, "bound_ms": 0.0,
        },
        "requirements": ids.iter().map(requirement).collect::<Vec<_>>(),
        "cases": cases.iter().map(case).collect::<Vec<_>>(), "controls": [], "notes": [],
    });
    serde_json::from_value(record).unwrap()
}

#[test]
fn what_is_not_scored_is_counted_apart_and_says_why() {
    let mut mine = profile(vec![exclusion(&["one/pragma"], &[])], Vec::new());
    mine.lock = Lock::parse("mine 3\none/a\none/b\none/d\n");
    let mut record = record(&[
        ("one/a", "one/basic", "pass"),
        ("one/b", "one/basic", "skip"),
        ("one/new", "one/basic", "fail"),
        ("one/d", "one/pragma", "fail"),
        ("one/newer", "one/unknown", "warn"),
        ("acme/e", "acme/own", "fail"),
    ]);
    score(&mine, &mut record);
    let scored: Vec<&str> = record.cases.iter().filter(|case| case.scored).map(|case| case.id.as_str()).collect();
    assert_eq!(scored, ["one/a", "one/b", "acme/e"]);
    let summary = record.summary;
    assert_eq!((summary.pass, summary.skip, summary.fail, summary.warn, summary.unscored), (1, 1, 1, 0, 3));
    let requirements: Vec<_> = record.requirements.iter().map(|r| (r.verdict, r.unscored.as_deref())).collect();
    assert_eq!(
        requirements,
        [
            (Verdict::Pass, None),
            (Verdict::Fail, Some("newer")),
            (Verdict::Fail, Some("newer than version 3 of the profile")),
            (Verdict::Fail, None),
        ]
    );
    assert_eq!(record.profile.map(|profile| profile.version).as_deref(), Some("3"));
}
