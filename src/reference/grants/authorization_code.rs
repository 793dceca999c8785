//! The authorization code grant at the token endpoint (RFC 6749 §4.1.3).

use std::time::Instant;

use super::{TokenRequest, code_life, refresh_token};
use crate::reference::FaultId;
use crate::reference::accounts::Account;
use crate::reference::catalogue as fault;
use crate::reference::fault::FaultSet;
use crate::reference::issue::{Occasion, Tokens};
use crate::reference::parameters::Parameters;
use crate::reference::refusal::Refusal;
use crate::reference::scope::{Decision, Descent, Question};
use crate::reference::state::{Code, GrantIndex, State};
use crate::reference::{id_token, pkce, redirect, variant_catalogue as variant};

/// Exchanges the code of the request. A failed attempt does not use it up, unless a variant has it so.
pub(super) fn exchange(request: &TokenRequest<'_>, state: &mut State) -> Result<Tokens, Refusal> {
    if let Some(tokens) = stray_refresh_token(request, state)? {
        return Ok(tokens);
    }
    let sent = sent(request, state)?;
    let Some((key, code)) = find(request, &sent, state) else {
        return otherwise(request, &sent, state);
    };
    check_binding(request, &code, state)
        .inspect_err(|_| replayed_wrongly(request, &code, fault::CODE_REPLAY_BY_OTHER_REVOKES, state))?;
    let outcome = redeem(request, &key, &code, state);
    if outcome.is_err() && !code.used && request.faults.varies(variant::CODE_BURNT_BY_FAILURE) {
        state.codes.remove(&key);
    }
    outcome
}

fn redeem(request: &TokenRequest<'_>, key: &str, code: &Code, state: &mut State) -> Result<Tokens, Refusal> {
    code_life::check_expiry(request, code, state)?;
    check_redirect(request, code)
        .inspect_err(|_| replayed_wrongly(request, code, fault::CODE_REPLAY_WRONG_REDIRECT_REVOKES, state))?;
    check_verifier(request, key, code, state)
        .inspect_err(|_| replayed_wrongly(request, code, fault::CODE_REPLAY_WRONG_VERIFIER_REVOKES, state))?;
    // Last: a replay that is wrong in another way too tells nothing about who has the code, and revokes nothing
    // (OAuth 2.1 §7.5.2).
    if code.used && !code_life::is_reusable(request, code, state) {
        revoke(request, code.grant, state);
        code_life::count_replay(key, state);
        return Err(Refusal::CodeUsed);
    }
    if !code.used && state.grant(code.grant).revoked {
        // Only where a session has one grant for a client: the replay of another code has ended it.
        return Err(Refusal::CodeUnknown);
    }
    let decision = decide(request, code.grant, state)?;
    code_life::mark_used(key, state);
    Ok(request.issue(code.grant, Occasion::Code).mint(decision, state))
}

/// Faults: a replay that is wrong in another way too revokes as well.
fn replayed_wrongly(request: &TokenRequest<'_>, code: &Code, revokes: FaultId, state: &mut State) {
    if code.used && request.faults.has(revokes) {
        state.grant_mut(code.grant).revoked = true;
    }
}

/// A fault: so does a replay by somebody who could not authenticate.
pub(in crate::reference) fn replayed_by_nobody(parameters: &Parameters, faults: &FaultSet, state: &mut State) {
    let code = parameters.get("code").and_then(|code| state.codes.get(code)).filter(|code| code.used);
    if let Some(grant) = code.map(|code| code.grant)
        && faults.has(fault::CODE_REPLAY_UNAUTHENTICATED_REVOKES)
    {
        state.grant_mut(grant).revoked = true;
    }
}

/// Redeems a code without looking at its redirect URI or challenge: what faults do under other grants.
pub(super) fn redeem_unchecked(request: &TokenRequest<'_>, code: &str, state: &mut State) -> Result<Tokens, Refusal> {
    let Some(code) = state.codes.get_mut(code).filter(|code| !code.used) else { return Err(Refusal::CodeUnknown) };
    code.used = true;
    let grant = code.grant;
    Ok(for_grant(request, grant, state))
}

/// Tokens with everything that was granted.
fn for_grant(request: &TokenRequest<'_>, grant: GrantIndex, state: &mut State) -> Tokens {
    let scopes = state.grant(grant).granted.clone();
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::Code).mint(decision, state)
}

