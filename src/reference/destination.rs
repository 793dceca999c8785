//! Where an authorization response goes, and in which part of the URI (RFC 6749 §4.1.2; OAuth 2.0 Multiple Response
//! Type Encoding Practices §2.1).

/// The part of the redirect URI that carries the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
}

/// Where to answer, and what the client is to find again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) mode: ResponseMode,
}

impl Destination {
    /// The redirect URI with the response's parameters, `iss` (RFC 9207) among them where there is an issuer to name.
    pub(super) fn location(&self, issuer: Option<&str>, result: &[(&str, &str)]) -> String {
        let mut parameters = url::form_urlencoded::Serializer::new(String::new());
        parameters.extend_pairs(result);
        if let Some(state) = &self.state {
            parameters.append_pair("state", state);
        }
        if let Some(issuer) = issuer {
            parameters.append_pair("iss", issuer);
        }
        let separator = match self.mode {
            ResponseMode::Fragment => '#',
            ResponseMode::Query if self.redirect_uri.contains('?') => '&',
            ResponseMode::Query => '?',
        };
        format!("{}{separator}{}", self.redirect_uri, parameters.finish())
    }
}
