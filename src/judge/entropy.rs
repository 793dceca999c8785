//! Estimates how hard a token is to guess, from a handful of samples (RFC 6749 §10.10). Pure.
//!
//! What varies between samples is all that can be counted, and an alphabet is only known as far as it was seen: the figure
//! is an estimate of what the samples show, never a proof that they are random. A generator that is seeded badly yields
//! values that look perfect.

use std::collections::BTreeSet;

use crate::protocol::jwt;

/// RFC 6749 §10.10: the probability to guess a token is at most 2^-128.
pub const WANTED_BITS: f64 = 128.0;
/// So much passes with a remark: an estimate from few samples errs by more than a few bits (the OpenID Foundation's suite
/// leaves the same room).
pub const TOLERATED_BITS: f64 = 96.0;

/// With fewer samples, a character that is the same in all of them may be so by chance.
const SAMPLES_FOR_POSITIONS: usize = 3;
/// With fewer samples, a position that takes few values may do so by chance.
const SAMPLES_FOR_VALUES: usize = 8;
/// With two samples, only a common beginning or end of so many characters is taken for more than chance.
const COMMON_MIN: usize = 3;

/// What samples of one sort of token show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Bits that vary from token to token, as far as can be seen.
    pub bits: f64,
    /// How many different samples there were.
    pub samples: usize,
}

/// What an estimate means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// 128 bits or more.
    Good,
    /// 96 bits or more: too close to call.
    Tolerated,
    /// Less.
    Weak,
}

impl Estimate {
    /// Where it lies.
    pub fn strength(&self) -> Strength {
        match self.bits {
            bits if bits >= WANTED_BITS => Strength::Good,
            bits if bits >= TOLERATED_BITS => Strength::Tolerated,
            _ => Strength::Weak,
        }
    }
}

/// Estimates the entropy of values of one sort. `None` where it cannot be told: fewer than two different samples, or JWTs,
/// which are protected by their signature and not by being hard to guess.
pub fn estimate(values: &[&str]) -> Option<Estimate> {
    let different: BTreeSet<&str> = values.iter().copied().collect();
    if different.len() < 2 || different.iter().all(|value| jwt::header(value).is_some()) {
        return None;
    }
    let samples: Vec<Vec<char>> = different.iter().map(|value| value.chars().collect()).collect();
    let varying = without_common_ends(&samples);
    let length = varying[0].len(); // there are two at least
    let columns: Vec<BTreeSet<char>> =
        (0..length).map(|at| varying.iter().filter_map(|sample| sample.get(at).copied()).collect()).collect();
    let columned = varying.len() >= SAMPLES_FOR_POSITIONS && varying.iter().all(|sample| sample.len() == length);
    let moving = |at: usize| !columned || columns.get(at).is_some_and(|column| column.len() > 1);
    let alphabet = alphabet(&varying, &moving);
    let bits = if columned {
        columns.iter().map(|column| column_bits(column.len(), varying.len(), alphabet)).sum()
    } else {
        // Of different lengths the shortest is the easiest to guess.
        let shortest = varying.iter().map(|sample| sample.len()).min().unwrap_or_default();
        shortest as f64 * alphabet.log2()
    };
    Some(Estimate { bits, samples: different.len() })
}

/// The samples without what all of them begin and end with.
fn without_common_ends(samples: &[Vec<char>]) -> Vec<&[char]> {
    let shortest = samples.iter().map(Vec::len).min().unwrap_or_default();
    let same = |at: &dyn Fn(&[char]) -> Option<char>| samples.iter().all(|sample| at(sample) == at(&samples[0]));
    let prefix = (0..shortest).take_while(|index| same(&|sample| sample.get(*index).copied())).count();
    let suffix = (1..=shortest - prefix).take_while(|back| same(&|sample| sample.iter().rev().nth(back - 1).copied())).count();
    let counted = |common: usize| if samples.len() < SAMPLES_FOR_POSITIONS && common < COMMON_MIN { 0 } else { common };
    let (prefix, suffix) = (counted(prefix), counted(suffix));
    samples.iter().map(|sample| sample.get(prefix..sample.len() - suffix).unwrap_or_default()).collect()
}

/// The bits of one position: none where it never varies, few where it takes conspicuously few values.
fn column_bits(values: usize, samples: usize, alphabet: f64) -> f64 {
    match values {
        0 | 1 => 0.0,
        few if samples >= SAMPLES_FOR_VALUES && (few as f64) < expected(alphabet, samples) / 2.0 => (few as f64).log2(),
        _ => alphabet.log2(),
    }
}

/// Whether a character belongs to an alphabet.
type Letter = fn(char) -> bool;

