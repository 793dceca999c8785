//! One walk of a user agent: from the authorization URL over redirects and forms to the redirect URI.

use std::sync::Arc;

use url::{Host, Url};

use super::account::{Journal, place};
use super::arrival::{self, Arrival};
use super::choose::Stage;
use super::cookies::Jar;
use super::driver::Driver;
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};
use super::road::{Outgoing, Road, Step};
use crate::transport::{Exchange, Request, Response, TransportError, USER_AGENT};

/// Requests of one walk.
const MAX_HOPS: u32 = 25;
/// Visits to the same URL between two submitted forms: a server may test its cookie once, not for ever.
const MAX_VISITS: usize = 2;
/// How often a request is sent again that the server put off.
const RETRIES: usize = 2;
const ACCEPT: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1";

/// One user agent on its way.
pub(super) struct Walk<'a> {
    pub(super) road: &'a Road,
    pub(super) request: &'a AuthorizationRequest,
    pub(super) expected: Url,
    pub(super) journal: Journal,
    pub(super) stage: Stage,
    /// Forms submitted so far, to notice when one comes back.
    pub(super) submitted: Vec<(Url, Vec<u8>)>,
    pub(super) rejected: bool,
    /// Whether the scope to be declined was left unticked on some page.
    pub(super) declined: bool,
    jar: Jar,
    may_login: bool,
    next: Option<Outgoing>,
    visits: Vec<Url>,
    hops: u32,
    spent: u32,
}

impl<'a> Walk<'a> {
    /// A walk that starts with the cookies of `jar`; `spent` round trips were made before it for the same code.
    pub(super) fn new(road: &'a Road, request: &'a AuthorizationRequest, jar: Jar, spent: u32) -> Result<Self, AuthorizeError> {
        let give_up = |reason: String| AuthorizeError::GaveUp { reason, pages: Vec::new(), round_trips: spent };
        road.selectors.compile().map_err(give_up)?;
        let expected = Url::parse(&request.expected_redirect_uri)
            .map_err(|error| give_up(format!("the redirect URI `{}` is not a URL: {error}", request.expected_redirect_uri)))?;
        let mut journal = Journal::default();
        if let Driver::Form(settings) = &road.driver {
            journal.hide(settings.password());
            settings.fields.iter().for_each(|(_, value)| journal.hide_value(value));
        }
        journal.hide_value(&request.state);
        jar.values().for_each(|value| journal.hide_value(value));
        Ok(Self {
            road,
            request,
            expected,
            journal,
            stage: Stage::Before,
            submitted: Vec::new(),
            rejected: false,
            declined: false,
            jar,
            may_login: false,
            next: Some(Outgoing::get(request.url())),
            visits: Vec::new(),
            hops: 0,
            spent,
        })
    }

    /// From now on the walk may submit login forms.
    pub(super) fn permit_login(&mut self) {
        self.may_login = true;
    }

    pub(super) fn round_trips(&self) -> u32 {
        self.spent + self.hops
    }

    /// Whether it submitted the password, and the login form did not come back.
    pub(super) fn has_logged_in(&self) -> bool {
        self.stage == Stage::Password && !self.rejected
    }

    /// Whether the server turned the user name or the password down.
    pub(super) fn credentials_rejected(&self) -> bool {
        self.rejected
    }

    pub(super) fn jar(&self) -> &Jar {
        &self.jar
    }

    pub(super) fn into_jar(self) -> Jar {
        self.jar
    }

    /// The walk stopped where it cannot go on: an error of this module's logic.
    pub(super) fn unfinished(&self) -> AuthorizeError {
        self.give_up("the walk stopped on the way (a bug of tokenspec)".to_owned())
    }

