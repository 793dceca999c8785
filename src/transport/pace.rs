//! How fast a target may be asked: so many requests at once, so many a second.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// The first pause after an answer that sheds load without saying for how long; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// So many pauses in a row that bring no relief are made; a server that goes on is not waited for any more.
const PAUSES: u32 = 4;

/// How long the target has been shedding load.
#[derive(Debug, Clone, Copy)]
struct Shedding {
    /// Pauses so far.
    pauses: u32,
    /// When the newest was begun: answers to requests from before it say nothing new.
    since: std::time::Instant,
}

/// Admits requests one by one; shared by everything that talks to one target.
pub struct Pace {
    concurrency: usize,
    permits: Semaphore,
    rate: Option<DefaultDirectRateLimiter>,
    not_before: Mutex<Option<Instant>>,
    shedding: Mutex<Option<Shedding>>,
}

impl Pace {
    /// `concurrency` requests at once (at least 1) and, if given, `per_second` of them.
    pub fn new(concurrency: usize, per_second: Option<NonZeroU32>) -> Self {
        let rate = per_second.map(|n| RateLimiter::direct(Quota::per_second(n).allow_burst(NonZeroU32::MIN)));
        let concurrency = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self { concurrency, permits: Semaphore::new(concurrency), rate, not_before: Mutex::new(None), shedding: Mutex::default() }
    }

    /// Waits until one more request may be sent; the permit is held until its answer is read.
    pub async fn admit(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.permits.acquire().await.ok();
        self.ready(1).await;
        permit
    }

    /// The same for `count` requests at once: as many permits as there are, at most `count`, in one go, so that two such
    /// callers cannot hold half of theirs each and wait for ever. Those who came before are served first.
    pub async fn admit_many(&self, count: usize) -> Option<SemaphorePermit<'_>> {
        let permits = u32::try_from(count.clamp(1, self.concurrency)).unwrap_or(u32::MAX);
        let permits = self.permits.acquire_many(permits).await.ok();
        self.ready(count).await;
        permits
    }

    /// Until `count` requests may be sent by the clock.
    async fn ready(&self, count: usize) {
        loop {
            let until = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => break,
            }
        }
        if let Some(rate) = &self.rate {
            for _ in 0..count {
                rate.until_ready().await;
            }
        }
    }

    /// No further request before `delay` has passed (`Retry-After`, RFC 9110 §10.2.3).
    pub fn hold(&self, delay: Duration) {
        let until = Instant::now() + delay;
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        if not_before.is_none_or(|previous| previous < until) {
            *not_before = Some(until);
        }
    }

    /// The target has served a request.
    pub(super) fn relieved(&self) {
        *self.shedding.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The target has put off a request that was sent at `sent`, without saying for how long: how long to leave it alone.
    /// The pause grows while there is no relief, and then there is none any more.
    pub(super) fn pause(&self, sent: std::time::Instant) -> Option<Duration> {
        let mut shedding = self.shedding.lock().unwrap_or_else(PoisonError::into_inner);
        let pauses = match *shedding {
            Some(known) if sent <= known.since => known.pauses,
            Some(known) => known.pauses + 1,
            None => 1,
        };
        if shedding.is_none_or(|known| known.pauses < pauses) {
            *shedding = Some(Shedding { pauses, since: std::time::Instant::now() });
        }
        (pauses <= PAUSES).then(|| FIRST_PAUSE * 2_u32.pow(pauses - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_while_there_is_no_relief_and_then_end() {
        let pace = Pace::new(4, None);
        let now = std::time::Instant::now;
        let first = now();
        let pauses = [first, first].map(|sent| pace.pause(sent));
        let of = |times: u32| Some(FIRST_PAUSE * times);
        // Two answers to requests of the same moment are one and the same trouble.
        assert_eq!(pauses, [of(1), of(1)]);
        let later = || now() + Duration::from_secs(1);
        assert_eq!([(); 4].map(|()| pace.pause(later())), [of(2), of(4), of(8), None]);
        pace.relieved();
        assert_eq!(pace.pause(later()), of(1));
    }
}
