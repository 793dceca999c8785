//! A stage for token requests outside a run: states, requests and answers as cases have them, without log and verdict. What
//! `explore` plays on.

use std::sync::{Arc, LazyLock};

use super::execute::remember_configured;
use super::ledger::Ledger;
use super::obstacle::Obstacle;
use super::redact::Redactor;
use super::scene::Scene;
use super::subject::Subject;
use super::token_request::TokenRequest;
use super::{facts, needs, observe};
use crate::authorize::AuthorizationRequest;
use crate::judge::{Context, Finding, Judgement, Observation, ScopeView, judge};
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{Change, ExchangeCase, Given, ObserveCase, Send, StateName, Step};
use crate::transport::{Request, Response};

/// Who acts on a stage, and from where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// Who asks.
    pub client: ClientRole,
    /// With which grant, where a request does not say.
    pub grant: Grant,
    /// The authorization request of every state.
    pub given: &'a Given,
    /// The seed of all generated values.
    pub seed: u64,
}

/// Why something cannot be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// The target lacks what it takes.
    NotApplicable(String),
    /// The target did not answer, or gave no code.
    Unknown(String),
}

impl From<Obstacle> for Hindrance {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::NotApplicable(why) => Self::NotApplicable(why),
            Obstacle::Unknown(why) | Obstacle::Kept(why) => Self::Unknown(why),
        }
    }
}

/// How far a state has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Its authorization request is chosen.
    Prepared,
    /// Its code is there.
    Code,
    /// Its code was exchanged.
    Exchanged,
}

/// What is known of one state: its authorization request and what came of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateView<'a> {
    /// Whose it is.
    pub client: ClientRole,
    /// The authorization request.
    pub request: &'a AuthorizationRequest,
    /// The code.
    pub code: Option<&'a str>,
}

/// The states of one session, kept between its requests.
pub(crate) struct Stage<'a> {
    scene: Scene<'a>,
}

/// The secrets of a session; nothing of them is shown, so nothing is kept beyond it.
#[derive(Default)]
pub(crate) struct Secrets(Ledger);

impl<'a> Stage<'a> {
    /// An empty stage.
    pub(crate) fn new(subject: &'a Subject, secrets: &'a Secrets, setting: Setting<'a>) -> Self {
        let who = (setting.client, setting.grant);
        Self { scene: Scene::new(subject, &secrets.0, who, setting.given, setting.seed) }
    }

    /// Chooses what a state is made of; no code is asked for.
    pub(crate) fn prepare(&mut self, state: StateName) -> Result<(), Hindrance> {
        Ok(self.scene.prepare(state)?)
    }

    /// Obtains the code of a state, unless it has one.
    pub(crate) async fn mint(&mut self, state: StateName) -> Result<(), Hindrance> {
        self.scene.mint(state).await.map_err(|obstacle| self.redacted(obstacle.into()))
    }

    /// A hindrance without the secrets that the pages on the way may have repeated.
    fn redacted(&self, hindrance: Hindrance) -> Hindrance {
        let ledger = self.scene.ledger;
        remember_configured(ledger, self.scene.subject);
        // Salted alike for all sessions: what hinders them in the same way reads the same.
        static SALT: LazyLock<[u8; 16]> = LazyLock::new(rand::random);
        let redactor = Redactor::new(ledger.secrets(), *SALT);
        match hindrance {
            Hindrance::NotApplicable(why) => Hindrance::NotApplicable(redactor.text(&why)),
            Hindrance::Unknown(why) => Hindrance::Unknown(redactor.text(&why)),
        }
    }

    /// Authorizations that were asked for so far.
    pub(crate) fn authorizations(&self) -> u32 {
        self.scene.authorizations
    }

    /// Whether the authorization endpoint refused a request of the session.
    pub(crate) fn was_refused(&self) -> bool {
        self.scene.refused
    }

