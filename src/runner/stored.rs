//! Codes and refresh tokens that were obtained beforehand: the state of a case is made to fit them.

use super::ledger::SecretKind;
use super::obstacle::Obstacle;
use super::scene::{Scene, State};
use crate::authorize::IssuedFor;
use crate::protocol::names::Grant;
use crate::protocol::pkce;
use crate::suite::model::{AuthorizationSpec, ChallengeSpec, NonceSpec, StateName, Value};

impl Scene<'_> {
    /// Whether the case wants a code that was issued in a way that only the case itself could have asked for.
    pub(super) fn require_storable(&self) -> Result<(), Obstacle> {
        let is_stored = self.subject.authorizer.as_ref().is_some_and(|authorizer| authorizer.stock().is_some());
        match peculiarity(&self.given.authorization).filter(|_| is_stored) {
            Some(what) => Err(Obstacle::NotApplicable(format!("no stored code was issued for such a request: {what}"))),
            None => Ok(()),
        }
    }

    /// The verifier and the nonce of the request that the code was really issued for.
    pub(super) fn adopt(&mut self, name: StateName, issued_for: IssuedFor) {
        self.ledger.remember(SecretKind::CodeVerifier, issued_for.code_verifier.as_deref().unwrap_or_default());
        if let Some(state) = self.states.get_mut(&name) {
            state.challenge = issued_for.code_verifier.as_deref().map(|verifier| pkce::s256(verifier.as_bytes()));
            state.material.code_verifier = issued_for.code_verifier;
            state.request.nonce = issued_for.nonce;
        }
    }

    /// Takes a stored refresh token in the place of the code exchange, where the case goes on from there with a refresh.
    pub(super) fn take_refresh_token(&mut self, name: StateName) -> Result<bool, Obstacle> {
        let subject = self.subject;
        let Some(stock) = subject.authorizer.as_ref().and_then(|authorizer| authorizer.stock()) else { return Ok(false) };
        if self.grant != Grant::RefreshToken || !self.given.exchange.is_empty() {
            return Ok(false);
        }
        self.prepare(name)?;
        let Some(state) = self.states.get_mut(&name).filter(|state| state.tokens.is_none() && state.material.code.is_none())
        else {
            return Ok(false);
        };
        let scope = state.request.scope.clone().unwrap_or_default();
        let Some(token) = stock.refresh_token(&state.request.client_id, &scope) else { return Ok(false) };
        self.ledger.remember(SecretKind::RefreshToken, &token);
        keep(state, token);
        Ok(true)
    }
}

fn keep(state: &mut State, token: String) {
    let tokens = serde_json::Map::from_iter([("refresh_token".to_owned(), serde_json::Value::String(token.clone()))]);
    state.material.refresh_token = Some(token);
    state.tokens = Some(tokens);
}

/// What sets an authorization request apart from the ordinary one, other than scope, redirect URI and the absence of a challenge.
fn peculiarity(spec: &AuthorizationSpec) -> Option<&'static str> {
    if matches!(spec.challenge, ChallengeSpec::Plain | ChallengeSpec::Unnamed) {
        return Some("its code challenge is a plain one");
    }
    if spec.challenge == ChallengeSpec::S256 && spec.verifier != Value::usual_verifier() {
        return Some("its code verifier is an unusual one");
    }
    if spec.nonce != NonceSpec::Usual {
        return Some("its nonce is an unusual one");
    }
    if spec.declined.is_some() {
        return Some("a scope is to be declined");
    }
    let more = spec.response_type.is_some() || !spec.parameters.is_empty();
    more.then_some("it has further parameters")
}
