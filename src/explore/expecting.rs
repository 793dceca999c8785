//! From a prediction to an expectation as cases have it.

use super::model::rules::{self, Clause, Rule, Tokens};
use super::model::{Held, Model, Prediction, Sort};
use crate::judge::expectation::{
    Alternative, Expectation, HeaderClaim, Meaning, MemberClaim, Outcome, Pattern, ScopeClaim, StatusPattern,
};
use crate::suite::model::{Case, CaseKind, Suite};

/// What a case expects of an answer that the model predicts. `held`: what it is to show.
pub(crate) fn expectation(model: &Model, prediction: &Prediction, held: Option<&Held>, suites: &[Suite]) -> Expectation {
    if let Some(observed) = held.and_then(|held| held.case.as_deref()).and_then(|id| looked_on(id, suites)) {
        return observed;
    }
    let mut others = Vec::new();
    let primary = if prediction.free {
        Pattern::of(Outcome::Either)
    } else if prediction.complaints.is_empty() {
        served(prediction, held, &mut others)
    } else {
        refused(model, prediction, held, &mut others)
    };
    for codes in prediction.allowances.iter().chain(&prediction.excuses) {
        let pattern = if codes.is_empty() { Pattern::of(Outcome::Refused) } else { error(codes) };
        others.push(alternative(pattern, Meaning::Pass, "a server may have reasons of its own to refuse this"));
    }
    for rule in prediction.poor.iter().filter(|_| prediction.complaints.is_empty()) {
        let reason = format!("{}, and the request should be served all the same", rule.what);
        others.push(alternative(Pattern::of(Outcome::Refused), Meaning::Warn, &reason));
    }
    Expectation { primary, answer: None, others }
}

/// What a step has to come to that only leads to the one that is looked at. Where it comes to something else, the session goes another
/// way, and shows nothing.
pub(crate) fn led_to(served: bool) -> Expectation {
    let (primary, other) = if served { (Outcome::Tokens, Outcome::Refused) } else { (Outcome::Refused, Outcome::Tokens) };
    let elsewhere =
        alternative(Pattern::of(other), Meaning::Skip, "the session goes another way here, and shows nothing of what was found");
    Expectation { primary: Pattern::of(primary), answer: None, others: vec![elsewhere] }
}

/// What the case says that looks at all answers.
fn looked_on(id: &str, suites: &[Suite]) -> Option<Expectation> {
    let of = |case: &Case| match &case.kind {
        CaseKind::Observe(observe) if case.id == id => Some(observe.expect.clone()),
        _ => None,
    };
    suites.iter().flat_map(|suite| &suite.cases).find_map(of)
}

fn alternative(pattern: Pattern, meaning: Meaning, reason: &str) -> Alternative {
    Alternative { pattern, meaning, reason: reason.to_owned(), choice: None, answer: None }
}

fn error(codes: &[&str]) -> Pattern {
    Pattern { errors: codes.iter().map(|&code| code.to_owned()).collect(), ..Pattern::of(Outcome::Error) }
}

fn tokens_with(scope: ScopeClaim) -> Pattern {
    Pattern { scope: Some(scope), ..Pattern::of(Outcome::Tokens) }
}

fn list(set: &std::collections::BTreeSet<String>) -> Option<String> {
    Some(set.iter().map(String::as_str).collect::<Vec<_>>().join(" "))
}

fn served(prediction: &Prediction, held: Option<&Held>, others: &mut Vec<Alternative>) -> Pattern {
    if held.is_some_and(|held| std::ptr::eq(held.rule, &rules::REFRESH_FOR_SERVICE)) {
        let members = vec![("refresh_token".to_owned(), MemberClaim::Absent)];
        return Pattern { members, ..Pattern::of(Outcome::Tokens) };
    }
    let about_scope = held.is_some_and(|held| held.sort == Sort::Scope);
    let Some(terms) = prediction.scope.as_ref().filter(|_| about_scope) else { return Pattern::of(Outcome::Tokens) };
    let mut options = terms.options.iter();
    let Some(first) = options.next() else {
        return tokens_with(ScopeClaim { within: list(&terms.authorized), ..ScopeClaim::default() });
    };
    for option in options {
        let (equals, within) = if option.or_less { (None, list(&option.set)) } else { (list(&option.set), None) };
        let (meaning, reason) = if option.good {
            (Meaning::Pass, "the parameter is disregarded, and the answer says so (RFC 6749 §3.3)")
        } else {
            (Meaning::Warn, "not the scope that was to be expected, though none beyond what was authorized")
        };
        let claim = ScopeClaim { equals, within, reported: option.reported, ..ScopeClaim::default() };
        others.push(alternative(tokens_with(claim), meaning, reason));
    }
    tokens_with(ScopeClaim { equals: list(&first.set), ..ScopeClaim::default() })
}

