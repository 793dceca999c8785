//! Every kind of report of one real run, by the real binary: several at once, each as its readers want it, none with a secret.

mod support;
#[path = "support/xsd.rs"]
mod xsd;

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use support::{Outcome, file, outcome, raw_server, read_request, service_target, tokenspec};

const KINDS: [(&str, &str); 8] = [
    ("json", "r.json"),
    ("junit", "r.xml"),
    ("markdown", "r.md"),
    ("annotations", "r.annotations"),
    ("sarif", "r.sarif"),
    ("tap", "r.tap"),
    ("ctrf", "r.ctrf"),
    ("ndjson", "r.ndjson"),
];

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A run with every report, against a server with defects.
async fn examined(folder: &Path) -> Outcome {
    let faults = ["secret-not-checked", "scope-superset-refresh"].map(|name| name.parse().expect("a fault of ours"));
    let options = tokenspec::reference::Options { faults: faults.to_vec(), ..Default::default() };
    let running = tokenspec::reference::start(options.clone()).await.unwrap();
    let mut target = format!("[target]\nname = \"defective\"\nissuer = \"{}\"\n", running.issuer);
    for client in &tokenspec::reference::clients(&options) {
        let role = format!("{:?}", client.role).to_lowercase();
        target.push_str(&format!("[[client]]\nrole = \"{role}\"\nid = \"{}\"\nscopes = {:?}\n", client.id, client.scopes));
        target.push_str(&format!("redirect_uris = {:?}\n", client.redirect_uris));
        if let Some(secret) = client.secret {
            target.push_str(&format!("secret = {secret:?}\n"));
        }
    }
    target.push_str("[authorize]\ndriver = \"redirect\"\n");
    file(folder, "tokenspec.toml", &target);
    let mut command = tokenspec(folder);
    command.args(["run", "--suite", "create-tokens", "--quiet"]);
    for (kind, name) in KINDS {
        command.args(["--report", &format!("{kind}={name}")]);
    }
    tokio::task::spawn_blocking(move || outcome(&mut command)).await.unwrap()
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&read(folder, name)).unwrap()
}

fn obeys(schema: &str, document: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/schemas").join(schema);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(document).take(3).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_run_makes_every_report() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let ran = examined(folder).await;
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let record = json(folder, "r.json");
    let cases = record["cases"].as_array().unwrap();
    let number = |verdict: &str| cases.iter().filter(|case| case["verdict"] == verdict).count();
    let (fail, warn, open) = (number("fail"), number("warn"), number("inconclusive"));
    assert!(fail > 3 && cases.len() > 300, "{fail} of {}", cases.len());

    let schema = xsd::Schema::read(include_str!("../fixtures/schemas/junit-10.xsd"));
    let junit = read(folder, "r.xml");
    assert_eq!(schema.errors(&junit), Vec::<String>::new());
    assert_eq!(junit.matches("<failure ").count(), fail);
    assert_eq!(schema.errors("<testsuites><testsuite name='a' colour='red'/>").len(), 4, "the schema is read");

    let sarif = json(folder, "r.sarif");
    obeys("sarif-2.1.0.json", &sarif);
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), fail + warn + open);
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(uri)).unwrap();
        let line = text.lines().nth(place["region"]["startLine"].as_u64().unwrap() as usize - 1).unwrap();
        assert!(line.starts_with("id = ") || line.starts_with("[parameter."), "{uri}: {line}");
    }

    let ctrf = json(folder, "r.ctrf");
    obeys("ctrf.schema.json", &ctrf);
    assert_eq!(ctrf["results"]["summary"]["failed"], fail);

    let tap = read(folder, "r.tap");
    assert!(tap.starts_with("TAP version 14\n") && tap.contains(&format!("\n1..{}\n", cases.len())), "{}", &tap[..200]);
    assert_eq!(tap.lines().filter(|line| line.starts_with("not ok ")).count(), fail + open);

    let annotations = read(folder, "r.annotations");
    assert!(annotations.lines().filter(|line| line.starts_with("::error ")).count() <= 10, "{annotations}");
    assert!(annotations.lines().last().unwrap().starts_with("::notice title=tokenspec::defective"), "{annotations}");

    assert!(read(folder, "r.md").starts_with("# Conformance of defective\n"));
    as_events(folder, &record);
}

