//! The target file: complete, commented, without a secret.

use std::fmt::Write as _;

use super::answers::{Answers, ClientAnswer, SecretPlace};
use super::discover::Discovered;
use super::way::Way;
use super::write_authorize::authorize;
use crate::cli::arguments::InitDriver;
use crate::cli::target_file::{list, quoted};
use crate::protocol::names::ClientRole;

/// The text of the file.
pub fn target_file(discovered: &Discovered, answers: &Answers, way: &Way) -> String {
    let mut out = String::from(
        "# Written by `tokenspec init`. docs/target.md explains every key; `tokenspec schema target` is for editors.\n",
    );
    head(&mut out, discovered, answers);
    out.push_str(&way.authority);
    out.push_str("# raw = true   # send what HTTP libraries refuse to send; not through a shared proxy or load balancer\n");
    for client in &answers.clients {
        one(&mut out, client, discovered, answers);
    }
    for (role, what) in ROLES {
        if !answers.clients.iter().any(|client| client.role == role) {
            let _ = write!(
                out,
                "\n# No {role} client: {what} skipped. To add one:\n# [[client]]\n# role = \"{role}\"\n# id = \"…\"\n"
            );
        }
    }
    if answers.driver == InitDriver::None {
        out.push_str("\n# Without an [authorize] table only client_credentials is examined.\n");
    } else if !answers.redirect_uri.is_empty() {
        authorize(&mut out, discovered, answers);
    }
    out.push_str(&way.network);
    let (comment, safe) = if way.safe { ("", "safe = true\n") } else { ("# ", "") };
    let _ = write!(
        out,
        "\n{comment}[limits]\n{safe}# concurrency = 16          # requests at the same time\n# requests_per_second = 50  # default: unbounded\n\
         # max_authorizations = 100  # default: unbounded; the cases of most worth get them\n",
    );
    out
}

/// What is lost without each role.
const ROLES: [(ClientRole, &str); 4] = [
    (ClientRole::Confidential, "most cases are"),
    (ClientRole::Public, "cases about clients without a secret are"),
    (ClientRole::Other, "cases about what belongs to another client are"),
    (ClientRole::Service, "cases about client_credentials are"),
];

fn head(out: &mut String, discovered: &Discovered, answers: &Answers) {
    let _ = write!(out, "[target]\nname = {}\n", quoted(&answers.name));
    let _ = writeln!(out, "profile = {}          # tokenspec list --profiles", quoted(&answers.profile));
    match discovered {
        Discovered::Metadata(metadata) => match metadata.text("issuer") {
            Some(issuer) => {
                let _ = writeln!(out, "issuer = {}", quoted(issuer));
                if let Some(url) = &answers.authorization_endpoint {
                    let _ = writeln!(out, "authorization_endpoint = {}   # in place of the metadata's", quoted(url));
                }
            }
            None => {
                for name in
                    ["token_endpoint", "authorization_endpoint", "introspection_endpoint", "revocation_endpoint", "jwks_uri"]
                {
                    if let Some(url) = metadata.text(name) {
                        let _ = writeln!(out, "{name} = {}", quoted(url));
                    }
                }
            }
        },
        Discovered::TokenEndpoint(url) => {
            let _ = writeln!(out, "token_endpoint = {}", quoted(url.as_str()));
            match &answers.authorization_endpoint {
                Some(url) => drop(writeln!(out, "authorization_endpoint = {}", quoted(url))),
                None => out.push_str("# authorization_endpoint = \"https://…\"   # needed for authorization codes\n"),
            }
            out.push_str("# introspection_endpoint = \"https://…\"   # shows the true scope of opaque tokens\n");
        }
    }
}

fn one(out: &mut String, client: &ClientAnswer, discovered: &Discovered, answers: &Answers) {
    let _ = write!(out, "\n[[client]]\nrole = \"{}\"\nid = {}\n", client.role, quoted(&client.id));
    match &client.secret {
        Some(SecretPlace::Variable(name)) => {
            let _ = writeln!(out, "secret = {{ env = {} }}", quoted(name));
        }
        Some(SecretPlace::File(path)) => {
            let _ = writeln!(out, "secret = {{ file = {} }}", quoted(path));
        }
        None => {}
    }
    let methods = discovered.list("token_endpoint_auth_methods_supported");
    let body_alone =
        methods.is_some_and(|methods| !methods.contains(&"client_secret_basic") && methods.contains(&"client_secret_post"));
    if client.secret.is_some() && body_alone {
        out.push_str("auth = \"client_secret_post\"   # the metadata do not offer client_secret_basic\n");
    }
    if client.role == ClientRole::Service {
        list(out, "scopes", &answers.service_scopes);
    } else {
        list(out, "redirect_uris", std::slice::from_ref(&answers.redirect_uri));
        list(out, "scopes", &with_refresh(discovered, answers));
    }
}

/// Whether the server issues refresh tokens for a scope (OIDC Core §11).
pub fn has_offline_access(discovered: &Discovered) -> bool {
    discovered.list("scopes_supported").is_some_and(|scopes| scopes.contains(&"offline_access"))
}

/// The users' scopes, with the one for refresh tokens where the server has it.
pub fn with_refresh(discovered: &Discovered, answers: &Answers) -> Vec<String> {
    let mut scopes = answers.scopes.clone();
    if has_offline_access(discovered) && !scopes.iter().any(|scope| scope == "offline_access") {
        scopes.push("offline_access".to_owned());
    }
    scopes
}
