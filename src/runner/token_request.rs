//! The token request: the valid one of a grant, and its one change.

use rand::rngs::StdRng;

use super::value::{Evaluated, Fill, evaluate, template};
use super::writing::encode;
use crate::protocol::basic;
use crate::protocol::names::Grant;
use crate::suite::model::{Base, BodyEncoding, Change, ClientAuthentication, Place, Repeat, Value, Wire, WireForm};

/// One form parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub name: String,
    pub value: Vec<u8>,
    pub wire: Wire,
}

/// A client's identity as the valid request needs it.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    pub id: String,
    pub secret: Option<String>,
    /// Whether id and secret go into the body (`client_secret_post`).
    pub in_body: bool,
}

/// What the valid request of a grant is made from.
#[derive(Debug, Clone, Default)]
pub(super) struct Material {
    pub code: Option<String>,
    pub redirect_uri: Option<String>,
    pub code_verifier: Option<String>,
    pub refresh_token: Option<String>,
    pub credentials: Credentials,
}

/// A token request before it is written as HTTP.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenRequest {
    pub parameters: Vec<Parameter>,
    pub query: Vec<Parameter>,
    pub authorization: Option<Vec<u8>>,
    pub headers: Vec<(String, Vec<u8>)>,
    /// Second occurrences of header fields.
    pub twice: Vec<(String, Vec<u8>, Place)>,
    pub content_type: Option<String>,
    pub body: Option<BodyEncoding>,
    /// Another form of the message itself.
    pub wire: Option<WireForm>,
    pub method: String,
}

/// The valid request (RFC 6749 §4.1.3, §4.4.2, §6; RFC 7636 §4.5).
pub(super) fn valid(grant: Grant, material: &Material) -> TokenRequest {
    let mut parameters = vec![plain("grant_type", grant.grant_type())];
    let mut push = |name: &str, value: &Option<String>| {
        parameters.extend(value.as_ref().map(|value| plain(name, value)));
    };
    match grant {
        Grant::AuthorizationCode => {
            push("code", &material.code);
            push("redirect_uri", &material.redirect_uri);
            push("code_verifier", &material.code_verifier);
        }
        Grant::RefreshToken => push("refresh_token", &material.refresh_token),
        Grant::ClientCredentials => {}
    }
    let mut request = TokenRequest { parameters, method: "POST".to_owned(), ..TokenRequest::default() };
    request.content_type = Some("application/x-www-form-urlencoded".to_owned());
    request.headers.push(("Accept".to_owned(), b"application/json".to_vec()));
    authenticate(&mut request, &material.credentials);
    request
}

/// The valid request of introspection (RFC 7662 §2.1) and revocation (RFC 7009 §2.1). A caller without an id is nobody.
pub(super) fn helper(token: &str, hint: Option<&str>, caller: &Credentials) -> TokenRequest {
    let hint = hint.map(|hint| plain("token_type_hint", hint));
    let parameters = [plain("token", token)].into_iter().chain(hint).collect();
    let mut request = TokenRequest { parameters, method: "POST".to_owned(), ..TokenRequest::default() };
    request.content_type = Some("application/x-www-form-urlencoded".to_owned());
    request.headers.push(("Accept".to_owned(), b"application/json".to_vec()));
    if !caller.id.is_empty() {
        authenticate(&mut request, caller);
    }
    request
}

/// A GET without parameters.
pub(super) fn get(accept: &str, authorization: Option<String>) -> TokenRequest {
    TokenRequest {
        method: "GET".to_owned(),
        headers: vec![("Accept".to_owned(), accept.into())],
        authorization: authorization.map(String::into_bytes),
        ..TokenRequest::default()
    }
}

fn plain(name: &str, value: &str) -> Parameter {
    Parameter { name: name.to_owned(), value: value.as_bytes().to_vec(), wire: Wire::Form }
}

