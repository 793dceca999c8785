//! What a target file has to say of a server: it follows from the options, so that it can be written before or after the start.

use super::clients::{RegisteredClient, clients};
use super::endpoints::Endpoints;
use super::fault::FaultSet;
use super::options::Options;
use super::variant_catalogue as variant;

/// How clients with a secret authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretTransport {
    /// HTTP Basic (RFC 6749 §2.3.1).
    Basic,
    /// `client_id` and `client_secret` in the body.
    Body,
}

/// A server as its clients have to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its addresses.
    pub endpoints: Endpoints,
    /// Its clients.
    pub clients: Vec<RegisteredClient>,
    /// How those with a secret authenticate.
    pub secret_transport: SecretTransport,
    /// The scope without which there is no refresh token.
    pub refresh_scope: Option<&'static str>,
}

impl Description {
    /// The server with this issuer (as [`Running`](super::Running) has it) that was started with these options.
    pub fn new(issuer: &str, options: &Options) -> Self {
        let faults = FaultSet::of(options);
        let body = faults.varies(variant::CLIENT_SECRET_POST_ONLY);
        Self {
            endpoints: Endpoints::of_issuer(issuer, &faults),
            clients: clients(options),
            secret_transport: if body { SecretTransport::Body } else { SecretTransport::Basic },
            refresh_scope: faults.varies(variant::REFRESH_TOKEN_FOR_OFFLINE_ACCESS).then_some("offline_access"),
        }
    }
}
