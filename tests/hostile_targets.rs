//! Targets that misbehave: each run ends by itself, bounded, with a reason, and never with a verdict that the answer does not carry.

mod support;

use std::io::Write;

use support::{Outcome, file, outcome, raw_server, read_request, reply, service_target, tokenspec};

fn run_against(answer: impl Fn(&mut std::net::TcpStream) + Send + Sync + 'static) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tokenspec.toml", &service_target(raw_server(answer)));
    outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "canary-service-secret-7d1f").args([
        "run",
        "--suite",
        "create-tokens",
        "--format",
        "json",
    ]))
}

/// No case passes, and the reason is said.
fn assert_nothing_passes(ran: &Outcome, reason: &str) {
    let record = ran.json();
    let passed = record["cases"].as_array().unwrap().iter().filter(|case| case["verdict"] == "pass");
    // What needs no answer (the length of the configured client ids) may pass; nothing else.
    let passed: Vec<&str> =
        passed.filter(|case| !case["exchanges"].as_array().unwrap().is_empty()).filter_map(|case| case["id"].as_str()).collect();
    assert!(passed.is_empty(), "{passed:?}");
    let reasons: Vec<&str> = record["cases"].as_array().unwrap().iter().filter_map(|case| case["reason"].as_str()).collect();
    assert!(reasons.iter().any(|text| text.contains(reason)), "{reason:?} not in {reasons:?}");
}

#[test]
fn html_instead_of_json() {
    let ran = run_against(|stream| {
        reply(stream, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<h1>Maintenance</h1>");
    });
    assert_nothing_passes(&ran, "text/html, not a JSON object");
    assert_eq!(ran.code, 3, "nothing can be concluded: {}", ran.stderr);
}

#[test]
fn a_connection_that_closes_at_once() {
    let ran = run_against(|stream| drop(read_request(stream)));
    assert_nothing_passes(&ran, "the connection broke off");
    assert_eq!(ran.code, 3);
}

#[test]
fn nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    file(folder.path(), "tokenspec.toml", &service_target(address));
    let ran = outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "s3cret-value").args([
        "run",
        "--suite",
        "create-tokens",
        "--format",
        "json",
    ]));
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert_nothing_passes(&ran, "no connection to 127.0.0.1");
}

#[test]
fn an_endless_answer_is_not_read_to_its_end() {
    let ran = run_against(|stream| {
        if read_request(stream).is_some() {
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n{\"access_token\":\"",
            );
            let block = [b'a'; 65536];
            while stream.write_all(&block).is_ok() {}
        }
    });
    assert_nothing_passes(&ran, "was not read further");
    assert_eq!(ran.code, 3);
}

#[test]
fn one_byte_at_a_time_runs_into_the_time_limit() {
    let ran = run_against(|stream| {
        if read_request(stream).is_some() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            // Waits for the other side between bytes: it never says anything more.
            stream.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
            let mut nothing = [0; 1];
            while stream.write_all(b"x").is_ok() && std::io::Read::read(stream, &mut nothing).is_err() {}
        }
    });
    assert_nothing_passes(&ran, "no complete answer within 0.7 s");
    assert_eq!(ran.code, 3);
}

#[test]
fn a_redirect_loop_is_an_answer_like_any_other() {
    let ran = run_against(|stream| {
        reply(stream, b"HTTP/1.1 302 Found\r\nLocation: /token\r\nContent-Length: 0\r\n\r\n");
    });
    assert_nothing_passes(&ran, "received 302");
}

#[test]
fn invalid_utf8_control_characters_and_escapes_reach_nobody() {
    let ran = run_against(|stream| {
        let body = b"\xff\xfe\x1b[31m{\"error\":\"\x07\xe2\x80\xaeinvalid\"}\x00";
        let head = format!(
            "HTTP/1.1 400 Bad\r\nContent-Type: application/json\r\nX-Trap: \x1b]0;owned\x07\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        reply(stream, &[head.as_bytes(), body].concat());
    });
    for text in [&ran.stdout, &ran.stderr] {
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
    }
}

#[test]
fn a_compressed_bomb_is_not_unpacked() {
    let ran = run_against(|stream| {
        reply(stream, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\0");
    });
    assert_nothing_passes(&ran, "it was not decompressed");
    assert_eq!(ran.code, 3);
}

#[test]
fn deeply_nested_json_is_refused_without_harm() {
    let ran = run_against(|stream| {
        let body = "[".repeat(200_000);
        reply(
            stream,
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                .as_bytes(),
        );
    });
    assert_nothing_passes(&ran, "not a JSON object");
}

#[test]
fn too_many_requests_is_never_a_verdict() {
    let ran = run_against(|stream| {
        reply(stream, b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
    });
    assert_nothing_passes(&ran, "429");
    let record = ran.json();
    assert_eq!((&record["summary"]["fail"], &record["summary"]["warn"]), (&0.into(), &0.into()));
    assert_eq!(ran.code, 3);
}

#[test]
fn unavailable_is_never_a_verdict() {
    let ran = run_against(|stream| {
        reply(stream, b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    });
    assert_nothing_passes(&ran, "503");
    assert_eq!(ran.json()["summary"]["fail"], 0);
    assert_eq!(ran.code, 3);
}

#[test]
fn no_secret_is_repeated_even_when_the_target_echoes_it() {
    let ran = run_against(|stream| {
        if let Some(request) = read_request(stream) {
            let body = format!("{{\"error\":\"invalid_client\",\"error_description\":{}}}", serde_json::Value::from(request));
            let _ = stream.write_all(
                format!(
                    "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                )
                .as_bytes(),
            );
        }
    });
    for form in ["canary-service-secret-7d1f", "Y2FuYXJ5LXNlcnZpY2Utc2VjcmV0LTdkMWY"] {
        assert!(!ran.stdout.contains(form) && !ran.stderr.contains(form), "{form} leaked");
    }
}
