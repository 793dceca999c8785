//! What can go wrong before anything is judged.

use super::filter::FilterError;
use super::near::did_you_mean;
use crate::diagnostics::Diagnostics;
use crate::profile::ProfileError;
use crate::runner::ConnectError;

/// Why no cases could be selected.
#[derive(Debug, thiserror::Error)]
pub enum SelectError {
    /// A filter that cannot be read.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A filter that asks for verdicts, and no record that has some.
    #[error("a filter with `verdict=` needs the record of an earlier run")]
    NeedsRecord,
    /// Filters, or a list of suites, that leave nothing.
    #[error("nothing is selected: {looked_for}{}", did_you_mean(near))]
    Nothing {
        /// What was looked for, among how many.
        looked_for: String,
        /// Similar ids.
        near: Vec<String>,
    },
    /// An id that nothing has.
    #[error("no {kind} is called `{id}`{}", did_you_mean(near))]
    Unknown {
        /// `suite`, `profile`.
        kind: &'static str,
        /// What was given.
        id: String,
        /// Similar ids.
        near: Vec<String>,
    },
    /// A built-in profile that cannot be read. Our bug.
    #[error(transparent)]
    Profile(ProfileError),
}

/// Why nothing was examined.
#[derive(Debug, thiserror::Error)]
pub enum ExaminationError {
    /// Suites, a profile or a filter that cannot be read, or that leave nothing.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// A suite's folder has mistakes.
    #[error("a suite cannot be read:\n{0}")]
    Suites(Diagnostics),
    /// The target cannot be reached, or says too little of itself.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}
