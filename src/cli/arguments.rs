//! The arguments of every verb, as clap sees them. Names are public API: they are not changed later.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::cli::baseline::{BaselineArguments, BaselineFlags};
use crate::cli::certification;
pub use crate::cli::certification::arguments::{Certify, Keygen, Verify};
pub use crate::cli::explore::arguments::Explore;
use crate::cli::help;
pub use crate::cli::init::arguments::{Init, InitDriver};
use crate::cli::network::NetworkFlags;
use crate::cli::pace::PaceFlags;
pub use crate::cli::report::arguments::Reports;
use crate::cli::snapshots::{SnapshotFlags, SnapshotsArguments};
use crate::cli::values::{Report, duration};
use crate::examination::Partition;

/// Examines OAuth 2.0 and OpenID Connect token endpoints, rule by rule.
#[derive(Debug, Parser)]
#[command(name = "tokenspec", version, after_help = help::PROGRAM, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
    /// Colours: where the terminal wants them, always, or never.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto, display_order = 900)]
    pub color: Color,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Examine a target and say what it breaks.
    #[command(after_help = help::RUN)]
    Run(Box<Run>),
    /// Convert, compare and merge the records of runs.
    #[command(after_help = help::REPORT)]
    Report(Reports),
    /// List profiles, suites, requirements, cases, faults and variants.
    #[command(after_help = help::LIST)]
    List(List),
    /// Explain one requirement, case, fault, variant or profile.
    #[command(after_help = help::EXPLAIN)]
    Explain(Explain),
    /// Check that a target is ready to be examined: reachable, clients right, a code can be had.
    #[command(after_help = help::DOCTOR)]
    Doctor(Doctor),
    /// Discover a server, ask for what it cannot tell, write a target file, and check it.
    #[command(after_help = help::INIT)]
    Init(Box<Init>),
    /// Generate token requests, compare the answers with a model of the rules, shrink what disagrees to a case.
    #[command(after_help = help::EXPLORE)]
    Explore(Box<Explore>),
    /// Write a baseline, the findings that are accepted for now; or take out what is stale.
    #[command(after_help = help::BASELINE)]
    Baseline(BaselineArguments),
    /// Decide on answers that are new, or others than in the snapshots of earlier runs.
    #[command(after_help = help::SNAPSHOTS)]
    Snapshots(SnapshotsArguments),
    /// Run a profile in full, or take such a record, and write one signed file that lets anyone judge again.
    #[command(after_help = certification::help::CERTIFY)]
    Certify(Box<Certify>),
    /// Check a certification bundle: signature, digests, completeness, and every verdict computed again.
    #[command(after_help = certification::help::VERIFY)]
    Verify(Verify),
    /// Make a key to sign certification bundles with.
    #[command(after_help = certification::help::KEYGEN)]
    Keygen(Keygen),
    /// Serve the reference authorization server, correct, with legal differences or with faults.
    #[command(after_help = help::SERVE)]
    Serve(Serve),
    /// Run the suites against every fault of the reference server: the kill matrix.
    #[command(after_help = help::FAULTS)]
    Faults(Faults),
    /// Print the JSON Schema of a file format.
    #[command(after_help = help::SCHEMA)]
    Schema(Schema),
    /// Print completions for a shell.
    #[command(after_help = help::COMPLETIONS)]
    Completions(Completions),
    /// Print a manual page.
    #[command(after_help = help::MAN)]
    Man(Man),
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal that wants them (NO_COLOR and CLICOLOR are heeded).
    Auto,
    /// In pipes too.
    Always,
    /// Nowhere.
    Never,
}

/// The form of standard output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For machines.
    Json,
}

