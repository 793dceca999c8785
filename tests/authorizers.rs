//! The ways in which codes are obtained come to the same verdicts: redirects, a command, a person's browser, a file.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::{Served, file, outcome, tokenspec};
use tokenspec::transport::{Request, Settings, Transport};
use url::Url;

/// Cases of both grants, both sorts of clients, and some that end in a refusal.
const SOME: &str = "create-tokens/scope-superset* | create-tokens/code-replay* | create-tokens/verifier-*";

/// The reference server; its redirect URIs lead to a port that is free.
fn serve(folder: &Path) -> Served {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    serve_with(folder, &format!("http://127.0.0.1:{port}/callback"))
}

/// The reference server, all of whose clients have this redirect URI, and its target file.
fn serve_with(folder: &Path, redirect_uri: &str) -> Served {
    support::serve(folder, &["--redirect-uri", redirect_uri])
}

/// The target file with another driver.
fn with_driver(server: &Served, driver: &str) -> String {
    let (before, _) = server.target.split_once("[authorize]").unwrap();
    format!("{before}[authorize]\n{driver}\n")
}

fn run(folder: &Path, target: &str) -> Command {
    let path = file(folder, "target.toml", target);
    let mut command = tokenspec(folder);
    // A command that is started may want to find its shell.
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    command.arg("run").arg(path).args(["--suite", "create-tokens", "--format", "json", "--seed", "7"]);
    for term in SOME.split(" | ") {
        command.args(["--filter", term]);
    }
    command
}

fn verdicts(record: &Value) -> BTreeMap<String, String> {
    let cases = record["cases"].as_array().unwrap();
    cases.iter().map(|case| (case["id"].as_str().unwrap().to_owned(), case["verdict"].as_str().unwrap().to_owned())).collect()
}

/// What redirects alone come to; there is enough of it to compare.
fn expected(folder: &Path, server: &Served) -> BTreeMap<String, String> {
    let expected = verdicts(&outcome(&mut run(folder, &with_driver(server, "driver = \"redirect\""))).json());
    assert!(expected.values().filter(|verdict| *verdict == "pass").count() > 20, "{expected:?}");
    expected
}

#[test]
fn a_command_obtains_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    // It asks for the URL of the question without following the redirect, and writes where that leads to.
    let script = r#"url=$(sed -n 's/^.*"url":"\([^"]*\)".*$/\1/p'); curl -sS -o /dev/null -w '%{redirect_url}' "$url""#;
    file(folder.path(), "code.sh", script);
    let target = with_driver(&server, "driver = \"command\"\ncommand = [\"sh\", \"code.sh\"]");
    let found = outcome(&mut run(folder.path(), &target));
    assert_eq!(verdicts(&found.json()), expected(folder.path(), &server), "{}", found.stderr);
}

#[test]
fn a_command_that_fails_is_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    let target = with_driver(&server, "driver = \"command\"\ncommand = [\"sh\", \"-c\", \"echo no device is free >&2; exit 4\"]");
    let found = outcome(&mut run(folder.path(), &target));
    assert_eq!(found.code, 3, "{}", found.stderr);
    assert!(found.stdout.contains("exit status: 4; it said: no device is free"), "{}", found.stdout);
}

#[test]
fn what_was_obtained_beforehand_goes_to_the_cases_of_most_worth() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    let grants: String = (0..4)
        .map(|number| {
            format!("[[grant]]\nclient = \"public\"\ncode = \"unknown-{number}\"\ncode_verifier = \"{}\"\n", "v".repeat(43))
        })
        .collect();
    file(folder.path(), "grants.toml", &grants);
    let target = with_driver(&server, "driver = \"static\"\ngrants_file = \"grants.toml\"");
    let record = outcome(&mut run(folder.path(), &target)).json();
    let spent = "left out: the codes and refresh tokens of the target file";
    let cases = record["cases"].as_array().unwrap();
    assert!(cases.iter().any(|case| case["reason"].as_str().unwrap().starts_with(spent)), "{record}");
    // The codes are no codes of this server: the controls fail, and nothing is held against it.
    assert!(!cases.iter().any(|case| case["verdict"] == "fail"), "{record}");
    assert!(!record.to_string().contains("unknown-1"), "a stored code is shown");
}

