//! What a case needs of a target beside its clients, and what is lacking.

use super::subject::Subject;
use crate::protocol::names::ClientRole;
use crate::suite::model::{Capability, Case, CaseKind};
use crate::target::model::Authentication;

/// Why a target does not offer what a case needs, as far as its file and the documents that were read tell.
pub(super) fn lacks_capability(capability: &Capability, case: &Case, subject: &Subject) -> Option<String> {
    let endpoints = &subject.target.endpoints;
    let client = match &case.kind {
        CaseKind::Exchanges(exchange) => subject.client(exchange.client),
        _ => None,
    };
    let count = client.map_or(0, |client| client.redirect_uris.len());
    let lacks = match capability {
        Capability::Introspection => endpoints.introspection.is_none().then_some("the target has no introspection endpoint"),
        Capability::Revocation => endpoints.revocation.is_none().then_some("the target has no revocation endpoint"),
        Capability::Userinfo => endpoints.userinfo.is_none().then_some("the target has no userinfo endpoint"),
        Capability::PartialConsent => return partial_consent_missing(case, subject),
        Capability::TwoRedirectUris => {
            (client.is_some() && count < 2).then_some("the case needs two redirect URIs, and the client has fewer")
        }
        Capability::Metadata | Capability::Jwks | Capability::Says(_) => return subject.lacks_document(capability),
        Capability::Https if subject.transport.is_in_process(&subject.token_endpoint) => {
            Some("the target is a service in this process: there is no TLS on the way to it")
        }
        Capability::Https => (subject.token_endpoint.scheme() != "https").then_some("the token endpoint is no https URL"),
        Capability::Openid => return openid_missing(case, subject),
        Capability::Basic => client
            .is_some_and(|client| client.authentication != Authentication::Basic)
            .then_some("the client does not authenticate with HTTP Basic, as the target file says"),
        Capability::BodyCredentials => client
            .is_some_and(|client| client.authentication != Authentication::Body)
            .then_some("the client does not authenticate in the body, as the target file says"),
        // Whether the connection offers it is seen when the request is sent.
        Capability::Http2 => None,
        Capability::Raw => (!subject.target.raw)
            .then_some("the target file does not allow requests that HTTP libraries refuse to send (raw = true)"),
        Capability::OneRedirectUri => (client.is_some() && count != 1)
            .then_some("the case leaves redirect_uri out, which is for clients with exactly one, and the client has not"),
    };
    lacks.map(str::to_owned)
}

fn partial_consent_missing(case: &Case, subject: &Subject) -> Option<String> {
    let settings = subject.target.authorize.as_ref().and_then(|authorize| authorize.partial_consent.as_ref());
    let Some(settings) = settings else {
        return Some("the authorizer cannot decline a scope (no partial_consent in the target file)".to_owned());
    };
    let CaseKind::Exchanges(exchange) = &case.kind else { return None };
    let s2 = subject.ordinary_scopes(exchange.client).get(1).copied();
    (s2 != Some(settings.declines.as_str()))
        .then(|| format!("the scope that can be declined ({}) is not the client's second", settings.declines))
}

/// OpenID Connect is meant only where the client may ask for it; cases without a client speak of any of them.
fn openid_missing(case: &Case, subject: &Subject) -> Option<String> {
    let may = |role: ClientRole| subject.may_ask_for(role, "openid");
    match &case.kind {
        CaseKind::Exchanges(exchange) => {
            // That there is no such client is said elsewhere.
            let known = subject.client(exchange.client).is_some();
            (known && !may(exchange.client)).then(|| format!("the {} client has not got the scope openid", exchange.client))
        }
        _ => (!ClientRole::ALL.into_iter().any(may)).then(|| "no client has got the scope openid".to_owned()),
    }
}
