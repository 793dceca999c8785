//! Executes a plan: cases side by side, longest chain first; results in suite order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::assemble::{Finished, assemble};
use super::case::{CaseResult, Common};
use super::control::{ControlKey, ControlOutcome, Controls};
use super::documents::learn;
use super::doubt;
use super::inspect::{Sight, inspect};
use super::known::Known;
use super::ledger::{Ledger, SecretKind};
use super::network;
use super::observe::{self, Seen};
use super::plan::{PlannedCase, plan};
use super::remarks;
use super::replay;
use super::schedule::examine_all;
use super::second_look::{self, look_again};
use super::subject::Subject;
use super::wait::{Slow, Waiting};
use crate::protocol::basic;
use crate::protocol::names::ClientRole;
use crate::record::Verdict;
use crate::record::model::{CaseRecord, LOOKS_ON, RunRecord};
use crate::suite::model::{Case, CaseKind, Suite};

/// What happens during a run, for whoever shows progress.
#[derive(Debug, Clone)]
pub enum RunEvent {
    /// The plan is made; nothing has been sent.
    Planned {
        /// Cases that will be examined.
        cases: usize,
        /// Authorizations that they need.
        authorizations: usize,
        /// Token requests that they send.
        token_requests: usize,
    },
    /// Nothing is left but cases that let time pass.
    Waiting {
        /// How many.
        cases: usize,
        /// The most seconds that any of them waits, from its start on.
        seconds: u32,
    },
    /// A case has its verdict.
    CaseFinished {
        /// Its id.
        id: String,
        /// Its verdict.
        verdict: Verdict,
    },
    /// With [`Tell::Records`]: a case as it stands now, redacted. Its control is named when the run is over; so is what a later
    /// look at all cases changes.
    CaseRecorded(Box<CaseRecord>),
}

/// What is told of finished cases while the run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tell {
    /// Their verdicts.
    #[default]
    Verdicts,
    /// Their records too.
    Records,
}

/// How much of what was sent and received the record keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// The exchanges and the repeat lines of every case.
    #[default]
    All,
    /// Those of findings alone: where nobody will read the others, they are not worth redacting.
    Findings,
    /// All, uncut, and what the verdicts rest on beside them: the record can be judged again.
    Evidence,
    /// The same, with id_tokens as they came: their claims and signatures can be judged again, and everybody sees them.
    EvidenceWithIdTokens,
}

impl Detail {
    /// In full, and with the evidence where that is wanted.
    pub(super) fn or(self, wanted: Self) -> Self {
        if wanted.is_evidence() { wanted } else { self }
    }

    /// Whether the record can be judged again.
    pub(super) fn is_evidence(self) -> bool {
        matches!(self, Self::Evidence | Self::EvidenceWithIdTokens)
    }

    /// Whether a case with this verdict is told in full.
    pub(super) fn wants(self, verdict: Verdict) -> bool {
        self != Self::Findings || !matches!(verdict, Verdict::Pass | Verdict::Skip)
    }
}

/// How to run.
pub struct RunOptions<'a> {
    /// The seed of all generated values.
    pub seed: u64,
    /// How much the record keeps.
    pub detail: Detail,
    /// Whether cases are examined that wait longer than [`crate::suite::model::Wait::MOMENT`].
    pub slow: Slow,
    /// How they wait.
    pub waiting: Waiting,
    /// Becomes `true` when the run is to stop; what is finished by then is recorded.
    pub stop: watch::Receiver<bool>,
    /// What is told of finished cases.
    pub tell: Tell,
    /// Hears of every event.
    pub listener: &'a (dyn Fn(RunEvent) + Sync),
}

/// Runs the cases of the suites against the subject.
pub async fn run(subject: &Subject, suites: &[Suite], options: RunOptions<'_>) -> RunRecord {
    let started_at = jiff::Timestamp::now();
    let clock = Instant::now();
    let ledger = Ledger::default();
    remember_configured(&ledger, subject);
    let cases: Vec<&Case> = suites.iter().flat_map(|suite| &suite.cases).collect();
    let nobody = BTreeSet::new();
    let performed = perform(&Work { subject, suites, cases: &cases, served: &nobody }, &ledger, &options).await;
    assemble(Finished {
        subject,
        suites,
        results: performed.results,
        controls: performed.controls,
        notes: {
            let doubts = doubt::notes(&performed.barren);
            performed
                .remarks
                .into_iter()
                .chain(doubts)
                .chain(second_look::notes(&performed.again, replay::share_sessions(subject)))
                .collect()
        },
        ledger: &ledger,
        seed: options.seed,
        detail: options.detail,
        interrupted: performed.interrupted,
        started_at,
        duration: clock.elapsed(),
    })
}

/// What is to be examined.
pub(super) struct Work<'a> {
    pub subject: &'a Subject,
    pub suites: &'a [Suite],
    /// Cases of these suites, in suite order.
    pub cases: &'a [&'a Case],
    /// Clients that are known to be served though no case of this run shows it.
    pub served: &'a BTreeSet<ClientRole>,
}

