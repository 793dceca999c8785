//! What a suite can say, the runner does: small suites against small servers, and the record they leave.

mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use support::file;
use tokenspec::record::{RunRecord, Verdict};
use tokenspec::reference;
use tokenspec::runner::{self, Detail, RunEvent, RunOptions, Slow, Tell, Waiting};
use tokenspec::suite::model::Suite;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A suite with one requirement and these cases.
fn suite(cases: &str) -> Suite {
    let folder = tempfile::tempdir().unwrap();
    let head = "id = \"t\"\ntitle = \"T\"\nversion = \"1\"\n[[requirement]]\nid = \"r\"\nlevel = \"must\"\nsource = { document = \"D\", section = \"1\" }\ntext = \"R.\"\n";
    file(folder.path(), "suite.toml", &format!("{head}{cases}"));
    let loaded = tokenspec::suite::load_dir(folder.path()).and_then(|suite| suite.resolve(&[]));
    loaded.unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A case with these lines.
fn case(lines: &str) -> String {
    format!("[[case]]\nid = \"c\"\ntitle = \"C\"\nrequirement = \"r\"\n{lines}\n")
}

/// The target file of a mock server.
fn target(server: &MockServer, more: &str) -> String {
    let uri = server.uri();
    format!(
        "[target]\nname = \"mock\"\nissuer = \"{uri}\"\ntoken_endpoint = \"{uri}/token\"\nauthorization_endpoint = \"{uri}/authorize\"\nintrospection_endpoint = \"{uri}/introspect\"\n{more}\n[authorize]\ndriver = \"redirect\"\n"
    )
}

const CONFIDENTIAL: &str = "[[client]]\nrole = \"confidential\"\nid = \"c1\"\nsecret = \"s3cret-of-c1-with-enough-characters\"\nredirect_uris = [\"https://app.example/cb\"]\nscopes = [\"openid\", \"mail\", \"files\"]\n";

struct Ran {
    record: RunRecord,
    events: Vec<RunEvent>,
}

impl Ran {
    fn only(&self) -> &tokenspec::record::model::CaseRecord {
        &self.record.cases[0]
    }
}

async fn run(suite: &Suite, target_file: &str, slow: Slow, waiting: Waiting) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "tokenspec.toml", target_file);
    let subject = runner::connect(load(&path)).await.unwrap();
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let events = Mutex::new(Vec::new());
    let listener = |event| events.lock().unwrap().push(event);
    let options = RunOptions { seed: 1, detail: Detail::All, slow, waiting, stop, tell: Tell::Verdicts, listener: &listener };
    let record = runner::run(&subject, std::slice::from_ref(suite), options).await;
    Ran { record, events: events.into_inner().unwrap() }
}

fn load(path: &Path) -> tokenspec::target::model::Target {
    tokenspec::target::load(path).unwrap_or_else(|errors| panic!("{errors:?}"))
}

async fn swiftly(cases: &str, target_file: &str) -> Ran {
    run(&suite(cases), target_file, Slow::Skipped, Waiting::Real).await
}

/// A server that hands out codes and tokens; each code works once.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    let count = std::sync::atomic::AtomicUsize::new(0);
    let authorize = move |request: &Request| {
        let query = |name: &str| request.url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
        let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let hybrid = query("response_type").is_some_and(|kind| kind.contains("id_token"));
        let more = if hybrid { format!("&id_token=front-{}", query("nonce").unwrap_or_default()) } else { String::new() };
        let mark = if hybrid { '#' } else { '?' };
        let location = format!("https://app.example/cb{mark}code=code-{number}&state={}{more}", query("state").unwrap());
        ResponseTemplate::new(302).insert_header("location", location)
    };
    Mock::given(method("GET")).and(path("/authorize")).respond_with(authorize).mount(&server).await;
    let used: Mutex<Vec<String>> = Mutex::default();
    let token = move |request: &Request| {
        let form = form(&request.body);
        let code = form.iter().find(|(name, _)| name == "code").map(|(_, value)| value.clone()).unwrap_or_default();
        let mut used = used.lock().unwrap();
        if used.contains(&code) {
            return ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"}));
        }
        let number = used.len();
        used.push(code);
        // {"alg":"none"}.{"sub":"alice"}
        let jwt = format!("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.{number}");
        ResponseTemplate::new(200).set_body_json(json!({"access_token": jwt, "token_type": "Bearer", "expires_in": 100}))
    };
    Mock::given(method("POST")).and(path("/token")).respond_with(token).mount(&server).await;
    server
}

