//! From the flags to the cases that are meant; and what a dry run prints.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::cli::CliError;
use crate::cli::arguments::Selection;
use crate::examination::{self, Scope, SelectError};
use crate::record::RunRecord;
use crate::record::read::{self, ReadError};
use crate::report::text::{count, padded, printable};
use crate::suite::model::Suite;
use crate::target::model::Target;

/// What `run --dry-run` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Every case, in order.
    pub cases: Vec<PlannedCase>,
    /// Authorizations that would be asked for.
    pub authorizations: usize,
    /// Those among them that controls need.
    pub control_authorizations: usize,
    /// What nobody should overlook about it.
    pub notes: Vec<String>,
    /// Token requests that would be sent.
    pub token_requests: usize,
}

impl Plan {
    /// `12 authorizations (5 of them for controls)`.
    pub fn authorizations_in_words(&self) -> String {
        let all = count(self.authorizations, "authorization");
        match self.control_authorizations {
            0 => all,
            controls => format!("{all} ({controls} of them for controls)"),
        }
    }
}

/// A case of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedCase {
    /// Its id.
    pub id: String,
    /// Why it would be skipped.
    pub skip: Option<String>,
}

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
    let authorizations = plan.authorizations_in_words();
    for note in &plan.notes {
        let _ = writeln!(out, "note: {}", printable(note));
    }
    let _ = writeln!(
        out,
        "{cases}, {skipped} skipped · {authorizations} · {} · no token request was sent",
        count(plan.token_requests, "token request")
    );
    out
}
