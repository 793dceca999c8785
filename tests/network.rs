//! The way to a target: gateways that want a key, names that lead elsewhere, proxies, sockets, certificates; and politeness.

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use support::{Outcome, file, outcome, raw_server, read_request, service_target, tokenspec};

const VALID: [&str; 4] = ["--suite", "create-tokens", "--filter", "create-tokens/valid-request/*"];
const KEY: &str = "gateway-key-0123456789";

/// An answer that ends its connection.
fn answer(status: &str, body: &str) -> Vec<u8> {
    let fields = "Content-Type: application/json\r\nCache-Control: no-store\r\nPragma: no-cache\r\nConnection: close";
    format!("HTTP/1.1 {status}\r\n{fields}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn tokens() -> Vec<u8> {
    answer(
        "200 OK",
        r#"{"access_token":"an-access-token-0123456789","token_type":"Bearer","expires_in":60,"scope":"api.read api.write"}"#,
    )
}

/// `run` in a folder whose target file is written.
fn run(folder: &Path, target: &str) -> Command {
    file(folder, "tokenspec.toml", target);
    let mut command = tokenspec(folder);
    command.env("SERVICE_SECRET", "secret-value").arg("run").args(VALID);
    command
}

fn verdicts(ran: &Outcome) -> Vec<String> {
    let record = ran.json();
    record["cases"].as_array().unwrap().iter().map(|case| case["verdict"].as_str().unwrap().to_owned()).collect()
}

fn assert_valid(ran: &Outcome) {
    let verdicts = verdicts(ran);
    assert!(verdicts.iter().any(|verdict| verdict == "pass"), "{}", ran.stdout);
    assert!(verdicts.iter().all(|verdict| verdict == "pass" || verdict == "skip"), "{}", ran.stdout);
}

#[test]
fn a_gateway_gets_its_key_and_no_output_holds_it() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let address = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        log.lock().unwrap().push(request);
        let body = format!(r#"{{"error":"invalid_client","error_description":"the key was {KEY}"}}"#);
        let _ = stream.write_all(&answer("400 Bad Request", &body));
    });
    let folder = tempfile::tempdir().unwrap();
    let mut target = service_target(address).replace(&address.to_string(), "login.made-up.example");
    target.push_str(&format!(
        "[network]\nheaders = {{ \"X-Gateway-Key\" = {{ env = \"GATEWAY\" }} }}\ncase_header = \"X-Tokenspec-Case\"\n\
         resolve = {{ \"login.made-up.example:80\" = \"{address}\" }}\n"
    ));
    let reports = ["--report", "json=r.json", "--report", "junit=r.xml", "--report", "markdown=r.md", "-vv"];
    let ran = outcome(run(folder.path(), &target).env("GATEWAY", KEY).args(reports));
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let doctor = outcome(tokenspec(folder.path()).envs([("GATEWAY", KEY), ("SERVICE_SECRET", "secret-value")]).arg("doctor"));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let outputs = [ran.stdout, ran.stderr, doctor.stdout, doctor.stderr, read("r.json"), read("r.xml"), read("r.md")];
    for text in &outputs {
        assert!(!text.contains(KEY), "{text}");
    }
    assert!(outputs[4].contains("[gateway_key:22:base64url:#"), "{}", outputs[4]);
    assert!(
        outputs[4].contains("-H \\\"X-Gateway-Key: ${GATEWAY}\\\"") && outputs[4].contains("--connect-to login.made-up.example")
    );

    let seen = seen.lock().unwrap();
    let cases =
        seen.iter().filter(|request| request.to_ascii_lowercase().contains("x-tokenspec-case: create-tokens/valid-request/"));
    assert!(cases.count() > 0);
    for request in seen.iter().map(|request| request.to_ascii_lowercase()) {
        let fields = [format!("x-gateway-key: {KEY}"), "host: login.made-up.example".into(), "user-agent: tokenspec/".into()];
        assert!(fields.iter().all(|field| request.contains(&format!("\r\n{field}"))), "{request}");
    }
}

/// Copies bytes both ways until either side ends.
fn join(one: TcpStream, other: impl Read + Write + Send + 'static, mut back: impl Read + Write + Send + 'static) {
    let mut one_back = one.try_clone().unwrap();
    let (mut one, mut other) = (one, other);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut one, &mut other);
    });
    let _ = std::io::copy(&mut back, &mut one_back);
    let _ = one_back.shutdown(std::net::Shutdown::Both);
}

