//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3) and what becomes of it.

use std::sync::Arc;

use url::Url;

/// The code challenge of an authorization request (RFC 7636 §4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeChallenge {
    /// `S256` or `plain`; absent when the request names none, which means `plain`.
    pub method: Option<String>,
    /// The challenge itself.
    pub challenge: String,
}

/// Consent that leaves something out: the scope that the resource owner is to decline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialConsent {
    /// The scope value that must not be granted.
    pub declined: String,
}

/// One authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// The `response_type` parameter: `code`, or one of those that hold it (OIDC Core §3.3).
    pub response_type: String,
    /// The authorization endpoint; may have a query of its own (RFC 6749 §3.1).
    pub endpoint: Url,
    /// The client.
    pub client_id: String,
    /// The `redirect_uri` parameter; absent when it is to be left out.
    pub redirect_uri: Option<String>,
    /// Where the user agent will be sent: `redirect_uri`, or the only registered one.
    pub expected_redirect_uri: String,
    /// The `scope` parameter; absent when it is to be left out.
    pub scope: Option<String>,
    /// The `state` parameter, compared when the user agent comes back.
    pub state: String,
    /// The `nonce` parameter.
    pub nonce: Option<String>,
    /// The code challenge, if any.
    pub code_challenge: Option<CodeChallenge>,
    /// Parameters that the target file adds to every authorization request (`prompt=consent` and the like), and those of a
    /// case; one with the name of a usual parameter replaces it.
    pub extra: Vec<(String, String)>,
    /// Set when the resource owner is to decline a scope.
    pub partial_consent: Option<PartialConsent>,
    /// The case that asks; told to the server where that is wanted.
    pub case: Option<Arc<str>>,
}

impl AuthorizationRequest {
    /// The URL that a user agent opens.
    pub fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        let challenge = self.code_challenge.as_ref();
        let usual = [
            ("response_type", Some(self.response_type.as_str())),
            ("client_id", Some(&self.client_id)),
            ("redirect_uri", self.redirect_uri.as_deref()),
            ("scope", self.scope.as_deref()),
            ("state", Some(&self.state)),
            ("nonce", self.nonce.as_deref()),
            ("code_challenge", challenge.map(|challenge| challenge.challenge.as_str())),
            ("code_challenge_method", challenge.and_then(|challenge| challenge.method.as_deref())),
        ];
        // A further parameter stands in for the usual one of its name: sent twice, neither would count (RFC 6749 §3.1).
        let replaced = |name: &str| self.extra.iter().any(|(extra, _)| extra == name);
        let usual = usual.into_iter().filter(|(name, _)| !replaced(name)).filter_map(|(name, value)| Some((name, value?)));
        let extra = self.extra.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        url.query_pairs_mut().extend_pairs(usual.chain(extra));
        url
    }

    /// Whether a URL is the authorization endpoint, or below it as interactions that are resumed are.
    pub(super) fn is_for(&self, url: &Url) -> bool {
        let root = self.endpoint.path().trim_end_matches('/');
        let below =
            !root.is_empty() && url.path().strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        url.origin() == self.endpoint.origin() && (below || url.path() == self.endpoint.path())
    }
}

/// A successful authorization response (RFC 6749 §4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The code, form-decoded.
    pub code: String,
    /// All parameters of the redirect (of its query, or of its fragment where the query has no answer), form-decoded, in order.
    pub parameters: Vec<(String, String)>,
    /// HTTP round trips that it took.
    pub round_trips: u32,
    /// Set when the code was not issued for this very request but for another like it, some time ago.
    pub issued_for: Option<IssuedFor>,
    /// The pages on the way, where the authorizer was told to keep an account of them.
    pub pages: Vec<Page>,
}

/// What a code that was obtained beforehand is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedFor {
    /// The verifier behind the code challenge (RFC 7636 §4.1), if there was one.
    pub code_verifier: Option<String>,
    /// The nonce of that request (OIDC Core §3.1.2.1), if it is known.
    pub nonce: Option<String>,
}

/// One page on the road, for the account of a walk that did not arrive. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The method and URL without query, as asked.
    pub asked: String,
    /// The status, or 0 when there was none.
    pub status: u16,
    /// What was seen there and what was done, one line, printable characters only.
    pub account: String,
}

/// Why there is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizeError {
    /// The authorization server answered with an error: by redirect (RFC 6749 §4.1.2.1) or with a 4xx page of its own.
    #[error("the authorization endpoint refuses: {error}{}", .description.as_deref().map(|d| format!(" ({d})")).unwrap_or_default())]
    Refused {
        /// The `error` code, or `HTTP 400` and the like for a page.
        error: String,
        /// `error_description`, or the page's title; printable characters only.
        description: Option<String>,
        /// Round trips so far.
        round_trips: u32,
    },
    /// The road ended somewhere else than at the redirect URI.
    #[error("{reason}")]
    GaveUp {
        /// What stopped the walk, and what to do about it.
        reason: String,
        /// The pages passed, in order.
        pages: Vec<Page>,
        /// Round trips so far.
        round_trips: u32,
    },
    /// Such a code is beyond this way of obtaining codes: nothing is known of the server.
    #[error("{reason}")]
    Unobtainable {
        /// Why.
        reason: String,
    },
    /// The network failed.
    #[error("{0}")]
    Transport(#[from] crate::transport::TransportError),
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A plain request, for the tests of this room.
    pub(in crate::authorize) fn request() -> AuthorizationRequest {
        let callback = "http://127.0.0.1:9/cb".to_owned();
        AuthorizationRequest {
            response_type: "code".to_owned(),
            endpoint: Url::parse("http://127.0.0.1:9/authorize").unwrap(),
            client_id: "c".into(),
            redirect_uri: Some(callback.clone()),
            expected_redirect_uri: callback,
            scope: None,
            state: "st".into(),
            nonce: None,
            code_challenge: None,
            extra: Vec::new(),
            partial_consent: None,
            case: None,
        }
    }
}
