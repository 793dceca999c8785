//! What the checks of an answer may look at beside the answer itself.

use std::sync::Arc;

use super::scene::{Scene, State};
use super::subject::Subject;
use crate::judge::expectation::{Check, Expectation};
use crate::judge::{Facts, Observation};
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::suite::model::{MetadataDocument, StateName};

/// The request behind an answer, as far as checks look at it later.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub client: ClientRole,
    pub grant: Grant,
    pub authorized_scope: Option<String>,
    pub nonce: Option<String>,
    pub code: Option<String>,
    pub front_id_token: Option<String>,
    /// Our clock when the answer came, in seconds since 1970.
    pub now: i64,
}

impl Asked {
    /// The request of a state with a grant, answered now.
    pub(super) fn of(state: &State, grant: Grant) -> Self {
        let of_code = grant == Grant::AuthorizationCode;
        Self {
            authorized_scope: state.request.scope.clone(),
            nonce: state.request.nonce.clone(),
            code: state.material.code.clone().filter(|_| of_code),
            front_id_token: state.front_id_token.clone(),
            ..Self::nothing(state.client, grant)
        }
    }

    /// No authorization stands behind the answer.
    fn nothing(client: ClientRole, grant: Grant) -> Self {
        let now = jiff::Timestamp::now().as_second();
        Self { client, grant, authorized_scope: None, nonce: None, code: None, front_id_token: None, now }
    }
}

/// The checks of an expectation, alternatives included.
fn checks(expectation: &Expectation) -> impl Iterator<Item = &'static Check> {
    let others = expectation.others.iter().flat_map(|other| other.pattern.checks.iter().copied());
    expectation.primary.checks.iter().copied().chain(others)
}

/// Whether an expectation has checks at all: the facts are for them alone.
pub(super) fn checks_any(expectation: &Expectation) -> bool {
    checks(expectation).next().is_some()
}

/// Whether a check looks at the introspection response of the issued token, which takes an exchange of its own.
fn wants_introspection(expectation: &Expectation) -> bool {
    checks(expectation).any(|check| check.name == "expires-in-truthful")
}

/// The facts about an answer to this request.
pub(super) fn facts(subject: &Subject, asked: &Asked) -> Facts {
    let documents = &subject.documents;
    let credentials = subject.credentials(asked.client).unwrap_or_default();
    Facts {
        issuer: subject.issuer(),
        token_endpoint: subject.token_endpoint.to_string(),
        openid_configuration: documents.metadata_at(MetadataDocument::OpenidConfiguration).cloned(),
        oauth_metadata: documents.metadata_at(MetadataDocument::OauthAuthorizationServer).cloned(),
        keys: documents.keys().cloned(),
        client_id: credentials.id,
        client_secret: credentials.secret,
        grant: Some(asked.grant),
        authorized_scope: asked.authorized_scope.clone(),
        nonce: asked.nonce.clone(),
        code: asked.code.clone(),
        front_id_token: asked.front_id_token.clone(),
        introspected: None,
        now: asked.now,
        earlier: Vec::new(),
    }
}

impl Scene<'_> {
    /// What the checks of an answer may look at; nothing when there is no check.
    pub(super) async fn facts(&mut self, asked: (StateName, Grant), expectation: &Expectation, answer: &Observation) -> Facts {
        if !checks_any(expectation) {
            return Facts::default();
        }
        let introspected = match answer.string("access_token").filter(|_| wants_introspection(expectation)) {
            Some(token) => self.introspected(token).await,
            None => None,
        };
        let (state, grant) = asked;
        let asked = match self.states.get(&state) {
            Some(state) => Asked::of(state, grant),
            None => Asked::nothing(self.client, grant),
        };
        Facts { introspected, earlier: self.answers.clone(), ..facts(self.subject, &asked) }
    }

    async fn introspected(&mut self, token: &str) -> Option<Arc<serde_json::Map<String, serde_json::Value>>> {
        let response = self.introspect(token, Purpose::Inspection).await.ok()??;
        match serde_json::from_slice(&response.body.bytes) {
            Ok(serde_json::Value::Object(object)) if response.status == 200 => Some(Arc::new(object)),
            _ => None,
        }
    }
}
