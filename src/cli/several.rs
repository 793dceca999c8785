//! Several targets in one call: each has a record of its own.

use std::path::{Path, PathBuf};

use crate::cli::CliError;
use crate::cli::arguments::{Format, Run};
use crate::cli::engine::Loaded;
use crate::cli::output;
use crate::cli::reports::{self, Output};
use crate::cli::values::{Report, TARGET};
use crate::record::RunRecord;
use crate::report::compare;

/// The name of a file of one target: `reports/{target}.json` of `staging` is `reports/staging.json`.
pub fn of_target(file: &Path, target: &str) -> PathBuf {
    let Some(text) = file.to_str().filter(|text| text.contains(TARGET)) else { return file.to_owned() };
    // A name is for people: what it holds must not lead into another folder.
    let harmless = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = target.chars().map(harmless).collect();
    let name = name.trim_start_matches('.');
    text.replace(TARGET, if name.is_empty() { "target" } else { name }).into()
}

/// The reports of one target.
pub fn reports_of_target(reports: &[Report], target: &str) -> Vec<Report> {
    reports.iter().map(|report| Report { kind: report.kind, file: of_target(&report.file, target) }).collect()
}

/// Several targets whose files would be one are a mistake that must not be noticed after an hour.
pub fn refuse_mixtures(arguments: &Run, targets: &[Loaded]) -> Result<(), CliError> {
    if targets.len() < 2 {
        return Ok(());
    }
    let names: Vec<&str> = targets.iter().map(|loaded| loaded.target.name.as_str()).collect();
    let twice = names.iter().enumerate().find(|(index, name)| names[..*index].contains(name));
    if let Some((_, name)) = twice {
        return Err(CliError::Usage(format!("two of the targets are called `{name}`: give each a name of its own in its file")));
    }
    if let Some(report) = arguments.report.iter().find(|report| of_target(&report.file, "a") == of_target(&report.file, "b")) {
        let file = report.file.display();
        return Err(CliError::Usage(format!("each target would overwrite {file}: write {TARGET} in its name, for the target's")));
    }
    Ok(())
}

/// The exit code of several runs: interrupted, else a finding, else an open question.
pub fn worst(codes: &[u8]) -> u8 {
    [130, 2, 1, 3].into_iter().find(|code| codes.contains(code)).unwrap_or(0)
}

/// Where the targets differ, when all are examined.
pub fn conclude(arguments: &Run, records: &[RunRecord], screen: Output) -> Result<(), CliError> {
    if records.len() < 2 || arguments.format == Format::Json {
        return Ok(());
    }
    let comparison = compare::compare(&records.iter().collect::<Vec<_>>());
    reports::print_screen(&format!("\n{}", compare::human(&comparison, output::palette(), output::width())), screen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_does_not_lead_elsewhere() {
        let file = |target: &str| of_target(Path::new("out/{target}.json"), target).display().to_string();
        assert_eq!(file("prod-eu"), "out/prod-eu.json");
        assert_eq!(file("../../etc/x y"), "out/-..-etc-x-y.json");
        assert_eq!(file(".."), "out/target.json");
        assert_eq!(of_target(Path::new("out.json"), "x"), Path::new("out.json"));
    }

    #[test]
    fn the_worst_is_what_a_gate_has_to_hear() {
        for (codes, expected) in [(&[0, 3, 1][..], 1), (&[0, 3], 3), (&[0, 0], 0), (&[1, 130], 130), (&[], 0)] {
            assert_eq!(worst(codes), expected);
        }
    }
}
