//! Handmade suites and faults for tests.

use crate::cli::engine::FaultInfo;
use crate::judge::expectation::{Alternative, Expectation, Meaning, Outcome, Pattern, ScopeClaim};
use crate::profile::model::{Exclusion, LevelChange};
use crate::profile::{Lock, Profile};
use crate::protocol::names::{ClientRole, Grant, Level};
use crate::suite::model::*;

/// A text value.
pub fn template(text: &str) -> Value {
    Value { base: Base::Template(text.into()), operations: Vec::new(), wire: Wire::Form }
}

/// An outcome and nothing else.
fn pattern(outcome: Outcome, errors: &[&str]) -> Pattern {
    Pattern { errors: errors.iter().map(|error| (*error).to_owned()).collect(), ..Pattern::of(outcome) }
}

/// A step that sends a token request.
fn step(change: Change, primary: Pattern, others: Vec<Alternative>) -> Step {
    Step { change, ..Step::token(Expectation { primary, answer: None, others }) }
}

/// A case of a requirement.
pub fn case(id: &str, requirement: &str, level: Level, steps: Vec<Step>) -> Case {
    Case {
        id: format!("create-tokens/{id}"),
        title: "A scope beyond those authorized is refused".into(),
        requirements: vec![format!("create-tokens/{requirement}")],
        level,
        needs: Vec::new(),
        origin: Origin { file: "scope.toml".into(), line: 12, parameter: None },
        behaviour: None,
        kind: CaseKind::Exchanges(ExchangeCase {
            client: ClientRole::Public,
            grant: Grant::RefreshToken,
            given: Given {
                authorization: AuthorizationSpec {
                    scope: "openid ${s1}".into(),
                    redirect_uri: RedirectUriSpec::First,
                    challenge: ChallengeSpec::S256,
                    verifier: template("v"),
                    declined: None,
                    refused: WhenRefused::Skip,
                    nonce: NonceSpec::Usual,
                    parameters: Vec::new(),
                    response_type: None,
                },
                exchange: Vec::new(),
            },
            steps,
            contrast: None,
        }),
    }
}

/// A requirement.
fn requirement(id: &str, level: Level, text: &str, untestable: Option<&str>) -> Requirement {
    Requirement {
        id: format!("create-tokens/{id}"),
        level,
        source: Source { document: "Create Tokens; RFC 6749".into(), section: "scope; §3.3".into() },
        text: text.into(),
        why: Some("A client could widen its own rights without the user's consent.".into()),
        untestable: untestable.map(str::to_owned),
    }
}

/// One suite: three requirements, three cases.
pub fn suites() -> Vec<Suite> {
    let superset = || {
        let change = Change { set: vec![("scope".into(), template("openid ${s1} ${s2}"))], ..Change::default() };
        let other = Alternative {
            pattern: pattern(Outcome::Error, &["invalid_request"]),
            meaning: Meaning::Pass,
            reason: "a server may call any broken parameter so".into(),
            choice: None,
            answer: None,
        };
        vec![step(change, pattern(Outcome::Error, &["invalid_scope"]), vec![other])]
    };
    let narrowed = Pattern {
        scope: Some(ScopeClaim { equals: Some("openid".into()), ..ScopeClaim::default() }),
        ..pattern(Outcome::Tokens, &[])
    };
    let narrow = Change { set: vec![("scope".into(), template("openid"))], ..Change::default() };
    let steps = vec![step(narrow, narrowed, Vec::new()), step(Change::default(), pattern(Outcome::Tokens, &[]), Vec::new())];
    let mut narrowing = case("scope-narrowing", "scope-narrowing", Level::Should, steps);
    narrowing.title = "A narrower scope is granted, and concerns that access token alone".into();
    narrowing.needs = vec![Capability::Introspection];
    vec![Suite {
        id: "create-tokens".into(),
        title: "Create Tokens reference".into(),
        version: "1".into(),
        folder: None,
        requirements: vec![
            requirement("scope-superset", Level::Must, "Scopes named in a token request are a subset of those authorized.", None),
            requirement("scope-narrowing", Level::Should, "A narrower scope may be asked for.", None),
            requirement("no-secret-logged", Level::Must, "Secrets are not logged.", Some("logs cannot be seen from outside")),
        ],
        parameters: Vec::new(),
        cases: vec![
            case("scope-superset/public-code", "scope-superset", Level::Must, superset()),
            case("scope-superset/public-refresh", "scope-superset", Level::Must, superset()),
            narrowing,
        ],
    }]
}

/// A profile of the sample suite: one requirement excluded, one milder, one case not taken in yet.
pub fn profile() -> Profile {
    Profile {
        id: "vendor".into(),
        title: "The vendor's page".into(),
        version: "2".into(),
        text: "What the page says.".into(),
        audience: "The vendor.".into(),
        suites: vec!["create-tokens".into()],
        exclusions: vec![Exclusion {
            requirements: vec!["create-tokens/scope-narrowing".into()],
            reason: "the page leaves this open".into(),
            ..Exclusion::default()
        }],
        levels: vec![LevelChange {
            requirements: Vec::new(),
            cases: vec!["create-tokens/scope-superset/public-code".into()],
            level: Level::Should,
            reason: "old clients rely on it".into(),
        }],
        lock: Lock::parse("vendor 2\ncreate-tokens/scope-superset/public-code\n"),
    }
}

/// Two faults, one of which no case notices.
pub fn faults() -> Vec<FaultInfo> {
    vec![
        FaultInfo {
            id: "scope-superset-granted".into(),
            title: "Grants scopes beyond those authorized.".into(),
            requirements: vec!["create-tokens/scope-superset".into()],
            source: "Create Tokens, scope; RFC 6749 §3.3".into(),
            killed_by: vec![
                "create-tokens/scope-superset/public-code".into(),
                "create-tokens/scope-superset/public-refresh".into(),
            ],
        },
        FaultInfo {
            id: "scope-narrowing-sticks".into(),
            title: "A narrowed scope narrows the grant.".into(),
            requirements: vec!["create-tokens/scope-narrowing".into()],
            source: "RFC 6749 §6".into(),
            killed_by: Vec::new(),
        },
    ]
}
