//! What is known of the state of things before a request: authorizations, codes, refresh tokens.

use std::collections::BTreeSet;

use crate::protocol::names::ClientRole;

/// How a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CodeStanding {
    /// It was never presented.
    Fresh,
    /// It was presented without the client's authentication, and refused: that must not use it up.
    Spared,
    /// An exchange with it failed: a server may have used it up (RFC 6749 §10.5).
    Doubtful,
    /// It was exchanged.
    Spent,
    /// It was exchanged, and what it yielded has been used since.
    SpentLater,
}

/// How a refresh token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshStanding {
    /// It is the newest of its grant.
    Live,
    /// It may have been revoked.
    Doubtful,
    /// A newer one was issued in its place.
    Replaced,
    /// It was revoked (RFC 7009 §2.1).
    Revoked,
    /// The code that it stems from was presented a second time, in a valid request (RFC 6749 §4.1.2).
    AfterReplay,
}

/// A refresh token.
#[derive(Debug, Clone)]
pub(crate) struct RefreshFacts {
    /// The token.
    pub value: String,
    /// How it stands.
    pub standing: RefreshStanding,
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct AccessFacts {
    /// The token.
    pub value: String,
    /// How it stands; it is never replaced.
    pub standing: RefreshStanding,
}

/// A code challenge (RFC 7636 §4.3).
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    /// The method `plain`, or none named.
    pub plain: bool,
    /// `code_challenge`.
    pub text: String,
}

/// One authorization and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct GrantFacts {
    /// Whom it was given to.
    pub owner: ClientRole,
    /// What was authorized.
    pub authorized: BTreeSet<String>,
    /// Whether less was authorized than was asked for: then answers have to say what they grant (RFC 6749 §3.3, §5.1).
    pub declined: bool,
    /// The `redirect_uri` of the authorization request.
    pub redirect_uri: Option<String>,
    /// Its `code_challenge`.
    pub challenge: Option<Challenge>,
    /// The code, once there is one.
    pub code: Option<String>,
    /// How the code stands.
    pub standing: CodeStanding,
    /// Refresh tokens, oldest first.
    pub refresh: Vec<RefreshFacts>,
    /// Access tokens, oldest first.
    pub access: Vec<AccessFacts>,
    /// Id tokens.
    pub others: Vec<String>,
    /// What newer tokens were narrowed to, where a server may keep to that.
    pub narrowed: Option<BTreeSet<String>>,
}

/// All authorizations of a session.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// In the order in which they were obtained.
    pub grants: Vec<GrantFacts>,
}

impl GrantFacts {
    /// What was sure to live is no longer.
    pub(crate) fn weaken(&mut self, to: RefreshStanding) {
        let refresh = self.refresh.iter_mut().map(|token| &mut token.standing);
        let access = self.access.iter_mut().map(|token| &mut token.standing);
        refresh.chain(access).filter(|standing| **standing == RefreshStanding::Live).for_each(|standing| *standing = to);
    }
}

impl World {
    /// Whose code this is: the place of its authorization.
    pub(crate) fn code(&self, value: &[u8]) -> Option<usize> {
        self.grants.iter().position(|grant| grant.code.as_ref().is_some_and(|code| code.as_bytes() == value))
    }

    /// Whose refresh token this is: the places of authorization and token.
    pub(crate) fn refresh(&self, value: &[u8]) -> Option<(usize, usize)> {
        self.grants.iter().enumerate().find_map(|(at, grant)| {
            let place = grant.refresh.iter().rposition(|token| token.value.as_bytes() == value)?;
            Some((at, place))
        })
    }

    /// Whether a value is a credential of the session, of whatever kind.
    pub(crate) fn is_credential(&self, value: &[u8]) -> bool {
        let has = |grant: &GrantFacts| {
            let access = grant.access.iter().map(|token| &token.value);
            access.chain(&grant.others).any(|other| other.as_bytes() == value)
        };
        self.code(value).is_some() || self.refresh(value).is_some() || self.grants.iter().any(has)
    }

    /// The authorization that a request presents something of, whichever field it stands in.
    pub(crate) fn presented(&self, code: Option<&[u8]>, refresh: Option<&[u8]>) -> Option<&GrantFacts> {
        let by_code = code.and_then(|code| self.code(code));
        let by_token = || refresh.and_then(|token| self.refresh(token)).map(|(at, _)| at);
        by_code.or_else(by_token).and_then(|at| self.grants.get(at))
    }
}
