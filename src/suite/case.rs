//! `[[case]]`: variants and pairs expanded.

use super::change::all;
use super::context::Context;
use super::identity::id;
use super::keys;
use super::model::{
    AnswerClass, Behaviour, Capability, Case, CaseKind, ExchangeCase, Given, Inspection, MetadataClaim, MetadataRelation,
    ObserveCase, Origin, Step,
};
use super::pairs::{GRANTS, LEVELS, Pair, USUAL, pairs, part};
use super::step::contrast;
use crate::diagnostics::{Diagnostic, Fields, Item, codes};
use crate::judge::expectation::Outcome;
use crate::protocol::names::{Grant, Level};

/// The words for capabilities.
pub(super) const CAPABILITIES: [(&str, Capability); 14] = [
    ("introspection", Capability::Introspection),
    ("revocation", Capability::Revocation),
    ("userinfo", Capability::Userinfo),
    ("partial-consent", Capability::PartialConsent),
    ("two-redirect-uris", Capability::TwoRedirectUris),
    ("one-redirect-uri", Capability::OneRedirectUri),
    ("metadata", Capability::Metadata),
    ("jwks", Capability::Jwks),
    ("raw", Capability::Raw),
    ("https", Capability::Https),
    ("http2", Capability::Http2),
    ("openid", Capability::Openid),
    ("basic", Capability::Basic),
    ("body-credentials", Capability::BodyCredentials),
];

/// A case's keys, with those of a variant above them.
#[derive(Clone, Copy)]
struct Layers<'a> {
    case: Fields<'a>,
    variant: Option<Fields<'a>>,
}

impl<'a> Layers<'a> {
    fn get(&self, key: &str) -> Option<Item<'a>> {
        self.variant.and_then(|variant| variant.get(key)).or_else(|| self.case.get(key))
    }

    /// Both, the case's first.
    fn both(&self, key: &str) -> Vec<Item<'a>> {
        [self.case.get(key), self.variant.and_then(|variant| variant.get(key))].into_iter().flatten().collect()
    }

    fn here(&self) -> Fields<'a> {
        self.variant.unwrap_or(self.case)
    }
}

/// What all cases have, whatever their kind.
pub(super) struct Head {
    pub name: String,
    pub title: String,
    pub requirements: Vec<String>,
    pub level: Level,
    pub needs: Vec<Capability>,
    pub origin: Origin,
    pub behaviour: Option<Behaviour>,
}

impl Head {
    /// The case of a kind whose id ends in these parts.
    pub fn case(&self, parts: &[Option<&str>], kind: CaseKind) -> Case {
        let part = parts.iter().flatten().copied().collect::<Vec<_>>().join("-");
        let id = if part.is_empty() { self.name.clone() } else { format!("{}/{part}", self.name) };
        Case {
            id,
            title: self.title.clone(),
            requirements: self.requirements.clone(),
            level: self.level,
            needs: self.needs.clone(),
            origin: self.origin.clone(),
            behaviour: self.behaviour.clone(),
            kind,
        }
    }
}

/// Reads and expands one case.
pub(super) fn case<'a>(item: &Item<'a>, context: &Context<'_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let fields = item.table(keys::CASE)?;
    let at = fields.require("id")?;
    let name = id(&at);
    let variants = match fields.get("variant") {
        Some(item) => item.list()?,
        None => return expand(Layers { case: fields, variant: None }, name?, at, context, out),
    };
    let mut seen: Vec<(&str, Item<'_>)> = Vec::new();
    for item in variants {
        let Some(variant) = item.table(keys::VARIANT) else { continue };
        let Some(at) = variant.require("id") else { continue };
        let Some(own) = id(&at) else { continue };
        if let Some((_, first)) = seen.iter().find(|(known, _)| *known == own) {
            let diagnostic = at.error(codes::DUPLICATE_ID, format!("the variant `{own}` exists already"));
            at.report(diagnostic.label("again here").related(first.place("first here")));
            continue;
        }
        seen.push((own, at));
        expand(Layers { case: fields, variant: Some(variant) }, name.unwrap_or("unnamed"), at, context, out);
    }
    Some(())
}

