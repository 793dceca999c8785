//! The set-ups of the reference server in which cases are examined: what one cannot show, another can.

use crate::reference::{Consulted, FaultId, Options, Registration, Tls, VariantId};

/// One set-up. A case is examined in the first in which it is not skipped; with a finding there, in a later one of another
/// draft's rules, if it passes by those. Cases that look at the answers of others are examined in all.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// For people.
    pub name: &'static str,
    /// The suites that are examined there.
    suites: Suites,
    registration: Registration,
    /// Legal differences from the server that starts without options, by name.
    variants: &'static [&'static str],
    rules: Rules,
    tls: Option<Tls>,
}

/// By whose rules a set-up is correct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// Those of the published documents, like every other set-up.
    Published,
    /// Those of OAuth 2.1 where the published documents leave a choice: what it demands is no fault of a server that has
    /// chosen otherwise, and cannot be shown there.
    OAuth21,
}

/// Some of the suites.
#[derive(Debug, Clone, Copy)]
enum Suites {
    /// These.
    Of(&'static [&'static str]),
    /// All but these.
    Beside(&'static [&'static str]),
}

/// The suites to which the algorithm of id_tokens matters: RS256 is the one that every client knows (OIDC Core §15.1).
const ABOUT_ID_TOKENS: &[&str] = &["openid-connect", "metadata"];

/// The suite that has the rules of OAuth 2.1.
const ABOUT_OAUTH_21: &[&str] = &["security"];

/// The suite that has clients registered for one method of authentication.
const ABOUT_REGISTRATION: &[&str] = &["openid-connect"];

/// The variants that choose the algorithm of id_tokens.
const ALGORITHMS: &[&str] = &["ps256", "es256", "hs256", "eddsa"];

/// What the others differ from.
const USUAL: Context = Context {
    name: "usual",
    suites: Suites::Beside(ABOUT_ID_TOKENS),
    registration: Registration::Usual,
    variants: &["es256"],
    rules: Rules::Published,
    tls: None,
};

/// All set-ups, in the order in which they are tried. RS256 takes half of the processor's time, so it is there where it counts.
pub const CONTEXTS: &[Context] = &[
    USUAL,
    Context { name: "usual, RS256", suites: Suites::Of(ABOUT_ID_TOKENS), variants: &[], ..USUAL },
    Context { name: "alternate registration", suites: Suites::Beside(&[]), registration: Registration::Alternate, ..USUAL },
    Context {
        name: "access tokens that live for a minute",
        suites: Suites::Beside(&[]),
        variants: &["es256", "expires-in-a-minute"],
        ..USUAL
    },
    Context {
        name: "all that the standards offer",
        suites: Suites::Beside(&[]),
        variants: &[
            "es256",
            "several-keys",
            "hs256",
            "jwt-access-tokens",
            "client-credentials-scope",
            "openid-optional",
            "client-secret-post",
            "assertion-methods",
        ],
        ..USUAL
    },
    Context { name: "over TLS", suites: Suites::Beside(&[]), tls: Some(Tls), ..USUAL },
    Context {
        name: "OAuth 2.1",
        suites: Suites::Of(ABOUT_OAUTH_21),
        variants: &["es256", "client-secret-post", "unsolicited-verifier-invalid-request"],
        rules: Rules::OAuth21,
        ..USUAL
    },
    Context {
        name: "credentials in the body",
        suites: Suites::Of(ABOUT_REGISTRATION),
        variants: &["es256", "client-secret-post-only"],
        ..USUAL
    },
    // A context of its own: where no code is to be had without a challenge, what becomes of one cannot be seen.
    Context {
        name: "OAuth 2.1, PKCE required",
        suites: Suites::Of(ABOUT_OAUTH_21),
        variants: &["es256", "pkce-required"],
        rules: Rules::OAuth21,
        ..USUAL
    },
];

impl Context {
    /// Whether a suite is examined there: its own document must not forbid what the set-up does.
    pub fn examines(&self, suite: &str) -> bool {
        let listed = match self.suites {
            Suites::Of(suites) => suites.contains(&suite),
            Suites::Beside(suites) => !suites.contains(&suite),
        };
        listed && !self.variants().any(|variant| variant.variant().forbidden_by.contains(&suite))
    }

    /// Whether cases with a finding in the set-ups before are examined here once more.
    pub(super) fn follows_other_rules(&self) -> bool {
        self.rules == Rules::OAuth21
    }

    /// The set-up with faults.
    pub fn with(&self, faults: &[FaultId]) -> Options {
        Options {
            faults: faults.to_vec(),
            variants: self.variants().collect(),
            registration: self.registration,
            tls: self.tls,
            ..Options::default()
        }
    }

    /// The set-up with one more legal difference; none, where it has that difference anyway.
    pub fn varied(&self, variant: VariantId) -> Option<Options> {
        if self.variants().any(|own| own == variant) {
            return None;
        }
        // There is one algorithm at a time.
        let signs = |variant: VariantId| ALGORITHMS.contains(&variant.variant().id);
        let mut variants: Vec<VariantId> = self.variants().filter(|&own| !(signs(own) && signs(variant))).collect();
        variants.push(variant);
        Some(Options { variants, ..self.with(&[]) })
    }

    /// The correct server, which writes down what it is asked.
    pub(super) fn recording(&self, consulted: &Consulted) -> Options {
        Options { consulted: Some(consulted.clone()), ..self.with(&[]) }
    }

    fn variants(&self) -> impl Iterator<Item = VariantId> {
        // That every name is one is tested below.
        self.variants.iter().filter_map(|name| name.parse().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_is_in_the_catalogue() {
        for context in CONTEXTS {
            assert_eq!(context.variants().count(), context.variants.len(), "{}", context.name);
        }
    }

    #[test]
    fn a_variant_replaces_the_algorithm_of_a_set_up() {
        let [usual, rs256, ..] = CONTEXTS else { panic!("there are several") };
        let eddsa: VariantId = "eddsa".parse().unwrap();
        assert_eq!(usual.varied(eddsa).unwrap().variants, vec![eddsa]);
        assert!(usual.varied("es256".parse().unwrap()).is_none());
        assert!(rs256.varied("es256".parse().unwrap()).is_some());
        assert_eq!(usual.varied("no-expires-in".parse().unwrap()).unwrap().variants.len(), 2);
    }

    #[test]
    fn what_a_document_forbids_is_not_examined() {
        let standards = CONTEXTS.iter().find(|context| context.name == "all that the standards offer").unwrap();
        assert!(standards.examines("jwt-access-token"));
        assert!(!standards.examines("create-tokens"), "a scope with client credentials is forbidden there");
    }
}
