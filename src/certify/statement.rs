//! What is signed: an in-toto Statement v1 with the predicate test-result v0.1, and beside its members one of our own that says what
//! that predicate has no words for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bundle::Files;
use super::complete::undecided;
use super::sha256;
use crate::protocol::names::Level;
use crate::record::evidence::Told;
use crate::record::model::{
    BehaviourRecord, CaseRecord, ProfileRecord, RequirementRecord, SuiteRecord, Summary, TargetRecord, Tool,
};
use crate::record::{RunRecord, Verdict};

/// The version of [`Certification`].
pub const FORMAT: u32 = 1;
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
const PREDICATE_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// An in-toto statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// Every file of the bundle but the envelope.
    pub subject: Vec<Resource>,
    /// `https://in-toto.io/attestation/test-result/v0.1`.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What came out.
    pub predicate: TestResult,
}

/// A file and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name in the bundle.
    pub name: String,
    /// Its digests.
    pub digest: Digest,
}

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// The predicate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestResult {
    /// `PASSED`: complete and nothing found; `WARNED`: complete, no must broken; `FAILED`: all else.
    pub result: String,
    /// The rules: profile and suites.
    pub configuration: Vec<Resource>,
    /// What was examined.
    pub url: String,
    /// Cases that count.
    #[serde(rename = "passedTests")]
    pub passed_tests: Vec<String>,
    /// Cases that count.
    #[serde(rename = "warnedTests")]
    pub warned_tests: Vec<String>,
    /// Cases that count.
    #[serde(rename = "failedTests")]
    pub failed_tests: Vec<String>,
    /// The rest.
    #[serde(rename = "urn:tokenspec:certification:1")]
    pub certification: Certification,
}

/// What the predicate has no words for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certification {
    /// The version of the format of statements, 1.
    pub format: u32,
    /// Whether every case that counts was judged or skipped for a reason.
    pub complete: bool,
    /// What made the record.
    pub tool: Tool,
    /// SHA-256 of the program that made the bundle, in hexadecimal.
    pub made_with: String,
    /// The profile.
    pub profile: ProfileRecord,
    /// Its suites.
    pub suites: Vec<SuiteRecord>,
    /// The target as declared, without secrets.
    pub target: TargetRecord,
    /// When the run began: RFC 3339, UTC.
    pub started_at: String,
    /// Cases that count, by verdict.
    pub summary: Summary,
    /// Every requirement of the suites.
    pub requirements: Vec<Requirement>,
    /// Cases that were judged.
    pub executed: Vec<Executed>,
    /// Cases that were not.
    pub skipped: Vec<Left>,
    /// Cases that were tried and could not be judged.
    pub inconclusive: Vec<Left>,
    /// Where the documents leave a choice: what this server does.
    pub behaviours: Vec<BehaviourRecord>,
    /// What cannot be computed from the transcripts and is therefore the signer's word alone: how many results, by what they are about.
    pub told: BTreeMap<String, usize>,
    /// Remarks of the run.
    pub notes: Vec<String>,
}

/// A requirement and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is under the profile.
    pub level: Level,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it does not count, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unscored: Option<String>,
    /// Why no case can examine it, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untestable: Option<String>,
}

/// A case that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Executed {
    /// `suite/case[/variant]`.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it counts.
    pub scored: bool,
}

/// A case that was not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// `suite/case[/variant]`.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Whether it would count.
    pub scored: bool,
}

impl Statement {
    /// The statement that a record makes; `files` are those of the bundle, `made_with` the digest of the program. `None`: the run had
    /// no profile.
    pub(super) fn of(record: &RunRecord, files: &Files, made_with: &str) -> Option<Self> {
        let certification = Certification::of(record, made_with)?;
        let counted = |verdict: Verdict| {
            let with = |case: &&CaseRecord| case.scored && case.verdict == verdict;
            record.cases.iter().filter(with).map(|case| case.id.clone()).collect()
        };
        let resource =
            |(name, bytes): (&String, &Vec<u8>)| Resource { name: name.clone(), digest: Digest { sha256: sha256(bytes) } };
        let is_rule = |(name, _): &(&String, &Vec<u8>)| name.starts_with("profiles/") || name.starts_with("suites/");
        Some(Self {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: files.iter().map(resource).collect(),
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate: TestResult {
                result: certification.result().to_owned(),
                configuration: files.iter().filter(is_rule).map(resource).collect(),
                url: record.target.token_endpoint.clone(),
                passed_tests: counted(Verdict::Pass),
                warned_tests: counted(Verdict::Warn),
                failed_tests: counted(Verdict::Fail),
                certification,
            },
        })
    }
}

