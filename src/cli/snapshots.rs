//! `tokenspec snapshots`: decides on answers that are new or others. And `run --snapshots`.

use std::io::{IsTerminal as _, stdin};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::cli::arguments::Format;
use crate::cli::values::folder_of_targets;
use crate::cli::{CliError, engine, help, output, review};
use crate::record::RunRecord;
use crate::report::text::{count, printable};
use crate::snapshot::{self, Mode, Pending, Rules, SnapshotError, Store, difference};

/// Where snapshots are, when nothing else is said.
const FOLDER: &str = "tokenspec-snapshots";

/// What `run` is told of snapshots.
#[derive(Debug, Clone, Args)]
pub struct SnapshotFlags {
    /// Hold each answer against its snapshot; what is new or other waits for a decision (check), or is accepted (update).
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Snapshots::Off)]
    pub snapshots: Snapshots,
    /// The folder of the snapshots; each target has its own in it.
    #[arg(long, value_name = "DIR", default_value = FOLDER, value_parser = folder_of_targets())]
    pub snapshot_dir: PathBuf,
    /// Exit 1 when an answer is another than its snapshot; exit 2, before anything is sent, where the target has no snapshot.
    #[arg(long)]
    pub fail_on_drift: bool,
}

/// What `run` does with snapshots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Snapshots {
    /// Nothing.
    #[default]
    Off,
    /// Compares.
    Check,
    /// Accepts whatever came.
    Update,
}

/// Arguments of `snapshots`.
#[derive(Debug, Args)]
pub struct SnapshotsArguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: SnapshotsVerb,
    /// The folder of the snapshots.
    #[arg(long, global = true, value_name = "DIR", default_value = FOLDER)]
    pub snapshot_dir: PathBuf,
}

/// What can be done with snapshots.
#[derive(Debug, Subcommand)]
pub enum SnapshotsVerb {
    /// Show what waits for a decision: on a terminal one after the other, with a key for each; else all of it.
    #[command(after_help = help::SNAPSHOTS_REVIEW)]
    Review {
        /// The form of what is printed where nobody is asked.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Accept what came as the snapshot.
    #[command(after_help = help::SNAPSHOTS_ACCEPT)]
    Accept(Which),
    /// Throw away what came; the snapshot stays as it is.
    #[command(after_help = help::SNAPSHOTS_REJECT)]
    Reject(Which),
    /// Remove snapshots of cases that do not exist any more.
    #[command(after_help = help::SNAPSHOTS_PRUNE)]
    Prune {
        /// A suite that has snapshots; may be given several times.
        #[arg(long, value_name = "DIR")]
        suite_dir: Vec<PathBuf>,
    },
}

/// Which of those that wait.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Which {
    /// TARGET/CASE as `review` prints it, or CASE; `*` stands for any text.
    #[arg(value_name = "ID")]
    pub id: Vec<String>,
    /// Every one.
    #[arg(long)]
    pub all: bool,
}

/// Snapshots that a run is held against.
pub struct Held {
    store: Store,
    rules: Rules,
    folder: String,
    gates: bool,
    mode: Mode,
}

impl Held {
    /// Opens the folder and reads its rules, before anything is sent, if the flags ask for it.
    pub fn open(flags: &SnapshotFlags, target: &str) -> Result<Option<Self>, CliError> {
        let mode = match flags.snapshots {
            Snapshots::Off if flags.fail_on_drift => {
                let text = "--fail-on-drift without snapshots to drift from: add `--snapshots check`";
                return Err(CliError::Usage(text.to_owned()));
            }
            Snapshots::Off => return Ok(None),
            Snapshots::Check => Mode::Check,
            Snapshots::Update => Mode::Update,
        };
        if flags.fail_on_drift && mode == Mode::Check {
            refuse_an_empty_gate(&flags.snapshot_dir, target)?;
        }
        let store = Store::create(&flags.snapshot_dir).map_err(failed)?;
        store.check().map_err(failed)?;
        let rules = rules(&flags.snapshot_dir)?;
        let folder = flags.snapshot_dir.display().to_string();
        Ok(Some(Self { store, rules, folder, gates: flags.fail_on_drift, mode }))
    }

    /// Compares, and marks each case.
    pub fn apply(&self, record: &mut RunRecord) -> Result<(), CliError> {
        snapshot::hold(record, &self.store, &self.rules, (&self.folder, self.gates), self.mode).map_err(failed)
    }

    /// What to do where answers have no snapshot yet.
    pub fn hint(&self, record: &RunRecord) -> Option<String> {
        let new = record.snapshots.as_ref().map_or(0, |snapshots| snapshots.new);
        let folder = if self.folder == FOLDER { String::new() } else { format!(" --snapshot-dir {}", self.folder) };
        (self.mode == Mode::Check && new > 0).then(|| {
            let have = if new == 1 { "has" } else { "have" };
            let (review, accept) =
                (format!("`tokenspec snapshots review{folder}`"), format!("`tokenspec snapshots accept --all{folder}`"));
            format!("note: {} {have} no snapshot yet: {review} shows each and asks, {accept} takes what came", count(new, "case"))
        })
    }
}

