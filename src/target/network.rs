//! `[network]`: the way to the target.

use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::ExposeSecret;

use super::keys;
use super::load::{Surroundings, flip};
use super::network_model::{ClientCertificate, GatewayHeader, Network};
use super::secret::secret;
use crate::diagnostics::{Diagnostic, Item, codes, file};
use crate::protocol::network::{Family, Override, Proxying, is_field_value, unfit_field, unfit_proxy};

/// How the target is reached.
pub(super) fn network(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Network> {
    let fields = item.table(keys::NETWORK)?;
    fields.exclusive(&["proxy", "unix_socket"]);
    let client_certificate = fields.get("client_certificate").map(|item| client_certificate(&item, around));
    let proxy = fields.get("proxy").map(|item| proxy(&item, around));
    let overrides = fields.get("resolve").map_or(Some(Vec::new()), |item| overrides(&item));
    let headers = fields.get("headers").map_or(Some(Vec::new()), |item| headers(&item, around));
    let families = [("4", Family::V4), ("6", Family::V6)];
    let family = fields.get("ip").map_or(Some(Family::Any), |item| item.word("family of addresses", &families));
    let unix_socket = fields.get("unix_socket").map(|item| item.prose().map(|path| around.folder.join(path)));
    let insecure = fields.get("insecure").map_or(Some(false), |item| item.boolean());
    let case_header = fields.get("case_header").map(|item| field_name(&item).map(str::to_owned));
    let (proxy, proxy_variable) = flip(proxy)?.unwrap_or_default();
    Some(Network {
        client_certificate: flip(client_certificate)?,
        proxy,
        proxy_variable,
        overrides: overrides?,
        headers: headers?,
        family: family?,
        unix_socket: flip(unix_socket)?,
        insecure: insecure?,
        case_header: flip(case_header)?,
    })
}

fn client_certificate(item: &Item<'_>, around: &Surroundings<'_>) -> Option<ClientCertificate> {
    let fields = item.table(keys::CLIENT_CERTIFICATE)?;
    let report = |item: &Item<'_>, problem: String| {
        let diagnostic = item.error(codes::CLIENT_CERTIFICATE, format!("the client certificate cannot be read: {problem}"));
        item.report(diagnostic.label("looked for here").help("PEM files, their paths relative to the target file"));
    };
    let (certificate, key) = (fields.require("certificate"), fields.require("key"));
    let (certificate, key) = (certificate?, key?);
    let (certificate_file, key_file) = (certificate.string(), key.string());
    let (certificate_file, key_file) = (certificate_file?, key_file?);
    let chain = certificates(&around.folder.join(certificate_file)).map_err(|problem| report(&certificate, problem));
    let private = private_key(&around.folder.join(key_file)).map_err(|problem| report(&key, problem));
    let files = (certificate_file.to_owned(), key_file.to_owned());
    Some(ClientCertificate { chain: chain.ok()?, key: private.ok()?, files })
}

/// The certificates of a PEM file; there is one at least.
///
/// # Errors
/// Why there is none, for people.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = file::bytes(path)
        .map_err(pem::Error::Io)
        .and_then(|pem| CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>());
    match read {
        Ok(certificates) if certificates.is_empty() => Err(format!("{} holds no certificate", path.display())),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

/// The private key of a PEM file.
///
/// # Errors
/// Why there is none, for people; never what the file holds.
pub fn private_key(path: &Path) -> Result<Arc<PrivateKeyDer<'static>>, String> {
    file::bytes(path)
        .map_err(pem::Error::Io)
        .and_then(|pem| PrivateKeyDer::from_pem_slice(&pem))
        .map(Arc::new)
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn proxy(item: &Item<'_>, around: &Surroundings<'_>) -> Option<(Proxying, Option<String>)> {
    if item.is_false() {
        return Some((Proxying::Never, None));
    }
    // Without a user before it, an address is no secret, and no warning is due.
    let open = item.is_string() && !item.string()?.contains('@');
    let (url, variable) = match open {
        true => (item.string()?.to_owned().into(), None),
        false => secret(item, around).map(|found| (found.secret, found.variable))?,
    };
    if let Some(problem) = unfit_proxy(url.expose_secret()) {
        item.report(item.error(codes::BAD_PROXY, "the proxy's URL cannot be used").label("read from here").help(problem));
        return None;
    }
    Some((Proxying::Through(url), variable))
}

fn overrides(item: &Item<'_>) -> Option<Vec<Override>> {
    let read: Vec<_> = item
        .any_table()?
        .entries()
        .map(|(key, item)| {
            let address = item.string()?;
            let wrong = |problem: String| {
                let diagnostic = item.error(codes::BAD_ADDRESS, format!("`{}` cannot be led elsewhere", key.name));
                item.report(diagnostic.label("where it should lead").help(problem));
            };
            Override::of_pair(&key.name, address).map_err(wrong).ok()
        })
        .collect();
    read.into_iter().collect()
}

fn headers(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Vec<GatewayHeader>> {
    let fields = item.any_table()?;
    let read: Vec<_> = fields
        .entries()
        .map(|(key, item)| {
            let fit = unfit_field(&key.name);
            if let Some(reason) = fit {
                unfit(fields.key_error(&key.name, codes::BAD_FIELD, title(&key.name)), reason, &item);
            }
            let found = secret(&item, around)?;
            let value = is_field_value(found.secret.expose_secret());
            if !value {
                let diagnostic = item.error(codes::BAD_FIELD, format!("the value of `{}` is no value of a field", key.name));
                item.report(diagnostic.label("read from here").help("visible ASCII characters, and spaces between them"));
            }
            (fit.is_none() && value).then(|| GatewayHeader::new(&key.name, found.secret, found.variable))
        })
        .collect();
    read.into_iter().collect()
}

fn field_name<'a>(item: &Item<'a>) -> Option<&'a str> {
    let name = item.string()?;
    if let Some(reason) = unfit_field(name) {
        unfit(item.error(codes::BAD_FIELD, title(name)), reason, item);
        return None;
    }
    Some(name)
}

fn title(name: &str) -> String {
    format!("the field `{name}` cannot be added to every request")
}

fn unfit(diagnostic: Diagnostic, reason: &str, item: &Item<'_>) {
    item.report(diagnostic.label("not this one").help(reason));
}
