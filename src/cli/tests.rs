//! The command line as it looks: help of every verb, lists, explanations, the kill matrix; and what is selected.

use clap::{CommandFactory, Parser};

use crate::cli::arguments::{Cli, Selection, Verb};
use crate::cli::engine::{Kills, Plan, PlannedCase};
use crate::cli::list::{Kind, Listed};
use crate::cli::{CliError, doctor, explain, explained, faults, list, plan, profiles, sample};
use crate::examination::{Scope, SelectError};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::json;
use crate::runner::{Probe, ProbeState};

fn selection(filters: &[&str]) -> Selection {
    Selection { filter: filters.iter().map(|text| (*text).to_owned()).collect(), ..Selection::default() }
}

fn explained_words(id: &str) -> String {
    match explain::find(id, &sample::suites(), &sample::faults()) {
        Ok(explanation) => explained::render(&explanation, Palette::default(), 100),
        Err(error) => error.message(),
    }
}

#[test]
fn a_variant_is_explained_with_what_allows_it() {
    insta::assert_snapshot!("explain_variant", explained_words("plain-oauth"));
}

#[test]
fn arguments_are_sound() {
    Cli::command().debug_assert();
}

#[test]
fn help_of_every_verb() {
    let mut program = Cli::command().term_width(100);
    program.build();
    insta::assert_snapshot!("help", program.render_long_help().to_string());
    for verb in program.get_subcommands_mut() {
        let name = format!("help_{}", verb.get_name());
        insta::assert_snapshot!(name.clone(), verb.render_long_help().to_string());
        for part in verb.get_subcommands_mut() {
            let name = format!("{name}_{}", part.get_name());
            insta::assert_snapshot!(name, part.render_long_help().to_string());
        }
    }
}

#[test]
fn every_verb_has_a_page_and_exit_codes() {
    let program = Cli::command();
    let parts = program.get_subcommands().flat_map(clap::Command::get_subcommands);
    for verb in program.get_subcommands().chain(parts) {
        let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{}", verb.get_name());
    }
}

#[test]
fn flags_are_read() {
    let line =
        "tokenspec run t.toml --suite a --suite b --report json=r.json --report junit=j.xml --timeout 500ms --fail-on should -vv";
    assert!(Cli::try_parse_from(line.split(' ')).is_ok());
    for wrong in
        ["run -v -q", "run --timeout 10", "run --concurrency 0", "run --report pdf=x", "list --format xml", "explain", "nothing"]
    {
        let words = std::iter::once("tokenspec").chain(wrong.split(' '));
        assert_eq!(Cli::try_parse_from(words).unwrap_err().exit_code(), 2, "{wrong}");
    }
}

#[test]
fn lists() {
    let kinds = [Kind::Profiles, Kind::Suites, Kind::Requirements, Kind::Cases, Kind::Faults];
    let (profile, suites, faults) = (sample::profile(), sample::suites(), sample::faults());
    let listed = Listed { profiles: &[profiles::words(&profile, &suites)], suites: &suites, faults: &faults };
    insta::assert_snapshot!("list_human", list::render(&kinds, &listed, Palette::default(), 80));
    insta::assert_snapshot!("list_json", json::pretty(&list::json(&kinds, &listed)).unwrap());
}

#[test]
fn explanations() {
    insta::assert_snapshot!("explain_requirement", explained_words("create-tokens/scope-superset"));
    insta::assert_snapshot!("explain_case", explained_words("scope-superset/public-refresh"));
    insta::assert_snapshot!("explain_steps", explained_words("scope-narrowing"));
    insta::assert_snapshot!("explain_untestable", explained_words("no-secret-logged"));
    insta::assert_snapshot!("explain_fault", explained_words("scope-superset-granted"));
    insta::assert_snapshot!("explain_unknown", explained_words("scope-supreset"));
}

#[test]
fn explanation_as_json() {
    let explanation = explain::find("scope-superset/public-refresh", &sample::suites(), &sample::faults()).unwrap();
    insta::assert_snapshot!(json::pretty(&explanation).unwrap());
}

#[test]
fn an_id_of_two_suites_is_ambiguous() {
    let mut suites = sample::suites();
    let mut second = suites[0].clone();
    second.id = "other".into();
    second.requirements.iter_mut().for_each(|requirement| requirement.id = requirement.id.replace("create-tokens/", "other/"));
    suites.push(second);
    let error = explain::find("scope-superset", &suites, &[]).unwrap_err();
    assert_eq!(error.message(), "`scope-superset` is ambiguous: create-tokens/scope-superset, other/scope-superset");
}

#[test]
fn the_matrix_names_its_gaps() {
    let (suites, known) = (sample::suites(), sample::faults());
    let cases = suites.iter().flat_map(|suite| &suite.cases).map(|case| (case.id.clone(), Verdict::Pass, String::new()));
    let mut kills = Kills {
        killed_by: known.iter().map(|fault| (fault.id.clone(), fault.killed_by.clone())).collect(),
        correct: cases.collect(),
        ..Kills::default()
    };
    let last = kills.correct.last_mut().unwrap();
    (last.1, last.2) = (Verdict::Warn, "tokens were issued".to_owned());
    let matrix = faults::matrix(&suites, &known, &kills);
    assert_eq!(matrix.code(), 1);
    insta::assert_snapshot!("faults_human", faults::render(&matrix, Palette::default()));
    insta::assert_snapshot!("faults_json", json::pretty(&matrix).unwrap());
}

