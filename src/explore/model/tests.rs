//! Decision tables, written by hand from the documents: what is wrong with a request, and what may be answered.

use secrecy::SecretString;
use url::Url;

use super::{Model, holds};
use crate::explore::expecting::expectation;
use crate::explore::world::{Challenge, CodeStanding, GrantFacts, RefreshFacts, RefreshStanding, World};
use crate::judge::{Context, Facts, Finding, Observation, ScopeView, judge};
use crate::protocol::body::Body;
use crate::protocol::error_dialect::ErrorDialect;
use crate::protocol::names::{ClientRole, Level};
use crate::record::Verdict;
use crate::target::model::{Authentication, Client, Endpoints, Target};
use crate::transport::Request;

const CALLBACK: &str = "https://app.example/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn client(role: ClientRole, id: &str, secret: Option<&str>) -> Client {
    Client {
        role,
        id: id.to_owned(),
        secret: secret.map(|secret| SecretString::from(secret.to_owned())),
        authentication: if secret.is_some() { Authentication::Basic } else { Authentication::None },
        secret_variable: None,
        redirect_uris: vec![CALLBACK.to_owned(), "https://app.example/other".to_owned()],
        scopes: ["openid", "profile", "email"].map(str::to_owned).into(),
    }
}

fn model(suites: &[&str]) -> Model {
    let target = Target {
        endpoints: Endpoints { token: Url::parse("https://login.example/token").ok(), ..Endpoints::default() },
        clients: vec![
            client(ClientRole::Confidential, "web", Some("web-secret")),
            client(ClientRole::Other, "other", Some("other-secret")),
            client(ClientRole::Public, "app", None),
            client(ClientRole::Service, "job", Some("job-secret")),
        ],
        ..Target::default()
    };
    let suites: Vec<_> = suites.iter().map(|id| crate::suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect();
    Model::new(&target, &suites)
}

fn grant(owner: ClientRole, code: &str, refresh: &str) -> GrantFacts {
    GrantFacts {
        owner,
        authorized: ["openid", "profile"].map(str::to_owned).into(),
        declined: false,
        redirect_uri: Some(CALLBACK.to_owned()),
        challenge: Some(Challenge { plain: false, text: crate::protocol::pkce::s256(VERIFIER.as_bytes()) }),
        code: Some(code.to_owned()),
        standing: CodeStanding::Fresh,
        refresh: vec![RefreshFacts { value: refresh.to_owned(), standing: RefreshStanding::Live }],
        access: Vec::new(),
        others: Vec::new(),
        narrowed: None,
    }
}

fn world() -> World {
    let spent =
        GrantFacts { standing: CodeStanding::Spent, ..grant(ClientRole::Confidential, "code-spent-000001", "refresh-000003") };
    World {
        grants: vec![
            grant(ClientRole::Confidential, "code-of-web-00001", "refresh-000001"),
            grant(ClientRole::Public, "code-of-app-00001", "refresh-000002"),
            spent,
        ],
    }
}

/// A request: `web` before the body stands for Basic of that client, `-` for no Authorization field.
fn request(line: &str) -> Request {
    let (who, body) = line.split_once(' ').unwrap();
    let body = body.replace("CALLBACK", &crate::protocol::form::encode_text(CALLBACK)).replace("VERIFIER", VERIFIER);
    let mut request = Request::new("POST", Url::parse("https://login.example/token").unwrap())
        .header("Content-Type", "application/x-www-form-urlencoded");
    if who != "-" {
        let text = crate::protocol::basic::credentials(who.as_bytes(), format!("{who}-secret").as_bytes());
        request = request.header("Authorization", format!("Basic {text}"));
    }
    request.body = body.into_bytes();
    request
}

const CODE: &str = "grant_type=authorization_code&redirect_uri=CALLBACK&code_verifier=VERIFIER";

fn complaints(model: &Model, line: &str) -> Vec<&'static str> {
    model.predict(&world(), &request(line)).complaints.iter().map(|rule| rule.id).collect()
}

