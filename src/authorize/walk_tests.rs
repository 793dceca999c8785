//! Walks against small servers.

use std::sync::Arc;

use url::Url;
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::transport::{Settings, Transport};

const CALLBACK: &str = "http://127.0.0.1:9/cb";
const LOGIN: &str = "<title>Log in</title><form method=post action=/login><input type=hidden name=csrf value=hidden-csrf><input name=username><input type=password name=password><button>Log in</button></form>";
const CONSENT: &str = "<title>Consent</title><form method=post action=/consent><input type=checkbox name=s value=email><button name=d value=no>Deny</button><button name=d value=yes>Allow</button></form>";

fn request(server: &MockServer) -> AuthorizationRequest {
    let endpoint = Url::parse(&format!("{}/authorize", server.uri())).unwrap();
    AuthorizationRequest { endpoint, ..super::request::tests::request() }
}

fn form() -> Driver {
    Driver::Form(FormSettings::new("alice", "correct-horse".to_owned().into()))
}

async fn walk(server: &MockServer, driver: Driver) -> Result<Authorization, AuthorizeError> {
    UserAgent::new(driver, Arc::new(Transport::new(Settings::default()))).authorize(&request(server)).await
}

fn to(location: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", location)
}

fn html(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text.to_owned(), "text/html")
}

async fn on(server: &MockServer, verb: &str, at: &str, answer: ResponseTemplate) {
    Mock::given(method(verb)).and(path(at)).respond_with(answer).mount(server).await;
}

fn reason(result: Result<Authorization, AuthorizeError>) -> String {
    match result {
        Err(AuthorizeError::GaveUp { reason, pages, .. }) => {
            let told = format!("{reason} {pages:?}");
            assert!(!told.contains("correct-horse") && !told.contains("hidden-csrf"), "{told}");
            reason
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn redirects_carry_cookies_by_path() {
    let server = MockServer::start().await;
    on(
        &server,
        "GET",
        "/authorize",
        to("/x/next").append_header("set-cookie", "a=1; Path=/x").append_header("set-cookie", "b=2; Path=/y"),
    )
    .await;
    Mock::given(path("/x/next"))
        .and(header("cookie", "a=1"))
        .respond_with(to("http://127.0.0.1:9/cb?code=a%3Ab%2B%2F%3D&state=st"))
        .mount(&server)
        .await;
    let got = walk(&server, Driver::Redirect).await.unwrap();
    assert_eq!((got.code.as_str(), got.round_trips), ("a:b+/=", 2));
}

#[tokio::test]
async fn login_then_consent_and_the_session_is_kept() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/authorize"))
        .and(header("cookie", "sid=session-value"))
        .respond_with(html(CONSENT))
        .mount(&server)
        .await;
    on(&server, "GET", "/authorize", html(LOGIN)).await;
    Mock::given(method("POST"))
        .and(path("/login"))
        .and(body_string_contains("csrf=hidden-csrf&username=alice&password=correct-horse"))
        .respond_with(to("/authorize").append_header("set-cookie", "sid=session-value; Path=/"))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/consent"))
        .and(body_string_contains("s=email&d=yes"))
        .respond_with(to("http://127.0.0.1:9/cb?code=k&state=st"))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/consent"))
        .and(body_string_contains("d=yes"))
        .respond_with(to("http://127.0.0.1:9/cb?code=less&state=st"))
        .mount(&server)
        .await;
    let authorizer = Arc::new(UserAgent::new(form(), Arc::new(Transport::new(Settings::default()))));
    assert_eq!(authorizer.authorize(&request(&server)).await.unwrap().round_trips, 4);
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (authorizer, request) = (authorizer.clone(), request(&server));
            tokio::spawn(async move { authorizer.authorize(&request).await.unwrap().round_trips })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 2);
    }
    let declined = |scope: &str| AuthorizationRequest {
        partial_consent: Some(PartialConsent { declined: scope.into() }),
        ..request(&server)
    };
    assert_eq!(authorizer.authorize(&declined("email")).await.unwrap().code, "less");
    assert!(
        reason(authorizer.authorize(&declined("phone")).await).contains("no consent page had a check box for the scope `phone`")
    );
}

