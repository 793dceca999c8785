//! The arguments of `explore`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::cli::arguments::{FailOn, Format};
use crate::cli::help;
use crate::cli::network::NetworkFlags;
use crate::cli::pace::PaceFlags;
use crate::cli::values::{Report, positive_duration};
use crate::examination::Partition;
use crate::reference::FaultId;

/// Arguments of `explore`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Explore {
    /// What to do instead.
    #[command(subcommand)]
    pub verb: Option<ExploreVerb>,
    /// How to explore.
    #[command(flatten)]
    pub flags: ExploreFlags,
}

/// Verbs of `explore`.
#[derive(Debug, Subcommand)]
pub enum ExploreVerb {
    /// Play what was saved again: is it FIXED, does it still FAIL, or can it not be said?
    #[command(after_help = help::EXPLORE_REPLAY)]
    Replay(Box<Replay>),
}

/// How to explore.
#[derive(Debug, Args)]
pub struct ExploreFlags {
    /// A target file, or `reference` [default: ./tokenspec.toml, else reference].
    #[arg(value_name = "TARGET")]
    pub target: Option<PathBuf>,
    /// Whose rules count; `list --profiles` explains them [default: what the target's file says].
    #[arg(long, value_name = "ID", conflicts_with = "suite")]
    pub profile: Option<String>,
    /// By the rules of this suite; of several, where it is given several times.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<String>,
    /// Start the reference server with this fault; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<FaultId>,
    /// Write the findings as cases to this folder: a suite that `run --suite-dir` loads and `explore replay` plays again.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
    /// Token requests, at most; 60 % are for the first phase, 25 % for the second. Making findings smaller takes some more of both.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub requests: u64,
    /// Authorizations, at most.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub authorizations: u64,
    /// How long it may take, such as 90s or 10m [default: as long as it takes].
    #[arg(long, value_name = "DURATION", value_parser = positive_duration)]
    pub time: Option<Duration>,
    /// How many parameters are combined with each other: 2 for pairs, 3 for triples.
    #[arg(long, value_name = "T", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub strength: u8,
    /// Go on until the budget is spent, though nothing new is seen any more.
    #[arg(long)]
    pub keep_going: bool,
    /// End after so many findings.
    #[arg(long, value_name = "N")]
    pub findings: Option<NonZeroUsize>,
    /// Only this share of the requests, such as 1/4.
    #[arg(long, value_name = "K/N")]
    pub partition: Option<Partition>,
    /// Seed of everything that is made up: the same makes the same requests [default: random, and printed].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write a report of the findings, as `run` does: html, json, junit, markdown, annotations, sarif, tap, ctrf or ndjson.
    #[arg(long, value_name = "KIND=FILE")]
    pub report: Vec<Report>,
    /// What gates (exit 1): broken musts, or broken shoulds too.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Must)]
    pub fail_on: FailOn,
    /// The pace.
    #[command(flatten)]
    pub pace: PaceFlags,
    /// Show the answers to each rule, and what was left out.
    #[arg(short, long)]
    pub verbose: bool,
    /// Print only findings and the last lines; no progress bar.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// The way to the target.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// Arguments of `explore replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// The folder of `explore --save`.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// A target file, or `reference` [default: ./tokenspec.toml, else reference].
    #[arg(value_name = "TARGET")]
    pub target: Option<PathBuf>,
    /// Start the reference server with this fault; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub fault: Vec<FaultId>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// The way to the target.
    #[command(flatten)]
    pub network: NetworkFlags,
}

impl ExploreFlags {
    /// The share as the exploration counts it: from 0.
    pub fn part(&self) -> (u64, u64) {
        self.partition.map_or((0, 1), |partition| partition.counted_from_zero())
    }

    /// The number of findings that is enough.
    pub fn enough(&self) -> Option<usize> {
        self.findings.map(NonZeroUsize::get)
    }
}
