//! Holds an answer against a prediction.

use std::collections::BTreeSet;

use super::Model;
use super::prediction::{Prediction, ScopeTerms};
use super::rules::{self, Clause, Rule, Tokens};
use crate::judge::{Observation, ScopeView};
use crate::protocol::names::{Grant, Level};
use crate::record::Verdict;

/// In what way an answer disagrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// Tokens were issued and should not have been.
    Issued,
    /// A valid request was refused.
    Refused,
    /// It was refused, as another error than it is.
    Misnamed,
    /// The server failed (5xx).
    Crashed,
    /// The tokens have another scope than they may have.
    Scope,
    /// The answer is neither tokens nor a refusal, or is no answer of its kind.
    Shape,
    /// A token lives, or is dead, that should not be.
    State,
}

/// A disagreement.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// In what way.
    pub sort: Sort,
    /// The rule that the model went by.
    pub rule: &'static Rule,
    /// The requirement that is broken: `suite/requirement`.
    pub requirement: String,
    /// How bad it is.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// The case of a suite that looks at all answers and says so, if it is one.
    pub case: Option<String>,
}

/// Holds an answer against a prediction; `None`: they agree, or nothing can be said.
pub(crate) fn holds(model: &Model, prediction: &Prediction, answer: &Observation, scope: &ScopeView) -> Option<Held> {
    if answer.unusable.is_some() {
        return None;
    }
    let holding = Holding { model, prediction, answer, scope };
    if answer.status >= 500 && answer.status != 501 {
        return Some(holding.held(Sort::Crashed, holding.first(), Level::Must, "the server failed"));
    }
    if prediction.free {
        return None;
    }
    if answer.issued {
        return holding.tokens();
    }
    if answer.is_refusal() {
        return holding.refusal();
    }
    let rule = holding.first();
    Some(holding.held(Sort::Shape, rule, Level::Must, "the answer is neither tokens nor a refusal"))
}

struct Holding<'a> {
    model: &'a Model,
    prediction: &'a Prediction,
    answer: &'a Observation,
    scope: &'a ScopeView,
}

