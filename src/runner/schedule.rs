//! Which case is examined when: those that wait first and all at once, the others side by side, longest chain first. Where
//! login sessions are shared, cases that may have a session's grant revoked come after the others.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::stream::{self, FuturesUnordered};
use futures_util::{Stream, StreamExt};
use tokio::sync::watch;

use super::case::{CaseResult, Common, examine};
use super::execute::{Results, RunEvent, RunOptions};
use super::live::{self, Live};
use super::plan::{Plan, PlannedCase};
use super::ration::is_rationed;
use super::{replay, wait};
use crate::record::Verdict;
use crate::suite::model::{CaseKind, ExchangeCase};

/// A case's place in the plan and what became of it.
type Done = (usize, CaseResult);

/// Examines every case of the plan that sends requests. The second value: whether the run was stopped before the end.
pub(super) async fn examine_all<'a>(plan: &Plan<'a>, common: &Common<'_>, options: &RunOptions<'_>) -> (Results<'a>, bool) {
    let mut results: Results<'a> = plan.cases.iter().map(|planned| (planned.clone(), skipped(planned))).collect();
    let mut order: Vec<usize> = (0..results.len()).filter(|&index| results[index].1.is_none()).collect();
    // Long chains first: what starts last must not be what takes longest.
    order.sort_by_key(|&index| {
        std::cmp::Reverse((plan.cases[index].authorizations + plan.cases[index].token_requests, std::cmp::Reverse(index)))
    });
    let (patient, swift): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|&index| wait::longest(&plan.cases[index].case.kind) > 0);
    let waiting = Waiting::new(plan, &patient);
    let live = Live::new(common.subject, common.ledger, options, &results);
    let begun = Arc::clone(live.running());
    let exchange = |index: usize| match &plan.cases[index].case.kind {
        CaseKind::Exchanges(exchange) => Some((index, exchange)),
        _ => None,
    };
    let one = |(index, exchange): (usize, &'a ExchangeCase)| {
        let case = plan.cases[index].case;
        // Boxed: dozens of these are moved about, and each holds the futures of all that a case may do.
        let begun = Arc::clone(&begun);
        Box::pin(async move {
            if wait::longest(&case.kind) == 0 {
                live::begins(&begun, index);
            }
            (index, examine(case, exchange, common).await)
        })
    };
    // Where sessions are shared, what may end a grant comes when the others are through.
    let apart = replay::share_sessions(common.subject);
    let is_last = |(_, exchange): &(usize, &ExchangeCase)| apart && replay::replays(exchange);
    let (last_patient, patient): (Vec<_>, Vec<_>) = patient.into_iter().filter_map(exchange).partition(is_last);
    let (last, swift): (Vec<_>, Vec<_>) = swift.into_iter().filter_map(exchange).partition(is_last);
    // More cases than requests at a time, so that a case that waits for its control does not leave a slot idle.
    let at_once = common.subject.transport.settings().concurrency.max(1) * 2;
    // All that wait, at once: they take a request's slot only while they ask.
    let beside = |patient: Vec<_>, swift: Vec<_>, at_once: usize| {
        let patient: FuturesUnordered<_> = patient.into_iter().map(one).collect();
        stream::select(patient, stream::iter(swift.into_iter().map(one)).buffer_unordered(at_once))
    };
    // Where nothing can be examined twice, they do not even meet each other.
    let last_at_once = if is_rationed(common.subject) { 1 } else { at_once };
    let first = beside(patient, swift, at_once);
    let running = first.chain(stream::once(async { beside(last_patient, last, last_at_once) }).flatten());
    let interrupted = gather(Box::pin(running), plan, &mut results, (waiting, live, options)).await;
    (results, interrupted)
}

/// Takes the results as they come. Whether the run was stopped before the end.
async fn gather(
    mut running: Pin<Box<dyn Stream<Item = Done> + Send + '_>>,
    plan: &Plan<'_>,
    results: &mut Results<'_>,
    (mut waiting, mut live, options): (Waiting, Live<'_>, &RunOptions<'_>),
) -> bool {
    let mut stop = options.stop.clone();
    loop {
        tokio::select! {
            biased;
            () = stopped(&mut stop) => {
                live.tell_all(results);
                return true;
            }
            () = live.due() => live.tell(results),
            next = running.next() => match next {
                None => {
                    live.tell_all(results);
                    return false;
                }
                Some((index, result)) => {
                    let id = plan.cases[index].case.id.clone();
                    (options.listener)(RunEvent::CaseFinished { id, verdict: result.verdict });
                    results[index].1 = Some(result);
                    live.finished(index);
                    waiting.finished(index).into_iter().for_each(options.listener);
                }
            },
        }
    }
}

/// The cases that wait, for telling when nothing else is left.
struct Waiting {
    /// (index, seconds).
    patient: Vec<(usize, u32)>,
    swift: usize,
}

impl Waiting {
    fn new(plan: &Plan<'_>, patient: &[usize]) -> Self {
        let sends = |planned: &&PlannedCase<'_>| planned.skip.is_none() && matches!(planned.case.kind, CaseKind::Exchanges(_));
        let all = plan.cases.iter().filter(sends).count();
        let patient: Vec<_> = patient.iter().map(|&index| (index, wait::longest(&plan.cases[index].case.kind))).collect();
        Self { swift: all - patient.len(), patient }
    }

    /// What is to be told when a case is finished: that nothing but waiting is left, and for how long at most.
    fn finished(&mut self, index: usize) -> Option<RunEvent> {
        match self.patient.iter().position(|(known, _)| *known == index) {
            Some(at) => drop(self.patient.swap_remove(at)),
            None => self.swift -= 1,
        }
        let seconds = self.patient.iter().map(|(_, seconds)| *seconds).max().filter(|_| self.swift == 0)?;
        Some(RunEvent::Waiting { cases: self.patient.len(), seconds })
    }
}

/// Returns when the run is to stop; never, when nobody can say so any more.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn skipped(planned: &PlannedCase<'_>) -> Option<CaseResult> {
    planned.skip.as_ref().map(|why| CaseResult::unsent(Verdict::Skip, why.clone()))
}
