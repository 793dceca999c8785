//! Checks of the JSON text itself (RFC 8259, RFC 6749 §5).

use crate::judge::{Facts, Match, Observation};

/// RFC 6749 §5.1: the body is one JSON object.
pub(super) fn json_object(answer: &Observation, _: &Facts) -> Match {
    match &answer.json {
        Some(_) => Match::Yes,
        None if answer.body_bytes == 0 => Match::No("the body is empty".to_owned()),
        None => Match::No("the body is not one JSON object".to_owned()),
    }
}

/// RFC 6749 §3.2: no response member appears twice; RFC 8259 §4: names within an object are unique.
pub(super) fn no_duplicate_members(answer: &Observation, _: &Facts) -> Match {
    if answer.json.is_none() {
        return not_json();
    }
    match answer.repeated.as_slice() {
        [] => Match::Yes,
        [one] => Match::No(format!("the member {one} occurs more than once")),
        several => Match::No(format!("members occur more than once: {}", several.join(", "))),
    }
}

/// RFC 8259 §8.1: a sender adds no byte order mark.
pub(super) fn no_byte_order_mark(answer: &Observation, _: &Facts) -> Match {
    match answer.byte_order_mark {
        true => Match::No("the body begins with a byte order mark".to_owned()),
        false => Match::Yes,
    }
}

/// OAuth 2.1 appendix C.3: members without a value are left out. Those of the answer itself; what stands inside a member is
/// that member's business.
pub(super) fn no_null_members(answer: &Observation, _: &Facts) -> Match {
    let Some(object) = &answer.json else { return not_json() };
    let null: Vec<&str> = object.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name.as_str()).collect();
    if null.is_empty() { Match::Yes } else { Match::No(format!("null: {}", null.join(", "))) }
}

/// RFC 6749 §3.3: each scope token adds an access range, and once is enough.
pub(super) fn scope_no_repeats(answer: &Observation, _: &Facts) -> Match {
    let Some(scope) = answer.string("scope") else {
        return Match::NotApplicable("there is no scope member that is a string".to_owned());
    };
    let mut words: Vec<&str> = scope.split(' ').collect();
    words.sort_unstable();
    match words.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Match::Yes,
        Some(pair) => Match::No(format!("scope has {} more than once", pair[0])), // windows of two
    }
}

/// There are no members to look at.
pub(super) fn not_json() -> Match {
    Match::NotApplicable("the answer is not a JSON object".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Answer, no, not_applicable, run, yes};

    #[test]
    fn a_json_object_is_one_object() {
        yes(run("json-object", &Answer::ok("{}")));
        for body in ["[]", "", "{}{}", "access_token=a", "\"{}\""] {
            no(run("json-object", &Answer::ok(body)));
        }
    }

    #[test]
    fn names_are_unique_at_any_depth() {
        yes(run("no-duplicate-members", &Answer::ok(r#"{"a":1,"b":{"a":1}}"#)));
        no(run("no-duplicate-members", &Answer::ok(r#"{"a":1,"a":1}"#)));
        no(run("no-duplicate-members", &Answer::error(r#"{"error":"invalid_grant","b":{"a":1,"a":2}}"#)));
        not_applicable(run("no-duplicate-members", &Answer::ok("<html>")));
    }

    #[test]
    fn a_byte_order_mark_is_seen() {
        yes(run("no-byte-order-mark", &Answer::ok("{}")));
        no(run("no-byte-order-mark", &Answer::ok("\u{feff}{\"access_token\":\"a\"}")));
    }

    #[test]
    fn scopes_are_told_once() {
        yes(run("scope-no-repeats", &Answer::ok(r#"{"scope":"b a"}"#)));
        no(run("scope-no-repeats", &Answer::ok(r#"{"scope":"a b a"}"#)));
        not_applicable(run("scope-no-repeats", &Answer::ok(r#"{"scope":["a","a"]}"#)));
    }

    #[test]
    fn null_members_are_seen_at_the_top() {
        yes(run("no-null-members", &Answer::ok(r#"{"a":"","b":{"c":null}}"#)));
        no(run("no-null-members", &Answer::ok(r#"{"access_token":"a","scope":null}"#)));
        not_applicable(run("no-null-members", &Answer::ok("")));
    }
}
