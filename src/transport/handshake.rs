//! TLS handshakes for their own sake: does the server go along with what no client should offer any more?

use std::fmt;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

use super::client::Transport;
use super::connection::Connection;
use super::hello::{self, HEADER};
use super::message::TransportError;
use super::tls;

/// What the TLS client offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offer {
    /// TLS 1.0 at most.
    Tls10,
    /// TLS 1.1 at most.
    Tls11,
    /// TLS 1.2 with cipher suites alone that RFC 9325 §4.1 forbids or advises against.
    WeakCiphers,
    /// TLS 1.2 alone, as a client of today.
    Tls12,
    /// TLS 1.3 alone.
    Tls13,
}

/// What the server made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandshakeOutcome {
    /// It chose a version and a cipher suite (numbers as in the IANA registries): the handshake would go on.
    Agreed {
        /// `0x0303` is TLS 1.2, `0x0304` TLS 1.3.
        version: u16,
        /// `0x002f` is TLS_RSA_WITH_AES_128_CBC_SHA.
        cipher_suite: u16,
    },
    /// It refused with an alert (RFC 8446 §6).
    Alert {
        /// 40 is handshake_failure, 70 protocol_version.
        description: u8,
    },
    /// It closed the connection without a word.
    Closed,
    /// What it answered is not TLS.
    NotTls,
}

impl HandshakeOutcome {
    /// Whether the server accepted the offer.
    pub fn is_agreed(self) -> bool {
        matches!(self, Self::Agreed { .. })
    }
}

impl fmt::Display for HandshakeOutcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agreed { version, cipher_suite } => {
                let version = match version {
                    0x0300 => "SSL 3.0",
                    0x0301 => "TLS 1.0",
                    0x0302 => "TLS 1.1",
                    0x0303 => "TLS 1.2",
                    0x0304 => "TLS 1.3",
                    _ => "an unknown version",
                };
                write!(out, "agreed on {version} with cipher suite 0x{cipher_suite:04x}")
            }
            Self::Alert { description: 40 } => out.write_str("refused: handshake_failure"),
            Self::Alert { description: 70 } => out.write_str("refused: protocol_version"),
            Self::Alert { description: 71 } => out.write_str("refused: insufficient_security"),
            Self::Alert { description } => write!(out, "refused with alert {description}"),
            Self::Closed => out.write_str("refused: the connection was closed"),
            Self::NotTls => out.write_str("what was answered is not TLS"),
        }
    }
}

impl Transport {
    /// Begins a TLS handshake with the host of an `https` URL and ends it with the server's first word (TLS 1.2 and 1.3: after
    /// the handshake). Nothing else is sent. It keeps the pace like a request, but is not counted as one.
    ///
    /// # Errors
    /// No connection, no answer in time; for TLS 1.2 and 1.3 also a certificate that is not trusted.
    pub async fn handshake(&self, url: &Url, offer: Offer) -> Result<HandshakeOutcome, TransportError> {
        if self.is_in_process(url) {
            let authority = url.authority().to_owned();
            return Err(TransportError::NotOffered { authority, what: "TLS: it is a service in this process" });
        }
        let permit = self.pace().admit().await;
        let limit = self.settings().timeout;
        let handshake = async {
            let host = match url.host() {
                Some(url::Host::Domain(name)) => Some(name),
                _ => None,
            };
            match hello::client_hello(offer, host, rand::random()) {
                Some(hello) => probe(self.direct().connection(url).await?, &hello).await,
                None => self.modern(url, offer).await,
            }
        };
        let outcome = tokio::time::timeout(limit, handshake).await.unwrap_or(Err(TransportError::Timeout { limit }));
        drop(permit);
        outcome
    }

    /// Whether the origin of the URL speaks HTTP/2: by ALPN over TLS, else with prior knowledge. Asked once per origin.
    ///
    /// # Errors
    /// No connection, or none in time.
    pub async fn offers_http2(&self, url: &Url) -> Result<bool, TransportError> {
        let permit = self.pace().admit().await;
        let limit = self.settings().timeout;
        let asked = tokio::time::timeout(limit, self.direct().offers_http2(url)).await;
        drop(permit);
        asked.unwrap_or(Err(TransportError::Timeout { limit }))
    }

    async fn modern(&self, url: &Url, offer: Offer) -> Result<HandshakeOutcome, TransportError> {
        let version = if offer == Offer::Tls12 { &rustls::version::TLS12 } else { &rustls::version::TLS13 };
        let config = tls::only(self.settings(), version);
        let config = config.map_err(|detail| TransportError::Tls { authority: url.authority().to_owned(), detail })?;
        self.direct().agreed(url, Arc::new(config)).await
    }
}

async fn probe(mut stream: Connection, hello: &[u8]) -> Result<HandshakeOutcome, TransportError> {
    let answer = async {
        stream.write_all(hello).await?;
        let mut header = [0; HEADER];
        stream.read_exact(&mut header).await?;
        let Some(length) = hello::content_length(header) else { return Ok::<_, std::io::Error>(HandshakeOutcome::NotTls) };
        let mut content = vec![0; length];
        stream.read_exact(&mut content).await?;
        Ok(hello::first_record(header[0], &content))
    };
    // Closed, reset, or closed within the record: each is a refusal.
    Ok(answer.await.unwrap_or(HandshakeOutcome::Closed))
}
