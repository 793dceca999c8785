//! A target made in Rust: a running server by its URLs, or a service in this process.

use std::error::Error;
use std::num::NonZeroU32;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::{Request, Response};
use tower_service::Service;
use url::Url;

use crate::protocol::names::ClientRole;
use crate::target::model::{AuthorizeSettings, Client, Endpoints, LengthOverride, ScopePlace, Target};
use crate::transport::InProcess;

/// What is examined: a target, and the service in this process that answers for it, if one does.
#[derive(Debug, Clone)]
pub struct Examinee {
    /// What is known of it.
    pub target: Target,
    /// What answers instead of a socket.
    pub service: Option<InProcess>,
}

impl From<Target> for Examinee {
    fn from(target: Target) -> Self {
        Self { target, service: None }
    }
}

/// What a target made in Rust lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// An address that is none.
    #[error("the {what} `{text}` is no http or https URL")]
    Url {
        /// `issuer`, `token endpoint`.
        what: &'static str,
        /// What was given.
        text: String,
    },
    /// Where the token endpoint is cannot be found out.
    #[error("the target has neither an issuer nor a token endpoint")]
    NoAddress,
    /// There is nobody to ask for tokens.
    #[error("the target has no client")]
    NoClient,
    /// A second client of one role.
    #[error("the target has two clients of the role {0}")]
    TwoClients(ClientRole),
    /// Codes are to be obtained for a client that could not receive them.
    #[error("the {0} client has no redirect URI")]
    NoRedirectUri(ClientRole),
}

/// Describes a target. Addresses are checked by [`TargetBuilder::build`].
///
/// ```
/// use tokenspec::{AuthorizeSettings, Client, TargetBuilder};
///
/// let target = TargetBuilder::new("staging")
///     .issuer("https://login.staging.example")
///     .client(Client::public("my-spa").redirect_uri("https://app.example/callback").scopes(["openid", "profile", "email"]))
///     .authorize(AuthorizeSettings::form("alice", "password"))
///     .build()?;
/// # Ok::<(), tokenspec::examination::TargetError>(())
/// ```
#[must_use = "nothing is described until it is built"]
#[derive(Debug, Clone)]
pub struct TargetBuilder {
    target: Target,
    service: Option<Answering>,
    wrong: Option<TargetError>,
}

/// A service that waits to hear for which origins it answers.
#[derive(Clone)]
struct Answering(std::sync::Arc<dyn Fn(Vec<Url>) -> InProcess + Send + Sync>);

impl std::fmt::Debug for Answering {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a service")
    }
}

impl TargetBuilder {
    /// A target with a name, for people and reports.
    pub fn new(name: impl Into<String>) -> Self {
        Self { target: Target::named(name), service: None, wrong: None }
    }

    /// The issuer: endpoints that are not given are discovered below it (RFC 8414 §3, OpenID Connect Discovery §4).
    pub fn issuer(mut self, url: &str) -> Self {
        self.target.issuer = self.address("issuer", url);
        self
    }

    /// RFC 6749 §3.2.
    pub fn token_endpoint(self, url: &str) -> Self {
        self.endpoint("token endpoint", url, |endpoints| &mut endpoints.token)
    }

    /// RFC 6749 §3.1.
    pub fn authorization_endpoint(self, url: &str) -> Self {
        self.endpoint("authorization endpoint", url, |endpoints| &mut endpoints.authorization)
    }

    /// RFC 7662.
    pub fn introspection_endpoint(self, url: &str) -> Self {
        self.endpoint("introspection endpoint", url, |endpoints| &mut endpoints.introspection)
    }

    /// RFC 7009.
    pub fn revocation_endpoint(self, url: &str) -> Self {
        self.endpoint("revocation endpoint", url, |endpoints| &mut endpoints.revocation)
    }

    /// OpenID Connect Core §5.3.
    pub fn userinfo_endpoint(self, url: &str) -> Self {
        self.endpoint("userinfo endpoint", url, |endpoints| &mut endpoints.userinfo)
    }

    /// RFC 7517.
    pub fn jwks_uri(self, url: &str) -> Self {
        self.endpoint("JWK set", url, |endpoints| &mut endpoints.jwks)
    }

    /// Where the scope of an issued access token can be seen, the place that is believed first. Left out: wherever it is found.
    /// A place that does not show it makes what rests on it inconclusive.
    pub fn scope_seen_in(mut self, places: impl IntoIterator<Item = ScopePlace>) -> Self {
        self.target.scope_seen_in = Some(places.into_iter().collect());
        self
    }

