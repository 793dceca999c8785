//! The TLS configuration for `https` targets: whose certificates are believed, and who the client says it is.

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::CertificateDer;

use super::client::Settings;
use super::network::Verification;
use super::unverified::Unverified;

/// Builds the client configuration. Fails when no root certificate can be had at all.
pub(super) fn client_config(settings: &Settings) -> Result<ClientConfig, String> {
    config(settings, rustls::DEFAULT_VERSIONS)
}

/// The same for a client that knows one version alone.
pub(super) fn only(settings: &Settings, version: &'static SupportedProtocolVersion) -> Result<ClientConfig, String> {
    config(settings, &[version])
}

fn config(settings: &Settings, versions: &[&'static SupportedProtocolVersion]) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .map_err(|error| error.to_string())?;
    let builder: ConfigBuilder<ClientConfig, WantsClientCert> = match settings.network.verification {
        Verification::Roots => builder.with_root_certificates(roots(&settings.roots)?),
        Verification::Nothing => builder.dangerous().with_custom_certificate_verifier(Arc::new(Unverified::new(provider))),
    };
    match &settings.network.identity {
        None => Ok(builder.with_no_client_auth()),
        Some(identity) => builder
            .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
            .map_err(|error| format!("the client certificate: {error}")),
    }
}

/// The system's roots, and further ones.
fn roots(extra: &[CertificateDer<'static>]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let native = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(native.certs);
    for certificate in extra {
        roots.add(certificate.clone()).map_err(|error| format!("the target's CA certificate: {error}"))?;
    }
    if roots.is_empty() {
        return Err("no root certificates on this machine; name a file of them: ca_file in [target], or --ca-file".to_owned());
    }
    Ok(roots)
}
