//! The run record as JSON: the public, versioned contract, and its schema.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::record::RunRecord;
use crate::report::text::is_hidden;

/// The record as indented JSON, with a line feed at the end. Nothing in it can steer a terminal.
pub fn render(record: &RunRecord) -> Result<String, serde_json::Error> {
    pretty(record)
}

/// Anything as indented JSON. Characters that could steer a terminal or hide are written as `\uXXXX`: the same value to
/// every parser.
pub fn pretty<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Harmless(PrettyFormatter::new())))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// The JSON Schema (2020-12) of the run record.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(RunRecord).to_value();
    if let Some(members) = schema.as_object_mut() {
        // What a reader looks for first stands first.
        for name in ["description", "title", "$schema"] {
            if let Some(value) = members.remove(name) {
                members.shift_insert(0, name.to_owned(), value);
            }
        }
    }
    schema
}

/// Anything as JSON on one line, with a line feed at its end; harmless as [`pretty`] is.
pub fn compact<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, OneLine))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Writes a part of a string, hidden characters as escapes.
fn harmless<W: io::Write + ?Sized>(writer: &mut W, fragment: &str) -> io::Result<()> {
    let mut rest = fragment;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
        // Invariant: `at` is a character boundary of `rest`, and the character ends within it.
        writer.write_all(&rest.as_bytes()[..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        rest = &rest[at + c.len_utf8()..];
    }
    writer.write_all(rest.as_bytes())
}

/// serde_json's compact form, with hidden characters escaped.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        harmless(writer, fragment)
    }
}

/// serde_json's pretty formatter, with hidden characters escaped.
struct Harmless(PrettyFormatter<'static>);

impl Formatter for Harmless {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        harmless(writer, fragment)
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_value_survives() {
        let text = "a\u{202e}\u{1b}\u{9b}\u{e0001}\u{7f}\n\"é";
        let json = pretty(text).unwrap();
        assert_eq!(json, "\"a\\u202e\\u001b\\u009b\\udb40\\udc01\\u007f\\n\\\"é\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn a_record_obeys_its_schema() {
        let record = serde_json::to_value(sample::record()).unwrap();
        let validator = jsonschema::validator_for(&schema()).unwrap();
        assert!(validator.is_valid(&record), "{:?}", validator.iter_errors(&record).next().map(|e| e.to_string()));
    }

    #[test]
    fn the_schema_in_the_tree_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/run-record.schema.json");
        let fresh = pretty(&schema()).unwrap();
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(path, &fresh).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap_or_default() == fresh,
            "stale: tokenspec schema run-record > schemas/run-record.schema.json"
        );
    }
}
