//! Two runs of the same server give the same snapshots; another answer drifts; decisions hold.

use super::store::difference;
use super::{Mode, Rules, Store, hold, normalised};
use crate::record::RunRecord;
use crate::record::Verdict;
use crate::record::model::{CaseRecord, ExchangeRecord, LOOKS_ON, Purpose, RequestRecord, ResponseRecord};
use crate::record::review::SnapshotState;
use crate::report::sample;

/// An answer of a token endpoint, and when it was sent.
fn answer(started_ms: f64, status: u16, headers: &[(&str, &str)], body: &str) -> ExchangeRecord {
    ExchangeRecord {
        purpose: Purpose::Examination,
        request: RequestRecord {
            method: "POST".into(),
            url: "https://login.staging.example/oauth2/token?x=1".into(),
            headers: Vec::new(),
            body: format!("grant_type=refresh_token&state={}", "drawn0".repeat(8)),
        },
        response: Some(ResponseRecord {
            status,
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.into(),
            body_bytes: body.len(),
            body_truncated: false,
            body_not_utf8: false,
        }),
        error: None,
        started_ms,
        duration_ms: 10.0,
    }
}

/// A run of one case with these exchanges.
fn run(exchanges: Vec<ExchangeRecord>) -> RunRecord {
    let mut record = sample::empty();
    record.cases = vec![CaseRecord { exchanges, ..sample::case("rule/one", "rule", Verdict::Pass) }];
    record
}

fn text(record: &RunRecord) -> String {
    normalised(record, &record.cases[0], &Rules::default()).unwrap()
}

