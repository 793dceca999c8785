//! `tokenspec keygen`: a key for those who have none.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::arguments::{Algorithm, Keygen};
use super::{key_error, read_bytes};
use crate::certify::{self, SigningKey};
use crate::cli::{CliError, output};

/// The largest key file.
const LARGEST_KEY: u64 = 64 * 1024;

/// Makes a key, writes both halves, and never replaces a file.
pub fn keygen(arguments: &Keygen) -> Result<u8, CliError> {
    let algorithm = match arguments.algorithm {
        Algorithm::Ed25519 => certify::Algorithm::Ed25519,
        Algorithm::EcdsaP256 => certify::Algorithm::EcdsaP256,
    };
    let (private, public) = certify::generate(algorithm).map_err(|error| CliError::Usage(error.to_string()))?;
    let named = |extension: &str| {
        let mut name = arguments.name.clone().into_os_string();
        name.push(extension);
        PathBuf::from(name)
    };
    let (secret, open) = (named(".key"), named(".pub"));
    if open.exists() {
        return Err(CliError::Usage(format!("{} is there already; keys are not replaced", open.display())));
    }
    create(&secret, &private, Access::Owner)?;
    create(&open, &public.to_pem(), Access::Everybody)?;
    output::print(&format!(
        "{}  keep it secret: it signs\n{}  give it to whoever verifies\nkey {}\n",
        secret.display(),
        open.display(),
        public.id()
    ))?;
    Ok(0)
}

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Owner,
    Everybody,
}

/// A new file; an old one stays.
fn create(path: &Path, text: &str, access: Access) -> Result<(), CliError> {
    let failed = |source| CliError::File { action: "write", path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if access == Access::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(failed)
}

/// A private key: in a file, or in an environment variable.
pub(super) fn signing_key(place: &str) -> Result<SigningKey, CliError> {
    let text = match place.strip_prefix("env:") {
        Some(name) => std::env::var(name).map_err(|_| CliError::Usage(format!("the environment has no variable {name}")))?,
        None => String::from_utf8_lossy(&read_bytes(Path::new(place), LARGEST_KEY)?).into_owned(),
    };
    SigningKey::read(&text).map_err(|error| key_error(place, &error))
}

/// The public keys in a file.
pub(super) fn public_keys(path: &Path) -> Result<Vec<certify::PublicKey>, CliError> {
    let text = String::from_utf8_lossy(&read_bytes(path, LARGEST_KEY)?).into_owned();
    certify::read_public(&text).map_err(|error| key_error(&path.display().to_string(), &error))
}
