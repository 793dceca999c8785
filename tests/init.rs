//! `tokenspec init`: from a URL to a target file that `doctor` finds in order.

mod support;

use std::io::Write;
use std::process::Stdio;

use support::{Outcome, file, outcome, tokenspec};
use tokenspec::reference;
use wiremock::matchers::{body_partial_json, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const CONFIDENTIAL: &str = "confidential=01JDQ7ZK3MXWV5T8RBNH2CFGEA";
const SERVICE: &str = "service=01JDQ8FTRXM9VKHEBWZ3CNAYPS";

/// Answers line by line, as somebody would type them.
fn answered(command: &mut std::process::Command, answers: &str) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn flags_alone_are_enough() {
    let server = reference::start(reference::Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let init = |more: &[&str]| {
        let mut command = tokenspec(folder.path());
        command.args(["init", &server.issuer, "--yes", "--client", CONFIDENTIAL, "--secret", "confidential=WEB_SECRET"]);
        command.args(["--client", SERVICE, "--secret", "service=OWN_SECRET", "--service-scopes", "api.read api.write"]);
        command.args(["--redirect-uri", "https://client.example/callback", "--driver", "redirect"]).args(more);
        command.env("WEB_SECRET", "confidential-secret-4f7Qm2Zx9LwT").env("OWN_SECRET", "service-secret-2Hn5Pq9Xc7MjW~~~");
        outcome(&mut command)
    };
    let done = init(&[]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(
        done.stdout.contains("✓ client confidential") && done.stdout.ends_with("ready: tokenspec run tokenspec.toml\n"),
        "{}",
        done.stdout
    );
    let written = std::fs::read_to_string(folder.path().join("tokenspec.toml")).unwrap();
    assert!(written.contains("secret = { env = \"WEB_SECRET\" }") && !written.contains("4f7Qm2Zx9LwT"), "{written}");
    let again = init(&[]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("exists already") && again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(init(&["--force"]).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_line_by_line() {
    let server = reference::start(reference::Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let answers = "01JDQ7ZK3MXWV5T8RBNH2CFGEA\n\n\n\n\nhttps://client.example/callback\n\nsideways\nredirect\n";
    let mut command = tokenspec(folder.path());
    let done = answered(command.args(["init", &format!("{}/token", server.issuer)]), answers);
    assert!(done.stderr.contains("one of loopback, form, browser, redirect, command, static, none"), "{}", done.stderr);
    assert!(done.stdout.contains("export CONFIDENTIAL_SECRET=…"), "{}{}", done.stdout, done.stderr);
    assert!(
        done.stderr.lines().all(|line| line.matches("[").count() <= 1),
        "a question of its own on each line: {}",
        done.stderr
    );
    let written = std::fs::read_to_string(folder.path().join("tokenspec.toml")).unwrap();
    assert!(written.contains(&format!("issuer = \"{}\"", server.issuer)), "{written}");
    assert!(written.contains("scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]"), "{written}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_registered_where_the_server_lets_us() {
    let server = MockServer::start().await;
    let metadata = serde_json::json!({
        "issuer": server.uri(), "token_endpoint": format!("{}/token", server.uri()),
        "registration_endpoint": format!("{}/register", server.uri()),
    });
    let answer = |status: u16, body: serde_json::Value| ResponseTemplate::new(status).set_body_json(body);
    let found = path("/.well-known/oauth-authorization-server");
    Mock::given(method("GET")).and(found).respond_with(answer(200, metadata)).mount(&server).await;
    let registers = || Mock::given(method("POST")).and(path("/register"));
    let public = serde_json::json!({ "token_endpoint_auth_method": "none" });
    let refused = serde_json::json!({ "error": "invalid_client_metadata", "error_description": "no public\u{1b}[31m clients" });
    registers().and(body_partial_json(public)).respond_with(answer(400, refused)).with_priority(1).mount(&server).await;
    let registered =
        serde_json::json!({ "client_id": "made", "client_secret": "made-secret-5Tz", "registration_access_token": "token-8Qk" });
    registers().respond_with(answer(201, registered)).mount(&server).await;

    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "unrelated", "");
    let done = outcome(tokenspec(folder.path()).args(["init", &server.uri(), "--yes", "--register", "--driver", "none"]));
    assert!(done.stderr.contains("not registered for the role public: 400, no public"), "{}", done.stderr);
    assert!(!format!("{}{}", done.stdout, done.stderr).contains("made-secret-5Tz") && !done.stderr.contains('\u{1b}'));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("tokenspec.toml").contains("secret = { file = \"tokenspec-secrets/confidential\" }"));
    assert_eq!(
        (read("tokenspec-secrets/confidential").as_str(), read("tokenspec-secrets/.gitignore").as_str()),
        ("made-secret-5Tz", "*\n")
    );
    assert_eq!(read("tokenspec-secrets/service.registration"), "token-8Qk");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_the_server_is_used_and_written() {
    const KEY: &str = "gateway-key-0123456789";
    let server =
        reference::start(reference::Options { tls: Some(reference::Tls), ..reference::Options::default() }).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = server.issuer.rsplit_once(':').unwrap().1;
    let mut command = tokenspec(folder.path());
    // The name leads nowhere, and nobody knows the certificate.
    command.args(["init", &format!("https://login.made-up.example:{port}"), "--yes", "--insecure", "-4", "--no-proxy", "--safe"]);
    command.args(["--resolve", &format!("login.made-up.example:127.0.0.1:{port}"), "--case-header", "X-Case"]);
    command.args(["--header", &format!("X-Gateway-Key: {KEY}"), "--header", "X-Team: of-the-variable"]);
    command.args(["--client", SERVICE, "--secret", "service=OWN_SECRET"]);
    command.env("OWN_SECRET", "service-secret-2Hn5Pq9Xc7MjW~~~").env("TEAM", "of-the-variable");
    let done = outcome(&mut command);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("✓ client service") && done.stdout.contains("certificates are not verified"), "{}", done.stdout);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let written = read("tokenspec.toml");
    for line in [
        "\n[network]\nproxy = false",
        &format!("\nresolve = {{ \"login.made-up.example\" = \"127.0.0.1:{port}\" }}\n"),
        "\"X-Gateway-Key\" = { file = \"tokenspec-secrets/header-x-gateway-key\" }, \"X-Team\" = { env = \"TEAM\" }",
        "\nip = \"4\"\ninsecure = true",
        "\ncase_header = \"X-Case\"\n",
        "\n[limits]\nsafe = true\n",
    ] {
        assert!(written.contains(line), "{line}\n{written}");
    }
    assert_eq!(read("tokenspec-secrets/header-x-gateway-key"), KEY);
    assert!(!format!("{written}{}{}", done.stdout, done.stderr).contains(KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_driver_is_set_up() {
    let server = reference::start(reference::Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let init = |driver: &str, more: &[&str]| {
        let mut command = tokenspec(folder.path());
        command.args(["init", &server.issuer, "--yes", "--force", "--driver", driver, "--scopes", "openid profile email"]);
        command.args(["--redirect-uri", "https://client.example/callback", "--client", CONFIDENTIAL]).args(more);
        command.env("CONFIDENTIAL_SECRET", "confidential-secret-4f7Qm2Zx9LwT");
        let done = outcome(&mut command);
        (done, std::fs::read_to_string(folder.path().join("tokenspec.toml")).unwrap())
    };
    let (done, written) = init("browser", &["--username", "alice", "--password", "ALICE"]);
    assert!(done.code == 0 && done.stdout.contains("export ALICE=…"), "{}{}", done.stdout, done.stderr);
    assert!(written.contains("driver = \"browser\"\nusername = \"alice\"\npassword = { env = \"ALICE\" }\n"), "{written}");

    // A program that walks the road itself: the reference server asks nobody.
    let script =
        "#!/bin/sh\nurl=$(sed 's/.*\"url\":\"\\([^\"]*\\)\".*/\\1/'); curl -sS -o /dev/null -w '%{redirect_url}' \"$url\"\n";
    file(folder.path(), "walk.sh", script);
    let (done, written) = init("command", &["--command", "/bin/sh walk.sh"]);
    assert!(written.contains("command = [\"/bin/sh\", \"walk.sh\"]"), "{written}");
    assert!(done.stdout.contains("client confidential"), "{}{}", done.stdout, done.stderr);

    let (done, written) = init("static", &[]);
    assert!(done.code == 0 && done.stdout.contains("export CONFIDENTIAL_CODE=…"), "{}{}", done.stdout, done.stderr);
    assert!(written.contains("code = { env = \"CONFIDENTIAL_CODE\" }\ncode_verifier = \""), "{written}");
    let url = written.lines().find_map(|line| line.strip_prefix("# http").map(|rest| format!("http{rest}"))).unwrap();
    let walk = std::process::Command::new("curl").args(["-sS", "-o", "/dev/null", "-w", "%{redirect_url}", &url]).output();
    // Where there is no curl, what follows cannot be tried.
    let Ok(walk) = walk else { return };
    let code = String::from_utf8(walk.stdout).unwrap();
    let run = |code: &str| {
        let mut command = tokenspec(folder.path());
        command.args(["run", "--suite", "oauth2", "--filter", "oauth2/basic-supported/*", "--format", "json"]);
        command.env("CONFIDENTIAL_SECRET", "confidential-secret-4f7Qm2Zx9LwT").env("CONFIDENTIAL_CODE", code);
        outcome(&mut command).json()
    };
    let record = run(&code);
    assert!(record["summary"]["pass"].as_u64().unwrap() > 0, "{}", record["summary"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_that_nothing_would_use_is_wrong() {
    let server = reference::start(reference::Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (arguments, says) in [
        (&["--client", SERVICE, "--redirect-uri", "https://a.example/"][..], "--redirect-uri is used by nothing"),
        (&["--client", CONFIDENTIAL, "--service-scopes", "a b"], "--service-scopes is used by nothing"),
        (&["--client", CONFIDENTIAL, "--initial-access-token", "T"], "--initial-access-token is used by nothing"),
        (&["-4", "--driver=browser", "--client", CONFIDENTIAL], "Chromium cannot be kept to one family of addresses"),
    ] {
        let done = outcome(tokenspec(folder.path()).args(["init", &server.issuer, "--yes"]).args(arguments));
        assert!(done.code == 2 && done.stderr.contains(says), "{arguments:?}: {}", done.stderr);
    }
    let special = ["--client", "special=a b", "--secret", "special=S", "--driver", "none"];
    let done = outcome(tokenspec(folder.path()).args(["init", &server.issuer, "--yes"]).args(special));
    let written = std::fs::read_to_string(folder.path().join("tokenspec.toml")).unwrap();
    assert!(written.contains("role = \"special\"\nid = \"a b\"\nsecret = { env = \"S\" }"), "{written}{}", done.stderr);
}

#[test]
fn what_cannot_be_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, says) in [
        (&["init", "ftp://as.example"][..], "no http or https URL"),
        (&["init", "127.0.0.1:9", "--client", "nobody=x"], "no role is called `nobody`"),
        (&["init", "127.0.0.1:1", "--yes", "--client", "public=x"], "127.0.0.1:1"),
        (
            &["init", "127.0.0.1:1", "--client", "confidential=x", "--client", "confidential=y"],
            "--client confidential=… is given twice, and a target has one client of each role; a second confidential client has the role other",
        ),
        (&["init", "127.0.0.1:1", "--client", "public=x", "--secret", "public=X"], "a public client has no secret"),
        (&["init", "127.0.0.1:1", "--secret", "other=X"], "--secret other=… without --client other=…"),
        (&["init", "127.0.0.1:1", "--profile", "openid-basc"], "openid-basic"),
        (&["init", "127.0.0.1:1", "--redirect-uri", "callback"], "http://127.0.0.1:9999/callback"),
        (&["init", "127.0.0.1:1", "--redirect-uri", "https://a.example/#b"], "it has a fragment"),
        (&["init", "127.0.0.1:1", "--driver", "redirect", "--username", "alice"], "the driver redirect would not use it"),
        (&["init", "127.0.0.1:1", "--yes", "--username", "alice"], "--driver form or --driver browser"),
        (&["init", "127.0.0.1:1", "--driver", "form", "--command", "x"], "--command is for --driver command"),
    ] {
        let done = outcome(tokenspec(folder.path()).args(arguments));
        assert!(done.code >= 2 && done.stderr.contains(says), "{arguments:?}: {}", done.stderr);
    }
    assert!(!folder.path().join("tokenspec.toml").exists());
}
