//! Stand-ins for secrets: what a redacted text is judged by. `[refresh_token:43:base64url:#3f9a1c…]` becomes a made-up value of
//! that length and alphabet, the same for the same digest, so that equality, length and characters can be judged.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use regex::{Captures, Regex};

/// Longer stand-ins are not made.
const LONGEST: usize = 64 * 1024;
/// So many characters of stand-ins in one text, at most.
const MOST: usize = 1024 * 1024;
/// So many in one record, at most: whoever wrote the record decides how many there are.
const MOST_OF_ALL: usize = 256 * 1024 * 1024;

// The redactor's own form (`redact::Redactor::describe`).
static DESCRIBED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let form = r"\[[A-Za-z_]{1,40}:([0-9]{1,7}):(digits|hex|alphanumeric|base64url|base64|jwt|ascii|bytes):#([0-9a-f]{6,64})\]";
    Regex::new(form).ok()
});

/// Letters of a class: one that no narrower class has, which comes first, and those that the rest is drawn from.
fn letters(class: &str) -> (char, &'static str) {
    const DIGITS: &str = "0123456789";
    const HEX: &str = "0123456789abcdef";
    const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    match class {
        "digits" => ('0', DIGITS),
        "hex" => ('f', HEX),
        "base64url" => ('-', ALPHANUMERIC),
        "base64" => ('+', ALPHANUMERIC),
        "jwt" => ('.', ALPHANUMERIC),
        "ascii" => ('!', ALPHANUMERIC),
        "bytes" => (' ', ALPHANUMERIC),
        _ => ('z', ALPHANUMERIC),
    }
}

/// The text with a stand-in for every described secret.
pub(super) fn expand(text: &str) -> String {
    // Invariant: the expression is a constant that compiles; a test uses it.
    let Some(described) = DESCRIBED.as_ref() else { return text.to_owned() };
    let mut left = MOST;
    let stand_in = |found: &Captures<'_>| {
        let length = found[1].parse().unwrap_or(usize::MAX);
        if length > LONGEST.min(left) {
            return found[0].to_owned();
        }
        left -= length;
        stand_in(length, &found[2], &found[3])
    };
    described.replace_all(text, stand_in).into_owned()
}

/// Whether the stand-ins for these texts together take no more memory than a record may.
pub(super) fn is_bearable<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    let Some(described) = DESCRIBED.as_ref() else { return true };
    let of_text = |text: &str| -> usize {
        let lengths = described.captures_iter(text).filter_map(|found| found[1].parse::<usize>().ok());
        lengths.filter(|length| *length <= LONGEST).sum::<usize>().min(MOST)
    };
    let all = texts.try_fold(0_usize, |sum, text| Some(sum.saturating_add(of_text(text))).filter(|sum| *sum <= MOST_OF_ALL));
    all.is_some()
}

fn stand_in(length: usize, class: &str, hash: &str) -> String {
    let (first, alphabet) = letters(class);
    let alphabet = alphabet.as_bytes();
    let mut made = String::with_capacity(length + 1);
    made.push(first);
    let mut block = 0_u32;
    while made.len() < length {
        let drawn = digest(&SHA256, format!("{class} {hash} {block}").as_bytes());
        // The alphabets are not empty.
        made.extend(drawn.as_ref().iter().map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()])));
        block += 1;
    }
    made.truncate(length);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "[refresh_token:43:base64url:#00112233445566778899aabbccddeeff]";

    #[test]
    fn length_alphabet_and_equality_are_kept_whatever_the_kind_is_called() {
        let made = expand(ONE);
        assert_eq!((made.len(), made.starts_with('-')), (43, true));
        assert!(made[1..].bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(made, expand(&ONE.replace("refresh_token", "token")));
        assert_ne!(made, expand(&ONE.replace("0011", "0012")));
        assert_eq!(expand(&format!("a {ONE} b {ONE}")), format!("a {made} b {made}"));
    }

    #[test]
    fn what_is_no_description_stays_and_nothing_grows_without_bound() {
        for text in ["", "[token]", "[code:3:digits]", "[code:3:other:#001122]", "[code:9999999:digits:#001122]"] {
            assert_eq!(expand(text), text);
        }
        let many = "[code:60000:digits:#001122]".repeat(100);
        assert!(expand(&many).len() < MOST + many.len());
        assert_eq!(expand("[code:3:digits:#001122]").len(), 3);
        assert!(is_bearable(std::iter::repeat_n(many.as_str(), 200)));
        assert!(!is_bearable(std::iter::repeat_n(many.as_str(), 300)));
    }
}
