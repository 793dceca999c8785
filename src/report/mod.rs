//! Reports: a run record rendered for a terminal, for machines, for CI servers and for pull requests.
//!
//! Everything here is pure: a [`crate::record::RunRecord`] goes in, text comes out. Nothing is sent, nothing is read.
//! Every string of a record may hold what a hostile server sent, so each format makes it harmless for its own medium
//! (see [`text`]). Imports `record` and `protocol` alone.

pub mod annotations;
pub mod compare;
pub mod ctrf;
pub mod diff;
mod findings;
pub mod gate;
pub mod html;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod ndjson;
mod page;
mod place;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_gated;
pub mod sarif;
pub mod standing;
pub mod tap;
#[cfg(test)]
mod tests;
pub mod text;
