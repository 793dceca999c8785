//! Accepts connections and serves each: plain, or TLS.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::certificate;
use super::hello::{self, Hello};
use super::stream::Front;
use crate::reference::catalogue as fault;
use crate::reference::fault::FaultSet;
use crate::reference::variant_catalogue as variant;

/// That a server speaks TLS, with a certificate that the authority of this process ([`authority_pem`](super::authority_pem))
/// has issued for the address it listens on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tls;

/// How long a connection may take to say its first word.
const FIRST_WORD: Duration = Duration::from_secs(10);
/// The first bytes of a connection that are looked at before TLS is spoken.
const PEEK: usize = 2048;
/// The answer to plain HTTP on a port that speaks TLS.
const NOT_TLS: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: 21\r\n\r\n\
    this port speaks TLS\n";

/// A listening socket and what is spoken on it.
pub(in crate::reference) struct Listener {
    listener: TcpListener,
    tls: Option<certificate::Acceptors>,
}

impl Listener {
    /// With TLS, the certificate is for the address of the socket.
    pub(in crate::reference) fn new(listener: TcpListener, tls: Option<Tls>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let tls = tls.map(|Tls| certificate::acceptors(address.ip())).transpose().map_err(io::Error::other)?;
        Ok(Self { listener, tls })
    }
}

/// Serves until `stop` ends, then until the answers under way are given.
pub(in crate::reference) async fn serve<A, F>(listener: Listener, faults: FaultSet, answer: A, mut stop: oneshot::Receiver<()>)
where
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let graceful = GracefulShutdown::new();
    let faults = Arc::new(faults);
    let tls = listener.tls.map(Arc::new);
    loop {
        let accepted = tokio::select! {
            // Dropping the sender stops the server as well.
            _ = &mut stop => break,
            accepted = listener.listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, say: the next may work.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Without TCP_NODELAY the answer still arrives, only later.
        drop(stream.set_nodelay(true));
        let connection = Connection { faults: Arc::clone(&faults), answer: answer.clone(), watcher: graceful.watcher() };
        match &tls {
            None => tokio::spawn(connection.http(stream)),
            Some(acceptors) => tokio::spawn(connection.tls(stream, Arc::clone(acceptors))),
        };
    }
    drop(listener.listener);
    graceful.shutdown().await;
}

/// What serves one connection.
struct Connection<A> {
    faults: Arc<FaultSet>,
    answer: A,
    watcher: hyper_util::server::graceful::Watcher,
}

impl<A, F> Connection<A>
where
    A: Fn(Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    async fn http<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(self, stream: S) {
        let mut builder = auto::Builder::new(TokioExecutor::new());
        // The names of fields are case-insensitive (RFC 9110 §5.1); the library writes them in lower case otherwise.
        builder.http1().title_case_headers(self.faults.varies(variant::TITLE_CASE_FIELDS));
        let answer = self.answer;
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let answer = answer(request.map(Body::new));
            async move { Ok::<_, std::convert::Infallible>(answer.await) }
        });
        let front = TokioIo::new(Front::new(stream, self.faults));
        // A connection that breaks concerns its client alone.
        drop(self.watcher.watch(builder.serve_connection(front, service).into_owned()).await);
    }

    async fn tls(self, mut stream: TcpStream, acceptors: Arc<certificate::Acceptors>) {
        let mut first = [0; PEEK];
        let Ok(Ok(count)) = tokio::time::timeout(FIRST_WORD, stream.peek(&mut first)).await else { return };
        let first = first.get(..count).unwrap_or_default();
        if first.first().is_some_and(|&byte| byte != hello::HANDSHAKE) {
            match self.faults.has(fault::PLAIN_HTTP_ANSWERED) {
                true => self.http(stream).await,
                false => refuse(&mut stream, NOT_TLS).await,
            }
            return;
        }
        let hello = Hello::read(first);
        if let Some(canned) = hello.accepted(&self.faults) {
            refuse(&mut stream, &canned).await;
            return;
        }
        let acceptor = if self.faults.has(fault::TLS_13_NOT_OFFERED) { &acceptors.only_tls12 } else { &acceptors.usual };
        let handshake = TlsAcceptor::from(Arc::clone(acceptor)).accept(stream);
        // A handshake that fails has been answered with an alert.
        if let Ok(Ok(stream)) = tokio::time::timeout(FIRST_WORD, handshake).await {
            self.http(stream).await;
        }
    }
}

/// Says something and closes. What the client has sent is read first: closed with unread bytes, a connection is reset,
/// and the answer may be lost.
async fn refuse(stream: &mut TcpStream, answer: &[u8]) {
    let mut seen = [0; PEEK];
    let _ = stream.read(&mut seen).await;
    if stream.write_all(answer).await.is_ok() {
        let _ = stream.shutdown().await;
    }
}
