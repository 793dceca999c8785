//! What a token request has to be as HTTP before its parameters are read: POST, a form, not too large (RFC 6749 §3.2, §4.1.3).

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, ORIGIN,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;

use super::catalogue as fault;
use super::fault::FaultSet;
use super::gate;
use super::http::Incoming;
use super::refusal::Refusal;
use super::server::Server;
use super::variant_catalogue as variant;
use super::{FaultId, form};

/// The methods of the token endpoint, as Allow lists them (RFC 9110 §10.2.1).
const METHODS: &str = "POST, OPTIONS";
/// The largest body where a variant reads no more: 56 KiB.
const SMALL_LIMIT: usize = 56 << 10;
/// A form that no client needs.
const LARGE_FORM: usize = 48 * 1024;

/// The methods that a fault serves like POST.
const LIKE_POST: [(Method, FaultId); 3] =
    [(Method::PUT, fault::PUT_LIKE_POST), (Method::PATCH, fault::PATCH_LIKE_POST), (Method::DELETE, fault::DELETE_LIKE_POST)];
/// The media types that a fault takes for a form.
const LIKE_FORM: [(&str, FaultId); 3] = [
    ("text/plain", fault::PLAIN_TEXT_TAKEN_FOR_FORM),
    ("application/xml", fault::XML_TAKEN_FOR_FORM),
    ("application/octet-stream", fault::OCTETS_TAKEN_FOR_FORM),
];
/// The methods of which a fault forgets to say what is allowed instead.
const WITHOUT_ALLOW: [(Method, FaultId); 2] =
    [(Method::HEAD, fault::ALLOW_MISSING_FOR_HEAD), (Method::DELETE, fault::ALLOW_MISSING_FOR_DELETE)];

/// OPTIONS: what may be asked (RFC 9110 §9.3.7). `None` where a fault takes it for something else.
pub(super) fn options(incoming: &Incoming, faults: &FaultSet) -> Option<Response> {
    let refused = faults.has(fault::OPTIONS_LIKE_POST) || faults.varies(variant::ALLOW_POST_ALONE);
    if incoming.method != Method::OPTIONS || refused {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if incoming.headers.contains_key(ORIGIN) && faults.has(fault::CORS_PREFLIGHT_CREDENTIALS_FOR_ALL) {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    if faults.has(fault::OPTIONS_500) {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    } else if !faults.has(fault::OPTIONS_WITHOUT_ALLOW) {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(METHODS));
    }
    Some(response)
}

/// What Allow says in the refusal of a method (RFC 9110 §15.5.6).
pub(super) fn allow(method: &Method, faults: &FaultSet) -> Option<HeaderValue> {
    let missing = faults.has(fault::ALLOW_MISSING) || WITHOUT_ALLOW.iter().any(|(of, id)| of == method && faults.has(*id));
    let methods = match () {
        () if faults.has(fault::ALLOW_WITHOUT_POST) => "GET, OPTIONS",
        () if faults.varies(variant::ALLOW_POST_ALONE) => "POST",
        () => METHODS,
    };
    (!missing).then(|| HeaderValue::from_static(methods))
}

/// The bytes of the form.
pub(super) fn body<'a>(server: &Server, incoming: &'a Incoming) -> Result<Cow<'a, [u8]>, Refusal> {
    let faults = &server.faults;
    if incoming.method == Method::GET {
        if faults.has(fault::GET_BURNS_CODE) {
            burn_code(server, incoming);
        }
        let accepted = faults.has(fault::GET_ACCEPTED) || accepted_by_get(server, incoming);
        return if accepted { Ok(incoming.query.as_bytes().into()) } else { Err(Refusal::MethodNotAllowed) };
    }
    if incoming.method != Method::POST {
        other_method(&incoming.method, faults)?;
    }
    if incoming.media_type() == "application/json" && faults.varies(variant::JSON_BODY_ACCEPTED) {
        return form_of_json(incoming).ok_or(Refusal::MalformedForm);
    }
    check_media_type(incoming, faults)?;
    let body = incoming.content().ok_or(Refusal::BodyTooLarge)?;
    if body.len() > SMALL_LIMIT && faults.varies(variant::BODIES_ABOVE_56_KIB_REFUSED) {
        return Err(Refusal::BodyTooLarge);
    }
    if body.len() > LARGE_FORM && faults.has(fault::LARGE_FORM_500) {
        return Err(Refusal::Crash);
    }
    if body.starts_with(b"{") && faults.has(fault::JSON_TAKEN_FOR_WHAT_IT_IS) {
        return form_of_json(incoming).ok_or(Refusal::MalformedForm);
    }
    Ok(Cow::Borrowed(body))
}

