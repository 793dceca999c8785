//! Which cases `--safe` leaves out: what a server may answer with a locked client, or what floods it.

use crate::suite::model::{Base, BodyEncoding, Case, CaseKind, Change, ClientAuthentication, Operation, Step, Value};

/// Requests with more bytes than this are large.
const LARGE: usize = 32 << 10;
/// Cases with more steps than this send many requests.
const MANY: usize = 12;

/// Why a case is left out, if so; told from the case alone.
pub(super) fn too_rough(case: &Case) -> Option<String> {
    let CaseKind::Exchanges(exchange) = &case.kind else { return None };
    let because = |why: &str| Some(format!("left out by --safe: {why}"));
    if exchange.steps.iter().any(|step| step.copies > 1 || step.with_previous) {
        return because("it sends requests at the same time");
    }
    if exchange.steps.len() > MANY {
        return because("it sends many requests");
    }
    if exchange.steps.iter().any(has_wrong_secret) {
        return because("a wrong secret could lock the client out");
    }
    if exchange.steps.iter().any(|step| size(&step.change) > LARGE) {
        return because("its request is large");
    }
    None
}

/// Whether a step shows credentials that the client has not got, or that a server may read as such. Leaving them out is no
/// attempt at guessing them, and another client's own are right for it.
fn has_wrong_secret(step: &Step) -> bool {
    let is_header = |name: &str| name.eq_ignore_ascii_case("authorization");
    let is_secret = |name: &str| name == "client_secret";
    let change = &step.change;
    let by_authentication = match &change.auth {
        Some(ClientAuthentication::Basic { id, secret, credentials, form_encoded, .. }) => {
            id.is_some() || secret.is_some() || credentials.is_some() || !form_encoded
        }
        Some(ClientAuthentication::Raw(_)) => true,
        _ => false,
    };
    by_authentication
        || change.header.iter().any(|(name, value)| is_header(name) && value.is_some())
        || change.header_twice.iter().any(|twice| is_header(&twice.name))
        || change.set.iter().any(|(name, _)| is_secret(name))
        || change.repeat.iter().any(|repeat| is_secret(&repeat.name))
}

/// How many bytes a change adds to a request, roughly.
fn size(change: &Change) -> usize {
    let set = change.set.iter().map(|(name, value)| name.len() + length(value)).sum::<usize>();
    let repeated = change.repeat.iter().chain(&change.header_twice).map(|repeat| length(&repeat.value)).sum::<usize>();
    let fields = change.header.iter().filter_map(|(_, value)| value.as_ref()).map(length).sum::<usize>();
    let body = match &change.body {
        Some(BodyEncoding::Raw(text)) => text.len(),
        _ => 0,
    };
    set + repeated + fields + body
}

fn length(value: &Value) -> usize {
    let base = match &value.base {
        Base::Template(text) => text.len(),
        Base::Bytes(bytes) => bytes.len(),
        Base::Random { length, .. } => *length,
        Base::Valid | Base::LikeValid => 0,
    };
    value.operations.iter().fold(base, |length, operation| match operation {
        Operation::PadTo(to) | Operation::RepeatWordsTo(to) => length.max(*to),
        Operation::Append(text) | Operation::Prepend(text) => length + text.len(),
        Operation::Truncate(to) => length.min(*to),
        Operation::Double => length * 2,
        _ => length,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite;

    /// Every case of a suite with what is said of it.
    fn of_suite(id: &str) -> Vec<(String, Option<String>)> {
        let suite = suite::load_embedded(id).and_then(|definition| definition.resolve(&[])).unwrap();
        suite.cases.iter().map(|case| (case.id.clone(), too_rough(case))).collect()
    }

    #[test]
    fn wrong_secrets_races_and_large_requests_are_left_out_and_little_else() {
        let all: Vec<_> = suite::embedded_ids().into_iter().flat_map(of_suite).collect();
        let because = |word: &str| all.iter().filter(|(_, why)| why.as_deref().is_some_and(|why| why.contains(word))).count();
        assert!(because("wrong secret") > 10 && because("same time") >= 7 && because("is large") >= 2);
        let left = all.iter().filter(|(_, why)| why.is_none()).count();
        assert!(left * 10 > all.len() * 8, "{left} of {} are left", all.len());
        let rough = |part: &str| all.iter().filter(|(id, _)| id.contains(part)).all(|(_, why)| why.is_some());
        assert!(rough("wrong-secret"));
        let valid = |(id, _): &&(String, Option<String>)| id.starts_with("create-tokens/valid-request/");
        assert!(all.iter().filter(valid).all(|(_, why)| why.is_none()));
    }
}
