//! A user agent of our own: one login session shared by many walks, or one for each of a few when the server forbids sharing.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{RwLock, Semaphore};

use super::cookies::Jar;
use super::driver::Driver;
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::road::{Road, Step};
use super::sharing::Sharing;
use super::walk::Walk;
use crate::transport::Transport;

/// The cookies of a login, and which login it was.
#[derive(Default)]
struct Session {
    /// Counts logins, so that a walk that waited sees whether somebody else has logged in meanwhile.
    generation: u64,
    jar: Option<Jar>,
    sharing: Sharing,
    /// Why the server turned the credentials down, when it did before any login succeeded.
    rejected: Option<AuthorizeError>,
}

impl Session {
    fn known_rejection(&self) -> Option<AuthorizeError> {
        self.rejected.clone().filter(|_| self.jar.is_none())
    }
}

/// Obtains authorization codes with one login session, many at once.
///
/// The first login is done alone and its cookies are kept; after that every walk starts from a copy of them, so that
/// the interaction cookies of parallel walks never meet. A walk that meets a login form again waits until no other is
/// under way, logs in alone and renews the shared cookies. Where a walk is seen to change the session's cookies, each
/// of as many walks as the transport sends requests at once keeps a login session of its own.
pub struct UserAgent {
    road: Road,
    // Walks hold it for reading, a login for writing: nobody walks while the session is being replaced.
    session: RwLock<Session>,
    /// Login sessions that no walk is using, for [`Sharing::Own`].
    idle: Mutex<Vec<Jar>>,
    slots: Semaphore,
    fresh: bool,
}

/// How far a walk came beside others.
enum Outcome<'a> {
    Done(Result<Authorization, AuthorizeError>),
    /// It has to go on alone; the number is the session that it knows.
    Alone(Box<Walk<'a>>, u64),
    /// It needs a login session of its own.
    Own,
}

impl UserAgent {
    /// An authorizer without a session yet.
    pub fn new(driver: Driver, transport: Arc<Transport>) -> Self {
        let slots = Semaphore::new(transport.settings().concurrency.max(1));
        let road = Road::new(driver, transport);
        Self { road, session: RwLock::new(Session::default()), idle: Mutex::new(Vec::new()), slots, fresh: false }
    }

    /// Waits where a server puts a walk off (429 or 503 with `Retry-After`), but no longer than this; without it, not at all
    /// unless it may ask again at once.
    pub fn patient(mut self, at_most: Duration) -> Self {
        self.road.patience = at_most;
        self
    }

    /// Logs in anew for every code. Some servers keep one grant for a client in a session: when one of its codes is replayed,
    /// all that was issued in that session is revoked.
    pub fn with_fresh_sessions(mut self) -> Self {
        self.fresh = true;
        self
    }

    /// Keeps an account of the pages of walks that arrive, too.
    pub fn trace(&self) {
        self.road.traced.store(true, Ordering::Relaxed);
    }

