//! The way back: a suite of the model as the text of its files, so that what a machine found becomes a suite like any other.
//!
//! The words are those of the readers' own tables. What was written is read again before it is handed out: a text either means
//! exactly what the model says, or it is [`Unwritable`].

mod case;
mod change;
mod error;
mod expect;
mod given;
mod layout;
mod member;
mod notation;
mod requirement;
mod step;
mod text;
mod tree;
mod value;
mod wire;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use error::Unwritable;
pub use text::{case, suite};
