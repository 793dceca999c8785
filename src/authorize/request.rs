//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3) and what becomes of it.

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
    /// Parameters that the target file adds to every authorization request (`prompt=consent` and the like).
    pub extra: Vec<(String, String)>,
    /// Set when the resource owner is to decline a scope.
    pub partial_consent: Option<PartialConsent>,
}

impl AuthorizationRequest {
    /// The URL that a user agent opens.
    pub fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        {
            let mut query = url.query_pairs_mut();
            query.append_pair("response_type", &self.response_type);
            query.append_pair("client_id", &self.client_id);
            if let Some(redirect_uri) = &self.redirect_uri {
                query.append_pair("redirect_uri", redirect_uri);
            }
            if let Some(scope) = &self.scope {
                query.append_pair("scope", scope);
            }
            query.append_pair("state", &self.state);
            if let Some(nonce) = &self.nonce {
                query.append_pair("nonce", nonce);
            }
            if let Some(challenge) = &self.code_challenge {
                query.append_pair("code_challenge", &challenge.challenge);
                if let Some(method) = &challenge.method {
                    query.append_pair("code_challenge_method", method);
                }
            }
            for (name, value) in &self.extra {
                query.append_pair(name, value);
            }
        }
        url
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
    /// The network failed.
    #[error("{0}")]
    Transport(#[from] crate::transport::TransportError),
}
