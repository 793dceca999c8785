//! A certificate authority of this process, made when it is first needed, and the certificates that it issues.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

type Authority = CertifiedIssuer<'static, KeyPair>;

static AUTHORITY: OnceLock<Result<Authority, String>> = OnceLock::new();

/// What a TLS server accepts connections with.
pub(super) struct Acceptors {
    /// TLS 1.2 and 1.3.
    pub usual: Arc<ServerConfig>,
    /// TLS 1.2 alone, which is a fault.
    pub only_tls12: Arc<ServerConfig>,
}

/// The certificate of the authority that every TLS server of this process is certified by, in PEM.
///
/// # Errors
/// When no key could be made.
pub fn authority_pem() -> Result<String, String> {
    authority().map(|authority| authority.pem())
}

/// The same in DER.
///
/// # Errors
/// When no key could be made.
pub fn authority_der() -> Result<CertificateDer<'static>, String> {
    authority().map(|authority| authority.der().clone())
}

fn authority() -> Result<&'static Authority, String> {
    AUTHORITY.get_or_init(|| make_authority().map_err(|error| error.to_string())).as_ref().map_err(Clone::clone)
}

fn make_authority() -> Result<Authority, rcgen::Error> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, "tokenspec reference server, authority of one process");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)
}

/// Configurations with a certificate for an address, and for `localhost`.
pub(super) fn acceptors(address: IpAddr) -> Result<Acceptors, String> {
    let (certificate, key) = issue(address).map_err(|error| error.to_string())?;
    let config = |versions: &[&'static rustls::SupportedProtocolVersion]| {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok::<_, rustls::Error>(Arc::new(config))
    };
    let usual = config(rustls::DEFAULT_VERSIONS).map_err(|error| error.to_string())?;
    let only_tls12 = config(&[&rustls::version::TLS12]).map_err(|error| error.to_string())?;
    Ok(Acceptors { usual, only_tls12 })
}

fn issue(address: IpAddr) -> Result<(CertificateDer<'static>, KeyPair), Box<dyn std::error::Error>> {
    let mut names = vec!["localhost".to_owned()];
    if !address.is_unspecified() {
        names.push(address.to_string());
    }
    let mut parameters = CertificateParams::new(names)?;
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let certificate = parameters.signed_by(&key, authority()?)?;
    Ok((certificate.der().clone(), key))
}
