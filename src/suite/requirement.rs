//! `[[requirement]]`.

use std::cell::Cell;

use super::context::Context;
use super::identity::id;
use super::keys;
use super::model::{Requirement, Source};
use super::pairs::LEVELS;
use crate::diagnostics::{Item, codes};
use crate::protocol::names::Level;

/// A requirement as cases see it.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub level: Level,
    pub untestable: bool,
    /// Whether a case examines it.
    pub examined: Cell<bool>,
    /// Where its id stands.
    pub at: Item<'a>,
}

/// Reads one requirement. Its id counts as declared as soon as it can be read, so that one error does not cause others.
pub(super) fn requirement<'a>(item: &Item<'a>, context: &mut Context<'a>) -> Option<Requirement> {
    let fields = item.table(keys::REQUIREMENT)?;
    let at = fields.require("id");
    let name = at.and_then(|item| id(&item));
    let level = fields.require("level").and_then(|item| item.word("level", &LEVELS));
    let source = fields.require("source").and_then(|item| source(&item));
    let text = fields.require("text").and_then(|item| item.prose());
    let why = fields.get("why").and_then(|item| item.prose()).map(str::to_owned);
    let untestable = fields.get("untestable").and_then(|item| item.prose()).map(str::to_owned);
    let (name, at) = (name?, at?);
    if let Some(first) = context.requirements.get(name) {
        at.report(
            at.error(codes::DUPLICATE_ID, format!("the requirement `{name}` exists already"))
                .label("again here")
                .related(first.at.place("first here")),
        );
        return None;
    }
    let declared = Declared {
        level: level.unwrap_or(Level::Must),
        untestable: fields.get("untestable").is_some(),
        examined: Cell::new(false),
        at,
    };
    context.requirements.insert(name, declared);
    Some(Requirement {
        id: format!("{}/{name}", context.suite),
        level: level?,
        source: source?,
        text: text?.to_owned(),
        why,
        untestable,
    })
}

fn source(item: &Item<'_>) -> Option<Source> {
    let fields = item.table(keys::SOURCE)?;
    let document = fields.require("document").and_then(|item| item.prose());
    let section = fields.require("section").and_then(|item| item.prose());
    Some(Source { document: document?.to_owned(), section: section?.to_owned() })
}

impl Context<'_> {
    /// The `requirement` of a case or family: full ids, and the strictest level.
    pub fn examined(&self, item: &Item<'_>) -> Option<(Vec<String>, Level)> {
        let items = item.one_or_more();
        if items.is_empty() {
            item.report(item.error(codes::NO_REQUIREMENT, "this case examines no requirement").label("the list is empty"));
            return None;
        }
        let mut ids = Vec::new();
        let mut level = Level::May;
        for item in items {
            let name = item.string()?;
            let Some(declared) = self.requirements.get(name) else {
                item.unknown_word(
                    codes::UNKNOWN_REQUIREMENT,
                    "requirement",
                    &self.requirements.keys().copied().collect::<Vec<_>>(),
                );
                continue;
            };
            if declared.untestable {
                item.report(
                    item.error(codes::UNTESTABLE_WITH_CASE, format!("the requirement `{name}` is declared untestable"))
                        .label("but this case examines it")
                        .help("remove `untestable` there, or the id here")
                        .related(declared.at.place("declared untestable")),
                );
            }
            declared.examined.set(true);
            level = level.min(declared.level);
            ids.push(format!("{}/{name}", self.suite));
        }
        (!ids.is_empty()).then_some((ids, level))
    }

    /// Reports requirements that nothing examines.
    pub fn report_unexamined(&self) {
        for (name, declared) in &self.requirements {
            if !declared.untestable && !declared.examined.get() {
                let at = &declared.at;
                at.report(
                    at.error(codes::NO_CASE, format!("no case examines the requirement `{name}`"))
                        .label("never examined")
                        .help("write a case, or say why there can be none: untestable = \"…\""),
                );
            }
        }
    }
}