fn expand<'a>(
    layers: Layers<'a>,
    name: &str,
    at: Item<'a>,
    context: &Context<'_>,
    out: &mut Vec<(Case, Item<'a>)>,
) -> Option<()> {
    context.lifted.set(false);
    let head = head(&layers, name, &at, context);
    let variant = layers.variant.and_then(|fields| fields.get("id")).and_then(|item| item.string());
    if let Some(kind) = single(&layers, context) {
        out.push((head?.case(&[variant], kind?), at));
        return Some(());
    }
    let pairs = match layers.get("for") {
        Some(item) => pairs(&item),
        None => Some(vec![USUAL]),
    };
    let given = context.given(&layers.both("given"));
    let steps = steps(&layers, context);
    let contrast = match (layers.get("contrast"), &steps) {
        (Some(item), Some(steps)) => Some(contrast(&item, steps.len())?),
        _ => None,
    };
    let (mut head, pairs, given, steps) = (head?, pairs?, given?, steps?);
    check_exchange(&layers, &pairs);
    if given.authorization.declined.is_some() && !head.needs.contains(&Capability::PartialConsent) {
        head.needs.push(Capability::PartialConsent);
    }
    if context.lifted.get() {
        return Some(());
    }
    for pair in &pairs {
        let kind = exchanges(*pair, given.clone(), steps.clone(), contrast);
        out.push((head.case(&[part(*pair, &pairs).as_deref(), variant], kind), at));
    }
    Some(())
}

/// The exchanges of one pair; what is given for the exchange of a code holds for refreshes alone.
pub(super) fn exchanges((client, grant): Pair, mut given: Given, steps: Vec<Step>, contrast: Option<(usize, usize)>) -> CaseKind {
    if grant != Grant::RefreshToken {
        given.exchange.clear();
    }
    CaseKind::Exchanges(ExchangeCase { client, grant, given, steps, contrast })
}

fn head(layers: &Layers<'_>, name: &str, at: &Item<'_>, context: &Context<'_>) -> Option<Head> {
    let title = match layers.get("title") {
        Some(item) => item.prose(),
        None => {
            layers.case.missing("title");
            None
        }
    };
    let requirement = layers.get("requirement");
    if requirement.is_none() {
        let diagnostic = layers.case.get("id").unwrap_or(*at).error(codes::NO_REQUIREMENT, "this case examines no requirement");
        at.report(
            diagnostic.label("needs `requirement = \"…\"`").help("name the requirement, or the list of them, that it examines"),
        );
    }
    let examined = requirement.and_then(|item| context.examined(&item));
    let level = match layers.get("level") {
        Some(item) => Some(item.word("level", &LEVELS)?),
        None => None,
    };
    let needs = needs(layers.get("needs"))?;
    let behaviour = match layers.get("behaviour") {
        Some(item) => Some(behaviour(&item)?),
        None => None,
    };
    let (requirements, strictest) = examined?;
    Some(Head {
        name: format!("{}/{name}", context.suite),
        title: title?.to_owned(),
        requirements,
        level: level.unwrap_or(strictest),
        needs,
        origin: Origin { file: file_name(at), line: at.file.line(at.node.span.start), parameter: None },
        behaviour,
    })
}

/// `behaviour`: the question that the answer answers.
fn behaviour(item: &Item<'_>) -> Option<Behaviour> {
    let fields = item.table(keys::BEHAVIOUR)?;
    let own = id(&fields.require("id")?)?.to_owned();
    let question = fields.require("question")?.prose()?.to_owned();
    let refused = match fields.get("refused") {
        Some(item) => Some(item.prose()?.to_owned()),
        None => None,
    };
    Some(Behaviour { id: own, question, refused })
}

/// A case that sends nothing: `observe` or `inspect`. The outer `None`: it is not one of those.
fn single(layers: &Layers<'_>, context: &Context<'_>) -> Option<Option<CaseKind>> {
    let case = layers.case;
    if let Some(item) = case.get("observe") {
        does_not_apply(layers, &["for", "given", "change", "step", "contrast", "inspect"], "observe");
        let (class, grant) = observed(&item);
        let usual = class.map_or(Outcome::Any, usual_outcome);
        let expect = layers.get("expect");
        if expect.is_none() {
            case.missing("expect");
        }
        let expect = expect.and_then(|item| context.expect(&item, usual));
        return Some(class.zip(expect).map(|(class, expect)| CaseKind::Observe(ObserveCase { class, grant, expect })));
    }
    let item = case.get("inspect")?;
    does_not_apply(layers, &["for", "given", "change", "expect", "step", "contrast"], "inspect");
    Some(item.word("inspection", &INSPECTIONS).map(CaseKind::Inspect))
}

