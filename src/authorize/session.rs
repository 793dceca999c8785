//! The authorizer: one login session shared by many walks.

use std::sync::Arc;

use tokio::sync::RwLock;

use super::cookies::Jar;
use super::driver::Driver;
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::walk::{Road, Step, Walk};
use crate::transport::Transport;

/// The cookies of a login, and which login it was.
#[derive(Default)]
struct Session {
    /// Counts logins, so that a walk that waited sees whether somebody else has logged in meanwhile.
    generation: u64,
    jar: Option<Jar>,
    /// Why the server turned the credentials down, when it did before any login succeeded.
    rejected: Option<AuthorizeError>,
}

impl Session {
    fn known_rejection(&self) -> Option<AuthorizeError> {
        self.rejected.clone().filter(|_| self.jar.is_none())
    }
}

/// Obtains authorization codes, many at once, with one login session.
///
/// The first login is done alone and its cookies are kept; after that every walk starts from a copy of them, so that
/// the interaction cookies of parallel walks never meet. A walk that meets a login form again waits until no other is
/// under way, logs in alone and renews the shared cookies.
pub struct Authorizer {
    road: Road,
    // Walks hold it for reading, a login for writing: nobody walks while the session is being replaced.
    session: RwLock<Session>,
}

impl Authorizer {
    /// An authorizer without a session yet.
    pub fn new(driver: Driver, transport: Arc<Transport>) -> Self {
        Self { road: Road::new(driver, transport), session: RwLock::new(Session::default()) }
    }

    /// Sends a user agent to the authorization endpoint and returns with the code.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let mut spent = 0;
        let mut turn = Turn::First;
        loop {
            let (walk, generation) = match self.walk_in_session(request, spent).await? {
                Outcome::Arrived(authorization) => return Ok(authorization),
                Outcome::Login(walk, generation) => (walk, generation),
            };
            let mut session = self.session.write().await;
            if session.generation != generation && matches!(turn, Turn::First) {
                // Somebody else has logged in while this walk waited for its turn: their session will do.
                turn = Turn::Second;
                spent = walk.round_trips();
                continue;
            }
            if let Some(error) = session.known_rejection() {
                return Err(error);
            }
            return conclude(&mut session, walk).await;
        }
    }

    /// Walks beside others with a copy of the session's cookies, as far as that goes without a login.
    async fn walk_in_session<'a>(&'a self, request: &'a AuthorizationRequest, spent: u32) -> Result<Outcome<'a>, AuthorizeError> {
        let session = self.session.read().await;
        if let Some(error) = session.known_rejection() {
            return Err(error);
        }
        let jar = session.jar.clone();
        let mut walk = Walk::new(&self.road, request, jar.clone().unwrap_or_default(), spent)?;
        if jar.is_none() {
            // The first walk is done alone, even where no login form comes: it may be what starts the session.
            return Ok(Outcome::Login(walk, session.generation));
        }
        match walk.advance().await? {
            Step::Arrived(authorization) => Ok(Outcome::Arrived(authorization)),
            Step::Login => Ok(Outcome::Login(walk, session.generation)),
        }
    }
}

/// How far a walk came without a login.
enum Outcome<'a> {
    Arrived(Authorization),
    /// It needs one; the number is the session that it knows.
    Login(Walk<'a>, u64),
}

/// How often a walk was begun.
enum Turn {
    First,
    Second,
}

/// Finishes a walk that may log in, and keeps its cookies when the login succeeded.
async fn conclude(session: &mut Session, mut walk: Walk<'_>) -> Result<Authorization, AuthorizeError> {
    walk.permit_login();
    let outcome = match walk.advance().await {
        Ok(Step::Arrived(authorization)) => Ok(authorization),
        Ok(Step::Login) => Err(walk.unfinished()),
        Err(error) => Err(error),
    };
    // A refusal by the authorization server after the login (a bad scope, say) is no failure of the login.
    let logged_in = outcome.is_ok() || (walk.has_logged_in() && matches!(outcome, Err(AuthorizeError::Refused { .. })));
    if logged_in {
        session.generation += 1;
        session.jar = Some(walk.into_jar());
        session.rejected = None;
    } else if let Err(error) = &outcome
        && walk.credentials_rejected()
        && session.jar.is_none()
    {
        // Trying the same password once per code would lock the account.
        session.rejected = Some(error.clone());
    }
    outcome
}
