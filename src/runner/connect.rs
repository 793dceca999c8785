//! From a target to a subject: discovery, transport, authorizer.

use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::authorizer::authorizer;
use super::documents::{Documents, metadata_url, object};
use super::network;
use super::subject::Subject;
use crate::suite::model::MetadataDocument;
use crate::target::model::{Endpoints, Target};
use crate::transport::{InProcess, Transport, TransportError};

/// Why a target cannot be examined at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Neither the file nor discovery says where the token endpoint is.
    #[error("no token endpoint: {0}")]
    NoTokenEndpoint(String),
    /// The issuer did not answer.
    #[error("discovery at {url} failed: {source}")]
    Discovery {
        /// What was asked for.
        url: String,
        /// Why it failed.
        source: TransportError,
    },
}

/// Makes a subject of a target. Sends nothing when the file names the endpoints; else asks the issuer for its metadata.
///
/// # Errors
/// Neither the file nor discovery says where the token endpoint is, or the issuer did not answer.
pub async fn connect(target: Target) -> Result<Subject, ConnectError> {
    connect_to(target, None).await
}

/// The same for a target of which a service in this process answers some origins.
///
/// # Errors
/// Those of [`connect`].
pub async fn connect_to(mut target: Target, service: Option<InProcess>) -> Result<Subject, ConnectError> {
    let transport = Arc::new(Transport::with_service(network::settings(&target), service));
    network::tell_origins(&transport, &target);
    let documents = Documents::default();
    let mut account = "the target file names none".to_owned();
    if let Some(issuer) = target.issuer.clone()
        && incomplete(&target)
    {
        account = discover(&mut target, &issuer, (&transport, &documents)).await?;
    }
    network::tell_origins(&transport, &target);
    let Some(token_endpoint) = target.endpoints.token.clone() else {
        return Err(ConnectError::NoTokenEndpoint(account));
    };
    let authorizer = target.authorize.as_ref().map(|authorize| Arc::new(authorizer(&target, authorize, &transport)));
    Ok(Subject { target, token_endpoint, transport, authorizer, documents })
}

/// Whether anything is left for discovery to say. Introspection, revocation and userinfo are worth asking for too.
fn incomplete(target: &Target) -> bool {
    let Endpoints { token, authorization, introspection, .. } = &target.endpoints;
    token.is_none() || (authorization.is_none() && target.authorize.is_some()) || introspection.is_none()
}

/// Both places where metadata may be (OIDC Discovery §4, RFC 8414 §3.1); the first that answers with an object counts.
async fn discover(
    target: &mut Target,
    issuer: &Url,
    (transport, documents): (&Transport, &Documents),
) -> Result<String, ConnectError> {
    const PLACES: [MetadataDocument; 2] = [MetadataDocument::OpenidConfiguration, MetadataDocument::OauthAuthorizationServer];
    let [first, second] = &PLACES.map(|document| metadata_url(issuer, document));
    let (one, two) = tokio::join!(object(transport, first), object(transport, second));
    for (document, found) in PLACES.into_iter().zip([&one, &two]) {
        if let Ok(Some(found)) = found {
            documents.keep(document, found.clone());
        }
    }
    let (place, found) = match (one, two) {
        (Ok(Some(found)), _) => (first, found),
        (_, Ok(Some(found))) => (second, found),
        (Err(source), Err(_)) => {
            return match &target.endpoints.token {
                // A given token endpoint is enough to begin with; the run will tell what is unreachable.
                Some(_) => Ok(String::new()),
                None => Err(ConnectError::Discovery { url: first.to_string(), source }),
            };
        }
        _ => return Ok(format!("neither {first} nor {second} holds metadata")),
    };
    let said = found.get("issuer").and_then(Value::as_str);
    if said.map(|said| said.trim_end_matches('/')) != Some(issuer.as_str().trim_end_matches('/')) {
        let other = said.map_or("no issuer".to_owned(), |said| format!("the issuer {}", brief(said)));
        let own = issuer.as_str().trim_end_matches('/');
        let account = format!("{place} names {other}, not {own}: nothing of it is used (RFC 8414 §3.3)");
        target.warnings.push(account.clone());
        return Ok(account);
    }
    fill(&mut target.endpoints, &found);
    Ok(format!("{place} does not name one"))
}

/// The beginning of what a document says.
fn brief(text: &str) -> String {
    text.chars().take(200).collect()
}

fn fill(endpoints: &mut Endpoints, metadata: &Map<String, Value>) {
    let url = |name: &str| {
        let url = Url::parse(metadata.get(name)?.as_str()?).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    let slots = [
        (&mut endpoints.token, "token_endpoint"),
        (&mut endpoints.authorization, "authorization_endpoint"),
        (&mut endpoints.introspection, "introspection_endpoint"),
        (&mut endpoints.revocation, "revocation_endpoint"),
        (&mut endpoints.userinfo, "userinfo_endpoint"),
        (&mut endpoints.jwks, "jwks_uri"),
    ];
    for (slot, name) in slots {
        if slot.is_none() {
            *slot = url(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_endpoints_stand_above_discovered_ones() {
        let given = Url::parse("https://as.example/given").unwrap();
        let mut endpoints = Endpoints { token: Some(given.clone()), ..Endpoints::default() };
        let metadata = serde_json::json!({
            "token_endpoint": "https://as.example/other", "jwks_uri": "https://as.example/jwks", "userinfo_endpoint": "ftp://x/"
        });
        fill(&mut endpoints, metadata.as_object().unwrap());
        assert_eq!((endpoints.token, endpoints.userinfo), (Some(given), None));
        assert!(endpoints.jwks.is_some());
    }
}