/// Which suites, and which of their cases.
#[derive(Debug, Clone, Default, Args)]
pub struct Selection {
    /// What a profile chooses and scores; `list --profiles` explains them [default: what the target's file says].
    #[arg(long, value_name = "ID", conflicts_with = "suite")]
    pub profile: Option<String>,
    /// Only this suite, and all of it counts; may be given several times.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<String>,
    /// Load a suite from this folder too; may be given several times.
    #[arg(long, value_name = "DIR")]
    pub suite_dir: Vec<PathBuf>,
    /// Only cases for which this holds; may be given several times.
    #[arg(long, value_name = "EXPR")]
    pub filter: Vec<String>,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Target files, or `reference` [default: ./tokenspec.toml, else reference]. Several are examined one after the other.
    #[arg(value_name = "TARGET")]
    pub targets: Vec<PathBuf>,
    /// Which cases.
    #[command(flatten)]
    pub selection: Selection,
    /// Only this share of the cases, such as 1/4; `report merge` puts the records of all shares together.
    #[arg(long, value_name = "K/N")]
    pub partition: Option<Partition>,
    /// The run record that `verdict=` in --filter refers to.
    #[arg(long, value_name = "RECORD.json")]
    pub last: Option<PathBuf>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write a report: html, json, junit, markdown, annotations, sarif, tap, ctrf or ndjson; `-` is standard output; may be given
    /// several times. `{target}` in FILE stands for the target's name.
    #[arg(long, value_name = "KIND=FILE")]
    pub report: Vec<Report>,
    /// What gates (exit 1): broken musts, or broken shoulds too.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Must)]
    pub fail_on: FailOn,
    /// Findings that are accepted for now.
    #[command(flatten)]
    pub accepted: BaselineFlags,
    /// Answers of earlier runs.
    #[command(flatten)]
    pub snapshots: SnapshotFlags,
    /// Exit 0 although some cases are inconclusive.
    #[arg(long)]
    pub allow_inconclusive: bool,
    /// The pace.
    #[command(flatten)]
    pub pace: PaceFlags,
    /// Authorizations of the whole run, at most; the cases of most worth get them [default: the target's, else unbounded].
    #[arg(long, value_name = "N")]
    pub max_authorizations: Option<usize>,
    /// Seed of all generated values [default: random, and printed].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Examine the cases that wait too: lifetimes of codes and tokens. They wait at the same time, not one after the other.
    #[arg(long)]
    pub slow: bool,
    /// Say what would be done, and send no token request.
    #[arg(long)]
    pub dry_run: bool,
    /// Keep in the record what verdicts rest on beside the exchanges, so that `certify` can take it and anyone can judge it again.
    #[arg(long)]
    pub evidence: bool,
    /// With --evidence: keep id_tokens as they came, so that their claims and signatures can be judged again; everybody sees them.
    #[arg(long, requires = "evidence")]
    pub id_tokens: bool,
    /// End with the behaviour profile: what the server does where the documents leave a choice.
    #[arg(long)]
    pub behaviour: bool,
    /// Show every requirement, the findings whole with their exchanges, and the pace; -vv shows whole transcripts.
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
    /// Print only findings and the summary; no progress bar.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// The way to the target.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// What gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Broken musts.
    Must,
    /// Broken shoulds too.
    Should,
}

/// Arguments of `list`.
#[derive(Debug, Args)]
pub struct List {
    /// Explain the profiles: their suites, and what they leave out and why.
    #[arg(long)]
    pub profiles: bool,
    /// List suites.
    #[arg(long)]
    pub suites: bool,
    /// List requirements.
    #[arg(long)]
    pub requirements: bool,
    /// List cases.
    #[arg(long)]
    pub cases: bool,
    /// List faults of the reference server.
    #[arg(long)]
    pub faults: bool,
    /// List variants of the reference server: legal differences.
    #[arg(long)]
    pub variants: bool,
    /// Which cases.
    #[command(flatten)]
    pub selection: Selection,
    /// The form of standard output; JSON has every list unless some are named.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A requirement, a case, a fault, a variant or a profile.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Load a suite from this folder too; may be given several times.
    #[arg(long, value_name = "DIR")]
    pub suite_dir: Vec<PathBuf>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Arguments of `doctor`.
#[derive(Debug, Default, Args)]
pub struct Doctor {
    /// Tell each page on the way to a code, and what was done there.
    #[arg(long)]
    pub trace: bool,
    /// A target file, or `reference` [default: ./tokenspec.toml, else reference].
    #[arg(value_name = "TARGET")]
    pub target: Option<PathBuf>,
    /// Which cases.
    #[command(flatten)]
    pub selection: Selection,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// The way to the target.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 is any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8420")]
    pub listen: SocketAddr,
    /// The redirect URI that all clients are registered with, such as http://127.0.0.1:9999/callback.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<url::Url>,
    /// Switch a fault on; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<String>,
    /// Differ in a legal way; may be given several times, and together with --fault.
    #[arg(long, value_name = "NAME")]
    pub variant: Vec<String>,
    /// List the faults and exit.
    #[arg(long)]
    pub list_faults: bool,
    /// Wait so long before each answer, such as 50ms.
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "0ms")]
    pub latency: Duration,
    /// How a user logs in: consent without asking, or HTML forms.
    #[arg(long, value_enum, default_value_t = Login::Automatic)]
    pub login: Login,
    /// Speak TLS, with a certificate that is made on the spot.
    #[arg(long)]
    pub tls: bool,
    /// Print a target file for this server on standard output (and go on serving).
    #[arg(long)]
    pub print_target: bool,
    /// The form of --list-faults.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// How a user logs in at the reference server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Login {
    /// Redirects, consent without asking.
    Automatic,
    /// HTML forms.
    Form,
}

/// Arguments of `faults`.
#[derive(Debug, Args)]
pub struct Faults {
    /// Which cases.
    #[command(flatten)]
    pub selection: Selection,
    /// The benign matrix instead: every legal difference of the reference server, at which no case may fail.
    #[arg(long)]
    pub variants: bool,
    /// Write the matrix in the short form that is checked in.
    #[arg(long, value_name = "FILE")]
    pub matrix: Option<PathBuf>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Which format.
    #[arg(value_name = "KIND", value_enum, default_value_t = SchemaKind::RunRecord)]
    pub kind: SchemaKind,
}

/// The formats that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaKind {
    /// What `run --format json` prints.
    RunRecord,
    /// The files of a suite.
    Suite,
    /// The target file.
    Target,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// Which shell.
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// The page of one verb [default: that of tokenspec].
    #[arg(value_name = "VERB")]
    pub verb: Option<String>,
}
