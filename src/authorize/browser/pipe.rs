//! The DevTools protocol over a pipe: JSON messages, each ended by a zero byte (`--remote-debugging-pipe`).
//!
//! A pipe and not a port: a port on the loopback interface would hand the logged-in browser to every user of the machine, and
//! a browser whose pipe is closed ends by itself, even when this process was killed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, oneshot};

/// Longer messages end the connection: a screenshot is a few hundred KB.
const MAX_MESSAGE: u64 = 64 << 20;
/// How long an answer is waited for.
const ANSWER: Duration = Duration::from_secs(30);

/// Why a command has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PipeError {
    #[error("the browser has ended")]
    Closed,
    #[error("the browser did not answer {0} within 30 s")]
    Timeout(&'static str),
    #[error("the browser refuses {method}: {message}")]
    Refused { method: &'static str, message: String },
}

/// What the browser tells unasked.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) method: String,
    pub(super) parameters: Value,
}

type Answer = Result<Value, String>;

#[derive(Default)]
struct Shared {
    /// `None` once the connection is closed.
    waiting: Mutex<Option<HashMap<u64, oneshot::Sender<Answer>>>>,
    sessions: Mutex<HashMap<String, mpsc::UnboundedSender<Event>>>,
}

/// One connection to a browser.
pub(super) struct Pipe {
    outgoing: mpsc::UnboundedSender<Vec<u8>>,
    shared: Arc<Shared>,
    next: AtomicU64,
}

impl Pipe {
    /// Speaks over the two ends; both tasks end with the browser or with the last handle.
    pub(super) fn new(reader: impl AsyncRead + Unpin + Send + 'static, writer: impl AsyncWrite + Unpin + Send + 'static) -> Self {
        let shared = Arc::new(Shared { waiting: Mutex::new(Some(HashMap::new())), sessions: Mutex::default() });
        let (outgoing, messages) = mpsc::unbounded_channel();
        tokio::spawn(write(writer, messages));
        tokio::spawn(read(reader, Arc::clone(&shared)));
        Self { outgoing, shared, next: AtomicU64::new(1) }
    }

    /// The events of a session from now on.
    pub(super) fn listen(&self, session: &str) -> mpsc::UnboundedReceiver<Event> {
        let (sender, receiver) = mpsc::unbounded_channel();
        lock(&self.shared.sessions).insert(session.to_owned(), sender);
        receiver
    }

    /// No more events of a session.
    pub(super) fn forget(&self, session: &str) {
        lock(&self.shared.sessions).remove(session);
    }

    /// Sends a command to the browser, or to one of its sessions, and waits for the result.
    pub(super) async fn call(&self, session: Option<&str>, method: &'static str, parameters: Value) -> Result<Value, PipeError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        lock(&self.shared.waiting).as_mut().ok_or(PipeError::Closed)?.insert(id, sender);
        self.send(id, session, method, parameters);
        match tokio::time::timeout(ANSWER, receiver).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(message))) => Err(PipeError::Refused { method, message }),
            Ok(Err(_)) => Err(PipeError::Closed),
            Err(_) => {
                if let Some(waiting) = lock(&self.shared.waiting).as_mut() {
                    waiting.remove(&id);
                }
                Err(PipeError::Timeout(method))
            }
        }
    }

    /// Sends a command whose result nobody needs.
    pub(super) fn tell(&self, session: Option<&str>, method: &'static str, parameters: Value) {
        self.send(self.next.fetch_add(1, Ordering::Relaxed), session, method, parameters);
    }

    fn send(&self, id: u64, session: Option<&str>, method: &str, parameters: Value) {
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        // When the writer is gone, so is the reader, and whoever waits learns it there.
        let _ = self.outgoing.send(bytes);
    }
}

async fn write(mut writer: impl AsyncWrite + Unpin, mut messages: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(message) = messages.recv().await {
        if writer.write_all(&message).await.is_err() || writer.flush().await.is_err() {
            return;
        }
    }
}

async fn read(reader: impl AsyncRead + Unpin, shared: Arc<Shared>) {
    let mut reader = BufReader::new(reader);
    let mut message = Vec::new();
    loop {
        message.clear();
        let read = (&mut reader).take(MAX_MESSAGE).read_until(0, &mut message).await;
        if !matches!(read, Ok(1..)) || message.pop() != Some(0) {
            break;
        }
        if let Ok(message) = serde_json::from_slice(&message) {
            dispatch(message, &shared);
        }
    }
    // Dropping the senders tells everybody who waits.
    lock(&shared.waiting).take();
    lock(&shared.sessions).clear();
}

fn dispatch(mut message: Value, shared: &Shared) {
    if let Some(id) = message["id"].as_u64() {
        let waiting = lock(&shared.waiting).as_mut().and_then(|waiting| waiting.remove(&id));
        let answer = match message["error"]["message"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(message["result"].take()),
        };
        if let Some(waiting) = waiting {
            // Whoever asked may have given up meanwhile.
            let _ = waiting.send(answer);
        }
        return;
    }
    let parameters = message["params"].take();
    if let (Some(session), Some(method)) = (message["sessionId"].as_str(), message["method"].as_str())
        && let Some(listener) = lock(&shared.sessions).get(session)
    {
        let _ = listener.send(Event { method: method.to_owned(), parameters });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn answers_find_their_commands_and_events_their_sessions() {
        let (ours, theirs) = tokio::io::duplex(4096);
        let (reader, writer) = tokio::io::split(ours);
        let pipe = Pipe::new(reader, writer);
        let mut events = pipe.listen("S");
        let browser = tokio::spawn(async move {
            let (reader, mut writer) = tokio::io::split(theirs);
            let mut reader = BufReader::new(reader);
            let mut asked = Vec::new();
            reader.read_until(0, &mut asked).await.unwrap();
            asked.pop();
            let asked: Value = serde_json::from_slice(&asked).unwrap();
            let answers = [
                json!({ "method": "Page.frameNavigated", "params": { "a": 1 }, "sessionId": "S" }),
                json!({ "id": asked["id"], "error": { "message": "no" } }),
            ];
            for answer in answers {
                writer.write_all(format!("{answer}\0").as_bytes()).await.unwrap();
            }
            // Both ends are dropped here: the browser has ended.
        });
        let refused = pipe.call(Some("S"), "Page.enable", json!({})).await.unwrap_err();
        assert_eq!(refused.to_string(), "the browser refuses Page.enable: no");
        assert_eq!(events.recv().await.unwrap().parameters["a"], 1);
        browser.await.unwrap();
        assert!(events.recv().await.is_none());
        assert_eq!(pipe.call(None, "Browser.close", json!({})).await.unwrap_err(), PipeError::Closed);
    }
}
