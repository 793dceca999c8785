//! The states of one case: authorizations, codes, tokens; and every exchange that was made for it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::ledger::{Ledger, SecretKind};
use super::obstacle::Obstacle;
use super::subject::Subject;
use super::token_request::Material;
use super::value::{evaluate, generate, template};
use crate::authorize::{AuthorizationRequest, CodeChallenge, PartialConsent};
use crate::judge::{Facts, Observation};
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::pkce;
use crate::record::model::Purpose;
use crate::suite::model::{Alphabet, ChallengeSpec, Given, RedirectUriSpec, StateName, WhenRefused};
use crate::target::model::Client;
use crate::transport::Exchange;

/// An exchange of a case, with what was seen.
#[derive(Debug, Clone)]
pub(super) struct Logged {
    pub purpose: Purpose,
    pub exchange: Exchange,
    /// Present for answers of the token endpoint.
    pub observation: Option<Arc<Observation>>,
}

/// One authorization and what came of it.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub client: ClientRole,
    pub request: AuthorizationRequest,
    pub material: Material,
    pub challenge: Option<String>,
    pub tokens: Option<serde_json::Map<String, serde_json::Value>>,
}

impl State {
    pub(super) fn token(&self, name: &str) -> Option<&str> {
        self.tokens.as_ref()?.get(name)?.as_str()
    }
}

/// Everything that belongs to one case while it runs.
pub(super) struct Scene<'a> {
    pub subject: &'a Subject,
    pub ledger: &'a Ledger,
    pub client: ClientRole,
    pub grant: Grant,
    pub given: &'a Given,
    pub seed: u64,
    pub random: StdRng,
    pub states: BTreeMap<StateName, State>,
    pub bound: HashMap<String, String>,
    pub log: Vec<Logged>,
    pub authorizations: u32,
    pub authorization_round_trips: u32,
}

impl<'a> Scene<'a> {
    pub(super) fn new(subject: &'a Subject, ledger: &'a Ledger, who: (ClientRole, Grant), given: &'a Given, seed: u64) -> Self {
        Self {
            subject,
            ledger,
            client: who.0,
            grant: who.1,
            given,
            seed,
            random: StdRng::seed_from_u64(seed),
            states: BTreeMap::new(),
            bound: HashMap::new(),
            log: Vec::new(),
            authorizations: 0,
            authorization_round_trips: 0,
        }
    }

    /// The same states without the exchanges, for making requests that are shown and not sent.
    pub(super) fn copy(&self) -> Self {
        Self {
            states: self.states.clone(),
            bound: self.bound.clone(),
            log: Vec::new(),
            ..Self::new(self.subject, self.ledger, (self.client, self.grant), self.given, self.seed)
        }
    }

    /// Whose state it is.
    fn owner(&self, name: StateName) -> ClientRole {
        match name {
            StateName::Other => ClientRole::Other,
            _ if self.client == ClientRole::Service && name != StateName::Main => ClientRole::Confidential,
            _ => self.client,
        }
    }

    /// Chooses verifier, redirect URI and scope of a state, without asking anybody.
    pub(super) fn prepare(&mut self, name: StateName) -> Result<(), Obstacle> {
        if self.states.contains_key(&name) {
            return Ok(());
        }
        let role = self.owner(name);
        let subject = self.subject;
        let missing = || Obstacle::NotApplicable(format!("the target file has no client with the role {role}"));
        let client = subject.client(role).ok_or_else(missing)?;
        let credentials = subject.credentials(role).ok_or_else(missing)?;
        let state = if role == ClientRole::Service {
            let material = Material { credentials, ..Material::default() };
            let request = self.authorization_request(client, None, String::new(), None)?;
            State { client: role, request, material, challenge: None, tokens: None }
        } else {
            let verifier = self.verifier()?;
            let challenge = verifier.as_deref().map(|verifier| match self.given.authorization.challenge {
                ChallengeSpec::Plain | ChallengeSpec::Unnamed => verifier.to_owned(),
                _ => pkce::s256(verifier.as_bytes()),
            });
            let redirect_uri = self.redirect_uri(client)?;
            let scope = self.scope(role)?;
            let request = self.authorization_request(client, redirect_uri.clone(), scope, challenge.clone())?;
            let material = Material { redirect_uri, code_verifier: verifier, credentials, ..Material::default() };
            State { client: role, request, material, challenge, tokens: None }
        };
        self.states.insert(name, state);
        Ok(())
    }

