//! Judges answers against expectations. Pure: no I/O, no TOML, no clock.

pub mod expectation;
