//! The TLS configuration for `https` targets: the system's roots, plus those the target file names.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;

/// Builds the client configuration. Fails when no root certificate can be had at all.
pub(super) fn client_config(extra: &[CertificateDer<'static>]) -> Result<ClientConfig, String> {
    config(extra, rustls::DEFAULT_VERSIONS)
}

/// The same for a client that knows TLS 1.3 alone.
pub(super) fn only_tls13(extra: &[CertificateDer<'static>]) -> Result<ClientConfig, String> {
    config(extra, &[&rustls::version::TLS13])
}

fn config(
    extra: &[CertificateDer<'static>],
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(native.certs);
    for certificate in extra {
        roots.add(certificate.clone()).map_err(|error| format!("the target's CA certificate: {error}"))?;
    }
    if roots.is_empty() {
        return Err("no root certificates on this machine; name a CA file in the target's `[tls]` table".to_owned());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}
