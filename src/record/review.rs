//! What a team has decided about findings, and what has changed since it looked: baseline and snapshots.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The baseline that the run was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineRecord {
    /// Its file, as it was named.
    pub file: String,
    /// How many cases' findings it accepts in this run.
    pub accepted: usize,
    /// Entries that accept nothing any more.
    pub stale: Vec<StaleRecord>,
    /// In a part of a run: entries that accept nothing here, and of which the whole alone can tell. `report merge` decides on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<StaleRecord>,
    /// Whether such entries only warn; else they gate.
    pub stale_warns: bool,
    /// Remarks about the entries that gate nothing: a reason that is missing.
    pub remarks: Vec<String>,
}

/// An entry of the baseline that accepts nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaleRecord {
    /// The case or requirement that the entry names.
    pub id: String,
    /// Where it stands in the file, from 1.
    pub line: usize,
    /// Why it accepts nothing.
    pub cause: StaleCause,
    /// The same in words, and what to do.
    pub text: String,
}

/// Why an entry of the baseline accepts nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StaleCause {
    /// The finding no longer occurs.
    Vanished,
    /// Its day has passed.
    Expired,
    /// No case and no requirement has this id.
    Unknown,
}

/// A finding that the baseline accepts: it does not gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptedRecord {
    /// The id in the baseline: of the case itself, or of one of its requirements.
    pub entry: String,
    /// Why it is accepted; may be empty.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it is accepted, `2027-03-31`.
    pub expires: Option<String>,
}

/// The snapshots that the run was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SnapshotsRecord {
    /// Their folder, as it was named.
    pub folder: String,
    /// Cases whose answers are those of their snapshot.
    pub same: usize,
    /// Cases that have no snapshot yet.
    pub new: usize,
    /// Cases whose answers are others.
    pub drifted: usize,
    /// Snapshots whose case was not examined though nothing left it out.
    pub orphaned: Vec<String>,
    /// Whether drift gates.
    pub gates: bool,
}

/// How a case's answers compare with its snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SnapshotRecord {
    /// How they compare.
    pub state: SnapshotState,
    /// What differs, as lines of a unified difference; empty unless they drifted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub difference: Vec<String>,
}

/// How a case's answers compare with its snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SnapshotState {
    /// They are the same when normalised.
    Same,
    /// There is no snapshot yet.
    New,
    /// They differ.
    Drifted,
}