impl Certification {
    /// Of a record. `None`: the run had no profile.
    pub(super) fn of(record: &RunRecord, made_with: &str) -> Option<Self> {
        let requirement = |requirement: &RequirementRecord| Requirement {
            id: requirement.id.clone(),
            level: requirement.level,
            verdict: requirement.verdict,
            unscored: requirement.unscored.clone(),
            untestable: requirement.untestable.clone(),
        };
        let executed = |case: &CaseRecord| Executed { id: case.id.clone(), verdict: case.verdict, scored: case.scored };
        let left = |verdict: Verdict| {
            let left = |case: &CaseRecord| Left { id: case.id.clone(), reason: case.reason.clone(), scored: case.scored };
            record.cases.iter().filter(|case| case.verdict == verdict).map(left).collect()
        };
        let judged = |case: &&CaseRecord| !matches!(case.verdict, Verdict::Skip | Verdict::Inconclusive);
        Some(Self {
            format: FORMAT,
            complete: undecided(record).is_empty(),
            tool: record.tool.clone(),
            made_with: made_with.to_owned(),
            profile: record.profile.clone()?,
            suites: record.suites.clone(),
            target: record.target.clone(),
            started_at: record.started_at.clone(),
            summary: record.summary,
            requirements: record.requirements.iter().map(requirement).collect(),
            executed: record.cases.iter().filter(judged).map(executed).collect(),
            skipped: left(Verdict::Skip),
            inconclusive: left(Verdict::Inconclusive),
            behaviours: record.behaviours.clone(),
            told: told(record),
            notes: record.notes.clone(),
        })
    }

    /// The word of the predicate.
    pub fn result(&self) -> &'static str {
        match (self.complete, self.summary) {
            (false, _) => "FAILED",
            (true, summary) if summary.fail > 0 => "FAILED",
            (true, summary) if summary.warn > 0 => "WARNED",
            (true, _) => "PASSED",
        }
    }

    /// Whether the target conforms as far as was examined: every case that counts was judged, and no must is broken.
    pub fn conforms(&self) -> bool {
        self.complete && self.summary.fail == 0
    }
}

/// What the record tells without showing it, by what it is about.
fn told(record: &RunRecord) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut count = |what: &str, times: usize| *counts.entry(what.to_owned()).or_insert(0) += times;
    let mut claims = |claims: &BTreeMap<String, Told>| claims.keys().for_each(|name| count(subject_of(name), 1));
    for judged in record.cases.iter().filter_map(|case| case.judged.as_deref()) {
        judged.steps.iter().flat_map(|step| step.told.values()).for_each(&mut claims);
        judged.requests.iter().for_each(|asked| claims(&asked.told));
    }
    for control in record.controls.iter().filter_map(|control| control.judged.as_deref()) {
        control.requests.iter().for_each(|asked| claims(&asked.told));
    }
    let judged = || record.cases.iter().filter_map(|case| case.judged.as_deref());
    let settled = judged().flat_map(|judged| &judged.steps).filter(|step| step.settled.is_some()).count();
    let looked = judged().filter(|judged| judged.told.is_some()).count();
    let scopes = judged().flat_map(|judged| &judged.steps).filter(|step| step.scope_claim.is_some()).count();
    for (what, times) in [
        ("steps without an answer that can be judged again", settled),
        ("findings about all values of a run", looked),
        ("scope claims of access tokens", scopes),
    ] {
        if times > 0 {
            count(what, times);
        }
    }
    counts
}

/// `check at-hash`, `member id_token.sub`: a claim's name without what it claims.
fn subject_of(name: &str) -> &str {
    let end = name.match_indices(' ').nth(1).map_or(name.len(), |(at, _)| at);
    match name.get(..end) {
        Some(subject) if !subject.starts_with("scope ") => subject,
        _ => "scope",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_counted_by_what_they_are_about() {
        assert_eq!(subject_of("check at-hash"), "check at-hash");
        assert_eq!(subject_of(r#"member id_token.sub {"Equals":"${sub} x"}"#), "member id_token.sub");
        assert_eq!(subject_of(r#"scope {"equals":null}"#), "scope");
    }
}
