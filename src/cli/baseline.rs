//! `tokenspec baseline`: writes a baseline of a record's findings, and takes stale entries out. And `run --baseline`.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::baseline::{self, Against, Baseline, By};
use crate::cli::arguments::FailOn;
use crate::cli::values::file_of_target;
use crate::cli::{CliError, engine, help, output, plan, several};
use crate::record::review::StaleCause;
use crate::record::{RunRecord, Verdict};
use crate::report::text::{printable, thousands};
use crate::suite::model::Suite;

/// Where a baseline is, when nothing else is said.
const FILE: &str = "tokenspec-baseline.toml";

/// What `run` is told of a baseline.
#[derive(Debug, Clone, Default, Args)]
pub struct BaselineFlags {
    /// Findings that this file accepts do not gate; entries that accept nothing any more do. `{target}` in FILE stands for the
    /// target's name.
    #[arg(long, value_name = "FILE", value_parser = file_of_target())]
    pub baseline: Option<PathBuf>,
    /// What entries of the baseline do that accept nothing any more: gate, or warn.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Stale::Gate, requires = "baseline")]
    pub stale_baseline: Stale,
}

/// What stale entries do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Stale {
    /// Exit 1.
    #[default]
    Gate,
    /// They are told.
    Warn,
}

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub struct BaselineArguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: BaselineVerb,
}

/// What can be done with a baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineVerb {
    /// Write a baseline of the findings of a run; what an existing one says of them stays.
    #[command(after_help = help::BASELINE_WRITE)]
    Write(Write),
    /// Take out the entries that accept nothing any more.
    #[command(after_help = help::BASELINE_PRUNE)]
    Prune(Prune),
}

/// Arguments of `baseline write`.
#[derive(Debug, Args)]
pub struct Write {
    /// The run record: `run --report json=RECORD.json` writes it.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    /// The baseline.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    pub baseline: PathBuf,
    /// Which findings: of musts, or of shoulds too. What is inconclusive gates with both.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Must)]
    pub fail_on: FailOn,
    /// What the entries name: each case, or requirements with all of their cases.
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Entries::Case)]
    pub by: Entries,
}

/// What the entries of a new baseline name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Entries {
    /// Each case by itself.
    #[default]
    Case,
    /// Requirements.
    Requirement,
}

/// Arguments of `baseline prune`.
#[derive(Debug, Args)]
pub struct Prune {
    /// The record of a run of today: `run --report json=RECORD.json` writes it.
    #[arg(value_name = "RECORD.json")]
    pub record: PathBuf,
    /// The baseline.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    pub baseline: PathBuf,
    /// A suite that the record was made with; may be given several times.
    #[arg(long, value_name = "DIR")]
    pub suite_dir: Vec<PathBuf>,
}

/// A baseline that a run is held against.
pub struct Held {
    baseline: Baseline,
    known: HashSet<String>,
    stale_warns: bool,
}

impl Held {
    /// Reads the baseline that the flags name, if they do, before anything is sent. `suites`: all that there are.
    pub fn read(flags: &BaselineFlags, suites: &[Suite], target: &str) -> Result<Option<Self>, CliError> {
        let Some(path) = &flags.baseline else { return Ok(None) };
        let (_, baseline) = read(&several::of_target(path, target))?;
        Ok(Some(Self { baseline, known: ids(suites), stale_warns: flags.stale_baseline == Stale::Warn }))
    }

    /// Marks what it accepts.
    pub fn apply(&self, record: &mut RunRecord) {
        let known = |id: &str| self.known.contains(id);
        baseline::apply(&self.baseline, record, Against { today: today(), known: &known, stale_warns: self.stale_warns });
    }
}

/// The two verbs.
pub fn baseline(arguments: &BaselineArguments) -> Result<u8, CliError> {
    match &arguments.verb {
        BaselineVerb::Write(arguments) => write(arguments),
        BaselineVerb::Prune(arguments) => prune(arguments),
    }
}

