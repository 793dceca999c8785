//! Whether an answer is of the class that a pattern describes.

use super::Facts;
use super::expectation::{Outcome, Pattern, ScopeClaim, StatusPattern};
use super::headers::header_mismatch;
use super::members::member_matches;
use super::observation::Observation;
use crate::protocol::scope::Scopes;

/// Fills `${…}` placeholders; `None` when a value is not known.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What is known beside the answer itself.
pub struct Context<'a> {
    /// Fills placeholders.
    pub resolve: Resolve<'a>,
    /// Where the scope of the issued token can be seen.
    pub scope: ScopeView,
    /// The scope that the target needs for refresh tokens; disregarded when scopes are compared.
    pub disregarded_scope: Option<&'a str>,
    /// What the checks look at.
    pub facts: &'a Facts,
}

/// The scope of an issued access token as seen from several sides.
#[derive(Debug, Clone, Default)]
pub struct ScopeView {
    /// The `scope` member of the answer.
    pub member: Option<String>,
    /// The introspection response (RFC 7662 §2.2).
    pub introspected: Option<String>,
    /// The `scope` claim of a JWT access token (RFC 9068 §2.2.3).
    pub claim: Option<String>,
}

impl ScopeView {
    /// The scope that the token really has, as far as can be told; the `scope` member is only a report.
    pub fn truth(&self) -> Option<&str> {
        self.introspected.as_deref().or(self.claim.as_deref()).or(self.member.as_deref())
    }

    fn sides(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("scope member", &self.member), ("introspection", &self.introspected), ("JWT claim", &self.claim)]
            .into_iter()
            .filter_map(|(side, scope)| scope.as_deref().map(|scope| (side, scope)))
    }
}

/// The result of holding a pattern against an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// It fits.
    Yes,
    /// It does not, and why.
    No(String),
    /// It cannot be told, and why.
    Unknown(String),
    /// The claim makes no sense for this answer (an opaque access token has no claims), and why.
    NotApplicable(String),
}

impl Match {
    /// What several results come to: one that does not fit outweighs one that cannot be told, and that one that makes no
    /// sense here; of equals the first one counts.
    pub fn and(self, other: Self) -> Self {
        let weight = |result: &Self| match result {
            Self::Yes => 0,
            Self::NotApplicable(_) => 1,
            Self::Unknown(_) => 2,
            Self::No(_) => 3,
        };
        if weight(&other) > weight(&self) { other } else { self }
    }
}

/// Holds a pattern against an answer.
pub fn matches(pattern: &Pattern, answer: &Observation, context: &Context<'_>) -> Match {
    match class_mismatch(pattern, answer) {
        Some(why) => Match::No(why),
        None => holds(pattern, answer, context),
    }
}

/// Holds the claims of a pattern, beside its class, against an answer.
pub(super) fn holds(pattern: &Pattern, answer: &Observation, context: &Context<'_>) -> Match {
    let scope = pattern.scope.iter().filter(|_| answer.issued).map(|claim| scope_matches(claim, context));
    let members = pattern.members.iter().map(|(name, claim)| member_matches(name, claim, answer, context));
    let headers = pattern.headers.iter().filter_map(|(name, claim)| header_mismatch(name, claim, answer).map(Match::No));
    let checks = pattern.checks.iter().map(|check| (check.run)(answer, context.facts));
    scope.chain(members).chain(headers).chain(checks).fold(Match::Yes, Match::and)
}

fn class_mismatch(pattern: &Pattern, answer: &Observation) -> Option<String> {
    let fits = match pattern.outcome {
        Outcome::Tokens => answer.is_success(),
        Outcome::Error => !answer.issued && answer.error.is_some(),
        Outcome::Refused => answer.is_refusal() || (!answer.issued && !pattern.status.is_empty()),
        Outcome::Either => answer.is_success() || answer.is_refusal(),
        Outcome::Ok => answer.status == 200 && answer.error.is_none(),
        Outcome::Any => true,
    };
    if !fits {
        return Some(format!("received {}", answer.words()));
    }
    if pattern.empty_body && answer.body_bytes > 0 {
        return Some(format!("the body has {} bytes", answer.body_bytes));
    }
    if !pattern.errors.is_empty() {
        match &answer.error {
            Some(error) if pattern.errors.contains(error) => {}
            _ => return Some(format!("received {}", answer.words())),
        }
    }
    let status_fits = if pattern.status.is_empty() {
        proper_status(pattern.outcome, answer)
    } else {
        pattern.status.iter().any(|wanted| match wanted {
            StatusPattern::Code(code) => answer.meant_status == *code || answer.status == *code,
            StatusPattern::Class(class) => answer.meant_status / 100 == *class,
        })
    };
    (!status_fits).then(|| format!("the status is {}", answer.status))
}

/// RFC 6749 §5.1 (200) and §5.2 (400; 401 may stand for `invalid_client`).
fn proper_status(outcome: Outcome, answer: &Observation) -> bool {
    match outcome {
        Outcome::Error => {
            answer.meant_status == 400 || (answer.meant_status == 401 && answer.error.as_deref() == Some("invalid_client"))
        }
        _ => true,
    }
}

/// Whether the seen set stands to the wanted one as claimed.
type Relation = fn(&Scopes, &Scopes) -> bool;

fn scope_matches(claim: &ScopeClaim, context: &Context<'_>) -> Match {
    let view = &context.scope;
    if claim.reported && view.member.is_none() {
        return Match::No("the answer has no scope member".to_owned());
    }
    let Some(truth) = view.truth() else {
        return Match::Unknown(
            "the scope of the issued token cannot be seen: no scope member, none from introspection, no JWT access token"
                .to_owned(),
        );
    };
    let set = |list: &str| Scopes::parse(list).without(context.disregarded_scope);
    for (side, scope) in view.sides() {
        let seen = set(scope);
        let checks: [(&Option<String>, Relation, &str); 4] = [
            (&claim.equals, |seen, wanted| seen == wanted, "is not"),
            (&claim.within, Scopes::is_within, "is not within"),
            (&claim.has, |seen, wanted| wanted.is_within(seen), "does not have"),
            (&claim.lacks, Scopes::is_disjoint, "has something of"),
        ];
        for (wanted, holds, words) in checks {
            let Some(template) = wanted else { continue };
            let Some(list) = (context.resolve)(template) else {
                return Match::Unknown(format!("{template} is not known here"));
            };
            if !holds(&seen, &set(&list)) {
                return Match::No(format!("the token's scope \"{scope}\" ({side}) {words} \"{list}\""));
            }
        }
    }
    if claim.reported {
        match &view.member {
            None => return Match::No("the answer has no scope member".to_owned()),
            Some(member) if set(member) != set(truth) => {
                return Match::No(format!("the scope member says \"{member}\", but the token has \"{truth}\""));
            }
            Some(_) => {}
        }
    }
    Match::Yes
}
