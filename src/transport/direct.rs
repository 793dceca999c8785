//! The road beside the pool: each request on a connection of its own, written and read by our own hand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::ClientConfig;
use rustls_pki_types::CertificateDer;
use url::Url;

use super::client::Settings;
use super::connection::{self, Connection};
use super::dial::Dialer;
use super::handshake::HandshakeOutcome;
use super::in_process::InProcess;
use super::message::{Request, Response, TransportError};
use super::{http2, raw, tls};
use crate::protocol::wire::{Version, WireForm};

/// What the direct road needs to know.
pub(super) struct Direct {
    settings: Arc<Settings>,
    dialer: Dialer,
    service: Option<InProcess>,
    tls: OnceLock<Result<Arc<ClientConfig>, String>>,
    /// By origin: whether it speaks HTTP/2.
    http2: Mutex<HashMap<String, bool>>,
}

/// A connection that waits for its request.
pub(super) enum Open {
    /// HTTP/1, spoken by [`raw`].
    Http1(Connection),
    /// HTTP/2, spoken by the HTTP library.
    Http2(http2::Sender),
}

impl Direct {
    pub(super) fn new(settings: Arc<Settings>, dialer: Dialer, service: Option<InProcess>) -> Self {
        Self { settings, dialer, service, tls: OnceLock::new(), http2: Mutex::default() }
    }

    /// The TLS configuration, made once: reading the system's roots takes a while.
    pub(super) fn tls_config(&self, url: &Url) -> Result<Arc<ClientConfig>, TransportError> {
        let config = self.tls.get_or_init(|| tls::client_config(&self.settings).map(Arc::new));
        config.clone().map_err(|detail| TransportError::Tls { authority: url.authority().to_owned(), detail })
    }

    /// The service in this process that answers for a URL.
    fn service(&self, url: &Url) -> Option<&InProcess> {
        self.service.as_ref().filter(|service| service.answers(url))
    }

    /// Connects, sends and reads the answer.
    pub(super) async fn round_trip(&self, request: &Request) -> Result<Response, TransportError> {
        let open = self.open(request).await?;
        self.exchange(open, request).await
    }

    /// A connection for this request, every handshake done.
    pub(super) async fn open(&self, request: &Request) -> Result<Open, TransportError> {
        if request.wire.as_ref().is_some_and(|wire| wire.version == Version::Http2) {
            let connection = self.http2_connection(&request.url).await?;
            return http2::start(connection).await.map(Open::Http2);
        }
        self.connect(&request.url, &[]).await.map(|(connection, _)| Open::Http1(connection))
    }

    /// Sends a request on a connection that was opened for it.
    pub(super) async fn exchange(&self, open: Open, request: &Request) -> Result<Response, TransportError> {
        match open {
            Open::Http2(sender) => http2::exchange(sender, request, self.settings.max_body).await,
            Open::Http1(connection) => {
                let usual = WireForm::default();
                let wire = request.wire.as_deref().unwrap_or(&usual);
                raw::exchange(connection, request, wire, self.settings.max_body).await
            }
        }
    }

    /// Whether the origin speaks HTTP/2: by ALPN over TLS, else with prior knowledge (RFC 9113 §3). Asked once.
    pub(super) async fn offers_http2(&self, url: &Url) -> Result<bool, TransportError> {
        let origin = url.origin().ascii_serialization();
        if let Some(&known) = self.http2.lock().unwrap_or_else(PoisonError::into_inner).get(&origin) {
            return Ok(known);
        }
        let (mut connection, protocol) = self.connect(url, &[b"h2", b"http/1.1"]).await?;
        let offered = match url.scheme() {
            "https" if self.service(url).is_none() => protocol.as_deref() == Some(b"h2"),
            _ => http2::greets(&mut connection).await,
        };
        self.http2.lock().unwrap_or_else(PoisonError::into_inner).insert(origin, offered);
        Ok(offered)
    }

    async fn http2_connection(&self, url: &Url) -> Result<Connection, TransportError> {
        if !self.offers_http2(url).await? {
            return Err(TransportError::NotOffered { authority: url.authority().to_owned(), what: "HTTP/2" });
        }
        self.connect(url, &[b"h2"]).await.map(|(connection, _)| connection)
    }

    async fn connect(&self, url: &Url, protocols: &[&[u8]]) -> Result<(Connection, Option<Vec<u8>>), TransportError> {
        if let Some(service) = self.service(url) {
            return Ok((Box::new(service.connect()), None));
        }
        if url.scheme() != "https" {
            return Ok((self.connection(url).await?, None));
        }
        let mut config = self.tls_config(url)?;
        if !protocols.is_empty() {
            Arc::make_mut(&mut config).alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        }
        connection::tls(url, config, &self.dialer).await
    }

    /// A connection that is to be kept: with TLS where the scheme asks for it, HTTP/1 by silence about protocols.
    pub(super) async fn keepable(&self, url: &Url) -> Result<Connection, TransportError> {
        self.connect(url, &[]).await.map(|(connection, _)| connection)
    }

    /// A connection without TLS.
    pub(super) async fn connection(&self, url: &Url) -> Result<Connection, TransportError> {
        connection::open(url, &self.dialer).await
    }

    /// What the host of an `https` URL shows of itself.
    pub(super) async fn leaf(&self, url: &Url) -> Result<Option<CertificateDer<'static>>, TransportError> {
        connection::leaf(url, self.tls_config(url)?, &self.dialer).await
    }

    /// A handshake with this configuration, for its own sake.
    pub(super) async fn agreed(&self, url: &Url, config: Arc<ClientConfig>) -> Result<HandshakeOutcome, TransportError> {
        connection::agreed(url, config, &self.dialer).await
    }
}
