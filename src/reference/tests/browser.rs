use super::*;
use crate::reference::Login;

fn hidden(page: &Answer, name: &str) -> String {
    let document = scraper::Html::parse_document(std::str::from_utf8(&page.body).unwrap());
    let selector = scraper::Selector::parse(&format!("input[name={name}]")).unwrap();
    document.select(&selector).next().unwrap().attr("value").unwrap().to_owned()
}

struct Browser {
    harness: Harness,
    cookie: String,
    /// Seconds by which its requests come later.
    elapsed: u32,
}

impl Browser {
    async fn go(&mut self, method: &str, path: &str, fields: Fields<'_>) -> Answer {
        let address = url::Url::parse(&self.harness.server.issuer).unwrap().join(path).unwrap();
        let request = Request::builder()
            .method(method)
            .uri(address.as_str())
            .header(header::COOKIE, &self.cookie)
            .header("Tokenspec-Elapsed", self.elapsed)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encode(fields)))
            .unwrap();
        let answer = self.harness.send(request).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            self.cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        }
        answer
    }
}

#[tokio::test]
async fn a_person_logs_in_unticks_and_allows() {
    let harness = Harness::with(Options { login: Login::Form, ..Options::default() }).await;
    let first =
        harness.authorize(Role::Confidential, &[("scope", "openid email"), ("redirect_uri", REDIRECT), ("state", "<&\">")]).await;
    assert_eq!(first.status, 302);
    let mut browser = Browser { harness, cookie: String::new(), elapsed: 0 };
    let page = browser.go("GET", first.header(header::LOCATION), &[]).await;
    let (csrf, return_to) = (hidden(&page, "csrf"), hidden(&page, "return_to"));
    let bob = [("username", "bob"), ("password", "bob-pass"), ("return_to", return_to.as_str())];
    assert_eq!(browser.go("POST", "/login", &bob).await.status, 403);
    let fields = [&bob[..], &[("csrf", csrf.as_str())]].concat();
    let back = browser.go("POST", "/login", &fields).await;
    assert_eq!(back.status, 303);
    let page = browser.go("GET", back.header(header::LOCATION), &[]).await;
    let (csrf, request) = (hidden(&page, "csrf"), hidden(&page, "request"));
    let fields = [("csrf", csrf.as_str()), ("request", request.as_str()), ("scope", "openid")];
    let denied = browser.go("POST", "/consent", &[&fields[..], &[("decision", "deny")]].concat()).await;
    assert_eq!(result(&denied, "error"), "access_denied");
    let allowed = browser.go("POST", "/consent", &[&fields[..], &[("decision", "allow")]].concat()).await;
    assert_eq!(allowed.status, 303);
    assert_eq!(result(&allowed, "state"), "<&\">");
    let code = result(&allowed, "code");
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    assert_eq!(browser.harness.token(Role::Confidential, &fields).await.text("scope"), "openid");
}

#[tokio::test]
async fn who_logged_in_too_long_ago_logs_in_again() {
    let variants = vec!["issuer-with-path".parse().unwrap()];
    let harness = Harness::with(Options { login: Login::Form, pretend: true, variants, ..Options::default() }).await;
    let fields = [("scope", "openid"), ("redirect_uri", REDIRECT), ("max_age", "100")];
    let first = harness.authorize(Role::Other, &fields).await.header(header::LOCATION).to_owned();
    assert!(first.starts_with("/tenant/one/login?"), "{first}");
    let mut browser = Browser { harness, cookie: String::new(), elapsed: 0 };
    let page = browser.go("GET", &first, &[]).await;
    let (csrf, return_to) = (hidden(&page, "csrf"), hidden(&page, "return_to"));
    let alice = [("username", "alice"), ("password", "alice-pass"), ("return_to", &return_to), ("csrf", &csrf)];
    let back = browser.go("POST", "/tenant/one/login", &alice).await.header(header::LOCATION).to_owned();
    for (elapsed, status) in [(99, 200), (110, 302)] {
        browser.elapsed = elapsed;
        assert_eq!(browser.go("GET", &back, &[]).await.status, status, "{elapsed}");
    }
}

#[tokio::test]
async fn bad_authorization_requests_are_answered_where_they_may_be() {
    let harness = Harness::correct().await;
    let pages: [Fields<'_>; 2] = [&[("scope", "openid")], &[("scope", "openid"), ("redirect_uri", "https://elsewhere.example/")]];
    for fields in pages {
        let answer = harness.authorize(Role::Confidential, fields).await;
        assert_eq!(answer.status, 400);
        assert!(answer.header(header::LOCATION).is_empty());
    }
    let unknown = harness.authorize(Role::Confidential, &[("scope", "openid zz"), ("redirect_uri", REDIRECT)]).await;
    assert_eq!(result(&unknown, "error"), "invalid_scope");
    let without_pkce = harness.authorize(Role::Public, &[("scope", "openid")]).await;
    assert_eq!(result(&without_pkce, "error"), "invalid_request");
    assert_eq!(result(&without_pkce, "iss"), harness.server.issuer);
}

#[tokio::test]
async fn the_metadata_name_the_endpoints() {
    let harness = Harness::correct().await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let metadata = harness.get(path).await;
        assert_eq!(metadata.text("issuer"), harness.server.issuer);
        assert_eq!(metadata.text("token_endpoint"), format!("{}/token", harness.server.issuer));
    }
}
