//! Judges answers against expectations. Pure: no I/O, no TOML, no clock; it may call `protocol` alone.

pub mod checks;
pub mod expectation;
mod facts;
mod headers;
mod judgement;
mod matching;
mod members;
mod observation;
pub mod words;

pub use facts::Facts;
pub use judgement::{Finding, Judgement, judge};
pub use matching::{Context, Match, Resolve, ScopeView, matches};
pub use observation::Observation;