/// The events make the same record. Digests are salted alike, so even what is redacted compares.
fn as_events(folder: &Path, record: &Value) {
    let text = read(folder, "r.ndjson");
    let kinds: Vec<String> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["event"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds[..2], ["start", "plan"]);
    assert_eq!(kinds.last().map(String::as_str), Some("end"));
    let converted = outcome(tokenspec(folder).args(["report", "convert", "r.ndjson", "--to", "json"]));
    assert_eq!(converted.code, 0, "{}", converted.stderr);
    let again = converted.json();
    for (member, value) in record.as_object().unwrap() {
        assert!(again[member] == *value, "{member} differs");
    }
}

#[test]
fn a_killed_run_leaves_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    // Answers a few requests, then holds each.
    let answered = AtomicUsize::new(0);
    let address = raw_server(move |stream| {
        if read_request(stream).is_none() {
            return;
        }
        if answered.fetch_add(1, Ordering::SeqCst) < 40 {
            let body = "{\"error\":\"invalid_request\"}";
            let head =
                format!("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            let _ = std::io::Write::write_all(stream, format!("{head}Connection: close\r\n\r\n{body}").as_bytes());
        } else {
            drop(read_request(stream));
        }
    });
    let target = service_target(address).replace("700ms", "60s").replace("concurrency = 16", "concurrency = 2");
    file(folder.path(), "tokenspec.toml", &target);
    let mut command = tokenspec(folder.path());
    command.env("SERVICE_SECRET", "a-secret-of-the-service").args(["run", "--suite", "create-tokens", "--report", "ndjson=-"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // Everything that it tells until a case that was really examined is told; then it is killed without a chance to say more.
    let mut told = String::new();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
    while !told.lines().last().is_some_and(|line| line.contains("\"event\":\"case\"") && line.contains("\"exchanges\":[{")) {
        assert!(std::io::BufRead::read_line(&mut lines, &mut told).unwrap() > 0, "the run ended by itself: {told}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!told.contains("a-secret-of-the-service"));
    told.push_str("{\"event\":\"case\",\"case\":{\"id\":\"create-to");
    file(folder.path(), "killed.ndjson", &told);
    let ran =
        outcome(tokenspec(folder.path()).args(["report", "convert", "killed.ndjson", "--to", "json=r.json", "--to", "markdown"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("> The run was interrupted; cases that did not finish are absent."), "{}", ran.stdout);
    let record = json(folder.path(), "r.json");
    assert_eq!(record["interrupted"], true);
    assert!(!record["cases"].as_array().unwrap().is_empty() && !record["requirements"].as_array().unwrap().is_empty());
}

/// Hands every other client the token that it is about to issue to somebody else, before that one has it.
fn leaking(stream: &mut std::net::TcpStream, turn: &AtomicUsize, issued: &Mutex<Option<String>>, leaks: &AtomicUsize) {
    if read_request(stream).is_none() {
        return;
    }
    let number = turn.fetch_add(1, Ordering::SeqCst);
    let (status, body) = if number.is_multiple_of(2) {
        let token = format!("leaked-token-{number:06}");
        *issued.lock().unwrap() = Some(token.clone());
        // Time for others to hear of it, and less than the target's time limit.
        std::thread::sleep(std::time::Duration::from_millis(150));
        ("200 OK", format!("{{\"access_token\":\"{token}\",\"token_type\":\"Bearer\",\"expires_in\":60}}"))
    } else {
        let token = issued.lock().unwrap().clone();
        leaks.fetch_add(usize::from(token.is_some()), Ordering::SeqCst);
        let token = token.unwrap_or_default();
        ("400 Bad Request", format!("{{\"error\":\"invalid_request\",\"error_description\":\"unlike {token}\"}}"))
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n");
    let head = format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = std::io::Write::write_all(stream, (head + &body).as_bytes());
}

#[test]
fn what_is_learnt_later_is_not_told_before() {
    let folder = tempfile::tempdir().unwrap();
    let leaks = Arc::new(AtomicUsize::new(0));
    let (turn, issued, counted) = (AtomicUsize::new(0), Mutex::new(None), Arc::clone(&leaks));
    let address = raw_server(move |stream| leaking(stream, &turn, &issued, &counted));
    file(folder.path(), "tokenspec.toml", &service_target(address));
    let mut command = tokenspec(folder.path());
    command.env("SERVICE_SECRET", "a-secret-of-the-service").args(["run", "--suite", "create-tokens", "--report", "ndjson=-"]);
    let ran = outcome(&mut command);
    assert!(leaks.load(Ordering::SeqCst) > 10, "{}", ran.stderr);
    assert!(ran.stdout.contains("unlike [access_token:"), "nothing was told of it");
    let told = ran.stdout.lines().find(|line| line.contains("leaked-token-"));
    assert_eq!(told, None);
}

#[test]
fn standard_output_is_the_report_and_the_screen_goes_aside() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "reference", "--suite", "create-tokens", "--filter", "scope-superset*", "--report", "tap=-"];
    let ran = outcome(tokenspec(folder.path()).args(arguments));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("TAP version 14\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("exit 0: nothing that gates"), "{}", ran.stderr);
    let both = outcome(tokenspec(folder.path()).args(arguments).args(["--format", "json"]));
    assert_eq!((both.code, both.stdout.as_str()), (2, ""));
    assert!(both.stderr.contains("both want standard output"), "{}", both.stderr);
}

/// A suite of one's own, with a rule that the reference server breaks.
const ACME: &str = r#"id = "acme"
title = "Acme"
version = "1"

[[requirement]]
id = "strange"
level = "must"
source = { document = "Acme", section = "1" }
text = "A token response has a strange member."
why = "It is an example."

[[case]]
id = "strange-member"
title = "The strange member is there"
requirement = "strange"
for = { client = "service", grant = "client_credentials" }
expect = { outcome = "tokens", members = { strange = "present" } }
"#;

#[test]
fn a_finding_of_an_own_suite_is_placed_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "our rules/acme/suite.toml", ACME);
    let whole = folder.path().join("our rules/acme").display().to_string();
    for (named, uri) in [("our rules/acme", "our%20rules/acme/suite.toml".to_owned()), (&whole, String::new())] {
        let mut command = tokenspec(folder.path());
        command.args(["run", "reference", "--suite", "acme", "--suite-dir", named, "--report", "sarif=r.sarif"]);
        let ran = outcome(command.args(["--report", "annotations=-", "--report", "ndjson=r.ndjson"]));
        assert_eq!(ran.code, 1, "{} {}", ran.stdout, ran.stderr);
        let place = json(folder.path(), "r.sarif")["runs"][0]["results"][0]["locations"][0]["physicalLocation"].clone();
        assert_eq!(place["region"]["startLine"], 13);
        let given = place["artifactLocation"]["uri"].as_str().unwrap();
        match uri.as_str() {
            "" => assert!(given.starts_with("file:///") && place["artifactLocation"]["uriBaseId"].is_null(), "{given}"),
            uri => assert_eq!(given, uri),
        }
        let annotated = ran.stdout.contains("::error file=our rules/acme/suite.toml,line=13,title=FAIL acme/strange-member::");
        assert_eq!(annotated, !uri.is_empty(), "{}", ran.stdout);
        assert!(read(folder.path(), "r.ndjson").contains(r#""origin":{"file":"suite.toml","line":13}"#));
    }
}

#[test]
fn two_reports_in_one_file_are_refused_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["run", "reference", "--report", "json=report", "--report", "tap=./report"];
    let ran = outcome(tokenspec(folder.path()).args(arguments));
    let told = "error: two reports would be written to report: name a file for each";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.trim()), (2, "", told));
    assert!(!folder.path().join("report").exists());
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "taken", "");
    let ran = outcome(tokenspec(folder.path()).args(["run", "reference", "--report", "json=taken/report.json"]));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.starts_with("error: cannot write taken/report.json: "), "{}", ran.stderr);
}

#[test]
fn events_of_two_runs_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("run.ndjson")).unwrap();
    file.lock().unwrap();
    let arguments = ["run", "reference", "--suite", "create-tokens", "--report", "ndjson=run.ndjson"];
    let ran = outcome(tokenspec(folder.path()).args(arguments));
    assert_eq!((ran.code, ran.stderr.trim()), (2, "error: cannot write run.ndjson: another run is writing to it"));
}
