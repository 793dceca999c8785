//! Whether an answer is of the class that a pattern describes.

use super::Facts;
use super::claims::claims;
use super::expectation::{Outcome, Pattern, ScopeClaim, StatusPattern};
use super::observation::Observation;
use crate::protocol::scope::{ScopePlace, Scopes};

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
    /// The places that the target declares, the one that is believed first; `None`: whatever can be found counts.
    pub declared: Option<Vec<ScopePlace>>,
}

impl ScopeView {
    /// The order in which places are believed where nothing is declared: the `scope` member is only a report.
    const USUAL: [ScopePlace; 3] = [ScopePlace::Introspection, ScopePlace::Jwt, ScopePlace::Response];

    /// The scope that the token really has, as far as can be told.
    pub fn truth(&self) -> Option<&str> {
        self.sides().next().map(|(_, scope)| scope)
    }

    /// Whether a place counts.
    pub fn counts(&self, place: ScopePlace) -> bool {
        self.places().contains(&place)
    }

    fn places(&self) -> &[ScopePlace] {
        self.declared.as_deref().unwrap_or(&Self::USUAL)
    }

    fn at(&self, place: ScopePlace) -> (&'static str, Option<&str>) {
        match place {
            ScopePlace::Response => ("scope member", self.member.as_deref()),
            ScopePlace::Introspection => ("introspection", self.introspected.as_deref()),
            ScopePlace::Jwt => ("JWT claim", self.claim.as_deref()),
        }
    }

    fn sides(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.places().iter().map(|place| self.at(*place)).filter_map(|(side, scope)| scope.map(|scope| (side, scope)))
    }

    /// Why nothing can be said of the token's scope, if so. A declared place has to show it; the member of the response alone
    /// may be left out while another place shows it (RFC 6749 §5.1).
    fn silence(&self) -> Option<String> {
        let shows = |place: &ScopePlace| self.at(*place).1.is_some();
        match self.declared.as_deref() {
            None if self.truth().is_none() => Some(
                "the scope of the issued token cannot be seen: no scope member, none from introspection, no JWT access token"
                    .to_owned(),
            ),
            None => None,
            Some([]) => {
                Some("the scope of the issued token cannot be seen: scope_seen_in of the target file is empty".to_owned())
            }
            Some(places) => {
                let silent = places.iter().find(|place| !shows(place) && **place != ScopePlace::Response);
                let silent = silent.or_else(|| places.first().filter(|_| !places.iter().any(shows)))?;
                Some(format!(
                    "scope_seen_in of the target file names a place that does not show the token's scope: {}",
                    self.at(*silent).0
                ))
            }
        }
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
    claims(pattern).map(|claim| claim.holds(answer, context)).fold(Match::Yes, Match::and)
}

/// Holds a claim about a scope against an answer; without tokens there is no scope to speak of.
pub(super) fn scope_holds(claim: &ScopeClaim, answer: &Observation, context: &Context<'_>) -> Match {
    if answer.issued { scope_matches(claim, context) } else { Match::Yes }
}

/// What to say of a placeholder that nothing filled.
pub(super) fn unknown(template: &str) -> String {
    format!("{} is not known: no answer before had it", template.replace("${", "").replace('}', ""))
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
    let truth = match (view.silence(), view.truth()) {
        (None, Some(truth)) => truth,
        (why, _) => return Match::Unknown(why.unwrap_or_default()),
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
                return Match::Unknown(unknown(template));
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
