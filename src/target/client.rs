//! `[[client]]`.

use url::Url;

use super::keys;
use super::load::{Surroundings, flip, strings};
use super::model::{Authentication, Client};
use super::secret::secret;
use crate::diagnostics::{Fields, Item, codes};
use crate::protocol::names::ClientRole;

/// The clients of a file; there must be one, and no more than one of a role.
pub(super) fn clients(root: &Fields<'_>, around: &Surroundings<'_>) -> Option<Vec<Client>> {
    let items = root.get("client").map_or(Some(Vec::new()), |item| item.list())?;
    if items.is_empty() {
        let diagnostic = root.item.error(codes::NO_CLIENT, "the target has no client");
        root.item.report(diagnostic.help("write a [[client]] table with role, id and secret"));
    }
    let mut roles: Vec<(ClientRole, Item<'_>)> = Vec::new();
    let mut clients = Vec::new();
    for item in &items {
        let Some(fields) = item.table(keys::CLIENT) else { continue };
        match role(&fields, &mut roles) {
            Some(role) => clients.push(client(&fields, role, root.get("authorize").is_some(), around)),
            None => {
                // Of no known role; what else is wrong with it is worth saying all the same.
                fields.require("id").map(|item| item.string());
                fields.get("redirect_uris").map(|item| uris(&item));
                fields.get("scopes").map(|item| strings(&item));
                clients.push(None);
            }
        }
    }
    clients.into_iter().collect()
}

fn role<'a>(fields: &Fields<'a>, seen: &mut Vec<(ClientRole, Item<'a>)>) -> Option<ClientRole> {
    let at = fields.require("role")?;
    let role = at.word("role", &ClientRole::ALL.map(|role| (role.name(), role)))?;
    if let Some((_, first)) = seen.iter().find(|(known, _)| *known == role) {
        let diagnostic = at.error(codes::DUPLICATE_ROLE, format!("there is a client of the role `{role}` already"));
        at.report(
            diagnostic
                .label("again here")
                .related(first.place("first here"))
                .help("a second confidential client has the role `other`"),
        );
    }
    seen.push((role, at));
    Some(role)
}

fn client(fields: &Fields<'_>, role: ClientRole, has_authorize: bool, around: &Surroundings<'_>) -> Option<Client> {
    let id = fields.require("id").and_then(|item| item.string());
    let found = fields.get("secret").map(|item| secret(&item, around));
    check_secret(fields, role);
    let authentication = authentication(fields, role);
    let redirect_uris = fields.get("redirect_uris").map_or(Some(Vec::new()), |item| uris(&item));
    if has_authorize && role != ClientRole::Service && redirect_uris.as_ref().is_some_and(Vec::is_empty) {
        let diagnostic =
            fields.key_error("redirect_uris", codes::NO_REDIRECT_URIS, format!("the {role} client has no redirect URI"));
        fields
            .item
            .report(diagnostic.label("codes are obtained for it").help("write redirect_uris = [\"https://…\"], as registered"));
    }
    let scopes = fields.get("scopes").map_or(Some(Vec::new()), |item| strings(&item));
    let found = flip(found)?;
    let (secret, secret_variable) = found.map_or((None, None), |found| (Some(found.secret), found.variable));
    Some(Client {
        role,
        id: id?.to_owned(),
        secret,
        authentication: authentication?,
        secret_variable,
        redirect_uris: redirect_uris?,
        scopes: scopes?,
    })
}

fn check_secret(fields: &Fields<'_>, role: ClientRole) {
    match (role, fields.get("secret")) {
        (ClientRole::Public, Some(_)) => {
            let diagnostic = fields.key_error("secret", codes::PUBLIC_SECRET, "a public client has no secret");
            fields.item.report(
                diagnostic
                    .label("remove this")
                    .help("a client with a secret has the role confidential, other, service or special"),
            );
        }
        (ClientRole::Public, None) | (_, Some(_)) => {}
        (_, None) => {
            let diagnostic =
                fields.key_error("role", codes::CONFIDENTIAL_WITHOUT_SECRET, format!("the {role} client has no secret"));
            fields.item.report(diagnostic.label("authenticates with a secret").help("write secret = { env = \"NAME\" }"));
        }
    }
}

fn authentication(fields: &Fields<'_>, role: ClientRole) -> Option<Authentication> {
    let (usual, possible): (_, &[_]) = match role {
        ClientRole::Public => (Authentication::None, &[Authentication::None]),
        _ => (Authentication::Basic, &[Authentication::Basic, Authentication::Body]),
    };
    let Some(item) = fields.get("auth") else { return Some(usual) };
    let words = [Authentication::Basic, Authentication::Body, Authentication::None].map(|known| (known.name(), known));
    let found = item.word("client authentication", &words)?;
    if possible.contains(&found) {
        return Some(found);
    }
    let diagnostic = item.error(codes::CONFLICT, format!("a {role} client does not authenticate by `{}`", found.name()));
    let implied: Vec<_> = possible.iter().map(|known| format!("`{}`", known.name())).collect();
    item.report(
        diagnostic.label(format!("the role implies {}", implied.join(" or "))).help("remove this key, or correct the role"),
    );
    None
}

fn uris(item: &Item<'_>) -> Option<Vec<String>> {
    let read: Vec<_> = item.list()?.iter().map(uri).collect();
    read.into_iter().collect()
}

/// An absolute URI without a fragment (RFC 6749 §3.1.2), kept as it is written.
fn uri(item: &Item<'_>) -> Option<String> {
    let text = item.string()?;
    let problem = match Url::parse(text) {
        Ok(url) if url.fragment().is_some() => "has a fragment".to_owned(),
        Ok(_) => return Some(text.to_owned()),
        Err(error) => error.to_string(),
    };
    let diagnostic = item.error(codes::BAD_REDIRECT_URI, "not an absolute URI without a fragment");
    item.report(diagnostic.label(problem).help("write the redirect URI as it is registered (RFC 6749 §3.1.2)"));
    None
}
