//! What a baseline says.

use jiff::civil::Date;

use crate::record::Verdict;

/// A baseline file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Its name, as messages show it.
    pub file: String,
    /// In file order; ids are unique.
    pub entries: Vec<Entry>,
}

/// One accepted finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A case, or a requirement: then all of its cases.
    pub id: String,
    /// The worst verdict that is accepted; any, when absent.
    pub verdict: Option<Verdict>,
    /// Why it is accepted; empty when nobody has said so yet.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it is accepted.
    pub expires: Option<Date>,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

impl Entry {
    /// Whether its day has passed.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// Whether a finding with this verdict is no worse than what is accepted.
    pub fn covers(&self, verdict: Verdict) -> bool {
        self.verdict.is_none_or(|worst| verdict <= worst)
    }
}
