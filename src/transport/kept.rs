//! A connection that is kept for the next request, spoken by the HTTP library and driven by whoever waits for the answer: no task
//! of its own, nothing that is handed from one thread to another.

use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;

use super::client::{IDLE, LONGEST_HEAD};
use super::connection::Connection;
use super::failure::chain;
use super::message::{Response, TransportError};
use super::translate::{Message, read};

/// An open connection between two requests.
pub(super) struct Kept {
    sender: SendRequest<Full<Bytes>>,
    line: Line,
    used: Instant,
}

/// What the library reads and writes with.
struct Line {
    connection: http1::Connection<TokioIo<Connection>, Full<Bytes>>,
    over: bool,
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
        // Head and body in one piece: copying a form costs less than writing two.
        let started = http1::Builder::new()
            .max_headers(200)
            .max_buf_size(LONGEST_HEAD)
            .writev(false)
            .handshake(TokioIo::new(connection))
            .await;
        let (sender, connection) = started.map_err(|error| broken(&error))?;
        Ok(Self { sender, line: Line { connection, over: false }, used: Instant::now() })
    }

    /// Whether it takes another request: used lately, its last exchange complete, and not closed by the server as far as is known.
    pub(super) async fn is_fresh(&mut self) -> bool {
        self.used.elapsed() < IDLE && std::future::poll_fn(|context| Poll::Ready(self.is_open(context))).await
    }

    fn is_open(&mut self, context: &mut Context<'_>) -> bool {
        self.line.advance(context);
        !self.line.over && matches!(self.sender.poll_ready(context), Poll::Ready(Ok(())))
    }

    /// Sends a message and reads its answer. After a failure the connection is of no use any more.
    pub(super) async fn exchange(&mut self, message: Message, max_body: usize) -> Result<Response, Unanswered> {
        let sent = self.sender.try_send_request(message);
        let answer = self.line.carry(pin!(sent)).await.map_err(unanswered)?;
        let response = self.line.carry(pin!(read(answer, max_body))).await.map_err(Unanswered::Lost)?;
        self.used = Instant::now();
        Ok(response)
    }
}

fn unanswered(mut refused: TrySendError<Message>) -> Unanswered {
    match refused.take_message() {
        Some(message) => Unanswered::Unsent(Box::new(message)),
        None => Unanswered::Lost(broken(refused.error())),
    }
}

impl Line {
    /// Reads and writes as far as that goes.
    fn advance(&mut self, context: &mut Context<'_>) {
        self.over = self.over || Pin::new(&mut self.connection).poll(context).is_ready();
    }

    /// Waits for what comes over the connection, and moves the connection along the while.
    async fn carry<T>(&mut self, mut awaited: Pin<&mut impl Future<Output = T>>) -> T {
        std::future::poll_fn(|context| {
            // Before as well: a body is read from the connection when somebody asks for it.
            if let Poll::Ready(value) = awaited.as_mut().poll(context) {
                return Poll::Ready(value);
            }
            self.advance(context);
            awaited.as_mut().poll(context)
        })
        .await
    }
}

fn broken(error: &hyper::Error) -> TransportError {
    TransportError::Broken { detail: chain(error) }
}

#[cfg(test)]
mod tests {
    use hyper::Uri;

    use super::*;

    async fn kept() -> (Kept, tokio::io::DuplexStream) {
        let (near, far) = tokio::io::duplex(1024);
        (Kept::on(Box::new(near)).await.unwrap(), far)
    }

    #[tokio::test]
    async fn what_was_idle_for_too_long_is_not_used_again() {
        let (mut kept, _far) = kept().await;
        assert!(kept.is_fresh().await);
        kept.used -= IDLE;
        assert!(!kept.is_fresh().await);
    }

    #[tokio::test]
    async fn what_the_other_side_has_closed_is_not_used_again() {
        let (mut kept, far) = kept().await;
        drop(far);
        assert!(!kept.is_fresh().await);
    }

    #[tokio::test]
    async fn what_was_not_written_comes_back() {
        let (mut kept, far) = kept().await;
        drop(far);
        assert!(!kept.is_fresh().await);
        let mut message = Message::new(Full::default());
        *message.uri_mut() = Uri::from_static("/token");
        match kept.exchange(message, 100).await {
            Err(Unanswered::Unsent(message)) => assert_eq!(message.uri().path(), "/token"),
            Err(Unanswered::Lost(error)) => panic!("{error}"),
            Ok(response) => panic!("{response:?}"),
        }
    }
}
