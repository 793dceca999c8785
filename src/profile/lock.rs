//! The list of the cases that a version of a profile scores: `profiles/ID.cases`, generated and checked in.
//!
//! The first line names profile and version; then comes one case id per line, sorted. It stays as it is when suites grow.

use std::collections::BTreeSet;

use super::model::Profile;
use crate::suite::model::Suite;

/// A list as it is read and written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lock {
    /// `oauth2-baseline 1`.
    pub heading: String,
    cases: BTreeSet<String>,
}

impl Lock {
    /// The list in a file's text.
    pub fn parse(text: &str) -> Self {
        let mut lines = text.lines();
        let heading = lines.next().unwrap_or_default().to_owned();
        Self { heading, cases: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect() }
    }

    /// A list of the version that the profile states.
    pub fn of(profile: &Profile, cases: BTreeSet<String>) -> Self {
        Self { heading: format!("{} {}", profile.id, profile.version), cases }
    }

    /// Whether the case is scored.
    pub fn contains(&self, case: &str) -> bool {
        self.cases.contains(case)
    }

    /// The scored cases, sorted.
    pub fn cases(&self) -> &BTreeSet<String> {
        &self.cases
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.heading);
        for case in &self.cases {
            text.push_str(case);
            text.push('\n');
        }
        text
    }
}

/// The cases that a new version of the profile would score: all of its suites that it does not exclude.
pub fn scored_cases(profile: &Profile, suites: &[Suite]) -> BTreeSet<String> {
    // The profile as if nothing were locked out: what is left unscored is excluded.
    let all = |suite: &&Suite| profile.suites.contains(&suite.id);
    let cases: Vec<_> = suites.iter().filter(all).flat_map(|suite| &suite.cases).collect();
    let lock = Lock { cases: cases.iter().map(|case| case.id.clone()).collect(), ..Lock::default() };
    let open = Profile { lock, ..profile.clone() };
    let counts = |id: &str, requirements: &[String]| open.unscored(id, requirements).is_none();
    cases.into_iter().filter(|case| counts(&case.id, &case.requirements)).map(|case| case.id.clone()).collect()
}
