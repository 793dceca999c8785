//! The real binary: what a person types, what they see, and how it ends.

mod support;

use std::process::Command;
use std::sync::{Mutex, mpsc};

use support::{file, outcome, raw_server, read_request, service_target, tokenspec};
use tokenspec::reference::{self, Options};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn without_a_target_the_reference_server_is_examined_and_the_first_line_says_so() {
    let folder = folder();
    let ran = outcome(tokenspec(folder.path()).arg("run"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let first = ran.stdout.lines().next().unwrap();
    assert!(first.contains("embedded reference server") && first.contains("profile oauth2-baseline 1"), "{first}");
    assert!(ran.stdout.contains("exit 0: nothing that gates"), "{}", ran.stdout);
}

#[test]
fn a_dry_run_sends_nothing() {
    let folder = folder();
    let (heard, hears) = mpsc::channel();
    let heard = Mutex::new(heard);
    let address = raw_server(move |_| heard.lock().unwrap().send(()).unwrap_or(()));
    file(folder.path(), "tokenspec.toml", &service_target(address));
    let ran = outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "secret-value").args(["run", "--dry-run"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("no token request was sent") && ran.stdout.contains("0 authorizations"), "{}", ran.stdout);
    assert!(hears.try_recv().is_err(), "a connection was made");
}

#[test]
fn all_errors_of_a_target_file_are_shown_at_once_with_their_places() {
    let folder = folder();
    let text = "[target]\nname = \"x\"\ntoken_endpoint = \"not a url\"\n\n[[client]]\nrole = \"pubilc\"\nid = 7\n\n[limits]\nconcurency = 3\n";
    file(folder.path(), "bad.toml", text);
    let ran = outcome(tokenspec(folder.path()).args(["run", "bad.toml"]));
    assert_eq!(ran.code, 2);
    for place in ["bad.toml:3:", "bad.toml:6:", "bad.toml:7:", "bad.toml:10:"] {
        assert!(ran.stderr.contains(place), "{place} is missing:\n{}", ran.stderr);
    }
    for word in ["public", "concurrency"] {
        assert!(ran.stderr.contains(word), "no suggestion of {word}:\n{}", ran.stderr);
    }
}

#[test]
fn a_missing_variable_is_named() {
    let folder = folder();
    file(folder.path(), "tokenspec.toml", &service_target("127.0.0.1:9".parse().unwrap()));
    let ran = outcome(tokenspec(folder.path()).arg("run"));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("SERVICE_SECRET") && ran.stderr.contains("tokenspec.toml:8:"), "{}", ran.stderr);
}

#[test]
fn a_broken_suite_is_pointed_into() {
    let folder = folder();
    let suite = "id = \"acme\"\ntitle = \"Acme\"\nversion = \"1\"\n[[requirement]]\nid = \"one\"\nlevel = \"must\"\nsource = { document = \"D\", section = \"s\" }\ntext = \"T\"\nwhy = \"W\"\n[[case]]\nid = \"a\"\ntitle = \"t\"\nrequirement = \"oen\"\nexpect = \"tokens\"\n";
    file(folder.path(), "acme/suite.toml", suite);
    let ran = outcome(tokenspec(folder.path()).args(["run", "--suite-dir", "acme"]));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("suite.toml:13:") && ran.stderr.contains("one"), "{}", ran.stderr);
}

#[test]
fn nothing_selected_and_unknown_ids_are_errors() {
    let folder = folder();
    for arguments in [
        &["run", "--suite", "create-token"][..],
        &["run", "--filter", "scope-superst"],
        &["explain", "create-tokens/scope-superst"],
        &["serve", "--fault", "scope-superset-cod"],
        &["list", "--suite", "nothing"],
        &["run", "--profile", "oauth2-basline"],
        &["run", "--profile", "oauth21", "--suite", "create-tokens"],
    ] {
        let ran = outcome(tokenspec(folder.path()).args(arguments));
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stderr.is_empty() && ran.stdout.is_empty(), "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_is_found_named_and_can_be_repeated() {
    let options = Options { faults: vec!["scope-superset-refresh".parse().unwrap()], ..Options::default() };
    let running = reference::start(options).await.unwrap();
    let folder = folder();
    let mut target =
        format!("[target]\nname = \"faulty\"\nissuer = \"{}\"\n[authorize]\ndriver = \"redirect\"\n", running.issuer);
    for client in reference::clients(&Options::default()) {
        let role = format!("{:?}", client.role).to_lowercase();
        target.push_str(&format!("[[client]]\nrole = \"{role}\"\nid = {:?}\nscopes = {:?}\n", client.id, client.scopes));
        target.push_str(&format!("redirect_uris = {:?}\n", client.redirect_uris));
        target
            .push_str(&client.secret.map(|_| format!("secret = {{ env = \"{}\" }}\n", role.to_uppercase())).unwrap_or_default());
    }
    file(folder.path(), "faulty.toml", &target);
    let path = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || {
        let mut command = tokenspec(&path);
        for client in reference::clients(&Options::default()) {
            command.env(format!("{:?}", client.role).to_uppercase(), client.secret.unwrap_or_default());
        }
        outcome(command.args([
            "run",
            "faulty.toml",
            "--profile",
            "create-tokens",
            "--filter",
            "requirement=scope-superset",
            "--report",
            "junit=junit.xml",
        ]))
    });
    let ran = ran.await.unwrap();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for part in
        ["FAIL", "scope-superset", "Create Tokens", "received", "control", "curl -sS", "$CONFIDENTIAL", "tokenspec explain"]
    {
        assert!(ran.stdout.contains(part), "{part} is missing:\n{}", ran.stdout);
    }
    let junit = std::fs::read_to_string(folder.path().join("junit.xml")).unwrap();
    assert!(junit.contains("<failure") && junit.contains("scope-superset"), "{junit}");
}

