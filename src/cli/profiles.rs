//! Profiles explained: what each is for, its suites, what it leaves out and what it changes, with the reasons.

use serde::Serialize;

use crate::cli::explained::Page;
use crate::profile::Profile;
use crate::protocol::names::Level;
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;

/// A profile in words and numbers.
#[derive(Debug, Serialize)]
pub struct ProfileWords {
    /// `oauth2-baseline`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Whether it is used where nothing else is said.
    pub default: bool,
    /// What it is.
    pub text: String,
    /// Who should use it.
    pub audience: String,
    /// Its suites, in order.
    pub suites: Vec<SuiteWords>,
    /// What it does not score.
    pub excluded: Vec<ExcludedWords>,
    /// What counts otherwise than its suite says.
    pub levels: Vec<LevelWords>,
}

/// A suite of a profile.
#[derive(Debug, Serialize)]
pub struct SuiteWords {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its requirements.
    pub requirements: usize,
    /// Those of them that the profile does not exclude.
    pub scored_requirements: usize,
    /// Its cases.
    pub cases: usize,
    /// Those of them that this version of the profile scores.
    pub scored_cases: usize,
}

/// What is excluded for one reason.
#[derive(Debug, Serialize)]
pub struct ExcludedWords {
    /// Ids of requirements.
    pub requirements: Vec<String>,
    /// Ids of cases.
    pub cases: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What has another level for one reason.
#[derive(Debug, Serialize)]
pub struct LevelWords {
    /// Ids of requirements.
    pub requirements: Vec<String>,
    /// Ids of cases.
    pub cases: Vec<String>,
    /// The level.
    pub level: Level,
    /// Why.
    pub reason: String,
}

/// A profile in words; `suites` are all that there are.
pub fn words(profile: &Profile, suites: &[Suite]) -> ProfileWords {
    let own = profile.suites.iter().filter_map(|id| suites.iter().find(|suite| suite.id == *id));
    ProfileWords {
        id: profile.id.clone(),
        title: profile.title.clone(),
        version: profile.version.clone(),
        default: profile.id == crate::profile::DEFAULT,
        text: profile.text.trim().to_owned(),
        audience: profile.audience.clone(),
        suites: own.map(|suite| suite_words(profile, suite)).collect(),
        excluded: profile
            .exclusions
            .iter()
            .map(|exclusion| ExcludedWords {
                requirements: exclusion.requirements.clone(),
                cases: exclusion.cases.clone(),
                reason: exclusion.reason.clone(),
            })
            .collect(),
        levels: profile
            .levels
            .iter()
            .map(|change| LevelWords {
                requirements: change.requirements.clone(),
                cases: change.cases.clone(),
                level: change.level,
                reason: change.reason.clone(),
            })
            .collect(),
    }
}

fn suite_words(profile: &Profile, suite: &Suite) -> SuiteWords {
    let scored_requirements = suite.requirements.iter().filter(|requirement| profile.excludes(&requirement.id).is_none());
    let scored_cases = suite.cases.iter().filter(|case| profile.unscored(&case.id, &case.requirements).is_none());
    SuiteWords {
        id: suite.id.clone(),
        version: suite.version.clone(),
        requirements: suite.requirements.len(),
        scored_requirements: scored_requirements.count(),
        cases: suite.cases.len(),
        scored_cases: scored_cases.count(),
    }
}

impl Page {
    /// One profile.
    pub(super) fn profile(&mut self, profile: &ProfileWords) {
        self.title("profile", &format!("{} {}", profile.id, profile.version));
        let default = if profile.default { " (used where nothing else is said)" } else { "" };
        self.text(2, &format!("{}{default}", profile.title));
        self.text(2, &profile.text);
        self.text(2, &format!("For: {}", profile.audience));
        self.heading("suites");
        let widest = profile.suites.iter().map(|suite| suite.id.chars().count()).max().unwrap_or(0);
        for suite in &profile.suites {
            let requirements = of(suite.scored_requirements, suite.requirements, "requirement");
            let cases = of(suite.scored_cases, suite.cases, "case");
            self.text(2, &format!("{}  {requirements}, {cases}", padded(&printable(&suite.id), widest)));
        }
        if !profile.excluded.is_empty() {
            self.heading("examined, and not scored");
        }
        for excluded in &profile.excluded {
            self.names(&excluded.requirements, &excluded.cases, None);
            self.text(4, &excluded.reason);
        }
        if !profile.levels.is_empty() {
            self.heading("scored otherwise than the suite says");
        }
        for change in &profile.levels {
            self.names(&change.requirements, &change.cases, Some(change.level));
            self.text(4, &change.reason);
        }
    }

    fn names(&mut self, requirements: &[String], cases: &[String], level: Option<Level>) {
        let level = level.map(|level| format!(": {level}")).unwrap_or_default();
        for requirement in requirements {
            self.text(2, &format!("{requirement}{level}"));
        }
        for case in cases {
            self.text(2, &format!("{case} (cases){level}"));
        }
    }
}

/// `72 requirements`, or `70 of 72 requirements` where not all are scored.
fn of(scored: usize, all: usize, noun: &str) -> String {
    if scored == all { count(all, noun) } else { format!("{scored} of {}", count(all, noun)) }
}
