//! The target file of a reference server, as `serve --print-target` writes it.

use std::fmt::Write as _;

use crate::cli::arguments::Login;

/// A client of the reference server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedClient {
    /// Its role as in a target file.
    pub role: String,
    /// `client_id`.
    pub id: String,
    /// Its secret; none for the public client.
    pub secret: Option<String>,
    /// Registered redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Scopes it may ask for.
    pub scopes: Vec<String>,
}

/// The file. The account and the one who declines a scope are those of the reference server.
pub fn target_file(issuer: &str, clients: &[ServedClient], login: Login) -> String {
    let mut out = String::new();
    let _ =
        writeln!(out, "# The reference server of tokenspec at {}. Its secrets are public.", issuer.replace(char::is_control, ""));
    let _ = writeln!(out, "[target]\nname = \"reference\"\nissuer = {}\nraw = true", quoted(issuer));
    for client in clients {
        let _ = writeln!(out, "\n[[client]]\nrole = {}\nid = {}", quoted(&client.role), quoted(&client.id));
        if let Some(secret) = &client.secret {
            let _ = writeln!(out, "secret = {}", quoted(secret));
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
    out
}

/// `scopes = ["openid"]`, unless there are none.
fn list(out: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let _ = writeln!(out, "{key} = [{}]", values.join(", "));
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_secret_survives() {
        let client = ServedClient {
            role: "special".into(),
            id: "01JD".into(),
            secret: Some("a:b+c%41 d&e=f\"'''\\\u{7f}".into()),
            redirect_uris: vec!["http://127.0.0.1:9999/callback".into()],
            scopes: vec!["openid".into(), "email".into()],
        };
        let text = target_file("http://127.0.0.1:8420", std::slice::from_ref(&client), Login::Form);
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["client"][0]["secret"].as_str(), client.secret.as_deref());
        assert_eq!(table["authorize"]["driver"].as_str(), Some("form"));
        insta::assert_snapshot!(text);
    }
}
