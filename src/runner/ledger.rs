//! The secrets that a run has met, so that none of them leaves memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::room::{NoRoom, Room};

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum SecretKind {
    ClientSecret,
    Password,
    /// What a gateway before the target wants to see.
    GatewayKey,
    /// The base64 text of a client's Basic credentials.
    Credentials,
    Code,
    CodeVerifier,
    AccessToken,
    RefreshToken,
    IdToken,
}

impl SecretKind {
    /// The word that stands for it in reports.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::Password => "password",
            Self::GatewayKey => "gateway_key",
            Self::Credentials => "credentials",
            Self::Code => "code",
            Self::CodeVerifier => "code_verifier",
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
            Self::IdToken => "id_token",
        }
    }
}

/// All secrets of a run, by value, with how often each was met. Shared by all cases.
pub(crate) struct Ledger {
    secrets: Mutex<HashMap<Arc<str>, (SecretKind, u32)>>,
    salt: [u8; 16],
    room: Arc<Room>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { secrets: Mutex::default(), salt: rand::random(), room: Arc::default() }
    }
}

impl Ledger {
    /// Remembers a secret.
    pub(crate) fn remember(&self, kind: SecretKind, value: &str) {
        if !value.is_empty() {
            let mut secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
            secrets.entry(value.into()).or_insert((kind, 0)).1 += 1;
        }
    }

    /// Remembers the tokens of a token endpoint's answer, or says why there is no room for them.
    pub(crate) fn remember_tokens(&self, answer: &serde_json::Map<String, serde_json::Value>) -> Result<(), NoRoom> {
        let kinds = [
            ("access_token", SecretKind::AccessToken),
            ("refresh_token", SecretKind::RefreshToken),
            ("id_token", SecretKind::IdToken),
        ];
        for (member, kind) in kinds {
            if let Some(value) = answer.get(member).and_then(serde_json::Value::as_str) {
                self.room.token(value.len())?;
                self.remember(kind, value);
            }
        }
        Ok(())
    }

    /// The room for what the target sends.
    pub(crate) fn room(&self) -> &Arc<Room> {
        &self.room
    }

    /// What digests of this run's secrets are salted with, wherever they are shown.
    pub(crate) fn salt(&self) -> [u8; 16] {
        self.salt
    }

    /// All of them.
    pub(crate) fn secrets(&self) -> Vec<(Arc<str>, SecretKind)> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().map(|(value, (kind, _))| (Arc::clone(value), *kind)).collect()
    }

    /// Whether a value is a secret of this run.
    pub(crate) fn knows(&self, value: &str) -> bool {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner).contains_key(value)
    }

    /// All of one kind, in a stable order.
    pub(crate) fn of_kind(&self, kind: SecretKind) -> Vec<String> {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut values: Vec<String> =
            secrets.iter().filter(|(_, (known, _))| *known == kind).map(|(value, _)| value.to_string()).collect();
        values.sort();
        values
    }

    /// How many of a kind were met more than once.
    pub(crate) fn twice(&self, kind: SecretKind) -> usize {
        let secrets = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        secrets.values().filter(|(known, times)| *known == kind && *times > 1).count()
    }
}
