//! Reports to files and to standard output, of a run that is over.

use std::path::{Component, Path, PathBuf};

use crate::cli::arguments::{FailOn, Format};
use crate::cli::values::{Report, ReportKind};
use crate::cli::{CliError, output};
use crate::record::RunRecord;
use crate::report::gate::{self, Gate, Inconclusive};
use crate::report::human::{Verbosity, Written};
use crate::report::{annotations, ctrf, html, json, junit, markdown, ndjson, sarif, tap};

/// Who has standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// The screen, or JSON.
    Format,
    /// A report with `-` as its file; the screen goes to standard error.
    Report,
}

/// Who has standard output. Two cannot.
pub fn standard_output(reports: &[Report], format: Format) -> Result<Output, CliError> {
    match (reports.iter().filter(|report| report.is_output()).count(), format) {
        (0, _) => Ok(Output::Format),
        (1, Format::Human) => Ok(Output::Report),
        (1, Format::Json) => {
            Err(CliError::Usage("--format json and a report to `-` both want standard output; name a file for one".to_owned()))
        }
        _ => Err(CliError::Usage("several reports to `-` would be mixed on standard output; name files".to_owned())),
    }
}

/// Two reports in one file are a mistake: the second would replace the first.
pub fn refuse_one_file_for_two(reports: &[Report]) -> Result<(), CliError> {
    let plain = |file: &Path| file.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let files: Vec<PathBuf> = reports.iter().filter(|report| !report.is_output()).map(|report| plain(&report.file)).collect();
    match files.iter().enumerate().find(|(at, file)| files[..*at].contains(file)) {
        Some((_, file)) => {
            Err(CliError::Usage(format!("two reports would be written to {}: name a file for each", file.display())))
        }
        None => Ok(()),
    }
}

/// The gate of the flags that `run` and `report merge` share.
pub fn gate_of(fail_on: FailOn, allow_inconclusive: bool) -> Gate {
    Gate {
        fail_on: match fail_on {
            FailOn::Must => gate::FailOn::Must,
            FailOn::Should => gate::FailOn::Should,
        },
        inconclusive: if allow_inconclusive { Inconclusive::Allowed } else { Inconclusive::Refused },
    }
}

/// How much is shown, with `-q`, `-v` and `-vv`.
pub fn verbosity(quiet: bool, verbose: u8) -> Verbosity {
    match (quiet, verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, 1) => Verbosity::Verbose,
        (false, _) => Verbosity::Transcripts,
    }
}

/// Whether every report could be written: better known before a run than after it. Events are opened before it anyway.
pub fn check_writable(reports: &[Report]) -> Result<(), CliError> {
    let mut files = reports.iter().filter(|report| !report.is_output() && report.kind != ReportKind::Ndjson);
    files.try_for_each(|report| output::check_writable(&report.file))
}

/// What the last line of the screen has to know of it.
pub fn written(result: &Result<(), CliError>) -> Written {
    if result.is_ok() { Written::All } else { Written::NotAll }
}

/// Writes every report; the first that fails is the error, but all are tried.
pub fn write<'a>(reports: impl IntoIterator<Item = &'a Report>, record: &RunRecord) -> Result<(), CliError> {
    let write = |report: &Report| {
        let text = render(report.kind, record)?;
        if report.is_output() { output::print_raw(&text) } else { output::write_file(&report.file, &text) }
    };
    let results: Vec<Result<(), CliError>> = reports.into_iter().map(write).collect();
    results.into_iter().collect()
}

/// Prints the screen where it belongs.
pub fn print_screen(text: &str, output: Output) -> Result<(), CliError> {
    match output {
        Output::Format => output::print(text),
        Output::Report => {
            output::remark(text.trim_end_matches('\n'));
            Ok(())
        }
    }
}

/// A record in one of the kinds of `--report`.
pub fn render(kind: ReportKind, record: &RunRecord) -> Result<String, CliError> {
    let json = |text: Result<String, serde_json::Error>| text.map_err(|error| CliError::Render(error.into()));
    match kind {
        ReportKind::Json => json(json::render(record)),
        ReportKind::Junit => junit::render(record).map_err(|error| CliError::Render(error.into())),
        ReportKind::Markdown => Ok(markdown::render(record)),
        ReportKind::Html => html::render(record).map_err(|error| CliError::Render(error.into())),
        ReportKind::Annotations => Ok(annotations::render(record)),
        ReportKind::Sarif => json(sarif::render(record)),
        ReportKind::Tap => Ok(tap::render(record)),
        ReportKind::Ctrf => json(ctrf::render(record)),
        ReportKind::Ndjson => json(ndjson::render(record)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_report() {
        let refused = |list: &[&str]| {
            let reports: Vec<Report> = list.iter().map(|text| text.parse().unwrap()).collect();
            refuse_one_file_for_two(&reports).is_err()
        };
        assert!(refused(&["json=a", "junit=b", "tap=a"]));
        assert!(refused(&["json=out/a", "junit=./out//a"]));
        assert!(!refused(&["json=a", "junit=out/a", "tap=-", "sarif=-"]), "standard output is another matter");
    }

    #[test]
    fn standard_output_is_given_once() {
        let reports = |list: &[&str]| list.iter().map(|text| text.parse().unwrap()).collect::<Vec<Report>>();
        assert_eq!(standard_output(&reports(&["json=a"]), Format::Json).unwrap(), Output::Format);
        assert_eq!(standard_output(&reports(&["json=a", "tap=-"]), Format::Human).unwrap(), Output::Report);
        assert!(standard_output(&reports(&["tap=-"]), Format::Json).is_err());
        assert!(standard_output(&reports(&["tap=-", "junit=-"]), Format::Human).is_err());
    }
}
