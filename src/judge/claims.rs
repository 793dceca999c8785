//! The claims of a pattern, one by one and by name, so that the result of one can be told where its answer cannot be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::expectation::{Check, Expectation, HeaderClaim, MemberClaim, Pattern, ScopeClaim};
use super::headers::header_mismatch;
use super::matching::{Context, Match, scope_holds};
use super::members::member_matches;
use super::observation::Observation;

/// One claim of a pattern, beside its class.
#[derive(Debug, Clone, Copy)]
pub(super) enum Claim<'a> {
    Scope(&'a ScopeClaim),
    Member(&'a str, &'a MemberClaim),
    Header(&'a str, &'a HeaderClaim),
    Check(&'static Check),
}

/// The claims in the order in which they are looked at.
pub(super) fn claims(pattern: &Pattern) -> impl Iterator<Item = Claim<'_>> {
    let scope = pattern.scope.iter().map(Claim::Scope);
    let members = pattern.members.iter().map(|(name, claim)| Claim::Member(name, claim));
    let headers = pattern.headers.iter().map(|(name, claim)| Claim::Header(name, claim));
    scope.chain(members).chain(headers).chain(pattern.checks.iter().map(|check| Claim::Check(check)))
}

impl Claim<'_> {
    /// Holds it against an answer, unless the result was told.
    pub(super) fn holds(&self, answer: &Observation, context: &Context<'_>) -> Match {
        // Nothing is told of an answer as received: then no name is made.
        let told = if answer.told.is_empty() { None } else { answer.told.get(&self.name()) };
        told.cloned().unwrap_or_else(|| self.computed(answer, context))
    }

    fn computed(&self, answer: &Observation, context: &Context<'_>) -> Match {
        match self {
            Self::Scope(claim) => scope_holds(claim, answer, context),
            Self::Member(name, claim) => member_matches(name, claim, answer, context),
            Self::Header(name, claim) => header_mismatch(name, claim, answer).map_or(Match::Yes, Match::No),
            Self::Check(check) => (check.run)(answer, context.facts),
        }
    }

    /// `check at-hash`, `member id_token.sub {"Equals":"${sub}"}`: the same for the same claim, whichever case makes it.
    fn name(&self) -> String {
        // Claims are plain data: they can always be written.
        let json = |claim: Result<String, serde_json::Error>| claim.unwrap_or_default();
        match self {
            Self::Scope(claim) => format!("scope {}", json(serde_json::to_string(claim))),
            Self::Member(name, claim) => format!("member {name} {}", json(serde_json::to_string(claim))),
            Self::Header(name, claim) => format!("header {name} {}", json(serde_json::to_string(claim))),
            Self::Check(check) => format!("check {}", check.name),
        }
    }
}

fn patterns(expectation: &Expectation) -> impl Iterator<Item = &Pattern> {
    std::iter::once(&expectation.primary).chain(expectation.others.iter().map(|other| &other.pattern))
}

/// The result of every claim of an expectation, alternatives included, by the claims' names.
pub fn results(expectation: &Expectation, answer: &Observation, context: &Context<'_>) -> BTreeMap<String, Match> {
    patterns(expectation).flat_map(claims).map(|claim| (claim.name(), claim.holds(answer, context))).collect()
}

/// The templates of an expectation that have placeholders in them.
pub fn templates(expectation: &Expectation) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for claim in patterns(expectation).flat_map(claims) {
        match claim {
            Claim::Scope(ScopeClaim { equals, within, has, lacks, .. }) => {
                found.extend([equals, within, has, lacks].into_iter().flatten().cloned());
            }
            Claim::Member(_, claim) => found.extend(member_template(claim).cloned()),
            Claim::Header(..) | Claim::Check(_) => {}
        }
    }
    found.retain(|template| template.contains("${"));
    found
}

fn member_template(claim: &MemberClaim) -> Option<&String> {
    match claim {
        MemberClaim::Equals(template)
        | MemberClaim::Differs(template)
        | MemberClaim::Has(template)
        | MemberClaim::Lacks(template) => Some(template),
        MemberClaim::IfPresent(claim) => member_template(claim),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::expectation::Outcome;
    use super::super::{Facts, ScopeView};
    use super::*;
    use crate::protocol::body::Body;
    use crate::protocol::error_dialect::ErrorDialect;

    fn expectation() -> Expectation {
        let members = vec![("id_token.sub".to_owned(), MemberClaim::Equals("${sub}".to_owned()))];
        Expectation { primary: Pattern { members, ..Pattern::of(Outcome::Ok) }, answer: None, others: Vec::new() }
    }

    #[test]
    fn what_was_told_stands_in_for_what_cannot_be_seen() {
        let resolve = |_: &str| Some("somebody".to_owned());
        let facts = Facts::default();
        let context = Context { resolve: &resolve, scope: ScopeView::default(), disregarded_scope: None, facts: &facts };
        let mut answer = Observation::new(200, &[], &Body::complete(r#"{"id_token":"withheld"}"#), &ErrorDialect::default());
        let name = r#"member id_token.sub {"Equals":"${sub}"}"#;
        assert!(matches!(results(&expectation(), &answer, &context)[name], Match::No(_)));
        answer.told.insert(name.to_owned(), Match::Yes);
        assert_eq!(results(&expectation(), &answer, &context)[name], Match::Yes);
    }

    #[test]
    fn templates_are_those_with_placeholders() {
        assert_eq!(templates(&expectation()).into_iter().collect::<Vec<_>>(), ["${sub}"]);
    }
}
