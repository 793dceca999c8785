//! Suites: TOML files read into the typed model, with diagnostics; cases derived from parameter rules.
//!
//! May call `protocol`, `judge::expectation`, `diagnostics` and `target::model` (for length overrides); does no network I/O.

mod case;
mod change;
mod compiled;
mod context;
mod derive;
mod embedded;
mod expect;
mod given;
mod identity;
mod keys;
mod load;
pub mod model;
mod pairs;
mod parameter;
mod requirement;
mod resolve;
mod schema;
mod step;
mod template;
#[cfg(test)]
mod tests;
mod value;
pub mod words;
pub mod write;

pub use embedded::{embedded_files, embedded_ids, load_embedded};
pub use load::{Definition, load_dir, load_files};
pub use schema::schema;
