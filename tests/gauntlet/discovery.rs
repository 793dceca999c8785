//! Metadata and keys that lie: of another issuer, leading elsewhere, absurd; and tokens that name their own keys.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::attack::Attack;
use crate::server::{finish, message, trap};
use crate::support::{raw_server, read_request};

/// What a path is answered with; `ISSUER` in it stands for the server itself.
type Pages = Vec<(&'static str, String)>;

/// A server that has these documents; all else is refused.
fn serving(pages: Pages) -> SocketAddr {
    let address = std::sync::Arc::new(std::sync::OnceLock::<SocketAddr>::new());
    let own = std::sync::Arc::clone(&address);
    let at = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        let path = request.split(' ').nth(1).unwrap_or_default();
        let page = pages.iter().find(|(known, _)| path.starts_with(known));
        let issuer = own.get().map(|own| format!("http://{own}")).unwrap_or_default();
        let _ = stream.write_all(&match page {
            Some((_, text)) => message("200 OK", "", text.replace("ISSUER", &issuer).as_bytes()),
            None => message("404 Not Found", "", b"{}"),
        });
        finish(stream);
    });
    address.set(at).unwrap();
    at
}

/// A target of which nothing but the issuer is known.
fn issuer(pages: Pages) -> String {
    let address = serving(pages);
    format!(
        "[target]\nname = \"liar\"\nissuer = \"http://{address}\"\n\n[[client]]\nrole = \"service\"\nid = \"01JD0000000000000000000SVC\"\nsecret = \
         {{ env = \"SERVICE_SECRET\" }}\nscopes = [\"api.read\"]\n\n[limits]\ntimeout = \"10s\"\n"
    )
}

const PLACE: &str = "/.well-known/openid-configuration";

fn attack(name: &'static str, says: &'static str, metadata: &str) -> Attack {
    let metadata = metadata.to_owned();
    Attack::new(name, says, move |_| issuer(vec![(PLACE, metadata.clone())])).ends(&[2, 3])
}

pub fn attacks() -> Vec<Attack> {
    let mut all = metadata();
    all.extend(keys());
    all.extend(init());
    all
}

fn metadata() -> Vec<Attack> {
    let (elsewhere, visits) = trap();
    let foreign = format!("{{\"issuer\":\"https://evil.example\",\"token_endpoint\":\"http://{elsewhere}/token\"}}");
    let unnamed = format!("{{\"token_endpoint\":\"http://{elsewhere}/token\"}}");
    let (second, others) = (std::sync::Arc::clone(&visits), std::sync::Arc::clone(&visits));
    vec![
        attack("metadata of another issuer", "nothing of it is used", &foreign)
            .and(move |_| assert_eq!(visits.load(Ordering::SeqCst), 0, "the foreign endpoint was asked")),
        attack("metadata of no issuer", "names no issuer", &unnamed)
            .and(move |_| assert_eq!(second.load(Ordering::SeqCst), 0, "the foreign endpoint was asked")),
        Attack::new("metadata that are a redirect to elsewhere", "no token endpoint", move |_| {
            let answer = message("302 Found", &format!("Location: http://{elsewhere}/\r\n"), b"");
            crate::server::bytes(answer).replace("token_endpoint", "issuer").replace("/token\"", "\"")
        })
        .ends(&[2, 3])
        .and(move |_| assert_eq!(others.load(Ordering::SeqCst), 0, "the redirect was followed")),
        attack(
            "an endpoint that is a file",
            "no token endpoint",
            "{\"issuer\":\"ISSUER\",\"token_endpoint\":\"file:///etc/passwd\"}",
        ),
        attack("an endpoint that is a number", "no token endpoint", "{\"issuer\":\"ISSUER\",\"token_endpoint\":7}"),
        attack("metadata 100,000 deep", "no token endpoint", &"{\"issuer\":".repeat(25_000)),
        attack(
            "an issuer of control characters",
            "nothing of it is used",
            "{\"issuer\":\"\\u001b[31m\\u202e\\u0000\",\"token_endpoint\":\"ISSUER/token\"}",
        ),
        attack("an issuer of 200 KiB", "nothing of it is used", &format!("{{\"issuer\":\"{}\"}}", "i".repeat(200_000))),
    ]
}

/// An access token that is a JWT with this header.
fn token(header: &str) -> String {
    let claims = r#"{"iss":"ISSUER","sub":"a","aud":"api","exp":4102444800,"iat":1700000000,"jti":"1","client_id":"01JD0000000000000000000SVC"}"#;
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", encode(header), encode(claims), encode("signature"))
}