/// A proxy that knows CONNECT, and forwards what is written to it whole; it keeps the first lines that it was told.
fn proxy() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let address = raw_server(move |stream| {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
            head.push(byte[0]);
        }
        // A connection may be opened for a request that another one has carried by then.
        if !head.ends_with(b"\r\n\r\n") {
            return;
        }
        let text = String::from_utf8_lossy(&head).into_owned();
        log.lock().unwrap().push(text.clone());
        let Some(place) = text.split(' ').nth(1).map(|place| place.trim_start_matches("http://").to_owned()) else { return };
        let Ok(mut server) = TcpStream::connect(place.split('/').next().unwrap_or_default()) else { return };
        if text.starts_with("CONNECT ") {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        } else {
            let _ = server.write_all(&head);
        }
        let back = server.try_clone().unwrap();
        join(stream.try_clone().unwrap(), server, back);
    });
    (address, told)
}

/// A reference server, and a target file of its clients that need no login.
async fn reference(tls: bool) -> (tokenspec::reference::Running, String) {
    let options = tokenspec::reference::Options {
        tls: tls.then_some(tokenspec::reference::Tls),
        ..tokenspec::reference::Options::default()
    };
    let running = tokenspec::reference::start(options.clone()).await.unwrap();
    let mut target =
        format!("[target]\nname = \"behind\"\nraw = true\nissuer = \"{}\"\n[authorize]\ndriver = \"redirect\"\n", running.issuer);
    for client in tokenspec::reference::clients(&options) {
        let role = format!("{:?}", client.role).to_lowercase();
        let secret = client.secret.map(|secret| format!("secret = {secret:?}\n")).unwrap_or_default();
        target.push_str(&format!("[[client]]\nrole = \"{role}\"\nid = {:?}\n{secret}", client.id));
        target.push_str(&format!("redirect_uris = {:?}\nscopes = {:?}\n", client.redirect_uris, client.scopes));
    }
    (running, target)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_road_leads_through_a_proxy_or_is_not_taken() {
    for tls in [true, false] {
        let (running, target) = reference(tls).await;
        let (address, told) = proxy();
        let ran = tokio::task::spawn_blocking(move || {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("http://alice:hunter2@{address}");
            let roads = [
                "--suite",
                "http",
                "--filter",
                "http/absolute-form",
                "--filter",
                "http/http2/*",
                "--insecure",
                "--format=json",
                "--proxy",
                &url,
            ];
            outcome(run(folder.path(), &target).args(roads))
        })
        .await
        .unwrap();
        let record = ran.json();
        let count = |verdict: &str| record["summary"][verdict].as_u64().unwrap();
        assert!(count("pass") > 3 && count("fail") + count("inconclusive") == 0, "{} {}", record["summary"], ran.stderr);
        assert_eq!(record["target"]["insecure"], tls, "there is no certificate to be believed in where there is no TLS");
        assert_eq!(ran.stdout.contains("it would write these requests anew"), !tls, "raw requests need a tunnel");
        assert!(!ran.stdout.contains("hunter2"));
        let place = running.issuer.split("://").nth(1).unwrap();
        let told = told.lock().unwrap();
        let first = if tls { format!("CONNECT {place} ") } else { format!("http://{place}/") };
        assert!(told.len() > 2 && told.iter().all(|head| head.contains(&first)), "{told:?}");
        // alice:hunter2
        assert!(told.iter().all(|head| head.to_ascii_lowercase().contains("proxy-authorization: basic ")), "{told:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_socket_takes_every_connection_and_the_host_stays() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::os::unix::net::UnixListener::bind(folder.path().join("as.sock")).unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut seen = [0; 8192];
            let count = stream.read(&mut seen).unwrap_or(0);
            let named =
                String::from_utf8_lossy(&seen[..count]).to_ascii_lowercase().contains("\r\nhost: login.made-up.example\r\n");
            let _ = stream.write_all(&if named { tokens() } else { answer("421 Misdirected Request", "{}") });
        }
    });
    let target = service_target(SocketAddr::from(([127, 0, 0, 1], 1))).replace("127.0.0.1:1", "login.made-up.example");
    let target = format!("{target}[network]\nunix_socket = \"as.sock\"\n");
    assert_valid(&outcome(run(folder.path(), &target).args(["--format", "json"])));
}

