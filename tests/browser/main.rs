//! The driver `browser`, with a real Chromium. Where none is installed, these tests say so and do not run, unless
//! TOKENSPEC_REQUIRE_CHROMIUM is set: then they fail.

mod network;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use support::{Outcome, file, outcome, raw_server, read_request, tokenspec};
use tokenspec::protocol::totp::Totp;

const TOTP: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const PASSWORD: &str = "correct horse battery";

/// Whether there is a browser to test with.
fn chromium() -> bool {
    let names = ["chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| names.iter().any(|name| folder.join(name).is_file()));
    if !found {
        assert!(std::env::var_os("TOKENSPEC_REQUIRE_CHROMIUM").is_none(), "Chromium is required and not installed");
        eprintln!("NOT RUN: Chromium is not installed (Debian: apt-get install chromium)");
    }
    found
}

/// Runs the binary with a PATH to find the browser on.
fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = tokenspec(folder);
    let profiles = folder.join("temporary");
    std::fs::create_dir_all(&profiles).unwrap();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("TMPDIR", &profiles);
    command.env("PASSWORD", PASSWORD).env("TOTP", TOTP).args(arguments);
    let ran = outcome(&mut command);
    for secret in [PASSWORD, TOTP, "alice-pass"] {
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "a secret is shown:\n{}{}", ran.stdout, ran.stderr);
    }
    let left: Vec<_> = std::fs::read_dir(&profiles).unwrap().flatten().map(|entry| entry.path()).collect();
    let left: Vec<_> = left.iter().filter(|path| path.to_string_lossy().contains("tokenspec-browser-")).collect();
    assert!(left.is_empty(), "the browser's profile is left behind: {left:?}");
    ran
}

/// `tokenspec serve`, killed at the end of the test.
struct Reference(Child);

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The reference server with forms, and its target file for the driver `form`.
fn reference(folder: &Path, further: &[&str]) -> (Reference, String) {
    let mut command = tokenspec(folder);
    command.args(["serve", "--listen", "127.0.0.1:0", "--login", "form", "--print-target"]).args(further);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut target = String::new();
    for line in lines.map_while(Result::ok) {
        target.push_str(&line);
        target.push('\n');
        if line.starts_with("partial_consent") {
            break;
        }
    }
    (Reference(child), target)
}

fn verdicts(record: &Value) -> BTreeMap<String, String> {
    let text = |case: &Value, name: &str| case[name].as_str().unwrap().to_owned();
    record["cases"].as_array().unwrap().iter().map(|case| (text(case, "id"), text(case, "verdict"))).collect()
}

#[test]
fn the_verdicts_are_those_of_the_driver_form() {
    if !chromium() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_server, form) = reference(folder.path(), &[]);
    file(folder.path(), "form.toml", &form);
    file(folder.path(), "browser.toml", &form.replace("driver = \"form\"", "driver = \"browser\""));
    let arguments = |target: &'static str| {
        let cases = ["--suite", "oauth2", "--suite", "pkce", "--filter", "oauth2/*scope*", "--filter", "pkce/missing-verifier*"];
        ["run", target, "--seed", "1", "--format", "json"].into_iter().chain(cases).collect::<Vec<_>>()
    };
    let [expected, found] = ["form.toml", "browser.toml"].map(|target| verdicts(&run(folder.path(), &arguments(target)).json()));
    assert!(expected.len() > 15, "{} cases", expected.len());
    assert!(expected.values().filter(|verdict| *verdict == "pass").count() > 10, "{expected:?}");
    assert_eq!(found, expected);
}

#[test]
fn a_private_authority_of_the_target_file_is_trusted() {
    if !chromium() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_server, form) = reference(folder.path(), &["--tls"]);
    let (head, rest) = form.split_once("[[client]]\nrole = \"other\"").unwrap();
    let authorize = rest.split_once("[authorize]").unwrap().1.replace("driver = \"form\"", "driver = \"browser\"");
    file(folder.path(), "tokenspec.toml", &format!("{head}[authorize]{authorize}"));
    let ran = run(folder.path(), &["doctor"]);
    assert!(ran.stdout.contains("✓ client confidential"), "{}{}", ran.stdout, ran.stderr);
}

/// A login that is a JavaScript application, with a second factor; and how often each of its doors was used.
#[derive(Default)]
struct Application {
    passwords: usize,
    codes: Vec<String>,
    sessions: usize,
    authorizations: usize,
    /// Where a picture of the login page leads to, if it has one.
    picture: Option<String>,
}

