//! Handmade records for tests.

use crate::protocol::names::Level;
use crate::record::model::*;
use crate::record::review::{
    AcceptedRecord, BaselineRecord, SnapshotRecord, SnapshotState, SnapshotsRecord, StaleCause, StaleRecord,
};

/// A record without cases.
pub fn empty() -> RunRecord {
    RunRecord {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "tokenspec".into(), version: "0.1.0".into() },
        target: TargetRecord {
            name: "staging".into(),
            token_endpoint: "https://login.staging.example/oauth2/token".into(),
            issuer: Some("https://login.staging.example".into()),
            clients: vec!["confidential".into(), "public".into()],
            choices: vec![("refresh_rotation".into(), "always".into())],
            insecure: false,
        },
        profile: None,
        suites: vec![SuiteRecord {
            id: "create-tokens".into(),
            title: "Create Tokens reference".into(),
            version: "1".into(),
            folder: None,
        }],
        started_at: "2026-11-24T09:00:00Z".into(),
        duration_ms: 4_060.0,
        seed: 7,
        interrupted: false,
        summary: Summary::default(),
        statistics: Statistics {
            exchanges: 1204,
            authorizations: 388,
            concurrency: 16,
            bound_ms: 3_870.0,
            ..Statistics::default()
        },
        requirements: Vec::new(),
        cases: Vec::new(),
        controls: Vec::new(),
        behaviours: Vec::new(),
        notes: Vec::new(),
        filters: Vec::new(),
        partition: None,
        parts: Vec::new(),
        baseline: None,
        snapshots: None,
        evidence: None,
    }
}

/// A record with one case per verdict given, and nothing else.
pub fn of_verdicts(verdicts: &[Verdict]) -> RunRecord {
    let mut record = empty();
    for (number, verdict) in verdicts.iter().enumerate() {
        record.cases.push(case(&format!("rule/{number}"), "rule", *verdict));
    }
    record
}

/// An entry of the baseline that accepts a case.
pub fn accepted(id: &str) -> AcceptedRecord {
    AcceptedRecord {
        entry: id.to_owned(),
        reason: "the old app needs it until release 4.2".to_owned(),
        owner: Some("alice".to_owned()),
        expires: Some("2027-03-31".to_owned()),
    }
}

/// A baseline with two stale entries.
pub fn baseline() -> BaselineRecord {
    let stale = |id: &str, line, cause, text: &str| StaleRecord { id: id.to_owned(), line, cause, text: text.to_owned() };
    BaselineRecord {
        file: "tokenspec-baseline.toml".to_owned(),
        accepted: 1,
        stale: vec![
            stale("create-tokens/gone", 4, StaleCause::Vanished, "the finding no longer occurs: remove the entry"),
            stale("create-tokens/old", 11, StaleCause::Expired, "accepted until 2026-10-31: mend the server, or decide anew"),
        ],
        undecided: Vec::new(),
        stale_warns: false,
        remarks: vec!["tokenspec-baseline.toml:4: `create-tokens/gone` is accepted without a reason".to_owned()],
    }
}

/// Snapshots of which one differs; they do not gate.
pub fn snapshots() -> SnapshotsRecord {
    SnapshotsRecord { folder: "tokenspec-snapshots".to_owned(), same: 2, new: 1, drifted: 1, orphaned: Vec::new(), gates: false }
}

/// A run that was held against a baseline and snapshots: one finding is accepted, entries are stale, an answer drifted.
pub fn decided() -> RunRecord {
    let mut record = record();
    for case in &mut record.cases {
        if case.id.contains("scope-superset/public") {
            case.accepted = Some(accepted(&case.id));
        }
    }
    record.cases[0].snapshot = Some(drifted());
    record.baseline = Some(baseline());
    record.snapshots = Some(snapshots());
    record
}

/// A case's answer that has drifted.
pub fn drifted() -> SnapshotRecord {
    let lines = ["@@ -1,2 +1,2 @@", " HTTP 400", "-pragma: no-cache", "+pragma: \u{1b}[31mno"];
    SnapshotRecord { state: SnapshotState::Drifted, difference: lines.map(str::to_owned).to_vec() }
}

/// A case of a requirement, with ordinary words.
pub fn case(name: &str, requirement: &str, verdict: Verdict) -> CaseRecord {
    CaseRecord {
        id: format!("create-tokens/{name}"),
        title: format!("Title of {requirement}"),
        origin: None,
        requirements: vec![format!("create-tokens/{requirement}")],
        level: Level::Must,
        verdict,
        reason: "as required".into(),
        scored: true,
        unscored: None,
        answer: None,
        given: None,
        changed: Vec::new(),
        expected: "200, tokens".into(),
        also_accepted: Vec::new(),
        observed: "200, tokens".into(),
        control: None,
        exchanges: Vec::new(),
        repeat: Vec::new(),
        duration_ms: 12.0,
        accepted: None,
        snapshot: None,
        judged: None,
    }
}