    fn verifier(&mut self) -> Result<Option<String>, Obstacle> {
        let spec = &self.given.authorization;
        if spec.challenge == ChallengeSpec::Absent {
            return Ok(None);
        }
        let mut random = StdRng::seed_from_u64(self.random.next_u64());
        let value = evaluate(&spec.verifier, b"", &|name| self.fill(name), &mut random).map_err(Obstacle::Unknown)?;
        let verifier = String::from_utf8_lossy(&value.bytes).into_owned();
        self.ledger.remember(SecretKind::CodeVerifier, &verifier);
        Ok(Some(verifier))
    }

    fn redirect_uri(&self, client: &Client) -> Result<Option<String>, Obstacle> {
        let of_length = |length: usize, wire: bool| {
            let mut fitting = client.redirect_uris.iter().filter(|uri| uri.chars().count() == length);
            let longer = |uri: &&String| crate::protocol::form::encode_text(uri).len() > length + length / 10;
            let found = if wire { fitting.find(longer) } else { fitting.next() };
            found.cloned().map(Some).ok_or_else(|| {
                Obstacle::NotApplicable(format!(
                    "no redirect URI of {length} characters is registered for the {} client",
                    client.role
                ))
            })
        };
        match self.given.authorization.redirect_uri {
            RedirectUriSpec::First => Ok(client.redirect_uris.first().cloned()),
            RedirectUriSpec::Absent => Ok(None),
            RedirectUriSpec::Length(length) => of_length(length, false),
            RedirectUriSpec::WireLongerThan(length) => of_length(length, true),
        }
    }

    fn scope(&self, role: ClientRole) -> Result<String, Obstacle> {
        let fill = |name: &str| self.fill_for(role, name);
        let unknown = |name: String| Obstacle::NotApplicable(format!("the {role} client has no value for {name}"));
        let mut scope = template(&self.given.authorization.scope, &fill).map_err(unknown)?;
        if let Some(refresh) = self.subject.refresh_scope()
            && !scope.split(' ').any(|word| word == refresh)
        {
            scope.push(' ');
            scope.push_str(refresh);
        }
        Ok(scope)
    }

    fn authorization_request(
        &mut self,
        client: &Client,
        redirect_uri: Option<String>,
        scope: String,
        challenge: Option<String>,
    ) -> Result<AuthorizationRequest, Obstacle> {
        let spec = &self.given.authorization;
        let settings = self.subject.target.authorize.as_ref();
        let mut extra = settings.map(|settings| settings.parameters.clone()).unwrap_or_default();
        let declined = spec
            .declined
            .as_deref()
            .map(|text| template(text, &|name| self.fill(name)))
            .transpose()
            .map_err(Obstacle::Unknown)?;
        if declined.is_some()
            && let Some(partial) = settings.and_then(|settings| settings.partial_consent.as_ref())
        {
            extra.extend(partial.parameters.iter().cloned());
        }
        let endpoint = self.subject.target.endpoints.authorization.clone().unwrap_or_else(|| self.subject.token_endpoint.clone());
        let has_openid = scope.split(' ').any(|word| word == "openid");
        let method = if spec.challenge == ChallengeSpec::Plain { "plain" } else { "S256" };
        Ok(AuthorizationRequest {
            endpoint,
            client_id: client.id.clone(),
            expected_redirect_uri: redirect_uri.clone().or_else(|| client.redirect_uris.first().cloned()).unwrap_or_default(),
            redirect_uri,
            // A nonce without openid is not OpenID Connect, and some servers say so (OIDC Core §3.1.2.1).
            nonce: has_openid.then(|| generate(Alphabet::Alphanumeric, 22, &mut self.random)),
            state: generate(Alphabet::Alphanumeric, 22, &mut self.random),
            scope: Some(scope),
            code_challenge: challenge.map(|challenge| CodeChallenge { method: method.to_owned(), challenge }),
            extra,
            partial_consent: declined.map(|declined| PartialConsent { declined }),
        })
    }

