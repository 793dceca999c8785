//! Snapshots: what a case's requests were answered with, normalised, in text files that are reviewed like code. They show
//! that a server's answers have changed even where both the old and the new one conform.
//!
//! The files have insta's format (`.snap`, and `.snap.new` while they wait for a decision), so that, in a Cargo
//! workspace, `cargo insta review` understands them too. Nothing secret is in them: they are made of the run record, which is redacted.

mod body;
mod hold;
mod names;
mod normalise;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use hold::{Mode, hold};
pub use normalise::normalised;
pub use rules::Rules;
pub use store::{Pending, SnapshotError, Store, difference};
