//! One authorization in one tab: from the authorization URL to the redirect URI.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::agent::Road;
use super::pipe::PipeError;
use super::sight::Sight;
use super::tab::Tab;
use crate::authorize::account::Journal;
use crate::authorize::arrival::{self, Arrival};
use crate::authorize::request::{Authorization, AuthorizationRequest, AuthorizeError};
use crate::protocol::login::StepValue;

/// How long nothing must load and nothing change until a page counts as settled.
const QUIET: Duration = Duration::from_millis(400);
/// How often a page is looked at when nothing was heard of it.
const GLANCE: Duration = Duration::from_millis(25);

/// How a walk ends.
pub(super) enum End {
    /// At the redirect URI, with a code.
    Arrived(Authorization),
    /// Before a login that it may not do beside others.
    Login,
}

/// One user agent on its way.
pub(super) struct Walk<'a> {
    pub(super) road: &'a Road,
    pub(super) request: &'a AuthorizationRequest,
    pub(super) tab: Tab,
    pub(super) journal: Journal,
    /// What must not be seen on a screenshot.
    pub(super) secrets: Vec<String>,
    /// What was done, and after how many documents.
    pub(super) deeds: Vec<(usize, String)>,
    pub(super) may_login: bool,
    /// Whether credentials were typed in.
    pub(super) typed: bool,
    /// Whether the scope to be declined was unticked.
    pub(super) declined: bool,
    /// What the page looked like last, and since when.
    last: Option<(u64, Instant)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(road: &'a Road, request: &'a AuthorizationRequest, tab: Tab, may_login: bool) -> Self {
        let mut walk = Self {
            road,
            request,
            tab,
            journal: Journal::default(),
            secrets: Vec::new(),
            deeds: Vec::new(),
            may_login,
            typed: false,
            declined: false,
            last: None,
        };
        if let Some(password) = &road.settings.password {
            walk.hide(password.expose_secret());
        }
        walk.journal.hide_value(&request.state);
        walk
    }

    /// Never tell this, and never show it on a screenshot.
    pub(super) fn hide(&mut self, secret: &str) {
        self.journal.hide(secret);
        self.secrets.push(secret.to_owned());
    }

    /// Walks to the end.
    pub(super) async fn run(&mut self) -> Result<End, AuthorizeError> {
        let url = self.request.url();
        match self.tab.navigate(&url).await {
            // Being caught at the redirect URI ends the navigation as well.
            Ok(Some(problem)) if problem != "net::ERR_ABORTED" => self.tab.traffic.seen().failure = Some(problem),
            Ok(_) => {}
            Err(error) => return Err(self.broken(error)),
        }
        match self.road.settings.steps.is_empty() {
            true => self.guess().await,
            false => self.follow_steps().await,
        }
    }

    /// Waits until something was heard of the page, or for a moment.
    pub(super) async fn pause(&self) {
        // Either way it is looked at again.
        let _ = tokio::time::timeout(GLANCE, self.tab.traffic.news.notified()).await;
    }

    /// The end of the walk, when the redirect URI was reached.
    pub(super) async fn arrived(&mut self) -> Result<Option<End>, AuthorizeError> {
        let Some(parameters) = self.tab.traffic.seen().arrival.take() else { return Ok(None) };
        let round_trips = self.round_trips();
        match arrival::read(parameters, self.request) {
            Arrival::Error { error, description } => Err(AuthorizeError::Refused { error, description, round_trips }),
            Arrival::Unusable { reason } => Err(self.give_up(reason).await),
            Arrival::Code { code, parameters } => match self.request.partial_consent.as_ref().filter(|_| !self.declined) {
                None => {
                    let traced = self.road.traced.load(Ordering::Relaxed);
                    let pages = if traced { self.pages() } else { Vec::new() };
                    Ok(Some(End::Arrived(Authorization { code, parameters, round_trips, issued_for: None, pages })))
                }
                // A code with the full scope would make a case about partial consent judge the wrong thing.
                Some(partial) => {
                    let scope = &partial.declined;
                    let reason = format!("no page had a check box for the scope `{scope}`, so it could not be declined");
                    Err(self.give_up(reason).await)
                }
            },
        }
    }

    /// Looks at the page; `None` while there is none to look at.
    pub(super) async fn look(&mut self, targets: Value) -> Result<Option<Sight>, AuthorizeError> {
        let failure = self.tab.traffic.seen().failure.clone();
        if let Some(failure) = failure {
            let advice = match failure.contains("ERR_CERT") {
                true => ": for a private certificate authority, name its file: ca_file in [target]",
                false => "",
            };
            return Err(self.give_up(format!("the browser cannot load the page ({failure}){advice}")).await);
        }
        let answer = match self.tab.ask(json!({ "do": "look", "targets": targets })).await {
            Ok(answer) => answer,
            Err(error) => return Err(self.broken(error)),
        };
        let Some(sight) = answer.and_then(|answer| serde_json::from_value::<Sight>(answer).ok()) else {
            self.last = None;
            return Ok(None);
        };
        let signature = sight.signature();
        if self.last.is_none_or(|(known, _)| known != signature) {
            self.last = Some((signature, Instant::now()));
        }
        if sight.ready {
            self.hear_status(&sight).await?;
        }
        Ok(Some(sight))
    }

    /// Whether nothing loads and nothing has changed for a while.
    pub(super) fn has_settled(&self, sight: &Sight) -> bool {
        let quiet = self.tab.traffic.seen().quiet_since();
        let (Some(quiet), Some((_, unchanged))) = (quiet, self.last) else { return false };
        sight.ready && quiet.max(unchanged).elapsed() >= QUIET
    }

    /// Something was done: the page has to settle anew.
    pub(super) fn stir(&mut self, deed: String) {
        let documents = self.tab.traffic.seen().documents.len();
        self.deeds.push((documents, deed));
        self.last = None;
    }

    /// What the status of the page says before its content does.
    async fn hear_status(&mut self, sight: &Sight) -> Result<(), AuthorizeError> {
        let document = self.tab.traffic.seen().documents.iter().rev().find(|document| !document.is_redirect()).cloned();
        // The document may have been answered and not be shown yet.
        let shown = Url::parse(&sight.url).ok();
        let document = document.filter(|document| shown.is_some_and(|shown| shown.path() == document.url.path()));
        let Some(document) = document else { return Ok(()) };
        let status = document.status;
        let asks = sight.controls.iter().any(|control| control.is_password());
        // The text often says more than the title: "oops" there, the OAuth error here.
        let text = if sight.text.is_empty() { &sight.title } else { &sight.text };
        match status {
            400..=499 if status != 429 && !asks && self.request.is_for(&document.url) => Err(AuthorizeError::Refused {
                error: format!("HTTP {status}"),
                description: Some(self.journal.tell(text)).filter(|text| !text.is_empty()),
                round_trips: self.round_trips(),
            }),
            429 | 500.. => Err(self.give_up(format!("the server answers HTTP {status}")).await),
            _ => Ok(()),
        }
    }

    /// The text to type in.
    pub(super) async fn value(&mut self, value: &StepValue) -> Option<String> {
        let settings = &self.road.settings;
        match value {
            StepValue::Username => settings.username.clone(),
            StepValue::Password => settings.password.as_ref().map(|password| password.expose_secret().to_owned()),
            StepValue::Literal(text) => Some(text.clone()),
            StepValue::Totp => {
                let code = self.road.one_time.as_ref()?.next().await;
                self.hide(&code);
                Some(code)
            }
        }
    }

    pub(super) fn round_trips(&self) -> u32 {
        u32::try_from(self.tab.traffic.seen().documents.len()).unwrap_or(u32::MAX)
    }

    /// The end of a walk whose browser does not answer any more.
    pub(super) fn broken(&self, error: PipeError) -> AuthorizeError {
        AuthorizeError::GaveUp { reason: error.to_string(), pages: self.pages(), round_trips: self.round_trips() }
    }

    /// The expected redirect URI, as a URL.
    pub(super) fn expected(request: &AuthorizationRequest) -> Result<Url, AuthorizeError> {
        Url::parse(&request.expected_redirect_uri).map_err(|error| AuthorizeError::GaveUp {
            reason: format!("the redirect URI `{}` is not a URL: {error}", request.expected_redirect_uri),
            pages: Vec::new(),
            round_trips: 0,
        })
    }
}
