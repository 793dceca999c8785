//! Everything a run produced, as one serialisable value. Every report is rendered from it and from nothing else.
//!
//! All text in a record is already redacted, and may still hold whatever the target sent: control characters, markup,
//! invalid UTF-8 (replaced). A report escapes for its own medium.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::names::{ClientRole, Level};
use crate::record::evidence::{AskedRecord, EvidenceRecord, JudgedRecord};
pub use crate::record::exchange::{ExchangeRecord, Purpose, RequestRecord, ResponseRecord};
use crate::record::part::{PartRecord, PartitionRecord};
use crate::record::review::{AcceptedRecord, BaselineRecord, SnapshotRecord, SnapshotsRecord};
use crate::suite::model::Source;

/// The version of this schema. Raised when a member changes its meaning or disappears.
pub const SCHEMA_VERSION: u32 = 1;

/// One run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What made the record.
    pub tool: Tool,
    /// What was examined.
    pub target: TargetRecord,
    /// The profile that chose suites and scored requirements, if one did.
    #[serde(default)]
    pub profile: Option<ProfileRecord>,
    /// The suites that were run.
    pub suites: Vec<SuiteRecord>,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Wall-clock time of the run, in milliseconds.
    pub duration_ms: f64,
    /// The seed of all generated values.
    pub seed: u64,
    /// Whether the run was cut short (Ctrl-C); cases that did not finish are absent.
    pub interrupted: bool,
    /// Scored cases by verdict.
    pub summary: Summary,
    /// Traffic and pace.
    pub statistics: Statistics,
    /// In suite order.
    pub requirements: Vec<RequirementRecord>,
    /// In suite order.
    pub cases: Vec<CaseRecord>,
    /// The unchanged requests that negative cases rest on; shared between cases of the same state.
    pub controls: Vec<ControlRecord>,
    /// Where the documents leave a choice: what this server does, as far as the run saw it.
    #[serde(default)]
    pub behaviours: Vec<BehaviourRecord>,
    /// Remarks about the run that concern no single case.
    pub notes: Vec<String>,
    /// The filters that chose among the cases; empty when nothing was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<String>,
    /// Which share of the cases this is, if the run was one of several that share them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<PartitionRecord>,
    /// The runs that the record was merged of, if it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartRecord>,
    /// The baseline that the run was held against, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineRecord>,
    /// The snapshots that the run was held against, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<SnapshotsRecord>,
    /// What is known of the target when its answers are judged, if the record is to be judged again (`run --evidence`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceRecord>,
}

impl RunRecord {
    /// Whether a must is broken by a case that counts.
    pub fn has_failures(&self) -> bool {
        self.summary.fail > 0
    }

    /// The cases that count and are neither kept nor skipped: `fail`, `warn`, `inconclusive`. In suite order.
    pub fn findings(&self) -> impl Iterator<Item = &CaseRecord> {
        self.cases.iter().filter(|case| case.scored && !matches!(case.verdict, Verdict::Pass | Verdict::Skip))
    }

    /// A case by its id.
    pub fn case(&self, id: &str) -> Option<&CaseRecord> {
        self.cases.iter().find(|case| case.id == id)
    }
}

/// A profile that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileRecord {
    /// `oauth2-baseline`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Raised whenever the scored set changes.
    pub version: String,
}

/// One line of the behaviour profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BehaviourRecord {
    /// Kebab-case.
    pub id: String,
    /// `Does a failed exchange use up the code?`
    pub question: String,
    /// The answers that were seen, each once, in suite order; several when cases disagree.
    pub answers: Vec<String>,
    /// The cases that answer it.
    pub cases: Vec<String>,
}

/// What made the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `tokenspec`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was examined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRecord {
    /// The target's name.
    pub name: String,
    /// The token endpoint.
    pub token_endpoint: String,
    /// The issuer, when known.
    pub issuer: Option<String>,
    /// Roles of the clients that were configured.
    pub clients: Vec<String>,
    /// Declared choices.
    pub choices: Vec<(String, String)>,
    /// Whether its certificates were believed unseen: then nobody knows whose answers these are.
    #[serde(default)]
    pub insecure: bool,
}

/// A suite that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuiteRecord {
    /// `create-tokens`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Its version.
    pub version: String,
    /// The folder that it was read from, as `--suite-dir` named it; none when it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

/// Scored cases by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// As required.
    pub pass: usize,
    /// A must is broken.
    pub fail: usize,
    /// A should is broken, or a must is kept in a doubtful way.
    pub warn: usize,
    /// Does not apply to this target.
    pub skip: usize,
    /// Nothing can be said.
    pub inconclusive: usize,
    /// Examined, but not scored by the profile; in none of the other numbers.
    #[serde(default)]
    pub unscored: usize,
}

