//! Takes secrets out of everything that leaves memory, keeping what can be judged: kind, length, characters, equality.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::execute::{Detail, milliseconds};
use super::ledger::SecretKind;
use super::scene::Logged;
use super::secret_forms::{Found, SecretForms};
use crate::protocol::form;
use crate::record::model::{ExchangeRecord, RequestRecord, ResponseRecord};
use crate::transport::{Request, Response};

/// Bytes of a body that a record keeps.
const KEPT_BODY: usize = 16 * 1024;
/// Bytes of a parameter or header value that a record keeps.
const KEPT_VALUE: usize = 4 * 1024;
/// Shorter values are not searched for in free text: they would be found everywhere.
const SEARCHED: usize = 4;
/// Request parameters that are secret wherever they come from.
const SECRET_PARAMETERS: [&str; 6] = ["code", "code_verifier", "refresh_token", "client_secret", "password", "token"];
/// Answer members that are secret.
const SECRET_MEMBERS: [&str; 3] = ["access_token", "refresh_token", "id_token"];

/// Replaces secrets by descriptions of themselves.
pub(super) struct Redactor {
    salt: [u8; 16],
    secrets: Vec<(String, SecretKind)>,
    forms: SecretForms,
    /// Request header fields that are secret whatever they hold.
    fields: Vec<String>,
    detail: Detail,
}

impl Redactor {
    /// For these secrets, in every form in which they may occur. What is redacted with the same salt can be compared.
    pub(super) fn new(mut secrets: Vec<(String, SecretKind)>, salt: [u8; 16]) -> Self {
        secrets.retain(|(value, _)| value.len() >= SEARCHED);
        secrets.sort();
        let mut forms = SecretForms::default();
        for (index, (value, kind)) in secrets.iter().enumerate() {
            written_forms(*kind, value).into_iter().for_each(|form| forms.learn(form, index));
        }
        Self { salt, secrets, forms, fields: Vec::new(), detail: Detail::All }
    }

