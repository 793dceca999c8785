//! A canary in every credential that a target file can hold, told to a target that repeats all that it hears, in every written form.
//! None of them is found in any output.

mod support;

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use support::{Outcome, file, outcome, raw_server, read_request, tokenspec};

/// Characters that each coding writes in its own way.
const SECRETS: [(&str, &str); 6] = [
    ("CONFIDENTIAL_SECRET", "canary+conf/\"1é\" 7d1f40c2"),
    ("OTHER_SECRET", "canary-other-0a9b8c7d6e"),
    ("SERVICE_SECRET", "canary%service&5f4e3d2c1b"),
    ("ALICE_PASSWORD", "canary=password<91be>a7c6"),
    ("GATEWAY_KEY", "canary~gateway~c0ffee00d1"),
    ("PROXY_PASSWORD", "canary!proxy!4b3a29181706"),
];
/// What the target issues is secret, too.
const CODE: &str = "canary.code.0f1e2d3c4b5a";

/// Every way in which a text may be written.
fn forms(secret: &str) -> Vec<String> {
    let all: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let json = serde_json::Value::from(secret).to_string();
    let mut forms = vec![
        secret.to_owned(),
        tokenspec::protocol::form::encode_text(secret),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        all,
        json.trim_matches('"').to_owned(),
        STANDARD.encode(secret),
        // Within Basic credentials its place decides how it is written: what does not depend on its neighbours is looked for.
        middle(&STANDARD.encode(format!("a{secret}")), 2),
        middle(&STANDARD.encode(format!("ab{secret}")), 3),
        URL_SAFE_NO_PAD.encode(secret),
        secret.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"),
    ];
    forms.sort();
    forms.dedup();
    forms
}

/// Without what its neighbours have a part in.
fn middle(text: &str, from: usize) -> String {
    text[from..text.len() - 4].to_owned()
}

/// A target that says back what it hears: in JSON, in a header field, on a page. Its login page takes whoever comes, once in a while.
fn echo() -> SocketAddr {
    raw_server(|stream| {
        let Some(request) = read_request(stream) else { return };
        let state = request.split("state=").nth(1).and_then(|rest| rest.split(['&', ' ']).next()).unwrap_or_default().to_owned();
        let line: String = request.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // Whoever knows a secret can write it in other ways than it was told.
        let tells = request.contains("grant_type");
        let told = SECRETS[..5].iter().filter(|_| tells).flat_map(|(_, secret)| [(*secret).to_owned(), STANDARD.encode(secret)]);
        let told: Vec<String> = told.collect();
        let (status, kind, body) = match request.split(' ').nth(1).unwrap_or_default() {
            path if path.contains("/authorize") && path.contains("nonce") => ("200 OK", "text/html", page(&line)),
            path if path.contains("/authorize") && state.len() % 2 == 0 => ("200 OK", "text/html", page(&line)),
            path if path.contains("/login") => ("200 OK", "text/html", format!("<p>{line}</p>{}", page(&line))),
            _ => {
                let body =
                    serde_json::json!({"error": "invalid_client", "error_description": line, "said": told, "request": request});
                ("400 Bad Request", "application/json", body.to_string())
            }
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nX-Echo: {line}\r\nSet-Cookie: sid={CODE}; Path=/\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(&[head.as_bytes(), body.as_bytes()].concat());
    })
}

fn page(line: &str) -> String {
    let line = line.replace('<', "&lt;");
    format!(
        "<title>{line}</title><p>{line}</p><form method=post action=/login><input name=user value=\"\"><input type=password name=pass><input \
         type=hidden name=csrf value=\"{CODE}\"><button>Log in</button></form>"
    )
}

fn target(address: SocketAddr) -> String {
    let client = |role: &str, secret: &str, more: &str| {
        format!(
            "[[client]]\nrole = \"{role}\"\nid = \"01JD000000000000000000{}\"\nsecret = {secret}\nredirect_uris = [\"http://127.0.0.1:9/cb\"]\nscopes \
             = [\"openid\", \"email\"]\n{more}\n",
            &role.to_uppercase()[..4]
        )
    };
    let clients = [
        client("confidential", "{ env = \"CONFIDENTIAL_SECRET\" }", ""),
        client("other", "{ file = \"other.secret\" }", "auth = \"client_secret_post\""),
        client("service", "{ command = [\"/bin/cat\", \"service.secret\"] }", ""),
    ];
    format!(
        "[target]\nname = \"echo\"\nissuer = \"http://{address}\"\ntoken_endpoint = \"http://{address}/token\"\nauthorization_endpoint = \
         \"http://{address}/authorize\"\nintrospection_endpoint = \"http://{address}/introspect\"\nrevocation_endpoint = \
         \"http://{address}/revoke\"\n\n[network]\nheaders = {{ \"X-Gateway-Key\" = {{ env = \"GATEWAY_KEY\" }} }}\n\n{}[authorize]\ndriver = \
         \"form\"\nusername = \"alice\"\npassword = {{ env = \"ALICE_PASSWORD\" }}\n\n[limits]\ntimeout = \"20s\"\n",
        clients.concat()
    )
}

fn run(folder: &Path, arguments: &[&str], more: &[(&str, String)]) -> Outcome {
    let mut command = tokenspec(folder);
    command.envs(SECRETS).envs(more.iter().map(|(name, value)| (name, value.as_str()))).args(arguments);
    outcome(&mut command)
}

/// Everything that was printed and written.
fn assert_silent(what: &str, folder: &Path, ran: &Outcome) {
    let mut texts = vec![("stdout".to_owned(), ran.stdout.clone()), ("stderr".to_owned(), ran.stderr.clone())];
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|extension| extension == "secret") => {}
                false => {
                    texts.push((path.display().to_string(), String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()))
                }
            }
        }
    }
    for (name, secret) in SECRETS.iter().chain([&("CODE", CODE)]) {
        for form in forms(secret) {
            for (place, text) in &texts {
                if let Some(at) = text.find(&form) {
                    let around = &text
                        [text.floor_char_boundary(at.saturating_sub(80))..text.ceil_char_boundary((at + 80).min(text.len()))];
                    panic!("{what}: {place} holds {name} as {form:?}: {around}");
                }
            }
        }
    }
}

