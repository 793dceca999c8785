//! The seams between the command line and the rooms that do the work. Each function is small: the verbs know only these.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use crate::cli::CliError;
pub use crate::cli::plan::{Plan, PlannedCase};
use crate::diagnostics::{Diagnostics, Style};
use crate::embedded::{BenignMatrix, Thoroughness};
use crate::record::{RunRecord, Verdict};
use crate::reference;
use crate::runner::{ConnectError, Detail, RunEvent, RunOptions, Slow, Subject, Tell, Waiting, cure};
use crate::suite::model::Suite;
use crate::target::model::{LengthOverride, Target};
use crate::{embedded, examination, suite};

/// Faults that `tokenspec faults` examines at the same time.
const FAULTS_AT_ONCE: usize = 4;

/// A fault of the reference server, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FaultInfo {
    /// `scope-superset-granted`.
    pub id: String,
    /// What it does wrong, one sentence.
    pub title: String,
    /// `create-tokens/scope-superset`.
    pub requirements: Vec<String>,
    /// Where the broken rule is written.
    pub source: String,
    /// Ids of the cases that notice it, where that is known.
    pub killed_by: Vec<String>,
}

/// Which target the command line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The reference server, started for the occasion.
    Reference,
    /// A target file.
    File(PathBuf),
}

impl Chosen {
    /// The argument, else `./tokenspec.toml`, else the reference server.
    pub fn of(argument: Option<&Path>) -> Self {
        match argument {
            Some(path) if path.as_os_str() == "reference" => Self::Reference,
            Some(path) => Self::File(path.to_owned()),
            None if Path::new("tokenspec.toml").exists() => Self::File("tokenspec.toml".into()),
            None => Self::Reference,
        }
    }
}

/// A target as its file says, and what must live as long.
pub struct Loaded {
    /// The target.
    pub target: Target,
    /// The reference server, when it is the target: it must outlive the run.
    pub running: Option<reference::Running>,
}

/// What the reference server is started with.
#[derive(Debug, Clone)]
pub struct Serving {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The first redirect URI of all clients.
    pub redirect_uri: Option<String>,
    /// Ids of faults; they are known to exist.
    pub faults: Vec<String>,
    /// Legal differences.
    pub variants: Vec<reference::VariantId>,
    /// Delay before each answer.
    pub latency: Duration,
    /// How a user logs in.
    pub login: reference::Login,
    /// Whether TLS is spoken.
    pub tls: Option<reference::Tls>,
}

/// A reference server that serves.
pub struct Served {
    /// What a target file says of it.
    pub description: reference::Description,
    running: reference::Running,
}

impl Served {
    /// Serves until Ctrl-C.
    pub async fn wait(self) -> Result<(), CliError> {
        let action = "serve".to_owned();
        self.running.wait().await.map_err(|source| CliError::Start { action, source })
    }
}

/// All embedded suites, then those of the folders; a target's bounds stand above theirs.
pub fn suites(folders: &[PathBuf], overrides: &[LengthOverride]) -> Result<Vec<Suite>, CliError> {
    examination::suites(folders, overrides).map_err(|diagnostics| rendered(&diagnostics))
}

/// Diagnostics as an error of the command line.
pub fn rendered(diagnostics: &Diagnostics) -> CliError {
    CliError::Diagnostics { rendered: diagnostics.render(Style::Styled) }
}

/// Reads a target file; for the reference server, starts it and describes it.
pub async fn load(chosen: &Chosen) -> Result<Loaded, CliError> {
    match chosen {
        Chosen::File(path) => {
            let target = crate::target::load(path).map_err(|diagnostics| rendered(&diagnostics))?;
            Ok(Loaded { target, running: None })
        }
        Chosen::Reference => load_faulty(&[]).await,
    }
}

