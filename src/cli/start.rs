//! From the process's arguments to its exit code.

use std::process::ExitCode;

use clap::Parser;

use crate::cli::arguments::{Cli, Verb};
use crate::cli::engine::Chosen;
use crate::cli::{
    CliError, baseline, certification, complete, doctor, explain, explore, faults, init, list, output, report, run, schema,
    serve, snapshots,
};

/// Reads the arguments, does what they say, and says how it went.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` into a closed pipe is no failure, and clap's own errors cannot be reported elsewhere.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    output::decide_colors(cli.color);
    match perform(cli.verb) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let heading = match error {
                CliError::Diagnostics { .. } => "",
                _ => "error: ",
            };
            output::remark(&format!("{heading}{}", error.message()));
            ExitCode::from(error.code())
        }
    }
}

/// One verb.
fn perform(verb: Verb) -> Result<u8, CliError> {
    match verb {
        Verb::Run(arguments) => {
            let threads = run::chosen(&arguments).iter().map(threads_for).max().unwrap_or(Threads::One);
            blocking(threads, run::run(&arguments))
        }
        Verb::Doctor(arguments) => {
            let chosen = Chosen::of(arguments.target.as_deref());
            blocking(threads_for(&chosen), doctor::doctor(&arguments))
        }
        Verb::Explore(arguments) => blocking(explore_threads(&arguments), explore::explore(&arguments)),
        Verb::Init(arguments) => blocking(Threads::One, init::init(&arguments)),
        Verb::Certify(arguments) => {
            let threads = threads_for(&Chosen::of(arguments.target.as_deref()));
            blocking(threads, certification::certify(&arguments))
        }
        Verb::Verify(arguments) => certification::verify(&arguments),
        Verb::Keygen(arguments) => certification::keygen(&arguments),
        Verb::Serve(arguments) => blocking(Threads::Many, serve::serve(&arguments)),
        Verb::Faults(arguments) => blocking(Threads::Many, faults::faults(&arguments)),
        Verb::Baseline(arguments) => baseline::baseline(&arguments),
        Verb::Snapshots(arguments) => snapshots::snapshots(&arguments),
        Verb::Report(arguments) => report::report(&arguments),
        Verb::List(arguments) => list::list(&arguments),
        Verb::Explain(arguments) => explain::explain(&arguments),
        Verb::Schema(arguments) => schema::schema(&arguments),
        Verb::Completions(arguments) => complete::completions(&arguments),
        Verb::Man(arguments) => complete::man(&arguments),
    }
}

/// How many threads a verb is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Threads {
    /// Waiting is most of the work: no time is lost in waking other threads.
    One,
    /// A server runs in the same process.
    Many,
}

fn threads_for(chosen: &Chosen) -> Threads {
    match chosen {
        Chosen::File(_) => Threads::One,
        Chosen::Reference => Threads::Many,
    }
}

/// The reference server wants a thread of its own.
fn explore_threads(arguments: &crate::cli::arguments::Explore) -> Threads {
    threads_for(&explore::chosen(arguments))
}

/// Runs a verb that talks to the network.
fn blocking(threads: Threads, work: impl Future<Output = Result<u8, CliError>>) -> Result<u8, CliError> {
    let mut builder = match threads {
        Threads::One => tokio::runtime::Builder::new_current_thread(),
        Threads::Many => tokio::runtime::Builder::new_multi_thread(),
    };
    builder
        .enable_all()
        .build()
        .map_err(|source| CliError::Start { action: "start the asynchronous runtime".to_owned(), source })?
        .block_on(work)
}