    /// What is known of a state, if it was prepared.
    pub(crate) fn state(&self, name: StateName) -> Option<StateView<'_>> {
        let state = self.scene.states.get(&name)?;
        Some(StateView { client: state.client, request: &state.request, code: state.material.code.as_deref() })
    }

    /// The states that a step touches, and how far each has to have come.
    pub(crate) fn needs(exchange: &ExchangeCase, step: &Step) -> Vec<(StateName, Reach)> {
        let reach = |need| match need {
            needs::Need::Prepared => Reach::Prepared,
            needs::Need::Code => Reach::Code,
            needs::Need::Exchanged => Reach::Exchanged,
        };
        needs::of_step(exchange, step).into_iter().map(|(state, need)| (state, reach(need))).collect()
    }

    /// The token request of a state, changed.
    pub(crate) fn token_request(&mut self, name: StateName, grant: Grant, change: &Change) -> Result<TokenRequest, Hindrance> {
        Ok(self.scene.token_request(name, grant, change)?)
    }

    /// Whether a change makes up no values: the request is then the same whatever the seed is.
    pub(crate) fn is_the_same_for_all_seeds(change: &Change) -> bool {
        !super::send::makes_values_up(change)
    }

    /// A token request as HTTP.
    pub(crate) fn http(&self, request: &TokenRequest) -> Request {
        /// What separates the parts of a multipart body; it occurs in no value of ours.
        const BOUNDARY: &str = "tokenspecBoundary7f3a9c2e";
        request.to_http(&self.scene.subject.token_endpoint, BOUNDARY)
    }

    /// A request to introspection or revocation, as HTTP, and the token that it is about.
    pub(crate) fn helper(&mut self, send: &Send) -> Result<(Request, String), Hindrance> {
        let (request, endpoint) = self.scene.helper_request(send, &Change::default())?;
        let token = request.parameters.iter().find(|parameter| parameter.name == "token");
        let token = token.map(|token| String::from_utf8_lossy(&token.value).into_owned()).unwrap_or_default();
        Ok((self.scene.http(&request, &endpoint), token))
    }

    /// Reads an answer.
    pub(crate) fn observe(&self, response: Arc<Response>) -> Arc<Observation> {
        let dialect = &self.scene.subject.target.errors;
        match Arc::try_unwrap(response) {
            Ok(own) => Arc::new(Observation::of(own.status, own.headers, &own.body, dialect)),
            Err(shared) => Arc::new(Observation::new(shared.status, &shared.headers, &shared.body, dialect)),
        }
    }

    /// Keeps the tokens of an answer to a state's token request.
    pub(crate) fn keep(&mut self, name: StateName, answer: &Observation) {
        self.scene.keep(name, answer);
    }

    /// Keeps part of an answer under a name, for later requests.
    pub(crate) fn bind(&mut self, step: &Step, answer: &Observation) {
        super::step::bind(&mut self.scene, step, answer);
    }

    /// Where the scope of the newest access token can be seen; this may ask for introspection.
    pub(crate) async fn scope_view(&mut self, answer: &Observation) -> ScopeView {
        let view = self.scene.scope_view(answer).await;
        // What was exchanged for it is nobody's evidence here.
        self.scene.log.clear();
        view
    }

    /// What those who look at all answers may know of a request: whether Basic alone authenticates, and the scope that is asked for.
    pub(crate) fn facts_of(request: &Request, grant: Grant) -> (bool, Option<String>) {
        (facts::is_basic_alone(request), facts::requested_scope(grant, request))
    }

    /// Holds an answer against what a suite says of every answer of its class; `None`: it is of another class.
    pub(crate) fn look_on(
        &self,
        case: &ObserveCase,
        (name, grant): (StateName, Grant),
        seen: (&Request, &Observation),
    ) -> Option<Judgement> {
        let (request, answer) = seen;
        if !observe::concerns(case, grant, request, answer) {
            return None;
        }
        let state = self.scene.states.get(&name)?;
        let asked = facts::Asked::of(state, grant).by(request);
        let facts = facts::facts(&super::known::Known::of(self.scene.subject), &asked);
        let nothing = |_: &str| None;
        let choice = |name: &str| self.scene.subject.target.choice(name).map(str::to_owned);
        let context = Context { resolve: &nothing, scope: ScopeView::default(), disregarded_scope: None, facts: &facts };
        let judgement = judge(&case.expect, answer, &context, &choice);
        (!matches!(judgement.finding, Finding::NotApplicable | Finding::Unknown)).then_some(judgement)
    }
}
