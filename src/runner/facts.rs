//! What the checks of an answer may look at beside the answer itself.

use std::sync::Arc;

use super::known::Known;
use super::scene::{Scene, State};
use crate::judge::expectation::{Check, Expectation};
use crate::judge::{Facts, Observation, json_object};
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::suite::model::StateName;
use crate::transport::{Request, Response};

/// The request behind an answer, as far as checks look at it later.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub client: ClientRole,
    pub grant: Grant,
    /// By the token request, or before it by the authorization request.
    pub asked_scope: Option<String>,
    pub basic_alone: bool,
    pub nonce: Option<String>,
    pub code: Option<String>,
    pub front_id_token: Option<String>,
    /// Our clock when the answer came, in seconds since 1970.
    pub now: i64,
}

/// What facts were taken from, by their places in the log of the case.
#[derive(Debug, Clone)]
pub(super) struct Behind {
    pub asked: Asked,
    /// The token request that was sent last.
    pub exchange: Option<usize>,
    /// The exchange that asked for introspection.
    pub introspection: Option<usize>,
}

impl Asked {
    /// The request of a state with a grant, answered now.
    pub(super) fn of(state: &State, grant: Grant) -> Self {
        let of_code = grant == Grant::AuthorizationCode;
        Self {
            asked_scope: state.request.scope.clone(),
            nonce: state.request.nonce.clone(),
            code: state.material.code.clone().filter(|_| of_code),
            front_id_token: state.front_id_token.clone(),
            ..Self::nothing(state.client, grant)
        }
    }

    /// The same, with what the token request itself asked for.
    pub(super) fn by(mut self, request: &Request) -> Self {
        self.asked_scope = requested_scope(self.grant, request).or(self.asked_scope);
        self.basic_alone = is_basic_alone(request);
        self
    }

    /// No authorization stands behind the answer.
    fn nothing(client: ClientRole, grant: Grant) -> Self {
        let now = jiff::Timestamp::now().as_second();
        Self { client, grant, asked_scope: None, basic_alone: false, nonce: None, code: None, front_id_token: None, now }
    }
}

/// The scope of a token request, where its grant gives the parameter a meaning (RFC 6749 §4.4.2, §6).
pub(super) fn requested_scope(grant: Grant, request: &Request) -> Option<String> {
    if !matches!(grant, Grant::RefreshToken | Grant::ClientCredentials) {
        return None;
    }
    let mut fields = url::form_urlencoded::parse(&request.body);
    fields.find(|(name, value)| name == "scope" && !value.is_empty()).map(|(_, value)| value.into_owned())
}

/// Whether the client is authenticated by one field with Basic, without credentials in the body (RFC 6749 §2.3).
pub(super) fn is_basic_alone(request: &Request) -> bool {
    let mut fields = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let basic = fields.next().is_some_and(|(_, value)| value.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"basic ")));
    let of_client = |field: &[u8]| field.starts_with(b"client_secret=") || field.starts_with(b"client_assertion=");
    basic && fields.next().is_none() && !request.body.split(|&byte| byte == b'&').any(of_client)
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
pub(super) fn facts(known: &Known, asked: &Asked) -> Facts {
    let client = known.client(asked.client);
    Facts {
        issuer: known.issuer.clone(),
        token_endpoint: known.token_endpoint.clone(),
        openid_configuration: known.openid_configuration.clone(),
        oauth_metadata: known.oauth_metadata.clone(),
        keys: known.keys.clone(),
        client_id: client.map(|client| client.id.clone()).unwrap_or_default(),
        client_secret: client.and_then(|client| client.secret.clone()),
        grant: Some(asked.grant),
        asked_scope: asked.asked_scope.clone(),
        basic_alone: asked.basic_alone,
        nonce: asked.nonce.clone(),
        code: asked.code.clone(),
        front_id_token: asked.front_id_token.clone(),
        introspected: None,
        now: asked.now,
        earlier: Vec::new(),
    }
}

impl Scene<'_> {
    /// What the checks of an answer may look at, and the request behind it; nothing when there is no check.
    pub(super) async fn facts(
        &mut self,
        asked: (StateName, Grant),
        expectation: &Expectation,
        answer: &Observation,
    ) -> (Facts, Option<Behind>) {
        if !checks_any(expectation) {
            return (Facts::default(), None);
        }
        let (state, grant) = asked;
        // Found before introspection adds an exchange of its own.
        let last = self.log.iter().rposition(|logged| logged.observation.is_some());
        let before = self.log.len();
        let introspected = match answer.string("access_token").filter(|_| wants_introspection(expectation)) {
            Some(token) => self.introspected(token).await,
            None => None,
        };
        let introspection = (self.log.len() > before).then(|| self.log.len() - 1);
        let asked = match self.states.get(&state) {
            Some(state) => Asked::of(state, grant),
            None => Asked::nothing(self.client, grant),
        };
        let asked = match last.and_then(|at| self.log.get(at)) {
            Some(logged) => asked.by(&logged.exchange.request),
            None => asked,
        };
        let facts = Facts { introspected, earlier: self.answers.clone(), ..facts(&Known::of(self.subject), &asked) };
        (facts, Some(Behind { asked, exchange: last, introspection }))
    }

    async fn introspected(&mut self, token: &str) -> Option<Arc<serde_json::Map<String, serde_json::Value>>> {
        let response = self.introspect(token, Purpose::Inspection).await.ok()??;
        said(&response)
    }
}

/// What an introspection response says.
pub(super) fn said(response: &Response) -> Option<Arc<serde_json::Map<String, serde_json::Value>>> {
    json_object(&response.body.bytes).filter(|_| response.status == 200).map(Arc::new)
}
