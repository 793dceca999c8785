//! Bodies: JSON is written anew, with sorted members; all else stays text.

use serde_json::{Map, Value};

use super::names::Names;
use super::rules::Rules;

/// Characters of a body that is no JSON which a snapshot keeps.
const KEPT: usize = 4 * 1024;

/// A body as a snapshot shows it.
pub(super) fn body(text: &str, rules: &Rules, names: &mut Names) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            let value = normalised("", value, rules, names);
            serde_json::to_string_pretty(&value).unwrap_or_default()
        }
        _ => {
            let mut shown: String = names.replace(&rules.replaced(text)).chars().take(KEPT).collect();
            if text.chars().count() > KEPT {
                shown.push_str("\n[and more]");
            }
            shown
        }
    }
}

fn normalised(member: &str, value: Value, rules: &Rules, names: &mut Names) -> Value {
    match value {
        Value::Object(members) => {
            let mut kept: Vec<(String, Value)> = members.into_iter().filter(|(name, _)| !rules.ignores_member(name)).collect();
            kept.sort_by(|(a, _), (b, _)| a.cmp(b));
            let shown = kept.into_iter().map(|(name, value)| {
                let value = normalised(&name, value, rules, names);
                (name, value)
            });
            Value::Object(shown.collect::<Map<String, Value>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| normalised(member, item, rules, names)).collect()),
        Value::String(text) => Value::String(names.replace(&rules.replaced(&text))),
        Value::Number(number) if is_lifetime(member) => number.as_i64().map_or(Value::Number(number), rounded),
        Value::Number(number) => match names.replace(&number.to_string()) {
            same if same == number.to_string() => Value::Number(number),
            name => Value::String(name),
        },
        other => other,
    }
}

/// `expires_in` (RFC 6749 §5.1) and its like: servers count down from when the grant was made.
fn is_lifetime(member: &str) -> bool {
    member.ends_with("expires_in") || member.ends_with("lifetime")
}

/// To the minute, above a minute.
fn rounded(seconds: i64) -> Value {
    if seconds.abs() < 60 { Value::from(seconds) } else { Value::from(seconds.saturating_add(30).div_euclid(60) * 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        body(text, &Rules::default(), &mut Names::default())
    }

    #[test]
    fn the_order_of_members_does_not_matter() {
        assert_eq!(shown(r#"{"b":1,"a":{"d":2,"c":3}}"#), shown(r#"{"a":{"c":3,"d":2},"b":1}"#));
    }

    #[test]
    fn lifetimes_are_rounded_and_times_are_not_shown() {
        assert_eq!(shown(r#"{"expires_in":3599}"#), shown(r#"{"expires_in":3600}"#));
        assert_ne!(shown(r#"{"expires_in":3600}"#), shown(r#"{"expires_in":1800}"#));
        assert!(shown(r#"{"iat":1795856400}"#).contains("\"[time]\""));
        assert!(shown(r#"{"count":17}"#).contains("17"));
    }

    #[test]
    fn what_is_no_object_is_text() {
        assert_eq!(shown("<p>Bad request 550e8400-e29b-41d4-a716-446655440000</p>"), "<p>Bad request [id 1]</p>");
        assert!(shown(&"word ".repeat(2000)).ends_with("[and more]"));
    }
}