/// A requirement whose verdict is the worst of its cases.
fn requirement(name: &str, level: Level, text: &str, cases: &[CaseRecord]) -> RequirementRecord {
    let id = format!("create-tokens/{name}");
    let own: Vec<&CaseRecord> = cases.iter().filter(|case| case.requirements.contains(&id)).collect();
    RequirementRecord {
        level,
        source: serde_json::from_value(serde_json::json!({ "document": "Create Tokens", "section": "scope" })).unwrap(),
        text: text.into(),
        why: Some("A client could widen its own rights without the user's consent.".into()),
        untestable: None,
        verdict: own.iter().map(|case| case.verdict).max().unwrap_or(Verdict::Skip),
        unscored: None,
        cases: own.iter().map(|case| case.id.clone()).collect(),
        id,
    }
}

/// An examination with a redacted request.
fn exchange(status: u16, body: &str) -> ExchangeRecord {
    ExchangeRecord {
        purpose: Purpose::Examination,
        request: RequestRecord {
            method: "POST".into(),
            url: "https://login.staging.example/oauth2/token".into(),
            headers: vec![("Content-Type".into(), "application/x-www-form-urlencoded".into())],
            body: "grant_type=refresh_token&refresh_token=[redacted]".into(),
        },
        response: Some(ResponseRecord {
            status,
            headers: vec![("Content-Type".into(), "application/json".into())],
            body: body.into(),
            body_bytes: body.len(),
            body_truncated: false,
            body_not_utf8: false,
        }),
        error: None,
        started_ms: 100.0,
        duration_ms: 11.6,
    }
}

/// The finding of the design: a scope beyond those authorized is granted.
fn superset(variant: &str) -> CaseRecord {
    CaseRecord {
        title: "A scope beyond those authorized is refused".into(),
        origin: Some(OriginRecord { file: "scope.toml".into(), line: 12 }),
        reason: "tokens were issued for a scope that nobody authorized".into(),
        given: Some("code for \"openid profile\" (public client, S256), exchanged; its refresh token".into()),
        changed: vec!["scope = \"openid profile email\"".into()],
        expected: "400 invalid_scope".into(),
        also_accepted: vec!["invalid_request: a server may call any broken parameter so".into()],
        observed: "200, tokens with scope \"openid profile email\"".into(),
        control: Some("public-refresh".into()),
        exchanges: vec![exchange(200, "{\"access_token\":\"[redacted]\"}")],
        repeat: vec![
            "curl -sS https://login.staging.example/oauth2/token -d grant_type=refresh_token \\".into(),
            "  -d \"refresh_token=$REFRESH_TOKEN\" -d client_id=01JD0000000000000000000000 -d 'scope=openid profile email'"
                .into(),
        ],
        ..case(&format!("scope-superset/{variant}"), "scope-superset", Verdict::Fail)
    }
}

/// One of everything: pass, fail (grouped), warn, skip, inconclusive, untestable.
pub fn record() -> RunRecord {
    let mut record = empty();
    record.cases = vec![
        case("grant-type-required/code", "grant-type-required", Verdict::Pass),
        case("grant-type-required/refresh", "grant-type-required", Verdict::Pass),
        case("scope-superset/confidential-code", "scope-superset", Verdict::Pass),
        superset("public-refresh"),
        superset("public-code"),
        CaseRecord {
            level: Level::Should,
            reason: "refused, but with another code than the one that the rule names".into(),
            changed: vec!["Authorization: Basic with a wrong secret".into()],
            expected: "401 invalid_client".into(),
            observed: "400 invalid_request".into(),
            ..case("basic-wrong-secret", "basic-wrong-secret", Verdict::Warn)
        },
        CaseRecord {
            reason: "the authorizer cannot decline a scope".into(),
            ..case("scope-partial-consent/a", "scope-partial-consent", Verdict::Skip)
        },
        CaseRecord {
            reason: "the authorizer cannot decline a scope".into(),
            ..case("scope-partial-consent/b", "scope-partial-consent", Verdict::Skip)
        },
        CaseRecord {
            reason: "no answer within 10 s".into(),
            observed: "nothing".into(),
            control: Some("service".into()),
            ..case("refresh-rotation", "refresh-rotation", Verdict::Inconclusive)
        },
    ];
    record.requirements = vec![
        requirement("grant-type-required", Level::Must, "A token request names its grant.", &record.cases),
        requirement(
            "scope-superset",
            Level::Must,
            "Scopes named in a token request are a subset of those of the authorization request.",
            &record.cases,
        ),
        requirement("basic-wrong-secret", Level::Should, "A wrong secret is answered with invalid_client.", &record.cases),
        requirement("scope-partial-consent", Level::Must, "Scopes that were declined are not granted.", &record.cases),
        requirement("refresh-rotation", Level::Must, "A used refresh token is worthless.", &record.cases),
        RequirementRecord {
            untestable: Some("what a server logs cannot be seen from outside, whatever is sent to it".into()),
            ..requirement("no-secret-logged", Level::Must, "Secrets are not logged.", &[])
        },
    ];
    record.controls = vec![control("public-refresh", true, "200, tokens"), control("service", false, "503")];
    record.notes = vec!["the confidential client's secret stands literally in the target file".into()];
    record.summary = Summary::of(&record.cases);
    record
}

