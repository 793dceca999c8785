//! The token endpoint (RFC 6749 §3.2): what arrives, which checks it passes in which order, what leaves.

use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;

use super::accounts::Account;
use super::catalogue as fault;
use super::client_authentication::{Caller, Presented, authenticate};
use super::form;
use super::grants::{self, TokenRequest};
use super::http::Incoming;
use super::issue::{Occasion, Tokens};
use super::options::Mode;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::response;
use super::scope::Decision;
use super::server::Server;

/// Answers a token request.
pub(super) fn token(server: &Server, incoming: &Incoming) -> Response {
    match server.mode {
        Mode::RefuseEverything => response::refuse_everything(),
        Mode::AcceptEverything => response::write(Ok(anything(server, incoming)), incoming, &server.faults),
        Mode::Correct => response::write(decide(server, incoming), incoming, &server.faults),
    }
}

fn decide(server: &Server, incoming: &Incoming) -> Result<Tokens, Refusal> {
    let faults = &server.faults;
    let body = body(server, incoming)?;
    let bare = body.is_empty() && incoming.query.is_empty();
    if bare && faults.has(fault::EMPTY_BODY_500) {
        return Err(Refusal::Crash);
    }
    let parameters = Parameters::read(body, incoming.query.as_bytes(), faults)?;
    let mut state = server.state(incoming);
    let presented = Presented { clients: &server.clients, faults, headers: &incoming.headers, parameters: &parameters };
    let caller = authenticate(&presented, &mut state)?;
    let index = match caller {
        Caller::Client(index) => index,
        Caller::Anyone => 0,
    };
    let request = TokenRequest { issuer: &server.issuer, faults, clients: &server.clients, parameters: &parameters, index };
    if bare && faults.has(fault::EMPTY_BODY_ANSWERED_200) {
        return Ok(request.token_for_itself(&mut state));
    }
    grants::execute(&request, caller, &mut state)
}

/// The form: POST and application/x-www-form-urlencoded alone (RFC 6749 §3.2, §4.1.3).
fn body<'a>(server: &Server, incoming: &'a Incoming) -> Result<&'a [u8], Refusal> {
    let faults = &server.faults;
    if incoming.method == Method::GET {
        if faults.has(fault::GET_BURNS_CODE) {
            burn_code(server, incoming);
        }
        let accepted = faults.has(fault::GET_ACCEPTED);
        return if accepted { Ok(incoming.query.as_bytes()) } else { Err(Refusal::MethodNotAllowed) };
    }
    let others = [Method::PUT, Method::PATCH, Method::DELETE];
    let accepted = others.contains(&incoming.method) && faults.has(fault::ANY_METHOD_ACCEPTED);
    if incoming.method != Method::POST && !accepted {
        return Err(Refusal::MethodNotAllowed);
    }
    check_media_type(server, incoming)?;
    incoming.body.as_deref().ok_or(Refusal::BodyTooLarge)
}

fn check_media_type(server: &Server, incoming: &Incoming) -> Result<(), Refusal> {
    let faults = &server.faults;
    let written = incoming.header(CONTENT_TYPE);
    let media_type = incoming.media_type();
    if (media_type == "application/json" && faults.has(fault::JSON_BODY_500))
        || (media_type == "multipart/form-data" && faults.has(fault::MULTIPART_BODY_500))
    {
        return Err(Refusal::Crash);
    }
    let refused = (written.contains("charset") && faults.has(fault::FORM_CHARSET_REFUSED))
        || (!written.starts_with("application/x-www-form-urlencoded") && faults.has(fault::FORM_MEDIA_TYPE_CASE_SENSITIVE));
    if media_type == "application/x-www-form-urlencoded" && !refused { Ok(()) } else { Err(Refusal::MediaType) }
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

/// Tokens for anybody, with every scope of the first client.
fn anything(server: &Server, incoming: &Incoming) -> Tokens {
    let mut state = server.state(incoming);
    let parameters = Parameters::default();
    let request = TokenRequest {
        issuer: &server.issuer,
        faults: &server.faults,
        clients: &server.clients,
        parameters: &parameters,
        index: 0,
    };
    let scopes: Vec<String> = request.client().scopes.iter().map(|&scope| scope.to_owned()).collect();
    let mut grant = request.grant_to_itself(scopes.clone(), &state);
    grant.account = Some(Account::alice());
    let grant = state.add_grant(grant);
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::Code).mint(decision, &mut state)
}
