//! The canary: no output holds a secret of the target file or of the run, in any written form.

mod support;

use support::{file, outcome, tokenspec};

/// Every value that is secret in a run against the reference server, told apart by shape in what was printed.
fn assert_no_secret(what: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        assert!(!text.contains(secret.as_str()), "{what} holds {secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_output_holds_a_secret() {
    // Faults that make for many findings, so that shell lines and exchanges are printed.
    let faults = ["secret-not-checked", "scope-superset-refresh"].map(|name| name.parse().expect("a fault of ours")).to_vec();
    let running = tokenspec::reference::start(tokenspec::reference::Options { faults, ..Default::default() }).await.unwrap();
    let clients = tokenspec::reference::clients(&tokenspec::reference::Options::default());
    let folder = tempfile::tempdir().unwrap();
    let mut target =
        format!("[target]\nname = \"canary\"\nissuer = \"{}\"\n[authorize]\ndriver = \"redirect\"\n", running.issuer);
    let mut secrets = Vec::new();
    for client in &clients {
        let role = format!("{:?}", client.role).to_lowercase();
        target.push_str(&format!("[[client]]\nrole = \"{role}\"\nid = \"{}\"\nscopes = {:?}\n", client.id, client.scopes));
        target.push_str(&format!("redirect_uris = {:?}\n", client.redirect_uris));
        if let Some(secret) = client.secret {
            target.push_str(&format!("secret = {secret:?}\n"));
            secrets.push(secret.to_owned());
            secrets.push(tokenspec::protocol::form::encode_text(secret));
            secrets.push(tokenspec::protocol::basic::credentials(client.id.as_bytes(), secret.as_bytes()));
        }
    }
    file(folder.path(), "tokenspec.toml", &target);
    let arguments = [
        "run",
        "--suite",
        "create-tokens",
        "-vv",
        "--report",
        "json=r.json",
        "--report",
        "junit=r.xml",
        "--report",
        "markdown=r.md",
        "--report",
        "annotations=r.txt",
        "--report",
        "sarif=r.sarif",
        "--report",
        "tap=r.tap",
        "--report",
        "ctrf=r.ctrf",
        "--report",
        "ndjson=r.ndjson",
    ];
    let path = folder.path().to_owned();
    let ran = tokio::task::spawn_blocking(move || outcome(tokenspec(&path).args(arguments))).await.unwrap();
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let record: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
    let bodies: usize = record["cases"].as_array().unwrap().iter().map(|case| case["exchanges"].as_array().unwrap().len()).sum();
    assert!(bodies > 500, "the record holds the exchanges");
    for (what, text) in [
        ("stdout", ran.stdout.clone()),
        ("stderr", ran.stderr.clone()),
        ("json", read("r.json")),
        ("junit", read("r.xml")),
        ("markdown", read("r.md")),
        ("annotations", read("r.txt")),
        ("sarif", read("r.sarif")),
        ("tap", read("r.tap")),
        ("ctrf", read("r.ctrf")),
        ("ndjson", read("r.ndjson")),
    ] {
        assert_no_secret(what, &text, &secrets);
        // What the server issued is redacted in place: every token member holds a description.
        for member in ["access_token", "refresh_token", "id_token"] {
            for part in text.split(&format!("\\\"{member}\\\":\\\"")).skip(1) {
                assert!(part.starts_with('[') || part.starts_with("\\\""), "{what}: {member} = {}", &part[..part.len().min(40)]);
            }
        }
    }
}
