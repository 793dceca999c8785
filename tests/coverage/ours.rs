//! What we have: the requirements of the built-in suites, their cases, and the faults that those notice.

use std::collections::{BTreeMap, BTreeSet};

use tokenspec::{embedded, reference, suite};
use wildmatch::WildMatch;

/// Something that coverage lacks.
pub struct Blank {
    /// The suite that would fill it; empty where no suite can.
    pub suite: String,
    /// For people.
    pub what: String,
}

impl Blank {
    /// `id` is of a suite, requirement or case.
    pub fn new(id: &str, what: String) -> Self {
        Self { suite: id.split('/').next().unwrap_or_default().to_owned(), what }
    }
}

/// A built-in suite.
pub struct Suite {
    pub id: String,
    pub title: String,
    pub version: String,
    pub requirements: Vec<Requirement>,
}

/// A requirement with what examines it.
pub struct Requirement {
    pub id: String,
    pub level: String,
    pub untestable: Option<String>,
    /// Ids, in suite order.
    pub cases: Vec<String>,
    /// The faults that break it by the catalogue and that one of its cases notices, in catalogue order.
    pub faults: Vec<&'static str>,
    /// The faults of other requirements that its cases notice.
    pub others: BTreeSet<&'static str>,
}

/// All of it.
pub struct Ours {
    pub suites: Vec<Suite>,
}

impl Ours {
    /// From the built-in suites, the catalogue of faults and the checked-in kill matrix.
    pub fn load() -> Self {
        let suites: Vec<_> = suite::embedded_ids().into_iter().map(resolved).collect();
        let cases: Vec<&str> = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str()).collect();
        let mut noticed: BTreeMap<String, Vec<&'static reference::Fault>> = BTreeMap::new();
        for fault in reference::faults() {
            for (case, _) in embedded::known_killers(fault.id, cases.iter().copied()) {
                noticed.entry(case.to_owned()).or_default().push(fault);
            }
        }
        Self { suites: suites.iter().map(|suite| with_faults(suite, &noticed)).collect() }
    }

    /// The ids of the cases that a glob names.
    pub fn cases_like(&self, glob: &WildMatch) -> BTreeSet<&str> {
        let cases = self.suites.iter().flat_map(|suite| &suite.requirements).flat_map(|requirement| &requirement.cases);
        cases.map(String::as_str).filter(|case| glob.matches(case)).collect()
    }

    /// Requirements without cases or without faults, and without a reason.
    pub fn blanks(&self) -> Vec<Blank> {
        let mut blanks = Vec::new();
        for requirement in self.suites.iter().flat_map(|suite| &suite.requirements) {
            let id = &requirement.id;
            if requirement.untestable.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
                blanks.push(Blank::new(id, format!("{id} is untestable without a reason")));
            } else if requirement.untestable.is_none() && requirement.cases.is_empty() {
                blanks.push(Blank::new(id, format!("{id} has no case")));
            } else if requirement.untestable.is_none() && requirement.faults.is_empty() && requirement.others.is_empty() {
                blanks.push(Blank::new(id, format!("{id}: its cases notice no fault")));
            }
        }
        blanks
    }
}

fn resolved(id: &str) -> suite::model::Suite {
    suite::load_embedded(id).and_then(|suite| suite.resolve(&[])).expect("the embedded suites are right")
}

fn with_faults(suite: &suite::model::Suite, noticed: &BTreeMap<String, Vec<&'static reference::Fault>>) -> Suite {
    let requirements = suite.requirements.iter().map(|requirement| {
        let cases = suite.cases.iter().filter(|case| case.requirements.contains(&requirement.id));
        let cases: Vec<String> = cases.map(|case| case.id.clone()).collect();
        let killed: BTreeMap<&str, bool> = cases
            .iter()
            .flat_map(|case| noticed.get(case).into_iter().flatten())
            .map(|fault| (fault.id, fault.requirements.contains(&requirement.id.as_str())))
            .collect();
        let faults = reference::faults().iter().map(|fault| fault.id).filter(|id| killed.get(id) == Some(&true));
        Requirement {
            id: requirement.id.clone(),
            level: requirement.level.to_string(),
            untestable: requirement.untestable.clone(),
            faults: faults.collect(),
            others: killed.into_iter().filter(|(_, listed)| !listed).map(|(id, _)| id).collect(),
            cases,
        }
    });
    Suite {
        requirements: requirements.collect(),
        id: suite.id.clone(),
        title: suite.title.clone(),
        version: suite.version.clone(),
    }
}
