//! `given`: the state that a case starts from.

use super::context::Context;
use super::keys;
use super::model::{AuthorizationSpec, ChallengeSpec, Given, NonceSpec, RedirectUriSpec, Value, WhenRefused};
use crate::diagnostics::{Fields, Item};

pub(super) const CHALLENGES: [(&str, ChallengeSpec); 4] = [
    ("S256", ChallengeSpec::S256),
    ("plain", ChallengeSpec::Plain),
    ("unnamed", ChallengeSpec::Unnamed),
    ("absent", ChallengeSpec::Absent),
];

pub(super) const REFUSED: [(&str, WhenRefused); 2] = [("skip", WhenRefused::Skip), ("pass", WhenRefused::Pass)];
pub(super) const REDIRECT_URIS: [(&str, RedirectUriSpec); 2] =
    [("first", RedirectUriSpec::First), ("absent", RedirectUriSpec::Absent)];

impl Given {
    /// The state of a case that says nothing about it: the ordinary authorization request.
    pub(crate) fn usual() -> Self {
        Self {
            authorization: AuthorizationSpec {
                scope: "${scopes}".to_owned(),
                redirect_uri: RedirectUriSpec::First,
                challenge: ChallengeSpec::S256,
                verifier: Value::usual_verifier(),
                declined: None,
                refused: WhenRefused::Skip,
                nonce: NonceSpec::Usual,
                parameters: Vec::new(),
                response_type: None,
            },
            exchange: Vec::new(),
        }
    }
}

impl Context<'_> {
    /// Reads `given`; of several tables the later ones stand above the earlier ones, key by key of `authorization` and `exchange`.
    pub fn given(&self, layers: &[Item<'_>]) -> Option<Given> {
        let mut given = Given::usual();
        let mut fine = true;
        for layer in layers {
            fine &= self.given_layer(layer, &mut given).is_some();
        }
        fine.then_some(given)
    }

    fn given_layer(&self, item: &Item<'_>, given: &mut Given) -> Option<()> {
        let fields = item.table(keys::GIVEN)?;
        if let Some(item) = fields.get("authorization") {
            let fields = item.table(keys::AUTHORIZATION)?;
            self.authorization(&fields, &mut given.authorization)?;
        }
        if let Some(item) = fields.get("exchange") {
            for (name, value) in self.set(&item)? {
                given.exchange.retain(|(known, _)| *known != name);
                given.exchange.push((name, value));
            }
        }
        Some(())
    }

    fn authorization(&self, fields: &Fields<'_>, spec: &mut AuthorizationSpec) -> Option<()> {
        if let Some(item) = fields.get("scope") {
            spec.scope = self.template(&item)?;
        }
        if let Some(item) = fields.get("redirect_uri") {
            spec.redirect_uri = self.redirect_uri(&item)?;
        }
        if let Some(item) = fields.get("code_challenge") {
            spec.challenge = item.word("code challenge", &CHALLENGES)?;
        }
        if let Some(item) = fields.get("code_verifier") {
            spec.verifier = self.value(&item, Some("code_verifier"))?;
        }
        if let Some(item) = fields.get("declined") {
            spec.declined = Some(self.template(&item)?);
        }
        if let Some(item) = fields.get("refused") {
            spec.refused = item.word("meaning of a refusal", &REFUSED)?;
        }
        if let Some(item) = fields.get("nonce") {
            // A value of this very text would be a strange nonce; the word is worth more.
            let absent = item.is_string() && item.string() == Some("absent");
            spec.nonce = if absent { NonceSpec::Absent } else { NonceSpec::Value(self.value(&item, None)?) };
        }
        if let Some(item) = fields.get("parameters") {
            for (key, item) in item.any_table()?.entries() {
                let value = self.template(&item)?;
                spec.parameters.retain(|(known, _)| *known != key.name);
                spec.parameters.push((key.name.clone(), value));
            }
        }
        if let Some(item) = fields.get("response_type") {
            spec.response_type = Some(item.string()?.to_owned());
        }
        Some(())
    }

    fn redirect_uri(&self, item: &Item<'_>) -> Option<RedirectUriSpec> {
        if !item.is_table() {
            return item.word("redirect URI", &REDIRECT_URIS);
        }
        let fields = item.table(keys::REDIRECT_URI)?;
        let length = self.size(&fields.require("length")?, Some("redirect_uri"))?;
        match fields.get("wire") {
            Some(item) => item.word("wire form", &[("longer", RedirectUriSpec::WireLongerThan(length))]),
            None => Some(RedirectUriSpec::Length(length)),
        }
    }
}