/// What is wrong with each request, by the vendor's page and by the standards.
#[test]
fn what_is_wrong_with_a_request() {
    let (vendor, standard) = (model(&["create-tokens"]), model(&["oauth2", "pkce"]));
    let code = |rest: &str| format!("{CODE}&code={rest}");
    let table: Vec<(String, &[&str], &[&str])> = vec![
        (format!("web {}", code("code-of-web-00001")), &[], &[]),
        (format!("- {}&client_id=app", code("code-of-app-00001")), &[], &[]),
        (format!("web {}&x=1", code("code-of-web-00001")), &[], &[]),
        (format!("web {}", code("code-of-app-00001")), &["code-foreign"], &["code-foreign"]),
        (format!("other {}", code("code-of-web-00001")), &["code-foreign"], &["code-foreign"]),
        (format!("- {}", code("code-of-app-00001")), &["client-missing-code"], &["client-missing-code"]),
        (format!("- {}&client_id=", code("code-of-app-00001")), &["client-id-empty"], &["client-id-empty"]),
        (format!("- {}&client_id=app+", code("code-of-app-00001")), &["client-spaces"], &["client-spaces"]),
        (format!("- {}&client_id=APP", code("code-of-app-00001")), &["client-case"], &["client-case"]),
        (format!("- {}&client_id=app%00", code("code-of-app-00001")), &["client-longer"], &["client-longer"]),
        (format!("- {}&client_id=web", code("code-of-web-00001")), &["client-unproven"], &["client-unproven"]),
        (
            format!("- {}&client_id=web&client_secret=nope", code("code-of-web-00001")),
            &["body-secret-wrong"],
            &["body-secret-wrong"],
        ),
        (format!("- {}&client_id=web&client_secret=web-secret", code("code-of-web-00001")), &[], &[]),
        (format!("web {}&client_id=web&client_secret=nope", code("code-of-web-00001")), &[], &["two-methods"]),
        (format!("web {}&client_id=other", code("code-of-web-00001")), &["names-differ"], &[]),
        (
            format!("other {}&client_id=web", code("code-of-web-00001")),
            &["names-owner", "code-foreign"],
            &["names-owner", "code-foreign"],
        ),
        (format!("web {}", code("code-spent-000001")), &["code-spent"], &["code-spent"]),
        (format!("web {}", code("never-issued-0001")), &["code-unknown"], &["code-unknown"]),
        (format!("web {}", code("refresh-000001")), &["code-kind"], &["code-kind"]),
        (format!("web {}", code("")), &["code-empty"], &["code-empty"]),
        (format!("web {}&code=x", code("code-of-web-00001")), &["repeated"], &["repeated"]),
        (format!("web {}", code("code-of-web-00001&code=code-of-web-00001")), &["repeated-same"], &["repeated-same"]),
        (format!("web {CODE}"), &["code-missing"], &["code-missing"]),
        (format!("web {CODE}&Code=code-of-web-00001"), &["name-case"], &["name-case"]),
        (
            "web grant_type=authorization_code&code=code-of-web-00001&redirect_uri=CALLBACK".into(),
            &["verifier-missing"],
            &["verifier-missing"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("VERIFIER", &"v".repeat(43))),
            &["verifier-wrong"],
            &["verifier-wrong"],
        ),
        (format!("web {}", code("code-of-web-00001").replace("VERIFIER", "short")), &["verifier-odd"], &["verifier-odd"]),
        (
            format!("web {}", code("code-of-web-00001").replace("&redirect_uri=CALLBACK", "")),
            &["redirect-missing"],
            &["redirect-missing"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("CALLBACK", "https://app.example/other")),
            &["redirect-other"],
            &["redirect-other"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("CALLBACK", "HTTPS://app.example/callback")),
            &["redirect-equivalent"],
            &["redirect-equivalent"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("authorization_code", "Authorization_Code")),
            &["grant-type-case"],
            &["grant-type-case"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("authorization_code", "authorization_code%00")),
            &["grant-type-bytes"],
            &["grant-type-bytes"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("authorization_code", "foo")),
            &["grant-type-unknown"],
            &["grant-type-unknown"],
        ),
        (
            format!("web {}", code("code-of-web-00001").replace("grant_type=authorization_code&", "")),
            &["grant-type-missing"],
            &["grant-type-missing"],
        ),
        (format!("web {}&scope=openid+email", code("code-of-web-00001")), &["scope-beyond-code"], &["scope-beyond-code"]),
        (format!("web {}&scope=profile", code("code-of-web-00001")), &["scope-without-openid"], &[]),
        (
            format!("web {}&scope=openid,profile", code("code-of-web-00001")),
            &["scope-separator", "scope-without-openid"],
            &["scope-separator"],
        ),
        ("web grant_type=refresh_token&refresh_token=refresh-000001".into(), &[], &[]),
        ("- grant_type=refresh_token&refresh_token=refresh-000002".into(), &["client-missing-refresh"], &[]),
        ("- grant_type=refresh_token&refresh_token=refresh-000001".into(), &["client-missing"], &["client-missing"]),
        (
            "other grant_type=refresh_token&refresh_token=refresh-000001".into(),
            &["refresh-token-foreign"],
            &["refresh-token-foreign"],
        ),
        (
            "web grant_type=refresh_token&refresh_token=refresh-000001&scope=openid+email".into(),
            &["scope-beyond-refresh"],
            &["scope-beyond-refresh"],
        ),
        (
            "web grant_type=refresh_token&refresh_token=code-of-web-00001".into(),
            &["refresh-token-unknown"],
            &["refresh-token-unknown"],
        ),
        ("job grant_type=client_credentials".into(), &[], &[]),
        ("job grant_type=client_credentials&scope=profile".into(), &["scope-service"], &[]),
        ("- grant_type=client_credentials&client_id=app".into(), &["service-public"], &["service-public"]),
        ("web grant_type=client_credentials".into(), &["service-other"], &["service-other"]),
        ("- grant_type=client_credentials".into(), &["client-missing-service"], &["client-missing-service"]),
    ];
    for (line, by_vendor, by_standard) in table {
        assert_eq!(complaints(&vendor, &line), by_vendor, "by the vendor's page: {line}");
        assert_eq!(complaints(&standard, &line), by_standard, "by the standards: {line}");
    }
}

