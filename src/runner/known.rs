//! What is known of the target when its answers are judged: of a target that is being examined, or from a record of that.

use std::sync::Arc;

use super::documents::{Keys, Metadata};
use super::subject::Subject;
use crate::protocol::error_dialect::ErrorDialect;
use crate::protocol::names::ClientRole;
use crate::protocol::scope::ScopePlace;
use crate::record::RunRecord;
use crate::record::evidence::{BoundRecord, ClientRecord, DialectRecord, EVIDENCE_VERSION, EvidenceRecord};
use crate::suite::model::MetadataDocument;
use crate::target::model::LengthOverride;

/// A client, as far as answers are judged by it.
#[derive(Debug, Clone)]
pub(super) struct KnownClient {
    pub role: ClientRole,
    pub id: String,
    pub secret: Option<String>,
}

/// What is known of the target.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub issuer: Option<String>,
    pub token_endpoint: String,
    pub openid_configuration: Option<Metadata>,
    pub oauth_metadata: Option<Metadata>,
    pub keys: Option<Keys>,
    pub clients: Vec<KnownClient>,
    pub choices: Vec<(String, String)>,
    pub errors: ErrorDialect,
    pub refresh_scope: Option<String>,
    pub scope_seen_in: Option<Vec<ScopePlace>>,
}

impl Known {
    /// Of a target that is being examined.
    pub(super) fn of(subject: &Subject) -> Self {
        let documents = &subject.documents;
        let client = |role| {
            let credentials = subject.credentials(role)?;
            Some(KnownClient { role, id: credentials.id, secret: credentials.secret })
        };
        Self {
            issuer: subject.issuer(),
            token_endpoint: subject.token_endpoint.to_string(),
            openid_configuration: documents.metadata_at(MetadataDocument::OpenidConfiguration).cloned(),
            oauth_metadata: documents.metadata_at(MetadataDocument::OauthAuthorizationServer).cloned(),
            keys: documents.keys().cloned(),
            clients: ClientRole::ALL.into_iter().filter_map(client).collect(),
            choices: subject.target.choices.clone(),
            errors: subject.target.errors.clone(),
            refresh_scope: subject.refresh_scope().map(str::to_owned),
            scope_seen_in: subject.target.scope_seen_in.clone(),
        }
    }

    /// From the record of an examination, if it has the evidence. Secrets are what stands in for them.
    pub(super) fn recorded(record: &RunRecord, stand_in: &dyn Fn(&str) -> String) -> Option<Self> {
        let evidence = record.evidence.as_ref()?;
        let place = |word: &String| ScopePlace::WORDS.iter().find(|(known, _)| known == word).map(|(_, place)| *place);
        let client = |client: &ClientRecord| KnownClient {
            role: client.role,
            id: client.id.clone(),
            secret: client.secret.as_deref().map(stand_in),
        };
        Some(Self {
            issuer: evidence.issuer.clone(),
            token_endpoint: record.target.token_endpoint.clone(),
            openid_configuration: evidence.openid_configuration.clone().map(Arc::new),
            oauth_metadata: evidence.oauth_metadata.clone().map(Arc::new),
            keys: evidence.keys.clone().map(Arc::new),
            clients: evidence.clients.iter().map(client).collect(),
            choices: record.target.choices.clone(),
            errors: ErrorDialect {
                code: evidence.errors.code.clone(),
                codes: evidence.errors.codes.clone(),
                statuses: evidence.errors.statuses.clone(),
                ..ErrorDialect::default()
            },
            refresh_scope: evidence.refresh_scope.clone(),
            scope_seen_in: evidence.scope_seen_in.as_ref().map(|words| words.iter().filter_map(place).collect()),
        })
    }

    /// As the record tells it; `described` takes the secrets out.
    pub(super) fn record(&self, bounds: &[LengthOverride], described: &dyn Fn(&str) -> String) -> EvidenceRecord {
        let word = |place: &ScopePlace| ScopePlace::WORDS.iter().find(|(_, known)| known == place).map(|(word, _)| *word);
        let client = |client: &KnownClient| ClientRecord {
            role: client.role,
            id: client.id.clone(),
            secret: client.secret.as_deref().map(described),
        };
        let bound = |bound: &LengthOverride| BoundRecord {
            name: bound.name.clone(),
            min: bound.min,
            max: bound.max.flatten(),
            unbounded: bound.max == Some(None),
        };
        EvidenceRecord {
            version: EVIDENCE_VERSION,
            issuer: self.issuer.clone(),
            openid_configuration: self.openid_configuration.as_deref().cloned(),
            oauth_metadata: self.oauth_metadata.as_deref().cloned(),
            keys: self.keys.as_deref().cloned(),
            clients: self.clients.iter().map(client).collect(),
            errors: DialectRecord {
                code: self.errors.code.clone(),
                codes: self.errors.codes.clone(),
                statuses: self.errors.statuses.clone(),
            },
            refresh_scope: self.refresh_scope.clone(),
            scope_seen_in: self.scope_seen_in.as_ref().map(|places| places.iter().filter_map(word).map(str::to_owned).collect()),
            parameters: bounds.iter().map(bound).collect(),
        }
    }

    /// What the target declares for a choice.
    pub(super) fn choice(&self, name: &str) -> Option<String> {
        self.choices.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// A client by its role.
    pub(super) fn client(&self, role: ClientRole) -> Option<&KnownClient> {
        self.clients.iter().find(|client| client.role == role)
    }
}

/// The bounds that stood above those of the suites when a record was made.
pub fn bounds(record: &RunRecord) -> Vec<LengthOverride> {
    let bound = |bound: &BoundRecord| {
        let max = if bound.unbounded { Some(None) } else { bound.max.map(Some) };
        LengthOverride { name: bound.name.clone(), min: bound.min, max }
    };
    record.evidence.iter().flat_map(|evidence| &evidence.parameters).map(bound).collect()
}
