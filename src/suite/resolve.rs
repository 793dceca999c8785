//! From trees to the typed suite, for one set of bounds.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::case::case;
use super::context::Context;
use super::derive::derive;
use super::identity::id;
use super::keys;
use super::model::{Case, ParameterRule, Requirement, Suite};
use super::parameter::{at_target, bounds, parameter};
use super::requirement::requirement;
use crate::diagnostics::{Diagnostic, Fields, Item, Key, Sink, SourceFile, codes};
use crate::target::model::LengthOverride;

/// What the files hold, in file order.
#[derive(Default)]
struct Sections<'a> {
    requirements: Vec<Item<'a>>,
    /// Parameters and cases.
    rest: Vec<Section<'a>>,
}

#[derive(Clone, Copy)]
enum Section<'a> {
    Parameter(&'a Key, Item<'a>),
    Case(Item<'a>),
}

/// Reads the files; what is wrong goes to the sink, and then the suite may be incomplete.
pub(super) fn resolve(files: &[SourceFile], hint: &str, overrides: &[LengthOverride], sink: &Sink) -> Suite {
    let roots: Vec<_> = files.iter().filter_map(|file| Fields::root(file, sink, keys::SUITE_FILE)).collect();
    let (suite_id, title, version) = identity(&roots, hint, sink);
    let mut context = Context {
        suite: &suite_id,
        requirements: BTreeMap::new(),
        bounds: BTreeMap::new(),
        lifted: Cell::new(false),
        bound_names: RefCell::default(),
    };
    let sections = sections(&roots);
    let requirements: Vec<Requirement> =
        sections.requirements.iter().filter_map(|item| requirement(item, &mut context)).collect();
    let rules = parameters(&sections, overrides, &mut context);
    let mut cases = Vec::new();
    for section in &sections.rest {
        match section {
            Section::Case(item) => {
                case(item, &context, &mut cases);
            }
            Section::Parameter(key, item) => {
                if let Some((rule, _)) = rules.iter().find(|(rule, at)| rule.name == key.name && std::ptr::eq(at.node, item.node))
                {
                    derive(rule, item, &context, &mut cases);
                }
            }
        }
    }
    report_duplicates(&cases);
    context.report_unexamined();
    if let Some(root) = roots.first()
        && (sections.requirements.is_empty() || sections.rest.is_empty())
    {
        let diagnostic = root.key_error("id", codes::EMPTY_SUITE, "the suite has no requirement, or no case");
        sink.push(diagnostic.label("nothing would be examined").help("write [[requirement]] and [[case]] tables"));
    }
    let parameters = rules.into_iter().map(|(rule, _)| rule).collect();
    let cases = cases.into_iter().map(|(case, _)| case).collect();
    Suite { id: suite_id, title, version, folder: None, requirements, parameters, cases }
}

/// Id, title and version, from suite.toml alone.
fn identity(roots: &[Fields<'_>], hint: &str, sink: &Sink) -> (String, String, String) {
    let is_head = |root: &Fields<'_>| root.item.file.name.rsplit(['/', '\\']).next() == Some("suite.toml");
    for root in roots.iter().filter(|root| !is_head(root)) {
        for key in ["id", "title", "version"].iter().filter(|key| root.get(key).is_some()) {
            let diagnostic = root.key_error(key, codes::CONFLICT, format!("`{key}` belongs in suite.toml"));
            sink.push(diagnostic.label("not in this file").help("move it to suite.toml, above the first [[…]]"));
        }
    }
    let Some(head) = roots.iter().find(|root| is_head(root)) else {
        sink.push(
            Diagnostic::about(codes::NO_SUITE_FILE, "the suite has no suite.toml", hint)
                .help("write one with id, title and version"),
        );
        return (hint.to_owned(), String::new(), String::new());
    };
    let text = |key: &str| head.require(key).and_then(|item| item.prose()).unwrap_or_default().to_owned();
    let name = head.require("id").and_then(|item| id(&item)).unwrap_or(hint).to_owned();
    (name, text("title"), text("version"))
}

fn sections<'a>(roots: &[Fields<'a>]) -> Sections<'a> {
    let mut sections = Sections::default();
    for root in roots {
        let list = |key: &str| root.get(key).and_then(|item| item.list()).unwrap_or_default();
        sections.requirements.extend(list("requirement"));
        let parameters = root.get("parameter").and_then(|item| item.any_table());
        let mut here: Vec<Section<'a>> =
            parameters.iter().flat_map(Fields::entries).map(|(key, item)| Section::Parameter(key, item)).collect();
        here.extend(list("case").into_iter().map(Section::Case));
        here.sort_by_key(|section| match section {
            Section::Parameter(key, _) => key.span.start,
            Section::Case(item) => item.node.span.start,
        });
        sections.rest.extend(here);
    }
    sections
}

fn parameters<'a>(
    sections: &Sections<'a>,
    overrides: &[LengthOverride],
    context: &mut Context<'_>,
) -> Vec<(ParameterRule, Item<'a>)> {
    let mut seen: BTreeMap<&str, (&Key, Item<'_>)> = BTreeMap::new();
    let mut rules = Vec::new();
    for section in &sections.rest {
        let Section::Parameter(key, item) = section else { continue };
        if let Some((first_key, first)) = seen.get(key.name.as_str()) {
            let title = format!("the parameter `{}` is declared already", key.name);
            let mut place = first.place("first here");
            place.span = first_key.span.clone();
            item.report(
                Diagnostic::error(codes::DUPLICATE_ID, title, item.file, key.span.clone()).label("again here").related(place),
            );
            continue;
        }
        seen.insert(&key.name, (key, *item));
        let Some(rule) = parameter(&key.name, item) else { continue };
        let bounds = bounds(&rule, overrides, item);
        context.bounds.insert(key.name.clone(), bounds);
        rules.push((at_target(rule, bounds), *item));
    }
    rules
}

fn report_duplicates(cases: &[(Case, Item<'_>)]) {
    let mut seen: BTreeMap<&str, &Item<'_>> = BTreeMap::new();
    for (case, at) in cases {
        if let Some(first) = seen.get(case.id.as_str()) {
            let diagnostic = at.error(codes::DUPLICATE_ID, format!("the case `{}` exists already", case.id));
            at.report(diagnostic.label("again here").related(first.place("first here")));
        } else {
            seen.insert(&case.id, at);
        }
    }
}
