//! The arguments of `tokenspec report`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Subcommand, ValueEnum};

use crate::cli::arguments::{FailOn, Format};
use crate::cli::help;
use crate::cli::values::{Report, report_to};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub struct Reports {
    /// What to do with the records.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What is done with stored records.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Render a stored record as other reports.
    #[command(after_help = help::REPORT_CONVERT)]
    Convert(Convert),
    /// Compare two runs: new, gone and changed findings, verdict by verdict.
    #[command(after_help = help::REPORT_DIFF)]
    Diff(Diff),
    /// Put several runs side by side: the requirements on which they differ.
    #[command(after_help = help::REPORT_COMPARE)]
    Compare(Compare),
    /// Merge the records of all partitions of a run, and judge the whole.
    #[command(after_help = help::REPORT_MERGE)]
    Merge(Merge),
}

/// Arguments of `report convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// A run record, or the events of a run (ndjson), a killed one's included.
    #[arg(value_name = "RECORD")]
    pub record: PathBuf,
    /// The report: html, json, junit, markdown, annotations, sarif, tap, ctrf or ndjson; without a file, to standard output; may be
    /// given several times.
    #[arg(long, value_name = "KIND[=FILE]", required = true, value_parser = report_to)]
    pub to: Vec<Report>,
}

/// Arguments of `report diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The record of the older run.
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The record of the newer run.
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    pub format: Shape,
}

/// Arguments of `report compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The records of the runs.
    #[arg(value_name = "RECORD", required = true, num_args = 2..)]
    pub records: Vec<PathBuf>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Shape::Human)]
    pub format: Shape,
}

/// The form of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    #[default]
    Human,
    /// For machines.
    Json,
    /// For pull requests.
    Markdown,
}

/// Arguments of `report merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// The records of all partitions, in whatever order.
    #[arg(value_name = "PART", required = true)]
    pub parts: Vec<PathBuf>,
    /// Write a report of the whole: the kinds of `run --report`; may be given several times.
    #[arg(long, value_name = "KIND=FILE")]
    pub report: Vec<Report>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// What gates (exit 1): broken musts, or broken shoulds too.
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = FailOn::Must)]
    pub fail_on: FailOn,
    /// Exit 0 although some cases are inconclusive.
    #[arg(long)]
    pub allow_inconclusive: bool,
    /// Show every requirement and the findings whole; -vv shows whole transcripts.
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
    /// Print only findings and the summary.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
}
