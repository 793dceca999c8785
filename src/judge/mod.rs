//! Judges answers against expectations. Pure: no I/O, no TOML, no clock; it may call `protocol` alone.

pub mod checks;
mod claims;
pub mod entropy;
pub mod expectation;
mod facts;
mod headers;
mod judgement;
mod matching;
mod members;
mod observation;
mod race;
mod reading;
pub mod words;

pub use claims::{results, templates};
pub use facts::Facts;
pub use judgement::{Finding, Judgement, judge};
pub use matching::{Context, Match, Resolve, ScopeView, matches};
pub use observation::Observation;
pub use race::judge_race;
pub use reading::json_object;
