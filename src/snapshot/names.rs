//! Stable names for values that differ from run to run, the same name for the same value.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What the record writes for a secret: `[refresh_token:43:base64url:#3f9a1c]`.
static SECRET: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[([a-z_]+):\d+:([a-z0-9]+):#([0-9a-f]{6})\]"));
/// Times, as JSON (RFC 3339) and HTTP (RFC 9110 §5.6.7) write them.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
    )
});
/// Seconds or milliseconds since 1970, between 2017 and 2049.
static EPOCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:1[5-9]|2[0-4])\d{8}(?:\d{3})?\b"));
/// What may be an identifier that somebody drew at random.
static RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9_\-~.+]{16,}"));
/// Words, alone or run together, with a small number at their end: `invalid_grant`, `AccessTokenResponse2`.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(?:[A-Z]?[a-z]+|[A-Z]{2,}|(?:[A-Z][a-z]{2,})+|[a-z]{2,}(?:[A-Z][a-z]{2,})+)\d{0,2}|\d{1,4})$")
});

fn pattern(text: &str) -> Regex {
    // Invariant: only the constants above come here.
    #[expect(clippy::unwrap_used, reason = "the patterns are constants, and a test compiles each")]
    Regex::new(text).unwrap()
}

/// Names that have been given so far in one case.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_value: HashMap<String, String>,
    given: HashMap<String, usize>,
}

impl Names {
    /// The text with every value that differs from run to run replaced by its name.
    pub fn replace(&mut self, text: &str) -> String {
        let text = SECRET.replace_all(text, |found: &Captures<'_>| {
            // Two JWTs of one second may be the same, and those of two seconds are not: their equality is chance.
            if &found[2] == "jwt" { format!("[{} (jwt)]", &found[1]) } else { self.name(&found[1], &found[3]) }
        });
        let text = TIME.replace_all(&text, "[time]");
        let text = EPOCH.replace_all(&text, "[time]");
        RUN.replace_all(&text, |found: &Captures<'_>| {
            let run = &found[0];
            if is_random(run) { self.name("id", run) } else { run.to_owned() }
        })
        .into_owned()
    }

    /// `[refresh_token 2]`: the second of its kind.
    fn name(&mut self, kind: &str, value: &str) -> String {
        if let Some(known) = self.by_value.get(value) {
            return known.clone();
        }
        let number = self.given.entry(kind.to_owned()).and_modify(|number| *number += 1).or_insert(1);
        let name = format!("[{kind} {number}]");
        self.by_value.insert(value.to_owned(), name.clone());
        name
    }
}

/// Whether a run of characters is no sequence of words and small numbers.
///
/// Being wrong in favour of chance costs a detail of the snapshot; the other way round, every run would differ from it.
pub(super) fn is_random(run: &str) -> bool {
    run.split(['_', '-', '~', '.', '+']).any(|part| !part.is_empty() && !WORDS.is_match(part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_and_what_is_drawn_goes() {
        let words = [
            "unsupported_grant_type",
            "application+json",
            "InvalidGrantException",
            "the-code-verifier-v2",
            "grant.request.invalid",
            "www.example.com.a_page",
        ];
        for word in words {
            assert!(!is_random(word), "{word}");
        }
        let drawn = [
            "3f9a1c77d02b4e18",
            "550e8400-e29b-41d4-a716-446655440000",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "kq3x7v2mzp4t6w8y",
        ];
        for value in drawn {
            assert!(is_random(value), "{value}");
        }
    }

    #[test]
    fn equality_is_kept() {
        let mut names = Names::default();
        let first = names.replace("[access_token:43:base64url:#3f9a1c] and [refresh_token:36:hex:#000001]");
        assert_eq!(first, "[access_token 1] and [refresh_token 1]");
        // Whatever it is called elsewhere: it is the same value.
        assert_eq!(names.replace("[token:43:base64url:#3f9a1c]"), "[access_token 1]");
        assert_eq!(names.replace("[access_token:812:jwt:#77aa00]"), "[access_token (jwt)]");
    }

    #[test]
    fn the_parts_of_a_url_are_looked_at_one_by_one() {
        let text = "https://a.example/some/where?state=VCImuoKiFbWvvISWlRtr8r&scope=openid";
        assert_eq!(Names::default().replace(text), "https://a.example/some/where?state=[id 1]&scope=openid");
    }

    #[test]
    fn times_have_no_number() {
        let text = "since 2026-11-28T09:00:00.123Z (1795856400) until Sat, 28 Nov 2026 11:37:36 GMT, 1795856400123, 3600";
        assert_eq!(Names::default().replace(text), "since [time] ([time]) until [time], [time], 3600");
    }

    proptest! {
        /// Two servers that draw 128 bits each look alike.
        #[test]
        fn random_values_do_not_show(a in "[A-Za-z0-9_-]{22}", b in "[A-Za-z0-9_-]{22}") {
            let shown = |value: &str| Names::default().replace(&format!("request {value} failed"));
            prop_assume!(is_random(&a) && is_random(&b) && a != b);
            prop_assert_eq!(shown(&a), shown(&b));
        }

        #[test]
        fn nothing_panics(text in ".{0,200}") {
            let _ = Names::default().replace(&text);
        }
    }

    #[test]
    fn few_random_values_look_like_words() {
        use rand::{RngExt, SeedableRng};
        let mut random = rand::rngs::StdRng::seed_from_u64(7);
        let alphabet: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['-', '_']).collect();
        let mut draw = || (0..22).map(|_| alphabet[random.random_range(0..alphabet.len())]).collect::<String>();
        let missed: Vec<String> = (0..100_000).map(|_| draw()).filter(|value| !is_random(value)).collect();
        assert!(missed.len() < 20, "{} of 100,000: {missed:?}", missed.len());
    }
}