/// Where nothing can drift, a gate on drift would be green for ever: the folder is another, or was never committed.
fn refuse_an_empty_gate(folder: &Path, target: &str) -> Result<(), CliError> {
    let ids = Store::open(folder).and_then(|store| store.ids()).map_err(failed)?;
    if ids.iter().any(|id| id.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'))) {
        return Ok(());
    }
    let folder = folder.display();
    Err(CliError::Usage(format!(
        "--fail-on-drift, and {folder} has no snapshot of `{target}` to drift from: run once with `--snapshots update` (or `check`, and accept \
         what it found), and keep the folder"
    )))
}

/// The rules beside the snapshots, if there are any.
fn rules(folder: &Path) -> Result<Rules, CliError> {
    let path = folder.join("rules.toml");
    if !path.exists() {
        return Ok(Rules::default());
    }
    let text = output::read_text(&path)?;
    Rules::read(&path.display().to_string(), &text).map_err(|found| engine::rendered(&found))
}

/// The verbs.
pub fn snapshots(arguments: &SnapshotsArguments) -> Result<u8, CliError> {
    let folder = &arguments.snapshot_dir;
    if !folder.exists() {
        let text = format!("there is no folder {}: `tokenspec run --snapshots check` makes it", folder.display());
        return Err(CliError::Usage(text));
    }
    let store = Store::open(folder).map_err(failed)?;
    match &arguments.verb {
        SnapshotsVerb::Review { format } => look(&store, *format),
        SnapshotsVerb::Accept(which) => decide(&store, which, "accepted", |pending| store.accept_pending(pending)),
        SnapshotsVerb::Reject(which) => decide(&store, which, "rejected", |pending| store.settle(&pending.id)),
        SnapshotsVerb::Prune { suite_dir } => prune(&store, suite_dir),
    }
}

/// One that waits, for machines.
#[derive(Debug, Serialize)]
struct Waiting {
    id: String,
    is_new: bool,
    difference: Vec<String>,
}

/// Asks where somebody can answer, else shows; exit code 1 while something waits.
fn look(store: &Store, format: Format) -> Result<u8, CliError> {
    let pending = store.pending().map_err(failed)?;
    if format == Format::Json {
        let waiting = |pending: &Pending| Waiting {
            id: pending.id.clone(),
            is_new: pending.accepted.is_none(),
            difference: difference(pending.accepted.as_deref().unwrap_or_default(), &pending.latest),
        };
        output::print_json(&pending.iter().map(waiting).collect::<Vec<_>>())?;
    } else if pending.is_empty() {
        output::print("nothing waits for a decision\n")?;
    } else if stdin().is_terminal() && std::io::stdout().is_terminal() {
        return review::ask(store, &pending);
    } else {
        for pending in &pending {
            output::print(&review::shown(pending))?;
        }
        let waits = if pending.len() == 1 { "waits" } else { "wait" };
        let text = "`tokenspec snapshots accept ID…` or `--all`, `reject` likewise";
        output::print(&format!("{} {waits} for a decision: {text}\n", count(pending.len(), "snapshot")))?;
    }
    Ok(u8::from(!pending.is_empty()))
}

fn decide(store: &Store, which: &Which, word: &str, act: impl Fn(&Pending) -> Result<(), SnapshotError>) -> Result<u8, CliError> {
    let pending = store.pending().map_err(failed)?;
    let fits = |pattern: &String, id: &str| {
        let glob = wildmatch::WildMatch::new(pattern);
        glob.matches(id) || id.split_once('/').is_some_and(|(_, case)| glob.matches(case))
    };
    for pattern in &which.id {
        if !pending.iter().any(|pending| fits(pattern, &pending.id)) {
            let text = format!("nothing called `{pattern}` waits for a decision: `tokenspec snapshots review` lists what does");
            return Err(CliError::Usage(text));
        }
    }
    let meant: Vec<&Pending> =
        pending.iter().filter(|pending| which.all || which.id.iter().any(|pattern| fits(pattern, &pending.id))).collect();
    for pending in &meant {
        act(pending).map_err(failed)?;
        output::print(&format!("{word} {}\n", printable(&pending.id)))?;
    }
    output::print(&format!("{} {word}, {} still waiting\n", meant.len(), pending.len() - meant.len()))?;
    Ok(0)
}

fn prune(store: &Store, suite_dir: &[PathBuf]) -> Result<u8, CliError> {
    let suites = engine::suites(suite_dir, &[])?;
    let loaded = |id: &str| id.split('/').any(|part| suites.iter().any(|suite| suite.id == part));
    let exists = |id: &str| suites.iter().any(|suite| suite.cases.iter().any(|case| case.id == id));
    let ids = store.ids().map_err(failed)?;
    let (mut removed, mut others) = (0, 0);
    for id in &ids {
        // The name of a target may have slashes; that of a case has the last of them.
        let known = id.match_indices('/').any(|(at, _)| exists(&id[at + 1..]));
        if !known && !loaded(id) {
            others += 1;
        } else if !known {
            store.remove(id).map_err(failed)?;
            output::print(&format!("removed {}\n", printable(id)))?;
            removed += 1;
        }
    }
    output::print(&format!("{removed} removed, {} kept\n", ids.len() - removed))?;
    if others > 0 {
        output::print(&format!("{others} of them are of suites that are not loaded here: --suite-dir DIR\n"))?;
    }
    Ok(0)
}

pub(super) fn failed(error: SnapshotError) -> CliError {
    CliError::Snapshots(error)
}
