//! What all families have in common.

use super::contexts;
use crate::diagnostics::{Fields, Item, codes};
use crate::judge::expectation::{Expectation, Outcome};
use crate::suite::case::{Head, exchanges, file_name, needs};
use crate::suite::context::Context;
use crate::suite::keys;
use crate::suite::model::{Case, Change, Given, Origin, ParameterRule, Step};
use crate::suite::pairs::{LEVELS, Pair, pairs, part};

/// One family of one parameter.
pub(super) struct Family<'a, 'c> {
    pub name: &'a str,
    pub rule: &'c ParameterRule,
    pub fields: Fields<'a>,
    pub context: &'c Context<'c>,
    pub expect: Option<Expectation>,
    pub given: Given,
    head: Head,
    pairs: Option<Vec<Pair>>,
}

impl<'a, 'c> Family<'a, 'c> {
    /// Reads the common keys.
    pub fn read(name: &'a str, rule: &'c ParameterRule, item: Item<'a>, context: &'c Context<'c>) -> Option<Self> {
        let own = keys::FAMILY_OWN.iter().find(|(family, _)| *family == name).map_or(&[][..], |(_, own)| own);
        let fields = item.table(&[keys::FAMILY, own].concat())?;
        let requirement = fields.require("requirement");
        let examined = requirement.and_then(|item| context.examined(&item));
        let expect = match fields.get("expect") {
            Some(item) => Some(context.expect(&item, Outcome::Tokens)?),
            None => None,
        };
        if expect.is_none() && !["unneeded", "unexpected", "own_length", "within"].contains(&name) {
            fields.missing("expect");
        }
        let level = match fields.get("level") {
            Some(item) => Some(item.word("level", &LEVELS)?),
            None => None,
        };
        let layers: Vec<_> = fields.get("given").into_iter().collect();
        let given = context.given(&layers)?;
        let pairs = match fields.get("for") {
            Some(item) => Some(pairs(&item)?),
            None => None,
        };
        let needs = needs(fields.get("needs"))?;
        let (requirements, strictest) = examined?;
        let at = item.span().start;
        let origin = Origin { file: file_name(&item), line: item.file.line(at), parameter: Some(rule.name.clone()) };
        let id = format!("{}/{}-{}", context.suite, rule.name.replace('_', "-"), name.replace('_', "-"));
        let head = Head {
            name: id,
            title: String::new(),
            requirements,
            level: level.unwrap_or(strictest),
            needs,
            origin,
            behaviour: None,
        };
        Some(Self { name, rule, fields, context, expect, given, head, pairs })
    }

    /// The contexts: those that `for` names, or else these; none is an error.
    pub fn pairs(&self, derived: Vec<Pair>) -> Option<Vec<Pair>> {
        let pairs = self.pairs.clone().unwrap_or(derived);
        if pairs.is_empty() {
            let item = self.fields.item;
            item.report(
                item.error(codes::NO_CONTEXT, format!("`{}` of `{}` applies to no client and grant", self.name, self.rule.name))
                    .label("no case can be derived")
                    .help("correct required, required_if or only_if of the parameter, or name contexts with `for`"),
            );
            return None;
        }
        Some(pairs)
    }

    /// A key of this family that must be there.
    pub fn expect_or(&self, outcome: Outcome) -> Expectation {
        self.expect.clone().unwrap_or_else(|| crate::suite::expect::plain(outcome))
    }

    /// The step that sends the case's own token request with a change.
    pub fn step(&self, change: Change, expect: Expectation) -> Step {
        Step { change, ..Step::token(expect) }
    }

    /// Adds one case per context, unless it rests on a bound that the target lifts.
    pub fn add(&self, variant: Variant, pairs: &[Pair], out: &mut Vec<(Case, Item<'a>)>) {
        if self.context.lifted.replace(false) {
            return;
        }
        let title = format!("{} {}", self.rule.name, variant.title);
        for pair in pairs {
            let given = variant.given.clone().unwrap_or_else(|| self.given.clone());
            let kind = exchanges(*pair, given, variant.steps.clone(), variant.contrast);
            let mut case = self.head.case(&[part(*pair, pairs).as_deref(), variant.id.as_deref()], kind);
            case.title.clone_from(&title);
            out.push((case, self.fields.item));
        }
    }

    /// Contexts where the valid request has the parameter.
    pub fn sent(&self) -> Option<Vec<Pair>> {
        self.pairs(contexts::sent(self.rule))
    }
}

/// One case of a family, before contexts.
pub(super) struct Variant {
    pub id: Option<String>,
    /// What is done to the parameter: "is left out".
    pub title: String,
    pub steps: Vec<Step>,
    pub given: Option<Given>,
    pub contrast: Option<(usize, usize)>,
}

impl Variant {
    /// A case of one step.
    pub fn new(id: Option<&str>, title: impl Into<String>, step: Step) -> Self {
        Self { id: id.map(str::to_owned), title: title.into(), steps: vec![step], given: None, contrast: None }
    }
}
