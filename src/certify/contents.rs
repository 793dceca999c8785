//! From a record to the files of a bundle.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use thiserror::Error;

use super::bundle::{BundleError, Files, pack};
use super::complete::gaps;
use super::dsse::Envelope;
use super::keys::{KeyError, SigningKey};
use super::pages::{self, Wording};
use super::statement::{Certification, Statement};
use super::suites::{Rules, own_files};
use crate::record::RunRecord;
use crate::record::read::LARGEST;
use crate::report::{html, json};
use crate::runner::{bounds, rejudge};

/// The signed statement.
pub(super) const ENVELOPE: &str = "statement.dsse.json";
/// The record, transcripts and all.
pub(super) const RECORD: &str = "record.json.gz";
/// What is rendered from the record.
pub(super) const RENDERED: [&str; 4] = ["badge.svg", "conformance.html", "conformance.md", "report.html"];

/// Why no bundle can be made.
#[derive(Debug, Error)]
pub enum CertifyError {
    /// The record is not a whole run of a profile.
    #[error("this record cannot be certified: {}", .0.join("; "))]
    NotWhole(Vec<String>),
    /// The record does not bear its own verdicts out. Our bug, or somebody's hand.
    #[error("the verdicts of this record do not come out of its own exchanges: {}", .0.join("; "))]
    Unfounded(Vec<String>),
    /// No key.
    #[error("a bundle without a signature says nothing: name a key")]
    NoKey,
    /// A key failed.
    #[error("the statement cannot be signed")]
    Key(#[from] KeyError),
    /// The archive cannot be written.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A page cannot be rendered. Our bug.
    #[error("a page of the bundle cannot be rendered; this is a bug of tokenspec")]
    Render(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A bundle that was made.
pub struct Made {
    /// The archive.
    pub bytes: Vec<u8>,
    /// What it says.
    pub certification: Certification,
}

/// Makes a bundle of a record. `made_with` is the digest of the program. The same record and keys give the same bytes, but for the
/// signatures of ECDSA.
///
/// # Errors
/// The record is no whole run of a profile that this program has, or does not bear its verdicts out; or a key is missing or fails.
pub fn make(record: &RunRecord, keys: &[SigningKey], made_with: &str) -> Result<Made, CertifyError> {
    if keys.is_empty() {
        return Err(CertifyError::NoKey);
    }
    let not_whole = |why: String| CertifyError::NotWhole(vec![why]);
    let profile = record.profile.as_ref().ok_or_else(|| not_whole("the run had no profile".to_owned()))?;
    let rules = Rules::own(&profile.id, &bounds(record)).map_err(not_whole)?;
    let gaps = gaps(record, &rules);
    if !gaps.is_empty() {
        return Err(CertifyError::NotWhole(gaps));
    }
    let unfounded: Vec<String> =
        rejudge(record, &rules.suites).into_iter().filter(|case| case.differs()).map(|case| case.id).collect();
    if !unfounded.is_empty() {
        return Err(CertifyError::Unfounded(unfounded));
    }
    make_unchecked(record, own_files(&rules.profile), keys, made_with)
}

/// The bundle of a record and the files of some rules, whether or not they go together: what a liar could make. For whoever examines
/// verifiers.
///
/// # Errors
/// The run had no profile, or a key fails.
pub fn make_unchecked(record: &RunRecord, rules: Files, keys: &[SigningKey], made_with: &str) -> Result<Made, CertifyError> {
    let no_profile = || CertifyError::NotWhole(vec!["the run had no profile".to_owned()]);
    let certification = Certification::of(record, made_with).ok_or_else(no_profile)?;
    let mut files = rendered(record, &certification)?;
    files.insert(RECORD.to_owned(), compressed(&json::compact(record).map_err(render)?)?);
    files.extend(rules);
    let statement = Statement::of(record, &files, made_with).ok_or_else(no_profile)?;
    let payload = json::compact(&statement).map_err(render)?;
    let envelope = Envelope::sign(payload.as_bytes(), keys)?;
    files.insert(ENVELOPE.to_owned(), json::pretty(&envelope).map_err(render)?.into_bytes());
    Ok(Made { bytes: pack(&files)?, certification })
}

fn render(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CertifyError {
    CertifyError::Render(error.into())
}

/// The files that are made of the record alone.
pub(super) fn rendered(record: &RunRecord, certification: &Certification) -> Result<Files, CertifyError> {
    let wording = Wording::of(certification, record);
    let report = html::render(record).map_err(render)?;
    let page = pages::html(&wording).map_err(render)?;
    let texts = [pages::badge(certification), page, pages::markdown(&wording), report];
    Ok(RENDERED.into_iter().zip(texts).map(|(name, text)| (name.to_owned(), text.into_bytes())).collect())
}

/// The same bytes for the same text: no name, no time.
fn compressed(text: &str) -> Result<Vec<u8>, CertifyError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).map_err(render)
}

/// The text of the record; `None`, where it is none, or larger than any record.
pub(super) fn decompressed(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    GzDecoder::new(bytes).take(LARGEST + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= LARGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back_and_is_the_same_each_time() {
        let text = "a record ".repeat(1000);
        let packed = compressed(&text).unwrap();
        assert_eq!(packed, compressed(&text).unwrap());
        assert_eq!(decompressed(&packed).as_deref(), Some(text.as_str()));
        assert_eq!(decompressed(&packed[..packed.len() / 2]), None);
    }
}
