//! Verdicts recomputed from the record alone are those of the run.

use tokenspec::reference::{self, FaultId, Options};
use tokenspec::runner::{Detail, Rejudged, rejudge};
use tokenspec::suite::model::Suite;
use tokenspec::{Examination, RunRecord, embedded, profile, suite};

/// The suites of a profile, as whoever judges a record again has them.
fn suites(id: &str) -> Vec<Suite> {
    let all = suite::embedded_ids().into_iter().map(|id| suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect();
    profile::arrange(&profile::load(id).unwrap(), all)
}

async fn examined(profile: &str, options: Options) -> RunRecord {
    let server = reference::start(options.clone()).await.unwrap();
    let target = embedded::target(&server.issuer, &options);
    let examination = Examination::of(target).profile(profile).seed(7).detail(Detail::Evidence);
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
