//! Files from strangers: suites, targets, records, baselines, snapshots.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::attack::Attack;
use crate::measure::tokenspec;
use crate::server::{answering, finish, message};
use crate::support::{file, read_request};

pub fn attacks() -> Vec<Attack> {
    let mut all = suites();
    all.extend(targets());
    all.extend(records());
    all.extend(kept());
    all
}

const SUITE: &str = "id = \"stranger\"\ntitle = \"Of a stranger\"\nversion = \"1\"\n\n[[requirement]]\nid = \"r\"\nlevel = \"must\"\nsource = { document = \
                     \"D\", section = \"1\" }\ntext = \"T\"\n\n";

/// A suite of a stranger, in one file.
fn suite(name: &'static str, says: &'static str, text: impl Into<String>) -> Attack {
    let text = text.into();
    Attack::new(name, says, move |folder| {
        file(folder, "strange/suite.toml", &text);
        String::new()
    })
    .with(&["list", "--suite-dir", "strange"])
    .ends(&[0, 2])
}

fn case(value: &str) -> String {
    format!(
        "{SUITE}[[case]]\nid = \"c\"\ntitle = \"C\"\nrequirement = \"r\"\nchange = {{ set = {{ scope = {value} }} }}\nexpect = \"either\"\n"
    )
}

fn suites() -> Vec<Attack> {
    let lists = |depth: usize| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
    let tables: String = (0..12_000).map(|n| format!("[a{n}.b.c.d]\n")).collect();
    vec![
        suite("a suite of 2 MiB", "it has more than 256 KiB", "#".repeat(2 << 20)).ends(&[2]),
        suite("a suite of lists within lists", "", lists(100_000)).ends(&[2]),
        suite("a suite of dotted keys", "", format!("{}x = 1", "a.".repeat(100_000))).ends(&[2]),
        suite("a suite of 12,000 tables", "", tables).ends(&[2]),
        suite("a suite that is a path", "", SUITE.replace("\"stranger\"", "\"../../../etc/passwd\"")).ends(&[2]),
        suite("a case that is a path", "", case("\"a\"").replace("\"c\"", "\"../../c\"")).ends(&[2]),
        suite("a suite of escapes", "", SUITE.replace("Of a stranger", "\\u001b]0;owned\\u0007\\u202e")),
        suite("a value of 10^12 characters", "", case("{ length = 1000000000000 }")).ends(&[2]),
        suite("a value of a negative length", "", case("{ length = -1 }")).ends(&[2]),
        suite("a placeholder within a placeholder", "", case("\"${${${scopes}}}\"")),
        suite("a placeholder without end", "", case("\"${scopes\"")),
        suite(
            "10,000 variants",
            "",
            format!("{}{}", case("\"a\""), (0..10_000).map(|n| format!("[[case.variant]]\nid = \"v{n}\"\n")).collect::<String>()),
        ),
        suite("a NUL and no UTF-8", "", "id = \"\0\u{fffd}\""),
        Attack::new("values of a million characters, sent", "", |folder| {
            let variants: String = (0..20).map(|n| format!("[[case.variant]]\nid = \"v{n}\"\n")).collect();
            let text = case("{ length = 1000000, alphabet = \"vschar\" }")
                .replace("title = \"C\"\n", "title = \"C\"\nfor = { client = \"service\", grant = \"client_credentials\" }\n");
            file(folder, "strange/suite.toml", &format!("{text}{variants}"));
            answering(|stream| {
                while read_request(stream).is_some() {
                    let _ = stream.write_all(&message("400 Bad Request", "", b"{\"error\":\"invalid_scope\"}"));
                }
            })
            .replace("700ms", "30s")
        })
        .with(&["run", "--suite-dir", "strange", "--suite", "stranger", "--format", "json"])
        .ends(&[0, 1, 2, 3])
        .within(256),
    ]
}

/// A target file of a stranger.
fn target(name: &'static str, says: &'static str, text: impl Into<String>) -> Attack {
    let text = text.into();
    Attack::new(name, says, move |_| text.clone()).with(&["run", "--suite", "create-tokens", "--dry-run"]).ends(&[2])
}

fn targets() -> Vec<Attack> {
    let with = |secret: &str| {
        format!(
            "[target]\nname = \"t\"\ntoken_endpoint = \"http://127.0.0.1:9/token\"\n[[client]]\nrole = \"service\"\nid = \"s\"\nsecret = \
             {secret}\nscopes = [\"a\"]\n"
        )
    };
    vec![
        target("a secret in a file without end", "it has more than 1024 KiB", with("{ file = \"/dev/zero\" }")),
        target("a secret from a command without end", "", with("{ command = [\"/usr/bin/yes\"] }")),
        target(
            "certificates in a file without end",
            "it has more than 1024 KiB",
            with("\"abcdefgh\"").replace("[[client]]", "ca_file = \"/dev/zero\"\n[[client]]"),
        ),
        target(
            "codes in a file without end",
            "it has more than 1024 KiB",
            format!("{}[authorize]\ndriver = \"static\"\ngrants_file = \"/dev/zero\"\n", with("\"abcdefgh\"")),
        ),
        target("a target file of 2 MiB", "it has more than 256 KiB", "#".repeat(2 << 20)),
        target("a target file 100,000 deep", "", format!("a = {}", "{ a = ".repeat(100_000))),
        target(
            "a target whose endpoint is a file",
            "",
            with("\"abcdefgh\"").replace("http://127.0.0.1:9/token", "file:///etc/passwd"),
        ),
        target(
            "a name of escapes",
            "",
            with("{ env = \"SERVICE_SECRET\" }").replace("\"t\"", "\"\\u001b]0;owned\\u0007\\u202e\\u0000\""),
        )
        .ends(&[0, 2, 3]),
        target("10,000 clients", "", (0..10_000).map(|n| format!("[[client]]\nid = \"c{n}\"\n")).collect::<String>()),
    ]
}

