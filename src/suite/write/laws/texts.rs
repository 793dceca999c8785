//! Texts, lengths and values.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::suite::model::{Alphabet, Base, Operation, Position, Value, Wire};

/// Characters that notations stumble over.
const ODD: [char; 22] = [
    '"',
    '\'',
    '\\',
    '\n',
    '\r',
    '\t',
    '\0',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{301}',
    '\u{200b}',
    '\u{2028}',
    '\u{202e}',
    '\u{feff}',
    '\u{e0041}',
    '𝕏',
    '#',
    '=',
    '$',
    '}',
];

/// Any text at all.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    let c = prop_oneof![select(&ODD[..]), any::<char>(), prop::char::range(' ', '~')];
    vec(c, 0..8).prop_map(|chars| chars.into_iter().collect())
}

/// A text that has no placeholder, and some that have a known one.
pub(super) fn text() -> impl Strategy<Value = String> {
    let free = any_text().prop_filter("a placeholder", |text| !text.contains("${"));
    let known = select(&["openid ${s1}", "${code}", "${other.client_id}=${public.client_id}"][..]).prop_map(str::to_owned);
    prop_oneof![4 => free, 1 => known]
}

/// A text for people.
pub(super) fn prose() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| format!("W{}", text.replace(|c: char| c.is_control() && c != '\n', "")))
}

/// A kebab-case id.
pub(super) fn id() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}"
}

/// Names, each once, with something of each.
pub(super) fn named<T: std::fmt::Debug>(each: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<(String, T)>> {
    vec((any_text(), each), 0..3).prop_map(|mut entries| {
        let mut seen = Vec::new();
        entries.retain(|(name, _)| {
            !seen.contains(name) && {
                seen.push(name.clone());
                true
            }
        });
        entries
    })
}

/// A length.
pub(super) fn length() -> impl Strategy<Value = usize> {
    0..=1_000_000_usize
}

/// A value that can be written.
pub(super) fn value() -> BoxedStrategy<Value> {
    (base(), operations(), wire()).prop_map(|(base, operations, wire)| Value { base, operations, wire }).boxed()
}

/// Any value at all.
pub(super) fn any_value() -> BoxedStrategy<Value> {
    let base = prop_oneof![any_text().prop_map(Base::Template), any::<usize>().prop_map(random), base()];
    let operation = prop_oneof![any_text().prop_map(Operation::Append), any::<usize>().prop_map(Operation::PadTo), operation()];
    (base, vec(operation, 0..4), wire()).prop_map(|(base, operations, wire)| Value { base, operations, wire }).boxed()
}

fn random(length: usize) -> Base {
    Base::Random { length, alphabet: Alphabet::Vschar }
}

fn base() -> impl Strategy<Value = Base> {
    use Alphabet::{Alphanumeric, Astral, TwoByte, Unreserved, Uri, Vschar};
    let alphabet = select(vec![Unreserved, Alphanumeric, Vschar, TwoByte, Astral, Uri]);
    prop_oneof![
        Just(Base::Valid),
        Just(Base::LikeValid),
        text().prop_map(Base::Template),
        vec(any::<u8>(), 0..6).prop_map(Base::Bytes),
        (length(), alphabet).prop_map(|(length, alphabet)| Base::Random { length, alphabet }),
    ]
}

fn wire() -> impl Strategy<Value = Wire> {
    select(vec![Wire::Form, Wire::PercentAll, Wire::PercentReserved, Wire::Verbatim, Wire::NameOnly])
}

/// Operations in any order, one of each key.
fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let keys = (0..14_usize).collect::<Vec<_>>();
    subsequence(keys, 0..4).prop_shuffle().prop_flat_map(|keys| keys.into_iter().map(of_key).collect::<Vec<_>>())
}

fn operation() -> impl Strategy<Value = Operation> {
    (0..14_usize).prop_flat_map(of_key)
}

fn of_key(key: usize) -> BoxedStrategy<Operation> {
    use Operation as O;
    match key {
        0 => text().prop_map(O::Append).boxed(),
        1 => text().prop_map(O::Prepend).boxed(),
        2 => length().prop_map(O::PadTo).boxed(),
        3 => length().prop_map(O::Truncate).boxed(),
        4 => Just(O::FirstHalf).boxed(),
        5 => select(vec![Position::First, Position::Middle, Position::Last]).prop_map(O::ChangeCharacter).boxed(),
        6 => Just(O::SwapCharacters).boxed(),
        7 => select(vec![O::FlipCase, O::FlipFirstLetter, O::Upper, O::Lower]).boxed(),
        8 => Just(O::Double).boxed(),
        9 => select(vec![O::ReverseWords, O::RotateWords]).boxed(),
        10 => select(vec![O::UpperHost, O::DefaultPort, O::OtherPort, O::LongerHost]).boxed(),
        11 => length().prop_map(O::RepeatWordsTo).boxed(),
        12 => select(vec![O::StripPadding, O::Base64Url]).boxed(),
        _ => (text(), text()).prop_map(|(from, to)| O::Replace(from, to)).boxed(),
    }
}
