//! Whether an answer is of the class that a pattern describes.

use serde_json::{Map, Value};

use super::expectation::{HeaderClaim, MemberClaim, Outcome, Pattern, ScopeClaim, StatusPattern};
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
}

/// Holds a pattern against an answer.
pub fn matches(pattern: &Pattern, answer: &Observation, context: &Context<'_>) -> Match {
    if let Some(why) = class_mismatch(pattern, answer) {
        return Match::No(why);
    }
    if let Some(claim) = &pattern.scope
        && answer.issued
    {
        match scope_matches(claim, context) {
            Match::Yes => {}
            other => return other,
        }
    }
    for (name, claim) in &pattern.members {
        match member_matches(name, claim, answer, context) {
            Match::Yes => {}
            other => return other,
        }
    }
    for (name, claim) in &pattern.headers {
        if let Some(why) = header_mismatch(name, claim, answer) {
            return Match::No(why);
        }
    }
    Match::Yes
}

fn class_mismatch(pattern: &Pattern, answer: &Observation) -> Option<String> {
    let fits = match pattern.outcome {
        Outcome::Tokens => answer.is_success(),
        Outcome::Error => !answer.issued && answer.error.is_some(),
        Outcome::Refused => answer.is_refusal() || (!answer.issued && !pattern.status.is_empty()),
        Outcome::Either => answer.is_success() || answer.is_refusal(),
        Outcome::Ok => answer.status == 200 && answer.error.is_none(),
    };
    if !fits {
        return Some(format!("received {}", answer.words()));
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
    let Some(truth) = view.truth() else {
        return Match::Unknown(
            "the scope of the issued token cannot be seen: no scope member, no introspection, no JWT access token".to_owned(),
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

fn member_matches(name: &str, claim: &MemberClaim, answer: &Observation, context: &Context<'_>) -> Match {
    let claims;
    let (object, name): (Option<&Map<String, Value>>, &str) = match name.strip_prefix("id_token.") {
        Some(name) => {
            claims = answer.string("id_token").and_then(crate::protocol::jwt::claims);
            (claims.as_ref(), name)
        }
        None => (answer.json.as_ref(), name),
    };
    let value = object.and_then(|object| object.get(name));
    let compared = |template: &str, equal: bool| match (context.resolve)(template) {
        None => Match::Unknown(format!("{template} is not known here")),
        Some(wanted) => {
            let same = value.and_then(Value::as_str) == Some(wanted.as_str());
            match (equal, value) {
                (true, _) if same => Match::Yes,
                (false, Some(_)) if !same => Match::Yes,
                (true, _) => Match::No(format!("the member {name} is not the expected value")),
                (false, _) => Match::No(format!("the member {name} is missing or still the same")),
            }
        }
    };
    let (holds, wanted) = match claim {
        MemberClaim::Equals(template) => return compared(template, true),
        MemberClaim::Differs(template) => return compared(template, false),
        MemberClaim::Present => (value.is_some_and(|value| !value.is_null()), "present"),
        MemberClaim::Absent => (value.is_none(), "absent"),
        MemberClaim::String => (value.and_then(Value::as_str).is_some_and(|text| !text.is_empty()), "a non-empty string"),
        MemberClaim::Number => (value.is_some_and(Value::is_number), "a number"),
        MemberClaim::Boolean(wanted) => (value.and_then(Value::as_bool) == Some(*wanted), if *wanted { "true" } else { "false" }),
    };
    if holds { Match::Yes } else { Match::No(format!("the member {name} is not {wanted}")) }
}

fn header_mismatch(name: &str, claim: &HeaderClaim, answer: &Observation) -> Option<String> {
    let value = answer.header(name);
    match (claim, &value) {
        (HeaderClaim::Present, None) => Some(format!("there is no {name} header field")),
        (HeaderClaim::Absent, Some(_)) => Some(format!("there is a {name} header field")),
        (HeaderClaim::MediaType(wanted), value) => {
            let found = value.as_deref().map(|value| value.split(';').next().unwrap_or_default().trim().to_owned());
            match found {
                Some(found) if found.eq_ignore_ascii_case(wanted) => None,
                Some(found) => Some(format!("{name} is {found}, not {wanted}")),
                None => Some(format!("there is no {name} header field")),
            }
        }
        (HeaderClaim::Contains(wanted), value) => {
            let all: Vec<String> = answer
                .headers
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, v)| String::from_utf8_lossy(v).to_ascii_lowercase())
                .collect();
            if all.iter().any(|text| text.contains(&wanted.to_ascii_lowercase())) {
                None
            } else if value.is_none() {
                Some(format!("there is no {name} header field"))
            } else {
                Some(format!("{name} does not say {wanted}"))
            }
        }
        (HeaderClaim::Present, Some(_)) | (HeaderClaim::Absent, None) => None,
    }
}
