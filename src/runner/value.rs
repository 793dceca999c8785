//! Values of a request: base, operations, placeholders filled.

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::suite::model::{Alphabet, Base, Operation, Position, Value, Wire};

/// Fills `${…}`; `None` when the value is not known.
pub(super) type Fill<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Bytes and how they go onto the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evaluated {
    pub bytes: Vec<u8>,
    pub wire: Wire,
}

/// Makes a value. `valid` is what the valid request has in this place. The error names the placeholder that is not known.
pub(super) fn evaluate(value: &Value, valid: &[u8], fill: Fill<'_>, random: &mut StdRng) -> Result<Evaluated, String> {
    let mut bytes = match &value.base {
        Base::Valid => valid.to_vec(),
        Base::Template(text) => template(text, fill)?.into_bytes(),
        Base::Bytes(bytes) => bytes.clone(),
        Base::Random { length, alphabet } => generate(*alphabet, *length, random).into_bytes(),
        Base::LikeValid => like(valid, random),
    };
    for operation in &value.operations {
        bytes = apply(operation, bytes, fill)?;
    }
    Ok(Evaluated { bytes, wire: value.wire })
}

/// Fills the placeholders of a template.
pub(super) fn template(text: &str, fill: Fill<'_>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        out.push_str(&rest[..start]);
        let after = &rest[start + 2..];
        let Some(end) = after.find('}') else {
            out.push_str(&rest[start..]);
            return Ok(out);
        };
        out.push_str(&fill(&after[..end]).ok_or_else(|| format!("${{{}}}", &after[..end]))?);
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Random characters; with room for it, every character of a small alphabet's special classes occurs.
pub(super) fn generate(alphabet: Alphabet, length: usize, random: &mut StdRng) -> String {
    let letters: Vec<char> = match alphabet {
        Alphabet::Unreserved => alphanumeric().chain("-._~".chars()).collect(),
        Alphabet::Alphanumeric => alphanumeric().collect(),
        Alphabet::Vschar => ('\x21'..='\x7e').collect(),
        Alphabet::TwoByte => "éüñßøåçðþæ".chars().collect(),
        Alphabet::Astral => "𝕏𝒜𝔅𝒞𝔇𝔈𝔉𝔊".chars().collect(),
        Alphabet::Uri => return uri(length, random),
    };
    let special: &[char] = if alphabet == Alphabet::Unreserved { &['-', '.', '_', '~', 'A', 'z', '0'] } else { &[] };
    let mut out: Vec<char> = if length >= 43 { special.to_vec() } else { Vec::new() };
    while out.len() < length {
        // The alphabets above are not empty.
        out.extend(letters.choose(random));
    }
    out.shuffle(random);
    out.into_iter().collect()
}

fn alphanumeric() -> impl Iterator<Item = char> {
    ('A'..='Z').chain('a'..='z').chain('0'..='9')
}

fn uri(length: usize, random: &mut StdRng) -> String {
    const START: &str = "https://unknown.example/";
    let tail = length.saturating_sub(START.len());
    format!("{}{}", &START[..START.len().min(length)], generate(Alphabet::Alphanumeric, tail, random))
}

/// The same length and character classes, other characters.
fn like(valid: &[u8], random: &mut StdRng) -> Vec<u8> {
    let other = |byte: u8, random: &mut StdRng| {
        let class: Vec<u8> = match byte {
            b'a'..=b'z' => (b'a'..=b'z').collect(),
            b'A'..=b'Z' => (b'A'..=b'Z').collect(),
            b'0'..=b'9' => (b'0'..=b'9').collect(),
            byte => return byte,
        };
        class.choose(random).copied().unwrap_or(byte)
    };
    let made: Vec<u8> = valid.iter().map(|&byte| other(byte, random)).collect();
    if made == valid { change_character(valid, Position::Last) } else { made }
}

fn apply(operation: &Operation, bytes: Vec<u8>, fill: Fill<'_>) -> Result<Vec<u8>, String> {
    let text = |f: &dyn Fn(&str) -> String| f(&String::from_utf8_lossy(&bytes)).into_bytes();
    Ok(match operation {
        Operation::Append(after) => [bytes.as_slice(), template(after, fill)?.as_bytes()].concat(),
        Operation::Prepend(before) => [template(before, fill)?.as_bytes(), bytes.as_slice()].concat(),
        Operation::PadTo(length) => text(&|t| {
            let missing = length.saturating_sub(t.chars().count());
            format!("{t}{}", "A".repeat(missing))
        }),
        Operation::Truncate(length) => text(&|t| t.chars().take(*length).collect()),
        Operation::FirstHalf => text(&|t| t.chars().take(t.chars().count() / 2).collect()),
        Operation::ChangeCharacter(position) => change_character(&bytes, *position),
        Operation::SwapCharacters => swap_characters(bytes),
        Operation::FlipCase => bytes.iter().map(|&byte| flip(byte)).collect(),
        Operation::FlipFirstLetter => {
            let at = bytes.iter().position(u8::is_ascii_alphabetic);
            bytes.iter().enumerate().map(|(i, &byte)| if Some(i) == at { flip(byte) } else { byte }).collect()
        }
        Operation::Upper => bytes.to_ascii_uppercase(),
        Operation::Lower => bytes.to_ascii_lowercase(),
        Operation::Double => bytes.repeat(2),
        Operation::ReverseWords => text(&|t| t.split(' ').rev().collect::<Vec<_>>().join(" ")),
        Operation::RotateWords => text(&|t| {
            let mut words: Vec<&str> = t.split(' ').collect();
            words.rotate_left(1);
            words.join(" ")
        }),
        Operation::UpperHost => text(&|t| with_authority(t, |authority, _| authority.to_ascii_uppercase())),
        Operation::DefaultPort => text(&|t| with_authority(t, default_port)),
        Operation::OtherPort => text(&|t| with_authority(t, |authority, _| with_port(authority))),
        Operation::LongerHost => text(&|t| with_authority(t, |authority, _| with_longer_host(authority))),
        Operation::RepeatWordsTo(length) => text(&|t| {
            let mut out = t.to_owned();
            let unit = if t.is_empty() { "a" } else { t };
            while out.len() < *length {
                out.push(' ');
                out.push_str(unit);
            }
            out
        }),
        Operation::StripPadding => text(&|t| t.trim_end_matches('=').to_owned()),
        Operation::Base64Url => text(&|t| t.replace('+', "-").replace('/', "_")),
        Operation::Replace(from, to) => {
            let to = template(to, fill)?;
            text(&|t| t.replacen(from, &to, 1))
        }
    })
}

/// A URI with its authority changed; other text stays as it is.
fn with_authority(uri: &str, change: impl Fn(&str, &str) -> String) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else { return uri.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    format!("{scheme}://{}{}", change(&rest[..end], scheme), &rest[end..])
}

fn default_port(authority: &str, scheme: &str) -> String {
    match (authority.contains(':'), scheme) {
        (false, "https") => format!("{authority}:443"),
        (false, "http") => format!("{authority}:80"),
        _ => authority.to_owned(),
    }
}

/// Host and port of an authority; a colon within brackets belongs to the host.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn with_port(authority: &str) -> String {
    let (host, port) = split_port(authority);
    format!("{host}:{}", if port == Some("8443") { "8444" } else { "8443" })
}

