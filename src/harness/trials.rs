//! The main function of a test target: lists, examines once, lets each test say its own verdict.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt::Display;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use libtest_mimic::{Arguments, Completion, Conclusion, Failed, Trial};
use tokio::runtime::{Handle, Runtime};

use super::selection::{Selection, selection};
use super::verdict::{Said, said};
use crate::examination::{Examination, Prepared};
use crate::record::RunRecord;
use crate::report::gate::Gate;
use crate::report::text::printable;
use crate::runner::Detail;

/// Runs the tests that the arguments of this process ask for. The exit code is that of libtest: 0, or 101 where a test failed.
pub fn main(examination: Examination) -> ExitCode {
    main_with(async { Ok::<_, Infallible>(examination) })
}

/// The same where something has to be set up first: a database, a server. It is set up in the runtime in which a service in this
/// process is examined.
pub fn main_with<E: Display>(set_up: impl Future<Output = Result<Examination, E>>) -> ExitCode {
    conclude(&Arguments::from_args(), set_up).exit_code()
}

fn conclude<E: Display>(arguments: &Arguments, set_up: impl Future<Output = Result<Examination, E>>) -> Conclusion {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return libtest_mimic::run(arguments, vec![failing(error.to_string())]),
    };
    match runtime.block_on(prepare(arguments, set_up)) {
        Ok(session) => session.conclude(arguments, runtime.handle()),
        Err(why) => libtest_mimic::run(arguments, vec![failing(why)]),
    }
}

/// The only test, where nothing can be examined.
fn failing(why: String) -> Trial {
    Trial::test("examination", move || Err(Failed::from(why)))
}

/// A test that the examination has.
struct Listed {
    id: String,
    /// Why it is not examined, as far as the plan tells.
    skip: Option<String>,
}

/// What all tests of this process share.
struct Session {
    listed: Vec<Listed>,
    shared: Arc<Shared>,
}

struct Shared {
    prepared: Prepared,
    gate: Gate,
    record: OnceLock<RunRecord>,
    remarks: Mutex<Vec<String>>,
}

async fn prepare<E: Display>(
    arguments: &Arguments,
    set_up: impl Future<Output = Result<Examination, E>>,
) -> Result<Session, String> {
    let examination = set_up.await.map_err(|error| error.to_string())?.detail(Detail::Findings);
    let gate = examination.gate();
    let mut prepared = examination.prepare().await.map_err(|error| error.to_string())?;
    let ids: Vec<String> = prepared.cases().map(|case| case.id.clone()).collect();
    let Selection { meant, all } = selection(arguments, prepared.cases());
    if !all {
        prepared.retain(|case| meant.contains(&case.id));
    }
    let plan = prepared.plan().await;
    let mut skips: HashMap<String, String> =
        plan.cases.into_iter().filter_map(|planned| Some((planned.case.id.clone(), planned.skip?))).collect();
    let listed = ids.into_iter().map(|id| Listed { skip: skips.remove(&id), id }).collect();
    Ok(Session { listed, shared: Arc::new(Shared { prepared, gate, record: OnceLock::new(), remarks: Mutex::default() }) })
}

impl Session {
    fn conclude(self, arguments: &Arguments, runtime: &Handle) -> Conclusion {
        let Self { listed, shared } = self;
        let trial = |Listed { id, skip }: Listed| {
            let (shared, runtime, name) = (Arc::clone(&shared), runtime.clone(), id.clone());
            let ignored = skip.is_some();
            let judge = move || match skip {
                Some(why) => Ok(Completion::ignored_with(printable(&why))),
                None => shared.judge(&id, &runtime),
            };
            Trial::ignorable_test(name, judge).with_ignored_flag(ignored)
        };
        let conclusion = libtest_mimic::run(arguments, listed.into_iter().map(trial).collect());
        shared.epilogue();
        conclusion
    }
}

impl Shared {
    /// The verdict of one case; whoever comes first examines for all.
    fn judge(&self, id: &str, runtime: &Handle) -> Result<Completion, Failed> {
        let record = self.record.get_or_init(|| runtime.block_on(self.prepared.run()));
        match said(record, id, self.gate) {
            Said::Passed => Ok(Completion::Completed),
            Said::Ignored(why) => Ok(Completion::ignored_with(why)),
            Said::Failed(text) => Err(Failed::from(text)),
            Said::Remark(remark) => {
                self.remarks.lock().unwrap_or_else(PoisonError::into_inner).push(remark);
                Ok(Completion::Completed)
            }
        }
    }

    /// What passes and is worth a remark, and what concerns no single case.
    fn epilogue(&self) {
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        remarks.sort();
        let notes = self.record.get().map(|record| record.notes.as_slice()).unwrap_or_default();
        for line in remarks.iter().chain(notes) {
            eprintln!("{}", printable(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use axum::http::StatusCode;

    use super::*;
    use crate::examination::TargetBuilder;
    use crate::target::model::Client;

    /// Tests of a server that refuses everything in the wrong way: how they end, and how many requests it got.
    fn refusing(words: &[&str]) -> (Conclusion, u64) {
        let asked = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked);
        let refuse = move || {
            count.fetch_add(1, Ordering::Relaxed);
            async { (StatusCode::IM_A_TEAPOT, "no") }
        };
        let target = TargetBuilder::new("refusing")
            .token_endpoint("https://as.example/token")
            .client(Client::service("a", "b").scopes(["read"]))
            .service(axum::Router::new().fallback(refuse));
        let set_up = async { target.build().map(|target| Examination::of(target).suites(["oauth2"]).seed(1)) };
        let arguments = Arguments::from_iter(["tests", "--quiet"].iter().chain(words));
        let conclusion = conclude(&arguments, set_up);
        (conclusion, asked.load(Ordering::Relaxed))
    }

    #[test]
    fn the_cases_are_examined_once_however_many_tests_there_are() {
        let (conclusion, asked) = refusing(&["grant-type", "--test-threads", "4"]);
        let (alone, again) = refusing(&["grant-type", "--test-threads", "1"]);
        let tests = |conclusion: &Conclusion| (conclusion.num_passed, conclusion.num_failed, conclusion.num_ignored);
        assert_eq!((tests(&conclusion), asked), (tests(&alone), again));
        assert!(conclusion.num_failed > 1 && conclusion.num_ignored > 0 && conclusion.num_filtered_out > 0, "{conclusion:?}");
        assert!(asked >= conclusion.num_failed && conclusion.has_failed());
    }

    #[test]
    fn listing_sends_nothing_and_a_test_alone_sends_little() {
        assert_eq!(refusing(&["--list"]).1, 0);
        let (conclusion, asked) = refusing(&["--exact", "oauth2/grant-type-empty/service-client-credentials"]);
        assert!(conclusion.num_failed == 1 && (1..=4).contains(&asked), "{conclusion:?}, {asked} requests");
    }

    #[test]
    fn where_nothing_can_be_examined_one_test_says_so() {
        let arguments = Arguments::from_iter(["tests", "--quiet"]);
        let conclusion = conclude(&arguments, async { Err("the database is down") });
        assert_eq!((conclusion.num_passed, conclusion.num_failed), (0, 1));
        let unknown = TargetBuilder::new("a").token_endpoint("http://127.0.0.1:1/").client(Client::service("a", "b")).build();
        let conclusion = conclude(&arguments, async { unknown.map(|target| Examination::of(target).profile("no-such")) });
        assert_eq!(conclusion.num_failed, 1);
    }
}
