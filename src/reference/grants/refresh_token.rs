//! The refresh grant (RFC 6749 §6): bound to the client, rotated at every use, reuse revokes the family
//! (RFC 9700 §4.14.2).

use std::time::Instant;

use super::{TokenRequest, authorization_code};
use crate::reference::accounts::Account;
use crate::reference::catalogue as fault;
use crate::reference::clients::{RegisteredClient, Role};
use crate::reference::fault::FaultSet;
use crate::reference::id_token;
use crate::reference::issue::{Occasion, Tokens};
use crate::reference::race;
use crate::reference::refusal::Refusal;
use crate::reference::scope::{Decision, Descent, Question};
use crate::reference::scope_grammar;
use crate::reference::state::{GrantIndex, RefreshToken, State};
use crate::reference::variant_catalogue as variant;

/// How long a rotated token is forgiven where a variant forgives it, in seconds.
const GRACE: i64 = 10;
/// How long a fault forgives it.
const LONG_GRACE: i64 = 600;

/// Exchanges the refresh token of the request.
pub(super) fn refresh(request: &TokenRequest<'_>, state: &mut State) -> Result<Tokens, Refusal> {
    if let Some(tokens) = stray(request, state)? {
        return Ok(tokens);
    }
    let sent = sent(request, state)?;
    let Some((key, token)) = find(request, &sent, state) else {
        return otherwise(request, &sent, state);
    };
    check_binding(request, &token, state)?;
    check_life(request, &key, &token, state)?;
    if request.parameters.get("redirect_uri").is_none() && request.faults.has(fault::REFRESH_DEMANDS_REDIRECT_URI) {
        return Err(Refusal::FieldMissing);
    }
    let decision = decide(request, token.grant, state)?;
    rotate(request, &key, decision, state).ok_or(Refusal::RefreshTokenUnknown)
}

/// Redeems a refresh token for everything that was granted: what faults do under other grants.
pub(super) fn redeem_unchecked(request: &TokenRequest<'_>, token: &str, state: &mut State) -> Result<Tokens, Refusal> {
    let found = state.active_refresh_token(token).ok_or(Refusal::RefreshTokenUnknown)?;
    let scopes = state.grant(found.grant).granted.clone();
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    rotate(request, token, decision, state).ok_or(Refusal::RefreshTokenUnknown)
}

fn rotate(request: &TokenRequest<'_>, key: &str, decision: Decision, state: &mut State) -> Option<Tokens> {
    let keeps = keeps_its_token(request.client(), request.faults);
    let clock = state.clock;
    let token = state.refresh_tokens.get_mut(key)?;
    if !keeps && !token.used {
        (token.used, token.used_at, token.spent) = (true, clock, Some(Instant::now()));
    }
    let grant = token.grant;
    let mut tokens = request.issue(grant, Occasion::Refresh).mint(decision, state);
    if keeps && request.faults.varies(variant::SAME_REFRESH_TOKEN_CONFIDENTIAL) {
        tokens.refresh_token = Some(key.to_owned());
    }
    state.grant_mut(grant).refreshes += 1;
    Some(tokens)
}

/// Whether a refresh token stays what it is (RFC 6749 §6); those of public clients are rotated (RFC 9700 §4.14.2).
pub(in crate::reference) fn keeps_its_token(client: &RegisteredClient, faults: &FaultSet) -> bool {
    if client.is_public() {
        return faults.has(fault::ROTATION_OFF_PUBLIC);
    }
    faults.varies(variant::NO_ROTATION_CONFIDENTIAL) || faults.varies(variant::SAME_REFRESH_TOKEN_CONFIDENTIAL)
}

fn sent(request: &TokenRequest<'_>, state: &mut State) -> Result<String, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    let empty = parameters.is_empty("refresh_token");
    let Some(sent) = parameters.get("refresh_token") else {
        let guess = if empty { fault::REFRESH_TOKEN_EMPTY_MEANS_LAST } else { fault::REFRESH_TOKEN_MISSING_MEANS_LAST };
        if empty && faults.has(fault::REFRESH_TOKEN_EMPTY_500) {
            return Err(Refusal::Crash);
        }
        let last = state.last_refresh_token.get(&request.index).filter(|_| faults.has(guess));
        let last = last.and_then(|value| state.refresh_tokens.get(value)).ok_or(Refusal::RefreshTokenMissing)?;
        // A copy: the guess must not use up what another request is about to send, or the fault would depend on timing.
        let copy = RefreshToken { used: false, ..last.clone() };
        return Ok(state.add_refresh_token(copy, faults));
    };
    if sent.chars().count() == 1 && faults.has(fault::REFRESH_TOKEN_ONE_CHARACTER_500) {
        return Err(Refusal::Crash);
    }
    let inflated = parameters.wire("refresh_token").len() > 2 * sent.len();
    if inflated && faults.has(fault::REFRESH_TOKEN_WIRE_LENGTH_LIMITED) {
        return Err(Refusal::RefreshTokenUnknown);
    }
    Ok(sent.to_owned())
}

