//! What a successful token request yields (RFC 6749 §5.1).

use std::time::Instant;

use serde_json::{Value, json};

use super::access_token;
use super::catalogue as fault;
use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::grants::refresh_token;
use super::id_token::{Channel, Claims};
use super::member_faults;
use super::scope::Decision;
use super::state::{ACCESS_TOKEN_LIFETIME, AccessToken, Grant, GrantIndex, RefreshToken, State, numbered};
use super::variant_catalogue as variant;

/// Tokens, before they are written down; the id_token is signed when the state is free again.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) access_token: String,
    pub(super) expires_in: i64,
    pub(super) token_type: &'static str,
    pub(super) refresh_token: Option<String>,
    pub(super) scope: Option<Vec<String>>,
    pub(super) id_token: Option<Claims>,
    /// Which grant yielded them, for the faults that concern one of them.
    pub(super) occasion: Occasion,
}

/// The grant that yields tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    Code,
    Refresh,
    ClientCredentials,
}

/// Where tokens come from.
pub(super) struct Issue<'a> {
    pub(super) issuer: &'a str,
    pub(super) faults: &'a FaultSet,
    pub(super) client: &'a RegisteredClient,
    pub(super) grant: GrantIndex,
    pub(super) occasion: Occasion,
    /// Whether the request named scopes.
    pub(super) scope_given: bool,
    /// The code of the request.
    pub(super) code: Option<&'a str>,
    /// The resources that the access token is for (RFC 8707 §2.2).
    pub(super) resources: &'a [String],
}

