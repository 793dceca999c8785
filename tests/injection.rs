//! What a target says is shown in every kind of report, and steers none of them: the terminal, a browser, XML, Markdown, SARIF,
//! TAP, the annotations of a CI. Each is read by a real parser, for what looks right may not be.

mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use support::{file, outcome, raw_server, read_request, tokenspec};

/// What the target says wherever it may say anything.
const TRAP: &str = "\u{1b}[7;35mTRAP\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{2066}\u{200b}\0\r\n::error::owned\n##[error]owned\nBail out!\n1..0\nnot ok 1 \
                    - owned\n# owned\n| a | b |\n|---|---|\n```\n</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\" \
                    onload='alert(3)' ]]>--><!-- <owned/> &amp; &lt; [owned](javascript:alert(4)) ![](http://127.0.0.1:9/owned) \
                    =cmd|'/C calc'!A1 @SUM(1) +1 -1 %0A::warning::owned $(owned) `owned` ${owned} \u{ffff}\u{feff}";

const KINDS: [(&str, &str); 9] = [
    ("json", "r.json"),
    ("junit", "r.xml"),
    ("html", "r.html"),
    ("markdown", "r.md"),
    ("annotations", "r.annotations"),
    ("sarif", "r.sarif"),
    ("tap", "r.tap"),
    ("ctrf", "r.ctrf"),
    ("ndjson", "r.ndjson"),
];

/// Every answer is full of it: members, their names, header fields, pages, metadata.
fn trapping() -> SocketAddr {
    let own = Arc::new(OnceLock::<SocketAddr>::new());
    let known = Arc::clone(&own);
    let count = AtomicUsize::new(0);
    let at = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        let issuer = known.get().map(|own| format!("http://{own}")).unwrap_or_default();
        let number = count.fetch_add(1, Ordering::Relaxed);
        let (status, kind, body) = if request.starts_with("GET /.well-known/") {
            let metadata = json!({"issuer": issuer, "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                "authorization_endpoint": format!("{issuer}/authorize"), "scopes_supported": [TRAP], "grant_types_supported": [TRAP],
                "service_documentation": TRAP, TRAP: [TRAP]});
            ("200 OK", "application/json", metadata.to_string())
        } else if request.starts_with("GET /authorize") {
            (
                "200 OK",
                "text/html",
                format!("<title>{0}</title><p>{0}</p><form><label>{0}</label><input name='{0}'></form>", TRAP),
            )
        } else if number.is_multiple_of(3) {
            let error = json!({"error": TRAP, "error_description": TRAP, "error_uri": TRAP, TRAP: {TRAP: [TRAP, TRAP]}});
            ("400 Bad Request", "application/json", error.to_string())
        } else {
            let tokens = json!({"access_token": format!("token-{number:08}-abcdefgh{TRAP}"), "token_type": TRAP, "scope": TRAP,
                "expires_in": TRAP, "refresh_token": TRAP, "id_token": TRAP, TRAP: TRAP, "long": "A".repeat(20_000)});
            ("200 OK", "application/json", tokens.to_string())
        };
        // Field values bear no control characters, field names letters and a few signs.
        let field = "<script>alert(1)</script> ]]> =cmd|'/C calc'!A1 ::error::owned \u{202e}`|`";
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}; {field}\r\nX-`|'&: {field}\r\nSet-Cookie: owned`={field}\r\nWWW-Authenticate: {field}\r\n\
             Location: javascript:alert(1)\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(&[head.as_bytes(), body.as_bytes()].concat());
    });
    own.set(at).unwrap();
    at
}

fn target(address: SocketAddr) -> String {
    format!(
        "[target]\nname = \"trap\"\nissuer = \"http://{address}\"\n\n[[client]]\nrole = \"service\"\nid = \"01JD0000000000000000000SVC\"\nsecret = \
         \"not-a-secret-0123456789\"\nscopes = [\"api.read\", \"api.write\"]\n\n[[client]]\nrole = \"public\"\nid = \
         \"01JD0000000000000000000PUB\"\nredirect_uris = [\"http://127.0.0.1:9/cb\"]\nscopes = [\"openid\"]\n\n[authorize]\ndriver = \
         \"form\"\nusername = \"alice\"\npassword = \"not-a-password-0123456789\"\n\n[limits]\ntimeout = \"20s\"\n"
    )
}

