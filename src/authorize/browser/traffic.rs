//! What a tab loads: the events of its session, and the answers that some of them want.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc, oneshot};
use url::Url;

use super::network::ProxyLogin;
use super::pipe::Event;
use super::process::Process;
use crate::authorize::arrival;
use crate::transport::Transport;

/// Requests of one page that are followed.
const MAX_IN_FLIGHT: usize = 1000;
/// Documents of one authorization: a page that sends itself on for ever is stopped.
const MAX_DOCUMENTS: usize = 60;

/// A document that the tab was given.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) method: &'static str,
    pub(super) url: Url,
    pub(super) status: u16,
}

impl Document {
    pub(super) fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The parameters with which the redirect URI was reached.
    pub(super) arrival: Option<Vec<(String, String)>>,
    pub(super) documents: Vec<Document>,
    /// Why the last document could not be loaded.
    pub(super) failure: Option<String>,
    in_flight: HashSet<String>,
    /// The request of the page itself.
    main: Option<String>,
    /// Set while a document's answer has not begun; dropped, it gives back its place among the requests to the target.
    pub(super) under_way: Option<oneshot::Sender<()>>,
    /// Requests for which a password was asked for.
    pub(super) challenged: HashSet<String>,
    /// When a request began or ended last.
    touched: Option<Instant>,
}

impl Seen {
    /// Since when nothing is loading; `None` while something is.
    pub(super) fn quiet_since(&self) -> Option<Instant> {
        self.touched.filter(|_| self.in_flight.is_empty() && self.under_way.is_none())
    }

    fn begins(&mut self, parameters: &Value) {
        // Streams, beacons and the like never end, or nobody waits for them.
        let endless = ["EventSource", "WebSocket", "Ping", "Media", "Prefetch", "CSPViolationReport"];
        let kind = parameters["type"].as_str().unwrap_or_default();
        if !endless.contains(&kind) && self.in_flight.len() < MAX_IN_FLIGHT {
            self.in_flight.extend(parameters["requestId"].as_str().map(str::to_owned));
        }
    }

    fn ends(&mut self, parameters: &Value) {
        self.in_flight.remove(parameters["requestId"].as_str().unwrap_or_default());
    }
}

/// What the tab and its listener share.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    seen: Mutex<Seen>,
    /// Told whenever something was seen.
    pub(super) news: Notify,
}

impl Traffic {
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows one session.
pub(super) struct Listener {
    // Weak: a listener must not keep the browser alive.
    pub(super) process: Weak<Process>,
    pub(super) session: String,
    /// The main frame of the page.
    pub(super) frame: String,
    pub(super) expected: Url,
    pub(super) traffic: Arc<Traffic>,
    /// Documents are asked for at its pace, and it decides about certificates that the browser does not trust.
    pub(super) transport: Arc<Transport>,
    pub(super) proxy_login: Option<ProxyLogin>,
    /// What the code is for.
    pub(super) case: Option<Arc<str>>,
}

impl Listener {
    pub(super) async fn listen(self, mut events: mpsc::UnboundedReceiver<Event>) {
        while let Some(event) = events.recv().await {
            self.hear(&event.method, &event.parameters);
            self.traffic.news.notify_one();
        }
        self.traffic.seen().failure = Some("the browser has ended".to_owned());
        self.traffic.news.notify_one();
    }

    fn hear(&self, method: &str, parameters: &Value) {
        match method {
            "Fetch.requestPaused" if parameters["resourceType"] == "Document" => self.paused(parameters),
            "Fetch.requestPaused" => self.tell("Fetch.continueRequest", self.onward(parameters)),
            "Fetch.authRequired" => self.challenged(parameters),
            "Network.requestWillBeSent" => self.touch(|seen| {
                seen.begins(parameters);
                if parameters["type"] == "Document" && parameters["frameId"] == *self.frame {
                    seen.main = parameters["requestId"].as_str().map(str::to_owned);
                }
            }),
            "Network.loadingFinished" => self.touch(|seen| seen.ends(parameters)),
            "Network.loadingFailed" => self.touch(|seen| {
                seen.ends(parameters);
                let is_main = seen.main.is_some() && parameters["requestId"].as_str() == seen.main.as_deref();
                if is_main {
                    seen.under_way = None;
                }
                if is_main && parameters["canceled"] != true {
                    seen.failure = parameters["errorText"].as_str().map(str::to_owned);
                }
            }),
            "Page.frameNavigated" if parameters["frame"]["id"] == *self.frame => self.touch(|seen| {
                // Another document: what the one before it asked for is of no interest any more.
                let own = parameters["frame"]["loaderId"].as_str().unwrap_or_default();
                seen.in_flight.retain(|request| request == own);
            }),
            "Page.frameRequestedNavigation" if parameters["frameId"] == *self.frame => self.requested(parameters),
            // A question of the page (`alert`, `beforeunload`) would stop everything else.
            "Page.javascriptDialogOpening" => self.tell("Page.handleJavaScriptDialog", json!({ "accept": true })),
            "Inspector.targetCrashed" => self.touch(|seen| seen.failure = Some("the page crashed".to_owned())),
            "Security.certificateError" => self.doubted(parameters),
            _ => {}
        }
    }

    pub(super) fn touch(&self, change: impl FnOnce(&mut Seen)) {
        let mut seen = self.traffic.seen();
        change(&mut seen);
        seen.touched = Some(Instant::now());
    }

