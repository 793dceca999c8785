//! Cases that look at what other cases received.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::case::CaseResult;
use super::control::{ControlKey, ControlOutcome};
use super::execute::Results;
use super::facts::{checks_any, facts};
use super::known::Known;
use super::plan::PlannedCase;
use super::scene::Logged;
use super::settle::verdict;
use crate::judge::{Context, Facts, Finding, Judgement, Observation, ScopeView, judge, words};
use crate::protocol::names::{Grant, Level};
use crate::record::Verdict;
use crate::suite::model::{AnswerClass, Capability, ObserveCase};
use crate::transport::Request;

/// What stands for the case of an answer to a control.
pub(super) const CONTROL: &str = "a control";

/// An answer of the token endpoint and the case (or control) that received it.
pub(super) struct Seen<'a> {
    pub case: &'a str,
    pub logged: &'a Logged,
    /// What was answered, if that is an answer to a token request.
    answer: Option<&'a Observation>,
    facts: OnceCell<Facts>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(case: &'a str, logged: &'a Logged) -> Self {
        let readable = |observation: &&Observation| observation.unusable.is_none();
        let answer = logged
            .observation
            .as_deref()
            .filter(readable)
            .filter(|answer| is_answer_to_a_token_request(&logged.exchange.request, answer));
        Self { case, logged, answer, facts: OnceCell::new() }
    }

    /// What checks may look at: the same for all of them.
    fn facts(&self, known: &Known) -> &Facts {
        let of = |asked| facts(known, asked);
        self.facts.get_or_init(|| self.logged.asked.as_ref().map(of).unwrap_or_default())
    }
}

/// Everything that was seen in a run: by the cases that send, and by the controls.
pub(super) fn all_seen<'a>(results: &'a Results<'_>, controls: &'a [(ControlKey, Arc<ControlOutcome>)]) -> Vec<Seen<'a>> {
    // What a server makes of a message that is not quite HTTP, it makes before anybody sees a token request in it.
    let well_formed = |planned: &PlannedCase<'_>| !planned.case.needs.contains(&Capability::Raw);
    results
        .iter()
        .filter(|(planned, _)| well_formed(planned))
        .filter_map(|(planned, result)| result.as_ref().map(|result| (planned, result)))
        .flat_map(|(planned, result)| result.log.iter().map(|logged| Seen::new(&planned.case.id, logged)))
        .chain(controls.iter().flat_map(|(_, outcome)| outcome.log.iter().map(|logged| Seen::new(CONTROL, logged))))
        .collect()
}

/// An answer with what is to be said of it.
type Judged<'a> = (&'a Seen<'a>, &'a Observation, Judgement);

/// Judges every answer of the class; the worst decides.
pub(super) fn observe(case: &ObserveCase, level: Level, seen: &[Seen<'_>], known: &Known) -> CaseResult {
    let mut result = CaseResult::unsent(Verdict::Pass, "");
    result.expected = words::expected(&case.expect.primary);
    result.also_accepted = words::also_accepted(&case.expect);
    let judged = telling(judged(case, seen, known));
    // The first of the worst, so that the example stays the same from run to run.
    let worst = judged.iter().map(|(_, _, judgement)| verdict(judgement.finding, level)).max().unwrap_or(Verdict::Pass);
    let bad: Vec<_> = judged.iter().filter(|(_, _, judgement)| verdict(judgement.finding, level) == worst).collect();
    let Some((example, observation, judgement)) = bad.first().copied() else {
        result.verdict = Verdict::Skip;
        result.reason = "no answer of this kind was received in this run".to_owned();
        return result;
    };
    result.verdict = worst;
    result.observed = observation.words();
    result.reason = if judgement.finding == Finding::Kept {
        format!("{} answers of this kind were looked at", judged.len())
    } else {
        format!("{} ({} of {} answers; the first in {})", judgement.reason, bad.len(), judged.len(), example.case)
    };
    result.log = vec![example.logged.clone()];
    result
}

/// Every answer of the class, judged by itself.
fn judged<'a>(case: &ObserveCase, seen: &'a [Seen<'a>], known: &Known) -> Vec<Judged<'a>> {
    let checked = checks_any(&case.expect);
    let unlooked = Facts::default();
    let nothing = |_: &str| None;
    let choice = |name: &str| known.choice(name);
    let of_grant =
        |seen: &Seen<'_>| case.grant.is_none_or(|grant| seen.logged.asked.as_ref().is_some_and(|asked| asked.grant == grant));
    let judge_one = |(seen, observation): (&'a Seen<'a>, &'a Observation)| {
        let context = Context {
            resolve: &nothing,
            scope: ScopeView::default(),
            disregarded_scope: None,
            facts: if checked { seen.facts(known) } else { &unlooked },
        };
        (seen, observation, judge(&case.expect, observation, &context, &choice))
    };
    seen.iter()
        .filter_map(|seen| Some((seen, seen.answer?)))
        .filter(|(_, observation)| in_class(case.class, observation))
        .filter(|(seen, _)| of_grant(seen))
        .map(judge_one)
        .collect()
}

/// Those answers of which something can be said, if there are any: the others say nothing against them.
fn telling(judged: Vec<Judged<'_>>) -> Vec<Judged<'_>> {
    let tells = |(_, _, judgement): &Judged<'_>| !matches!(judgement.finding, Finding::NotApplicable | Finding::Unknown);
    let some = judged.iter().any(tells);
    judged.into_iter().filter(|one| !some || tells(one)).collect()
}

/// Whether a case looks at this answer to a token request of a grant.
pub(super) fn concerns(case: &ObserveCase, grant: Grant, request: &Request, observation: &Observation) -> bool {
    observation.unusable.is_none()
        && case.grant.is_none_or(|wanted| wanted == grant)
        && in_class(case.class, observation)
        && is_answer_to_a_token_request(request, observation)
}

/// Answers to HEAD have no content, and those to OPTIONS tell of the resource (RFC 9110 §9.3.2, §9.3.7). What is no right
/// HTTP message, is too large to be read or expects too much is answered by whoever reads HTTP, before the endpoint hears of it.
fn is_answer_to_a_token_request(request: &Request, observation: &Observation) -> bool {
    const OF_HTTP: [u16; 4] = [413, 414, 417, 431];
    let names = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let repeated = names.clone().count() > names.collect::<BTreeSet<_>>().len();
    let malformed = request.wire.as_ref().is_some_and(|wire| wire.is_malformed());
    !matches!(request.method.as_str(), "HEAD" | "OPTIONS") && !repeated && !malformed && !OF_HTTP.contains(&observation.status)
}

fn in_class(class: AnswerClass, observation: &Observation) -> bool {
    match class {
        AnswerClass::Tokens => observation.status == 200 && observation.issued,
        AnswerClass::Errors => matches!(observation.status, 400..=499),
        AnswerClass::Unauthorized => observation.status == 401,
        AnswerClass::All => true,
    }
}
