//! Servers that speak HTTP/2 to hurt: floods, resets, frames that are none. What is asked over HTTP/2 is then not answered;
//! over HTTP/1 they answer as anybody.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::attack::Attack;
use crate::server::{answering, message};

const TOKENS: &[u8] = br#"{"access_token":"an-access-token-0123456789","token_type":"Bearer","expires_in":60}"#;

/// A frame (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
/// `:status: 200` from the static table (RFC 7541, Appendix A).
const STATUS_200: u8 = 0x88;

/// After the preface: settings, and once the request has come, these frames, again and again where so wished.
fn speaking(once: Vec<u8>, again: Vec<u8>) -> String {
    let target = answering(move |stream| {
        let mut seen = [0; 16384];
        let Ok(count) = stream.read(&mut seen) else { return };
        if !seen[..count].starts_with(b"PRI ") {
            let _ = stream.write_all(&message("200 OK", "", TOKENS));
            return;
        }
        if stream.write_all(&frame(SETTINGS, 0, 0, &[])).is_err() || !requested(stream, &seen[..count]) {
            return;
        }
        let _ = stream.write_all(&once);
        while !again.is_empty() && stream.write_all(&again).is_ok() {}
        let _ = stream.shutdown(std::net::Shutdown::Write);
        while stream.read(&mut seen).is_ok_and(|count| count > 0) {}
    });
    target.replace("[target]\n", "[target]\nraw = true\n")
}

/// Whether the head of a request comes, which begins stream 1.
fn requested(stream: &mut TcpStream, first: &[u8]) -> bool {
    let mut seen = first.to_vec();
    let mut block = [0; 16384];
    // Type and stream of a frame: HEADERS on stream 1, whatever its flags are.
    let is_there = |seen: &[u8]| seen.windows(6).any(|w| w[0] == HEADERS && w[2..] == [0, 0, 0, 1]);
    while !is_there(&seen) {
        match stream.read(&mut block) {
            Ok(count) if count > 0 => seen.extend_from_slice(&block[..count]),
            _ => return false,
        }
    }
    true
}

fn attack(name: &'static str, once: Vec<u8>, again: Vec<u8>) -> Attack {
    Attack::new(name, "http/http2", move |_| speaking(once.clone(), again.clone()))
        .with(&["run", "--suite", "http", "--filter", "http/http2*", "--format", "json"])
        .and(|ran| {
            let record: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
            let cases = record["cases"].as_array().unwrap();
            assert!(!cases.is_empty() && cases.iter().all(|case| case["verdict"] != "pass"), "{cases:?}");
            assert!(cases.iter().any(|case| case["verdict"] == "inconclusive"), "the attack was not met: {cases:?}");
        })
}

pub fn attacks() -> Vec<Attack> {
    let head = || frame(HEADERS, END_HEADERS, 1, &[STATUS_200]);
    let empty = |kind: u8, stream: u32, payload: &[u8]| frame(kind, 0, stream, payload).repeat(1000);
    vec![
        attack("the stream is reset", frame(RST_STREAM, 0, 1, &[0, 0, 0, 2]), vec![]),
        attack("the server goes away", frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 11]), vec![]),
        attack("settings without end", vec![], empty(SETTINGS, 0, &[0, 4, 0, 1, 0, 0])),
        attack("pings without end", vec![], empty(PING, 0, &[0; 8])),
        attack("resets without end", vec![], empty(RST_STREAM, 1, &[0, 0, 0, 8])),
        attack("window updates without end", vec![], empty(WINDOW_UPDATE, 0, &[0, 0, 0, 1])),
        attack("a window that overflows", empty(WINDOW_UPDATE, 0, &[0x7f, 0xff, 0xff, 0xff]), vec![]),
        attack("empty data without end", head(), empty(DATA, 1, &[])),
        attack("data beyond the window", head(), frame(DATA, 0, 1, &[b'a'; 16384]).repeat(10)),
        attack("continuations without end", frame(HEADERS, 0, 1, &[STATUS_200]), empty(CONTINUATION, 1, &[0, 1, b'a', 1, b'b'])),
        attack("fields without end", vec![], frame(HEADERS, END_HEADERS, 1, &[0, 1, b'a', 1, b'b'].repeat(3000))),
        attack("a table of headers that does not exist", frame(HEADERS, END_HEADERS, 1, &[0xff, 0xff, 0xff, 0xff, 0x0f]), vec![]),
        attack("promises that nobody asked for", frame(PUSH_PROMISE, END_HEADERS, 1, &[0, 0, 0, 2, STATUS_200]), vec![]),
        attack("interim answers without end", vec![], frame(HEADERS, END_HEADERS, 1, &[8, 3, b'1', b'0', b'3']).repeat(100)),
        attack("a frame larger than allowed", frame(DATA, 0, 1, &vec![0; 1 << 20]), vec![]),
        attack("noise", vec![0xa5; 4096], vec![]),
    ]
}