/// A record as a run makes it, changed.
fn record(name: &'static str, says: &'static str, change: impl Fn(String) -> String + Send + Sync + 'static) -> Attack {
    Attack::new(name, says, move |folder| {
        file(folder, "record.json", &change(sound(folder)));
        String::new()
    })
    .with(&["report", "convert", "record.json", "--to", "markdown", "--to", "html=page.html"])
    .ends(&[2])
}

fn sound(folder: &Path) -> String {
    let filter = "create-tokens/valid-request/*";
    let ran = tokenspec(folder, &["run", "reference", "--suite", "create-tokens", "--filter", filter, "--format", "json"], &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.stdout
}

fn records() -> Vec<Attack> {
    vec![
        record("a record that is 100,000 deep", "", |_| "{\"a\":".repeat(100_000)),
        record("a record cut short", "ends in the middle", |text| text[..text.len() / 2].to_owned()),
        record("a record whose summary lies", "contradicts itself", |text| text.replacen("\"fail\": 0", "\"fail\": 7", 1)),
        record("a record whose verdicts were mended", "contradicts itself", |text| {
            text.replacen("\"verdict\": \"pass\"", "\"verdict\": \"warn\"", 1)
        }),
        record("a record of the future", "made by a newer tokenspec", |text| {
            text.replacen("\"schema_version\": 1", "\"schema_version\": 4000000000", 1)
        }),
        record("a record with members of its own", "", |text| text.replacen('{', "{\"evil\": true,", 1)),
        record("a record of numbers beyond all numbers", "", |text| text.replacen("\"seed\": ", "\"seed\": 1e999999", 1)),
        record("a record of escapes", "", |text| text.replace("The ", "\\u001b]0;owned\\u0007\\u202e<script>alert(1)</script>"))
            .ends(&[0, 2]),
        Attack::new("a share of a run that is there twice", "", |folder| {
            file(folder, "record.json", &sound(folder));
            String::new()
        })
        .with(&["report", "merge", "record.json", "record.json"])
        .ends(&[2]),
    ]
}

/// Refuses everything.
fn refusing() -> String {
    answering(|stream| {
        while read_request(stream).is_some() {
            let _ = stream.write_all(&message("400 Bad Request", "", b"{\"error\":\"invalid_client\"}"));
        }
        finish(stream);
    })
    .replace("700ms", "30s")
}

fn kept() -> Vec<Attack> {
    let rules = |name: &'static str, text: &'static str| {
        Attack::new(name, "", move |folder| {
            file(folder, "tokenspec-snapshots/hostile/rules.toml", text);
            file(folder, "tokenspec-snapshots/rules.toml", text);
            refusing()
        })
        .with(&["run", "--suite", "create-tokens", "--snapshots", "update", "--format", "json"])
        .ends(&[2])
    };
    vec![
        rules(
            "a pattern that would be compiled to gigabytes",
            "[[replace]]\npattern = \"((a{1000}){1000}){1000}\"\nwith = \"x\"\n",
        ),
        rules("a pattern that fits everywhere", "[[replace]]\npattern = \"(a*)*\"\nwith = \"x\"\n"),
        link(),
        Attack::new("a baseline of paths and escapes", "", |folder| {
            let entry = "[[accept]]\nid = \"../../etc/\\u001b[31m\"\nreason = \"\\u202e\"\n";
            file(folder, "tokenspec-baseline.toml", &entry.repeat(1_000));
            refusing()
        })
        .with(&["run", "--suite", "create-tokens", "--baseline", "tokenspec-baseline.toml", "--format", "json"])
        .ends(&[0, 1, 2, 3]),
        Attack::new("a baseline without end", "", |_| refusing())
            .with(&["run", "--suite", "create-tokens", "--baseline", "/dev/zero", "--format", "json"])
            .ends(&[2]),
    ]
}

/// Whoever takes the lock must not empty what it leads to.
fn link() -> Attack {
    let precious = Arc::new(OnceLock::<PathBuf>::new());
    let made = Arc::clone(&precious);
    Attack::new("a lock that is a link to a file of the user", "", move |folder| {
        made.set(file(folder, "precious.txt", "precious")).unwrap();
        std::fs::create_dir_all(folder.join("tokenspec-snapshots")).unwrap();
        std::os::unix::fs::symlink("../precious.txt", folder.join("tokenspec-snapshots/.lock")).unwrap();
        refusing()
    })
    .with(&["run", "--suite", "create-tokens", "--snapshots", "update", "--format", "json"])
    .ends(&[0, 1, 3])
    .and(move |_| assert_eq!(std::fs::read_to_string(precious.get().unwrap()).unwrap(), "precious"))
}
