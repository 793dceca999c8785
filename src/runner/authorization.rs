//! From a case's `given` to an authorization request, and from that to a code.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::ledger::SecretKind;
use super::obstacle::Obstacle;
use super::scene::{Scene, State};
use super::token_request::Material;
use super::value::{evaluate, generate, template};
use crate::authorize::{AuthorizationRequest, AuthorizeError, CodeChallenge, PartialConsent};
use crate::protocol::names::ClientRole;
use crate::protocol::pkce;
use crate::suite::model::{
    Alphabet, AuthorizationSpec, Base, ChallengeSpec, NonceSpec, RedirectUriSpec, StateName, Value, WhenRefused,
};
use crate::target::model::Client;

/// Parameters that are added to an authorization request, and what is to be declined there.
type Further = (Vec<(String, String)>, Option<PartialConsent>);

impl Scene<'_> {
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
        let (mut verifier, mut challenge, mut redirect_uri, mut scope) = (None, None, None, None);
        if role != ClientRole::Service {
            verifier = self.verifier()?;
            challenge = verifier.as_deref().map(|verifier| match self.given.authorization.challenge {
                ChallengeSpec::Plain | ChallengeSpec::Unnamed => verifier.to_owned(),
                _ => pkce::s256(verifier.as_bytes()),
            });
            redirect_uri = self.redirect_uri(client)?;
            scope = self.scope(role)?;
        }
        let request = self.authorization_request(client, redirect_uri.clone(), scope, challenge.clone())?;
        let material = Material { redirect_uri, code_verifier: verifier, credentials, ..Material::default() };
        self.states.insert(name, State { client: role, request, material, challenge, front_id_token: None, tokens: None });
        Ok(())
    }

    fn verifier(&mut self) -> Result<Option<String>, Obstacle> {
        let given = self.given;
        if given.authorization.challenge == ChallengeSpec::Absent {
            return Ok(None);
        }
        let verifier = self.generated(&given.authorization.verifier)?;
        // What stands in a suite is no secret; to hide it would spoil the lines that repeat a request with a published one.
        let published = matches!(&given.authorization.verifier.base, Base::Template(text) if !text.contains("${"));
        if !published {
            self.ledger.remember(SecretKind::CodeVerifier, &verifier);
        }
        Ok(Some(verifier))
    }

    /// A value of the authorization request.
    fn generated(&mut self, value: &Value) -> Result<String, Obstacle> {
        let mut random = StdRng::seed_from_u64(self.random.next_u64());
        let value = evaluate(value, b"", &|name| self.fill(name), &mut random).map_err(Obstacle::Unknown)?;
        Ok(String::from_utf8_lossy(&value.bytes).into_owned())
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

    /// The scope to ask for; none when it is empty, for an empty parameter counts as left out (RFC 6749 §3.1).
    fn scope(&self, role: ClientRole) -> Result<Option<String>, Obstacle> {
        let fill = |name: &str| self.fill_for(role, name);
        let unknown = |name: String| Obstacle::NotApplicable(format!("the {role} client has no value for {name}"));
        let scope = template(&self.given.authorization.scope, &fill).map_err(unknown)?;
        let asked = scope.split(' ').filter(|word| !word.is_empty());
        let refresh = self.subject.refresh_scope().filter(|refresh| !scope.split(' ').any(|word| word == *refresh));
        let words: Vec<&str> = asked.chain(refresh).collect();
        Ok(Some(words.join(" ")).filter(|scope| !scope.is_empty()))
    }

    fn authorization_request(
        &mut self,
        client: &Client,
        redirect_uri: Option<String>,
        scope: Option<String>,
        challenge: Option<String>,
    ) -> Result<AuthorizationRequest, Obstacle> {
        let given = self.given;
        let spec = &given.authorization;
        let (extra, partial_consent) = self.further_parameters(spec)?;
        let endpoint = self.subject.target.endpoints.authorization.clone().unwrap_or_else(|| self.subject.token_endpoint.clone());
        let has_openid = scope.as_deref().is_some_and(|scope| scope.split(' ').any(|word| word == "openid"));
        let nonce = match &spec.nonce {
            // A nonce without openid is not OpenID Connect, and some servers say so (OIDC Core §3.1.2.1).
            NonceSpec::Usual => has_openid.then(|| generate(Alphabet::Alphanumeric, 22, &mut self.random)),
            NonceSpec::Absent => None,
            NonceSpec::Value(value) => Some(self.generated(value)?),
        };
        let method = match spec.challenge {
            ChallengeSpec::Plain => Some("plain"),
            ChallengeSpec::Unnamed => None,
            ChallengeSpec::S256 | ChallengeSpec::Absent => Some("S256"),
        };
        Ok(AuthorizationRequest {
            response_type: spec.response_type.clone().unwrap_or_else(|| "code".to_owned()),
            endpoint,
            client_id: client.id.clone(),
            expected_redirect_uri: redirect_uri.clone().or_else(|| client.redirect_uris.first().cloned()).unwrap_or_default(),
            redirect_uri,
            nonce,
            state: generate(Alphabet::Alphanumeric, 22, &mut self.random),
            scope,
            code_challenge: challenge.map(|challenge| CodeChallenge { method: method.map(str::to_owned), challenge }),
            extra,
            partial_consent,
            case: self.case.clone(),
        })
    }

    /// The target file's parameters, then the case's own, which stand above them; and what is to be declined.
    fn further_parameters(&self, spec: &AuthorizationSpec) -> Result<Further, Obstacle> {
        let settings = self.subject.target.authorize.as_ref();
        let mut extra = settings.map(|settings| settings.parameters.clone()).unwrap_or_default();
        let fill = |text: &String| template(text, &|name| self.fill(name)).map_err(Obstacle::Unknown);
        let declined = spec.declined.as_ref().map(fill).transpose()?;
        if declined.is_some()
            && let Some(partial) = settings.and_then(|settings| settings.partial_consent.as_ref())
        {
            extra.extend(partial.parameters.iter().cloned());
        }
        for (name, text) in &spec.parameters {
            let value = fill(text)?;
            extra.retain(|(known, _)| known != name);
            extra.push((name.clone(), value));
        }
        Ok((extra, declined.map(|declined| PartialConsent { declined })))
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
        self.require_storable()?;
        self.authorizations += 1;
        // On the heap, like all that is deep: unoptimised, a worker thread's stack is not large enough for it.
        let outcome = Box::pin(authorizer.authorize(&request)).await;
        self.refused |= matches!(outcome, Err(AuthorizeError::Refused { .. }));
        let spec = &self.given.authorization;
        let kept = spec.refused == WhenRefused::Pass;
        let authorization = outcome.map_err(|error| Obstacle::from_authorization(error, is_peculiar(spec), kept))?;
        self.authorization_round_trips += authorization.round_trips;
        self.ledger.remember(SecretKind::Code, &authorization.code);
        let front = |name: &str| authorization.parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let (id_token, access_token) = (front("id_token"), front("access_token"));
        for (kind, value) in [(SecretKind::IdToken, &id_token), (SecretKind::AccessToken, &access_token)] {
            self.ledger.remember(kind, value.as_deref().unwrap_or_default());
        }
        if let Some(state) = self.states.get_mut(&name) {
            state.material.code = Some(authorization.code);
            state.front_id_token = id_token;
        }
        if let Some(issued_for) = authorization.issued_for {
            self.adopt(name, issued_for);
        }
        Ok(())
    }
}

/// Whether a server may well refuse such an authorization request although it serves the ordinary one.
fn is_peculiar(spec: &AuthorizationSpec) -> bool {
    spec.challenge != ChallengeSpec::S256
        || spec.redirect_uri != RedirectUriSpec::First
        || spec.nonce != NonceSpec::Usual
        || spec.response_type.is_some()
        || !spec.parameters.is_empty()
        || !spec.scope.split(' ').any(|word| matches!(word, "openid" | "${scopes}"))
}
