//! What is examined when the command line and the target file have had their say: suites that are named, or a profile.

use crate::cli::CliError;
use crate::cli::arguments::Selection;
use crate::cli::values::near;
use crate::profile::{self, Profile, ProfileError};
use crate::suite::embedded_ids;
use crate::suite::model::Suite;
use crate::target::model::Target;

/// Which suites are meant, and whether a profile says what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every suite there is; everything counts.
    All,
    /// These suites; everything counts.
    Suites(Vec<String>),
    /// The suites of a profile, with its levels, and what it scores.
    Profile(Box<Profile>),
}

impl Scope {
    /// What the command line says; for verbs that list and measure.
    pub fn of(selection: &Selection) -> Result<Self, CliError> {
        match (&selection.profile, selection.suite.as_slice()) {
            (Some(id), _) => named(id),
            (None, []) => Ok(Self::All),
            (None, suites) => Ok(Self::Suites(suites.to_vec())),
        }
    }

    /// What the command line says, else the target file, else the default profile; for verbs that judge a target.
    pub fn for_target(selection: &Selection, target: &Target) -> Result<Self, CliError> {
        match Self::of(selection)? {
            Self::All => match (&target.profile, target.suites.as_slice()) {
                (Some(id), _) => named(id),
                (None, []) => named(profile::DEFAULT),
                (None, suites) => Ok(Self::Suites(suites.to_vec())),
            },
            chosen => Ok(chosen),
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
    pub fn choose(&self, suites: Vec<Suite>) -> Result<Vec<Suite>, CliError> {
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
}

/// A built-in profile.
pub fn load(id: &str) -> Result<Profile, CliError> {
    profile::load(id).map_err(|error| match error {
        ProfileError::Unknown(id) => {
            let near = near(&id, profile::ids().into_iter(), 3).into_iter().map(str::to_owned).collect();
            CliError::Unknown { kind: "profile", id, near }
        }
        broken => CliError::Profile(broken),
    })
}

fn named(id: &str) -> Result<Scope, CliError> {
    Ok(Scope::Profile(Box::new(load(id)?)))
}

/// The suites with these ids, in the order in which they are named.
fn by_id(mut suites: Vec<Suite>, ids: &[String]) -> Result<Vec<Suite>, CliError> {
    let mut chosen: Vec<Suite> = Vec::new();
    for id in ids {
        if chosen.iter().any(|known| known.id == *id) {
            continue;
        }
        let Some(at) = suites.iter().position(|suite| suite.id == *id) else {
            let known = suites.iter().map(|suite| suite.id.as_str());
            let near = near(id, known, 3).into_iter().map(str::to_owned).collect();
            return Err(CliError::Unknown { kind: "suite", id: id.clone(), near });
        };
        chosen.push(suites.remove(at));
    }
    Ok(chosen)
}
