//! How many requests at once, how many in a second, how long each may take: what `run` and `explore` say of it alike.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use clap::Args;

use crate::cli::values::positive_duration;
use crate::target::model::Limits;

/// Bounds that stand above the target file's.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct PaceFlags {
    /// Requests at the same time, at most [default: the target's, else 16].
    #[arg(long, value_name = "N")]
    pub concurrency: Option<NonZeroUsize>,
    /// Requests per second, at most [default: the target's, else unbounded].
    #[arg(long, value_name = "N")]
    pub rate: Option<NonZeroU32>,
    /// How long an answer may take, such as 500ms or 10s [default: the target's, else 10s].
    #[arg(long, value_name = "DURATION", value_parser = positive_duration)]
    pub timeout: Option<Duration>,
}

impl PaceFlags {
    /// Puts what was given in the place of what the target file says.
    pub fn apply(self, limits: &mut Limits) {
        limits.concurrency = self.concurrency.map_or(limits.concurrency, NonZeroUsize::get);
        limits.requests_per_second = self.rate.or(limits.requests_per_second);
        limits.timeout = self.timeout.unwrap_or(limits.timeout);
    }
}
