//! Plays the requests of a session, predicts each answer and keeps the books of what is known.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::looks::Looks;
use super::model::{Held, Model, Prediction, holds};
use super::states;
use super::world::{Challenge, CodeStanding, GrantFacts, RefreshStanding, World};
use crate::judge::expectation::Expectation;
use crate::judge::{Observation, ScopeView};
use crate::protocol::names::Grant;
use crate::runner::{Hindrance, Reach, Secrets, Setting, Stage, Subject};
use crate::suite::model::{Change, ExchangeCase, Send, StateName, Step};
use crate::transport::{Exchange, Lane, Request};

/// How often a request is sent again that the target puts off.
const RETRIES: u32 = 2;

/// What one request came to.
#[derive(Debug)]
pub(crate) struct Played {
    /// What was allowed.
    pub prediction: Arc<Prediction>,
    /// What came.
    pub answer: Arc<Observation>,
    /// How they disagree, if they do.
    pub held: Option<Box<Held>>,
    /// What a case would expect, where the prediction does not say it.
    pub expected: Option<Box<Expectation>>,
}

/// A token request, ready to be sent, and what is predicted of its answer.
#[derive(Debug, Clone)]
struct Ready {
    /// Of which state, and with which grant.
    of: (StateName, Grant),
    http: Request,
    prediction: Arc<Prediction>,
    /// What those who look at all answers may know of it.
    facts: (bool, Option<String>),
}

/// How a step goes on.
#[allow(clippy::large_enum_variant, reason = "it is taken apart at once, and nearly always a request")]
enum Way {
    /// With a token request.
    Ask(Ready),
    /// Not at all.
    Ended(Played),
}

/// A request that is the same in every session, as it was made the first time: neither a state nor the seed has a part in it.
#[derive(Debug, Default)]
pub(crate) struct Memory(OnceLock<Ready>);

/// What everything is played with.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    /// The target.
    pub subject: &'a Subject,
    /// Its rules.
    pub model: &'a Model,
    /// What is said of all answers.
    pub looks: &'a Looks<'a>,
}

/// A session while it is played.
pub(crate) struct Player<'a> {
    ground: Ground<'a>,
    stage: Stage<'a>,
    world: World,
    /// Which state each authorization of the world is.
    names: Vec<StateName>,
    lane: Lane,
    /// Token requests that were sent.
    pub requests: u64,
}

impl<'a> Player<'a> {
    /// A session that has not begun. Its token requests go over the lane.
    pub(crate) fn new(ground: Ground<'a>, lane: Lane, secrets: &'a Secrets, setting: Setting<'a>) -> Self {
        let stage = Stage::new(ground.subject, secrets, setting);
        Self { ground, stage, world: World::default(), names: Vec::new(), lane, requests: 0 }
    }

    /// Ends the session; the lane is free for another.
    pub(crate) fn into_lane(self) -> Lane {
        self.lane
    }

    /// Authorizations that were asked for so far.
    pub(crate) fn authorizations(&self) -> u64 {
        u64::from(self.stage.authorizations())
    }

    /// Whether the authorization endpoint refused what was asked for.
    pub(crate) fn was_barred(&self) -> bool {
        self.stage.was_refused()
    }

    /// Whether codes were exchanged and yielded no refresh token.
    pub(crate) fn was_bare(&self) -> bool {
        let spent = |grant: &&GrantFacts| grant.standing >= CodeStanding::Spent;
        self.world.grants.iter().any(|grant| spent(&grant)) && self.world.grants.iter().all(|grant| grant.refresh.is_empty())
    }

    /// Whether the main state can still show whether a request is served: its code, or its newest refresh token, is good for sure.
    pub(crate) fn is_fresh(&self, grant: Grant) -> bool {
        let main = self.names.iter().position(|name| *name == StateName::Main).and_then(|at| self.world.grants.get(at));
        match (grant, main) {
            (Grant::ClientCredentials, _) => true,
            (_, None) => false,
            (Grant::AuthorizationCode, Some(main)) => main.standing <= CodeStanding::Spared,
            (Grant::RefreshToken, Some(main)) => main.refresh.last().is_some_and(|token| token.standing == RefreshStanding::Live),
        }
    }

    /// Plays one step.
    ///
    /// # Errors
    /// When the target lacks what the step takes, did not answer, or gave no code.
    pub(crate) async fn play(&mut self, session: &ExchangeCase, step: &Step) -> Result<Played, Hindrance> {
        self.play_again(session, step, None).await
    }

