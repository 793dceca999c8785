//! What a team keeps beside its target file: a baseline, snapshots; and runs in parts and of several targets. The real binary
//! against the reference server with and without faults.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use support::{Outcome, Served, file, outcome, tokenspec};

/// Serves with faults, and writes `NAME.toml` for the target NAME.
fn serve(folder: &Path, name: &str, faults: &[&str]) -> Served {
    let arguments: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    let server = support::serve(folder, &arguments);
    file(folder, &format!("{name}.toml"), &server.target.replacen("name = \"reference\"", &format!("name = \"{name}\""), 1));
    server
}

fn run(folder: &Path, line: &str) -> Outcome {
    outcome(tokenspec(folder).args(line.split_whitespace()))
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// Ids of the cases that fail and are not accepted.
fn open_failures(record: &Value) -> Vec<&str> {
    let cases = record["cases"].as_array().unwrap().iter();
    cases
        .filter(|case| case["verdict"] == "fail" && case["accepted"].is_null())
        .map(|case| case["id"].as_str().unwrap())
        .collect()
}

const SUITE: &str = "--suite create-tokens --seed 7";
const BROKEN: &str = "scope-superset-refresh";
const WORSE: &str = "verifier-not-compared-public";

/// A first run is red; accepted, it is green; what gets worse is red alone; what is mended is told.
#[test]
fn a_week_with_a_baseline() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let monday = serve(folder, "team", &[BROKEN]);
    let ran = run(folder, &format!("run team.toml {SUITE} --report json=run.json"));
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let found: Vec<String> = open_failures(&json(folder, "run.json")).into_iter().map(str::to_owned).collect();
    assert!(found.len() > 2, "{found:?}");

    let ran = run(folder, "baseline write run.json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("without a reason"), "{}", ran.stdout);
    let held = format!("run team.toml {SUITE} --baseline tokenspec-baseline.toml --report json=held.json");
    let ran = run(folder, &held);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("is accepted without a reason") && ran.stdout.contains("accepted by"), "{}", ran.stdout);
    let text = std::fs::read_to_string(folder.join("tokenspec-baseline.toml")).unwrap();
    let explained =
        text.replace("reason = \"\"", "reason = \"waits for release 4.2\"").replace("owner = \"\"", "owner = \"alice\"");
    file(folder, "tokenspec-baseline.toml", &explained);
    let ran = run(folder, &held);
    assert!(!ran.stdout.contains("without a reason") && ran.stdout.contains("alice: waits for release 4.2"), "{}", ran.stdout);
    drop(monday);

    // It gets worse: red, and only for what is new.
    let wednesday = serve(folder, "team", &[BROKEN, WORSE]);
    let ran = run(folder, &held);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    let record = json(folder, "held.json");
    let new: BTreeSet<&str> = open_failures(&record).into_iter().collect();
    assert!(!new.is_empty() && !found.iter().any(|id| new.contains(id.as_str())), "{new:?}");
    assert_eq!(record["baseline"]["accepted"].as_u64(), Some(found.len() as u64));
    drop(wednesday);

    // It is mended: green would hide that the baseline is too long.
    let _friday = serve(folder, "team", &[]);
    let ran = run(folder, &held);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("the finding no longer occurs") && ran.stdout.contains("stale entries"), "{}", ran.stdout);
    assert_eq!(run(folder, &format!("{held} --stale-baseline warn")).code, 0);
    let ran = run(folder, "baseline prune held.json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(run(folder, &held).code, 0);
    let left = std::fs::read_to_string(folder.join("tokenspec-baseline.toml")).unwrap();
    assert!(!left.contains("[[accept]]") && left.starts_with("# Findings that are accepted"), "{left}");
}

#[test]
fn a_baseline_of_a_part_of_a_run_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, "run reference --suite pkce --filter verifier-* --report json=run.json");
    let ran = run(folder, "baseline write run.json");
    assert_eq!((ran.code, ran.stderr.contains("was filtered")), (2, true), "{}", ran.stderr);
    assert!(!folder.join("tokenspec-baseline.toml").exists());
    let missing = run(folder, "run reference --suite pkce --baseline none.toml");
    assert!(missing.code == 2 && missing.stderr.contains("cannot read none.toml"), "{}", missing.stderr);
    file(folder, "bad.toml", "[[accept]]\nid = \"x\"\nreson = \"r\"\n");
    let bad = run(folder, "run reference --suite pkce --baseline bad.toml");
    assert!(
        bad.code == 2 && bad.stderr.contains("bad.toml:3:1") && bad.stderr.contains("did you mean `reason`"),
        "{}",
        bad.stderr
    );
}

