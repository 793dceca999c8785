//! What goes onto the wire, and answers that are as they should be.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{canned, read_head, request, serve, transport};
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};
use crate::transport::{Request, TransportError};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

/// The bytes of a request in a form.
async fn sent(wire: WireForm) -> String {
    let (url, mut requests) = canned(OK).await;
    let exchange = transport().send(request(&url, wire)).await;
    assert_eq!(exchange.response().map(|response| response.status), Some(200), "{:?}", exchange.outcome);
    String::from_utf8(requests.recv().await.unwrap()).unwrap().replace(url.authority(), "HOST")
}

#[tokio::test]
async fn the_ordinary_form() {
    assert_eq!(
        sent(WireForm::default()).await,
        "POST /token?a=b HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/plain\r\nX-Field: one two\r\nContent-Length: 10\r\n\
         Connection: close\r\n\r\nabcdefghij"
    );
}

#[tokio::test]
async fn versions_targets_and_hosts() {
    let old = sent(WireForm { version: Version::Http10, target: RequestTarget::Absolute, ..WireForm::default() }).await;
    assert!(old.starts_with("POST http://HOST/token?a=b HTTP/1.0\r\n"), "{old}");
    let absent = sent(WireForm { host: Host::Absent, ..WireForm::default() }).await;
    assert!(!absent.contains("Host"), "{absent}");
    let twice = sent(WireForm { host: Host::Twice, lines: vec!["X: y".into()], ..WireForm::default() }).await;
    assert!(twice.contains("\r\nHost: HOST\r\nHost: HOST\r\nX: y\r\nContent-Type"), "{twice}");
}

#[tokio::test]
async fn field_names_and_broken_fields() {
    let flipped = sent(WireForm { names: NameCase::Flipped, ..WireForm::default() }).await;
    assert!(flipped.contains("\r\ncONTENT-tYPE: text/plain\r\n"), "{flipped}");
    let space = sent(WireForm { space_before_colon: Some("content-type".into()), ..WireForm::default() }).await;
    assert!(space.contains("\r\nContent-Type : text/plain\r\n"), "{space}");
    let folded = sent(WireForm { folded: Some("X-Field".into()), ..WireForm::default() }).await;
    assert!(folded.contains("\r\nX-Field: one\r\n two\r\n"), "{folded}");
}

#[tokio::test]
async fn framings() {
    let form = |framing| WireForm { framing, ..WireForm::default() };
    let chunks = "\r\n\r\n4\r\nabcd\r\n4\r\nefgh\r\n2\r\nij\r\n0\r\n\r\n";
    let chunked = sent(form(Framing::Chunked)).await;
    assert!(chunked.contains("Transfer-Encoding: chunked\r\n") && chunked.ends_with(chunks), "{chunked}");
    assert!(!chunked.contains("Content-Length"));
    let both = sent(form(Framing::ChunkedAndLength)).await;
    assert!(both.contains("Transfer-Encoding: chunked\r\nContent-Length: 10\r\n") && both.ends_with(chunks), "{both}");
    let two = sent(form(Framing::TwoLengths)).await;
    assert!(two.contains("Content-Length: 10\r\nContent-Length: 9\r\n") && two.ends_with("\r\n\r\nabcdefghij"), "{two}");
    let other = sent(form(Framing::ChunkedNotFinal)).await;
    assert!(other.contains("Transfer-Encoding: chunked, identity\r\n"), "{other}");
}

#[tokio::test]
async fn what_would_make_two_requests_of_one_is_not_sent() {
    let (url, _requests) = canned(OK).await;
    let with = |name: &str, value: &[u8]| request(&url, WireForm::default()).header(name, value);
    let folded = request(&url, WireForm { folded: Some("X-Other".into()), ..WireForm::default() });
    let method = Request { method: "PO ST".into(), ..request(&url, WireForm::default()) };
    for request in [with("X", b"a\r\nY: b"), with("X", b"\0"), with("X y", b"a"), folded, method] {
        let exchange = transport().send(request).await;
        assert!(matches!(exchange.outcome, Err(TransportError::Unsendable { .. })), "{:?}", exchange.outcome);
    }
}

async fn body_of(answer: &str) -> String {
    let (url, _requests) = canned(answer).await;
    let exchange = transport().send(request(&url, WireForm::default())).await;
    exchange.response().unwrap_or_else(|| panic!("{:?}", exchange.outcome)).body.text()
}