fn refused(model: &Model, prediction: &Prediction, held: Option<&Held>, others: &mut Vec<Alternative>) -> Pattern {
    let clauses: Vec<(&Rule, &Clause)> = prediction
        .complaints
        .iter()
        .flat_map(|rule| rule.clauses.iter().map(move |clause| (*rule, clause)))
        .filter(|(_, clause)| model.level(clause.requirement).is_some())
        .collect();
    let about = |requirement: &str| held.is_some_and(|held| held.requirement == requirement);
    let own = clauses.iter().find(|(_, clause)| about(clause.requirement));
    // Where nothing disagreed, the strictest clause speaks for all.
    let strictest = clauses.iter().max_by_key(|(_, clause)| strictness(clause.tokens));
    let tokens = own.or(strictest).map_or(Tokens::Broken, |(_, clause)| clause.tokens);
    let within = |prediction: &Prediction| {
        let authorized = prediction.scope.as_ref().and_then(|terms| list(&terms.authorized));
        tokens_with(ScopeClaim { within: authorized, reported: true, ..ScopeClaim::default() })
    };
    let terms = prediction.scope.as_ref();
    let loose = terms.and_then(super::model::ScopeTerms::read_loosely);
    if let Some(loose) = loose.filter(|_| matches!(tokens, Tokens::PoorWithin | Tokens::FineWithin)) {
        let claim = ScopeClaim { equals: list(&loose), ..ScopeClaim::default() };
        let reason = "the list was read as if it were written with spaces, in the letters that were authorized";
        others.push(alternative(tokens_with(claim), Meaning::Fail, reason));
    }
    let accepted = match tokens {
        Tokens::Forbidden | Tokens::Broken => None,
        Tokens::Poor => Some((Pattern::of(Outcome::Tokens), Meaning::Warn)),
        Tokens::Fine => Some((Pattern::of(Outcome::Tokens), Meaning::Pass)),
        Tokens::PoorWithin => Some((within(prediction), Meaning::Warn)),
        Tokens::FineWithin | Tokens::FineReported => Some((within(prediction), Meaning::Pass)),
    };
    if let Some((pattern, meaning)) = accepted {
        let reason = "the request was served, and no more was granted than had been authorized";
        others.push(alternative(pattern, meaning, reason));
    }
    if tokens == Tokens::FineReported {
        let less = ScopeClaim { within: terms.and_then(|terms| list(&terms.authorized)), ..ScopeClaim::default() };
        others.push(alternative(tokens_with(less), Meaning::Fail, "less was granted, and the answer does not say so"));
        let more = "a scope was granted that the client was never offered";
        others.push(alternative(Pattern::of(Outcome::Tokens), Meaning::Warn, more));
    }
    let one = prediction.complaints.len() == 1;
    let codes: Vec<&str> = match own {
        Some((_, clause)) if one => clause.codes.to_vec(),
        _ if clauses.iter().any(|(_, clause)| clause.codes.is_empty()) => Vec::new(),
        _ => clauses.iter().flat_map(|(_, clause)| clause.codes.iter().copied()).collect(),
    };
    if codes.is_empty() {
        return Pattern::of(Outcome::Refused);
    }
    let mut codes = codes;
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| seen.insert(*code));
    let challenge =
        own.filter(|(rule, _)| one && (std::ptr::eq(*rule, &rules::SECRET_WRONG) || std::ptr::eq(*rule, &rules::BASIC_UNKNOWN)));
    match challenge {
        None => error(&codes),
        Some(_) => {
            others.push(alternative(
                Pattern { status: vec![StatusPattern::Code(400), StatusPattern::Code(401)], ..error(&codes) },
                Meaning::Warn,
                "RFC 6749 §5.2 asks for status 401 and a challenge that names Basic",
            ));
            Pattern {
                status: vec![StatusPattern::Code(401)],
                headers: vec![("WWW-Authenticate".to_owned(), HeaderClaim::Contains("Basic".to_owned()))],
                ..error(&["invalid_client"])
            }
        }
    }
}

/// How little a clause thinks of tokens.
fn strictness(tokens: Tokens) -> u8 {
    match tokens {
        Tokens::Fine => 0,
        Tokens::FineWithin | Tokens::FineReported => 1,
        Tokens::Poor => 2,
        Tokens::PoorWithin => 3,
        Tokens::Broken => 4,
        Tokens::Forbidden => 5,
    }
}
