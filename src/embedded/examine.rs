//! One run against a reference server that lives as long as the run.

use std::collections::BTreeSet;

use tokio::sync::watch;

use super::target::target;
use crate::protocol::names::ClientRole;
use crate::record::RunRecord;
use crate::reference::{self, Options, Running};
use crate::runner::{self, ConnectError, Detail, RunOptions, Slow, Subject, Tell, Verdicts, Waiting};
use crate::suite::model::{Case, Suite};

/// Why the matrix could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MatrixError {
    /// A reference server did not start.
    #[error("a reference server could not be started")]
    Start(#[from] std::io::Error),
    /// It started and could not be examined.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A worker died. Our bug.
    #[error("internal error: a worker of the kill matrix ended unexpectedly")]
    Worker(#[from] tokio::task::JoinError),
}

/// Lifetimes are examined too, and nobody waits for them: the server was started to be told what time it is.
fn options(stop: watch::Receiver<bool>) -> RunOptions<'static> {
    let (slow, waiting) = (Slow::Examined, Waiting::Pretended);
    RunOptions { seed: 0, detail: Detail::Findings, slow, waiting, stop, tell: Tell::Verdicts, listener: &|_| {} }
}

/// A reference server and the way to it.
pub(super) struct Bench {
    running: Running,
    subject: Subject,
}

impl Bench {
    pub(super) async fn set_up(options: &Options) -> Result<Self, MatrixError> {
        let options = &Options { pretend: true, ..options.clone() };
        let running = reference::start(options.clone()).await?;
        let subject = runner::connect(target(&running.issuer, options)).await?;
        Ok(Self { running, subject })
    }

    pub(super) async fn record(self, suites: &[Suite]) -> RunRecord {
        let (_keep, stop) = watch::channel(false);
        let record = runner::run(&self.subject, suites, options(stop)).await;
        self.put_away().await;
        record
    }

    pub(super) async fn verdicts(self, suites: &[Suite], cases: &[&Case], served: &BTreeSet<ClientRole>) -> Verdicts {
        let (_keep, stop) = watch::channel(false);
        let verdicts = runner::verdicts(&self.subject, suites, cases, served, options(stop)).await;
        self.put_away().await;
        verdicts
    }

    async fn put_away(self) {
        // Idle connections would keep the server waiting.
        drop(self.subject);
        self.running.stop().await;
    }
}
