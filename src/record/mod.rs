//! The run record: everything a run produced, redacted, serialisable.

mod check;
pub mod event;
pub mod evidence;
mod exchange;
pub mod model;
pub mod part;
pub mod read;
pub mod review;

pub use check::check;
pub use model::{RunRecord, Verdict};