    pub(super) fn tell(&self, method: &'static str, parameters: Value) {
        if let Some(process) = self.process.upgrade() {
            process.pipe.tell(Some(&self.session), method, parameters);
        }
    }

    /// A navigation to a scheme that is none of the browser's (`com.example.app:/callback`) never becomes a request.
    fn requested(&self, parameters: &Value) {
        let url = parameters["url"].as_str().and_then(|url| Url::parse(url).ok());
        if let Some(url) = url.filter(|url| !is_http(url) && arrival::is_expected(url, &self.expected)) {
            self.touch(|seen| seen.arrival = Some(arrival::parameters(&url)));
        } else {
            self.touch(|_| {});
        }
    }

    /// A document's request before it is sent, or its answer before it is read.
    fn paused(&self, parameters: &Value) {
        let id = &parameters["requestId"];
        let go_on = || self.tell("Fetch.continueRequest", self.onward(parameters));
        let text = |name: &str| parameters["request"][name].as_str().unwrap_or_default();
        let Ok(url) = Url::parse(&format!("{}{}", text("url"), text("urlFragment"))) else { return go_on() };
        let is_main = parameters["frameId"] == *self.frame;
        if !parameters["responseErrorReason"].is_null() {
            return go_on();
        }
        let posted = text("method") == "POST";
        let status = parameters["responseStatusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
        let reached = match status {
            None if arrival::is_expected(&url, &self.expected) => Some(match posted {
                true => posted_parameters(&parameters["request"]),
                false => arrival::parameters(&url),
            }),
            None => None,
            Some(status) => {
                let location = location(parameters).and_then(|location| url.join(location.trim()).ok());
                if is_main {
                    let method = if posted { "POST" } else { "GET" };
                    self.touch(|seen| {
                        seen.under_way = None;
                        seen.documents.push(Document { method, url, status });
                    });
                }
                // Of other schemes the browser would ask the operating system.
                let elsewhere = location.filter(|url| !is_http(url) && (300..400).contains(&status));
                elsewhere.filter(|url| arrival::is_expected(url, &self.expected)).map(|url| arrival::parameters(&url))
            }
        };
        let too_many = self.traffic.seen().documents.len() > MAX_DOCUMENTS;
        match reached {
            Some(reached) if is_main => {
                self.touch(|seen| seen.arrival = Some(reached));
                // Nothing listens there; an empty answer leaves the page as it is.
                self.tell("Fetch.fulfillRequest", json!({ "requestId": id, "responseCode": 204 }));
            }
            None if !too_many && is_main && status.is_none() => self.admit(self.onward(parameters)),
            None if !too_many => go_on(),
            _ => self.tell("Fetch.failRequest", json!({ "requestId": id, "errorReason": "Aborted" })),
        }
    }

    /// Lets a document's request go when it is its turn among all requests to the target: a browser that asks beside them would
    /// exceed the limits of the target file.
    fn admit(&self, onward: Value) {
        let (sender, answered) = oneshot::channel();
        self.touch(|seen| seen.under_way = Some(sender));
        let (process, session, transport) = (self.process.clone(), self.session.clone(), Arc::clone(&self.transport));
        tokio::spawn(async move {
            let _permit = transport.pace().admit().await;
            if let Some(process) = process.upgrade() {
                process.pipe.tell(Some(&session), "Fetch.continueRequest", onward);
            }
            // Whether it was answered or took too long, its turn is over.
            let _ = tokio::time::timeout(transport.settings().timeout, answered).await;
        });
    }
}

fn is_http(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn location(parameters: &Value) -> Option<&str> {
    let headers = parameters["responseHeaders"].as_array()?;
    let header =
        headers.iter().find(|header| header["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("location")))?;
    header["value"].as_str()
}

/// The parameters of `response_mode=form_post` (OAuth 2.0 Form Post Response Mode, section 2).
fn posted_parameters(request: &Value) -> Vec<(String, String)> {
    let entries = request["postDataEntries"].as_array().into_iter().flatten();
    let decoded = entries.filter_map(|entry| STANDARD.decode(entry["bytes"].as_str()?).ok());
    let mut body: Vec<u8> = decoded.flatten().collect();
    if body.is_empty() {
        body = request["postData"].as_str().unwrap_or_default().as_bytes().to_vec();
    }
    url::form_urlencoded::parse(&body).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_post_is_read_from_either_member() {
        let expected = vec![("code".to_owned(), "a b".to_owned()), ("state".to_owned(), "s".to_owned())];
        assert_eq!(posted_parameters(&json!({ "postData": "code=a+b&state=s" })), expected);
        let entries = json!([{ "bytes": STANDARD.encode("code=a+b") }, { "bytes": STANDARD.encode("&state=s") }]);
        assert_eq!(posted_parameters(&json!({ "postDataEntries": entries })), expected);
    }

    #[test]
    fn nothing_is_quiet_while_a_request_is_under_way() {
        let mut seen = Seen { touched: Some(Instant::now()), ..Seen::default() };
        seen.begins(&json!({ "requestId": "1", "type": "XHR" }));
        seen.begins(&json!({ "requestId": "2", "type": "EventSource" }));
        assert!(seen.quiet_since().is_none());
        seen.ends(&json!({ "requestId": "1" }));
        assert!(seen.quiet_since().is_some());
    }
}
