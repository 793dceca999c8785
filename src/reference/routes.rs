//! Which endpoint answers which path.

use url::Url;

use super::endpoints::Endpoints;
use super::options::Login;

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    Authorize,
    Token,
    Introspect,
    Revoke,
    Userinfo,
    Jwks,
    Metadata,
    Login,
    Consent,
}

#[derive(Clone, Debug)]
struct Route {
    path: String,
    /// The query that is part of the endpoint's URI (RFC 6749 §3.1, §3.2).
    query: Option<String>,
    endpoint: Endpoint,
}

/// The endpoints of a server by path.
#[derive(Clone, Debug)]
pub(super) struct Routes(Vec<Route>);

impl Routes {
    pub(super) fn new(endpoints: &Endpoints, login: Login) -> Self {
        let form = login == Login::Form;
        let page = |name: &str| form.then(|| format!("{}/{name}", endpoints.issuer.trim_end_matches('/')));
        let all = [
            (Some(endpoints.token.clone()), Endpoint::Token),
            (Some(endpoints.authorization.clone()), Endpoint::Authorize),
            (endpoints.introspection.clone(), Endpoint::Introspect),
            (endpoints.revocation.clone(), Endpoint::Revoke),
            (endpoints.userinfo.clone(), Endpoint::Userinfo),
            (endpoints.jwks.clone(), Endpoint::Jwks),
            (endpoints.openid_configuration.clone(), Endpoint::Metadata),
            (endpoints.oauth_metadata.clone(), Endpoint::Metadata),
            (page("login"), Endpoint::Login),
            (page("consent"), Endpoint::Consent),
        ];
        let route = |(address, endpoint): (Option<String>, Endpoint)| {
            let url = Url::parse(&address?).ok()?;
            Some(Route { path: url.path().to_owned(), query: url.query().map(str::to_owned), endpoint })
        };
        Self(all.into_iter().filter_map(route).collect())
    }

    /// What answers this path and query.
    pub(super) fn find(&self, path: &str, query: &str) -> Option<Endpoint> {
        let fits = |route: &&Route| {
            let retained = route.query.as_deref().is_none_or(|own| query.split('&').any(|pair| pair == own));
            route.path == path && retained
        };
        self.0.iter().find(fits).map(|route| route.endpoint)
    }
}