/// A token response of one run; `drawn` are its random parts.
fn tokens(drawn: &str, date: &str) -> Vec<ExchangeRecord> {
    let mut set_up = answer(0.0, 200, &[], &format!(r#"{{"refresh_token":"[refresh_token:43:base64url:#{drawn}]"}}"#));
    set_up.purpose = Purpose::SetUp;
    let body = format!(
        r#"{{"token_type":"Bearer","access_token":"[access_token:43:alphanumeric:#{}]","refresh_token":"[refresh_token:43:base64url:#{drawn}]","expires_in":3600}}"#,
        drawn.chars().rev().collect::<String>()
    );
    vec![set_up, answer(100.0, 200, &[("Date", date), ("Cache-Control", "no-store"), ("X-Request-Id", drawn)], &body)]
}

#[test]
fn what_is_drawn_does_not_show_and_what_is_equal_does() {
    let first = run(tokens("3f9a1c", "Sat, 28 Nov 2026 11:37:36 GMT"));
    let second = run(tokens("00beef", "Sun, 29 Nov 2026 09:00:00 GMT"));
    assert_eq!(text(&first), text(&second));
    insta::assert_snapshot!(text(&first));
    // The refresh token of the set-up came back: had it been rotated, it would have another number.
    assert!(text(&first).contains("[refresh_token 1]") && !text(&first).contains("[refresh_token 2]"));
}

#[test]
fn errors_with_drawn_values_are_the_same_each_time() {
    let with = |value: &str| {
        let body =
            format!(r#"{{"error":"invalid_grant","error_description":"{value} is bad, see https://login.staging.example/e"}}"#);
        run(vec![answer(0.0, 400, &[("Content-Type", "application/json")], &body)])
    };
    let sent = text(&with(&"drawn0".repeat(8)));
    assert!(sent.contains("[sent state] is bad, see [target]/e"), "{sent}");
    assert_eq!(text(&with("550e8400-e29b-41d4-a716-446655440000")), text(&with("00000000-0000-4000-8000-0000000000a1")));
    assert_ne!(text(&with("the code")), text(&with("the grant")));
}

#[test]
fn the_answers_of_a_race_are_chance() {
    let won = |at| answer(at, 200, &[], r#"{"access_token":"[access_token:43:alphanumeric:#3f9a1c]"}"#);
    let lost = |at| answer(at, 400, &[], r#"{"error":"invalid_grant"}"#);
    let race = run(vec![won(0.0), lost(0.1)]);
    assert_eq!(normalised(&race, &race.cases[0], &Rules::default()), None);
    // One after the other, they are not.
    assert_ne!(text(&run(vec![won(0.0), lost(10.0)])), text(&run(vec![lost(0.0), won(10.0)])));
}

#[test]
fn what_proves_nothing_has_no_snapshot() {
    for verdict in [Verdict::Skip, Verdict::Inconclusive] {
        let mut record = run(tokens("3f9a1c", "x"));
        record.cases[0].verdict = verdict;
        assert_eq!(normalised(&record, &record.cases[0], &Rules::default()), None);
    }
    assert_eq!(normalised(&run(Vec::new()), &run(Vec::new()).cases[0], &Rules::default()), None);
    let mut record = run(tokens("3f9a1c", "x"));
    record.cases[0].changed = vec![LOOKS_ON.to_owned()];
    assert_eq!(normalised(&record, &record.cases[0], &Rules::default()), None);
}

#[test]
fn hostile_answers_stay_one_line_of_text() {
    let record = run(vec![answer(0.0, 200, &[("X-A", "a\u{1b}[31m\nforged: yes")], "\u{202e}evil\r\u{0}\n---\nsource: x")]);
    let text = text(&record);
    assert!(text.lines().all(|line| !line.starts_with("forged")), "{text}");
    assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
}

/// Compares a run with the snapshots of a folder.
fn held(record: &mut RunRecord, folder: &std::path::Path, mode: Mode) -> Option<SnapshotState> {
    let store = Store::create(folder).unwrap();
    hold(record, &store, &Rules::default(), ("snapshots", true), mode).unwrap();
    record.cases[0].snapshot.as_ref().map(|snapshot| snapshot.state)
}

fn refused(description: &str) -> RunRecord {
    let body = format!(r#"{{"error":"invalid_grant","error_description":"{description}"}}"#);
    run(vec![answer(0.0, 400, &[("Content-Type", "application/json")], &body)])
}

#[test]
fn a_decision_holds_until_the_answer_changes() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("new");
    assert_eq!(held(&mut refused("bad code"), &root, Mode::Check), Some(SnapshotState::New));
    let pending = |count: usize| {
        let pending = Store::open(&root).unwrap().pending().unwrap();
        assert_eq!(pending.len(), count);
        pending
    };
    let waiting = pending(1);
    assert_eq!(waiting[0].id, "staging/create-tokens/rule/one");
    Store::open(&root).unwrap().accept_pending(&waiting[0]).unwrap();
    pending(0);
    assert_eq!(held(&mut refused("bad code"), &root, Mode::Check), Some(SnapshotState::Same));
    let mut other = refused("code is bad");
    assert_eq!(held(&mut other, &root, Mode::Check), Some(SnapshotState::Drifted));
    let snapshots = other.snapshots.as_ref().unwrap();
    assert_eq!((snapshots.drifted, snapshots.gates), (1, true));
    insta::assert_snapshot!(other.cases[0].snapshot.as_ref().unwrap().difference.join("\n"));
    // Back to what was accepted: nothing waits any more.
    assert_eq!(held(&mut refused("bad code"), &root, Mode::Check), Some(SnapshotState::Same));
    pending(0);
    held(&mut refused("code is bad"), &root, Mode::Update);
    assert_eq!(held(&mut refused("code is bad"), &root, Mode::Check), Some(SnapshotState::Same));
}

#[test]
fn a_snapshot_without_its_case_is_told_after_a_whole_run() {
    let folder = tempfile::tempdir().unwrap();
    held(&mut refused("x"), folder.path(), Mode::Update);
    let mut other = refused("x");
    other.cases[0].id = "create-tokens/rule/two".to_owned();
    let mut filtered = other.clone();
    held(&mut other, folder.path(), Mode::Check);
    assert_eq!(other.snapshots.unwrap().orphaned, ["create-tokens/rule/one"]);
    filtered.filters = vec!["two".to_owned()];
    held(&mut filtered, folder.path(), Mode::Check);
    assert_eq!(filtered.snapshots.unwrap().orphaned, Vec::<String>::new());
}

#[test]
fn two_runs_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path()).unwrap();
    let second = Store::open(folder.path());
    assert!(second.unwrap_err().to_string().starts_with("another run is using the snapshots"));
    drop(first);
    Store::open(folder.path()).unwrap();
}

#[test]
fn an_id_cannot_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("inside");
    let store = Store::create(&root).unwrap();
    for id in ["../../out", "a/../../out", "/etc/out", "a\\..\\out", "c:out", ".", "a//b", "ü/é"] {
        store.accept(id, "t", "text\n").unwrap();
        assert_eq!(store.accepted(id).unwrap().as_deref(), Some("text\n"), "{id}");
        assert!(store.ids().unwrap().contains(&id.to_owned()), "{id}: {:?}", store.ids());
    }
    let outside: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(outside, ["inside"]);
}

#[test]
fn a_file_that_was_broken_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path()).unwrap();
    store.accept("t/s/c", "t", "text\n").unwrap();
    let path = folder.path().join("t/s/c.snap");
    for (text, says) in [("text", "does not begin"), ("---\nsource: x\n", "does not end")] {
        std::fs::write(&path, text).unwrap();
        let error = store.accepted("t/s/c").unwrap_err().to_string();
        assert!(error.contains("c.snap is no snapshot") && error.contains(says), "{error}");
    }
    assert_eq!(difference("a\nb\n", "a\nb\n"), Vec::<String>::new());
}