pub(super) const INSPECTIONS: [(&str, Inspection); 7] = [
    ("client-ids", Inspection::ClientIds),
    ("endpoint-uri", Inspection::EndpointUri),
    ("code-entropy", Inspection::CodeEntropy),
    ("access-token-entropy", Inspection::AccessTokenEntropy),
    ("refresh-token-entropy", Inspection::RefreshTokenEntropy),
    ("client-secret-entropy", Inspection::ClientSecretEntropy),
    ("tokens-distinct", Inspection::TokensDistinct),
];
pub(super) const CLASSES: [(&str, AnswerClass); 4] = [
    ("tokens", AnswerClass::Tokens),
    ("errors", AnswerClass::Errors),
    ("unauthorized", AnswerClass::Unauthorized),
    ("all", AnswerClass::All),
];

/// `observe`: a class of answers, or a table with a grant beside it.
fn observed(item: &Item<'_>) -> (Option<AnswerClass>, Option<Grant>) {
    if !item.is_table() {
        return (item.word("class of answers", &CLASSES), None);
    }
    let Some(fields) = item.table(keys::OBSERVE) else { return (None, None) };
    let class = fields.require("class").and_then(|item| item.word("class of answers", &CLASSES));
    (class, fields.get("grant").and_then(|item| item.word("grant", &GRANTS)))
}

/// The outcome of an expectation of these answers that names none.
pub(super) fn usual_outcome(class: AnswerClass) -> Outcome {
    match class {
        AnswerClass::Tokens => Outcome::Tokens,
        AnswerClass::Errors | AnswerClass::Unauthorized => Outcome::Error,
        AnswerClass::All => Outcome::Any,
    }
}

fn does_not_apply(layers: &Layers<'_>, keys: &[&str], beside: &str) {
    for fields in [Some(layers.case), layers.variant].into_iter().flatten() {
        for key in keys.iter().filter(|key| fields.get(key).is_some()) {
            let diagnostic = fields.key_error(key, codes::CONFLICT, format!("`{key}` does not apply beside `{beside}`"));
            fields.item.report(diagnostic.label("never used").help("remove it, or make two cases of this one"));
        }
    }
}

fn steps(layers: &Layers<'_>, context: &Context<'_>) -> Option<Vec<Step>> {
    let here = layers.here();
    if let Some(item) = layers.get("step") {
        if here.get("change").or(here.get("expect")).is_some() {
            does_not_apply(&Layers { case: here, variant: None }, &["change", "expect"], "step");
        }
        return context.steps(&item);
    }
    let Some(expect) = layers.get("expect") else {
        here.missing("expect");
        return None;
    };
    Some(vec![context.only_step(layers.get("change"), &expect)?])
}

fn check_exchange(layers: &Layers<'_>, pairs: &[Pair]) {
    if pairs.iter().any(|(_, grant)| *grant == Grant::RefreshToken) {
        return;
    }
    for fields in layers.both("given").iter().filter_map(Item::any_table) {
        if fields.get("exchange").is_some() {
            let diagnostic: Diagnostic = fields.key_error(
                "exchange",
                codes::EXCHANGE_WITHOUT_REFRESH,
                "`exchange` is given, but the case never refreshes",
            );
            fields.item.report(
                diagnostic
                    .label("the code exchange before a refresh")
                    .help("add `grant = \"refresh_token\"` to `for`, or use `change`"),
            );
        }
    }
}

/// The capabilities of a family.
pub(super) fn needs(item: Option<Item<'_>>) -> Option<Vec<Capability>> {
    match item {
        Some(item) => all(item.one_or_more().iter().map(need)),
        None => Some(Vec::new()),
    }
}

fn need(item: &Item<'_>) -> Option<Capability> {
    if !item.is_table() {
        return item.word("capability", &CAPABILITIES);
    }
    let fields = item.table(keys::NEED)?;
    fields.exclusive(&["has", "lacks", "present"]);
    let member = fields.require("metadata")?.string()?.to_owned();
    let relation = match (fields.get("has"), fields.get("lacks")) {
        (Some(item), _) => MetadataRelation::Has(item.string()?.to_owned()),
        (_, Some(item)) => MetadataRelation::Lacks(item.string()?.to_owned()),
        _ if fields.require("present")?.boolean()? => MetadataRelation::Present,
        _ => MetadataRelation::Absent,
    };
    Some(Capability::Says(MetadataClaim { member, relation }))
}

/// A file's name relative to the suite's folder.
pub(super) fn file_name(at: &Item<'_>) -> String {
    at.file.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}