/// The reference server, started with faults.
pub async fn load_faulty(faults: &[reference::FaultId]) -> Result<Loaded, CliError> {
    let options = reference::Options { faults: faults.to_vec(), ..reference::Options::default() };
    let running = start(options.clone()).await?;
    let target = embedded::target(&running.issuer, &options);
    Ok(Loaded { target, running: Some(running) })
}

async fn start(options: reference::Options) -> Result<reference::Running, CliError> {
    let action = format!("start the reference server on {}", options.listen);
    reference::start(options).await.map_err(|source| CliError::Start { action, source })
}

/// Discovers what the file leaves out, and gets ready to send.
pub async fn connect(target: Target) -> Result<Subject, CliError> {
    crate::runner::connect(target).await.map_err(|error| match error {
        ConnectError::NoTokenEndpoint(_) => CliError::Usage(error.to_string()),
        ConnectError::Discovery { ref source, .. } => CliError::Unreachable(format!("{error}\nhelp: {}", cure(source))),
    })
}

/// The faults of the reference server, in catalogue order, without the cases that notice them.
pub fn faults() -> Vec<FaultInfo> {
    // Faults of documents whose suites are still to come would only puzzle: nothing notices them yet.
    let suites = suite::embedded_ids();
    let noticed = |id: &&str| suites.iter().any(|suite| id.split('/').next() == Some(suite));
    reference::faults()
        .iter()
        .filter(|fault| fault.requirements.iter().any(&noticed))
        .map(|fault| FaultInfo {
            id: fault.id.to_owned(),
            title: fault.title.to_owned(),
            requirements: fault.requirements.iter().map(|&id| id.to_owned()).collect(),
            source: fault.source.to_owned(),
            killed_by: Vec::new(),
        })
        .collect()
}

/// The same with those cases of the suites that notice them by the checked-in kill matrix.
pub fn noticed_faults(suites: &[Suite]) -> Vec<FaultInfo> {
    let cases: Vec<&str> = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.as_str()).collect();
    let mut faults = faults();
    for fault in &mut faults {
        let killers = embedded::known_killers(&fault.id, cases.iter().copied());
        fault.killed_by = killers.into_iter().map(|(case, _)| case.to_owned()).collect();
    }
    faults
}

/// How a target is examined.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The seed of all generated values.
    pub seed: u64,
    /// How much the record keeps.
    pub detail: Detail,
    /// Whether cases that wait are examined.
    pub slow: Slow,
    /// What is told of finished cases.
    pub tell: Tell,
}

/// What would be done. The target's metadata decide on some cases: they are asked for, and nothing else.
pub async fn plan(subject: &Subject, suites: &[Suite], slow: Slow) -> Plan {
    crate::runner::learn(subject, suites.iter().flat_map(|suite| &suite.cases)).await;
    let plan = crate::runner::plan(subject, suites.iter().flat_map(|suite| &suite.cases), slow);
    let notes = crate::runner::notes(subject, &plan);
    let cases = plan.cases.into_iter().map(|planned| PlannedCase { id: planned.case.id.clone(), skip: planned.skip });
    Plan {
        cases: cases.collect(),
        authorizations: plan.authorizations,
        control_authorizations: plan.control_authorizations,
        notes,
        token_requests: plan.token_requests,
    }
}

/// Examines. Ctrl-C ends the run early, with `interrupted` set in the record; a second one ends the process.
pub async fn examine(subject: &Subject, suites: &[Suite], manner: Manner, listener: &(dyn Fn(RunEvent) + Sync)) -> RunRecord {
    let interrupts = Interrupts::watch();
    let Manner { seed, detail, slow, tell } = manner;
    let options = RunOptions { seed, detail, slow, waiting: Waiting::Real, stop: interrupts.stop(), tell, listener };
    crate::runner::run(subject, suites, options).await
}

/// Ctrl-C, while it lives: the first ends the work early, the second ends the process.
pub struct Interrupts {
    stopped: watch::Receiver<bool>,
    watcher: tokio::task::JoinHandle<()>,
}

