//! `tokenspec certify`, `verify` and `keygen`.

pub mod arguments;
mod certify;
pub mod help;
mod keys;
mod verify;

pub use certify::certify;
pub use keys::keygen;
pub use verify::verify;

use std::path::Path;

use crate::certify::KeyError;
use crate::cli::CliError;

/// The error of a key, with where it came from.
fn key_error(place: &str, error: &KeyError) -> CliError {
    CliError::Usage(format!("{place} {error}"))
}

/// Reads a file of bounded size.
fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, CliError> {
    use std::io::Read as _;
    let failed = |source| CliError::File { action: "read", path: path.to_owned(), source };
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(failed)?.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
