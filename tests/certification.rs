//! Certification bundles over the real binary: made, verified, tampered with; and by the verifier in Python.

mod support;

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use support::{Outcome, file, outcome, serve, tokenspec};
use tokenspec::certify::{Envelope, Files, SigningKey, make_unchecked, pack, sha256, unpack};
use tokenspec::record::model::{CaseRecord, Summary, worst};
use tokenspec::{RunRecord, Verdict};

const ENVELOPE: &str = "statement.dsse.json";
const RECORD: &str = "record.json.gz";
const OURS: &str = "urn:tokenspec:certification:1";
/// A fault that the default profile notices.
const FAULT: &str = "patch-like-post";

/// The bundles of a correct and of a faulty server, and the files that belong to them.
struct Made {
    files: Vec<(&'static str, Vec<u8>)>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        for name in ["vendor", "other"] {
            assert_eq!(outcome(tokenspec(folder.path()).args(["keygen", name])).code, 0);
        }
        let certify = |target: &str, output: &str| {
            let arguments =
                ["certify", target, "--profile", "oauth2-baseline", "--seed", "7", "--key", "vendor.key", "-o", output];
            outcome(tokenspec(folder.path()).args(arguments))
        };
        let ran = certify("reference", "correct.zip");
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let served = serve(folder.path(), &["--fault", FAULT]);
        file(folder.path(), "faulty.toml", &served.target);
        let ran = certify("faulty.toml", "faulty.zip");
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        drop(served);
        let names = ["vendor.key", "vendor.pub", "other.key", "other.pub", "correct.zip", "faulty.zip", "faulty.toml"];
        Made { files: names.map(|name| (name, std::fs::read(folder.path().join(name)).unwrap())).into() }
    })
}

impl Made {
    fn bytes(&self, name: &str) -> &[u8] {
        &self.files.iter().find(|(known, _)| *known == name).unwrap().1
    }

    fn key(&self) -> SigningKey {
        SigningKey::read(std::str::from_utf8(self.bytes("vendor.key")).unwrap()).unwrap()
    }

    /// The files of a bundle.
    fn unpacked(&self, name: &str) -> Files {
        unpack(self.bytes(name)).unwrap()
    }
}

/// A folder of a test's own with all of that in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &made().files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self(folder)
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a bundle and has it verified.
    fn verify(&self, name: &str, bytes: &[u8], key: &str) -> Outcome {
        std::fs::write(self.path(name), bytes).unwrap();
        outcome(tokenspec(self.folder()).args(["verify", name, "--format", "json", "--key", key]))
    }

    /// The exit code of the verifier in Python.
    fn python(&self, name: &str, key: &str) -> Option<i32> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verify_bundle.py");
        let ran = Command::new("python3").arg(script).arg(self.path(name)).arg(self.path(key)).output();
        // Without Python there is nobody to ask; CI has it.
        ran.ok().and_then(|ran| ran.status.code())
    }
}

fn record(files: &Files) -> RunRecord {
    let mut text = String::new();
    flate2::read::GzDecoder::new(files[RECORD].as_slice()).read_to_string(&mut text).unwrap();
    tokenspec::record::read::parse(&text).unwrap()
}

fn rules(files: &Files) -> Files {
    let is_rule = |name: &str| name.starts_with("suites/") || name.starts_with("profiles/");
    files.iter().filter(|(name, _)| is_rule(name)).map(|(name, bytes)| (name.clone(), bytes.clone())).collect()
}

/// The bundle that a liar with the vendor's key makes of a record and rules.
fn forged(record: &RunRecord, rules: Files) -> Vec<u8> {
    make_unchecked(record, rules, &[made().key()], &"0".repeat(64)).unwrap().bytes
}

/// The same files with another statement, signed again, digests and all.
fn restated(mut files: Files, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let envelope = Envelope::read(&files[ENVELOPE]).unwrap();
    let mut statement: Value = serde_json::from_slice(&STANDARD.decode(envelope.payload).unwrap()).unwrap();
    for list in ["/subject", "/predicate/configuration"] {
        for resource in statement.pointer_mut(list).unwrap().as_array_mut().unwrap() {
            resource["digest"]["sha256"] = sha256(&files[resource["name"].as_str().unwrap()]).into();
        }
    }
    change(&mut statement);
    let envelope = Envelope::sign(statement.to_string().as_bytes(), &[made().key()]).unwrap();
    files.insert(ENVELOPE.to_owned(), serde_json::to_vec(&envelope).unwrap());
    pack(&files).unwrap()
}

