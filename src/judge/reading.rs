//! Reads a JSON text in one pass and notes what an ordinary reading hides: repeated member names, a byte order mark. A text of two
//! bytes for each value takes fifty times its own size in memory: the values are counted.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// So many repeated names are told: whoever repeats more has been found out, and memory is for other things.
const KEPT: usize = 8;
/// So many characters of a name are told.
const NAME_KEPT: usize = 64;

/// So many values are read. A JWK set of 1,000 keys has fewer.
const MAX_VALUES: usize = 10_000;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A JSON text, read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The value; of repeated members the last one, as most readers have it. `None`: it is no JSON.
    pub value: Option<Value>,
    /// The paths of the members that occur more than once in their object, at any depth: `scope`, `a.b`, `keys[].kid`. The
    /// first few alone.
    pub repeated: Vec<String>,
    /// Whether it begins with a byte order mark (RFC 8259 §8.1).
    pub byte_order_mark: bool,
    /// Whether it has more values than are read.
    pub too_many: bool,
}

/// The JSON object in a text, if it is one that is read.
pub fn json_object(text: &[u8]) -> Option<Map<String, Value>> {
    match read(text).value {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// Reads a text. What follows a byte order mark is read as if it were not there, so that tokens are seen.
pub(super) fn read(text: &[u8]) -> Reading {
    let (text, byte_order_mark) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    // Most bodies that are no JSON show it with their first byte: no error needs to be made for them.
    if !matches!(text.trim_ascii_start().first(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')) {
        return Reading { byte_order_mark, ..Reading::default() };
    }
    let mut repeated = Vec::new();
    let mut left = MAX_VALUES;
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let seed = Noting { place: None, repeated: &mut repeated, left: &mut left };
    let value = seed.deserialize(&mut deserializer).ok().filter(|_| deserializer.end().is_ok());
    let too_many = value.is_none() && left == 0;
    Reading { value, repeated, byte_order_mark, too_many }
}

/// Where a value stands; written out only when a name is repeated there.
struct Place<'a> {
    within: Option<&'a Place<'a>>,
    /// `None`: an element of a list.
    name: Option<&'a str>,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(within) = self.within {
            within.fmt(f)?;
        }
        match self.name {
            Some(name) if self.within.is_some() => write!(f, ".{name:.NAME_KEPT$}"),
            Some(name) => write!(f, "{name:.NAME_KEPT$}"),
            None => f.write_str("[]"),
        }
    }
}

struct Noting<'a, 'p> {
    place: Option<&'p Place<'p>>,
    repeated: &'a mut Vec<String>,
    left: &'a mut usize,
}

impl<'de> DeserializeSeed<'de> for Noting<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        *self.left = self.left.checked_sub(1).ok_or_else(|| D::Error::custom("too many values"))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Noting<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let place = Place { within: self.place, name: None };
        let mut values = Vec::new();
        loop {
            let seed = Noting { place: Some(&place), repeated: &mut *self.repeated, left: &mut *self.left };
            match list.next_element_seed(seed)? {
                Some(value) => values.push(value),
                None => break,
            }
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let place = Place { within: self.place, name: Some(&name) };
            let seed = Noting { place: Some(&place), repeated: &mut *self.repeated, left: &mut *self.left };
            let value = members.next_value_seed(seed)?;
            match object.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    if self.repeated.len() < KEPT {
                        self.repeated.push(Place { within: self.place, name: Some(entry.key()) }.to_string());
                    }
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_serde_json() {
        for text in [
            r#"{"a":1,"b":-2,"c":1.5e300,"d":[true,null,"é\u0041"],"e":{"f":{}}}"#,
            "[]",
            "\"text\"",
            " 7 ",
            "null",
            "{\"a\":18446744073709551615}",
        ] {
            assert_eq!(read(text.as_bytes()).value, Some(serde_json::from_str(text).unwrap()), "{text}");
        }
        for text in ["", "<html>", "{\"a\":1} x", "{\"a\":}", "{\"a\":\"\u{1}\"}", "[1,]"] {
            assert_eq!(read(text.as_bytes()).value, None, "{text}");
        }
        assert!(read(b"{\"a\":\"\xff\"}").value.is_none());
    }

    #[test]
    fn repeated_names_are_found_at_any_depth_and_the_last_value_counts() {
        let reading = read(br#"{"a":1,"b":{"c":1,"c":2},"k":[{"d":1},{"d":1,"d":2}],"a":3}"#);
        assert_eq!(reading.repeated, ["b.c", "k[].d", "a"]);
        assert_eq!(reading.value.unwrap()["a"], 3);
        assert!(read(br#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#).repeated.is_empty());
    }

    #[test]
    fn many_and_long_names_take_little_memory() {
        let long = "n".repeat(100_000);
        let many: Vec<String> = (0..20).map(|_| format!("\"{long}\":1")).collect();
        let reading = read(format!("{{{}}}", many.join(",")).as_bytes());
        assert_eq!(reading.repeated.len(), KEPT);
        assert!(reading.repeated.iter().all(|path| path.len() == NAME_KEPT));
    }

    #[test]
    fn a_byte_order_mark_is_noted_and_read_over() {
        let reading = read(b"\xef\xbb\xbf{\"access_token\":\"a\"}");
        assert!(reading.byte_order_mark && reading.value.is_some());
        assert!(!read(b"{}").byte_order_mark);
    }

    #[test]
    fn more_values_than_anybody_needs_are_not_read() {
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(read(list(MAX_VALUES).as_bytes()).value.is_some());
        let reading = read(list(MAX_VALUES + 1).as_bytes());
        assert!(reading.value.is_none() && reading.too_many);
        assert!(!read(b"[0,").too_many);
    }

    #[test]
    fn deep_nesting_ends_in_no_value_and_no_crash() {
        let deep = "[".repeat(100_000);
        assert!(read(deep.as_bytes()).value.is_none());
    }
}
