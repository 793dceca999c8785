//! One case: the keys of its table, and its steps.

use super::change::change;
use super::error::{NoWords, Within};
use super::expect::expect;
use super::given::given;
use super::step::{is_plain, step};
use super::tree::{Fields, Node, number, word};
use crate::judge::expectation::Outcome;
use crate::protocol::names::Level;
use crate::suite::case::{CAPABILITIES, CLASSES, INSPECTIONS, usual_outcome};
use crate::suite::model::{Behaviour, Capability, Case, CaseKind, ExchangeCase, MetadataClaim, MetadataRelation, ObserveCase};
use crate::suite::pairs::{GRANTS, LEVELS, ROLES, USUAL};

/// A case as it is to be written.
#[derive(Debug)]
pub(super) struct Draft {
    /// The case's part of the id.
    pub name: String,
    /// The variant's.
    pub variant: Option<String>,
    /// Whether it may share a `[[case]]` with variants beside it.
    pub shares: bool,
    /// All keys but the id.
    pub keys: Fields,
    /// Empty where `change` and `expect` say it all.
    pub steps: Vec<Fields>,
}

/// Drafts a case. `strictest` is the level that its requirements give it, if that is known.
pub(super) fn draft(case: &Case, suite: &str, strictest: Option<Level>) -> Result<Draft, NoWords> {
    let own = local(&case.id, suite).within("id")?;
    let (name, variant) = own.split_once('/').map_or((own, None), |(name, variant)| (name, Some(variant.to_owned())));
    let mut keys = head(case, suite, strictest)?;
    let mut steps = Vec::new();
    match &case.kind {
        CaseKind::Exchanges(exchange) => exchanges(case, exchange, &mut keys, &mut steps)?,
        CaseKind::Observe(observe) => observes(case, observe, &mut keys)?,
        CaseKind::Inspect(inspection) => {
            keys.put("inspect", word(&INSPECTIONS, inspection).within("inspect")?);
            keys.option("behaviour", case.behaviour.as_ref().map(behaviour));
        }
    }
    let shares = variant.is_some() && matches!(case.kind, CaseKind::Exchanges(_));
    Ok(Draft { name: name.to_owned(), variant, shares, keys, steps })
}

fn head(case: &Case, suite: &str, strictest: Option<Level>) -> Result<Fields, NoWords> {
    let mut keys = Fields::default();
    keys.put("title", &case.title);
    let examined: Result<Vec<_>, _> = case.requirements.iter().map(|id| local(id, suite).map(Node::from)).collect();
    let examined = examined.within("requirement")?;
    if examined.is_empty() {
        return Err(NoWords::new("a case examines at least one")).within("requirement");
    }
    keys.one_or_more("requirement", examined);
    if strictest != Some(case.level) {
        keys.put("level", word(&LEVELS, &case.level).within("level")?);
    }
    let needs: Result<Vec<_>, _> = needed(case)?.iter().map(need).collect();
    let needs = needs.within("needs")?;
    if !needs.is_empty() {
        keys.put("needs", Node::List(needs));
    }
    Ok(keys)
}

/// What has to be said of its needs: that a scope is declined needs a consent in parts, which readers add behind the others.
fn needed(case: &Case) -> Result<&[Capability], NoWords> {
    let declines = matches!(&case.kind, CaseKind::Exchanges(exchange) if exchange.given.authorization.declined.is_some());
    match case.needs.as_slice() {
        [others @ .., Capability::PartialConsent] if declines && !others.contains(&Capability::PartialConsent) => Ok(others),
        needs if declines && !needs.contains(&Capability::PartialConsent) => {
            Err(NoWords::new("where a scope is declined, `partial-consent` is one of them")).within("needs")
        }
        needs => Ok(needs),
    }
}

/// An id without the suite's.
pub(super) fn local<'a>(id: &'a str, suite: &str) -> Result<&'a str, NoWords> {
    let own = id.strip_prefix(suite).and_then(|rest| rest.strip_prefix('/'));
    own.ok_or_else(|| NoWords::new(format!("`{id}` is no id of the suite `{suite}`")))
}

fn exchanges(case: &Case, exchange: &ExchangeCase, keys: &mut Fields, steps: &mut Vec<Fields>) -> Result<(), NoWords> {
    if (exchange.client, exchange.grant) != USUAL {
        let mut pair = Fields::default();
        pair.put("client", word(&ROLES, &exchange.client).within("for")?);
        pair.put("grant", word(&GRANTS, &exchange.grant).within("for")?);
        keys.put("for", pair);
    }
    keys.option("given", given(&exchange.given).within("given")?);
    keys.option("behaviour", case.behaviour.as_ref().map(behaviour));
    if let Some((at, beyond)) = exchange.contrast {
        keys.put("contrast", Node::List(vec![number(at).within("contrast")?, number(beyond).within("contrast")?]));
    }
    if let [only] = exchange.steps.as_slice()
        && is_plain(only)
    {
        keys.option("change", change(&only.change).within("change")?);
        keys.put("expect", expect(&only.expect, Outcome::Tokens).within("expect")?);
        return Ok(());
    }
    for (index, one) in exchange.steps.iter().enumerate() {
        steps.push(step(one).within(&index.to_string()).within("step")?);
    }
    if steps.is_empty() { Err(NoWords::new("a case sends something")).within("step") } else { Ok(()) }
}

fn observes(case: &Case, observe: &ObserveCase, keys: &mut Fields) -> Result<(), NoWords> {
    let class = word(&CLASSES, &observe.class).within("observe")?;
    match &observe.grant {
        None => keys.put("observe", class),
        Some(grant) => {
            let mut table = Fields::default();
            table.put("class", class);
            table.put("grant", word(&GRANTS, grant).within("observe")?);
            keys.put("observe", table);
        }
    }
    keys.option("behaviour", case.behaviour.as_ref().map(behaviour));
    keys.put("expect", expect(&observe.expect, usual_outcome(observe.class)).within("expect")?);
    Ok(())
}

fn behaviour(behaviour: &Behaviour) -> Node {
    let mut fields = Fields::default();
    fields.put("id", &behaviour.id);
    fields.put("question", &behaviour.question);
    fields.option("refused", behaviour.refused.as_ref());
    fields.into()
}

fn need(need: &Capability) -> Result<Node, NoWords> {
    let Capability::Says(MetadataClaim { member, relation }) = need else {
        return word(&CAPABILITIES, need);
    };
    let mut fields = Fields::default();
    fields.put("metadata", member);
    match relation {
        MetadataRelation::Has(value) => fields.put("has", value),
        MetadataRelation::Lacks(value) => fields.put("lacks", value),
        MetadataRelation::Present => fields.put("present", true),
        MetadataRelation::Absent => fields.put("present", false),
    }
    Ok(fields.into())
}
