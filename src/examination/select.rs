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
    let all = names(&chosen);
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

/// Every id of a requirement or case, with what a filter has to say to mean it: a bare word means cases.
fn names(suites: &[Suite]) -> Vec<(String, String)> {
    let cases = suites.iter().flat_map(|suite| suite.cases.iter().map(|case| (case.id.clone(), case.id.clone())));
    let cases: Vec<(String, String)> = cases.collect();
    let is_case =
        |id: &str| cases.iter().any(|(case, _)| case == id || case.strip_prefix(id).is_some_and(|rest| rest.starts_with('/')));
    let requirements = suites.iter().flat_map(|suite| &suite.requirements).map(|requirement| requirement.id.clone());
    let written = |id: String| if is_case(&id) { (id.clone(), id) } else { (id.clone(), format!("requirement={id}")) };
    let requirements: Vec<(String, String)> = requirements.map(written).collect();
    requirements.into_iter().chain(cases).collect()
}

/// What was looked for, and what is near it.
fn nothing(filters: &[String], before: usize, all: &[(String, String)]) -> SelectError {
    let shown: Vec<String> = filters.iter().map(|text| format!("`{text}`")).collect();
    let looked_for = match shown.as_slice() {
        [] => "no suite has a case".to_owned(),
        some => format!("no one of {} satisfies the filter {}", count(before, "case"), some.join(" or ")),
    };
    let mut similar: Vec<String> = Vec::new();
    let mut meant = String::new();
    for name in Filter::names(filters) {
        let is_it = |id: &str| id == name || id.split_once('/').is_some_and(|(_, tail)| tail == name);
        if let Some((id, written)) = all.iter().find(|(id, written)| id != written && is_it(id)) {
            meant = format!("; {id} is a requirement, not a case");
            similar = vec![written.clone()];
            break;
        }
        for id in near(&name, all.iter().map(|(id, _)| id.as_str()), 3) {
            let written = all.iter().find(|(known, _)| known == id).map(|(_, written)| written);
            similar.extend(written.filter(|written| !similar.contains(written)).cloned());
        }
    }
    let looked_for = looked_for + &meant;
    SelectError::Nothing { looked_for, near: similar }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(filter: &str) -> String {
        let suites = vec![suite::load_embedded("oauth2").unwrap().resolve(&[]).unwrap()];
        let scope = Scope::named(None, &["oauth2".to_owned()]).unwrap();
        select(suites, &scope, &[filter.to_owned()], None).unwrap_err().to_string()
    }

    #[test]
    fn a_requirement_is_named_by_its_key() {
        let suites = suite::load_embedded("oauth2").unwrap().resolve(&[]).unwrap();
        let first = |id: &str| suites.cases.iter().all(|case| case.id != id && !case.id.starts_with(&format!("{id}/")));
        let requirement = suites.requirements.iter().map(|requirement| &requirement.id).find(|id| first(id)).unwrap();
        let bare = requirement.strip_prefix("oauth2/").unwrap();
        for name in [bare, requirement.as_str()] {
            let said = complaint(name);
            assert!(said.contains(&format!("{requirement} is a requirement, not a case")), "{said}");
            assert!(said.ends_with(&format!("did you mean `requirement={requirement}`?")), "{said}");
        }
        assert!(complaint("code-singel-use").contains("did you mean `"), "{}", complaint("code-singel-use"));
    }
}