fn form(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

async fn asked(server: &MockServer, path: &str) -> Vec<Request> {
    let all = server.received_requests().await.unwrap();
    all.into_iter().filter(|request| request.url.path() == path).collect()
}

#[tokio::test]
async fn metadata_and_keys_are_asked_for_once_and_decide_what_applies() {
    let server = server().await;
    let metadata = json!({"issuer": server.uri(), "jwks_uri": format!("{}/keys", server.uri()), "grant_types_supported": ["authorization_code"]});
    Mock::given(path("/.well-known/openid-configuration"))
        .respond_with(ResponseTemplate::new(200).set_body_json(metadata))
        .mount(&server)
        .await;
    Mock::given(path("/keys"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"keys": [{"kty": "EC"}]})))
        .mount(&server)
        .await;
    let cases = [
        case("[[case.step]]\nsend = { metadata = \"openid-configuration\" }\nexpect = { members = { issuer = \"string\" } }\n[[case.step]]\nsend = \"jwks\"\nexpect = { members = { keys = \"array\" } }"),
        case("needs = [{ metadata = \"grant_types_supported\", has = \"client_credentials\" }]\nexpect = \"tokens\"").replace("\"c\"", "\"d\""),
        case("needs = [\"metadata\", \"jwks\"]\nexpect = \"tokens\"").replace("\"c\"", "\"e\""),
    ]
    .concat();
    let ran = swiftly(&cases, &target(&server, CONFIDENTIAL)).await;
    let verdicts: Vec<_> = ran.record.cases.iter().map(|case| (case.verdict, case.reason.as_str())).collect();
    assert_eq!(verdicts[0].0, Verdict::Pass, "{verdicts:?}");
    assert_eq!(verdicts[1], (Verdict::Skip, "the target's metadata do not have \"client_credentials\" in grant_types_supported"));
    assert_eq!(verdicts[2].0, Verdict::Pass, "{verdicts:?}");
    // Once for the run (discovery, for the endpoints that the file leaves out), once as evidence of the first case.
    assert_eq!(asked(&server, "/.well-known/openid-configuration").await.len(), 2);
    assert_eq!(ran.record.cases[0].exchanges.len(), 2);
    assert!(ran.record.cases[0].control.is_none(), "documents need no token request");
}

#[tokio::test]
async fn without_metadata_the_reason_is_said() {
    let server = server().await;
    let ran = swiftly(&case("needs = [\"metadata\"]\nexpect = \"tokens\""), &target(&server, CONFIDENTIAL)).await;
    assert_eq!(ran.only().verdict, Verdict::Skip);
    assert!(ran.only().reason.starts_with("the target has no metadata: there is none at "), "{}", ran.only().reason);
}