const PAGE: &str = r##"<!DOCTYPE html><html><head><title>Acme ID</title></head><body><div id="app"></div><script>
const app = document.getElementById("app");
const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) }).then((answer) => answer.json());
const field = (text, type) => {
  const label = document.createElement("label"), input = document.createElement("input");
  input.type = type;
  label.append(text + " *", input);
  app.append(label);
  return input;
};
const button = (text, act) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.disabled = true;
  button.onclick = act;
  app.append(button);
  return button;
};
// Like the frameworks: what counts is what the events said, not what stands in the field.
const view = (title, fields, act, text, path) => {
  app.replaceChildren();
  app.append(Object.assign(document.createElement("h1"), { textContent: title }));
  const known = {};
  for (const [name, label, type] of fields) {
    const input = field(label, type);
    input.addEventListener("input", () => { known[name] = input.value; go.disabled = Object.keys(known).length < fields.length; });
  }
  const go = button(text, () => { go.disabled = true; post(path, known).then(act); });
};
const second = (answer) => answer.error
  ? app.prepend(Object.assign(document.createElement("p"), { role: "alert", textContent: answer.error }))
  : view("Second factor", [["code", "One-time code", "text"]], (done) => { location.href = done.location; }, "Verify", "/api/code" + location.search);
setTimeout(() => view("Welcome", [["user", "User name", "text"], ["password", "Password", "password"]], second, "Sign in", "/api/password"), 60);
</script></body></html>"##;

const TOKENS: &str =
    r#"{"access_token":"an-access-token-0123456789","token_type":"Bearer","scope":"openid","refresh_token":"r-0123456789"}"#;

fn answer(stream: &mut TcpStream, state: &Mutex<Application>) -> Option<()> {
    use std::io::Write;
    let request = read_request(stream)?;
    let (head, body) = request.split_once("\r\n\r\n")?;
    let target = head.split(' ').nth(1)?.to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let parameters: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let callback = |code: usize| {
        let redirect = parameters.get("redirect_uri").map(String::as_str).unwrap_or_default();
        format!("{redirect}?code=code-{code:08}&state={}", parameters.get("state").map(String::as_str).unwrap_or_default())
    };
    let mut state = state.lock().unwrap();
    let said: Value = serde_json::from_str(body).unwrap_or_default();
    let (status, further, content) = match path {
        "/authorize" => {
            state.authorizations += 1;
            match head.to_lowercase().contains("cookie: sid=1") {
                true => {
                    state.sessions += 1;
                    ("302 Found", format!("Location: {}\r\n", callback(state.authorizations)), String::new())
                }
                false => {
                    let picture = if state.picture.is_some() { "<body><img src=\"/picture\">" } else { "<body>" };
                    ("200 OK", String::new(), PAGE.replace("<body>", picture))
                }
            }
        }
        "/api/password" => {
            state.passwords += 1;
            let right = said["user"] == "alice" && said["password"] == PASSWORD;
            let answer = if right { r#"{"next":"code"}"# } else { r#"{"error":"Wrong user name or password"}"# };
            ("200 OK", String::new(), answer.to_owned())
        }
        "/api/code" => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let code = said["code"].as_str().unwrap_or_default().to_owned();
            let totp = Totp::parse(TOTP).unwrap();
            let right = [now, now - 30].iter().any(|time| totp.at(*time) == code);
            state.codes.push(code);
            let location = if right { callback(state.authorizations) } else { "/refused".to_owned() };
            ("200 OK", "Set-Cookie: sid=1; Path=/\r\n".to_owned(), serde_json::json!({ "location": location }).to_string())
        }
        "/picture" => ("302 Found", format!("Location: {}\r\n", state.picture.as_deref().unwrap_or_default()), String::new()),
        "/token" => ("200 OK", "Cache-Control: no-store\r\n".to_owned(), TOKENS.to_owned()),
        _ => ("404 Not Found", String::new(), String::new()),
    };
    drop(state);
    let kind = if content.starts_with('{') { "application/json" } else { "text/html" };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{further}Content-Length: {}\r\nConnection: close\r\n\r\n",
        content.len()
    );
    stream.write_all(format!("{head}{content}").as_bytes()).ok()
}

fn application() -> (std::net::SocketAddr, Arc<Mutex<Application>>) {
    let state = Arc::new(Mutex::new(Application::default()));
    let shared = Arc::clone(&state);
    let address = raw_server(move |stream| {
        answer(stream, &shared);
    });
    (address, state)
}

