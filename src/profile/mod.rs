//! Profiles: which suites a target is examined by, and which of their requirements count.
//!
//! Where documents contradict each other, the profile decides, and says why. What it scores is pinned by a list of cases
//! (`profiles/ID.cases`): a new case is examined and not scored until a version of the profile takes it in.
//!
//! May call `protocol`, `record` and `suite::model`; does no I/O and never sends.

mod arrange;
mod embedded;
mod lock;
pub mod model;
mod score;
#[cfg(test)]
mod tests;

pub use arrange::arrange;
pub use embedded::{DEFAULT, ProfileError, files, ids, load, read};
pub use lock::{Lock, scored_cases};
pub use model::Profile;
pub use score::{score, score_case};
