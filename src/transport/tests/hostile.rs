//! Answers that no server should give: each ends in an error or a cut body, soon and in bounded memory.

use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;

use super::{canned, read_head, request, serve, transport};
use crate::protocol::wire::WireForm;
use crate::transport::{Exchange, TransportError};

async fn answered(answer: impl Into<Vec<u8>>) -> Exchange {
    let (url, _requests) = canned(answer).await;
    transport().send(request(&url, WireForm::default())).await
}

#[track_caller]
fn assert_broken(exchange: &Exchange, detail: &str) {
    match &exchange.outcome {
        Err(TransportError::Broken { detail: found }) if found.contains(detail) => {}
        other => panic!("{detail:?} expected, not {other:?}"),
    }
}

/// A server that sends a beginning and then the same bytes for ever.
async fn endless(beginning: &'static [u8], again: &'static [u8]) -> Exchange {
    let url = serve(move |mut stream| async move {
        read_head(&mut stream).await;
        let block = again.repeat(4096 / again.len());
        if stream.write_all(beginning).await.is_ok() {
            while stream.write_all(&block).await.is_ok() {}
        }
    })
    .await;
    let before = Instant::now();
    let exchange = transport().send(request(&url, WireForm::default())).await;
    assert!(before.elapsed() < Duration::from_secs(3), "{:?}", before.elapsed());
    exchange
}

#[tokio::test]
async fn heads_without_end() {
    assert_broken(&endless(b"", b"a").await, "longer than 64 KiB");
    assert_broken(&endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n").await, "longer than 64 KiB");
    assert_broken(&endless(b"HTTP/1.1 200 ", b"\0").await, "longer than 64 KiB");
    assert_broken(&endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n").await, "without end");
    assert_broken(&answered(format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(1000))).await, "not HTTP");
}

#[tokio::test]
async fn bodies_without_end_are_cut() {
    for (beginning, again) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"[..], &b"a"[..]),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", b"a"),
    ] {
        let exchange = endless(beginning, again).await;
        let body = &exchange.response().unwrap_or_else(|| panic!("{:?}", exchange.outcome)).body;
        assert_eq!((body.bytes.len(), body.truncated), (4096, true));
    }
}

#[tokio::test]
async fn chunked_bodies_that_never_get_anywhere() {
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert_broken(&endless(head, b"1").await, "too long");
    assert_broken(&endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x").await, "too long");
    assert_broken(&endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"T: u\r\n").await, "too long");
    for size in ["-1", "+1", "0x1", "", "10000000000000000", "g", "1 1"] {
        let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\na\r\n0\r\n\r\n");
        assert_broken(&answered(answer).await, "not a number");
    }
    let longer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n";
    assert_broken(&answered(longer).await, "longer than it says");
}

#[tokio::test]
async fn lengths_that_are_none() {
    for length in ["-1", "+1", "1e3", "0x10", "", " ", "18446744073709551616", "1 1", "\u{b2}"] {
        let exchange = answered(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\na")).await;
        assert_broken(&exchange, "not a number");
    }
    assert_broken(&answered("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab").await, "differently");
}

#[tokio::test]
async fn connections_that_end_early() {
    assert_broken(&answered("").await, "closed before an answer");
    assert_broken(&answered("HTTP/1.1 200 OK\r\nContent-Le").await, "within the head");
    assert_broken(&answered("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab").await, "within the body");
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for rest in ["", "5", "5\r\nab", "2\r\nab", "2\r\nab\r\n", "0\r\n", "0\r\nT: u"] {
        assert!(matches!(answered(format!("{head}{rest}")).await.outcome, Err(TransportError::Broken { .. })), "{rest:?}");
    }
}

#[tokio::test]
async fn what_is_not_http() {
    for answer in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 -20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: y\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46\n\n",
        b"\n\n",
    ] {
        let exchange = answered(answer).await;
        assert!(matches!(exchange.outcome, Err(TransportError::Broken { .. })), "{:?}: {:?}", answer, exchange.outcome);
    }
    assert_broken(&answered("HTTP/1.1 101 Switching Protocols\r\n\r\n").await, "101");
}

#[tokio::test]
async fn one_byte_at_a_time_ends_with_the_time() {
    let url = serve(|mut stream| async move {
        read_head(&mut stream).await;
        while stream.write_all(b"H").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let exchange = transport().send(request(&url, WireForm::default())).await;
    assert!(matches!(exchange.outcome, Err(TransportError::Timeout { .. })), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn silence_ends_with_the_time() {
    let url = serve(|mut stream| async move {
        read_head(&mut stream).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
    })
    .await;
    for wire in [WireForm::default(), WireForm { expect_continue: true, ..WireForm::default() }] {
        let exchange = transport().send(request(&url, wire)).await;
        assert!(matches!(exchange.outcome, Err(TransportError::Timeout { .. })), "{:?}", exchange.outcome);
    }
}
