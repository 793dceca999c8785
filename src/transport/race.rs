//! Requests that arrive at the same time: connections first, then all at once.

use futures_util::future::join_all;

use super::client::Transport;
use super::message::{Exchange, Request, TransportError};

impl Transport {
    /// Sends requests at the same time, each on a connection of its own: first every connection is opened (TLS handshakes
    /// included), then all requests are written together. A request whose connection fails does not keep the others.
    ///
    /// The race waits until as many permits are free as it has requests, or all of them where the concurrency is smaller;
    /// then it may, for that moment, have more requests under way than the concurrency allows: a race that is let through
    /// in portions would be none.
    pub async fn race(&self, requests: Vec<Request>) -> Vec<Exchange> {
        let permits = self.pace().admit_many(requests.len()).await;
        let limit = self.settings().timeout;
        let late = || TransportError::Timeout { limit };
        let opened = join_all(requests.into_iter().map(|mut request| async move {
            self.stamp(&mut request);
            let open = tokio::time::timeout(limit, self.direct().open(&request)).await;
            (request, open.unwrap_or_else(|_| Err(late())))
        }))
        .await;
        // All of these are first polled in one go, and each writes when it is first polled: this is the barrier.
        let exchanges = join_all(opened.into_iter().map(|(request, open)| async move {
            let started = self.begin();
            let outcome = match open {
                Err(error) => Err(error),
                Ok(open) => {
                    let answer = tokio::time::timeout(limit, self.direct().exchange(open, &request)).await;
                    answer.unwrap_or_else(|_| Err(late()))
                }
            };
            self.end(request, outcome, started)
        }))
        .await;
        drop(permits);
        exchanges
    }
}
