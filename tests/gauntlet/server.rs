//! Servers that answer as they are told.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{raw_server, read_request, service_target};

/// A target whose every connection is answered like this.
pub fn answering(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> String {
    service_target(raw_server(answer))
}

/// The same with time enough for answers that take some.
pub fn unhurried(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> String {
    answering(answer).replace("700ms", "30s")
}

/// After each request, these bytes; the connection is closed then.
pub fn bytes(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    answering(move |stream| {
        if read_request(stream).is_some() {
            let _ = stream.write_all(&answer);
            finish(stream);
        }
    })
}

/// Closes when the other side has: a reset would take what is still on its way.
pub fn finish(stream: &mut TcpStream) {
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = stream.read(&mut [0; 1024]);
}

/// A beginning, and then the same for ever.
pub fn endless(beginning: &'static [u8], again: &'static [u8]) -> String {
    unhurried(move |stream| go_on(stream, beginning, again))
}

/// After a request, a beginning, and then the same as long as anybody listens.
pub fn go_on(stream: &mut TcpStream, beginning: &[u8], again: &[u8]) {
    if read_request(stream).is_some() && stream.write_all(beginning).is_ok() {
        let block = again.repeat(65536 / again.len() + 1);
        while stream.write_all(&block).is_ok() {}
    }
}

/// A complete answer with a status, further header lines and a body.
pub fn message(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n{fields}Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A new body for each request, answered at leisure.
pub fn bodies(status: &'static str, body: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> String {
    let count = AtomicUsize::new(0);
    unhurried(move |stream| {
        while read_request(stream).is_some() {
            let body = body(count.fetch_add(1, Ordering::Relaxed));
            if stream.write_all(&message(status, "", &body)).is_err() {
                return;
            }
        }
    })
}

/// A listener that nobody may connect to, and how many did.
pub fn trap() -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    (address, count)
}
