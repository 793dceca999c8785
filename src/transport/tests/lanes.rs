//! Lanes: the promises of the pooled road, over one connection of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use url::Url;

use super::{canned, read_head, serve, transport};
use crate::transport::{Exchange, Lane, Request, Settings, Transport, TransportError};

const CALM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ncalm";
const CLOSING: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\ncalm";

/// What a server has seen.
#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

impl Seen {
    /// Connections and requests so far.
    fn counts(&self) -> (usize, usize) {
        (self.connections.load(SeqCst), self.requests.load(SeqCst))
    }
}

/// A server that answers these bytes, so many times on each connection, and then closes it.
async fn answering(answer: &'static [u8], times: usize) -> (Url, Arc<Seen>) {
    let seen = Arc::new(Seen::default());
    let shared = Arc::clone(&seen);
    let url = serve(move |mut stream| {
        let seen = Arc::clone(&shared);
        async move {
            seen.connections.fetch_add(1, SeqCst);
            for _ in 0..times {
                if !answered(&mut stream, answer, &seen).await {
                    return;
                }
            }
        }
    })
    .await;
    (url, seen)
}

async fn answered(stream: &mut TcpStream, answer: &[u8], seen: &Seen) -> bool {
    if read_head(stream).await.is_empty() {
        return false;
    }
    seen.requests.fetch_add(1, SeqCst);
    stream.write_all(answer).await.is_ok()
}

fn lane() -> (Arc<Transport>, Lane) {
    let transport = Arc::new(transport());
    let lane = transport.lane();
    (transport, lane)
}

fn post(url: &Url) -> Request {
    Request::new("POST", url.clone()).header("X-Field", "one two")
}

