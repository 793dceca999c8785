//! The rules that the model knows: what a request must not be, the clauses that say so, and which answers each accepts.
//!
//! A rule holds where a suite of the profile has its requirement; elsewhere a server may refuse for it and need not.

use Tokens::{Broken, Fine, FineReported, FineWithin, Forbidden, Poor, PoorWithin};

/// What it means that tokens were issued all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// A must is broken, whatever the requirement's level: the case about it is stricter than its requirement.
    Forbidden,
    /// The rule is broken.
    Broken,
    /// Tolerable, but not as it should be.
    Poor,
    /// As good as a refusal.
    Fine,
    /// Tolerable where the answer says what was granted, and that lies within the authorized scope; else broken.
    PoorWithin,
    /// Good where the answer says what was granted, and that lies within the authorized scope; else broken.
    FineWithin,
    /// Good where the answer says what was granted, and that lies within what the client may have; broken where that was granted and the
    /// answer does not say so; tolerable where more was granted.
    FineReported,
}

/// What one document says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clause {
    /// `suite/requirement`.
    pub requirement: &'static str,
    /// The error codes of a good refusal; another one is a warning. Empty: any refusal.
    pub codes: &'static [&'static str],
    /// What tokens mean.
    pub tokens: Tokens,
}

/// Something that a request must not be.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Kebab-case; a name for coverage and reports.
    pub id: &'static str,
    /// What the request is, in words: `the code was used before`.
    pub what: &'static str,
    /// Who says so.
    pub clauses: &'static [Clause],
}

