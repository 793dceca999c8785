//! `tokenspec init`: from a URL to a target file. Asks only for what the server cannot tell.

mod answers;
pub mod arguments;
mod ask;
mod check;
mod discover;
mod register;
mod secrets;
mod way;
mod write;
mod write_authorize;

use std::path::Path;

use answers::Answers;
use ask::Asker;
use discover::Discovered;
use way::Way;

use crate::cli::arguments::{Doctor, Format, Init, InitDriver, Selection};
use crate::cli::{CliError, doctor, output};
use crate::report::text::{count, printable};
use crate::runner;
use crate::target::model::Target;

/// Discovers, asks, writes, and runs `doctor`.
pub async fn init(arguments: &Init) -> Result<u8, CliError> {
    refuse_to_overwrite(arguments)?;
    check::flags(arguments)?;
    let url = discover::url(&arguments.url)?;
    let mut target = Target::default();
    arguments.network.apply(&mut target)?;
    let transport = runner::transport(&target);
    transport.own(&url);
    let discovered = discover::discover(&transport, &url).await?;
    discover::tell_origins(&transport, &discovered);
    output::remark(&told(&discovered));
    let mut asker = Asker::new(!arguments.yes);
    let mut answers = Answers::gather(arguments, &discovered, &mut asker)?;
    check::answers(arguments, &answers, &target.network)?;
    if answers.register {
        register::register(&transport, &discovered, arguments, &mut answers).await?;
    }
    let way = Way::written(&arguments.network, &target, &arguments.output)?;
    let text = write::target_file(&discovered, &answers, &way);
    output::write_file(&arguments.output, &text)?;
    output::remark(&format!("\n{} is written ({} asked)", arguments.output.display(), count(asker.asked(), "question")));
    let missing = answers.missing_variables(&|name| std::env::var(name).is_ok());
    // With --yes nobody is there who could log in.
    if !missing.is_empty() || (arguments.yes && answers.driver == InitDriver::Loopback) {
        return unset(&arguments.output, &missing);
    }
    let doctor = Doctor {
        target: Some(arguments.output.clone()),
        selection: Selection::default(),
        format: Format::Human,
        ..Doctor::default()
    };
    doctor::doctor(&doctor).await
}

fn refuse_to_overwrite(arguments: &Init) -> Result<(), CliError> {
    if arguments.output.exists() && !arguments.force {
        let file = arguments.output.display();
        return Err(CliError::Usage(format!("{file} exists already: name another with --output, or overwrite it with --force")));
    }
    Ok(())
}

/// What was found, in a few lines.
fn told(discovered: &Discovered) -> String {
    match discovered {
        Discovered::Metadata(metadata) => {
            let mut lines = vec![format!("metadata at {}", printable(metadata.place.as_str()))];
            for (name, what) in [
                ("issuer", "issuer"),
                ("token_endpoint", "token endpoint"),
                ("authorization_endpoint", "authorization endpoint"),
                ("introspection_endpoint", "introspection"),
                ("registration_endpoint", "client registration"),
            ] {
                let value = metadata.text(name).map_or_else(|| "(not named)".into(), printable);
                lines.push(format!("  {what:<22}  {value}"));
            }
            lines.join("\n")
        }
        Discovered::TokenEndpoint(url) => {
            format!("no metadata: {} is taken for the token endpoint", printable(url.as_str()))
        }
    }
}

/// The next step, where secrets are still to be set.
fn unset(file: &Path, missing: &[String]) -> Result<u8, CliError> {
    let lines: Vec<String> = missing.iter().map(|name| format!("  export {name}=…")).collect();
    let file = file.display();
    let lines: String = lines.into_iter().map(|line| line + "\n").collect();
    output::print(&format!("next:\n{lines}  tokenspec doctor {file}\n  tokenspec run {file}\n"))?;
    Ok(0)
}
