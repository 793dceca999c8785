//! `tokenspec serve`: the reference authorization server on a port.

use crate::cli::arguments::{Format, Serve};
use crate::cli::engine::{self, FaultInfo, Serving};
use crate::cli::target_file::target_file;
use crate::cli::values::near;
use crate::cli::{CliError, list, output};
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
    let serving =
        Serving { listen: arguments.listen, faults: arguments.fault.clone(), latency: arguments.latency, login: arguments.login };
    let served = engine::serve(&serving).await?;
    if arguments.print_target {
        output::print(&target_file(&served.issuer, &served.clients, arguments.login))?;
    }
    output::remark(&announcement(&served.issuer, &arguments.fault));
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
fn announcement(issuer: &str, faults: &[String]) -> String {
    let faults = match faults {
        [] => "correct, no faults".to_owned(),
        some => format!("faults: {}", some.join(", ")),
    };
    format!("reference server at {} ({faults}); Ctrl-C stops it", printable(issuer))
}
