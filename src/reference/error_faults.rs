//! The faults that change members of an error answer (RFC 6749 §5.2), and those that repeat what was sent.

use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::form;
use super::http::Incoming;
use super::refusal::Report;
use super::state::secret_text;

/// The faults whose description repeats a parameter as it was sent.
const ECHOES: [(FaultId, &str); 7] = [
    (fault::ERROR_ECHOES_GRANT_TYPE, "grant_type"),
    (fault::ERROR_ECHOES_SCOPE, "scope"),
    (fault::ERROR_ECHOES_CODE, "code"),
    (fault::ERROR_ECHOES_REDIRECT_URI, "redirect_uri"),
    (fault::ERROR_ECHOES_VERIFIER, "code_verifier"),
    (fault::ERROR_ECHOES_REFRESH_TOKEN, "refresh_token"),
    (fault::ERROR_ECHOES_CLIENT_ID, "client_id"),
];

/// The description with what a fault adds to it.
pub(super) fn description(report: &Report, incoming: &Incoming, faults: &FaultSet) -> String {
    let plain = report.description;
    let echo = |(id, name): &(FaultId, &str)| {
        let sent = sent(incoming, name)?;
        faults.has(*id).then(|| format!("{plain}: {sent}"))
    };
    if let Some(text) = ECHOES.iter().find_map(echo) {
        return text;
    }
    match (credentials(incoming), either(incoming)) {
        (Some(credentials), _) if report.status == 400 && faults.has(fault::ERROR_REPEATS_CREDENTIALS) => {
            format!("{plain} for {credentials}")
        }
        (_, Some(sent)) if faults.has(fault::ERROR_ECHOES_VALUE) => format!("{plain}: {sent}"),
        _ if report.error == "invalid_client" && faults.has(fault::INVALID_CLIENT_DESCRIPTION_NOT_ASCII) => {
            "ungültige Zugangsdaten".to_owned()
        }
        _ if faults.has(fault::DESCRIPTION_WITH_LINE_BREAKS) => format!("{plain}.\r\nTrace: 4711"),
        _ => plain.to_owned(),
    }
}

/// The members `error` and beyond as faults have them.
pub(super) fn changed(mut members: Vec<(&'static str, Value)>, report: &Report, faults: &FaultSet) -> Vec<(&'static str, Value)> {
    if let Some((_, error)) = members.iter_mut().find(|(name, _)| *name == "error") {
        match () {
            () if faults.has(fault::ERROR_AS_LIST) => *error = json!([error]),
            () if faults.has(fault::ERROR_IN_QUOTES) => *error = format!("\"{}\"", report.error).into(),
            () => {}
        }
    }
    if faults.has(fault::ERROR_MEMBER_TWICE) {
        members.insert(0, ("error", "temporarily_unavailable".into()));
    }
    if report.status == 401 && faults.has(fault::ERROR_URI_WITH_SPACE_ON_401) {
        members.push(("error_uri", "https://as.example/errors/client authentication".into()));
    }
    if report.error == "invalid_grant" && faults.has(fault::INVALID_GRANT_WITH_STACK_TRACE) {
        let trace = "Traceback (most recent call last):\n  File \"grants.py\", line 12, in exchange";
        members.push(("trace", trace.into()));
    }
    if report.description.contains("used before") && faults.has(fault::REPLAY_ERROR_WITH_TOKENS) {
        members.push(("access_token", secret_text().into()));
    }
    members
}

/// A parameter of the body, decoded.
fn sent(incoming: &Incoming, name: &str) -> Option<String> {
    let fields = form::parse(incoming.body()).ok()?;
    let field = fields.iter().find(|field| field.name == name)?;
    Some(String::from_utf8_lossy(&field.value).into_owned())
}

fn either(incoming: &Incoming) -> Option<String> {
    sent(incoming, "scope").or_else(|| sent(incoming, "grant_type"))
}

/// `id:secret` of HTTP Basic.
fn credentials(incoming: &Incoming) -> Option<String> {
    let encoded = incoming.header(AUTHORIZATION).strip_prefix("Basic ")?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}
