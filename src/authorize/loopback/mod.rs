//! A person logs in once, in a browser of their own; every code that the run needs follows by itself.
//!
//! tokenspec listens where the redirect URIs point to. The page that answers an authorization response leads the browser on
//! to the next authorization request as soon as there is one, and waits meanwhile, so that one browser tab fetches code after
//! code within the session of that one login. Redirect URIs that do not lead back to this machine are pasted from the
//! address bar.

mod desk;
mod page;
mod serve;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OnceCell, mpsc};
use url::Url;

use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use desk::Desk;
use serve::Listening;

/// How often a request that waits looks whether it waits in vain.
const LOOK: Duration = Duration::from_secs(1);
/// How long the page may take to fetch the result, once there is one.
const FAREWELL: Duration = Duration::from_secs(3);

/// Where browsers come back to, and how long is waited for a person.
#[derive(Debug, Clone)]
pub struct LoopbackSettings {
    /// The redirect URIs of all clients.
    pub redirect_uris: Vec<String>,
    /// How long a person may take: for the login, and without a sign of the browser afterwards.
    pub time_limit: Duration,
    /// How long one code may take after the first.
    pub code_limit: Duration,
}

/// What a person has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invitation {
    /// Open this URL in a browser.
    Open {
        /// The URL, on this machine.
        url: String,
        /// How many authorizations will follow, as far as is known.
        expected: Option<usize>,
        /// How many of the redirect URIs lead elsewhere, so that URLs have to be pasted.
        pasted: usize,
    },
}

/// Obtains codes by way of a person's browser.
pub struct Loopback {
    settings: LoopbackSettings,
    desk: Arc<Desk>,
    listening: OnceCell<Result<Listening, String>>,
    invitations: mpsc::UnboundedSender<Invitation>,
    inbox: Mutex<Option<mpsc::UnboundedReceiver<Invitation>>>,
}

impl Loopback {
    /// Nothing listens before the first code is asked for.
    pub fn new(settings: LoopbackSettings) -> Self {
        let (invitations, inbox) = mpsc::unbounded_channel();
        Self { settings, desk: Arc::default(), listening: OnceCell::new(), invitations, inbox: Mutex::new(Some(inbox)) }
    }

    /// What a person has to be told, as it becomes known; can be taken once.
    pub fn invitations(&self) -> Option<mpsc::UnboundedReceiver<Invitation>> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// How many codes will be asked for, for the page.
    pub fn expect(&self, codes: usize) {
        self.desk.expect(codes);
    }

    /// Waits for the browser to bring the code.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let listening = self.listening.get_or_init(|| self.listen()).await;
        let listening = listening.as_ref().map_err(|reason| gave_up(reason.clone()))?;
        let comes_back = listening.hears(&request.expected_redirect_uri);
        let (number, mut answer) = self.desk.queue(request, comes_back);
        loop {
            if let Ok(answer) = tokio::time::timeout(LOOK, &mut answer).await {
                return answer.unwrap_or_else(|_| Err(gave_up("the request was given up".to_owned())));
            }
            if let Some(reason) = self.desk.in_vain(number, &self.settings, Instant::now()) {
                self.desk.withdraw(number);
                return Err(gave_up(reason));
            }
        }
    }

    async fn listen(&self) -> Result<Listening, String> {
        let listening = Listening::start(&self.settings.redirect_uris, Arc::clone(&self.desk)).await?;
        let pasted = self.settings.redirect_uris.iter().filter(|uri| !listening.hears(uri)).count();
        self.desk.seen(Instant::now());
        let invitation = Invitation::Open { url: listening.start_url().to_string(), expected: self.desk.expected(), pasted };
        // Without anybody to tell, the URL remains unknown, and the time limit ends the run.
        let _ = self.invitations.send(invitation);
        Ok(listening)
    }

    /// Shows the result on the page and waits a moment until it has been fetched.
    pub async fn finish(&self, result: &str) {
        if let Some(Ok(listening)) = self.listening.get() {
            let shown = self.desk.finish(result);
            // A browser that was closed fetches nothing; one that is half-way through an answer gets the rest of it.
            let _ = tokio::time::timeout(FAREWELL, shown).await;
            let _ = tokio::time::timeout(FAREWELL, listening.close()).await;
        }
    }
}

fn gave_up(reason: String) -> AuthorizeError {
    AuthorizeError::GaveUp { reason, pages: Vec::new(), round_trips: 0 }
}

/// The loopback origin of a redirect URI (RFC 8252 §7.3), if it has one.
fn origin(redirect_uri: &str) -> Option<(String, u16)> {
    let url = Url::parse(redirect_uri).ok()?;
    let host = url.host_str()?;
    let is_loopback = matches!(host, "localhost" | "[::1]") || host.starts_with("127.");
    (url.scheme() == "http" && is_loopback).then(|| Some((host.to_owned(), url.port_or_known_default()?))).flatten()
}
