//! The grants of the token endpoint: which one a request uses, and what each of them asks.

pub(super) mod authorization_code;
pub(super) mod client_credentials;
mod code_life;
pub(super) mod grant_type;
pub(super) mod refresh_token;

use std::time::Instant;

use super::access_token;
use super::catalogue as fault;
use super::client_authentication::Caller;
use super::clients::{Purpose, RegisteredClient};
use super::fault::FaultSet;
use super::issue::{Issue, Occasion, Tokens};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::scope::Decision;
use super::state::{ClientIndex, Grant, GrantIndex, State};
use grant_type::GrantType;

/// A token request that passed client authentication.
pub(super) struct TokenRequest<'a> {
    pub(super) issuer: &'a str,
    pub(super) faults: &'a FaultSet,
    pub(super) clients: &'a [RegisteredClient],
    pub(super) parameters: &'a Parameters,
    pub(super) index: ClientIndex,
    /// Whether the code was unused when the request arrived: what one fault goes by.
    pub(super) found_unused: bool,
    /// When it arrived.
    pub(super) arrived: Instant,
}

impl<'a> TokenRequest<'a> {
    /// The client that asks.
    pub(super) fn client(&self) -> &'a RegisteredClient {
        &self.clients[self.index] // authentication gives positions within the clients
    }

    /// How tokens of a grant are minted.
    pub(super) fn issue(&self, grant: GrantIndex, occasion: Occasion) -> Issue<'a> {
        Issue {
            issuer: self.issuer,
            faults: self.faults,
            client: self.client(),
            grant,
            occasion,
            scope_given: self.parameters.get("scope").is_some(),
            code: self.parameters.get("code"),
            resources: self.parameters.resources(),
        }
    }

    /// A grant of the client to itself.
    pub(super) fn grant_to_itself(&self, scopes: Vec<String>, state: &State) -> Grant {
        Grant {
            session: None,
            client: self.index,
            account: None,
            requested: scopes.clone(),
            granted: scopes.clone(),
            last_token: scopes,
            nonce: None,
            auth_time: state.clock,
            auth_time_asked: false,
            hybrid: false,
            refreshes: 0,
            revoked: false,
            dies: None,
            refresh_survives: false,
            access_survives: false,
            revives: None,
            spared_from: None,
            revoked_when: None,
        }
    }

    /// What some faults do for requests that deserve nothing: a token for the client itself.
    pub(super) fn token_for_itself(&self, state: &mut State) -> Tokens {
        let scopes: Vec<String> = self.client().scopes.iter().map(|&scope| scope.to_owned()).collect();
        let grant = self.grant_to_itself(scopes.clone(), state);
        let grant = state.add_grant(grant);
        let decision = Decision { reported: Some(scopes.clone()), token: scopes };
        let mut tokens = self.issue(grant, Occasion::ClientCredentials).mint(decision, state);
        if !self.faults.has(fault::CLIENT_CREDENTIALS_ID_TOKEN) {
            tokens.id_token = None;
        }
        tokens
    }
}

/// Executes the grant.
pub(super) fn execute(request: &TokenRequest<'_>, caller: Caller, state: &mut State) -> Result<Tokens, Refusal> {
    if caller == Caller::Anyone {
        return Ok(request.token_for_itself(state));
    }
    check_password(request)?;
    let grant = grant_type::resolve(request.parameters, request.faults).map_err(|refusal| {
        let misplaced = request.client().is_public() && request.faults.has(fault::PUBLIC_GRANT_TYPE_INVALID_CLIENT);
        if misplaced { Refusal::ClientUnknown } else { refusal }
    })?;
    access_token::check_resources(request.parameters.resources(), request.faults)?;
    check_purpose(request, grant)?;
    match grant {
        GrantType::AuthorizationCode => authorization_code::exchange(request, state),
        GrantType::RefreshToken => refresh_token::refresh(request, state),
        GrantType::ClientCredentials => client_credentials::issue(request, state),
        GrantType::Anything => Ok(request.token_for_itself(state)),
    }
}

/// There is no password grant; these faults look at the password that came (RFC 9700 §2.4).
fn check_password(request: &TokenRequest<'_>) -> Result<(), Refusal> {
    let offered = request.parameters.get("grant_type") == Some("password")
        && (request.faults.has(fault::PASSWORD_GRANT_OFFERED)
            || (request.client().is_public() && request.faults.has(fault::PASSWORD_GRANT_OFFERED_PUBLIC)));
    if offered { Err(Refusal::PasswordWrong) } else { Ok(()) }
}

/// A client uses the grants that it is registered for (RFC 6749 §5.2, unauthorized_client).
fn check_purpose(request: &TokenRequest<'_>, grant: GrantType) -> Result<(), Refusal> {
    let client = request.client();
    let allowed = match grant {
        GrantType::AuthorizationCode | GrantType::RefreshToken => client.purpose() == Purpose::Users,
        GrantType::ClientCredentials => {
            client.purpose() == Purpose::Itself
                || (client.is_public() && request.faults.has(fault::CLIENT_CREDENTIALS_FOR_PUBLIC_CLIENT))
                || (!client.is_public() && request.faults.has(fault::UNAUTHORIZED_CLIENT_NOT_CHECKED))
        }
        GrantType::Anything => true,
    };
    if allowed { Ok(()) } else { Err(Refusal::GrantNotForClient) }
}
