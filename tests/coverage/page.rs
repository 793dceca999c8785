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
the requirements whose cases examine it. The map is `docs/prior-art-map.toml`.

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
            writeln!(page, "### {}\n\n| id | check | requirements | cases |\n|---|---|---|---|", part.title.replace('-', " "));
        for (id, check) in &part.checks {
            let _ = writeln!(page, "| {id} | {} | {} | {} |", check.check, place(check), examined(check, ours));
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

fn place(check: &Check) -> String {
    let requirements = check.requirements.iter().map(|id| format!("`{id}`"));
    let harness = check.harness.iter().map(|text| format!("the harness: {text}"));
    let elsewhere = check.not_ours.iter().map(|text| format!("elsewhere: {text}"));
    requirements.chain(harness).chain(elsewhere).collect::<Vec<_>>().join(", ")
}

/// How many cases examine a check, or why none.
fn examined(check: &Check, ours: &Ours) -> String {
    if check.not_ours.is_some() {
        return "–".to_owned();
    }
    let mut cases = check.examined_by(ours);
    cases.sort_unstable();
    cases.dedup();
    let untestable = || check.requirements.iter().filter_map(|id| ours.requirement(id)).any(|found| found.untestable.is_some());
    match cases.len() {
        0 if untestable() => "untestable, see there".to_owned(),
        0 if check.harness.is_some() => "–".to_owned(),
        number if !check.cases.is_empty() => {
            format!("{number}: {}", check.cases.iter().map(|glob| format!("`{glob}`")).collect::<Vec<_>>().join(", "))
        }
        number => number.to_string(),
    }
}
