//! How fast a target may be asked: so many requests at once, so many a second.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Admits requests one by one; shared by everything that talks to one target.
pub struct Pace {
    concurrency: usize,
    permits: Semaphore,
    rate: Option<DefaultDirectRateLimiter>,
    not_before: Mutex<Option<Instant>>,
}

impl Pace {
    /// `concurrency` requests at once (at least 1) and, if given, `per_second` of them.
    pub fn new(concurrency: usize, per_second: Option<NonZeroU32>) -> Self {
        let rate = per_second.map(|n| RateLimiter::direct(Quota::per_second(n).allow_burst(NonZeroU32::MIN)));
        let concurrency = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self { concurrency, permits: Semaphore::new(concurrency), rate, not_before: Mutex::new(None) }
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
            let until = *self.not_before.lock().await;
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
    pub async fn hold(&self, delay: Duration) {
        let until = Instant::now() + delay;
        let mut not_before = self.not_before.lock().await;
        if not_before.is_none_or(|previous| previous < until) {
            *not_before = Some(until);
        }
    }
}
