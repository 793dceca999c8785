//! Verdicts recomputed from the record alone are those of the run.

use tokenspec::record::model::{CaseRecord, ResponseRecord};
use tokenspec::reference::{self, FaultId, Options};
use tokenspec::runner::{Detail, Rejudged, rejudge};
use tokenspec::suite::model::Suite;
use tokenspec::{Examination, RunRecord, Verdict, embedded, profile, suite};

/// The suites of a profile, as whoever judges a record again has them.
fn suites(id: &str) -> Vec<Suite> {
    let all = suite::embedded_ids().into_iter().map(|id| suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect();
    profile::arrange(&profile::load(id).unwrap(), all)
}

async fn examined(profile: &str, options: Options) -> RunRecord {
    examined_in(Detail::Evidence, profile, options).await
}

async fn examined_in(detail: Detail, profile: &str, options: Options) -> RunRecord {
    let server = reference::start(options.clone()).await.unwrap();
    let target = embedded::target(&server.issuer, &options);
    let examination = Examination::of(target).profile(profile).seed(7).detail(detail);
    let record = examination.run().await.unwrap();
    // As a verifier has it: read from its text.
    tokenspec::record::read::parse(&tokenspec::report::json::render(&record).unwrap()).unwrap()
}

fn different(rejudged: &[Rejudged]) -> Vec<String> {
    let shown = |case: &Rejudged| format!("{}: recorded {:?}, again {:?} ({})", case.id, case.recorded, case.again, case.reason);
    rejudged.iter().filter(|case| case.differs()).map(shown).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_verdicts_of_every_profile_come_out_again() {
    for profile in profile::ids() {
        let record = examined(profile, Options::default()).await;
        let rejudged = rejudge(&record, &suites(profile));
        assert_eq!(rejudged.len(), record.cases.len(), "{profile}");
        assert_eq!(different(&rejudged), Vec::<String>::new(), "{profile}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_id_tokens_say_is_judged_again_where_they_are_kept() {
    let told = |record: &RunRecord, claim: &str| {
        let judged = record.cases.iter().filter_map(|case| case.judged.as_deref());
        judged
            .flat_map(|judged| &judged.steps)
            .flat_map(|step| step.told.values())
            .filter(|told| told.contains_key(claim))
            .count()
    };
    let redacted = examined("openid-basic", Options::default()).await;
    let kept = examined_in(Detail::EvidenceWithIdTokens, "openid-basic", Options::default()).await;
    assert_eq!(different(&rejudge(&kept, &suites("openid-basic"))), Vec::<String>::new());
    for claim in ["check id-token-issuer", "check id-token-signature"] {
        assert!(told(&redacted, claim) > 0 && told(&kept, claim) == 0, "{claim}");
    }
}

/// One in so many faults, unless `TOKENSPEC_EVERY_FAULT` asks for all: each is a run of its own.
const SAMPLED: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn the_verdicts_at_faulty_servers_come_out_again() {
    let step = if std::env::var_os("TOKENSPEC_EVERY_FAULT").is_some() { 1 } else { SAMPLED };
    let suites = suites(profile::DEFAULT);
    let (mut broken, mut wrong) = (0, Vec::new());
    for fault in reference::faults().iter().step_by(step) {
        let name: FaultId = fault.id.parse().unwrap();
        let record = examined(profile::DEFAULT, Options { faults: vec![name], ..Options::default() }).await;
        broken += usize::from(record.findings().next().is_some());
        wrong.extend(different(&rejudge(&record, &suites)).into_iter().map(|case| format!("{}: {case}", fault.id)));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(broken > 5, "{broken} of the servers have findings");
}

/// The record with the deciding answer of every passing case of one step changed, where the case wants that; and the ids of those cases.
fn altered(
    record: &RunRecord,
    wants: impl Fn(&CaseRecord) -> bool,
    change: impl Fn(&mut ResponseRecord) -> bool,
) -> (RunRecord, Vec<String>) {
    let mut record = record.clone();
    let mut ids = Vec::new();
    for case in record.cases.iter_mut().filter(|case| case.verdict == Verdict::Pass && wants(case)) {
        let Some([step]) = case.judged.as_deref().map(|judged| judged.steps.as_slice()) else { continue };
        let [answer] = step.answers.as_slice() else { continue };
        let response = case.exchanges.get_mut(*answer).and_then(|exchange| exchange.response.as_mut());
        if response.is_some_and(&change) {
            ids.push(case.id.clone());
        }
    }
    (record, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_status_error_or_scope_changes_the_verdict() {
    let record = examined(profile::DEFAULT, Options::default()).await;
    let suites = suites(profile::DEFAULT);
    // What a case says that it accepts, it accepts: a change into that is none.
    let accepts =
        |case: &CaseRecord, word: &str| case.also_accepted.iter().chain([&case.expected]).any(|text| text.contains(word));
    let kept = |change: &dyn Fn(&mut ResponseRecord) -> bool, into: &[&str], least: usize| {
        let wants = |case: &CaseRecord| !accepts(case, "an answer") && !into.iter().any(|word| accepts(case, word));
        let (altered, ids) = altered(&record, wants, change);
        assert!(ids.len() >= least, "{} answers were changed", ids.len());
        let passing = rejudge(&altered, &suites).into_iter().filter(|case| case.again == Ok(Verdict::Pass));
        let passing: Vec<String> = passing.map(|case| case.id).collect();
        ids.into_iter().filter(|id| passing.contains(id)).collect::<Vec<String>>()
    };
    let fails = |response: &mut ResponseRecord| {
        (response.status, response.body, response.body_bytes) = (500, String::new(), 0);
        true
    };
    assert_eq!(kept(&fails, &["500", "5xx"], 300), Vec::<String>::new());
    let issues = |response: &mut ResponseRecord| {
        let refused = (400..500).contains(&response.status);
        if refused {
            response.status = 200;
            response.body =
                r#"{"access_token":"[access_token:43:base64url:#00000000000000000000000000000000]","token_type":"Bearer"}"#
                    .into();
            response.body_bytes = response.body.len();
        }
        refused
    };
    assert_eq!(kept(&issues, &["tokens", "2xx"], 150), Vec::<String>::new());
}