#[test]
fn a_limit_on_authorizations_is_kept_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    let record = outcome(run(folder.path(), &server.target).args(["--max-authorizations", "10"])).json();
    let spent: u64 = record["statistics"]["authorizations"].as_u64().unwrap();
    assert!((1..=10).contains(&spent), "{spent}");
    assert!(record.to_string().contains("left out: at most 10 authorizations are allowed"), "{record}");
}

/// A person whose browser follows what it is told; pastes where it has to. Returns the result that the page showed.
async fn person(start: Url) -> String {
    let transport = Transport::new(Settings::default());
    let ask = async |method: &str, url: &Url, body: Vec<u8>| {
        let mut request = Request::new(method, url.clone());
        request.body = body;
        let response = transport.send(request).await.outcome.unwrap();
        let location = response.headers.iter().find(|(name, _)| name == "location");
        let location = location.map(|(_, value)| url.join(std::str::from_utf8(value).unwrap()).unwrap());
        (location, String::from_utf8_lossy(&response.body.bytes).into_owned())
    };
    let (mut next, mut back) = (start.clone(), start.clone());
    next.set_path(&format!("{}/next", start.path()));
    back.set_path(&format!("{}/back", start.path()));
    let (_, page) = ask("GET", &start, Vec::new()).await;
    assert!(page.contains("const base"), "{page}");
    loop {
        let (_, told) = ask("POST", &next, Vec::new()).await;
        let told: Value = serde_json::from_str(&told).unwrap();
        let url = || Url::parse(told["url"].as_str().unwrap()).unwrap();
        match told["do"].as_str().unwrap() {
            "end" => return told["result"].as_str().unwrap().to_owned(),
            "go" => {
                let (location, _) = ask("GET", &url(), Vec::new()).await;
                let (_, page) = ask("GET", &location.unwrap(), Vec::new()).await;
                assert!(page.contains("const base"), "{page}");
            }
            "paste" => {
                let (location, _) = ask("GET", &url(), Vec::new()).await;
                let (_, complaint) = ask("POST", &back, location.unwrap().to_string().into_bytes()).await;
                assert_eq!(complaint, r#"{"problem":null}"#);
            }
            _ => {}
        }
    }
}

/// Runs with the driver loopback while a person follows.
fn by_loopback(folder: &Path, target: &str) -> (Value, String) {
    let mut child = run(folder, target).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        text
    });
    let mut messages = BufReader::new(child.stderr.take().unwrap());
    let (mut line, mut said) = (String::new(), String::new());
    while !line.trim_start().starts_with("http://") {
        line.clear();
        assert!(messages.read_line(&mut line).unwrap() > 0, "no invitation, but:\n{said}");
        said.push_str(&line);
    }
    let start = Url::parse(line.trim()).unwrap();
    let result = tokio::runtime::Runtime::new().unwrap().block_on(person(start));
    child.wait().unwrap();
    (serde_json::from_str(&reading.join().unwrap()).unwrap(), result)
}

#[test]
fn a_person_logs_in_once_and_the_rest_follows() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    let (record, result) = by_loopback(folder.path(), &with_driver(&server, "driver = \"loopback\""));
    assert_eq!(verdicts(&record), expected(folder.path(), &server));
    assert!(result.ends_with("exit 0") && result.contains(" 0 fail"), "{result}");
}

#[test]
fn redirect_uris_that_lead_elsewhere_are_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = serve_with(folder.path(), "com.example.app:/callback");
    // The other URIs lead to a port that somebody else may have.
    let first_alone = |line: &str| match line.strip_prefix("redirect_uris = ").and_then(|list| list.split_once(", ")) {
        Some((first, _)) => format!("redirect_uris = {first}]"),
        None => line.to_owned(),
    };
    server.target = server.target.lines().map(first_alone).collect::<Vec<_>>().join("\n");
    assert!(!server.target.contains(":9999"), "{}", server.target);
    let (record, _) = by_loopback(folder.path(), &with_driver(&server, "driver = \"loopback\""));
    let found = verdicts(&record);
    assert!(found.values().filter(|verdict| *verdict == "pass").count() > 20, "{found:?}");
}