fn sent(request: &TokenRequest<'_>, state: &State) -> Result<String, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    let empty = parameters.is_empty("code");
    let Some(sent) = parameters.get("code") else {
        let guess = if empty { fault::CODE_EMPTY_MEANS_LAST_CODE } else { fault::CODE_MISSING_MEANS_LAST_CODE };
        if empty && faults.has(fault::CODE_EMPTY_500) {
            return Err(Refusal::Crash);
        }
        let outstanding = faults.has(guess).then(|| outstanding(request, state)).flatten();
        return outstanding.ok_or(Refusal::CodeMissing);
    };
    let length = sent.chars().count();
    let crash = (length == 1 && faults.has(fault::CODE_ONE_CHARACTER_500))
        || (length > 4000 && faults.has(fault::CODE_LONG_500))
        || (sent.starts_with("eyJ") && faults.has(fault::JWT_CODE_500));
    if crash {
        return Err(Refusal::Crash);
    }
    if parameters.wire("code").len() > 2 * sent.len() && faults.has(fault::CODE_WIRE_LENGTH_LIMITED) {
        return Err(Refusal::CodeUnknown);
    }
    Ok(sent.to_owned())
}

/// The client's unused code whose challenge the sent verifier answers: a guess that is the same however many are outstanding.
fn outstanding(request: &TokenRequest<'_>, state: &State) -> Option<String> {
    let challenge = crate::protocol::pkce::s256(request.parameters.get("code_verifier")?.as_bytes());
    let fits = |code: &Code| {
        let own = state.grant(code.grant).client == request.index && !code.used;
        own && code.challenge.as_ref().is_some_and(|known| known.value == challenge)
    };
    state.codes.iter().find(|(_, code)| fits(code)).map(|(value, _)| value.clone())
}

fn find(request: &TokenRequest<'_>, sent: &str, state: &State) -> Option<(String, Code)> {
    let faults = request.faults;
    let similar = |key: &str| {
        (faults.has(fault::CODE_LAST_CHARACTER_IGNORED) && butlast(key) == butlast(sent))
            || (faults.has(fault::CODE_SUFFIX_IGNORED) && sent.starts_with(key))
            || (faults.has(fault::CODE_CASE_FOLDED) && sent.eq_ignore_ascii_case(key))
    };
    let found = state.codes.get_key_value(sent).or_else(|| state.codes.iter().find(|(key, _)| similar(key)));
    found.map(|(key, code)| (key.clone(), code.clone()))
}

pub(super) fn butlast(text: &str) -> &str {
    text.char_indices().next_back().map_or("", |(end, _)| &text[..end])
}

/// What is not a code is refused, unless a fault takes it for one.
fn otherwise(request: &TokenRequest<'_>, sent: &str, state: &mut State) -> Result<Tokens, Refusal> {
    let faults = request.faults;
    let refresh = state.refresh_tokens.get(sent).map(|token| token.grant);
    let access = state.access_tokens.get(sent).map(|token| token.grant);
    let id = id_token::grant_of(sent).filter(|grant| *grant < state.grants.len());
    let taken = refresh
        .filter(|_| faults.has(fault::REFRESH_TOKEN_ACCEPTED_AS_CODE))
        .or(access.filter(|_| faults.has(fault::ACCESS_TOKEN_ACCEPTED_AS_CODE)))
        .or(id.filter(|_| faults.has(fault::ID_TOKEN_ACCEPTED_AS_CODE)));
    if let Some(grant) = taken {
        return Ok(for_grant(request, grant, state));
    }
    let test_code = sent.chars().count() == 1 && faults.has(fault::CODE_ONE_CHARACTER_ACCEPTED);
    if test_code || faults.has(fault::CODE_UNKNOWN_ACCEPTED) {
        let mut grant = request.grant_to_itself(vec!["openid".to_owned()], state);
        grant.account = Some(Account::alice());
        let grant = state.add_grant(grant);
        return Ok(for_grant(request, grant, state));
    }
    Err(Refusal::CodeUnknown)
}

/// The code belongs to the client that asked for it (RFC 6749 §4.1.3).
fn check_binding(request: &TokenRequest<'_>, code: &Code, state: &State) -> Result<(), Refusal> {
    let owner = state.grant(code.grant).client;
    let faults = request.faults;
    if owner == request.index {
        return Ok(());
    }
    let excused = faults.has(fault::CODE_NOT_BOUND_TO_CLIENT)
        || (request.client().is_public() && faults.has(fault::CODE_NOT_BOUND_TO_CLIENT_PUBLIC))
        || (request.clients[owner].is_public() && faults.has(fault::CODE_OF_PUBLIC_CLIENT_NOT_BOUND))
        || (code.used && faults.has(fault::CODE_REPLAYED_BY_ANY_CLIENT));
    if excused { Ok(()) } else { Err(Refusal::CodeUnknown) }
}

/// The redirect URI of the authorization request; one fault takes any that somebody registered.
fn check_redirect(request: &TokenRequest<'_>, code: &Code) -> Result<(), Refusal> {
    let TokenRequest { parameters, clients, faults, .. } = *request;
    let checked = redirect::check(code.redirect_uri.as_deref(), parameters, request.client(), faults);
    let sent = parameters.get("redirect_uri").unwrap_or_default();
    let elsewhere = || clients.iter().any(|client| client.redirect_uris.iter().any(|uri| uri == sent));
    let own = || request.client().redirect_uris.iter().any(|uri| uri == sent);
    let excused = checked.is_err() && elsewhere() && !own() && faults.has(fault::REDIRECT_OF_OTHER_CLIENT_ACCEPTED);
    if excused { Ok(()) } else { checked }
}

