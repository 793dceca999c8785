//! The client credentials grant (RFC 6749 §4.4).
//!
//! "The scope field should not be set if the client_credentials grant type is being used": it is refused here.

use super::TokenRequest;
use super::{authorization_code, refresh_token};
use crate::reference::accounts::Account;
use crate::reference::catalogue as fault;
use crate::reference::issue::{Occasion, Tokens};
use crate::reference::refusal::Refusal;
use crate::reference::scope::Decision;
use crate::reference::scope_grammar;
use crate::reference::state::State;
use crate::reference::variant_catalogue as variant;

/// Issues a token for the client itself, with all its scopes.
pub(super) fn issue(request: &TokenRequest<'_>, state: &mut State) -> Result<Tokens, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    if let Some(tokens) = stray(request, state)? {
        return Ok(tokens);
    }
    let Some(scope) = parameters.get("scope") else {
        if parameters.is_empty("scope") && faults.has(fault::EMPTY_SCOPE_REFUSED_FOR_CLIENT_CREDENTIALS) {
            return Err(Refusal::EmptyValue);
        }
        let demanded = faults.has(fault::CLIENT_CREDENTIALS_DEMANDS_SCOPE)
            || (parameters.get("code").is_none() && faults.has(fault::CLIENT_CREDENTIALS_DEMANDS_CODE));
        return if demanded { Err(Refusal::FieldMissing) } else { Ok(request.token_for_itself(state)) };
    };
    if scope.split(' ').any(|token| token == "openid") && faults.has(fault::CLIENT_CREDENTIALS_OPENID_ID_TOKEN) {
        return Ok(for_a_person(request, state));
    }
    let illegal = !scope.split(' ').all(scope_grammar::is_scope_token);
    match () {
        () if illegal && faults.has(fault::CLIENT_CREDENTIALS_ILLEGAL_SCOPE_GRANTED) => {
            Ok(granted(request, scope.split(' ').map(str::to_owned).collect(), state))
        }
        () if faults.has(fault::CLIENT_CREDENTIALS_UNKNOWN_SCOPE_UNREPORTED) => Ok(without_unknown(request, scope, state)),
        () if faults.has(fault::CLIENT_CREDENTIALS_SCOPE_IGNORED) => Ok(request.token_for_itself(state)),
        () if faults.has(fault::CLIENT_CREDENTIALS_SCOPE_HONOURED) || faults.varies(variant::CLIENT_CREDENTIALS_SCOPE) => {
            honoured(request, scope, state)
        }
        () => Err(Refusal::ScopeWithClientCredentials),
    }
}

/// Stray fields are ignored; with some faults they are not.
fn stray(request: &TokenRequest<'_>, state: &mut State) -> Result<Option<Tokens>, Refusal> {
    let TokenRequest { parameters, faults, .. } = *request;
    if parameters.get("code_verifier").is_some() && faults.has(fault::VERIFIER_UNDER_CLIENT_CREDENTIALS_500) {
        return Err(Refusal::Crash);
    }
    if let Some(uri) = parameters.get("redirect_uri") {
        if faults.has(fault::REDIRECT_UNDER_CLIENT_CREDENTIALS_500) {
            return Err(Refusal::Crash);
        }
        if faults.has(fault::REDIRECT_UNDER_CLIENT_CREDENTIALS_REDIRECTS) {
            return Err(Refusal::Redirect(uri.to_owned()));
        }
    }
    if let Some(code) = parameters.get("code") {
        if faults.has(fault::CODE_UNDER_CLIENT_CREDENTIALS_500) {
            return Err(Refusal::Crash);
        }
        if faults.has(fault::CODE_REDEEMED_UNDER_CLIENT_CREDENTIALS) {
            return authorization_code::redeem_unchecked(request, code, state).map(Some);
        }
        if let (true, Some(code)) = (faults.has(fault::CODE_BURNT_UNDER_CLIENT_CREDENTIALS), state.codes.get_mut(code)) {
            code.used = true;
        }
    }
    if let Some(token) = parameters.get("refresh_token") {
        if faults.has(fault::REFRESH_TOKEN_UNDER_CLIENT_CREDENTIALS_500) {
            return Err(Refusal::Crash);
        }
        if faults.has(fault::REFRESH_TOKEN_REDEEMED_UNDER_CLIENT_CREDENTIALS) {
            return refresh_token::redeem_unchecked(request, token, state).map(Some);
        }
        if let (true, Some(token)) =
            (faults.has(fault::REFRESH_TOKEN_CONSUMED_UNDER_CLIENT_CREDENTIALS), state.refresh_tokens.get_mut(token))
        {
            token.used = true;
        }
    }
    Ok(None)
}

fn honoured(request: &TokenRequest<'_>, scope: &str, state: &mut State) -> Result<Tokens, Refusal> {
    let asked = scope_grammar::split(scope, request.faults)?;
    if !asked.iter().all(|scope| request.client().scopes.contains(&scope.as_str())) {
        return Err(Refusal::ScopeWithClientCredentials);
    }
    let place = |scope: &String| request.client().scopes.iter().position(|own| own == scope);
    if !asked.iter().map(place).is_sorted() && request.faults.has(fault::CLIENT_CREDENTIALS_SCOPE_ORDER_SENSITIVE) {
        return Err(Refusal::ScopeGrammar);
    }
    Ok(granted(request, asked, state))
}

fn granted(request: &TokenRequest<'_>, scopes: Vec<String>, state: &mut State) -> Tokens {
    let grant = request.grant_to_itself(scopes.clone(), state);
    let grant = state.add_grant(grant);
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::ClientCredentials).mint(decision, state)
}

/// A fault: scopes that the client has not got are left out, and the answer says nothing.
fn without_unknown(request: &TokenRequest<'_>, scope: &str, state: &mut State) -> Tokens {
    let known = scope.split(' ').filter(|scope| request.client().scopes.contains(scope)).map(str::to_owned);
    let mut tokens = granted(request, known.collect(), state);
    tokens.scope = None;
    tokens
}

/// A fault: the client gets an id_token of a person who is not there.
fn for_a_person(request: &TokenRequest<'_>, state: &mut State) -> Tokens {
    let scopes = vec!["openid".to_owned()];
    let mut grant = request.grant_to_itself(scopes.clone(), state);
    grant.account = Some(Account::alice());
    let grant = state.add_grant(grant);
    let decision = Decision { reported: Some(scopes.clone()), token: scopes };
    request.issue(grant, Occasion::ClientCredentials).mint(decision, state)
}
