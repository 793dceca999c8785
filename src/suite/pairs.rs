//! `for`: which clients ask with which grants.

use super::context::Context;
use super::keys;
use crate::diagnostics::{Item, codes};
use crate::protocol::names::{ClientRole, Grant, Level};

/// The words for roles.
pub(super) const ROLES: [(&str, ClientRole); 5] = [
    ("confidential", ClientRole::Confidential),
    ("other", ClientRole::Other),
    ("public", ClientRole::Public),
    ("service", ClientRole::Service),
    ("special", ClientRole::Special),
];
/// The words for grants.
pub(super) const GRANTS: [(&str, Grant); 3] = [
    ("authorization_code", Grant::AuthorizationCode),
    ("refresh_token", Grant::RefreshToken),
    ("client_credentials", Grant::ClientCredentials),
];
/// The words for levels.
pub(super) const LEVELS: [(&str, Level); 3] = [("must", Level::Must), ("should", Level::Should), ("may", Level::May)];

/// Who asks with which grant.
pub(super) type Pair = (ClientRole, Grant);

/// The pair of a case that says nothing about it.
pub(super) const USUAL: Pair = (ClientRole::Confidential, Grant::AuthorizationCode);

/// The pairs of a `for`: cross products, one after the other, each pair once.
pub(super) fn pairs(item: &Item<'_>) -> Option<Vec<Pair>> {
    let mut pairs = Vec::new();
    for item in item.one_or_more() {
        let fields = item.table(keys::FOR)?;
        let clients = fields.get("client").map_or(vec![USUAL.0], |item| Context::words(&item, "role", &ROLES));
        let grants = fields.get("grant").map_or(vec![USUAL.1], |item| Context::words(&item, "grant", &GRANTS));
        for (client, grant) in clients.iter().flat_map(|client| grants.iter().map(|grant| (*client, *grant))) {
            if !client.can_use(grant) {
                impossible(&fields.get("client").or(fields.get("grant")).unwrap_or(item), (client, grant));
            } else if !pairs.contains(&(client, grant)) {
                pairs.push((client, grant));
            }
        }
    }
    if pairs.is_empty() && item.one_or_more().is_empty() {
        item.report(item.error(codes::EMPTY, "`for` is empty").label("needs at least one table"));
    }
    (!pairs.is_empty()).then_some(pairs)
}

fn impossible(item: &Item<'_>, (client, grant): Pair) {
    item.report(
        item.error(codes::IMPOSSIBLE_COMBINATION, format!("impossible combination: a {client} client and the grant {grant}"))
            .label("every client is combined with every grant")
            .help("service goes with client_credentials alone, the others with authorization_code and refresh_token; use a list of tables: for = [{ … }, { … }]"),
    );
}

/// The parts of a case's id that tell the pair: only the dimensions in which the pairs differ.
pub(super) fn part(pair: Pair, all: &[Pair]) -> Option<String> {
    let clients = all.iter().any(|(client, _)| *client != pair.0).then(|| pair.0.name());
    let grants = all.iter().any(|(_, grant)| *grant != pair.1).then(|| pair.1.short());
    match (clients, grants) {
        (Some(client), Some(grant)) => Some(format!("{client}-{grant}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
