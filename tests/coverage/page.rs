//! `docs/coverage.md`.

use std::fmt::Write;

use crate::map::{Check, Map};
use crate::ours::{Ours, Requirement, Suite};

/// Faults named in a cell before the rest is counted.
const NAMED: usize = 6;

const PREFACE: &str = "\
# Coverage

Generated: `UPDATE_COVERAGE=1 cargo test --test coverage`. A test fails when this page is stale, when a requirement has neither a
case nor a reason, when a requirement's cases notice no fault of the reference server, and when a check of another suite is mapped
to nothing.

";

const REQUIREMENTS: &str = "\
## Requirements

Cases are folded: `name ×8` stands for eight cases `SUITE/name/…`. The faults are those of the reference server that break the
requirement and that at least one of its cases notices (`src/embedded/kill-matrix.txt`). `tokenspec explain ID` explains any
of these names.

";

const PRIOR_ART: &str = "\
## What other suites check

The checks that other test suites for token endpoints hold between them, and those that none or one of them has; each with
the cases that examine it (`*` stands for any text) and the requirements that those are about. The map is
`docs/prior-art-map.toml`.

";

/// The page.
pub fn write(ours: &Ours, map: &Map) -> String {
    let mut page = PREFACE.to_owned();
    summary(&mut page, ours, map);
    page.push_str(REQUIREMENTS);
    for suite in &ours.suites {
        requirements(&mut page, suite);
    }
    page.push_str(PRIOR_ART);
    for part in &map.parts {
        let _ =
            writeln!(page, "### {}\n\n| id | check | cases | requirements |\n|---|---|---|---|", part.title.replace('-', " "));
        for (id, check) in &part.checks {
            let _ = writeln!(page, "| {id} | {} | {} | {} |", check.check, examination(check, ours), about(check, ours));
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

fn summary(page: &mut String, ours: &Ours, map: &Map) {
    page.push_str("| suite | version | requirements | untestable | cases | faults |\n|---|---|---|---|---|---|\n");
    for suite in &ours.suites {
        let untestable = suite.requirements.iter().filter(|requirement| requirement.untestable.is_some()).count();
        let distinct = |of: fn(&Requirement) -> Vec<&str>| {
            suite.requirements.iter().flat_map(of).collect::<std::collections::BTreeSet<_>>().len()
        };
        let cases = distinct(|requirement| requirement.cases.iter().map(String::as_str).collect());
        let faults = distinct(|requirement| requirement.faults.iter().chain(&requirement.others).copied().collect());
        let total = suite.requirements.len();
        let _ = writeln!(page, "| [{0}](#{0}) | {1} | {total} | {untestable} | {cases} | {faults} |", suite.id, suite.version);
    }
    let checks: Vec<&Check> = map.parts.iter().flat_map(|part| &part.checks).map(|(_, check)| check).collect();
    let elsewhere = checks.iter().filter(|check| check.not_ours.is_some()).count();
    let total = checks.len();
    let _ = writeln!(
        page,
        "\nOf {total} checks of other suites {} are ours and {elsewhere} belong to other documents.\n",
        total - elsewhere
    );
}

fn requirements(page: &mut String, suite: &Suite) {
    let _ = writeln!(page, "### {}\n\n{}.\n\n| requirement | level | cases | faults |\n|---|---|---|---|", suite.id, suite.title);
    for requirement in &suite.requirements {
        let id = requirement.id.split_once('/').map_or(requirement.id.as_str(), |(_, id)| id);
        let level = &requirement.level;
        let _ = match &requirement.untestable {
            Some(reason) => writeln!(page, "| {id} | {level} | *untestable* | {reason} |"),
            None => writeln!(page, "| {id} | {level} | {} | {} |", folded(&requirement.cases), proof(requirement)),
        };
    }
    page.push('\n');
}

/// `12: bounds ×8, repeated ×3, missing`.
fn folded(cases: &[String]) -> String {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for case in cases {
        let name = case.split('/').nth(1).unwrap_or(case);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => groups.push((name, 1)),
        }
    }
    let groups = groups.iter().map(|(name, count)| if *count == 1 { format!("`{name}`") } else { format!("`{name} ×{count}`") });
    format!("{}: {}", cases.len(), groups.collect::<Vec<_>>().join(", "))
}

/// The faults that its cases notice: its own, else those of other requirements.
fn proof(requirement: &Requirement) -> String {
    let list = |faults: Vec<&str>| {
        let named: Vec<String> = faults.iter().take(NAMED).map(|fault| format!("`{fault}`")).collect();
        let more = faults.len().saturating_sub(NAMED);
        named.join(", ") + &if more == 0 { String::new() } else { format!(", {more} more") }
    };
    match requirement.faults.len() {
        0 => format!("those of other requirements: {}", list(requirement.others.iter().copied().collect())),
        number => format!("{number}: {}", list(requirement.faults.clone())),
    }
}

/// The cases, by their globs, and how many they are; or why there are none.
fn examination(check: &Check, ours: &Ours) -> String {
    let globs: Vec<String> = check.cases.iter().map(|glob| format!("`{glob}`")).collect();
    let cases = (!globs.is_empty()).then(|| format!("{}: {}", check.examined_by(ours).len(), globs.join(", ")));
    let harness = check.harness.iter().map(|text| format!("the harness: {text}"));
    let untestable = check.untestable.iter().map(|text| format!("*untestable*: {text}"));
    let elsewhere = check.not_ours.iter().map(|text| format!("*elsewhere*: {text}"));
    cases.into_iter().chain(harness).chain(untestable).chain(elsewhere).collect::<Vec<_>>().join("; ")
}

/// The requirements that the cases are about.
fn about(check: &Check, ours: &Ours) -> String {
    let cases = check.examined_by(ours);
    let requirements = ours.suites.iter().flat_map(|suite| &suite.requirements);
    let about = requirements.filter(|requirement| requirement.cases.iter().any(|case| cases.contains(case.as_str())));
    let named: Vec<String> = about.map(|requirement| format!("`{}`", requirement.id)).collect();
    if named.is_empty() { "–".to_owned() } else { named.join(", ") }
}