/// What a run came to, before it is written down.
pub(super) struct Performed<'a> {
    pub results: Results<'a>,
    pub controls: Vec<(ControlKey, Arc<ControlOutcome>)>,
    /// Clients that never got tokens.
    pub barren: BTreeSet<ClientRole>,
    /// Cases whose verdict is that of a second examination.
    pub again: Vec<String>,
    /// What the plan said.
    pub remarks: Vec<String>,
    pub interrupted: bool,
}

/// Examines the cases: first those that send, then those that look at what the others received.
pub(super) async fn perform<'a>(work: &Work<'a>, ledger: &Ledger, options: &RunOptions<'_>) -> Performed<'a> {
    learn(work.subject, work.cases.iter().copied()).await;
    let plan = plan(work.subject, work.cases.iter().copied(), options.slow);
    if let Some(loopback) = work.subject.authorizer.as_ref().and_then(|authorizer| authorizer.loopback()) {
        loopback.expect(plan.authorizations);
    }
    let remarks = remarks::notes(work.subject, &plan);
    let examined = plan.cases.iter().filter(|planned| planned.skip.is_none()).count();
    (options.listener)(RunEvent::Planned {
        cases: examined,
        authorizations: plan.authorizations,
        token_requests: plan.token_requests,
    });
    let controls = Controls::default();
    let RunOptions { seed, detail, waiting, .. } = *options;
    let common = Common { subject: work.subject, ledger, controls: &controls, seed, detail, waiting };
    let (mut results, interrupted) = examine_all(&plan, &common, options).await;
    let again = look_again(&mut results, &common, &options.stop).await;
    let interrupted = interrupted || *options.stop.borrow();
    let kept = |(key, _): &(ControlKey, Arc<ControlOutcome>)| !again.controls.iter().any(|(other, _)| other == key);
    let controls: Vec<_> = controls.outcomes().into_iter().filter(kept).chain(again.controls.clone()).collect();
    let barren = &doubt::barren_clients(&results, &controls) - work.served;
    doubt::withdraw_failures(&mut results, &barren);
    look_on(work, &mut results, (&controls, ledger), options);
    Performed { results, controls, barren, again: again.changed, remarks, interrupted }
}

/// Judges the cases that send nothing by the answers of those that do.
fn look_on(
    work: &Work<'_>,
    results: &mut Results<'_>,
    (controls, ledger): (&[(ControlKey, Arc<ControlOutcome>)], &Ledger),
    options: &RunOptions<'_>,
) {
    let seen = observe::all_seen(results, controls);
    let known = Known::of(work.subject);
    let mut late: Vec<(usize, CaseResult)> = Vec::new();
    for (index, (planned, result)) in results.iter().enumerate() {
        if result.is_none() && planned.skip.is_none() {
            let of_all = |mut result: CaseResult| {
                result.changed = vec![LOOKS_ON.to_owned()];
                (index, result)
            };
            late.extend(without_requests(planned.case, work, &seen, (&known, ledger)).map(of_all));
        }
    }
    drop(seen);
    for (index, result) in late {
        (options.listener)(RunEvent::CaseFinished { id: results[index].0.case.id.clone(), verdict: result.verdict });
        results[index].1 = Some(result);
    }
}

fn without_requests(case: &Case, work: &Work<'_>, seen: &[Seen<'_>], (known, ledger): (&Known, &Ledger)) -> Option<CaseResult> {
    match &case.kind {
        CaseKind::Exchanges(_) => None,
        CaseKind::Observe(observe) => Some(observe::observe(observe, case.level, seen, known)),
        CaseKind::Inspect(inspection) => {
            let suite = work.suites.iter().find(|suite| case.id.split('/').next() == Some(suite.id.as_str()))?;
            Some(inspect(*inspection, case.level, &Sight { known, suite, seen, ledger }))
        }
    }
}

/// Every case of the plan and what became of it, in suite order.
pub(super) type Results<'a> = Vec<(PlannedCase<'a>, Option<CaseResult>)>;

pub(super) fn remember_configured(ledger: &Ledger, subject: &Subject) {
    network::remember(ledger, &subject.target);
    for client in &subject.target.clients {
        if let Some(credentials) = subject.credentials(client.role) {
            let secret = credentials.secret.unwrap_or_default();
            ledger.remember(SecretKind::ClientSecret, &secret);
            if !secret.is_empty() {
                let (id, secret) = (credentials.id.as_bytes(), secret.as_bytes());
                ledger.remember(SecretKind::Credentials, &basic::credentials(id, secret));
                ledger.remember(SecretKind::Credentials, &basic::raw_credentials(id, secret));
            }
        }
    }
    let password = subject.target.authorize.as_ref().and_then(|authorize| authorize.driver.password());
    if let Some(password) = password {
        ledger.remember(SecretKind::Password, secrecy::ExposeSecret::expose_secret(password));
    }
}

/// Milliseconds, for records.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
