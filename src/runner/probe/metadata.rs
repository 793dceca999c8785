//! What the server says of itself beside what the target file says of it (RFC 8414, OpenID Connect Discovery).

use serde_json::{Map, Value};
use url::Url;

use super::{Probe, ProbeState};
use crate::runner::documents::discovery;
use crate::runner::subject::Subject;
use crate::target::model::{Authentication, Client};

/// The metadata of the target's issuer; nothing, where the file names no issuer.
pub(super) async fn metadata(subject: &Subject) -> Vec<Probe> {
    let Some(issuer) = &subject.target.issuer else {
        let detail = "the target file names no issuer: what the server says of itself is not looked at";
        return vec![
            Probe::new("metadata", ProbeState::Note, detail).help("issuer in [target] unlocks the cases about metadata and JWKS"),
        ];
    };
    match discovery(&subject.transport, issuer).await {
        Err(error) => {
            let detail = format!("the issuer {issuer} cannot be reached: {error}");
            vec![Probe::new("metadata", ProbeState::Unreachable, detail).help(super::network::reaching(&error))]
        }
        Ok(None) => {
            let detail = format!("{issuer} publishes none, neither of OpenID Connect nor of RFC 8414");
            let help = "is that the issuer, path included? If the server has no metadata, remove issuer and name the endpoints";
            vec![Probe::new("metadata", ProbeState::Note, detail).help(help)]
        }
        Ok(Some((place, says))) => compare(subject, issuer, &place, &says),
    }
}

fn compare(subject: &Subject, issuer: &Url, place: &Url, says: &Map<String, Value>) -> Vec<Probe> {
    let mut probes = Vec::new();
    let text = |name: &str| says.get(name).and_then(Value::as_str);
    match text("issuer") {
        Some(named) if named.trim_end_matches('/') == issuer.as_str().trim_end_matches('/') => {}
        named => {
            let detail = format!("{place} names the issuer {}, the target file {issuer}", named.unwrap_or("(none)"));
            let help = "they must be identical (RFC 8414 §3.3): set issuer to what the server calls itself";
            probes.push(Probe::new("metadata", ProbeState::Wrong, detail).help(help));
        }
    }
    let endpoints = &subject.target.endpoints;
    let known = [
        ("token_endpoint", endpoints.token.as_ref()),
        ("authorization_endpoint", endpoints.authorization.as_ref()),
        ("introspection_endpoint", endpoints.introspection.as_ref()),
        ("jwks_uri", endpoints.jwks.as_ref()),
    ];
    for (name, used) in known {
        if let (Some(said), Some(used)) = (text(name), used)
            && Url::parse(said).ok().as_ref() != Some(used)
        {
            let detail = format!("{name} is {used} in the target file, {said} in the metadata");
            probes.push(
                Probe::new("metadata", ProbeState::Note, detail)
                    .help("the target file's is examined: remove it to follow the metadata"),
            );
        }
    }
    probes.extend(subject.target.clients.iter().flat_map(|client| unoffered(client, says)));
    if probes.is_empty() {
        probes.push(Probe::new("metadata", ProbeState::Good, format!("{place} agrees with the target file")));
    }
    probes
}

/// What a client of the target file uses although the metadata do not offer it.
fn unoffered(client: &Client, says: &Map<String, Value>) -> Vec<Probe> {
    let lacks = |list: &str, value: &str| {
        let values = says.get(list).and_then(Value::as_array);
        values.is_some_and(|values| !values.iter().any(|known| known.as_str() == Some(value)))
    };
    let mut details = Vec::new();
    if client.authentication != Authentication::None
        && lacks("token_endpoint_auth_methods_supported", client.authentication.name())
    {
        details.push(format!("the metadata do not offer {}, which the target file says it uses", client.authentication.name()));
    }
    let unknown: Vec<&str> = client.scopes.iter().map(String::as_str).filter(|scope| lacks("scopes_supported", scope)).collect();
    if !unknown.is_empty() {
        details.push(format!("scopes_supported does not list {}", unknown.join(", ")));
    }
    let name = format!("client {}", client.role);
    details.into_iter().map(|detail| Probe::new(&name, ProbeState::Note, detail)).collect()
}
