//! Which scopes a token gets: those of the authorization request, or a subset of them that contains openid
//! ("Create Tokens", scope; RFC 6749 §3.3, §6).

use super::FaultId;
use super::catalogue as fault;
use super::clients::{RegisteredClient, Role};
use super::fault::FaultSet;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::scope_grammar;
use super::state::Grant;
use super::variant_catalogue as variant;

const OPENID: &str = "openid";

/// The two grants that descend from an authorization request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Descent {
    Code,
    Refresh,
}

/// The scopes of a new access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    /// What the token has.
    pub(super) token: Vec<String>,
    /// What the answer says; `None`: nothing. Faults alone make it differ from the token.
    pub(super) reported: Option<Vec<String>>,
}

/// All that decides about scopes.
pub(super) struct Question<'a> {
    pub(super) descent: Descent,
    pub(super) grant: &'a Grant,
    pub(super) client: &'a RegisteredClient,
    pub(super) parameters: &'a Parameters,
    pub(super) faults: &'a FaultSet,
}

impl Question<'_> {
    /// The scopes, or why the request is refused.
    pub(super) fn decide(&self) -> Result<Decision, Refusal> {
        let mut decision = self.decision()?;
        if self.faults.varies(variant::SCOPE_WHEN_DIFFERENT) && self.is_as_asked(&decision.token) {
            decision.reported = None;
        }
        Ok(decision)
    }

    /// Whether the token has what was asked for here, or else in the authorization request.
    fn is_as_asked(&self, token: &[String]) -> bool {
        let asked: Vec<String> = match self.parameters.get("scope") {
            Some(text) => text.split(' ').map(str::to_owned).collect(),
            None => self.grant.requested.clone(),
        };
        asked.iter().all(|scope| token.contains(scope)) && token.iter().all(|scope| asked.contains(scope))
    }

    fn decision(&self) -> Result<Decision, Refusal> {
        if self.faults.varies(variant::SCOPE_IGNORED) {
            return self.default().map(truthful);
        }
        if self.parameters.is_empty("scope") {
            return self.empty().map(truthful);
        }
        match self.parameters.get("scope") {
            None => self.default().map(|token| self.silent_about_consent(token)),
            Some(text) => self.given(text),
        }
    }

    /// What the owner declined is missing from the report as well (RFC 6749 §3.3); with a fault there is no report.
    fn silent_about_consent(&self, token: Vec<String>) -> Decision {
        let declined = self.descent == Descent::Code && self.grant.granted.len() < self.grant.requested.len();
        let reported = if declined && self.has(fault::DECLINED_SCOPE_UNREPORTED) { None } else { Some(token.clone()) };
        Decision { token, reported }
    }

    fn has(&self, id: FaultId) -> bool {
        self.faults.has(id)
    }

    /// Whether the fault of this descent is on.
    fn has_for(&self, code: FaultId, refresh: FaultId) -> bool {
        match self.descent {
            Descent::Code => self.has(code),
            Descent::Refresh => self.has(refresh),
        }
    }

    fn all_of_client(&self) -> Vec<String> {
        self.client.scopes.iter().map(|&scope| scope.to_owned()).collect()
    }

    /// `scope=` counts as left out (RFC 6749 §3.2).
    fn empty(&self) -> Result<Vec<String>, Refusal> {
        match () {
            () if self.has(fault::EMPTY_SCOPE_500) => Err(Refusal::Crash),
            () if self.has(fault::EMPTY_SCOPE_REFUSED) => Err(Refusal::ScopeGrammar),
            () if self.has(fault::EMPTY_SCOPE_GRANTS_NOTHING) => Ok(Vec::new()),
            () if self.has(fault::EMPTY_SCOPE_GRANTS_ALL) => Ok(self.all_of_client()),
            () => self.default(),
        }
    }

    /// Without scope: the scopes granted at authorization, whatever earlier tokens had.
    fn default(&self) -> Result<Vec<String>, Refusal> {
        let granted = &self.grant.granted;
        let public = self.client.is_public();
        if self.has_for(fault::CODE_GRANT_DEMANDS_SCOPE, fault::REFRESH_DEMANDS_SCOPE) {
            return Err(Refusal::FieldMissing);
        }
        if !self.grant.requested.iter().any(|scope| scope == OPENID) {
            return self.default_without_openid();
        }
        let openid_only = self.has_for(fault::CODE_DEFAULT_SCOPE_OPENID_ONLY, fault::REFRESH_DEFAULT_SCOPE_OPENID_ONLY)
            || (public
                && self.has_for(fault::CODE_DEFAULT_SCOPE_OPENID_ONLY_PUBLIC, fault::REFRESH_DEFAULT_SCOPE_OPENID_ONLY_PUBLIC));
        let all = self.has_for(fault::CODE_DEFAULT_SCOPE_ALL_OF_CLIENT, fault::REFRESH_DEFAULT_SCOPE_ALL_OF_CLIENT)
            || (self.parameters.get("code_verifier").is_some()
                && self.has_for_refresh(fault::VERIFIER_UNDER_REFRESH_REPLACES_SCOPE));
        Ok(match () {
            () if openid_only => vec![OPENID.to_owned()],
            () if all => self.all_of_client(),
            () if self.grant.refreshes > 0 && self.has_for_refresh(fault::DEFAULT_SCOPE_ALL_AFTER_FIRST_REFRESH) => {
                self.all_of_client()
            }
            () if self.has_for_refresh(fault::DEFAULT_SCOPE_IS_LAST_TOKEN) => self.grant.last_token.clone(),
            () if self.has(fault::DECLINED_SCOPE_GRANTED_BY_DEFAULT) => self.grant.requested.clone(),
            () => granted.clone(),
        })
    }

    fn has_for_refresh(&self, id: FaultId) -> bool {
        self.descent == Descent::Refresh && self.has(id)
    }

    fn default_without_openid(&self) -> Result<Vec<String>, Refusal> {
        let mut granted = self.grant.granted.clone();
        if self.has(fault::NO_OPENID_DEFAULT_REFUSED) {
            return Err(Refusal::ScopeLacksOpenid);
        }
        if self.has(fault::NO_OPENID_DEFAULT_ADDS_OPENID) {
            granted.insert(0, OPENID.to_owned());
        }
        Ok(granted)
    }

    fn given(&self, text: &str) -> Result<Decision, Refusal> {
        let blank = text == " ";
        if self.has_for(fault::CODE_SCOPE_REFUSED, fault::REFRESH_SCOPE_REFUSED) {
            return Err(Refusal::ScopeNotWelcome);
        }
        if (blank && self.has(fault::BLANK_SCOPE_MEANS_DEFAULT))
            || (text.chars().count() == 1 && !blank && self.has(fault::SCOPE_ONE_CHARACTER_ACCEPTED))
            || (text == OPENID && self.has(fault::OPENID_ALONE_MEANS_DEFAULT))
        {
            return self.default().map(truthful);
        }
        if blank && self.has(fault::BLANK_SCOPE_GRANTS_NOTHING) {
            return Ok(truthful(Vec::new()));
        }
        let tokens = scope_grammar::split(text, self.faults)?;
        if scope_grammar::has_extra_spaces(text) && self.has(fault::EXTRA_SPACE_WIDENS) {
            return Ok(truthful(self.all_of_client()));
        }
        self.check_form(&tokens)?;
        let tokens = self.with_openid(self.folded(tokens))?;
        let tokens = self.within_authorization(tokens)?;
        self.check_taste(&tokens)?;
        self.reported(if self.has(fault::SCOPE_REPETITION_KEPT) { tokens } else { unique(tokens) })
    }

    /// Order and repetition carry no meaning (RFC 6749 §3.3); these faults give them one.
    fn check_form(&self, tokens: &[String]) -> Result<(), Refusal> {
        let count = unique(tokens.to_vec()).len();
        let repeated = count < tokens.len();
        let openids = tokens.iter().filter(|token| *token == OPENID).count();
        let position = |token: &String| self.grant.requested.iter().position(|scope| scope == token);
        let places: Vec<_> = tokens.iter().filter_map(position).collect();
        let last = tokens.last().is_some_and(|token| token == OPENID);
        if repeated && self.has(fault::REPEATED_SCOPE_TOKEN_500) {
            return Err(Refusal::Crash);
        }
        let refused = (repeated && self.has(fault::REPEATED_SCOPE_TOKEN_REFUSED))
            || (openids > 1 && self.has(fault::REPEATED_OPENID_REFUSED))
            || (tokens.first().is_some_and(|token| token != OPENID) && self.has(fault::SCOPE_STARTS_WITH_OPENID))
            || (!places.is_sorted() && self.has(fault::SCOPE_ORDER_SENSITIVE))
            || (!tokens.is_sorted() && self.has(fault::SCOPE_MUST_BE_SORTED))
            || (last && count > 1 && self.has(fault::SCOPE_OPENID_LAST_REFUSED));
        if refused { Err(Refusal::ScopeGrammar) } else { Ok(()) }
    }

    /// Scopes are case-sensitive; two faults fold them.
    fn folded(&self, tokens: Vec<String>) -> Vec<String> {
        let fold = |token: String| {
            let known = self.grant.requested.iter().find(|scope| {
                token.eq_ignore_ascii_case(scope)
                    && (self.has(fault::SCOPE_CASE_FOLDED) || (*scope == OPENID && self.has(fault::OPENID_CASE_FOLDED)))
            });
            known.cloned().unwrap_or(token)
        };
        tokens.into_iter().map(fold).collect()
    }

    /// "The openid scope must always be included."
    fn with_openid(&self, mut tokens: Vec<String>) -> Result<Vec<String>, Refusal> {
        if tokens.iter().any(|token| token == OPENID) {
            return Ok(tokens);
        }
        let authorized = self.grant.requested.iter().any(|scope| scope == OPENID);
        let several = tokens.len() > 1;
        let single_or_several = match several {
            true => fault::OPENID_NOT_REQUIRED_CODE_SEVERAL,
            false => fault::OPENID_NOT_REQUIRED_CODE_SINGLE,
        };
        if self.faults.varies(variant::OPENID_OPTIONAL) || self.faults.varies(variant::PLAIN_OAUTH) {
            return Ok(tokens);
        }
        let excused = (authorized
            && (self.has_for(fault::OPENID_NOT_REQUIRED_CODE, fault::OPENID_NOT_REQUIRED_REFRESH)
                || (self.descent == Descent::Code && self.has(single_or_several))))
            || (!authorized && self.has(fault::NO_OPENID_SUBSET_ACCEPTED));
        if authorized && self.has_for(fault::OPENID_PUT_BACK_CODE, fault::OPENID_PUT_BACK_REFRESH) {
            tokens.insert(0, OPENID.to_owned());
            return Ok(tokens);
        }
        if excused { Ok(tokens) } else { Err(Refusal::ScopeLacksOpenid) }
    }

    /// "The provided scopes must be a subset of the scopes defined during the initial authorization request",
    /// and of those that the resource owner granted (RFC 6749 §6).
    fn within_authorization(&self, mut tokens: Vec<String>) -> Result<Vec<String>, Refusal> {
        let beyond = |token: &String| !self.grant.granted.contains(token);
        tokens.retain(|token| !beyond(token) || !self.is_dropped(token));
        if tokens.iter().any(|token| beyond(token) && !self.is_known(token)) && self.has(fault::UNKNOWN_SCOPE_500) {
            return Err(Refusal::Crash);
        }
        if tokens.iter().all(|token| !beyond(token) || self.is_granted_anyway(token)) {
            return Ok(tokens);
        }
        Err(Refusal::ScopeBeyondAuthorization)
    }

    fn is_known(&self, token: &str) -> bool {
        self.client.scopes.contains(&token)
    }

    fn is_dropped(&self, token: &str) -> bool {
        self.has(fault::SCOPE_SUPERSET_DROPPED) || (!self.is_known(token) && self.has(fault::UNKNOWN_SCOPE_DROPPED))
    }

    fn is_granted_anyway(&self, token: &str) -> bool {
        let requested = self.grant.requested.iter().any(|scope| scope == token);
        let role = self.client.role;
        let widens = self.has_for(fault::SCOPE_SUPERSET_CODE, fault::SCOPE_SUPERSET_REFRESH)
            || (role == Role::Public && self.has(fault::SCOPE_SUPERSET_PUBLIC))
            || (role == Role::Confidential && self.has(fault::SCOPE_SUPERSET_CONFIDENTIAL))
            || (self.grant.refreshes > 0 && self.has_for_refresh(fault::SCOPE_SUPERSET_SECOND_REFRESH))
            || self.has(fault::SCOPE_SUPERSET_UNREPORTED)
            || (token == OPENID && self.has(fault::OPENID_ADDABLE_AT_TOKEN))
            || (requested && self.has(fault::DECLINED_SCOPE_GRANTED));
        let illegal = !scope_grammar::is_scope_token(token);
        (self.is_known(token) && widens)
            || (!self.is_known(token) && !illegal && self.has(fault::UNKNOWN_SCOPE_GRANTED))
            || (illegal && self.has_any_lenient())
    }

    fn has_any_lenient(&self) -> bool {
        self.faults.has_any(&[fault::SCOPE_ILLEGAL_TOKEN_GRANTED, fault::EXTRA_SPACE_EMPTY_SCOPE])
    }

    /// Legal sets that some faults do not like.
    fn check_taste(&self, tokens: &[String]) -> Result<(), Refusal> {
        let count = unique(tokens.to_vec()).len();
        let equal = count == self.grant.granted.len();
        let refused = (equal && self.has_for(fault::SCOPE_EQUAL_SET_REFUSED, fault::REFRESH_SCOPE_EQUAL_SET_REFUSED))
            || (count == 1 && self.has(fault::OPENID_ALONE_REFUSED))
            || (equal && self.grant.last_token.len() < count && self.has_for_refresh(fault::WIDENING_AFTER_NARROWING_REFUSED));
        if refused { Err(Refusal::ScopeBeyondAuthorization) } else { Ok(()) }
    }

    fn reported(&self, tokens: Vec<String>) -> Result<Decision, Refusal> {
        let full = || self.grant.granted.clone();
        let narrowed = tokens.len() < self.grant.granted.len();
        let ignored = self.has_for(fault::CODE_SCOPE_IGNORED, fault::REFRESH_SCOPE_IGNORED)
            || (self.client.is_public() && self.has(fault::PUBLIC_SCOPE_IGNORED));
        Ok(match () {
            () if ignored => truthful(full()),
            () if narrowed && self.has(fault::SCOPE_IGNORED_UNREPORTED) => Decision { token: full(), reported: Some(tokens) },
            () if narrowed && self.has(fault::SCOPE_MEMBER_MISSING) => Decision { token: full(), reported: None },
            () if narrowed && self.has(fault::SCOPE_REPORTED_FULL) => Decision { token: tokens, reported: Some(full()) },
            () if self.has(fault::SCOPE_SUPERSET_UNREPORTED) => {
                let reported = tokens.iter().filter(|token| self.grant.granted.contains(token)).cloned().collect();
                Decision { token: tokens, reported: Some(reported) }
            }
            () => truthful(tokens),
        })
    }
}

fn truthful(token: Vec<String>) -> Decision {
    Decision { reported: Some(token.clone()), token }
}

/// The strings without their repetitions.
pub(super) fn unique(tokens: Vec<String>) -> Vec<String> {
    let mut once = Vec::with_capacity(tokens.len());
    for token in tokens {
        if !once.contains(&token) {
            once.push(token);
        }
    }
    once
}
