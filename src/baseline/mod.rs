//! Baselines: the findings that a team accepts for now, in a TOML file that is reviewed like code.
//!
//! A finding that an entry accepts does not gate. An entry that accepts nothing any more (its finding is gone, its day has
//! passed, its id is unknown) is told and gates, so that a baseline can only shrink unnoticed, never hide anything new.
//! Nothing here reads or writes files.

mod apply;
mod model;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use apply::{Against, apply};
pub use model::{Baseline, Entry};
pub use read::read;
pub use write::{By, prune, write};
