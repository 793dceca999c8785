//! The profiles that are built into the binary.

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::lock::Lock;
use super::model::{Exclusion, LevelChange, Profile};

static PROFILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/profiles");

/// The profile of a target about which nothing is known.
pub const DEFAULT: &str = "oauth2-baseline";

/// Why a profile cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Nothing of this name is built in.
    #[error("no profile is called `{0}`")]
    Unknown(String),
    /// Its file is wrong. Our bug: a test reads them all.
    #[error("internal error: the profile `{id}` cannot be read")]
    Broken {
        /// Which.
        id: String,
        /// What is wrong with it.
        #[source]
        source: Box<toml::de::Error>,
    },
}

/// A profile's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    title: String,
    version: String,
    text: String,
    audience: String,
    suites: Vec<String>,
    #[serde(default)]
    exclude: Vec<Exclusion>,
    #[serde(default)]
    level: Vec<LevelChange>,
}

/// The ids of the built-in profiles: the default one, then the others, sorted.
pub fn ids() -> Vec<&'static str> {
    let files = PROFILES.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"));
    let mut ids: Vec<_> = files.filter_map(|file| file.path().file_stem()?.to_str()).collect();
    ids.sort_unstable_by_key(|id| (*id != DEFAULT, *id));
    ids
}

/// The files of a built-in profile: itself, and the list of the cases that it scores.
pub fn files(id: &str) -> Option<(&'static str, &'static str)> {
    let text = |extension: &str| {
        // An id is a name among those listed, never a path.
        let known = ids().contains(&id).then(|| PROFILES.get_file(format!("{id}.{extension}")));
        known.flatten().and_then(|file| file.contents_utf8())
    };
    Some((text("toml")?, text("cases").unwrap_or_default()))
}

/// A built-in profile.
pub fn load(id: &str) -> Result<Profile, ProfileError> {
    let (toml, cases) = files(id).ok_or_else(|| ProfileError::Unknown(id.to_owned()))?;
    read(id, toml, cases)
}

/// A profile from the texts of its files.
pub fn read(id: &str, toml: &str, cases: &str) -> Result<Profile, ProfileError> {
    let file: ProfileFile =
        toml::from_str(toml).map_err(|source| ProfileError::Broken { id: id.to_owned(), source: Box::new(source) })?;
    Ok(Profile {
        id: id.to_owned(),
        title: file.title,
        version: file.version,
        text: file.text,
        audience: file.audience,
        suites: file.suites,
        exclusions: file.exclude,
        levels: file.level,
        lock: Lock::parse(cases),
    })
}
