//! Token introspection (RFC 7662), for any client with a secret. Faults of the token endpoint do not reach here.

use axum::response::Response;
use serde_json::{Value, json};

use super::catalogue as fault;
use super::client_authentication::{Caller, Presented, authenticate};
use super::fault::FaultSet;
use super::form;
use super::http::{self, Incoming};
use super::refusal::Refusal;
use super::response;
use super::server::Server;
use super::state::State;
use super::variant_catalogue as variant;

/// Answers an introspection request.
pub(super) fn introspect(server: &Server, incoming: &Incoming) -> Response {
    let correct = server.faults.only(&[]);
    let helper = match Helper::read(server, incoming) {
        Ok(helper) => helper,
        Err(refusal) => return response::write(Err(refusal), incoming, &correct),
    };
    let client = &server.clients[helper.client]; // authentication gives positions within the clients
    if client.is_public() {
        return response::write(Err(Refusal::ConfidentialWithoutBasic), incoming, &correct);
    }
    http::no_store(http::json(200, &visible(claims(server, &helper, &server.state(incoming)), &server.faults)))
}

/// The members that this server tells (RFC 7662 §2.2: all but `active` are optional).
fn visible(mut claims: Value, faults: &FaultSet) -> Value {
    if let (true, Some(members)) = (faults.varies(variant::LITTLE_INTROSPECTION), claims.as_object_mut()) {
        members.retain(|name, _| ["active", "scope", "client_id"].contains(&name.as_str()));
    }
    claims
}

fn claims(server: &Server, helper: &Helper, state: &State) -> Value {
    let token = helper.token.as_str();
    let client_of = |grant| server.clients[state.grant(grant).client].id.as_str(); // as above
    let grant = state.access_tokens.get(token).map(|access| access.grant);
    let grant = grant.or(state.refresh_tokens.get(token).map(|refresh| refresh.grant));
    let foreign = grant.is_some_and(|grant| state.grant(grant).client != helper.client);
    if foreign && server.faults.varies(variant::INTROSPECTION_OF_OWN) {
        return json!({"active": false});
    }
    if let Some(access) = state.active_access_token(token) {
        if state.clock - access.issued < 5 && server.faults.has(fault::INTROSPECTION_FRESH_INACTIVE) {
            return json!({"active": false});
        }
        let username = state.grant(access.grant).account.map(|account| account.username);
        let mut claims = json!({
            "active": true, "scope": access.scope.join(" "), "client_id": client_of(access.grant),
            "token_type": "Bearer", "exp": access.expires, "iat": access.issued, "sub": access.subject,
            "aud": server.issuer, "iss": server.issuer,
        });
        if let Some(username) = username {
            claims["username"] = username.into();
        }
        return claims;
    }
    if let Some(refresh) = state.active_refresh_token(token) {
        let grant = state.grant(refresh.grant);
        return json!({
            "active": true, "scope": grant.granted.join(" "), "client_id": client_of(refresh.grant),
            "sub": grant.account.map(super::Account::subject), "iss": server.issuer,
        });
    }
    let unknown = !state.access_tokens.contains_key(token) && !state.refresh_tokens.contains_key(token);
    json!({"active": unknown && server.faults.has(fault::INTROSPECTION_GARBAGE_ACTIVE)})
}

/// A request to introspect or revoke: who asks, about which token.
pub(super) struct Helper {
    pub(super) client: usize,
    pub(super) token: String,
}

impl Helper {
    pub(super) fn read(server: &Server, incoming: &Incoming) -> Result<Self, Refusal> {
        if incoming.method != axum::http::Method::POST {
            return Err(Refusal::MethodNotAllowed);
        }
        if incoming.media_type() != "application/x-www-form-urlencoded" {
            return Err(Refusal::MediaType);
        }
        let body = incoming.content().ok_or(Refusal::BodyTooLarge)?;
        // Long client identifiers are legal where a fault issues them; no other fault concerns this endpoint.
        let faults = server.faults.only(&[fault::ISSUED_CLIENT_IDS_27]);
        let parameters = super::parameters::Parameters::read(body, b"", &faults)?;
        let presented =
            Presented { clients: &server.clients, faults: &faults, headers: &incoming.headers, parameters: &parameters };
        let Caller::Client(client) = authenticate(&presented, &mut server.state(incoming))? else {
            return Err(Refusal::ClientUnknown);
        };
        let fields = form::parse(body)?;
        let mut tokens = fields.into_iter().filter(|field| field.name == "token" && !field.value.is_empty());
        match (tokens.next(), tokens.next()) {
            (Some(field), None) => Ok(Self { client, token: String::from_utf8_lossy(&field.value).into_owned() }),
            (Some(_), Some(_)) => Err(Refusal::Repeated),
            (None, _) => Err(Refusal::FieldMissing),
        }
    }
}
