//! The suites that are built into the binary.

use include_dir::{Dir, include_dir};

use super::load::{Definition, load_files};
use crate::diagnostics::{Diagnostic, Diagnostics, codes, nearest};

static SUITES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/suites");

/// The ids of the built-in suites, sorted.
pub fn embedded_ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = SUITES.dirs().filter_map(|dir| dir.path().to_str()).collect();
    ids.sort_unstable();
    ids
}

/// A built-in suite.
pub fn load_embedded(id: &str) -> Result<Definition, Diagnostics> {
    match super::compiled::suite(id) {
        Some(suite) => Ok(Definition::compiled(id, suite)),
        None => parse(id),
    }
}

/// A built-in suite from its files.
pub(super) fn parse(id: &str) -> Result<Definition, Diagnostics> {
    let Some(dir) = embedded_ids().contains(&id).then(|| SUITES.get_dir(id)).flatten() else {
        let ids = embedded_ids();
        let help = match nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("built in: {}; other suites are loaded from their folder", ids.join(", ")),
        };
        return Err(Diagnostic::about(codes::UNKNOWN_SUITE, format!("no suite `{id}` is built in"), id).help(help).into());
    };
    load_files(id, texts(dir).map(|(name, text)| (name, text.to_owned())).collect())
}

/// The files of a built-in suite: `suites/ID/NAME.toml` and the text.
pub fn embedded_files(id: &str) -> Vec<(String, &'static str)> {
    let dir = embedded_ids().contains(&id).then(|| SUITES.get_dir(id)).flatten();
    dir.map(|dir| texts(dir).collect()).unwrap_or_default()
}

fn texts(dir: &'static Dir<'static>) -> impl Iterator<Item = (String, &'static str)> {
    let files = dir.files().filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"));
    files.filter_map(|file| Some((format!("suites/{}", file.path().display()), file.contents_utf8()?)))
}
