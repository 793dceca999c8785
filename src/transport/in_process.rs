//! The road without a socket: a `tower::Service` in this process answers over a pipe in memory.
//!
//! What flows through the pipe are the bytes of HTTP, written and read by the same code as over TCP: the pooled road, the direct one with
//! requests written by hand, HTTP/2 with prior knowledge, limits of time and size are no other. There is no TLS: an origin
//! that begins with `https` is served in plain text, for nothing leaves the process.

use std::error::Error;
use std::fmt;
use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::DuplexStream;
use tower_service::Service;
use url::{Origin, Url};

/// Bytes that a pipe holds each way before the writer waits for the reader.
const PIPE: usize = 64 << 10;

/// A service in this process, and the origins that it answers for.
#[derive(Clone)]
pub struct InProcess {
    origins: Arc<[Origin]>,
    serve: Arc<dyn Fn(DuplexStream) + Send + Sync>,
}

impl InProcess {
    /// The service answers all requests to the origins of these URLs (scheme, host and port; paths do not matter).
    ///
    /// Each connection is served by a clone, in a task of its own on the runtime that sends the request; a panic in the service
    /// breaks that connection and nothing else. An axum `Router` fits as it is.
    pub fn new<S, B>(service: S, urls: impl IntoIterator<Item = Url>) -> Self
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let serve = move |stream: DuplexStream| {
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                let mut server = auto::Builder::new(TokioExecutor::new());
                server.http1().timer(TokioTimer::new());
                server.http2().timer(TokioTimer::new());
                // What breaks here is seen at the other end of the pipe.
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            });
        };
        Self { origins: urls.into_iter().map(|url| url.origin()).collect(), serve: Arc::new(serve) }
    }

    /// Whether the service answers for this URL.
    pub fn answers(&self, url: &Url) -> bool {
        self.origins.contains(&url.origin())
    }

    /// A new connection. Must be called within a runtime.
    pub(super) fn connect(&self) -> DuplexStream {
        let (near, far) = tokio::io::duplex(PIPE);
        (self.serve)(far);
        near
    }

    /// A client that pools such connections.
    pub(super) fn pool(self, builder: &hyper_util::client::legacy::Builder) -> Pool {
        builder.build(Connector(self))
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins: Vec<String> = self.origins.iter().map(Origin::ascii_serialization).collect();
        out.debug_struct("InProcess").field("origins", &origins).finish_non_exhaustive()
    }
}

/// A client whose connections are pipes.
pub(super) type Pool = Client<Connector, Full<Bytes>>;

/// Opens pipes for the pool.
#[derive(Clone)]
pub(super) struct Connector(InProcess);

impl Service<Uri> for Connector {
    type Response = Pipe;
    type Error = io::Error;
    type Future = Ready<io::Result<Pipe>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(Ok(Pipe(TokioIo::new(self.0.connect()))))
    }
}

/// One end of a pipe, in the traits of the HTTP library.
pub(super) struct Pipe(TokioIo<DuplexStream>);

impl Connection for Pipe {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Pipe {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl Write for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
