//! `tokenspec certify`: one file that says what came out, signed, and lets anyone compute it again.

use serde::Serialize;

use super::arguments::Certify;
use super::keys::signing_key;
use crate::certify::{self, Certification, CertifyError, SigningKey, sha256};
use crate::cli::arguments::{Format, Selection};
use crate::cli::engine::{self, Chosen, Loaded, Manner};
use crate::cli::progress::{Progress, Show};
use crate::cli::{CliError, output, plan};
use crate::record::RunRecord;
use crate::report::text::count;
use crate::runner::{Detail, Slow, Tell};

/// Runs a profile in full or takes a record of that, and writes the bundle.
pub async fn certify(arguments: &Certify) -> Result<u8, CliError> {
    let keys = arguments.key.iter().map(|place| signing_key(place)).collect::<Result<Vec<SigningKey>, CliError>>()?;
    output::check_writable(&arguments.output)?;
    let record = match &arguments.record {
        Some(path) => plan::read_record(path)?,
        None => examined(arguments).await?,
    };
    let made = certify::make(&record, &keys, &own_digest()?).map_err(refused)?;
    output::write_bytes(&arguments.output, &made.bytes)?;
    let said = &made.certification;
    match arguments.format {
        Format::Json => output::print_json(&Summary::of(arguments, said, &made.bytes))?,
        Format::Human => output::print(&shown(arguments, said))?,
    }
    Ok(code(said))
}

/// 0: conforms; 1: a must is broken; 3: a case that counts could not be judged.
fn code(said: &Certification) -> u8 {
    match (said.summary.fail > 0, said.complete) {
        (true, _) => 1,
        (false, false) => 3,
        (false, true) => 0,
    }
}

fn refused(error: CertifyError) -> CliError {
    match error {
        CertifyError::Render(source) => CliError::Render(source),
        other => CliError::Usage(other.to_string()),
    }
}

/// The profile in full: no filter, no baseline, nothing left out but by what the target file says.
async fn examined(arguments: &Certify) -> Result<RunRecord, CliError> {
    let Loaded { mut target, running } = engine::load(&Chosen::of(arguments.target.as_deref())).await?;
    arguments.pace.apply(&mut target.limits);
    arguments.network.apply(&mut target)?;
    let selection = Selection { profile: arguments.profile.clone(), ..Selection::default() };
    let scope = plan::scope_for(&selection, &target)?;
    if scope.profile().is_none() {
        return Err(CliError::Usage("a certification is of a profile: name one with --profile".to_owned()));
    }
    let suites = plan::select(engine::suites(&[], &target.parameters)?, &scope, &selection, None)?;
    let subject = engine::connect(target).await?;
    let progress = Progress::new(Show::OnTerminal);
    let invitations = crate::cli::invite::invite(&subject, progress.bar());
    let slow = if arguments.slow { Slow::Examined } else { Slow::Skipped };
    let seed = arguments.seed.unwrap_or_else(rand::random);
    let detail = if arguments.id_tokens { Detail::EvidenceWithIdTokens } else { Detail::Evidence };
    let manner = Manner { seed, detail, slow, tell: Tell::Verdicts };
    let mut record = engine::examine(&subject, &suites, manner, &|event| progress.on(&event)).await;
    drop(progress);
    drop(invitations);
    drop(running);
    scope.score(&mut record);
    Ok(record)
}

/// The digest of this program.
fn own_digest() -> Result<String, CliError> {
    let path = std::env::current_exe().map_err(|source| CliError::Start { action: "find this program".to_owned(), source })?;
    let bytes = std::fs::read(&path).map_err(|source| CliError::File { action: "read", path, source })?;
    Ok(sha256(&bytes))
}

/// What is printed for machines.
#[derive(Serialize)]
struct Summary<'a> {
    bundle: String,
    sha256: String,
    result: &'static str,
    complete: bool,
    conforms: bool,
    profile: &'a crate::record::model::ProfileRecord,
    summary: crate::record::model::Summary,
}

impl<'a> Summary<'a> {
    fn of(arguments: &Certify, said: &'a Certification, bytes: &[u8]) -> Self {
        Self {
            bundle: arguments.output.display().to_string(),
            sha256: sha256(bytes),
            result: said.result(),
            complete: said.complete,
            conforms: said.conforms(),
            profile: &said.profile,
            summary: said.summary,
        }
    }
}

fn shown(arguments: &Certify, said: &Certification) -> String {
    let what = match () {
        () if said.summary.fail > 0 => format!("does not conform: {}", count(said.summary.fail, "failing case")),
        () if !said.complete => format!("incomplete: {} inconclusive", said.summary.inconclusive),
        () => "conforms".to_owned(),
    };
    format!(
        "{} · {} {} · {what}\n{} executed, {} skipped, {} inconclusive · exit {}\n{}\n",
        said.target.name,
        said.profile.id,
        said.profile.version,
        count(said.executed.len(), "case"),
        said.skipped.len(),
        said.inconclusive.len(),
        code(said),
        arguments.output.display(),
    )
}
