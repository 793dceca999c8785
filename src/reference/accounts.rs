//! The resource owners that the reference server knows.

use super::fault::FaultSet;
use super::keys::Algorithm;
use super::variant_catalogue as variant;

/// A resource owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name to log in with, also the `login_hint`.
    pub username: &'static str,
    /// The password of the login form.
    pub password: &'static str,
    /// The scopes that this person does not grant when consent is automatic.
    pub declines: &'static [&'static str],
}

static ACCOUNTS: [Account; 2] = [
    Account { username: "alice", password: "alice-pass", declines: &[] },
    Account { username: "bob", password: "bob-pass", declines: &["email"] },
];

/// The accounts, alice first: she is the one who agrees when nobody is named.
pub fn accounts() -> &'static [Account] {
    &ACCOUNTS
}

impl Account {
    pub(super) fn named(username: &str) -> Option<&'static Self> {
        ACCOUNTS.iter().find(|account| account.username == username)
    }

    pub(super) fn alice() -> &'static Self {
        &ACCOUNTS[0] // the array has two elements
    }

    /// The `sub` that a client sees: the same for all of them, or one for each (OpenID Connect Core §8.1).
    pub(super) fn subject_for(&self, client: &str, faults: &FaultSet) -> String {
        match faults.varies(variant::PAIRWISE_SUBJECTS) {
            true => format!("pairwise-{}", Algorithm::Es256.half_hash(&format!("{client} {}", self.username))),
            false => self.subject(),
        }
    }

    /// The `sub` that relying parties see.
    pub(super) fn subject(&self) -> String {
        format!("user-{}", self.username)
    }
}
