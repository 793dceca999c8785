//! JSON that is none, or more than one bargained for.

use crate::attack::Attack;
use crate::server::{bytes, message};

fn answer(name: &'static str, says: &'static str, body: impl Into<Vec<u8>>) -> Attack {
    let body = body.into();
    Attack::new(name, says, move |_| bytes(message("200 OK", "", &body))).ends(&[0, 1, 3])
}

fn tokens(more: &str) -> String {
    format!("{{\"access_token\":\"an-access-token-0123456789\",\"token_type\":\"Bearer\",{more}}}")
}

pub fn attacks() -> Vec<Attack> {
    let deep = |open: &str, close: &str, depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
    vec![
        answer("lists within lists, 100,000 deep", "not a JSON object", "[".repeat(100_000)).ends(&[3]),
        answer("objects within objects, 30,000 deep", "not a JSON object", deep("{\"a\":", "}", 30_000)).ends(&[3]),
        answer("a member that is 100,000 deep", "not a JSON object", tokens(&format!("\"a\":{}", deep("[", "]", 100_000))))
            .ends(&[3]),
        answer(
            "members that occur twice",
            "",
            tokens("\"access_token\":\"another-token-0123456789\",\"expires_in\":1,\"expires_in\":2"),
        ),
        answer("10,000 members of one name", "", tokens(&vec!["\"a\":1"; 9_900].join(","))),
        answer("a number of 1,000 digits", "not a JSON object", tokens(&format!("\"expires_in\":{}", "9".repeat(1000)))),
        answer("a fraction of 1,000 digits", "", tokens(&format!("\"expires_in\":0.{}", "1".repeat(1000)))),
        answer("an exponent beyond all numbers", "", tokens("\"expires_in\":1e999999999")),
        answer("a negative lifetime beyond 64 bits", "", tokens("\"expires_in\":-99999999999999999999")),
        answer("not a number", "not a JSON object", tokens("\"expires_in\":NaN")).ends(&[3]),
        answer("invalid UTF-8", "not a JSON object", &b"{\"access_token\":\"\xff\xfe\xc0\x80\"}"[..]).ends(&[3]),
        answer(
            "UTF-16",
            "not a JSON object",
            "\u{feff}{\"access_token\":\"a\"}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        )
        .ends(&[3]),
        answer("a byte order mark", "", tokens("\"expires_in\":60").replacen('{', "\u{feff}{", 1)),
        answer("half of a surrogate pair", "not a JSON object", tokens("\"scope\":\"\\ud800\"")).ends(&[3]),
        answer(
            "NULs, escapes and bidirectional marks",
            "",
            tokens("\"scope\":\"\\u0000\\u001b[31m\\u202e\",\"token_type\":\"\\u001b]0;owned\\u0007\""),
        ),
        answer(
            "types that nobody expects",
            "",
            "{\"access_token\":{\"a\":[]},\"token_type\":7,\"expires_in\":[],\"scope\":null,\"error\":{}}",
        ),
        answer("everything is null", "", "{\"access_token\":null,\"token_type\":null,\"expires_in\":null,\"error\":null}"),
        answer("two objects", "not a JSON object", "{}{}").ends(&[3]),
        answer("comments and commas too many", "not a JSON object", "{\"access_token\":\"a\",/* */}").ends(&[3]),
        answer("an empty body", "no body", "").ends(&[3]),
    ]
}
