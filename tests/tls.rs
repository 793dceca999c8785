//! Targets behind TLS: a private certificate authority that the target file names, and one that it does not.

mod support;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use support::{file, outcome, service_target, tokenspec};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

const TOKENS: &str = r#"{"access_token":"an-access-token-0123456789","token_type":"Bearer","scope":"api.read"}"#;

/// A TLS server that answers every request with tokens; its certificate in PEM.
async fn serve() -> (SocketAddr, String) {
    serve_with(rustls::ALL_VERSIONS, Duration::from_secs(90 * 86_400)).await
}

/// The same with these versions of TLS alone, and a certificate that is valid for so long.
async fn serve_with(versions: &[&'static rustls::SupportedProtocolVersion], valid: Duration) -> (SocketAddr, String) {
    let mut parameters = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    parameters.not_after = (std::time::SystemTime::now() + valid).into();
    let own_key = rcgen::KeyPair::generate().unwrap();
    let certificate = parameters.self_signed(&own_key).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut seen = [0; 8192];
                let _ = stream.read(&mut seen).await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    TOKENS.len()
                );
                let _ = stream.write_all(format!("{head}{TOKENS}").as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (address, certificate.pem())
}

async fn run(target: String, certificate: String) -> support::Outcome {
    tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        file(folder.path(), "tokenspec.toml", &target);
        file(folder.path(), "ca.pem", &certificate);
        let arguments = ["run", "--suite", "create-tokens", "--filter", "create-tokens/valid-request/*", "--format", "json"];
        outcome(tokenspec(folder.path()).env("SERVICE_SECRET", "secret-value").args(arguments))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_authority_is_trusted_when_the_target_file_names_it() {
    let (address, certificate) = serve().await;
    let target =
        service_target(address).replace("http://", "https://").replace("[[client]]", "ca_file = \"ca.pem\"\n\n[[client]]");
    let record = run(target, certificate).await.json();
    assert!(record["summary"]["pass"].as_u64().unwrap() > 0, "{}", record["summary"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_authority_is_no_verdict() {
    let (address, certificate) = serve().await;
    let ran = run(service_target(address).replace("http://", "https://"), certificate).await;
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stdout.contains("TLS with 127.0.0.1") || ran.stdout.contains("no root certificates"), "{}", ran.stdout);
}

/// What `doctor` says of a server that trusts in its own certificate.
async fn doctor(versions: &[&'static rustls::SupportedProtocolVersion], days: u64, arguments: &[&str]) -> support::Outcome {
    let (address, certificate) = serve_with(versions, Duration::from_secs(days * 86_400 + 3600)).await;
    let target =
        service_target(address).replace("http://", "https://").replace("[[client]]", "ca_file = \"ca.pem\"\n\n[[client]]");
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "tokenspec.toml", &target);
    file(folder.path(), "ca.pem", &certificate);
    let mut command = tokenspec(folder.path());
    command.env("SERVICE_SECRET", "secret-value").arg("doctor").args(arguments);
    tokio::task::spawn_blocking(move || outcome(&mut command)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tells_versions_and_the_end_of_the_certificate() {
    use rustls::version::{TLS12, TLS13};

    let both = doctor(&[&TLS12, &TLS13], 90, &[]).await;
    assert!(both.stdout.contains("host name and dates; the server takes TLS 1.2 and TLS 1.3"), "{}{}", both.stdout, both.stderr);
    assert!(both.stdout.contains("✓ certificate") && both.stdout.contains(", for 90 days\n"), "{}", both.stdout);

    let old = doctor(&[&TLS12], 20, &["--insecure"]).await;
    assert!(old.stdout.contains("the server takes TLS 1.2, not TLS 1.3"), "{}", old.stdout);
    assert!(old.stdout.contains("! certificate ") && old.stdout.contains(", in 20 days\n"), "{}", old.stdout);
    assert!(old.stdout.contains("help: renew it before the next run"), "{}", old.stdout);
    assert!(!old.stdout.contains("the certificate is valid"), "{}", old.stdout);

    let new = doctor(&[&TLS13], 90, &[]).await;
    assert!(new.stdout.contains("the server takes TLS 1.3, not TLS 1.2"), "{}", new.stdout);
}

/// The reference server over TLS, its target file, and the file of its authority, which goes when the server goes.
#[test]
fn the_reference_server_serves_tls_and_prints_a_target_that_trusts_it() {
    let folder = tempfile::tempdir().unwrap();
    let printed = folder.path().join("tokenspec.toml");
    let mut serving = tokenspec(folder.path())
        .args(["serve", "--tls", "--listen", "127.0.0.1:0", "--print-target"])
        .env("TMPDIR", folder.path())
        .stdout(std::fs::File::create(&printed).unwrap())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = std::io::BufReader::new(serving.stderr.take().unwrap());
    let mut line = String::new();
    // It is said when the target file has been printed.
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains("https://127.0.0.1:"), "{line}");
    let target: toml::Table = std::fs::read_to_string(&printed).unwrap().parse().unwrap();
    let authority = std::path::PathBuf::from(target["target"]["ca_file"].as_str().unwrap());
    assert!(authority.starts_with(folder.path()) && authority.exists());

    let arguments = [
        "run",
        "--suite=create-tokens",
        "--suite=oauth2",
        "--filter=create-tokens/valid-request/*",
        "--filter=requirement=oauth2/tls-required",
        "--format=json",
    ];
    let record = outcome(tokenspec(folder.path()).args(arguments)).json();
    let verdicts: Vec<(&str, &str)> = record["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["id"].as_str().unwrap(), case["verdict"].as_str().unwrap()))
        .collect();
    assert!(verdicts.len() > 5 && verdicts.iter().all(|(_, verdict)| *verdict == "pass"), "{verdicts:?}");

    let interrupted = std::process::Command::new("kill").args(["-INT", &serving.id().to_string()]).status().unwrap();
    assert!(interrupted.success() && serving.wait().unwrap().success());
    assert!(!authority.exists());
}
