//! What `explain` says beyond [`crate::suite::words`]: what a step sends, and what a case needs.

use crate::suite::model::{Capability, Send, StateName};

/// What a step sends: `token request`, `introspection of ${first}`.
pub fn sends(send: &Send) -> String {
    match send {
        Send::Token { state, grant } => {
            let grant = grant.map(|grant| format!(" ({grant})")).unwrap_or_default();
            let state = match state {
                StateName::Main => "",
                StateName::Spare => " of a second authorization",
                StateName::Done => " of an authorization whose code was exchanged already",
                StateName::Other => " of the other client",
            };
            format!("token request{grant}{state}")
        }
        Send::Introspect(token) => format!("introspection of {token}"),
        Send::Revoke(token) => format!("revocation of {token}"),
        Send::Userinfo(token) => format!("userinfo with {token}"),
    }
}

/// What a target must offer.
pub fn capability(capability: &Capability) -> &'static str {
    match capability {
        Capability::Introspection => "an introspection endpoint",
        Capability::Revocation => "a revocation endpoint",
        Capability::Userinfo => "a userinfo endpoint",
        Capability::PartialConsent => "a resource owner who declines a scope",
        Capability::TwoRedirectUris => "a client with two redirect URIs",
        Capability::OneRedirectUri => "a client with exactly one redirect URI",
    }
}
