//! Sends the requests of a scene and reads the answers.

use std::sync::Arc;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use url::Url;

use super::facts::Asked;
use super::ledger::Ledger;
use super::obstacle::Obstacle;
use super::room::LONGEST_TOKEN;
use super::scene::{Logged, Scene, State};
use super::token_request::{Changing, Credentials, TokenRequest, apply, valid};
use super::value::{evaluate, generate};
use crate::judge::{Observation, ScopeView, json_object};
use crate::protocol::jwt;
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::scope::{ScopePlace, Scopes};
use crate::record::model::Purpose;
use crate::suite::model::{Alphabet, Base, Change, ClientAuthentication, StateName, Value};
use crate::transport::{Exchange, Request, Response};

/// How often a request is sent again after 429 or 503.
const RETRIES: u32 = 2;

impl Scene<'_> {
    /// Builds the token request of a state, changed.
    pub(super) fn token_request(&mut self, name: StateName, grant: Grant, change: &Change) -> Result<TokenRequest, Obstacle> {
        let Some(state) = self.states.get(&name) else {
            return Err(Obstacle::Unknown(format!("internal error: the state {name:?} was not prepared")));
        };
        let material = state.material.clone();
        let mut request = valid(grant, &material);
        self.change(&mut request, change, &material.credentials)?;
        Ok(request)
    }

    /// Applies a step's change to its valid request; `own` are the credentials that the valid request has.
    pub(super) fn change(&self, request: &mut TokenRequest, change: &Change, own: &Credentials) -> Result<(), Obstacle> {
        if change.is_empty() {
            return Ok(());
        }
        // From the change alone: the lines that repeat a request show the very values that were sent.
        let seed = if makes_values_up(change) { super::seed_for(self.seed, &format!("{change:?}")) } else { self.seed };
        let mut random = StdRng::seed_from_u64(seed);
        let subject = self.subject;
        let others = |role: ClientRole| subject.credentials(role);
        let fill = |placeholder: &str| self.fill(placeholder);
        let mut with = Changing { fill: &fill, random: &mut random, own, others: &others };
        apply(request, change, &mut with).map_err(|what| Obstacle::NotApplicable(format!("the target has no {what}")))
    }

    /// Sends a token request and reads the answer; the state keeps the tokens that come.
    pub(super) async fn send_token(
        &mut self,
        (name, grant): (StateName, Grant),
        request: &TokenRequest,
        purpose: Purpose,
    ) -> Result<Arc<Observation>, Obstacle> {
        let http = self.http(request, &self.subject.token_endpoint.clone());
        let response = self.send(http, purpose).await?;
        Ok(self.read_token_answer((name, grant), &response))
    }

    /// A request as it is sent in this case.
    pub(super) fn http(&mut self, request: &TokenRequest, endpoint: &Url) -> Request {
        let boundary = generate(Alphabet::Alphanumeric, 24, &mut self.random);
        let mut http = request.to_http(endpoint, &boundary);
        http.headers.extend(self.elapsed());
        http.case.clone_from(&self.case);
        http
    }

    /// Reads an answer of any endpoint. For want of room it may remain unlooked at.
    pub(super) fn observe(&mut self, response: &Response) -> Arc<Observation> {
        let dialect = &self.subject.target.errors;
        let observation = Observation::new(response.status, &response.headers, &response.body, dialect);
        Arc::new(match self.ledger.room().hold(observation.weight()) {
            Ok(held) => {
                self.held.push(held);
                observation
            }
            Err(full) => observation.unlooked(full.words()),
        })
    }

    /// Remembers the tokens of an answer; one whose tokens there is no room for is not used.
    fn take_tokens(&self, observation: Arc<Observation>) -> Arc<Observation> {
        match observation.json.as_ref().map(|answer| self.ledger.remember_tokens(answer)) {
            Some(Err(full)) => Arc::new(observation.unlooked(full.words())),
            _ => observation,
        }
    }

    /// Reads the answer to the token request that was logged last; the state keeps the tokens that came.
    pub(super) fn read_token_answer(&mut self, (name, grant): (StateName, Grant), response: &Response) -> Arc<Observation> {
        let observation = self.observe(response);
        let observation = self.take_tokens(observation);
        let asked = self.states.get(&name).map(|state| Asked::of(state, grant));
        if let Some(logged) = self.log.last_mut() {
            logged.observation = Some(kept(self.ledger, &observation));
            logged.asked = asked.map(|asked| asked.by(&logged.exchange.request));
        }
        self.keep(name, &observation);
        observation
    }

    /// The state keeps the tokens of a success.
    pub(super) fn keep(&mut self, name: StateName, observation: &Observation) {
        if let Some(answer) = observation.json.as_ref().filter(|_| observation.is_success())
            && let Some(state) = self.states.get_mut(&name)
        {
            keep_tokens(state, answer);
        }
    }

    /// Sends a request, again where the target asks for patience.
    pub(super) async fn send(&mut self, mut request: Request, purpose: Purpose) -> Result<Arc<Response>, Obstacle> {
        let mut tries = 0;
        loop {
            let exchange = self.subject.transport.send(request).await;
            let outcome = exchange.outcome.as_ref().map(Arc::clone).map_err(Obstacle::from_transport);
            // Most requests are sent once: only one that is sent again is copied.
            let patience = if tries < RETRIES { self.patience(&exchange) } else { None };
            let again = patience.map(|delay| (delay, exchange.request.clone()));
            self.log.push(Logged::new(purpose, exchange, self.ledger));
            let response = outcome?;
            let Some((delay, same)) = again else { return Ok(response) };
            request = same;
            tries += 1;
            self.subject.transport.pace().hold(delay);
        }
    }

    /// How long to wait before the request is sent again, if the target puts it off and that is bearable.
    fn patience(&self, exchange: &Exchange) -> Option<Duration> {
        self.subject.transport.patience(exchange, self.subject.target.limits.max_retry_after)
    }

    /// Exchanges the code of a state, as set-up.
    pub(super) async fn exchange(&mut self, name: StateName) -> Result<(), Obstacle> {
        if self.take_refresh_token(name)? {
            return Ok(());
        }
        self.mint(name).await?;
        if self.states.get(&name).is_some_and(|state| state.tokens.is_some() || state.client == ClientRole::Service) {
            return Ok(());
        }
        let change = match name {
            StateName::Main => Change { set: self.given.exchange.clone(), ..Change::default() },
            _ => Change::default(),
        };
        let request = self.token_request(name, Grant::AuthorizationCode, &change)?;
        let answer = self.send_token((name, Grant::AuthorizationCode), &request, Purpose::SetUp).await?;
        if let Some(why) = &answer.unusable {
            return Err(Obstacle::Unknown(why.clone()));
        }
        if !answer.is_success() {
            return Err(Obstacle::Unknown(format!("the code exchange before it failed: {}", answer.words())));
        }
        self.require_narrowing(&change, &answer).await
    }

    /// An exchange that should have narrowed the scope and did not is not the state that the case speaks of.
    async fn require_narrowing(&mut self, change: &Change, answer: &Observation) -> Result<(), Obstacle> {
        let Some((_, value)) = change.set.iter().find(|(name, _)| name == "scope") else { return Ok(()) };
        let mut random = StdRng::seed_from_u64(self.seed);
        let asked = evaluate(value, b"", &|name| self.fill(name), &mut random).map_err(Obstacle::Unknown)?;
        let view = self.scope_view(answer).await;
        let set = |list: &str| Scopes::parse(list).without(self.subject.refresh_scope());
        match view.truth() {
            Some(seen) if set(seen) != set(&String::from_utf8_lossy(&asked.bytes)) => {
                Err(Obstacle::NotApplicable(format!("the code exchange does not narrow the scope: the token has \"{seen}\"")))
            }
            _ => Ok(()),
        }
    }

    /// Where the scope of a state's newest access token can be seen.
    pub(super) async fn scope_view(&mut self, answer: &Observation) -> ScopeView {
        let declared = self.subject.target.scope_seen_in.clone();
        let mut view = ScopeView { member: answer.string("scope").map(str::to_owned), declared, ..ScopeView::default() };
        let Some(token) = answer.string("access_token").map(str::to_owned) else { return view };
        view.claim = jwt::claims(&token).and_then(|claims| match claims.get("scope").or_else(|| claims.get("scp"))? {
            serde_json::Value::String(list) => Some(list.clone()),
            serde_json::Value::Array(list) => {
                Some(list.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" "))
            }
            _ => None,
        });
        if view.counts(ScopePlace::Introspection)
            && let Ok(Some(response)) = Box::pin(self.introspect(&token, Purpose::Inspection)).await
        {
            view.introspected = introspected_scope(&response);
        }
        view
    }
}

