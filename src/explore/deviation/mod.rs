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
}

impl Deviation {
    fn new(factor: &'static str, state: &str, change: Change) -> Self {
        Self { id: format!("{factor}/{state}"), factor, change, is_bound: false, is_rough: false }
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