/// How many characters the alphabet has: the smallest usual one that holds all that were seen, unless far fewer were seen
/// than so many random draws from it would show.
///
/// Only positions that move are looked at.
fn alphabet(samples: &[&[char]], moving: &dyn Fn(usize) -> bool) -> f64 {
    let letters = || samples.iter().flat_map(|sample| sample.iter().enumerate()).filter(|(at, _)| moving(*at));
    let seen: BTreeSet<char> = letters().map(|(_, letter)| *letter).collect();
    let usual: [(f64, Letter); 8] = [
        (10.0, |c| c.is_ascii_digit()),
        (16.0, |c| c.is_ascii_digit() || ('a'..='f').contains(&c)),
        (16.0, |c| c.is_ascii_digit() || ('A'..='F').contains(&c)),
        (32.0, |c| c.is_ascii_uppercase() || ('2'..='7').contains(&c)),
        (36.0, |c| c.is_ascii_lowercase() || c.is_ascii_digit()),
        (36.0, |c| c.is_ascii_uppercase() || c.is_ascii_digit()),
        (62.0, |c| c.is_ascii_alphanumeric()),
        (64.0, |c| c.is_ascii_alphanumeric() || "-_+/=".contains(c)),
    ];
    let size = usual.iter().find(|(_, holds)| seen.iter().all(|c| holds(*c))).map_or(94.0, |(size, _)| *size);
    let draws = letters().count();
    let count = seen.len().max(1) as f64;
    if count < 0.6 * expected(size, draws) { count } else { size }
}

/// How many different values so many random draws from so many are expected to show.
fn expected(size: f64, draws: usize) -> f64 {
    size * (1.0 - (1.0 - 1.0 / size).powf(draws as f64))
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt as _, SeedableRng as _};

    use super::*;

    const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const HEX: &str = "0123456789abcdef";

    fn random(alphabet: &str, length: usize, count: usize) -> Vec<String> {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut random = StdRng::seed_from_u64(7);
        let mut one = || (0..length).map(|_| letters[random.random_range(0..letters.len())]).collect();
        (0..count).map(|_| one()).collect()
    }

    fn of(values: &[String]) -> Estimate {
        estimate(&values.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn random_values_are_estimated_near_their_true_entropy() {
        for (alphabet, length, truth) in [(BASE64URL, 43, 258.0), (BASE64URL, 22, 132.0), (HEX, 32, 128.0), (HEX, 64, 256.0)] {
            for count in [2, 3, 8, 40] {
                let bits = of(&random(alphabet, length, count)).bits;
                assert!(bits <= truth && bits >= truth * 0.75, "{count} of {length}: {bits} for {truth}");
            }
        }
        assert_eq!(of(&random(BASE64URL, 43, 2)).strength(), Strength::Good);
        assert_eq!(of(&random(HEX, 16, 20)).strength(), Strength::Weak);
    }

    #[test]
    fn what_never_varies_counts_for_nothing() {
        let framed: Vec<String> =
            random(HEX, 16, 5).iter().map(|value| format!("access-token-of-the-first-tenant-{value}-eu-west-1-live")).collect();
        let bits = of(&framed).bits;
        assert!((50.0..=64.0).contains(&bits), "{bits}");
        // In the middle, too.
        let halves: Vec<String> = random(HEX, 16, 6).iter().map(|v| format!("{}-4c0ffee4-{}", &v[..8], &v[8..])).collect();
        let bits = of(&halves).bits;
        assert!((50.0..=64.0).contains(&bits), "{bits}");
        // With two samples, a single common character is chance.
        assert_eq!(of(&["aXXXX".to_owned(), "aYYYY".to_owned()]).samples, 2);
    }

    #[test]
    fn counters_are_seen() {
        let counted: Vec<String> = (100..140).map(|number| format!("{number:040}")).collect();
        assert!(of(&counted).bits < 10.0, "{}", of(&counted).bits);
        let two = ["0000000000000000000000001".to_owned(), "0000000000000000000000002".to_owned()];
        assert_eq!(of(&two).strength(), Strength::Weak);
    }

    #[test]
    fn little_evidence_is_no_evidence() {
        assert_eq!(estimate(&["abc"]), None);
        assert_eq!(estimate(&["abc", "abc"]), None);
        assert_eq!(estimate(&[]), None);
        let jwt = |signature: &str| format!("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.{signature}");
        assert_eq!(estimate(&[&jwt("a"), &jwt("b")]), None);
        assert!(estimate(&["", "a"]).is_some_and(|estimate| estimate.bits < 1.0));
    }

    #[test]
    fn the_bounds_lie_where_they_are_said_to() {
        let strength = |bits| Estimate { bits, samples: 2 }.strength();
        assert_eq!(
            (strength(128.0), strength(127.9), strength(96.0), strength(95.9)),
            (Strength::Good, Strength::Tolerated, Strength::Tolerated, Strength::Weak)
        );
    }
}
