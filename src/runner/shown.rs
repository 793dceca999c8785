//! A request as a shell command: what curl can say of it, secrets by the names of variables.

use url::Url;

use super::repeat::{bound_variable, taking};
use super::scene::{Scene, State};
use super::shown_network;
use super::token_request::TokenRequest;
use super::written_out::curl_flags;
use crate::authorize::CodeChallenge;
use crate::protocol::names::Grant;
use crate::protocol::{basic, form, pkce};
use crate::suite::model::{ChallengeSpec, Change, ExchangeCase, Place, StateName, Step};
use crate::target::model::{Client, DriverSettings};

/// The verifier of RFC 7636 Appendix B, for lines that a person repeats.
const PUBLISHED_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Values as they are shown: secrets by the names of variables.
pub(super) struct Shown<'a, 'b> {
    pub(super) scene: &'a Scene<'b>,
    state: Option<&'a State>,
    prefix: &'static str,
    pub(super) verifier: String,
    /// From the values of this run to what stands for them.
    pub(super) names: Vec<(String, String)>,
}

impl<'a, 'b> Shown<'a, 'b> {
    /// What is shown of a state's requests.
    pub(super) fn new(scene: &'a Scene<'b>, name: StateName) -> Self {
        let state = scene.states.get(&name);
        let verifier = repeatable_verifier(state);
        // Names that steps have bound to tokens come first: the state may hold the same token.
        let mut names: Vec<(String, String)> = scene
            .bound
            .iter()
            .filter(|(_, value)| scene.ledger.knows(value))
            .map(|(name, value)| (value.clone(), format!("${{{}}}", bound_variable(name))))
            .collect();
        names.sort();
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
    pub(super) fn set_up(&self, case: &ExchangeCase, grant: Grant, name: StateName, has_code: bool) -> Vec<String> {
        let mut lines = if has_code { Vec::new() } else { self.authorization() };
        if grant == Grant::RefreshToken {
            let set = if name == StateName::Main { case.given.exchange.clone() } else { Vec::new() };
            let change = Change { set, ..Change::default() };
            let curl = self.request(name, Grant::AuthorizationCode, &change);
            lines.extend(curl.map(|request| self.keep_tokens(&self.curl(&request, &self.scene.subject.token_endpoint))));
        }
        lines
    }

    /// A refresh is one of the code's tokens, and the others may be wanted too.
    fn keep_tokens(&self, curl: &str) -> String {
        let take = |member: &str| format!("{}{}=$(echo \"$ANSWER\" | {})", self.prefix, member.to_uppercase(), taking(member));
        format!("ANSWER=$({curl}); {}; {}", take("refresh_token"), take("access_token"))
    }

    /// How to come by a code.
    fn authorization(&self) -> Vec<String> {
        let Some(state) = self.state else { return Vec::new() };
        let mut request = state.request.clone();
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
                    "{}CODE=$({} -o /dev/null -w '%{{redirect_url}}' {url} | sed -E 's/.*[?&]code=([^&]*).*/\\1/')",
                    self.prefix,
                    shown_network::curl(self.scene.subject)
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

    /// The command of a token request.
    pub(super) fn token_command(&self, name: StateName, grant: Grant, change: &Change) -> Option<String> {
        let request = self.request(name, grant, change)?;
        Some(self.command(&request, &self.scene.subject.token_endpoint))
    }

    /// The command of a step that is no token request.
    pub(super) fn helper_command(&self, step: &Step) -> Option<String> {
        let (request, endpoint) = self.scene.copy().helper_request(&step.send, &step.change).ok()?;
        Some(self.command(&request, &endpoint))
    }

    /// curl where it can say it; else the request written out, with a line before it for its body.
    fn command(&self, request: &TokenRequest, endpoint: &Url) -> String {
        match curl_flags(request, endpoint) {
            Some(flags) if flags.is_empty() => self.curl(request, endpoint),
            Some(flags) => format!("{} {}", self.curl(request, endpoint), flags.join(" ")),
            None => self.written_out(request, endpoint),
        }
    }

    fn curl(&self, request: &TokenRequest, endpoint: &Url) -> String {
        let mut parts = vec![shown_network::curl(self.scene.subject)];
        let has_body = request.method != "GET" && !(request.parameters.is_empty() && request.body.is_none());
        if request.method != if has_body { "POST" } else { "GET" } {
            parts.push(format!("-X {}", request.method));
        }
        parts.push(double_quote(&self.url(request, endpoint)));
        parts.extend(self.authorization_header(request));
        parts.extend(
            self.header_fields(request)
                .into_iter()
                .filter(|(name, value)| !(name == "Accept" && value == "application/json"))
                .map(|(name, value)| format!("-H {}", quote(&format!("{name}: {value}")))),
        );
        if let Some(content_type) = request.content_type.as_deref().filter(|value| *value != "application/x-www-form-urlencoded")
        {
            parts.push(format!("-H {}", quote(&format!("Content-Type: {content_type}"))));
        }
        if has_body {
            parts.extend(self.body(request));
        }
        parts.join(" ")
    }

    fn url(&self, request: &TokenRequest, endpoint: &Url) -> String {
        let mut url = endpoint.to_string();
        if !request.query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&request.query.iter().map(|parameter| self.pair(parameter)).collect::<Vec<_>>().join("&"));
        }
        url
    }

