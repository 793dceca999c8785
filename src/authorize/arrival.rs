//! The redirect URI: recognising it, and reading what the authorization server sent along (RFC 6749 §4.1.2).

use url::Url;

use super::account::{place, printable};
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};

/// Bytes of a code: a request that takes it to the token endpoint has to be possible.
const LONGEST_CODE: usize = 16 * 1024;

/// What the authorization response says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arrival {
    Code { code: String, parameters: Vec<(String, String)> },
    Error { error: String, description: Option<String> },
    Unusable { reason: String },
}

/// Whether `url` is the expected redirect URI, its query extended (RFC 6749 §3.1.2, §4.1.2).
pub(super) fn is_expected(url: &Url, expected: &Url) -> bool {
    url.scheme() == expected.scheme()
        && url.host() == expected.host()
        && url.port_or_known_default() == expected.port_or_known_default()
        && url.path() == expected.path()
        && expected.query_pairs().all(|pair| url.query_pairs().any(|other| other == pair))
}

/// The parameters in the query, or in the fragment when the query answers nothing.
pub(super) fn parameters(url: &Url) -> Vec<(String, String)> {
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if query.iter().any(|(name, _)| name == "code" || name == "error") {
        return query;
    }
    let fragment = url::form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes()).into_owned();
    query.into_iter().chain(fragment).collect()
}

/// Reads the response parameters against the request they answer.
pub(super) fn read(parameters: Vec<(String, String)>, request: &AuthorizationRequest) -> Arrival {
    let value = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    if let Some(error) = value("error") {
        let description = value("error_description").map(|text| printable(&text)).filter(|text| !text.is_empty());
        return Arrival::Error { error: printable(&error), description };
    }
    let Some(code) = value("code").filter(|code| !code.is_empty()) else {
        let reason = "the redirect URI was reached, but with neither `code` nor `error`".to_owned();
        return Arrival::Unusable { reason };
    };
    if code.len() > LONGEST_CODE {
        return Arrival::Unusable { reason: format!("the code has {} bytes, more than {LONGEST_CODE}", code.len()) };
    }
    match value("state") {
        Some(state) if state == request.state => Arrival::Code { code, parameters },
        Some(_) => Arrival::Unusable {
            reason: "the authorization response's `state` is not the one that was sent (RFC 6749 §4.1.2)".to_owned(),
        },
        None => Arrival::Unusable {
            reason: "the authorization response has no `state` although one was sent (RFC 6749 §4.1.2)".to_owned(),
        },
    }
}

/// What a user agent that is not ours came back with: the URL at which it ended (RFC 6749 §4.1.2).
pub(super) fn brought(url: &Url, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
    let gave_up = |reason: String| AuthorizeError::GaveUp { reason, pages: Vec::new(), round_trips: 0 };
    let expected = Url::parse(&request.expected_redirect_uri).map_err(|error| {
        gave_up(format!("the redirect URI `{}` is no URL: {error}", printable(&request.expected_redirect_uri)))
    })?;
    if !is_expected(url, &expected) {
        let seen = printable(&place(url));
        return Err(gave_up(format!("the user agent ended at {seen} instead of the redirect URI {}", place(&expected))));
    }
    match read(parameters(url), request) {
        Arrival::Error { error, description } => Err(AuthorizeError::Refused { error, description, round_trips: 0 }),
        Arrival::Unusable { reason } => Err(gave_up(reason)),
        Arrival::Code { code, parameters } => {
            Ok(Authorization { code, parameters, round_trips: 0, issued_for: None, pages: Vec::new() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_the_query_may_be_extended() {
        let expected = url("http://127.0.0.1:9999/callback?tenant=1");
        assert!(is_expected(&url("http://127.0.0.1:9999/callback?tenant=1&code=x"), &expected));
        for other in [
            "http://127.0.0.1:9999/callback?code=x",
            "http://127.0.0.1:9998/callback?tenant=1",
            "https://127.0.0.1:9999/callback?tenant=1",
            "http://127.0.0.1:9999/callback/?tenant=1",
            "http://127.0.0.1.evil.example:9999/callback?tenant=1",
        ] {
            assert!(!is_expected(&url(other), &expected), "{other}");
        }
        assert!(is_expected(&url("com.example.app:/cb?code=x"), &url("com.example.app:/cb")));
    }

    #[test]
    fn codes_are_form_decoded() {
        let found = parameters(&url("http://c.example/cb?code=a%3Ab%2Bc+d%2F%3D%25&state=s"));
        assert_eq!(found[0], ("code".to_owned(), "a:b+c d/=%".to_owned()));
    }

    #[test]
    fn a_fragment_counts_when_the_query_is_silent() {
        assert_eq!(parameters(&url("http://c.example/cb?a=1#code=x&state=s")).len(), 3);
        assert_eq!(parameters(&url("http://c.example/cb?code=x#_=_")).len(), 1);
    }
}
