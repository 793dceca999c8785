//! Token revocation (RFC 7009): one's own tokens; a refresh token takes its access tokens along.

use axum::response::Response;

use super::catalogue as fault;
use super::http::{self, Incoming};
use super::introspect::Helper;
use super::refusal::Refusal;
use super::response;
use super::server::Server;
use super::state::State;
use super::variant_catalogue as variant;

/// Answers a revocation request: 200 also for tokens that are unknown or another's (RFC 7009 §2.2).
pub(super) fn revoke(server: &Server, incoming: &Incoming) -> Response {
    let outcome = Helper::read(server, incoming).and_then(|helper| revoke_token(server, &helper, &mut server.state(incoming)));
    match outcome {
        Ok(()) => http::no_store(http::plain(200, "")),
        Err(refusal) => response::write(Err(refusal), incoming, &server.faults.only(&[])),
    }
}

fn revoke_token(server: &Server, helper: &Helper, state: &mut State) -> Result<(), Refusal> {
    let faults = &server.faults;
    let access = state.access_tokens.get(&helper.token).map(|token| token.grant);
    let refresh = state.refresh_tokens.get(&helper.token).map(|token| token.grant);
    let Some(grant) = access.or(refresh) else {
        let unknown = faults.has(fault::REVOCATION_UNKNOWN_400);
        return if unknown { Err(Refusal::FieldMissing) } else { Ok(()) };
    };
    let own = state.grant(grant).client == helper.client;
    if !own && !faults.has(fault::REVOCATION_BY_ANYONE) {
        let refused = faults.varies(variant::FOREIGN_REVOCATION_REFUSED);
        return if refused { Err(Refusal::ForeignToken) } else { Ok(()) };
    }
    if access.is_some() && faults.varies(variant::ACCESS_TOKEN_REVOCATION_ENDS_GRANT) {
        state.grant_mut(grant).revoked = true;
    }
    if let Some(token) = state.access_tokens.get_mut(&helper.token) {
        token.revoked = true;
    } else {
        let grant = state.grant_mut(grant);
        grant.revoked = true;
        grant.refresh_survives = faults.has(fault::REVOKED_REFRESH_TOKEN_ALIVE);
        grant.access_survives = faults.has(fault::REVOCATION_DOES_NOT_CASCADE);
    }
    Ok(())
}
