//! What can go wrong on the command line. Every one of these is exit code 2, unless the target could not be reached (3).

use std::path::PathBuf;

use thiserror::Error;

use crate::examination::{SelectError, did_you_mean};
use crate::record::read::ReadError;
use crate::report::merge::MergeError;

/// Why a verb could not do its work.
#[derive(Debug, Error)]
pub enum CliError {
    /// Suites, a profile or a filter that cannot be read, or that leave nothing.
    #[error(transparent)]
    Selection(#[from] SelectError),
    /// An id that nothing has.
    #[error("no {kind} is called `{id}`{}", did_you_mean(near))]
    Unknown {
        /// `suite`, `fault`, `requirement, case, fault or variant`.
        kind: &'static str,
        /// What was given.
        id: String,
        /// Similar ids.
        near: Vec<String>,
    },
    /// An id without its suite that several suites have.
    #[error("`{id}` is ambiguous: {}", candidates.join(", "))]
    Ambiguous {
        /// What was given.
        id: String,
        /// What it could be.
        candidates: Vec<String>,
    },
    /// A file that cannot be read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// `read`, `write`.
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A run record that cannot be used.
    #[error("{}", path.display())]
    Record {
        /// Which.
        path: PathBuf,
        /// Why, and where in it.
        #[source]
        source: ReadError,
    },
    /// Records that are not the parts of one run.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// Diagnostics of suite or target files, rendered already, with places and carets.
    #[error("{rendered}")]
    Diagnostics {
        /// What is printed as it is.
        rendered: String,
    },
    /// The target cannot be reached, or no code can be had, before anything was judged.
    #[error("{0}")]
    Unreachable(String),
    /// What a verb needs could not be started: an address that is taken, for one.
    #[error("cannot {action}")]
    Start {
        /// `listen on 127.0.0.1:8420`.
        action: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Standard output cannot be written.
    #[error("cannot write to standard output")]
    Output(#[source] std::io::Error),
    /// A report that cannot be made. Our bug.
    #[error("a report cannot be made; this is a bug of tokenspec")]
    Render(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The kill matrix could not be made.
    #[error("the kill matrix could not be made")]
    Matrix(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Snapshots that cannot be read or written.
    #[error(transparent)]
    Snapshots(#[from] crate::snapshot::SnapshotError),
    /// A wrong combination of arguments.
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    /// The exit code of the process.
    pub fn code(&self) -> u8 {
        match self {
            Self::Unreachable(_) => 3,
            _ => 2,
        }
    }

    /// The message with its causes: `cannot read a.toml: no such file or directory`. Harmless to a terminal.
    pub fn message(&self) -> String {
        if let Self::Diagnostics { rendered } = self {
            return rendered.clone();
        }
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text.split('\n').map(crate::report::text::printable).collect::<Vec<_>>().join("\n")
    }
}