    /// The server is this service: no socket is opened to the origins of the issuer and of the given endpoints, whatever
    /// host they name. An axum `Router` fits as it is; another body type takes `tower::ServiceExt::map_request`.
    ///
    /// Nothing stands before it, so requests that HTTP libraries refuse to send are allowed ([`TargetBuilder::raw`]); they are
    /// answered by hyper, as they would be behind `axum::serve`. Of TLS nothing can be said.
    pub fn service<S, B>(mut self, service: S) -> Self
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        B: Body + Send + 'static,
        B::Data: Send,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        self.service = Some(Answering(std::sync::Arc::new(move |urls| InProcess::new(service.clone(), urls))));
        self.raw(true)
    }

    /// A registered client; at most one of each role.
    pub fn client(mut self, client: Client) -> Self {
        self.target.clients.push(client);
        self
    }

    /// How codes are obtained; without it, cases that need a code are skipped.
    pub fn authorize(mut self, settings: AuthorizeSettings) -> Self {
        self.target.authorize = Some(settings);
        self
    }

    /// A choice that the standard leaves and the server has made, such as `old_refresh_token = refused` (`docs/target.md`).
    pub fn choice(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.target.choices.push((name.into(), value.into()));
        self
    }

    /// A length bound that stands above the suite's.
    pub fn parameter(mut self, bound: LengthOverride) -> Self {
        self.target.parameters.push(bound);
        self
    }

    /// Requests at the same time (default 16; at least 1).
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.target.limits.concurrency = requests.max(1);
        self
    }

    /// Requests per second (default: unbounded).
    pub fn requests_per_second(mut self, requests: NonZeroU32) -> Self {
        self.target.limits.requests_per_second = Some(requests);
        self
    }

    /// How long an answer may take (default 10 s).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.target.limits.timeout = limit;
        self
    }

    /// Whether requests may be sent that HTTP libraries refuse to send (default: no; for a service: yes).
    pub fn raw(mut self, allowed: bool) -> Self {
        self.target.raw = allowed;
        self
    }

    /// Changes anything else of the target.
    pub fn adjust(mut self, change: impl FnOnce(&mut Target)) -> Self {
        change(&mut self.target);
        self
    }

    /// The target.
    ///
    /// # Errors
    /// An address is no URL, or something is missing without which nothing can be examined.
    pub fn build(self) -> Result<Examinee, TargetError> {
        let Self { target, service, wrong } = self;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        check(&target)?;
        let Endpoints { token, authorization, introspection, revocation, userinfo, jwks } = &target.endpoints;
        let addresses = [&target.issuer, token, authorization, introspection, revocation, userinfo, jwks];
        let urls = || addresses.into_iter().flatten().cloned().collect();
        let service = service.map(|Answering(of)| of(urls()));
        Ok(Examinee { service, target })
    }

    fn endpoint(mut self, what: &'static str, url: &str, slot: fn(&mut Endpoints) -> &mut Option<Url>) -> Self {
        *slot(&mut self.target.endpoints) = self.address(what, url);
        self
    }

    /// The first address that is none is kept for [`TargetBuilder::build`].
    fn address(&mut self, what: &'static str, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if url.is_none() && self.wrong.is_none() {
            self.wrong = Some(TargetError::Url { what, text: text.to_owned() });
        }
        url
    }
}

fn check(target: &Target) -> Result<(), TargetError> {
    if target.issuer.is_none() && target.endpoints.token.is_none() {
        return Err(TargetError::NoAddress);
    }
    if target.clients.is_empty() {
        return Err(TargetError::NoClient);
    }
    for (index, client) in target.clients.iter().enumerate() {
        if target.clients.iter().take(index).any(|other| other.role == client.role) {
            return Err(TargetError::TwoClients(client.role));
        }
        if target.authorize.is_some() && client.role != ClientRole::Service && client.redirect_uris.is_empty() {
            return Err(TargetError::NoRedirectUri(client.role));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> TargetBuilder {
        TargetBuilder::new("a").issuer("https://as.example")
    }

    #[test]
    fn what_is_missing_is_named() {
        let words = |builder: TargetBuilder| builder.build().unwrap_err().to_string();
        assert_eq!(words(target().token_endpoint("ftp://x")), "the token endpoint `ftp://x` is no http or https URL");
        assert_eq!(words(TargetBuilder::new("a")), "the target has neither an issuer nor a token endpoint");
        assert_eq!(words(target()), "the target has no client");
        let twice = target().client(Client::public("a")).client(Client::public("b"));
        assert_eq!(words(twice), "the target has two clients of the role public");
        let nowhere = target().client(Client::public("a")).authorize(AuthorizeSettings::redirect());
        assert_eq!(words(nowhere), "the public client has no redirect URI");
    }

    #[test]
    fn a_service_answers_for_every_address_that_is_given() {
        let built = target()
            .client(Client::service("a", "b"))
            .token_endpoint("http://other.example:81/token")
            .service(axum::Router::new())
            .build()
            .unwrap();
        let answers = |url: &str| built.service.as_ref().unwrap().answers(&Url::parse(url).unwrap());
        assert!(answers("https://as.example/any") && answers("http://other.example:81/"));
        assert!(!answers("http://as.example/") && !answers("https://login.example/"));
        assert!(built.target.raw);
    }
}