#[test]
fn an_interrupted_run_leaves_its_record() {
    let folder = folder();
    let (asked, is_asked) = mpsc::channel();
    let asked = Mutex::new(asked);
    // Reads and never answers, until the other side goes away.
    let address = raw_server(move |stream| {
        if read_request(stream).is_some() {
            let _ = asked.lock().unwrap().send(());
            drop(read_request(stream));
        }
    });
    let target = service_target(address).replace("700ms", "60s");
    file(folder.path(), "tokenspec.toml", &target);
    let mut command = tokenspec(folder.path());
    command.env("SERVICE_SECRET", "secret-value").args(["run", "--suite", "create-tokens", "--report", "json=record.json"]);
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    is_asked.recv().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let text = std::fs::read_to_string(folder.path().join("record.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(record["interrupted"], true);
}

#[test]
fn generated_schemas_are_as_checked_in() {
    let folder = folder();
    for (kind, known) in [
        ("run-record", include_str!("../schemas/run-record.schema.json")),
        ("suite", include_str!("../schemas/suite.schema.json")),
        ("target", include_str!("../schemas/target.schema.json")),
    ] {
        let ran = outcome(tokenspec(folder.path()).args(["schema", kind]));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout == known, "schemas/{kind}.schema.json is stale: tokenspec schema {kind} > schemas/{kind}.schema.json");
    }
}

#[test]
fn a_record_satisfies_its_schema() {
    let folder = folder();
    let record = outcome(tokenspec(folder.path()).args(["run", "--format", "json"])).json();
    let schema: serde_json::Value = serde_json::from_str(include_str!("../schemas/run-record.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_profile_says_what_it_is_for_and_what_counts() {
    let folder = folder();
    let listed = outcome(tokenspec(folder.path()).args(["list", "--profiles", "--format", "json"])).json();
    let profiles = listed["profiles"].as_array().unwrap();
    assert_eq!(profiles.iter().filter(|profile| profile["default"] == true).count(), 1);
    for profile in profiles {
        assert!(!profile["text"].as_str().unwrap().is_empty() && !profile["audience"].as_str().unwrap().is_empty(), "{profile}");
        let id = profile["id"].as_str().unwrap();
        let explained = outcome(tokenspec(folder.path()).args(["explain", id]));
        assert!(explained.code == 0 && explained.stdout.starts_with(&format!("profile  {id} ")), "{}", explained.stdout);
        for excluded in profile["excluded"].as_array().unwrap() {
            let first_words = excluded["reason"].as_str().unwrap().split(' ').take(4).collect::<Vec<_>>().join(" ");
            assert!(explained.stdout.contains(&first_words), "{first_words}: {}", explained.stdout);
        }
    }
}

#[test]
fn the_record_names_the_profile_and_a_named_suite_stands_above_it() {
    let folder = folder();
    let record = |arguments: &[&str]| {
        let filter = ["--filter", "requirement=create-tokens/json-body", "--format", "json"];
        outcome(tokenspec(folder.path()).args(["run", "reference"]).args(arguments).args(filter)).json()
    };
    let by_profile = record(&["--profile", "create-tokens"]);
    assert_eq!(
        (by_profile["profile"]["id"].as_str(), by_profile["profile"]["version"].as_str()),
        (Some("create-tokens"), Some("1"))
    );
    assert!(by_profile["cases"].as_array().unwrap().iter().all(|case| case["scored"] == true), "{by_profile:#}");
    assert!(record(&["--suite", "create-tokens"])["profile"].is_null());
}
