//! A connection of one request alone: TCP, or TLS over it.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

use super::dial::{Dialer, Way};
use super::failure::chain;
use super::handshake::HandshakeOutcome;
use super::message::TransportError;

/// The alert of a version that is not supported (RFC 8446 §6.2).
const PROTOCOL_VERSION: u8 = 70;

/// Bytes both ways.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// An open connection.
pub(super) type Connection = Box<dyn Duplex>;

/// The connection to a URL's host, before any TLS. Bytes that are written to it reach the host as they are.
pub(super) async fn open(url: &Url, dialer: &Dialer) -> Result<Connection, TransportError> {
    let authority = || url.authority().to_owned();
    let refused = |detail: String| TransportError::Connect { authority: authority(), detail };
    let uri = url.as_str().parse::<hyper::Uri>().map_err(|error| refused(error.to_string()))?;
    if let Ok(Way::Forward(_)) = dialer.way(&uri) {
        return Err(TransportError::Rewritten { authority: authority() });
    }
    let dialled = dialer.dial(uri).await.map_err(|error| refused(chain(error.as_ref())))?;
    Ok(dialled.into_connection())
}

/// TLS over a new TCP connection, as far as the handshake: a refusal is an outcome here.
pub(super) async fn agreed(url: &Url, config: Arc<ClientConfig>, dialer: &Dialer) -> Result<HandshakeOutcome, TransportError> {
    let failed = |detail: String| TransportError::Tls { authority: url.authority().to_owned(), detail };
    let name = server_name(url).ok_or_else(|| failed("the URL has no host name".to_owned()))?;
    let stream = open(url, dialer).await?;
    let error = match TlsConnector::from(config).connect(name, stream).await {
        Ok(stream) => {
            let session = stream.get_ref().1;
            let version = session.protocol_version().map_or(0, u16::from);
            let cipher_suite = session.negotiated_cipher_suite().map_or(0, |suite| u16::from(suite.suite()));
            return Ok(HandshakeOutcome::Agreed { version, cipher_suite });
        }
        Err(error) => error,
    };
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => Ok(HandshakeOutcome::Alert { description: u8::from(*alert) }),
        // The server chose an older version, which this client did not offer.
        Some(rustls::Error::PeerIncompatible(_)) => Ok(HandshakeOutcome::Alert { description: PROTOCOL_VERSION }),
        Some(rustls::Error::InvalidMessage(_)) => Ok(HandshakeOutcome::NotTls),
        Some(other) => Err(failed(other.to_string())),
        None => Ok(HandshakeOutcome::Closed),
    }
}

/// TLS over a new TCP connection, and the protocol that ALPN agreed on (RFC 7301).
pub(super) async fn tls(
    url: &Url,
    config: Arc<ClientConfig>,
    dialer: &Dialer,
) -> Result<(Connection, Option<Vec<u8>>), TransportError> {
    let stream = secured(url, config, dialer).await?;
    let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    Ok((Box::new(stream), protocol))
}

/// The certificate of the server itself, after a handshake that trusted it.
pub(super) async fn leaf(
    url: &Url,
    config: Arc<ClientConfig>,
    dialer: &Dialer,
) -> Result<Option<CertificateDer<'static>>, TransportError> {
    let stream = secured(url, config, dialer).await?;
    let shown = stream.get_ref().1.peer_certificates();
    Ok(shown.and_then(|chain| chain.first()).map(|leaf| leaf.clone().into_owned()))
}

async fn secured(url: &Url, config: Arc<ClientConfig>, dialer: &Dialer) -> Result<TlsStream<Connection>, TransportError> {
    let failed = |detail: String| TransportError::Tls { authority: url.authority().to_owned(), detail };
    let name = server_name(url).ok_or_else(|| failed("the URL has no host name".to_owned()))?;
    let stream = open(url, dialer).await?;
    TlsConnector::from(config).connect(name, stream).await.map_err(|error| failed(error.to_string()))
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        url::Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        url::Host::Ipv4(address) => Some(ServerName::from(std::net::IpAddr::V4(address))),
        url::Host::Ipv6(address) => Some(ServerName::from(std::net::IpAddr::V6(address))),
    }
}
