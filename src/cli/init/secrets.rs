//! Secrets that nobody else keeps: files that only their owner can read, in a folder that version control leaves alone.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::cli::CliError;

/// The folder of secrets, beside the target file.
const FOLDER: &str = "tokenspec-secrets";

/// Writes a secret; returns its path as the target file at `output` has to name it.
pub fn keep(output: &Path, name: &str, secret: &str) -> Result<String, CliError> {
    let folder = output.parent().unwrap_or(Path::new("")).join(FOLDER);
    let path = folder.join(name);
    let failed = |source| CliError::File { action: "write", path: path.clone(), source };
    fs::create_dir_all(&folder).map_err(failed)?;
    fs::write(folder.join(".gitignore"), "*\n").map_err(failed)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path).and_then(|mut file| file.write_all(secret.as_bytes())).map_err(failed)?;
    Ok(format!("{FOLDER}/{name}"))
}
