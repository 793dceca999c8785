//! Shell lines that repeat the deciding request of a case, secrets as environment variables.

use super::scene::{Scene, State};
use super::token_request::TokenRequest;
use crate::authorize::CodeChallenge;
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::{basic, form, pkce};
use crate::suite::model::{BodyEncoding, ChallengeSpec, Change, ExchangeCase, Send, StateName, Step, Wire};
use crate::target::model::{Client, DriverSettings};

/// The verifier of RFC 7636 Appendix B, for lines that a person repeats.
const PUBLISHED_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The lines for the steps up to the deciding one; empty when that one was no token request.
pub(super) fn lines(case: &ExchangeCase, deciding: usize, scene: &Scene<'_>) -> Vec<String> {
    let steps = case.steps.get(..=deciding).unwrap_or_default();
    if !matches!(steps.last(), Some(Step { send: Send::Token { .. }, .. })) {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut ready: Vec<(StateName, Grant)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let Send::Token { state: name, grant } = &step.send else {
            lines.push("# here a helper endpoint is asked (introspection, revocation or userinfo)".to_owned());
            continue;
        };
        let Some(state) = scene.states.get(name) else { continue };
        let grant = grant.unwrap_or(case.grant);
        let show = Shown::new(scene, state, *name);
        if state.client != ClientRole::Service && !ready.contains(&(*name, grant)) {
            lines.extend(show.set_up(case, grant, *name, ready.iter().any(|(known, _)| known == name)));
            ready.push((*name, grant));
        }
        let Some(curl) = show.curl(*name, grant, &step.change) else { continue };
        // A refresh token that was rotated is the one that the next step sends.
        let rotates = grant == Grant::RefreshToken && index < deciding && step.change.drop.is_empty();
        lines.push(if rotates { show.keep_refresh_token(&curl) } else { curl.replacen("curl -sS ", "curl -sSi ", 1) });
    }
    explain_variables(&mut lines);
    lines
}

/// What cannot be had from the lines before is said.
fn explain_variables(lines: &mut Vec<String>) {
    let text = lines.join("\n");
    let mut notes = Vec::new();
    if text.contains("_FORM_ENCODED") {
        notes.push("# …_FORM_ENCODED: the secret, form-encoded (RFC 6749 §2.3.1), for curl does not do it".to_owned());
    }
    if text.contains("$CHANGED_CREDENTIALS") {
        notes.push("# CHANGED_CREDENTIALS: base64 of id:secret, changed as said above".to_owned());
    }
    for name in ["CODE_VERIFIER", "CODE", "REFRESH_TOKEN", "CLIENT_SECRET"] {
        let variable = format!("$CHANGED_{name}");
        let used = text.match_indices(&variable).any(|(at, _)| !text[at + variable.len()..].starts_with('_'));
        if used {
            notes.push(format!("# CHANGED_{name}: the value, changed as said above"));
        }
    }
    lines.splice(0..0, notes);
}

/// Values as they are shown: secrets by the names of variables.
struct Shown<'a, 'b> {
    scene: &'a Scene<'b>,
    state: &'a State,
    prefix: &'static str,
    verifier: String,
    /// From the values of this run to what stands for them.
    names: Vec<(String, String)>,
}

impl<'a, 'b> Shown<'a, 'b> {
    fn new(scene: &'a Scene<'b>, state: &'a State, name: StateName) -> Self {
        let verifier = repeatable_verifier(state);
        let mut names = Vec::new();
        for (&name, state) in &scene.states {
            let prefix = prefix(name);
            let secrets = [
                ("CODE", state.material.code.as_deref()),
                ("REFRESH_TOKEN", state.material.refresh_token.as_deref()),
                ("ACCESS_TOKEN", state.token("access_token")),
                ("ID_TOKEN", state.token("id_token")),
            ];
            for (name, value) in secrets {
                names.extend(value.map(|value| (value.to_owned(), format!("${{{prefix}{name}}}"))));
            }
        }
        names.push((NOT_ISSUED.to_owned(), "${CODE}".to_owned()));
        Self { scene, state, prefix: prefix(name), verifier, names }
    }

