//! Checks a bundle: by whom it is signed, whether it is whole, and whether its verdicts come out of its transcripts.
//!
//! Offline and without trust in anything but the keys: what the bundle says is held against what can be computed from it.

mod consistency;
mod rules;

use serde::Serialize;

use super::bundle::{BundleError, Files, unpack};
use super::contents::ENVELOPE;
use super::dsse::{Envelope, EnvelopeError};
use super::keys::PublicKey;
use super::statement::{Certification, Statement};

/// Whose signature counts.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The keys.
    pub keys: Vec<PublicKey>,
    /// How many of them must have signed.
    pub signatures: usize,
}

/// What can be wrong with a bundle. Each has an exit code; of several the first decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Nobody who is trusted has signed it.
    Untrusted,
    /// It is not as it was signed, or contradicts itself.
    Tampered,
    /// Not every case of the profile is in it, or not every case that counts was judged.
    Incomplete,
    /// Verdicts come out otherwise when they are computed again.
    Different,
    /// Its profile is not the one that this program has.
    Outdated,
}

impl Problem {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Untrusted => 10,
            Self::Tampered => 11,
            Self::Incomplete => 12,
            Self::Different => 13,
            Self::Outdated => 14,
        }
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Untrusted => "not signed by whom you trust",
            Self::Tampered => "tampered with",
            Self::Incomplete => "incomplete",
            Self::Different => "verdicts differ",
            Self::Outdated => "profile outdated",
        }
    }
}

/// A problem, told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Of which sort.
    pub problem: Problem,
    /// What it is.
    pub text: String,
}

/// The problems of a bundle, worst first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Problems(pub Vec<Found>);

impl Problems {
    fn note(&mut self, problem: Problem, text: impl Into<String>) {
        self.0.push(Found { problem, text: text.into() });
    }
}

/// Verdicts computed again by one set of rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejudging {
    /// `bundle`: the suites in the bundle; `own`: those of this program.
    pub rules: &'static str,
    /// How many cases were judged again.
    pub cases: usize,
    /// Those that came out otherwise.
    pub different: Vec<Difference>,
}

/// A case that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its id.
    pub id: String,
    /// As the bundle has it.
    pub recorded: String,
    /// As its transcripts have it.
    pub again: String,
    /// Why.
    pub reason: String,
}

/// What came of the check.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    /// What is wrong.
    pub problems: Problems,
    /// What is worth knowing and wrong with nothing.
    pub remarks: Vec<String>,
    /// The ids of the trusted keys that have signed.
    pub signed_by: Vec<String>,
    /// What the statement says.
    pub certification: Option<Certification>,
    /// The verdicts, computed again.
    pub rejudged: Vec<Rejudging>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_verified(&self) -> bool {
        self.problems.0.is_empty()
    }

    /// Verified: 0 where the target conforms, 1 where it does not; else that of the worst problem.
    pub fn code(&self) -> u8 {
        match self.problems.0.iter().map(|found| found.problem).min() {
            Some(worst) => worst.code(),
            None => u8::from(!self.certification.as_ref().is_some_and(Certification::conforms)),
        }
    }
}

/// Checks a bundle.
///
/// # Errors
/// It is no bundle at all. What is wrong with one that is, is no error but a problem.
pub fn verify(bytes: &[u8], trust: &Trust) -> Result<Verification, BundleError> {
    let mut found = Verification {
        problems: Problems::default(),
        remarks: Vec::new(),
        signed_by: Vec::new(),
        certification: None,
        rejudged: Vec::new(),
    };
    match unpack(bytes) {
        Err(error @ (BundleError::Foreign | BundleError::TooLarge)) => return Err(error),
        Err(error) => found.problems.note(Problem::Tampered, format!("the bundle {error}")),
        Ok(files) => contents(&files, trust, &mut found),
    }
    found.problems.0.sort_by_key(|found| found.problem);
    Ok(found)
}

fn contents(files: &Files, trust: &Trust, found: &mut Verification) {
    let Some(statement) = signed(files, trust, found) else { return };
    consistency::digests(files, &statement, &mut found.problems);
    if let Some(record) = consistency::record(files, &mut found.problems) {
        consistency::statement(files, &statement, &record, &mut found.problems);
        consistency::rendered(files, &statement.predicate.certification, &record, found);
        rules::check(files, &record, found);
    }
    found.certification = Some(statement.predicate.certification);
}

/// The statement, and who has signed it.
fn signed(files: &Files, trust: &Trust, found: &mut Verification) -> Option<Statement> {
    let problems = &mut found.problems;
    let Some(bytes) = files.get(ENVELOPE) else {
        problems.note(Problem::Tampered, format!("{ENVELOPE} is missing"));
        return None;
    };
    let opened = match Envelope::read(bytes).and_then(|envelope| envelope.open(&trust.keys)) {
        Ok(opened) => opened,
        Err(error @ EnvelopeError::Unsigned) => {
            problems.note(Problem::Untrusted, error.to_string());
            return None;
        }
        Err(error) => {
            problems.note(Problem::Tampered, error.to_string());
            return None;
        }
    };
    for id in &opened.broken {
        problems.note(Problem::Tampered, format!("the statement is not the one that the key {id} has signed"));
    }
    let enough = opened.signed.len() >= trust.signatures.max(1);
    if !enough && opened.broken.is_empty() {
        let text = match opened.signed.len() {
            0 => "no key that you trust has signed it".to_owned(),
            some => format!("{some} of the keys that you trust have signed it, {} are asked for", trust.signatures),
        };
        problems.note(Problem::Untrusted, text);
    }
    if !enough {
        // What nobody stands for is not worth looking at.
        return None;
    }
    found.signed_by = opened.signed.iter().map(PublicKey::id).collect();
    match serde_json::from_slice(&opened.payload) {
        Ok(statement) => Some(statement),
        Err(error) => {
            problems.note(Problem::Tampered, format!("the statement cannot be read: {error}"));
            None
        }
    }
}
