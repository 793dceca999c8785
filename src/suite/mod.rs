//! Suites: TOML files to a typed model, with diagnostics that point into the files.

pub mod model;
pub mod words;
