//! The suites of a profile, with its levels: those of a bundle, and those of this program.

use super::bundle::Files;
use crate::diagnostics::{Diagnostics, Style};
use crate::profile::{self, Profile};
use crate::suite::model::Suite;
use crate::suite::{embedded_files, embedded_ids, load_embedded, load_files};
use crate::target::model::LengthOverride;

/// A profile and its suites.
pub(super) struct Rules {
    pub profile: Profile,
    pub suites: Vec<Suite>,
}

impl Rules {
    /// As this program has them.
    pub(super) fn own(id: &str, bounds: &[LengthOverride]) -> Result<Self, String> {
        let profile = profile::load(id).map_err(|error| error.to_string())?;
        let load = |id: &String| match embedded_ids().contains(&id.as_str()) {
            true => load_embedded(id).and_then(|suite| suite.resolve(bounds)).map_err(|found| first_line(&found)),
            false => Err(format!("the suite {id} is not built in")),
        };
        let suites = profile.suites.iter().map(load).collect::<Result<Vec<Suite>, String>>()?;
        Ok(Self { suites: profile::arrange(&profile, suites), profile })
    }

    /// As a bundle has them.
    pub(super) fn bundled(id: &str, files: &Files, bounds: &[LengthOverride]) -> Result<Self, String> {
        let text = |name: &str| {
            let bytes = files.get(name).ok_or_else(|| format!("{name} is not in the bundle"))?;
            std::str::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))
        };
        let (toml, cases) = (text(&format!("profiles/{id}.toml"))?, text(&format!("profiles/{id}.cases"))?);
        let profile = profile::read(id, toml, cases).map_err(|_| format!("profiles/{id}.toml is no profile"))?;
        let load = |suite: &String| {
            let folder = format!("suites/{suite}/");
            let names: Vec<&String> = files.keys().filter(|name| name.starts_with(&folder)).collect();
            let texts =
                names.into_iter().map(|name| Ok((name.clone(), text(name)?.to_owned()))).collect::<Result<_, String>>()?;
            let loaded = load_files(suite, texts).and_then(|definition| definition.resolve(bounds));
            let loaded = loaded.map_err(|found| first_line(&found))?;
            if loaded.id == *suite { Ok(loaded) } else { Err(format!("the suite in {folder} is called {}", loaded.id)) }
        };
        let suites = profile.suites.iter().map(load).collect::<Result<Vec<Suite>, String>>()?;
        Ok(Self { suites: profile::arrange(&profile, suites), profile })
    }
}

/// The files of a profile and its suites, as this program has them.
pub(super) fn own_files(profile: &Profile) -> Files {
    let mut files = Files::new();
    if let Some((toml, cases)) = profile::files(&profile.id) {
        files.insert(format!("profiles/{}.toml", profile.id), toml.as_bytes().to_vec());
        files.insert(format!("profiles/{}.cases", profile.id), cases.as_bytes().to_vec());
    }
    let of_suites = profile.suites.iter().flat_map(|suite| embedded_files(suite));
    files.extend(of_suites.map(|(name, text)| (name, text.as_bytes().to_vec())));
    files
}

/// What is wrong with suite files, in one line.
fn first_line(found: &Diagnostics) -> String {
    found.render(Style::Plain).lines().next().unwrap_or_default().to_owned()
}
