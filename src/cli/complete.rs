//! `tokenspec completions` and `tokenspec man`, both generated from the arguments.

use clap::CommandFactory;

use crate::cli::arguments::{Cli, Completions, Man};
use crate::cli::{CliError, output};
use crate::examination::near;

/// Prints completions for a shell.
pub fn completions(arguments: &Completions) -> Result<u8, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "tokenspec", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}

/// Prints the manual page of the program or of a verb.
pub fn man(arguments: &Man) -> Result<u8, CliError> {
    let mut program = Cli::command();
    program.build(); // names the verbs `tokenspec-run` and so on
    let command = match &arguments.verb {
        None => program,
        Some(verb) => page_of(&program, verb)?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| CliError::Render(error.into()))?;
    output::print(&unfilled(&String::from_utf8_lossy(&page)))?;
    Ok(0)
}

/// Examples and exit codes keep their lines, under a heading that says more than clap's EXTRA.
fn unfilled(page: &str) -> String {
    page.replace(".SH EXTRA\n", ".SH NOTES\n.nf\n").replace("\n.SH VERSION\n", "\n.fi\n.SH VERSION\n")
}

/// The command of a verb, named as a page of its own: `tokenspec-run`.
fn page_of(program: &clap::Command, verb: &str) -> Result<clap::Command, CliError> {
    let known = || program.get_subcommands().map(clap::Command::get_name);
    // `baseline-write` is the page of `baseline write`.
    let inner = || verb.split_once('-').and_then(|(outer, inner)| program.find_subcommand(outer)?.find_subcommand(inner));
    match program.find_subcommand(verb).or_else(inner) {
        Some(command) => Ok(command.clone().version(env!("CARGO_PKG_VERSION"))),
        None => {
            let near = near(verb, known(), 3).into_iter().map(str::to_owned).collect();
            Err(CliError::Unknown { kind: "verb", id: verb.to_owned(), near })
        }
    }
}
