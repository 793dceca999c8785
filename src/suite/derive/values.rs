//! `empty`, `repeated`, `outside`, `within`.

use std::collections::BTreeMap;

use super::contexts;
use super::family::{Family, Variant};
use crate::diagnostics::{Item, codes};
use crate::judge::expectation::Outcome;
use crate::suite::identity::slug;
use crate::suite::model::{Base, Case, Change, ParameterKind, Place, Repeat, Value, Wire};

/// `X=`, and `X` without the equals sign.
pub(super) fn empty<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let pairs = family.pairs(contexts::defined(family.rule))?;
    let forms = [(None, "is empty", Wire::Form), (Some("no-equals"), "is a name alone, without an equals sign", Wire::NameOnly)];
    for (id, title, wire) in forms {
        let value = Value { wire, ..Value::text("") };
        let step = family.step(set(family, value), family.expect.clone()?);
        family.add(Variant::new(id, title, step), &pairs, out);
    }
    Some(())
}

fn set(family: &Family<'_, '_>, value: Value) -> Change {
    Change { set: vec![(family.rule.name.clone(), value)], ..Change::default() }
}

/// The parameter twice, with two values and with the same one.
pub(super) fn repeated<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    if family.rule.repeatable {
        let item = family.fields.item;
        let diagnostic = item.error(codes::FAMILY, format!("`{}` is declared repeatable", family.rule.name));
        item.report(diagnostic.label("and here repeated, to be refused").help("remove `repeatable`, or this family"));
        return None;
    }
    let other = match family.fields.get("other") {
        Some(item) => family.context.value(&item, Some(&family.rule.name))?,
        None => Value::of(Base::LikeValid),
    };
    let identical = match family.fields.get("identical_expect") {
        Some(item) => family.context.expect(&item, Outcome::Tokens)?,
        None => family.expect.clone()?,
    };
    let expect = family.expect.clone()?;
    let pairs = family.sent()?;
    let forms = [
        ("valid-first", "occurs twice, the valid value first", other.clone(), Place::After, expect.clone()),
        ("valid-last", "occurs twice, the valid value last", other, Place::Before, expect),
        ("identical", "occurs twice with the same value", Value::of(Base::Valid), Place::After, identical),
    ];
    for (id, title, value, place, expect) in forms {
        let mut change = Change { repeat: vec![Repeat { name: family.rule.name.clone(), value, place }], ..Change::default() };
        if family.rule.kind == ParameterKind::Scope {
            // The valid request need not have a scope: then there would be nothing to repeat.
            change.set.push((family.rule.name.clone(), Value::text("${authorized}")));
        }
        family.add(Variant::new(Some(id), title, family.step(change, expect)), &pairs, out);
    }
    Some(())
}

/// Values outside a closed set.
pub(super) fn outside<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let items = family.fields.require("try")?.list()?;
    let pairs = family.pairs(contexts::defined(family.rule))?;
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let text = family.context.template(&item)?;
        if family.rule.values.contains(&text) {
            let diagnostic = item.error(codes::FAMILY, format!("`{text}` is a declared value"));
            item.report(diagnostic.label("not outside the set").help("remove it here, or from `values`"));
            continue;
        }
        let step = family.step(set(family, Value::text(text.clone())), family.expect.clone()?);
        family.add(
            Variant::new(Some(&unused(&text, &mut used)), format!("is `{text}`, outside the closed set"), step),
            &pairs,
            out,
        );
    }
    Some(())
}

/// An id for a value; values that look alike are numbered.
fn unused(text: &str, used: &mut BTreeMap<String, usize>) -> String {
    let id = match slug(text) {
        empty if empty.is_empty() => "other".to_owned(),
        id => id,
    };
    let count = used.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}-{count}") }
}

/// Every declared grant type works.
pub(super) fn within<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let item = family.fields.item;
    if family.rule.name != "grant_type" {
        let diagnostic = item.error(codes::FAMILY, "`within` is known for grant_type alone");
        item.report(diagnostic.label(format!("not for `{}`", family.rule.name)).help("write a case of your own"));
        return None;
    }
    let declared = |grant: &str| family.rule.values.iter().any(|value| value == grant);
    let pairs = contexts::ALL.into_iter().filter(|(_, grant)| declared(grant.grant_type())).collect();
    let pairs = family.pairs(pairs)?;
    let step = family.step(Change::default(), family.expect_or(Outcome::Tokens));
    family.add(Variant::new(None, "has a value of the closed set", step), &pairs, out);
    Some(())
}