/// What a run under a profile shows besides: a requirement that is excluded, a case that is new, and behaviours.
pub fn under_a_profile() -> RunRecord {
    let mut record = record();
    record.profile =
        Some(ProfileRecord { id: "oauth2-baseline".into(), title: "OAuth 2.0 baseline".into(), version: "3".into() });
    let unscored = |case: CaseRecord, why: &str| CaseRecord { scored: false, unscored: Some(why.into()), ..case };
    let draft = "the draft alone asks for this";
    let new = [
        unscored(case("body-credentials/basic", "body-credentials", Verdict::Pass), draft),
        unscored(
            CaseRecord { reason: "refused".into(), ..case("body-credentials/post", "body-credentials", Verdict::Fail) },
            draft,
        ),
        unscored(case("grant-type-required/new", "grant-type-required", Verdict::Warn), "newer than version 3 of the profile"),
    ];
    record.requirements.push(RequirementRecord {
        unscored: Some(draft.into()),
        ..requirement("body-credentials", Level::Must, "Credentials in the body work.", &new)
    });
    record.requirements[0].cases.push(new[2].id.clone());
    record.cases.extend(new);
    record.summary = Summary::of(&record.cases);
    record.behaviours = vec![
        behaviour("code-after-failure", "Does a failed exchange use up the code?", &["yes"], 1),
        behaviour(
            "body-authentication-status",
            "Which status has an error of client authentication when the credentials were in the body of the request?",
            &["401", "400, when the client is not known"],
            3,
        ),
    ];
    record
}

/// A run of two large suites in which little is wrong.
pub fn large() -> RunRecord {
    let mut record = under_a_profile();
    record.suites.push(SuiteRecord {
        id: "introspection-revocation".into(),
        title: "Helpers".into(),
        version: "1".into(),
        folder: None,
    });
    for number in 0..30 {
        let own = [case(&format!("rule-{number}"), &format!("rule-{number}"), Verdict::Pass)];
        let mut requirement = requirement(&format!("rule-{number}"), Level::Must, "A rule.", &own);
        requirement.id = requirement.id.replace("create-tokens", "introspection-revocation");
        record.requirements.push(requirement);
        record.cases.extend(own);
    }
    record
        .cases
        .extend((0..5).map(|number| CaseRecord { observed: format!("answer {number}"), ..superset(&number.to_string()) }));
    record
}

/// A line of the behaviour profile.
fn behaviour(id: &str, question: &str, answers: &[&str], cases: usize) -> BehaviourRecord {
    BehaviourRecord {
        id: id.into(),
        question: question.into(),
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        cases: (0..cases).map(|number| format!("create-tokens/{id}/{number}")).collect(),
    }
}

/// A control.
fn control(id: &str, succeeded: bool, observed: &str) -> ControlRecord {
    ControlRecord {
        id: id.into(),
        given: "code".into(),
        succeeded,
        observed: observed.into(),
        exchanges: Vec::new(),
        judged: None,
    }
}

/// What a hostile target would send.
pub const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\0\u{9b}31m\u{202e}evil\u{200b}\r\nFAIL forged ]]> <script>alert(1)</script> ``` | # [x](javascript:y) @team \u{2028}end";

/// A record in which every string is hostile, with a body of 5 MB.
pub fn hostile() -> RunRecord {
    let text = serde_json::to_value(super::sample_gated::record()).unwrap();
    let mut record: RunRecord = serde_json::from_value(poison(text)).unwrap();
    for case in &mut record.cases {
        case.exchanges = vec![exchange(200, &HOSTILE.repeat(5_000_000 / HOSTILE.len()))];
    }
    record.cases[3].observed = HOSTILE.repeat(5_000_000 / HOSTILE.len());
    record
}

/// Appends the hostile text to every string that is free text.
fn poison(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    const WORDS: [&str; 7] = ["verdict", "level", "purpose", "control", "started_at", "state", "cause"];
    match value {
        Value::String(text) => Value::String(format!("{text}{HOSTILE}")),
        Value::Array(items) => items.into_iter().map(poison).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| if WORDS.contains(&name.as_str()) { (name, value) } else { (name, poison(value)) })
            .collect(),
        other => other,
    }
}
