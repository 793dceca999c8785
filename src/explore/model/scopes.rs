//! The scope of a token request and of the token that it yields (RFC 6749 §3.3, §4.4.2, §6; Create Tokens, scope).

use std::collections::BTreeSet;

use super::prediction::{Prediction, ScopeOption, ScopeTerms};
use super::reading::{Presence, Reading, text};
use super::{Model, rules};
use crate::explore::world::GrantFacts;
use crate::protocol::names::{ClientRole, Grant};

const DEFAULT: &[&str] = &[
    "create-tokens/scope-default-code",
    "create-tokens/scope-default-refresh",
    "oauth2/refresh-scope-default",
    "oauth2/scope-reported-when-different",
];
const SUBSET: &[&str] = &["create-tokens/scope-proper-subset", "oauth2/scope-reported-when-different"];

type Set = BTreeSet<String>;

impl Model {
    /// The scope beside a code or refresh token.
    pub(super) fn scope(&self, reading: &Reading<'_>, grant: &GrantFacts, out: &mut Prediction) {
        let authorized = &grant.authorized;
        let option = |set: &Set, reported: bool, good: bool| ScopeOption { set: set.clone(), or_less: false, reported, good };
        let mut terms = ScopeTerms { authorized: authorized.clone(), requirements: DEFAULT, ..ScopeTerms::default() };
        match reading.field("scope") {
            Presence::Once(value) | Presence::Same(value) => {
                let value = text(value);
                self.judge_scope(&value, grant, out);
                let asked = self.words(&value);
                if !asked.is_empty() && asked.is_subset(authorized) {
                    terms.requirements = SUBSET;
                    let vendor = self.level("create-tokens/scope-proper-subset").is_some();
                    terms.options.push(option(&asked, false, true));
                    terms.options.push(option(authorized, true, !vendor || asked == *authorized));
                }
                terms.asked = Some(asked);
            }
            Presence::Empty | Presence::Absent => {
                // As good as none (RFC 6749 §3.2), or too short where a least length is declared.
                if reading.field("scope") == Presence::Empty && self.has_least("scope") {
                    out.allow(&["invalid_scope", "invalid_request"]);
                }
                terms.options.push(option(authorized, grant.declined, true));
                terms.options.push(ScopeOption { set: authorized.clone(), or_less: true, reported: true, good: false });
                if let Some(narrowed) = &grant.narrowed {
                    terms.options.push(option(narrowed, false, false));
                }
            }
            Presence::Repeated => {}
        }
        out.scope = Some(terms);
    }

    /// The scopes of a list, without the one that refresh tokens need.
    fn words(&self, list: &str) -> Set {
        // A set of the words first: a list may repeat one word thousands of times.
        let words: BTreeSet<&str> =
            list.split(' ').filter(|word| !word.is_empty() && Some(*word) != self.refresh_scope()).collect();
        words.into_iter().map(str::to_owned).collect()
    }

    fn judge_scope(&self, value: &str, grant: &GrantFacts, out: &mut Prediction) {
        let asked = self.words(value);
        let at_code = out.presented.grant == Some(Grant::AuthorizationCode);
        if asked.is_empty() {
            return out.complain(&rules::SCOPE_BLANK);
        }
        if value.split(' ').any(str::is_empty) {
            out.allow(&["invalid_scope"]);
        }
        if value.split(' ').count() > asked.len() + usize::from(self.refresh_scope().is_some()) {
            out.pity(&rules::SCOPE_REPEATS);
        }
        let authorized = &grant.authorized;
        for word in asked.difference(authorized) {
            out.complain(self.kind_of_scope(word, grant, at_code));
        }
        let openid = |set: &Set| set.contains("openid");
        match (openid(authorized), openid(&asked)) {
            (true, false) => {
                out.complain(if at_code { &rules::SCOPE_WITHOUT_OPENID } else { &rules::SCOPE_WITHOUT_OPENID_REFRESH });
            }
            (false, false) => out.complain(&rules::SCOPE_NEVER_OPENID),
            // What a server makes of openid where it was never authorized, the difference above says.
            (false, true) => out.allow(&["invalid_scope"]),
            _ => {}
        }
        // A scope beside a code is no parameter of RFC 6749: a server may give it a meaning, or none.
        if at_code && !self.has_least("scope") {
            out.allow(&["invalid_scope", "invalid_request"]);
        }
    }

    /// In what way a scope is none of those that were authorized.
    fn kind_of_scope(&self, word: &str, grant: &GrantFacts, at_code: bool) -> &'static rules::Rule {
        let separated = |c: char| matches!(c, ',' | ';' | '\t' | '\n' | '+' | '\u{a0}' | '%');
        let holds_one = grant.authorized.iter().any(|own| word.contains(own.as_str()));
        let offered = self.client(grant.owner).is_some_and(|client| client.scopes.contains(word));
        match () {
            () if grant.authorized.iter().any(|own| own.eq_ignore_ascii_case(word)) => &rules::SCOPE_CASE,
            () if word.contains(separated) && holds_one => &rules::SCOPE_SEPARATOR,
            () if !is_proper(word) => &rules::SCOPE_MALFORMED,
            () if !offered => &rules::SCOPE_UNKNOWN,
            () if at_code => &rules::SCOPE_BEYOND_CODE,
            () => &rules::SCOPE_BEYOND_REFRESH,
        }
    }

    /// The scope beside client credentials.
    pub(super) fn service_scope(&self, reading: &Reading<'_>, out: &mut Prediction) {
        let value = match reading.field("scope") {
            // A server without a default scope may say so (RFC 6749 §3.3); the vendor's page wants none to be sent.
            Presence::Absent if self.has_least("scope") => return,
            Presence::Absent => return out.excuses.push(&["invalid_scope"]),
            Presence::Empty => return out.allow(&["invalid_scope", "invalid_request"]),
            Presence::Repeated => return,
            Presence::Once(value) | Presence::Same(value) => text(value),
        };
        let declared = self.chose("client_credentials_scope", "ignored");
        out.complain(if declared { &rules::SCOPE_SERVICE_DECLARED } else { &rules::SCOPE_SERVICE });
        let offered: Set = self.client(ClientRole::Service).map(|client| client.scopes.clone()).unwrap_or_default();
        let asked = self.words(&value);
        if asked.iter().any(|word| !is_proper(word)) {
            out.complain(&rules::SCOPE_SERVICE_MALFORMED);
        } else if !asked.is_subset(&offered) || asked.is_empty() {
            out.complain(&rules::SCOPE_SERVICE_UNKNOWN);
        }
        // A server need not take a scope here at all (RFC 6749 §4.4.2: optional, §3.3: it may ignore it).
        out.allow(&["invalid_scope", "invalid_request"]);
        out.scope = Some(ScopeTerms { authorized: offered, requirements: SUBSET, ..ScopeTerms::default() });
    }
}

/// The grammar of a scope token (RFC 6749 §3.3).
fn is_proper(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}