fn find(request: &TokenRequest<'_>, sent: &str, state: &State) -> Option<(String, RefreshToken)> {
    let faults = request.faults;
    let butlast = authorization_code::butlast;
    let similar = |key: &str| {
        (faults.has(fault::REFRESH_TOKEN_LAST_CHARACTER_IGNORED) && butlast(key) == butlast(sent))
            || (faults.has(fault::REFRESH_TOKEN_CASE_FOLDED) && sent.eq_ignore_ascii_case(key))
    };
    let tokens = &state.refresh_tokens;
    let found = tokens.get_key_value(sent).or_else(|| tokens.iter().find(|(key, _)| similar(key)));
    found.map(|(key, token)| (key.clone(), token.clone()))
}

/// What is not a refresh token is refused, unless a fault takes it for one.
fn otherwise(request: &TokenRequest<'_>, sent: &str, state: &mut State) -> Result<Tokens, Refusal> {
    let faults = request.faults;
    let access = state.access_tokens.get(sent).map(|token| token.grant);
    let code = state.codes.get(sent).filter(|code| code.used).map(|code| code.grant);
    let id = id_token::grant_of(sent).filter(|grant| *grant < state.grants.len());
    let taken = access
        .filter(|_| faults.has(fault::ACCESS_TOKEN_ACCEPTED_AS_REFRESH_TOKEN))
        .or(code.filter(|_| faults.has(fault::USED_CODE_ACCEPTED_AS_REFRESH_TOKEN)))
        .or(id.filter(|_| faults.has(fault::ID_TOKEN_ACCEPTED_AS_REFRESH_TOKEN)));
    if let Some(grant) = taken {
        return Ok(for_grant(request, grant, state));
    }
    let one = sent.chars().count() == 1 && faults.has(fault::REFRESH_TOKEN_ONE_CHARACTER_ACCEPTED);
    if one || faults.has(fault::REFRESH_TOKEN_UNKNOWN_ACCEPTED) {
        let mut grant = request.grant_to_itself(vec!["openid".to_owned()], state);
        grant.account = Some(Account::alice());
        let grant = state.add_grant(grant);
        return Ok(for_grant(request, grant, state));
    }
    Err(Refusal::RefreshTokenUnknown)
}

fn for_grant(request: &TokenRequest<'_>, grant: GrantIndex, state: &mut State) -> Tokens {
    let scopes = state.grant(grant).granted.clone();
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::Refresh).mint(decision, state)
}

fn check_binding(request: &TokenRequest<'_>, token: &RefreshToken, state: &State) -> Result<(), Refusal> {
    let client = request.client();
    let grant = state.grant(token.grant);
    let bound = grant.client == request.index
        || request.faults.has(fault::REFRESH_NOT_BOUND_TO_CLIENT)
        || (client.is_public() && request.faults.has(fault::REFRESH_NOT_BOUND_TO_CLIENT_PUBLIC))
        || (token.rotated && request.faults.has(fault::REFRESH_BINDING_LOST_AFTER_ROTATION))
        || (request.clients[grant.client].is_public() && request.faults.has(fault::REFRESH_OF_PUBLIC_CLIENT_NOT_BOUND));
    let refused = (client.is_public() && request.faults.has(fault::REFRESH_REFUSED_PUBLIC))
        || (client.role == Role::Confidential && request.faults.has(fault::REFRESH_REFUSED_CONFIDENTIAL))
        || (token.rotated && request.faults.has(fault::SECOND_REFRESH_REFUSED))
        || (is_offline(token, state) && request.faults.has(fault::OFFLINE_REFRESH_TOKEN_DEAD))
        || (grant.refreshes > 1 && request.faults.has(fault::THIRD_REFRESH_REFUSED));
    if bound && !refused { Ok(()) } else { Err(Refusal::RefreshTokenUnknown) }
}

fn is_offline(token: &RefreshToken, state: &State) -> bool {
    state.grant(token.grant).granted.iter().any(|scope| scope == "offline_access")
}

