//! What went wrong on the way, in our terms and in the words of those who noticed.

use std::error::Error;
use std::net::IpAddr;

use super::message::TransportError;

/// Whatever kept a connection from coming about.
pub(super) type Failure = Box<dyn Error + Send + Sync>;

/// Why there is no connection, where the operating system has nothing to do with it.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialError {
    #[error("through the proxy {proxy}")]
    Proxied {
        proxy: String,
        #[source]
        source: Failure,
    },
    /// The operating system's words do not say where the connection was meant to go when it is not where the URL says.
    #[error("at {place}, in the place of {host}")]
    Elsewhere {
        place: String,
        host: String,
        #[source]
        source: Failure,
    },
    #[error(
        "the environment names the proxy {0}, and proxies are spoken to in plain HTTP alone; --proxy names another, --no-proxy none"
    )]
    UnknownProxy(String),
    #[error("a proxy for http looks names up by itself: the address that was given for {0} cannot be used")]
    LooksUpItself(String),
    #[error("{0} is not of the chosen family of addresses")]
    OtherFamily(IpAddr),
    #[error("the URL has no host")]
    NoHost,
    #[cfg(not(unix))]
    #[error("this system has no Unix sockets")]
    NoSockets,
}

/// What a failure of the HTTP library means.
pub(super) fn classify(authority: &str, error: &hyper_util::client::legacy::Error) -> TransportError {
    let detail = chain(error);
    if is_tls(error) {
        TransportError::Tls { authority: authority.to_owned(), detail }
    } else if error.is_connect() {
        TransportError::Connect { authority: authority.to_owned(), detail }
    } else {
        TransportError::Broken { detail }
    }
}

fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() || error.downcast_ref().is_some_and(wraps_tls) {
            return true;
        }
        let text = error.to_string();
        if text.contains("invalid peer certificate") || text == "tls handshake eof" {
            return true;
        }
        next = error.source();
    }
    false
}

/// An I/O error that wraps another error has not that one as its source, but what that one has.
fn wraps_tls(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>() || inner.downcast_ref().is_some_and(wraps_tls))
}

/// An error and its sources, outermost first, each part once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_tls_are_known_however_deep_they_stand() {
        let wrapped = |inner: rustls::Error| std::io::Error::new(std::io::ErrorKind::InvalidData, inner);
        assert!(is_tls(&rustls::Error::DecryptError));
        assert!(is_tls(&wrapped(rustls::Error::HandshakeNotComplete)));
        assert!(is_tls(&std::io::Error::other(wrapped(rustls::Error::DecryptError))));
        assert!(is_tls(&std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "tls handshake eof")));
        assert!(!is_tls(&std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "refused")));
    }
}
