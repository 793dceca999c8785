//! Steps of a case.

use super::change::all;
use super::context::Context;
use super::keys;
use super::model::{Change, Handshake, HelperCall, HelperCaller, MetadataDocument, Send, StateName, Step, Wait};
use super::pairs::{GRANTS, LEVELS, ROLES};
use super::template::is_built_in;
use crate::diagnostics::{Fields, Item, Key, codes};
use crate::judge::expectation::Outcome;

/// The words for states.
pub(super) const STATES: [(&str, StateName); 4] =
    [("main", StateName::Main), ("spare", StateName::Spare), ("done", StateName::Done), ("other", StateName::Other)];

pub(super) const DOCUMENTS: [(&str, MetadataDocument); 2] = [
    ("openid-configuration", MetadataDocument::OpenidConfiguration),
    ("oauth-authorization-server", MetadataDocument::OauthAuthorizationServer),
];
pub(super) const HANDSHAKES: [(&str, Handshake); 4] = [
    ("tls-1.0", Handshake::Tls10),
    ("tls-1.1", Handshake::Tls11),
    ("weak-ciphers", Handshake::WeakCiphers),
    ("tls-1.3", Handshake::Tls13),
];
/// The words for requests that need nothing further.
pub(super) const SENDS: [(&str, Send); 4] = [
    ("token", Send::Token { state: StateName::Main, grant: None }),
    ("jwks", Send::Jwks),
    ("authorization", Send::Authorization),
    ("plain-http", Send::PlainHttp),
];

impl Context<'_> {
    /// The steps of `[[case.step]]`, in order. Names bound by a step are known to those after it.
    pub fn steps(&self, item: &Item<'_>) -> Option<Vec<Step>> {
        self.bound_names.borrow_mut().clear();
        let items = item.list()?;
        if items.is_empty() {
            item.report(item.error(codes::EMPTY, "a case without steps").label("needs at least one"));
        }
        let steps = all(items.iter().enumerate().map(|(index, item)| {
            let step = self.step(item)?;
            races(item, index, &step).then_some(step)
        }));
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
        Some(Step { change: change?, ..Step::token(expect?) })
    }

    fn step(&self, item: &Item<'_>) -> Option<Step> {
        let fields = item.table(keys::STEP)?;
        let send = match fields.get("send") {
            Some(item) => self.send(&item),
            None => Some(Send::Token { state: StateName::Main, grant: None }),
        };
        let usual = send.as_ref().map_or(Outcome::Tokens, usual_outcome);
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
        let wait = match fields.get("wait") {
            Some(item) => Some(wait(&item)?),
            None => None,
        };
        let copies = fields.get("copies").map_or(Some(1), |item| copies(&item));
        let with_previous = fields.get("with_previous").map_or(Some(false), |item| item.boolean());
        Some(Step {
            send: send?,
            change: change?,
            expect: expect?,
            level,
            bind: bind?,
            wait,
            copies: copies?,
            with_previous: with_previous?,
        })
    }

    fn send(&self, item: &Item<'_>) -> Option<Send> {
        if !item.is_table() {
            return item.word("kind of request", &SENDS);
        }
        let fields = item.table(keys::SEND)?;
        fields.exclusive(keys::REQUESTS);
        for (key, owners) in [("grant", ["token", "token"]), ("as", ["introspect", "revoke"]), ("hint", ["introspect", "revoke"])]
        {
            if fields.get(key).is_some() && owners.iter().all(|owner| fields.get(owner).is_none()) {
                let title = format!("`{key}` belongs to `{}`", owners[0]);
                fields.item.report(fields.key_error(key, codes::CONFLICT, title).label("not used here"));
            }
        }
        self.send_table(&fields)
    }

    fn send_table(&self, fields: &Fields<'_>) -> Option<Send> {
        if let Some(item) = fields.get("token") {
            let grant = match fields.get("grant") {
                Some(item) => Some(item.word("grant", &GRANTS)?),
                None => None,
            };
            return Some(Send::Token { state: item.word("state", &STATES)?, grant });
        }
        if let Some(item) = fields.get("introspect") {
            return self.helper(fields, &item).map(Send::Introspect);
        }
        if let Some(item) = fields.get("revoke") {
            return self.helper(fields, &item).map(Send::Revoke);
        }
        if let Some(item) = fields.get("metadata") {
            return item.word("metadata document", &DOCUMENTS).map(Send::Metadata);
        }
        if let Some(item) = fields.get("handshake") {
            return item.word("handshake", &HANDSHAKES).map(Send::Handshake);
        }
        match fields.get("userinfo") {
            Some(item) => self.template(&item).map(Send::Userinfo),
            None => {
                fields.missing("token");
                None
            }
        }
    }

    fn helper(&self, fields: &Fields<'_>, token: &Item<'_>) -> Option<HelperCall> {
        let caller = match fields.get("as") {
            None => None,
            Some(item) if item.is_string() && item.string() == Some("nobody") => Some(HelperCaller::Nobody),
            Some(item) => Some(HelperCaller::Role(item.word("caller", &ROLES)?)),
        };
        let hint = match fields.get("hint") {
            Some(item) => Some(item.string()?.to_owned()),
            None => None,
        };
        Some(HelperCall { token: self.template(token)?, caller, hint })
    }

    fn bind(&self, fields: &Fields<'_>) -> Option<Vec<(String, String)>> {
        let Some(item) = fields.get("bind") else { return Some(Vec::new()) };
        let bind: Vec<_> = item.any_table()?.entries().map(|(key, item)| bind_entry(key, &item)).collect();
        let mut names = self.bound_names.borrow_mut();
        names.extend(item.any_table()?.entries().map(|(key, _)| key.name.clone()));
        bind.into_iter().collect()
    }
}