/// Unchanged servers do not drift; a change does, is decided on, and then holds.
#[test]
fn a_week_with_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let suite = "--profile oauth2-baseline";
    let monday = serve(folder, "team", &[]);
    let check = format!("run team.toml {suite} --snapshots check --fail-on-drift --report json=run.json");
    // A gate that nothing can close is a mistake.
    let ran = run(folder, &check);
    assert_eq!((ran.code, ran.stderr.contains("tokenspec-snapshots has no snapshot of `team`")), (2, true), "{}", ran.stderr);
    assert!(!folder.join("tokenspec-snapshots").exists() && !folder.join("run.json").exists());
    let ran = run(folder, &check.replace(" --fail-on-drift", ""));
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stderr.contains("`tokenspec snapshots accept --all`"), "{}", ran.stderr);
    let first = json(folder, "run.json")["snapshots"]["new"].as_u64().unwrap();
    assert!(first > 200, "{first}");
    assert_eq!(run(folder, "snapshots review").code, 1);
    let ran = run(folder, "snapshots accept --all");
    assert!(ran.stdout.contains(&format!("{first} accepted, 0 still waiting")), "{}", ran.stdout);
    drop(monday);

    // Another process, another port, another day's random values: the same answers.
    let tuesday = serve(folder, "team", &[]);
    let ran = run(folder, &check);
    let drift = run(folder, "snapshots review").stdout;
    assert_eq!(ran.code, 0, "{drift}");
    let record = json(folder, "run.json");
    assert_eq!(record["snapshots"]["same"].as_u64(), Some(first), "{drift}");
    for secret in ["confidential-secret-", "other-secret-"] {
        let output = std::process::Command::new("grep").args(["-rl", secret, "tokenspec-snapshots"]).current_dir(folder).output();
        assert_eq!(String::from_utf8_lossy(&output.unwrap().stdout), "", "{secret} is in a snapshot");
    }
    drop(tuesday);

    let _thursday = serve(folder, "team", &["no-store-missing"]);
    let ran = run(folder, &check);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("DRIFT") && ran.stdout.contains("-cache-control: no-store"), "{}", ran.stdout);
    let waiting: Value = run(folder, "snapshots review --format json").json();
    let waiting = waiting.as_array().unwrap();
    assert!(!waiting.is_empty() && waiting.iter().all(|one| one["is_new"] == false));
    let one = waiting[0]["id"].as_str().unwrap();
    let ran = run(folder, &format!("snapshots accept {one}"));
    assert!(ran.stdout.contains("1 accepted"), "{}", ran.stdout);
    assert_eq!(run(folder, "snapshots reject --all").code, 0);
    assert_eq!(run(folder, "snapshots review").code, 0);
    let ran = run(folder, "snapshots accept pkce/no-such-case");
    assert!(ran.code == 2 && ran.stderr.contains("nothing called"), "{}", ran.stderr);
    assert!(run(folder, "snapshots prune").stdout.contains("0 removed"));
}

/// The verdicts of the parts are those of the whole.
#[test]
fn the_parts_of_a_run_are_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let _server = serve(folder, "team", &[BROKEN]);
    let suites = "--suite create-tokens --suite http --seed 7";
    let verdicts = |record: &Value| -> BTreeMap<String, String> {
        let pair = |case: &Value| (case["id"].as_str().unwrap().to_owned(), case["verdict"].as_str().unwrap().to_owned());
        record["cases"].as_array().unwrap().iter().map(pair).collect()
    };
    run(folder, &format!("run team.toml {suites} --report json=whole.json"));
    let whole = verdicts(&json(folder, "whole.json"));
    let mut together = BTreeMap::new();
    for part in 1..=4 {
        let ran = run(folder, &format!("run team.toml {suites} --partition {part}/4 --report json=part-{part}.json"));
        assert!(ran.code < 2, "{}", ran.stderr);
        let record = json(folder, &format!("part-{part}.json"));
        let everywhere: BTreeSet<&str> =
            record["partition"]["everywhere"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let cases = verdicts(&record);
        assert!(cases.len() > whole.len() / 6, "part {part} has {} of {}", cases.len(), whole.len());
        for (id, verdict) in cases {
            let before = together.insert(id.clone(), verdict);
            assert!(before.is_none() || everywhere.contains(id.as_str()), "{id} is in two parts");
        }
    }
    assert_eq!(together, whole);
    let wrong = run(folder, &format!("run team.toml {suites} --partition 5/4"));
    assert!(wrong.code == 2 && wrong.stderr.contains("1/4 to 4/4"), "{}", wrong.stderr);
}