/// What is kept of an answer until the run is over.
fn kept(ledger: &Ledger, observation: &Arc<Observation>) -> Arc<Observation> {
    match ledger.room().keep(observation.weight()) {
        true => Arc::clone(observation),
        false => Arc::new(observation.unlooked("there was no room to keep the answer")),
    }
}

/// The scope of a token that is active, as the introspection response has it (RFC 7662 §2.2).
pub(super) fn introspected_scope(response: &Response) -> Option<String> {
    let said = json_object(&response.body.bytes)?;
    let active = said.get("active").and_then(serde_json::Value::as_bool) == Some(true);
    said.get("scope").filter(|_| active).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// The newest tokens; a refresh token that is not replaced stays.
fn keep_tokens(state: &mut State, answer: &serde_json::Map<String, serde_json::Value>) {
    let mut tokens = state.tokens.take().unwrap_or_default();
    // What requests are made of: tokens and a lifetime. Whatever else stands there may be large, and a state is copied.
    for (name, value) in answer.iter().filter(|(_, value)| is_small(value)) {
        tokens.insert(name.clone(), value.clone());
    }
    state.material.refresh_token = tokens.get("refresh_token").and_then(|token| token.as_str()).map(str::to_owned);
    state.tokens = Some(tokens);
}

/// Whether a member may be part of a state.
fn is_small(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.len() <= LONGEST_TOKEN,
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => false,
        _ => true,
    }
}

/// Whether a change has values of its own making: for all others the seed means nothing, and is not worth a walk through the change.
pub(super) fn makes_values_up(change: &Change) -> bool {
    let random = |value: &Value| matches!(value.base, Base::Random { .. } | Base::LikeValid);
    let of_auth = match &change.auth {
        Some(ClientAuthentication::Basic { id, secret, credentials, .. }) => {
            [id, secret, credentials].into_iter().flatten().any(random)
        }
        _ => false,
    };
    of_auth
        || change.set.iter().any(|(_, value)| random(value))
        || change.repeat.iter().chain(&change.header_twice).any(|repeat| random(&repeat.value))
        || change.header.iter().filter_map(|(_, value)| value.as_ref()).any(random)
}