    /// Goes on until the redirect URI, an error, or a login form that may not be submitted yet.
    pub(super) async fn advance(&mut self) -> Result<Step, AuthorizeError> {
        while let Some(next) = self.next.take() {
            if next.login.is_some() && !self.may_login {
                self.next = Some(next);
                return Ok(Step::Login);
            }
            if let Some(authorization) = self.visit(next).await? {
                return Ok(Step::Arrived(authorization));
            }
        }
        Err(self.unfinished())
    }

    async fn visit(&mut self, outgoing: Outgoing) -> Result<Option<Authorization>, AuthorizeError> {
        self.guard(&outgoing)?;
        if let Some(stage) = outgoing.login {
            self.stage = stage;
        }
        let response = self.send(&outgoing).await?;
        self.jar.keep(&outgoing.url, &response);
        self.jar.values().for_each(|value| self.journal.hide_value(value));
        if matches!(response.status, 301 | 302 | 303 | 307 | 308)
            && let Some(location) = response.header("location")
        {
            return self.redirected(outgoing, response.status, &location);
        }
        self.met_page(&outgoing, &response).await
    }

    /// Stops a walk that goes in circles.
    fn guard(&mut self, outgoing: &Outgoing) -> Result<(), AuthorizeError> {
        if self.hops >= MAX_HOPS {
            return Err(self.give_up(format!("no end after {MAX_HOPS} requests")));
        }
        if outgoing.method != "GET" {
            self.visits.clear();
            return Ok(());
        }
        if self.visits.iter().filter(|url| **url == outgoing.url).count() >= MAX_VISITS {
            let place = self.journal.tell(&place(&outgoing.url));
            return Err(
                self.give_up(format!("redirects go in a circle: {place} was asked {MAX_VISITS} times without a form between"))
            );
        }
        self.visits.push(outgoing.url.clone());
        Ok(())
    }

    async fn send(&mut self, outgoing: &Outgoing) -> Result<Response, AuthorizeError> {
        let exchange = self.exchange(outgoing).await;
        let retry = outgoing.method == "GET" && matches!(exchange.outcome, Err(TransportError::Broken { .. }));
        // A kept connection may be closed under a request; asking for a page again changes nothing.
        let mut exchange = if retry { self.exchange(outgoing).await } else { exchange };
        for _ in 0..RETRIES {
            let Some(delay) = self.road.transport.patience(&exchange, self.road.patience) else { break };
            self.road.transport.pace().hold(delay);
            exchange = self.exchange(outgoing).await;
        }
        // Nobody else holds the answer: it is moved, not copied.
        Ok(Arc::unwrap_or_clone(exchange.outcome?))
    }

    async fn exchange(&mut self, outgoing: &Outgoing) -> Exchange {
        self.hops += 1;
        let mut request =
            Request::new(outgoing.method, outgoing.url.clone()).header("accept", ACCEPT).header("user-agent", USER_AGENT);
        if let Some(cookies) = self.jar.header(&outgoing.url) {
            request = request.header("cookie", cookies);
        }
        if outgoing.method == "POST" {
            request = request.header("content-type", "application/x-www-form-urlencoded");
            if let Some(page) = &outgoing.referer {
                request = request.header("origin", page.origin().ascii_serialization()).header("referer", bare(page));
            }
            request.body = outgoing.body.clone();
        }
        request.case.clone_from(&self.request.case);
        self.road.transport.send(request).await
    }