const fn clause(requirement: &'static str, tokens: Tokens, codes: &'static [&'static str]) -> Clause {
    Clause { requirement, codes, tokens }
}

const REQUEST: &str = "invalid_request";
const CLIENT: &str = "invalid_client";
const GRANT: &str = "invalid_grant";
const SCOPE: &str = "invalid_scope";
const UNAUTHORIZED: &str = "unauthorized_client";
const UNSUPPORTED: &str = "unsupported_grant_type";

macro_rules! rules {
    ($($name:ident = $id:literal, $what:literal, [$($clause:expr),* $(,)?];)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, what: $what, clauses: &[$($clause),*] };)*
        /// All of them.
        pub(crate) static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    METHOD = "method", "the method is not POST",
        [clause("create-tokens/get-refused", Broken, &[]), clause("oauth2/post-only", Broken, &[])];
    EMPTY_BODY = "empty-body", "the form is empty",
        [clause("create-tokens/empty-body", Broken, &[REQUEST, CLIENT]), clause("oauth2/invalid-request-code", Broken, &[REQUEST, CLIENT])];
    IN_QUERY = "in-query", "a parameter stands in the query of the URL",
        [clause("create-tokens/query-is-not-body", Broken, &[REQUEST, CLIENT, UNSUPPORTED, GRANT]),
         clause("oauth2/post-only", Poor, &[REQUEST, CLIENT, UNSUPPORTED, GRANT])];
    REPEATED = "repeated", "a parameter occurs twice with different values",
        [clause("create-tokens/single-valued-fields", Broken, &[REQUEST]), clause("oauth2/no-repeats", Broken, &[REQUEST])];
    REPEATED_CLIENT = "repeated-client", "a parameter that names or authenticates the client occurs twice with different values",
        [clause("create-tokens/single-valued-fields", Broken, &[REQUEST, CLIENT]), clause("oauth2/no-repeats", Broken, &[REQUEST, CLIENT])];
    REPEATED_SAME = "repeated-same", "a parameter occurs twice with the same value",
        [clause("create-tokens/single-valued-fields", Poor, &[REQUEST]), clause("oauth2/no-repeats", Poor, &[REQUEST])];
    REPEATED_SAME_CLIENT = "repeated-same-client", "a parameter that names or authenticates the client occurs twice with the same value",
        [clause("create-tokens/single-valued-fields", Poor, &[REQUEST, CLIENT]), clause("oauth2/no-repeats", Poor, &[REQUEST, CLIENT])];
    BASIC_SPACES = "basic-spaces", "more than one space stands behind the scheme of the Authorization header field",
        [clause("create-tokens/basic-scheme-case", Fine, &[]), clause("oauth2/basic-supported", Fine, &[])];
    BASIC_PERCENT = "basic-percent", "the credentials in the Authorization header field are percent-encoded where they need not be",
        [clause("create-tokens/basic-accepted", Fine, &[]), clause("oauth2/basic-form-decoding", Fine, &[])];

    GRANT_TYPE_MISSING = "grant-type-missing", "grant_type is missing",
        [clause("create-tokens/grant-type-required", Broken, &[REQUEST]), clause("oauth2/invalid-request-code", Broken, &[REQUEST])];
    GRANT_TYPE_EMPTY = "grant-type-empty", "grant_type is empty",
        [clause("create-tokens/grant-type-not-empty", Broken, &[REQUEST, UNSUPPORTED]),
         clause("oauth2/empty-required-is-missing", Broken, &[REQUEST])];
    GRANT_TYPE_UNKNOWN = "grant-type-unknown", "grant_type names no grant that is known",
        [clause("create-tokens/grant-type-closed-set", Broken, &[UNSUPPORTED, UNAUTHORIZED, REQUEST]),
         clause("oauth2/unsupported-grant-code", Broken, &[UNSUPPORTED])];
    GRANT_TYPE_URI = "grant-type-uri", "grant_type is a URI that names no grant that is known",
        [clause("create-tokens/grant-type-closed-set", Broken, &[UNSUPPORTED, UNAUTHORIZED, REQUEST]),
         clause("oauth2/extension-grant-unknown", Broken, &[UNSUPPORTED, UNAUTHORIZED])];
    GRANT_TYPE_PASSWORD = "grant-type-password", "grant_type is that of the resource owner's password",
        [clause("create-tokens/grant-type-closed-set", Broken, &[UNSUPPORTED, UNAUTHORIZED, REQUEST]),
         clause("oauth2/password-grant-shape", Broken, &[UNSUPPORTED, UNAUTHORIZED, REQUEST, CLIENT])];
    GRANT_TYPE_CASE = "grant-type-case", "grant_type is a known value in other letters",
        [clause("create-tokens/grant-type-case", Broken, &[UNSUPPORTED, REQUEST]), clause("oauth2/parameter-names-case", Broken, &[UNSUPPORTED])];
    GRANT_TYPE_BYTES = "grant-type-bytes", "grant_type is a known value with something before, after or instead of its characters",
        [clause("create-tokens/grant-type-exact-bytes", Broken, &[UNSUPPORTED, REQUEST]),
         clause("oauth2/unsupported-grant-code", Broken, &[UNSUPPORTED, REQUEST])];
    GRANT_TYPE_SPACES = "grant-type-spaces", "grant_type is a known value with spaces around it",
        [clause("create-tokens/grant-type-exact-bytes", Poor, &[UNSUPPORTED, REQUEST]),
         clause("oauth2/parameter-names-case", Poor, &[UNSUPPORTED, REQUEST])];
    NAME_CASE = "name-case", "the name of a required parameter is written in other letters",
        [clause("create-tokens/field-name-case", Poor, &[REQUEST, UNSUPPORTED, GRANT, CLIENT]),
         clause("oauth2/parameter-names-case", Poor, &[REQUEST, UNSUPPORTED, GRANT, CLIENT])];

    NOBODY_CODE = "client-missing-code", "no client is named beside the code of a public client",
        [clause("create-tokens/client-id-public-required", Broken, &[REQUEST, CLIENT]), clause("oauth2/public-names-itself", Broken, &[REQUEST, CLIENT])];
    NOBODY_REFRESH = "client-missing-refresh", "no client is named beside the refresh token of a public client",
        [clause("create-tokens/client-id-public-required-on-refresh", Poor, &[REQUEST, CLIENT])];
    NOBODY = "client-missing", "no client is named, and the grant is that of a client with a secret",
        [clause("create-tokens/confidential-needs-basic", Broken, &[REQUEST, CLIENT]), clause("oauth2/refresh-auth", Broken, &[REQUEST, CLIENT])];
    NOBODY_SERVICE = "client-missing-service", "no client is named beside client_credentials",
        [clause("create-tokens/confidential-needs-basic", Broken, &[REQUEST, CLIENT]), clause("oauth2/cc-authenticated", Broken, &[REQUEST, CLIENT])];
    CLIENT_EMPTY = "client-id-empty", "client_id is empty and nothing else names a client",
        [clause("create-tokens/client-id-not-empty", Broken, &[REQUEST, CLIENT]),
         clause("oauth2/empty-required-is-missing", Broken, &[REQUEST, CLIENT])];
    CLIENT_EMPTY_REFRESH = "client-id-empty-refresh", "client_id is empty beside the refresh token of a public client",
        [clause("create-tokens/client-id-not-empty", Poor, &[REQUEST, CLIENT])];
    CLIENT_UNPROVEN = "client-unproven", "a client that has a secret does not prove that it knows it",
        [clause("create-tokens/confidential-needs-basic", Broken, &[CLIENT, REQUEST]),
         clause("oauth2/client-id-alone-is-no-proof", Broken, &[CLIENT, REQUEST])];
    CLIENT_UNKNOWN = "client-unknown", "client_id names no registered client",
        [clause("create-tokens/client-id-length-max", Broken, &[CLIENT, REQUEST, GRANT]), clause("oauth2/invalid-client-code", Broken, &[CLIENT, GRANT])];
    CLIENT_ODD = "client-odd", "client_id is no identifier that a server could have issued",
        [clause("create-tokens/client-id-length-max", Broken, &[CLIENT, REQUEST, GRANT]), clause("oauth2/invalid-client-code", Broken, &[CLIENT, REQUEST, GRANT])];
    CLIENT_LONGER = "client-longer", "client_id is a registered one with something after it",
        [clause("create-tokens/client-id-no-truncation", Broken, &[CLIENT, REQUEST, GRANT]), clause("oauth2/invalid-client-code", Broken, &[CLIENT, REQUEST, GRANT])];
    CLIENT_SPACES = "client-spaces", "client_id is a registered one with spaces around it",
        [clause("create-tokens/client-id-no-truncation", Poor, &[CLIENT, REQUEST, GRANT]), clause("oauth2/invalid-client-code", Poor, &[CLIENT, REQUEST, GRANT])];
    CLIENT_CASE = "client-case", "client_id is a registered one in other letters",
        [clause("create-tokens/client-id-unique", Poor, &[CLIENT, GRANT]), clause("oauth2/parameter-names-case", Broken, &[CLIENT, GRANT])];
    SECRET_WRONG = "secret-wrong", "the secret in the Authorization header field is not the client's",
        [clause("create-tokens/basic-wrong-secret", Broken, &[CLIENT]), clause("oauth2/invalid-client-code", Broken, &[CLIENT])];
    SECRET_EMPTY = "secret-empty", "the secret in the Authorization header field is empty",
        [clause("create-tokens/basic-wrong-secret", Broken, &[CLIENT, REQUEST]), clause("oauth2/client-id-alone-is-no-proof", Broken, &[CLIENT, REQUEST])];
    BASIC_UNKNOWN = "basic-unknown", "the user name in the Authorization header field is no registered client's",
        [clause("create-tokens/basic-unknown-client", Broken, &[CLIENT, REQUEST]), clause("oauth2/invalid-client-code", Broken, &[CLIENT, REQUEST])];
    BASIC_CASE = "basic-case", "the user name in the Authorization header field is a registered one in other letters",
        [clause("create-tokens/basic-unknown-client", Poor, &[CLIENT]), clause("oauth2/parameter-names-case", Broken, &[CLIENT])];
    BASIC_MALFORMED = "basic-malformed", "the Authorization header field is malformed or of another scheme",
        [clause("create-tokens/basic-malformed", Broken, &[CLIENT, REQUEST]),
         clause("oauth2/client-id-alone-is-no-proof", Broken, &[CLIENT, REQUEST])];
    BODY_SECRET_WRONG = "body-secret-wrong", "the secret in the body is not the client's",
        [clause("create-tokens/secret-in-body", Forbidden, &[CLIENT, REQUEST]),
         clause("oauth2/body-credentials-optional", Forbidden, &[CLIENT, REQUEST])];
    PUBLIC_SECRET = "public-secret", "a client without a secret authenticates with one in the Authorization header field",
        [clause("create-tokens/public-sends-basic", Poor, &[]), clause("oauth2/code-auth-if-present", Broken, &[CLIENT, REQUEST])];
    PUBLIC_BODY_SECRET = "public-body-secret", "a client without a secret sends one in the body",
        [clause("oauth2/code-auth-if-present", Poor, &[CLIENT, REQUEST])];
    TWO_METHODS = "two-methods", "the client authenticates twice, once with wrong credentials",
        [clause("oauth2/one-auth-method", Broken, &[REQUEST, CLIENT])];
    TWO_METHODS_RIGHT = "two-methods-right", "the client authenticates twice with the right credentials",
        [clause("oauth2/one-auth-method", Poor, &[REQUEST, CLIENT])];
    TWO_HEADERS = "two-headers", "there are two Authorization header fields",
        [clause("oauth2/one-auth-method", Poor, &[])];
    NAMES_DIFFER = "names-differ", "client_id names another client than the one that authenticates and owns the grant",
        [clause("create-tokens/client-id-with-basic-different", Poor, &[REQUEST, CLIENT, GRANT])];
    NAMES_OWNER = "names-owner", "client_id names the owner of the grant, but another client authenticates",
        [clause("create-tokens/client-id-with-basic-different", Broken, &[REQUEST, CLIENT, GRANT]),
         clause("oauth2/client-id-alone-is-no-proof", Broken, &[REQUEST, CLIENT, GRANT])];
    SECRET_IN_QUERY = "secret-in-query", "client credentials stand in the query of the URL",
        [clause("oauth2/credentials-not-in-uri", Broken, &[CLIENT, REQUEST])];

    SERVICE_PUBLIC = "service-public", "a client without a secret asks with client_credentials",
        [clause("create-tokens/grant-type-known-members", Broken, &[UNAUTHORIZED, CLIENT, REQUEST]),
         clause("oauth2/cc-confidential-only", Broken, &[UNAUTHORIZED, CLIENT, REQUEST])];
    SERVICE_OTHER = "service-other", "a client of the code grant asks with client_credentials",
        [clause("create-tokens/grant-type-known-members", Poor, &[UNAUTHORIZED]), clause("oauth2/unauthorized-client-code", Fine, &[UNAUTHORIZED])];

    CODE_MISSING = "code-missing", "code is missing",
        [clause("create-tokens/code-required", Broken, &[REQUEST]), clause("oauth2/invalid-request-code", Broken, &[REQUEST])];
    CODE_EMPTY = "code-empty", "code is empty",
        [clause("create-tokens/code-not-empty", Broken, &[REQUEST, GRANT]), clause("oauth2/empty-required-is-missing", Broken, &[REQUEST])];
    CODE_UNKNOWN = "code-unknown", "the code was never issued",
        [clause("create-tokens/code-unknown", Broken, &[GRANT]), clause("oauth2/invalid-grant-code", Broken, &[GRANT])];
    CODE_ODD = "code-odd", "the code was never issued and does not look like one",
        [clause("create-tokens/code-unknown", Broken, &[GRANT, REQUEST]), clause("oauth2/no-5xx", Broken, &[GRANT, REQUEST])];
    CODE_KIND = "code-kind", "the code is another credential",
        [clause("create-tokens/code-wrong-credential-kind", Broken, &[GRANT, REQUEST]), clause("oauth2/invalid-grant-code", Broken, &[GRANT, REQUEST])];
    CODE_FOREIGN = "code-foreign", "the code was issued to another client",
        [clause("oauth2/code-bound-to-client", Broken, &[GRANT, CLIENT, UNAUTHORIZED]),
         clause("create-tokens/client-id-with-basic-different", Broken, &[GRANT, CLIENT, UNAUTHORIZED, REQUEST])];
    CODE_SPENT = "code-spent", "the code was used before",
        [clause("oauth2/code-single-use", Poor, &[GRANT]), clause("create-tokens/code-unknown", Poor, &[GRANT, REQUEST])];
    CODE_SPENT_LATER = "code-spent-later", "the code was used before, and its tokens since",
        [clause("oauth2/code-single-use", Broken, &[GRANT])];

    REDIRECT_MISSING = "redirect-missing", "redirect_uri is missing though the authorization request had one",
        [clause("create-tokens/redirect-required-when-used", Broken, &[GRANT, REQUEST]),
         clause("oauth2/code-bound-to-redirect", Broken, &[GRANT, REQUEST])];
    // OIDC Core §3.1.3.2 lets a server go on where one URI alone is registered.
    REDIRECT_MISSING_ONE = "redirect-missing-one", "redirect_uri is missing though the authorization request had it, the only one registered",
        [clause("create-tokens/redirect-required-when-used", Fine, &[GRANT, REQUEST]),
         clause("oauth2/code-bound-to-redirect", Fine, &[GRANT, REQUEST])];
    REDIRECT_EMPTY = "redirect-empty", "redirect_uri is empty though the authorization request had one",
        [clause("create-tokens/redirect-not-empty", Broken, &[GRANT, REQUEST]),
         clause("oauth2/code-bound-to-redirect", Broken, &[GRANT, REQUEST])];
    REDIRECT_EMPTY_ONE = "redirect-empty-one", "redirect_uri is empty though the authorization request had it, the only one registered",
        [clause("create-tokens/redirect-not-empty", Fine, &[GRANT, REQUEST]),
         clause("oauth2/code-bound-to-redirect", Fine, &[GRANT, REQUEST])];
    REDIRECT_OTHER = "redirect-other", "redirect_uri is not that of the authorization request",
        [clause("create-tokens/redirect-identical", Broken, &[GRANT]), clause("oauth2/code-bound-to-redirect", Broken, &[GRANT, REQUEST])];
    REDIRECT_ODD = "redirect-odd", "redirect_uri is no usable URI",
        [clause("create-tokens/redirect-is-uri", Broken, &[GRANT, REQUEST]), clause("oauth2/code-bound-to-redirect", Broken, &[GRANT, REQUEST])];
    REDIRECT_LONG = "redirect-long", "redirect_uri is longer than allowed and not that of the authorization request",
        [clause("create-tokens/redirect-length-max", Broken, &[GRANT, REQUEST]), clause("oauth2/code-bound-to-redirect", Broken, &[GRANT, REQUEST])];
    REDIRECT_BEYOND = "redirect-beyond", "redirect_uri is longer than allowed, as was that of the authorization request",
        [clause("create-tokens/redirect-length-max", Broken, &[GRANT, REQUEST])];
    REDIRECT_EQUIVALENT = "redirect-equivalent", "redirect_uri is that of the authorization request in another spelling",
        [clause("create-tokens/redirect-identical", Poor, &[GRANT, REQUEST]), clause("oauth2/code-bound-to-redirect", Poor, &[GRANT, REQUEST])];
    REDIRECT_UNREGISTERED = "redirect-unregistered", "redirect_uri was never registered, and the authorization request had none",
        [clause("create-tokens/redirect-unsolicited", Poor, &[GRANT, REQUEST])];

    VERIFIER_MISSING = "verifier-missing", "code_verifier is missing though there was a code_challenge",
        [clause("create-tokens/verifier-required-with-challenge", Broken, &[GRANT, REQUEST]),
         clause("pkce/missing-verifier", Broken, &[GRANT, REQUEST])];
    VERIFIER_EMPTY = "verifier-empty", "code_verifier is empty though there was a code_challenge",
        [clause("create-tokens/verifier-not-empty", Broken, &[GRANT, REQUEST]), clause("pkce/missing-verifier", Broken, &[GRANT, REQUEST])];
    VERIFIER_WRONG = "verifier-wrong", "code_verifier does not belong to the code_challenge",
        [clause("create-tokens/verifier-wrong", Broken, &[GRANT]), clause("pkce/mismatch-invalid-grant", Broken, &[GRANT])];
    VERIFIER_ODD = "verifier-odd", "code_verifier is outside the grammar and does not belong to the code_challenge",
        [clause("create-tokens/verifier-wrong", Broken, &[GRANT, REQUEST]), clause("pkce/verifier-compare-exact", Broken, &[GRANT, REQUEST])];

    REFRESH_MISSING = "refresh-token-missing", "refresh_token is missing",
        [clause("create-tokens/refresh-token-required", Broken, &[REQUEST]), clause("oauth2/invalid-request-code", Broken, &[REQUEST])];
    REFRESH_EMPTY = "refresh-token-empty", "refresh_token is empty",
        [clause("create-tokens/refresh-token-not-empty", Broken, &[REQUEST, GRANT]),
         clause("oauth2/empty-required-is-missing", Broken, &[REQUEST])];
    REFRESH_UNKNOWN = "refresh-token-unknown", "the refresh token was never issued as one",
        [clause("create-tokens/refresh-token-unknown", Broken, &[GRANT, REQUEST]), clause("oauth2/invalid-grant-code", Broken, &[GRANT])];
    REFRESH_ODD = "refresh-token-odd", "the refresh token was never issued and does not look like one",
        [clause("create-tokens/refresh-token-unknown", Broken, &[GRANT, REQUEST]), clause("oauth2/no-5xx", Broken, &[GRANT, REQUEST])];
    REFRESH_FOREIGN = "refresh-token-foreign", "the refresh token was issued to another client",
        [clause("oauth2/refresh-bound-to-client", Broken, &[GRANT, CLIENT, UNAUTHORIZED]),
         clause("create-tokens/client-id-with-basic-different", Broken, &[GRANT, CLIENT, UNAUTHORIZED, REQUEST])];
    REFRESH_REPLACED = "refresh-token-replaced", "the refresh token was replaced by a newer one",
        [clause("oauth2/refresh-old-token-policy", Fine, &[GRANT])];
    REFRESH_REPLACED_DECLARED = "refresh-token-replaced-declared", "the refresh token was replaced by a newer one, and the target file says that it is refused then",
        [clause("oauth2/refresh-old-token-policy", Poor, &[GRANT])];
    REFRESH_REVOKED = "refresh-token-revoked", "the refresh token was revoked",
        // It may take a moment until everybody knows (RFC 7009 §2.1).
        [clause("oauth2/refresh-revoked", Poor, &[GRANT])];
    REFRESH_AFTER_REPLAY = "refresh-token-after-replay", "the code that the refresh token stems from was used a second time",
        [clause("oauth2/code-replay-revokes", Broken, &[])];

    // What follows is said of states, not of requests.
    CODE_RACE = "code-race", "one code is exchanged several times at once",
        [clause("oauth2/code-single-use", Poor, &[GRANT])];
    ACCESS_AFTER_REPLAY = "access-token-after-replay", "the code that the access token stems from was used a second time",
        [clause("oauth2/code-replay-revokes", Broken, &[])];
    ACCESS_LIVE = "access-token-live", "the access token was issued a moment ago",
        [clause("oauth2/refresh-control", Broken, &[])];

    REFRESH_FOR_SERVICE = "refresh-token-for-service", "the grant is client_credentials",
        [clause("oauth2/cc-no-refresh-token", Broken, &[])];

    // What follows are no faults of a request: a refusal for it is a warning, or broken.
    VALID = "valid", "the request is valid",
        [clause("create-tokens/grant-type-known-members", Fine, &[]), clause("oauth2/code-request-valid", Fine, &[]), clause("oauth2/refresh-control", Fine, &[])];
    CLIENT_ID_BESIDE_BASIC = "client-id-beside-basic", "client_id stands beside Basic and names the same client",
        [clause("create-tokens/client-id-with-basic-equal", Fine, &[]), clause("oauth2/basic-supported", Fine, &[])];
    NAME_LONG = "name-long", "an unknown parameter has a name of more than 255 characters",
        [clause("create-tokens/unknown-field", Fine, &[]), clause("oauth2/unknown-ignored", Fine, &[])];
    METHOD_IN_TOKEN_REQUEST = "method-in-token-request", "code_challenge_method stands in the token request",
        [clause("pkce/method-bound-to-code", Fine, &[])];
    WITHOUT_CHALLENGE = "without-challenge", "the authorization request had no code_challenge",
        [clause("create-tokens/verifier-not-required-without-challenge", Fine, &[]), clause("oauth2/code-request-valid", Fine, &[])];
    WITHOUT_REDIRECT = "without-redirect", "the authorization request had no redirect_uri",
        [clause("create-tokens/redirect-not-needed-when-absent", Fine, &[]), clause("oauth2/code-request-valid", Fine, &[])];
    SCOPE_REPEATS = "scope-repeats", "scope has a value twice",
        [clause("create-tokens/scope-additive", Fine, &[]), clause("oauth2/scope-grammar", Fine, &[])];
    SPARED = "spared", "an attempt without the client's authentication came before",
        [clause("create-tokens/basic-wrong-secret", Fine, &[]), clause("oauth2/code-request-valid", Fine, &[])];

    SCOPE_BEYOND_CODE = "scope-beyond-code", "scope goes beyond what was authorized, at the code exchange",
        [clause("create-tokens/scope-superset", PoorWithin, &[SCOPE, REQUEST]),
         clause("oauth2/scope-reported-when-different", FineWithin, &[SCOPE, REQUEST])];
    SCOPE_BEYOND_REFRESH = "scope-beyond-refresh", "scope goes beyond what was authorized, at the refresh",
        [clause("create-tokens/scope-superset", PoorWithin, &[SCOPE, REQUEST]), clause("oauth2/refresh-scope-not-wider", FineWithin, &[SCOPE])];
    SCOPE_UNKNOWN = "scope-unknown", "scope has a value that the client was never offered",
        [clause("create-tokens/scope-unknown-value", PoorWithin, &[SCOPE, REQUEST]),
         clause("oauth2/scope-reported-when-different", FineWithin, &[SCOPE, REQUEST])];
    SCOPE_CASE = "scope-case", "scope has an authorized value in other letters",
        [clause("create-tokens/scope-case-sensitive", PoorWithin, &[SCOPE, REQUEST]), clause("oauth2/scope-order-case", FineWithin, &[SCOPE, REQUEST])];
    SCOPE_SEPARATOR = "scope-separator", "the values of scope are separated by something else than a space",
        [clause("create-tokens/scope-space-delimited", PoorWithin, &[SCOPE, REQUEST]), clause("oauth2/scope-grammar", FineWithin, &[SCOPE, REQUEST])];
    SCOPE_MALFORMED = "scope-malformed", "scope has characters that no scope may have",
        [clause("create-tokens/scope-illegal-characters", PoorWithin, &[SCOPE, REQUEST]), clause("oauth2/scope-grammar", FineWithin, &[SCOPE])];
    SCOPE_BLANK = "scope-blank", "scope is nothing but spaces",
        [clause("create-tokens/scope-not-empty", PoorWithin, &[SCOPE]), clause("oauth2/scope-grammar", Fine, &[SCOPE, REQUEST])];
    SCOPE_WITHOUT_OPENID = "scope-without-openid", "scope leaves openid out, at the code exchange",
        [clause("create-tokens/scope-openid-required-code", PoorWithin, &[SCOPE, REQUEST])];
    SCOPE_WITHOUT_OPENID_REFRESH = "scope-without-openid-refresh", "scope leaves openid out, at the refresh",
        [clause("create-tokens/scope-openid-required-refresh", Broken, &[SCOPE, REQUEST])];
    SCOPE_NEVER_OPENID = "scope-never-openid", "scope leaves openid out, which was never authorized",
        [clause("create-tokens/scope-without-openid-authorization", Poor, &[SCOPE])];
    SCOPE_SERVICE_UNKNOWN = "scope-service-unknown", "scope has a value that the client of client_credentials was never offered",
        [clause("oauth2/scope-reported-when-different", FineReported, &[SCOPE, REQUEST])];
    SCOPE_SERVICE_MALFORMED = "scope-service-malformed", "scope beside client_credentials has characters that no scope may have",
        [clause("oauth2/scope-grammar", FineWithin, &[SCOPE, REQUEST])];
    SCOPE_SERVICE = "scope-service", "there is a scope beside client_credentials",
        [clause("create-tokens/scope-client-credentials-unset", Broken, &[SCOPE, REQUEST])];
    SCOPE_SERVICE_DECLARED = "scope-service-declared", "there is a scope beside client_credentials, and the target file says that it is ignored",
        [clause("create-tokens/scope-client-credentials-unset", Poor, &[SCOPE, REQUEST])];
}