/// The form that says what a JSON object of strings says.
fn form_of_json(incoming: &Incoming) -> Option<Cow<'static, [u8]>> {
    let members: BTreeMap<String, String> = serde_json::from_slice(incoming.content()?).ok()?;
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
    Some(Cow::Owned(form.into_bytes()))
}

fn other_method(method: &Method, faults: &FaultSet) -> Result<(), Refusal> {
    if *method == Method::HEAD && faults.has(fault::HEAD_500) {
        return Err(Refusal::Crash);
    }
    let own = LIKE_POST.iter().any(|(of, id)| of == method && (faults.has(*id) || faults.has(fault::ANY_METHOD_ACCEPTED)));
    // These come here only where a fault lets them.
    let options = *method == Method::OPTIONS && !faults.varies(variant::ALLOW_POST_ALONE);
    let other = options || !gate::recognised(method);
    if own || other { Ok(()) } else { Err(Refusal::MethodNotAllowed) }
}

fn check_media_type(incoming: &Incoming, faults: &FaultSet) -> Result<(), Refusal> {
    let written = incoming.header(CONTENT_TYPE);
    let media_type = incoming.media_type();
    let coded = incoming.headers.contains_key(CONTENT_ENCODING);
    let crash = match media_type.as_str() {
        "application/json" => faults.has(fault::JSON_BODY_500),
        "multipart/form-data" => faults.has(fault::MULTIPART_BODY_500),
        "" => faults.has(fault::MEDIA_TYPE_MISSING_500),
        "application/xml" => faults.has(fault::UNKNOWN_MEDIA_TYPE_500),
        _ => false,
    };
    if crash || (coded && faults.has(fault::GZIP_BODY_500)) {
        return Err(Refusal::Crash);
    }
    if coded {
        return Err(Refusal::ContentCoding);
    }
    check_charset(written, faults)?;
    let refused = !written.starts_with("application/x-www-form-urlencoded") && faults.has(fault::FORM_MEDIA_TYPE_CASE_SENSITIVE);
    let mistaken = LIKE_FORM.iter().any(|(of, id)| *of == media_type && faults.has(*id));
    let form = media_type == "application/x-www-form-urlencoded" && !refused;
    if form || mistaken { Ok(()) } else { Err(Refusal::MediaType) }
}

/// The form is UTF-8 whatever is said of it (RFC 6749 appendix B): the media type has no such parameter.
fn check_charset(written: &str, faults: &FaultSet) -> Result<(), Refusal> {
    let lower = written.to_ascii_lowercase();
    let Some((_, charset)) = lower.split_once("charset") else { return Ok(()) };
    match () {
        () if !charset.contains("utf-8") && faults.has(fault::CHARSET_OTHER_500) => Err(Refusal::Crash),
        () if charset.contains("utf-16") && faults.has(fault::CHARSET_UTF_16_500) => Err(Refusal::Crash),
        () if charset.contains('"') && faults.has(fault::CHARSET_QUOTED_REFUSED) => Err(Refusal::MediaType),
        () if faults.has(fault::FORM_CHARSET_REFUSED) => Err(Refusal::MediaType),
        () => Ok(()),
    }
}

/// The faults that serve one grant by GET.
fn accepted_by_get(server: &Server, incoming: &Incoming) -> bool {
    let fields = form::parse(incoming.query.as_bytes()).unwrap_or_default();
    let grant = fields.iter().find(|field| field.name == "grant_type").map(|field| field.value.as_slice());
    (grant == Some(b"client_credentials") && server.faults.has(fault::GET_ACCEPTED_FOR_CLIENT_CREDENTIALS))
        || (grant == Some(b"refresh_token") && server.faults.has(fault::GET_ACCEPTED_FOR_REFRESH))
}

fn burn_code(server: &Server, incoming: &Incoming) {
    let fields = form::parse(incoming.query.as_bytes()).unwrap_or_default();
    let mut state = server.state(incoming);
    for field in fields.iter().filter(|field| field.name == "code") {
        if let Some(code) = state.codes.get_mut(&*String::from_utf8_lossy(&field.value)) {
            code.used = true;
        }
    }
}
