//! The way to the target as its file and the command line give it: handed to the transport, kept out of every output.

use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use url::Url;

use super::ledger::{Ledger, SecretKind};
use crate::protocol::basic;
use crate::protocol::network::Proxying;
use crate::target::model::Target;
use crate::transport::{Identity, Network, Settings, Transport, Verification};

/// A transport on the way to a target of which no more is known yet than that way.
pub fn transport(target: &Target) -> Transport {
    Transport::new(settings(target))
}

/// What the transport needs to know.
pub(super) fn settings(target: &Target) -> Settings {
    let network = &target.network;
    Settings {
        concurrency: target.limits.concurrency,
        per_second: target.limits.requests_per_second,
        timeout: target.limits.timeout,
        max_body: target.limits.max_body,
        roots: target.ca_certificates.clone(),
        network: Network {
            identity: network
                .client_certificate
                .as_ref()
                .map(|own| Identity { chain: own.chain.clone(), key: std::sync::Arc::clone(&own.key) }),
            verification: if network.insecure { Verification::Nothing } else { Verification::Roots },
            overrides: network.overrides.clone(),
            family: network.family,
            unix_socket: network.unix_socket.clone(),
            proxy: network.proxy.clone(),
            headers: network.headers.iter().map(|field| (field.name.clone(), field.value.clone())).collect(),
            case_header: network.case_header.clone(),
        },
    }
}

/// Tells the transport which origins are the target's own, as far as they are known by now.
pub(super) fn tell_origins(transport: &Transport, target: &Target) {
    let endpoints = &target.endpoints;
    let all = [
        &target.issuer,
        &endpoints.token,
        &endpoints.authorization,
        &endpoints.introspection,
        &endpoints.revocation,
        &endpoints.userinfo,
        &endpoints.jwks,
    ];
    all.into_iter().flatten().for_each(|url| transport.own(url));
}

/// Remembers the keys of gateways and the password of a proxy.
pub(super) fn remember(ledger: &Ledger, target: &Target) {
    for field in &target.network.headers {
        ledger.remember(SecretKind::GatewayKey, field.value.expose_secret());
    }
    match &target.network.proxy {
        Proxying::Never => {}
        Proxying::Through(url) => proxy(ledger, url.expose_secret()),
        Proxying::Environment => {
            const NAMES: [&str; 6] = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
            NAMES.iter().filter_map(|name| std::env::var(name).ok()).for_each(|url| proxy(ledger, &url));
        }
    }
}

/// The password within a proxy's URL: as it is written there (it may be percent-encoded), as it is, and as the proxy is told it.
fn proxy(ledger: &Ledger, url: &str) {
    let Ok(url) = Url::parse(url) else { return };
    let Some(written) = url.password() else { return };
    let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let (user, password) = (decoded(url.username()), decoded(written));
    ledger.remember(SecretKind::Password, written);
    ledger.remember(SecretKind::Password, &String::from_utf8_lossy(&password));
    ledger.remember(SecretKind::Credentials, &basic::raw_credentials(&user, &password));
}
