//! Reads files that people name: bounded, for a name may lead to a device, a pipe, or something that a stranger made.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result};
use std::path::Path;

/// Bytes of a file that is read.
const LARGEST: u64 = 1 << 20;
/// Bytes of a TOML file that is read: it takes a hundred times as much in memory. Ours have a sixth of that.
const LARGEST_TOML: u64 = 256 << 10;

/// The bytes of a file.
///
/// # Errors
/// It cannot be read, or has more than a mebibyte.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    read(path, LARGEST)
}

/// The bytes of a file that is to be read as TOML.
///
/// # Errors
/// It cannot be read, or has more than a quarter of a mebibyte.
pub fn toml(path: &Path) -> Result<Vec<u8>> {
    read(path, LARGEST_TOML)
}

fn read(path: &Path, largest: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(largest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > largest {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("it has more than {} KiB", largest >> 10)));
    }
    Ok(bytes)
}

/// The text of a file.
///
/// # Errors
/// It cannot be read, has more than a mebibyte, or is not UTF-8.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_are_not_read_to_their_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, vec![b'a'; 1 << 20]).unwrap();
        assert_eq!(text(&path).unwrap().len(), 1 << 20);
        std::fs::write(&path, vec![b'a'; (1 << 20) + 1]).unwrap();
        assert_eq!(bytes(&path).unwrap_err().to_string(), "it has more than 1024 KiB");
        assert_eq!(toml(&path).unwrap_err().to_string(), "it has more than 256 KiB");
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(text(&path).unwrap_err().to_string(), "it is not UTF-8");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_without_end_is_left_off() {
        assert_eq!(bytes(Path::new("/dev/zero")).unwrap_err().kind(), ErrorKind::FileTooLarge);
    }
}
