//! How the token endpoint writes its answers (RFC 6749 §5.1, §5.2), and the faults that write them otherwise.

use axum::http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::catalogue as fault;
use super::envelope;
use super::error_faults;
use super::fault::FaultSet;
use super::http::{Incoming, answer, no_store, redirect};
use super::issue::{Occasion, Tokens};
use super::refusal::{Challenge, Refusal, Report};
use super::state::secret_text;
use super::variant_catalogue as variant;

type Members = Vec<(&'static str, Value)>;

/// Writes tokens or a refusal.
pub(super) fn write(outcome: Result<Tokens, Refusal>, incoming: &Incoming, faults: &FaultSet) -> Response {
    if let Some(refusal) = unacceptable(incoming, faults) {
        return refused(&refusal, incoming, faults);
    }
    match outcome {
        Ok(tokens) => success(tokens, incoming, faults),
        Err(Refusal::Crash) => crash(),
        Err(Refusal::Redirect(uri)) => redirect(302, &uri),
        Err(refusal) => refused(&refusal, incoming, faults),
    }
}

/// Accept is ignored; these faults read it.
fn unacceptable(incoming: &Incoming, faults: &FaultSet) -> Option<Refusal> {
    let accept = incoming.header(ACCEPT);
    if accept.contains("xml") && faults.has(fault::ACCEPT_XML_500) {
        return Some(Refusal::Crash);
    }
    let refused = (accept.trim() == "*/*" && faults.has(fault::ACCEPT_STAR_REFUSED))
        || (accept.contains("application/json") && faults.has(fault::ACCEPT_JSON_REFUSED));
    refused.then_some(Refusal::NotAcceptable)
}

fn success(tokens: Tokens, incoming: &Incoming, faults: &FaultSet) -> Response {
    let occasion = tokens.occasion;
    let members = tokens.members(faults);
    let accept = incoming.header(ACCEPT);
    let form = faults.has(fault::SUCCESS_FORM_ENCODED) || (accept.is_empty() && faults.has(fault::ACCEPT_MISSING_FORM_ENCODED));
    let html = faults.has(fault::SUCCESS_AS_HTML)
        || (occasion == Occasion::Refresh && faults.has(fault::REFRESH_SUCCESS_AS_HTML))
        || (occasion == Occasion::ClientCredentials && faults.has(fault::CLIENT_CREDENTIALS_SUCCESS_AS_HTML));
    let client_credentials = occasion == Occasion::ClientCredentials;
    let created =
        faults.has(fault::SUCCESS_STATUS_201) || (client_credentials && faults.has(fault::CLIENT_CREDENTIALS_STATUS_201));
    let status = if created { 201 } else { 200 };
    let body = object(&members, faults);
    let response = match () {
        () if form => answer(status, "application/x-www-form-urlencoded", form_encoded(&members)),
        () if accept.contains("xml") && faults.has(fault::ACCEPT_XML_HONOURED) => {
            answer(status, "application/xml", xml(&members))
        }
        () if html => answer(status, "text/html", body),
        () if occasion == Occasion::Code && faults.has(fault::CODE_SUCCESS_AS_TEXT_JSON) => answer(status, "text/json", body),
        () if faults.has(fault::BYTE_ORDER_MARK) => answer(status, "application/json", format!("\u{feff}{body}")),
        () if faults.has(fault::SUCCESS_AS_PLAIN_TEXT) => answer(status, "text/plain", body),
        () if faults.has(fault::SUCCESS_AS_ARRAY) => answer(status, "application/json", format!("[{body}]")),
        () => answer(status, "application/json", body),
    };
    let mut response = no_store(response);
    cache_control(&mut response, occasion, faults);
    response
}

/// The faults of the fields that caches go by (RFC 6749 §5.1).
fn cache_control(response: &mut Response, occasion: Occasion, faults: &FaultSet) {
    let missing = match occasion {
        Occasion::Code => faults.has(fault::CODE_NO_STORE_MISSING),
        Occasion::Refresh => faults.has(fault::REFRESH_NO_STORE_MISSING),
        Occasion::ClientCredentials => faults.has(fault::CLIENT_CREDENTIALS_NO_STORE_MISSING),
    };
    if missing || faults.has(fault::NO_STORE_MISSING) {
        response.headers_mut().remove(CACHE_CONTROL);
    } else if faults.has(fault::CACHE_CONTROL_PRIVATE) {
        set(response, CACHE_CONTROL, "private, max-age=0");
    }
    if faults.has(fault::PRAGMA_OTHERWISE) {
        set(response, PRAGMA, "public");
    }
}

/// A JSON object; written by hand because a fault repeats a member.
fn object(members: &Members, faults: &FaultSet) -> String {
    if faults.varies(variant::JSON_SPELT_OTHERWISE) {
        let members = members.iter().map(|(name, value)| format!("\t{} :\r\n {}", spelt_out(name), escaped(value)));
        return format!(" {{\n{}\n}}\n", members.collect::<Vec<_>>().join(" ,\n"));
    }
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    format!("{{{}}}", members.join(","))
}

/// A value with escapes for the letters of its text (RFC 8259 §7: any character may be escaped).
fn escaped(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), spelt_out)
}