/// An entry that accepts a requirement's findings is stale in the whole when it is so in no part alone.
#[test]
fn a_requirement_that_is_mended_is_told_when_the_parts_are_merged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let _server = serve(folder, "team", &[BROKEN]);
    run(folder, &format!("run team.toml {SUITE} --report json=whole.json"));
    assert_eq!(run(folder, "baseline write whole.json --by requirement --baseline baseline.toml").code, 0);
    let needed = std::fs::read_to_string(folder.join("baseline.toml")).unwrap();
    let mended = "[[accept]]\nid = \"create-tokens/grant-type-required\"\nreason = \"waits for release 4.2\"\n";
    file(folder, "baseline.toml", &format!("{mended}{needed}"));
    let held = format!("run team.toml {SUITE} --baseline baseline.toml");
    let in_parts = |flags: &str| {
        for part in 1..=3 {
            let line = format!("{held} {flags} --partition {part}/3 --report json=part-{part}.json");
            let ran = run(folder, &line);
            assert_eq!((ran.code, ran.stdout.contains("nothing any more")), (0, false), "{}", ran.stdout);
        }
        run(folder, "report merge part-1.json part-2.json part-3.json --report json=merged.json")
    };
    let whole = run(folder, &format!("{held} --report json=whole.json"));
    let merged = in_parts("");
    assert_eq!((whole.code, merged.code), (1, 1), "{}", merged.stdout);
    assert!(merged.stdout.contains("baseline.toml:2  create-tokens/grant-type-required"), "{}", merged.stdout);
    assert_eq!(json(folder, "merged.json")["baseline"], json(folder, "whole.json")["baseline"]);

    let merged = in_parts("--stale-baseline warn");
    assert_eq!(merged.code, 0, "{}", merged.stdout);
    assert!(merged.stdout.contains("1 entry accepts nothing any more"), "{}", merged.stdout);

    file(folder, "baseline.toml", &needed);
    let merged = in_parts("");
    assert_eq!((merged.code, merged.stdout.contains("nothing any more")), (0, false), "{}", merged.stdout);
}

#[test]
fn several_targets_have_a_record_each() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let _good = serve(folder, "good", &[]);
    let _bad = serve(folder, "bad", &[BROKEN]);
    let ran = run(folder, &format!("run good.toml bad.toml {SUITE} --report json=out/{{target}}.json"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(open_failures(&json(folder, "out/good.json")), Vec::<&str>::new());
    assert!(!open_failures(&json(folder, "out/bad.json")).is_empty());
    let ran = run(folder, &format!("run good.toml bad.toml {SUITE} --report json=out.json"));
    assert!(ran.code == 2 && ran.stderr.contains("{target}"), "{}", ran.stderr);
    for unknown in ["--report json={tagret}.json", "--baseline {tagret}.toml"] {
        let ran = run(folder, &format!("run good.toml bad.toml {unknown}"));
        assert!(ran.code == 2 && ran.stderr.contains("did you mean `{target}`?"), "{}", ran.stderr);
    }
    let ran = run(folder, "run good.toml --snapshots check --snapshot-dir {target}");
    assert!(ran.code == 2 && ran.stderr.contains("`{target}` stands for nothing here"), "{}", ran.stderr);
    let ran = run(folder, &format!("run good.toml good.toml {SUITE}"));
    assert!(ran.code == 2 && ran.stderr.contains("two of the targets"), "{}", ran.stderr);
}
