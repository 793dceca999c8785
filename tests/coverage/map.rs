//! `docs/prior-art-map.toml`: the checks of other suites, and which of our cases examine them.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Table;
use wildmatch::WildMatch;

use crate::ours::{Blank, Ours};

/// The parts, in file order.
pub struct Map {
    pub parts: Vec<Part>,
}

/// A table of the file.
pub struct Part {
    pub title: String,
    pub checks: Vec<(String, Check)>,
}

/// One check of prior art.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What is checked, in our words.
    pub check: String,
    /// Globs of the cases that examine it.
    #[serde(default)]
    pub cases: Vec<String>,
    /// The property of the harness that it comes down to.
    pub harness: Option<String>,
    /// Why no case can examine it from outside.
    pub untestable: Option<String>,
    /// Where it belongs instead.
    pub not_ours: Option<String>,
}

/// The checks that must be mapped: parts A to E and G to K, and the gaps that belong to the suites there are.
fn expected() -> BTreeSet<String> {
    let checks = (1..=90).chain(118..=190).map(|number| format!("C{number:03}"));
    let gaps = (1..=24).chain(36..=40).map(|number| format!("G{number:02}"));
    checks.chain(gaps).collect()
}

fn given(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

impl Map {
    /// Reads the file.
    pub fn read(path: &str) -> Self {
        Self::parse(&std::fs::read_to_string(path).unwrap())
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Self {
        let file: Table = text.parse().unwrap();
        let parts = file.into_iter().map(|(title, part)| {
            let checks = part.as_table().unwrap().clone().into_iter();
            let checks = checks.map(|(id, check)| {
                let check = check.try_into().unwrap_or_else(|error| panic!("{id}: {error}"));
                (id, check)
            });
            Part { title, checks: checks.collect() }
        });
        Self { parts: parts.collect() }
    }

    /// What is missing or unknown.
    pub fn blanks(&self, ours: &Ours) -> Vec<Blank> {
        let mut missing = expected();
        let mut blanks = Vec::new();
        for (id, check) in self.parts.iter().flat_map(|part| &part.checks) {
            if !missing.remove(id) {
                blanks.push(Blank::new("", format!("{id} is not a check that we know")));
            }
            blanks.extend(check.blanks(id, ours));
        }
        blanks.extend(missing.into_iter().map(|id| Blank::new("", format!("{id} is not mapped"))));
        blanks
    }
}

impl Check {
    fn blanks(&self, id: &str, ours: &Ours) -> Vec<Blank> {
        let mut blanks = Vec::new();
        if self.check.trim().is_empty() {
            blanks.push(Blank::new("", format!("{id} does not say what is checked")));
        }
        let examined = !self.cases.is_empty() || given(&self.harness);
        match [examined, given(&self.untestable), given(&self.not_ours)].iter().filter(|&&said| said).count() {
            0 => blanks.push(Blank::new("", format!("{id} is mapped to nothing"))),
            1 => {}
            _ => blanks.push(Blank::new("", format!("{id} is mapped to what excludes each other"))),
        }
        for glob in self.cases.iter().filter(|glob| ours.cases_like(&WildMatch::new(glob)).is_empty()) {
            blanks.push(Blank::new(glob, format!("{id}: no case {glob}")));
        }
        blanks
    }

    /// The cases that examine it.
    pub fn examined_by<'a>(&self, ours: &'a Ours) -> BTreeSet<&'a str> {
        self.cases.iter().flat_map(|glob| ours.cases_like(&WildMatch::new(glob))).collect()
    }
}