/// Counts everything anew.
fn recounted(mut record: RunRecord) -> RunRecord {
    let cases = record.cases.clone();
    for requirement in record.requirements.iter_mut().filter(|requirement| requirement.unscored.is_none()) {
        let own: Vec<&CaseRecord> = cases.iter().filter(|case| requirement.cases.contains(&case.id) && case.scored).collect();
        if !own.is_empty() {
            requirement.verdict = worst(own.iter().map(|case| case.verdict));
        }
    }
    record.summary = Summary::of(&record.cases);
    record
}

/// The record with another verdict of a case, and everything counted anew.
fn reworded(mut record: RunRecord, from: Verdict, to: Verdict) -> RunRecord {
    let case = record.cases.iter_mut().find(|case| case.scored && case.verdict == from).unwrap();
    case.verdict = to;
    recounted(record)
}

#[track_caller]
fn refused(ran: &Outcome, code: i32, words: &str) {
    let said = ran.json();
    assert_eq!(
        (ran.code, said["verified"].as_bool(), said["exit_code"].as_i64()),
        (code, Some(false), Some(code.into())),
        "{said:#}"
    );
    let problems = said["problems"].to_string();
    assert!(problems.contains(words), "{words}: {problems}");
}

#[test]
fn bundles_are_verified_and_say_truthfully_what_came_out() {
    let desk = Desk::new();
    for (name, code, words) in
        [("correct.zip", 0, "No requirement that must be kept was found broken"), ("faulty.zip", 1, "does not conform")]
    {
        let bytes = made().bytes(name);
        let ran = desk.verify(name, bytes, "vendor.pub");
        let said = ran.json();
        assert_eq!((ran.code, said["verified"].as_bool()), (code, Some(true)), "{said:#}");
        assert_eq!(said["rejudged"].as_array().unwrap().len(), 2);
        assert!(said["rejudged"].as_array().unwrap().iter().all(|again| again["cases"].as_u64().unwrap() > 300));
        assert_eq!(desk.python(name, "vendor.pub").unwrap_or(code), code, "the verifier in Python");
        let files = unpack(bytes).unwrap();
        let statement = String::from_utf8(files["conformance.md"].clone()).unwrap();
        assert!(statement.contains("This is a self-declaration") && statement.contains(words), "{statement}");
        assert!(!statement.to_lowercase().contains("certified by"));
        assert!(String::from_utf8(files["conformance.html"].clone()).unwrap().contains(words));
    }
    let human = outcome(tokenspec(desk.folder()).args(["verify", "faulty.zip", "--key", "vendor.pub"]));
    assert!(
        human.stdout.contains("declared: does not conform") && human.stdout.ends_with("verified · exit 1\n"),
        "{}",
        human.stdout
    );
}

