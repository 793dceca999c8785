//! The way to the target as its file and the command line give it: handed to the transport, kept out of every output.

use secrecy::ExposeSecret;
use url::Url;

use super::ledger::{Ledger, SecretKind};
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
    if let Proxying::Through(url) = &target.network.proxy
        && let Ok(url) = Url::parse(url.expose_secret())
    {
        // As it is written in the URL, which may be percent-encoded.
        ledger.remember(SecretKind::Password, url.password().unwrap_or_default());
    }
}