#[tokio::test]
async fn the_authorization_request_carries_what_is_given() {
    let server = server().await;
    let given = "given = { authorization = { scope = \"openid\", nonce = \"n-1\", parameters = { max_age = \"3600\" }, response_type = \"code id_token\", code_challenge = \"unnamed\" } }\n";
    let steps = "[[case.step]]\nexpect = \"tokens\"\nbind = { who = \"access_token.sub\" }\n[[case.step]]\nsend = { introspect = \"${who} ${front_id_token}\", as = \"nobody\", hint = \"refresh_token\" }\nexpect = { outcome = \"any\" }";
    Mock::given(path("/introspect")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let ran = swiftly(&case(&format!("{given}{steps}")), &target(&server, CONFIDENTIAL)).await;
    assert_eq!(ran.only().verdict, Verdict::Pass, "{:?}", ran.only());
    let first = &asked(&server, "/authorize").await[0];
    let sent = |name: &str| first.url.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
    let names = ["nonce", "max_age", "response_type", "code_challenge_method"];
    assert_eq!(names.map(sent), [Some("n-1".into()), Some("3600".into()), Some("code id_token".into()), None]);
    let introspection = &asked(&server, "/introspect").await[0];
    assert!(!introspection.headers.contains_key("authorization"));
    let wanted = [("token".to_owned(), "alice front-n-1".to_owned()), ("token_type_hint".into(), "refresh_token".into())];
    assert_eq!(form(&introspection.body), wanted);
    let record = serde_json::to_string(&ran.record).unwrap();
    assert!(!record.contains("front-n-1"), "the front id_token is a secret");
}

#[tokio::test]
async fn an_empty_scope_is_left_out() {
    let server = server().await;
    swiftly(&case("given = { authorization = { scope = \"\" } }\nexpect = \"tokens\""), &target(&server, CONFIDENTIAL)).await;
    let scopes: Vec<_> =
        asked(&server, "/authorize").await.iter().map(|asked| asked.url.query().unwrap().contains("scope=")).collect();
    assert_eq!(
        scopes.iter().filter(|has| !**has).count(),
        1,
        "the case's own alone; its control asks for the usual ones: {scopes:?}"
    );
}

#[tokio::test]
async fn a_scope_is_seen_where_the_target_file_says() {
    let case = case("expect = { scope = \"openid mail\" }");
    for (declared, verdict, silent, asked_at_introspection) in [
        (None, Verdict::Pass, "", true),
        (Some("[\"introspection\"]"), Verdict::Pass, "", true),
        (Some("[\"response\", \"introspection\"]"), Verdict::Pass, "", true),
        (Some("[\"jwt\"]"), Verdict::Inconclusive, "does not show the token's scope: JWT claim", false),
        (Some("[\"introspection\", \"jwt\"]"), Verdict::Inconclusive, "does not show the token's scope: JWT claim", true),
        (Some("[\"response\"]"), Verdict::Inconclusive, "does not show the token's scope: scope member", false),
        (Some("[]"), Verdict::Inconclusive, "scope_seen_in of the target file is empty", false),
    ] {
        let server = server().await;
        let shown = ResponseTemplate::new(200).set_body_json(json!({"active": true, "scope": "openid mail"}));
        Mock::given(path("/introspect")).respond_with(shown).mount(&server).await;
        let key = declared.map(|places| format!("scope_seen_in = {places}\n")).unwrap_or_default();
        let file = target(&server, CONFIDENTIAL).replace("name = \"mock\"\n", &format!("name = \"mock\"\n{key}"));
        let ran = swiftly(&case, &file).await;
        assert_eq!(ran.only().verdict, verdict, "{declared:?}: {}", ran.only().reason);
        assert!(ran.only().reason.contains(silent), "{declared:?}: {}", ran.only().reason);
        assert_eq!(!asked(&server, "/introspect").await.is_empty(), asked_at_introspection, "{declared:?}");
    }
}

#[tokio::test]
async fn the_authorization_endpoint_is_asked_without_following() {
    let server = server().await;
    let step = "[[case.step]]\nsend = \"authorization\"\nchange = { header = { Origin = \"https://app.example\" } }\nexpect = { outcome = \"any\", status = 302, headers = { Access-Control-Allow-Origin = \"absent\" } }";
    let ran = swiftly(&case(step), &target(&server, CONFIDENTIAL)).await;
    assert_eq!(ran.only().verdict, Verdict::Pass, "{:?}", ran.only());
    let sent = asked(&server, "/authorize").await;
    assert!(sent.iter().any(|request| request.headers.get("origin").is_some_and(|origin| origin == "https://app.example")));
    let record = serde_json::to_string(&ran.record).unwrap();
    assert!(!record.contains("code-0") && !record.contains("code-1"), "codes stay out of the record");
}

#[tokio::test]
async fn credentials_go_into_the_body_where_the_target_file_says_so() {
    let server = server().await;
    let client = CONFIDENTIAL.replace("redirect_uris", "auth = \"client_secret_post\"\nredirect_uris");
    let cases = [
        case("expect = \"tokens\""),
        case("change = { auth = { secret = { append = \"x\" } } }\nexpect = { error = \"invalid_client\" }")
            .replace("\"c\"", "\"d\""),
    ];
    let ran = swiftly(&cases.concat(), &target(&server, &client)).await;
    let sent = &asked(&server, "/token").await[0];
    assert!(!sent.headers.contains_key("authorization"));
    assert!(form(&sent.body).contains(&("client_secret".to_owned(), "s3cret-of-c1-with-enough-characters".to_owned())));
    let repeat = ran.only().repeat.join("\n");
    assert!(repeat.contains("--data-urlencode \"client_secret=${CONFIDENTIAL_SECRET}\""), "{repeat}");
    assert!(ran.record.cases[1].reason.contains("this is about HTTP Basic"), "{}", ran.record.cases[1].reason);
}

#[tokio::test]
async fn cases_that_wait_are_skipped_unless_asked_for() {
    let server = server().await;
    let cases = case("[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nwait = 30\nexpect = { error = \"invalid_grant\" }");
    let target = target(&server, CONFIDENTIAL);
    let ran = swiftly(&cases, &target).await;
    assert_eq!((ran.only().verdict, ran.only().reason.as_str()), (Verdict::Skip, "waits 30 s: examined with --slow alone"));
    let ran = run(&suite(&cases), &target, Slow::Examined, Waiting::Pretended).await;
    assert_eq!(ran.only().verdict, Verdict::Pass, "{:?}", ran.only());
    let elapsed = |request: &Request| request.headers.get("tokenspec-elapsed").map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(asked(&server, "/token").await.iter().map(elapsed).collect::<Vec<_>>(), [None, Some("30".to_owned())]);
}

#[tokio::test]
async fn expiry_is_waited_for_by_what_the_answer_says() {
    let server = server().await;
    let cases = |at_most| {
        case(&format!(
            "[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nwait = {{ until = \"expiry\", at_most = {at_most} }}\nexpect = {{ error = \"invalid_grant\" }}"
        ))
    };
    let target = target(&server, CONFIDENTIAL);
    let ran = run(&suite(&cases(120)), &target, Slow::Examined, Waiting::Pretended).await;
    assert_eq!(ran.only().verdict, Verdict::Pass, "{:?}", ran.only());
    let last = asked(&server, "/token").await.pop().unwrap();
    assert_eq!(last.headers.get("tokenspec-elapsed").unwrap(), "102");
    let ran = run(&suite(&cases(60)), &target, Slow::Examined, Waiting::Pretended).await;
    assert_eq!(ran.only().verdict, Verdict::Skip);
    assert!(ran.only().reason.contains("lives 100 s, and this case waits at most 60 s"), "{}", ran.only().reason);
}

#[tokio::test]
async fn cases_that_wait_overlap_and_say_so() {
    let started = std::time::Instant::now();
    let server = server().await;
    let cases: String = (0..12)
        .map(|number| {
            let steps = "[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nwait = 1\nexpect = { error = \"invalid_grant\" }";
            case(steps).replace("id = \"c\"", &format!("id = \"c{number}\""))
        })
        .collect();
    let file = format!("{}[limits]\nconcurrency = 1\n", target(&server, CONFIDENTIAL));
    // A moment is no reason to skip.
    let ran = run(&suite(&cases), &file, Slow::Skipped, Waiting::Real).await;
    assert!(ran.record.cases.iter().all(|case| case.verdict == Verdict::Pass), "{:?}", ran.only());
    let seconds = started.elapsed().as_secs();
    assert!((1..12).contains(&seconds), "12 waits of a second, one request at a time, took {seconds} s");
    let told = ran.events.iter().find_map(|event| match event {
        RunEvent::Waiting { cases, seconds } => Some((*cases, *seconds)),
        _ => None,
    });
    assert_eq!(told, Some((11, 1)));
    assert!(ran.record.statistics.bound_ms >= 1_000.0, "the bound knows of the wait");
}

#[tokio::test]
async fn copies_are_sent_at_once_and_judged_together() {
    let server = server().await;
    let steps = "[[case.step]]\ncopies = 6\nexpect = { successes = 1 }\n[[case.step]]\nsend = { introspect = \"${access_token}\" }\nexpect = { members = { active = true } }";
    Mock::given(path("/introspect"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"active": true})))
        .mount(&server)
        .await;
    let ran = swiftly(&case(steps), &target(&server, CONFIDENTIAL)).await;
    let only = ran.only();
    assert_eq!(only.verdict, Verdict::Pass, "{only:?}");
    assert_eq!(only.exchanges.len(), 7);
    let bodies: std::collections::BTreeSet<_> = asked(&server, "/token").await.into_iter().map(|request| request.body).collect();
    assert_eq!(bodies.len(), 1, "the same request each time");
    let planned = ran.events.iter().find_map(|event| match event {
        RunEvent::Planned { token_requests, .. } => Some(*token_requests),
        _ => None,
    });
    assert_eq!(planned, Some(6));
    assert!(only.repeat.is_empty() || !only.repeat.join("").contains("s3cret"), "{:?}", only.repeat);
}