const STEPS: &str = r#"
[[authorize.step]]
fill = { label = "User name" }
value = "${username}"
if_present = true

[[authorize.step]]
fill = "input[type=password]"
value = "${password}"
if_present = true

[[authorize.step]]
click = { role = "button", name = "Sign in" }
if_present = true

[[authorize.step]]
wait_for = { role = "heading", name = "Second factor" }

[[authorize.step]]
fill = { label = "One-time code" }
value = "${totp}"

[[authorize.step]]
click = { label = "Verify" }
"#;

/// A target of two clients; one of them is a native application.
fn target(address: impl std::fmt::Display, authorize: &str) -> String {
    format!(
        r#"[target]
name = "acme"
token_endpoint = "http://{address}/token"
authorization_endpoint = "http://{address}/authorize"

[[client]]
role = "confidential"
id = "web"
secret = "secret-of-web"
redirect_uris = ["http://127.0.0.1:9/callback"]
scopes = ["openid"]

[[client]]
role = "public"
id = "native"
redirect_uris = ["com.example.app:/callback"]
scopes = ["openid"]

[authorize]
driver = "browser"
username = "alice"
password = {{ env = "PASSWORD" }}
{authorize}
"#
    )
}

#[test]
fn a_javascript_login_is_passed_by_steps_and_its_session_is_kept() {
    if !chromium() {
        return;
    }
    let (address, state) = application();
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tokenspec.toml", &target(address, &format!("totp = {{ env = \"TOTP\" }}\n{STEPS}")));
    let ran = run(folder.path(), &["doctor"]);
    for client in ["confidential", "public"] {
        assert!(ran.stdout.contains(&format!("✓ client {client}")), "{}{}", ran.stdout, ran.stderr);
    }
    let state = state.lock().unwrap();
    // The other client's code, and two with which the doctor tries whether codes of one session disturb each other.
    assert_eq!((state.passwords, state.codes.len(), state.sessions), (1, 1, 3), "one login, then its session");
    assert!(!ran.stdout.contains(&state.codes[0]));
}

#[test]
fn a_javascript_login_is_guessed() {
    if !chromium() {
        return;
    }
    let (address, state) = application();
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tokenspec.toml", &target(address, "totp = { env = \"TOTP\" }"));
    let ran = run(folder.path(), &["doctor"]);
    assert!(ran.stdout.contains("✓ client confidential"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(state.lock().unwrap().passwords, 1);
}

#[test]
fn a_step_that_fails_is_named_with_its_page_and_a_picture() {
    if !chromium() {
        return;
    }
    let (address, _) = application();
    let folder = tempfile::tempdir().unwrap();
    let steps = STEPS.replace("name = \"Sign in\" }\nif_present = true", "name = \"Enter\" }");
    let settings = format!("totp = {{ env = \"TOTP\" }}\nstep_timeout = \"1500ms\"\nscreenshots = \"shots\"\n{steps}");
    file(folder.path(), "tokenspec.toml", &target(address, &settings));
    let ran = run(folder.path(), &["doctor"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "step 3 (click the button “Enter”) found nothing to act on within 1.5s",
        &format!("the page is http://{address}/authorize, titled “Acme ID”, showing headings “Welcome”"),
        "fields “User name *”, “Password *”, buttons “Sign in”",
        "screenshot: shots/login-01.png",
    ] {
        assert!(said.contains(part), "{part}\n{}", ran.stdout);
    }
    let picture = std::fs::read(folder.path().join("shots/login-01.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}

#[test]
fn a_wrong_password_is_tried_once() {
    if !chromium() {
        return;
    }
    let (address, state) = application();
    let folder = tempfile::tempdir().unwrap();
    let text = target(address, &format!("totp = {{ env = \"TOTP\" }}\nstep_timeout = \"1500ms\"\n{STEPS}"));
    file(folder.path(), "tokenspec.toml", &text.replace("username = \"alice\"", "username = \"mallory\""));
    let ran = run(folder.path(), &["doctor"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("Wrong user name or password"), "{}", ran.stdout);
    assert_eq!(state.lock().unwrap().passwords, 1, "two clients, one attempt");
}

#[test]
fn a_missing_browser_is_told() {
    let (address, _) = application();
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tokenspec.toml", &target(address, "executable = \"/no/such/chromium\""));
    let ran = run(folder.path(), &["doctor"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("there is no browser /no/such/chromium"), "{}", ran.stdout);
}
