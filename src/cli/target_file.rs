//! The target file of a reference server, as `serve --print-target` writes it.

use std::fmt::Write as _;
use std::path::Path;

use crate::reference::{Description, Endpoints, Login, RegisteredClient, SecretTransport};

/// The file; `authority`: where the certificate lies that a server with TLS is certified by. The account and the one who declines a scope are those of the reference server.
pub fn target_file(description: &Description, login: Login, authority: Option<&Path>) -> String {
    let Description { endpoints, clients, secret_transport, refresh_scope } = description;
    let mut out = String::new();
    let issuer = endpoints.issuer.replace(char::is_control, "");
    let _ = writeln!(out, "# The reference server of tokenspec at {issuer}. Its secrets are public.");
    let _ = writeln!(out, "[target]\nname = \"reference\"\nissuer = {}\nraw = true", quoted(&endpoints.issuer));
    if let Some(authority) = authority {
        let _ = writeln!(out, "ca_file = {}", quoted(&authority.to_string_lossy()));
    }
    if endpoints.openid_configuration.is_none() && endpoints.oauth_metadata.is_none() {
        addresses(&mut out, endpoints);
    }
    for client in clients {
        let _ = writeln!(out, "\n[[client]]\nrole = {}\nid = {}", quoted(&role(client)), quoted(&client.id));
        if let Some(secret) = &client.secret {
            let _ = writeln!(out, "secret = {}", quoted(secret));
            if *secret_transport == SecretTransport::Body {
                let _ = writeln!(out, "auth = \"client_secret_post\"");
            }
        }
        list(&mut out, "redirect_uris", &client.redirect_uris);
        list(&mut out, "scopes", &client.scopes);
    }
    out.push_str("\n[authorize]\n");
    out.push_str(match login {
        Login::Automatic => {
            "driver = \"redirect\"\npartial_consent = { declines = \"email\", parameters = { login_hint = \"bob\" } }\n"
        }
        Login::Form => {
            "driver = \"form\"\nusername = \"alice\"\npassword = \"alice-pass\"\npartial_consent = { declines = \"email\" }\n"
        }
    });
    if let Some(scope) = refresh_scope {
        let _ = writeln!(out, "refresh_scope = {}", quoted(scope));
    }
    out
}

/// The endpoints, where nothing tells of them.
fn addresses(out: &mut String, endpoints: &Endpoints) {
    let all = [
        ("token_endpoint", Some(&endpoints.token)),
        ("authorization_endpoint", Some(&endpoints.authorization)),
        ("introspection_endpoint", endpoints.introspection.as_ref()),
        ("revocation_endpoint", endpoints.revocation.as_ref()),
        ("userinfo_endpoint", endpoints.userinfo.as_ref()),
        ("jwks_uri", endpoints.jwks.as_ref()),
    ];
    for (key, address) in all {
        if let Some(address) = address {
            let _ = writeln!(out, "{key} = {}", quoted(address));
        }
    }
}

/// The role's name in a target file.
fn role(client: &RegisteredClient) -> String {
    format!("{:?}", client.role).to_lowercase()
}

/// `scopes = ["openid"]`, unless there are none.
pub fn list(out: &mut String, key: &str, values: &[impl AsRef<str>]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
        let _ = writeln!(out, "{key} = [{}]", values.join(", "));
    }
}

/// A TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{Options, Role};

    #[test]
    fn any_secret_survives() {
        let client = RegisteredClient {
            role: Role::Special,
            id: "01JD".into(),
            secret: Some("a:b+c%41 d&e=f\"'''\\\u{7f}"),
            redirect_uris: vec!["http://127.0.0.1:9999/callback".into()],
            scopes: vec!["openid", "email"],
            pkce_required: false,
        };
        let mut description = Description::new("http://127.0.0.1:8420", &Options::default());
        description.clients = vec![client.clone()];
        let text = target_file(&description, Login::Form, None);
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["client"][0]["secret"].as_str(), client.secret);
        assert_eq!(table["authorize"]["driver"].as_str(), Some("form"));
        insta::assert_snapshot!(text);
    }

    #[test]
    fn endpoints_are_written_where_nothing_tells_of_them() {
        let options = |name: &str| Options { variants: vec![name.parse().unwrap()], ..Options::default() };
        let text = |name| target_file(&Description::new("http://127.0.0.1:8420", &options(name)), Login::Automatic, None);
        assert!(text("no-discovery").contains("token_endpoint = \"http://127.0.0.1:8420/token\""));
        assert!(!text("openid-metadata-only").contains("token_endpoint"));
        assert!(text("client-secret-post-only").contains("auth = \"client_secret_post\""));
        assert!(text("refresh-token-for-offline-access").contains("refresh_scope = \"offline_access\""));
    }
}
