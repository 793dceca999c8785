//! What two runs differ in: a serialisable value, `report diff --format json`.

use serde::Serialize;

use crate::protocol::names::Level;
use crate::record::Verdict;
use crate::record::model::Summary;

/// What a newer run says otherwise than an older one.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The older run.
    pub old: Side,
    /// The newer run.
    pub new: Side,
    /// What has to be known before the rest is believed: other targets, suites, profiles, selections.
    pub caveats: Vec<String>,
    /// Whether a case that counts has become worse.
    pub worse: bool,
    /// How many cases there are of each change.
    pub counts: Counts,
    /// Cases of both runs with a finding in one of them, or another verdict. In the order of the newer run.
    pub cases: Vec<CaseChange>,
    /// Requirements of both runs whose verdict is another.
    pub requirements: Vec<RequirementChange>,
    /// Questions of the behaviour profile that are answered otherwise.
    pub behaviours: Vec<AnswerChange>,
    /// Cases that only the older run has.
    pub only_old: Vec<Absent>,
    /// Cases that only the newer run has.
    pub only_new: Vec<Absent>,
}

/// A run, in short.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// The target's name.
    pub target: String,
    /// Its token endpoint.
    pub token_endpoint: String,
    /// When the run began.
    pub started_at: String,
    /// The profile, or the suites.
    pub examined_by: String,
    /// What made the record.
    pub tool: String,
    /// How many cases it has.
    pub cases: usize,
    /// Scored cases by verdict.
    pub summary: Summary,
}

/// How many cases there are of each change.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// Findings that the older run does not have.
    pub new: usize,
    /// Findings that the newer run does not have any more.
    pub gone: usize,
    /// Findings in both, with another verdict or another answer.
    pub changed: usize,
    /// Findings in both, the same.
    pub same: usize,
    /// No findings in either, but another verdict: a skip for a pass.
    pub other: usize,
    /// Cases that both runs have.
    pub compared: usize,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was none.
    New,
    /// It is none any more.
    Gone,
    /// The verdict or the answer is another.
    Changed,
    /// Nothing is.
    Same,
    /// It was none and is none; a pass became a skip, or the other way round.
    Other,
}

/// A case of both runs.
#[derive(Debug, Clone, Serialize)]
pub struct CaseChange {
    /// `suite/case[/variant]`.
    pub id: String,
    /// For people.
    pub title: String,
    /// The level that a breach has.
    pub level: Level,
    /// Ids of the requirements that it examines.
    pub requirements: Vec<String>,
    /// What became of it.
    pub change: Change,
    /// Whether it counts and has become worse.
    pub worse: bool,
    /// Whether it counts in the newer run.
    pub scored: bool,
    /// Whether the newer run's baseline accepts it.
    pub accepted: bool,
    /// The older verdict.
    pub old: Verdict,
    /// The newer verdict.
    pub new: Verdict,
    /// What came back in the older run, in words.
    pub old_observed: String,
    /// What came back in the newer run, in words.
    pub new_observed: String,
    /// Why, in the newer run.
    pub reason: String,
}

/// A requirement of both runs whose verdict is another.
#[derive(Debug, Clone, Serialize)]
pub struct RequirementChange {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// The clause in our words.
    pub text: String,
    /// The older verdict.
    pub old: Verdict,
    /// The newer verdict.
    pub new: Verdict,
}

/// A question of the behaviour profile that is answered otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerChange {
    /// Kebab-case.
    pub id: String,
    /// The question.
    pub question: String,
    /// The older answers.
    pub old: Vec<String>,
    /// The newer answers.
    pub new: Vec<String>,
}

/// A case that only one run has.
#[derive(Debug, Clone, Serialize)]
pub struct Absent {
    /// `suite/case[/variant]`.
    pub id: String,
    /// Its verdict in the run that has it.
    pub verdict: Verdict,
    /// Whether the other run left it out (other suites, a filter, a partition, an interruption); else it has vanished, or is new.
    pub left_out: bool,
}
