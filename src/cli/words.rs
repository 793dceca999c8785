//! What `explain` says beyond [`crate::suite::words`]: what a step sends, and what a case needs.

use crate::suite::model::{
    Capability, Handshake, HelperCall, HelperCaller, MetadataClaim, MetadataDocument, MetadataRelation, Send, StateName,
};

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
        Send::Introspect(call) => format!("introspection of {}{}", call.token, caller(call)),
        Send::Revoke(call) => format!("revocation of {}{}", call.token, caller(call)),
        Send::Userinfo(token) => format!("userinfo with {token}"),
        Send::Metadata(MetadataDocument::OpenidConfiguration) => "GET /.well-known/openid-configuration".to_owned(),
        Send::Metadata(MetadataDocument::OauthAuthorizationServer) => "GET /.well-known/oauth-authorization-server".to_owned(),
        Send::Jwks => "GET of the JWK set".to_owned(),
        Send::Authorization => "authorization request, nothing followed".to_owned(),
        Send::PlainHttp => "token request with made-up values to the http:// equivalent of the endpoint".to_owned(),
        Send::Handshake(handshake) => format!("TLS handshake: {}", offered(*handshake)),
    }
}

fn caller(call: &HelperCall) -> String {
    match call.caller {
        None => String::new(),
        Some(HelperCaller::Role(role)) => format!(" by the {role} client"),
        Some(HelperCaller::Nobody) => " without client authentication".to_owned(),
    }
}

/// What a TLS client offers, in words.
fn offered(handshake: Handshake) -> &'static str {
    match handshake {
        Handshake::Tls10 => "TLS 1.0 at most",
        Handshake::Tls11 => "TLS 1.1 at most",
        Handshake::WeakCiphers => "TLS 1.2 with weak cipher suites alone",
        Handshake::Tls13 => "TLS 1.3 alone",
    }
}

/// What a target must offer.
pub fn capability(capability: &Capability) -> String {
    let words = match capability {
        Capability::Says(claim) => return metadata(claim),
        Capability::Introspection => "an introspection endpoint",
        Capability::Revocation => "a revocation endpoint",
        Capability::Userinfo => "a userinfo endpoint",
        Capability::PartialConsent => "a resource owner who declines a scope",
        Capability::TwoRedirectUris => "a client with two redirect URIs",
        Capability::OneRedirectUri => "a client with exactly one redirect URI",
        Capability::Metadata => "metadata at a well-known place",
        Capability::Jwks => "a JWK set",
        Capability::Raw => "raw = true in its file",
        Capability::Https => "an https token endpoint",
        Capability::Http2 => "HTTP/2",
        Capability::Openid => "a client that may ask for openid",
        Capability::Basic => "a client that authenticates with HTTP Basic",
        Capability::BodyCredentials => "a client that authenticates in the body",
    };
    words.to_owned()
}

fn metadata(claim: &MetadataClaim) -> String {
    let member = &claim.member;
    match &claim.relation {
        MetadataRelation::Has(value) => format!("metadata whose {member} has {value}"),
        MetadataRelation::Lacks(value) => format!("metadata whose {member} does not have {value}"),
        MetadataRelation::Present => format!("metadata with {member}"),
        MetadataRelation::Absent => format!("metadata without {member}"),
    }
}
