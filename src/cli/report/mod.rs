//! `tokenspec report`: stored records converted, compared and merged. Nothing is sent.

pub mod arguments;

use std::path::Path;

use crate::cli::arguments::Format;
use crate::cli::reports::{self, Output};
use crate::cli::values::ReportKind;
use crate::cli::{CliError, output, plan};
use crate::record::RunRecord;
use crate::report::gate::{Gate, gate};
use crate::report::human::{self, Options, Paint, Written};
use crate::report::merge::{self, Part};
use crate::report::{compare, diff};

use arguments::{Compare, Convert, Diff, Merge, Reports, Shape, Verb};

/// What the verb says.
pub fn report(arguments: &Reports) -> Result<u8, CliError> {
    match &arguments.verb {
        Verb::Convert(arguments) => convert(arguments),
        Verb::Diff(arguments) => difference(arguments),
        Verb::Compare(arguments) => comparison(arguments),
        Verb::Merge(arguments) => merged(arguments),
    }
}

/// A stored record as other reports.
fn convert(arguments: &Convert) -> Result<u8, CliError> {
    reports::standard_output(&arguments.to, Format::Human)?;
    reports::refuse_one_file_for_two(&arguments.to)?;
    let record = plan::read_record(&arguments.record)?;
    reports::write(&arguments.to, &record)?;
    Ok(0)
}

/// Two records compared.
fn difference(arguments: &Diff) -> Result<u8, CliError> {
    let (old, new) = (plan::read_record(&arguments.old)?, plan::read_record(&arguments.new)?);
    let difference = diff::diff(&old, &new);
    match arguments.format {
        Shape::Human => output::print(&diff::human(&difference, output::palette(), output::width()))?,
        Shape::Json => output::print_json(&difference)?,
        Shape::Markdown => output::print_raw(&diff::markdown(&difference))?,
    }
    Ok(u8::from(difference.worse))
}

/// Several records side by side.
fn comparison(arguments: &Compare) -> Result<u8, CliError> {
    let records = arguments.records.iter().map(|path| plan::read_record(path)).collect::<Result<Vec<RunRecord>, _>>()?;
    let comparison = compare::compare(&records.iter().collect::<Vec<_>>());
    match arguments.format {
        Shape::Human => output::print(&compare::human(&comparison, output::palette(), output::width()))?,
        Shape::Json => output::print_json(&comparison)?,
        Shape::Markdown => output::print_raw(&compare::as_markdown(&comparison))?,
    }
    Ok(0)
}

/// The records of all partitions as one; judged as a run is.
fn merged(arguments: &Merge) -> Result<u8, CliError> {
    let screen = reports::standard_output(&arguments.report, arguments.format)?;
    reports::refuse_one_file_for_two(&arguments.report)?;
    let parts = arguments.parts.iter().map(|path| part(path)).collect::<Result<Vec<Part>, CliError>>()?;
    let record = merge::merge(parts)?;
    let written = reports::write(&arguments.report, &record);
    print(arguments, &record, screen, reports::written(&written))?;
    written?;
    Ok(gate(&record, gate_of(arguments)).code())
}

fn part(path: &Path) -> Result<Part, CliError> {
    Ok(Part { file: path.display().to_string(), record: plan::read_record(path)? })
}

/// The screen of a run, or the merged record.
fn print(arguments: &Merge, record: &RunRecord, screen: Output, written: Written) -> Result<(), CliError> {
    if arguments.format == Format::Json {
        return output::print_raw(&reports::render(ReportKind::Json, record)?);
    }
    let verbosity = reports::verbosity(arguments.quiet, arguments.verbose);
    let (paint, width) = (Paint::Ansi, output::width());
    let options = Options { verbosity, paint, width, gate: gate_of(arguments), written, ..Options::default() };
    reports::print_screen(&human::render(record, options), screen)
}

fn gate_of(arguments: &Merge) -> Gate {
    reports::gate_of(arguments.fail_on, arguments.allow_inconclusive)
}