/// What an answer means: (request, status, body, by the vendor's page, by the standards).
#[test]
fn what_an_answer_means() {
    use Verdict::{Fail, Warn};
    let (vendor, standard) = (model(&["create-tokens"]), model(&["oauth2", "pkce"]));
    let tokens = r#"{"access_token":"a","token_type":"Bearer","scope":"openid profile"}"#;
    let valid = format!("web {CODE}&code=code-of-web-00001");
    let unknown = format!("web {CODE}&code=never-issued-0001");
    let spent = format!("web {CODE}&code=code-spent-000001");
    let beyond = format!("{valid}&scope=openid+email");
    let error = |code: &str| format!("{{\"error\":\"{code}\"}}");
    let of_job = "job grant_type=client_credentials&scope=zz".to_owned();
    let loose = "web grant_type=refresh_token&refresh_token=refresh-000001&scope=Profile".to_owned();
    let service = "job grant_type=client_credentials".to_owned();
    let body_wrong = format!("- {CODE}&code=code-of-web-00001&client_id=web&client_secret=nope");
    type Row<'a> = (&'a str, u16, String, Option<Verdict>, Option<Verdict>);
    let table: Vec<Row<'_>> = vec![
        (&valid, 200, tokens.to_owned(), None, None),
        (&valid, 200, tokens.replace("openid profile", "openid"), Some(Warn), Some(Warn)),
        (&valid, 200, tokens.replace("openid profile", "openid profile email"), Some(Fail), Some(Fail)),
        (&valid, 400, error("invalid_grant"), Some(Fail), Some(Fail)),
        (&valid, 500, String::new(), Some(Fail), Some(Fail)),
        (&valid, 429, String::new(), None, None),
        (&service, 400, error("invalid_client"), Some(Fail), Some(Fail)),
        (&service, 400, error("invalid_scope"), Some(Fail), None),
        (&body_wrong, 200, tokens.to_owned(), Some(Fail), Some(Fail)),
        (&body_wrong, 400, error("invalid_client"), None, None),
        (&unknown, 400, error("invalid_grant"), None, None),
        (&unknown, 400, error("invalid_scope"), Some(Warn), Some(Warn)),
        (&unknown, 403, error("invalid_grant"), Some(Warn), Some(Warn)),
        (&unknown, 200, tokens.to_owned(), Some(Fail), Some(Fail)),
        (&unknown, 200, error("invalid_grant"), Some(Fail), Some(Fail)),
        (&spent, 200, tokens.to_owned(), Some(Warn), Some(Warn)),
        (&beyond, 400, error("invalid_scope"), None, None),
        (&of_job, 200, tokens.to_owned(), Some(Fail), None),
        (&of_job, 200, tokens.replace("openid profile", "zz"), Some(Fail), Some(Warn)),
        (&of_job, 200, tokens.replace(",\"scope\":\"openid profile\"", ""), Some(Fail), None),
        (&loose, 200, tokens.replace("openid profile", "profile"), Some(Fail), Some(Fail)),
        (&loose, 200, tokens.to_owned(), Some(Fail), None),
        (&beyond, 200, tokens.to_owned(), Some(Warn), None),
        (&beyond, 200, tokens.replace("openid profile", "openid email"), Some(Fail), Some(Fail)),
        (&beyond, 200, tokens.replace(",\"scope\":\"openid profile\"", ""), Some(Fail), Some(Fail)),
    ];
    for (line, status, body, by_vendor, by_standard) in table {
        let answer = Observation::new(status, &[], &Body::complete(body.clone()), &ErrorDialect::default());
        let scope = ScopeView { member: answer.string("scope").map(str::to_owned), ..ScopeView::default() };
        for (model, wanted, whose) in [(&vendor, by_vendor, "the vendor's page"), (&standard, by_standard, "the standards")] {
            let prediction = model.predict(&world(), &request(line));
            let held = holds(model, &prediction, &answer, &scope);
            assert_eq!(held.as_ref().map(|held| held.verdict), wanted, "by {whose}: {line} → {status} {body}: {held:?}");
            // The case that is made of it comes to the same.
            let expected = expectation(model, &prediction, held.as_ref(), &[]);
            let facts = Facts::default();
            let fill = |text: &str| Some(text.to_owned());
            let context = Context { resolve: &fill, scope: scope.clone(), disregarded_scope: None, facts: &facts };
            // Its level is that of what it is to show, as `cases` sets it.
            let level = if held.as_ref().is_some_and(|held| held.verdict == Warn) { Level::Should } else { Level::Must };
            let as_case = match judge(&expected, &answer, &context, &|_| None).finding {
                Finding::Broken if level == Level::Must => Some(Fail),
                Finding::BrokenForSure => Some(Fail),
                Finding::Broken | Finding::Doubtful => Some(Warn),
                _ => None,
            };
            assert_eq!(as_case, wanted, "as a case, by {whose}: {line} → {status} {body}: {expected:?}");
        }
    }
}

