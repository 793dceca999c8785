//! Bodies: without end, slow, as large as is read, compressed.

use std::io::{Read, Write};

use crate::attack::{Attack, nothing_passes};
use crate::server::{answering, bodies, bytes, endless, message};
use crate::support::{raw_server, read_request};

/// As much as is read of an answer, and a little less.
const LARGE: usize = 256 * 1024 - 200;

pub fn attacks() -> Vec<Attack> {
    let mut all = without_end();
    all.extend(large());
    all.extend(compressed());
    all.extend(whole());
    all
}

fn without_end() -> Vec<Attack> {
    vec![
        Attack::new("a body of ten gigabytes", "was not read further", |_| {
            endless(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n{\"access_token\":\"",
                b"a",
            )
        })
        .and(nothing_passes),
        Attack::new("a body without length and end", "was not read further", |_| {
            endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"a")
        })
        .and(nothing_passes),
        Attack::new("chunks without end", "was not read further", |_| {
            endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10\r\naaaaaaaaaaaaaaaa\r\n")
        })
        .and(nothing_passes),
        Attack::new("one byte now and then", "no complete answer within 0.7 s", |_| answering(slowly)).and(nothing_passes),
        Attack::new("a head byte by byte", "no complete answer within 0.7 s", |_| {
            answering(|stream| {
                if read_request(stream).is_some() {
                    trickle(stream);
                }
            })
        })
        .and(nothing_passes),
        Attack::new("silence", "no complete answer within 0.7 s", |_| {
            answering(|stream| while read_request(stream).is_some() {})
        })
        .and(nothing_passes),
        Attack::new("an endless body, for explore", "", |_| {
            endless(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n{\"access_token\":\"",
                b"a",
            )
        })
        .with(&["explore", "--requests", "200"])
        .ends(&[0, 1, 3]),
        Attack::new("an endless body, for doctor", "✗", |_| {
            endless(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n{\"access_token\":\"",
                b"a",
            )
        })
        .with(&["doctor"])
        .ends(&[1, 2, 3]),
    ]
}

fn slowly(stream: &mut std::net::TcpStream) {
    if read_request(stream).is_some() && stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").is_ok() {
        trickle(stream);
    }
}

/// Waits for the other side between bytes: it never says anything more.
fn trickle(stream: &mut std::net::TcpStream) {
    stream.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    while stream.write_all(b"H").is_ok() && stream.read(&mut [0; 1]).is_err() {}
}

fn tokens(number: usize, more: &str) -> Vec<u8> {
    format!("{{\"access_token\":\"t-{number:06}-abcdefghijklmnop\",\"token_type\":\"Bearer\",\"expires_in\":60,{more}}}")
        .into_bytes()
}

/// Answers that are taken seriously, each as large as an answer may be, for every request of a run.
fn large() -> Vec<Attack> {
    let judged = |attack: Attack| attack.ends(&[0, 1, 3]);
    vec![
        judged(Attack::new("large members in every answer", "not all of them could be kept", |_| {
            bodies("200 OK", |number| tokens(number, &format!("\"pad\":\"{}\"", "x".repeat(LARGE - 100))))
        })),
        judged(Attack::new("as many values as fit in every answer", "more values than any answer needs", |_| {
            bodies("200 OK", |number| tokens(number, &format!("\"pad\":[{}0]", "0,".repeat(LARGE / 2 - 100))))
        })),
        judged(Attack::new("just not too many values in every answer", "", |_| {
            bodies("200 OK", |number| tokens(number, &format!("\"pad\":[{}0]", "[],".repeat(9_900))))
        })),
        judged(Attack::new("as many members as fit in every answer", "", |_| {
            let members: Vec<String> = (0..9_900).map(|n| format!("\"{n}\":{{}}")).collect();
            let members = members.join(",");
            bodies("200 OK", move |number| tokens(number, &members))
        })),
        judged(Attack::new("a token of 256 KiB in every answer", "those of more than 16 KiB are not used", |_| {
            bodies("200 OK", |number| {
                format!("{{\"access_token\":\"{number}{}\",\"token_type\":\"Bearer\"}}", "x".repeat(LARGE - 100)).into()
            })
        })),
        judged(Attack::new("tokens of 16 KiB in every answer", "", |_| {
            bodies("200 OK", |number| {
                let token = |kind: &str| format!("eyJhbGciOiJSUzI1NiJ9.{kind}{number:06}{}", "x".repeat(16_000));
                format!(
                    "{{\"access_token\":\"{}\",\"refresh_token\":\"{}\",\"id_token\":\"{}\",\"token_type\":\"Bearer\"}}",
                    token("a"),
                    token("r"),
                    token("i")
                )
                .into()
            })
        })),
        judged(Attack::new("a scope of 256 KiB in every answer", "", |_| {
            bodies("200 OK", |number| tokens(number, &format!("\"scope\":\"{}\"", "x ".repeat(LARGE / 2 - 100))))
        })),
        judged(Attack::new("an error code of 256 KiB in every answer", "400 xxxxxxxx", |_| {
            bodies("400 Bad Request", |_| format!("{{\"error\":\"{}\"}}", "x".repeat(LARGE - 100)).into())
        })),
        judged(Attack::new("NULs in every answer", "", |_| {
            bodies("400 Bad Request", |_| format!("{{\"error\":\"{}\"}}", "\\u0000".repeat(LARGE / 6 - 100)).into())
        })),
        Attack::new("pages of 256 KiB instead of JSON", "not a JSON object", |_| {
            bodies("200 OK", |_| format!("<html>{}", "x".repeat(LARGE - 100)).into())
        }),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Nothing is asked for in a coding, and nothing is decoded: what would unpack to gigabytes stays a few bytes.
fn compressed() -> Vec<Attack> {
    let bomb = |coding: &'static str, name: &'static str| {
        Attack::new(name, "it was not decompressed", move |_| {
            // Gzip twice over: 64 MiB of zeros in a few hundred bytes. Nobody looks whether the coding is what it says.
            bytes(message("200 OK", &format!("Content-Encoding: {coding}\r\n"), &gzip(&gzip(&vec![0; 64 << 20]))))
        })
        .and(nothing_passes)
    };
    vec![
        bomb("gzip", "a gzip bomb"),
        bomb("br", "a brotli bomb"),
        bomb("zstd", "a zstd bomb"),
        bomb("deflate, gzip, gzip, gzip", "a bomb in layers"),
    ]
}

/// Whole runs, with every report that is large: a server that gives out codes, and answers each request at the greatest length.
fn whole() -> Vec<Attack> {
    let run = |name: &'static str, says: &'static str, body: fn(usize) -> Vec<u8>| {
        Attack::new(name, says, move |_| obliging(body))
            .with(&[
                "run",
                "--profile",
                "oauth2-baseline",
                "--format",
                "json",
                "--report",
                "html=r.html",
                "--report",
                "junit=r.xml",
            ])
            .ends(&[1, 3])
    };
    vec![
        run("a whole run of large members", "not all of them could be kept", |number| {
            tokens(
                number,
                &format!(
                    "\"scope\":\"openid\",\"refresh_token\":\"r-{number:06}-abcdefghijkl\",\"pad\":\"{}\"",
                    "x".repeat(60_000)
                ),
            )
        }),
        run("a whole run of many values", "not all of them could be kept", |number| {
            tokens(number, &format!("\"refresh_token\":\"r-{number:06}-abcdefghijkl\",\"pad\":[{}0]", "{},".repeat(9_900)))
        }),
        run("a whole run of long tokens", "larger than 6 MiB together", |number| {
            let token = |kind: &str| format!("eyJhbGciOiJSUzI1NiJ9.{kind}{number:06}{}", "x".repeat(12_000));
            let (access, refresh, id) = (token("a"), token("r"), token("i"));
            let text = format!(
                "{{\"access_token\":\"{access}\",\"refresh_token\":\"{refresh}\",\"id_token\":\"{id}\",\"token_type\":\"Bearer\"}}"
            );
            text.into_bytes()
        }),
    ]
}

/// A target that gives a code to whoever asks, and these answers at its token endpoint.
fn obliging(body: fn(usize) -> Vec<u8>) -> String {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let address = raw_server(move |stream| {
        while let Some(request) = read_request(stream) {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let state = request.split("state=").nth(1).and_then(|rest| rest.split(['&', ' ']).next()).unwrap_or_default();
            let to = format!("Location: http://127.0.0.1:9/cb?code=c-{number:06}-abcdefghijkl&state={state}\r\n");
            let answer = match request.starts_with("GET /authorize") {
                true => message("302 Found", &to, b""),
                false => message("200 OK", "", &body(number)),
            };
            if stream.write_all(&answer).is_err() {
                return;
            }
        }
    });
    let client = |role: &str, secret: &str| {
        format!(
            "[[client]]\nrole = \"{role}\"\nid = \"01JD000000000000000000{}\"\n{secret}redirect_uris = [\"http://127.0.0.1:9/cb\"]\nscopes = \
             [\"openid\", \"profile\", \"email\"]\n\n",
            &role.to_uppercase()[..4]
        )
    };
    let secret = "secret = { env = \"SERVICE_SECRET\" }\n";
    let clients =
        [client("confidential", secret), client("public", ""), client("other", secret), client("service", secret)].concat();
    format!(
        "[target]\nname = \"obliging\"\ntoken_endpoint = \"http://{address}/token\"\nauthorization_endpoint = \
         \"http://{address}/authorize\"\nintrospection_endpoint = \"http://{address}/introspect\"\nrevocation_endpoint = \
         \"http://{address}/revoke\"\n\n{clients}[authorize]\ndriver = \"redirect\"\n\n[limits]\ntimeout = \"60s\"\n"
    )
}
