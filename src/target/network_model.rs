//! What `[network]` says once it is read. The command line may stand above it.

use std::path::PathBuf;
use std::sync::Arc;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;

use crate::protocol::network::{Family, Override, Proxying};

/// The way to a target.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Shown to servers that ask for one.
    pub client_certificate: Option<ClientCertificate>,
    /// Whether connections go through a proxy.
    pub proxy: Proxying,
    /// The environment variable that the proxy's URL came from.
    pub proxy_variable: Option<String>,
    /// Addresses that stand in for where names lead.
    pub overrides: Vec<Override>,
    /// Header fields of every request to the target.
    pub headers: Vec<GatewayHeader>,
    /// Which addresses are used.
    pub family: Family,
    /// Where every connection goes, whatever the URL says.
    pub unix_socket: Option<PathBuf>,
    /// Whether certificates are believed unseen.
    pub insecure: bool,
    /// The header field that names the case of a request.
    pub case_header: Option<String>,
}

/// A certificate of our own, and its key.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// The certificate first, then those that lead to its root.
    pub chain: Vec<CertificateDer<'static>>,
    /// Its private key, which is never printed.
    pub key: Arc<PrivateKeyDer<'static>>,
    /// Their files as they were named, for lines that repeat a request.
    pub files: (String, String),
}

/// A header field of every request to the target: a gateway's key.
#[derive(Debug, Clone)]
pub struct GatewayHeader {
    /// `X-Gateway-Key`.
    pub name: String,
    /// A secret.
    pub value: SecretString,
    /// The variable that stands for the value in lines that repeat a request.
    pub variable: String,
}

impl GatewayHeader {
    /// A field; where no variable is known, one is named after it: `X_GATEWAY_KEY`.
    pub fn new(name: &str, value: SecretString, variable: Option<String>) -> Self {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let named = || name.chars().map(letter).collect();
        Self { name: name.to_owned(), value, variable: variable.unwrap_or_else(named) }
    }
}
