//! `tokenspec verify`: whether a bundle is what it says.

use serde::Serialize;

use super::arguments::Verify;
use super::keys::public_keys;
use super::read_bytes;
use crate::certify::{self, LARGEST_BUNDLE, Trust, Verification};
use crate::cli::arguments::Format;
use crate::cli::{CliError, output};
use crate::report::text::{count, printable};

/// Checks a bundle by the keys alone; nothing is sent.
pub fn verify(arguments: &Verify) -> Result<u8, CliError> {
    let mut keys = Vec::new();
    for path in &arguments.key {
        keys.extend(public_keys(path)?);
    }
    let bytes = read_bytes(&arguments.bundle, LARGEST_BUNDLE)?;
    let trust = Trust { keys, signatures: usize::from(arguments.signatures) };
    let found =
        certify::verify(&bytes, &trust).map_err(|error| CliError::Usage(format!("{} {error}", arguments.bundle.display())))?;
    match arguments.format {
        Format::Json => output::print_json(&Outcome { verified: found.is_verified(), exit_code: found.code(), found: &found })?,
        Format::Human => output::print(&shown(&found))?,
    }
    Ok(found.code())
}

/// What is printed for machines.
#[derive(Serialize)]
struct Outcome<'a> {
    verified: bool,
    exit_code: u8,
    #[serde(flatten)]
    found: &'a Verification,
}

fn shown(found: &Verification) -> String {
    let mut lines = Vec::new();
    if let Some(said) = &found.certification {
        let result = match (said.complete, said.conforms()) {
            (false, _) => "incomplete",
            (true, true) => "conforms",
            (true, false) => "does not conform",
        };
        lines.push(format!(
            "{} · {} · {} {} · {}",
            printable(&said.target.name),
            printable(&said.target.token_endpoint),
            printable(&said.profile.id),
            printable(&said.profile.version),
            printable(&said.started_at)
        ));
        lines.push(format!(
            "declared: {result} · {} pass, {} fail, {} warn, {} skip, {} inconclusive",
            said.summary.pass, said.summary.fail, said.summary.warn, said.summary.skip, said.summary.inconclusive
        ));
    }
    lines.extend(found.signed_by.iter().map(|id| format!("signed by {id}")));
    for again in &found.rejudged {
        let whose = if again.rules == "own" { "this program's suites" } else { "the suites in the bundle" };
        let different = match again.different.len() {
            0 => "the same".to_owned(),
            some => format!("{some} otherwise"),
        };
        lines.push(format!("{} judged again by {whose}: {different}", count(again.cases, "case")));
    }
    lines.extend(found.remarks.iter().map(|remark| format!("note: {}", printable(remark))));
    lines.extend(found.problems.0.iter().map(|found| format!("{}: {}", found.problem.words(), printable(&found.text))));
    let end = if found.is_verified() { "verified" } else { "not verified" };
    lines.push(format!("{end} · exit {}", found.code()));
    lines.join("\n") + "\n"
}
