//! Every case against the correct reference server and against each of its faults, and against servers that refuse or accept everything.

use tokenspec::embedded::{self, Thoroughness};
use tokenspec::judge::expectation::{Expectation, Meaning, Outcome};
use tokenspec::record::model::CaseRecord;
use tokenspec::record::{RunRecord, Verdict};
use tokenspec::reference::{self, Login, Mode, Options, Registration, VariantId};
use tokenspec::runner::{self, RunOptions, Tell};
use tokenspec::suite::model::{Case, CaseKind, Send, Suite};

fn suites() -> Vec<Suite> {
    tokenspec::suite::embedded_ids()
        .into_iter()
        .map(|id| {
            tokenspec::suite::load_embedded(id).and_then(|suite| suite.resolve(&[])).expect("the embedded suites are right")
        })
        .collect()
}

async fn examine(suites: &[Suite], options: Options) -> RunRecord {
    let options = Options { pretend: true, ..options };
    let running = reference::start(options.clone()).await.unwrap();
    let subject = runner::connect(embedded::target(&running.issuer, &options)).await.unwrap();
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let (detail, slow, waiting) = (runner::Detail::Findings, runner::Slow::Examined, runner::Waiting::Pretended);
    runner::run(&subject, suites, RunOptions { seed: 0, detail, slow, waiting, stop, tell: Tell::Verdicts, listener: &|_| {} })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_killed_and_every_case_kills() {
    let suites = suites();
    // Faults of documents whose suites are still to come have nobody to notice them yet.
    let examined = |id: &&str| suites.iter().any(|suite| id.split('/').next() == Some(suite.id.as_str()));
    let faults: Vec<_> = reference::faults().iter().filter(|fault| fault.requirements.iter().any(&examined)).collect();
    assert!(faults.len() >= 90);
    let matrix = embedded::kill_matrix(suites, faults, Thoroughness::Concerned, 4, &|_| {}).await.unwrap();
    let findings: Vec<String> = matrix
        .correct
        .iter()
        .filter(|case| !matches!(case.verdict, Verdict::Pass))
        .map(|case| format!("{} {:?}: {}", case.id, case.verdict, case.reason))
        .collect();
    assert!(findings.is_empty(), "findings at the correct server:\n{}", findings.join("\n"));
    assert_eq!(matrix.survivors(), Vec::<&str>::new(), "faults that no case notices");
    assert_eq!(matrix.vacuous(), Vec::<&str>::new(), "cases that notice no fault");
    let text = matrix.to_text();
    if std::env::var_os("UPDATE_KILL_MATRIX").is_some() {
        std::fs::write("src/embedded/kill-matrix.txt", &text).unwrap();
        return;
    }
    let changed: Vec<&str> = text.lines().filter(|line| !embedded::KNOWN_MATRIX.lines().any(|known| known == *line)).collect();
    assert!(
        text == embedded::KNOWN_MATRIX,
        "src/embedded/kill-matrix.txt is stale (UPDATE_KILL_MATRIX=1 cargo test --test kill_matrix renews it):\n{}",
        changed.join("\n")
    );
}

/// Whether tokens are among what the expectation lets pass.
fn lets_tokens_pass(expectation: &Expectation) -> bool {
    let has_tokens = |outcome: Outcome| matches!(outcome, Outcome::Tokens | Outcome::Either | Outcome::Ok | Outcome::Any);
    // A step that says "does not apply" to tokens demands no refusal.
    has_tokens(expectation.primary.outcome)
        || expectation.others.iter().any(|other| {
            matches!(other.meaning, Meaning::Pass | Meaning::Skip) && other.choice.is_none() && has_tokens(other.pattern.outcome)
        })
}

/// Whether a message was answered with an error status by something that does not speak OAuth.
fn refused_by_the_http_server(found: &CaseRecord) -> bool {
    let observed = &found.observed;
    (observed.starts_with('4') || observed.starts_with('5'))
        && (observed.ends_with("no body") || observed.ends_with("not a JSON object"))
}

/// Whether a step gives the case up where tokens come.
fn gives_up_on_tokens(expectation: &Expectation) -> bool {
    expectation.others.iter().any(|other| {
        other.meaning == Meaning::Skip
            && matches!(other.pattern.outcome, Outcome::Tokens | Outcome::Any)
            && other.choice.is_none()
    })
}

/// Whether a refusal by the token endpoint is what the case wants somewhere, and no step before it gives the case up at a
/// server that accepts everything.
fn wants_refusal(case: &Case) -> bool {
    let CaseKind::Exchanges(exchange) = &case.kind else { return false };
    let mut steps = exchange.steps.iter().filter(|step| matches!(step.send, Send::Token { .. })).map(|step| &step.expect);
    let decisive = steps.find(|expect| gives_up_on_tokens(expect) || !lets_tokens_pass(expect));
    decisive.is_some_and(|expect| !gives_up_on_tokens(expect))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_refuses_everything_passes_no_negative_case() {
    let suites = suites();
    let record = examine(&suites, Options { mode: Mode::RefuseEverything, ..Options::default() }).await;
    let negative: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).filter(|case| wants_refusal(case)).collect();
    assert!(negative.len() > 100);
    let passed: Vec<&str> = record
        .cases
        .iter()
        .filter(|case| case.verdict == Verdict::Pass && negative.iter().any(|other| other.id == case.id))
        .map(|case| case.id.as_str())
        .collect();
    assert!(passed.is_empty(), "passed although nothing was shown: {passed:#?}");
    let findings: Vec<String> = record
        .cases
        .iter()
        .filter(|case| matches!(case.verdict, Verdict::Fail | Verdict::Warn))
        .map(|case| format!("{} {:?}: {}", case.id, case.verdict, case.reason))
        .collect();
    assert!(findings.is_empty(), "whether the target or its file is wrong cannot be told: {findings:#?}");
    assert!(
        record.notes.iter().any(|note| note.contains("no request of the confidential client succeeded")),
        "{:?}",
        record.notes
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_that_accepts_everything_fails_every_negative_case() {
    let suites = suites();
    let mut wrong = Vec::new();
    let mut shown = std::collections::BTreeSet::new();
    let assertions: Vec<VariantId> = vec!["assertion-methods".parse().unwrap()];
    for (registration, variants) in
        [(Registration::Usual, Vec::new()), (Registration::Alternate, Vec::new()), (Registration::Usual, assertions)]
    {
        let options = Options { mode: Mode::AcceptEverything, registration, variants, ..Options::default() };
        let record = examine(&suites, options).await;
        for case in suites.iter().flat_map(|suite| &suite.cases).filter(|case| wants_refusal(case)) {
            let found = record.cases.iter().find(|record| record.id == case.id).unwrap();
            match found.verdict {
                Verdict::Skip => continue,
                // Where the suite itself says that tokens are a warning there, or the level is `should`, that is the finding.
                Verdict::Fail | Verdict::Warn => {}
                // The authorization endpoint is the correct one and refuses: nothing came to the one that accepts everything.
                Verdict::Pass if found.reason.starts_with("kept by the authorization endpoint") => {}
                // The HTTP server refuses the message, before there is a token request.
                Verdict::Pass if found.id.starts_with("http/") && refused_by_the_http_server(found) => {}
                _ => wrong.push(format!("{} {:?}: {}, {:?}", found.id, found.verdict, found.reason, found.observed)),
            }
            shown.insert(case.id.clone());
        }
    }
    let all = suites.iter().flat_map(|suite| &suite.cases).filter(|case| wants_refusal(case));
    wrong.extend(all.filter(|case| !shown.contains(&case.id)).map(|case| format!("{} was skipped each time", case.id)));
    assert!(wrong.is_empty(), "no finding although tokens were issued:\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_login_form_leads_to_the_same_verdicts() {
    let suites = suites();
    let automatic = examine(&suites, Options::default()).await;
    let record = examine(&suites, Options { login: Login::Form, ..Options::default() }).await;
    // What OAuth 2.1 demands beyond the published documents is a finding at this server by either road.
    let known = |case: &CaseRecord| automatic.cases.iter().any(|other| other.id == case.id && other.verdict == case.verdict);
    let findings: Vec<String> = record
        .cases
        .iter()
        .filter(|case| !matches!(case.verdict, Verdict::Pass | Verdict::Skip) && !known(case))
        .map(|case| format!("{} {:?}: {}", case.id, case.verdict, case.reason))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_asks_the_same_questions() {
    let suites = suites();
    let first = examine(&suites, Options::default()).await;
    let second = examine(&suites, Options::default()).await;
    let facts = |record: &RunRecord| -> Vec<(String, Verdict, String, Vec<String>)> {
        record.cases.iter().map(|case| (case.id.clone(), case.verdict, case.expected.clone(), case.changed.clone())).collect()
    };
    assert_eq!(facts(&first), facts(&second));
    assert_eq!(first.seed, 0);
}
