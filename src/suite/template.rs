//! Templates: literal text with `${…}`, checked against the known names.

use super::context::Context;
use crate::diagnostics::{Item, codes, nearest};

/// Placeholders that need no state but the case's own.
pub(super) const NAMES: [&str; 17] = [
    "scopes",
    "s1",
    "s2",
    "offline",
    "authorized",
    "client_id",
    "client_secret",
    "redirect_uri",
    "other_redirect_uri",
    "code",
    "code_verifier",
    "code_challenge",
    "nonce",
    "access_token",
    "refresh_token",
    "id_token",
    "front_id_token",
];
const STATES: [&str; 3] = ["spare", "done", "other"];
const OF_STATE: [&str; 10] = [
    "code",
    "code_verifier",
    "code_challenge",
    "nonce",
    "redirect_uri",
    "access_token",
    "refresh_token",
    "id_token",
    "client_id",
    "client_secret",
];
const ROLES: [&str; 4] = ["public", "confidential", "service", "special"];
const OF_ROLE: [&str; 3] = ["client_id", "client_secret", "redirect_uri"];

/// Whether a placeholder is built in.
pub(super) fn is_built_in(name: &str) -> bool {
    match name.split_once('.') {
        None => NAMES.contains(&name),
        Some(("public", "client_secret")) => false,
        Some((owner, part)) => {
            (STATES.contains(&owner) && OF_STATE.contains(&part)) || (ROLES.contains(&owner) && OF_ROLE.contains(&part))
        }
    }
}

impl Context<'_> {
    /// A template, all of whose placeholders are known here.
    pub fn template(&self, item: &Item<'_>) -> Option<String> {
        let text = item.string()?;
        let mut rest = text;
        let mut fine = true;
        while let Some(start) = rest.find("${") {
            let after = &rest[start + 2..];
            let Some(end) = after.find('}') else {
                item.report(
                    item.error(codes::UNKNOWN_PLACEHOLDER, "a placeholder without its closing brace").label("`${` without `}`"),
                );
                return None;
            };
            fine &= self.placeholder(item, &after[..end]);
            rest = &after[end + 1..];
        }
        fine.then(|| text.to_owned())
    }

    fn placeholder(&self, item: &Item<'_>, name: &str) -> bool {
        let bound = self.bound_names.borrow();
        if is_built_in(name) || bound.iter().any(|known| known == name) {
            return true;
        }
        let known = candidates(&bound);
        let raw = item.file.text.get(item.node.span.clone()).unwrap_or_default();
        let wanted = format!("${{{name}}}");
        let span = raw.find(&wanted).map_or(item.span(), |at| {
            let start = item.node.span.start + at;
            start..start + wanted.len()
        });
        let mut diagnostic = item.error(codes::UNKNOWN_PLACEHOLDER, format!("unknown placeholder `{wanted}`"));
        diagnostic.place.span = span.clone();
        item.report(match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => {
                diagnostic.label("not known").help(format!("did you mean `${{{near}}}`?")).suggest(span, format!("${{{near}}}"))
            }
            None => diagnostic
                .label("neither built in nor bound by an earlier step")
                .help(format!("built in: {} and `spare.`, `done.`, `other.`; or `bind` it in an earlier step", NAMES.join(", "))),
        });
        false
    }
}

fn candidates(bound: &[String]) -> Vec<String> {
    let mut known: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    for (owners, parts) in [(STATES.as_slice(), OF_STATE.as_slice()), (ROLES.as_slice(), OF_ROLE.as_slice())] {
        known.extend(owners.iter().flat_map(|owner| parts.iter().map(move |part| format!("{owner}.{part}"))));
    }
    known.retain(|name| is_built_in(name));
    known.extend(bound.iter().cloned());
    known
}