    /// The values of these request header fields are secret too, however short they are.
    pub(super) fn hiding(mut self, fields: impl IntoIterator<Item = String>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// What is kept as evidence is not cut, and digests are long enough that no two secrets have the same.
    pub(super) fn keeping(self, detail: Detail) -> Self {
        if detail != Detail::EvidenceWithIdTokens {
            return Self { detail, ..self };
        }
        let secrets = self.secrets.into_iter().filter(|(_, kind)| *kind != SecretKind::IdToken).collect();
        Self { detail, fields: self.fields, ..Self::new(secrets, self.salt) }
    }

    fn cut(&self, text: String, limit: usize) -> String {
        if self.detail.is_evidence() { text } else { cut(text, limit) }
    }

    /// `[refresh_token:43:base64url:#3f9a1c]`.
    pub(super) fn describe(&self, kind: &str, value: &[u8]) -> String {
        let hash = digest(&SHA256, &[self.salt.as_slice(), value].concat());
        let hash: String =
            hash.as_ref().iter().take(if self.detail.is_evidence() { 16 } else { 3 }).map(|byte| format!("{byte:02x}")).collect();
        format!("[{kind}:{}:{}:#{hash}]", String::from_utf8_lossy(value).chars().count(), characters(value))
    }

    /// Text with every known secret replaced.
    pub(super) fn text(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut shown = String::new();
        let mut done = 0;
        while let Some((at, found)) = self.forms.find(bytes, done) {
            let secret = match found {
                Found::Secret(length, owner) => self.secrets.get(owner).map(|secret| (length, secret)),
                Found::Unknown => None,
            };
            let Some((length, (value, kind))) = secret else { return "[withheld]".to_owned() };
            shown.push_str(&String::from_utf8_lossy(&bytes[done..at]));
            shown.push_str(&self.describe(kind.word(), value.as_bytes()));
            done = at + length;
        }
        if done == 0 {
            return text.to_owned();
        }
        shown.push_str(&String::from_utf8_lossy(&bytes[done..]));
        shown
    }

    /// An exchange as it may be shown.
    pub(super) fn exchange(&self, logged: &Logged) -> ExchangeRecord {
        let exchange = &logged.exchange;
        ExchangeRecord {
            purpose: logged.purpose,
            request: self.request(&exchange.request),
            response: exchange.response().map(|response| self.response(response)),
            error: exchange.outcome.as_ref().err().map(|error| self.text(&error.to_string())),
            started_ms: milliseconds(exchange.timing.started),
            duration_ms: milliseconds(exchange.timing.duration),
        }
    }

    fn request(&self, request: &Request) -> RequestRecord {
        let is_form = request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type")
                && value.to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded")
        });
        let url = match request.url.query() {
            Some(query) => {
                let shown = self.form(query.as_bytes());
                let mut bare = request.url.clone();
                bare.set_query(None);
                format!("{bare}?{shown}")
            }
            None => request.url.to_string(),
        };
        RequestRecord {
            method: request.method.clone(),
            url: self.text(&url),
            headers: request.headers.iter().map(|(name, value)| (name.clone(), self.request_header(name, value))).collect(),
            body: if is_form { self.form(&request.body) } else { self.document(&request.body) },
        }
    }

    fn request_header(&self, name: &str, value: &[u8]) -> String {
        let text = String::from_utf8_lossy(value);
        if self.fields.iter().any(|hidden| hidden.eq_ignore_ascii_case(name)) {
            return self.describe(SecretKind::GatewayKey.word(), value);
        }
        if !name.eq_ignore_ascii_case("authorization") {
            return self.cut(self.text(&text), KEPT_VALUE);
        }
        match text.split_once(' ') {
            Some((scheme, credentials)) => format!("{scheme} {}", self.describe("credentials", credentials.as_bytes())),
            None if text.eq_ignore_ascii_case("basic") => text.into_owned(),
            None => self.describe("credentials", value),
        }
    }

    /// A form body: the values of secret parameters replaced whole, known secrets elsewhere too.
    fn form(&self, body: &[u8]) -> String {
        let part = |part: &[u8]| {
            let at = part.iter().position(|&byte| byte == b'=');
            let Some(at) = at else { return self.text(&String::from_utf8_lossy(part)) };
            let name = String::from_utf8_lossy(&part[..at]).into_owned();
            let value = &part[at + 1..];
            let secret = SECRET_PARAMETERS.iter().any(|secret| secret.eq_ignore_ascii_case(&name));
            if secret && !value.is_empty() {
                format!("{name}={}", self.describe(&name, &form::decode(value)))
            } else {
                format!("{name}={}", self.cut(self.text(&String::from_utf8_lossy(value)), KEPT_VALUE))
            }
        };
        body.split(|&byte| byte == b'&').map(part).collect::<Vec<_>>().join("&")
    }

    fn response(&self, response: &Response) -> ResponseRecord {
        let headers = response.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value);
            let shown = if name.eq_ignore_ascii_case("set-cookie") { cookie(&value) } else { self.text(&value) };
            (name.clone(), self.cut(shown, KEPT_VALUE))
        });
        ResponseRecord {
            status: response.status,
            headers: headers.collect(),
            body: self.document(&response.body.bytes),
            body_bytes: response.body.bytes.len(),
            body_truncated: response.body.truncated || (response.body.bytes.len() > KEPT_BODY && !self.detail.is_evidence()),
            body_not_utf8: std::str::from_utf8(&response.body.bytes).is_err(),
        }
    }

    /// A body that may be JSON: the values of secret members replaced, known secrets elsewhere too.
    fn document(&self, bytes: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        if let Ok(serde_json::Value::Object(mut object)) = serde_json::from_slice(bytes) {
            let mut respelled = false;
            // Each once: a description must not be described.
            let parameters = SECRET_PARAMETERS.iter().filter(|name| !SECRET_MEMBERS.contains(name));
            let shown = |member: &str| member == "id_token" && self.detail == Detail::EvidenceWithIdTokens;
            for member in SECRET_MEMBERS.iter().chain(parameters).filter(|member| !shown(member)) {
                let Some(serde_json::Value::String(value)) = object.get_mut(*member) else { continue };
                let description = self.describe(member, value.as_bytes());
                let spelled = serde_json::Value::from(value.as_str()).to_string();
                match spelled.trim_matches('"') {
                    "" => continue,
                    spelled if text.contains(spelled) => text = text.replace(spelled, &description),
                    // Spelled with escapes of its own choice: shown as we would write it.
                    _ => respelled = true,
                }
                *value = description;
            }
            if respelled {
                text = serde_json::Value::Object(object).to_string();
            }
        }
        self.cut(self.text(&text), KEPT_BODY)
    }
}

