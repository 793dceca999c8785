//! Findings as a suite in a folder.

use std::path::{Path, PathBuf};

use crate::cli::{CliError, output};
use crate::explore::Exploration;
use crate::suite::model::Suite;
use crate::suite::write;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where.
    pub folder: PathBuf,
    /// Cases.
    pub cases: usize,
    /// Findings that the format of suites cannot say, and why.
    pub unwritable: Vec<(String, String)>,
}

/// Nothing is written over: a folder with a suite in it is somebody's.
pub fn refuse_occupied(folder: &Path) -> Result<(), CliError> {
    if folder.join("suite.toml").exists() {
        return Err(CliError::Usage(format!(
            "{} holds a suite already: `tokenspec explore replay` plays it again; name another folder, or remove it first",
            folder.display()
        )));
    }
    output::check_writable(&folder.join("suite.toml"))
}

/// Writes the cases of an exploration.
pub fn save(folder: &Path, explored: &Exploration) -> Result<Saved, CliError> {
    let mut saved = Saved { folder: folder.to_owned(), cases: 0, unwritable: Vec::new() };
    let Some(suite) = &explored.suite else { return Ok(saved) };
    let mut fine: Suite = suite.clone();
    fine.cases.retain(|case| match write::case(case) {
        Ok(_) => true,
        Err(why) => {
            saved.unwritable.push((case.id.clone(), why.to_string()));
            false
        }
    });
    fine.requirements.retain(|requirement| fine.cases.iter().any(|case| case.requirements.contains(&requirement.id)));
    saved.cases = fine.cases.len();
    if fine.cases.is_empty() {
        return Ok(saved);
    }
    let files = write::suite(&fine).map_err(|error| CliError::Render(error.into()))?;
    for (name, text) in files {
        output::write_file(&folder.join(name), &text)?;
    }
    Ok(saved)
}