#[tokio::test]
async fn two_successes_of_a_race_are_found() {
    let server = MockServer::start().await;
    let tokens = json!({"access_token": "same", "token_type": "Bearer"});
    Mock::given(path("/token")).respond_with(ResponseTemplate::new(200).set_body_json(tokens)).mount(&server).await;
    let service =
        "[[client]]\nrole = \"service\"\nid = \"svc\"\nsecret = \"s3cret-of-svc-with-enough-characters\"\nscopes = [\"api\"]\n";
    let steps =
        "for = { client = \"service\", grant = \"client_credentials\" }\n[[case.step]]\ncopies = 3\nexpect = { successes = 1 }";
    let ran = swiftly(&case(steps), &target(&server, service)).await;
    assert_eq!(ran.only().verdict, Verdict::Fail);
    assert!(ran.only().reason.contains("3 of 3 copies succeeded"), "{}", ran.only().reason);
    assert_eq!(ran.only().observed, "3 × 200, tokens");
    assert_eq!(ran.only().changed, ["sent, 3 times at once"]);
}

#[tokio::test]
async fn steps_at_the_same_time_are_judged_each_by_its_own_expectation() {
    // Nobody is answered before both have arrived: only requests under way together get through.
    let together = Arc::new(std::sync::Barrier::new(2));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let together = Arc::clone(&together);
            std::thread::spawn(move || {
                let mut stream = stream;
                while let Some(request) = support::read_request(&mut stream) {
                    together.wait();
                    let body = if request.contains("scope=second") {
                        "{\"error\":\"invalid_scope\"}"
                    } else {
                        "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}"
                    };
                    let status = if body.contains("error") { "400 Bad Request" } else { "200 OK" };
                    let head =
                        format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
                    let _ = std::io::Write::write_all(&mut stream, format!("{head}{body}").as_bytes());
                }
            });
        }
    });
    let steps = "for = { client = \"service\", grant = \"client_credentials\" }\n[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nchange = { set = { scope = \"second\" } }\nwith_previous = true\nexpect = { error = \"invalid_scope\" }";
    let file =
        support::service_target(address).replace("{ env = \"SERVICE_SECRET\" }", "\"s3cret-of-svc-with-enough-characters\"");
    let ran = swiftly(&case(steps), &file).await;
    assert_eq!((ran.only().verdict, ran.only().exchanges.len()), (Verdict::Pass, 2), "{:?}", ran.only());
    let ran = swiftly(&case(&steps.replace("invalid_scope", "invalid_request")), &file).await;
    assert_eq!(ran.only().verdict, Verdict::Warn);
    assert_eq!(ran.only().changed[1], "step 2: at the same time the token request, scope = \"second\"");
}

