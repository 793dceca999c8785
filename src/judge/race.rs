//! Judges the answers to several copies of one request that were sent at once.

use std::sync::Arc;

use super::expectation::{Alternative, Expectation, Outcome, Pattern};
use super::judgement::{Finding, Judgement, meaning};
use super::matching::{Context, Match, holds};
use super::observation::Observation;

/// How the answers of a race divide.
#[derive(Debug, Default)]
struct Tally {
    issued: usize,
    refused: usize,
    unusable: usize,
}

/// Judges a race: at most as many of the answers may be successes as the pattern's `successes` says (every one, where it
/// says nothing), every other has to be a refusal, and where tokens are expected there has to be one success at least.
///
/// Answers that say nothing (429, cut off) are left out; when that is all of them, or when the missing success may be
/// among them, nothing is known. Claims about scope, members, header fields and checks are held against the successes, for
/// the refusals of a race are worded as the server likes.
pub fn judge_race(
    expectation: &Expectation,
    answers: &[Arc<Observation>],
    context: &Context<'_>,
    choice: &dyn Fn(&str) -> Option<String>,
) -> Judgement {
    let tally = tally(answers);
    let usable = answers.iter().filter(|answer| answer.unusable.is_none());
    if tally.unusable == answers.len() {
        let why = answers.iter().find_map(|answer| answer.unusable.clone());
        return Judgement::new(Finding::Unknown, why.unwrap_or_else(|| "nothing was answered".to_owned()));
    }
    if let Some(failed) = usable.clone().find(|answer| answer.status >= 500 && !answer.is_refusal()) {
        return Judgement::new(Finding::Broken, format!("the server failed with status {} under the race", failed.status));
    }
    if let Some(odd) = usable.clone().find(|answer| !answer.issued && !answer.is_refusal()) {
        return Judgement::new(Finding::Broken, format!("neither tokens nor a refusal: received {}", odd.words()));
    }
    if tally.issued == 0 && tally.unusable > 0 && expectation.primary.outcome == Outcome::Tokens {
        return Judgement::new(Finding::Unknown, format!("{tally}: whether one would have succeeded cannot be told"));
    }
    let why = match race_matches(&expectation.primary, answers, &tally, context) {
        Match::Yes => return Judgement::new(Finding::Kept, tally.to_string()).answering(expectation.answer.as_ref()),
        Match::Unknown(why) => return Judgement::new(Finding::Unknown, why),
        Match::NotApplicable(why) => return Judgement::new(Finding::NotApplicable, why),
        Match::No(why) => why,
    };
    let other = expectation
        .others
        .iter()
        .filter(|other| declared(other, choice))
        .find(|other| race_matches(&other.pattern, answers, &tally, context) == Match::Yes);
    match other {
        Some(other) => {
            Judgement::new(meaning(other.meaning), format!("{why}: {}", other.reason)).answering(other.answer.as_ref())
        }
        None => Judgement::new(Finding::Broken, why),
    }
}

fn declared(other: &Alternative, choice: &dyn Fn(&str) -> Option<String>) -> bool {
    other.choice.as_ref().is_none_or(|(name, value)| choice(name).as_deref() == Some(value))
}

fn tally(answers: &[Arc<Observation>]) -> Tally {
    let mut tally = Tally::default();
    for answer in answers {
        match () {
            () if answer.unusable.is_some() => tally.unusable += 1,
            () if answer.issued => tally.issued += 1,
            () => tally.refused += 1,
        }
    }
    tally
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.issued + self.refused + self.unusable;
        write!(f, "{} of {all} copies succeeded", self.issued)?;
        if self.unusable > 0 {
            write!(f, ", {} got an answer that says nothing", self.unusable)?;
        }
        Ok(())
    }
}

fn race_matches(pattern: &Pattern, answers: &[Arc<Observation>], tally: &Tally, context: &Context<'_>) -> Match {
    let most = pattern.successes.unwrap_or(match pattern.outcome {
        Outcome::Error | Outcome::Refused => 0,
        _ => answers.len(),
    });
    if tally.issued > most {
        let allowed = if most == 0 { "none was".to_owned() } else { format!("at most {most} was") };
        return Match::No(format!("{tally}, {allowed} allowed to"));
    }
    if tally.issued == 0 && pattern.outcome == Outcome::Tokens {
        return Match::No(format!("{tally}, though the request is valid"));
    }
    for success in answers.iter().filter(|answer| answer.issued && answer.unusable.is_none()) {
        if !success.is_success() {
            return Match::No(format!("received {}", success.words()));
        }
        match holds(pattern, success, context) {
            Match::Yes => {}
            other => return other,
        }
    }
    Match::Yes
}