fn authenticate(request: &mut TokenRequest, credentials: &Credentials) {
    let text = |text: &str| Evaluated { bytes: text.as_bytes().to_vec(), wire: Wire::Form };
    match &credentials.secret {
        Some(secret) if credentials.in_body => {
            set(request, "client_id", text(&credentials.id));
            set(request, "client_secret", text(secret));
        }
        Some(secret) => {
            let text = basic::credentials(credentials.id.as_bytes(), secret.as_bytes());
            request.authorization = Some(format!("Basic {text}").into_bytes());
        }
        None => set(request, "client_id", text(&credentials.id)),
    }
}

fn set(request: &mut TokenRequest, name: &str, value: Evaluated) {
    match request.parameters.iter_mut().find(|parameter| parameter.name == name) {
        Some(parameter) => (parameter.value, parameter.wire) = (value.bytes, value.wire),
        None => request.parameters.push(Parameter { name: name.to_owned(), value: value.bytes, wire: value.wire }),
    }
}

/// What a change is applied with.
pub(super) struct Changing<'a> {
    pub fill: Fill<'a>,
    pub random: &'a mut StdRng,
    pub own: &'a Credentials,
    /// Credentials by role name, for `auth = { as = … }`.
    pub others: &'a dyn Fn(crate::protocol::names::ClientRole) -> Option<Credentials>,
}

impl Changing<'_> {
    fn value(&mut self, value: &Value, valid: &[u8]) -> Result<Evaluated, String> {
        evaluate(value, valid, self.fill, self.random)
    }
}

/// Applies a change. The error names a placeholder that is not known, or a client that is not configured.
pub(super) fn apply(request: &mut TokenRequest, change: &Change, with: &mut Changing<'_>) -> Result<(), String> {
    // Authentication first: it decides whether client_id is in the body, and `set` and `drop` have the last word.
    if let Some(auth) = &change.auth {
        change_authentication(request, auth, with)?;
    }
    for (name, value) in &change.set {
        let valid = valid_value(request, name, with);
        let made = with.value(value, &valid)?;
        let there = request.parameters.iter().any(|parameter| parameter.name == *name);
        if made.wire == Wire::Form && made.bytes == valid && (there || value.base == Base::Valid) {
            return Err(format!("value for which this changes anything: {name} stays as it is"));
        }
        set(request, name, made);
    }
    let has = |name: &String| request.parameters.iter().any(|parameter| parameter.name == *name);
    if let Some(name) = change.drop.iter().find(|name| !has(name)) {
        return Err(format!("parameter `{name}` in this request that could be left out"));
    }
    request.parameters.retain(|parameter| !change.drop.contains(&parameter.name));
    let mut query = Vec::new();
    for repeated in &change.repeat {
        query.extend(repeat(request, repeated, with)?);
    }
    for (from, to) in &change.rename {
        request.parameters.iter_mut().filter(|parameter| parameter.name == *from).for_each(|p| p.name = to.clone());
    }
    let (moved, kept) = request.parameters.drain(..).partition(|parameter| change.query.contains(&parameter.name));
    (request.query, request.parameters) = (moved, kept);
    request.query.append(&mut query);
    if change.reverse {
        request.parameters.reverse();
    }
    for (name, value) in &change.header {
        change_header(request, name, value.as_ref(), with)?;
    }
    for repeat in &change.header_twice {
        let valid = request.header(&repeat.name).unwrap_or_default();
        let value = with.value(&repeat.value, &valid)?.bytes;
        request.twice.push((repeat.name.clone(), value, repeat.place));
    }
    request.body = change.body.clone();
    request.wire = change.wire.clone();
    if let Some(method) = &change.method {
        request.method = method.clone();
    }
    if request.method == "GET" {
        let mut all = std::mem::take(&mut request.parameters);
        request.query.append(&mut all);
        request.content_type = None;
    }
    Ok(())
}

/// Adds a second occurrence of a parameter to the body, or returns the one for the query.
fn repeat(request: &mut TokenRequest, repeat: &Repeat, with: &mut Changing<'_>) -> Result<Option<Parameter>, String> {
    let valid = valid_value(request, &repeat.name, with);
    let value = with.value(&repeat.value, &valid)?;
    let second = Parameter { name: repeat.name.clone(), value: value.bytes, wire: value.wire };
    let at = request.parameters.iter().position(|parameter| parameter.name == repeat.name);
    let at = match (at, repeat.place) {
        (_, Place::Query) => return Ok(Some(second)),
        (Some(at), Place::Before) => at,
        (Some(at), Place::After) => at + 1,
        (None, _) => {
            // A parameter that the valid request lacks is sent twice: the valid value first.
            set(request, &repeat.name, Evaluated { bytes: valid, wire: Wire::Form });
            request.parameters.len()
        }
    };
    request.parameters.insert(at, second);
    Ok(None)
}

