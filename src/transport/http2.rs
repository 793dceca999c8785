//! HTTP/2 (RFC 9113), spoken by the HTTP library on a connection of one request alone.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper::header::{CONNECTION, HOST, TRANSFER_ENCODING};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::connection::Connection;
use super::failure::chain;
use super::message::{Request, Response, TransportError};
use super::translate;

/// The client's preface (RFC 9113 §3.4) and an empty SETTINGS frame (§6.5).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// How long a server may take to greet.
const GREETING: Duration = Duration::from_secs(2);

/// Bytes that a server may send before they are read (RFC 9113 §6.9).
const WINDOW: u32 = 64 * 1024;
/// Bytes of an answer's fields (RFC 9113 §6.5.2).
const FIELDS: u32 = 64 * 1024;

/// Sends on one HTTP/2 connection.
pub(super) type Sender = http2::SendRequest<Full<Bytes>>;

/// Whether the server answers the preface with its own: a SETTINGS frame on stream 0 (RFC 9113 §3.4).
pub(super) async fn greets(connection: &mut Connection) -> bool {
    let greeting = async {
        connection.write_all(PREFACE).await.ok()?;
        let mut head = [0; 9];
        connection.read_exact(&mut head).await.ok()?;
        Some(head[3] == 4 && head[5..] == [0; 4])
    };
    tokio::time::timeout(GREETING, greeting).await.ok().flatten().unwrap_or(false)
}

/// Exchanges the prefaces.
pub(super) async fn start(connection: Connection) -> Result<Sender, TransportError> {
    let handshake = http2::Builder::new(TokioExecutor::new())
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_header_list_size(FIELDS)
        .handshake(TokioIo::new(connection))
        .await;
    let (sender, driver) = handshake.map_err(|error| TransportError::Broken { detail: chain(&error) })?;
    // Ends when the sender is dropped or the connection breaks; what broke is told to the request.
    tokio::spawn(driver);
    Ok(sender)
}

/// One request and its answer.
pub(super) async fn exchange(mut sender: Sender, request: &Request, max_body: usize) -> Result<Response, TransportError> {
    let mut message = translate::message(request)?;
    // The authority stands in the target, and connections have no fields of their own (RFC 9113 §8.2.2, §8.3.1).
    for name in [HOST, CONNECTION, TRANSFER_ENCODING] {
        message.headers_mut().remove(name);
    }
    *message.version_mut() = hyper::Version::HTTP_2;
    let answer = sender.send_request(message).await.map_err(|error| TransportError::Broken { detail: chain(&error) })?;
    translate::read(answer, max_body).await
}