#[tokio::test]
async fn a_case_that_does_not_get_to_its_subject_fails_nobody() {
    let server = MockServer::start().await;
    let location = "https://app.example/cb?code=k";
    let code = move |request: &Request| {
        let state = request.url.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
        ResponseTemplate::new(302).insert_header("location", format!("{location}&state={}", state.unwrap_or_default()).as_str())
    };
    Mock::given(method("GET")).and(path("/authorize")).respond_with(code).mount(&server).await;
    let tokens = |request: &Request| match form(&request.body).iter().any(|(_, value)| value == "authorization_code") {
        true => ResponseTemplate::new(200)
            .set_body_json(json!({"access_token": "a", "token_type": "Bearer", "refresh_token": "r", "scope": "openid mail"})),
        false => ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant"})),
    };
    Mock::given(method("POST")).and(path("/token")).respond_with(tokens).mount(&server).await;
    let refresh = "for = { client = \"confidential\", grant = \"refresh_token\" }\n";
    let alone = case(&format!("{refresh}expect = \"tokens\""));
    let onwards = "step = [{ expect = \"tokens\" }, { send = { introspect = \"${access_token}\" }, expect = \"ok\" }]";
    let onwards = case(&format!("{refresh}{onwards}")).replace("\"c\"", "\"d\"");
    let ran = swiftly(&format!("{alone}{onwards}"), &target(&server, CONFIDENTIAL)).await;
    let [alone, onwards] = ran.record.cases.as_slice() else { panic!("{:?}", ran.record.cases) };
    assert_eq!(alone.verdict, Verdict::Fail, "the ordinary request is what this case is about");
    assert_eq!(onwards.verdict, Verdict::Inconclusive, "{}", onwards.reason);
    assert!(onwards.reason.contains("the ordinary request, from which this case goes on, got 400 invalid_grant"));
}