    /// How the state is reached: a code, and for a refresh its exchange.
    fn set_up(&self, case: &ExchangeCase, grant: Grant, name: StateName, has_code: bool) -> Vec<String> {
        let mut lines = if has_code { Vec::new() } else { self.authorization() };
        if grant == Grant::RefreshToken {
            let set = if name == StateName::Main { case.given.exchange.clone() } else { Vec::new() };
            let change = Change { set, ..Change::default() };
            lines.extend(self.curl(name, Grant::AuthorizationCode, &change).map(|curl| self.keep_refresh_token(&curl)));
        }
        lines
    }

    fn keep_refresh_token(&self, curl: &str) -> String {
        format!(r#"{}REFRESH_TOKEN=$({curl} | sed -E 's/.*"refresh_token" *: *"([^"]*)".*/\1/')"#, self.prefix)
    }

    /// How to come by a code.
    fn authorization(&self) -> Vec<String> {
        let mut request = self.state.request.clone();
        if let Some(challenge) = &request.code_challenge {
            let shown = if challenge.method.as_deref() != Some("S256") {
                self.verifier.clone()
            } else {
                pkce::s256(self.verifier.as_bytes())
            };
            request.code_challenge = Some(CodeChallenge { method: challenge.method.clone(), challenge: shown });
        }
        let url = quote(request.url().as_str());
        let settings = self.scene.subject.target.authorize.as_ref();
        match settings.map(|settings| &settings.driver) {
            Some(DriverSettings::Redirect) => {
                vec![format!(
                    "{}CODE=$(curl -sS -o /dev/null -w '%{{redirect_url}}' {url} | sed -E 's/.*[?&]code=([^&]*).*/\\1/')",
                    self.prefix
                )]
            }
            _ => vec![
                format!(
                    "# log in and consent at the next URL; {}CODE is the code parameter of the redirect, as it stands there",
                    self.prefix
                ),
                format!("# {url}"),
            ],
        }
    }

    fn curl(&self, name: StateName, grant: Grant, change: &Change) -> Option<String> {
        let request = self.request(name, grant, change)?;
        let mut url = self.scene.subject.token_endpoint.to_string();
        if !request.query.is_empty() {
            let query: Vec<String> = request.query.iter().map(|parameter| self.pair(parameter)).collect();
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&query.join("&"));
        }
        let mut parts = vec!["curl -sS".to_owned()];
        if request.method != "POST" {
            parts.push(format!("-X {}", request.method));
        }
        parts.push(double_quote(&url));
        parts.extend(self.authorization_header(&request));
        parts.extend(
            request
                .headers
                .iter()
                .filter(|(name, value)| !(name == "Accept" && value == b"application/json"))
                .map(|(name, value)| format!("-H {}", quote(&format!("{name}: {}", String::from_utf8_lossy(value))))),
        );
        if let Some(content_type) = request.content_type.as_deref().filter(|value| *value != "application/x-www-form-urlencoded")
        {
            parts.push(format!("-H {}", quote(&format!("Content-Type: {content_type}"))));
        }
        parts.extend(self.body(&request));
        Some(parts.join(" "))
    }

    /// The request again, made from the repeatable verifier.
    fn request(&self, name: StateName, grant: Grant, change: &Change) -> Option<TokenRequest> {
        let mut scene = self.scene.copy();
        let state = scene.states.get_mut(&name)?;
        if state.material.code_verifier.is_some() {
            state.material.code_verifier = Some(self.verifier.clone());
            let plain = matches!(self.scene.given.authorization.challenge, ChallengeSpec::Plain | ChallengeSpec::Unnamed);
            state.challenge = Some(if plain { self.verifier.clone() } else { pkce::s256(self.verifier.as_bytes()) });
        }
        // What the state has lost by its own progress (a rotated refresh token) is named, not shown.
        state.material.code.get_or_insert_with(|| NOT_ISSUED.to_owned());
        scene.token_request(name, grant, change).ok()
    }

