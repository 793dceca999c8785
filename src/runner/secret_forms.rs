//! The written forms of all secrets of a run, and where they occur in a text. Most texts hold none, which a cheap look tells.
//!
//! A form costs a pointer: tokens begin alike (every JWT does) and a target decides how many it issues and how long they are, so
//! nothing is built here whose size grows with all their bytes.

use std::collections::HashMap;
use std::sync::Arc;

/// Bytes by which forms are told apart; shorter forms are a group of their own.
const WINDOW: usize = 8;
/// Bits of the first sieve.
const BITS: usize = 1 << 16;
/// So many bytes of a secret that a text was cut within give it away: fewer are found everywhere.
const BEGUN: usize = 4;

/// All forms, by their beginnings.
#[derive(Debug, Default)]
pub(super) struct SecretForms {
    sieve: Vec<u64>,
    groups: HashMap<u64, Group>,
    short: Group,
}

/// A form, and the number of the secret that it is a form of.
type Form = (Arc<[u8]>, usize);

/// Forms that begin alike, in the order of their bytes.
#[derive(Debug, Default)]
struct Group(Vec<Form>);

impl Group {
    /// The longest form that a text begins with. Of all forms that a text begins with, the longest is the last that is not
    /// behind the text; where the last one is none of them, they are no longer than what it has in common with the text.
    fn longest(&self, text: &[u8]) -> Option<&Form> {
        let mut text = text;
        loop {
            let before = self.0.partition_point(|(form, _)| form.as_ref() <= text);
            let last = self.0.get(before.checked_sub(1)?)?;
            if text.starts_with(&last.0) {
                return Some(last);
            }
            let common = last.0.iter().zip(text).take_while(|(one, other)| one == other).count();
            text = &text[..common];
        }
    }

    /// A form that goes on where the text ends.
    fn begun(&self, text: &[u8]) -> Option<&Form> {
        let from = self.0.partition_point(|(form, _)| form.as_ref() < text);
        self.0.get(from).filter(|(form, _)| form.starts_with(text))
    }
}

impl SecretForms {
    /// All forms, each with the number of its secret.
    pub(super) fn of(forms: impl IntoIterator<Item = Form>) -> Self {
        let mut all = Self { sieve: vec![0; BITS / 64], ..Self::default() };
        for (form, owner) in forms {
            match word(&form) {
                Some(word) => {
                    all.mark(word);
                    all.groups.entry(word).or_default().0.push((form, owner));
                }
                None => all.short.0.push((form, owner)),
            }
        }
        let groups = all.groups.values_mut().chain(std::iter::once(&mut all.short));
        groups.for_each(|group| group.0.sort());
        all
    }

    fn mark(&mut self, word: u64) {
        let bit = bit(word);
        if let Some(cell) = self.sieve.get_mut(bit / 64) {
            *cell |= 1 << (bit % 64);
        }
    }

    /// The first place at or after `from` where a form begins, the length of the longest one there, and its secret's number.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize, usize)> {
        (from..text.len()).find_map(|at| self.at(text, at).map(|(form, owner)| (at, form.len(), *owner)))
    }

    /// Where a form begins that the end of the text cuts off, and its secret's number: the longest such beginning.
    pub(super) fn begun(&self, text: &[u8]) -> Option<(usize, usize)> {
        (0..text.len().saturating_sub(BEGUN - 1)).find_map(|at| {
            let rest = text.get(at..)?;
            let known = match word(rest).filter(|word| self.is_marked(*word)) {
                Some(word) => self.groups.get(&word).and_then(|group| group.begun(rest)),
                // What is left is shorter than what forms are told apart by.
                None if rest.len() < WINDOW => self.groups.values().chain([&self.short]).find_map(|group| group.begun(rest)),
                None => None,
            };
            known.map(|(_, owner)| (at, *owner))
        })
    }

    fn at(&self, text: &[u8], at: usize) -> Option<&Form> {
        let rest = text.get(at..)?;
        let group = word(rest).filter(|word| self.is_marked(*word)).and_then(|word| self.groups.get(&word));
        group.and_then(|group| group.longest(rest)).or_else(|| self.short.longest(rest))
    }

    fn is_marked(&self, word: u64) -> bool {
        let bit = bit(word);
        self.sieve.get(bit / 64).is_some_and(|cell| cell & (1 << (bit % 64)) != 0)
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

    fn forms<S: AsRef<str>>(secrets: &[S]) -> SecretForms {
        SecretForms::of(secrets.iter().enumerate().map(|(owner, secret)| (secret.as_ref().as_bytes().into(), owner)))
    }

    proptest! {
        #[test]
        fn no_secret_is_overlooked(secrets in prop::collection::vec("[a-c]{4,40}", 1..20), text in "[a-c]{0,80}") {
            let forms = forms(&secrets);
            let plain = |at: usize| secrets.iter().filter(|secret| text[at..].starts_with(secret.as_str())).map(String::len).max();
            let mut at = 0;
            while let Some(rest) = (at..text.len()).find(|&at| plain(at).is_some()) {
                let Some((found, length, owner)) = forms.find(text.as_bytes(), at) else { panic!("overlooked") };
                prop_assert_eq!((found, Some(length)), (rest, plain(rest)));
                prop_assert_eq!(&text[found..found + length], &secrets[owner]);
                at = found + length;
            }
            prop_assert_eq!(forms.find(text.as_bytes(), at), None);
        }

        #[test]
        fn no_beginning_is_overlooked(secrets in prop::collection::vec("[a-c]{4,40}", 1..20), text in "[a-c]{0,40}") {
            let plain = (0..text.len()).find(|&at| text.len() - at >= BEGUN && secrets.iter().any(|s| s.starts_with(&text[at..])));
            prop_assert_eq!(forms(&secrets).begun(text.as_bytes()).map(|(at, _)| at), plain);
        }
    }

    #[test]
    fn the_longest_of_several_is_taken() {
        let forms = forms(&["tok-12345678", "tok-1234567890", "abcd"]);
        assert_eq!(forms.find(b"a tok-1234567890 b", 0), Some((2, 14, 1)));
        assert_eq!(forms.find(b"a tok-123456789! b", 0), Some((2, 12, 0)));
        assert_eq!(forms.find(b"abcd", 0), Some((0, 4, 2)));
        assert_eq!(forms.find(b"400 invalid_request, the parameter is missing", 0), None);
        assert_eq!(forms.find(b"", 0), None);
    }
}
