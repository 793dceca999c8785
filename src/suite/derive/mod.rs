//! Cases derived from parameter rules: one family per sub-table of `[parameter.NAME]`.

mod contexts;
mod family;
mod lengths;
mod presence;
mod values;

use super::context::Context;
use super::keys;
use super::model::{Case, ParameterRule};
use crate::diagnostics::Item;
use family::Family;

/// Derives the cases of every family that is there, in file order.
pub(super) fn derive<'a>(rule: &ParameterRule, item: &Item<'a>, context: &Context<'_>, out: &mut Vec<(Case, Item<'a>)>) {
    let Some(fields) = item.any_table() else { return };
    for (key, item) in fields.entries().filter(|(key, _)| keys::FAMILIES.contains(&key.name.as_str())) {
        context.lifted.set(false);
        if let Some(family) = Family::read(&key.name, rule, item, context) {
            cases(&family, out);
        }
    }
}

fn cases<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    match family.name {
        "missing" => presence::missing(family, out),
        "unneeded" => presence::unneeded(family, out),
        "unexpected" => presence::unexpected(family, out),
        "empty" => values::empty(family, out),
        "repeated" => values::repeated(family, out),
        "outside" => values::outside(family, out),
        "within" => values::within(family, out),
        "bounds" => lengths::bounds(family, out),
        _ => lengths::own_length(family, out),
    }
}
