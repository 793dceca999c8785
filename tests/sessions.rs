//! Login sessions that cases share, at a server that keeps one grant for a client in a session: the replay of one code revokes
//! all that was issued there. The verdicts are those that each case has by itself.

use std::collections::BTreeMap;

use secrecy::SecretString;
use tokenspec::embedded;
use tokenspec::protocol::names::ClientRole;
use tokenspec::protocol::pkce;
use tokenspec::record::model::CaseRecord;
use tokenspec::record::{RunRecord, Verdict};
use tokenspec::reference::{self, Options, Running};
use tokenspec::runner::{self, Detail, RunOptions, Slow, Tell, Waiting};
use tokenspec::suite::model::Suite;
use tokenspec::target::model::{DriverSettings, StoredGrant, Target};
use tokenspec::transport::{Request, Settings, Transport};
use url::Url;

const VERIFIER: &str = "a-code-verifier-of-more-than-forty-three-characters";

/// Replays and what they may end, in the words of the case ids.
const SOME: [&str; 7] = ["replay", "reuse", "reused", "single-use", "race", "refresh-scope", "revoke"];

/// What replays, and as many cases again that do not.
fn suites() -> Vec<Suite> {
    let load = |id| tokenspec::suite::load_embedded(id).and_then(|suite| suite.resolve(&[])).unwrap();
    let mut suites: Vec<Suite> = ["oauth2", "security"].into_iter().map(load).collect();
    for suite in &mut suites {
        let mut count = 0;
        suite.cases.retain(|case| {
            count += 1;
            count % 9 == 0 || SOME.iter().any(|word| case.id.contains(word))
        });
    }
    suites
}

async fn start() -> (Running, Target) {
    let variants = vec!["one-grant-per-session".parse().unwrap()];
    let options = Options { variants, pretend: true, ..Options::default() };
    let running = reference::start(options.clone()).await.unwrap();
    let target = embedded::target(&running.issuer, &options);
    (running, target)
}

async fn run(target: Target, suites: &[Suite]) -> RunRecord {
    let subject = runner::connect(target).await.unwrap();
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let (slow, waiting) = (Slow::Skipped, Waiting::Pretended);
    runner::run(
        &subject,
        suites,
        RunOptions { seed: 1, detail: Detail::Findings, slow, waiting, stop, tell: Tell::Verdicts, listener: &|_| {} },
    )
    .await
}

fn verdicts(record: &RunRecord) -> BTreeMap<&str, Verdict> {
    record.cases.iter().map(|case| (case.id.as_str(), case.verdict)).collect()
}

fn says_so(record: &RunRecord) -> bool {
    record.notes.iter().any(|note| note.contains("that of a second examination"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_verdicts_are_those_of_sessions_apart() {
    let (running, shared) = start().await;
    let mut fresh = shared.clone();
    fresh.authorize.as_mut().unwrap().fresh_sessions = true;
    let suites = suites();
    let (shared, fresh) = (run(shared, &suites).await, run(fresh, &suites).await);
    running.stop().await;
    assert!(!says_so(&fresh), "{:?}", fresh.notes);
    assert!(says_so(&shared), "nothing was disturbed, so this test shows nothing: {:?}", shared.notes);
    assert!(verdicts(&fresh).values().filter(|verdict| **verdict == Verdict::Pass).count() > 100);
    assert_eq!(verdicts(&shared), verdicts(&fresh));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_authorizations_are_scarce_replays_come_one_by_one() {
    let (running, mut target) = start().await;
    target.limits.max_authorizations = Some(60);
    let record = run(target, &suites()).await;
    running.stop().await;
    let bad: Vec<_> = record.cases.iter().filter(|case| !matches!(case.verdict, Verdict::Pass | Verdict::Skip)).collect();
    assert!(bad.is_empty() && !says_so(&record), "{bad:?}");
    assert!(verdicts(&record).values().filter(|verdict| **verdict == Verdict::Pass).count() > 20);
}

/// Codes of one login session, for the confidential client.
async fn codes_of_one_session(target: &Target, number: usize) -> Vec<StoredGrant> {
    let client = target.client(ClientRole::Confidential).unwrap();
    let mut url = target.endpoints.authorization.clone().unwrap();
    let challenge = pkce::s256(VERIFIER.as_bytes());
    url.query_pairs_mut()
        .extend_pairs([("response_type", "code"), ("client_id", &client.id), ("redirect_uri", &client.redirect_uris[0])])
        .extend_pairs([("scope", "openid profile"), ("code_challenge", &challenge), ("code_challenge_method", "S256")]);
    let transport = Transport::new(Settings::default());
    let mut cookie = None;
    let mut grants = Vec::new();
    for _ in 0..number {
        let mut request = Request::new("GET", url.clone());
        request.headers.extend(cookie.clone().map(|cookie: String| ("Cookie".to_owned(), cookie.into_bytes())));
        let response = transport.send(request).await.outcome.unwrap();
        let begun = response.header("set-cookie").map(|set| set.split(';').next().unwrap_or_default().to_owned());
        cookie = begun.or(cookie);
        let location = Url::parse(&response.header("location").unwrap()).unwrap();
        let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        grants.push(StoredGrant {
            client: ClientRole::Confidential,
            is_code: true,
            value: SecretString::from(code),
            code_verifier: Some(SecretString::from(VERIFIER.to_owned())),
            redirect_uri: None,
            scope: None,
            nonce: None,
        });
    }
    grants
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_that_a_replay_revoked_are_no_findings() {
    let (running, mut target) = start().await;
    // Several cases that replay, and a code for each: the first replay revokes those of the others.
    let grants = codes_of_one_session(&target, 40).await;
    target.authorize.as_mut().unwrap().driver = DriverSettings::Static(grants);
    let record = run(target, &suites()).await;
    running.stop().await;
    let failed: Vec<_> = record.cases.iter().filter(|case| case.verdict == Verdict::Fail).collect();
    assert!(failed.is_empty(), "{failed:?}");
    let disturbed = |case: &&CaseRecord| case.verdict == Verdict::Inconclusive && case.reason.contains("400 invalid_grant");
    assert!(record.cases.iter().any(|case| disturbed(&case)), "nothing was disturbed, so this test shows nothing");
}
