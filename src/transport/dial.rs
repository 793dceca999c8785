//! Makes connections: to where a name leads or an override says, through a proxy, or to a socket of this machine.
//! Both roads are served by the same hand.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection as Connecting, HttpConnector};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::client::Settings;
use super::connection::Connection;
use super::failure::{DialError, Failure};
use super::names::Names;
use crate::protocol::network::{Family, Override, Proxying};

/// Makes connections. Clones share everything.
#[derive(Clone)]
pub(super) struct Dialer(Arc<Inner>);

struct Inner {
    http: HttpConnector<Names>,
    overrides: Vec<Override>,
    family: Family,
    unix_socket: Option<std::path::PathBuf>,
    proxies: Proxies,
}

enum Proxies {
    None,
    Environment(Matcher),
    Given(Matcher),
}

/// How a connection comes about.
pub(super) enum Way {
    /// Without a proxy.
    Straight,
    /// Through a proxy that only hands bytes on (CONNECT, RFC 9110 §9.3.6).
    Tunnel(Proxy),
    /// To a proxy that reads the request and sends one of its own.
    Forward(Proxy),
}

/// A proxy, and what it wants to hear.
pub(super) struct Proxy {
    uri: Uri,
    /// The value of `Proxy-Authorization`.
    pub(super) authorization: Option<HeaderValue>,
}

impl Dialer {
    pub(super) fn new(settings: &Settings) -> Self {
        let network = &settings.network;
        let mut http = HttpConnector::new_with_resolver(Names::of(network.family));
        http.set_nodelay(true);
        http.enforce_http(false);
        http.set_connect_timeout(Some(settings.timeout));
        let proxies = match &network.proxy {
            Proxying::Never => Proxies::None,
            Proxying::Environment => Proxies::Environment(Matcher::from_env()),
            Proxying::Through(url) => Proxies::Given(Matcher::builder().all(secrecy::ExposeSecret::expose_secret(url)).build()),
        };
        Self(Arc::new(Inner {
            http,
            overrides: network.overrides.clone(),
            family: network.family,
            unix_socket: network.unix_socket.clone(),
            proxies,
        }))
    }

    /// How a connection to a URI would come about.
    pub(super) fn way(&self, to: &Uri) -> Result<Way, DialError> {
        if self.0.unix_socket.is_some() {
            return Ok(Way::Straight);
        }
        let intercept = match &self.0.proxies {
            Proxies::None => None,
            Proxies::Environment(_) if self.is_loopback(to) => None,
            Proxies::Environment(matcher) | Proxies::Given(matcher) => matcher.intercept(to),
        };
        let Some(intercept) = intercept else { return Ok(Way::Straight) };
        if intercept.uri().scheme_str() != Some("http") {
            return Err(DialError::UnknownProxy(intercept.uri().to_string()));
        }
        let proxy = Proxy { uri: intercept.uri().clone(), authorization: intercept.basic_auth().cloned() };
        Ok(if to.scheme_str() == Some("https") { Way::Tunnel(proxy) } else { Way::Forward(proxy) })
    }

    /// A connection that bytes for this URI can be written to.
    pub(super) async fn dial(&self, to: Uri) -> Result<Dialled, Failure> {
        if let Some(path) = &self.0.unix_socket {
            let host = to.host().unwrap_or_default().to_owned();
            let place = format!("the socket {}", path.display());
            return unix(path).await.map_err(|source| DialError::Elsewhere { place, host, source }.into());
        }
        let place = self.place(&to)?;
        let mut http = self.0.http.clone();
        match self.way(&to)? {
            Way::Straight => {
                let stream = http.call(place).await.map_err(|error| self.named(error.into(), &to))?;
                Ok(Dialled::tcp(stream.into_inner(), Forwarded::No))
            }
            Way::Tunnel(proxy) => {
                let name = proxy.uri.to_string();
                let tunnel = Tunnel::new(proxy.uri, http);
                let mut tunnel = match proxy.authorization {
                    Some(value) => tunnel.with_auth(value),
                    None => tunnel,
                };
                let stream =
                    tunnel.call(place).await.map_err(|error| DialError::Proxied { proxy: name, source: error.into() })?;
                Ok(Dialled::tcp(stream.into_inner(), Forwarded::No))
            }
            Way::Forward(_) if self.overridden(&to).is_some() => {
                Err(DialError::LooksUpItself(to.host().unwrap_or_default().to_owned()).into())
            }
            Way::Forward(proxy) => {
                let name = proxy.uri.to_string();
                let stream =
                    http.call(proxy.uri).await.map_err(|error| DialError::Proxied { proxy: name, source: error.into() })?;
                Ok(Dialled::tcp(stream.into_inner(), Forwarded::Yes))
            }
        }
    }