/// The ways in which a secret may be written: as it is, form-encoded, percent-encoded, in JSON; and what is configured,
/// which outlives the run, in every other way too. (A run issues thousands of tokens: each form costs memory.)
fn written_forms(kind: SecretKind, value: &str) -> Vec<Vec<u8>> {
    let bytes = value.as_bytes();
    let configured = matches!(kind, SecretKind::ClientSecret | SecretKind::Password | SecretKind::GatewayKey);
    let unreserved = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    if !configured && bytes.iter().all(unreserved) {
        // As most tokens are: every form is the same.
        return vec![bytes.to_vec()];
    }
    let json = serde_json::Value::from(value).to_string();
    let mut forms =
        vec![bytes.to_vec(), form::encode(bytes), form::encode_reserved(bytes), json.trim_matches('"').as_bytes().to_vec()];
    if configured {
        forms.extend([form::encode_all(bytes), STANDARD.encode(bytes).into_bytes()]);
    }
    forms.sort();
    forms.dedup();
    forms
}

fn characters(value: &[u8]) -> &'static str {
    let all = |test: fn(&u8) -> bool| value.iter().all(test);
    if all(u8::is_ascii_digit) {
        "digits"
    } else if all(u8::is_ascii_hexdigit) {
        "hex"
    } else if all(u8::is_ascii_alphanumeric) {
        "alphanumeric"
    } else if all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        "base64url"
    } else if all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')) {
        "base64"
    } else if all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
        "jwt"
    } else if all(u8::is_ascii_graphic) {
        "ascii"
    } else {
        "bytes"
    }
}

/// A cookie's value is the target's secret.
fn cookie(value: &str) -> String {
    let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
    let name = pair.split('=').next().unwrap_or_default();
    if attributes.is_empty() { format!("{name}=[cookie]") } else { format!("{name}=[cookie];{attributes}") }
}

fn cut(mut text: String, limit: usize) -> String {
    if text.len() > limit {
        let at = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(at);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let secrets = [("s3cr&t value", SecretKind::ClientSecret), ("tok-1234", SecretKind::AccessToken)];
        Redactor::new(secrets.map(|(value, kind)| (value.to_owned(), kind)).to_vec(), [7; 16])
    }

    #[test]
    fn a_secret_is_found_in_every_written_form() {
        let redactor = redactor();
        for form in written_forms(SecretKind::ClientSecret, "s3cr&t value") {
            let text = format!("before {} after", String::from_utf8_lossy(&form));
            let shown = redactor.text(&text);
            assert!(shown.starts_with("before [client_secret:12:bytes:#"), "{shown}");
        }
    }

    #[test]
    fn equality_can_be_seen_and_the_value_cannot() {
        let redactor = redactor();
        let twice = redactor.text("tok-1234 tok-1234");
        let (a, b) = twice.split_once(' ').unwrap();
        assert_eq!(a, b);
        assert!(!twice.contains("tok-1234"));
    }

    #[test]
    fn secret_parameters_are_replaced_even_when_unknown() {
        let shown = redactor().form(b"grant_type=authorization_code&code=never-seen&x");
        assert!(shown.starts_with("grant_type=authorization_code&code=[code:10:base64url:#"), "{shown}");
        assert!(shown.ends_with("&x"));
    }

    #[test]
    fn members_of_an_answer_are_replaced_even_when_unknown() {
        let shown = redactor().document(br#"{"access_token":"unknown\/value","scope":"openid"}"#);
        assert!(shown.contains("[access_token:13:") || !shown.contains("unknown"), "{shown}");
        assert!(shown.contains("\"scope\":\"openid\""));
    }

    #[test]
    fn cookies_keep_their_names_only() {
        assert_eq!(cookie("sid=abc; Path=/"), "sid=[cookie]; Path=/");
    }
}
