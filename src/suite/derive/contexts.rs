//! In which contexts (client and grant) a parameter is required or defined.

use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{Condition, ParameterRule};
use crate::suite::pairs::Pair;

/// All contexts that derived cases are made for.
pub(super) const ALL: [Pair; 5] = [
    (ClientRole::Confidential, Grant::AuthorizationCode),
    (ClientRole::Confidential, Grant::RefreshToken),
    (ClientRole::Public, Grant::AuthorizationCode),
    (ClientRole::Public, Grant::RefreshToken),
    (ClientRole::Service, Grant::ClientCredentials),
];

/// Whether client and grant fit; what the authorization request had is another matter.
fn fits(condition: &Condition, (client, grant): Pair) -> bool {
    (condition.client.is_empty() || condition.client.contains(&client))
        && (condition.grant.is_empty() || condition.grant.contains(&grant))
        && (condition.authorized_with.is_none() || grant != Grant::ClientCredentials)
}

/// Contexts where the parameter is defined: `only_if` holds (after the usual authorization request).
pub(super) fn defined(rule: &ParameterRule) -> Vec<Pair> {
    ALL.into_iter().filter(|pair| rule.only_if.as_ref().is_none_or(|condition| fits(condition, *pair))).collect()
}

/// Contexts where it is not defined.
pub(super) fn undefined(rule: &ParameterRule) -> Vec<Pair> {
    ALL.into_iter().filter(|pair| !defined(rule).contains(pair)).collect()
}

/// Contexts where it is required (after the usual authorization request).
pub(super) fn required(rule: &ParameterRule) -> Vec<Pair> {
    let holds = |pair: &Pair| rule.required || rule.required_if.as_ref().is_some_and(|condition| fits(condition, *pair));
    defined(rule).into_iter().filter(holds).collect()
}

/// Contexts where the valid request has it, or may have it when it is never required.
pub(super) fn sent(rule: &ParameterRule) -> Vec<Pair> {
    let required = required(rule);
    if required.is_empty() { defined(rule) } else { required }
}

/// Contexts where it is defined but not required. When the condition rests on the authorization request, those where everything else
/// holds count as well: there the authorization request is sent without the parameter.
pub(super) fn unneeded(rule: &ParameterRule) -> Vec<Pair> {
    let Some(condition) = &rule.required_if else { return Vec::new() };
    let by_authorization = condition.authorized_with.is_some();
    defined(rule).into_iter().filter(|pair| by_authorization || !fits(condition, *pair)).collect()
}
