//! The run record: everything a run produced, redacted, serialisable.

pub mod model;
pub mod part;
pub mod review;

pub use model::{RunRecord, Verdict};
