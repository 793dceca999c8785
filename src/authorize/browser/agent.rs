//! The browser of a run: started for the first code, one login session for many walks in parallel tabs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, RwLock, Semaphore};

use super::context::{Context, Cookies};
use super::failure::Screenshots;
use super::network::Way;
use super::one_time::OneTime;
use super::process::Process;
use super::settings::BrowserSettings;
use super::tab::Tab;
use super::walk::{End, Walk};
use crate::authorize::request::{Authorization, AuthorizationRequest, AuthorizeError};
use crate::authorize::sharing::Sharing;
use crate::transport::Transport;

/// What all walks share and none changes.
pub(super) struct Road {
    pub(super) settings: BrowserSettings,
    pub(super) one_time: Option<OneTime>,
    pub(super) screenshots: Screenshots,
    pub(super) transport: Arc<Transport>,
    /// The browser's part of the way to the target.
    pub(super) way: Way,
    /// Whether the transport trusts authorities that the browser does not know.
    pub(super) own_authorities: bool,
    /// Whether walks that arrive tell their pages as well.
    pub(super) traced: AtomicBool,
}

#[derive(Default)]
struct Session {
    context: Option<Arc<Context>>,
    sharing: Sharing,
    /// Whether a code was obtained; from then on the credentials are known to be right.
    proven: bool,
    /// Why the first login failed.
    rejected: Option<AuthorizeError>,
}

/// What a walk came to.
struct Walked {
    outcome: Result<End, AuthorizeError>,
    /// Whether credentials were typed in.
    typed: bool,
}

/// Obtains authorization codes with headless Chromium.
///
/// The first login is done alone. Walks beside others never log in: one that meets a login form, or fails, is done once more
/// when no other is under way.
pub struct Browser {
    road: Road,
    process: OnceCell<Result<Arc<Process>, String>>,
    // Walks hold it for reading; whoever logs in, for writing.
    session: RwLock<Session>,
    /// Login sessions that no walk is using, for [`Sharing::Own`].
    idle: Mutex<Vec<Context>>,
    slots: Semaphore,
}

impl Browser {
    /// A browser that is not started yet. `own_authorities` tells whether the transport trusts more than the system does.
    pub fn new(settings: BrowserSettings, transport: Arc<Transport>, own_authorities: bool) -> Self {
        let slots = Semaphore::new(settings.tabs.max(1));
        let network = &transport.settings().network;
        let way = Way::of(network, &settings.arguments, &|name| std::env::var(name).ok());
        let road = Road {
            way,
            one_time: settings.totp.clone().map(OneTime::new),
            screenshots: Screenshots::default(),
            transport,
            own_authorities,
            traced: AtomicBool::new(false),
            settings,
        };
        Self { road, process: OnceCell::new(), session: RwLock::default(), idle: Mutex::default(), slots }
    }

    /// Keeps an account of the pages of walks that arrive, too.
    pub fn trace(&self) {
        self.road.traced.store(true, Ordering::Relaxed);
    }

