//! `tokenspec serve`: the reference authorization server on a port.

use crate::cli::arguments::{Format, Login, Serve};
use crate::cli::engine::{self, FaultInfo, Serving};
use crate::cli::target_file::target_file;
use crate::cli::{CliError, list, output, variants};
use crate::examination::near;
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
        redirect_uri: arguments.redirect_uri.as_ref().map(|uri| uri.to_string()),
        faults: arguments.fault.clone(),
        variants: variants::named(&arguments.variant)?,
        latency: arguments.latency,
        login,
        tls: arguments.tls.then_some(reference::Tls),
    };
    let served = engine::serve(&serving).await?;
    let authority = arguments.tls.then(AuthorityFile::write).transpose()?;
    if arguments.print_target {
        output::print(&target_file(&served.description, login, authority.as_ref().map(|file| file.path.as_path())))?;
    }
    output::remark(&announcement(&served.description.endpoints.issuer, arguments));
    if let Some(file) = &authority {
        output::remark(&format!("the certificate of its authority: {}", printable(&file.path.to_string_lossy())));
    }
    served.wait().await?;
    Ok(0)
}

/// The certificate of the reference server's authority in a file of its own, for as long as it serves.
struct AuthorityFile {
    path: std::path::PathBuf,
}

impl AuthorityFile {
    fn write() -> Result<Self, CliError> {
        let unmade = |error: String| CliError::Start {
            action: "make a certificate authority".to_owned(),
            source: std::io::Error::other(error),
        };
        let pem = reference::authority_pem().map_err(unmade)?;
        let path = std::env::temp_dir().join(format!("tokenspec-authority-{:016x}.pem", rand::random::<u64>()));
        // A file that is there already, a link say, is not ours to write to.
        let written = std::fs::File::create_new(&path).and_then(|mut file| std::io::Write::write_all(&mut file, pem.as_bytes()));
        written.map_err(|source| CliError::File { action: "write", path: path.clone(), source })?;
        Ok(Self { path })
    }
}

impl Drop for AuthorityFile {
    fn drop(&mut self) {
        // Whoever removed it before us wanted the same.
        let _ = std::fs::remove_file(&self.path);
    }
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
