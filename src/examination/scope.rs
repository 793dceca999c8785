//! What is examined when the caller and the target have had their say: suites that are named, or a profile.

use super::error::SelectError;
use super::near::near;
use crate::profile::{self, Profile, ProfileError};
use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::suite::embedded_ids;
use crate::suite::model::Suite;
use crate::target::model::Target;

/// Which suites are meant, and whether a profile says what counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every suite there is; everything counts.
    #[default]
    All,
    /// These suites; everything counts.
    Suites(Vec<String>),
    /// The suites of a profile, with its levels, and what it scores.
    Profile(Box<Profile>),
}

impl Scope {
    /// A profile if one is named, else the suites that are, else all.
    ///
    /// # Errors
    /// No profile has this name.
    pub fn named(profile: Option<&str>, suites: &[String]) -> Result<Self, SelectError> {
        match (profile, suites) {
            (Some(id), _) => of_profile(id),
            (None, []) => Ok(Self::All),
            (None, suites) => Ok(Self::Suites(suites.to_vec())),
        }
    }

    /// Where nothing is named, what the target says, else the default profile; for whoever judges a target.
    ///
    /// # Errors
    /// The target names a profile that does not exist.
    pub fn or_of(self, target: &Target) -> Result<Self, SelectError> {
        match self {
            Self::All => match (&target.profile, target.suites.as_slice()) {
                (Some(id), _) => of_profile(id),
                (None, []) => of_profile(profile::DEFAULT),
                (None, suites) => Ok(Self::Suites(suites.to_vec())),
            },
            named => Ok(named),
        }
    }

    /// The profile, if one decides.
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Profile(profile) => Some(profile),
            Self::All | Self::Suites(_) => None,
        }
    }

    /// The suites that are meant. Whoever loads a suite from a folder wants it examined, whatever the profile says.
    ///
    /// # Errors
    /// None of the suites has an id that is named.
    pub fn choose(&self, suites: Vec<Suite>) -> Result<Vec<Suite>, SelectError> {
        match self {
            Self::All => Ok(suites),
            Self::Suites(ids) => by_id(suites, ids),
            Self::Profile(profile) => {
                let own = |suite: &Suite| profile.suites.contains(&suite.id);
                let (own, others): (Vec<Suite>, Vec<Suite>) = suites.into_iter().partition(own);
                let mut chosen = profile::arrange(profile, own);
                chosen.extend(others.into_iter().filter(|suite| !embedded_ids().contains(&suite.id.as_str())));
                Ok(chosen)
            }
        }
    }

    /// The suites without what the profile, if one decides, does not score.
    pub fn scored(&self, mut suites: Vec<Suite>) -> Vec<Suite> {
        if let Some(profile) = self.profile() {
            for suite in &mut suites {
                suite.requirements.retain(|requirement| profile.excludes(&requirement.id).is_none());
                suite.cases.retain(|case| profile.unscored(&case.id, &case.requirements).is_none());
            }
        }
        suites
    }

    /// Marks a case that the profile, if one decides, does not score.
    pub fn score_case(&self, case: &mut CaseRecord) {
        if let Some(profile) = self.profile() {
            profile::score_case(profile, case);
        }
    }

    /// Marks what the profile, if one decides, does not score.
    pub fn score(&self, record: &mut RunRecord) {
        if let Some(profile) = self.profile() {
            profile::score(profile, record);
        }
    }
}

/// A built-in profile.
///
/// # Errors
/// There is none of this name; the error knows similar ones.
pub fn profile(id: &str) -> Result<Profile, SelectError> {
    profile::load(id).map_err(|error| match error {
        ProfileError::Unknown(id) => {
            let near = near(&id, profile::ids().into_iter(), 3).into_iter().map(str::to_owned).collect();
            SelectError::Unknown { kind: "profile", id, near }
        }
        broken => SelectError::Profile(broken),
    })
}

fn of_profile(id: &str) -> Result<Scope, SelectError> {
    Ok(Scope::Profile(Box::new(profile(id)?)))
}

/// The suites with these ids, in the order in which they are named.
fn by_id(mut suites: Vec<Suite>, ids: &[String]) -> Result<Vec<Suite>, SelectError> {
    let mut chosen: Vec<Suite> = Vec::new();
    for id in ids {
        if chosen.iter().any(|known| known.id == *id) {
            continue;
        }
        let Some(at) = suites.iter().position(|suite| suite.id == *id) else {
            let known = suites.iter().map(|suite| suite.id.as_str());
            let near = near(id, known, 3).into_iter().map(str::to_owned).collect();
            return Err(SelectError::Unknown { kind: "suite", id: id.clone(), near });
        };
        chosen.push(suites.remove(at));
    }
    Ok(chosen)
}