    /// Opens the authorization endpoint in a tab and returns with the code.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        // The semaphore is never closed; without a permit the walk would merely be one more at the same time.
        let _slot = self.slots.acquire().await.ok();
        if self.road.settings.fresh_sessions {
            return self.walk_afresh(request).await;
        }
        {
            let session = self.session.read().await;
            if let Some(error) = session.rejected.clone() {
                return Err(error);
            }
            let context = session.context.clone().filter(|_| session.sharing == Sharing::Shared);
            if let Some(context) = context {
                match self.walk(&context, request, false).await?.outcome {
                    Ok(End::Arrived(authorization)) => return Ok(authorization),
                    Err(error @ AuthorizeError::Refused { .. }) => return Err(error),
                    // Perhaps another walk's login page has changed the cookies under it.
                    Ok(End::Login) | Err(_) => {}
                }
            }
            if session.sharing == Sharing::Own {
                return self.walk_on_its_own(request).await;
            }
        }
        let mut session = self.session.write().await;
        if let Some(error) = session.rejected.clone() {
            return Err(error);
        }
        if session.sharing == Sharing::Own {
            drop(session);
            return self.walk_on_its_own(request).await;
        }
        self.walk_alone(&mut session, request).await
    }

    /// Walks while nobody else does: it may log in, and shows whether the session can be shared.
    async fn walk_alone(&self, session: &mut Session, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let context = match &session.context {
            Some(context) => Arc::clone(context),
            None => Arc::new(self.context().await?),
        };
        let before = self.cookies(&context).await?;
        let walked = self.walk(&context, request, true).await?;
        session.note(&walked);
        let outcome = finish(walked.outcome);
        let was_kept = session.context.take().is_some();
        // After anything but an answer of the authorization server nobody knows what the cookies are worth.
        if !matches!(outcome, Ok(_) | Err(AuthorizeError::Refused { .. })) {
            return outcome;
        }
        if was_kept && outcome.is_ok() && !walked.typed {
            let changed = self.cookies(&context).await?.have_changed_since(&before);
            session.sharing = if changed { Sharing::Own } else { Sharing::Shared };
        }
        match session.sharing {
            Sharing::Own => self.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(Arc::into_inner(context)),
            _ => session.context = Some(context),
        }
        outcome
    }

    /// Walks in a login session that no other walk uses meanwhile, logging in where there is none to spare.
    async fn walk_on_its_own(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(context) = kept {
            // A server may forget part of what it kept for a session. Whether it was that, a new session shows.
            match self.walk_and_keep(context, request).await {
                Err(AuthorizeError::GaveUp { .. }) => {}
                outcome => return outcome,
            }
        }
        self.walk_and_keep(self.context().await?, request).await
    }

    async fn walk_and_keep(&self, context: Context, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let outcome = finish(self.walk(&context, request, true).await?.outcome);
        if matches!(outcome, Ok(_) | Err(AuthorizeError::Refused { .. })) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(context);
        }
        outcome
    }

    /// Walks without cookies. The first walk is done alone: a wrong password must not be tried by all of them.
    async fn walk_afresh(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        if self.session.read().await.proven {
            return finish(self.walk(&self.context().await?, request, true).await?.outcome);
        }
        let mut session = self.session.write().await;
        if let Some(error) = session.rejected.clone() {
            return Err(error);
        }
        let walked = self.walk(&self.context().await?, request, true).await?;
        session.note(&walked);
        finish(walked.outcome)
    }

    async fn walk(&self, context: &Context, request: &AuthorizationRequest, may_login: bool) -> Result<Walked, AuthorizeError> {
        let expected = Walk::expected(request)?;
        let tab = Tab::open(context, (expected, request.case.clone()), &self.road).await.map_err(gave_up)?;
        let mut walk = Walk::new(&self.road, request, tab, may_login);
        let outcome = walk.run().await;
        Ok(Walked { outcome, typed: walk.typed })
    }

    async fn context(&self) -> Result<Context, AuthorizeError> {
        let process =
            self.process.get_or_init(|| async { Process::start(&self.road.settings, &self.road.way).await.map(Arc::new) }).await;
        let process = process.as_ref().map_err(gave_up)?;
        Context::new(Arc::clone(process)).await.map_err(gave_up)
    }

    async fn cookies(&self, context: &Context) -> Result<Cookies, AuthorizeError> {
        context.cookies().await.map_err(gave_up)
    }
}

impl Session {
    /// Learns from a walk that was done alone.
    fn note(&mut self, walked: &Walked) {
        match &walked.outcome {
            Ok(_) => self.proven = true,
            // Trying the same password once per code would lock the account.
            Err(error @ AuthorizeError::GaveUp { .. }) if walked.typed && !self.proven => self.rejected = Some(error.clone()),
            Err(_) => {}
        }
    }
}

fn finish(outcome: Result<End, AuthorizeError>) -> Result<Authorization, AuthorizeError> {
    match outcome? {
        End::Arrived(authorization) => Ok(authorization),
        End::Login => Err(gave_up("the walk stopped before a login that it may do (a bug of tokenspec)")),
    }
}

fn gave_up(error: impl ToString) -> AuthorizeError {
    AuthorizeError::GaveUp { reason: error.to_string(), pages: Vec::new(), round_trips: 0 }
}