impl Interrupts {
    /// Begins to watch.
    pub fn watch() -> Self {
        let (stop, stopped) = watch::channel(false);
        let watcher = tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                // The work may be over already; then nobody listens any more.
                let _ = stop.send(true);
                if tokio::signal::ctrl_c().await.is_ok() {
                    std::process::exit(130);
                }
            }
            // Without signals there is nothing to tell, but the channel stays open until the work is over.
            std::future::pending::<()>().await;
        });
        Self { stopped, watcher }
    }

    /// Becomes `true` when the work is to end.
    pub fn stop(&self) -> watch::Receiver<bool> {
        self.stopped.clone()
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

/// What came of the suites against every fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kills {
    /// Faults by id, with the cases whose verdict differs from that at the correct server.
    pub killed_by: Vec<(String, Vec<String>)>,
    /// Every case with its verdict at the correct server and the reason.
    pub correct: Vec<(String, Verdict, String)>,
    /// Cases whose verdict there depends on which others are examined.
    pub unstable: Vec<String>,
    /// The form that is checked in.
    pub text: String,
}

/// Makes the kill matrix of these cases and every fault of ours.
pub async fn kills(suites: &[Suite], listener: &(dyn Fn(RunEvent) + Sync)) -> Result<Kills, CliError> {
    let known = faults();
    let tried: Vec<&'static reference::Fault> =
        reference::faults().iter().filter(|fault| known.iter().any(|known| known.id == fault.id)).collect();
    listener(RunEvent::Planned { cases: tried.len(), authorizations: 0, token_requests: 0 });
    let done = |id: &str| listener(RunEvent::CaseFinished { id: id.to_owned(), verdict: Verdict::Pass });
    let matrix = embedded::kill_matrix(suites.to_vec(), tried, Thoroughness::Concerned, FAULTS_AT_ONCE, &done);
    let matrix = matrix.await.map_err(|error| CliError::Matrix(Box::new(error)))?;
    let text = matrix.to_text();
    let cases = |row: embedded::FaultRow| (row.id, row.killed_by.into_iter().map(|(case, _)| case).collect());
    Ok(Kills {
        killed_by: matrix.faults.into_iter().map(cases).collect(),
        correct: matrix.correct.into_iter().map(|case| (case.id, case.verdict, case.reason)).collect(),
        unstable: matrix.unstable,
        text,
    })
}

/// Makes the benign matrix of these cases and every variant.
pub async fn benign(suites: &[Suite], listener: &(dyn Fn(RunEvent) + Sync)) -> Result<BenignMatrix, CliError> {
    let tried: Vec<&'static reference::Variant> = reference::variants().iter().collect();
    listener(RunEvent::Planned { cases: tried.len(), authorizations: 0, token_requests: 0 });
    let done = |id: &str| listener(RunEvent::CaseFinished { id: id.to_owned(), verdict: Verdict::Pass });
    let matrix = embedded::benign_matrix(suites.to_vec(), tried, FAULTS_AT_ONCE, &done);
    matrix.await.map_err(|error| CliError::Matrix(Box::new(error)))
}

/// Starts the reference server.
pub async fn serve(serving: &Serving) -> Result<Served, CliError> {
    // The verb has looked the names up already.
    let faults: Vec<reference::FaultId> = serving.faults.iter().filter_map(|name| name.parse().ok()).collect();
    let options = reference::Options {
        faults,
        variants: serving.variants.clone(),
        latency: serving.latency,
        login: serving.login,
        listen: serving.listen,
        redirect_uri: serving.redirect_uri.clone(),
        tls: serving.tls,
        ..Default::default()
    };
    let running = start(options.clone()).await?;
    Ok(Served { description: reference::Description::new(&running.issuer, &options), running })
}

/// The JSON Schema of suite files.
pub fn suite_schema() -> Result<serde_json::Value, CliError> {
    Ok(suite::schema())
}

/// The JSON Schema of target files.
pub fn target_schema() -> Result<serde_json::Value, CliError> {
    Ok(crate::target::schema())
}
