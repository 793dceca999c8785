//! The parameters of a token request: each known name at most once, empty values as if omitted (RFC 6749 §3.2).

use std::collections::BTreeMap;

use super::FaultId;
use super::breakdowns;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::form::{self, Field};
use super::misreading;
use super::refusal::Refusal;
use super::variant_catalogue as variant;

/// The names that the token endpoint reads.
const KNOWN: [&str; 8] =
    ["grant_type", "client_id", "client_secret", "scope", "code_verifier", "code", "redirect_uri", "refresh_token"];

/// The parameters that the server knows: where it does not offer client assertions, theirs is unknown (RFC 7521 §4.2).
fn known_names(faults: &FaultSet) -> impl Iterator<Item = &'static str> {
    KNOWN.into_iter().chain(faults.varies(variant::ASSERTION_METHODS).then_some("client_assertion"))
}

/// Which of two values a server that allows repetition takes: first, last, or either when they are equal.
static REPETITION: [(&str, FaultId, FaultId, FaultId); 8] = [
    (
        "client_secret",
        fault::REPEATED_CLIENT_SECRET_FIRST_WINS,
        fault::REPEATED_CLIENT_SECRET_LAST_WINS,
        fault::REPEATED_CLIENT_SECRET_IDENTICAL_ACCEPTED,
    ),
    (
        "grant_type",
        fault::REPEATED_GRANT_TYPE_FIRST_WINS,
        fault::REPEATED_GRANT_TYPE_LAST_WINS,
        fault::REPEATED_GRANT_TYPE_IDENTICAL_ACCEPTED,
    ),
    (
        "client_id",
        fault::REPEATED_CLIENT_ID_FIRST_WINS,
        fault::REPEATED_CLIENT_ID_LAST_WINS,
        fault::REPEATED_CLIENT_ID_IDENTICAL_ACCEPTED,
    ),
    ("scope", fault::REPEATED_SCOPE_FIRST_WINS, fault::REPEATED_SCOPE_LAST_WINS, fault::REPEATED_SCOPE_IDENTICAL_ACCEPTED),
    (
        "code_verifier",
        fault::REPEATED_CODE_VERIFIER_FIRST_WINS,
        fault::REPEATED_CODE_VERIFIER_LAST_WINS,
        fault::REPEATED_CODE_VERIFIER_IDENTICAL_ACCEPTED,
    ),
    ("code", fault::REPEATED_CODE_FIRST_WINS, fault::REPEATED_CODE_LAST_WINS, fault::REPEATED_CODE_IDENTICAL_ACCEPTED),
    (
        "redirect_uri",
        fault::REPEATED_REDIRECT_URI_FIRST_WINS,
        fault::REPEATED_REDIRECT_URI_LAST_WINS,
        fault::REPEATED_REDIRECT_URI_IDENTICAL_ACCEPTED,
    ),
    (
        "refresh_token",
        fault::REPEATED_REFRESH_TOKEN_FIRST_WINS,
        fault::REPEATED_REFRESH_TOKEN_LAST_WINS,
        fault::REPEATED_REFRESH_TOKEN_IDENTICAL_ACCEPTED,
    ),
];

#[derive(Clone, Debug)]
struct Value {
    text: String,
    wire: String,
    has_equals: bool,
}

/// What a token request says, by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    known: BTreeMap<&'static str, Value>,
    /// Read by some faults alone; the token endpoint does not know it (RFC 7636 §4.5).
    challenge_method: Option<String>,
    /// May be there several times (RFC 8707 §2).
    resources: Vec<String>,
    /// As that of the method.
    challenge: Option<String>,
    /// Read by faults alone, for there is no password grant (RFC 6749 §4.3.2).
    username: bool,
    password: bool,
}

impl Parameters {
    /// Reads body fields, and with some faults the query too.
    pub(super) fn read(body: &[u8], query: &[u8], faults: &FaultSet) -> Result<Self, Refusal> {
        let mut parameters = Self::default();
        let fields = fields(body, faults)?;
        if faults.has(fault::FORM_FIELD_ORDER_MATTERS)
            && fields.iter().any(|field| field.name == "grant_type")
            && fields.first().is_some_and(|field| field.name != "grant_type")
        {
            return Err(Refusal::MalformedForm);
        }
        for name in known_names(faults) {
            let values: Vec<&Field> = fields.iter().filter(|field| known_name(field, faults) == Some(name)).collect();
            if let Some(value) = parameters.single(name, &values, faults)? {
                parameters.known.insert(name, value);
            }
        }
        let unknown: Vec<&Field> = fields.iter().filter(|field| known_name(field, faults).is_none()).collect();
        for field in &unknown {
            parameters.unknown(field, faults)?;
            let repeated = unknown.iter().filter(|other| other.name == field.name).count() > 1;
            if repeated && faults.has(fault::UNKNOWN_FIELD_REPEATED_500) {
                return Err(Refusal::Crash);
            }
        }
        parameters.merge_query(query, faults);
        if faults.has(fault::EMPTY_VALUES_REFUSED) && parameters.known.values().any(|value| value.text.is_empty()) {
            return Err(Refusal::EmptyValue);
        }
        Ok(parameters)
    }

