//! Why records cannot be merged. Every message names the files.

use thiserror::Error;

/// Why records cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is none.
    #[error("there is nothing to merge")]
    Nothing,
    /// A record of a whole run.
    #[error("{file} is no part of a run: it was not made with --partition K/N")]
    NoPartition {
        /// Which.
        file: String,
    },
    /// Two runs that were not the same.
    #[error("{first} and {second} are not parts of one run: {what} differs ({of_first}; {of_second})")]
    Differs {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// `the target`.
        what: &'static str,
        /// That of the first.
        of_first: String,
        /// That of the second.
        of_second: String,
    },
    /// The same part twice.
    #[error("{first} and {second} are both part {index} of {of}")]
    Twice {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// K.
        index: usize,
        /// N.
        of: usize,
    },
    /// Parts that were not given.
    #[error("part{} {} of {of} {} missing", if indexes.len() == 1 { "" } else { "s" }, list(indexes), if indexes.len() == 1 { "is" } else { "are" })]
    Missing {
        /// Which.
        indexes: Vec<usize>,
        /// N.
        of: usize,
    },
    /// Two parts have the same case.
    #[error("{first} and {second} overlap: both have the case at place {position}, `{case}`")]
    Overlap {
        /// A file.
        first: String,
        /// Another.
        second: String,
        /// Its place among all.
        position: usize,
        /// Its id in the second.
        case: String,
    },
    /// No part has a case, and no part was interrupted.
    #[error("{missing} of {selected} cases are in no part (the first at place {position}), though no part was interrupted")]
    Gap {
        /// How many.
        missing: usize,
        /// Of how many.
        selected: usize,
        /// The place of the first.
        position: usize,
    },
}

/// `2, 3, 7`.
fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
