//! Values: a base, operations in the order written, a wire form.

use super::context::Context;
use super::keys;
use super::model::{Alphabet, Base, Operation, Position, Value, Wire};
use crate::diagnostics::{Fields, Item, Key, codes};

pub(super) const ALPHABETS: [(&str, Alphabet); 6] = [
    ("unreserved", Alphabet::Unreserved),
    ("alphanumeric", Alphabet::Alphanumeric),
    ("vschar", Alphabet::Vschar),
    ("two-byte", Alphabet::TwoByte),
    ("astral", Alphabet::Astral),
    ("uri", Alphabet::Uri),
];
pub(super) const WIRES: [(&str, Wire); 5] = [
    ("form", Wire::Form),
    ("percent-all", Wire::PercentAll),
    ("percent-reserved", Wire::PercentReserved),
    ("verbatim", Wire::Verbatim),
    ("name-only", Wire::NameOnly),
];
pub(super) const POSITIONS: [(&str, Position); 3] =
    [("first", Position::First), ("middle", Position::Middle), ("last", Position::Last)];
pub(super) const LIKE: [(&str, Base); 1] = [("valid", Base::LikeValid)];
pub(super) const CASES: [(&str, Operation); 4] = [
    ("flip", Operation::FlipCase),
    ("flip-first", Operation::FlipFirstLetter),
    ("upper", Operation::Upper),
    ("lower", Operation::Lower),
];
pub(super) const WORDS: [(&str, Operation); 2] = [("reversed", Operation::ReverseWords), ("rotated", Operation::RotateWords)];
pub(super) const URIS: [(&str, Operation); 4] = [
    ("upper-host", Operation::UpperHost),
    ("default-port", Operation::DefaultPort),
    ("other-port", Operation::OtherPort),
    ("longer-host", Operation::LongerHost),
];
const BASES: [&str; 4] = ["value", "bytes", "length", "like"];

impl Value {
    /// A template, as it stands.
    pub(super) fn text(template: impl Into<String>) -> Self {
        Self::of(Base::Template(template.into()))
    }

    /// The verifier of an ordinary authorization request: letters and digits. What else may be in one has cases of its own,
    /// and these need a control that any server takes.
    pub(crate) fn usual_verifier() -> Self {
        Self::of(Base::Random { length: 64, alphabet: Alphabet::Alphanumeric })
    }

    /// A base without operations.
    pub(super) fn of(base: Base) -> Self {
        Self { base, operations: Vec::new(), wire: Wire::Form }
    }
}

impl Context<'_> {
    /// The value of a parameter: a string, or a table.
    pub fn value(&self, item: &Item<'_>, parameter: Option<&str>) -> Option<Value> {
        self.value_beside(item, parameter, &[])
    }

    /// A value whose table may have further keys, which are left to the caller.
    pub fn value_beside(&self, item: &Item<'_>, parameter: Option<&str>, more: &[&str]) -> Option<Value> {
        if item.is_string() {
            return self.template(item).map(Value::text);
        }
        if !item.is_table() {
            item.wrong_type("a string or a table such as { length = 27 }");
            return None;
        }
        let fields = item.table(&[keys::VALUE, more].concat())?;
        fields.exclusive(&BASES);
        let base = self.base(&fields, parameter);
        let wire = match fields.get("encode") {
            Some(item) => item.word("encoding", &WIRES),
            None => Some(Wire::Form),
        };
        let mut operations = Vec::new();
        let mut fine = true;
        for (key, item) in fields.entries().filter(|(key, _)| is_operation(&key.name)) {
            match self.operation(key, &item, parameter) {
                Some(operation) => operations.push(operation),
                None => fine = false,
            }
        }
        fine.then_some(Value { base: base?, operations, wire: wire? })
    }

    fn base(&self, fields: &Fields<'_>, parameter: Option<&str>) -> Option<Base> {
        let alphabet = match fields.get("alphabet") {
            Some(item) => item.word("alphabet", &ALPHABETS)?,
            None => Alphabet::Unreserved,
        };
        if let Some(item) = fields.get("length") {
            return Some(Base::Random { length: self.size(&item, parameter)?, alphabet });
        }
        if fields.get("alphabet").is_some() {
            let diagnostic = fields.key_error("alphabet", codes::CONFLICT, "`alphabet` without `length`");
            fields.item.report(diagnostic.label("of how many characters?").help("add `length = …`"));
        }
        if let Some(item) = fields.get("value") {
            return self.template(&item).map(Base::Template);
        }
        if let Some(item) = fields.get("bytes") {
            return bytes(&item).map(Base::Bytes);
        }
        match fields.get("like") {
            Some(item) => item.word("value to be like", &LIKE),
            None => Some(Base::Valid),
        }
    }

    fn operation(&self, key: &Key, item: &Item<'_>, parameter: Option<&str>) -> Option<Operation> {
        let flag = |operation: Operation| (on(item)?).then_some(operation);
        match key.name.as_str() {
            "append" => self.template(item).map(Operation::Append),
            "prepend" => self.template(item).map(Operation::Prepend),
            "pad_to" => self.size(item, parameter).map(Operation::PadTo),
            "truncate" => self.size(item, parameter).map(Operation::Truncate),
            "repeat_words_to" => self.size(item, parameter).map(Operation::RepeatWordsTo),
            "first_half" => flag(Operation::FirstHalf),
            "swap" => flag(Operation::SwapCharacters),
            "double" => flag(Operation::Double),
            "strip_padding" => flag(Operation::StripPadding),
            "base64url" => flag(Operation::Base64Url),
            "change" => item.word("position", &POSITIONS).map(Operation::ChangeCharacter),
            "case" => item.word("case", &CASES),
            "words" => item.word("order of words", &WORDS),
            "uri" => item.word("form of a URI", &URIS),
            _ => self.replace(item),
        }
    }

    fn replace(&self, item: &Item<'_>) -> Option<Operation> {
        match item.list()?.as_slice() {
            [from, to] => Some(Operation::Replace(self.template(from)?, self.template(to)?)),
            _ => {
                item.wrong_type("two strings: [from, to]");
                None
            }
        }
    }
}

fn is_operation(key: &str) -> bool {
    keys::VALUE.contains(&key) && !BASES.contains(&key) && key != "alphabet" && key != "encode"
}

/// `true`; `false` is an error, for leaving the key out says it.
fn on(item: &Item<'_>) -> Option<bool> {
    if item.boolean()? {
        return Some(true);
    }
    item.report(item.error(codes::OUT_OF_RANGE, "this operation is only ever `true`").label("leave the key out instead"));
    None
}

fn bytes(item: &Item<'_>) -> Option<Vec<u8>> {
    let text = item.string()?;
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    match digits {
        Some(digits) if digits.len() % 2 == 0 => {
            Some(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect())
        }
        _ => {
            item.report(
                item.error(codes::OUT_OF_RANGE, "these are not bytes in hex")
                    .label("two hex digits per byte")
                    .help("for example `636f6465ff`"),
            );
            None
        }
    }
}
