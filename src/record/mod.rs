//! The run record: everything a run produced, redacted, serialisable.

pub mod model;

pub use model::{RunRecord, Verdict};
