//! Scopes as sets of case-sensitive strings (RFC 6749 §3.3).

use std::collections::BTreeSet;
use std::fmt;

/// Where the scope of an issued access token can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopePlace {
    /// The `scope` member of the token response (RFC 6749 §5.1). It may be left out where it would repeat what was asked for.
    Response,
    /// The `scope` member of the introspection response (RFC 7662 §2.2).
    Introspection,
    /// The `scope` claim of a JWT access token (RFC 9068 §2.2.3).
    Jwt,
}

impl ScopePlace {
    /// All, with the words that target files use.
    pub const WORDS: [(&'static str, Self); 3] =
        [("response", Self::Response), ("introspection", Self::Introspection), ("jwt", Self::Jwt)];
}

/// A set of scope values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<String>);

impl Scopes {
    /// From a space-delimited list. Empty words (leading, trailing or doubled spaces) are kept as the value `""`,
    /// for a server that reports one has granted something that does not exist.
    pub fn parse(list: &str) -> Self {
        if list.is_empty() {
            return Self::default();
        }
        Self(list.split(' ').map(str::to_owned).collect())
    }

    /// The set without one value.
    pub fn without(mut self, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.remove(value);
        }
        self
    }

    /// Whether every value of this set is in the other.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether the sets have no value in common.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }
}

/// Whether a text is of the grammar `scope-token *( SP scope-token )` (RFC 6749 §3.3).
pub fn is_scope(text: &str) -> bool {
    let token = |word: &str| !word.is_empty() && word.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
    text.split(' ').all(token)
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(String::as_str).collect();
        f.write_str(&words.join(" "))
    }
}