fn prepared() -> (tempfile::TempDir, SocketAddr) {
    let folder = tempfile::tempdir().unwrap();
    let address = echo();
    file(folder.path(), "tokenspec.toml", &target(address));
    for (name, secret) in [("other.secret", SECRETS[1].1), ("service.secret", SECRETS[2].1)] {
        file(folder.path(), name, &format!("{secret}\n"));
    }
    (folder, address)
}

const KINDS: [&str; 9] = ["json", "junit", "html", "markdown", "annotations", "sarif", "tap", "ctrf", "ndjson"];

#[test]
fn no_report_of_a_run_repeats_a_secret() {
    let (folder, _) = prepared();
    let reports: Vec<String> = KINDS.iter().map(|kind| format!("{kind}=r.{kind}")).collect();
    let mut arguments = vec!["run", "-vv", "--snapshots", "update"];
    for suite in ["create-tokens", "oauth2", "introspection-revocation", "security"] {
        arguments.extend(["--suite", suite]);
    }
    arguments.extend(reports.iter().flat_map(|report| ["--report", report.as_str()]));
    let ran = run(folder.path(), &arguments, &[]);
    assert!(matches!(ran.code, 1 | 3), "{}", ran.stderr);
    let record = std::fs::read_to_string(folder.path().join("r.json")).unwrap();
    assert!(record.contains("[client_secret:") && record.contains("[gateway_key:"), "the target has repeated what it was told");
    assert_silent("run", folder.path(), &ran);
}

#[test]
fn no_other_verb_repeats_a_secret() {
    let (folder, address) = prepared();
    let issuer = format!("http://{address}");
    for arguments in [
        &["doctor"][..],
        &["doctor", "--format", "json"],
        &["explore", "-v", "--requests", "300", "--save", "found", "--report", "json=explored.json"],
        &["run", "--dry-run"],
        &[
            "init",
            &issuer,
            "--yes",
            "--output",
            "made.toml",
            "--client",
            "confidential=abc",
            "--secret",
            "confidential=CONFIDENTIAL_SECRET",
        ],
        &["init", &issuer, "--yes", "--register", "--initial-access-token", "GATEWAY_KEY", "--output", "registered.toml"],
    ] {
        let ran = run(folder.path(), arguments, &[]);
        assert!(matches!(ran.code, 0..=3), "{}", ran.stderr);
        assert_silent(&arguments.join(" "), folder.path(), &ran);
    }
}

#[test]
fn the_credentials_of_a_proxy_are_not_repeated_whoever_names_it() {
    // The echo takes whatever comes: it is the proxy, too.
    let (folder, address) = prepared();
    let password: String = url::form_urlencoded::byte_serialize(SECRETS[5].1.as_bytes()).collect();
    let proxy = format!("http://user:{password}@{address}");
    let elsewhere = target(address).replace(&format!("http://{address}"), "http://as.example");
    file(folder.path(), "tokenspec.toml", &elsewhere);
    let arguments = ["run", "-vv", "--suite", "create-tokens", "--format", "json", "--report", "html=r.html"];
    for (more, environment) in
        [(vec!["--proxy", proxy.as_str()], vec![]), (vec![], vec![("HTTP_PROXY", proxy.clone()), ("http_proxy", proxy.clone())])]
    {
        let ran = run(folder.path(), &[&arguments[..], &more].concat(), &environment);
        assert!(ran.stdout.contains("Proxy-Authorization") || ran.stdout.contains("proxy-authorization"), "{}", ran.stderr);
        assert_silent("through a proxy", folder.path(), &ran);
        let basic = STANDARD.encode(format!("user:{}", SECRETS[5].1));
        assert!(!ran.stdout.contains(&basic) && !ran.stderr.contains(&basic));
    }
}
