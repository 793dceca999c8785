//! From an expectation and an answer to a judgement.

use super::expectation::{Alternative, Expectation, Meaning, Outcome};
use super::matching::{Context, Match, matches};
use super::observation::Observation;
use super::words;

/// What an answer means for the rule, before the rule's level is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// As expected, or as good.
    Kept,
    /// Tolerable, but not as it should be.
    Doubtful,
    /// The rule is broken.
    Broken,
    /// Broken, whatever the level.
    BrokenForSure,
    /// The rule does not apply.
    NotApplicable,
    /// Nothing can be said.
    Unknown,
}

/// A finding and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What it means.
    pub finding: Finding,
    /// Why, in words.
    pub reason: String,
    /// What the matched outcome says of the server's behaviour.
    pub answer: Option<String>,
}

impl Judgement {
    /// A judgement.
    pub fn new(finding: Finding, reason: impl Into<String>) -> Self {
        Self { finding, reason: reason.into(), answer: None }
    }

    pub(super) fn answering(mut self, answer: Option<&String>) -> Self {
        self.answer = answer.cloned();
        self
    }
}

/// Judges one answer. `choice` tells what the target declares for a named choice.
pub fn judge(
    expectation: &Expectation,
    answer: &Observation,
    context: &Context<'_>,
    choice: &dyn Fn(&str) -> Option<String>,
) -> Judgement {
    if let Some(why) = &answer.unusable {
        return Judgement::new(Finding::Unknown, why.clone());
    }
    let why = match matches(&expectation.primary, answer, context) {
        Match::Yes => return Judgement::new(Finding::Kept, "as expected").answering(expectation.answer.as_ref()),
        Match::Unknown(why) => return Judgement::new(Finding::Unknown, why),
        Match::NotApplicable(why) => return Judgement::new(Finding::NotApplicable, why),
        Match::No(why) => why,
    };
    for (index, other) in expectation.others.iter().enumerate() {
        if let Some((name, value)) = &other.choice
            && choice(name).as_deref() != Some(value)
        {
            continue;
        }
        match matches(&other.pattern, answer, context) {
            Match::No(_) | Match::NotApplicable(_) => {}
            Match::Unknown(why) => return undecided(&expectation.others[index..], why),
            Match::Yes => {
                return Judgement::new(meaning(other.meaning), other.reason.clone()).answering(other.answer.as_ref());
            }
        }
    }
    fallback(expectation, answer, why)
}

/// The primary outcome did not come, and it cannot be told which of the others did. When none of them is good, it is a
/// warning at least.
fn undecided(open: &[Alternative], why: String) -> Judgement {
    let hopeless = open.iter().all(|other| matches!(other.meaning, Meaning::Warn | Meaning::Fail));
    if hopeless {
        return Judgement::new(Finding::Doubtful, format!("not as expected, and how far off cannot be told: {why}"));
    }
    Judgement::new(Finding::Unknown, why)
}

pub(super) fn meaning(meaning: Meaning) -> Finding {
    match meaning {
        Meaning::Pass => Finding::Kept,
        Meaning::Warn => Finding::Doubtful,
        Meaning::Fail => Finding::BrokenForSure,
        Meaning::Skip => Finding::NotApplicable,
    }
}

/// No alternative matched: the rules that hold for every expectation.
fn fallback(expectation: &Expectation, answer: &Observation, why: String) -> Judgement {
    let refusal_wanted = matches!(expectation.primary.outcome, Outcome::Error | Outcome::Refused);
    if refusal_wanted && answer.issued {
        return Judgement::new(Finding::Broken, "tokens were issued although the request had to be refused");
    }
    if refusal_wanted && answer.is_refusal() {
        // The refusal is what protects; its wording is the weaker assertion (RFC 6749 §5.2).
        let reason = if answer.error.is_none() {
            format!("refused, but the answer is no OAuth error (RFC 6749 §5.2): {why}")
        } else {
            format!("refused, but not as expected ({}): {why}", words::expected(&expectation.primary))
        };
        return Judgement::new(Finding::Doubtful, reason);
    }
    if answer.status >= 500 {
        return Judgement::new(Finding::Broken, format!("the server failed with status {}", answer.status));
    }
    Judgement::new(Finding::Broken, why)
}