/// A JSON string that is nothing but escapes.
fn spelt_out(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
    format!("\"{units}\"")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn form_encoded(members: &Members) -> String {
    let pairs = members.iter().map(|(name, value)| (*name, text(value)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn xml(members: &Members) -> String {
    let elements: String =
        members.iter().map(|(name, value)| format!("<{name}>{}</{name}>", super::pages::escape(&text(value)))).collect();
    format!("<OAuth>{elements}</OAuth>")
}

fn crash() -> Response {
    answer(500, "text/html", "<!DOCTYPE html><title>500</title><h1>Internal Server Error</h1>")
}

fn refused(refusal: &Refusal, incoming: &Incoming, faults: &FaultSet) -> Response {
    let report = refusal.report(faults);
    if report.status == 500 {
        return crash();
    }
    if is_of_framework(refusal, faults) {
        return answer(422, "text/plain; charset=utf-8", "Failed to deserialize form body");
    }
    let report = if is_wrong_at_refresh(refusal, incoming, faults) { Report { status: 400, ..report } } else { report };
    let body = object(&error_members(&report, incoming, faults), faults);
    let media_type = match () {
        () if faults.has(fault::ERROR_AS_HTML) => "text/html",
        () if faults.has(fault::ERROR_AS_PLAIN_TEXT) => "text/plain",
        () => "application/json",
    };
    let body = if faults.has(fault::ERROR_AS_HTML) {
        format!("<!DOCTYPE html><title>{}</title><h1>{}</h1>", report.error, report.description)
    } else {
        body
    };
    let mut response = no_store(answer(report.status, media_type, body));
    match (report.challenge, report.status) {
        (Challenge::Basic, 401) => challenge(&mut response, faults),
        (Challenge::Bearer, 401) => set(&mut response, WWW_AUTHENTICATE, "Bearer realm=\"reference\""),
        _ => {}
    }
    if report.status == 405 {
        response.headers_mut().extend(envelope::allow(&incoming.method, faults).map(|methods| (ALLOW, methods)));
    }
    if faults.varies(variant::ERRORS_MAY_BE_STORED) {
        response.headers_mut().remove(CACHE_CONTROL);
    }
    if faults.has_any(&[fault::ERROR_STATUS_200, fault::ERRORS_OK_FALSE]) {
        *response.status_mut() = StatusCode::OK;
    } else if report.status == 400 && faults.has(fault::ERROR_STATUS_403) {
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    response
}

/// The faults that leave a refusal to the framework.
fn is_of_framework(refusal: &Refusal, faults: &FaultSet) -> bool {
    match refusal {
        Refusal::MalformedForm => faults.has(fault::FORM_UNREADABLE_422),
        Refusal::GrantTypeMissing => faults.has(fault::GRANT_TYPE_MISSING_422),
        Refusal::CodeMissing | Refusal::RefreshTokenMissing => faults.has(fault::CREDENTIAL_MISSING_422),
        _ => false,
    }
}

/// The fault that forgets the status of failed authentication at one grant.
fn is_wrong_at_refresh(refusal: &Refusal, incoming: &Incoming, faults: &FaultSet) -> bool {
    let refresh = || incoming.body().windows(24).any(|window| window == b"grant_type=refresh_token");
    *refusal == Refusal::SecretWrong && refresh() && faults.has(fault::WRONG_SECRET_400_AT_REFRESH)
}

/// Basic (RFC 7617 §2), and for one variant Bearer in a field of its own.
fn challenge(response: &mut Response, faults: &FaultSet) {
    let basic = match () {
        () if faults.has(fault::CHALLENGE_WITHOUT_REALM) => "Basic charset=\"UTF-8\"",
        () if faults.has(fault::CHALLENGE_QUOTE_OPEN) => "Basic realm=\"reference",
        () if faults.has(fault::CHALLENGE_PARAMETERS_ALONE) => "realm=\"reference\"",
        () if faults.varies(variant::LOWER_CASE_CHALLENGE) => "basic realm=\"reference\"",
        () => "Basic realm=\"reference\", charset=\"UTF-8\"",
    };
    set(response, WWW_AUTHENTICATE, basic);
    if faults.varies(variant::ADDITIONAL_CHALLENGE) {
        response
            .headers_mut()
            .append(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"a, b\", error=\"invalid_client\""));
    }
}

fn set(response: &mut Response, name: axum::http::HeaderName, value: &'static str) {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
}

fn error_members(report: &Report, incoming: &Incoming, faults: &FaultSet) -> Members {
    let mut members: Members = Vec::new();
    match () {
        () if faults.has(fault::ERROR_WITHOUT_ERROR) => {}
        () if faults.has(fault::ERRORS_OK_FALSE) => {
            members.push(("ok", false.into()));
            members.push(("error", format!("bad_{}", report.error).into()));
        }
        () if faults.has(fault::ERROR_NESTED) => members.push(("error", json!({"code": report.error}))),
        () if faults.has(fault::ERROR_CODE_UNREGISTERED) => {
            members.push(("error", format!("ERR_{}", report.error.to_ascii_uppercase()).into()));
        }
        () => members.push(("error", report.error.into())),
    }
    let description = match faults.varies(variant::UNIFORM_DESCRIPTIONS) {
        true => "the request was refused".to_owned(),
        false => error_faults::description(report, incoming, faults),
    };
    if !faults.varies(variant::NO_ERROR_DESCRIPTION) {
        members.push(("error_description", description.into()));
    }
    if faults.varies(variant::RELATIVE_ERROR_URI) {
        members.push(("error_uri", format!("../docs/errors?lang=en#{}", report.error).into()));
    }
    if faults.varies(variant::EXTRA_MEMBERS) {
        members.push(("timestamp", 1_700_000_000.into()));
        members.push(("details", json!([{"field": "grant_type"}])));
    }
    if faults.has(fault::ERROR_URI_NULL) {
        members.push(("error_uri", Value::Null));
    }
    if faults.has(fault::ERROR_URI_RELATIVE_GARBAGE) {
        members.push(("error_uri", "see \"the manual\" <page 7>".into()));
    }
    if faults.has(fault::ERROR_WITH_TOKENS) {
        members.push(("access_token", secret_text().into()));
        members.push(("token_type", "Bearer".into()));
    }
    error_faults::changed(members, report, faults)
}

/// The answer of [`Mode::RefuseEverything`](super::Mode::RefuseEverything).
pub(super) fn refuse_everything() -> Response {
    let mut response = no_store(answer(400, "application/json", r#"{"error":"invalid_request"}"#));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