    /// Obtains the state's code, unless it has one.
    pub(super) async fn mint(&mut self, name: StateName) -> Result<(), Obstacle> {
        self.prepare(name)?;
        let Some(state) = self.states.get(&name) else { return Ok(()) };
        if state.material.code.is_some() || state.client == ClientRole::Service {
            return Ok(());
        }
        let authorizer = self.subject.authorizer.as_ref();
        let authorizer =
            authorizer.ok_or_else(|| Obstacle::NotApplicable("the target file has no [authorize] table".to_owned()))?;
        let request = state.request.clone();
        self.authorizations += 1;
        let outcome = authorizer.authorize(&request).await;
        let spec = &self.given.authorization;
        let peculiar = spec.challenge != ChallengeSpec::S256
            || spec.redirect_uri != RedirectUriSpec::First
            || !spec.scope.split(' ').any(|word| word == "openid");
        let authorization =
            outcome.map_err(|error| Obstacle::from_authorization(error, peculiar, spec.refused == WhenRefused::Pass))?;
        self.authorization_round_trips += authorization.round_trips;
        self.ledger.remember(SecretKind::Code, &authorization.code);
        if let Some(state) = self.states.get_mut(&name) {
            state.material.code = Some(authorization.code);
        }
        Ok(())
    }

    /// Fills a placeholder from the case's own point of view.
    pub(super) fn fill(&self, name: &str) -> Option<String> {
        self.fill_for(self.client, name)
    }

    fn fill_for(&self, role: ClientRole, name: &str) -> Option<String> {
        if let Some(bound) = self.bound.get(name) {
            return Some(bound.clone());
        }
        if let Some((owner, part)) = name.split_once('.') {
            return self.fill_foreign(owner, part);
        }
        let main = self.states.get(&StateName::Main);
        match name {
            "scopes" => Some(self.usual_scopes(role)),
            "s1" => self.subject.ordinary_scopes(role).first().map(|&scope| scope.to_owned()),
            "s2" => self.subject.ordinary_scopes(role).get(1).map(|&scope| scope.to_owned()),
            "offline" => Some(self.subject.refresh_scope().map(|scope| format!(" {scope}")).unwrap_or_default()),
            "client_id" => self.subject.credentials(role).map(|credentials| credentials.id),
            "client_secret" => self.subject.credentials(role).map(|credentials| credentials.secret.unwrap_or_default()),
            "other_redirect_uri" => self.subject.client(role)?.redirect_uris.get(1).cloned(),
            "redirect_uri" => match main.and_then(|state| state.material.redirect_uri.clone()) {
                Some(uri) => Some(uri),
                None => self.subject.client(role)?.redirect_uris.first().cloned(),
            },
            _ => state_part(main?, name),
        }
    }

    /// `openid`, if the client may ask for it, and its first ordinary scope, if it has one.
    fn usual_scopes(&self, role: ClientRole) -> String {
        let openid = self.subject.may_ask_for(role, "openid").then_some("openid");
        let first = self.subject.ordinary_scopes(role).first().copied();
        openid.into_iter().chain(first).collect::<Vec<_>>().join(" ")
    }

    /// What the checks of an answer may look at.
    pub(super) fn facts(&self) -> Facts {
        Facts::default()
    }

    fn fill_foreign(&self, owner: &str, part: &str) -> Option<String> {
        let state = match owner {
            "spare" => self.states.get(&StateName::Spare),
            "done" => self.states.get(&StateName::Done),
            "other" => self.states.get(&StateName::Other),
            _ => None,
        };
        if let Some(found) = state.and_then(|state| state_part(state, part)) {
            return Some(found);
        }
        let role = ClientRole::ALL.into_iter().find(|role| role.name() == owner)?;
        match part {
            "client_id" | "client_secret" => self.fill_for(role, part),
            "redirect_uri" => self.subject.client(role)?.redirect_uris.first().cloned(),
            _ => None,
        }
    }
}

fn state_part(state: &State, part: &str) -> Option<String> {
    match part {
        "authorized" => state.request.scope.clone(),
        "code" => state.material.code.clone(),
        "code_verifier" => state.material.code_verifier.clone(),
        "code_challenge" => state.challenge.clone(),
        "redirect_uri" => state.material.redirect_uri.clone(),
        "nonce" => state.request.nonce.clone(),
        "access_token" | "refresh_token" | "id_token" => state.token(part).map(str::to_owned),
        _ => None,
    }
}
