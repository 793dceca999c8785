//! Requests of one moment that do not see each other: check, then act (CWE-367). For the faults that are nothing else.
//!
//! Such a server answers a request by what it knew when the request arrived. So that the fault shows each time, requests
//! are held between arrival and answer, long enough for all of one moment to have arrived.

use std::time::{Duration, Instant};

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;

/// The faults that need it.
const RACES: [FaultId; 4] =
    [fault::CODE_RACE, fault::REFRESH_RACE, fault::REFRESH_RACE_UNNOTICED, fault::CODE_REPLAY_MISSES_REFRESH];

impl FaultId {
    /// Whether the fault shows itself between requests of the same moment alone, and then each time.
    pub fn is_race(self) -> bool {
        RACES.contains(&self) || self == fault::CODE_RACE
    }
}

/// How long a token request is held.
const HOLD: Duration = Duration::from_millis(30);

/// Holds a token request at a server with such a fault. What the others do is not asked: holding is no deviation.
pub(super) async fn hold(faults: &FaultSet) {
    if RACES.into_iter().any(|race| faults.was_started_with(race)) {
        tokio::time::sleep(HOLD).await;
    }
}

/// Whether a request had arrived already when something happened: it could not have known.
pub(super) fn before(arrived: Instant, happened: Option<Instant>) -> bool {
    happened.is_some_and(|happened| arrived <= happened)
}
