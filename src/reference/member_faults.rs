//! The faults that change single members of an answer with tokens (RFC 6749 §5.1), one line each.

use serde_json::{Value, json};

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::issue::Occasion;

/// What stands in the place of a member, `None` for nothing.
type Change = fn(Option<&Value>) -> Option<Value>;

/// A fault, the grant whose answers it concerns (`None`: all), the member and what becomes of it.
static TABLE: &[(FaultId, Option<Occasion>, &str, Change)] = &[
    (fault::CLIENT_CREDENTIALS_ACCESS_TOKEN_NOT_ASCII, Some(Occasion::ClientCredentials), "access_token", |old| {
        Some(format!("é{}", text(old)).into())
    }),
    (fault::ACCESS_TOKEN_WITH_SPACE, None, "access_token", |old| Some(format!("v1 {}", text(old)).into())),
    (fault::REFRESH_TOKEN_TYPE_PHRASE, Some(Occasion::Refresh), "token_type", |_| Some("Bearer token".into())),
    (fault::CLIENT_CREDENTIALS_TOKEN_TYPE_OWN, Some(Occasion::ClientCredentials), "token_type", |_| Some("access_token".into())),
    (fault::EXPIRES_IN_FRACTION, None, "expires_in", |old| Some(json!(number(old?) as f64 - 0.5))),
    (fault::EXPIRES_IN_TIMESTAMP, None, "expires_in", |old| Some((number(old?) + 1_700_000_000).into())),
    (fault::EXPIRES_IN_MILLISECONDS, None, "expires_in", |old| Some((number(old?) * 1000).into())),
    (fault::REFRESH_EXPIRES_IN_STRING, Some(Occasion::Refresh), "expires_in", |old| Some(old?.to_string().into())),
    (fault::REFRESH_EXPIRES_IN_DOUBLED, Some(Occasion::Refresh), "expires_in", |old| Some((number(old?) * 2).into())),
    (fault::CLIENT_CREDENTIALS_EXPIRES_IN_ZERO, Some(Occasion::ClientCredentials), "expires_in", |_| Some(0.into())),
    (fault::CLIENT_CREDENTIALS_EXPIRES_IN_MISSING, Some(Occasion::ClientCredentials), "expires_in", |_| None),
    (fault::SCOPE_MEMBER_COMMAS, None, "scope", |old| Some(text(Some(old?)).replace(' ', ",").into())),
    (fault::SCOPE_MEMBER_REPEATS, None, "scope", |old| {
        let scope = text(Some(old?));
        Some(format!("{scope} {}", scope.split(' ').next().unwrap_or_default()).into())
    }),
    (fault::REFRESH_SCOPE_MEMBER_TRAILING_SPACE, Some(Occasion::Refresh), "scope", |old| {
        Some(format!("{} ", text(Some(old?))).into())
    }),
    (fault::CLIENT_CREDENTIALS_SCOPE_MEMBER_EMPTY, Some(Occasion::ClientCredentials), "scope", |_| Some("".into())),
    (fault::ROTATED_REFRESH_TOKEN_NOT_ASCII, Some(Occasion::Refresh), "refresh_token", |old| {
        Some(format!("ü{}", text(Some(old?))).into())
    }),
];

/// The members with what the server's faults make of them.
pub(super) fn changed(
    mut members: Vec<(&'static str, Value)>,
    occasion: Occasion,
    faults: &FaultSet,
) -> Vec<(&'static str, Value)> {
    for (id, when, name, change) in TABLE {
        if when.is_some_and(|when| when != occasion) || !faults.has(*id) {
            continue;
        }
        let at = members.iter().position(|(known, _)| known == name);
        match (at, change(at.and_then(|at| members.get(at)).map(|(_, value)| value))) {
            (Some(at), Some(value)) => members[at].1 = value, // found there
            (Some(at), None) => drop(members.remove(at)),
            (None, Some(value)) => members.push((name, value)),
            (None, None) => {}
        }
    }
    if occasion == Occasion::Refresh && faults.has(fault::REFRESH_TOKENS_NESTED) {
        let inner: serde_json::Map<String, Value> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        return vec![("data", Value::Object(inner))];
    }
    members
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}
