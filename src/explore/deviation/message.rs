//! Deviations of the message: what no document lists, and how the form is sent.

use super::{Asker, Deviation, set, text};
use crate::suite::model::{Base, BodyEncoding, Change, Place, Repeat, Value, Wire};

/// Unknown parameters.
const UNKNOWN: &str = "unknown";
/// The HTTP message.
const MESSAGE: &str = "message";

/// All of them.
pub(super) fn deviations(_: Asker) -> Vec<Deviation> {
    let mut out = unknown();
    out.extend(messages());
    out
}

fn unknown() -> Vec<Deviation> {
    let one = |state: &str, name: &str, value: Value| Deviation::new(UNKNOWN, state, set(name, value));
    let bytes = |bytes: &[u8]| Value { base: Base::Bytes(bytes.to_vec()), operations: Vec::new(), wire: Wire::Form };
    let long = format!("x_{}", "u".repeat(1_000));
    let twice = Change {
        repeat: vec![Repeat { name: "x_unknown".to_owned(), value: text("2"), place: Place::After }],
        ..set("x_unknown", text("1"))
    };
    vec![
        one("value", "x_unknown", text("1")),
        one("empty", "x_unknown", text("")),
        one("name-alone", "x_unknown", Value { wire: Wire::NameOnly, ..text("") }),
        one("long-name", &long, text("1")).heavy(),
        one("beyond-ascii", "x_unknown", text("\u{e9} \u{1d54f}")),
        one("not-utf-8", "x_unknown", bytes(&[0x61, 0xff, 0x62])),
        one("overlong", "x_unknown", bytes(&[0x61, 0xc0, 0x80, 0x62])),
        one("broken-escape", "x_unknown", Value { wire: Wire::Verbatim, ..text("100%") }),
        one("response-type", "response_type", text("code")),
        one("state", "state", text("af0ifjsldkj")),
        one("nonce", "nonce", text("n-0S6_WzA2Mj")),
        one("challenge-method", "code_challenge_method", text("S256")),
        one("challenge-method-plain", "code_challenge_method", text("plain")),
        Deviation::new(UNKNOWN, "twice", twice),
    ]
}

fn messages() -> Vec<Deviation> {
    let one = |state: &str, change: Change| Deviation::new(MESSAGE, state, change);
    let header =
        |name: &str, value: Option<&str>| Change { header: vec![(name.to_owned(), value.map(text))], ..Change::default() };
    let method = |method: &str| Change { method: Some(method.to_owned()), ..Change::default() };
    let body = |body: BodyEncoding| Change { body: Some(body), ..Change::default() };
    vec![
        one("reversed", Change { reverse: true, ..Change::default() }),
        one("charset", header("Content-Type", Some("application/x-www-form-urlencoded;charset=UTF-8"))),
        one("media-type-case", header("Content-Type", Some("Application/X-WWW-Form-URLEncoded"))),
        one("no-media-type", header("Content-Type", None)),
        one("no-accept", header("Accept", None)),
        one("accept-anything", header("Accept", Some("*/*"))),
        one("accept-xml", header("Accept", Some("application/xml"))),
        one("get", method("GET")),
        one("put", method("PUT")),
        one("patch", method("PATCH")),
        one("delete", method("DELETE")),
        one("json", body(BodyEncoding::Json)),
        one("multipart", body(BodyEncoding::Multipart)),
        one("nothing", body(BodyEncoding::Empty)),
    ]
}