/// The outcome of an expectation that names none.
pub(super) fn usual_outcome(send: &Send) -> Outcome {
    match send {
        Send::Token { .. } => Outcome::Tokens,
        Send::Authorization | Send::PlainHttp | Send::Handshake(_) => Outcome::Any,
        _ => Outcome::Ok,
    }
}

/// Whether a step can be sent as it says: at the same time as another, or as itself.
fn races(item: &Item<'_>, index: usize, step: &Step) -> bool {
    let (title, label) = match step.send {
        _ if step.with_previous && index == 0 => ("nothing is sent before the first step", "has no step before it"),
        Send::Authorization | Send::PlainHttp | Send::Handshake(_) if step.with_previous || step.copies > 1 => {
            ("such a request is sent alone", "cannot be sent at the same time as others")
        }
        _ => return true,
    };
    item.report(item.error(codes::CONFLICT, title).label(label));
    false
}

fn bind_entry(key: &Key, item: &Item<'_>) -> Option<(String, String)> {
    if is_built_in(&key.name) || key.name.contains(['.', '}', '$']) {
        let title = format!("`{}` cannot be bound", key.name);
        let diagnostic = crate::diagnostics::Diagnostic::error(codes::BOUND_NAME, title, item.file, key.span.clone());
        item.report(diagnostic.label("has a meaning already, or is no plain name").help("choose another name"));
        return None;
    }
    let path = item.string()?;
    let known = ["response.", "id_token.", "access_token."]
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|member| !member.is_empty()));
    if known {
        return Some((key.name.clone(), path.to_owned()));
    }
    item.report(
        item.error(codes::UNKNOWN_PATH, format!("there is nothing called `{path}` in an answer"))
            .label("not a path into an answer")
            .help("`response.MEMBER` is a member of the JSON answer, `id_token.CLAIM` and `access_token.CLAIM` claims of its tokens"),
    );
    None
}

/// `wait`: a number of seconds, or until the newest access token has expired.
fn wait(item: &Item<'_>) -> Option<Wait> {
    if !item.is_table() {
        return item.integer(1..=3600).and_then(|seconds| u32::try_from(seconds).ok()).map(Wait::Seconds);
    }
    let fields = item.table(keys::WAIT)?;
    fields.require("until")?.word("end of the wait", &[("expiry", ())])?;
    let at_most = fields.require("at_most")?.integer(1..=3600)?;
    u32::try_from(at_most).ok().map(|at_most| Wait::Expiry { at_most })
}

/// `copies`: two and more at once.
fn copies(item: &Item<'_>) -> Option<usize> {
    item.integer(2..=64).and_then(|copies| usize::try_from(copies).ok())
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
