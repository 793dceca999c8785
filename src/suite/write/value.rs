//! Values: a base, operations in the order in which they apply, a wire form.

use super::error::{NoWords, Within};
use super::tree::{Fields, Node, number, texts, word};
use crate::suite::model::{Alphabet, Base, Operation, Repeat, Value, Wire};
use crate::suite::value::{ALPHABETS, CASES, LIKE, POSITIONS, URIS, WIRES, WORDS};
use crate::suite::{change::PLACES, keys, model::Place};

/// A value: a text by itself, or a table.
pub(super) fn value(value: &Value) -> Result<Node, NoWords> {
    if let Some(text) = plain(value) {
        return Ok(text.into());
    }
    let mut fields = table(value)?;
    if fields.is_empty() {
        // The valid value as it is. An empty table would say so as well, to those who know.
        fields.put("encode", word(&WIRES, &value.wire)?);
    }
    Ok(fields.into())
}

/// A second value and the place where it stands.
pub(super) fn repeat(repeat: &Repeat) -> Result<Node, NoWords> {
    if let (Some(text), Place::After) = (plain(&repeat.value), repeat.place) {
        return Ok(text.into());
    }
    let mut fields = table(&repeat.value)?;
    if repeat.place != Place::After || fields.is_empty() {
        fields.put(keys::PLACE, word(&PLACES, &repeat.place).within(keys::PLACE)?);
    }
    Ok(fields.into())
}

/// The text of a value that is nothing but text.
pub(super) fn plain(value: &Value) -> Option<&str> {
    match value {
        Value { base: Base::Template(text), operations, wire: Wire::Form } if operations.is_empty() => Some(text),
        _ => None,
    }
}

/// A value as a table, even where it is nothing but text.
pub(super) fn table(value: &Value) -> Result<Fields, NoWords> {
    let mut fields = Fields::default();
    match &value.base {
        Base::Valid => {}
        Base::Template(text) => fields.put("value", text),
        Base::Bytes(bytes) => fields.put("bytes", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().as_str()),
        Base::LikeValid => fields.put("like", word(&LIKE, &value.base)?),
        Base::Random { length, alphabet } => {
            fields.put("length", number(*length).within("length")?);
            if *alphabet != Alphabet::Unreserved {
                fields.put("alphabet", word(&ALPHABETS, alphabet).within("alphabet")?);
            }
        }
    }
    for step in &value.operations {
        let (key, node) = operation(step)?;
        fields.once(key, node)?;
    }
    if value.wire != Wire::Form {
        fields.put("encode", word(&WIRES, &value.wire).within("encode")?);
    }
    Ok(fields)
}

/// An operation: its key, and what stands there.
fn operation(operation: &Operation) -> Result<(&'static str, Node), NoWords> {
    let size = |key: &'static str, length: usize| Ok((key, number(length).within(key)?));
    match operation {
        Operation::Append(text) => Ok(("append", text.into())),
        Operation::Prepend(text) => Ok(("prepend", text.into())),
        Operation::PadTo(length) => size("pad_to", *length),
        Operation::Truncate(length) => size("truncate", *length),
        Operation::RepeatWordsTo(length) => size("repeat_words_to", *length),
        Operation::FirstHalf => Ok(("first_half", true.into())),
        Operation::SwapCharacters => Ok(("swap", true.into())),
        Operation::Double => Ok(("double", true.into())),
        Operation::StripPadding => Ok(("strip_padding", true.into())),
        Operation::Base64Url => Ok(("base64url", true.into())),
        Operation::ChangeCharacter(position) => Ok(("change", word(&POSITIONS, position).within("change")?)),
        Operation::Replace(from, to) => Ok(("replace", Node::List(texts(&[from.clone(), to.clone()])))),
        Operation::FlipCase | Operation::FlipFirstLetter | Operation::Upper | Operation::Lower => {
            Ok(("case", word(&CASES, operation)?))
        }
        Operation::ReverseWords | Operation::RotateWords => Ok(("words", word(&WORDS, operation)?)),
        Operation::UpperHost | Operation::DefaultPort | Operation::OtherPort | Operation::LongerHost => {
            Ok(("uri", word(&URIS, operation)?))
        }
    }
}
