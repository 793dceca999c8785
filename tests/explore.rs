//! `tokenspec explore`: the real binary against the reference server, correct and with faults.

mod support;

use std::path::Path;

use serde_json::Value;
use support::{Outcome, outcome, tokenspec};

fn run(folder: &Path, line: &str) -> Outcome {
    outcome(tokenspec(folder).args(line.split_whitespace()))
}

fn explored(folder: &Path, line: &str) -> (Value, u8) {
    let ran = run(folder, &format!("explore {line} --seed 7 --format json"));
    let code = u8::try_from(ran.code).unwrap();
    (serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", ran.stdout, ran.stderr)), code)
}

fn findings(explored: &Value) -> Vec<&str> {
    explored["findings"].as_array().unwrap().iter().map(|found| found["case"].as_str().unwrap()).collect()
}

/// By the vendor's rules and by the standards', nothing is found at the correct server, though nearly every rule was broken on purpose.
#[test]
fn nothing_is_found_at_the_correct_server() {
    let folder = tempfile::tempdir().unwrap();
    for rules in ["--profile create-tokens", "--suite oauth2 --suite pkce"] {
        let (explored, code) = explored(folder.path(), &format!("reference {rules} --requests 12000"));
        assert_eq!((findings(&explored), code), (Vec::new(), 0), "{rules}");
        let rules_known = explored["rules"].as_u64().unwrap();
        let broken = explored["answers"].as_array().unwrap().iter().filter(|rule| rule["rule"] != "valid").count() as u64;
        assert!(broken * 10 > rules_known * 8, "only {broken} of {rules_known} rules were broken");
        assert!(explored["served"].as_array().unwrap().len() > 20, "{}", explored["served"]);
        assert_eq!(explored["unanswered"].as_array().unwrap().len(), 0, "{}", explored["unanswered"]);
        assert!(explored["phases"][2]["requests"].as_u64().unwrap() > 1_000, "{}", explored["phases"]);
    }
}

/// A finding is shrunk, saved, fails as an ordinary case there, passes elsewhere, and is told to be fixed.
#[test]
fn a_finding_becomes_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let line = format!("reference --fault {FAULT} --profile create-tokens --requests 3000 --save found");
    let (explored, code) = explored(folder, &line);
    assert_eq!(code, 1);
    assert!(!findings(&explored).is_empty());
    for found in explored["findings"].as_array().unwrap() {
        assert_eq!(found["verdict"], found["confirmed"], "the ordinary run agrees: {found}");
        assert_eq!(found["shown"], serde_json::json!([3, 3]), "{found}");
        assert_eq!(found["steps"], 1, "one request is enough: {found}");
    }
    let suite = std::fs::read_to_string(folder.join("found/suite.toml")).unwrap();
    assert!(suite.contains("id = \"explored\""), "{suite}");

    let server = support::serve(folder, &["--fault", FAULT]);
    std::fs::write(folder.join("faulty.toml"), &server.target).unwrap();
    let ran = run(folder, "run faulty.toml --suite-dir found --suite explored");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let ran = run(folder, "run reference --suite-dir found --suite explored");
    assert_eq!(ran.code, 0, "{}", ran.stdout);

    let ran = run(folder, "explore replay found faulty.toml");
    assert!(ran.code == 1 && ran.stdout.contains("FAILED") && !ran.stdout.contains("FIXED"), "{}", ran.stdout);
    let ran = run(folder, "explore replay found reference");
    assert!(ran.code == 0 && ran.stdout.contains("FIXED"), "{}", ran.stdout);
    drop(server);
    let ran = run(folder, "explore replay found faulty.toml");
    assert!(ran.code == 3 && !ran.stdout.contains("FIXED"), "a server that is gone has not fixed anything: {}", ran.stdout);

    let ran = run(folder, "explore reference --save found");
    assert!(ran.code == 2 && ran.stderr.contains("holds a suite already"), "{}", ran.stderr);
}

/// `redirect_uri` is not compared with that of the authorization request.
const FAULT: &str = "redirect-not-compared";

/// What is told on the screen says where the clause is, what came, and how to see it again.
#[test]
fn a_finding_explains_itself() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("explore reference --fault {FAULT} --profile create-tokens --requests 3000 --seed 7 --report html=r.html");
    let ran = run(folder.path(), &line);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for words in ["FAIL  explored/", "Create Tokens", "expected", "received", "curl", "phase 1", "exit 1"] {
        assert!(ran.stdout.contains(words), "{words} is missing: {}", ran.stdout);
    }
    let page = std::fs::read_to_string(folder.path().join("r.html")).unwrap();
    assert!(page.contains("explored/"));
}

/// Parts share the requests out.
#[test]
fn parts() {
    let folder = tempfile::tempdir().unwrap();
    let count = |line: &str| {
        let (explored, _) = explored(folder.path(), &format!("reference --profile create-tokens {line}"));
        let phases = explored["phases"].as_array().unwrap().clone();
        (phases[0]["requests"].as_u64().unwrap(), phases[1]["requests"].as_u64().unwrap())
    };
    let whole = count("--requests 12000");
    let parts: Vec<_> = ["1/3", "2/3", "3/3"].iter().map(|part| count(&format!("--requests 4100 --partition {part}"))).collect();
    assert!(parts.iter().all(|part| part.0 * 2 < whole.0 && part.1 * 2 < whole.1), "{whole:?} {parts:?}");
    let sum: u64 = parts.iter().map(|part| part.0).sum();
    assert!(sum.abs_diff(whole.0) * 20 < whole.0, "{whole:?} {parts:?}");
}

/// Where nothing is served a refusal says nothing, and that is said.
#[test]
fn a_server_that_refuses_everything_is_no_finding_and_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let server = support::serve(folder.path(), &[]);
    let target = server.target.replace("secret = \"", "secret = \"wrong-");
    std::fs::write(folder.path().join("wrong.toml"), target).unwrap();
    let (explored, code) = explored(folder.path(), "wrong.toml --suite oauth2 --requests 500");
    assert_eq!(code, 3, "{}", explored["findings"]);
}