#[tokio::test]
async fn values_of_the_whole_run_are_inspected() {
    let server = server().await;
    let cases = [
        case("expect = \"tokens\""),
        case("inspect = \"tokens-distinct\"").replace("\"c\"", "\"distinct\""),
        case("inspect = \"code-entropy\"").replace("\"c\"", "\"codes\""),
        case("inspect = \"client-secret-entropy\"").replace("\"c\"", "\"secrets\""),
        case("inspect = \"endpoint-uri\"").replace("\"c\"", "\"uri\""),
        case("change = { drop = \"code\" }\nexpect = \"either\"").replace("\"c\"", "\"d\""),
    ];
    let file = target(&server, CONFIDENTIAL);
    let ran = swiftly(&cases.concat(), &file).await;
    let verdict = |id: &str| {
        let found = ran.record.cases.iter().find(|case| case.id == format!("t/{id}")).unwrap();
        (found.verdict, found.reason.clone())
    };
    assert_eq!(verdict("distinct").0, Verdict::Pass, "{:?}", verdict("distinct"));
    assert_eq!(verdict("codes").0, Verdict::Warn, "{:?}", verdict("codes"));
    assert_eq!(verdict("secrets").0, Verdict::Pass, "{:?}", verdict("secrets"));
    assert_eq!(verdict("uri").0, Verdict::Pass);
    // A target file cannot name such an endpoint; metadata can.
    let metadata = json!({"token_endpoint": format!("{}/token#part", server.uri())});
    Mock::given(path("/.well-known/oauth-authorization-server"))
        .respond_with(ResponseTemplate::new(200).set_body_json(metadata))
        .mount(&server)
        .await;
    let ran = swiftly(&case("inspect = \"endpoint-uri\""), &file).await;
    assert_eq!(ran.only().verdict, Verdict::Fail, "{:?}", ran.only());
}

