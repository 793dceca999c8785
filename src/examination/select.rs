//! From all suites to the cases that are meant.

use std::collections::HashSet;
use std::path::PathBuf;

use super::error::SelectError;
use super::filter::Filter;
use super::near::near;
use super::scope::Scope;
use crate::diagnostics::Diagnostics;
use crate::record::RunRecord;
use crate::report::text::count;
use crate::suite;
use crate::suite::model::Suite;
use crate::target::model::LengthOverride;

/// All embedded suites, then those of the folders; a target's bounds stand above theirs. A folder's suite stands in for the
/// embedded one of the same id.
///
/// # Errors
/// What is wrong with the files of a folder, all of it.
pub fn suites(folders: &[PathBuf], overrides: &[LengthOverride]) -> Result<Vec<Suite>, Diagnostics> {
    let embedded = suite::embedded_ids().into_iter().map(suite::load_embedded);
    let others = folders.iter().map(|folder| suite::load_dir(folder));
    let mut found = Vec::new();
    let mut suites: Vec<Suite> = Vec::new();
    for definition in embedded.chain(others) {
        match definition.and_then(|definition| definition.resolve(overrides)) {
            Ok(suite) => {
                suites.retain(|known| known.id != suite.id);
                suites.push(suite);
            }
            Err(diagnostics) => found.extend(diagnostics.into_vec()),
        }
    }
    if found.is_empty() { Ok(suites) } else { Err(Diagnostics::new(found)) }
}

/// The suites that are meant, with the cases that are meant. Under a filter, requirements without such a case are left out.
/// Filters that ask for verdicts mean those of `last`.
///
/// # Errors
/// A filter, a suite or a profile that is not understood, or nothing is left.
pub fn select(
    suites: Vec<Suite>,
    scope: &Scope,
    filters: &[String],
    last: Option<&RunRecord>,
) -> Result<Vec<Suite>, SelectError> {
    let filter = Filter::parse(filters)?;
    if filter.needs_record() && last.is_none() {
        return Err(SelectError::NeedsRecord);
    }
    let mut chosen = scope.choose(suites)?;
    let all: Vec<String> = names(&chosen);
    let before: usize = chosen.iter().map(|suite| suite.cases.len()).sum();
    for suite in &mut chosen {
        suite.cases.retain(|case| filter.selects(case, last));
        if !filters.is_empty() {
            let meant: HashSet<&String> = suite.cases.iter().flat_map(|case| &case.requirements).collect();
            suite.requirements.retain(|requirement| meant.contains(&requirement.id));
        }
    }
    chosen.retain(|suite| filters.is_empty() || !suite.cases.is_empty());
    if chosen.iter().all(|suite| suite.cases.is_empty()) {
        return Err(nothing(filters, before, &all));
    }
    Ok(chosen)
}

/// Ids of all cases and requirements.
fn names(suites: &[Suite]) -> Vec<String> {
    let requirements = suites.iter().flat_map(|suite| suite.requirements.iter().map(|r| r.id.clone()));
    let cases = suites.iter().flat_map(|suite| suite.cases.iter().map(|case| case.id.clone()));
    requirements.chain(cases).collect()
}

/// What was looked for, and what is near it.
fn nothing(filters: &[String], before: usize, all: &[String]) -> SelectError {
    let shown: Vec<String> = filters.iter().map(|text| format!("`{text}`")).collect();
    let looked_for = match shown.as_slice() {
        [] => "no suite has a case".to_owned(),
        some => format!("no one of {} satisfies the filter {}", count(before, "case"), some.join(" or ")),
    };
    let mut similar: Vec<String> = Vec::new();
    for name in Filter::names(filters) {
        for id in near(&name, all.iter().map(String::as_str), 3) {
            if !similar.iter().any(|known| known == id) {
                similar.push(id.to_owned());
            }
        }
    }
    SelectError::Nothing { looked_for, near: similar }
}
