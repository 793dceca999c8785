//! The documents of a target that a whole run shares: its metadata (RFC 8414, OpenID Connect Discovery) and its JWK set.
//! Each is asked for once, and only when a selected case looks at it.

use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::sync::OnceCell;
use url::Url;

use super::metadata_claims::unsaid;
use super::subject::Subject;
use crate::judge::json_object;
use crate::suite::model::{Capability, Case, CaseKind, Inspection, MetadataDocument, Send};
use crate::transport::{Request, Transport, TransportError, USER_AGENT};

/// A metadata document.
pub(super) type Metadata = Arc<Map<String, Value>>;
/// The keys of a JWK set.
pub(super) type Keys = Arc<Vec<Value>>;

/// What became of asking for a document.
#[derive(Debug, Clone)]
pub(super) enum Found<T> {
    /// It is there.
    Document(T),
    /// It is not there, and why that is certain.
    Nothing(String),
    /// The network failed: it cannot be told.
    Unknown(String),
}

impl<T> Found<T> {
    fn document(&self) -> Option<&T> {
        match self {
            Self::Document(document) => Some(document),
            Self::Nothing(_) | Self::Unknown(_) => None,
        }
    }
}

/// The documents as far as they were asked for.
#[derive(Default)]
pub(super) struct Documents {
    openid: OnceCell<Found<Metadata>>,
    oauth: OnceCell<Found<Metadata>>,
    keys: OnceCell<Found<Keys>>,
}

impl Documents {
    fn cell(&self, document: MetadataDocument) -> &OnceCell<Found<Metadata>> {
        match document {
            MetadataDocument::OpenidConfiguration => &self.openid,
            MetadataDocument::OauthAuthorizationServer => &self.oauth,
        }
    }

    /// Keeps what discovery has read already.
    pub(super) fn keep(&self, document: MetadataDocument, found: Map<String, Value>) {
        // Set twice only if two discoveries ran; the first stays.
        let _ = self.cell(document).set(Found::Document(Arc::new(found)));
    }

    /// A metadata document, if it was asked for and is there.
    pub(super) fn metadata_at(&self, document: MetadataDocument) -> Option<&Metadata> {
        self.cell(document).get()?.document()
    }

    /// The keys of the JWK set, if it was asked for and is there.
    pub(super) fn keys(&self) -> Option<&Keys> {
        self.keys.get()?.document()
    }

    /// The metadata: the first of the two documents that is there. `None`: not asked for.
    pub(super) fn metadata(&self) -> Option<&Found<Metadata>> {
        let (openid, oauth) = (self.openid.get()?, self.oauth.get()?);
        Some(match (openid, oauth) {
            (Found::Document(_), _) | (Found::Unknown(_), Found::Nothing(_) | Found::Unknown(_)) => openid,
            _ => oauth,
        })
    }
}

/// Where the two metadata documents of an issuer are, the issuer's path kept (OpenID Connect Discovery §4, RFC 8414 §3.1).
pub(super) fn metadata_url(issuer: &Url, document: MetadataDocument) -> Url {
    let path = issuer.path().trim_end_matches('/');
    let path = match document {
        MetadataDocument::OpenidConfiguration => format!("{path}/.well-known/openid-configuration"),
        MetadataDocument::OauthAuthorizationServer => format!("/.well-known/oauth-authorization-server{path}"),
    };
    let mut url = issuer.clone();
    url.set_path(&path);
    url
}

/// Asks for a JSON object.
pub(super) async fn object(transport: &Transport, url: &Url) -> Result<Option<Map<String, Value>>, TransportError> {
    let request = Request::new("GET", url.clone()).header("User-Agent", USER_AGENT).header("Accept", "application/json");
    let response = transport.send(request).await.outcome?;
    if response.status != 200 {
        return Ok(None);
    }
    Ok(json_object(&response.body.bytes))
}

/// The metadata of an issuer, in either place, and where they were; `None` where neither answers with a JSON object.
///
/// # Errors
///
/// The server cannot be reached.
pub async fn discovery(transport: &Transport, issuer: &Url) -> Result<Option<(Url, Map<String, Value>)>, TransportError> {
    for document in [MetadataDocument::OpenidConfiguration, MetadataDocument::OauthAuthorizationServer] {
        let url = metadata_url(issuer, document);
        if let Some(found) = object(transport, &url).await? {
            return Ok(Some((url, found)));
        }
    }
    Ok(None)
}

/// What a selection of cases wants to know before it is planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Wanted {
    metadata: bool,
    keys: bool,
}

fn wanted<'a>(cases: impl IntoIterator<Item = &'a Case>) -> Wanted {
    let mut wanted = Wanted::default();
    for case in cases {
        for capability in &case.needs {
            wanted.metadata |= matches!(capability, Capability::Metadata | Capability::Says(_));
            wanted.keys |= *capability == Capability::Jwks;
        }
        // Which of the documents a check looks at is its own business.
        let checked = match &case.kind {
            CaseKind::Exchanges(exchange) => exchange.steps.iter().any(|step| super::facts::checks_any(&step.expect)),
            CaseKind::Observe(observe) => super::facts::checks_any(&observe.expect),
            CaseKind::Inspect(_) => false,
        };
        wanted.metadata |= checked || case.kind == CaseKind::Inspect(Inspection::EndpointUri);
        wanted.keys |= checked || sends_jwks(case);
    }
    wanted
}

fn sends_jwks(case: &Case) -> bool {
    matches!(&case.kind, CaseKind::Exchanges(exchange) if exchange.steps.iter().any(|step| step.send == Send::Jwks))
}

