//! From the flags to the cases that are meant; and what a dry run prints.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::CliError;
use crate::cli::arguments::Selection;
use crate::cli::engine::Plan;
use crate::examination::{self, Scope, SelectError};
use crate::record::RunRecord;
use crate::record::read::{self, ReadError};
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;
use crate::target::model::Target;

/// Reads a run record.
pub fn read_record(path: &Path) -> Result<RunRecord, CliError> {
    read::load(path).map_err(|error| match error {
        ReadError::Io(source) => CliError::File { action: "read", path: path.to_owned(), source },
        source => CliError::Record { path: path.to_owned(), source },
    })
}

/// What the command line names; for verbs that list and measure.
pub fn scope(selection: &Selection) -> Result<Scope, CliError> {
    Ok(Scope::named(selection.profile.as_deref(), &selection.suite)?)
}

/// What the command line names, else the target file, else the default profile; for verbs that judge a target.
pub fn scope_for(selection: &Selection, target: &Target) -> Result<Scope, CliError> {
    Ok(scope(selection)?.or_of(target)?)
}

/// The suites that are meant, with the cases that are meant.
pub fn select(
    suites: Vec<Suite>,
    scope: &Scope,
    selection: &Selection,
    last: Option<&RunRecord>,
) -> Result<Vec<Suite>, CliError> {
    examination::select(suites, scope, &selection.filter, last).map_err(|error| match error {
        SelectError::NeedsRecord => {
            CliError::Usage(format!("{error}: name it with `--last RECORD.json` (it is written by --report json=FILE)"))
        }
        other => other.into(),
    })
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