/// Characters that steer a terminal, reorder or hide.
fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

fn assert_plain(what: &str, text: &str) {
    if let Some(at) = text.find(is_dangerous) {
        let from = text.floor_char_boundary(at.saturating_sub(60));
        panic!("{what}: {:?}", &text[from..text.ceil_char_boundary((at + 60).min(text.len()))]);
    }
}

/// No line is a command to whoever reads the output of a job.
fn assert_no_command(what: &str, text: &str) {
    for line in text.lines().map(str::trim_start) {
        let owned = ["::error::owned", "::warning::owned", "##[error]", "Bail out!"].iter().any(|start| line.starts_with(start));
        assert!(!owned, "{what}: {line}");
    }
}

fn elements(html: &str) -> (BTreeSet<String>, usize) {
    let page = scraper::Html::parse_document(html);
    let all = scraper::Selector::parse("*").unwrap();
    let mut names = BTreeSet::new();
    for element in page.select(&all) {
        names.insert(element.value().name().to_owned());
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on"), "an attribute {name}");
            assert!(!value.trim_start().starts_with("javascript:"), "{name}={value}");
        }
    }
    (names, page.select(&scraper::Selector::parse("script").unwrap()).count())
}

fn assert_html(page: &str, benign: &str) {
    let ((names, scripts), (usual, usually)) = (elements(page), elements(benign));
    assert_eq!(scripts, usually, "scripts");
    for forbidden in ["img", "iframe", "object", "embed", "base", "owned"] {
        assert!(!names.contains(forbidden), "an element {forbidden}: {names:?}, usually {usual:?}");
    }
    assert_plain("html", page);
}

/// XML is read to its end, and has the elements of JUnit alone.
fn assert_xml(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut names = BTreeSet::new();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
                names.insert(String::from_utf8(tag.name().as_ref().to_vec()).unwrap());
            }
            quick_xml::events::Event::Comment(_) | quick_xml::events::Event::PI(_) => panic!("a comment or an instruction"),
            _ => {}
        }
    }
    const KNOWN: [&str; 9] =
        ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "properties", "property", "system-out"];
    assert!(names.iter().all(|name| KNOWN.contains(&name.as_str())), "{names:?}");
    assert_plain("junit", text);
}

/// Markdown as GitHub renders it: no element, link or picture of the target's.
fn assert_markdown(what: &str, text: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let fine = ["<details>", "</details>", "<summary>", "</summary>", "<br>", "<!--"];
                let html = html.trim();
                assert!(html.is_empty() || fine.iter().any(|tag| html.starts_with(tag)), "{what}: {html}");
                assert!(!html.contains("alert("), "{what}: {html}");
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                assert!(!dest_url.contains("javascript") && !dest_url.contains("owned"), "{what}: a link to {dest_url}");
            }
            Event::Start(Tag::Heading { .. }) | Event::Text(_) | Event::Code(_) => {}
            _ => {}
        }
    }
    assert!(!text.lines().any(|line| line.starts_with("# owned")), "{what}: a heading");
    assert_plain(what, text);
    assert_no_command(what, text);
}

fn assert_json(what: &str, text: &str) -> Value {
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{what}");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"))
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn assert_reports(folder: &Path, benign: &str) {
    let record = assert_json("json", &read(folder, "r.json"));
    let cases = record["cases"].as_array().unwrap().len();
    assert!(read(folder, "r.json").contains("TRAP"), "the record shows what the target said");
    assert_xml(&read(folder, "r.xml"));
    assert_html(&read(folder, "r.html"), benign);
    assert_markdown("markdown", &read(folder, "r.md"));
    assert_json("sarif", &read(folder, "r.sarif"));
    assert_json("ctrf", &read(folder, "r.ctrf"));
    read(folder, "r.ndjson").lines().for_each(|line| drop(assert_json("ndjson", line)));
    let annotations = read(folder, "r.annotations");
    assert_plain("annotations", &annotations);
    assert_no_command("annotations", &annotations);
    assert!(annotations.lines().all(|line| line.starts_with("::")), "{annotations}");
    let tap = read(folder, "r.tap");
    assert_plain("tap", &tap);
    assert_no_command("tap", &tap);
    assert_eq!(tap.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count(), cases);
}