    /// Plays a step that many sessions have, with the request that was made for the first of them, where that is the same.
    ///
    /// # Errors
    /// Those of [`Player::play`].
    pub(crate) async fn play_again(
        &mut self,
        session: &ExchangeCase,
        step: &Step,
        memory: Option<&Memory>,
    ) -> Result<Played, Hindrance> {
        let way = match memory.and_then(|memory| memory.0.get()) {
            Some(ready) => Way::Ask(ready.clone()),
            // On the heap: what is on the way of every request stays small.
            None => Box::pin(self.approach(session, step, memory)).await?,
        };
        match way {
            Way::Ask(ready) => self.ask(ready, step).await,
            Way::Ended(played) => Ok(played),
        }
    }

    /// Does all that a step needs, and all of it where it is no single token request.
    async fn approach(&mut self, session: &ExchangeCase, step: &Step, memory: Option<&Memory>) -> Result<Way, Hindrance> {
        let needs = Stage::needs(session, step);
        let stateless = session.grant == Grant::ClientCredentials && needs.iter().all(|(_, reach)| *reach == Reach::Prepared);
        for (state, reach) in needs {
            if let Some(played) = self.reach(state, reach, session).await? {
                return Ok(Way::Ended(played));
            }
        }
        if let Some(wait) = step.wait {
            tokio::time::sleep(Duration::from_secs(u64::from(wait.longest()))).await;
        }
        let played = match &step.send {
            Send::Token { state, grant } if step.copies > 1 => self.race(*state, grant.unwrap_or(session.grant), step).await?,
            Send::Token { state, grant } => {
                let ready = self.ready((*state, grant.unwrap_or(session.grant)), step)?;
                if let Some(Memory(memory)) = memory.filter(|_| stateless && Stage::is_the_same_for_all_seeds(&step.change)) {
                    memory.get_or_init(|| ready.clone());
                }
                return Ok(Way::Ask(ready));
            }
            _ => self.inspect(&step.send).await?,
        };
        Ok(Way::Ended(played))
    }

    /// Introspects an access token, or revokes a refresh token.
    async fn inspect(&mut self, send: &Send) -> Result<Played, Hindrance> {
        let (request, token) = self.stage.helper(send)?;
        let (_, answer) = self.send(request).await?;
        let mut played = Played { prediction: Arc::default(), answer, held: None, expected: Some(Box::new(states::any())) };
        match send {
            Send::Introspect(_) => states::introspected(self.ground.model, &self.world, &token, &mut played),
            _ if played.answer.status == 200 => {
                let grant = self.world.refresh(token.as_bytes()).and_then(|(at, _)| self.world.grants.get_mut(at));
                if let Some(grant) = grant {
                    for old in grant.refresh.iter_mut().filter(|old| old.value == token) {
                        old.standing = RefreshStanding::Revoked;
                    }
                    grant.weaken(RefreshStanding::Doubtful);
                }
            }
            _ => self.world.shake(),
        }
        Ok(played)
    }

    /// Sends a token request several times at once.
    async fn race(&mut self, state: StateName, grant: Grant, step: &Step) -> Result<Played, Hindrance> {
        let request = self.stage.token_request(state, grant, &step.change)?;
        let copies: Vec<Request> = (0..step.copies).map(|_| self.stage.http(&request)).collect();
        let Some(first) = copies.first() else { return Err(Hindrance::NotApplicable("no copies".to_owned())) };
        let prediction = Arc::new(self.ground.model.predict(&self.world, first));
        self.requests += copies.len() as u64;
        let exchanges = self.ground.subject.transport.race(copies).await;
        let answers: Vec<_> =
            exchanges.into_iter().filter_map(|exchange| exchange.outcome.ok()).map(|answer| self.stage.observe(answer)).collect();
        let successes = answers.iter().filter(|answer| answer.is_success()).count();
        let telling = answers.iter().find(|answer| answer.is_success()).or(answers.first()).map(Arc::clone);
        let answer = telling.ok_or_else(|| Hindrance::Unknown("none of the requests was answered".to_owned()))?;
        let held = states::raced(self.ground.model, &prediction, successes)
            .or_else(|| holds(self.ground.model, &prediction, &answer, &ScopeView::default()));
        self.stage.keep(state, &answer);
        self.stage.bind(step, &answer);
        self.world.settle(self.ground.model, &prediction, &answer, &ScopeView::default());
        // All but one of them were replays.
        self.world.shake();
        Ok(Played { prediction, answer, held: held.map(Box::new), expected: Some(Box::new(states::one_success())) })
    }

