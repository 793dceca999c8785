//! A connection that is kept for the next request, spoken by the HTTP library and driven by whoever waits for the answer: no task
//! of its own, nothing that is handed from one thread to another.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;

use super::client::IDLE;
use super::connection::Connection;
use super::failure::chain;
use super::message::{Response, TransportError};
use super::translate::{Message, read};

type Driver = http1::Connection<TokioIo<Connection>, Full<Bytes>>;

/// An open connection between two requests.
pub(super) struct Kept {
    sender: SendRequest<Full<Bytes>>,
    driver: Driver,
    used: Instant,
}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The connection was closed before anything of the message was written: it may go over another.
    Unsent(Box<Message>),
    /// What became of the message is unknown.
    Lost(TransportError),
}

impl Kept {
    /// HTTP/1 on a connection that was opened for it. Nothing is written yet.
    pub(super) async fn on(connection: Connection) -> Result<Self, TransportError> {
        let started = http1::Builder::new().max_headers(200).handshake(TokioIo::new(connection)).await;
        let (sender, driver) = started.map_err(|error| broken(&error))?;
        Ok(Self { sender, driver, used: Instant::now() })
    }

    /// Whether it takes another request: used lately, its last exchange complete, and not closed by the server as far as is known.
    pub(super) async fn is_fresh(&mut self) -> bool {
        self.used.elapsed() < IDLE && std::future::poll_fn(|context| Poll::Ready(self.is_open(context))).await
    }

    fn is_open(&mut self, context: &mut Context<'_>) -> bool {
        Pin::new(&mut self.driver).poll(context).is_pending() && matches!(self.sender.poll_ready(context), Poll::Ready(Ok(())))
    }

    /// Sends a message and reads its answer. After a failure the connection is of no use any more.
    pub(super) async fn exchange(&mut self, message: Message, max_body: usize) -> Result<Response, Unanswered> {
        let sent = self.sender.try_send_request(message);
        let answer = async move {
            match sent.await {
                Ok(answer) => read(answer, max_body).await.map_err(Unanswered::Lost),
                Err(mut refused) => Err(match refused.take_message() {
                    Some(message) => Unanswered::Unsent(Box::new(message)),
                    None => Unanswered::Lost(broken(refused.error())),
                }),
            }
        };
        let answer = driven(&mut self.driver, pin!(answer)).await;
        self.used = Instant::now();
        answer
    }
}

/// Waits for an answer and moves its connection along the while.
async fn driven<T>(driver: &mut Driver, mut answer: Pin<&mut impl Future<Output = T>>) -> T {
    let mut over = false;
    std::future::poll_fn(|context| {
        // Twice: the body is read when it is asked for, and it is asked for when the head is there.
        for _ in 0..2 {
            over = over || Pin::new(&mut *driver).poll(context).is_ready();
            if let Poll::Ready(value) = answer.as_mut().poll(context) {
                return Poll::Ready(value);
            }
        }
        Poll::Pending
    })
    .await
}

fn broken(error: &hyper::Error) -> TransportError {
    TransportError::Broken { detail: chain(error) }
}