#[test]
fn the_doctor_tells_what_to_do() {
    let check = |name: &str, state, detail: &str, help: Option<&str>| Probe {
        name: name.into(),
        state,
        detail: detail.into(),
        help: help.map(str::to_owned),
        account: Vec::new(),
    };
    let checks = vec![
        check("token endpoint", ProbeState::Good, "answers in 12 ms", None),
        check("client public", ProbeState::Note, "no refresh token was issued", None),
        check("client confidential", ProbeState::Wrong, "401 invalid_client", Some("is STAGING_SECRET the secret of 01JD…?")),
    ];
    assert_eq!(doctor::code(&checks), 2);
    assert_eq!(doctor::code(&[check("issuer", ProbeState::Unreachable, "connection refused", None)]), 3);
    let plan = Plan {
        cases: vec![
            PlannedCase { id: "a/b".into(), skip: None },
            PlannedCase { id: "a/c".into(), skip: Some("no introspection endpoint".into()) },
        ],
        authorizations: 3,
        control_authorizations: 1,
        notes: vec!["safe: 2 cases are left out".into()],
        token_requests: 9,
    };
    insta::assert_snapshot!("dry_run", plan::render(&plan));
    insta::assert_snapshot!(
        "doctor",
        doctor::render(&doctor::Report { ready: false, checks, plan: Some(plan), next: String::new() }, Palette::default())
    );
}

#[test]
fn suites_and_filters_select() {
    let ids = |filters: &[&str]| {
        let chosen = plan::select(sample::suites(), &Scope::All, &selection(filters), None).unwrap();
        chosen.iter().flat_map(|suite| suite.cases.iter().map(|case| case.id.clone())).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[]).len(), 3);
    assert_eq!(ids(&["scope-superset"]).len(), 2);
    assert_eq!(ids(&["scope-superset !*refresh"]), ["create-tokens/scope-superset/public-code"]);
    assert_eq!(ids(&["level=should", "*/public-code"]).len(), 2);
    let filtered = plan::select(sample::suites(), &Scope::All, &selection(&["level=should"]), None).unwrap();
    assert_eq!(filtered[0].requirements.len(), 1);
}

#[test]
fn an_empty_selection_is_an_error() {
    let error = plan::select(sample::suites(), &Scope::All, &selection(&["scope-supreset level=must"]), None).unwrap_err();
    assert_eq!(error.code(), 2);
    insta::assert_snapshot!("empty_selection", error.message());
    let suite = Selection { suite: vec!["creat-tokens".into()], ..Selection::default() };
    insta::assert_snapshot!(
        "unknown_suite",
        plan::select(sample::suites(), &plan::scope(&suite).unwrap(), &suite, None).unwrap_err().message()
    );
    assert!(matches!(
        plan::select(Vec::new(), &Scope::All, &selection(&[]), None),
        Err(CliError::Selection(SelectError::Nothing { .. }))
    ));
}

#[test]
fn verdicts_are_those_of_the_last_run() {
    let error = plan::select(sample::suites(), &Scope::All, &selection(&["verdict=fail"]), None).unwrap_err();
    assert!(error.message().contains("--last"), "{}", error.message());
    let mut last = crate::report::sample::empty();
    last.cases = vec![crate::report::sample::case("scope-superset/public-code", "scope-superset", Verdict::Fail)];
    let chosen = plan::select(sample::suites(), &Scope::All, &selection(&["verdict=fail,warn"]), Some(&last)).unwrap();
    assert_eq!(chosen[0].cases.len(), 1);
}

#[test]
fn the_command_line_stands_above_the_target_and_the_target_above_the_default() {
    let scope = |line: &str, profile: Option<&str>, suites: &[&str]| {
        let words = ["tokenspec", "run"].into_iter().chain(line.split_whitespace());
        let Verb::Run(arguments) = Cli::try_parse_from(words).unwrap().verb else { panic!("run") };
        let mut target = crate::embedded::target("http://127.0.0.1:1", &crate::reference::Options::default());
        target.profile = profile.map(str::to_owned);
        target.suites = suites.iter().map(|suite| (*suite).to_owned()).collect();
        match plan::scope_for(&arguments.selection, &target).unwrap() {
            Scope::Profile(profile) => profile.id,
            Scope::Suites(suites) => suites.join("+"),
            Scope::All => "all".to_owned(),
        }
    };
    assert_eq!(scope("", None, &[]), "oauth2-baseline");
    assert_eq!(scope("", None, &["a", "b"]), "a+b");
    assert_eq!(scope("", Some("oauth21"), &[]), "oauth21");
    assert_eq!(scope("--profile openid-basic", Some("oauth21"), &["a"]), "openid-basic");
    assert_eq!(scope("--suite a", Some("oauth21"), &["b"]), "a");
    assert!(Cli::try_parse_from(["tokenspec", "run", "--suite", "a", "--profile", "oauth21"]).is_err());
    let unknown = Selection { profile: Some("oauth2.1".into()), ..Selection::default() };
    insta::assert_snapshot!("unknown_profile", plan::scope(&unknown).unwrap_err().message());
}

#[test]
fn a_suite_from_a_folder_is_examined_whatever_the_profile() {
    let scope = Scope::Profile(Box::new(sample::profile()));
    let mut suites = sample::suites();
    suites.push(crate::suite::model::Suite { id: "acme".into(), ..suites[0].clone() });
    suites.push(crate::suite::model::Suite { id: "oauth2".into(), ..suites[0].clone() });
    let chosen = scope.choose(suites).unwrap();
    assert_eq!(chosen.iter().map(|suite| suite.id.as_str()).collect::<Vec<_>>(), ["create-tokens", "acme"]);
}
