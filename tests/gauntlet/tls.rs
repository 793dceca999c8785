//! TLS that does not come about, in each of the ways in which it can fail.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::attack::{Attack, nothing_passes};
use crate::server::answering;
use crate::support::file;

const DAY: Duration = Duration::from_secs(86_400);

/// A certificate that says this of itself, and the configuration of a server that has it.
fn certified(change: impl FnOnce(&mut rcgen::CertificateParams), name: &str) -> (Arc<rustls::ServerConfig>, String) {
    let mut parameters = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut parameters);
    let own = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&own).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    (Arc::new(config), certificate.pem())
}

/// A target over TLS that trusts in this certificate.
fn trusting(folder: &Path, pem: &str, answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> String {
    file(folder, "ca.pem", pem);
    answering(answer).replace("http://", "https://").replace("[[client]]", "ca_file = \"ca.pem\"\n\n[[client]]")
}

/// Shakes hands, and then says this in clear text within.
fn within(config: &Arc<rustls::ServerConfig>, stream: &mut TcpStream, answer: &[u8]) {
    let Ok(mut connection) = rustls::ServerConnection::new(Arc::clone(config)) else { return };
    let mut tls = rustls::Stream::new(&mut connection, stream);
    if tls.read(&mut [0; 8192]).is_ok_and(|count| count > 0) {
        let _ = tls.write_all(answer);
        let _ = tls.flush();
    }
    // Without `close_notify`: an end that anybody on the way could have made.
}

fn by_certificate(
    name: &'static str,
    says: &'static str,
    host: &'static str,
    change: impl Fn(&mut rcgen::CertificateParams) + Send + Sync + 'static,
) -> Attack {
    Attack::new(name, says, move |folder| {
        let (config, pem) = certified(&change, host);
        trusting(folder, &pem, move |stream| within(&config, stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
    })
    .and(nothing_passes)
}

fn by_bytes(name: &'static str, answer: impl Fn(&mut TcpStream) + Send + Sync + Clone + 'static) -> Attack {
    let (_, pem) = certified(|_| (), "127.0.0.1");
    Attack::new(name, "TLS", move |folder| trusting(folder, &pem, answer.clone())).and(nothing_passes)
}

/// Reads the hello, and answers with these bytes.
fn after_hello(answer: &'static [u8]) -> impl Fn(&mut TcpStream) + Send + Sync + Clone + 'static {
    move |stream| {
        if stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {
            let _ = stream.write_all(answer);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read(&mut [0; 1024]);
        }
    }
}

pub fn attacks() -> Vec<Attack> {
    vec![
        by_certificate("a certificate that has expired", "xpired", "127.0.0.1", |parameters| {
            parameters.not_before = (SystemTime::now() - DAY * 20).into();
            parameters.not_after = (SystemTime::now() - DAY).into();
        }),
        by_certificate("a certificate of next week", "not valid yet", "127.0.0.1", |parameters| {
            parameters.not_before = (SystemTime::now() + DAY * 7).into();
            parameters.not_after = (SystemTime::now() + DAY * 20).into();
        }),
        by_certificate("a certificate of another host", "not valid for name", "as.example", |_| ()),
        Attack::new("a certificate of nobody that is trusted", "invalid peer certificate", |folder| {
            let (_, trusted) = certified(|_| (), "127.0.0.1");
            let (config, _) = certified(|_| (), "127.0.0.1");
            trusting(folder, &trusted, move |stream| within(&config, stream, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
        })
        .and(nothing_passes),
        Attack::new("an answer that is cut off within TLS", "the connection broke off", |folder| {
            let (config, pem) = certified(|_| (), "127.0.0.1");
            trusting(folder, &pem, move |stream| within(&config, stream, b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{"))
        })
        .and(nothing_passes),
        by_bytes("HTTP in the place of TLS", after_hello(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")),
        by_bytes("noise in the place of TLS", after_hello(&[0xa5; 512])),
        by_bytes("an alert in the place of TLS", after_hello(b"\x15\x03\x03\x00\x02\x02\x28")),
        by_bytes("a record of TLS without end", |stream| {
            let _ = stream.read(&mut [0; 4096]);
            while stream.write_all(&[0x16, 3, 3, 0x40, 0]).and_then(|()| stream.write_all(&[0; 0x4000])).is_ok() {}
        }),
        by_bytes("a handshake that is closed", |stream| drop(stream.read(&mut [0; 4096]))),
        by_bytes("a hello of a version that does not exist", after_hello(b"\x16\x09\x09\x00\x04\x02\x00\x00\x00")),
        Attack::new("a handshake that never goes on", "no complete answer within 0.7 s", |folder| {
            let (_, pem) = certified(|_| (), "127.0.0.1");
            trusting(folder, &pem, |stream| while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {})
        })
        .and(nothing_passes),
    ]
}