/// A server that answers those alone who show a certificate of its authority; that authority, and a client's own.
fn mutual() -> (SocketAddr, [String; 3]) {
    let made = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        rcgen::generate_simple_self_signed(names).unwrap()
    };
    let (server, client) = (made(&["127.0.0.1"]), made(&["client.example"]));
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from(client.cert.der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server.signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![server.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let address = raw_server(move |stream| {
        let Ok(mut session) = rustls::ServerConnection::new(Arc::clone(&config)) else { return };
        let mut tls = rustls::Stream::new(&mut session, stream);
        let mut seen = [0; 8192];
        if tls.read(&mut seen).is_ok_and(|count| count > 0) {
            let _ = tls.write_all(&tokens());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    (address, [server.cert.pem(), client.cert.pem(), client.signing_key.serialize_pem()])
}

#[test]
fn a_client_certificate_opens_what_is_closed_without_it() {
    let (address, [authority, certificate, key]) = mutual();
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tls/ca.pem", &authority);
    file(folder.path(), "tls/own.pem", &certificate);
    file(folder.path(), "tls/own-key.pem", &key);
    let target = service_target(address).replace("http://", "https://");
    let trust = ["--ca-file", "tls/ca.pem", "--format", "json"];
    let without = outcome(run(folder.path(), &target).args(trust));
    assert!(verdicts(&without).iter().all(|verdict| verdict == "inconclusive" || verdict == "skip"), "{}", without.stdout);
    let flags = ["--client-certificate", "tls/own.pem", "--client-key", "tls/own-key.pem"];
    assert_valid(&outcome(run(folder.path(), &target).args(trust).args(flags)));

    let own = "[network]\nclient_certificate = { certificate = \"tls/own.pem\", key = \"tls/own-key.pem\" }\ninsecure = true\n";
    let ran =
        outcome(run(folder.path(), &format!("{target}{own}")).args(["--report", "junit=r.xml", "--report", "markdown=r.md"]));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    for text in [ran.stdout, read("r.xml"), read("r.md")] {
        assert!(text.contains("INSECURE"), "{text}");
    }
    let doctor = outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "secret-value").arg("doctor"));
    assert!(doctor.stdout.contains("certificates are not verified"), "{}", doctor.stdout);
}

#[test]
fn a_server_that_sheds_load_is_left_alone_and_asked_again() {
    let asked = AtomicUsize::new(0);
    let address = raw_server(move |stream| {
        if read_request(stream).is_some() {
            let busy = asked.fetch_add(1, Ordering::Relaxed) == 0;
            let _ = stream.write_all(&if busy { answer("503 Service Unavailable", "") } else { tokens() });
        }
    });
    let folder = tempfile::tempdir().unwrap();
    // Nothing listens at the proxy of the environment: this machine is reached without it.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = run(folder.path(), &service_target(address));
    let ran = outcome(command.env("HTTP_PROXY", format!("http://{nobody}")).args(["--format", "json"]));
    assert_valid(&ran);
    assert!(ran.stdout.contains("\"status\": 503"), "{}", ran.stdout);
}

#[test]
fn a_safe_run_guesses_no_secret_and_races_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let plan = |safe: &[&str]| {
        outcome(tokenspec(folder.path()).args(["run", "reference", "--dry-run", "--format", "json"]).args(safe)).json()
    };
    let reasons = |plan: &serde_json::Value| {
        let skipped = plan["cases"].as_array().unwrap().iter().filter_map(|case| case["skip"].as_str().map(str::to_owned));
        skipped.filter(|why| why.contains("--safe")).collect::<Vec<_>>()
    };
    assert!(reasons(&plan(&[])).is_empty());
    let safe = plan(&["--safe"]);
    assert!(safe["notes"][0].as_str().unwrap().starts_with("safe: "), "{}", safe["notes"]);
    let left_out = reasons(&safe);
    for why in ["could lock the client out", "at the same time", "is large"] {
        assert!(left_out.iter().any(|reason| reason.contains(why)), "{why}: {left_out:?}");
    }
}

#[test]
fn a_family_of_addresses_is_kept_to() {
    let serve = |listener: TcpListener, bytes: Vec<u8>| {
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                support::reply(&mut stream, &bytes);
            }
        });
    };
    let four = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = four.local_addr().unwrap().port();
    serve(four, tokens());
    let folder = tempfile::tempdir().unwrap();
    let target = |host: &str| service_target(SocketAddr::from(([127, 0, 0, 1], port))).replace("127.0.0.1", host);
    let run = |host: &str, flag: &str| outcome(run(folder.path(), &target(host)).args([flag, "--format", "json"]));
    assert_valid(&run("127.0.0.1", "-4"));
    let other = run("127.0.0.1", "-6");
    assert!(other.stdout.contains("127.0.0.1 is not of the chosen family of addresses"), "{}", other.stdout);
    // Where this machine has no IPv6, what follows cannot be tried.
    let Ok(six) = TcpListener::bind(format!("[::1]:{port}")) else { return };
    serve(six, answer("421 Misdirected Request", "{}"));
    assert_valid(&run("localhost", "-4"));
    assert!(run("[::1]", "-4").stdout.contains("::1 is not of the chosen family of addresses"));
    assert!(run("[::1]", "-6").stdout.contains("\"status\": 421"));
    let named = run("localhost", "-6").stdout;
    // Not every machine calls ::1 localhost.
    assert!(named.contains("\"status\": 421") || named.contains("the name has no IPv6 address"), "{named}");
    assert!(!verdicts(&run("localhost", "-6")).iter().any(|verdict| verdict == "pass"));
}

