//! Checks written and read by their names, for the compiled form of suites.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use super::check_named;
use crate::judge::expectation::Check;

/// Writes the names.
pub fn serialize<S: Serializer>(checks: &[&'static Check], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(checks.iter().map(|check| check.name))
}

/// Reads the names; one that is not known is an error.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<&'static Check>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let known = |name: String| check_named(&name).ok_or_else(|| D::Error::custom(format!("no check is called {name}")));
    names.into_iter().map(known).collect()
}