/// A rotated token that comes back was stolen from somebody: its family is revoked.
fn check_life(request: &TokenRequest<'_>, key: &str, token: &RefreshToken, state: &mut State) -> Result<(), Refusal> {
    let faults = request.faults;
    if state.active_refresh_token(key).is_some() || is_overtaken(request, token, state) {
        return Ok(());
    }
    if token.used && is_forgiven(request, token, state) {
        return Ok(());
    }
    let unnoticed = token.used
        && (faults.has(fault::REFRESH_TOKEN_REUSE_DOES_NOT_REVOKE)
            || (request.client().is_public() && faults.has(fault::REUSE_DOES_NOT_REVOKE_PUBLIC))
            || (faults.has(fault::REUSE_OF_OLDER_TOKEN_UNNOTICED) && token.generation + 1 < state.grant(token.grant).refreshes)
            || (faults.has(fault::REFRESH_RACE_UNNOTICED) && race::before(request.arrived, token.spent)));
    if token.used && !unnoticed {
        state.revoke_for_replay(token.grant, faults);
        let grant = state.grant_mut(token.grant);
        grant.refresh_survives = faults.has(fault::REUSE_REVOKES_ACCESS_ONLY);
    }
    Err(Refusal::RefreshTokenUnknown)
}

/// A fault: the replay of the code that revoked the grant came while this refresh was under way already.
fn is_overtaken(request: &TokenRequest<'_>, token: &RefreshToken, state: &State) -> bool {
    !token.used && race::before(request.arrived, state.grant(token.grant).revoked_when)
}

/// Whether a rotated token works all the same: for a moment where a variant has it so, longer with some faults.
fn is_forgiven(request: &TokenRequest<'_>, token: &RefreshToken, state: &State) -> bool {
    let faults = request.faults;
    let age = state.clock - token.used_at;
    let alive = !state.grant(token.grant).revoked;
    (alive && age <= GRACE && faults.varies(variant::ROTATION_GRACE))
        || (alive && faults.has(fault::ROTATION_GRACE_OF_TEN_MINUTES) && age <= LONG_GRACE)
        || (alive && faults.has(fault::REFRESH_RACE) && race::before(request.arrived, token.spent))
        || (request.client().is_public() && faults.has(fault::REFRESH_TOKEN_REUSE_ACCEPTED_PUBLIC))
        || faults.has(fault::REFRESH_TOKEN_REUSE_ACCEPTED)
}

fn decide(request: &TokenRequest<'_>, grant: GrantIndex, state: &mut State) -> Result<Decision, Refusal> {
    if let Some(decision) = without_unknown(request, &state.grant(grant).granted) {
        return Ok(decision);
    }
    let question = Question {
        descent: Descent::Refresh,
        grant: state.grant(grant),
        client: request.client(),
        parameters: request.parameters,
        faults: request.faults,
    };
    let decision = question.decide();
    authorization_code::remember_superset(request, grant, decision.as_ref().err(), state);
    let decision = decision?;
    if request.parameters.get("scope").is_some() && request.faults.has(fault::STICKY_NARROWING_REFRESH) {
        state.grant_mut(grant).granted.clone_from(&decision.token);
    }
    Ok(decision)
}

/// A fault: scopes that nobody knows are left out, and the answer does not tell.
fn without_unknown(request: &TokenRequest<'_>, granted: &[String]) -> Option<Decision> {
    let asked = request.parameters.get("scope")?;
    let (known, unknown): (Vec<&str>, Vec<&str>) = asked.split(' ').partition(|scope| request.client().scopes.contains(scope));
    let legal = unknown.iter().all(|scope| scope_grammar::is_scope_token(scope));
    let within = known.iter().all(|scope| granted.iter().any(|own| own == scope));
    let dropped = !unknown.is_empty() && legal && within && request.faults.has(fault::SCOPE_UNKNOWN_DROPPED_UNREPORTED);
    dropped.then(|| Decision { token: known.into_iter().map(str::to_owned).collect(), reported: None })
}

/// Stray fields are ignored; with some faults they are not.
fn stray(request: &TokenRequest<'_>, state: &mut State) -> Result<Option<Tokens>, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    if parameters.get("code_verifier").is_some() && faults.has(fault::VERIFIER_UNDER_REFRESH_500) {
        return Err(Refusal::Crash);
    }
    if let Some(uri) = parameters.get("redirect_uri") {
        if faults.has(fault::REDIRECT_UNDER_REFRESH_500) {
            return Err(Refusal::Crash);
        }
        if faults.has(fault::REDIRECT_UNDER_REFRESH_REDIRECTS) {
            return Err(Refusal::Redirect(uri.to_owned()));
        }
    }
    let Some(code) = parameters.get("code") else { return Ok(None) };
    if faults.has(fault::CODE_UNDER_REFRESH_500) {
        return Err(Refusal::Crash);
    }
    if faults.has(fault::CODE_REDEEMED_UNDER_REFRESH) {
        return authorization_code::redeem_unchecked(request, code, state).map(Some);
    }
    if let (true, Some(code)) = (faults.has(fault::CODE_BURNT_UNDER_REFRESH), state.codes.get_mut(code)) {
        code.used = true;
    }
    Ok(None)
}
