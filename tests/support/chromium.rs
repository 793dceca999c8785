//! A real browser for the tests of the HTML report: Chromium over its DevTools pipe, one page at a time.
#![allow(dead_code, reason = "each user takes a part of it")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine as _;
use serde_json::{Value, json};

/// How long an answer is waited for on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
const NAMES: [&str; 5] = ["chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser with one page; ended when dropped.
pub struct Chromium {
    child: Child,
    outgoing: ChildStdin,
    incoming: Receiver<Value>,
    session: Option<String>,
    next: u64,
    /// What it told unasked, in order.
    pub events: Vec<Value>,
    _profile: tempfile::TempDir,
}

/// The browser's file; where there is none, says so, and fails where one is required.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&path).find_map(|folder| NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file()));
    if found.is_none() {
        assert!(std::env::var_os("TOKENSPEC_REQUIRE_CHROMIUM").is_none(), "Chromium is required and not installed");
        eprintln!("NOT RUN: Chromium is not installed (Debian: apt-get install chromium)");
    }
    found
}

impl Chromium {
    /// `None` where no browser is installed.
    pub fn start() -> Option<Self> {
        const PIPE: &str = r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null"#;
        let executable = find()?;
        let profile = tempfile::Builder::new().prefix("tokenspec-page-").tempdir().unwrap();
        let mut child = Command::new("/bin/sh")
            .args(["-c", PIPE, "sh"])
            .arg(executable)
            .args(["--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--disable-background-networking", "--disable-extensions", "--hide-scrollbars", "--no-sandbox"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let outgoing = child.stdin.take().unwrap();
        let mut messages = BufReader::new(child.stdout.take().unwrap());
        let (sender, incoming) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while messages.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    return;
                }
                message.clear();
            }
        });
        let mut browser = Self { child, outgoing, incoming, session: None, next: 0, events: Vec::new(), _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Sends a command and waits for its result.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.outgoing.write_all(&bytes).unwrap();
        loop {
            let mut answer = self.incoming.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method}: {error}"));
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    /// Waits for an event that has not been told before.
    pub fn wait_for(&mut self, method: &str) {
        while !self.events.iter().any(|event| event["method"] == method) {
            let event = self.incoming.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{method}: {error}"));
            self.events.push(event);
        }
    }

    /// How large the window is.
    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Opens a file from disk and waits until it is loaded; what was told before is forgotten.
    pub fn open(&mut self, file: &Path) {
        self.events.clear();
        let url = url::Url::from_file_path(file).unwrap();
        self.call("Page.navigate", json!({ "url": url.as_str() }));
        self.wait_for("Page.loadEventFired");
    }

    /// The value of an expression.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// Waits until an expression is true.
    pub fn wait_until(&mut self, condition: &str) {
        let look = format!(
            "new Promise(done => {{ const look = () => ({condition}) ? done(true) : requestAnimationFrame(look); look(); }})"
        );
        self.evaluate(&look);
    }

    /// Lets so many frames pass: what a page does in the next ones is done then.
    pub fn frames(&mut self, number: usize) {
        let count = format!(
            "new Promise(done => {{ let left = {number}; const next = () => left-- > 0 ? requestAnimationFrame(next) : done(); next(); }})"
        );
        self.evaluate(&count);
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        let code = if key == "Enter" { 13 } else { 0 };
        let text = if key == "Enter" { "\r" } else { text };
        let event = |kind: &str| json!({ "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", event("keyDown"));
        self.call("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }));
    }

    /// Clicks into the middle of an element.
    pub fn click(&mut self, selector: &str) {
        let script = format!(
            "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const r = e.getBoundingClientRect(); return [r.x + Math.min(r.width / 2, 60), r.y + r.height / 2]; }})()",
            Value::from(selector)
        );
        let place = self.evaluate(&script);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// What the window shows, as PNG.
    pub fn screenshot(&mut self) -> Vec<u8> {
        bytes(&self.call("Page.captureScreenshot", json!({ "format": "png" })))
    }

    /// The page on paper, as PDF.
    pub fn pdf(&mut self) -> Vec<u8> {
        bytes(&self.call("Page.printToPDF", json!({ "printBackground": true, "preferCSSPageSize": true })))
    }

    /// Everything that went wrong in the page (errors, refused by its policy), and every address that was asked for.
    pub fn complaints(&mut self) -> (Vec<String>, Vec<String>) {
        // A round trip: what happened before it has been told after it.
        self.frames(5);
        let is = |event: &&Value, methods: &[&str]| methods.iter().any(|method| event["method"] == *method);
        let bad = ["Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Audits.issueAdded"];
        let wrong = self.events.iter().filter(|event| is(event, &bad)).map(Value::to_string).collect();
        let asked = self.events.iter().filter(|event| is(event, &["Network.requestWillBeSent"]));
        (wrong, asked.map(|event| event["params"]["request"]["url"].as_str().unwrap_or_default().to_owned()).collect())
    }
}

fn bytes(answer: &Value) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A browser that has been asked takes its renderers along; the profile can then be removed.
        let _ = self.outgoing.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let ended = (0..300).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            matches!(self.child.try_wait(), Ok(Some(_)))
        });
        if !ended {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