    fn redirected(&mut self, from: Outgoing, status: u16, location: &str) -> Result<Option<Authorization>, AuthorizeError> {
        let Ok(target) = from.url.join(location.trim()) else {
            self.journal.note((from.method, &from.url), status, "", "redirects to something that is not a URL");
            return Err(self.give_up("the server redirects to something that is not a URL".to_owned()));
        };
        let (seen, done) = match (arrival::is_expected(&target, &self.expected), target.origin() == from.url.origin()) {
            (true, _) => (String::new(), "redirects to the redirect URI"),
            (false, true) => (format!("redirects to {}", target.path()), ""),
            (false, false) => (format!("redirects to {},", place(&target)), "which is another origin"),
        };
        self.journal.note((from.method, &from.url), status, &seen, done);
        let keeps_method = matches!(status, 307 | 308) && from.method == "POST";
        if keeps_method && from.login.is_some() && target.origin() != from.url.origin() {
            let origin = target.origin().ascii_serialization();
            return Err(self.give_up(format!(
                "HTTP {status} would send the password on to {}; it was not sent",
                self.journal.tell(&origin)
            )));
        }
        if keeps_method && !arrival::is_expected(&target, &self.expected) {
            let referer = from.referer.filter(|page| page.origin() == target.origin());
            return self.go(Outgoing { url: target, referer, ..from });
        }
        self.go(Outgoing::get(target))
    }

    /// Takes the next request, unless it would be the redirect URI: that one is read, not asked.
    pub(super) fn go(&mut self, mut outgoing: Outgoing) -> Result<Option<Authorization>, AuthorizeError> {
        if arrival::is_expected(&outgoing.url, &self.expected) {
            let parameters = arrival::parameters(&outgoing.url);
            return self.arrive(parameters).map(Some);
        }
        if !matches!(outgoing.url.scheme(), "http" | "https") {
            let scheme = self.journal.tell(outgoing.url.scheme());
            return Err(
                self.give_up(format!("the server leads to a `{scheme}:` URL, which is neither HTTP nor the redirect URI"))
            );
        }
        if is_link_local(&outgoing.url) && !is_link_local(&self.request.endpoint) {
            let place = self.journal.tell(&place(&outgoing.url));
            return Err(self.give_up(format!(
                "the server leads to {place}, a link-local address, behind which clouds keep the keys of their machines; it was not asked"
            )));
        }
        outgoing.url.set_fragment(None);
        self.next = Some(outgoing);
        Ok(None)
    }

    pub(super) fn arrive(&mut self, parameters: Vec<(String, String)>) -> Result<Authorization, AuthorizeError> {
        match arrival::read(parameters, self.request) {
            Arrival::Error { error, description } => {
                Err(AuthorizeError::Refused { error, description, round_trips: self.round_trips() })
            }
            Arrival::Unusable { reason } => Err(self.give_up(reason)),
            Arrival::Code { code, parameters } => {
                let Some(partial) = self.request.partial_consent.as_ref().filter(|_| !self.declined) else {
                    return Ok(self.arrived(code, parameters));
                };
                if matches!(self.road.driver, Driver::Redirect) {
                    return Ok(self.arrived(code, parameters));
                }
                // A code with the full scope would make a case about partial consent judge the wrong thing.
                let reason =
                    format!("no consent page had a check box for the scope `{}`, so it could not be declined", partial.declined);
                Err(self.give_up(reason))
            }
        }
    }

    fn arrived(&self, code: String, parameters: Vec<(String, String)>) -> Authorization {
        let traced = self.road.traced.load(std::sync::atomic::Ordering::Relaxed);
        let pages = if traced { self.journal.pages() } else { Vec::new() };
        Authorization { code, parameters, round_trips: self.round_trips(), issued_for: None, pages }
    }

    /// The end of a walk that did not arrive.
    pub(super) fn give_up(&self, reason: String) -> AuthorizeError {
        AuthorizeError::GaveUp { reason, pages: self.journal.pages(), round_trips: self.round_trips() }
    }
}

/// Whether the host is an address of this very link (RFC 3927, RFC 4291 §2.5.6).
fn is_link_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_link_local(),
        Some(Host::Ipv6(address)) => {
            address.is_unicast_link_local() || address.to_ipv4_mapped().is_some_and(|address| address.is_link_local())
        }
        _ => false,
    }
}

/// A URL as a browser names it in `Referer`: without user information and fragment (RFC 9110 §10.1.3).
fn bare(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    // Both can only fail for URLs that have no host, which HTTP ones have.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}