impl Summary {
    /// Counts.
    pub fn of(cases: &[CaseRecord]) -> Self {
        let count = |verdict: Verdict| cases.iter().filter(|case| case.scored && case.verdict == verdict).count();
        Self {
            pass: count(Verdict::Pass),
            fail: count(Verdict::Fail),
            warn: count(Verdict::Warn),
            skip: count(Verdict::Skip),
            inconclusive: count(Verdict::Inconclusive),
            unscored: cases.iter().filter(|case| !case.scored).count(),
        }
    }
}

/// The verdict of a requirement: the worst of its cases. Skips weigh less than passes: one case that applies is enough to
/// speak of the rule.
pub fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    verdicts.filter(|verdict| *verdict != Verdict::Skip).max().unwrap_or(Verdict::Skip)
}

/// Traffic and pace of a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// Requests sent, those of the road to the codes included.
    pub exchanges: u64,
    /// Authorizations obtained or tried.
    pub authorizations: u64,
    /// Requests at the same time, at most.
    pub concurrency: usize,
    /// Sum of all round trips, in milliseconds.
    pub round_trips_ms: f64,
    /// The longest chain of round trips of one case, in milliseconds.
    pub longest_chain_ms: f64,
    /// The least time that the run could have taken: the larger of the sum divided by the concurrency, and the longest chain.
    pub bound_ms: f64,
}

/// What a verdict can be. The order is from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As required.
    Pass,
    /// Does not apply to this target.
    Skip,
    /// Nothing can be said.
    Inconclusive,
    /// A should is broken, or a must is kept in a doubtful way.
    Warn,
    /// A must is broken.
    Fail,
}

/// A requirement and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequirementRecord {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Where it is written.
    pub source: Source,
    /// The clause in our words.
    pub text: String,
    /// Why it matters.
    pub why: Option<String>,
    /// The reason why no case can examine it, if so; the verdict is then `skip`.
    pub untestable: Option<String>,
    /// The worst of its scored cases' verdicts (`skip` only when all are skipped); of all, when none is scored.
    pub verdict: Verdict,
    /// Why the profile does not score it, if so.
    #[serde(default)]
    pub unscored: Option<String>,
    /// Its cases' ids.
    pub cases: Vec<String>,
}

/// What stands for the change of a case that sends nothing: it was judged by what others were answered.
pub const LOOKS_ON: &str = "nothing is sent: answers to other cases are looked at";

/// A case and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRecord {
    /// `suite/case[/variant]`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Where it is written; records of before this was kept do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginRecord>,
    /// Ids of the requirements that it examines.
    pub requirements: Vec<String>,
    /// The level that a breach has.
    pub level: Level,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, one sentence or two.
    pub reason: String,
    /// Whether the verdict counts: a profile may not have taken the case in yet, or leave its requirement out.
    #[serde(default = "scored")]
    pub scored: bool,
    /// Why it does not, if so.
    #[serde(default)]
    pub unscored: Option<String>,
    /// What the answer says of the server's behaviour, where the case asks about it.
    #[serde(default)]
    pub answer: Option<String>,
    /// The state it started from, in words: `code for "openid profile" (public client, S256), exchanged; its refresh token`.
    pub given: Option<String>,
    /// What was changed, in words, one line per change: `scope = "openid profile email"`. Empty for an unchanged request.
    pub changed: Vec<String>,
    /// The expected outcome, in words: `400 invalid_scope`.
    pub expected: String,
    /// Other outcomes that are accepted, in words, with their reason.
    pub also_accepted: Vec<String>,
    /// What came back, in words: `200, tokens with scope "openid profile email"`.
    pub observed: String,
    /// The id of the control (in `controls`) it rests on.
    pub control: Option<String>,
    /// What was sent and received for this case, in order, redacted.
    pub exchanges: Vec<ExchangeRecord>,
    /// Shell lines that repeat the deciding request; secrets as environment variables.
    pub repeat: Vec<String>,
    /// From its first request to its last answer, in milliseconds.
    pub duration_ms: f64,
    /// The entry of the baseline that accepts the finding, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<AcceptedRecord>,
    /// How its answers compare with its snapshot, where snapshots were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<SnapshotRecord>,
    /// What its verdict rests on beside the exchanges, with `--evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Box<JudgedRecord>>,
}

/// Where a case is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginRecord {
    /// The file, relative to the suite's folder.
    pub file: String,
    /// 1-based line: of the case, or of the parameter rule that it is derived from.
    pub line: usize,
}

/// Records of before there were profiles score every case.
fn scored() -> bool {
    true
}

/// An unchanged request that negative cases rest on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlRecord {
    /// Its id, referred to by cases.
    pub id: String,
    /// The state, in words.
    pub given: String,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// What came back, in words.
    pub observed: String,
    /// What was sent and received.
    pub exchanges: Vec<ExchangeRecord>,
    /// Who asked, and what its answers are judged by beside the exchanges, with `--evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Box<ControlledRecord>>,
}

/// What is known of a control beside its exchanges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlledRecord {
    /// Who asked.
    pub client: ClientRole,
    /// Whether the target offers what the control takes.
    pub applies: bool,
    /// What stood behind its token requests.
    pub requests: Vec<AskedRecord>,
}
