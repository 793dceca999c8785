//! The catalogue of the variants: a flat table of what servers may do differently, each with the clause that allows it.
//!
//! Each entry is a constant that the code asks for at the place where the choice lies, and a line for people.

use super::catalogue::kebab;
use super::variant::{Variant, VariantId};

macro_rules! catalogue {
    ($($name:ident: $title:literal, $clause:expr $(, not $suite:literal)*;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        #[repr(u16)]
        enum Index { $($name),+ }

        $(
            #[doc = $title]
            pub(super) const $name: VariantId = VariantId(Index::$name as u16);
        )+

        pub(super) static VARIANTS: &[Variant] = &[$(
            Variant {
                id: {
                    const BYTES: [u8; stringify!($name).len()] = kebab(stringify!($name));
                    match std::str::from_utf8(&BYTES) {
                        Ok(id) => id,
                        Err(_) => panic!("identifiers of the catalogue are ASCII"), // while compiling
                    }
                },
                title: $title,
                clause: $clause,
                forbidden_by: &[$($suite),*],
            },
        )+];
    };
}

catalogue! {
    // client authentication
    CLIENT_SECRET_POST: "Credentials in the body are accepted besides Basic.",
        "RFC 6749 §2.3.1: the server may support them";
    CLIENT_SECRET_POST_ONLY: "Credentials are accepted in the body alone, Basic is not.",
        "OAuth 2.1 §2.4.1: body credentials must be supported, Basic may be", not "create-tokens", not "oauth2";
    ASSERTION_METHODS: "private_key_jwt and client_secret_jwt are offered; none of the clients is registered for them.",
        "RFC 7523 §2.2; RFC 8414 §2: token_endpoint_auth_methods_supported";

    // endpoints and metadata
    ISSUER_WITH_PATH: "The issuer has a path, and every endpoint lies below it.",
        "OpenID Connect Discovery §4.1; RFC 8414 §3.1: an issuer may contain a path component";
    TOKEN_ENDPOINT_WITH_QUERY: "The URI of the token endpoint has a query component.",
        "RFC 6749 §3.2: it may, and clients retain it";
    NO_DISCOVERY: "There is no metadata document.",
        "RFC 8414 §1 and OpenID Connect Discovery §1: metadata is optional";
    OPENID_METADATA_ONLY: "Metadata is published for OpenID Connect alone.",
        "OpenID Connect Discovery §4; RFC 8414 §5: the well-known suffix is the application's choice";
    OAUTH_METADATA_ONLY: "Metadata is published for OAuth 2.0 alone.",
        "RFC 8414 §3";
    NO_INTROSPECTION: "There is no introspection endpoint.",
        "RFC 7662 §1: an extension; RFC 8414 §2: optional";
    NO_REVOCATION: "There is no revocation endpoint.",
        "RFC 7009 §1: an extension; RFC 8414 §2: optional";
    NO_USERINFO: "There is no UserInfo endpoint.",
        "OpenID Connect Discovery §3: recommended, not required";
    PLAIN_OAUTH: "OAuth 2.0 without OpenID Connect: no openid scope, id_token, UserInfo or keys.",
        "RFC 6749 §1: OpenID Connect is an extension", not "create-tokens";

    // refresh tokens
    REFRESH_TOKEN_FOR_OFFLINE_ACCESS: "A refresh token is issued only where offline_access was granted.",
        "RFC 6749 §1.5: at the discretion of the server; OpenID Connect Core §11";

    // scope
    OPENID_OPTIONAL: "The scope of a token request may leave openid out.",
        "RFC 6749 §6: any subset of what was granted", not "create-tokens";
    CLIENT_CREDENTIALS_SCOPE: "A scope asked for with client credentials is granted when the client may have it.",
        "RFC 6749 §4.4.2", not "create-tokens";

    // access tokens
    JWT_ACCESS_TOKENS: "Access tokens are JWTs of type at+jwt.",
        "RFC 9068 §2; RFC 6749 §1.4: a token may carry its authorization in itself";

    // id_tokens
    PS256: "id_tokens are signed with PS256.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 7518 §3.5";
    ES256: "id_tokens are signed with ES256.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 7518 §3.4";
    EDDSA: "id_tokens are signed with EdDSA over Ed25519.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 8037 §3.1";
    SEVERAL_KEYS: "The JWK set has two keys that fit the algorithm, and one that does not; the kid tells which one signed.",
        "OpenID Connect Core §10.1";
}
