//! `tokenspec explore`: find what no one wrote a case for.

pub mod arguments;
mod progress;
mod replay;
mod save;
mod shown;

use crate::cli::arguments::{Explore, Format};
use crate::cli::engine::{self, Chosen, Interrupts, Loaded};
use crate::cli::{CliError, output, reports};
use crate::examination::Scope;
use crate::explore::{Exploration, Options};
use crate::record::Verdict;
use crate::reference::FaultId;
use arguments::{ExploreFlags, ExploreVerb};
use progress::Progress;

/// The target that is meant.
pub fn chosen(arguments: &Explore) -> Chosen {
    match &arguments.verb {
        Some(ExploreVerb::Replay(replay)) => of_target(replay.target.as_deref(), &replay.fault),
        None => of_target(arguments.flags.target.as_deref(), &arguments.flags.fault),
    }
}

/// Faults are those of the reference server.
fn of_target(target: Option<&std::path::Path>, faults: &[FaultId]) -> Chosen {
    if target.is_none() && !faults.is_empty() { Chosen::Reference } else { Chosen::of(target) }
}

/// Reads the target file, or starts the reference server.
async fn load(target: Option<&std::path::Path>, faults: &[FaultId]) -> Result<Loaded, CliError> {
    match of_target(target, faults) {
        Chosen::Reference => engine::load_faulty(faults).await,
        Chosen::File(_) if !faults.is_empty() => {
            Err(CliError::Usage("--fault is for the reference server; name `reference` as the target".to_owned()))
        }
        chosen => engine::load(&chosen).await,
    }
}

/// Explores, or plays again what was found.
pub async fn explore(arguments: &Explore) -> Result<u8, CliError> {
    match &arguments.verb {
        Some(ExploreVerb::Replay(replay)) => replay::replay(replay).await,
        None => find(&arguments.flags).await,
    }
}

async fn find(flags: &ExploreFlags) -> Result<u8, CliError> {
    let screen = reports::standard_output(&flags.report, flags.format)?;
    reports::refuse_one_file_for_two(&flags.report)?;
    reports::check_writable(&flags.report)?;
    if let Some(folder) = &flags.save {
        save::refuse_occupied(folder)?;
    }
    let mut loaded = load(flags.target.as_deref(), &flags.fault).await?;
    apply(flags, &mut loaded)?;
    let Loaded { target, running } = loaded;
    let scope = Scope::named(flags.profile.as_deref(), &flags.suite)?.or_of(&target)?;
    let suites = scope.scored(scope.choose(engine::suites(&[], &target.parameters)?)?);
    let subject = engine::connect(target).await?;
    let interrupts = Interrupts::watch();
    let options = Options {
        seed: flags.seed.unwrap_or_else(|| u64::from(rand::random::<u32>())),
        requests: flags.requests,
        authorizations: flags.authorizations,
        time: flags.time,
        strength: usize::from(flags.strength),
        part: flags.part(),
        causes: flags.enough(),
        keep_going: flags.keep_going,
        stop: interrupts.stop(),
    };
    let progress = Progress::new(flags.quiet);
    let explored = crate::explore::explore(&subject, &suites, &options, &|event| progress.on(&event)).await;
    drop(progress);
    drop(running);
    let saved = flags.save.as_ref().map(|folder| save::save(folder, &explored)).transpose();
    let written = match &explored.record {
        Some(record) => reports::write(&flags.report, record),
        None if flags.report.is_empty() => Ok(()),
        None => {
            output::remark("note: nothing was found, so there is no report to write");
            Ok(())
        }
    };
    let code = code(flags, &explored);
    match flags.format {
        Format::Json => output::print_json(&explored)?,
        Format::Human => {
            let profile =
                scope.profile().map_or_else(|| flags.suite.join(", "), |profile| format!("{} {}", profile.id, profile.version));
            let named = (subject.target.name.as_str(), subject.token_endpoint.as_str(), profile.as_str());
            let text = shown::render(&explored, flags, named, (saved.as_ref().ok().and_then(Option::as_ref), code));
            reports::print_screen(&text, screen)?;
        }
    }
    saved?;
    written?;
    Ok(code)
}

/// What the command line says stands above the target file.
fn apply(flags: &ExploreFlags, loaded: &mut Loaded) -> Result<(), CliError> {
    flags.pace.apply(&mut loaded.target.limits);
    flags.network.apply(&mut loaded.target)
}

/// The exit code.
fn code(flags: &ExploreFlags, explored: &Exploration) -> u8 {
    let least = match flags.fail_on {
        crate::cli::arguments::FailOn::Must => Verdict::Fail,
        crate::cli::arguments::FailOn::Should => Verdict::Warn,
    };
    match explored.worst() {
        _ if explored.interrupted => 130,
        Some(worst) if worst >= least => 1,
        // What did not show again, or cannot be confirmed, is no finding and no success.
        _ if explored.findings.iter().any(|found| found.verdict == Verdict::Inconclusive) => 3,
        _ if explored.served.is_empty() => 3,
        _ => 0,
    }
}
