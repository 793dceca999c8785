//! The way to the target in lines of shell: what curl and openssl are told of it, secrets by the names of variables.

use url::Url;

use super::shown::double_quote;
use super::subject::Subject;
use crate::protocol::network::{Family, Proxying};
use crate::target::model::GatewayHeader;

/// curl on the way to the target, gateway keys included: every request to the target begins so.
pub(super) fn curl(subject: &Subject) -> String {
    let keys = subject.target.network.headers.iter().map(|field| format!(" -H {}", double_quote(&shown(field))));
    format!("{}{}", curl_without_keys(subject), keys.collect::<String>())
}

/// The same for requests that must not bear a key.
pub(super) fn curl_without_keys(subject: &Subject) -> String {
    let network = &subject.target.network;
    let mut parts = vec!["curl -sS".to_owned()];
    match network.family {
        Family::Any => {}
        Family::V4 => parts.push("-4".to_owned()),
        Family::V6 => parts.push("-6".to_owned()),
    }
    if network.insecure {
        parts.push("--insecure".to_owned());
    }
    match &network.proxy {
        Proxying::Environment => {}
        Proxying::Never => parts.push("--noproxy '*'".to_owned()),
        Proxying::Through(_) => parts.push(format!("--proxy \"${}\"", proxy_variable(subject))),
    }
    for known in &network.overrides {
        // curl's --resolve wants a port, and cannot lead to another one.
        let port = known.port.map(|port| port.to_string()).unwrap_or_default();
        let to_port = known.to_port.map(|port| port.to_string()).unwrap_or_default();
        let address = if known.address.is_ipv6() { format!("[{}]", known.address) } else { known.address.to_string() };
        parts.push(format!("--connect-to {}:{port}:{address}:{to_port}", known.host));
    }
    if let Some(path) = &network.unix_socket {
        parts.push(format!("--unix-socket {}", double_quote(&path.display().to_string())));
    }
    if let Some(own) = &network.client_certificate {
        parts.push(format!("--cert {} --key {}", double_quote(&own.files.0), double_quote(&own.files.1)));
    }
    parts.join(" ")
}

/// `X-Gateway-Key: ${GATEWAY_KEY}`.
fn shown(field: &GatewayHeader) -> String {
    format!("{}: ${{{}}}", field.name, field.variable)
}

/// The fields of gateway keys, for requests that are written out.
pub(super) fn fields(subject: &Subject) -> impl Iterator<Item = (String, Vec<u8>)> {
    subject.target.network.headers.iter().map(|field| (field.name.clone(), format!("${{{}}}", field.variable).into_bytes()))
}

/// What carries bytes to the server of a URL and back.
pub(super) fn connection(subject: &Subject, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    if url.scheme() == "https" {
        return format!("openssl s_client -quiet -servername {host} {}", openssl(subject, url));
    }
    match &subject.target.network.unix_socket {
        Some(path) => format!("socat - {}", double_quote(&format!("UNIX-CONNECT:{}", path.display()))),
        None => format!("curl -sS telnet://{}", place(subject, url)),
    }
}

/// Where `openssl s_client` connects to, and as whom.
pub(super) fn openssl(subject: &Subject, url: &Url) -> String {
    let network = &subject.target.network;
    let mut line = match &network.unix_socket {
        Some(path) => format!("-unix {}", double_quote(&path.display().to_string())),
        None => format!("-connect {}", place(subject, url)),
    };
    if let Some(own) = &network.client_certificate {
        line.push_str(&format!(" -cert {} -key {}", double_quote(&own.files.0), double_quote(&own.files.1)));
    }
    if matches!(network.proxy, Proxying::Through(_)) {
        line.push_str(&format!(" -proxy \"${{{}##*[/@]}}\"", proxy_variable(subject)));
    }
    line
}

fn place(subject: &Subject, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    let elsewhere = subject.target.network.overrides.iter().find_map(|known| known.leads(host, port));
    elsewhere.map_or_else(|| format!("{host}:{port}"), |address| address.to_string())
}

fn proxy_variable(subject: &Subject) -> &str {
    subject.target.network.proxy_variable.as_deref().unwrap_or("PROXY")
}
