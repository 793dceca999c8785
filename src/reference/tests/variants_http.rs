//! Variants of HTTP and of error answers: each is seen on the wire, and what it does not concern stays.

use axum::body::Body;
use axum::http::{Method, Request, Version, header};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::variants::varied;
use super::{Answer, Harness, assert_error, encode};
use crate::reference::{Role, jwt};

async fn tokens(harness: &Harness) -> Answer {
    harness.token(Role::Service, &[("grant_type", "client_credentials")]).await
}

async fn refused(harness: &Harness) -> Answer {
    harness.token(Role::Service, &[("grant_type", "nothing")]).await
}

async fn method(harness: &Harness, method: Method) -> Answer {
    let request = Request::builder().method(method).uri(format!("{}/token", harness.server.issuer));
    harness.send(request.body(Body::empty()).unwrap()).await
}

async fn with_media_type(harness: &Harness, media_type: &str, body: String) -> Answer {
    let request = Request::post(format!("{}/token", harness.server.issuer))
        .header(header::CONTENT_TYPE, media_type)
        .header(header::AUTHORIZATION, harness.basic(Role::Service));
    harness.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn fields_of_answers_vary() {
    let harness = varied("no-pragma").await;
    assert!(tokens(&harness).await.headers.get(header::PRAGMA).is_none());

    let harness = varied("more-cache-control").await;
    let answer = tokens(&harness).await;
    let lines: Vec<_> = answer.headers.get_all(header::CACHE_CONTROL).iter().collect();
    assert_eq!(lines, ["private", "No-Store, max-age=0"]);

    let harness = varied("errors-may-be-stored").await;
    assert!(refused(&harness).await.headers.get(header::CACHE_CONTROL).is_none());
    assert_eq!(tokens(&harness).await.header(header::CACHE_CONTROL), "no-store");

    let harness = varied("media-type-spelt-otherwise").await;
    for answer in [tokens(&harness).await, refused(&harness).await] {
        assert_eq!(answer.header(header::CONTENT_TYPE), "Application/JSON;Charset=\"utf-8\"");
    }

    let harness = varied("cookies").await;
    assert!(tokens(&harness).await.header(header::SET_COOKIE).starts_with("visit=1"));

    let harness = varied("cors").await;
    assert_eq!(tokens(&harness).await.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    let elsewhere = harness.authorize(Role::Other, &[("scope", "openid")]).await;
    assert!(elsewhere.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none());
}

#[tokio::test]
async fn challenges_vary() {
    for (name, expected) in
        [("additional-challenge", &["Basic realm", "Bearer realm"][..]), ("lower-case-challenge", &["basic realm"][..])]
    {
        let harness = varied(name).await;
        let answer = harness.post("/token", Some("Basic eA=="), encode(&[("grant_type", "client_credentials")])).await;
        assert_eq!(answer.status, 401);
        let challenges: Vec<_> = answer.headers.get_all(header::WWW_AUTHENTICATE).iter().collect();
        assert_eq!(challenges.len(), expected.len(), "{name}");
        for (challenge, start) in challenges.iter().zip(expected) {
            assert!(challenge.to_str().unwrap().starts_with(start), "{name}");
        }
    }
}

#[tokio::test]
async fn methods_and_media_types_vary() {
    let harness = varied("other-methods-404").await;
    let answer = method(&harness, Method::GET).await;
    assert_eq!((answer.status, answer.header(header::ALLOW)), (404, ""));

    let harness = varied("allow-post-alone").await;
    for refused in [Method::PUT, Method::OPTIONS] {
        let answer = method(&harness, refused).await;
        assert_eq!((answer.status, answer.header(header::ALLOW)), (405, "POST"));
    }

    let json = || r#"{"grant_type": "client_credentials"}"#.to_owned();
    assert_eq!(with_media_type(&varied("wrong-media-type-415").await, "text/plain", json()).await.status, 415);
    let harness = varied("json-body-accepted").await;
    assert_eq!(with_media_type(&harness, "application/json", json()).await.status, 200);
    assert_error(&with_media_type(&harness, "application/json", "[]".to_owned()).await, 400, "invalid_request");

    let harness = varied("bodies-above-56-kib-refused").await;
    for (length, status) in [(50 << 10, 200), (57 << 10, 413)] {
        let padding = "x".repeat(length);
        let fields = [("grant_type", "client_credentials"), ("padding", padding.as_str())];
        assert_eq!(harness.token(Role::Service, &fields).await.status, status, "{length}");
    }
}

#[tokio::test]
async fn the_transfer_varies() {
    let send = async |harness: &Harness| {
        let request = Request::get(format!("{}/jwks", harness.server.issuer)).body(Body::empty()).unwrap();
        harness.http.request(request).await.unwrap().into_parts().0
    };
    let parts = send(&varied("chunked").await).await;
    assert_eq!(parts.headers[header::TRANSFER_ENCODING], "chunked");
    assert!(parts.headers.get(header::CONTENT_LENGTH).is_none());
    let parts = send(&varied("connection-closed").await).await;
    assert_eq!(parts.headers[header::CONNECTION], "close");
    let parts = send(&varied("http-1-0").await).await;
    assert_eq!(parts.version, Version::HTTP_10);
    assert!(parts.headers.get(header::CONTENT_LENGTH).is_none());
    for name in ["chunked", "connection-closed", "http-1-0"] {
        let harness = varied(name).await;
        for _ in 0..3 {
            assert_eq!(tokens(&harness).await.text("token_type"), "Bearer", "{name}");
        }
    }
}

#[tokio::test]
async fn names_of_fields_vary() {
    let harness = varied("title-case-fields").await;
    let mut stream = tokio::net::TcpStream::connect(harness.server.address()).await.unwrap();
    stream.write_all(b"GET /jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("\r\nContent-Type: application/json\r\n"), "{answer}");
}

#[tokio::test]
async fn time_varies() {
    let harness = varied("slow-answers").await;
    let clock = std::time::Instant::now();
    tokens(&harness).await;
    assert!(clock.elapsed().as_millis() >= 3);

    let harness = varied("clock-ahead").await;
    let answer = harness.exchange(Role::Other, &harness.code(Role::Other, "openid").await, &[]).await;
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(answer.header(header::DATE)).unwrap();
    let ahead = date.as_second() - jiff::Timestamp::now().as_second();
    assert!((119..=121).contains(&ahead), "{ahead}");
    let issued = jwt::claim(&answer.text("id_token"), "iat").unwrap().as_i64().unwrap();
    assert!((0..=1).contains(&(date.as_second() - issued)));

    let harness = varied("rate-limited").await;
    for number in 1..=100 {
        let answer = tokens(&harness).await;
        assert_eq!(answer.status, if number % 50 == 0 { 429 } else { 200 }, "{number}");
        assert_eq!(answer.header(header::RETRY_AFTER), if number % 50 == 0 { "0" } else { "" });
    }
}

#[tokio::test]
async fn error_answers_vary() {
    let harness = varied("no-error-description").await;
    assert_eq!(refused(&harness).await.json().to_string(), r#"{"error":"unsupported_grant_type"}"#);
    let harness = varied("uniform-descriptions").await;
    assert_eq!(refused(&harness).await.text("error_description"), "the request was refused");
    let harness = varied("relative-error-uri").await;
    assert_eq!(refused(&harness).await.text("error_uri"), "../docs/errors?lang=en#unsupported_grant_type");
    let harness = varied("extra-members").await;
    assert!(refused(&harness).await.json()["details"].is_array());
    assert!(tokens(&harness).await.json()["x_region"].is_object());
    let harness = varied("json-spelt-otherwise").await;
    let answer = tokens(&harness).await;
    assert_eq!(answer.text("token_type"), "Bearer");
    assert!(!String::from_utf8_lossy(&answer.body).contains("Bearer"));
}

#[tokio::test]
async fn reports_of_failed_authentication_vary() {
    let nobody = encode(&[("grant_type", "client_credentials")]);
    let unknown = encode(&[("grant_type", "client_credentials"), ("client_id", "unknown")]);
    for (name, body, header, status, error) in [
        ("body-authentication-400", &unknown, None, 400, "invalid_client"),
        ("body-authentication-400", &unknown, Some("Basic eDp5"), 401, "invalid_client"),
        ("malformed-basic-invalid-request", &nobody, Some("Basic !"), 400, "invalid_request"),
        ("malformed-basic-invalid-request", &nobody, Some("Basic eDp5"), 401, "invalid_client"),
        ("missing-client-invalid-request", &nobody, None, 400, "invalid_request"),
        ("missing-client-invalid-request", &unknown, None, 401, "invalid_client"),
    ] {
        assert_error(&varied(name).await.post("/token", header, body.clone()).await, status, error);
    }
    let wrong = encode(&[("grant_type", "nothing"), ("client_id", "unknown")]);
    let early = varied("grant-type-before-client").await.post("/token", None, wrong.clone()).await;
    assert_error(&early, 400, "unsupported_grant_type");
    assert_error(&Harness::correct().await.post("/token", None, wrong).await, 401, "invalid_client");
}
