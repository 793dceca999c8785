//! The body of a request in a shell command, its secrets by the names of variables.

use super::shown::{Shown, double_quote, quote, secret_variable};
use super::token_request::{Parameter, TokenRequest};
use crate::protocol::{form, pkce};
use crate::suite::model::{BodyEncoding, Wire};
use crate::target::model::Client;

impl Shown<'_, '_> {
    pub(super) fn body(&self, request: &TokenRequest) -> Vec<String> {
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
    fn data(&self, parameter: &Parameter) -> String {
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
    fn configured_secret(&self, parameter: &Parameter) -> Option<String> {
        let subject = self.scene.subject;
        let is = |client: &&Client| {
            let secret = subject.credentials(client.role).and_then(|credentials| credentials.secret);
            secret.is_some_and(|secret| secret.as_bytes() == parameter.value)
        };
        let sent = parameter.name == "client_secret" && parameter.wire == Wire::Form;
        subject.target.clients.iter().filter(|_| sent).find(is).map(secret_variable)
    }

    /// A text with every token and code replaced by its variable.
    pub(super) fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (secret, name)| text.replace(secret.as_str(), name))
    }

    pub(super) fn pairs(&self, request: &TokenRequest) -> String {
        request.parameters.iter().map(|parameter| self.pair(parameter)).collect::<Vec<_>>().join("&")
    }

    pub(super) fn pair(&self, parameter: &Parameter) -> String {
        let name = form::encode_text(&parameter.name);
        if parameter.wire == Wire::NameOnly {
            return name;
        }
        format!("{name}={}", self.wire_value(parameter))
    }

    /// A parameter's value as it goes onto the wire, secrets named. `$CODE` is taken as it stood in the redirect: encoded.
    fn wire_value(&self, parameter: &Parameter) -> String {
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

fn is_secret(name: &str) -> bool {
    matches!(name, "code" | "refresh_token" | "code_verifier" | "client_secret")
}

fn shorten(value: String) -> String {
    if value.len() <= 2100 {
        return value;
    }
    let first = value.chars().next().unwrap_or('A');
    format!("$(printf '{first}%.0s' $(seq {}))", value.len())
}
