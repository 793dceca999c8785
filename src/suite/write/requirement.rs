//! Requirements and the declarations of parameters.

use super::case::local;
use super::error::{NoWords, Within};
use super::notation::{key, lines};
use super::tree::{Fields, Node, number, texts, word};
use crate::suite::model::{Condition, ParameterKind, ParameterRule, Requirement};
use crate::suite::pairs::{GRANTS, LEVELS, ROLES};
use crate::suite::parameter::KINDS;

/// One `[[requirement]]`.
pub(super) fn requirement(requirement: &Requirement, suite: &str) -> Result<String, NoWords> {
    let mut fields = Fields::default();
    fields.put("id", local(&requirement.id, suite).within("id")?);
    fields.put("level", word(&LEVELS, &requirement.level).within("level")?);
    let mut source = Fields::default();
    source.put("document", &requirement.source.document);
    source.put("section", &requirement.source.section);
    fields.put("source", source);
    fields.put("text", &requirement.text);
    fields.option("why", requirement.why.as_ref());
    fields.option("untestable", requirement.untestable.as_ref());
    Ok(format!("[[requirement]]\n{}", lines(&fields)))
}

/// One `[parameter.NAME]`, without families: the cases that they made stand for themselves.
pub(super) fn parameter(rule: &ParameterRule) -> Result<String, NoWords> {
    let mut fields = Fields::default();
    fields.put("type", word(&KINDS, &rule.kind).within("type")?);
    let mut length = Fields::default();
    for (key, bound) in [("min", rule.min), ("max", rule.max)] {
        if let Some(bound) = bound {
            length.put(key, number(bound).within(key).within("length")?);
        }
    }
    if !length.is_empty() {
        fields.put("length", length);
    }
    if rule.kind == ParameterKind::Enum || !rule.values.is_empty() {
        fields.put("values", Node::List(texts(&rule.values)));
    }
    if rule.required {
        fields.put("required", true);
    }
    for (key, rests_on) in [("required_if", &rule.required_if), ("only_if", &rule.only_if)] {
        if let Some(rests_on) = rests_on {
            fields.put(key, condition(rests_on).within(key)?);
        }
    }
    if rule.repeatable {
        fields.put("repeatable", true);
    }
    Ok(format!("[parameter.{}]\n{}", key(&rule.name), lines(&fields)))
}

fn condition(condition: &Condition) -> Result<Node, NoWords> {
    let mut fields = Fields::default();
    let clients: Result<Vec<_>, _> = condition.client.iter().map(|role| word(&ROLES, role)).collect();
    fields.one_or_more("client", clients.within("client")?);
    let grants: Result<Vec<_>, _> = condition.grant.iter().map(|grant| word(&GRANTS, grant)).collect();
    fields.one_or_more("grant", grants.within("grant")?);
    fields.option("authorized_with", condition.authorized_with.as_ref());
    Ok(fields.into())
}