#[track_caller]
fn assert_calm(exchange: &Exchange) {
    let text = exchange.response().map(|response| response.body.text());
    assert_eq!(text.as_deref(), Some("calm"), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn one_connection_serves_them_all() {
    let (url, seen) = answering(CALM, usize::MAX).await;
    let (transport, mut lane) = lane();
    for _ in 0..5 {
        assert_calm(&lane.send(post(&url)).await);
    }
    let other = url.join("/elsewhere").unwrap();
    assert_calm(&lane.send(post(&other)).await);
    assert_eq!(seen.counts(), (1, 6));
    assert_eq!(transport.sent(), 6);
    assert!(transport.busy() > Duration::ZERO);
}

#[tokio::test]
async fn the_same_bytes_leave_as_on_the_pooled_road() {
    let (url, mut requests) = canned(CLOSING).await;
    let (transport, mut lane) = lane();
    let mut body = post(&url).header("x-field", "again").header("Content-Type", "text/plain");
    body.body = b"a=b".to_vec();
    for request in [post(&url), body, Request::new("GET", url.clone()), post(&url).header("Host", "other.example")] {
        transport.send(request.clone()).await;
        lane.send(request).await;
        let text = |bytes: Option<Vec<u8>>| String::from_utf8(bytes.unwrap()).unwrap();
        assert_eq!(text(requests.recv().await), text(requests.recv().await));
    }
}

#[tokio::test]
async fn a_server_that_closes_after_each_answer_is_connected_to_each_time() {
    for answer in [CALM, CLOSING] {
        let (url, seen) = answering(answer, 1).await;
        let (_, mut lane) = lane();
        for _ in 0..5 {
            assert_calm(&lane.send(post(&url)).await);
        }
        assert_eq!(seen.counts(), (5, 5));
    }
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_noticed() {
    let close = Arc::new(tokio::sync::Notify::new());
    let (asked, seen) = (Arc::clone(&close), Arc::new(Seen::default()));
    let counted = Arc::clone(&seen);
    let url = serve(move |mut stream| {
        let (close, seen) = (Arc::clone(&asked), Arc::clone(&counted));
        async move {
            seen.connections.fetch_add(1, SeqCst);
            answered(&mut stream, CALM, &seen).await;
            close.notified().await;
            drop(stream);
            close.notify_one();
        }
    })
    .await;
    let (_, mut lane) = lane();
    assert_calm(&lane.send(post(&url)).await);
    close.notify_one();
    // Until the server's task has run, and the runtime has looked at its sockets.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_calm(&lane.send(post(&url)).await);
    assert_eq!(seen.counts(), (2, 2));
}

#[tokio::test]
async fn silence_ends_with_the_time_and_the_connection() {
    let seen = Arc::new(Seen::default());
    let counted = Arc::clone(&seen);
    let url = serve(move |mut stream| {
        let seen = Arc::clone(&counted);
        async move {
            let first = seen.connections.fetch_add(1, SeqCst) == 0;
            answered(&mut stream, if first { b"" } else { CALM }, &seen).await;
            read_head(&mut stream).await;
        }
    })
    .await;
    let limit = Duration::from_millis(150);
    let transport = Arc::new(Transport::new(Settings { timeout: limit, ..Settings::default() }));
    let mut lane = transport.lane();
    let exchange = lane.send(post(&url)).await;
    assert_eq!(exchange.outcome.unwrap_err(), TransportError::Timeout { limit });
    assert!(exchange.timing.duration >= limit);
    assert_calm(&lane.send(post(&url)).await);
    assert_eq!(seen.counts(), (2, 2));
}

#[tokio::test]
async fn bodies_without_end_are_cut_and_their_connection_is_given_up() {
    for beginning in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n",
    ] {
        let endless = serve(move |mut stream| async move {
            while !read_head(&mut stream).await.is_empty() && stream.write_all(beginning).await.is_ok() {
                while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
            }
        })
        .await;
        let (_, mut lane) = lane();
        for _ in 0..2 {
            let exchange = lane.send(post(&endless)).await;
            let body = &exchange.response().unwrap_or_else(|| panic!("{:?}", exchange.outcome)).body;
            assert_eq!((body.bytes.len(), body.truncated), (4096, true));
        }
    }
}

#[tokio::test]
async fn what_is_not_http_or_lost_is_an_error_and_not_sent_again() {
    for answer in [&b"SSH-2.0-OpenSSH_9.9\r\n\r\n"[..], b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"\0\0\0\0\r\n\r\n"] {
        let (url, seen) = answering(answer, 1).await;
        let (transport, mut lane) = lane();
        for count in 1..=2 {
            let exchange = lane.send(post(&url)).await;
            assert!(matches!(exchange.outcome, Err(TransportError::Broken { .. })), "{answer:?}: {:?}", exchange.outcome);
            assert_eq!((seen.counts(), transport.sent()), ((count, count), count as u64));
        }
    }
}

#[tokio::test]
async fn a_request_lost_on_a_kept_connection_is_not_sent_again() {
    let seen = Arc::new(Seen::default());
    let counted = Arc::clone(&seen);
    let url = serve(move |mut stream| {
        let seen = Arc::clone(&counted);
        async move {
            seen.connections.fetch_add(1, SeqCst);
            answered(&mut stream, CALM, &seen).await;
            answered(&mut stream, b"", &seen).await;
        }
    })
    .await;
    let (_, mut lane) = lane();
    assert_calm(&lane.send(post(&url)).await);
    let lost = lane.send(post(&url)).await.outcome;
    assert!(matches!(lost, Err(TransportError::Broken { .. })), "{lost:?}");
    assert_eq!(seen.counts(), (1, 2));
}

#[tokio::test]
async fn a_server_that_has_answered_is_tried_once_more() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let (transport, mut lane) = lane();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        answered(&mut stream, CLOSING, &Seen::default()).await;
        drop(listener);
    };
    let (exchange, ()) = tokio::join!(lane.send(post(&url)), server);
    assert_calm(&exchange);
    let refused = lane.send(post(&url)).await;
    assert!(matches!(refused.outcome, Err(TransportError::Connect { .. })), "{:?}", refused.outcome);
    assert_eq!(transport.sent(), 3);
    let (transport, mut lane) = self::lane();
    lane.send(post(&url)).await;
    assert_eq!(transport.sent(), 1, "of a server that never answered nothing is known");
}
