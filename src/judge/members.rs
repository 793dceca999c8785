//! Claims about members of an answer, and about the claims and header parameters of the JWTs in it.

use serde_json::{Map, Value};

use super::expectation::{Charset, MemberClaim};
use super::matching::{Context, Match, unknown};
use super::observation::Observation;
use crate::protocol::jwt;
use crate::protocol::scope::is_scope;

/// Where a path such as `id_token.sub` leads: the object, and the member's name in it.
enum Place<'a> {
    /// The JSON object of the answer.
    Answer(Option<&'a Map<String, Value>>, &'a str),
    /// The claims, or the header, of a JWT in the answer.
    Token(Option<Map<String, Value>>, &'a str),
    /// The access token is opaque: it has no claims.
    Opaque,
}

impl<'a> Place<'a> {
    fn of(path: &'a str, answer: &'a Observation) -> Self {
        let token = |member: &str| answer.string(member);
        match path.split_once('.') {
            Some(("id_token", name)) => Self::Token(token("id_token").and_then(jwt::claims), name),
            Some(("id_token_header", name)) => Self::Token(token("id_token").and_then(jwt::header), name),
            Some(("access_token", name)) => match token("access_token").and_then(jwt::claims) {
                Some(claims) => Self::Token(Some(claims), name),
                None => Self::Opaque,
            },
            Some(("access_token_header", name)) => match token("access_token").and_then(jwt::header) {
                Some(header) => Self::Token(Some(header), name),
                None => Self::Opaque,
            },
            _ => Self::Answer(answer.json.as_ref(), path),
        }
    }

    fn value(&self) -> Option<&Value> {
        match self {
            Self::Answer(object, name) => (*object)?.get(*name),
            Self::Token(object, name) => object.as_ref()?.get(*name),
            Self::Opaque => None,
        }
    }
}

/// Holds a claim against the member that the path leads to.
pub(super) fn member_matches(path: &str, claim: &MemberClaim, answer: &Observation, context: &Context<'_>) -> Match {
    let place = Place::of(path, answer);
    if matches!(place, Place::Opaque) {
        return Match::NotApplicable("the access token is opaque".to_owned());
    }
    value_matches(path, claim, place.value(), context)
}

fn value_matches(name: &str, claim: &MemberClaim, value: Option<&Value>, context: &Context<'_>) -> Match {
    let text = value.and_then(Value::as_str);
    let (holds, wanted) = match claim {
        MemberClaim::IfPresent(claim) => {
            return if value.is_none() { Match::Yes } else { value_matches(name, claim, value, context) };
        }
        MemberClaim::Equals(template)
        | MemberClaim::Differs(template)
        | MemberClaim::Has(template)
        | MemberClaim::Lacks(template) => {
            return match (context.resolve)(template) {
                Some(wanted) => compared(name, claim, value, &wanted),
                None => Match::Unknown(unknown(template)),
            };
        }
        MemberClaim::Present => (value.is_some_and(|value| !value.is_null()), "present".to_owned()),
        MemberClaim::Absent => (value.is_none(), "absent".to_owned()),
        MemberClaim::String => (text.is_some_and(|text| !text.is_empty()), "a non-empty string".to_owned()),
        MemberClaim::Number => (value.is_some_and(Value::is_number), "a number".to_owned()),
        MemberClaim::Integer => (value.is_some_and(|v| v.is_i64() || v.is_u64()), "an integer".to_owned()),
        MemberClaim::Array => (value.is_some_and(Value::is_array), "a list".to_owned()),
        MemberClaim::Object => (value.is_some_and(Value::is_object), "an object".to_owned()),
        MemberClaim::Null => (value.is_some_and(Value::is_null), "null".to_owned()),
        MemberClaim::Boolean(wanted) => (value.and_then(Value::as_bool) == Some(*wanted), wanted.to_string()),
        MemberClaim::AtLeast(least) => {
            (number(value).is_some_and(|n| n >= *least as f64), format!("a number of at least {least}"))
        }
        MemberClaim::AtMost(most) => (number(value).is_some_and(|n| n <= *most as f64), format!("a number of at most {most}")),
        MemberClaim::MaxLength(most) => {
            (text.is_some_and(|text| text.chars().count() <= *most), format!("a string of at most {most} characters"))
        }
        MemberClaim::Charset(charset) => (text.is_some_and(|text| in_charset(text, *charset)), charset.words().to_owned()),
    };
    if holds { Match::Yes } else { Match::No(format!("the member {name} is not {wanted}")) }
}

fn number(value: Option<&Value>) -> Option<f64> {
    value?.as_f64()
}

fn compared(name: &str, claim: &MemberClaim, value: Option<&Value>, wanted: &str) -> Match {
    let same = value.and_then(Value::as_str) == Some(wanted);
    let among = || match value {
        Some(Value::Array(list)) => list.iter().any(|element| element.as_str() == Some(wanted)),
        Some(Value::String(list)) => list == wanted || list.split(' ').any(|element| element == wanted),
        _ => false,
    };
    let (holds, why) = match claim {
        MemberClaim::Differs(_) => (value.is_some() && !same, "is missing or still the same".to_owned()),
        MemberClaim::Has(_) => (among(), format!("does not have {wanted}")),
        MemberClaim::Lacks(_) => (!among(), format!("has {wanted}")),
        _ => (same, "is not the expected value".to_owned()),
    };
    if holds { Match::Yes } else { Match::No(format!("the member {name} {why}")) }
}

impl Charset {
    /// The grammar in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Vschar => "a string of printable ASCII (RFC 6749 Appendix A)",
            Self::Nqchar | Self::Nqschar => "a string of printable ASCII without quote and backslash (RFC 6749 Appendix A)",
            Self::Scope => "a string of scope tokens with single spaces (RFC 6749 §3.3)",
            Self::B64token => "a string that fits a header field as bearer token (RFC 6750 §2.1)",
            Self::UriReference => "a URI reference (RFC 3986 §4.1)",
            Self::Ascii => "a string of ASCII",
        }
    }
}

/// Whether a text, not empty, is of a grammar.
fn in_charset(text: &str, charset: Charset) -> bool {
    let all = |legal: fn(u8) -> bool| !text.is_empty() && text.bytes().all(legal);
    match charset {
        Charset::Vschar => all(|b| matches!(b, 0x20..=0x7e)),
        Charset::Nqchar => all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
        Charset::Nqschar => all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
        Charset::Scope => is_scope(text),
        Charset::B64token => {
            let core = text.trim_end_matches('=');
            !core.is_empty() && core.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/".contains(&b))
        }
        Charset::UriReference => {
            let base = url::Url::parse("https://base.invalid/").ok();
            all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)) && base.is_some_and(|base| base.join(text).is_ok())
        }
        Charset::Ascii => all(|b| b.is_ascii()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammars_draw_their_lines() {
        let table = [
            (Charset::Vschar, "a b\"", "é"),
            (Charset::Nqchar, "a!", "a b"),
            (Charset::Nqschar, "a b", "a\"b"),
            (Charset::Scope, "openid profile", "openid  profile"),
            (Charset::B64token, "ab/+-._~==", "a=b"),
            (Charset::UriReference, "../errors#7", "https://[::1"),
            (Charset::Ascii, "a\n", "ü"),
        ];
        for (charset, legal, illegal) in table {
            assert!(in_charset(legal, charset) && !in_charset(illegal, charset), "{charset:?}");
            assert!(!in_charset("", charset), "{charset:?}");
        }
    }
}
