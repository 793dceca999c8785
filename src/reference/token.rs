//! The token endpoint (RFC 6749 §3.2): what arrives, which checks it passes in which order, what leaves.

use axum::http::Version;
use axum::response::Response;

use super::accounts::Account;
use super::catalogue as fault;
use super::client_authentication::{Caller, Presented, authenticate};
use super::envelope;
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
use super::variant_catalogue as variant;

/// Answers a token request.
pub(super) fn token(server: &Server, incoming: &Incoming) -> Response {
    match server.mode {
        Mode::RefuseEverything => response::refuse_everything(),
        Mode::AcceptEverything => response::write(Ok(anything(server, incoming)), incoming, &server.faults),
        Mode::Correct => envelope::options(incoming, &server.faults)
            .unwrap_or_else(|| response::write(decide(server, incoming), incoming, &server.faults)),
    }
}

fn decide(server: &Server, incoming: &Incoming) -> Result<Tokens, Refusal> {
    let over_http2 = (incoming.version == Version::HTTP_2).then(|| server.faults.over_http2());
    let faults = over_http2.as_ref().unwrap_or(&server.faults);
    let body = &*envelope::body(server, incoming)?;
    let bare = body.is_empty() && incoming.query.is_empty();
    if bare && faults.has(fault::EMPTY_BODY_500) {
        return Err(Refusal::Crash);
    }
    let parameters = Parameters::read(body, incoming.query.as_bytes(), faults)?;
    if faults.varies(variant::GRANT_TYPE_BEFORE_CLIENT) {
        grants::grant_type::resolve(&parameters, faults)?;
    }
    let mut state = server.state(incoming);
    let presented = Presented { clients: &server.clients, faults, headers: &incoming.headers, parameters: &parameters };
    let caller = authenticate(&presented, &mut state)
        .inspect_err(|_| grants::authorization_code::replayed_by_nobody(&parameters, faults, &mut state))?;
    let index = match caller {
        Caller::Client(index) => index,
        Caller::Anyone => 0,
    };
    let request = TokenRequest {
        issuer: &server.issuer,
        faults,
        clients: &server.clients,
        parameters: &parameters,
        index,
        found_unused: incoming.found_unused,
        arrived: incoming.arrived,
    };
    if bare && faults.has(fault::EMPTY_BODY_ANSWERED_200) {
        return Ok(request.token_for_itself(&mut state));
    }
    grants::execute(&request, caller, &mut state)
}

/// Whether the request carries a code that nobody has used yet.
pub(super) fn finds_unused_code(server: &Server, incoming: &Incoming) -> bool {
    let fields = form::parse(incoming.body()).unwrap_or_default();
    let code = fields.iter().find(|field| field.name == "code").map(|field| String::from_utf8_lossy(&field.value).into_owned());
    code.is_some_and(|code| server.state(incoming).codes.get(&code).is_some_and(|code| !code.used))
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
        found_unused: false,
        arrived: incoming.arrived,
    };
    let scopes: Vec<String> = request.client().scopes.iter().map(|&scope| scope.to_owned()).collect();
    let mut grant = request.grant_to_itself(scopes.clone(), &state);
    grant.account = Some(Account::alice());
    let grant = state.add_grant(grant);
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::Code).mint(decision, &mut state)
}
