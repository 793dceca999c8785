//! The states of one case: authorizations, codes, tokens; and every exchange that was made for it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::execute::Detail;
use super::facts::Asked;
use super::ledger::Ledger;
use super::redact::{Redactor, Short};
use super::room::Held;
use super::subject::Subject;
use super::token_request::Material;
use super::wait::Waiting;
use crate::authorize::AuthorizationRequest;
use crate::judge::Observation;
use crate::protocol::body::Body;
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::{Purpose, ResponseRecord};
use crate::suite::model::{Given, StateName};
use crate::transport::{Exchange, Response};

/// Bytes of an answer that is kept as it is; a longer one is redacted and cut.
const KEPT: usize = 16 << 10;

/// An exchange of a case, with what was seen.
#[derive(Debug, Clone)]
pub(super) struct Logged {
    pub purpose: Purpose,
    pub exchange: Exchange,
    /// What is kept of a long answer; the exchange has none of it then.
    pub short: Option<Arc<ResponseRecord>>,
    /// Present for answers of the token endpoint.
    pub observation: Option<Arc<Observation>>,
    /// Present for token requests.
    pub asked: Option<Asked>,
}

impl Logged {
    /// An exchange as it is kept: a long answer is redacted and cut at once, for most of it will never be shown.
    pub(super) fn new(purpose: Purpose, mut exchange: Exchange, ledger: &Ledger) -> Self {
        let short = exchange.response().and_then(|response| shorten(response, ledger)).map(Arc::new);
        if short.is_some()
            && let Ok(response) = &mut exchange.outcome
        {
            let status = response.status;
            *response = Arc::new(Response { status, headers: Vec::new(), body: Body::default() });
        }
        Self { purpose, exchange, short, observation: None, asked: None }
    }
}

/// What is kept of an answer that is too long to be kept as it is.
fn shorten(response: &Response, ledger: &Ledger) -> Option<ResponseRecord> {
    let bytes = response.body.bytes.len() + response.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    if bytes <= KEPT && ledger.room().keep(bytes) {
        return None;
    }
    let redactor = Redactor::new(ledger.secrets(), ledger.salt());
    let most = [Short::Long, Short::Brief].into_iter().map(|most| redactor.short(response, most));
    let mut fits = most.filter(|short| ledger.room().keep(short.weight()));
    Some(fits.next().unwrap_or_else(|| redactor.short(response, Short::Nothing)))
}

/// One authorization and what came of it.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub client: ClientRole,
    pub request: AuthorizationRequest,
    pub material: Material,
    pub challenge: Option<String>,
    /// The id_token that came with the code (OIDC Core §3.3).
    pub front_id_token: Option<String>,
    pub tokens: Option<serde_json::Map<String, serde_json::Value>>,
}

impl State {
    pub(super) fn token(&self, name: &str) -> Option<&str> {
        self.tokens.as_ref()?.get(name)?.as_str()
    }
}

/// Everything that belongs to one case while it runs.
pub(super) struct Scene<'a> {
    pub subject: &'a Subject,
    pub ledger: &'a Ledger,
    pub client: ClientRole,
    pub grant: Grant,
    pub given: &'a Given,
    /// The name that the target may be told.
    pub case: Option<Arc<str>>,
    pub seed: u64,
    pub random: StdRng,
    pub states: BTreeMap<StateName, State>,
    pub bound: HashMap<String, String>,
    pub log: Vec<Logged>,
    /// The room that its answers take.
    pub held: Vec<Held>,
    /// The answers of the steps so far.
    pub answers: Vec<Arc<Observation>>,
    /// Whether the authorization endpoint refused a request of the case.
    pub refused: bool,
    pub authorizations: u32,
    pub authorization_round_trips: u32,
    pub waiting: Waiting,
    /// How much is recorded.
    pub detail: Detail,
    /// Seconds that the case has waited, or pretended to.
    pub waited: u32,
}