    /// A failure with the address that was dialled, where it is not the URL's.
    fn named(&self, source: Failure, to: &Uri) -> Failure {
        match self.overridden(to) {
            Some(address) => {
                let host = to.host().unwrap_or_default().to_owned();
                DialError::Elsewhere { place: address.to_string(), host, source }.into()
            }
            None => source,
        }
    }

    /// Where an override leads, if one is meant.
    pub(super) fn overridden(&self, to: &Uri) -> Option<std::net::SocketAddr> {
        let (host, port) = (to.host()?, port(to));
        self.0.overrides.iter().find_map(|known| known.leads(host, port))
    }

    /// The URI with the address in it that is to be used.
    fn place(&self, to: &Uri) -> Result<Uri, Failure> {
        let host = to.host().ok_or(DialError::NoHost)?;
        let place = match self.overridden(to) {
            // The port is always written: a tunnel is asked for nothing without one.
            Some(address) => address.to_string(),
            None => format!("{host}:{}", port(to)),
        };
        let address = self.overridden(to).map(|to| to.ip()).or_else(|| literal(host));
        if let Some(address) = address.filter(|address| !self.0.family.has(*address)) {
            return Err(DialError::OtherFamily(address).into());
        }
        let scheme = to.scheme_str().unwrap_or("http");
        Ok(Uri::builder().scheme(scheme).authority(place).path_and_query("/").build()?)
    }

    /// Whether a URI means this machine.
    fn is_loopback(&self, to: &Uri) -> bool {
        let host = to.host().unwrap_or_default();
        let named = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
        let address = self.overridden(to).map(|to| to.ip()).or_else(|| literal(host));
        named || address.is_some_and(|address| address.is_loopback())
    }
}

fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 })
}

/// The address that a host is already.
fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(unix)]
async fn unix(path: &std::path::Path) -> Result<Dialled, Failure> {
    let stream = tokio::net::UnixStream::connect(path).await?;
    Ok(Dialled { io: TokioIo::new(Box::new(stream)), forwarded: Forwarded::No })
}

#[cfg(not(unix))]
async fn unix(_: &std::path::Path) -> Result<Dialled, Failure> {
    Err(DialError::NoSockets.into())
}

/// Whether a proxy reads what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forwarded {
    Yes,
    No,
}

/// A connection as hyper wants it.
pub(super) struct Dialled {
    io: TokioIo<Connection>,
    forwarded: Forwarded,
}

impl Dialled {
    fn tcp(stream: TcpStream, forwarded: Forwarded) -> Self {
        Self { io: TokioIo::new(Box::new(stream)), forwarded }
    }

    /// The bytes themselves.
    pub(super) fn into_connection(self) -> Connection {
        self.io.into_inner()
    }
}

impl Connecting for Dialled {
    fn connected(&self) -> Connected {
        // To a proxy, the whole URL is written (RFC 9112 §3.2.2).
        Connected::new().proxy(self.forwarded == Forwarded::Yes)
    }
}

impl Read for Dialled {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Dialled {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, slices)
    }
}

impl Service<Uri> for Dialer {
    type Response = Dialled;
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Dialled, Failure>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let dialer = self.clone();
        Box::pin(async move { dialer.dial(to).await })
    }
}
