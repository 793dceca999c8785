//! A session: token requests one after the other, by one client or several, written as a case of a suite is.

use crate::judge::expectation::{Expectation, Outcome, Pattern};
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{Change, ExchangeCase, Given, Send, StateName, Step};

/// An expectation that stands for what the model predicts.
pub(crate) fn open() -> Expectation {
    Expectation { primary: Pattern::of(Outcome::Any), answer: None, others: Vec::new() }
}

/// The valid token request of a state.
pub(crate) fn ask(state: StateName) -> Step {
    Step { send: Send::Token { state, grant: None }, ..Step::token(open()) }
}

/// The token request of the main state, changed.
pub(crate) fn changed(change: Change) -> Step {
    Step { change, ..ask(StateName::Main) }
}

/// A session without requests.
pub(crate) fn empty(client: ClientRole, grant: Grant, given: Given) -> ExchangeCase {
    ExchangeCase { client, grant, given, steps: Vec::new(), contrast: None }
}