impl Issue<'_> {
    /// Mints an access token, a refresh token where a person granted, and an id_token where openid is in scope.
    pub(super) fn mint(&self, decision: Decision, state: &mut State) -> Tokens {
        let openid = decision.token.iter().any(|scope| scope == "openid");
        let account = state.grant(self.grant).account;
        let changed = self.scope_given && self.faults.has(fault::SCOPE_CHANGES_SUBJECT);
        let subject = match account {
            Some(account) if !changed => account.subject_for(&self.client.id, self.faults),
            _ => self.client.id.clone(),
        };
        let issued = state.clock;
        let minted = Instant::now();
        let generation = state.grant(self.grant).refreshes + u32::from(self.occasion == Occasion::Refresh);
        let early = if self.faults.has(fault::EXPIRES_IN_UNTRUTHFUL) { self.lifetime() / 2 } else { 0 };
        let token = AccessToken {
            grant: self.grant,
            scope: decision.token.clone(),
            subject: subject.clone(),
            issued,
            expires: issued + self.lifetime() - early,
            ends: self.end(issued),
            revoked: self.occasion == Occasion::Refresh && self.faults.has(fault::REFRESHED_ACCESS_TOKEN_DEAD),
            generation,
            minted,
        };
        let cached = self.cached(&token, state);
        let (expires_in, access_token) = cached.unwrap_or_else(|| {
            let value = match self.faults.has(fault::ACCESS_TOKEN_GUESSABLE) {
                true => numbered("access-token-", state.access_tokens.len()),
                false => access_token::value(&token, self, state.grant(self.grant)),
            };
            state.add_access_token(&value, token);
            (self.lifetime(), value)
        });
        let refreshable = self.is_refreshable(state.grant(self.grant));
        let refresh_token = refreshable.then(|| {
            let rotated = self.occasion == Occasion::Refresh;
            let fresh = RefreshToken { grant: self.grant, used: false, used_at: 0, spent: None, minted, generation, rotated };
            state.add_refresh_token(fresh, self.faults)
        });
        let id_token = self.has_id_token(openid).then(|| self.claims(subject, &access_token, state));
        let odd_type = self.scope_given && self.faults.has(fault::SCOPE_CHANGES_TOKEN_TYPE);
        state.grant_mut(self.grant).last_token = decision.token;
        Tokens {
            access_token,
            expires_in,
            token_type: if odd_type { "N_A" } else { "Bearer" },
            refresh_token,
            scope: decision.reported,
            id_token,
            occasion: self.occasion,
        }
    }

    /// How long its access token lives, in seconds.
    fn lifetime(&self) -> i64 {
        let day = self.client.is_public() && self.faults.has(fault::PUBLIC_ACCESS_TOKEN_LIVES_A_DAY);
        if day { 86_400 } else { lifetime(self.faults) }
    }

    /// When its access token ends, where that is not what the server says of it.
    fn end(&self, issued: i64) -> Option<i64> {
        match () {
            () if self.faults.has(fault::ACCESS_TOKEN_DIES_AFTER_HALF_A_MINUTE) => Some(issued + 30),
            () if self.faults.has(fault::ACCESS_TOKEN_NEVER_DIES) => Some(i64::MAX),
            () if self.occasion == Occasion::Refresh && self.faults.has(fault::REFRESHED_ACCESS_TOKEN_NEVER_DIES) => {
                Some(i64::MAX)
            }
            () => None,
        }
    }

    /// An access token like this one that is still good, where a variant does not issue another: its life, and itself.
    fn cached(&self, wanted: &AccessToken, state: &State) -> Option<(i64, String)> {
        let grant = state.grant(self.grant);
        if self.occasion == Occasion::Code || !self.resources.is_empty() || !self.faults.varies(variant::CACHED_ACCESS_TOKENS) {
            return None;
        }
        let same = |of: GrantIndex| match self.occasion {
            Occasion::ClientCredentials => state.grant(of).client == grant.client && state.grant(of).account.is_none(),
            _ => of == self.grant,
        };
        let fits = |token: &AccessToken| same(token.grant) && token.scope == wanted.scope;
        let mut good =
            state.access_tokens.iter().filter(|(value, token)| fits(token) && state.active_access_token(value).is_some());
        good.next().map(|(value, token)| (token.expires - state.clock, value.clone()))
    }

    /// A person's grant lives on; at some servers only where they agreed to that in so many words.
    fn is_refreshable(&self, grant: &Grant) -> bool {
        let asked = grant.granted.iter().any(|scope| scope == "offline_access");
        if asked && self.faults.has(fault::OFFLINE_ACCESS_WITHOUT_REFRESH_TOKEN) {
            return false;
        }
        let kept = asked || !self.faults.varies(variant::REFRESH_TOKEN_FOR_OFFLINE_ACCESS);
        let kept = kept && !self.faults.varies(variant::NO_REFRESH_TOKENS);
        let held = self.occasion == Occasion::Refresh && refresh_token::keeps_its_token(self.client, self.faults);
        (grant.account.is_some() && kept && !held) || self.faults.has(fault::CLIENT_CREDENTIALS_REFRESH_TOKEN_ISSUED)
    }

    /// Where openid is in scope (OpenID Connect Core §3.1.3.3), unless a fault has it otherwise.
    fn has_id_token(&self, openid: bool) -> bool {
        let faults = self.faults;
        let again = self.occasion == Occasion::Refresh && faults.varies(variant::NO_ID_TOKEN_AT_REFRESH);
        let suppressed = again
            || faults.has(fault::ID_TOKEN_MISSING)
            || (self.client.is_public() && faults.has(fault::ID_TOKEN_MISSING_PUBLIC))
            || (self.scope_given && faults.has(fault::SCOPE_SUPPRESSES_ID_TOKEN));
        let unasked = match self.occasion {
            Occasion::Code => fault::ID_TOKEN_WITHOUT_OPENID,
            Occasion::Refresh => fault::REFRESH_ID_TOKEN_WITHOUT_OPENID,
            Occasion::ClientCredentials => fault::CLIENT_CREDENTIALS_ID_TOKEN,
        };
        (openid && !suppressed) || faults.has(unasked)
    }

    fn claims(&self, subject: String, access_token: &str, state: &State) -> Claims {
        let grant = state.grant(self.grant);
        let with_nonce = self.occasion == Occasion::Code || self.faults.varies(variant::NONCE_AT_REFRESH);
        let refresh = self.occasion == Occasion::Refresh;
        Claims {
            issuer: self.issuer.to_owned(),
            subject,
            audience: self.client.id.clone(),
            issued: state.clock,
            auth_time: grant.auth_time_to_tell(self.faults),
            nonce: grant.nonce.clone().filter(|_| with_nonce),
            access_token: Some(access_token.to_owned()),
            code: self.code.filter(|_| grant.hybrid && !refresh).map(str::to_owned),
            grant: self.grant,
            channel: if refresh { Channel::Refresh } else { Channel::Token },
            secret: self.client.secret.map(|secret| secret.to_owned()),
            with_email: grant.granted.iter().any(|scope| scope == "email"),
            refreshes: grant.refreshes,
        }
    }
}