    /// Sends a user agent to the authorization endpoint and returns with the code.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        if self.fresh {
            return self.walk_afresh(request).await;
        }
        let mut spent = 0;
        // Others may log in, or find out about the sharing, while this walk waits for its turn. Twice is enough: the
        // first login and the first walk after it.
        for turn in 0..3 {
            let (walk, generation) = match self.walk_beside_others(request, spent).await? {
                Outcome::Done(result) => return result,
                Outcome::Own => return self.walk_on_its_own(request, spent).await,
                Outcome::Alone(walk, generation) => (walk, generation),
            };
            let mut session = self.session.write().await;
            let news = session.generation != generation || session.sharing == Sharing::Own;
            if news && turn < 2 {
                spent = walk.round_trips();
                continue;
            }
            if let Some(error) = session.known_rejection() {
                return Err(error);
            }
            return self.walk_alone(&mut session, *walk).await;
        }
        self.walk_on_its_own(request, spent).await
    }

    /// Walks beside others with a copy of the session's cookies, as far as that goes without a login.
    async fn walk_beside_others<'a>(
        &'a self,
        request: &'a AuthorizationRequest,
        spent: u32,
    ) -> Result<Outcome<'a>, AuthorizeError> {
        let session = self.session.read().await;
        if let Some(error) = session.known_rejection() {
            return Err(error);
        }
        if session.sharing == Sharing::Own {
            return Ok(Outcome::Own);
        }
        let jar = session.jar.clone().unwrap_or_default();
        let mut walk = Walk::new(&self.road, request, jar, spent)?;
        if session.sharing == Sharing::Unknown {
            return Ok(Outcome::Alone(Box::new(walk), session.generation));
        }
        match walk.advance().await {
            Ok(Step::Arrived(authorization)) => Ok(Outcome::Done(Ok(authorization))),
            Ok(Step::Login) => Ok(Outcome::Alone(Box::new(walk), session.generation)),
            Err(error) => Ok(Outcome::Done(Err(error))),
        }
    }

    /// Finishes a walk that nobody walks beside: it may log in, and shows whether the session can be shared.
    async fn walk_alone(&self, session: &mut Session, mut walk: Walk<'_>) -> Result<Authorization, AuthorizeError> {
        let outcome = finish(&mut walk).await;
        // A refusal by the authorization server after the login (a bad scope, say) is no failure of the login.
        let refused = matches!(outcome, Err(AuthorizeError::Refused { .. }));
        let first = session.jar.is_none();
        if (outcome.is_ok() && first) || (walk.has_logged_in() && (outcome.is_ok() || refused)) {
            session.jar = Some(walk.into_jar());
            session.rejected = None;
        } else if walk.credentials_rejected() {
            // Trying the same password once per code would lock the account.
            session.rejected = outcome.as_ref().err().cloned();
            return outcome;
        } else if let Some(before) = &session.jar {
            if walk.jar().has_changed_since(before) {
                session.sharing = Sharing::Own;
                self.put_back(walk.into_jar());
            } else if outcome.is_ok() {
                session.sharing = Sharing::Shared;
            }
        } else {
            return outcome;
        }
        session.generation += 1;
        outcome
    }

    /// Walks with a login session that no other walk uses meanwhile, logging in where there is none to spare.
    async fn walk_on_its_own(&self, request: &AuthorizationRequest, spent: u32) -> Result<Authorization, AuthorizeError> {
        // The semaphore is never closed; without a permit the walk would merely be one more at the same time.
        let _slot = self.slots.acquire().await.ok();
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let is_kept = kept.is_some();
        let (outcome, spent) = self.walk_with(kept.unwrap_or_default(), request, spent).await?;
        // A server may forget part of what it kept for a session, a consent, say, and stumble over the rest. Whether it was
        // that, a new session shows.
        match outcome {
            Err(AuthorizeError::GaveUp { .. }) if is_kept => self.walk_with(Jar::default(), request, spent).await?.0,
            outcome => outcome,
        }
    }

    /// Walks from these cookies to the end; also returns the round trips so far.
    async fn walk_with(
        &self,
        jar: Jar,
        request: &AuthorizationRequest,
        spent: u32,
    ) -> Result<(Result<Authorization, AuthorizeError>, u32), AuthorizeError> {
        let mut walk = Walk::new(&self.road, request, jar, spent)?;
        let outcome = finish(&mut walk).await;
        let spent = walk.round_trips();
        // After anything but an answer of the authorization server nobody knows what the cookies are worth.
        if matches!(outcome, Ok(_) | Err(AuthorizeError::Refused { .. })) {
            self.put_back(walk.into_jar());
        }
        Ok((outcome, spent))
    }

    /// Walks without cookies. The first walk is done alone: a wrong password must not be tried by all of them.
    async fn walk_afresh(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let mut walk = Walk::new(&self.road, request, Jar::default(), 0)?;
        if self.session.read().await.generation > 0 {
            return finish(&mut walk).await;
        }
        let mut session = self.session.write().await;
        if let Some(error) = session.known_rejection() {
            return Err(error);
        }
        if session.generation > 0 {
            drop(session);
            return finish(&mut walk).await;
        }
        let outcome = finish(&mut walk).await;
        if walk.credentials_rejected() {
            session.rejected = outcome.as_ref().err().cloned();
        } else {
            session.generation += 1;
        }
        outcome
    }

    fn put_back(&self, jar: Jar) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(jar);
    }
}

/// Walks to the end, login forms included.
async fn finish(walk: &mut Walk<'_>) -> Result<Authorization, AuthorizeError> {
    walk.permit_login();
    match walk.advance().await? {
        Step::Arrived(authorization) => Ok(authorization),
        Step::Login => Err(walk.unfinished()),
    }
}