    fn authorization_header(&self, request: &TokenRequest) -> Option<String> {
        let value = request.authorization.as_ref()?;
        let text = String::from_utf8_lossy(value).into_owned();
        for client in &self.scene.subject.target.clients {
            let Some(credentials) = self.scene.subject.credentials(client.role) else { continue };
            let Some(secret) = credentials.secret else { continue };
            let variable = secret_variable(client);
            if text == format!("Basic {}", basic::credentials(credentials.id.as_bytes(), secret.as_bytes())) {
                // curl does not form-encode: plain secrets only, others by their encoded form.
                let plain = form::encode_reserved(secret.as_bytes()) == secret.as_bytes();
                let suffix = if plain { "" } else { "_FORM_ENCODED" };
                return Some(format!("-u \"{}:${variable}{suffix}\"", form::encode_text(&credentials.id)));
            }
        }
        let scheme = text.split(' ').next().unwrap_or("Basic");
        Some(format!("-H \"Authorization: {scheme} $CHANGED_CREDENTIALS\""))
    }

    fn body(&self, request: &TokenRequest) -> Vec<String> {
        match &request.body {
            _ if request.method == "GET" => Vec::new(),
            Some(BodyEncoding::Empty) => vec!["-d ''".to_owned()],
            // curl does not compress: the lines say what to pipe into it.
            Some(BodyEncoding::Gzip) => vec![
                "-H 'Content-Type: application/x-www-form-urlencoded'".to_owned(),
                "-H 'Content-Encoding: gzip'".to_owned(),
                format!("--data-binary @<(printf %s \"{}\" | gzip)", self.pairs(request)),
            ],
            Some(BodyEncoding::Raw(text)) => vec![format!("--data-raw {}", quote(text))],
            Some(BodyEncoding::Multipart) => request
                .parameters
                .iter()
                .map(|p| format!("-F {}", double_quote(&format!("{}={}", p.name, self.plain_value(&p.value)))))
                .collect(),
            Some(BodyEncoding::Json) => {
                let members: Vec<String> = request
                    .parameters
                    .iter()
                    .map(|p| format!("\\\"{}\\\": \\\"{}\\\"", p.name, self.plain_value(&p.value)))
                    .collect();
                vec!["-H 'Content-Type: application/json'".to_owned(), format!("--data-raw \"{{{}}}\"", members.join(", "))]
            }
            None => request.parameters.iter().map(|p| self.data(p)).collect(),
        }
    }

    /// One parameter of a form body. Codes stand in the variable as in the redirect, encoded; tokens as in the JSON answer, raw.
    fn data(&self, parameter: &super::token_request::Parameter) -> String {
        if let Some(variable) = self.configured_secret(parameter) {
            return format!("--data-urlencode \"{}=${{{variable}}}\"", parameter.name);
        }
        let text = String::from_utf8_lossy(&parameter.value);
        let raw = self.names.iter().find(|(secret, name)| !name.ends_with("CODE}") && text.contains(secret.as_str()));
        match raw {
            Some((secret, name)) if parameter.wire == Wire::Form => {
                let shown = text.replace(secret.as_str(), name);
                format!("--data-urlencode {}", double_quote(&format!("{}={shown}", parameter.name)))
            }
            _ => format!("-d {}", double_quote(&self.pair(parameter))),
        }
    }

    /// The variable of a client's secret that is sent in the body as it is.
    fn configured_secret(&self, parameter: &super::token_request::Parameter) -> Option<String> {
        let subject = self.scene.subject;
        let is = |client: &&Client| {
            let secret = subject.credentials(client.role).and_then(|credentials| credentials.secret);
            secret.is_some_and(|secret| secret.as_bytes() == parameter.value)
        };
        let sent = parameter.name == "client_secret" && parameter.wire == Wire::Form;
        subject.target.clients.iter().filter(|_| sent).find(is).map(secret_variable)
    }

