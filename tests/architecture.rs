//! The rooms of `src/` and the arrows between them: an import that docs/architecture.md does not draw fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Who may import whom. `docs/architecture.md` draws the same.
const ARROWS: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("diagnostics", &[]),
    ("transport", &["protocol"]),
    ("judge", &["protocol"]),
    ("authorize", &["protocol", "transport"]),
    ("suite", &["diagnostics", "judge", "protocol", "target"]),
    ("target", &["diagnostics", "protocol"]),
    ("record", &["protocol", "suite"]),
    ("profile", &["judge", "protocol", "record", "suite"]),
    ("runner", &["authorize", "judge", "protocol", "record", "suite", "target", "transport"]),
    ("report", &["protocol", "record"]),
    ("baseline", &["diagnostics", "record"]),
    ("snapshot", &["diagnostics", "record", "report"]),
    ("reference", &["protocol"]),
    ("embedded", &["protocol", "record", "reference", "runner", "suite", "target"]),
    ("examination", &["diagnostics", "profile", "protocol", "record", "report", "runner", "suite", "target", "transport"]),
    ("explore", &["judge", "protocol", "record", "runner", "suite", "target", "transport"]),
    ("harness", &["examination", "record", "report", "runner", "suite", "target"]),
    ("certify", &["diagnostics", "profile", "protocol", "record", "report", "runner", "suite", "target"]),
    (
        "cli",
        &[
            "authorize",
            "baseline",
            "certify",
            "diagnostics",
            "embedded",
            "examination",
            "explore",
            "judge",
            "profile",
            "protocol",
            "record",
            "reference",
            "report",
            "runner",
            "snapshot",
            "suite",
            "target",
            "transport",
        ],
    ),
];

fn sources(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The rooms that a source text names as `crate::room`, comments and test modules included.
fn imported(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>())
        .filter(|room| !room.is_empty())
        .collect()
}

#[test]
fn every_import_follows_an_arrow() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> = ARROWS.iter().map(|(room, to)| (*room, to.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    assert!(files.len() > 50, "the sources were not found");
    for file in files {
        let mut parts = file.strip_prefix("src").unwrap().components();
        let room = parts.next().unwrap().as_os_str().to_str().unwrap().to_owned();
        if parts.next().is_none() {
            continue; // lib.rs and main.rs see every room
        }
        let arrows = allowed.get(room.as_str()).unwrap_or_else(|| panic!("the room {room} is not drawn"));
        for other in imported(&fs::read_to_string(&file).unwrap()) {
            if other != room && allowed.contains_key(other.as_str()) && !arrows.contains(other.as_str()) {
                wrong.push(format!("{}: {room} may not import {other}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reference_server_and_the_suites_do_not_know_each_other() {
    let to = |room: &str| ARROWS.iter().find(|(name, _)| *name == room).unwrap().1;
    for forbidden in ["suite", "judge", "runner", "target", "record"] {
        assert!(!to("reference").contains(&forbidden));
    }
    for room in ["judge", "suite", "runner", "report", "profile"] {
        assert!(!to(room).contains(&"reference"));
    }
}

#[test]
fn files_stay_short() {
    // Flat tables and models are excepted.
    const LONG: &[&str] = &["src/reference/catalogue.rs", "src/suite/model.rs"];
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let long: Vec<String> = files
        .iter()
        .filter(|file| !LONG.contains(&file.to_str().unwrap()))
        .map(|file| (file, fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(file, lines)| format!("{}: {lines} lines", file.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
