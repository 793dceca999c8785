//! Requests behind one barrier.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::sync::Barrier;

use super::{read_head, serve};
use crate::transport::{Request, Settings, Transport, TransportError};

/// Answers nobody before `count` requests are there.
async fn meeting(count: usize) -> url::Url {
    let barrier = Arc::new(Barrier::new(count));
    serve(move |mut stream| {
        let barrier = Arc::clone(&barrier);
        async move {
            if read_head(&mut stream).await.is_empty() {
                return;
            }
            barrier.wait().await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        }
    })
    .await
}

fn settings(concurrency: usize) -> Settings {
    Settings { concurrency, timeout: Duration::from_secs(3), ..Settings::default() }
}

#[tokio::test]
async fn all_are_under_way_at_once_even_beyond_the_concurrency() {
    let url = meeting(8).await;
    let transport = Transport::new(settings(2));
    let exchanges = transport.race(vec![Request::new("POST", url); 8]).await;
    assert!(exchanges.iter().all(|exchange| exchange.response().is_some_and(|response| response.status == 200)));
    assert_eq!((exchanges.len(), transport.sent()), (8, 8));
}

#[tokio::test]
async fn two_races_do_not_wait_for_each_other_for_ever() {
    let url = meeting(4).await;
    let transport = Transport::new(settings(4));
    let requests = || vec![Request::new("POST", url.clone()); 4];
    let (first, second) = tokio::join!(transport.race(requests()), transport.race(requests()));
    assert!(first.iter().chain(&second).all(|exchange| exchange.outcome.is_ok()));
}

#[tokio::test]
async fn connections_come_before_the_first_request() {
    // The server reads nothing before all connections are there.
    let (connected, barrier) = (Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(5)));
    let seen = Arc::clone(&connected);
    let url = serve(move |mut stream| {
        let (connected, barrier) = (Arc::clone(&connected), Arc::clone(&barrier));
        async move {
            connected.fetch_add(1, Ordering::SeqCst);
            barrier.wait().await;
            read_head(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        }
    })
    .await;
    let exchanges = Transport::new(settings(16)).race(vec![Request::new("POST", url); 5]).await;
    assert!(exchanges.iter().all(|exchange| exchange.outcome.is_ok()));
    assert_eq!(seen.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_connection_that_fails_keeps_nobody() {
    let url = meeting(2).await;
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        url::Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap()
    };
    let requests = [&url, &closed, &url].map(|url| Request::new("POST", url.clone()));
    let exchanges = Transport::new(settings(16)).race(requests.to_vec()).await;
    assert!(exchanges[0].outcome.is_ok() && exchanges[2].outcome.is_ok());
    assert!(matches!(exchanges[1].outcome, Err(TransportError::Connect { .. })));
}

#[tokio::test]
async fn no_request_is_no_race() {
    assert!(Transport::new(settings(1)).race(Vec::new()).await.is_empty());
}
