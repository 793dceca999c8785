//! Token revocation (RFC 7009): one's own tokens; a refresh token takes its access tokens along.

use axum::response::Response;

use super::catalogue as fault;
use super::fault::FaultSet;
use super::http::{self, Incoming};
use super::introspect::Helper;
use super::refusal::Refusal;
use super::response;
use super::server::Server;
use super::state::{GrantIndex, State};
use super::variant_catalogue as variant;

/// How long a revocation takes where a variant has it take its time, in seconds.
const DELAY: i64 = 2;

/// Answers a revocation request: 200 also for tokens that are unknown or another's (RFC 7009 §2.2).
pub(super) fn revoke(server: &Server, incoming: &Incoming) -> Response {
    let helper = Helper::read(server, incoming).or_else(|refusal| unauthenticated(server, incoming).ok_or(refusal));
    let outcome = helper.and_then(|helper| revoke_token(server, &helper, &mut server.state(incoming)));
    match outcome {
        Ok(()) => http::no_store(http::plain(200, "")),
        Err(refusal) => response::write(Err(refusal), incoming, &server.faults.only(&[])),
    }
}

/// A fault: whoever does not authenticate passes for the token's client.
fn unauthenticated(server: &Server, incoming: &Incoming) -> Option<Helper> {
    let body = incoming.content().filter(|_| server.faults.has(fault::REVOCATION_BY_NOBODY))?;
    let helper = Helper::about(0, body).ok()?;
    let state = server.state(incoming);
    let client = grant_of(&state, &helper.token).map(|grant| state.grant(grant).client)?;
    Some(Helper { client, ..helper })
}

/// The grant that a token descends from.
fn grant_of(state: &State, token: &str) -> Option<GrantIndex> {
    let access = state.access_tokens.get(token).map(|token| token.grant);
    access.or(state.refresh_tokens.get(token).map(|token| token.grant))
}

fn revoke_token(server: &Server, helper: &Helper, state: &mut State) -> Result<(), Refusal> {
    let faults = &server.faults;
    if helper.hint_is_unknown() && faults.has(fault::REVOCATION_UNKNOWN_HINT_400) {
        return Err(Refusal::UnknownField);
    }
    let Some(grant) = grant_of(state, &helper.token) else {
        let unknown = faults.has(fault::REVOCATION_UNKNOWN_400);
        return if unknown { Err(Refusal::FieldMissing) } else { Ok(()) };
    };
    let owner = state.grant(grant).client;
    if faults.has(fault::REVOCATION_OF_PUBLIC_IGNORED) && server.clients[owner].is_public() {
        return Ok(()); // positions within the clients, as below
    }
    if !may_revoke(server, helper, owner) {
        let refused = faults.varies(variant::FOREIGN_REVOCATION_REFUSED);
        return if refused { Err(Refusal::ForeignToken) } else { Ok(()) };
    }
    if state.access_tokens.contains_key(&helper.token) {
        revoke_access(faults, helper, grant, state)
    } else {
        revoke_grant(faults, helper, grant, state)
    }
}

/// A client revokes its own tokens (RFC 7009 §2.1).
fn may_revoke(server: &Server, helper: &Helper, owner: usize) -> bool {
    let faults = &server.faults;
    let is_public = |client: usize| server.clients[client].is_public(); // positions within the clients
    helper.client == owner
        || faults.has(fault::REVOCATION_BY_ANYONE)
        || (is_public(helper.client) && faults.has(fault::REVOCATION_BY_PUBLIC))
        || (is_public(owner) && faults.has(fault::REVOCATION_OF_PUBLIC_BY_ANYONE))
}

fn revoke_access(faults: &FaultSet, helper: &Helper, grant: GrantIndex, state: &mut State) -> Result<(), Refusal> {
    if faults.varies(variant::ACCESS_TOKENS_NOT_REVOCABLE) {
        return Err(Refusal::NotRevocable);
    }
    if faults.varies(variant::ACCESS_TOKEN_REVOCATION_ENDS_GRANT) {
        state.grant_mut(grant).revoked = true;
    }
    let kept = faults.has(fault::ACCESS_TOKEN_REVOCATION_IGNORED);
    let dies = state.clock + DELAY;
    if let Some(token) = state.access_tokens.get_mut(&helper.token).filter(|_| !kept) {
        match faults.varies(variant::REVOCATION_DELAYED) {
            true => token.expires = token.expires.min(dies),
            false => token.revoked = true,
        }
    }
    Ok(())
}

/// A refresh token takes its grant along.
fn revoke_grant(faults: &FaultSet, helper: &Helper, index: GrantIndex, state: &mut State) -> Result<(), Refusal> {
    let rotated = state.refresh_tokens.get(&helper.token).is_some_and(|token| token.rotated);
    let ignored = (rotated && faults.has(fault::REVOCATION_OF_ROTATED_IGNORED))
        || (faults.has(fault::REVOCATION_HINT_BELIEVED) && helper.hint.as_deref() == Some("access_token"));
    if ignored {
        return Ok(());
    }
    let clock = state.clock;
    let newest = state.access_tokens.values().filter(|token| token.grant == index).map(|token| token.generation).max();
    let soon = state.clock + 5;
    let grant = state.grant_mut(index);
    if grant.revoked && faults.has(fault::REVOCATION_TWICE_400) {
        return Err(Refusal::RefreshTokenUnknown);
    }
    if faults.varies(variant::REVOCATION_DELAYED) {
        grant.dies = Some(clock + DELAY);
        return Ok(());
    }
    grant.revoked = true;
    grant.refresh_survives = faults.has(fault::REVOKED_REFRESH_TOKEN_ALIVE);
    grant.revives = faults.has(fault::REVOCATION_FORGOTTEN_AFTER_5_SECONDS).then_some(soon);
    grant.access_survives = faults.has_any(&[fault::REVOCATION_DOES_NOT_CASCADE, fault::REVOCATION_CASCADES_TO_NEWEST]);
    if faults.has(fault::REVOCATION_CASCADES_TO_NEWEST) {
        let of_grant = state.access_tokens.values_mut().filter(|token| token.grant == index);
        of_grant.filter(|token| Some(token.generation) == newest).for_each(|token| token.revoked = true);
    }
    Ok(())
}
