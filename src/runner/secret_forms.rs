//! The written forms of all secrets of a run, and where they occur in a text. Most texts hold none, which a cheap look tells.

use std::collections::HashMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

/// Bytes by which forms are told apart; shorter forms are a group of their own.
const WINDOW: usize = 8;
/// Bits of the first sieve.
const BITS: usize = 1 << 16;

/// What was found at a place of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A form of a secret: its length in bytes, and the secret's number.
    Secret(usize, usize),
    /// There may be one, and it cannot be said: nothing of the text is safe to show.
    Unknown,
}

/// All forms, by their beginnings.
#[derive(Debug, Default)]
pub(super) struct SecretForms {
    sieve: Vec<u64>,
    groups: HashMap<u64, Group>,
    short: Group,
}

/// Forms that begin alike.
#[derive(Debug, Default)]
struct Group {
    forms: Vec<Vec<u8>>,
    owners: Vec<usize>,
    /// Made when a text is met that may hold one of the forms; absent when it would be too large.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Group {
    fn add(&mut self, form: Vec<u8>, owner: usize) {
        self.forms.push(form);
        self.owners.push(owner);
    }

    /// The longest form that begins at a place.
    fn longest(&self, text: &[u8], at: usize) -> Option<Found> {
        if self.forms.is_empty() {
            return None;
        }
        let build = || {
            let mut builder = AhoCorasick::builder();
            builder.match_kind(MatchKind::LeftmostLongest).start_kind(StartKind::Anchored).build(&self.forms).ok()
        };
        let Some(automaton) = self.automaton.get_or_init(build) else { return Some(Found::Unknown) };
        let found = automaton.find(Input::new(text).range(at..).anchored(Anchored::Yes))?;
        let owner = self.owners.get(found.pattern().as_usize()).copied();
        Some(owner.map_or(Found::Unknown, |owner| Found::Secret(found.end() - at, owner)))
    }
}

impl SecretForms {
    /// Learns a form of the secret with a number.
    pub(super) fn learn(&mut self, form: Vec<u8>, owner: usize) {
        let Some(word) = word(&form) else {
            self.short.add(form, owner);
            return;
        };
        self.sieve.resize(BITS / 64, 0);
        let bit = bit(word);
        if let Some(cell) = self.sieve.get_mut(bit / 64) {
            *cell |= 1 << (bit % 64);
        }
        self.groups.entry(word).or_default().add(form, owner);
    }

    /// The first place at or after `from` where a form begins, and what it is: the longest one.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<(usize, Found)> {
        (from..text.len()).find_map(|at| self.at(text, at).map(|found| (at, found)))
    }

    fn at(&self, text: &[u8], at: usize) -> Option<Found> {
        let sieved = |word: &u64| {
            let bit = bit(*word);
            self.sieve.get(bit / 64).is_some_and(|cell| cell & (1 << (bit % 64)) != 0)
        };
        let group = word(text.get(at..)?).filter(sieved).and_then(|word| self.groups.get(&word));
        group.and_then(|group| group.longest(text, at)).or_else(|| self.short.longest(text, at))
    }
}

/// The first bytes of a text, if there are so many.
fn word(text: &[u8]) -> Option<u64> {
    text.first_chunk::<WINDOW>().map(|chunk| u64::from_le_bytes(*chunk))
}

fn bit(word: u64) -> usize {
    // Fibonacci hashing: the high bits of the product are well mixed.
    usize::try_from(word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48).unwrap_or(0) % BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forms(secrets: &[String]) -> SecretForms {
        let mut forms = SecretForms::default();
        secrets.iter().enumerate().for_each(|(owner, secret)| forms.learn(secret.clone().into_bytes(), owner));
        forms
    }

    proptest! {
        #[test]
        fn no_secret_is_overlooked(secrets in prop::collection::vec("[a-c]{4,40}", 1..20), text in "[a-c]{0,80}") {
            let forms = forms(&secrets);
            let plain = |at: usize| secrets.iter().filter(|secret| text[at..].starts_with(secret.as_str())).map(String::len).max();
            let mut at = 0;
            while let Some(rest) = (at..text.len()).find(|&at| plain(at).is_some()) {
                let Some((found, Found::Secret(length, owner))) = forms.find(text.as_bytes(), at) else { panic!("overlooked") };
                prop_assert_eq!((found, Some(length)), (rest, plain(rest)));
                prop_assert_eq!(&text[found..found + length], &secrets[owner]);
                at = found + length;
            }
            prop_assert_eq!(forms.find(text.as_bytes(), at), None);
        }
    }

    #[test]
    fn the_longest_of_several_is_taken() {
        let forms = forms(&["tok-12345678".to_owned(), "tok-1234567890".to_owned(), "abcd".to_owned()]);
        assert_eq!(forms.find(b"a tok-1234567890 b", 0), Some((2, Found::Secret(14, 1))));
        assert_eq!(forms.find(b"abcd", 0), Some((0, Found::Secret(4, 2))));
        assert_eq!(forms.find(b"400 invalid_request, the parameter is missing", 0), None);
        assert_eq!(forms.find(b"", 0), None);
    }
}