/// What the valid request has (or would have) for a parameter.
fn valid_value(request: &TokenRequest, name: &str, with: &Changing<'_>) -> Vec<u8> {
    let found = request.parameters.iter().find(|parameter| parameter.name == name);
    match (found, name) {
        (Some(parameter), _) => parameter.value.clone(),
        (None, "client_id") => with.own.id.clone().into_bytes(),
        (None, "scope") => (with.fill)("authorized").unwrap_or_default().into_bytes(),
        (None, name) => (with.fill)(name).unwrap_or_default().into_bytes(),
    }
}

fn change_header(request: &mut TokenRequest, name: &str, value: Option<&Value>, with: &mut Changing<'_>) -> Result<(), String> {
    let is_type = name.eq_ignore_ascii_case("content-type");
    let is_authorization = name.eq_ignore_ascii_case("authorization");
    let valid = request.header(name).unwrap_or_default();
    let value = value.map(|value| with.value(value, &valid)).transpose()?.map(|made| made.bytes);
    if is_type {
        request.content_type = value.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    } else if is_authorization {
        request.authorization = value;
    } else {
        request.headers.retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
        request.headers.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(())
}

fn change_authentication(request: &mut TokenRequest, auth: &ClientAuthentication, with: &mut Changing<'_>) -> Result<(), String> {
    let own_id = Evaluated { bytes: with.own.id.clone().into_bytes(), wire: Wire::Form };
    request.parameters.retain(|parameter| parameter.name != "client_id" && parameter.name != "client_secret");
    request.authorization = None;
    match auth {
        ClientAuthentication::None => {}
        ClientAuthentication::Identify => set(request, "client_id", own_id),
        ClientAuthentication::Body => {
            set(request, "client_id", own_id);
            let secret = with.own.secret.clone().unwrap_or_default().into_bytes();
            set(request, "client_secret", Evaluated { bytes: secret, wire: Wire::Form });
        }
        ClientAuthentication::As(role) => {
            let other = (with.others)(*role).ok_or_else(|| format!("a client with the role {role}"))?;
            authenticate(request, &other);
        }
        ClientAuthentication::Raw(text) => request.authorization = Some(template(text, with.fill)?.into_bytes()),
        ClientAuthentication::Basic { scheme, id, secret, form_encoded, credentials } => {
            let own = with.own.clone();
            let changes = [id, secret, credentials].into_iter().flatten();
            let own_parts = changes.clone().count();
            let usual = if *form_encoded { Wire::Form } else { Wire::Verbatim };
            let mut part = |value: &Option<Value>, valid: &str| match value {
                Some(value) => with.value(value, valid.as_bytes()),
                None => Ok(Evaluated { bytes: valid.as_bytes().to_vec(), wire: Wire::Form }),
            };
            let id = part(id, &own.id)?;
            let secret = part(secret, own.secret.as_deref().unwrap_or_default())?;
            let [id, secret] =
                [id, secret].map(|part| encode(&part.bytes, if part.wire == Wire::Form { usual } else { part.wire }));
            let pair = basic::raw_credentials(&id, &secret);
            let text = part(credentials, &pair)?.bytes;
            let valid = basic::credentials(own.id.as_bytes(), own.secret.as_deref().unwrap_or_default().as_bytes());
            let only_from_valid = changes.clone().all(|value| value.base == Base::Valid);
            if own_parts > 0 && only_from_valid && text == valid.as_bytes() {
                return Err("credentials for which this changes anything".to_owned());
            }
            let scheme = scheme.as_deref().unwrap_or("Basic");
            request.authorization = Some([scheme.as_bytes(), b" ", &text].concat());
        }
    }
    Ok(())
}