#[tokio::test]
async fn bodies_of_all_framings() {
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more").await, "hi");
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nhi").await, "hi");
    assert_eq!(body_of("HTTP/1.0 200 OK\r\n\r\nuntil the end").await, "until the end");
    assert_eq!(
        body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nT: u\r\n\r\n").await,
        "abcde"
    );
    assert_eq!(body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nas it is").await, "as it is");
    assert_eq!(body_of("HTTP/1.1 204 No Content\r\n\r\n").await, "");
    assert_eq!(body_of("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx").await, "x");
}

#[tokio::test]
async fn names_come_in_lower_case_and_values_as_they_are() {
    let (url, _requests) =
        canned(&b"HTTP/1.1 401 No\r\nX-Trap: \xff\xfe\r\nX-TRAP:  two \r\nContent-Length: 0\r\n\r\n"[..]).await;
    let exchange = transport().send(request(&url, WireForm::default())).await;
    let response = exchange.response().unwrap();
    let values: Vec<&[u8]> = response.header_values("x-trap").collect();
    assert_eq!((response.status, values), (401, vec![&b"\xff\xfe"[..], b"two"]));
}

#[tokio::test]
async fn content_after_the_answer_to_head_is_seen() {
    for (answer, body) in [
        ("HTTP/1.1 405 No\r\nContent-Length: 40\r\n\r\n", ""),
        ("HTTP/1.1 405 No\r\nContent-Length: 40\r\n\r\nforbidden", "forbidden"),
    ] {
        let (url, _requests) = canned(answer).await;
        let mut request = request(&url, WireForm::default());
        request.method = "HEAD".into();
        request.body.clear();
        let exchange = transport().send(request).await;
        assert_eq!(exchange.response().unwrap().body.text(), body);
    }
}

#[tokio::test]
async fn an_open_connection_after_head_is_not_waited_for_long() {
    let url = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 405 No\r\nContent-Length: 40\r\n\r\n").await.unwrap();
        let _ = stream.read(&mut [0; 16]).await; // until the other side closes
    })
    .await;
    let request = Request { method: "HEAD".into(), body: Vec::new(), ..request(&url, WireForm::default()) };
    let before = Instant::now();
    let exchange = transport().send(request).await;
    assert_eq!(exchange.response().map(|response| response.body.text()).as_deref(), Some(""));
    assert!(before.elapsed() < Duration::from_millis(1200));
}

fn expecting() -> WireForm {
    WireForm { expect_continue: true, ..WireForm::default() }
}

#[tokio::test]
async fn the_body_follows_100_continue() {
    let url = serve(|mut stream| async move {
        let head = read_head(&mut stream).await;
        assert!(head.ends_with(b"\r\n\r\n") && head.windows(22).any(|window| window == b"Expect: 100-continue\r\n"));
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.unwrap();
        let mut body = [0; 10];
        stream.read_exact(&mut body).await.unwrap();
        let answer = [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", &body[..]].concat();
        stream.write_all(&answer).await.unwrap();
    })
    .await;
    let exchange = transport().send(request(&url, expecting())).await;
    assert_eq!(exchange.response().unwrap().body.text(), "abcdefghij");
}

#[tokio::test]
async fn the_body_is_not_sent_after_a_final_answer() {
    let (url, mut requests) = canned("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n").await;
    let exchange = transport().send(request(&url, expecting())).await;
    assert_eq!(exchange.response().map(|response| response.status), Some(417));
    assert!(requests.recv().await.unwrap().ends_with(b"\r\n\r\n"));
}

#[tokio::test]
async fn the_body_follows_after_a_while_where_nobody_says_continue() {
    let url = serve(|mut stream| async move {
        read_head(&mut stream).await;
        let mut body = [0; 10];
        stream.read_exact(&mut body).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
    })
    .await;
    let exchange = transport().send(request(&url, expecting())).await;
    assert_eq!(exchange.response().map(|response| response.status), Some(200));
}

#[tokio::test]
async fn an_answer_before_the_end_of_a_large_body_is_read() {
    let url = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n").await.unwrap();
        // Reads no further, and keeps the connection until the client has gone.
        tokio::time::sleep(Duration::from_secs(5)).await;
    })
    .await;
    let mut request = request(&url, WireForm::default());
    request.body = vec![b'a'; 32 << 20];
    let exchange = transport().send(request).await;
    assert_eq!(exchange.response().map(|response| response.status), Some(413), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn raw_requests_count_like_others() {
    let (url, _requests) = canned(OK).await;
    let transport = transport();
    let exchange = transport.send(request(&url, WireForm::default())).await;
    assert_eq!(transport.sent(), 1);
    assert_eq!(transport.busy(), exchange.timing.duration);
}
