//! An examination: described step by step, then run.

use std::path::PathBuf;

use tokio::sync::watch;

use super::builder::Examinee;
use super::error::{ExaminationError, SelectError};
use super::filter::Filter;
use super::scope::Scope;
use super::select::{select, suites};
use crate::record::RunRecord;
use crate::report::gate::{FailOn, Gate, Inconclusive};
use crate::runner::{self, Detail, Plan, RunOptions, Slow, Subject, Tell, Waiting};
use crate::suite::model::{Case, Suite};

/// What is examined, by what, and how.
///
/// Without [`profile`](Self::profile) and [`suites`](Self::suites), the target says which profile holds; else it is `oauth2-baseline`.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use tokenspec::{Client, Examination, TargetBuilder};
///
/// let server = axum::Router::new(); // an authorization server
/// # let answer = || async { (axum::http::StatusCode::BAD_REQUEST, r#"{"error":"invalid_request"}"#) };
/// # let server = server.route("/token", axum::routing::post(answer));
/// let target = TargetBuilder::new("mine")
///     .token_endpoint("https://as.example/token")
///     .client(Client::service("nightly-job", "secret"))
///     .service(server) // no socket is opened
///     .build()?;
/// let record = Examination::of(target).profile("oauth2-baseline").filter("level=must")?.seed(1).run().await?;
/// for finding in record.findings() {
///     println!("{} {:?}: {}", finding.id, finding.verdict, finding.reason);
/// }
/// # assert!(record.findings().count() > 0 && record.has_failures());
/// # Ok(())
/// # }
/// # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
/// ```
#[must_use = "nothing is examined until it is run"]
#[derive(Debug, Clone)]
pub struct Examination {
    examinee: Examinee,
    profile: Option<String>,
    suites: Vec<String>,
    folders: Vec<PathBuf>,
    filters: Vec<String>,
    manner: Manner,
    gate: Gate,
}

/// How it is examined.
#[derive(Debug, Clone, Copy)]
struct Manner {
    seed: u64,
    slow: Slow,
    detail: Detail,
}

impl Examination {
    /// An examination of a target: of a file ([`Target::load`](crate::Target::load)), or made by a
    /// [`TargetBuilder`](crate::TargetBuilder). The seed is random.
    pub fn of(target: impl Into<Examinee>) -> Self {
        let manner = Manner { seed: rand::random(), slow: Slow::Skipped, detail: Detail::All };
        Self {
            examinee: target.into(),
            profile: None,
            suites: Vec::new(),
            folders: Vec::new(),
            filters: Vec::new(),
            manner,
            gate: Gate::default(),
        }
    }

    /// By the suites of a profile, which says what counts (`tokenspec list --profiles`).
    pub fn profile(mut self, id: impl Into<String>) -> Self {
        self.profile = Some(id.into());
        self
    }

    /// By these suites, all of which count. A profile stands above them.
    pub fn suites<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.suites.extend(ids.into_iter().map(Into::into));
        self
    }

    /// By the suite of a folder too (`docs/suites.md`).
    pub fn suite_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    /// By those cases alone for which this holds (`level=must`, `scope-*`, `!requirement=pkce/*`); of several filters, one is
    /// enough.
    ///
    /// # Errors
    /// The filter cannot be read, or asks for the verdicts of an earlier run.
    pub fn filter(mut self, expression: impl Into<String>) -> Result<Self, SelectError> {
        let expression = [expression.into()];
        if Filter::parse(&expression)?.needs_record() {
            return Err(SelectError::NeedsRecord);
        }
        self.filters.extend(expression);
        Ok(self)
    }

    /// The seed of all generated values: the same seed makes the same requests.
    pub fn seed(mut self, seed: u64) -> Self {
        self.manner.seed = seed;
        self
    }

    /// Whether cases are examined that let time pass (default: they are skipped).
    pub fn slow(mut self, slow: Slow) -> Self {
        self.manner.slow = slow;
        self
    }

    /// How much the record keeps (default: all).
    pub fn detail(mut self, detail: Detail) -> Self {
        self.manner.detail = detail;
        self
    }

    /// What fails a test (default: broken musts alone); [`crate::harness`] asks.
    pub fn fail_on(mut self, level: FailOn) -> Self {
        self.gate.fail_on = level;
        self
    }

    /// What could not be judged fails no test; [`crate::harness`] asks.
    pub fn allow_inconclusive(mut self) -> Self {
        self.gate.inconclusive = Inconclusive::Allowed;
        self
    }

    /// What fails a test.
    pub fn gate(&self) -> Gate {
        self.gate
    }

    /// Examines. Dropping the future ends the examination.
    ///
    /// # Errors
    /// Nothing is selected, or the target cannot be reached at all. What the target does wrong is no error but a finding.
    pub async fn run(self) -> Result<RunRecord, ExaminationError> {
        Ok(self.prepare().await?.run().await)
    }

    /// Selects the cases and gets ready to send; asks the issuer for its metadata where endpoints are not given, and nothing else.
    ///
    /// # Errors
    /// Those of [`Examination::run`].
    pub async fn prepare(self) -> Result<Prepared, ExaminationError> {
        let Examinee { target, service } = self.examinee;
        let scope = Scope::named(self.profile.as_deref(), &self.suites)?.or_of(&target)?;
        let all = suites(&self.folders, &target.parameters).map_err(ExaminationError::Suites)?;
        let suites = select(all, &scope, &self.filters, None)?;
        let subject = runner::connect_to(target, service).await?;
        Ok(Prepared { subject, suites, scope, manner: self.manner })
    }
}

/// An examination that is ready to be run.
pub struct Prepared {
    subject: Subject,
    suites: Vec<Suite>,
    scope: Scope,
    manner: Manner,
}

impl Prepared {
    /// The cases, in the order of the suites.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.suites.iter().flat_map(|suite| &suite.cases)
    }

    /// Leaves out the cases for which this does not hold, and the requirements that no other case examines.
    pub fn retain(&mut self, holds: impl Fn(&Case) -> bool) {
        for suite in &mut self.suites {
            suite.cases.retain(&holds);
            let Suite { cases, requirements, .. } = suite;
            requirements.retain(|requirement| cases.iter().any(|case| case.requirements.contains(&requirement.id)));
        }
        self.suites.retain(|suite| !suite.cases.is_empty());
    }

    /// What will be done. The target's metadata and keys are asked for where cases look at them; no token request is sent.
    pub async fn plan(&self) -> Plan<'_> {
        runner::learn(&self.subject, self.cases()).await;
        runner::plan(&self.subject, self.cases(), self.manner.slow)
    }

    /// Examines.
    pub async fn run(&self) -> RunRecord {
        let (_nobody, stop) = watch::channel(false);
        let Manner { seed, slow, detail } = self.manner;
        let options = RunOptions { seed, detail, slow, waiting: Waiting::Real, stop, tell: Tell::Verdicts, listener: &|_| {} };
        let mut record = runner::run(&self.subject, &self.suites, options).await;
        self.scope.score(&mut record);
        record
    }
}
