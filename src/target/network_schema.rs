//! The shape of `[network]`, for the JSON Schema of target files.
#![expect(dead_code, reason = "the types are never built: schemars reads their shape")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::schema::Secret;

/// The way to the target.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Network {
    /// A certificate of our own, for servers that ask for one.
    client_certificate: Option<ClientCertificate>,
    /// `http://host:port`, with `user:password@` before the host where the proxy wants them; `false`: none, whatever the
    /// environment says.
    proxy: Option<Proxy>,
    /// From `host` or `host:port` to the address that is connected to instead, perhaps with a port.
    resolve: Option<BTreeMap<String, String>>,
    /// Header fields of every request to the target's own origins.
    headers: Option<BTreeMap<String, Secret>>,
    /// IPv4 or IPv6 alone.
    ip: Option<Family>,
    /// The socket that every connection goes to, relative to this file.
    unix_socket: Option<String>,
    /// Whether certificates are believed unseen; default false. Every report says so.
    insecure: Option<bool>,
    /// The header field that names the case of a request, for the server's log.
    case_header: Option<String>,
}

/// A proxy, or none.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Proxy {
    /// Which.
    Named(Secret),
    /// `false`: none.
    None(bool),
}

/// PEM files, relative to this one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ClientCertificate {
    /// The certificate, and those that lead to its root.
    certificate: String,
    /// Its private key.
    key: String,
}

/// A family of addresses.
#[derive(JsonSchema)]
enum Family {
    #[schemars(rename = "4")]
    V4,
    #[schemars(rename = "6")]
    V6,
}
