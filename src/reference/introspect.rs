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
    if let Some(refusal) = refusal(&server.faults, &helper, &server.state(incoming)) {
        return response::write(Err(refusal), incoming, &correct);
    }
    let claims = disfigured(claims(server, &helper, &server.state(incoming)), server, &helper);
    http::no_store(http::json(200, &visible(claims, &server.faults)))
}

/// The members that this server tells (RFC 7662 §2.2: all but `active` are optional).
fn visible(mut claims: Value, faults: &FaultSet) -> Value {
    if let (true, Some(members)) = (faults.varies(variant::LITTLE_INTROSPECTION), claims.as_object_mut()) {
        members.retain(|name, _| ["active", "scope", "client_id"].contains(&name.as_str()));
    }
    claims
}

/// Faults that make an error of what is none.
fn refusal(faults: &FaultSet, helper: &Helper, state: &State) -> Option<Refusal> {
    let refresh = state.refresh_tokens.contains_key(&helper.token);
    let unknown = !refresh && !state.access_tokens.contains_key(&helper.token);
    match () {
        () if unknown && faults.has(fault::INTROSPECTION_UNKNOWN_400) => Some(Refusal::FieldMissing),
        () if helper.hint_is_unknown() && faults.has(fault::INTROSPECTION_UNKNOWN_HINT_400) => Some(Refusal::UnknownField),
        () if refresh && faults.has(fault::INTROSPECTION_REFRESH_TOKEN_500) => Some(Refusal::Crash),
        () => None,
    }
}

/// The claims as some faults tell them.
fn disfigured(mut claims: Value, server: &Server, helper: &Helper) -> Value {
    let faults = &server.faults;
    if claims["active"] == true && faults.has(fault::INTROSPECTION_CLIENT_OF_CALLER) {
        claims["client_id"] = server.clients[helper.client].id.as_str().into(); // as above
    }
    if let (true, Some(exp)) = (faults.has(fault::INTROSPECTION_EXP_MILLISECONDS), claims["exp"].as_i64()) {
        claims["exp"] = (exp * 1000).into();
    }
    if faults.has(fault::INTROSPECTION_ACTIVE_STRING) {
        claims["active"] = claims["active"].to_string().into();
    }
    claims
}

/// The token that is asked about, as some faults find it.
fn found<'a>(server: &Server, helper: &'a Helper, state: &'a State) -> &'a str {
    let known = state.access_tokens.keys().find(|known| helper.token.starts_with(known.as_str()));
    match known {
        Some(known) if server.faults.has(fault::INTROSPECTION_BEGINNING_FOUND) => known,
        _ => &helper.token,
    }
}

/// Whether the token is hidden from the client that asks: by a variant, or by the hint.
fn hidden(server: &Server, helper: &Helper, token: &str, state: &State) -> bool {
    let grant = state.access_tokens.get(token).map(|access| access.grant);
    let refresh = state.refresh_tokens.get(token).map(|refresh| refresh.grant);
    let foreign = grant.or(refresh).is_some_and(|grant| state.grant(grant).client != helper.client);
    let elsewhere = grant.is_some() && helper.hint.as_deref() == Some("refresh_token");
    (foreign && server.faults.varies(variant::INTROSPECTION_OF_OWN))
        || (refresh.is_some() && server.faults.varies(variant::INTROSPECTION_OF_ACCESS_TOKENS_ALONE))
        || (elsewhere && server.faults.has(fault::INTROSPECTION_HINT_BELIEVED))
}

fn claims(server: &Server, helper: &Helper, state: &State) -> Value {
    let client_of = |grant| server.clients[state.grant(grant).client].id.as_str(); // as above
    let token = found(server, helper, state);
    if hidden(server, helper, token, state) {
        return json!({"active": false});
    }
    if let Some(access) = state.active_access_token(token) {
        let service = state.grant(access.grant).account.is_none();
        if service && server.faults.has(fault::INTROSPECTION_SERVICE_INACTIVE) {
            return json!({"active": false});
        }
        if state.clock - access.issued < 5 && server.faults.has(fault::INTROSPECTION_FRESH_INACTIVE) {
            return json!({"active": false});
        }
        let username = state.grant(access.grant).account.map(|account| account.username);
        let of_grant = server.faults.has(fault::INTROSPECTION_SCOPE_OF_GRANT);
        let scope = if of_grant { &state.grant(access.grant).granted } else { &access.scope };
        let mut claims = json!({
            "active": true, "scope": scope.join(" "), "client_id": client_of(access.grant),
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
            "sub": grant.account.map(|account| account.subject_for(&server.clients[grant.client].id, &server.faults)), "iss": server.issuer,
        });
    }
    if state.codes.contains_key(token) && server.faults.has(fault::INTROSPECTION_CODE_ACTIVE) {
        return json!({"active": true});
    }
    if let (true, Some(refresh)) = (server.faults.has(fault::INTROSPECTION_TELLS_OF_INACTIVE), state.refresh_tokens.get(token)) {
        let scope = state.grant(refresh.grant).granted.join(" ");
        return json!({"active": false, "scope": scope, "client_id": client_of(refresh.grant)});
    }
    let unknown = !state.access_tokens.contains_key(token) && !state.refresh_tokens.contains_key(token);
    json!({"active": unknown && server.faults.has(fault::INTROSPECTION_GARBAGE_ACTIVE)})
}

/// A request to introspect or revoke: who asks, about which token.
pub(super) struct Helper {
    pub(super) client: usize,
    pub(super) token: String,
    /// `token_type_hint`; the correct server does not need it.
    pub(super) hint: Option<String>,
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
        Self::about(client, body)
    }

    /// Reads what is asked of one that is known already.
    pub(super) fn about(client: usize, body: &[u8]) -> Result<Self, Refusal> {
        let fields = form::parse(body)?;
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let hint = fields.iter().find(|field| field.name == "token_type_hint").map(|field| text(&field.value));
        let mut tokens = fields.iter().filter(|field| field.name == "token" && !field.value.is_empty());
        match (tokens.next(), tokens.next()) {
            (Some(field), None) => Ok(Self { client, token: text(&field.value), hint }),
            (Some(_), Some(_)) => Err(Refusal::Repeated),
            (None, _) => Err(Refusal::FieldMissing),
        }
    }

    /// Whether there is a hint that RFC 7009 §2.1 does not define.
    pub(super) fn hint_is_unknown(&self) -> bool {
        self.hint.as_deref().is_some_and(|hint| !["access_token", "refresh_token"].contains(&hint))
    }
}
