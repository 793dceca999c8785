//! Steps of a case.

use super::change::all;
use super::context::Context;
use super::keys;
use super::model::{Change, Send, StateName, Step};
use super::pairs::{GRANTS, LEVELS};
use super::template::is_built_in;
use crate::diagnostics::{Fields, Item, Key, codes};
use crate::judge::expectation::Outcome;

/// The words for states.
pub(super) const STATES: [(&str, StateName); 4] =
    [("main", StateName::Main), ("spare", StateName::Spare), ("done", StateName::Done), ("other", StateName::Other)];

impl Context<'_> {
    /// The steps of `[[case.step]]`, in order. Names bound by a step are known to those after it.
    pub fn steps(&self, item: &Item<'_>) -> Option<Vec<Step>> {
        self.bound_names.borrow_mut().clear();
        let items = item.list()?;
        if items.is_empty() {
            item.report(item.error(codes::EMPTY, "a case without steps").label("needs at least one"));
        }
        let steps = all(items.iter().map(|item| self.step(item)));
        self.bound_names.borrow_mut().clear();
        steps.filter(|steps| !steps.is_empty())
    }

    /// The only step of a case that has `change` and `expect`.
    pub fn only_step(&self, change: Option<Item<'_>>, expect: &Item<'_>) -> Option<Step> {
        let change = match change {
            Some(item) => self.change(&item),
            None => Some(Change::default()),
        };
        let expect = self.expect(expect, Outcome::Tokens);
        Some(Step {
            send: Send::Token { state: StateName::Main, grant: None },
            change: change?,
            expect: expect?,
            level: None,
            bind: Vec::new(),
        })
    }

    fn step(&self, item: &Item<'_>) -> Option<Step> {
        let fields = item.table(keys::STEP)?;
        let send = match fields.get("send") {
            Some(item) => self.send(&item),
            None => Some(Send::Token { state: StateName::Main, grant: None }),
        };
        let usual = match &send {
            Some(Send::Introspect(_) | Send::Revoke(_) | Send::Userinfo(_)) => Outcome::Ok,
            _ => Outcome::Tokens,
        };
        let change = match fields.get("change") {
            Some(item) => self.change(&item),
            None => Some(Change::default()),
        };
        let expect = fields.require("expect").and_then(|item| self.expect(&item, usual));
        let level = match fields.get("level") {
            Some(item) => Some(item.word("level", &LEVELS)?),
            None => None,
        };
        let bind = self.bind(&fields);
        Some(Step { send: send?, change: change?, expect: expect?, level, bind: bind? })
    }

    fn send(&self, item: &Item<'_>) -> Option<Send> {
        if !item.is_table() {
            return item.word("kind of request", &[("token", Send::Token { state: StateName::Main, grant: None })]);
        }
        let fields = item.table(keys::SEND)?;
        fields.exclusive(&["token", "introspect", "revoke", "userinfo"]);
        if let Some(item) = fields.get("token") {
            let grant = match fields.get("grant") {
                Some(item) => Some(item.word("grant", &GRANTS)?),
                None => None,
            };
            return Some(Send::Token { state: item.word("state", &STATES)?, grant });
        }
        if fields.get("grant").is_some() {
            fields.item.report(fields.key_error("grant", codes::CONFLICT, "`grant` belongs to `token`").label("not used here"));
        }
        if let Some(item) = fields.get("introspect") {
            return self.template(&item).map(Send::Introspect);
        }
        if let Some(item) = fields.get("revoke") {
            return self.template(&item).map(Send::Revoke);
        }
        match fields.get("userinfo") {
            Some(item) => self.template(&item).map(Send::Userinfo),
            None => {
                fields.missing("token");
                None
            }
        }
    }

    fn bind(&self, fields: &Fields<'_>) -> Option<Vec<(String, String)>> {
        let Some(item) = fields.get("bind") else { return Some(Vec::new()) };
        let bind: Vec<_> = item.any_table()?.entries().map(|(key, item)| bind_entry(key, &item)).collect();
        let mut names = self.bound_names.borrow_mut();
        names.extend(item.any_table()?.entries().map(|(key, _)| key.name.clone()));
        bind.into_iter().collect()
    }
}

fn bind_entry(key: &Key, item: &Item<'_>) -> Option<(String, String)> {
    if is_built_in(&key.name) || key.name.contains(['.', '}', '$']) {
        let title = format!("`{}` cannot be bound", key.name);
        let diagnostic = crate::diagnostics::Diagnostic::error(codes::BOUND_NAME, title, item.file, key.span.clone());
        item.report(diagnostic.label("has a meaning already, or is no plain name").help("choose another name"));
        return None;
    }
    let path = item.string()?;
    let known = ["response.", "id_token."].iter().any(|root| path.strip_prefix(root).is_some_and(|member| !member.is_empty()));
    if known {
        return Some((key.name.clone(), path.to_owned()));
    }
    item.report(
        item.error(codes::UNKNOWN_PATH, format!("there is nothing called `{path}` in an answer"))
            .label("not a path into an answer")
            .help("`response.MEMBER` is a member of the JSON answer, `id_token.CLAIM` a claim of its ID token"),
    );
    None
}

/// `contrast`: the indices of two steps.
pub(super) fn contrast(item: &Item<'_>, steps: usize) -> Option<(usize, usize)> {
    let items = item.list()?;
    let [first, second] = items.as_slice() else {
        item.wrong_type("two step numbers: [0, 1]");
        return None;
    };
    let index = |item: &Item<'_>| {
        let number = item.count()?;
        if number < steps {
            return Some(number);
        }
        let last = steps.saturating_sub(1);
        item.report(
            item.error(codes::CONTRAST, format!("there is no step {number}"))
                .label(format!("steps are numbered from 0 to {last}")),
        );
        None
    };
    let (at, beyond) = (index(first), index(second));
    let (at, beyond) = (at?, beyond?);
    if at == beyond {
        item.report(item.error(codes::CONTRAST, "a step compared with itself").label("the same step twice"));
        return None;
    }
    Some((at, beyond))
}