fn write(arguments: &Write) -> Result<u8, CliError> {
    let record = plan::read_record(&arguments.record)?;
    refuse_part_of_a_run(&record, &arguments.record)?;
    let earlier = if arguments.baseline.exists() { Some(read(&arguments.baseline)?) } else { None };
    let least = match arguments.fail_on {
        FailOn::Must => Verdict::Fail,
        FailOn::Should => Verdict::Warn,
    };
    let by = match arguments.by {
        Entries::Case => By::Case,
        Entries::Requirement => By::Requirement,
    };
    let text = baseline::write(&record, least, by, earlier.as_ref().map(|(text, _)| text.as_str()));
    let text = text.map_err(|error| CliError::Render(error.into()))?;
    let (_, now) = parsed(&arguments.baseline, text.clone())?;
    output::write_file(&arguments.baseline, &text)?;
    let file = arguments.baseline.display();
    let unexplained = now.entries.iter().filter(|entry| entry.reason.is_empty()).count();
    let before: HashSet<&str> =
        earlier.iter().flat_map(|(_, baseline)| &baseline.entries).map(|entry| entry.id.as_str()).collect();
    let fresh = now.entries.iter().filter(|entry| !before.contains(entry.id.as_str())).count();
    let gone = before.len() - (now.entries.len() - fresh);
    output::print(&format!("{file}: {} ({fresh} new, {gone} removed)\n", entries(now.entries.len())))?;
    for entry in earlier.iter().flat_map(|(_, baseline)| &baseline.entries) {
        if !now.entries.iter().any(|kept| kept.id == entry.id) {
            let reason = if entry.reason.is_empty() { "no reason was given" } else { &entry.reason };
            output::print(&format!("removed {}: it had been accepted: {}\n", printable(&entry.id), printable(reason)))?;
        }
    }
    if unexplained > 0 {
        output::print(&format!("{} without a reason: say why, who answers for it, and until when\n", entries(unexplained)))?;
    }
    Ok(0)
}

fn prune(arguments: &Prune) -> Result<u8, CliError> {
    let mut record = plan::read_record(&arguments.record)?;
    refuse_part_of_a_run(&record, &arguments.record)?;
    let (text, baseline) = read(&arguments.baseline)?;
    let known = ids(&engine::suites(&arguments.suite_dir, &[])?);
    let known = |id: &str| known.contains(id);
    baseline::apply(&baseline, &mut record, Against { today: today(), known: &known, stale_warns: true });
    let stale = record.baseline.map(|baseline| baseline.stale).unwrap_or_default();
    let ids: BTreeSet<&str> = stale.iter().map(|entry| entry.id.as_str()).collect();
    let pruned = baseline::prune(&text, &ids).map_err(|error| CliError::Render(error.into()))?;
    if !ids.is_empty() {
        output::write_file(&arguments.baseline, &pruned)?;
    }
    for entry in &stale {
        let why = match entry.cause {
            StaleCause::Vanished => "its finding no longer occurs",
            StaleCause::Expired => "its day has passed",
            StaleCause::Unknown => "nothing has this id",
        };
        output::print(&format!("removed {}: {why}\n", printable(&entry.id)))?;
    }
    let kept = baseline.entries.len() - ids.len();
    output::print(&format!("{}: {} removed, {} kept\n", arguments.baseline.display(), entries(ids.len()), kept))?;
    Ok(0)
}

/// A part of a run would make a baseline of a part, and drop the entries of the rest.
fn refuse_part_of_a_run(record: &RunRecord, path: &Path) -> Result<(), CliError> {
    let why = if record.interrupted {
        "was interrupted"
    } else if record.partition.is_some() {
        "is one of several parts (`tokenspec report merge` puts them together)"
    } else if !record.filters.is_empty() {
        "was filtered"
    } else {
        return Ok(());
    };
    Err(CliError::Usage(format!("the run of {} {why}: a baseline is written and pruned by whole runs", path.display())))
}

fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

/// The ids of all cases and requirements.
fn ids(suites: &[Suite]) -> HashSet<String> {
    let requirements = suites.iter().flat_map(|suite| suite.requirements.iter().map(|requirement| requirement.id.clone()));
    requirements.chain(suites.iter().flat_map(|suite| suite.cases.iter().map(|case| case.id.clone()))).collect()
}

/// The text of a baseline and what it says.
fn read(path: &Path) -> Result<(String, Baseline), CliError> {
    let text = output::read_text(path)?;
    parsed(path, text)
}

fn parsed(path: &Path, text: String) -> Result<(String, Baseline), CliError> {
    let baseline = baseline::read(&path.display().to_string(), &text).map_err(|found| engine::rendered(&found))?;
    Ok((text, baseline))
}

fn entries(number: usize) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{} entries", thousands(number as u64)) }
}
