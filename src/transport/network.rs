//! The way to the target: what stands between a request and the server that is meant.

use std::path::PathBuf;
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;

use crate::protocol::network::{Family, Override, Proxying};

/// How connections are made, and what the transport adds to the requests on them.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The client's own certificate, for servers that ask for one.
    pub identity: Option<Identity>,
    /// Whose certificates are believed.
    pub verification: Verification,
    /// Addresses that stand in for where names lead; the first that is meant counts.
    pub overrides: Vec<Override>,
    /// Which addresses are used.
    pub family: Family,
    /// Where every connection goes, whatever the URL says.
    pub unix_socket: Option<PathBuf>,
    /// Whether connections go through a proxy.
    pub proxy: Proxying,
    /// Header fields of every request to an own origin ([`super::Transport::own`]).
    pub headers: Vec<(String, SecretString)>,
    /// The header field that names the case of a request to an own origin.
    pub case_header: Option<String>,
}

/// Whose certificates are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verification {
    /// Those of the known roots.
    #[default]
    Roots,
    /// Everybody's.
    Nothing,
}

/// A certificate and its key. The key is never printed.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The certificate first, then those that lead to its root.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its private key.
    pub key: Arc<PrivateKeyDer<'static>>,
}