/// The colours are ours, and nothing else of the terminal's language is there.
fn assert_terminal(what: &str, text: &str) {
    let ours = regex::Regex::new("\u{1b}\\[(0|1|2|4|3[0-7]|9[0-7]|38;5;[0-9]+)?m").unwrap();
    assert_plain(what, &ours.replace_all(text, ""));
    assert_no_command(what, text);
}

const SUITES: [&str; 8] = ["--suite", "create-tokens", "--suite", "oauth2", "--suite", "metadata", "--suite", "openid-connect"];

#[test]
fn no_report_is_steered_by_what_a_target_says() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    file(folder, "tokenspec.toml", &target(trapping()));
    let benign =
        outcome(tokenspec(folder).args(["run", "reference", "--suite", "pkce", "--quiet", "--report", "html=benign.html"]));
    assert_eq!(benign.code, 0, "{}", benign.stderr);
    let run = |arguments: &[&str]| outcome(tokenspec(folder).env("GITHUB_ACTIONS", "true").args(arguments));
    let mut arguments = vec!["run", "-vv", "--color", "always"];
    arguments.extend(SUITES);
    let reports: Vec<String> = KINDS.iter().map(|(kind, name)| format!("{kind}={name}")).collect();
    arguments.extend(reports.iter().flat_map(|report| ["--report", report.as_str()]));
    let ran = run(&arguments);
    assert!(matches!(ran.code, 1 | 3), "{}", ran.stderr);
    assert!(ran.stdout.contains("TRAP"), "{}", ran.stdout);
    assert_terminal("run", &ran.stdout);
    assert_terminal("run's messages", &ran.stderr);
    assert_reports(folder, &read(folder, "benign.html"));

    let record = read(folder, "r.json");
    for (kind, name) in KINDS {
        let converted = run(&["report", "convert", "r.json", "--to", &format!("{kind}={name}")]);
        assert_eq!(converted.code, 0, "{kind}: {}", converted.stderr);
    }
    file(folder, "r.json", &record);
    assert_reports(folder, &read(folder, "benign.html"));

    let again = run(&["run", "--suite", "create-tokens", "--report", "json=second.json", "--quiet"]);
    assert_terminal("quiet", &again.stdout);
    for arguments in [&["report", "diff", "r.json", "second.json"][..], &["report", "compare", "r.json", "second.json"]] {
        assert_terminal("a comparison", &run(arguments).stdout);
        let page = run(&[arguments, &["--format", "markdown"]].concat());
        assert_eq!(page.stderr, "");
        assert_markdown("a comparison", &page.stdout);
    }
    let explained = run(&["baseline", "write", "r.json", "--baseline", "b.toml"]);
    assert_terminal("baseline", &explained.stdout);
}

#[test]
fn no_other_verb_is_steered_either() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let address = trapping();
    file(folder, "tokenspec.toml", &target(address));
    let run = |arguments: &[&str]| outcome(tokenspec(folder).env("GITHUB_ACTIONS", "true").args(arguments));
    for arguments in [&["doctor"][..], &["doctor", "--format", "json"], &["run", "--dry-run", "--suite", "metadata"]] {
        let ran = run(arguments);
        assert_terminal("doctor", &ran.stdout);
        assert_terminal("doctor's messages", &ran.stderr);
    }
    let explored = run(&["explore", "--requests", "300", "--save", "found"]);
    assert_terminal("explore", &explored.stdout);
    assert_terminal("explore's messages", &explored.stderr);
    for entry in std::fs::read_dir(folder.join("found")).into_iter().flatten() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert_plain("a saved suite", &text);
        text.parse::<toml::Table>().unwrap();
    }
    let made = run(&["init", &format!("http://{address}"), "--yes", "--output", "made.toml"]);
    assert_terminal("init", &made.stdout);
    assert_terminal("init's messages", &made.stderr);
    if let Ok(text) = std::fs::read_to_string(folder.join("made.toml")) {
        assert_plain("the target file", &text);
        text.parse::<toml::Table>().unwrap();
    }
    let kept = run(&["run", "--suite", "create-tokens", "--snapshots", "update", "--quiet"]);
    assert_terminal("snapshots", &kept.stdout);
    let mut folders = vec![folder.join("tokenspec-snapshots")];
    let mut snapshots = 0;
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                snapshots += 1;
                assert_plain("a snapshot", &std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(snapshots > 10, "{snapshots}");
}
