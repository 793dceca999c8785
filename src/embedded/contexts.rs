//! The set-ups of the reference server in which cases are examined: what one registration cannot show, another can.

use crate::reference::{Consulted, FaultId, Options, Registration};

/// One set-up. A case is examined in the first in which it is not skipped; cases that look at the answers of others, in all.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// For people.
    pub name: &'static str,
    options: fn() -> Options,
}

/// All set-ups, in the order in which they are tried.
pub const CONTEXTS: &[Context] = &[
    Context { name: "usual", options: Options::default },
    Context {
        name: "alternate registration",
        options: || Options { registration: Registration::Alternate, ..Options::default() },
    },
];

impl Context {
    /// The set-up with faults.
    pub fn with(&self, faults: &[FaultId]) -> Options {
        Options { faults: faults.to_vec(), ..(self.options)() }
    }

    /// The correct server, which writes down what it is asked.
    pub(super) fn recording(&self, consulted: &Consulted) -> Options {
        Options { consulted: Some(consulted.clone()), ..(self.options)() }
    }
}