impl<'a> Scene<'a> {
    pub(super) fn new(subject: &'a Subject, ledger: &'a Ledger, who: (ClientRole, Grant), given: &'a Given, seed: u64) -> Self {
        Self {
            subject,
            ledger,
            client: who.0,
            grant: who.1,
            given,
            case: None,
            seed,
            random: StdRng::seed_from_u64(seed),
            states: BTreeMap::new(),
            bound: HashMap::new(),
            log: Vec::new(),
            held: Vec::new(),
            answers: Vec::new(),
            refused: false,
            authorizations: 0,
            authorization_round_trips: 0,
            waiting: Waiting::Real,
            detail: Detail::All,
            waited: 0,
        }
    }

    /// The same states without the exchanges, for making requests that are shown and not sent.
    pub(super) fn copy(&self) -> Self {
        Self {
            states: self.states.clone(),
            bound: self.bound.clone(),
            log: Vec::new(),
            ..Self::new(self.subject, self.ledger, (self.client, self.grant), self.given, self.seed)
        }
    }

    /// Fills a placeholder from the case's own point of view.
    pub(super) fn fill(&self, name: &str) -> Option<String> {
        self.fill_for(self.client, name)
    }

    pub(super) fn fill_for(&self, role: ClientRole, name: &str) -> Option<String> {
        if let Some(bound) = self.bound.get(name) {
            return Some(bound.clone());
        }
        if let Some((owner, part)) = name.split_once('.') {
            return self.fill_foreign(owner, part);
        }
        let main = self.states.get(&StateName::Main);
        match name {
            "scopes" => Some(self.usual_scopes(role)),
            "s1" => self.subject.ordinary_scopes(role).first().map(|&scope| scope.to_owned()),
            "s2" => self.subject.ordinary_scopes(role).get(1).map(|&scope| scope.to_owned()),
            "offline" => Some(self.subject.refresh_scope().map(|scope| format!(" {scope}")).unwrap_or_default()),
            "client_id" => self.subject.credentials(role).map(|credentials| credentials.id),
            "client_secret" => self.subject.credentials(role).map(|credentials| credentials.secret.unwrap_or_default()),
            "other_redirect_uri" => self.subject.client(role)?.redirect_uris.get(1).cloned(),
            "redirect_uri" => match main.and_then(|state| state.material.redirect_uri.clone()) {
                Some(uri) => Some(uri),
                None => self.subject.client(role)?.redirect_uris.first().cloned(),
            },
            _ => state_part(main?, name),
        }
    }

    /// `openid`, if the client may ask for it, and its first ordinary scope, if it has one.
    fn usual_scopes(&self, role: ClientRole) -> String {
        let openid = self.subject.may_ask_for(role, "openid").then_some("openid");
        let first = self.subject.ordinary_scopes(role).first().copied();
        openid.into_iter().chain(first).collect::<Vec<_>>().join(" ")
    }

    fn fill_foreign(&self, owner: &str, part: &str) -> Option<String> {
        let state = match owner {
            "spare" => self.states.get(&StateName::Spare),
            "done" => self.states.get(&StateName::Done),
            "other" => self.states.get(&StateName::Other),
            _ => None,
        };
        if let Some(found) = state.and_then(|state| state_part(state, part)) {
            return Some(found);
        }
        let role = ClientRole::ALL.into_iter().find(|role| role.name() == owner)?;
        match part {
            "client_id" | "client_secret" => self.fill_for(role, part),
            "redirect_uri" => self.subject.client(role)?.redirect_uris.first().cloned(),
            _ => None,
        }
    }
}

fn state_part(state: &State, part: &str) -> Option<String> {
    match part {
        "authorized" => state.request.scope.clone(),
        "code" => state.material.code.clone(),
        "code_verifier" => state.material.code_verifier.clone(),
        "code_challenge" => state.challenge.clone(),
        "redirect_uri" => state.material.redirect_uri.clone(),
        "nonce" => state.request.nonce.clone(),
        "front_id_token" => state.front_id_token.clone(),
        "access_token" | "refresh_token" | "id_token" => state.token(part).map(str::to_owned),
        _ => None,
    }
}
