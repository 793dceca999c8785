//! Transports against servers that do as they please: raw sockets, TLS servers, HTTP/2 servers.

mod handshakes;
mod hostile;
mod http2;
mod in_process;
mod lane_ways;
mod lanes;
mod races;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

use super::{Request, Settings, Transport};
use crate::protocol::wire::WireForm;

/// A transport with short limits.
fn transport() -> Transport {
    Transport::new(Settings { timeout: Duration::from_millis(1500), max_body: 4096, ..Settings::default() })
}

/// A request that goes over the raw road.
fn request(url: &Url, wire: WireForm) -> Request {
    let mut request = Request::new("POST", url.clone()).header("Content-Type", "text/plain").header("X-Field", "one two");
    request.body = b"abcdefghij".to_vec();
    request.wire = Some(Box::new(wire));
    request
}

/// A server that hands every connection to a function; its base URL.
async fn serve<F>(answer: impl Fn(TcpStream) -> F + Send + 'static) -> Url
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/token?a=b", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    url
}

/// Reads a request up to the end of its head and whatever came with it.
async fn read_head(stream: &mut TcpStream) -> Vec<u8> {
    let mut seen = Vec::new();
    while !seen.windows(4).any(|window| window == b"\r\n\r\n") {
        let mut block = [0; 4096];
        match stream.read(&mut block).await {
            Ok(0) | Err(_) => break,
            Ok(count) => seen.extend_from_slice(&block[..count]),
        }
    }
    seen
}

/// A server that answers these bytes and closes, and what it was sent.
async fn canned(answer: impl Into<Vec<u8>>) -> (Url, mpsc::UnboundedReceiver<Vec<u8>>) {
    let answer: Arc<[u8]> = answer.into().into();
    let (seen, requests) = mpsc::unbounded_channel();
    let url = serve(move |mut stream| {
        let (answer, seen) = (Arc::clone(&answer), seen.clone());
        async move {
            let mut request = read_head(&mut stream).await;
            // The whole of the short request comes in one go or soon after.
            let mut rest = [0; 4096];
            if let Ok(Ok(count)) = tokio::time::timeout(Duration::from_millis(30), stream.read(&mut rest)).await {
                request.extend_from_slice(&rest[..count]);
            }
            let _ = seen.send(request);
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    (url, requests)
}

/// A certificate for 127.0.0.1 and a server configuration with these TLS versions.
fn tls_server(
    versions: &[&'static rustls::SupportedProtocolVersion],
    protocols: &[&[u8]],
) -> (CertificateDer<'static>, Arc<rustls::ServerConfig>) {
    let certified = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    (certified.cert.der().clone(), Arc::new(config))
}
