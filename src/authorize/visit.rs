//! What a walk does at a page that is not a redirect: read it, fill in its form, or give up and say why.

use url::Url;

use super::account::printable;
use super::choose::{self, Chosen, Purpose, Stage};
use super::driver::{Driver, FormSettings};
use super::page::{Kind, PageModel, no_form};
use super::request::{Authorization, AuthorizeError};
use super::road::Outgoing;
use super::submit;
use super::walk::Walk;
use super::{arrival, parse};
use crate::transport::Response;

/// How often a consent form of the same shape may come: servers ask for scopes one after the other.
const MAX_SAME_SHAPE: usize = 4;

impl Walk<'_> {
    /// Decides what follows from a page.
    pub(super) async fn met_page(&mut self, at: &Outgoing, response: &Response) -> Result<Option<Authorization>, AuthorizeError> {
        let page = match self.read(response).await {
            Ok(page) => page,
            Err(reason) => {
                self.journal.note((at.method, &at.url), response.status, "", &reason);
                return Err(self.give_up(reason));
            }
        };
        for form in &page.forms {
            let values = form.controls.iter().filter(|c| matches!(c.kind, Kind::Hidden | Kind::Password));
            values.for_each(|control| self.journal.hide_value(&control.value));
        }
        if let Some(parameters) = self.form_post(&at.url, &page) {
            self.journal.note((at.method, &at.url), response.status, "", "a form that posts to the redirect URI");
            return self.arrive(parameters).map(Some);
        }
        let seen = self.describe(&page, response);
        match response.status {
            200..=299 => self.answer(at, response.status, &page, seen),
            400..=499 if self.is_login_again(response.status, &page) => self.answer(at, response.status, &page, seen),
            status => {
                self.journal.note((at.method, &at.url), status, &seen, "");
                // The text often says more than the title: "oops" there, the OAuth error here.
                let text = match page.text.as_str() {
                    "" => &page.title,
                    text => text,
                };
                let text = self.journal.tell(text);
                Err(self.bad_status(at, status, &seen, text))
            }
        }
    }

    /// Parses an HTML response off the async threads: a page of the largest size takes its time.
    async fn read(&self, response: &Response) -> Result<PageModel, String> {
        let html = response.header("content-type").map_or_else(
            || response.body.bytes.trim_ascii_start().starts_with(b"<"),
            |kind| kind.to_ascii_lowercase().contains("html"),
        );
        if !html {
            return Ok(PageModel { text: plain_text(response), ..PageModel::default() });
        }
        if response.header("content-encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
            return Err("the page is compressed although no coding was asked for (RFC 9110 §12.5.3)".to_owned());
        }
        let selectors = self.road.selectors.clone();
        let text = response.body.text();
        let parsed = tokio::task::spawn_blocking(move || parse::page(&text, &selectors)).await;
        parsed.unwrap_or_else(|_| Err("the HTML parser failed on the page".to_owned()))
    }

    /// The parameters of an `response_mode=form_post` page (OAuth 2.0 Form Post Response Mode, section 2).
    fn form_post(&self, at: &Url, page: &PageModel) -> Option<Vec<(String, String)>> {
        let form = page.forms.iter().find(|form| {
            form.action.is_some()
                && page.action_url(at, form.action.as_deref()).is_ok_and(|url| arrival::is_expected(&url, &self.expected))
        })?;
        let inputs = form.enabled().filter(|(_, c)| matches!(c.kind, Kind::Hidden | Kind::Text) && !c.name.is_empty());
        Some(inputs.map(|(_, c)| (c.name.clone(), c.value.clone())).collect())
    }

    /// Title, else the first text.
    fn describe(&self, page: &PageModel, response: &Response) -> String {
        let what = if page.title.is_empty() { &page.text } else { &page.title };
        match what.as_str() {
            "" if response.body.bytes.is_empty() => "an empty page".to_owned(),
            "" => "a page without text".to_owned(),
            text => format!("\u{201c}{}\u{201d}", self.journal.tell(text)),
        }
    }

    /// Whether an error page is the login form shown once more (or for the first time, as a 401).
    fn is_login_again(&self, status: u16, page: &PageModel) -> bool {
        let login = page.forms.iter().any(|form| form.has(Kind::Password));
        login
            && matches!(self.road.driver, Driver::Form(_))
            && (status == 401 || self.stage > Stage::Before && matches!(status, 400 | 403 | 422))
    }

    fn bad_status(&mut self, at: &Outgoing, status: u16, seen: &str, text: String) -> AuthorizeError {
        let path = self.journal.tell(at.url.path());
        if (400..500).contains(&status) && status != 429 && self.request.is_for(&at.url) {
            let description = if text.is_empty() { seen.to_owned() } else { text };
            return AuthorizeError::Refused {
                error: format!("HTTP {status}"),
                description: Some(description),
                round_trips: self.round_trips(),
            };
        }
        if (400..500).contains(&status) && status != 429 && at.login == Some(Stage::Password) {
            self.rejected = true;
            return self.give_up(format!(
                "{path} answers the login with HTTP {status}, {seen}: are the user name and the password right?"
            ));
        }
        self.give_up(format!("{path} answers HTTP {status}, {seen}"))
    }

    fn answer(
        &mut self,
        at: &Outgoing,
        status: u16,
        page: &PageModel,
        seen: String,
    ) -> Result<Option<Authorization>, AuthorizeError> {
        let road = self.road;
        let Driver::Form(settings) = &road.driver else {
            return self.page_without_driver(at, status, page, seen);
        };
        let chosen = match choose::choose(page, settings, self.stage) {
            Ok(chosen) => chosen,
            Err(reason) => return self.stop(at, status, seen, &reason),
        };
        match (chosen, &page.refresh) {
            (Some(chosen), _) => self.submit(at, status, page, &chosen, settings, seen),
            (None, Some(_)) => self.refresh(at, status, page, seen),
            (None, None) => {
                let reason = no_form(page);
                self.stop(at, status, seen, &reason)
            }
        }
    }

    fn page_without_driver(
        &mut self,
        at: &Outgoing,
        status: u16,
        page: &PageModel,
        seen: String,
    ) -> Result<Option<Authorization>, AuthorizeError> {
        if page.forms.is_empty() && page.refresh.is_some() {
            return self.refresh(at, status, page, seen);
        }
        let what = if page.forms.iter().any(|form| form.has(Kind::Password)) {
            "a login page was met, and driver `redirect` fills in no forms: set `driver = \"form\"` with a user name and a password"
        } else if page.forms.is_empty() {
            "a page was met where a redirect was expected; if it is a login or consent page, `driver = \"form\"` (or `browser`) is needed"
        } else {
            "a login or consent page was met, and driver `redirect` fills in no forms: set `driver = \"form\"`"
        };
        self.stop(at, status, seen, what)
    }

    fn refresh(
        &mut self,
        at: &Outgoing,
        status: u16,
        page: &PageModel,
        seen: String,
    ) -> Result<Option<Authorization>, AuthorizeError> {
        let target = page.refresh.as_deref().and_then(|target| page.base_url(&at.url).join(target).ok());
        let Some(target) = target else {
            return self.stop(at, status, seen, "the page refreshes to something that is not a URL");
        };
        self.journal.note((at.method, &at.url), status, &seen, "refreshes to another page");
        self.go(Outgoing::get(target))
    }

    /// Ends the walk at a page: the reason names it.
    fn stop(&mut self, at: &Outgoing, status: u16, seen: String, reason: &str) -> Result<Option<Authorization>, AuthorizeError> {
        let place = self.journal.tell(at.url.path());
        self.journal.note((at.method, &at.url), status, &seen, "");
        // A reason may quote names from the page.
        let reason = printable(reason);
        Err(self.give_up(format!("{reason} (at {place}, {seen})")))
    }

    fn submit(
        &mut self,
        at: &Outgoing,
        status: u16,
        page: &PageModel,
        chosen: &Chosen,
        settings: &FormSettings,
        seen: String,
    ) -> Result<Option<Authorization>, AuthorizeError> {
        if let Some(reason) = self.came_back(chosen.purpose) {
            self.rejected = true;
            return self.stop(at, status, seen, &reason);
        }
        let submission = match submit::submission((&at.url, page), chosen, settings, self.request.partial_consent.as_ref()) {
            Ok(submission) => submission,
            Err(reason) => return self.stop(at, status, seen, &reason),
        };
        if chosen.purpose == Purpose::Consent && self.is_repeated(&submission) {
            return self.stop(at, status, seen, "the same form came back after it was submitted");
        }
        let what = if chosen.purpose == Purpose::Consent { "consent form" } else { "login form" };
        let filled =
            if submission.filled.is_empty() { String::new() } else { format!(", filled in {}", submission.filled.join(", ")) };
        self.journal.note((at.method, &at.url), status, &seen, &format!("{what}{filled}, submitted"));
        self.declined |= submission.declined;
        let login = match chosen.purpose {
            Purpose::Login => Some(Stage::Password),
            Purpose::UserName => Some(Stage::UserName),
            Purpose::Consent => None,
        };
        let mut key = submission.url.clone();
        key.set_query(None);
        let key_body = if submission.method == "GET" {
            submission.url.query().unwrap_or_default().as_bytes().to_vec()
        } else {
            submission.body.clone()
        };
        self.submitted.push((key, key_body));
        let referer = (submission.url.origin() == at.url.origin()).then(|| at.url.clone());
        self.go(Outgoing { method: submission.method, url: submission.url, body: submission.body, referer, login })
    }

    /// The reason to give up when a login form is met again after it was submitted.
    fn came_back(&self, purpose: Purpose) -> Option<String> {
        match (purpose, self.stage) {
            (Purpose::Login, Stage::Password) => Some(
                "the login form came back after submitting the user name and the password: is the password right?".to_owned(),
            ),
            (Purpose::UserName, Stage::UserName) => {
                Some("the login form came back after submitting the user name: is it right?".to_owned())
            }
            _ => None,
        }
    }

    /// Whether exactly this was submitted before, or too many of the same shape.
    fn is_repeated(&self, submission: &submit::Submission) -> bool {
        let mut url = submission.url.clone();
        let body = if submission.method == "GET" {
            url.query().unwrap_or_default().as_bytes().to_vec()
        } else {
            submission.body.clone()
        };
        url.set_query(None);
        let names =
            |body: &[u8]| -> Vec<String> { url::form_urlencoded::parse(body).map(|(name, _)| name.into_owned()).collect() };
        let shape = names(&body);
        let same_shape = self.submitted.iter().filter(|(u, b)| *u == url && names(b) == shape).count();
        same_shape >= MAX_SAME_SHAPE || self.submitted.iter().any(|(u, b)| *u == url && *b == body)
    }
}

/// The text of a response that is not HTML: an OAuth error as JSON in words, else its beginning.
fn plain_text(response: &Response) -> String {
    let text = response.body.text();
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_str(&text) {
        let member = |name: &str| object.get(name).and_then(serde_json::Value::as_str);
        if let Some(error) = member("error") {
            return [Some(error), member("error_description")].into_iter().flatten().collect::<Vec<_>>().join(": ");
        }
    }
    text.chars().take(1000).collect()
}
