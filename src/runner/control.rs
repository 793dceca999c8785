//! Controls: the unchanged request of a state, sent once for all cases that start from it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::ledger::Ledger;
use super::needs::{self, Need};
use super::observe;
use super::obstacle::Obstacle;
use super::ration::is_rationed;
use super::scene::{Logged, Scene};
use super::subject::Subject;
use super::value;
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::suite::model::{Change, ExchangeCase, Given, Send, StateName, WhenRefused};

/// What makes two controls the same: who asks, with which grant, from which state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ControlKey {
    pub client: ClientRole,
    pub grant: Grant,
    pub given: Given,
}

impl ControlKey {
    /// The control that a case rests on; none when its own first request is the ordinary valid one.
    ///
    /// A changed request rests on the unchanged one in the same state. An unchanged request in an unusual state rests on
    /// the unchanged one in the ordinary state: a server that refuses everything shows nothing about that state.
    pub(super) fn of(case: &ExchangeCase) -> Option<Self> {
        // Documents and handshakes are the same for every client: no token request stands behind them.
        let first = case.steps.first().filter(|_| !needs::is_clientless(case))?;
        let ordinary = Given::usual();
        if case.steps.iter().all(|step| step.send == Send::Authorization) {
            // The authorization request itself is what is examined: the state cannot be its own control.
            return Some(Self::ordinary(case));
        }
        let unchanged = first.change.is_empty() && matches!(first.send, Send::Token { state: StateName::Main, grant: None });
        let key = |given: Given| Some(Self { client: case.client, grant: case.grant, given });
        if !unchanged {
            let mut given = case.given.clone();
            given.authorization.refused = WhenRefused::Skip;
            return key(given);
        }
        if case.given == ordinary || case.grant == Grant::ClientCredentials { None } else { key(ordinary) }
    }

    /// The control of a case that the authorization endpoint settled by refusing: its state cannot be had, so what shows
    /// that the server serves the client at all is the ordinary request.
    pub(super) fn ordinary(case: &ExchangeCase) -> Self {
        Self { client: case.client, grant: case.grant, given: Given::usual() }
    }

    /// A short, stable name: `confidential-code`, and a number where there are several.
    pub(super) fn name(&self) -> String {
        format!("{}-{}", self.client, self.grant.short())
    }

    /// Round trips that it takes: authorizations, then token requests.
    pub(super) fn cost(&self) -> (usize, usize) {
        match self.grant {
            Grant::ClientCredentials => (0, 1),
            Grant::AuthorizationCode => (1, 1),
            Grant::RefreshToken => (1, 2),
        }
    }
}

/// What became of a control.
#[derive(Debug, Clone)]
pub(super) struct ControlOutcome {
    pub succeeded: bool,
    /// Whether the target offers what the control takes (refresh tokens, say).
    pub applies: bool,
    pub observed: String,
    pub given: String,
    pub log: Vec<Logged>,
    pub authorizations: u32,
}

/// All controls of a run, each made at most once.
#[derive(Default)]
pub(super) struct Controls(Mutex<HashMap<ControlKey, Arc<OnceCell<Arc<ControlOutcome>>>>>);

impl Controls {
    /// The outcome of a control; the first who asks makes it.
    pub(super) async fn outcome(&self, key: &ControlKey, subject: &Subject, ledger: &Ledger, seed: u64) -> Arc<ControlOutcome> {
        let cell = {
            let mut cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(key.clone()).or_default())
        };
        Arc::clone(cell.get_or_init(|| async { Arc::new(Box::pin(perform(key, subject, ledger, seed)).await) }).await)
    }

    /// All that were made, in a stable order.
    pub(super) fn outcomes(&self) -> Vec<(ControlKey, Arc<ControlOutcome>)> {
        let cells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = cells.iter().filter_map(|(key, cell)| Some((key.clone(), cell.get()?.clone()))).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

/// Sends the control; once more when the network or the target's patience failed, for many cases rest on it.
async fn perform(key: &ControlKey, subject: &Subject, ledger: &Ledger, seed: u64) -> ControlOutcome {
    let first = attempt(key, subject, ledger, super::seed_for(seed, &format!("{key:?}"))).await;
    match first {
        // A second try costs a second authorization, which a limit does not have to spare.
        (outcome, Retry::Yes) if !(is_rationed(subject) && key.cost().0 > 0) => {
            let (mut second, _) = attempt(key, subject, ledger, super::seed_for(seed.wrapping_add(1), &format!("{key:?}"))).await;
            second.log.splice(0..0, outcome.log);
            second
        }
        (outcome, _) => outcome,
    }
}

enum Retry {
    Yes,
    No,
}

async fn attempt(key: &ControlKey, subject: &Subject, ledger: &Ledger, seed: u64) -> (ControlOutcome, Retry) {
    let mut scene = Scene::new(subject, ledger, (key.client, key.grant), &key.given, seed);
    scene.case = Some(observe::CONTROL.into());
    let sent = send(&mut scene, key.grant).await;
    let applies = !matches!(sent, Err(Obstacle::NotApplicable(_)));
    let (succeeded, observed, retry) = match sent {
        Ok(answer) => match &answer.unusable {
            Some(why) => (false, why.clone(), Retry::Yes),
            None => (answer.is_success(), answer.words(), Retry::No),
        },
        Err(Obstacle::Unknown(why)) => (false, why, Retry::Yes),
        Err(Obstacle::NotApplicable(why) | Obstacle::Kept(why)) => (false, why, Retry::No),
    };
    let scope = value::template(&key.given.authorization.scope, &|name| scene.fill(name))
        .unwrap_or_else(|_| key.given.authorization.scope.clone());
    let outcome = ControlOutcome {
        succeeded,
        applies,
        observed,
        given: crate::suite::words::given(key.client, key.grant, &key.given, &scope),
        authorizations: scene.authorizations,
        log: scene.log,
    };
    (outcome, retry)
}

async fn send(scene: &mut Scene<'_>, grant: Grant) -> Result<Arc<crate::judge::Observation>, Obstacle> {
    match needs::of_grant(grant) {
        Need::Prepared => scene.prepare(StateName::Main)?,
        Need::Code => scene.mint(StateName::Main).await?,
        Need::Exchanged => scene.exchange(StateName::Main).await?,
    }
    let has_refresh_token = scene.states.get(&StateName::Main).is_some_and(|state| state.material.refresh_token.is_some());
    if grant == Grant::RefreshToken && !has_refresh_token {
        return Err(Obstacle::NotApplicable("no refresh token was issued".to_owned()));
    }
    let request = scene.token_request(StateName::Main, grant, &Change::default())?;
    scene.send_token((StateName::Main, grant), &request, Purpose::Examination).await
}
