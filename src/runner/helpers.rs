//! Requests to everything but the token endpoint: introspection, revocation, userinfo, metadata, keys, authorization.

use std::sync::Arc;

use url::Url;

use super::documents::metadata_url;
use super::ledger::SecretKind;
use super::obstacle::Obstacle;
use super::scene::Scene;
use super::token_request::{self, Credentials, Material, TokenRequest};
use super::value::{generate, template};
use crate::judge::Observation;
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::suite::model::{Alphabet, Change, HelperCaller, Send, StateName, Step};
use crate::transport::{Request, Response};

impl Scene<'_> {
    /// Sends a step that is no token request.
    pub(super) async fn send_helper(&mut self, step: &Step) -> Result<Arc<Observation>, Obstacle> {
        let http = self.helper_http(step)?;
        let response = match &step.send {
            Send::Authorization => self.send_unfollowed(http).await?,
            Send::PlainHttp => self.send_in_plain(http).await?,
            _ => self.send(http, Purpose::Examination).await?,
        };
        Ok(self.observe(&response))
    }

    /// The request of a step that is no token request, as it is sent.
    pub(super) fn helper_http(&mut self, step: &Step) -> Result<Request, Obstacle> {
        let (request, endpoint) = self.helper_request(&step.send, &step.change)?;
        Ok(self.http(&request, &endpoint))
    }

    /// The valid request of a step that is no token request, changed, and where it goes.
    pub(super) fn helper_request(&mut self, send: &Send, change: &Change) -> Result<(TokenRequest, Url), Obstacle> {
        let endpoints = &self.subject.target.endpoints;
        let lacks = |what: &str| Obstacle::NotApplicable(format!("the target has no {what}"));
        let mut own = Credentials::default();
        let (mut request, endpoint) = match send {
            Send::Introspect(call) | Send::Revoke(call) => {
                let (endpoint, what) = match send {
                    Send::Introspect(_) => (&endpoints.introspection, "introspection endpoint"),
                    _ => (&endpoints.revocation, "revocation endpoint"),
                };
                let endpoint = endpoint.clone().ok_or_else(|| lacks(what))?;
                own = self.caller(call.caller).ok_or_else(|| lacks("client that could ask there"))?;
                let token = self.known(&call.token)?;
                (token_request::helper(&token, call.hint.as_deref(), &own), endpoint)
            }
            Send::Userinfo(text) => {
                let endpoint = endpoints.userinfo.clone().ok_or_else(|| lacks("userinfo endpoint"))?;
                let token = self.known(text)?;
                (token_request::get("application/json", Some(format!("Bearer {token}"))), endpoint)
            }
            Send::Metadata(document) => {
                let issuer = self.subject.target.issuer.as_ref();
                let issuer = issuer.ok_or_else(|| Obstacle::NotApplicable("the target file names no issuer".to_owned()))?;
                (token_request::get("application/json", None), metadata_url(issuer, *document))
            }
            Send::Jwks => {
                let endpoint = self.subject.jwks_uri().ok_or_else(|| lacks("jwks_uri"))?;
                (token_request::get("application/json", None), endpoint)
            }
            Send::Authorization => {
                let state = self.states.get(&StateName::Main).ok_or_else(|| lacks("authorization request"))?;
                (token_request::get("text/html", None), state.request.url())
            }
            Send::PlainHttp => {
                let endpoint = in_plain(&self.subject.token_endpoint);
                let endpoint =
                    endpoint.ok_or_else(|| Obstacle::NotApplicable("the token endpoint is no https URL".to_owned()))?;
                (token_request::valid(Grant::AuthorizationCode, &self.made_up()), endpoint)
            }
            Send::Token { .. } | Send::Handshake(_) => {
                return Err(Obstacle::Unknown("internal error: this step is no request to a helper endpoint".to_owned()));
            }
        };
        self.change(&mut request, change, &own)?;
        Ok((request, endpoint))
    }

    /// A template whose values the answers before should have brought.
    fn known(&self, text: &str) -> Result<String, Obstacle> {
        template(text, &|name| self.fill(name))
            .map_err(|name| Obstacle::NotApplicable(format!("{name} is not known: the answer before had none")))
    }

    /// Who asks introspection or revocation: by default the token's own client where it can authenticate, else the
    /// confidential one. A role without a secret names itself.
    fn caller(&self, caller: Option<HelperCaller>) -> Option<Credentials> {
        match caller {
            Some(HelperCaller::Nobody) => Some(Credentials::default()),
            Some(HelperCaller::Role(role)) => self.subject.credentials(role),
            None => {
                let role = if self.client == ClientRole::Public { ClientRole::Confidential } else { self.client };
                self.subject.credentials(role).filter(|credentials| credentials.secret.is_some())
            }
        }
    }

    /// Credentials and a code that nobody has: what goes over the wire in the clear must be worth nothing.
    fn made_up(&mut self) -> Material {
        let mut text = |length| generate(Alphabet::Alphanumeric, length, &mut self.random);
        Material {
            code: Some(text(32)),
            redirect_uri: Some("https://client.example/callback".to_owned()),
            code_verifier: Some(text(64)),
            refresh_token: None,
            credentials: Credentials { id: text(20), secret: Some(text(32)), in_body: false },
        }
    }

    /// The authorization endpoint's first answer. Its page is not kept: login forms hold secrets of their session.
    async fn send_unfollowed(&mut self, request: Request) -> Result<Arc<Response>, Obstacle> {
        let response = self.send(request, Purpose::Examination).await?;
        let location = response.header("location").and_then(|location| Url::parse(&location).ok());
        for url in location.iter() {
            let fragment = url::form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
            for (name, value) in url.query_pairs().chain(fragment) {
                let kind = match &*name {
                    "code" => SecretKind::Code,
                    "access_token" => SecretKind::AccessToken,
                    "id_token" => SecretKind::IdToken,
                    _ => continue,
                };
                self.ledger.remember(kind, &value);
            }
        }
        if let Some(logged) = self.log.last_mut() {
            const PAGE: &str = "[the page is not kept]";
            match &mut logged.short {
                Some(short) => Arc::make_mut(short).body = PAGE.to_owned(),
                None => {
                    let mut shown = Response::clone(&response);
                    shown.body.bytes = PAGE.as_bytes().to_vec();
                    logged.exchange.outcome = Ok(Arc::new(shown));
                }
            }
        }
        Ok(response)
    }

    /// No connection is the best answer to a request in the clear.
    async fn send_in_plain(&mut self, request: Request) -> Result<Arc<Response>, Obstacle> {
        match self.send(request, Purpose::Examination).await {
            Err(Obstacle::Unknown(why)) => Err(Obstacle::Kept(format!("there is no answer over plain HTTP: {why}"))),
            other => other,
        }
    }

    /// RFC 7662 §2.1; `None` when the target has no introspection endpoint or no client that could ask.
    pub(super) async fn introspect(&mut self, token: &str, purpose: Purpose) -> Result<Option<Arc<Response>>, Obstacle> {
        let Some(endpoint) = self.subject.target.endpoints.introspection.clone() else { return Ok(None) };
        let Some(credentials) = self.caller(None) else { return Ok(None) };
        let request = self.http(&token_request::helper(token, None, &credentials), &endpoint);
        self.send(request, purpose).await.map(Some)
    }
}

/// The `http` equivalent of an `https` URL: its default port becomes the other scheme's, another port stays.
fn in_plain(endpoint: &Url) -> Option<Url> {
    let mut url = endpoint.clone();
    (url.scheme() == "https" && url.set_scheme("http").is_ok()).then_some(url)
}
