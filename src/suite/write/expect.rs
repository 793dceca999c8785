//! What must come back, and what else is accepted.

use super::error::{NoWords, Within};
use super::member::{header, members};
use super::tree::{Fields, Node, named, number, texts, word};
use crate::judge::expectation::{Alternative, Expectation, Meaning, Outcome, Pattern, ScopeClaim, StatusPattern};
use crate::suite::expect::{MEANINGS, OUTCOMES, STATUSES};

/// `expect`: a word, or a table. `usual` is the outcome that a table need not name.
pub(super) fn expect(expectation: &Expectation, usual: Outcome) -> Result<Node, NoWords> {
    let Expectation { primary, answer, others } = expectation;
    if *primary == Pattern::of(primary.outcome) && answer.is_none() && others.is_empty() {
        return word(&OUTCOMES, &primary.outcome);
    }
    let mut fields = pattern(primary, usual)?;
    fields.option("answer", answer.as_ref());
    if !others.is_empty() {
        let accepted: Result<Vec<_>, _> = others.iter().map(|other| alternative(other, usual)).collect();
        fields.put("accept", Node::Lines(accepted.within("accept")?));
    }
    Ok(fields.into())
}

fn alternative(other: &Alternative, usual: Outcome) -> Result<Node, NoWords> {
    let mut fields = pattern(&other.pattern, usual)?;
    if let Some((name, value)) = &other.choice {
        fields.put("choice", named([(name, value)], |value| Ok(value.into())).within("choice")?);
    }
    if other.meaning != Meaning::Pass {
        fields.put("meaning", word(&MEANINGS, &other.meaning).within("meaning")?);
    }
    fields.option("answer", other.answer.as_ref());
    fields.put("reason", &other.reason);
    Ok(fields.into())
}

fn pattern(pattern: &Pattern, usual: Outcome) -> Result<Fields, NoWords> {
    let mut fields = Fields::default();
    if !is_implied(pattern, usual) {
        fields.put("outcome", word(&OUTCOMES, &pattern.outcome).within("outcome")?);
    }
    fields.one_or_more("error", texts(&pattern.errors));
    let statuses: Result<Vec<_>, _> = pattern.status.iter().map(status).collect();
    fields.one_or_more("status", statuses.within("status")?);
    if let Some(claim) = &pattern.scope {
        fields.put("scope", scope(claim));
    }
    if !pattern.members.is_empty() {
        fields.put("members", members(&pattern.members).within("members")?);
    }
    if !pattern.headers.is_empty() {
        let headers = pattern.headers.iter().map(|(name, claim)| (name, claim));
        fields.put("headers", named(headers, header).within("headers")?);
    }
    if !pattern.checks.is_empty() {
        fields.put("checks", Node::List(pattern.checks.iter().map(|check| check.name.into()).collect()));
    }
    if pattern.empty_body {
        fields.put("empty_body", true);
    }
    if let Some(most) = pattern.successes {
        fields.put("successes", number(most).within("successes")?);
    }
    Ok(fields)
}

/// Whether the outcome goes without saying: an error code means an error, and a scope that of an answer such as the request asks for.
fn is_implied(pattern: &Pattern, usual: Outcome) -> bool {
    if pattern.errors.is_empty() {
        pattern.outcome == usual && pattern.scope.is_some() && pattern.status.is_empty()
    } else {
        pattern.outcome == Outcome::Error
    }
}

fn status(status: &StatusPattern) -> Result<Node, NoWords> {
    match status {
        StatusPattern::Code(code) => Ok(Node::Number((*code).into())),
        StatusPattern::Class(_) => word(&STATUSES, status),
    }
}

fn scope(claim: &ScopeClaim) -> Node {
    if let Some(equals) = &claim.equals
        && *claim == (ScopeClaim { equals: Some(equals.clone()), ..ScopeClaim::default() })
    {
        return equals.into();
    }
    let mut fields = Fields::default();
    for (key, set) in [("equals", &claim.equals), ("has", &claim.has), ("within", &claim.within), ("lacks", &claim.lacks)] {
        fields.option(key, set.as_ref());
    }
    if claim.reported {
        fields.put("reported", true);
    }
    fields.into()
}
