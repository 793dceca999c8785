//! Services in this process: the same bytes, no socket.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::{Request as Message, Response};
use url::Url;

use super::request;
use crate::protocol::wire::{Version, WireForm};
use crate::transport::{InProcess, Offer, Request, Settings, Transport, TransportError};

/// Says what it received; the second value counts the requests.
fn echo(urls: &[&str]) -> (Transport, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let service = axum::Router::new().fallback(move |message: axum::extract::Request| {
        count.fetch_add(1, Ordering::Relaxed);
        async move {
            let (head, body) = message.into_parts();
            let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            let host = head.headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("no host");
            format!("{:?} {} {host} {}", head.version, head.uri.path(), String::from_utf8_lossy(&body))
        }
    });
    let urls = urls.iter().map(|url| Url::parse(url).unwrap());
    let settings = Settings { max_body: 4096, ..Settings::default() };
    (Transport::with_service(settings, Some(InProcess::new(service, urls))), asked)
}

async fn text(transport: &Transport, request: Request) -> String {
    let exchange = transport.send(request).await;
    exchange.outcome.map(|response| response.body.text()).unwrap_or_else(|error| error.to_string())
}

#[tokio::test]
async fn both_roads_and_http_2_lead_to_it_whatever_the_scheme() {
    let (transport, asked) = echo(&["http://as.example", "https://secure.example"]);
    for (base, host) in [("http://as.example/token", "as.example"), ("https://secure.example/token", "secure.example")] {
        let url = Url::parse(base).unwrap();
        let mut pooled = Request::new("POST", url.clone());
        pooled.body = b"abc".to_vec();
        assert_eq!(text(&transport, pooled).await, format!("HTTP/1.1 /token {host} abc"));
        assert_eq!(text(&transport, request(&url, WireForm::default())).await, format!("HTTP/1.1 /token {host} abcdefghij"));
        assert_eq!(transport.offers_http2(&url).await, Ok(true));
        let second = WireForm { version: Version::Http2, ..WireForm::default() };
        assert!(text(&transport, request(&url, second)).await.starts_with("HTTP/2.0 /token"), "{base}");
    }
    assert_eq!((transport.sent(), asked.load(Ordering::Relaxed)), (6, 6));
}

#[tokio::test]
async fn races_run_and_bodies_beyond_the_limit_are_cut() {
    let (transport, asked) = echo(&["http://as.example"]);
    let url = Url::parse("http://as.example/token").unwrap();
    let mut large = request(&url, WireForm::default());
    large.body = vec![b'x'; 1 << 20];
    let exchanges = transport.race(vec![large.clone(), large.clone(), large]).await;
    assert!(exchanges.iter().all(|exchange| exchange.response().is_some_and(|response| response.body.truncated)));
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn other_origins_are_not_its_own_and_there_is_no_tls() {
    let (transport, asked) = echo(&["https://as.example"]);
    let port = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let elsewhere = Url::parse(&format!("http://127.0.0.1:{port}/token")).unwrap();
    let outcome = transport.send(Request::new("GET", elsewhere)).await.outcome;
    assert!(matches!(outcome, Err(TransportError::Connect { .. })), "{outcome:?}");
    let url = Url::parse("https://as.example/token").unwrap();
    let handshake = transport.handshake(&url, Offer::Tls13).await;
    assert!(matches!(handshake, Err(TransportError::NotOffered { .. })), "{handshake:?}");
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

/// A service without a framework, which panics at `/panic`.
#[derive(Clone)]
struct Nervous;

impl tower_service::Service<Message<Incoming>> for Nervous {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, message: Message<Incoming>) -> Self::Future {
        Box::pin(async move {
            assert_ne!(message.uri().path(), "/panic", "on purpose");
            Ok(Response::new(Full::new(Bytes::from_static(b"calm"))))
        })
    }
}

#[tokio::test]
async fn a_panic_breaks_its_connection_alone() {
    let url = |path: &str| Url::parse("http://as.example").unwrap().join(path).unwrap();
    let service = InProcess::new(Nervous, [url("/")]);
    let transport = Transport::with_service(Settings::default(), Some(service));
    let outcome = transport.send(Request::new("GET", url("/panic"))).await.outcome;
    assert!(matches!(outcome, Err(TransportError::Broken { .. })), "{outcome:?}");
    assert_eq!(text(&transport, Request::new("GET", url("/"))).await, "calm");
}
