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
    BODY_AUTHENTICATION_400: "Failed authentication without an Authorization header is answered with 400.",
        "RFC 6749 §5.2: 401 is required only where the client used that header";
    MALFORMED_BASIC_INVALID_REQUEST: "A malformed Authorization header is answered with 400 invalid_request.",
        "RFC 6749 §5.2: invalid_request for what is otherwise malformed";
    MISSING_CLIENT_INVALID_REQUEST: "A request that names no client at all is answered with 400 invalid_request.",
        "RFC 6749 §5.2: invalid_request for a required parameter that is missing";
    ADDITIONAL_CHALLENGE: "A 401 carries a second challenge of another scheme.",
        "RFC 9110 §11.6.1: one or more challenges";
    LOWER_CASE_CHALLENGE: "The scheme of the challenge is spelt in lower case.",
        "RFC 9110 §11.1: schemes are case-insensitive";
    LONG_SECRETS: "Client secrets are 200 characters long.",
        "RFC 6749 appendix A.2: no upper bound";
    COLON_IN_CLIENT_ID: "Client identifiers contain a colon and a per cent sign.",
        "RFC 6749 §2.2, appendix A.1: any VSCHAR; §2.3.1: they are form-encoded in Basic";
    GRANT_TYPE_BEFORE_CLIENT: "The grant type is looked at before the client is authenticated.",
        "RFC 6749 §5.2: no order of the checks is prescribed";

    // endpoints and metadata
    ISSUER_WITH_PATH: "The issuer has a path, and every endpoint lies below it.",
        "OpenID Connect Discovery §4.1; RFC 8414 §3.1: an issuer may contain a path component";
    ISSUER_WITH_SLASH: "The issuer ends in a slash.",
        "OpenID Connect Discovery §4.1 and RFC 8414 §3.1: it is removed where the well-known path is appended";
    TOKEN_ENDPOINT_WITH_QUERY: "The URI of the token endpoint has a query component.",
        "RFC 6749 §3.2: it may, and clients retain it";
    NO_DISCOVERY: "There is no metadata document.",
        "RFC 8414 §1 and OpenID Connect Discovery §1: metadata is optional";
    OPENID_METADATA_ONLY: "Metadata is published for OpenID Connect alone.",
        "OpenID Connect Discovery §4; RFC 8414 §5: the well-known suffix is the application's choice";
    OAUTH_METADATA_ONLY: "Metadata is published for OAuth 2.0 alone.",
        "RFC 8414 §3";
    EXTRA_METADATA: "The metadata have members that nobody knows.",
        "RFC 8414 §2 and OpenID Connect Discovery §3: additional metadata may be used";
    NO_INTROSPECTION: "There is no introspection endpoint.",
        "RFC 7662 §1: an extension; RFC 8414 §2: optional";
    NO_REVOCATION: "There is no revocation endpoint.",
        "RFC 7009 §1: an extension; RFC 8414 §2: optional";
    NO_USERINFO: "There is no UserInfo endpoint.",
        "OpenID Connect Discovery §3: recommended, not required";
    PLAIN_OAUTH: "OAuth 2.0 without OpenID Connect: no openid scope, id_token, UserInfo or keys.",
        "RFC 6749 §1: OpenID Connect is an extension", not "create-tokens";

    // authorization endpoint and codes
    SEE_OTHER: "The authorization endpoint redirects with status 303.",
        "RFC 6749 §1.7: any means of redirection; RFC 9700 §4.12";
    NO_RESPONSE_ISS: "Authorization responses have no iss parameter.",
        "RFC 9207 §1: an extension";
    LONG_CODES: "Codes are 600 characters long and full of characters that have to be encoded.",
        "RFC 6749 §4.1.2: the size is left undefined; appendix A.11: any VSCHAR";
    CODE_LIVES_FIVE_SECONDS: "A code expires after five seconds.",
        "RFC 6749 §4.1.2: shortly after it is issued";
    CODE_BURNT_BY_FAILURE: "A failed exchange by its own client uses a code up.",
        "RFC 6749 §10.5: codes are single-use and short-lived, the server may revoke one on a failed attempt";
    ONE_GRANT_PER_SESSION: "A client has one grant in a login session: a replay in it revokes all that was issued there so far.",
        "RFC 6749 §4.1.2 says what should be revoked at least; §5.2: a grant may be revoked; RFC 9700 §4.14.2: security events";
    REDIRECT_URI_OPTIONAL_WITH_ONE: "redirect_uri may be left out of the exchange where the client has registered exactly one.",
        "OpenID Connect Core §3.1.3.2";

    // PKCE
    PKCE_REQUIRED: "Every client has to use PKCE.",
        "RFC 9700 §2.1.1; OAuth 2.1 §4.1.1";
    PKCE_REQUIRED_AT_EXCHANGE: "A public client's code without a challenge is issued, and never exchanged.",
        "RFC 9700 §2.1.1: public clients must use PKCE; RFC 7636 §4.4.1 has the authorization endpoint refuse, and where else is left open";
    PLAIN_REFUSED: "The challenge method plain is refused, and not in the metadata.",
        "RFC 7636 §4.4.1, §7.2: a server may support S256 alone";
    MISSING_VERIFIER_INVALID_REQUEST: "A missing verifier is answered with invalid_request.",
        "RFC 6749 §5.2: invalid_request for a required parameter that is missing";
    MALFORMED_VERIFIER_INVALID_REQUEST: "A verifier outside the grammar is answered with invalid_request.",
        "RFC 6749 §5.2: invalid_request for what is otherwise malformed; RFC 7636 §4.1";
    UNSOLICITED_VERIFIER_INVALID_REQUEST: "A verifier that was not announced is answered with invalid_request.",
        "OAuth 2.1 §3.2.4";
    UNSOLICITED_VERIFIER_IGNORED: "A verifier that was not announced is ignored.",
        "RFC 6749 §3.2: unrecognised parameters are ignored; RFC 7636 §5", not "security";
    ANY_VERIFIER_LENGTH: "The verifier is compared whatever its length and characters.",
        "RFC 7636 §4.6: equal values continue";

    // refresh tokens
    REFRESH_TOKEN_FOR_OFFLINE_ACCESS: "A refresh token is issued only where offline_access was granted.",
        "RFC 6749 §1.5: at the discretion of the server; OpenID Connect Core §11";
    NO_REFRESH_TOKENS: "No refresh token is issued at all, and the refresh grant is not supported.",
        "RFC 6749 §1.5: optional", not "create-tokens";
    NO_ROTATION_CONFIDENTIAL: "Confidential clients keep their refresh token; the refresh answer has none.",
        "RFC 6749 §6: a new one may be issued; RFC 9700 §4.14.2 asks for rotation of public clients";
    SAME_REFRESH_TOKEN_CONFIDENTIAL: "Confidential clients are sent the refresh token that they have already.",
        "RFC 6749 §6: a new one may be issued; RFC 9700 §4.14.2 asks for rotation of public clients";
    ROTATION_GRACE: "A rotated refresh token works for another ten seconds.",
        "RFC 6749 §6: the old one may be revoked; RFC 9700 §4.14.2 leaves the means to the deployment";

    // scope
    OPENID_OPTIONAL: "The scope of a token request may leave openid out.",
        "RFC 6749 §6: any subset of what was granted", not "create-tokens";
    CLIENT_CREDENTIALS_SCOPE: "A scope asked for with client credentials is granted when the client may have it.",
        "RFC 6749 §4.4.2", not "create-tokens";
    SCOPE_IGNORED: "A scope in a code or refresh request is ignored, and the answer reports what was issued.",
        "RFC 6749 §3.3: the server may ignore the scope, and then says so", not "create-tokens";
    SCOPE_WHEN_DIFFERENT: "The answer has a scope member only where it differs from what was asked for.",
        "RFC 6749 §5.1: optional if identical";
    SCOPE_REORDERED: "The answer lists the scopes in another order.",
        "RFC 6749 §3.3: the order does not matter";

    // token answers
    JWT_ACCESS_TOKENS: "Access tokens are JWTs of type at+jwt.",
        "RFC 9068 §2; RFC 6749 §1.4: a token may carry its authorization in itself";
    PRIVATE_JWT_ACCESS_TOKENS: "Access tokens are JWTs of a private make, with other claims than those of RFC 9068.",
        "RFC 6749 §1.4: the format is the server's";
    LONG_ACCESS_TOKENS: "Access tokens are opaque, 1,500 characters long, and end in equals signs.",
        "RFC 6749 §1.4, appendix A.12: no upper bound; RFC 6750 §2.1: b64token";
    CACHED_ACCESS_TOKENS: "A refresh, and client credentials, yield the access token that is still good, not a new one.",
        "RFC 6749 §4.4.3, §6: an access token is issued, nothing says that it is another";
    LOWER_CASE_BEARER: "token_type is spelt bearer.",
        "RFC 6749 §5.1: the value is case-insensitive";
    NO_EXPIRES_IN: "The answer has no expires_in.",
        "RFC 6749 §5.1: recommended";
    EXPIRES_IN_A_MONTH: "Access tokens live for 30 days.",
        "RFC 6749 §5.1: no upper bound; RFC 6750 §5.3 recommends an hour";
    EXPIRES_IN_A_MINUTE: "Access tokens live for a minute.",
        "RFC 6749 §5.1: no lower bound";
    EXTRA_MEMBERS: "Token and error answers have members that nobody knows.",
        "RFC 6749 §5.1, §8.2: clients ignore unrecognised members";
    JSON_SPELT_OTHERWISE: "JSON is written with white space and with escapes where none are needed.",
        "RFC 8259 §2, §7";

    // error answers
    NO_ERROR_DESCRIPTION: "Error answers have no error_description.",
        "RFC 6749 §5.2: optional";
    UNIFORM_DESCRIPTIONS: "Every error answer has the same description, so that nothing can be told from it.",
        "RFC 6749 §5.2: the text is for developers and the server's choice";
    RELATIVE_ERROR_URI: "error_uri is a relative reference with a fragment.",
        "RFC 6749 §5.2, appendix A.9: a URI-reference";

    // id_tokens
    PS256: "id_tokens are signed with PS256.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 7518 §3.5";
    ES256: "id_tokens are signed with ES256.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 7518 §3.4";
    HS256: "id_tokens of clients with a secret of 32 octets carry a MAC in the place of a signature.",
        "OpenID Connect Core §10.1, §16.19; RFC 7518 §3.2";
    EDDSA: "id_tokens are signed with EdDSA over Ed25519.",
        "OpenID Connect Core §3.1.3.7: the registered algorithm; RFC 8037 §3.1";
    SEVERAL_KEYS: "The JWK set has two keys that fit the algorithm, and one that does not; the kid tells which one signed.",
        "OpenID Connect Core §10.1";
    ENCRYPTION_KEY_TOO: "The JWK set has a key for encryption as well.",
        "RFC 7517 §4.2; RFC 8414 §2: then every key says its use";
    NO_KEY_ID: "The one key and what it signs have no kid.",
        "OpenID Connect Core §10.1: needed where the set has several keys";
    BARE_KEYS: "The JWK set has neither use nor alg.",
        "RFC 7517 §4.2, §4.4: optional";
    EXTRA_AUDIENCE: "The id_token is for a second audience too, and azp names the client.",
        "OpenID Connect Core §2: aud may be an array";
    PAIRWISE_SUBJECTS: "A person has another subject identifier for each client.",
        "OpenID Connect Core §8.1";
    NO_AT_HASH: "The id_token of the token endpoint has no at_hash.",
        "OpenID Connect Core §3.1.3.6: optional in the code flow";
    AUTH_TIME_ON_REQUEST: "The id_token has an auth_time only where max_age was sent.",
        "OpenID Connect Core §2: optional otherwise";
    NO_ID_TOKEN_AT_REFRESH: "A refresh yields no id_token.",
        "OpenID Connect Core §12.2: the answer might not contain one";
    NONCE_AT_REFRESH: "The id_token of a refresh repeats the nonce.",
        "OpenID Connect Core §12.2: it should not have one, but if so the original";

    // introspection and revocation
    LITTLE_INTROSPECTION: "Introspection says no more than active, scope and client_id.",
        "RFC 7662 §2.2: all other members are optional";
    INTROSPECTION_OF_OWN: "A client can introspect its own tokens alone; others are inactive to it.",
        "RFC 7662 §2.2, §4: the answer may depend on who asks";
    INTROSPECTION_OF_ACCESS_TOKENS_ALONE: "Refresh tokens cannot be introspected; they are inactive to everybody.",
        "RFC 7662 §2.1, §2.2: which tokens it knows is the server's choice";
    ACCESS_TOKENS_NOT_REVOCABLE: "The revocation of an access token is refused with unsupported_token_type.",
        "RFC 7009 §2, §2.2.1: refresh tokens must be revocable, access tokens should";
    REVOCATION_DELAYED: "A revocation takes effect two seconds later.",
        "RFC 7009 §2.1: there may be a propagation delay";
    ACCESS_TOKEN_REVOCATION_ENDS_GRANT: "The revocation of an access token ends its grant.",
        "RFC 7009 §2.1: the server may revoke the refresh token as well";
    FOREIGN_REVOCATION_REFUSED: "The revocation of another client's token is refused with an error.",
        "RFC 7009 §2.1: the request is refused and the client is informed";

    // HTTP
    NO_PRAGMA: "No answer has a Pragma field.",
        "RFC 9111 §5.4: deprecated; OAuth 2.1 §3.2.3";
    MORE_CACHE_CONTROL: "Cache-Control stands there twice, lists further directives, and spells no-store with capitals.",
        "RFC 9111 §5.2: a case-insensitive list";
    ERRORS_MAY_BE_STORED: "Error answers have no Cache-Control.",
        "RFC 6749 §5.2 asks for none";
    MEDIA_TYPE_SPELT_OTHERWISE: "The media type has capitals and a charset parameter.",
        "RFC 9110 §8.3.1: type and parameter names are case-insensitive";
    OTHER_METHODS_404: "Requests other than POST are answered with 404.",
        "RFC 9110 §15.5.6: 405 is recommended; §15.5.5";
    ALLOW_POST_ALONE: "OPTIONS is refused, and Allow lists POST alone.",
        "RFC 9110 §9.1: only GET and HEAD are required; §15.5.6";
    WRONG_MEDIA_TYPE_415: "A body that is no form is answered with 415.",
        "RFC 9110 §15.5.16";
    JSON_BODY_ACCEPTED: "A JSON object is accepted in the place of a form.",
        "RFC 6749 §3.2: the form has to be supported, nothing forbids more";
    BODIES_ABOVE_56_KIB_REFUSED: "Bodies above 56 KiB are answered with 413.",
        "RFC 9110 §15.5.14";
    TITLE_CASE_FIELDS: "The names of header fields are written with capitals.",
        "RFC 9110 §5.1: names are case-insensitive";
    CHUNKED: "Answers come in chunks, without Content-Length.",
        "RFC 9112 §7.1";
    CONNECTION_CLOSED: "The connection is closed after each answer.",
        "RFC 9112 §9.6";
    HTTP_1_0: "Answers are those of HTTP/1.0: without Content-Length, up to the end of the connection.",
        "RFC 9110 §2.5; RFC 9112 §6.3";
    CLOCK_AHEAD: "The clock of the server is two minutes ahead, in Date as in its tokens.",
        "RFC 9110 §6.6.1: an approximation; RFC 7519 §4.1.4: a few minutes of leeway for clock skew";
    SLOW_ANSWERS: "Each answer takes a few milliseconds.",
        "RFC 9110 §3.3: HTTP is indifferent to time";
    COOKIES: "Every answer sets a cookie.",
        "RFC 6265 §3: a server may";
    CORS: "The token endpoint answers cross-origin requests.",
        "RFC 9700 §2.6: it may, the authorization endpoint must not";
    RATE_LIMITED: "Every 50th request is answered with 429 and Retry-After: 0.",
        "RFC 6585 §4";
}
