//! The way to the target, as the browser takes it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};

use super::support::{file, raw_server, read_request};
use super::{application, chromium, reference, run, target};

const NAME: &str = "login.made-up.example";
const KEY: &str = "gateway-key-0123456789";
const TOTP: &str = "totp = { env = \"TOTP\" }";

/// Hands a request on and its answer back; the connection ends with it.
fn hand_on(request: &str, to: SocketAddr, back: &mut TcpStream) {
    let mut server = TcpStream::connect(to).unwrap();
    server.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = server.read_to_end(&mut answer);
    let _ = back.write_all(&answer);
}

fn refuse(stream: &mut TcpStream, status: &str, field: &str) {
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{field}Content-Length: 0\r\nConnection: close\r\n\r\n");
}

#[test]
fn the_browser_goes_through_the_proxy_and_logs_in_there() {
    if !chromium() {
        return;
    }
    let (server, state) = application();
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let proxy = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        // alice:hunter2
        let known = request.to_ascii_lowercase().contains("proxy-authorization: basic ywxpy2u6ahvudgvymg==");
        let line = request.lines().next().unwrap_or_default().to_owned();
        log.lock().unwrap().push((known, line));
        match known {
            true => hand_on(&request.replacen(&format!("http://{NAME}"), "", 1), server, stream),
            false => refuse(stream, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"way\"\r\n"),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let network = |password: &str| format!("{TOTP}\n[network]\nproxy = \"http://alice:{password}@{proxy}\"");
    file(folder.path(), "tokenspec.toml", &target(NAME, &network("hunter2")));
    let ran = run(folder.path(), &["doctor"]);
    assert!(ran.stdout.contains("✓ client confidential"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(state.lock().unwrap().passwords, 1);
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
    let told = told.lock().unwrap();
    let through = |path: &str| told.iter().any(|(known, line)| *known && line.contains(&format!("http://{NAME}{path}")));
    assert!(through("/authorize") && through("/api/password") && through("/token"), "{told:?}");
}

#[test]
fn names_lead_elsewhere_and_a_gateway_gets_its_key_and_nobody_else() {
    if !chromium() {
        return;
    }
    let (server, state) = application();
    let elsewhere = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&elsewhere);
    let stranger = raw_server(move |stream| {
        log.lock().unwrap().extend(read_request(stream));
        refuse(stream, "404 Not Found", "");
    });
    state.lock().unwrap().picture = Some(format!("http://{stranger}/picture"));
    let gateway = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        match request.to_ascii_lowercase().contains(&format!("\r\nx-gateway-key: {KEY}\r\n")) {
            true => hand_on(&request, server, stream),
            false => refuse(stream, "403 Forbidden", ""),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let network = format!(
        "{TOTP}\n[network]\nresolve = {{ \"{NAME}:80\" = \"{gateway}\" }}\nheaders = {{ X-Gateway-Key = {{ file = \"key\" }} }}\n"
    );
    file(folder.path(), "key", KEY);
    file(folder.path(), "tokenspec.toml", &target(NAME, &network));
    let ran = run(folder.path(), &["doctor"]);
    assert!(ran.stdout.contains("✓ client confidential"), "{}{}", ran.stdout, ran.stderr);
    assert!(!ran.stdout.contains(KEY));
    let state = state.lock().unwrap();
    assert_eq!((state.passwords, state.codes.len()), (1, 1), "scripts of the page reach the server as well");
    let elsewhere = elsewhere.lock().unwrap();
    assert!(elsewhere.iter().any(|request| request.starts_with("GET /picture ")), "{elsewhere:?}");
    assert!(!elsewhere.iter().any(|request| request.to_ascii_lowercase().contains("x-gateway-key")), "{elsewhere:?}");
}

#[test]
fn a_certificate_is_believed_unseen_where_the_file_says_so_alone() {
    if !chromium() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_server, form) = reference(folder.path(), &["--tls"]);
    let (head, rest) = form.split_once("[[client]]\nrole = \"other\"").unwrap();
    let head: String = head.lines().filter(|line| !line.starts_with("ca_file")).map(|line| format!("{line}\n")).collect();
    let authorize = rest.split_once("[authorize]").unwrap().1.replace("driver = \"form\"", "driver = \"browser\"");
    file(folder.path(), "tokenspec.toml", &format!("{head}[authorize]{authorize}"));
    let ran = run(folder.path(), &["doctor", "--insecure"]);
    assert!(ran.stdout.contains("✓ client confidential"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn what_chromium_cannot_do_is_an_error_that_names_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = |network: &str, flags: &[&str]| {
        file(folder.path(), "tokenspec.toml", &target("127.0.0.1:1", &format!("{TOTP}\n{network}")));
        let ran = run(folder.path(), &[&["doctor"], flags].concat());
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        ran.stderr
    };
    let socket = doctor("[network]\nunix_socket = \"as.sock\"", &[]);
    assert!(socket.contains("the driver `browser` cannot honour `unix_socket`"), "{socket}");
    assert!(socket.contains("Chromium connects to no Unix socket") && socket.contains("tokenspec.toml:"), "{socket}");
    let family = doctor("[network]\nip = \"6\"", &[]);
    assert!(family.contains("cannot honour `ip`") && family.contains("name an address of that family by `resolve`"), "{family}");
    let flag = doctor("", &["-4"]);
    assert!(flag.contains("-4 and -6: the driver `browser` cannot honour it"), "{flag}");
    let both = doctor("", &["--proxy", "http://127.0.0.1:1", "--resolve", "a.example:127.0.0.1"]);
    assert!(both.contains("--resolve beside --proxy"), "{both}");
}
