//! Certification bundles: one file with which whoever ran a profile says what came out, and with which anyone can find out whether that is so.
//!
//! Made of a run record with evidence; checked from the bundle and trusted keys alone. A bundle that is checked is hostile until it has
//! been: sizes are bounded, nothing is unpacked to disk, nothing is sent, nothing in it is run. Signatures are DSSE over an in-toto statement.

mod bundle;
mod complete;
mod contents;
mod dsse;
mod keys;
mod pages;
mod pem;
mod ssh;
mod statement;
mod suites;
mod verify;

pub use bundle::{BundleError, Files, LARGEST_BUNDLE, pack, unpack};
pub use contents::{CertifyError, Made, make, make_unchecked};
pub use dsse::{Envelope, EnvelopeError};
pub use keys::{Algorithm, KeyError, PublicKey, SigningKey, generate, read_public};
pub use statement::{Certification, Statement};
pub use verify::{Difference, Found, Problem, Problems, Rejudging, Trust, Verification, verify};

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
