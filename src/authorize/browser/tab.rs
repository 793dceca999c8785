//! One tab: opened for one authorization, and closed with it.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use url::Url;

use super::agent::Road;
use super::context::Context;
use super::pipe::PipeError;
use super::process::Process;
use super::traffic::{Listener, Traffic};

const SCRIPT: &str = include_str!("page.js");
/// The name of the world that our script runs in, apart from the page's.
const WORLD: &str = "tokenspec";

/// A page that is being walked.
pub(super) struct Tab {
    process: Arc<Process>,
    target: String,
    session: String,
    pub(super) traffic: Arc<Traffic>,
    /// The execution context of our script in the present document.
    world: Mutex<Option<u64>>,
    listener: JoinHandle<()>,
}

impl Tab {
    /// Opens a tab with the cookies of a context. Requests for `expected` are caught.
    pub(super) async fn open(
        context: &Context,
        (expected, case): (Url, Option<Arc<str>>),
        road: &Road,
    ) -> Result<Self, PipeError> {
        let process = Arc::clone(&context.process);
        let blank = json!({ "url": "about:blank", "browserContextId": context.id });
        let target = text(process.pipe.call(None, "Target.createTarget", blank).await?, "targetId");
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(process.pipe.call(None, "Target.attachToTarget", attach).await?, "sessionId");
        let traffic = Arc::new(Traffic::default());
        let listener = Listener {
            process: Arc::downgrade(&process),
            session: session.clone(),
            // The id of a page's main frame is that of its target.
            frame: target.clone(),
            expected,
            traffic: Arc::clone(&traffic),
            transport: Arc::clone(&road.transport),
            proxy_login: road.way.proxy_login.clone(),
            case,
        };
        let listener = tokio::spawn(listener.listen(process.pipe.listen(&session)));
        let tab = Self { process, target, session, traffic, world: Mutex::new(None), listener };
        tab.prepare(road).await?;
        Ok(tab)
    }

    async fn prepare(&self, road: &Road) -> Result<(), PipeError> {
        let stage = |stage: &str| json!({ "urlPattern": "*", "resourceType": "Document", "requestStage": stage });
        let mut patterns = vec![stage("Request"), stage("Response")];
        let network = &road.transport.settings().network;
        if !network.headers.is_empty() || network.case_header.is_some() {
            // A gateway wants its key with scripts and calls as well.
            patterns.push(json!({ "urlPattern": "*", "requestStage": "Request" }));
        }
        let patterns = json!({ "patterns": patterns, "handleAuthRequests": road.way.proxy_login.is_some() });
        tokio::try_join!(
            self.call("Page.enable", json!({})),
            self.call("Network.enable", json!({})),
            self.call("Inspector.enable", json!({})),
            self.call("Fetch.enable", patterns),
            // A tab behind others behaves as if it had the focus.
            self.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })),
        )?;
        if road.own_authorities {
            self.call("Security.enable", json!({})).await?;
            self.call("Security.setOverrideCertificateErrors", json!({ "override": true })).await?;
        }
        Ok(())
    }

    async fn call(&self, method: &'static str, parameters: Value) -> Result<Value, PipeError> {
        self.process.pipe.call(Some(&self.session), method, parameters).await
    }

    /// Opens a URL; returns once it is there, or why it cannot be had.
    pub(super) async fn navigate(&self, url: &Url) -> Result<Option<String>, PipeError> {
        let result = self.call("Page.navigate", json!({ "url": url.as_str() })).await?;
        Ok(result["errorText"].as_str().map(str::to_owned))
    }

    /// Asks our script in the page; `None` while the page is being replaced.
    pub(super) async fn ask(&self, request: Value) -> Result<Option<Value>, PipeError> {
        let known = *self.lock_world();
        let world = match known {
            Some(world) => world,
            None => {
                let parameters = json!({ "frameId": self.target, "worldName": WORLD });
                let made = match self.call("Page.createIsolatedWorld", parameters).await {
                    Err(PipeError::Refused { .. }) => return Ok(None),
                    made => made?,
                };
                let world = made["executionContextId"].as_u64().unwrap_or_default();
                *self.lock_world() = Some(world);
                world
            }
        };
        let parameters = json!({
            "functionDeclaration": SCRIPT, "executionContextId": world, "arguments": [{ "value": request }],
            "returnByValue": true, "userGesture": true,
        });
        match self.call("Runtime.callFunctionOn", parameters).await {
            Ok(mut answer) if answer["exceptionDetails"].is_null() => Ok(Some(answer["result"]["value"].take())),
            // The document went away with its world.
            Ok(_) | Err(PipeError::Refused { .. }) => {
                *self.lock_world() = None;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Types into what has the focus.
    pub(super) async fn type_in(&self, text: &str) -> Result<(), PipeError> {
        self.call("Input.insertText", json!({ "text": text })).await.map(|_| ())
    }

    /// What the page looks like, as PNG.
    pub(super) async fn screenshot(&self) -> Option<Vec<u8>> {
        let taken = self.call("Page.captureScreenshot", json!({ "format": "png" })).await.ok()?;
        STANDARD.decode(taken["data"].as_str()?).ok()
    }

    fn lock_world(&self) -> std::sync::MutexGuard<'_, Option<u64>> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.process.pipe.forget(&self.session);
        self.process.pipe.tell(None, "Target.closeTarget", json!({ "targetId": self.target }));
        self.listener.abort();
    }
}

fn text(mut result: Value, name: &str) -> String {
    match result[name].take() {
        Value::String(text) => text,
        _ => String::new(),
    }
}
