//! A time limit for one thing after another.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Limits the time of whatever is done next. The timer is told of a new limit only when an earlier one has run out: where thousands of
/// requests a second are answered at once, nearly all limits are never needed.
#[derive(Default)]
pub(super) struct Deadline {
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    /// What comes of it within so long; `None` when the time is up.
    pub(super) async fn within<T>(&mut self, limit: Duration, mut work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
        let until = Instant::now() + limit;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(until)));
        std::future::poll_fn(|context| {
            if let Poll::Ready(value) = work.as_mut().poll(context) {
                return Poll::Ready(Some(value));
            }
            // An alarm that was set for longer than this limit would come too late.
            if alarm.deadline() > until {
                alarm.as_mut().reset(until);
            }
            while alarm.as_mut().poll(context).is_ready() {
                if alarm.deadline() >= until {
                    return Poll::Ready(None);
                }
                alarm.as_mut().reset(until);
            }
            Poll::Pending
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    const SHORT: Duration = Duration::from_millis(1);
    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn what_takes_too_long_is_given_up_whatever_came_before() {
        let mut deadline = Deadline::default();
        assert_eq!(deadline.within(SHORT, pin!(std::future::pending::<()>())).await, None);
        assert_eq!(deadline.within(LONG, pin!(std::future::ready(1))).await, Some(1));
        // The alarm of the long limit is still set.
        assert_eq!(deadline.within(LONG, pin!(tokio::task::yield_now())).await, Some(()));
        assert_eq!(deadline.within(SHORT, pin!(std::future::pending::<()>())).await, None);
    }

    #[tokio::test]
    async fn an_alarm_of_before_ends_nothing() {
        let mut deadline = Deadline::default();
        let pending = deadline.within(SHORT, pin!(std::future::pending::<()>())).await;
        assert_eq!(pending, None);
        // Its alarm has run out; the next has a limit of its own.
        assert_eq!(deadline.within(LONG, pin!(tokio::task::yield_now())).await, Some(()));
    }
}
