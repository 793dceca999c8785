//! From the suites that are meant and `--filter` to the cases that are meant; and what a dry run prints.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::cli::CliError;
use crate::cli::arguments::Selection;
use crate::cli::engine::Plan;
use crate::cli::filter::Filter;
use crate::cli::scope::Scope;
use crate::cli::values::near;
use crate::record::RunRecord;
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;

/// Reads a run record, for `--last`.
pub fn read_record(path: &Path) -> Result<RunRecord, CliError> {
    let failed = |source| CliError::File { action: "read", path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    serde_json::from_str(&text).map_err(|source| CliError::Record { path: path.to_owned(), source })
}

/// The suites that are meant, with the cases that are meant. Under a filter, requirements without such a case are left out.
pub fn select(
    suites: Vec<Suite>,
    scope: &Scope,
    selection: &Selection,
    last: Option<&RunRecord>,
) -> Result<Vec<Suite>, CliError> {
    let filter = Filter::parse(&selection.filter)?;
    if filter.needs_record() && last.is_none() {
        let message =
            "a filter with `verdict=` needs `--last RECORD.json`: the record of an earlier run (written by --report json=FILE)";
        return Err(CliError::Usage(message.to_owned()));
    }
    let mut chosen = scope.choose(suites)?;
    let all: Vec<String> = names(&chosen);
    let before: usize = chosen.iter().map(|suite| suite.cases.len()).sum();
    for suite in &mut chosen {
        suite.cases.retain(|case| filter.selects(case, last));
        if !selection.filter.is_empty() {
            let meant: HashSet<&String> = suite.cases.iter().flat_map(|case| &case.requirements).collect();
            suite.requirements.retain(|requirement| meant.contains(&requirement.id));
        }
    }
    chosen.retain(|suite| selection.filter.is_empty() || !suite.cases.is_empty());
    if chosen.iter().all(|suite| suite.cases.is_empty()) {
        return Err(nothing(selection, before, &all));
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
fn nothing(selection: &Selection, before: usize, all: &[String]) -> CliError {
    let filters: Vec<String> = selection.filter.iter().map(|text| format!("--filter `{text}`")).collect();
    let looked_for = match filters.as_slice() {
        [] => "no suite has a case".to_owned(),
        some => format!("no one of {} satisfies {}", count(before, "case"), some.join(" or ")),
    };
    let mut similar: Vec<String> = Vec::new();
    for name in Filter::names(&selection.filter) {
        for id in near(&name, all.iter().map(String::as_str), 3) {
            if !similar.iter().any(|known| known == id) {
                similar.push(id.to_owned());
            }
        }
    }
    CliError::NothingSelected { looked_for, near: similar }
}

/// A dry run for people.
pub fn render(plan: &Plan) -> String {
    let skipped = plan.cases.iter().filter(|case| case.skip.is_some()).count();
    let widest = plan.cases.iter().map(|case| case.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for case in &plan.cases {
        let _ = match &case.skip {
            None => writeln!(out, "  {}", printable(&case.id)),
            Some(reason) => writeln!(out, "– {}  skipped: {}", padded(&printable(&case.id), widest), printable(reason)),
        };
    }
    let cases = count(plan.cases.len(), "case");
    let authorizations = count(plan.authorizations, "authorization");
    let _ = writeln!(
        out,
        "{cases}, {skipped} skipped · {authorizations} · {} · no token request was sent",
        count(plan.token_requests, "token request")
    );
    out
}
