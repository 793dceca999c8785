//! How fast a target may be asked: so many requests at once, so many a second.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// Admits requests one by one; shared by everything that talks to one target.
pub struct Pace {
    permits: Semaphore,
    rate: Option<DefaultDirectRateLimiter>,
    not_before: Mutex<Option<Instant>>,
}

impl Pace {
    /// `concurrency` requests at once (at least 1) and, if given, `per_second` of them.
    pub fn new(concurrency: usize, per_second: Option<NonZeroU32>) -> Self {
        let rate = per_second.map(|n| RateLimiter::direct(Quota::per_second(n).allow_burst(NonZeroU32::MIN)));
        Self { permits: Semaphore::new(concurrency.max(1)), rate, not_before: Mutex::new(None) }
    }

    /// Waits until one more request may be sent; the permit is held until its answer is read.
    pub async fn admit(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.permits.acquire().await.ok();
        loop {
            let until = *self.not_before.lock().await;
            match until {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => break,
            }
        }
        if let Some(rate) = &self.rate {
            rate.until_ready().await;
        }
        permit
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
