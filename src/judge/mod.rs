//! Judges answers against expectations. Pure: no I/O, no TOML, no clock; it may call `protocol` alone.

pub mod expectation;
mod judgement;
mod matching;
mod observation;
pub mod words;

pub use judgement::{Finding, Judgement, judge};
pub use matching::{Context, Match, Resolve, ScopeView, matches};
pub use observation::Observation;