/// Asks for those documents of the target that the cases look at, once for the whole run. Without it, [`super::plan`]
/// cannot say which cases they rule out. Sends nothing that no case wants to know.
pub async fn learn<'a>(subject: &Subject, cases: impl IntoIterator<Item = &'a Case>) {
    let wanted = wanted(cases);
    let unknown_uri = subject.target.endpoints.jwks.is_none();
    if wanted.metadata || (wanted.keys && unknown_uri) {
        tokio::join!(
            subject.read_metadata(MetadataDocument::OpenidConfiguration),
            subject.read_metadata(MetadataDocument::OauthAuthorizationServer)
        );
    }
    if wanted.keys {
        subject.read_keys().await;
    }
}

impl Subject {
    async fn read_metadata(&self, document: MetadataDocument) {
        let read = || async {
            let Some(issuer) = &self.target.issuer else {
                return Found::Nothing("the target file names no issuer".to_owned());
            };
            let url = metadata_url(issuer, document);
            match object(&self.transport, &url).await {
                Ok(Some(found)) => Found::Document(Arc::new(found)),
                Ok(None) => Found::Nothing(format!("there is none at {url}")),
                Err(error) => Found::Unknown(format!("{url}: {error}")),
            }
        };
        self.documents.cell(document).get_or_init(read).await;
    }

    async fn read_keys(&self) {
        let read = || async {
            let Some(url) = self.jwks_uri() else {
                return Found::Nothing("neither the target file nor the metadata have a jwks_uri".to_owned());
            };
            match object(&self.transport, &url).await {
                Ok(Some(set)) => match set.get("keys") {
                    Some(Value::Array(keys)) => Found::Document(Arc::new(keys.clone())),
                    _ => Found::Nothing(format!("what {url} answers has no list of keys")),
                },
                Ok(None) => Found::Nothing(format!("there is none at {url}")),
                Err(error) => Found::Unknown(format!("{url}: {error}")),
            }
        };
        self.documents.keys.get_or_init(read).await;
    }

    /// The JWK set's URL: the target file's, else the metadata's (as far as they were read).
    pub(super) fn jwks_uri(&self) -> Option<Url> {
        // Of metadata that name another issuer nothing is used (RFC 8414 §3.3).
        let own = |metadata: &&Metadata| metadata.get("issuer").and_then(Value::as_str).is_some_and(|said| self.is_issuer(said));
        let discovered = || match self.documents.metadata()? {
            Found::Document(metadata) => Url::parse(Some(metadata).filter(own)?.get("jwks_uri")?.as_str()?).ok(),
            _ => None,
        };
        let found = self.target.endpoints.jwks.clone().or_else(discovered)?;
        matches!(found.scheme(), "http" | "https").then_some(found)
    }

    /// The issuer, byte for byte as the metadata have it where they mean the target file's; else as the target file has it.
    pub(super) fn issuer(&self) -> Option<String> {
        let own = self.target.issuer.as_ref()?.as_str().trim_end_matches('/');
        let said = |document| self.documents.metadata_at(document)?.get("issuer")?.as_str();
        let said = said(MetadataDocument::OpenidConfiguration).or_else(|| said(MetadataDocument::OauthAuthorizationServer));
        Some(said.filter(|said| said.trim_end_matches('/') == own).unwrap_or(own).to_owned())
    }

    /// Whether a name is that of the target file's issuer.
    fn is_issuer(&self, said: &str) -> bool {
        let own = self.target.issuer.as_ref().map(|own| own.as_str().trim_end_matches('/'));
        own == Some(said.trim_end_matches('/'))
    }

    /// Why a case that looks at the metadata or the JWK set does not apply, as far as those were read.
    pub(super) fn lacks_document(&self, capability: &Capability) -> Option<String> {
        let metadata = || match self.documents.metadata()? {
            Found::Nothing(why) => Some(Err(format!("the target has no metadata: {why}"))),
            Found::Document(metadata) => Some(Ok(metadata)),
            Found::Unknown(_) => None,
        };
        match capability {
            Capability::Metadata => metadata()?.err(),
            Capability::Says(claim) => match metadata()? {
                Ok(metadata) => unsaid(metadata, &claim.member, &claim.relation),
                Err(why) => Some(why),
            },
            Capability::Jwks => match self.documents.keys.get()? {
                Found::Nothing(why) => Some(format!("the target has no JWK set: {why}")),
                Found::Document(_) | Found::Unknown(_) => None,
            },
            _ => None,
        }
    }

    /// Why it cannot be told whether a case applies: a document that it needs could not be read.
    pub(super) fn unreadable(&self, case: &Case) -> Option<String> {
        let unreadable = |capability: &Capability| match capability {
            Capability::Metadata | Capability::Says(_) => match self.documents.metadata()? {
                Found::Unknown(why) => Some(format!("the target's metadata could not be read: {why}")),
                _ => None,
            },
            Capability::Jwks => match self.documents.keys.get()? {
                Found::Unknown(why) => Some(format!("the target's JWK set could not be read: {why}")),
                _ => None,
            },
            _ => None,
        };
        case.needs.iter().find_map(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_places_keep_the_issuer_path() {
        let issuer = Url::parse("https://as.example/tenant/").unwrap();
        let url = |document| metadata_url(&issuer, document).to_string();
        let openid = url(MetadataDocument::OpenidConfiguration);
        assert_eq!(openid, "https://as.example/tenant/.well-known/openid-configuration");
        let oauth = url(MetadataDocument::OauthAuthorizationServer);
        assert_eq!(oauth, "https://as.example/.well-known/oauth-authorization-server/tenant");
    }
}