    fn pairs(&self, request: &TokenRequest) -> String {
        request.parameters.iter().map(|parameter| self.pair(parameter)).collect::<Vec<_>>().join("&")
    }

    fn pair(&self, parameter: &super::token_request::Parameter) -> String {
        let name = form::encode_text(&parameter.name);
        if parameter.wire == Wire::NameOnly {
            return name;
        }
        format!("{name}={}", self.wire_value(parameter))
    }

    /// A parameter's value as it goes onto the wire, secrets named. `$CODE` is taken as it stood in the redirect: encoded.
    fn wire_value(&self, parameter: &super::token_request::Parameter) -> String {
        let text = String::from_utf8_lossy(&parameter.value).into_owned();
        if let Some((secret, name)) = self.names.iter().find(|(secret, _)| text.contains(secret.as_str()))
            && parameter.wire == Wire::Form
        {
            let (before, after) = text.split_once(secret.as_str()).unwrap_or((&text, ""));
            return format!("{}{name}{}", form::encode_text(before), form::encode_text(after));
        }
        if is_secret(&parameter.name) && !self.is_published(&parameter.value) {
            return format!("$CHANGED_{}", parameter.name.to_uppercase());
        }
        let encoded = super::writing::form_body(std::slice::from_ref(parameter));
        let encoded = String::from_utf8_lossy(&encoded).into_owned();
        shorten(encoded.split_once('=').map(|(_, value)| value.to_owned()).unwrap_or_default())
    }

    fn plain_value(&self, value: &[u8]) -> String {
        let text = String::from_utf8_lossy(value).into_owned();
        let named = self.names.iter().find(|(secret, _)| *secret == text).map(|(_, name)| name.clone());
        named.unwrap_or(text)
    }

    /// Whether a value may be shown although its parameter is secret: it comes from the published verifier or the suite.
    fn is_published(&self, value: &[u8]) -> bool {
        let text = String::from_utf8_lossy(value);
        text.chars().count() <= 2
            || text.contains(&self.verifier)
            || self.verifier.contains(text.as_ref())
            || text == pkce::s256(self.verifier.as_bytes())
    }
}

/// The environment variable of a client's secret.
fn secret_variable(client: &Client) -> String {
    client.secret_variable.clone().unwrap_or_else(|| format!("{}_SECRET", client.role.name().to_uppercase()))
}

/// Stands for a code that was not needed.
const NOT_ISSUED: &str = "\u{1}code\u{1}";

/// What the variables of a state begin with.
fn prefix(name: StateName) -> &'static str {
    match name {
        StateName::Main => "",
        StateName::Spare => "SPARE_",
        StateName::Done => "DONE_",
        StateName::Other => "OTHER_",
    }
}

fn is_secret(name: &str) -> bool {
    matches!(name, "code" | "refresh_token" | "code_verifier" | "client_secret")
}

/// A verifier of the same length that is no secret.
fn repeatable_verifier(state: &State) -> String {
    let length = state.material.code_verifier.as_ref().map_or(43, |verifier| verifier.chars().count());
    PUBLISHED_VERIFIER.chars().cycle().take(if length == 64 { 43 } else { length }).collect()
}

fn shorten(value: String) -> String {
    if value.len() <= 2100 {
        return value;
    }
    let first = value.chars().next().unwrap_or('A');
    format!("$(printf '{first}%.0s' $(seq {}))", value.len())
}

/// For values without variables.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// For values with variables of ours; everything else that the shell would read is escaped.
fn double_quote(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        if matches!(ch, '"' | '`' | '\\') {
            out.push('\\');
        }
        out.push(ch);
    }
    out.push('"');
    out
}