#[tokio::test]
async fn one_token_for_two_grants_is_found() {
    let server = server().await;
    let tokens: Value = json!({"access_token": "always-this", "token_type": "Bearer"});
    Mock::given(path("/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(tokens))
        .with_priority(1)
        .mount(&server)
        .await;
    let cases = [
        case("expect = \"tokens\""),
        case("given = { authorization = { scope = \"openid\" } }\nexpect = \"tokens\"").replace("\"c\"", "\"d\""),
        case("inspect = \"tokens-distinct\"").replace("\"c\"", "\"distinct\""),
    ];
    let ran = swiftly(&cases.concat(), &target(&server, CONFIDENTIAL)).await;
    assert_eq!(ran.record.cases[2].verdict, Verdict::Fail, "{:?}", ran.record.cases[2]);
}

/// A server that keeps what it is sent and answers every request with tokens.
fn listening() -> (std::net::SocketAddr, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&heard);
    let address = support::raw_server(move |stream| {
        let mut seen = Vec::new();
        let mut buffer = [0; 4096];
        let complete = |seen: &[u8]| {
            let text = String::from_utf8_lossy(seen).into_owned();
            let (head, body) = text.split_once("\r\n\r\n")?;
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            let done = if head.contains("chunked") { body.ends_with("0\r\n\r\n") } else { body.len() >= length.unwrap_or(0) };
            done.then_some(text)
        };
        while let Ok(count @ 1..) = std::io::Read::read(stream, &mut buffer) {
            seen.extend_from_slice(&buffer[..count]);
            if let Some(text) = complete(&seen) {
                keep.lock().unwrap().push(text);
                let body = "{\"access_token\":\"a-token\",\"token_type\":\"Bearer\"}";
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                let _ = std::io::Write::write_all(stream, format!("{head}{body}").as_bytes());
                return;
            }
        }
    });
    (address, heard)
}

/// Runs lines as a person would.
fn repeat(lines: &[String]) -> String {
    let shell = std::process::Command::new("bash")
        .args(["-c", &lines.join("\n")])
        .env("SERVICE_SECRET", "s3cret-of-svc-with-enough-characters")
        .output()
        .unwrap();
    format!("{}{}", String::from_utf8_lossy(&shell.stdout), String::from_utf8_lossy(&shell.stderr))
}

#[tokio::test]
async fn what_curl_cannot_say_is_written_out_and_is_the_same_request() {
    let (address, heard) = listening();
    let file = support::service_target(address).replace("[[client]]", "raw = true\n\n[[client]]");
    let file = file.replace("{ env = \"SERVICE_SECRET\" }", "\"s3cret-of-svc-with-enough-characters\"");
    for wire in [
        "host = \"twice\"",
        "names = \"flipped\"",
        "framing = \"two-lengths\"",
        "framing = \"chunked-not-final\"",
        "lines = [\"X-Odd: a\"]",
        "space_before_colon = \"Content-Type\"",
        "folded = \"Authorization\"",
        "target = \"absolute\"",
        "host = \"absent\"",
        "version = \"1.0\"",
        "framing = \"chunked\"",
    ] {
        heard.lock().unwrap().clear();
        let lines = format!(
            "for = {{ client = \"service\", grant = \"client_credentials\" }}\n[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nchange = {{ wire = {{ {wire} }} }}\nexpect = {{ error = \"invalid_request\" }}"
        );
        let ran = swiftly(&case(&lines), &file).await;
        assert_eq!(ran.only().verdict, Verdict::Fail, "{wire}: {:?}", ran.only());
        let sent = heard.lock().unwrap().pop().unwrap();
        let repeated = ran.only().repeat.clone();
        assert!(!repeated.join("").contains("s3cret"), "{repeated:?}");
        let printed = tokio::task::spawn_blocking(move || repeat(&repeated)).await.unwrap();
        assert!(printed.contains("a-token"), "{wire}: {printed}\n{:?}", ran.only().repeat);
        let again = heard.lock().unwrap().pop().unwrap();
        assert_eq!(essence(&again), essence(&sent), "{wire}: {:?}", ran.only().repeat);
    }
}

/// A request without what curl says of itself: its name, its Accept, the order of fields, the way of chunks.
fn essence(request: &str) -> (Vec<String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let curl =
        |line: &&str| !["user-agent:", "accept:", "connection:"].iter().any(|name| line.to_ascii_lowercase().starts_with(name));
    let mut lines: Vec<String> = head.split("\r\n").filter(curl).map(str::to_owned).collect();
    lines[1..].sort();
    let chunked = head.to_ascii_lowercase().contains("chunked");
    let body: String = if chunked { body.split("\r\n").skip(1).step_by(2).collect() } else { body.to_owned() };
    (lines, body)
}

#[tokio::test]
async fn races_and_helpers_can_be_repeated() {
    let server = server().await;
    Mock::given(path("/introspect"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"active": false})))
        .mount(&server)
        .await;
    let steps = "[[case.step]]\ncopies = 3\nexpect = { successes = 1 }\nbind = { first-token = \"response.access_token\" }\n[[case.step]]\nsend = { introspect = \"${first-token}\" }\nexpect = { members = { active = true } }";
    let ran = swiftly(&case(steps), &target(&server, CONFIDENTIAL)).await;
    assert_eq!(ran.only().verdict, Verdict::Fail, "{:?}", ran.only());
    let token = form(&asked(&server, "/introspect").await[0].body)[0].1.clone();
    let lines = ran.only().repeat.clone();
    assert!(lines.iter().any(|line| line.contains("for i in $(seq 3); do curl ")), "{lines:?}");
    let run = tokio::task::spawn_blocking(move || {
        std::process::Command::new("bash")
            .args(["-c", &lines.join("\n")])
            .env("CONFIDENTIAL_SECRET", "s3cret-of-c1-with-enough-characters")
            .output()
            .unwrap()
    });
    let printed = String::from_utf8_lossy(&run.await.unwrap().stdout).into_owned();
    assert!(printed.contains("\"active\":false"), "{printed} {:?}", ran.only().repeat);
    let last = form(&asked(&server, "/introspect").await.pop().unwrap().body)[0].1.clone();
    assert!(!last.is_empty() && last != token && last.starts_with("eyJ"), "a token of its own: {last}");
    assert_eq!(asked(&server, "/token").await.len(), 6);
}