    /// A parameter's value; `None` when it is missing or empty (RFC 6749 §3.2).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.known.get(name).map(|value| value.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Whether a parameter was sent without a value.
    pub(super) fn is_empty(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|value| value.text.is_empty())
    }

    pub(super) fn has_equals(&self, name: &str) -> bool {
        self.known.get(name).is_some_and(|value| value.has_equals)
    }

    /// A parameter's value before decoding.
    pub(super) fn wire(&self, name: &str) -> &str {
        self.known.get(name).map_or("", |value| value.wire.as_str())
    }

    /// The resources that were named, in order (RFC 8707 §2.2).
    pub(super) fn resources(&self) -> &[String] {
        &self.resources
    }

    pub(super) fn challenge_method(&self) -> Option<&str> {
        self.challenge_method.as_deref()
    }

    pub(super) fn challenge(&self) -> Option<&str> {
        self.challenge.as_deref()
    }

    /// Whether a resource owner's user name and password were sent.
    pub(super) fn owner_credentials(&self) -> (bool, bool) {
        (self.username, self.password)
    }

    fn single(&self, name: &str, values: &[&Field], faults: &FaultSet) -> Result<Option<Value>, Refusal> {
        let Some((first, rest)) = values.split_first() else { return Ok(None) };
        let chosen = if rest.is_empty() { *first } else { repeated(name, values, faults)? };
        let mut value = value(name, chosen, faults)?;
        if !rest.is_empty() && name == "scope" && faults.has(fault::REPEATED_SCOPE_JOINED) {
            let texts: Vec<_> = values.iter().map(|field| String::from_utf8_lossy(&field.value)).collect();
            value.text = texts.join(" ");
        }
        Ok(Some(value))
    }

    /// Unknown parameters are ignored (RFC 6749 §3.2).
    fn unknown(&mut self, field: &Field, faults: &FaultSet) -> Result<(), Refusal> {
        let authorization = ["response_type", "state", "nonce"].contains(&field.name.as_str());
        let long = field.name.chars().count() > 255;
        let invalid = std::str::from_utf8(&field.value).is_err();
        let text = || String::from_utf8_lossy(&field.value).into_owned();
        match field.name.as_str() {
            "code_challenge_method" => self.challenge_method = Some(text()),
            "code_challenge" => self.challenge = Some(text()),
            "resource" => self.resources.push(text()),
            _ => {}
        }
        self.username |= field.name == "username";
        self.password |= field.name == "password";
        if breakdowns::over_name(&field.name, faults) {
            return Err(Refusal::Crash);
        }
        if (long && faults.has(fault::LONG_FIELD_NAME_500)) || (invalid && faults.has(fault::UNKNOWN_FIELD_NOT_UTF8_500)) {
            return Err(Refusal::Crash);
        }
        let refused = faults.has(fault::UNKNOWN_FIELD_REFUSED)
            || (long && faults.has(fault::LONG_FIELD_NAME_REFUSED))
            || (field.value.is_empty() && faults.has_any(&[fault::UNKNOWN_EMPTY_FIELD_REFUSED, fault::EMPTY_VALUES_REFUSED]))
            || (authorization && faults.has(fault::AUTHORIZATION_FIELD_REFUSED))
            || (!field.has_equals && faults.has(fault::NAME_ALONE_REFUSED))
            || (self.get("grant_type") == Some("refresh_token") && faults.has(fault::UNKNOWN_FIELD_REFUSED_ON_REFRESH))
            || (!invalid && !field.value.is_ascii() && faults.has(fault::UNKNOWN_FIELD_UTF8_REFUSED));
        if refused { Err(Refusal::UnknownField) } else { Ok(()) }
    }

    fn merge_query(&mut self, query: &[u8], faults: &FaultSet) {
        for field in form::parse(query).unwrap_or_default() {
            let Some(name) = KNOWN.into_iter().find(|name| *name == field.name) else { continue };
            let merged = faults.has(fault::QUERY_MERGED_WITH_BODY)
                || (name == "grant_type" && faults.has(fault::GRANT_TYPE_READ_FROM_QUERY))
                || (name == "code" && faults.has(fault::CODE_READ_FROM_QUERY))
                || (name == "redirect_uri" && faults.has(fault::REDIRECT_URI_READ_FROM_QUERY))
                || (name == "refresh_token" && faults.has(fault::REFRESH_TOKEN_READ_FROM_QUERY))
                || (name == "client_secret" && faults.has(fault::SECRET_READ_FROM_QUERY))
                || (["client_id", "client_secret"].contains(&name) && faults.has(fault::CREDENTIALS_READ_FROM_QUERY));
            let Ok(value) = value(name, &field, faults) else { continue };
            if self.known.contains_key(name) && faults.has(fault::QUERY_WINS_OVER_BODY) {
                self.known.insert(name, value);
            } else if merged {
                self.known.entry(name).or_insert(value);
            }
        }
    }
}