    /// Brings a state so far. What is played on the way there is predicted too; a disagreement ends it.
    async fn reach(&mut self, state: StateName, reach: Reach, session: &ExchangeCase) -> Result<Option<Played>, Hindrance> {
        self.stage.prepare(state)?;
        if reach == Reach::Prepared {
            return Ok(None);
        }
        self.stage.mint(state).await?;
        self.register(state);
        let exchanged = self.grant_of(state).is_none_or(|grant| grant.standing >= CodeStanding::Spent);
        if reach == Reach::Code || exchanged {
            return Ok(None);
        }
        let exchange = if state == StateName::Main { session.given.exchange.clone() } else { Vec::new() };
        let step = Step { change: Change { set: exchange, ..Change::default() }, ..super::session::ask(state) };
        let ready = self.ready((state, Grant::AuthorizationCode), &step)?;
        let played = Box::pin(self.ask(ready, &step)).await?;
        let bare = self.grant_of(state).is_some_and(|grant| grant.refresh.is_empty());
        if played.held.is_none() && !played.answer.is_success() {
            return Err(Hindrance::NotApplicable("the code exchange before it was refused".to_owned()));
        }
        if played.held.is_none() && bare && session.grant == Grant::RefreshToken && state == StateName::Main {
            return Err(Hindrance::NotApplicable("the target issued no refresh token".to_owned()));
        }
        Ok(Some(played).filter(|played| played.held.is_some()))
    }

    fn grant_of(&self, state: StateName) -> Option<&GrantFacts> {
        let at = self.names.iter().position(|name| *name == state)?;
        self.world.grants.get(at)
    }

    /// Notes the authorization of a state that has a code now.
    fn register(&mut self, name: StateName) {
        if self.names.contains(&name) {
            return;
        }
        let Some(state) = self.stage.state(name).filter(|state| state.code.is_some()) else { return };
        let request = state.request;
        let declined = request.partial_consent.as_ref().map(|partial| partial.declined.as_str()).unwrap_or_default();
        let words = request.scope.as_deref().unwrap_or_default().split(' ').filter(|word| !word.is_empty());
        let authorized = words
            .filter(|word| Some(*word) != self.ground.model.refresh_scope() && !declined.split(' ').any(|other| other == *word))
            .map(str::to_owned);
        let challenge = request.code_challenge.as_ref().map(|challenge| Challenge {
            plain: challenge.method.as_deref().is_none_or(|method| method == "plain"),
            text: challenge.challenge.clone(),
        });
        self.world.grants.push(GrantFacts {
            owner: state.client,
            authorized: authorized.collect(),
            declined: !declined.is_empty(),
            redirect_uri: request.redirect_uri.clone(),
            challenge,
            code: state.code.map(str::to_owned),
            standing: CodeStanding::Fresh,
            refresh: Vec::new(),
            access: Vec::new(),
            others: Vec::new(),
            narrowed: None,
        });
        self.names.push(name);
    }

    /// Makes a token request.
    fn ready(&mut self, (state, grant): (StateName, Grant), step: &Step) -> Result<Ready, Hindrance> {
        let request = self.stage.token_request(state, grant, &step.change)?;
        let http = self.stage.http(&request);
        let prediction = Arc::new(self.ground.model.predict(&self.world, &http));
        let facts = Stage::facts_of(&http, grant);
        Ok(Ready { of: (state, grant), http, prediction, facts })
    }

    /// Sends a token request and holds the answer against the prediction.
    async fn ask(&mut self, ready: Ready, step: &Step) -> Result<Played, Hindrance> {
        let Ready { of: (state, grant), http, prediction, facts } = ready;
        let (http, answer) = self.send(http).await?;
        let scope = self.scope(&prediction, &answer).await;
        let mut held = holds(self.ground.model, &prediction, &answer, &scope);
        if let Some(news) = self.ground.looks.news(grant, &facts, (&http, &answer)).filter(|_| held.is_none()) {
            self.stage.prepare(state)?;
            held = self.ground.looks.look(&self.stage, (state, grant), news, (&http, &answer));
        }
        self.stage.keep(state, &answer);
        self.stage.bind(step, &answer);
        self.world.settle(self.ground.model, &prediction, &answer, &scope);
        Ok(Played { prediction, answer, held: held.map(Box::new), expected: None })
    }

    async fn send(&mut self, mut request: Request) -> Result<(Request, Arc<Observation>), Hindrance> {
        let transport = &self.ground.subject.transport;
        let mut tries = 0;
        loop {
            self.requests += 1;
            let exchange: Exchange = self.lane.send(request).await;
            let patience = if tries < RETRIES {
                transport.patience(&exchange, self.ground.subject.target.limits.max_retry_after)
            } else {
                None
            };
            let Some(delay) = patience else {
                let response = exchange.outcome.map_err(|error| Hindrance::Unknown(error.to_string()))?;
                let answer = self.stage.observe(response);
                return Ok((exchange.request, answer));
            };
            request = exchange.request;
            tries += 1;
            transport.pace().hold(delay);
        }
    }

    /// Where the scope of what was issued can be seen; asked for only where something hangs on it.
    async fn scope(&mut self, prediction: &Prediction, answer: &Observation) -> ScopeView {
        if prediction.scope.is_none() || !answer.is_success() {
            return ScopeView::default();
        }
        self.stage.scope_view(answer).await
    }
}