#[test]
fn no_secret_of_the_target_is_in_a_bundle() {
    let desk = Desk::new();
    let target = std::fs::read_to_string(desk.path("faulty.toml")).unwrap();
    let secrets: Vec<&str> = target.lines().filter_map(|line| line.strip_prefix("secret = ")?.split('"').nth(1)).collect();
    assert!(!secrets.is_empty(), "{target}");
    let files = made().unpacked("faulty.zip");
    let whole = tokenspec::report::json::render(&record(&files)).unwrap();
    for secret in secrets {
        assert!(!whole.contains(secret), "{secret} is in the record");
        let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        let found: Vec<&String> = files.iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name).collect();
        assert!(found.is_empty(), "{secret}: {found:?}");
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let desk = Desk::new();
    let record = record(&made().unpacked("correct.zip"));
    file(desk.folder(), "run.json", &tokenspec::report::json::render(&record).unwrap());
    for name in ["one.zip", "two.zip"] {
        let ran = outcome(tokenspec(desk.folder()).args(["certify", "--record", "run.json", "--key", "vendor.key", "-o", name]));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let read = |name: &str| std::fs::read(desk.path(name)).unwrap();
    assert!(read("one.zip") == read("two.zip") && read("one.zip") == made().bytes("correct.zip"));
}

#[test]
fn several_keys_sign_and_as_many_as_are_asked_for_must_be_trusted() {
    let desk = Desk::new();
    let folder = desk.folder();
    let record = record(&made().unpacked("correct.zip"));
    file(folder, "both.json", &tokenspec::report::json::render(&record).unwrap());
    assert_eq!(outcome(tokenspec(folder).args(["keygen", "lab", "--algorithm", "ecdsa-p256"])).code, 0);
    let lab = std::fs::read_to_string(desk.path("lab.key")).unwrap();
    let arguments = ["certify", "--record", "both.json", "--key", "vendor.key", "--key", "env:LAB_KEY", "-o", "both.zip"];
    let ran = outcome(tokenspec(folder).env("LAB_KEY", lab).args(arguments));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let verify = |keys: &[&str], signatures: &str| {
        let mut command = tokenspec(folder);
        command.args(["verify", "both.zip", "--signatures", signatures]);
        keys.iter().for_each(|key| {
            command.args(["--key", key]);
        });
        outcome(&mut command).code
    };
    assert_eq!(verify(&["vendor.pub", "lab.pub"], "2"), 0);
    assert_eq!(verify(&["lab.pub"], "1"), 0);
    assert_eq!(verify(&["vendor.pub", "other.pub"], "2"), 10);
    assert_eq!(verify(&["vendor.pub", "vendor.pub"], "2"), 10, "one key is one signature");
    assert_eq!(desk.python("both.zip", "lab.pub").unwrap_or(0), 0, "the verifier in Python");
}

#[test]
fn a_record_that_is_no_whole_run_is_not_certified() {
    let desk = Desk::new();
    let folder = desk.folder();
    let ran = outcome(tokenspec(folder).args(["run", "reference", "--suite", "pkce", "--quiet", "--report", "json=part.json"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let whole = record(&made().unpacked("correct.zip"));
    let filtered = RunRecord { filters: vec!["level=must".to_owned()], ..whole.clone() };
    file(folder, "filtered.json", &tokenspec::report::json::render(&filtered).unwrap());
    let bare = RunRecord { evidence: None, ..whole.clone() };
    file(folder, "bare.json", &tokenspec::report::json::render(&bare).unwrap());
    let lied = reworded(record(&made().unpacked("faulty.zip")), Verdict::Fail, Verdict::Pass);
    file(folder, "lied.json", &tokenspec::report::json::render(&lied).unwrap());
    for (name, words) in [
        ("part.json", "no profile"),
        ("filtered.json", "the run was filtered"),
        ("bare.json", "--evidence"),
        ("lied.json", "do not come out of its own exchanges"),
    ] {
        let ran = outcome(tokenspec(folder).args(["certify", "--record", name, "--key", "vendor.key", "-o", "none.zip"]));
        assert_eq!(ran.code, 2, "{name}");
        assert!(ran.stderr.contains(words), "{name}: {}", ran.stderr);
    }
    assert!(!desk.path("none.zip").exists());
}

#[test]
fn keys_are_not_replaced_and_what_is_no_key_or_no_bundle_says_so() {
    let desk = Desk::new();
    let folder = desk.folder();
    for (arguments, words) in [
        (&["keygen", "vendor"][..], "vendor.pub is there already"),
        (&["certify", "--record", "run.json", "--key", "vendor.pub"], "holds no private key"),
        (&["certify", "--record", "run.json", "--key", "env:NOBODY"], "no variable NOBODY"),
        (&["verify", "correct.zip", "--key", "vendor.key"], "holds no public key"),
        (&["verify", "vendor.pub", "--key", "vendor.pub"], "is no bundle"),
        (&["verify", "absent.zip", "--key", "vendor.pub"], "cannot read absent.zip"),
    ] {
        let ran = outcome(tokenspec(folder).args(arguments));
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}

/// Packs files as somebody would who has another program for it.
fn packed_elsewhere(files: &Files) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files.iter().rev() {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_was_tampered_with_by_others_is_seen() {
    let desk = Desk::new();
    let files = || made().unpacked("correct.zip");
    let changed = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut files = files();
        change(files.entry(name.to_owned()).or_default());
        pack(&files).unwrap()
    };
    let middle = |bytes: &mut Vec<u8>| {
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
    };
    let correct = made().bytes("correct.zip");
    let cut = correct[..correct.len() * 2 / 3].to_vec();
    for (name, bytes, key, code, words) in [
        ("transcript.zip", changed(RECORD, &middle), "vendor.pub", 11, "record.json.gz is not the file that was signed"),
        ("key.zip", correct.to_vec(), "other.pub", 10, "no key that you trust has signed it"),
        (
            "added.zip",
            changed("suites/pkce/more.toml", &|bytes| bytes.push(b'#')),
            "vendor.pub",
            11,
            "more.toml is in the bundle and not",
        ),
        ("cut.zip", cut, "vendor.pub", 11, "cut short or damaged"),
        ("again.zip", packed_elsewhere(&files()), "vendor.pub", 11, "was packed again"),
    ] {
        refused(&desk.verify(name, &bytes, key), code, words);
        assert_eq!(desk.python(name, key).unwrap_or(code), code, "{name}: the verifier in Python");
    }
}

#[test]
fn what_the_vendor_lies_about_is_seen() {
    let desk = Desk::new();
    let (correct, faulty) = (made().unpacked("correct.zip"), made().unpacked("faulty.zip"));
    let mut dropped = record(&correct);
    let gone = dropped.cases.iter().position(|case| case.scored && case.verdict == Verdict::Pass).unwrap();
    let gone = dropped.cases.remove(gone).id;
    dropped.requirements.iter_mut().for_each(|requirement| requirement.cases.retain(|id| *id != gone));
    dropped.behaviours.iter_mut().for_each(|behaviour| behaviour.cases.retain(|id| *id != gone));
    let dropped = recounted(dropped);
    let mut old = record(&correct);
    old.profile.as_mut().unwrap().version = "0".to_owned();
    let mut old_rules = rules(&correct);
    let profile = old_rules.get_mut("profiles/oauth2-baseline.toml").unwrap();
    *profile = String::from_utf8(profile.clone()).unwrap().replacen("version = \"1\"", "version = \"0\"", 1).into_bytes();
    // The lists of cases name the version too.
    let cases = old_rules.get_mut("profiles/oauth2-baseline.cases").unwrap();
    *cases = String::from_utf8(cases.clone()).unwrap().replacen("oauth2-baseline 1", "oauth2-baseline 0", 1).into_bytes();
    let mut page = correct.clone();
    page.insert("report.html".to_owned(), b"<p>All is well.</p>".to_vec());
    let (softened, soft_rules) = softened(&faulty);
    for (name, bytes, code, words) in [
        (
            "verdict.zip",
            forged(&reworded(record(&faulty), Verdict::Fail, Verdict::Pass), rules(&faulty)),
            13,
            "by the suites in the bundle",
        ),
        ("suite.zip", forged(&softened, soft_rules), 13, "by this program's suites"),
        ("dropped.zip", forged(&dropped, rules(&correct)), 12, gone.as_str()),
        (
            "target.zip",
            restated(correct.clone(), |said| said["predicate"][OURS]["target"]["name"] = "other".into()),
            11,
            "target.name",
        ),
        ("old.zip", forged(&old, old_rules), 14, "version 0; this program has version 1"),
        (
            "order.zip",
            restated(correct.clone(), |said| said["predicate"][OURS]["executed"].as_array_mut().unwrap().swap(0, 1)),
            11,
            "executed[0].id",
        ),
        ("page.zip", restated(page, |_| {}), 11, "report.html is not what the record gives"),
    ] {
        refused(&desk.verify(name, &bytes, "vendor.pub"), code, words);
    }
    assert_eq!(desk.python("dropped.zip", "vendor.pub").unwrap_or(12), 12, "the verifier in Python");
}

/// The record of the faulty server with a pass in place of its failures in one suite, and suites by which that is right: the broken
/// rules accept tokens as well.
fn softened(faulty: &Files) -> (RunRecord, Files) {
    let mut record = record(faulty);
    let mut rules = rules(faulty);
    let broken = |case: &&CaseRecord| case.scored && case.verdict == Verdict::Fail && case.id.starts_with("oauth2/");
    while let Some(case) = record.cases.iter().find(broken).cloned() {
        let (suite, name) = case.id.split_once('/').unwrap();
        let file = format!("suites/{suite}/{}", case.origin.as_ref().unwrap().file.rsplit('/').next().unwrap());
        let text = String::from_utf8(rules[&file].clone()).unwrap();
        let start = text.find(&format!("[[case]]\nid = \"{}\"", name.split('/').next().unwrap())).unwrap();
        let softer = text[start..].replacen("outcome = \"refused\"", "outcome = \"either\"", 1);
        rules.insert(file, format!("{}{softer}", &text[..start]).into_bytes());
        record = reworded(record, Verdict::Fail, Verdict::Pass);
    }
    (record, rules)
}
