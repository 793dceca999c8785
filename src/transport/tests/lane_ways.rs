//! Lanes: at the common pace, on every way to a target, and what is left to the other roads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::{canned, read_head, request, serve, tls_server, transport};
use crate::protocol::network::Proxying;
use crate::protocol::wire::WireForm;
use crate::transport::{InProcess, Network, Request, Settings, Transport};

const CALM: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ncalm";

fn post(url: &Url) -> Request {
    Request::new("POST", url.clone())
}

/// Answers for ever.
async fn calm() -> Url {
    serve(|mut stream| async move { while !read_head(&mut stream).await.is_empty() && stream.write_all(CALM).await.is_ok() {} })
        .await
}

#[tokio::test]
async fn no_more_at_once_than_the_pace_allows() {
    let (under_way, most, pair) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(Barrier::new(2)));
    let seen = Arc::clone(&most);
    let url = serve(move |mut stream| {
        let (under_way, most, pair) = (Arc::clone(&under_way), Arc::clone(&most), Arc::clone(&pair));
        async move {
            while !read_head(&mut stream).await.is_empty() {
                most.fetch_max(under_way.fetch_add(1, SeqCst) + 1, SeqCst);
                pair.wait().await;
                under_way.fetch_sub(1, SeqCst);
                let _ = stream.write_all(CALM).await;
            }
        }
    })
    .await;
    let transport = Arc::new(Transport::new(Settings { concurrency: 2, ..Settings::default() }));
    let workers = [(); 6].map(|()| {
        let (mut lane, url) = (transport.lane(), url.clone());
        tokio::spawn(async move { lane.send(post(&url)).await.outcome.is_ok() })
    });
    for worker in workers {
        assert!(worker.await.unwrap());
    }
    assert_eq!((seen.load(SeqCst), transport.sent()), (2, 6));
}

#[tokio::test]
async fn no_faster_than_the_rate_and_not_before_a_hold_is_over() {
    let url = calm().await;
    let per_second = std::num::NonZeroU32::new(20);
    let transport = Arc::new(Transport::new(Settings { per_second, ..Settings::default() }));
    let mut lane = transport.lane();
    let started = Instant::now();
    for _ in 0..3 {
        assert!(lane.send(post(&url)).await.outcome.is_ok());
    }
    assert!(started.elapsed() >= Duration::from_millis(95), "{:?}", started.elapsed());
    let started = Instant::now();
    transport.pace().hold(Duration::from_millis(120));
    assert!(lane.send(post(&url)).await.outcome.is_ok());
    assert!(started.elapsed() >= Duration::from_millis(120), "{:?}", started.elapsed());
}

#[tokio::test]
async fn tls_is_agreed_once() {
    let (certificate, config) = tls_server(&[&TLS13, &TLS12], &[]);
    let (acceptor, handshakes) = (TlsAcceptor::from(config), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&handshakes);
    let mut url = serve(move |stream| {
        let (acceptor, counted) = (acceptor.clone(), Arc::clone(&counted));
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            counted.fetch_add(1, SeqCst);
            let mut block = [0; 4096];
            while stream.read(&mut block).await.is_ok_and(|count| count > 0) && stream.write_all(CALM).await.is_ok() {}
        }
    })
    .await;
    url.set_scheme("https").unwrap();
    let transport = Arc::new(Transport::new(Settings { roots: vec![certificate], ..Settings::default() }));
    let mut lane = transport.lane();
    for _ in 0..3 {
        let exchange = lane.send(post(&url)).await;
        assert!(exchange.outcome.is_ok(), "{:?}", exchange.outcome);
    }
    assert_eq!(handshakes.load(SeqCst), 1);
}

#[tokio::test]
async fn a_service_in_this_process_answers() {
    let service = axum::Router::new().fallback(|message: axum::extract::Request| async move {
        let host = message.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or("no host");
        format!("{host}{}", message.uri())
    });
    let url = Url::parse("https://as.example/token?a=b").unwrap();
    let service = InProcess::new(service, [url.clone()]);
    let transport = Arc::new(Transport::with_service(Settings::default(), Some(service)));
    let mut lane = transport.lane();
    for _ in 0..3 {
        let exchange = lane.send(post(&url)).await;
        let text = exchange.response().map(|response| response.body.text());
        assert_eq!(text.as_deref(), Some("as.example/token?a=b"), "{:?}", exchange.outcome);
    }
}

#[tokio::test]
async fn other_origins_and_forms_take_another_road() {
    let (url, other) = (calm().await, calm().await);
    let transport = Arc::new(transport());
    let mut lane = transport.lane();
    for request in [post(&url), post(&other), request(&url, WireForm::default()), post(&url)] {
        let exchange = lane.send(request).await;
        assert!(exchange.outcome.is_ok(), "{:?}", exchange.outcome);
    }
    assert_eq!(transport.sent(), 4);
}

#[tokio::test]
async fn a_proxy_that_reads_is_told_the_whole_url() {
    let (proxy, mut requests) = canned(CALM).await;
    let proxy = format!("http://{}", proxy.authority());
    let network = Network { proxy: Proxying::Through(proxy.into()), ..Network::default() };
    let transport = Arc::new(Transport::new(Settings { network, ..Settings::default() }));
    let exchange = transport.lane().send(post(&Url::parse("http://as.example/token").unwrap())).await;
    assert!(exchange.outcome.is_ok(), "{:?}", exchange.outcome);
    assert!(requests.recv().await.unwrap().starts_with(b"POST http://as.example/token HTTP/1.1\r\n"));
}