    /// Further header fields, those that occur a second time in their places.
    fn header_fields(&self, request: &TokenRequest) -> Vec<(String, String)> {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let mut fields: Vec<(String, String)> = request.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        for (name, value, place) in &request.twice {
            let second = (name.clone(), text(value));
            match fields.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)) {
                Some(at) => fields.insert(if *place == Place::Before { at } else { at + 1 }, second),
                None => fields.push(second),
            }
        }
        fields
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
        match self.known_credentials(value) {
            Some((id, variable)) => Some(format!("-u \"{id}:${variable}\"")),
            None => Some(format!("-H \"Authorization: {}\"", self.credentials(value).0)),
        }
    }

    /// Whose valid Basic credentials these are: the id, form-encoded, and the variable of the secret.
    fn known_credentials(&self, value: &[u8]) -> Option<(String, String)> {
        self.scene.subject.target.clients.iter().find_map(|client| {
            let credentials = self.scene.subject.credentials(client.role)?;
            let secret = credentials.secret?;
            let text = format!("Basic {}", basic::credentials(credentials.id.as_bytes(), secret.as_bytes()));
            // curl does not form-encode: plain secrets only, others by their encoded form.
            let plain = form::encode_reserved(secret.as_bytes()) == secret.as_bytes();
            let suffix = if plain { "" } else { "_FORM_ENCODED" };
            let found = text.as_bytes() == value;
            found.then(|| (form::encode_text(&credentials.id), format!("{}{suffix}", secret_variable(client))))
        })
    }

    /// The value of an Authorization field with its secret named, and the line that sets the name, if there has to be one.
    pub(super) fn credentials(&self, value: &[u8]) -> (String, Option<String>) {
        if let Some((id, variable)) = self.known_credentials(value) {
            let setting = format!("CREDENTIALS=$(printf %s \"{id}:${variable}\" | base64 | tr -d '\\n')");
            return ("Basic ${CREDENTIALS}".to_owned(), Some(setting));
        }
        let text = String::from_utf8_lossy(value);
        if let Some((secret, name)) = self.names.iter().find(|(secret, _)| text.ends_with(&format!(" {secret}"))) {
            return (text.replace(secret.as_str(), name), None);
        }
        let scheme = text.split(' ').next().unwrap_or("Basic");
        (format!("{scheme} $CHANGED_CREDENTIALS"), None)
    }
}

/// The environment variable of a client's secret.
pub(super) fn secret_variable(client: &Client) -> String {
    client.secret_variable.clone().unwrap_or_else(|| format!("{}_SECRET", client.role.name().to_uppercase()))
}

/// Stands for a code that was not needed.
const NOT_ISSUED: &str = "\u{1}code\u{1}";

/// What the variables of a state begin with.
pub(super) fn prefix(name: StateName) -> &'static str {
    match name {
        StateName::Main => "",
        StateName::Spare => "SPARE_",
        StateName::Done => "DONE_",
        StateName::Other => "OTHER_",
    }
}

/// A verifier of the same length that is no secret.
fn repeatable_verifier(state: Option<&State>) -> String {
    let verifier = state.and_then(|state| state.material.code_verifier.as_ref());
    let length = verifier.map_or(43, |verifier| verifier.chars().count());
    PUBLISHED_VERIFIER.chars().cycle().take(if length == 64 { 43 } else { length }).collect()
}

/// For values without variables.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// For values with variables of ours; everything else that the shell would read is escaped.
pub(super) fn double_quote(text: &str) -> String {
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
