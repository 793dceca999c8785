//! Deviations of the scope. The valid request has none.

use super::{Asker, Deviation, set, text};
use crate::protocol::names::Grant;
use crate::suite::model::{Base, Change, Operation, Place, Repeat, Value, Wire};

const NAME: &str = "scope";

/// Lists of scopes, right and wrong.
pub(super) fn deviations(asker: Asker) -> Vec<Deviation> {
    let mut out = if asker.grant == Grant::ClientCredentials { of_service() } else { lists() };
    let one = |state: &str, value: Value| Deviation::new(NAME, state, set(NAME, value));
    out.extend(forms().into_iter().map(|(state, value)| match state {
        "repeated-to-4096" | "4096" => one(state, value).heavy(),
        _ => one(state, value),
    }));
    let huge = Value { operations: vec![Operation::RepeatWordsTo(65_536)], ..text("openid ${s1}") };
    out.push(one("repeated-to-65536", huge).rough().heavy());
    out.extend(repeated(asker));
    out
}

fn lists() -> Vec<Deviation> {
    let one = |state: &str, value: &str| Deviation::new(NAME, state, set(NAME, text(value)));
    vec![
        one("openid-alone", "openid${offline}"),
        one("openid-s1", "openid ${s1}${offline}"),
        one("openid-s2", "openid ${s2}${offline}"),
        one("openid-s1-s2", "openid ${s1} ${s2}${offline}"),
        one("s1-alone", "${s1}${offline}"),
        one("s1-s2", "${s1} ${s2}${offline}"),
        one("s1-openid", "${s1} openid${offline}"),
        one("s1-openid-s2", "${s1} openid ${s2}${offline}"),
        one("unknown-more", "openid zz_unknown_7f3a${offline}"),
        one("usual-unknown-more", "${scopes} zz_unknown_7f3a${offline}"),
        one("usual-s2-more", "${scopes} ${s2}${offline}"),
        one("usual", "${scopes}${offline}"),
        one("unknown-alone", "made-up-scope-7f3a"),
        one("s1-twice", "openid ${s1} ${s1}"),
        one("openid-twice", "openid openid"),
        one("upper-openid", "OPENID ${s1}"),
        one("capital-openid", "Openid ${s1}"),
        one("comma", "openid,${s1}"),
        one("semicolon", "openid;${s1}"),
        one("tab", "openid\t${s1}"),
        one("line-end", "openid\n${s1}"),
        one("no-break-space", "openid\u{a0}${s1}"),
        one("plus-sign", "openid+${s1}"),
        one("encoded-twice", "openid%20${s1}"),
        one("json-array", "[\"openid\",\"${s1}\"]"),
        one("leading-space", " openid ${s1}"),
        one("trailing-space", "openid ${s1} "),
        one("double-space", "openid  ${s1}"),
        one("quotes", "openid \"${s1}\""),
        one("quote-within", "${scopes} a\"b${offline}"),
        one("backslash", "${scopes} a\\b${offline}"),
        one("backslash-before", "openid \\${s1}"),
        one("beyond-ascii", "openid ${s1}\u{e9}"),
        one("beyond-ascii-more", "${scopes} \u{e9}${offline}"),
        one("nul", "openid ${s1}\0"),
        one("delete", "openid ${s1}\u{7f}"),
        one("tab-between-others", "${s1}\t${s2}${offline}"),
        one("tab-within", "${scopes}\ta${offline}"),
        one("echo", "${scopes} a\"b\\c\u{e9}\u{7f}"),
    ]
}

fn of_service() -> Vec<Deviation> {
    let one = |state: &str, value: &str| Deviation::new(NAME, state, set(NAME, text(value)));
    vec![
        one("s1", "${s1}"),
        one("s2-s1", "${s2} ${s1}"),
        one("openid", "openid"),
        one("openid-s1", "openid ${s1}"),
        one("unknown", "zz_unknown_7f3a"),
        one("s1-unknown", "${s1} zz_unknown_7f3a"),
        one("quote", "a\"b"),
        one("echo", "a\"b\\c\u{e9}\u{7f}"),
    ]
}

/// Forms of a value that have nothing to do with which scopes there are.
fn forms() -> Vec<(&'static str, Value)> {
    let authorized = |operations: Vec<Operation>, wire: Wire| Value {
        base: Base::Template("${scopes}${offline}".to_owned()),
        operations,
        wire,
    };
    let random = |length: usize| Value {
        base: Base::Random { length, alphabet: crate::suite::model::Alphabet::Alphanumeric },
        operations: Vec::new(),
        wire: Wire::Form,
    };
    vec![
        ("empty", text("")),
        ("name-alone", Value { wire: Wire::NameOnly, ..text("") }),
        ("blank", Value { wire: Wire::PercentReserved, ..text(" ") }),
        ("space-as-percent", authorized(Vec::new(), Wire::PercentReserved)),
        ("other-case", authorized(vec![Operation::FlipCase], Wire::Form)),
        ("reversed", authorized(vec![Operation::ReverseWords], Wire::Form)),
        ("repeated-to-4096", authorized(vec![Operation::RepeatWordsTo(4_096)], Wire::Form)),
        ("not-utf-8", Value { base: Base::Bytes(b"openid s\xff".to_vec()), operations: Vec::new(), wire: Wire::Form }),
        ("one-letter", random(1)),
        ("255", random(255)),
        ("4096", random(4_096)),
    ]
}

fn repeated(asker: Asker) -> Vec<Deviation> {
    let (wide, narrow) = match asker.grant {
        Grant::ClientCredentials => ("${s1} ${s2}", "${s1}"),
        _ => ("${authorized}", "openid${offline}"),
    };
    let twice = |state: &str, first: &str, second: &str, place: Place| {
        let repeat = Repeat { name: NAME.to_owned(), value: text(second), place };
        Deviation::new(NAME, state, Change { repeat: vec![repeat], ..set(NAME, text(first)) })
    };
    vec![
        twice("twice-wide-first", wide, narrow, Place::After),
        twice("twice-wide-last", wide, narrow, Place::Before),
        twice("twice-same", wide, wide, Place::After),
        twice("in-query-too", narrow, wide, Place::Query),
    ]
}
