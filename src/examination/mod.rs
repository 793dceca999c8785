//! The face of the library: a target, what it is examined by, and how; one call, and the record is there.
//!
//! It knows which suites, profile and cases are meant, and nothing of how they are examined. The command line goes the same way.

mod builder;
mod error;
mod examine;
mod filter;
mod near;
mod partition;
mod scope;
mod select;

pub use builder::{Examinee, TargetBuilder, TargetError};
pub use error::{ExaminationError, SelectError};
pub use examine::{Examination, Prepared};
pub use filter::{Filter, FilterError};
pub(crate) use near::did_you_mean;
pub use near::{closest, near};
pub use partition::{Partition, Share};
pub use scope::{Scope, profile};
pub use select::{select, suites};
