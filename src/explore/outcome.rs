//! What an exploration comes to.

use serde::Serialize;

use crate::record::{RunRecord, Verdict};
use crate::suite::model::Suite;

/// A phase and what it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// 1: singly, 2: in combination, 3: whole sessions.
    pub number: usize,
    /// The same in words.
    pub name: &'static str,
    /// Token requests that it sent.
    pub requests: u64,
    /// Authorizations that it asked for.
    pub authorizations: u64,
    /// Causes of disagreement that it was the first to show.
    pub found: usize,
    /// Why it ended.
    pub ended: String,
}

/// Combinations of one client and grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Combinations {
    /// Client and grant.
    pub of: String,
    /// How many states each factor has, that of the valid request included.
    pub levels: Vec<usize>,
    /// Rows of the covering array.
    pub rows: usize,
    /// Tuples of states that were played.
    pub covered: u64,
    /// Tuples that there are.
    pub tuples: u64,
}

/// A rule of the model and how requests that it speaks of were answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleAnswers {
    /// The rule.
    pub rule: String,
    /// What a request is that it speaks of.
    pub what: String,
    /// Answers and how often each came.
    pub answers: Vec<(String, u64)>,
}

/// A disagreement, shrunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The case that shows it: `explored/NAME`.
    pub case: String,
    /// The requirement that the model went by: `suite/requirement`.
    pub requirement: String,
    /// `fail` or `warn`.
    pub verdict: Verdict,
    /// What the request is, in words.
    pub what: String,
    /// What is wrong with the answer.
    pub reason: String,
    /// What was received.
    pub received: String,
    /// How many requests disagreed for this cause.
    pub count: u64,
    /// What they deviated in; the first few.
    pub examples: Vec<String>,
    /// The phase that found it.
    pub phase: usize,
    /// Token requests that had been sent by then.
    pub after: u64,
    /// How often it was shown when it was tried again, of how many tries.
    pub shown: (u32, u32),
    /// Token requests of the session that shows it.
    pub steps: usize,
    /// The verdict of the ordinary run of the case. Another than `verdict`: the note says why that may be.
    pub confirmed: Option<Verdict>,
}

/// What an exploration did, saw and found.
#[derive(Debug, Clone, Serialize)]
pub struct Exploration {
    /// The seed: the same makes the same requests.
    pub seed: u64,
    /// Token requests that were sent, shrinking included.
    pub requests: u64,
    /// Authorizations that were asked for.
    pub authorizations: u64,
    /// Sessions that were begun.
    pub sessions: u64,
    /// Seconds that it took.
    pub seconds: f64,
    /// The phases.
    pub phases: Vec<Phase>,
    /// How many tuples of the combinations were played.
    pub combinations: Vec<Combinations>,
    /// How many of the model's rules the profile has.
    pub rules: usize,
    /// Those that some request broke, and the answers.
    pub answers: Vec<RuleAnswers>,
    /// How many contexts there are: a client, a grant, a kind of authorization.
    pub contexts: usize,
    /// Contexts in which the valid request was served; refusals elsewhere say nothing.
    pub served: Vec<String>,
    /// What could not be asked, and how often.
    pub left_out: Vec<(String, u64)>,
    /// Requests that were not answered, by reason.
    pub unanswered: Vec<(String, u64)>,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// What disagrees, the worst first.
    pub findings: Vec<Found>,
    /// Further causes of disagreement that were neither shrunk nor told.
    pub untold: usize,
    /// The cases that show it.
    #[serde(skip)]
    pub suite: Option<Suite>,
    /// The run of those cases: what reports are made of.
    #[serde(skip)]
    pub record: Option<RunRecord>,
}

impl Exploration {
    /// The worst verdict.
    pub fn worst(&self) -> Option<Verdict> {
        self.findings.iter().map(|found| found.verdict).max()
    }
}
