//! `[parameter.NAME]`: declarations and bounds.

use super::context::{Bound, Bounds, Context};
use super::keys;
use super::model::{Condition, ParameterKind, ParameterRule};
use super::pairs::{GRANTS, ROLES};
use crate::diagnostics::{Fields, Item, codes};
use crate::target::model::LengthOverride;

pub(super) const KINDS: [(&str, ParameterKind); 4] = [
    ("string", ParameterKind::String),
    ("enum", ParameterKind::Enum),
    ("uri", ParameterKind::Uri),
    ("scope", ParameterKind::Scope),
];
const AUTHORIZED: [(&str, &str); 2] = [("redirect_uri", "redirect_uri"), ("code_challenge", "code_challenge")];

/// Reads one declaration, families aside.
pub(super) fn parameter(name: &str, item: &Item<'_>) -> Option<ParameterRule> {
    let fields = item.table(&[keys::PARAMETER, keys::FAMILIES].concat())?;
    let kind = fields.require("type").and_then(|item| item.word("type", &KINDS));
    let (min, max) = fields.get("length").map_or((None, None), |item| length(&item));
    let flag = |key: &str| fields.get(key).and_then(|item| item.boolean()).unwrap_or(false);
    fields.exclusive(&["required", "required_if"]);
    let rule = ParameterRule {
        name: name.to_owned(),
        kind: kind?,
        min,
        max,
        values: values(&fields, kind?),
        required: flag("required"),
        required_if: fields.get("required_if").and_then(|item| condition(&item)),
        only_if: fields.get("only_if").and_then(|item| condition(&item)),
        repeatable: flag("repeatable"),
    };
    Some(rule)
}

fn length(item: &Item<'_>) -> (Option<usize>, Option<usize>) {
    let Some(fields) = item.table(keys::LENGTH) else { return (None, None) };
    let min = fields.get("min").and_then(|item| item.count());
    let max = fields.get("max").and_then(|item| item.count());
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        item.report(
            item.error(codes::MIN_ABOVE_MAX, format!("the smallest length, {min}, is above the largest, {max}"))
                .label("no value has such a length")
                .help("swap them"),
        );
        return (None, None);
    }
    (min, max)
}

fn values(fields: &Fields<'_>, kind: ParameterKind) -> Vec<String> {
    let values = fields.get("values");
    match (values, kind == ParameterKind::Enum) {
        (None, true) => {
            let diagnostic = fields.key_error("type", codes::ENUM_VALUES, "an enum without values");
            fields.item.report(diagnostic.label("needs `values = [\"…\"]`"));
        }
        (Some(_), false) => {
            let diagnostic = fields.key_error("values", codes::ENUM_VALUES, "`values` belongs to enums");
            fields.item.report(diagnostic.label("this parameter is none").help("write `type = \"enum\"`, or remove `values`"));
        }
        _ => {}
    }
    let items = values.and_then(|item| item.list()).unwrap_or_default();
    items.iter().filter_map(|item| item.string()).map(str::to_owned).collect()
}

fn condition(item: &Item<'_>) -> Option<Condition> {
    let fields = item.table(keys::CONDITION)?;
    if fields.is_empty() {
        item.report(
            item.error(codes::EMPTY, "a condition that says nothing").label("needs `client`, `grant` or `authorized_with`"),
        );
    }
    Some(Condition {
        client: fields.get("client").map_or(Vec::new(), |item| Context::words(&item, "role", &ROLES)),
        grant: fields.get("grant").map_or(Vec::new(), |item| Context::words(&item, "grant", &GRANTS)),
        authorized_with: fields.get("authorized_with").and_then(|item| item.word("parameter", &AUTHORIZED)).map(str::to_owned),
    })
}

/// The bounds of a parameter at a target.
pub(super) fn bounds(rule: &ParameterRule, overrides: &[LengthOverride], item: &Item<'_>) -> Bounds {
    let declared = |bound: Option<usize>| bound.map_or(Bound::Undeclared, Bound::At);
    let mut bounds = Bounds { min: declared(rule.min), max: declared(rule.max) };
    if let Some(own) = overrides.iter().find(|own| own.name == rule.name) {
        bounds.min = own.min.map_or(bounds.min, Bound::At);
        bounds.max = match own.max {
            Some(Some(max)) => Bound::At(max),
            Some(None) => Bound::Lifted,
            None => bounds.max,
        };
    }
    if let (Bound::At(min), Bound::At(max)) = (bounds.min, bounds.max)
        && min > max
    {
        item.report(
            item.error(
                codes::MIN_ABOVE_MAX,
                format!("at this target the smallest length of `{}`, {min}, is above the largest, {max}", rule.name),
            )
            .label("declared here, overridden by the target")
            .help(format!("correct `{}` in the target's [parameters]", rule.name)),
        );
    }
    bounds
}

/// The rule as it stands at a target.
pub(super) fn at_target(mut rule: ParameterRule, bounds: Bounds) -> ParameterRule {
    let number = |bound: Bound| if let Bound::At(number) = bound { Some(number) } else { None };
    rule.min = number(bounds.min);
    rule.max = number(bounds.max);
    rule
}