#[test]
fn errors_name_the_address_that_was_dialled() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = service_target(SocketAddr::from(([127, 0, 0, 1], 1))).replace("127.0.0.1:1", "login.made-up.example");
    let doctor = |arguments: &[&str]| {
        file(folder.path(), "tokenspec.toml", &target);
        outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "secret-value").arg("doctor").args(arguments))
    };
    let resolved = doctor(&["--resolve", &format!("login.made-up.example:{nobody}")]);
    let place = format!("at {nobody}, in the place of login.made-up.example: ");
    assert!(resolved.code == 3 && resolved.stdout.contains(&place), "{}{}", resolved.stdout, resolved.stderr);
    #[cfg(unix)]
    {
        let socket = doctor(&["--unix-socket", "no-such.sock"]);
        let place = "at the socket no-such.sock, in the place of login.made-up.example: ";
        assert!(socket.code == 3 && socket.stdout.contains(place), "{}{}", socket.stdout, socket.stderr);
    }
    for (arguments, says) in [
        (["--resolve", "login.example"], "such as login.example:127.0.0.1 or login.example:443:127.0.0.1:8443"),
        (["--resolve", "login.example:there"], "`there` is no address; write HOST:ADDRESS"),
        (["--proxy", "proxy:3128"], "such as http://proxy.example:3128"),
    ] {
        let wrong = doctor(&arguments);
        assert!(wrong.code == 2 && wrong.stderr.contains(says), "{}", wrong.stderr);
    }
}

#[test]
fn scarce_authorizations_are_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let run = |most: &str| {
        let arguments = ["run", "reference", "--suite", "pkce", "--max-authorizations", most, "--format", "json"];
        outcome(tokenspec(folder.path()).args(arguments))
    };
    let note = |ran: &Outcome| ran.json()["notes"][0].as_str().unwrap_or_default().to_owned();
    let (none, some, all) = (run("0"), run("3"), run("100000"));
    assert_eq!(none.code, 3);
    assert!(note(&none).contains("so this run says nothing of the token endpoint"), "{}", note(&none));
    assert!(note(&some).starts_with("authorizations: ") && note(&some).contains(" for their controls; "), "{}", note(&some));
    assert!(note(&some).ends_with("cases that send token requests are left out: this run says little"), "{}", note(&some));
    assert!(some.json()["statistics"]["authorizations"].as_u64().unwrap() <= 3, "{}", some.json()["statistics"]);
    assert!(note(&all).ends_with("they suffice for every case"), "{}", note(&all));
}

#[test]
fn a_grant_that_lacks_its_code_is_found_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    file(
        folder.path(),
        "grants.toml",
        "[[grant]]\nclient = \"public\"\ncode = \"x\"\n\n[[grant]]\nclient = \"public\"\nkode = \"secret-9\"\n",
    );
    let target = "[target]\nname = \"x\"\ntoken_endpoint = \"http://127.0.0.1:1/\"\n[[client]]\nrole = \"public\"\nid = \"a\"\nredirect_uris = [\"http://127.0.0.1:9/\"]\n\
                  [authorize]\ndriver = \"static\"\ngrants_file = \"grants.toml\"\n";
    file(folder.path(), "tokenspec.toml", target);
    let doctor = outcome(tokenspec(folder.path()).arg("doctor"));
    assert!(doctor.code == 2 && doctor.stderr.contains("grants.toml:7:1: unknown key `kode`"), "{}", doctor.stderr);
    assert!(doctor.stderr.contains("grants.toml:5:") && !doctor.stderr.contains("secret-9"), "{}", doctor.stderr);
}