impl Holding<'_> {
    /// The rule that speaks first of the request.
    fn first(&self) -> &'static Rule {
        self.prediction.complaints.first().copied().unwrap_or(&rules::VALID)
    }

    /// A disagreement over a rule; its requirement is the one that the profile has, the strictest first.
    fn held(&self, sort: Sort, rule: &'static Rule, worst: Level, reason: &str) -> Held {
        let known = |clause: &&Clause| self.model.level(clause.requirement).is_some();
        let requirement = if std::ptr::eq(rule, &rules::VALID) {
            self.of_valid().to_owned()
        } else {
            rule.clauses.iter().find(known).map_or("explore/model", |clause| clause.requirement).to_owned()
        };
        let level = self.model.level(&requirement).unwrap_or(Level::Must).max(worst);
        self.found(sort, rule, requirement, level, reason)
    }

    fn found(&self, sort: Sort, rule: &'static Rule, requirement: String, level: Level, reason: &str) -> Held {
        let verdict = if level == Level::Must { Verdict::Fail } else { Verdict::Warn };
        Held { sort, rule, requirement, verdict, reason: reason.to_owned(), case: None }
    }

    /// The requirement that a valid request is served.
    fn of_valid(&self) -> &'static str {
        let wanted: &[&str] = match self.prediction.presented.grant {
            Some(Grant::RefreshToken) => &["create-tokens/refresh-token-works", "oauth2/refresh-control"],
            Some(Grant::ClientCredentials) => {
                &["create-tokens/grant-type-selects-required", "oauth2/scope-default-or-error", "oauth2/basic-supported"]
            }
            _ => &["create-tokens/grant-type-known-members", "oauth2/code-request-valid"],
        };
        wanted.iter().copied().find(|id| self.model.level(id).is_some()).unwrap_or("explore/model")
    }

    fn clauses<'r>(&self, rule: &'r Rule) -> impl Iterator<Item = (&'r Clause, Level)> {
        rule.clauses.iter().filter_map(|clause| Some((clause, self.model.level(clause.requirement)?)))
    }

    /// Tokens came.
    fn tokens(&self) -> Option<Held> {
        let mut worst: Option<Held> = None;
        for rule in &self.prediction.complaints {
            for (clause, level) in self.clauses(rule) {
                let loosely = self.is_read_loosely(rule).then_some(level);
                let Some(level) = loosely.or_else(|| self.meaning(clause.tokens, level)) else { continue };
                let reason = match clause.tokens {
                    _ if loosely.is_some() => {
                        "the list was read as if it were written with spaces, in the letters that were authorized"
                    }
                    Tokens::FineWithin | Tokens::PoorWithin | Tokens::FineReported if self.scope.member.is_none() => {
                        "tokens were issued, and the answer does not say for which scope"
                    }
                    Tokens::FineReported => "a scope was granted that the client was never offered",
                    _ => "tokens were issued although the request had to be refused",
                };
                let held = self.found(Sort::Issued, rule, clause.requirement.to_owned(), level, reason);
                if worst.as_ref().is_none_or(|known| known.verdict < held.verdict) {
                    worst = Some(held);
                }
            }
        }
        if worst.is_some() {
            return worst;
        }
        if !self.answer.is_success() {
            return Some(self.held(Sort::Shape, &rules::VALID, Level::Must, "the tokens came in no proper answer"));
        }
        let of_service = self.prediction.presented.grant == Some(Grant::ClientCredentials);
        if of_service && self.answer.string("refresh_token").is_some() && self.model.has(&rules::REFRESH_FOR_SERVICE) {
            let reason = "a refresh token came with client credentials (RFC 6749 §4.4.3)";
            return Some(self.held(Sort::Scope, &rules::REFRESH_FOR_SERVICE, Level::Must, reason));
        }
        self.prediction.complaints.is_empty().then(|| self.granted()).flatten()
    }

    /// What tokens mean for a clause of this level; `None`: nothing bad.
    fn meaning(&self, tokens: Tokens, level: Level) -> Option<Level> {
        let within = || self.reported_within();
        match tokens {
            Tokens::Forbidden => Some(Level::Must),
            Tokens::Broken => Some(level),
            Tokens::Poor => Some(level.max(Level::Should)),
            Tokens::PoorWithin if within() => Some(level.max(Level::Should)),
            Tokens::FineWithin | Tokens::FineReported if within() => None,
            // What cannot be seen is no evidence of anything.
            Tokens::FineReported if self.scope.member.is_none() && self.scope.truth().is_none() => None,
            Tokens::FineReported if !self.is_silently_less() => Some(level.max(Level::Should)),
            Tokens::PoorWithin | Tokens::FineWithin | Tokens::FineReported => Some(level),
            Tokens::Fine => None,
        }
    }

    /// Whether the answer says what was granted, and that is within what was authorized.
    fn reported_within(&self) -> bool {
        let Some(terms) = &self.prediction.scope else { return true };
        let within = |list: &str| self.set(list).is_subset(&terms.authorized);
        match (&self.scope.member, self.scope.truth()) {
            (Some(member), Some(truth)) => within(member) && within(truth),
            (Some(member), None) => within(member),
            (None, _) => false,
        }
    }

    /// Whether what was granted is seen to lie within what may be, and the answer does not say that.
    fn is_silently_less(&self) -> bool {
        let authorized = self.prediction.scope.as_ref().map(|terms| &terms.authorized);
        let seen = self.scope.truth().map(|truth| self.set(truth));
        self.scope.member.is_none() && seen.zip(authorized).is_some_and(|(seen, authorized)| seen.is_subset(authorized))
    }

    /// Whether what was granted is what a loose reading of the list would grant.
    fn is_read_loosely(&self, rule: &Rule) -> bool {
        let of_reading = std::ptr::eq(rule, &rules::SCOPE_CASE) || std::ptr::eq(rule, &rules::SCOPE_SEPARATOR);
        let seen = || self.scope.member.as_deref().or(self.scope.truth()).map(|list| self.set(list));
        let loose = self.prediction.scope.as_ref().filter(|_| of_reading).and_then(ScopeTerms::read_loosely);
        loose.is_some() && loose == seen()
    }

    fn set(&self, list: &str) -> BTreeSet<String> {
        let words = list.split(' ').filter(|word| !word.is_empty() && Some(*word) != self.model.refresh_scope());
        words.map(str::to_owned).collect()
    }

    /// Whether the scope of the tokens is one that they may have.
    fn granted(&self) -> Option<Held> {
        let terms = self.prediction.scope.as_ref()?;
        let truth = self.scope.truth()?;
        let seen = self.set(truth);
        let member = self.scope.member.as_deref().map(|member| self.set(member));
        if member.as_ref().is_some_and(|member| *member != seen) {
            return Some(self.scope_held(terms, Level::Must, "the scope member says another scope than the token has"));
        }
        let fits = |option: &&super::prediction::ScopeOption| {
            let same = if option.or_less { seen.is_subset(&option.set) } else { seen == option.set };
            same && (!option.reported || member.is_some())
        };
        if terms.options.is_empty() && seen.is_subset(&terms.authorized) {
            return None;
        }
        let fitting: Vec<_> = terms.options.iter().filter(fits).collect();
        match fitting.first() {
            None => {
                let words = format!("the token's scope \"{}\" is none that it may have", list(&seen));
                Some(self.scope_held(terms, Level::Must, &words))
            }
            Some(_) if fitting.iter().any(|option| option.good) => None,
            Some(_) => {
                let words = format!("the token's scope \"{}\" is tolerable, but not as it should be", list(&seen));
                Some(self.scope_held(terms, Level::Should, &words))
            }
        }
    }

    fn scope_held(&self, terms: &ScopeTerms, worst: Level, reason: &str) -> Held {
        let at_code = self.prediction.presented.grant == Some(Grant::AuthorizationCode);
        let fits = |id: &&&str| {
            !(id.ends_with("-code") && !at_code || (id.ends_with("-refresh") || id.contains("/refresh-")) && at_code)
        };
        let known = terms.requirements.iter().filter(fits).find(|id| self.model.level(id).is_some());
        let requirement = known.copied().unwrap_or("explore/model").to_owned();
        let level = self.model.level(&requirement).unwrap_or(Level::Must).max(worst);
        self.found(Sort::Scope, &rules::VALID, requirement, level, reason)
    }

    /// It was refused.
    fn refusal(&self) -> Option<Held> {
        let code = self.answer.error.as_deref();
        let allowed = |codes: &[&str]| codes.is_empty() || code.is_some_and(|code| codes.contains(&code));
        if self.prediction.excuses.iter().any(|codes| allowed(codes)) {
            return self.status();
        }
        let complaints = &self.prediction.complaints;
        // Any refusal will do: 413 for what is long, for one.
        if self.prediction.allowances.iter().any(|codes| codes.is_empty()) {
            return None;
        }
        if complaints.is_empty() {
            if self.prediction.allowances.iter().any(|codes| allowed(codes)) {
                return self.status();
            }
            let spared = |rule: &&&'static Rule| std::ptr::eq(**rule, &rules::SPARED);
            let mut poor = self.prediction.poor.iter().filter(|rule| self.model.has(rule));
            let first = poor.clone().find(|rule| !spared(rule)).or_else(|| poor.next());
            if let Some(rule) = first {
                return Some(self.held(Sort::Refused, rule, Level::Should, "a request was refused that should be served"));
            }
            if !self.prediction.poor.is_empty() || !self.prediction.allowances.is_empty() {
                let reason = "it was refused as another error than it is";
                return Some(self.held(Sort::Misnamed, &rules::VALID, Level::Should, reason));
            }
            return Some(self.held(Sort::Refused, &rules::VALID, Level::Must, "a valid request was refused"));
        }
        if self.prediction.allowances.iter().any(|codes| allowed(codes)) {
            return self.status();
        }
        let single = complaints.len() == 1;
        let accepts = |rule: &Rule| {
            let mut clauses = self.clauses(rule);
            if single {
                clauses.all(|(clause, _)| allowed(clause.codes))
            } else {
                clauses.any(|(clause, _)| allowed(clause.codes))
            }
        };
        if complaints.iter().any(|rule| accepts(rule)) {
            return self.status();
        }
        // The clause that does not accept the code, for the requirement that is told.
        let rule = self.first();
        let strict = self.clauses(rule).find(|(clause, _)| !allowed(clause.codes));
        let requirement = strict.map_or("explore/model", |(clause, _)| clause.requirement).to_owned();
        Some(self.found(Sort::Misnamed, rule, requirement, Level::Should, "it was refused as another error than it is"))
    }

    /// The status of a refusal (RFC 6749 §5.2): 401 with a challenge where Basic failed, else 400.
    fn status(&self) -> Option<Held> {
        let complaints = &self.prediction.complaints;
        if complaints.iter().any(|rule| std::ptr::eq(*rule, &rules::METHOD)) {
            return None;
        }
        let basic: [&Rule; 2] = [&rules::SECRET_WRONG, &rules::BASIC_UNKNOWN];
        let of_basic = |rule: &&'static Rule| basic.iter().any(|known| std::ptr::eq(*known, *rule));
        if let [rule] = complaints.as_slice()
            && of_basic(rule)
            && self.answer.error.as_deref() == Some("invalid_client")
        {
            let challenged =
                self.answer.header("www-authenticate").is_some_and(|text| text.to_ascii_lowercase().contains("basic"));
            if self.answer.status != 401 || !challenged {
                let reason = "the refusal of wrong Basic credentials has not status 401 with a challenge that names Basic";
                return Some(self.held(Sort::Misnamed, rule, Level::Should, reason));
            }
            return None;
        }
        let proper = match self.answer.error.as_deref() {
            Some("invalid_client") => matches!(self.answer.meant_status, 400 | 401),
            Some(_) => self.answer.meant_status == 400,
            None => true,
        };
        (!proper)
            .then(|| self.held(Sort::Misnamed, self.first(), Level::Should, "the status of the refusal is not that of its error"))
    }
}

fn list(set: &BTreeSet<String>) -> String {
    set.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