#[tokio::test]
async fn a_refresh_after_the_exchange_is_repeated_without_a_second_one() {
    let server = server().await;
    let steps = "[[case.step]]\nexpect = \"tokens\"\n[[case.step]]\nsend = { token = \"main\", grant = \"refresh_token\" }\nchange = { set = { refresh_token = \"made-up\" } }\nexpect = { error = \"invalid_grant\" }";
    let ran = swiftly(&case(steps), &target(&server, CONFIDENTIAL)).await;
    let lines = ran.only().repeat.join("\n");
    assert_eq!(lines.matches("grant_type=authorization_code").count(), 1, "{lines}");
    assert_eq!(lines.matches("grant_type=refresh_token").count(), 1, "{lines}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handshakes_and_requests_in_the_clear_are_judged_by_what_the_server_makes_of_them() {
    let options = reference::Options { tls: Some(reference::Tls), ..reference::Options::default() };
    let running = reference::start(options.clone()).await.unwrap();
    let subject = runner::connect(tokenspec::embedded::target(&running.issuer, &options)).await.unwrap();
    let steps = |send: &str, expect: &str| format!("needs = [\"https\"]\n[[case.step]]\nsend = {send}\nexpect = {expect}");
    let cases = [
        case(&steps("{ handshake = \"tls-1.3\" }", "\"ok\"")),
        case(&steps("{ handshake = \"tls-1.0\" }", "\"refused\"")).replace("\"c\"", "\"old\""),
        case(&steps("{ handshake = \"tls-1.3\" }", "\"refused\"")).replace("\"c\"", "\"wrong\""),
        case(&steps("\"plain-http\"", "{ outcome = \"refused\" }")).replace("\"c\"", "\"clear\""),
    ];
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let (slow, waiting) = (Slow::Skipped, Waiting::Real);
    let options = RunOptions { seed: 1, detail: Detail::All, slow, waiting, stop, tell: Tell::Verdicts, listener: &|_| {} };
    let record = runner::run(&subject, &[suite(&cases.concat())], options).await;
    let verdicts: Vec<_> = record.cases.iter().map(|case| (case.verdict, case.observed.as_str())).collect();
    assert_eq!(verdicts[0].0, Verdict::Pass, "{verdicts:?}");
    assert_eq!(verdicts[1].0, Verdict::Pass, "{verdicts:?}");
    assert_eq!(verdicts[2].0, Verdict::Fail, "{verdicts:?}");
    assert!(verdicts[2].1.starts_with("agreed on TLS 1.3"), "{verdicts:?}");
    assert_eq!(verdicts[3].0, Verdict::Pass, "{verdicts:?}");
    assert!(record.cases.iter().all(|case| case.control.is_none()), "no token request stands behind these");
}
