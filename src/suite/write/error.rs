//! Why something cannot be written.

use crate::diagnostics::{Diagnostics, Place};

/// Why a suite cannot be written. Nothing is ever left out in silence.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// The model says what the format has no words for.
    #[error("`{id}` cannot be written as a suite: {field}: {reason}")]
    NoWords {
        /// The case, the parameter, or the suite itself.
        id: String,
        /// Where, from the outside in: `change.set.scope.append`.
        field: String,
        /// What stands against it.
        reason: String,
    },
    /// There are words, but a suite that says this is wrong: an unknown placeholder, a text for people with a control character.
    #[error("`{id}` cannot be written as a suite: {}", first(.found))]
    Refused {
        /// The case, or the suite itself.
        id: String,
        /// What the suite loader says of the text.
        #[source]
        found: Diagnostics,
    },
    /// It was written, and reads differently.
    #[error("`{0}` was written, and reads differently: a bug of tokenspec, please report it")]
    Differs(String),
}

/// The first problem: its key, what is wrong with it, and where.
fn first(found: &Diagnostics) -> String {
    let Some(diagnostic) = found.iter().next() else { return String::new() };
    let place = &diagnostic.place;
    let field = key(place).map_or(String::new(), |key| format!("{key}: "));
    format!("{field}{} ({}, line {})", diagnostic.title, place.file, place.position().0)
}

/// The key at a place, or the one whose value stands there.
fn key(place: &Place) -> Option<&str> {
    let (before, here) = (place.text.get(..place.span.start)?, place.text.get(place.span.clone())?);
    if place.text.get(place.span.end..)?.starts_with(" = ") {
        return Some(here);
    }
    let line = before.rsplit('\n').next()?;
    line.rsplit_once(" = ")?.0.rsplit(' ').next()
}

/// A field that has no words, on its way out to who knows the case.
#[derive(Debug)]
pub(super) struct NoWords {
    /// From the inside out.
    path: Vec<String>,
    reason: String,
}

impl NoWords {
    /// Of the field at hand.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { path: Vec::new(), reason: reason.into() }
    }

    /// Of the thing with this id.
    pub fn of(mut self, id: &str) -> Unwritable {
        self.path.reverse();
        Unwritable::NoWords { id: id.to_owned(), field: self.path.join("."), reason: self.reason }
    }
}

/// Says where it happened.
pub(super) trait Within {
    /// In the field of this name.
    #[must_use]
    fn within(self, field: &str) -> Self;
}

impl<T> Within for Result<T, NoWords> {
    fn within(self, field: &str) -> Self {
        self.map_err(|mut error| {
            error.path.push(field.to_owned());
            error
        })
    }
}
