//! `tokenspec serve`: the reference authorization server on a port.

use crate::cli::arguments::{Format, Login, Serve};
use crate::cli::engine::{self, FaultInfo, Serving};
use crate::cli::target_file::target_file;
use crate::cli::values::near;
use crate::cli::{CliError, list, output, variants};
use crate::reference;
use crate::report::text::printable;

/// Serves until Ctrl-C, or lists the faults.
pub async fn serve(arguments: &Serve) -> Result<u8, CliError> {
    let faults = engine::faults();
    if arguments.list_faults {
        match arguments.format {
            Format::Human => output::print(&list::faults(&faults, output::palette()))?,
            Format::Json => output::print_json(&serde_json::json!({ "faults": faults }))?,
        }
        return Ok(0);
    }
    known(&arguments.fault, &faults)?;
    let login = match arguments.login {
        Login::Automatic => reference::Login::Automatic,
        Login::Form => reference::Login::Form,
    };
    let serving = Serving {
        listen: arguments.listen,
        faults: arguments.fault.clone(),
        variants: variants::named(&arguments.variant)?,
        latency: arguments.latency,
        login,
    };
    let served = engine::serve(&serving).await?;
    if arguments.print_target {
        output::print(&target_file(&served.description, login))?;
    }
    output::remark(&announcement(&served.description.endpoints.issuer, arguments));
    served.wait().await?;
    Ok(0)
}

/// Every fault that is named exists.
fn known(named: &[String], faults: &[FaultInfo]) -> Result<(), CliError> {
    match named.iter().find(|name| !faults.iter().any(|fault| fault.id == **name)) {
        None => Ok(()),
        Some(name) => {
            let near = near(name, faults.iter().map(|fault| fault.id.as_str()), 3);
            Err(CliError::Unknown { kind: "fault", id: name.clone(), near: near.into_iter().map(str::to_owned).collect() })
        }
    }
}

/// What a person needs to know, on standard error.
fn announcement(issuer: &str, arguments: &Serve) -> String {
    let mut ways = match arguments.fault.as_slice() {
        [] => "correct, no faults".to_owned(),
        some => format!("faults: {}", some.join(", ")),
    };
    if !arguments.variant.is_empty() {
        ways.push_str(&format!("; variants: {}", arguments.variant.join(", ")));
    }
    format!("reference server at {} ({ways}); Ctrl-C stops it", printable(issuer))
}