#[tokio::test]
async fn a_session_that_each_walk_renews_is_not_shared() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/authorize"))
        .respond_with(|request: &wiremock::Request| {
            match request.headers.get("cookie").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("sid=")) {
                Some(sid) => to("http://127.0.0.1:9/cb?code=k&state=st")
                    .append_header("set-cookie", format!("sid={sid}x; Path=/").as_str()),
                None => html(LOGIN),
            }
        })
        .mount(&server)
        .await;
    on(&server, "POST", "/login", to("/authorize").append_header("set-cookie", "sid=s; Path=/")).await;
    let authorizer =
        Arc::new(UserAgent::new(form(), Arc::new(Transport::new(Settings { concurrency: 2, ..Settings::default() }))));
    let tasks: Vec<_> = (0..12)
        .map(|_| {
            let (authorizer, request) = (authorizer.clone(), request(&server));
            tokio::spawn(async move { authorizer.authorize(&request).await.unwrap() })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let logins = server.received_requests().await.unwrap().iter().filter(|r| r.url.path() == "/login").count();
    assert!(logins <= 2, "{logins}");
}

#[tokio::test]
async fn a_session_over_which_the_server_stumbles_is_left_for_a_new_one() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/authorize"))
        .respond_with(|request: &wiremock::Request| {
            match request.headers.get("cookie").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("sid=")) {
                // What was kept for a session lasts for three walks.
                Some("sxxx") => ResponseTemplate::new(500),
                Some(sid) => to("http://127.0.0.1:9/cb?code=k&state=st")
                    .append_header("set-cookie", format!("sid={sid}x; Path=/").as_str()),
                None => html(LOGIN),
            }
        })
        .mount(&server)
        .await;
    on(&server, "POST", "/login", to("/authorize").append_header("set-cookie", "sid=s; Path=/")).await;
    let authorizer = UserAgent::new(form(), Arc::new(Transport::new(Settings::default())));
    for _ in 0..8 {
        authorizer.authorize(&request(&server)).await.unwrap();
    }
    let logins = server.received_requests().await.unwrap().iter().filter(|r| r.url.path() == "/login").count();
    assert!((3..=4).contains(&logins), "{logins}");
}

#[tokio::test]
async fn fresh_sessions_share_no_cookie_and_try_a_wrong_password_once() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/authorize"))
        .respond_with(|request: &wiremock::Request| match request.headers.contains_key("cookie") {
            true => to("http://127.0.0.1:9/cb?code=k&state=st"),
            false => html(LOGIN),
        })
        .mount(&server)
        .await;
    on(&server, "POST", "/login", to("/authorize").append_header("set-cookie", "sid=s; Path=/")).await;
    let logins = async || server.received_requests().await.unwrap().iter().filter(|r| r.url.path() == "/login").count();
    let fresh = || UserAgent::new(form(), Arc::new(Transport::new(Settings::default()))).with_fresh_sessions();
    let authorizer = fresh();
    for _ in 0..3 {
        authorizer.authorize(&request(&server)).await.unwrap();
    }
    assert_eq!(logins().await, 3);

    server.reset().await;
    on(&server, "GET", "/authorize", html(LOGIN)).await;
    on(&server, "POST", "/login", html(LOGIN)).await;
    let authorizer = fresh();
    for _ in 0..3 {
        authorizer.authorize(&request(&server)).await.unwrap_err();
    }
    assert_eq!(logins().await, 1);
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    let server = MockServer::start().await;
    on(&server, "GET", "/authorize", html(LOGIN)).await;
    on(&server, "POST", "/login", html(LOGIN)).await;
    let authorizer = UserAgent::new(form(), Arc::new(Transport::new(Settings::default())));
    for _ in 0..3 {
        assert!(reason(authorizer.authorize(&request(&server)).await).starts_with("the login form came back after submitting"));
    }
    assert_eq!(server.received_requests().await.unwrap().iter().filter(|r| r.url.path() == "/login").count(), 1);
}