/// The verifier (RFC 7636 §4.6), and what faults make of a wrong one.
fn check_verifier(request: &TokenRequest<'_>, key: &str, code: &Code, state: &mut State) -> Result<(), Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    let outcome = pkce::check(code.challenge.as_ref(), parameters, request.client(), faults);
    if outcome == Err(Refusal::VerifierWrong) {
        if is_of_another_code(request, state) {
            return Ok(());
        }
        if let Some(code) = state.codes.get_mut(key) {
            code.attempted = true;
            code.challenge.take_if(|_| faults.has(fault::CHALLENGE_CLEARED_BY_WRONG_VERIFIER));
        }
    }
    if outcome.is_ok() && code.attempted && faults.has(fault::CODE_AFTER_WRONG_VERIFIER_500) {
        return Err(Refusal::Crash);
    }
    outcome
}

/// A fault: whether the verifier answers the challenge of some code of the client.
fn is_of_another_code(request: &TokenRequest<'_>, state: &State) -> bool {
    if !request.faults.has(fault::VERIFIER_OF_ANOTHER_CODE_ACCEPTED) {
        return false;
    }
    let verifier = request.parameters.get("code_verifier").unwrap_or_default();
    state.codes.values().any(|code| {
        let own = state.grant(code.grant).client == request.index;
        own && code.challenge.as_ref().is_some_and(|challenge| pkce::answers(challenge, verifier))
    })
}

/// The replay of a code revokes what it yielded (RFC 6749 §4.1.2).
fn revoke(request: &TokenRequest<'_>, index: GrantIndex, state: &mut State) {
    let faults = request.faults;
    let grant = state.grant_mut(index);
    let spared = faults.has(fault::CODE_REPLAY_DOES_NOT_REVOKE)
        || (request.client().is_public() && faults.has(fault::CODE_REPLAY_DOES_NOT_REVOKE_PUBLIC))
        || (grant.refreshes > 0 && faults.has(fault::CODE_REPLAY_SPARES_REFRESHED));
    if spared {
        return;
    }
    state.revoke_for_replay(index, faults);
    let grant = state.grant_mut(index);
    grant.refresh_survives = faults.has(fault::CODE_REPLAY_REVOKES_ACCESS_ONLY);
    grant.access_survives = faults.has(fault::CODE_REPLAY_REVOKES_REFRESH_ONLY);
    if faults.has(fault::CODE_REPLAY_MISSES_REFRESH) {
        (grant.spared_from, grant.revoked_when) = (Some(request.arrived), Some(Instant::now()));
    }
}

fn decide(request: &TokenRequest<'_>, grant: GrantIndex, state: &mut State) -> Result<Decision, Refusal> {
    let question = Question {
        descent: Descent::Code,
        grant: state.grant(grant),
        client: request.client(),
        parameters: request.parameters,
        faults: request.faults,
    };
    let decision = question.decide();
    remember_superset(request, grant, decision.as_ref().err(), state);
    let decision = decision?;
    if request.parameters.get("scope").is_some() && request.faults.has(fault::STICKY_NARROWING_CODE) {
        state.grant_mut(grant).granted.clone_from(&decision.token);
    }
    Ok(decision)
}

/// A fault: the scopes of a refused request are in the grant from now on.
pub(super) fn remember_superset(request: &TokenRequest<'_>, grant: GrantIndex, refusal: Option<&Refusal>, state: &mut State) {
    let widens = request.faults.has(fault::SCOPE_SUPERSET_WIDENS_GRANT);
    if !widens || refusal != Some(&Refusal::ScopeBeyondAuthorization) {
        return;
    }
    let asked = request.parameters.get("scope").unwrap_or_default();
    let known = asked.split(' ').filter(|scope| request.client().scopes.contains(scope));
    let granted = &mut state.grant_mut(grant).granted;
    for scope in known {
        if !granted.iter().any(|other| other == scope) {
            granted.push(scope.to_owned());
        }
    }
}

/// A refresh token has no meaning here; with some faults it has.
fn stray_refresh_token(request: &TokenRequest<'_>, state: &mut State) -> Result<Option<Tokens>, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    let Some(token) = parameters.get("refresh_token") else { return Ok(None) };
    if faults.has(fault::REFRESH_TOKEN_UNDER_CODE_500) {
        return Err(Refusal::Crash);
    }
    if faults.has(fault::REFRESH_TOKEN_REDEEMED_UNDER_CODE) {
        return refresh_token::redeem_unchecked(request, token, state).map(Some);
    }
    if let (true, Some(token)) = (faults.has(fault::REFRESH_TOKEN_CONSUMED_UNDER_CODE), state.refresh_tokens.get_mut(token)) {
        token.used = true;
    }
    Ok(None)
}