impl Tokens {
    /// The members of the answer, in their usual order.
    pub(super) fn members(self, faults: &FaultSet) -> Vec<(&'static str, Value)> {
        let occasion = self.occasion;
        let mut members: Vec<(&'static str, Value)> = Vec::new();
        match () {
            () if faults.has(fault::ACCESS_TOKEN_MISSING) => {}
            () if self.occasion == Occasion::Refresh && faults.has(fault::REFRESH_WITHOUT_ACCESS_TOKEN) => {}
            () if faults.has(fault::ACCESS_TOKEN_NULL) => members.push(("access_token", Value::Null)),
            () => members.push(("access_token", self.access_token.into())),
        }
        if !faults.has(fault::TOKEN_TYPE_MISSING) {
            let token_type = match () {
                () if faults.has(fault::TOKEN_TYPE_MAC) => "mac",
                () if faults.varies(variant::LOWER_CASE_BEARER) && self.token_type == "Bearer" => "bearer",
                () if self.occasion == Occasion::Refresh && faults.has(fault::REFRESH_TOKEN_TYPE_JWT) => "JWT",
                () => self.token_type,
            };
            members.push(("token_type", token_type.into()));
            if faults.has(fault::DUPLICATE_MEMBERS) {
                members.push(("token_type", token_type.into()));
            }
        }
        match () {
            () if faults.has(fault::EXPIRES_IN_MISSING) || faults.varies(variant::NO_EXPIRES_IN) => {}
            () if faults.has(fault::EXPIRES_IN_STRING) => {
                members.push(("expires_in", self.expires_in.to_string().into()));
            }
            () => members.push(("expires_in", self.expires_in.into())),
        }
        if self.occasion == Occasion::ClientCredentials && faults.has(fault::CLIENT_CREDENTIALS_REFRESH_TOKEN_NULL) {
            members.push(("refresh_token", Value::Null));
        }
        if let Some(refresh_token) = self.refresh_token {
            let number = faults.has(fault::REFRESH_TOKEN_MEMBER_NUMBER);
            members.push(("refresh_token", if number { 7.into() } else { refresh_token.into() }));
        }
        match self.scope.map(|scope| ordered(scope, faults)) {
            Some(scope) if faults.has(fault::SCOPE_MEMBER_ARRAY) => members.push(("scope", scope.into())),
            Some(scope) => {
                let space = if faults.has(fault::SCOPE_MEMBER_TWO_SPACES) { "  " } else { " " };
                members.push(("scope", scope.join(space).into()));
            }
            None => {}
        }
        if let Some(claims) = self.id_token {
            members.push(("id_token", claims.sign(faults).into()));
        }
        if faults.varies(variant::EXTRA_MEMBERS) {
            members.push(("refresh_token_expires_in", 86_400.into()));
            members.push(("x_region", json!({"name": "eu", "zones": [1, 2]})));
        }
        member_faults::changed(members, occasion, faults)
    }
}

/// How long an access token lives, in seconds.
fn lifetime(faults: &FaultSet) -> i64 {
    match () {
        () if faults.varies(variant::EXPIRES_IN_A_MONTH) => 30 * 86_400,
        () if faults.varies(variant::EXPIRES_IN_A_MINUTE) => 60,
        () => ACCESS_TOKEN_LIFETIME,
    }
}

/// The order of scopes carries no meaning (RFC 6749 §3.3).
fn ordered(mut scopes: Vec<String>, faults: &FaultSet) -> Vec<String> {
    if faults.varies(variant::SCOPE_REORDERED) {
        scopes.reverse();
    }
    scopes
}
