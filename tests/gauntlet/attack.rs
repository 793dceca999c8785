//! One attack: what lies, what is started against it, and what has to come of it.

use std::path::Path;

use crate::measure::{Measured, tokenspec};
use crate::support::file;

/// What the harness may take of memory, whatever the target does.
pub const MOST: u64 = 64 * 1024;
/// The secrets of the target files here; no output may hold them.
pub const CANARY: &str = "canary-s3cret-7d1f40c2";
/// The user's password in the login flows.
pub const PASSWORD: &str = "canary-p4ssword-91be";

type Set = Box<dyn Fn(&Path) -> String + Send + Sync>;
type Check = Box<dyn Fn(&Measured) + Send + Sync>;

/// An attack.
pub struct Attack {
    pub name: &'static str,
    /// Starts the liar, writes files; the text of the target file.
    set: Set,
    arguments: Vec<&'static str>,
    codes: Vec<i32>,
    /// KiB of memory.
    pub most: u64,
    /// What is to be read of it.
    pub says: &'static str,
    checks: Vec<Check>,
}

impl Attack {
    /// A run of the suite `create-tokens` that comes to no verdict, and says this.
    pub fn new(name: &'static str, says: &'static str, set: impl Fn(&Path) -> String + Send + Sync + 'static) -> Self {
        let arguments = vec!["run", "--suite", "create-tokens", "--format", "json"];
        Self { name, set: Box::new(set), arguments, codes: vec![3], most: MOST, says, checks: Vec::new() }
    }

    /// Other arguments.
    pub fn with(self, arguments: &[&'static str]) -> Self {
        Self { arguments: arguments.to_vec(), ..self }
    }

    /// Other exit codes.
    pub fn ends(self, codes: &[i32]) -> Self {
        Self { codes: codes.to_vec(), ..self }
    }

    /// So many MiB of memory, where the file and no target decides what is sent.
    pub fn within(self, mebibytes: u64) -> Self {
        Self { most: mebibytes * 1024, ..self }
    }

    /// Something else that has to hold.
    pub fn and(mut self, check: impl Fn(&Measured) + Send + Sync + 'static) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    /// Carries it out and looks at what is promised of every one.
    pub fn carry_out(&self) -> Measured {
        let folder = tempfile::tempdir().unwrap();
        let target = (self.set)(folder.path());
        file(folder.path(), "tokenspec.toml", &target);
        let environment = [("SERVICE_SECRET", CANARY), ("ALICE_PASSWORD", PASSWORD)];
        let ran = tokenspec(folder.path(), &self.arguments, &environment);
        let both = format!("{}\n{}", ran.stdout, ran.stderr);
        let shown = || both.chars().take(600).collect::<String>();
        assert!(ran.code.is_some_and(|code| self.codes.contains(&code)), "ended with {:?}: {}", ran.code, shown());
        assert!(both.contains(self.says), "{:?} is not said: {}", self.says, said(&both));
        assert!(!both.contains("panicked at") && !both.contains("a bug of tokenspec"), "{}", shown());
        assert!(ran.peak <= self.most, "{} KiB of memory", ran.peak);
        assert!(!both.contains(|c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}')), "{}", shown());
        for secret in [CANARY, PASSWORD] {
            assert!(!both.contains(secret), "the secret is told: {}", shown());
        }
        self.checks.iter().for_each(|check| check(&ran));
        ran
    }
}

/// The reasons of a record, or the beginning of what was printed.
fn said(both: &str) -> String {
    let reasons: std::collections::BTreeSet<&str> =
        both.lines().filter(|line| line.contains("\"reason\":")).map(str::trim).collect();
    let lines: Vec<&str> =
        if reasons.is_empty() { both.lines().take(12).collect() } else { reasons.into_iter().take(8).collect() };
    lines.iter().map(|line| line.chars().take(300).collect::<String>()).collect::<Vec<_>>().join("\n")
}

/// No case that got an answer passes: what the liar says proves nothing.
pub fn nothing_passes(ran: &Measured) {
    let record: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let cases = record["cases"].as_array().unwrap();
    let passed = cases.iter().filter(|case| case["verdict"] == "pass" && !case["exchanges"].as_array().unwrap().is_empty());
    let passed: Vec<&serde_json::Value> = passed.map(|case| &case["id"]).collect();
    assert!(passed.is_empty(), "{passed:?}");
}