fn keyed(name: &'static str, set: &str, header: &str) -> Attack {
    let pages = vec![
        (PLACE, "{\"issuer\":\"ISSUER\",\"token_endpoint\":\"ISSUER/token\",\"jwks_uri\":\"ISSUER/jwks\"}".to_owned()),
        ("/jwks", set.to_owned()),
        ("/token", format!("{{\"access_token\":\"{}\",\"token_type\":\"Bearer\",\"expires_in\":60}}", token(header))),
    ];
    Attack::new(name, "jwt-access-token", move |_| issuer(pages.clone()))
        .with(&["run", "--suite", "metadata", "--suite", "jwt-access-token", "--suite", "create-tokens", "--format", "json"])
        .ends(&[0, 1, 3])
}

fn keys() -> Vec<Attack> {
    let rs256 = r#"{"alg":"RS256","typ":"at+jwt","kid":"a"}"#;
    let one = |key: &str| format!("{{\"keys\":[{key}]}}");
    let (elsewhere, visits) = trap();
    let away = format!("http://{elsewhere}/keys");
    let many: Vec<String> =
        (0..1_500).map(|n| format!("{{\"kty\":\"RSA\",\"kid\":\"{n}\",\"n\":\"AQ\",\"e\":\"AQAB\"}}")).collect();
    vec![
        keyed(
            "a key of 200 KiB",
            &one(&format!("{{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"{}\",\"e\":\"AQAB\"}}", "A".repeat(200_000))),
            rs256,
        ),
        keyed(
            "an exponent of 200 KiB",
            &one(&format!("{{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQAB\",\"e\":\"{}\"}}", "_".repeat(200_000))),
            rs256,
        ),
        keyed("a key without anything", &one("{}"), rs256),
        keyed(
            "a point that is on no curve",
            &one("{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":\"AA\",\"y\":\"AA\"}"),
            r#"{"alg":"ES256","kid":"a"}"#,
        ),
        keyed("keys that are no objects", "{\"keys\":[1,null,[],\"a\",{\"kty\":7}]}", rs256),
        keyed("1,500 keys", &one(&many.join(",")), rs256),
        keyed(
            "a secret key for everybody",
            &one("{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2VjcmV0\"}"),
            r#"{"alg":"HS256","kid":"a"}"#,
        ),
        keyed(
            "a token without a signature",
            &one("{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQ\",\"e\":\"AQAB\"}"),
            r#"{"alg":"none"}"#,
        ),
        keyed(
            "a kid that is a path, a query and an escape",
            &one("{\"kty\":\"RSA\",\"kid\":\"../../etc/passwd\",\"n\":\"AQ\",\"e\":\"AQAB\"}"),
            "{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd' OR 1=1; -- \\u001b[31m\\u0000\"}",
        ),
        keyed(
            "a token that names its own keys",
            &one(""),
            &format!("{{\"alg\":\"RS256\",\"jku\":\"{away}\",\"x5u\":\"{away}\",\"jwk\":{{\"kty\":\"RSA\"}}}}"),
        )
        .and(move |_| assert_eq!(visits.load(Ordering::SeqCst), 0, "the token's own keys were fetched")),
        keyed("a header of 100 KiB", &one(""), &format!("{{\"alg\":\"{}\"}}", "a".repeat(8_000))),
        keyed("a header that is no object", &one(""), "[[[[[[1]]]]]]"),
    ]
}

/// What `init` is told by a server that it has never seen.
fn init() -> Vec<Attack> {
    let at = |name: &'static str, says: &'static str, answer: fn() -> Vec<u8>| {
        let address = raw_server(move |stream| {
            if read_request(stream).is_some() {
                let _ = stream.write_all(&answer());
                finish(stream);
            }
        });
        // Arguments live as long as the tests.
        let url: &'static str = Box::leak(format!("http://{address}").into_boxed_str());
        Attack::new(name, says, |_| String::new())
            .with(&["init", url, "--yes"])
            .ends(&[0, 1, 2, 3])
            .and(|ran| assert!(ran.stdout.len() + ran.stderr.len() < 100_000))
    };
    vec![
        at("metadata of escapes, for init", "", || {
            message("200 OK", "", b"{\"issuer\":\"\\u001b]0;owned\\u0007\",\"token_endpoint\":\"http://127.0.0.1/\\u001b[2J\",\"scopes_supported\":[\"\\u202e\",\"a\\nb\\\"]\"]}")
        }),
        at("metadata of 10,000 scopes, for init", "", || {
            message(
                "200 OK",
                "",
                format!("{{\"issuer\":\"x\",\"scopes_supported\":[{}\"z\"]}}", "\"s\",".repeat(9_900)).as_bytes(),
            )
        }),
        at("noise, for init", "", || vec![0xa5; 100_000]),
    ]
}
