//! What stands before the endpoints, through a socket: a library would not send most of this.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::Harness;
use crate::reference::{FaultId, Options, Tls, authority_der, start};

/// Sends bytes and returns everything that comes back before the other side closes, or is silent.
async fn say(address: SocketAddr, bytes: impl Into<Vec<u8>>) -> String {
    let bytes = bytes.into();
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap()
}

/// The status of each answer to a request with these lines, by the correct server and with a fault.
async fn statuses(lines: &str, body: &str, fault: &str) -> (Vec<u16>, Vec<u16>) {
    let request = format!("POST /token HTTP/1.1\r\n{lines}\r\n\r\n{body}");
    let status = |answer: String| {
        let starts = answer.match_indices("HTTP/1.1 ").filter_map(|(at, _)| answer.get(at + 9..at + 12)?.parse().ok());
        starts.collect()
    };
    let correct = say(Harness::correct().await.server.address(), request.clone()).await;
    let faulty = say(Harness::faulty(fault).await.server.address(), request).await;
    (status(correct), status(faulty))
}

const FORM: &str = "Host: x\r\nContent-Type: application/x-www-form-urlencoded";
const BODY: &str = "grant_type=none&a=b";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_are_none_are_refused_and_faults_read_them() {
    let length = "Content-Length: 19";
    let chunks = "a\r\ngrant_type\r\n9\r\n=none&a=b\r\n0\r\n\r\n";
    let cases = [
        (format!("{FORM}\r\n{length}\r\nX : y"), BODY, "space-before-colon-accepted"),
        (format!("{FORM}\r\n{length}\r\nX: y\r\n z"), BODY, "folded-field-cut"),
        (format!("{FORM}\r\n{length}\r\nContent-Length: 18"), BODY, "lengths-differ-first-wins"),
        (format!("{FORM}\r\n{length}\r\nContent-Length: 18"), BODY, "lengths-differ-last-wins"),
        (format!("{FORM}\r\n{length}\r\nTransfer-Encoding: chunked"), chunks, "chunked-with-length-accepted"),
        (format!("{FORM}\r\nTransfer-Encoding: chunked, identity"), chunks, "chunked-not-final-accepted"),
        (format!("{length}\r\n{}", FORM.replace("Host: x\r\n", "")), BODY, "host-missing-accepted"),
        (format!("{FORM}\r\n{length}\r\nHost: x"), BODY, "host-repeated-accepted"),
        (format!("{FORM}\r\n{length}\r\nContent-Type: application/json"), BODY, "content-type-twice-first-wins"),
    ];
    for (lines, body, fault) in cases {
        // The client is not named, so that a request that is read is refused for that.
        let lines = format!("{lines}\r\nAuthorization: Basic eDp5");
        let (correct, faulty) = statuses(&lines, body, fault).await;
        assert_eq!((correct.first(), faulty.first()), (Some(&400), Some(&401)), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ordinary_messages_pass_and_the_connection_goes_on() {
    let server = Harness::correct().await.server;
    let request = format!("POST /token HTTP/1.1\r\n{FORM}\r\nContent-Length: 19\r\n\r\n{BODY}");
    let two = say(server.address(), request.repeat(2)).await;
    assert_eq!(two.matches("HTTP/1.1 401 ").count(), 2, "{two}");
    let old = say(server.address(), request.replace("HTTP/1.1", "HTTP/1.0").replace("Host: x\r\n", "")).await;
    assert!(old.starts_with("HTTP/1.0 401 ") || old.starts_with("HTTP/1.1 401 "), "{old}");
    let absolute = say(server.address(), request.replace("/token", "http://x/token")).await;
    assert!(absolute.starts_with("HTTP/1.1 401 "), "{absolute}");
    let upper = say(server.address(), request.replace("Content-Type", "CONTENT-TYPE")).await;
    assert!(upper.starts_with("HTTP/1.1 401 "), "{upper}");
    let chunked = format!("POST /token HTTP/1.1\r\n{FORM}\r\nTransfer-Encoding: chunked\r\n\r\n13\r\n{BODY}\r\n0\r\n\r\n");
    assert!(say(server.address(), chunked).await.starts_with("HTTP/1.1 401 "));
    let frob = say(server.address(), request.replace("POST", "FROB")).await;
    assert!(frob.starts_with("HTTP/1.1 501 "), "{frob}");
    let head = say(server.address(), "HEAD /token HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 405 ") && head.contains("allow: POST, OPTIONS\r\n") && head.ends_with("\r\n\r\n"));
    let options = say(server.address(), "OPTIONS /token HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(options.starts_with("HTTP/1.1 204 ") && options.contains("allow: POST, OPTIONS\r\n"), "{options}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sizes_are_limited() {
    let server = Harness::correct().await.server;
    let head = format!("POST /token HTTP/1.1\r\n{FORM}\r\nX: {}\r\nContent-Length: 0\r\n\r\n", "x".repeat(17_000));
    assert!(say(server.address(), head).await.starts_with("HTTP/1.1 431 "));
    let endless = format!("POST /token HTTP/1.1\r\nX: {}", "x".repeat(17_000));
    assert!(say(server.address(), endless).await.starts_with("HTTP/1.1 431 "));
    let body = format!("{BODY}&x={}", "x".repeat(2 << 20));
    let large = format!("POST /token HTTP/1.1\r\n{FORM}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let answer = say(server.address(), large).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_after_100_continue() {
    let head = format!("POST /token HTTP/1.1\r\n{FORM}\r\nExpect: 100-continue\r\nContent-Length: 19\r\n\r\n");
    let server = Harness::correct().await.server;
    assert_eq!(say(server.address(), head.clone()).await, "HTTP/1.1 100 Continue\r\n\r\n");
    let whole = say(server.address(), format!("{head}{BODY}")).await;
    assert!(whole.contains("HTTP/1.1 401 "), "{whole}");
    let other = say(server.address(), head.replace("100-continue", "miracles") + BODY).await;
    assert!(other.starts_with("HTTP/1.1 417 "), "{other}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_answers_head_with_content() {
    let server = Harness::faulty("head-answered-with-content").await.server;
    let head = say(server.address(), "HEAD /token HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 405 ") && head.ends_with('}'), "{head}");
}

async fn tls(faults: &[&str]) -> crate::reference::Running {
    let faults = faults.iter().map(|name| name.parse::<FaultId>().unwrap()).collect();
    start(Options { tls: Some(Tls), faults, ..Options::default() }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_and_nothing_else() {
    let server = tls(&[]).await;
    assert!(server.issuer.starts_with("https://127.0.0.1:"));
    let plain = say(server.address(), "GET /jwks HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(plain.starts_with("HTTP/1.1 400 ") && plain.ends_with("this port speaks TLS\n"), "{plain}");
    let faulty = tls(&["plain-http-answered"]).await;
    assert!(say(faulty.address(), "GET /jwks HTTP/1.1\r\nHost: x\r\n\r\n").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_certificate_is_the_authoritys() {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority_der().unwrap()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    for (faults, version) in
        [(&[][..], rustls::ProtocolVersion::TLSv1_3), (&["tls-13-not-offered"], rustls::ProtocolVersion::TLSv1_2)]
    {
        let server = tls(faults).await;
        let stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        let name = rustls_pki_types::ServerName::from(server.address().ip());
        let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config.clone()));
        let stream = connector.connect(name, stream).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version));
    }
}
