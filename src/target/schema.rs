//! The JSON Schema of target files.
/// The JSON Schema (2020-12) of a target file.
pub fn schema() -> serde_json::Value { serde_json::Value::Null }
