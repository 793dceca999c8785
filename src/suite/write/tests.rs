use super::text::bare;
use super::{Unwritable, case, suite};
use crate::suite::model::{Capability, Case, CaseKind, Operation, Origin, Send, Suite, Value};
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
        assert_eq!(bare(read.suite()), bare(&meant), "{}", meant.id);
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
