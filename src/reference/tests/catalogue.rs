use std::collections::BTreeSet;
use std::path::Path;

use crate::reference::{FaultId, faults};

fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else if path.file_name().is_some_and(|name| name != "catalogue.rs") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    text
}

#[test]
fn names_are_unique_and_parse() {
    let names: BTreeSet<_> = faults().iter().map(|fault| fault.id).collect();
    assert_eq!(names.len(), faults().len());
    assert!(names.len() >= 130);
    for id in FaultId::all() {
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.fault().id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    }
    assert!("no-such-fault".parse::<FaultId>().is_err());
}

#[test]
fn every_fault_is_asked_for_in_the_code() {
    let text = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reference"));
    let words: BTreeSet<_> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let forgotten: Vec<_> = faults()
        .iter()
        .map(|fault| fault.id.to_ascii_uppercase().replace('-', "_"))
        .filter(|id| !words.contains(id.as_str()))
        .collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn this_room_does_not_look_at_the_suites() {
    let text = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reference"));
    for room in ["suite", "judge", "runner", "target", "report"] {
        assert!(!text.contains(&format!("use crate::{room}")), "{room}");
    }
}
