//! Runs in parts: which share of the cases a run examined, and which runs a merged record was made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The share of a run with `--partition K/N`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartitionRecord {
    /// K, from 1.
    pub index: usize,
    /// N.
    pub of: usize,
    /// SHA-256 of the ids of all cases that were selected before they were shared out, in hexadecimal: parts belong together
    /// when they agree.
    pub selection: String,
    /// How many cases were selected before they were shared out.
    pub selected: usize,
    /// For each case of the record, its place among those, from 0.
    pub positions: Vec<usize>,
    /// The ids of cases that every part has: they send nothing and look at the answers to the others.
    #[serde(default)]
    pub everywhere: Vec<String>,
    /// The ids of all requirements of the selection, in suite order.
    pub requirements: Vec<String>,
}

/// One of the runs that a merged record was made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartRecord {
    /// K, from 1.
    pub index: usize,
    /// Its seed.
    pub seed: u64,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Wall-clock time, in milliseconds.
    pub duration_ms: f64,
}
