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

/// What `[network]` asks for and Chromium cannot do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeyondBrowser {
    /// The key of `[network]`.
    pub key: &'static str,
    /// What is the matter.
    pub problem: &'static str,
    /// What to do instead.
    pub cure: &'static str,
}

impl Network {
    /// What the driver `browser` could not honour, if anything.
    pub fn beyond_browser(&self) -> Option<BeyondBrowser> {
        let beyond = |key, problem, cure| Some(BeyondBrowser { key, problem, cure });
        if self.client_certificate.is_some() {
            let cure = "a gateway in front that shows the certificate, or another driver (form, command, static)";
            return beyond("client_certificate", "Chromium shows no certificate that is not in the user's own store", cure);
        }
        if self.unix_socket.is_some() {
            let cure =
                "let the server listen on a port too and name it by `resolve`, or choose another driver (form, command, static)";
            return beyond("unix_socket", "Chromium connects to no Unix socket", cure);
        }
        if self.family != Family::Any {
            let cure = "name an address of that family by `resolve`, or choose another driver";
            return beyond("ip", "Chromium cannot be kept to one family of addresses", cure);
        }
        if matches!(self.proxy, Proxying::Through(_)) && !self.overrides.is_empty() {
            let cure = "keep one of the two, or choose another driver";
            return beyond("resolve", "Chromium leaves looking names up to the proxy", cure);
        }
        None
    }
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
