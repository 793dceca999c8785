//! The ways in which a token request can deviate from the valid one, parameter by parameter.
//!
//! A deviation says nothing about right or wrong: that is the model's business, which reads what goes over the wire.

mod client;
mod message;
mod parameter;
mod scope;

use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{Base, Change, Operation, ParameterRule, Value, Wire};

/// One way to deviate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deviation {
    /// `redirect_uri/letter-more`: the factor and its state.
    pub id: String,
    /// What it changes: a parameter, `client` or `message`. Two deviations of one factor exclude each other.
    pub factor: &'static str,
    /// How.
    pub change: Change,
    /// Whether it stands for a declared bound.
    pub is_bound: bool,
    /// Whether it may lock a client out, or weighs on the server: left out when the target asks for care.
    pub is_rough: bool,
    /// Whether it is long: it is tried by itself, and not in every other session.
    pub is_heavy: bool,
}

impl Deviation {
    fn new(factor: &'static str, state: &str, change: Change) -> Self {
        Self { id: format!("{factor}/{state}"), factor, change, is_bound: false, is_rough: false, is_heavy: false }
    }

    fn heavy(mut self) -> Self {
        self.is_heavy = true;
        self
    }

    fn rough(mut self) -> Self {
        self.is_rough = true;
        self
    }
}

/// Who asks, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Asker {
    /// The client.
    pub client: ClientRole,
    /// The grant.
    pub grant: Grant,
    /// Whether it proves itself with a secret.
    pub has_secret: bool,
}

/// Every deviation of a request by this client with this grant.
pub(crate) fn all(asker: Asker, rules: &[ParameterRule]) -> Vec<Deviation> {
    let mut out = parameter::of_grant(asker, rules);
    out.extend(scope::deviations(asker));
    out.extend(client::deviations(asker, rules));
    out.extend(message::deviations(asker));
    out
}

/// A literal, or a template.
fn text(value: &str) -> Value {
    Value { base: Base::Template(value.to_owned()), operations: Vec::new(), wire: Wire::Form }
}

/// The valid value, operated on.
fn valid(operations: Vec<Operation>) -> Value {
    Value { base: Base::Valid, operations, wire: Wire::Form }
}

/// The valid value, written in another way.
fn written(wire: Wire) -> Value {
    Value { base: Base::Valid, operations: Vec::new(), wire }
}

fn set(name: &str, value: Value) -> Change {
    Change { set: vec![(name.to_owned(), value)], ..Change::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn askers() -> Vec<Asker> {
        let of = |client: ClientRole, has_secret: bool| {
            Grant::ALL.into_iter().filter(move |grant| client.can_use(*grant)).map(move |grant| Asker {
                client,
                grant,
                has_secret,
            })
        };
        of(ClientRole::Confidential, true).chain(of(ClientRole::Public, false)).chain(of(ClientRole::Service, true)).collect()
    }

    fn rules() -> Vec<ParameterRule> {
        crate::suite::load_embedded("create-tokens").unwrap().resolve(&[]).unwrap().parameters
    }

    #[test]
    fn each_has_a_name_of_its_own_and_changes_something() {
        for asker in askers() {
            let all = all(asker, &rules());
            let names: BTreeSet<&str> = all.iter().map(|deviation| deviation.id.as_str()).collect();
            assert_eq!(names.len(), all.len(), "{asker:?}");
            assert!(all.len() > 150, "{}", all.len());
            for deviation in &all {
                assert!(!deviation.change.is_empty(), "{}", deviation.id);
                assert!(deviation.id.starts_with(&format!("{}/", deviation.factor)), "{}", deviation.id);
            }
        }
    }

    #[test]
    fn every_declared_bound_is_tried_on_both_sides() {
        let asker = Asker { client: ClientRole::Public, grant: Grant::AuthorizationCode, has_secret: false };
        let bounds: BTreeSet<String> = all(asker, &rules()).into_iter().filter(|one| one.is_bound).map(|one| one.id).collect();
        for name in [
            "redirect_uri/length-1999",
            "redirect_uri/length-2000",
            "redirect_uri/length-2001",
            "client/id-length-26",
            "client/id-length-27",
            "code/length-0",
        ] {
            assert!(bounds.contains(name), "{name} is not among {bounds:?}");
        }
    }
}
