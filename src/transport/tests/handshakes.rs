//! TLS probes: against a modern server, and against answers of servers that no library plays any more.

use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::{serve, tls_server};
use crate::transport::{HandshakeOutcome, Offer, Settings, Transport, TransportError};

async fn modern(versions: &[&'static rustls::SupportedProtocolVersion]) -> (url::Url, Transport) {
    let (certificate, config) = tls_server(versions, &[]);
    let acceptor = TlsAcceptor::from(config);
    let mut url = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let _ = acceptor.accept(stream).await;
        }
    })
    .await;
    url.set_scheme("https").unwrap();
    (url, Transport::new(Settings { roots: vec![certificate], ..Settings::default() }))
}

#[tokio::test]
async fn a_modern_server_refuses_the_old_and_takes_the_new() {
    let (url, transport) = modern(&[&TLS13, &TLS12]).await;
    for offer in [Offer::Tls10, Offer::Tls11, Offer::WeakCiphers] {
        let outcome = transport.handshake(&url, offer).await;
        assert!(matches!(outcome, Ok(HandshakeOutcome::Alert { .. })), "{offer:?}: {outcome:?}");
    }
    let new = transport.handshake(&url, Offer::Tls13).await.unwrap();
    assert!(matches!(new, HandshakeOutcome::Agreed { version: 0x0304, .. }), "{new:?}");
    let between = transport.handshake(&url, Offer::Tls12).await.unwrap();
    assert!(matches!(between, HandshakeOutcome::Agreed { version: 0x0303, .. }), "{between:?}");
    assert!(transport.certificate(&url).await.unwrap().is_some());
    assert_eq!(transport.sent(), 0);
}

#[tokio::test]
async fn a_server_of_tls_1_2_alone_refuses_tls_1_3() {
    let (url, transport) = modern(&[&TLS12]).await;
    let outcome = transport.handshake(&url, Offer::Tls13).await.unwrap();
    assert_eq!(outcome, HandshakeOutcome::Alert { description: 70 });
    assert_eq!(outcome.to_string(), "refused: protocol_version");
    let (url, transport) = modern(&[&TLS13]).await;
    assert!(!transport.handshake(&url, Offer::Tls12).await.unwrap().is_agreed());
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_no_outcome() {
    let (url, _) = modern(&[&TLS13]).await;
    let (other, _) = tls_server(&[&TLS13], &[]);
    let stranger = Transport::new(Settings { roots: vec![other], ..Settings::default() });
    assert!(matches!(stranger.handshake(&url, Offer::Tls13).await, Err(TransportError::Tls { .. })));
    assert!(matches!(stranger.certificate(&url).await, Err(TransportError::Tls { .. })));
}

/// A server that reads one record and answers these bytes.
async fn answering(answer: &'static [u8]) -> HandshakeOutcome {
    let mut url = serve(move |mut stream| async move {
        let mut header = [0; 5];
        stream.read_exact(&mut header).await.unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
        stream.read_exact(&mut hello).await.unwrap();
        // Handshake record, client_hello, and a length that fits.
        assert_eq!((header[0], hello[0], hello.len()), (22, 1, 4 + usize::from(u16::from_be_bytes([hello[2], hello[3]]))));
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    })
    .await;
    url.set_scheme("https").unwrap();
    Transport::new(Settings::default()).handshake(&url, Offer::Tls10).await.unwrap()
}

#[tokio::test]
async fn an_old_server_agrees() {
    const HELLO: &[u8] = &[
        22, 3, 1, 0, 46, 2, 0, 0, 42, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 4, 9, 9, 9, 9, 0, 0x2f, 0,
    ];
    let outcome = answering(HELLO).await;
    assert_eq!(outcome, HandshakeOutcome::Agreed { version: 0x0301, cipher_suite: 0x002f });
    assert_eq!(outcome.to_string(), "agreed on TLS 1.0 with cipher suite 0x002f");
}

#[tokio::test]
async fn strange_answers() {
    assert_eq!(answering(b"").await, HandshakeOutcome::Closed);
    assert_eq!(answering(b"\x15\x03\x01\x00\x02\x02").await, HandshakeOutcome::Closed);
    assert_eq!(answering(b"\x15\x03\x01\x00\x02\x02\x28").await, HandshakeOutcome::Alert { description: 40 });
    assert_eq!(answering(b"HTTP/1.1 400 Bad Request\r\n\r\n").await, HandshakeOutcome::NotTls);
    assert_eq!(answering(b"\x16\x03\x01\x00\x00").await, HandshakeOutcome::NotTls);
    assert_eq!(answering(b"\x16\x03\x01\x00\x04\x02\xff\xff\xff").await, HandshakeOutcome::NotTls);
    // A session id that would reach beyond the message.
    let mut long = b"\x16\x03\x01\xff\xff\x02\x00\x00\x46\x03\x01".to_vec();
    long.extend_from_slice(&[0; 32]);
    long.push(255);
    long.extend_from_slice(&[0; 400]);
    assert_eq!(answering(long.leak()).await, HandshakeOutcome::NotTls);
}