/// Still the name of a host, but not of this one.
fn with_longer_host(authority: &str) -> String {
    let (host, port) = split_port(authority);
    format!("{host}.invalid{}", port.map(|port| format!(":{port}")).unwrap_or_default())
}

fn flip(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte }
}

fn change_character(bytes: &[u8], position: Position) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let at = match position {
        Position::First => 0,
        Position::Middle => out.len() / 2,
        Position::Last => out.len().saturating_sub(1),
    };
    if let Some(byte) = out.get_mut(at) {
        *byte = match *byte {
            b'z' => b'a',
            b'Z' => b'A',
            b'9' => b'0',
            byte if byte.is_ascii_alphanumeric() => byte + 1,
            // Padding and punctuation: any other character of the same alphabets.
            b'-' => b'_',
            _ => b'-',
        };
    }
    out
}

fn swap_characters(mut bytes: Vec<u8>) -> Vec<u8> {
    let at = bytes.windows(2).rposition(|pair| pair[0] != pair[1]);
    if let Some(at) = at {
        bytes.swap(at, at + 1);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;

    fn none(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn templates_are_filled_and_unknown_names_reported() {
        let fill = |name: &str| (name == "s1").then(|| "profile".to_owned());
        assert_eq!(template("openid ${s1}", &fill).as_deref(), Ok("openid profile"));
        assert_eq!(template("${nothing}", &fill), Err("${nothing}".to_owned()));
    }

    #[test]
    fn uris_are_respelled_only_where_that_is_possible() {
        let upper = |uri| with_authority(uri, |authority, _| authority.to_ascii_uppercase());
        assert_eq!(upper("https://app.example/cb?x=Y"), "https://APP.EXAMPLE/cb?x=Y");
        assert_eq!(with_authority("https://app.example/cb", default_port), "https://app.example:443/cb");
        assert_eq!(with_authority("http://127.0.0.1:9999/cb", default_port), "http://127.0.0.1:9999/cb");
        assert_eq!(upper("urn:ietf:wg:oauth:2.0:oob"), "urn:ietf:wg:oauth:2.0:oob");
        assert_eq!(["app.example", "[::1]:8443"].map(with_port), ["app.example:8443", "[::1]:8444"]);
        assert_eq!(with_longer_host("127.0.0.1:9999"), "127.0.0.1.invalid:9999");
    }

    proptest! {
        #[test]
        fn a_changed_character_changes_exactly_one(text in "[A-Za-z0-9_=.-]{1,60}") {
            for position in [Position::First, Position::Middle, Position::Last] {
                let changed = change_character(text.as_bytes(), position);
                let different = changed.iter().zip(text.as_bytes()).filter(|(a, b)| a != b).count();
                prop_assert_eq!((different, changed.len()), (1, text.len()));
            }
        }

        #[test]
        fn generated_lengths_are_exact(length in 0usize..3000, seed: u64) {
            let mut random = StdRng::seed_from_u64(seed);
            for alphabet in [Alphabet::Unreserved, Alphabet::Vschar, Alphabet::TwoByte, Alphabet::Astral, Alphabet::Uri] {
                prop_assert_eq!(generate(alphabet, length, &mut random).chars().count(), length);
            }
        }

        #[test]
        fn a_like_value_differs_and_keeps_its_shape(text in "[A-Za-z0-9_-]{1,60}", seed: u64) {
            let mut random = StdRng::seed_from_u64(seed);
            let value = Value { base: Base::LikeValid, operations: vec![], wire: Wire::Form };
            let made = evaluate(&value, text.as_bytes(), &none, &mut random).unwrap().bytes;
            prop_assert_ne!(&made, text.as_bytes());
            prop_assert_eq!(made.len(), text.len());
        }
    }
}