/// Wrong Basic credentials are answered with 401 and a challenge (RFC 6749 §5.2).
#[test]
fn wrong_credentials_are_challenged() {
    let model = model(&["oauth2"]);
    let mut wrong = request("web grant_type=client_credentials");
    wrong.headers.retain(|(name, _)| name != "Authorization");
    wrong.headers.push(("Authorization".to_owned(), b"Basic d2ViOm5vcGU=".to_vec()));
    let prediction = model.predict(&world(), &wrong);
    let verdict = |status: u16, headers: &[(String, Vec<u8>)]| {
        let answer =
            Observation::new(status, headers, &Body::complete(r#"{"error":"invalid_client"}"#), &ErrorDialect::default());
        holds(&model, &prediction, &answer, &ScopeView::default()).map(|held| held.verdict)
    };
    let challenge = [("www-authenticate".to_owned(), b"Basic realm=\"a\"".to_vec())];
    assert_eq!(prediction.complaints.first().map(|rule| rule.id), Some("secret-wrong"));
    assert_eq!(verdict(401, &challenge), None);
    assert_eq!(verdict(401, &[]), Some(Verdict::Warn));
    assert_eq!(verdict(400, &challenge), Some(Verdict::Warn));
}

/// Every requirement that a rule names is one of the embedded suites, and every rule has one.
#[test]
fn rules_name_requirements_that_exist() {
    let ids: Vec<String> = crate::suite::embedded_ids()
        .into_iter()
        .flat_map(|id| crate::suite::load_embedded(id).unwrap().resolve(&[]).unwrap().requirements)
        .map(|requirement| requirement.id)
        .collect();
    for rule in super::rules::RULES {
        assert!(!rule.clauses.is_empty(), "{}", rule.id);
        for clause in rule.clauses {
            assert!(ids.iter().any(|id| id == clause.requirement), "{}: {}", rule.id, clause.requirement);
        }
    }
}