/// Names are case-sensitive (RFC 6749 §1.9); these faults fold one each.
static FOLDED_NAMES: [(&str, FaultId); 4] = [
    ("grant_type", fault::GRANT_TYPE_NAME_CASE_FOLDED),
    ("code", fault::CODE_NAME_CASE_FOLDED),
    ("refresh_token", fault::REFRESH_TOKEN_NAME_CASE_FOLDED),
    ("client_id", fault::CLIENT_ID_NAME_CASE_FOLDED),
];

fn known_name(field: &Field, faults: &FaultSet) -> Option<&'static str> {
    known_names(faults).find(|name| {
        let folded = || FOLDED_NAMES.iter().any(|(of, id)| of == name && faults.has(*id));
        field.name == *name || (field.name.eq_ignore_ascii_case(name) && folded())
    })
}

/// The fields of the body: the ampersand alone separates, every escape is whole (RFC 6749 appendix B).
fn fields(body: &[u8], faults: &FaultSet) -> Result<Vec<Field>, Refusal> {
    let parsed = match body.contains(&b';') && faults.has(fault::FORM_SEMICOLON_SPLIT) {
        true => form::parse(&body.iter().map(|&byte| if byte == b';' { b'&' } else { byte }).collect::<Vec<_>>()),
        false => form::parse(body),
    };
    parsed.map_err(|refusal| if faults.has(fault::FORM_BROKEN_ESCAPE_500) { Refusal::Crash } else { refusal })
}

/// A repeated parameter makes the request invalid, also when the values agree (RFC 6749 §3.2, §5.2).
fn repeated<'a>(name: &str, values: &[&'a Field], faults: &FaultSet) -> Result<&'a Field, Refusal> {
    let (first, last) = (values[0], values[values.len() - 1]); // called with two values at least
    let equal = values.iter().all(|field| field.value == first.value);
    if name == "scope" && faults.has(fault::REPEATED_SCOPE_JOINED) {
        return Ok(first);
    }
    for (of, first_wins, last_wins, identical) in REPETITION {
        if of != name {
            continue;
        }
        if faults.has(first_wins) || (equal && faults.has(identical)) {
            return Ok(first);
        }
        if faults.has(last_wins) {
            return Ok(last);
        }
    }
    Err(Refusal::Repeated)
}

fn value(name: &str, field: &Field, faults: &FaultSet) -> Result<Value, Refusal> {
    if breakdowns::over_value(name, &field.value, faults) {
        return Err(Refusal::Crash);
    }
    let text = match String::from_utf8(field.value.clone()) {
        Ok(text) => text,
        Err(_) if name == "code" && faults.has(fault::CODE_NOT_UTF8_500) => return Err(Refusal::Crash),
        Err(_) if faults.has(fault::FORM_INVALID_UTF8_DROPPED) => {
            String::from_utf8_lossy(&field.value).replace(char::REPLACEMENT_CHARACTER, "")
        }
        Err(_) => return Err(not_utf8(name)),
    };
    let text = misreading::of(name, &text, &field.wire, faults).unwrap_or(text);
    Ok(Value { text, wire: field.wire.clone(), has_equals: field.has_equals })
}

fn not_utf8(name: &str) -> Refusal {
    match name {
        "code" => Refusal::CodeUnknown,
        "refresh_token" => Refusal::RefreshTokenUnknown,
        "code_verifier" => Refusal::VerifierGrammar,
        "scope" => Refusal::ScopeGrammar,
        _ => Refusal::MalformedForm,
    }
}
