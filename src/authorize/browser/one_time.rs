//! One-time passwords, each used once: servers refuse a second use of the same (RFC 6238 §5.2).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Mutex;

use crate::protocol::totp::Totp;

/// Hands out one-time passwords.
pub(super) struct OneTime {
    totp: Totp,
    /// The period whose password was handed out last.
    last: Mutex<Option<u64>>,
}

impl OneTime {
    pub(super) fn new(totp: Totp) -> Self {
        Self { totp, last: Mutex::new(None) }
    }

    /// The password of the moment, or of the next period when that one was handed out already.
    pub(super) async fn next(&self) -> String {
        let mut last = self.last.lock().await;
        let mut now = since_1970();
        while Some(self.totp.period(now.as_secs())) == *last {
            let next = Duration::from_secs(self.totp.next(now.as_secs()));
            tokio::time::sleep(next.saturating_sub(now)).await;
            now = since_1970();
        }
        *last = Some(self.totp.period(now.as_secs()));
        self.totp.at(now.as_secs())
    }
}

fn since_1970() -> Duration {
    // A clock before 1970 makes wrong passwords, which the server will say.
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