#[tokio::test]
async fn circles_and_odd_pages_end_the_walk() {
    for (answer, expected) in [
        (to("/authorize"), "no end after 25 requests"),
        (html("<title>App\u{1b}[31m</title><script src=app.js></script><div id=root></div>"), "JavaScript"),
        (html(&"<i>".repeat(800_000)), "too many"),
        (ResponseTemplate::new(503).set_body_raw("down", "text/plain"), "HTTP 503"),
        (to("javascript:alert(1)"), "`javascript:`"),
        (to("file:///etc/passwd"), "`file:`"),
        (to("http://169.254.169.254/latest/meta-data/"), "link-local"),
        (to("http://[fe80::1]/"), "link-local"),
        (to("http://[::ffff:a9fe:a9fe]/"), "link-local"),
        (html("<meta http-equiv=refresh content='0;url=http://169.254.169.254/'>"), "link-local"),
        (html("<meta http-equiv=refresh content='0;url=file:///etc/passwd'>"), "`file:`"),
        (to("http://127.0.0.1:9/cb?code=k&state=other"), "`state` is not the one"),
        (to("http://127.0.0.1:9/cb?code=k"), "has no `state`"),
        (to("http://127.0.0.1:9/cb"), "neither `code` nor `error`"),
    ] {
        let server = MockServer::start().await;
        on(&server, "GET", "/authorize", answer).await;
        let got = reason(walk(&server, form()).await);
        let circle = expected.starts_with("no end") && got.contains("in a circle");
        assert!((got.contains(expected) || circle) && !got.contains('\u{1b}'), "{got}");
    }
}

#[tokio::test]
async fn form_post_fragment_refresh_and_errors() {
    let post = format!(
        "<form method=post action='{CALLBACK}'><input type=hidden name=code value='k+1'><input type=hidden name=state value=st></form>"
    );
    let refresh = format!("<meta http-equiv=refresh content=\"0; URL='{CALLBACK}?code=k%2B1&amp;state=st'\">");
    for answer in [html(&post), html(&refresh), to("http://127.0.0.1:9/cb#code=k%2B1&state=st")] {
        for driver in [form(), Driver::Redirect] {
            let server = MockServer::start().await;
            on(&server, "GET", "/authorize", answer.clone()).await;
            assert_eq!(walk(&server, driver).await.unwrap().code, "k+1");
        }
    }
    let server = MockServer::start().await;
    on(&server, "GET", "/authorize", to("http://127.0.0.1:9/cb?error=invalid_scope&error_description=no%1B%5B31m+such&state=st"))
        .await;
    let refused = AuthorizeError::Refused { error: "invalid_scope".into(), description: Some("no such".into()), round_trips: 1 };
    assert_eq!(walk(&server, form()).await, Err(refused));
    let server = MockServer::start().await;
    on(&server, "GET", "/authorize", ResponseTemplate::new(400).set_body_raw("<title>Bad client</title>", "text/html")).await;
    let refused = AuthorizeError::Refused { error: "HTTP 400".into(), description: Some("Bad client".into()), round_trips: 1 };
    assert_eq!(walk(&server, Driver::Redirect).await, Err(refused));
}

#[tokio::test]
async fn the_redirect_driver_names_the_page_that_it_met() {
    let server = MockServer::start().await;
    on(&server, "GET", "/authorize", html(LOGIN)).await;
    let got = reason(walk(&server, Driver::Redirect).await);
    assert!(got.contains("driver = \"form\"") && got.contains("Log in") && got.contains("/authorize"), "{got}");
}

#[tokio::test]
async fn who_is_put_off_asks_again() {
    let server = MockServer::start().await;
    let later = |seconds: &str| ResponseTemplate::new(429).insert_header("retry-after", seconds);
    let twice = Mock::given(path("/authorize")).respond_with(later("0")).up_to_n_times(2);
    twice.mount(&server).await;
    let callback = format!("{CALLBACK}?code=x&state=st");
    on(&server, "GET", "/authorize", to(&callback)).await;
    let done = walk(&server, Driver::Redirect).await.unwrap();
    assert_eq!((done.code.as_str(), done.round_trips), ("x", 3));

    let server = MockServer::start().await;
    on(&server, "GET", "/authorize", later("3600")).await;
    assert!(reason(walk(&server, Driver::Redirect).await).contains("HTTP 429"));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
