use super::text::bare;
use super::{Unwritable, case, suite};
use crate::judge::expectation::{MemberClaim, StatusPattern};
use crate::suite::model::{Base, Case, CaseKind, Operation, Step, Suite, Value, Wire};
use crate::suite::{embedded_ids, load_dir, load_embedded};

fn embedded() -> Vec<Suite> {
    embedded_ids().into_iter().map(|id| load_embedded(id).unwrap().suite().clone()).collect()
}

fn find(id: &str) -> Case {
    embedded().into_iter().flat_map(|suite| suite.cases).find(|case| case.id == id).unwrap()
}

#[test]
fn every_embedded_suite_survives_the_way_to_a_folder_and_back() {
    let mut exchanges = 0;
    for meant in embedded() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in suite(&meant).unwrap_or_else(|error| panic!("{error}")) {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let read = load_dir(folder.path()).unwrap_or_else(|found| panic!("{found}"));
        // Which folder it was read from is no part of it.
        let read = Suite { folder: None, ..read.suite().clone() };
        assert_eq!(bare(&read), bare(&meant), "{}", meant.id);
        exchanges += meant.cases.iter().filter(|case| matches!(case.kind, CaseKind::Exchanges(_))).count();
    }
    assert!(exchanges > 1_000, "{exchanges}");
}

#[test]
fn every_embedded_case_can_be_written_by_itself() {
    for one in embedded().into_iter().flat_map(|suite| suite.cases) {
        case(&one).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn what_is_written_is_valid_by_the_schema() {
    let validator = jsonschema::validator_for(&crate::suite::schema()).unwrap();
    for (name, text) in embedded().iter().flat_map(|meant| suite(meant).unwrap()) {
        let value: serde_json::Value = toml::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn cases_as_a_person_would_write_them() {
    let ids = [
        "create-tokens/scope-superset/confidential-refresh-exchanged",
        "security/reuse-revokes/of-the-last",
        "oauth2/code-race/public",
        "http/folded-field",
    ];
    let written: Vec<String> = ids.iter().map(|id| case(&find(id)).unwrap()).collect();
    insta::assert_snapshot!("write-cases", written.join("\n"));
}

#[test]
fn a_suite_as_a_person_would_write_it() {
    let mut few = load_embedded("create-tokens").unwrap().suite().clone();
    few.cases.retain(|case| case.id.starts_with("create-tokens/scope-superset/"));
    few.requirements.retain(|requirement| requirement.id == "create-tokens/scope-superset");
    few.parameters.retain(|rule| rule.name == "client_id");
    let written: Vec<String> = suite(&few).unwrap().iter().map(|(name, text)| format!("── {name}\n{text}")).collect();
    insta::assert_snapshot!("write-suite", written.join("\n"));
}

/// The first case with one change, changed further.
fn changed(change: impl FnOnce(&mut Case, &mut Step)) -> String {
    let mut one = find("create-tokens/scope-superset/confidential-refresh-exchanged");
    let CaseKind::Exchanges(mut exchange) = one.kind.clone() else { unreachable!() };
    change(&mut one, &mut exchange.steps[0]);
    one.kind = CaseKind::Exchanges(exchange);
    case(&one).unwrap_err().to_string()
}

#[test]
fn what_the_format_cannot_say_is_named() {
    let scope = |operations: Vec<Operation>| {
        let value = Value { base: Base::Valid, operations, wire: Wire::Form };
        ("scope".to_owned(), value)
    };
    let errors = [
        changed(|_, step| step.change.set = vec![scope(vec![Operation::Upper, Operation::FlipFirstLetter])]),
        changed(|_, step| step.change.set = vec![scope(vec![]), scope(vec![Operation::Double])]),
        changed(|_, step| step.change.set = vec![scope(vec![Operation::Append("${nowhere}".to_owned())])]),
        changed(|_, step| {
            let claim = MemberClaim::IfPresent(Box::new(MemberClaim::Boolean(true)));
            step.expect.others[1].pattern.members = vec![("active".to_owned(), claim)];
        }),
        changed(|_, step| step.expect.others[0].reason.clear()),
        changed(|_, step| step.expect.primary.errors.push("no \"quotes\"".to_owned())),
        changed(|_, step| step.expect.primary.status = vec![StatusPattern::Class(9)]),
        changed(|_, step| step.copies = 65),
        changed(|case, _| case.title = "a bell \u{7}".to_owned()),
        changed(|case, _| case.id = "create-tokens/Scope".to_owned()),
        changed(|case, _| case.id = "scope".to_owned()),
        changed(|case, _| case.requirements = vec!["oauth2/scope".to_owned()]),
        changed(|case, _| case.requirements.clear()),
    ];
    insta::assert_snapshot!("write-errors", errors.join("\n"));
}

#[test]
fn a_requirement_without_a_case_makes_no_suite() {
    let mut few = load_embedded("pkce").unwrap().suite().clone();
    few.cases.truncate(1);
    let error = suite(&few).unwrap_err();
    assert!(
        matches!(&error, Unwritable::Refused { id, found } if id == "pkce" && found.iter().all(|one| one.code == "S004")),
        "{error}"
    );
}
