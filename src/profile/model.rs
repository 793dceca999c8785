//! What a profile says.

use serde::Deserialize;

use super::lock::Lock;
use crate::protocol::names::Level;

/// A profile with the list of the cases that it scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `oauth2-baseline`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Raised whenever what it scores changes.
    pub version: String,
    /// What it is.
    pub text: String,
    /// Who should use it.
    pub audience: String,
    /// Ids of its suites, in the order in which they are run.
    pub suites: Vec<String>,
    /// What is examined and does not count.
    pub exclusions: Vec<Exclusion>,
    /// What counts otherwise than its suite says.
    pub levels: Vec<LevelChange>,
    /// The cases that this version scores.
    pub lock: Lock,
}

/// Requirements and cases that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Ids of requirements.
    #[serde(default)]
    pub requirements: Vec<String>,
    /// Ids of cases; the variants beneath them are meant too.
    #[serde(default)]
    pub cases: Vec<String>,
    /// Why, one sentence.
    pub reason: String,
}

/// Requirements and cases that count otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelChange {
    /// Ids of requirements.
    #[serde(default)]
    pub requirements: Vec<String>,
    /// Ids of cases; the variants beneath them are meant too.
    #[serde(default)]
    pub cases: Vec<String>,
    /// How binding they are here.
    pub level: Level,
    /// Why, one sentence.
    pub reason: String,
}

impl Profile {
    /// Why a case does not count, if so: all that it examines is excluded, or it is, or this version does not know it yet.
    pub fn unscored(&self, case: &str, requirements: &[String]) -> Option<String> {
        let excluded: Vec<Option<&str>> = requirements.iter().map(|id| self.excludes(id)).collect();
        let by_requirement = if excluded.iter().all(Option::is_some) { excluded.into_iter().flatten().next() } else { None };
        let by_case = || {
            let exclusion = self.exclusions.iter().find(|exclusion| exclusion.cases.iter().any(|id| is_under(case, id)))?;
            Some(exclusion.reason.as_str())
        };
        match by_requirement.or_else(by_case) {
            Some(reason) => Some(reason.to_owned()),
            None if self.lock.contains(case) => None,
            None => Some(format!("newer than version {} of the profile", self.version)),
        }
    }

    /// Why a requirement does not count, if so.
    pub fn excludes(&self, requirement: &str) -> Option<&str> {
        let names = |exclusion: &&Exclusion| exclusion.requirements.iter().any(|id| id == requirement);
        self.exclusions.iter().find(names).map(|exclusion| exclusion.reason.as_str())
    }
}

/// Whether a case has this id, or is a variant of it.
pub(super) fn is_under(case: &str, id: &str) -> bool {
    case.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
