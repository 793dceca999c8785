//! What the tests of the binary share.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Arc;

use serde_json::Value;

/// The real binary with a scrubbed environment, in a folder of its own.
pub fn tokenspec(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenspec"));
    command.env_clear().current_dir(folder);
    command
}

/// What a command printed and how it ended.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }
}

/// Runs a command to its end.
pub fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().expect("the binary starts");
    Outcome {
        code: output.status.code().expect("it ends by itself"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// Writes a file into a folder and returns its path.
pub fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

/// A server that answers every connection as told, byte by byte; it ends with the process.
pub fn raw_server(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || {
                let mut stream = stream;
                answer(&mut stream);
            });
        }
    });
    address
}

/// Reads one request (head and as much of the body as comes with its Content-Length).
pub fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        seen.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|n| n.trim().parse::<usize>()))
                .and_then(Result::ok)
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}

/// Answers one request with these bytes and closes.
pub fn reply(stream: &mut TcpStream, bytes: &[u8]) {
    if read_request(stream).is_some() {
        let _ = stream.write_all(bytes);
    }
}

/// A target file with a service client alone: its cases need no code.
pub fn service_target(address: SocketAddr) -> String {
    format!(
        r#"[target]
name = "hostile"
token_endpoint = "http://{address}/token"

[[client]]
role = "service"
id = "01JD0000000000000000000SVC"
secret = {{ env = "SERVICE_SECRET" }}
scopes = ["api.read", "api.write"]

[limits]
timeout = "700ms"
concurrency = 16
"#
    )
}

/// `tokenspec serve --print-target`, until it is dropped.
pub struct Served {
    child: Child,
    /// The target file that it printed.
    pub target: String,
    // Held: a server whose messages nobody takes would stop at the first one.
    _messages: BufReader<ChildStderr>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Serves on a free port, with further arguments.
pub fn serve(folder: &Path, arguments: &[&str]) -> Served {
    let mut command = tokenspec(folder);
    command.args(["serve", "--listen", "127.0.0.1:0", "--print-target"]).args(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut messages = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("reference server at") {
        line.clear();
        assert!(messages.read_line(&mut line).unwrap() > 0, "the server ended");
    }
    let mut printed = BufReader::new(child.stdout.take().unwrap());
    let mut target = String::new();
    // The file ends with the table [authorize], and that with the driver's own keys.
    while !target.contains("driver = ") {
        assert!(printed.read_line(&mut target).unwrap() > 0);
    }
    Served { child, target, _messages: messages }
}
