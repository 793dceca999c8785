//! The table `[authorize]` of the file: what the driver needs, and what it could be told besides, as comments.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::answers::{Answers, ClientAnswer};
use super::discover::Discovered;
use super::write::has_offline_access;
use crate::cli::arguments::InitDriver;
use crate::cli::target_file::quoted;
use crate::protocol::pkce;

/// Writes the table.
pub fn authorize(out: &mut String, discovered: &Discovered, answers: &Answers) {
    let _ = write!(out, "\n[authorize]\ndriver = \"{}\"\n", answers.driver.name());
    if let Some((username, variable)) = &answers.login {
        let _ = writeln!(out, "username = {}\npassword = {{ env = {} }}", quoted(username), quoted(variable));
    }
    if !answers.command.is_empty() {
        let words: Vec<String> = answers.command.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(out, "command = [{}]   # relative to this file", words.join(", "));
    }
    if has_offline_access(discovered) {
        out.push_str("# The metadata name the scope offline_access: refresh tokens come with it, and with consent that is asked for (OIDC Core §11).\n");
        out.push_str("refresh_scope = \"offline_access\"\nparameters = { prompt = \"consent\" }\n");
    }
    if matches!(answers.driver, InitDriver::Form | InitDriver::Browser | InitDriver::Redirect) {
        out.push_str(
            "# A login for each code: some servers revoke all that a login session holds when one of its codes is replayed.\n\
             # Without this line one login serves many codes; `tokenspec doctor` then tells whether that disturbs.\n\
             sessions = \"fresh\"\n",
        );
    }
    out.push_str(hints(answers.driver));
    for (client, variable) in answers.stored() {
        stored(out, (client, &variable), discovered, answers);
    }
}

/// What else the driver could be told.
fn hints(driver: InitDriver) -> &'static str {
    match driver {
        InitDriver::Browser => {
            "# totp = { env = \"NAME\" }   # the secret of one-time passwords, if the login asks for one\n\
             # executable = \"chromium\"  # default: the first Chromium or Chrome on the PATH\n\
             # Login and consent pages are recognised by themselves. Where that fails, say what to do, step by step:\n\
             # [[authorize.step]]\n# fill = { label = \"User name\" }\n# value = \"${username}\"\n# if_present = true\n\
             # [[authorize.step]]\n# click = { role = \"button\", name = \"Sign in\" }\n# if_present = true\n"
        }
        InitDriver::Form => {
            "# login_form = \"form#login\"   # CSS selectors, for when the forms are not recognised; `tokenspec doctor --trace` shows them\n"
        }
        InitDriver::Command => {
            "# It reads one JSON object on standard input, {\"url\": \"the authorization request\", …}, opens that URL as the user, and writes\n\
             # one line on standard output: the URL at which it ended (redirect URI, code and state), or the code alone. It exits with\n\
             # another status than 0 when there is no code, and says why on standard error.\n\
             # time_limit = \"60s\"   # for one call\n# parallel = 4          # calls at the same time\n"
        }
        InitDriver::Static => {
            "# Each code (or the URL that brought it) and refresh token is used once, and a code lives for minutes: obtain them right before\n\
             # the run. The cases of most worth get them. Many are better kept in a file of their own, of [[grant]] tables: grants_file = \"grants.toml\"\n"
        }
        InitDriver::Loopback | InitDriver::Redirect | InitDriver::None => "",
    }
}

/// A code that somebody has yet to obtain, and how: by the ordinary request of the client, so that most cases can use it.
fn stored(out: &mut String, (client, variable): (&ClientAnswer, &str), discovered: &Discovered, answers: &Answers) {
    let _ = writeln!(out, "\n[[authorize.grant]]\nclient = \"{}\"\ncode = {{ env = {} }}", client.role, quoted(variable));
    let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    match request(client, &pkce::s256(verifier.as_bytes()), discovered, answers) {
        Some(url) => {
            let _ = writeln!(
                out,
                "code_verifier = {}   # of the code_challenge in this URL; where it ends, the address bar holds the code:",
                quoted(&verifier)
            );
            let _ = writeln!(out, "# {url}");
        }
        None => out.push_str("# code_verifier = { env = \"NAME\" }   # if the request had a code_challenge (S256)\n"),
    }
    out.push_str("# refresh_token = { env = \"NAME\" }   # in place of a code\n");
}

/// The authorization request that brings such a code (RFC 6749 §4.1.1, RFC 7636 §4.3).
fn request(client: &ClientAnswer, challenge: &str, discovered: &Discovered, answers: &Answers) -> Option<Url> {
    let named = || discovered.metadata()?.text("authorization_endpoint").map(str::to_owned);
    let mut url = Url::parse(&answers.authorization_endpoint.clone().or_else(named)?).ok()?;
    let mut query = url.query_pairs_mut();
    query.append_pair("response_type", "code").append_pair("client_id", &client.id);
    query.append_pair("redirect_uri", &answers.redirect_uri).append_pair("state", "tokenspec");
    let scope = ordinary_scope(&answers.scopes, has_offline_access(discovered));
    if !scope.is_empty() {
        query.append_pair("scope", &scope);
    }
    if has_offline_access(discovered) {
        query.append_pair("prompt", "consent");
    }
    query.append_pair("code_challenge", challenge).append_pair("code_challenge_method", "S256");
    drop(query);
    Some(url)
}

/// What a grant without `scope` is taken to have: openid, one other, and the scope for refresh tokens.
fn ordinary_scope(scopes: &[String], offline_access: bool) -> String {
    let openid = scopes.iter().map(String::as_str).filter(|scope| *scope == "openid").take(1);
    let other = scopes.iter().map(String::as_str).find(|scope| !matches!(*scope, "openid" | "offline_access"));
    openid.chain(other).chain(offline_access.then_some("offline_access")).collect::<Vec<_>>().join(" ")
}
