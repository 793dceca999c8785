//! Reading the files that people write: a spanned tree, a cursor that collects every error, and diagnostics that point into the file.
//!
//! Knows nothing of suites or targets, and calls no other room.

pub mod codes;
mod cursor;
mod diagnostic;
pub mod file;
mod json;
mod nearest;
mod render;
mod tree;

pub use cursor::{Fields, Item, Sink};
pub use diagnostic::{Diagnostic, Diagnostics, Place, Severity};
pub use nearest::nearest;
pub use render::Style;
pub use tree::{Key, Kind, Node, SourceFile};
