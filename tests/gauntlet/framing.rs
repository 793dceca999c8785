//! Heads and framing: too much, too little, contradictory, too early, not HTTP at all.

use std::io::{Read, Write};

use crate::attack::{Attack, nothing_passes};
use crate::server::{answering, bytes, endless, finish, go_on, message, trap};
use crate::support::read_request;

const TOKENS: &str = r#"{"access_token":"an-access-token-0123456789","token_type":"Bearer","expires_in":60}"#;

pub fn attacks() -> Vec<Attack> {
    let mut all = heads();
    all.extend(lengths());
    all.extend(chunks());
    all.extend(timing());
    all.extend(redirects());
    let mut all: Vec<Attack> = all.into_iter().map(|attack| attack.and(nothing_passes)).collect();
    all.push(too_early());
    all
}

fn heads() -> Vec<Attack> {
    let fields = |count: usize, length: usize| {
        let field = |n: usize| format!("X-Field-{n}: {}\r\n", "v".repeat(length));
        message("200 OK", &(0..count).map(field).collect::<String>(), TOKENS.as_bytes())
    };
    vec![
        Attack::new("a status line without end", "head", |_| endless(b"HTTP/1.1 200 ", b"a")),
        Attack::new("header fields without end", "head", |_| endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")),
        Attack::new("a header field without end", "head", |_| endless(b"HTTP/1.1 200 OK\r\nX: ", b"y")),
        Attack::new("1,000 header fields", "the connection broke off", move |_| bytes(fields(1000, 10))),
        Attack::new("a header field of one megabyte", "head", move |_| bytes(fields(1, 1 << 20))),
        Attack::new("interim answers without end", "no complete answer within 0.7 s", |_| {
            answering(|stream| go_on(stream, b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"))
        }),
        Attack::new("another protocol that nobody asked for", "received 101", |_| {
            bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: evil\r\nConnection: upgrade\r\n\r\n")
        }),
        Attack::new("a NUL in a header field", "the connection broke off", |_| {
            bytes(message("200 OK", "X-Trap: a\0b\r\n", b"{}"))
        }),
        Attack::new("a folded header field", "the connection broke off", |_| {
            bytes(message("200 OK", "X-Trap: a\r\n b\r\n", b"{}"))
        }),
        Attack::new("a greeting of SSH", "the connection broke off", |_| bytes("SSH-2.0-OpenSSH_9.9\r\n\r\n")),
        Attack::new("a TLS alert", "the connection broke off", |_| bytes(&b"\x15\x03\x01\x00\x02\x02\x46"[..])),
        Attack::new("HTTP/0.9", "the connection broke off", |_| bytes("<html>hello</html>")),
        Attack::new("status 999", "999", |_| bytes(message("999 Beyond", "", b"{}"))),
        Attack::new("status -200", "the connection broke off", |_| bytes(message("-200 OK", "", b"{}"))),
    ]
}

fn lengths() -> Vec<Attack> {
    let of =
        |length: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{TOKENS}");
    vec![
        Attack::new("a length that is none", "the connection broke off", move |_| bytes(of("ten"))),
        Attack::new("a negative length", "the connection broke off", move |_| bytes(of("-1"))),
        Attack::new("a length beyond 64 bits", "the connection broke off", move |_| bytes(of("18446744073709551616"))),
        Attack::new("a length with a sign", "the connection broke off", move |_| bytes(of("+85"))),
        Attack::new("two lengths that differ", "the connection broke off", move |_| {
            bytes(of(&format!("{}\r\nContent-Length: 5", TOKENS.len())))
        }),
        Attack::new("a length that is too long", "the connection broke off", move |_| bytes(of("100000"))),
        Attack::new("a length that is too short", "received", move |_| bytes(of("5"))),
    ]
}

fn chunks() -> Vec<Attack> {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunked = |rest: &str| format!("{HEAD}{rest}");
    vec![
        Attack::new("a chunk size that is none", "the connection broke off", move |_| bytes(chunked("zz\r\n{}\r\n0\r\n\r\n"))),
        Attack::new("a chunk size beyond 64 bits", "the connection broke off", move |_| {
            bytes(chunked("10000000000000000\r\n{}"))
        }),
        Attack::new("a chunk that is longer than it says", "the connection broke off", move |_| {
            bytes(chunked("1\r\n{}\r\n0\r\n\r\n"))
        }),
        Attack::new("chunks that end in the middle", "the connection broke off", move |_| bytes(chunked("50\r\n{}"))),
        Attack::new("a chunk extension without end", "the connection broke off", |_| {
            endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x")
        }),
        Attack::new("trailers without end", "the connection broke off", |_| {
            endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"T: u\r\n")
        }),
        Attack::new("an unknown transfer coding", "not a JSON object", move |_| {
            bytes(chunked("2\r\n{}\r\n0\r\n\r\n").replace("chunked", "chunked, evil"))
        }),
    ]
}

fn timing() -> Vec<Attack> {
    vec![
        Attack::new("closed at once", "the connection broke off", |_| answering(|_| ())),
        Attack::new("closed after the request", "the connection broke off", |_| answering(|stream| drop(read_request(stream)))),
        Attack::new("closed within the head", "the connection broke off", |_| bytes("HTTP/1.1 200 OK\r\nContent-Ty")),
        Attack::new("closed within the body", "the connection broke off", |_| {
            bytes("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"access_token\"")
        }),
        Attack::new("two answers to one request", "503", |_| {
            bytes([message("503 No", "", b"{}"), message("200 OK", "", TOKENS.as_bytes())].concat())
        })
        .with(&["run", "--suite", "create-tokens", "--format", "json", "--filter", "create-tokens/valid-request/*"]),
    ]
}

/// The token endpoint sends on to elsewhere: nobody goes there, with or without credentials.
fn redirects() -> Vec<Attack> {
    ["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]
        .into_iter()
        .zip(["301 to another host", "302 to another host", "303 to another host", "307 to another host", "308 to another host"])
        .map(|(status, name)| {
            let (elsewhere, visits) = trap();
            Attack::new(name, &status[..3], move |_| {
                bytes(message(status, &format!("Location: http://{elsewhere}/token\r\n"), b""))
            })
            .and(move |_| assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 0, "the redirect was followed"))
        })
        .collect()
}

/// Whether it came before the request cannot always be seen; then it is an answer like another.
fn too_early() -> Attack {
    Attack::new("an answer before the request", "", |_| {
        answering(|stream| {
            let _ = stream.write_all(&message("400 Bad Request", "", b"{\"error\":\"server_error\"}"));
            let _ = stream.read(&mut [0; 4096]);
            finish(stream);
        })
    })
}
