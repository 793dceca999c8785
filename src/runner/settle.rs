//! From what the steps and the control of a case came to, to its verdict. Pure: a run settles its cases by it, and so does whoever judges
//! a record again.

use super::case::CaseResult;
use super::control::ControlOutcome;
use super::pkce_demanded;
use super::step::StepResult;
use crate::judge::expectation::Outcome;
use crate::judge::{Finding, Judgement};
use crate::protocol::names::Level;
use crate::record::Verdict;
use crate::record::model::Purpose;
use crate::suite::model::{ExchangeCase, Send};

/// What a verdict rests on beside the case's own steps.
pub(super) struct Proof<'a> {
    /// The control.
    pub control: Option<&'a ControlOutcome>,
    /// What the unchanged request got of a code that is never exchanged, for want of a challenge.
    pub demanded: Option<String>,
    /// What the ordinary request got from which a case without control goes on, if it was refused.
    pub stuck: Option<String>,
}

impl Proof<'_> {
    /// Whether the control failed.
    pub(super) fn is_wanting(&self) -> bool {
        self.control.is_some_and(|control| !control.succeeded)
    }
}

/// Takes back what is not proven.
pub(super) fn settle(result: &mut CaseResult, exchange: &ExchangeCase, proof: &Proof<'_>) {
    if let Some(control) = proof.control.filter(|_| proof.is_wanting()) {
        without_control(result, exchange, control);
    }
    if let Some(observed) = &proof.demanded {
        pkce_demanded::settle(result, exchange, observed);
    }
    if let Some(observed) = &proof.stuck {
        result.verdict = Verdict::Inconclusive;
        result.reason = format!("the ordinary request, from which this case goes on, got {observed}");
    }
}

/// The worst of the steps, by its place among the results, with the verdict that it makes and why.
pub(super) fn worst(exchange: &ExchangeCase, results: &mut [StepResult], level: Level) -> Option<(usize, Verdict, String)> {
    let note = contrast(exchange, results, level);
    let badness =
        |(_, result): &(usize, &StepResult)| (verdict(result.judgement.finding, result.level), std::cmp::Reverse(result.index));
    let (place, worst) = results.iter().enumerate().max_by_key(badness)?;
    let mut reason = worst.judgement.reason.clone();
    if exchange.steps.len() > 1 && worst.judgement.finding != Finding::Kept {
        reason = format!("step {} of {}: {reason}", worst.index + 1, exchange.steps.len());
    }
    if let Some(note) = note {
        reason = if worst.judgement.finding == Finding::Kept { note } else { format!("{reason}; {note}") };
    }
    Some((place, verdict(worst.judgement.finding, worst.level), reason))
}

/// What the ordinary request got, when it is refused and the case is about what comes after it, or about the tokens that
/// did not come. That it is refused is the finding of other cases.
pub(super) fn stuck(exchange: &ExchangeCase, results: &[StepResult]) -> Option<String> {
    let (first, rest) = exchange.steps.split_first()?;
    let result = results.first().filter(|result| result.index == 0)?;
    let seen = result.observation.as_ref()?;
    let tokens_wanted = matches!(first.send, Send::Token { .. }) && first.expect.primary.outcome == Outcome::Tokens;
    let failed = matches!(result.judgement.finding, Finding::Broken | Finding::BrokenForSure | Finding::Doubtful);
    let further = !rest.is_empty() || first.expect.primary.claims_more();
    (further && tokens_wanted && failed && !seen.is_success() && first.copies == 1).then(|| seen.words())
}

/// The control failed: a refusal proves nothing, and neither does a failure to succeed. Only tokens that were issued,
/// whether they were allowed or the request had to be refused, remain what they are.
fn without_control(result: &mut CaseResult, exchange: &ExchangeCase, control: &ControlOutcome) {
    let refusal_wanted =
        exchange.steps.iter().any(|step| matches!(step.expect.primary.outcome, Outcome::Error | Outcome::Refused));
    let issued = result
        .log
        .iter()
        .any(|logged| logged.purpose == Purpose::Examination && logged.observation.as_ref().is_some_and(|seen| seen.issued));
    let stands = match result.verdict {
        Verdict::Skip => true,
        Verdict::Fail => refusal_wanted && issued,
        Verdict::Pass => issued && (!refusal_wanted || exchange.steps.len() == 1),
        // That they were issued stands; what excuses them may not, and is told together with the control.
        Verdict::Warn if refusal_wanted && issued && exchange.steps.len() == 1 => {
            result.reason =
                format!("{}; the control, the same request without the change, got {}", result.reason, control.observed);
            true
        }
        Verdict::Warn | Verdict::Inconclusive => false,
    };
    if stands {
        return;
    }
    let observed = &control.observed;
    (result.verdict, result.reason) = match control.applies {
        true => (Verdict::Inconclusive, format!("the control failed: the same request without the change got {observed}")),
        false => (Verdict::Skip, observed.clone()),
    };
}

/// The verdict that a judgement has at a level.
pub(super) fn verdict(finding: Finding, level: Level) -> Verdict {
    match finding {
        Finding::Kept => Verdict::Pass,
        Finding::Doubtful => Verdict::Warn,
        Finding::Broken if level == Level::Must => Verdict::Fail,
        Finding::Broken => Verdict::Warn,
        Finding::BrokenForSure => Verdict::Fail,
        Finding::NotApplicable => Verdict::Skip,
        Finding::Unknown => Verdict::Inconclusive,
    }
}

/// Compares the answer at a bound with the one beyond it (requirements, section 0, rule 11).
fn contrast(exchange: &ExchangeCase, results: &mut [StepResult], level: Level) -> Option<String> {
    let (at, beyond) = exchange.contrast?;
    let seen = |index: usize| {
        results.iter().find(|result| result.index == index)?.observation.as_ref().map(|o| (o.words(), o.is_success()))
    };
    let (at_words, at_success) = seen(at)?;
    let (beyond_words, beyond_success) = seen(beyond)?;
    if beyond_success && !at_success {
        let last = results.iter_mut().find(|result| result.index == beyond)?;
        last.level = level;
        last.judgement = Judgement::new(Finding::Broken, format!("beyond the bound: {beyond_words}; at the bound: {at_words}"));
        return None;
    }
    Some(if at_words == beyond_words {
        format!("at the bound and beyond it the answer is the same ({at_words}): the bound cannot be told apart from outside")
    } else {
        format!("the bound can be seen: {at_words} at it, {beyond_words} beyond it")
    })
}
