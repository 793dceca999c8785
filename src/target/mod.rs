//! Targets: the TOML file of an endpoint under test, with diagnostics, and discovery.

pub mod model;
