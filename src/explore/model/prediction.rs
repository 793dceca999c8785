//! What the rules allow as an answer to a request.

use std::collections::BTreeSet;

use super::rules::Rule;
use crate::protocol::names::{ClientRole, Grant};

/// Who a request comes from, as far as it says and proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// It names nobody.
    Nobody,
    /// It names a client that has no secret.
    Named(ClientRole),
    /// It names a client that has a secret, and does not prove that it knows it.
    Unproven(ClientRole),
    /// It proves to come from this client.
    Proven(ClientRole),
    /// It says something about the client that cannot be right.
    Failed,
}

impl Who {
    /// The client that the request would be served for.
    pub(crate) fn served(self) -> Option<ClientRole> {
        match self {
            Self::Named(role) | Self::Proven(role) => Some(role),
            _ => None,
        }
    }
}

/// A set of scopes that an issued token may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScopeOption {
    /// The set.
    pub set: BTreeSet<String>,
    /// Whether smaller sets count too.
    pub or_less: bool,
    /// Whether the answer has to say so (RFC 6749 §3.3, §5.1).
    pub reported: bool,
    /// Whether it is as it should be, or tolerable.
    pub good: bool,
}

/// What an issued token's scope may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScopeTerms {
    /// What was authorized: beyond that nothing may be granted.
    pub authorized: BTreeSet<String>,
    /// What may be granted; when empty, anything within `authorized`.
    pub options: Vec<ScopeOption>,
    /// The requirements that are broken by anything else, the first that the profile has.
    pub requirements: &'static [&'static str],
    /// The requirements that are broken when the answer has no scope member although another scope was asked for.
    pub asked: Option<BTreeSet<String>>,
}

impl ScopeTerms {
    /// What a server would grant that reads other separators as spaces, and letters in either case: none of RFC 6749 §3.3's. `None` where
    /// there is no such reading, or it comes to what is granted when the parameter is disregarded.
    pub(crate) fn read_loosely(&self) -> Option<BTreeSet<String>> {
        let separates = |c: char| matches!(c, ',' | ';' | '\t' | '\n' | '+' | '\u{a0}');
        let words = self.asked.iter().flatten().flat_map(|word| word.split(separates)).filter(|word| !word.is_empty());
        let known = |word: &str| self.authorized.iter().find(|own| own.eq_ignore_ascii_case(word)).cloned();
        let loose: BTreeSet<String> = words.map(known).collect::<Option<_>>()?;
        let strict = self.asked.as_ref() == Some(&loose);
        (!strict && !loose.is_empty() && loose != self.authorized).then_some(loose)
    }
}

/// What a request presents that its answer changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Presented {
    /// The grant that is asked for.
    pub grant: Option<Grant>,
    /// The authorization whose code is presented, in a code exchange.
    pub code: Option<usize>,
    /// Authorization and token, in a refresh.
    pub refresh: Option<(usize, usize)>,
}

/// The answers that the rules allow.
#[derive(Debug, Clone)]
pub(crate) struct Prediction {
    /// What is wrong with the request: any of these is a reason to refuse it.
    pub complaints: Vec<&'static Rule>,
    /// Codes of refusals that are allowed beside: a server may have reasons of its own. An empty list: any refusal.
    pub allowances: Vec<&'static [&'static str]>,
    /// Codes of refusals of a request that is valid all the same: any other refusal breaks the rule.
    pub excuses: Vec<&'static [&'static str]>,
    /// What makes a refusal a warning and no more.
    pub poor: Vec<&'static Rule>,
    /// Whether anything goes but a crash.
    pub free: bool,
    /// What tokens may carry.
    pub scope: Option<ScopeTerms>,
    /// Who asks.
    pub who: Who,
    /// What is presented.
    pub presented: Presented,
}

impl Default for Prediction {
    fn default() -> Self {
        Self {
            complaints: Vec::new(),
            allowances: Vec::new(),
            excuses: Vec::new(),
            poor: Vec::new(),
            free: false,
            scope: None,
            who: Who::Nobody,
            presented: Presented::default(),
        }
    }
}

impl Prediction {
    /// Something is wrong with the request.
    pub(super) fn complain(&mut self, rule: &'static Rule) {
        if !self.complaints.iter().any(|known| std::ptr::eq(*known, rule)) {
            self.complaints.push(rule);
        }
    }

    /// A refusal with one of these codes is as good as tokens.
    pub(super) fn allow(&mut self, codes: &'static [&'static str]) {
        if !self.allowances.contains(&codes) {
            self.allowances.push(codes);
        }
    }

    /// A refusal would be a warning.
    pub(super) fn pity(&mut self, rule: &'static Rule) {
        self.poor.push(rule);
    }
}