#[cfg(test)]
mod tests {
    use super::super::expectation::Meaning;
    use super::super::{Facts, ScopeView};
    use super::*;
    use crate::protocol::body::Body;
    use crate::protocol::error_dialect::ErrorDialect;

    const TOKENS: (u16, &str) = (200, r#"{"access_token":"a","token_type":"Bearer"}"#);
    const REFUSED: (u16, &str) = (400, r#"{"error":"invalid_grant"}"#);
    const LIMITED: (u16, &str) = (429, "");

    fn expect(outcome: Outcome, successes: usize) -> Expectation {
        let primary = Pattern { successes: Some(successes), ..Pattern::of(outcome) };
        Expectation { primary, answer: Some("one".to_owned()), others: Vec::new() }
    }

    fn run(expectation: &Expectation, answers: &[(u16, &str)]) -> Judgement {
        let answers: Vec<Arc<Observation>> = answers
            .iter()
            .map(|(status, body)| Arc::new(Observation::new(*status, &[], &Body::complete(*body), &ErrorDialect::default())))
            .collect();
        let nothing = |_: &str| None;
        let context =
            Context { resolve: &nothing, scope: ScopeView::default(), disregarded_scope: None, facts: &Facts::default() };
        judge_race(expectation, &answers, &context, &|_| None)
    }

    #[test]
    fn one_success_and_refusals_keep_the_rule() {
        let judgement = run(&expect(Outcome::Tokens, 1), &[REFUSED, TOKENS, REFUSED]);
        assert_eq!((judgement.finding, judgement.answer.as_deref()), (Finding::Kept, Some("one")));
        assert_eq!(judgement.reason, "1 of 3 copies succeeded");
        assert_eq!(run(&expect(Outcome::Tokens, 1), &[LIMITED, TOKENS]).finding, Finding::Kept);
        assert_eq!(run(&expect(Outcome::Either, 1), &[REFUSED, REFUSED]).finding, Finding::Kept);
        assert_eq!(run(&expect(Outcome::Refused, 0), &[REFUSED, REFUSED]).finding, Finding::Kept);
    }

    #[test]
    fn too_many_none_failures_and_oddities_break_it() {
        for answers in [
            &[TOKENS, TOKENS, REFUSED][..],
            &[REFUSED, REFUSED],
            &[TOKENS, (500, "")],
            &[TOKENS, (302, "")],
            &[(400, r#"{"error":"invalid_grant","access_token":"a"}"#), REFUSED],
            &[(400, r#"{"error":"invalid_grant","access_token":"a"}"#), TOKENS],
        ] {
            assert_eq!(run(&expect(Outcome::Tokens, 1), answers).finding, Finding::Broken, "{answers:?}");
        }
        assert_eq!(run(&expect(Outcome::Refused, 0), &[REFUSED, TOKENS]).finding, Finding::Broken);
    }

    #[test]
    fn answers_that_say_nothing_leave_it_open() {
        assert_eq!(run(&expect(Outcome::Tokens, 1), &[LIMITED, LIMITED]).finding, Finding::Unknown);
        assert_eq!(run(&expect(Outcome::Tokens, 1), &[LIMITED, REFUSED]).finding, Finding::Unknown);
        assert_eq!(run(&expect(Outcome::Tokens, 1), &[]).finding, Finding::Unknown);
    }

    #[test]
    fn an_alternative_may_tolerate_more() {
        let mut expectation = expect(Outcome::Tokens, 1);
        expectation.others.push(Alternative {
            pattern: Pattern { successes: Some(2), ..Pattern::of(Outcome::Tokens) },
            meaning: Meaning::Warn,
            reason: "within a moment".to_owned(),
            choice: None,
            answer: None,
        });
        assert_eq!(run(&expectation, &[TOKENS, TOKENS, REFUSED]).finding, Finding::Doubtful);
        assert_eq!(run(&expectation, &[TOKENS, TOKENS, TOKENS]).finding, Finding::Broken);
        assert_eq!(run(&expectation, &[REFUSED, REFUSED]).finding, Finding::Broken);
    }
}
