use std::path::Path;

use super::model::{Base, Case, CaseKind, RedirectUriSpec, Suite};
use super::{Definition, load_dir, load_files};
use crate::diagnostics::Style;
use crate::target::model::LengthOverride;

fn one_file(text: &str) -> Result<Definition, crate::diagnostics::Diagnostics> {
    load_files("broken", vec![("suite.toml".to_owned(), text.to_owned())])
}

#[test]
fn every_code_has_a_fixture_and_a_screen() {
    let mut seen = 0;
    for entry in std::fs::read_dir("fixtures/diagnostics/suite").unwrap() {
        let path = entry.unwrap().path();
        let code = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = one_file(&std::fs::read_to_string(&path).unwrap()).expect_err(&code);
        assert!(found.iter().any(|diagnostic| diagnostic.code == code), "{code}:\n{found}");
        insta::assert_snapshot!(format!("suite-{code}"), found.render(Style::Plain));
        seen += 1;
    }
    // S015 (no suite.toml), S019 (not built in), F006 and F007 concern files and folders: see below.
    let suites = crate::diagnostics::codes::ALL.iter().filter(|(code, _)| !code.starts_with(['T', 'B'])).count();
    assert_eq!(seen, suites - 4);
}

#[test]
fn folders_that_are_no_suites() {
    assert_eq!(codes(load_dir(Path::new("no/such/folder"))), ["F006"]);
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(codes(load_dir(folder.path())), ["S015"]);
    std::fs::write(folder.path().join("suite.toml"), b"id = \"\xff\"").unwrap();
    assert_eq!(codes(load_dir(folder.path())), ["F007"]);
    assert_eq!(codes(super::load_embedded("no-such-suite")), ["S019"]);
}

fn codes(result: Result<Definition, crate::diagnostics::Diagnostics>) -> Vec<&'static str> {
    result.unwrap_err().iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn all_errors_of_all_files_at_once() {
    let suite = "id = \"x\"\ntitle = \"\"\nversion = \"1\"\n[[requirement]]\nid = \"a\"\nlevel = \"mst\"\n".to_owned();
    let cases = "[[case]]\nid = \"c\"\nrequirement = \"b\"\nexpect = \"toknes\"\nlevle = 1\n".to_owned();
    let found = load_files("x", vec![("b.toml".to_owned(), cases), ("suite.toml".to_owned(), suite)]).unwrap_err();
    let files = |name: &str| found.iter().filter(|diagnostic| diagnostic.place.file == name).count();
    assert!(files("b.toml") >= 4 && files("suite.toml") >= 4, "{found}");
    let json = found.to_json();
    assert_eq!(json[0]["file"], "b.toml");
    assert!(json[0]["line"].is_u64() && json[0]["column"].is_u64() && json[0]["code"].is_string());
}

#[test]
fn steps_that_cannot_be_sent_at_the_same_time() {
    let head = "id = \"x\"\ntitle = \"X\"\nversion = \"1\"\n[[requirement]]\nid = \"r\"\nlevel = \"must\"\nsource = { document = \"D\", section = \"1\" }\ntext = \"R.\"\n[[case]]\nid = \"c\"\ntitle = \"C\"\nrequirement = \"r\"\n";
    let steps = |steps: &str| one_file(&format!("{head}{steps}"));
    let first = "[[case.step]]\nwith_previous = true\nexpect = \"tokens\"\n";
    let handshake = "[[case.step]]\nsend = { handshake = \"tls-1.0\" }\ncopies = 2\nexpect = \"refused\"\n";
    for wrong in [first, handshake] {
        assert_eq!(codes(steps(wrong)), [crate::diagnostics::codes::CONFLICT], "{wrong}");
    }
    let second = "[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nwith_previous = true\nexpect = \"refused\"\n";
    assert!(steps(second).is_ok());
}

#[test]
fn embedded_suites_load() {
    for id in super::embedded_ids() {
        let definition = super::load_embedded(id).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(definition.suite().id, id);
    }
}

fn acme(overrides: &[LengthOverride]) -> Suite {
    load_dir(Path::new("fixtures/suites/acme-tokens")).unwrap().resolve(overrides).unwrap()
}

/// The lengths of the unknown values that the last steps of a family's cases send.
fn lengths(suite: &Suite, family: &str) -> Vec<usize> {
    let mut lengths: Vec<usize> = suite.cases.iter().filter(|case| case.id.contains(family)).filter_map(last_length).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

fn last_length(case: &Case) -> Option<usize> {
    let CaseKind::Exchanges(exchange) = &case.kind else { return None };
    if let RedirectUriSpec::Length(length) = exchange.given.authorization.redirect_uri {
        return Some(length);
    }
    match exchange.steps.last()?.change.set.first()?.1.base {
        Base::Random { length, .. } => Some(length),
        _ => None,
    }
}

#[test]
fn another_vendors_bounds_need_no_rust() {
    let suite = acme(&[]);
    assert_eq!(lengths(&suite, "/client-id-bounds/"), [1, 35, 36, 37, 255]);
    assert_eq!(lengths(&suite, "/redirect-uri-bounds/"), [1, 511, 512, 513]);
    assert_eq!(lengths(&suite, "/redirect-uri-own-length/"), [511, 512, 513]);
    let ids: Vec<&str> = suite.cases.iter().map(|case| case.id.as_str()).collect();
    insta::assert_snapshot!("acme-tokens", ids.join("\n"));
}

#[test]
fn a_target_overrides_bounds_and_keeps_ids() {
    let own = |max| [LengthOverride { name: "client_id".to_owned(), min: None, max: Some(max) }];
    let (usual, longer, lifted) = (acme(&[]), acme(&own(Some(40))), acme(&own(None)));
    assert_eq!(lengths(&longer, "/client-id-bounds/"), [1, 39, 40, 41, 255]);
    assert_eq!(lengths(&longer, "/redirect-uri-bounds/"), [1, 511, 512, 513]);
    let ids = |suite: &Suite| suite.cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&usual), ids(&longer));
    assert_eq!(lengths(&lifted, "/client-id-bounds/"), [1, 255]);
}

#[test]
fn a_lifted_bound_drops_what_rests_on_it() {
    let text = "id = \"x\"\ntitle = \"x\"\nversion = \"1\"\n[[requirement]]\nid = \"r\"\nlevel = \"must\"\ntext = \"t\"\n\
        source = { document = \"d\", section = \"s\" }\n[parameter.code]\ntype = \"string\"\nlength = { max = 9 }\n\
        [[case]]\nid = \"c\"\ntitle = \"t\"\nrequirement = \"r\"\nexpect = \"error\"\n\
        [[case.variant]]\nid = \"long\"\nchange = { set = { code = { length = \"max+1\" } } }\n\
        [[case.variant]]\nid = \"short\"\nchange = { set = { code = { truncate = 3 } } }\n";
    let definition = one_file(text).unwrap_or_else(|found| panic!("{found}"));
    let ids = |overrides: &[LengthOverride]| -> Vec<String> {
        definition.resolve(overrides).unwrap().cases.into_iter().map(|case| case.id).collect()
    };
    assert_eq!(ids(&[]), ["x/c/long", "x/c/short"]);
    assert_eq!(ids(&[LengthOverride { name: "code".to_owned(), min: None, max: Some(None) }]), ["x/c/short"]);
}
