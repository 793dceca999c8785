//! HTTP/2, by ALPN and with prior knowledge.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::{canned, request, serve, tls_server, transport};
use crate::protocol::wire::{Version, WireForm};
use crate::transport::{Settings, Transport, TransportError};

fn form() -> WireForm {
    WireForm { version: Version::Http2, ..WireForm::default() }
}

/// Answers with the version, the authority and the body of the request.
async fn echo(request: hyper::Request<Incoming>) -> Result<hyper::Response<Full<Bytes>>, hyper::Error> {
    let text = format!("{:?} {} ", request.version(), request.uri().path());
    let body = request.into_body().collect().await?.to_bytes();
    Ok(hyper::Response::new(Full::new([text.as_bytes(), &body].concat().into())))
}

async fn plain_server() -> url::Url {
    serve(|stream| async move {
        let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service_fn(echo)).await;
    })
    .await
}

#[tokio::test]
async fn prior_knowledge() {
    let url = plain_server().await;
    let transport = transport();
    assert_eq!(transport.offers_http2(&url).await, Ok(true));
    let exchange = transport.send(request(&url, form())).await;
    assert_eq!(exchange.response().map(|response| response.body.text()).as_deref(), Some("HTTP/2.0 /token abcdefghij"));
}

#[tokio::test]
async fn a_server_of_http_1_alone_does_not_offer_it() {
    let (url, _requests) = canned("HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\n\r\n").await;
    let transport = transport();
    assert_eq!(transport.offers_http2(&url).await, Ok(false));
    let exchange = transport.send(request(&url, form())).await;
    assert!(matches!(exchange.outcome, Err(TransportError::NotOffered { what: "HTTP/2", .. })), "{:?}", exchange.outcome);
}

async fn tls(protocols: &[&[u8]]) -> (url::Url, Transport) {
    let (certificate, config) = tls_server(&[&TLS13, &TLS12], protocols);
    let acceptor = TlsAcceptor::from(config);
    let mut url = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service_fn(echo)).await;
        }
    })
    .await;
    url.set_scheme("https").unwrap();
    (url, Transport::new(Settings { roots: vec![certificate], ..Settings::default() }))
}

#[tokio::test]
async fn application_layer_protocol_negotiation() {
    let (url, transport) = tls(&[b"h2", b"http/1.1"]).await;
    assert_eq!(transport.offers_http2(&url).await, Ok(true));
    let exchange = transport.send(request(&url, form())).await;
    assert_eq!(exchange.response().map(|response| response.body.text()).as_deref(), Some("HTTP/2.0 /token abcdefghij"));
    let raw = transport.send(request(&url, WireForm::default())).await;
    assert_eq!(raw.response().map(|response| response.body.text()).as_deref(), Some("HTTP/1.1 /token abcdefghij"));
    let race = transport.race(vec![request(&url, form()), request(&url, WireForm::default())]).await;
    assert!(race.iter().all(|exchange| exchange.outcome.is_ok()), "{race:?}");
}

#[tokio::test]
async fn tls_without_http2() {
    let (url, transport) = tls(&[b"http/1.1"]).await;
    assert_eq!(transport.offers_http2(&url).await, Ok(false));
    let exchange = transport.send(request(&url, form())).await;
    assert!(matches!(exchange.outcome, Err(TransportError::NotOffered { .. })), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn a_server_that_greets_and_then_says_nonsense() {
    let url = serve(|mut stream| async move {
        let mut seen = [0; 4096];
        let _ = stream.read(&mut seen).await;
        let _ = stream.write_all(b"\0\0\0\x04\0\0\0\0\0").await;
        let _ = stream.write_all(&b"\xff\xff\xff\x01\x04\0\0\0\x01nonsense".repeat(1000)).await;
        let _ = stream.read(&mut seen).await;
    })
    .await;
    let exchange = transport().send(request(&url, form())).await;
    assert!(matches!(exchange.outcome, Err(TransportError::Broken { .. })), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn a_server_that_greets_and_then_is_silent() {
    let url = serve(|mut stream| async move {
        let _ = stream.write_all(b"\0\0\0\x04\0\0\0\0\0").await;
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    })
    .await;
    let exchange = transport().send(request(&url, form())).await;
    assert!(matches!(exchange.outcome, Err(TransportError::Timeout { .. })), "{:?}", exchange.outcome);
}
