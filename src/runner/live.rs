//! Tells finished cases while the run goes on, as they will stand in the record: redacted.
//!
//! What a case itself met is in the ledger when it is finished. What its answers may hold besides, if a server hands one client
//! what it has just issued to another, is in the ledger when the other's answer is read: so a case is told once every case
//! that was running when it finished is finished too (those that let time pass apart: they are waited for by nobody). Cases
//! are told in batches, for each needs the secrets of the whole run so far.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::assemble::case_record;
use super::case::CaseResult;
use super::execute::{Detail, Results, RunEvent, RunOptions, Tell};
use super::ledger::Ledger;
use super::plan::PlannedCase;
use super::redact::Redactor;
use super::subject::Subject;

/// Between two batches, at least; and a batch may take a twentieth of the time.
const BETWEEN: Duration = Duration::from_millis(100);
const SHARE: u32 = 20;

/// Cases that have begun and are not finished.
pub(super) type Running = Mutex<BTreeSet<usize>>;

/// A case begins that others wait for.
pub(super) fn begins(running: &Running, index: usize) {
    running.lock().unwrap_or_else(PoisonError::into_inner).insert(index);
}

/// The cases that are finished and not told.
pub(super) struct Live<'a> {
    common: Option<Telling<'a>>,
    running: Arc<Running>,
    queue: Queue,
    next: Instant,
}

/// Finished cases that wait for others, and those that do not any more.
#[derive(Default)]
struct Queue {
    held: Vec<(usize, BTreeSet<usize>)>,
    ready: Vec<usize>,
}

impl Queue {
    /// A case is finished: it waits for those that run now, and others no longer wait for it.
    fn finished(&mut self, index: usize, running: &BTreeSet<usize>) {
        self.held.push((index, running.clone()));
        for (_, others) in &mut self.held {
            others.remove(&index);
        }
        let free = self.held.extract_if(.., |(_, others)| others.is_empty());
        self.ready.extend(free.map(|(index, _)| index));
    }

    /// Nobody is waited for any more.
    fn release(&mut self) {
        self.ready.extend(self.held.drain(..).map(|(index, _)| index));
    }
}

struct Telling<'a> {
    ledger: &'a Ledger,
    hidden: Vec<String>,
    detail: Detail,
    listener: &'a (dyn Fn(RunEvent) + Sync),
}

impl<'a> Live<'a> {
    /// Nothing is told yet. What has a result before anything is sent is told first.
    pub(super) fn new(subject: &Subject, ledger: &'a Ledger, options: &RunOptions<'a>, results: &Results<'_>) -> Self {
        let telling = || Telling {
            ledger,
            hidden: subject.target.network.headers.iter().map(|field| field.name.clone()).collect(),
            detail: options.detail,
            listener: options.listener,
        };
        Self {
            common: (options.tell == Tell::Records).then(telling),
            running: Arc::default(),
            queue: Queue { ready: (0..results.len()).filter(|&index| results[index].1.is_some()).collect(), ..Queue::default() },
            next: Instant::now(),
        }
    }

    /// Where beginnings are noted.
    pub(super) fn running(&self) -> &Arc<Running> {
        &self.running
    }

    /// A case is finished.
    pub(super) fn finished(&mut self, index: usize) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&index);
        if self.common.is_some() {
            self.queue.finished(index, &running);
        }
    }

    /// Returns when a batch is due; never, where nothing is to be told.
    pub(super) async fn due(&self) {
        match self.common.is_some() && !self.queue.ready.is_empty() {
            true => sleep_until(self.next).await,
            false => std::future::pending().await,
        }
    }

    /// Tells what is ready.
    pub(super) fn tell(&mut self, results: &Results<'_>) {
        let Some(common) = &self.common else { return };
        let began = Instant::now();
        let redactor = common.redactor();
        for index in self.queue.ready.drain(..) {
            if let (planned, Some(result)) = &results[index] {
                common.tell(planned, result, &redactor);
            }
        }
        self.next = began + BETWEEN.max(began.elapsed() * SHARE);
    }

    /// Tells all that is finished; the run is over, or stops.
    pub(super) fn tell_all(&mut self, results: &Results<'_>) {
        self.queue.release();
        self.tell(results);
    }
}

impl Telling<'_> {
    fn redactor(&self) -> Redactor {
        Redactor::new(self.ledger.secrets(), self.ledger.salt()).hiding(self.hidden.iter().cloned()).keeping(self.detail)
    }

    fn tell(&self, planned: &PlannedCase<'_>, result: &CaseResult, redactor: &Redactor) {
        // Controls get their numbers when the run is over.
        let record = case_record(planned, result, &HashMap::new(), (redactor, self.detail));
        (self.listener)(RunEvent::CaseRecorded(Box::new(record)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_waits_for_those_that_ran_beside_it_and_for_no_others() {
        let running = |list: &[usize]| list.iter().copied().collect::<BTreeSet<usize>>();
        let mut queue = Queue::default();
        queue.finished(1, &running(&[2, 3]));
        assert_eq!(queue.ready, Vec::<usize>::new());
        // 4 began after 1 was finished.
        queue.finished(2, &running(&[3, 4]));
        assert_eq!(queue.ready, Vec::<usize>::new());
        queue.finished(3, &running(&[4]));
        assert_eq!(queue.ready, [1]);
        queue.finished(4, &running(&[]));
        assert_eq!(queue.ready, [1, 2, 3, 4]);
        queue.finished(5, &running(&[6]));
        queue.release();
        assert_eq!(queue.ready, [1, 2, 3, 4, 5]);
    }
}
