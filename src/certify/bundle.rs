//! The container: a zip archive in one form only, so that there is nothing in it that is not looked at.
//!
//! Files are stored, not compressed, sorted by name, with the date 1980-01-01 and no comments. An archive that has the same files in
//! another form (packed again, something before or after it, a name twice) is refused: it is not what was made.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The largest bundle that is read, in bytes.
pub const LARGEST_BUNDLE: u64 = 256 * 1024 * 1024;
/// The most files that a bundle has.
const MOST_FILES: usize = 2000;
/// The longest name of a file.
const LONGEST_NAME: usize = 200;

/// The files of a bundle by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why an archive is no bundle.
#[derive(Debug, Error)]
pub enum BundleError {
    /// It is no zip archive at all.
    #[error("is no bundle: it does not begin like a zip archive")]
    Foreign,
    /// It ends before it should, or its directory is damaged.
    #[error("is cut short or damaged: its directory cannot be read")]
    Damaged(#[source] zip::result::ZipError),
    /// It is too large.
    #[error("has more than {} MiB, which no bundle has", LARGEST_BUNDLE / 1024 / 1024)]
    TooLarge,
    /// It has too many files.
    #[error("has {0} files; a bundle has {MOST_FILES} at most")]
    TooMany(usize),
    /// A name that leads elsewhere or cannot be shown.
    #[error("has a file with a name that no bundle uses")]
    Name,
    /// The same files in another form.
    #[error("was packed again: the archive is not in the form in which bundles are written")]
    Repacked,
    /// It could not be written. Our bug.
    #[error("the archive cannot be written; this is a bug of tokenspec")]
    Unwritable(#[source] zip::result::ZipError),
}

/// The archive of these files: the same bytes for the same files.
///
/// # Errors
/// Never, unless there is a bug.
pub fn pack(files: &Files) -> Result<Vec<u8>, BundleError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options).map_err(BundleError::Unwritable)?;
        writer.write_all(bytes).map_err(|error| BundleError::Unwritable(error.into()))?;
    }
    Ok(writer.finish().map_err(BundleError::Unwritable)?.into_inner())
}

/// The files of an archive.
///
/// # Errors
/// It is not exactly what [`pack`] makes of them.
pub fn unpack(bytes: &[u8]) -> Result<Files, BundleError> {
    if bytes.len() as u64 > LARGEST_BUNDLE {
        return Err(BundleError::TooLarge);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(BundleError::Foreign);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(BundleError::Damaged)?;
    if archive.len() > MOST_FILES {
        return Err(BundleError::TooMany(archive.len()));
    }
    let mut files = Files::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| BundleError::Repacked)?;
        let name = file.name().map_err(|_| BundleError::Name)?.into_owned();
        if !is_plain(&name) {
            return Err(BundleError::Name);
        }
        // Stored files together are no larger than the archive; whatever says otherwise is none of ours.
        let mut content = Vec::new();
        file.take(bytes.len() as u64 + 1).read_to_end(&mut content).map_err(|error| BundleError::Damaged(error.into()))?;
        files.insert(name, content);
    }
    // Nothing else: no second directory, no name twice, nothing before, between and after, no compression.
    if pack(&files)? == bytes { Ok(files) } else { Err(BundleError::Repacked) }
}

/// Lower-case words, digits, `-`, `_` and `.` between slashes; no part is empty or begins with a dot.
fn is_plain(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    let part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(legal);
    name.len() <= LONGEST_NAME && name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn files() -> Files {
        [("a.json", &b"{}"[..]), ("suites/x/suite.toml", b"id = \"x\"\n")]
            .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
            .into()
    }

    #[test]
    fn the_same_files_are_the_same_bytes_and_come_back() {
        let packed = pack(&files()).unwrap();
        assert_eq!(packed, pack(&files()).unwrap());
        assert_eq!(unpack(&packed).unwrap(), files());
    }

    #[test]
    fn names_lead_nowhere_else() {
        for bad in ["", "/a", "a/../b", "../a", "a//b", "a\\b", "A", ".a", "a/", "a b", &"a".repeat(201)] {
            assert!(!is_plain(bad), "{bad}");
        }
        let packed = pack(&[("../evil".to_owned(), Vec::new())].into()).unwrap();
        assert!(matches!(unpack(&packed), Err(BundleError::Name)));
    }

    #[test]
    fn another_form_of_the_same_files_is_refused() {
        let packed = pack(&files()).unwrap();
        let after = [&packed[..], b"x"].concat();
        assert!(unpack(&after).is_err() && unpack(&packed[..packed.len() - 1]).is_err() && unpack(b"").is_err());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files().iter().rev() {
            writer.start_file(name.as_str(), SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
            writer.write_all(bytes).unwrap();
        }
        let again = writer.finish().unwrap().into_inner();
        assert!(matches!(unpack(&again), Err(BundleError::Repacked)));
    }

    proptest! {
        #[test]
        fn a_flipped_bit_is_seen_or_changes_a_file(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
            let mut packed = pack(&files()).unwrap();
            let at = at.index(packed.len());
            packed[at] ^= 1 << bit;
            prop_assert!(unpack(&packed).map_or(true, |found| found != files()));
        }

        #[test]
        fn whatever_comes_is_refused_without_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(unpack(&[&b"PK\x03\x04"[..], &bytes].concat()).is_err());
        }
    }
}
