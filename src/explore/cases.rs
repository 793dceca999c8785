//! From shrunk disagreements to the cases of a suite.

use std::collections::BTreeMap;

use super::expecting::{expectation, led_to};
use super::findings::Cause;
use super::model::{Model, Sort};
use super::shrink::Shrunk;
use crate::protocol::names::Level;
use crate::record::Verdict;
use crate::suite::model::{Capability, Case, CaseKind, ExchangeCase, Origin, Requirement, Send, Suite, Wait};

/// The suite of what was found.
pub(crate) const SUITE: &str = "explored";

/// The case that shows a disagreement; `number` makes its name its own.
pub(crate) fn case(shrunk: &Shrunk, name: String, (model, suites): (&Model, &[Suite])) -> Case {
    let mut session: ExchangeCase = shrunk.session.clone();
    let last = session.steps.len().saturating_sub(1);
    for (at, (step, played)) in session.steps.iter_mut().zip(&shrunk.steps).enumerate() {
        step.expect = match &played.expected {
            Some(expected) => expected.clone(),
            None if at < last => led_to(played.served),
            None => expectation(model, &played.prediction, Some(&shrunk.held), suites),
        };
        // The grant of the case need not be said again.
        if let Send::Token { grant, .. } = &mut step.send
            && *grant == Some(session.grant)
        {
            *grant = None;
        }
    }
    tidy(&mut session);
    let level = if shrunk.held.verdict == Verdict::Fail { Level::Must } else { Level::Should };
    let needs = session.given.authorization.declined.iter().map(|_| Capability::PartialConsent).collect();
    Case {
        id: format!("{SUITE}/{name}"),
        title: title(&shrunk.cause, shrunk, suites),
        requirements: vec![requirement_id(&shrunk.held.requirement)],
        level,
        needs,
        origin: Origin { file: "cases.toml".to_owned(), line: 1, parameter: None },
        behaviour: None,
        kind: CaseKind::Exchanges(session),
    }
}

/// Names are bound only where a later step uses them.
fn tidy(session: &mut ExchangeCase) {
    let texts: Vec<String> = session.steps.iter().map(|step| format!("{:?} {:?}", step.send, step.change)).collect();
    for (at, step) in session.steps.iter_mut().enumerate() {
        let used = |name: &str| texts.iter().skip(at + 1).any(|text| text.contains(&format!("${{{name}}}")));
        step.bind.retain(|(name, _)| used(name));
        if matches!(step.wait, Some(Wait::Seconds(0))) {
            step.wait = None;
        }
    }
}

fn title(cause: &Cause, shrunk: &Shrunk, suites: &[Suite]) -> String {
    let looked = cause.case.as_ref().and_then(|id| suites.iter().flat_map(|suite| &suite.cases).find(|case| case.id == *id));
    if let Some(case) = looked {
        return case.title.clone();
    }
    let what = shrunk.held.rule.what;
    match cause.sort {
        Sort::Misnamed if cause.rule == "valid" => "To be served, or refused for what it is".to_owned(),
        Sort::Issued | Sort::Misnamed => format!("To be refused: {what}"),
        Sort::Refused | Sort::Scope => format!("To be served: {what}"),
        Sort::Crashed | Sort::Shape => format!("To be answered properly: {what}"),
        Sort::State => format!("To be seen: {what}"),
    }
}

/// A name for a case: of what the model says, and numbered where that is not enough.
pub(crate) fn name(cause: &Cause, taken: &mut BTreeMap<String, usize>) -> String {
    let base = match &cause.case {
        Some(case) => case.replace('/', "-"),
        None if cause.rule == "valid" => cause.requirement.replace('/', "-"),
        None => cause.rule.to_owned(),
    };
    let suffix = match cause.sort {
        Sort::Issued => "issued",
        Sort::Refused => "refused",
        Sort::Misnamed => "misnamed",
        Sort::Crashed => "crashed",
        Sort::Scope => "scope",
        Sort::Shape => "shape",
        Sort::State => "state",
    };
    let name = format!("{base}-{suffix}");
    let count = taken.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 { name } else { format!("{name}-{count}") }
}

/// The requirement of another suite, as one of this suite.
fn requirement_id(id: &str) -> String {
    format!("{SUITE}/{}", id.replace('/', "-"))
}

/// The suite of these cases, with the clauses that they rest on.
pub(crate) fn suite(cases: Vec<Case>, suites: &[Suite]) -> Suite {
    let mut requirements: Vec<Requirement> = Vec::new();
    for case in &cases {
        for id in case.requirements.iter().filter(|id| !requirements.iter().any(|known| known.id == **id)).collect::<Vec<_>>() {
            let known = suites.iter().flat_map(|suite| &suite.requirements).find(|known| requirement_id(&known.id) == *id);
            let requirement = known.map(|known| Requirement { id: id.clone(), untestable: None, ..known.clone() });
            requirements.extend(requirement);
        }
    }
    Suite {
        id: SUITE.to_owned(),
        title: "Found by exploration".to_owned(),
        version: "1".to_owned(),
        requirements,
        parameters: Vec::new(),
        cases,
        folder: None,
    }
}
