//! A cheap look at a text: may it hold one of many secrets? What passes here needs no search.

use std::collections::HashSet;

/// Bytes of a secret that are looked for; shorter secrets are searched for one by one.
const WINDOW: usize = 8;
/// Bits of the first sieve.
const BITS: usize = 1 << 16;

/// The beginnings of all secrets. It may suspect what is none; it never overlooks one.
#[derive(Debug, Default)]
pub(super) struct Suspicion {
    sieve: Vec<u64>,
    beginnings: HashSet<u64>,
    short: HashSet<Vec<u8>>,
}

impl Suspicion {
    /// Learns a form of a secret.
    pub(super) fn learn(&mut self, form: &[u8]) {
        let Some(word) = form.first_chunk::<WINDOW>().map(|chunk| u64::from_le_bytes(*chunk)) else {
            self.short.insert(form.to_vec());
            return;
        };
        self.beginnings.insert(word);
        self.sieve.resize(BITS / 64, 0);
        let bit = bit(word);
        if let Some(cell) = self.sieve.get_mut(bit / 64) {
            *cell |= 1 << (bit % 64);
        }
    }

    /// Whether a text may hold one of the forms.
    pub(super) fn may_hold(&self, text: &[u8]) -> bool {
        let begins = |window: &[u8]| {
            let Some(chunk) = window.first_chunk::<WINDOW>() else { return false };
            let word = u64::from_le_bytes(*chunk);
            let bit = bit(word);
            let sieved = self.sieve.get(bit / 64).is_some_and(|cell| cell & (1 << (bit % 64)) != 0);
            sieved && self.beginnings.contains(&word)
        };
        (!self.sieve.is_empty() && text.windows(WINDOW).any(begins))
            || self.short.iter().any(|form| text.windows(form.len().max(1)).any(|window| window == form.as_slice()))
    }
}

fn bit(word: u64) -> usize {
    // Fibonacci hashing: the high bits of the product are well mixed.
    usize::try_from(word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48).unwrap_or(0) % BITS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_secret_is_overlooked(secrets in prop::collection::vec("[ -~]{4,40}", 1..20), before in ".{0,30}", after in ".{0,30}") {
            let mut suspicion = Suspicion::default();
            secrets.iter().for_each(|secret| suspicion.learn(secret.as_bytes()));
            for secret in &secrets {
                let text = format!("{before}{secret}{after}");
                prop_assert!(suspicion.may_hold(text.as_bytes()));
            }
        }
    }

    #[test]
    fn ordinary_words_are_not_suspected() {
        let mut suspicion = Suspicion::default();
        suspicion.learn(b"tok-12345678");
        suspicion.learn(b"abcd");
        assert!(!suspicion.may_hold(b"400 invalid_request, the parameter is missing"));
        assert!(!suspicion.may_hold(b""));
    }
}
