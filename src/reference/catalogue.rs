//! The catalogue of the faults: a flat table, in the order of the requirements that they break.
//!
//! Each entry is a constant that the code asks for at the place where the rule lives, and a line for people.

use super::fault::{Fault, FaultId};

/// `SCREAMING_SNAKE` to `kebab-case`, while compiling.
pub(super) const fn kebab<const N: usize>(name: &str) -> [u8; N] {
    let bytes = name.as_bytes();
    let mut out = [0; N];
    let mut at = 0;
    while at < N {
        out[at] = if bytes[at] == b'_' { b'-' } else { bytes[at].to_ascii_lowercase() };
        at += 1;
    }
    out
}

macro_rules! catalogue {
    ($($name:ident: $title:literal, [$($requirement:literal),+], $source:expr;)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        #[repr(u16)]
        enum Index { $($name),+ }

        $(
            #[doc = $title]
            pub(super) const $name: FaultId = FaultId(Index::$name as u16);
        )+

        pub(super) static FAULTS: &[Fault] = &[$(
            Fault {
                id: {
                    const BYTES: [u8; stringify!($name).len()] = kebab(stringify!($name));
                    match std::str::from_utf8(&BYTES) {
                        Ok(id) => id,
                        Err(_) => panic!("identifiers of the catalogue are ASCII"), // while compiling
                    }
                },
                title: $title,
                requirements: &[$($requirement),+],
                source: $source,
            },
        )+];
    };
}

const METHODS: &str = "RFC 9110 §9.1, §15.5.6";
const MEDIA: &str = "RFC 9110 §8.3, §15.5.16";
const FIELDS: &str = "RFC 9110 §5.3";
const FRAMING: &str = "RFC 9112 §6.1, §6.3";
const FORM: &str = "Create Tokens, Form Data";
const POST: &str = "Create Tokens, Form Data; RFC 6749 §3.2";
const REPEAT: &str = "Create Tokens, field types; RFC 6749 §3.2";
const IGNORE: &str = "RFC 6749 §3.2";
const UTF8: &str = "RFC 6749 appendix B";
const CASE: &str = "RFC 6749 §1.9";
const GRANT: &str = "Create Tokens, grant_type; RFC 6749 §3.2";
const EMPTY: &str = "RFC 6749 §3.2";
const CLIENT_ID: &str = "Create Tokens, client_id";
const BASIC: &str = "Create Tokens, Credentials; RFC 6749 §2.3.1";
const S231: &str = "RFC 6749 §2.3.1";
const S23: &str = "RFC 6749 §2.3";
const S32: &str = "RFC 6749 §3.2";
const S413: &str = "RFC 6749 §4.1.3";
const S33: &str = "RFC 6749 §3.3";
const S412: &str = "RFC 6749 §4.1.2";
const S432: &str = "RFC 6749 §4.3.2";
const S44: &str = "RFC 6749 §4.4";
const S45: &str = "RFC 6749 §4.5";
const S443: &str = "RFC 6749 §4.4.3";
const S51: &str = "RFC 6749 §5.1";
const S52: &str = "RFC 6749 §5.2";
const S6: &str = "RFC 6749 §6; RFC 9700 §4.14.2";
const S1010: &str = "RFC 6749 §10.10";
const RFC6750: &str = "RFC 6750";
const RFC9110: &str = "RFC 9110 §11.1";
const DISCOVERY: &str = "OpenID Connect Core §9";
const SCOPE: &str = "Create Tokens, scope; RFC 6749 §3.3";
const SCOPE_MEMBER: &str = "RFC 6749 §3.3, §5.1";
const OPENID: &str = "Create Tokens, scope: openid always included";
const SUBSET: &str = "Create Tokens, scope: subset; RFC 6749 §6";
const SCOPE_GRAMMAR: &str = "RFC 6749 §3.3, appendix A.4";
const NOTE: &str = "Create Tokens, scope: note on client_credentials";
const PKCE: &str = "Create Tokens, code_verifier; RFC 7636 §4.6";
const CODE: &str = "Create Tokens, code; RFC 6749 §4.1.3";
const REDIRECT: &str = "Create Tokens, redirect_uri; RFC 6749 §4.1.3";
const REFRESH: &str = "Create Tokens, refresh_token; RFC 6749 §6";
const RESPONSE: &str = "Create Tokens, Responses; RFC 6749 §5";
const OIDC: &str = "OpenID Connect Core §2, §3.1.3";
const RFC9700_PKCE: &str = "RFC 9700 §2.1.1";
const RFC9700_REFRESH: &str = "RFC 9700 §2.2.2, §4.14.2";
const RFC9700_CORS: &str = "RFC 9700 §2.6";
const OAUTH21_REPLAY: &str = "OAuth 2.1 §4.1.3, §7.5.2";
const RFC7009: &str = "RFC 7009 §2";
const RFC9068: &str = "RFC 9068 §2, §3";
const RFC7662: &str = "RFC 7662 §2.2";
const RFC8414: &str = "RFC 8414 §2, §3; OpenID Connect Discovery §3, §4";
const RFC7517: &str = "RFC 7517 §4, §9.2";

catalogue! {
    // HTTP: methods
    ALLOW_MISSING: "405 answers do not say which methods are allowed.",
        ["http/405-with-allow"], METHODS;
    ALLOW_MISSING_FOR_HEAD: "The 405 answer to HEAD does not say which methods are allowed.",
        ["http/405-with-allow"], METHODS;
    ALLOW_MISSING_FOR_DELETE: "The 405 answer to DELETE does not say which methods are allowed.",
        ["http/405-with-allow"], METHODS;
    ALLOW_WITHOUT_POST: "Allow of 405 answers lists GET, not POST.",
        ["http/405-with-allow"], METHODS;
    PUT_LIKE_POST: "PUT with a form body is served like POST.",
        ["http/405-with-allow", "oauth2/post-only"], METHODS;
    PATCH_LIKE_POST: "PATCH with a form body is served like POST.",
        ["http/405-with-allow", "oauth2/post-only"], METHODS;
    DELETE_LIKE_POST: "DELETE with a form body is served like POST.",
        ["http/405-with-allow", "oauth2/post-only"], METHODS;
    HEAD_500: "HEAD crashes the endpoint.",
        ["http/405-with-allow"], METHODS;
    HEAD_ANSWERED_WITH_CONTENT: "The answer to HEAD has content.",
        ["http/head-no-body"], "RFC 9110 §9.3.2";
    OPTIONS_WITHOUT_ALLOW: "The successful answer to OPTIONS says nothing of what may be asked.",
        ["http/options"], "RFC 9110 §9.3.7";
    OPTIONS_500: "OPTIONS crashes the endpoint.",
        ["http/options"], "RFC 9110 §9.3.7";
    OPTIONS_LIKE_POST: "OPTIONS with a form body is served like POST.",
        ["http/options"], "RFC 9110 §9.3.7";
    UNKNOWN_METHOD_LIKE_POST: "A method that nobody knows is served like POST.",
        ["http/unknown-method"], "RFC 9110 §9.1";
    UNKNOWN_METHOD_500: "A method that nobody knows crashes the server.",
        ["http/unknown-method"], "RFC 9110 §9.1";

    // HTTP: content
    PLAIN_TEXT_TAKEN_FOR_FORM: "A form is read from a body of type text/plain.",
        ["http/wrong-content-type"], MEDIA;
    XML_TAKEN_FOR_FORM: "A form is read from a body of type application/xml.",
        ["http/wrong-content-type"], MEDIA;
    OCTETS_TAKEN_FOR_FORM: "A form is read from a body of type application/octet-stream.",
        ["http/wrong-content-type"], MEDIA;
    UNKNOWN_MEDIA_TYPE_500: "A body of type application/xml crashes the endpoint.",
        ["http/wrong-content-type"], MEDIA;
    JSON_TAKEN_FOR_WHAT_IT_IS: "A body that looks like JSON is read as JSON although it calls itself a form.",
        ["http/wrong-content-type"], MEDIA;
    MEDIA_TYPE_MISSING_500: "A body without a media type crashes the endpoint.",
        ["http/missing-content-type"], "RFC 9110 §8.3";
    CONTENT_TYPE_TWICE_FIRST_WINS: "Of two Content-Type lines the first is believed.",
        ["http/duplicate-content-type"], FIELDS;
    CONTENT_TYPE_TWICE_LAST_WINS: "Of two Content-Type lines the last is believed.",
        ["http/duplicate-content-type"], FIELDS;
    CONTENT_TYPE_TWICE_500: "Two Content-Type lines crash the server.",
        ["http/duplicate-content-type"], FIELDS;
    CHARSET_QUOTED_REFUSED: "A `charset` parameter in quotes is refused.",
        ["http/charset-parameter"], MEDIA;
    CHARSET_UTF_16_500: "The `charset` UTF-16 crashes the endpoint.",
        ["http/charset-parameter"], MEDIA;
    CHARSET_OTHER_500: "A `charset` that is not UTF-8 crashes the endpoint.",
        ["http/charset-parameter"], MEDIA;
    GZIP_BODY_500: "A compressed body crashes the endpoint.",
        ["http/content-encoding-request"], "RFC 9110 §8.4";
    LARGE_BODY_500: "A body of more than a mebibyte crashes the endpoint.",
        ["http/large-body"], "RFC 9110 §15.5.14";
    LARGE_FORM_500: "A body of more than 48 KiB crashes the endpoint.",
        ["http/large-body"], "RFC 9110 §15.5.14";
    LARGE_HEADER_500: "A head of more than 16 KiB crashes the server.",
        ["http/large-header"], "RFC 9110 §5.4; RFC 6585 §5";

    // HTTP: answers
    CHALLENGE_WITHOUT_REALM: "The Basic challenge has no realm.",
        ["http/challenge-syntax"], "RFC 7617 §2";
    CHALLENGE_QUOTE_OPEN: "The quotes of the challenge's realm are not closed.",
        ["http/challenge-syntax"], "RFC 9110 §11.6.1";
    CHALLENGE_PARAMETERS_ALONE: "WWW-Authenticate has parameters but names no scheme.",
        ["http/challenge-syntax", "http/401-has-challenge"], "RFC 9110 §11.6.1";
    DATE_LONG_PAST: "Date is the beginning of 1970.",
        ["http/date-header"], "RFC 9110 §6.6.1";
    DATE_MALFORMED: "Date has another format than that of HTTP.",
        ["http/date-header"], "RFC 9110 §5.6.7, §6.6.1";

    // HTTP: the message itself
    HOST_MISSING_ACCEPTED: "An HTTP/1.1 request without Host is served.",
        ["http/host-errors"], "RFC 9112 §3.2";
    HOST_REPEATED_ACCEPTED: "A request with two Host lines is served.",
        ["http/host-errors"], "RFC 9112 §3.2";
    HOST_ERRORS_500: "A missing or repeated Host crashes the server.",
        ["http/host-errors"], "RFC 9112 §3.2";
    SPACE_BEFORE_COLON_ACCEPTED: "Whitespace between a field's name and its colon is skipped.",
        ["http/framing-errors"], "RFC 9112 §5.1";
    SPACE_BEFORE_COLON_500: "Whitespace between a field's name and its colon crashes the server.",
        ["http/framing-errors"], "RFC 9112 §5.1";
    FOLDED_FIELD_CUT: "The continuation of a folded field is dropped.",
        ["http/framing-errors"], "RFC 9112 §5.2";
    FOLDED_FIELD_500: "A folded field crashes the server.",
        ["http/framing-errors"], "RFC 9112 §5.2";
    LENGTHS_DIFFER_FIRST_WINS: "Of two Content-Length values the first is believed.",
        ["http/framing-errors"], FRAMING;
    LENGTHS_DIFFER_LAST_WINS: "Of two Content-Length values the last is believed.",
        ["http/framing-errors"], FRAMING;
    LENGTHS_DIFFER_500: "Two Content-Length values crash the server.",
        ["http/framing-errors"], FRAMING;
    CHUNKED_WITH_LENGTH_ACCEPTED: "Content-Length is ignored where Transfer-Encoding is given.",
        ["http/framing-errors"], FRAMING;
    CHUNKED_WITH_LENGTH_500: "Content-Length beside Transfer-Encoding crashes the server.",
        ["http/framing-errors"], FRAMING;
    CHUNKED_NOT_FINAL_ACCEPTED: "Content is read as chunked although another coding is the last.",
        ["http/framing-errors"], FRAMING;
    CHUNKED_NOT_FINAL_500: "A last coding other than chunked crashes the server.",
        ["http/framing-errors"], FRAMING;
    CHUNKED_BODY_LOST: "Chunked content is taken for none.",
        ["http/chunked-body"], "RFC 9112 §7.1";
    CHUNKED_BODY_411: "Chunked content is refused for want of a length.",
        ["http/chunked-body"], "RFC 9112 §7.1";
    CHUNKED_BODY_500: "Chunked content crashes the server.",
        ["http/chunked-body"], "RFC 9112 §7.1";
    EXPECT_500: "Expect: 100-continue crashes the server.",
        ["http/expect-continue"], "RFC 9110 §10.1.1";
    EXPECTED_BODY_LOST: "Content that came after 100 Continue is taken for none.",
        ["http/expect-continue"], "RFC 9110 §10.1.1";
    TWO_AUTHORIZATION_HEADERS_LAST_WINS: "Of two Authorization lines the last is believed.",
        ["http/duplicate-authorization"], FIELDS;
    UPPER_CASE_FIELDS_IGNORED: "AUTHORIZATION and CONTENT-TYPE in capitals are not recognised.",
        ["http/header-name-case"], "RFC 9110 §5.1";
    MIXED_CASE_FIELDS_IGNORED: "Authorization and Content-Type are recognised in their usual letters, in lower and upper case only.",
        ["http/header-name-case"], "RFC 9110 §5.1";
    ABSOLUTE_FORM_REFUSED: "A request target in absolute form is refused.",
        ["http/absolute-form"], "RFC 9112 §3.2.2";
    HTTP2_500: "Every request over HTTP/2 crashes the server.",
        ["http/http2"], "RFC 9113";
    HTTP2_SECRET_NOT_CHECKED: "Over HTTP/2 any secret of a known client is right.",
        ["http/http2"], "RFC 9113; RFC 6749 §3.2.1";
    HTTP2_REPEATED_GRANT_TYPE_ACCEPTED: "Over HTTP/2 the first of two grant_type values is taken.",
        ["http/http2"], "RFC 9113; RFC 6749 §3.2";
    HTTP2_VERIFIER_NOT_REQUIRED: "Over HTTP/2 a code with a challenge needs no verifier.",
        ["http/http2"], "RFC 9113; RFC 7636 §4.6";

    // TLS
    PLAIN_HTTP_ANSWERED: "The port that speaks TLS serves plain HTTP as well.",
        ["oauth2/tls-required"], "RFC 6749 §3.2";
    TLS_10_ACCEPTED: "TLS 1.0 is agreed on.",
        ["oauth2/tls-required"], "RFC 9325 §3.1.1";
    TLS_11_ACCEPTED: "TLS 1.1 is agreed on.",
        ["oauth2/tls-required"], "RFC 9325 §3.1.1";
    TLS_WEAK_CIPHERS_ACCEPTED: "A cipher suite is agreed on that is forbidden or advised against.",
        ["oauth2/tls-required"], "RFC 9325 §4.1";
    TLS_13_NOT_OFFERED: "TLS 1.3 is not spoken.",
        ["oauth2/tls-required"], "RFC 9325 §3.1.1";

    // 1.1 envelope
    FORM_CHARSET_REFUSED: "A `charset` parameter of the media type is refused.",
        ["create-tokens/form-data", "http/charset-parameter"], FORM;
    FORM_MEDIA_TYPE_CASE_SENSITIVE: "The media type is compared with its letters' case.",
        ["create-tokens/form-data", "http/wrong-content-type"], FORM;
    FORM_FIELD_ORDER_MATTERS: "`grant_type` has to be the first field of the form.",
        ["create-tokens/form-data"], FORM;
    GET_ACCEPTED: "Token requests by GET are served from the query.",
        ["create-tokens/get-refused", "oauth2/post-only", "http/405-with-allow"], POST;
    GET_BURNS_CODE: "A GET is refused, but the code that it carries is used up.",
        ["create-tokens/get-refused"], POST;
    GET_ANSWERED_WITH_500: "A GET crashes the endpoint.",
        ["create-tokens/get-refused", "http/405-with-allow"], POST;
    ANY_METHOD_ACCEPTED: "PUT, PATCH and DELETE with a form body are served like POST.",
        ["oauth2/post-only"], POST;
    JSON_BODY_500: "A JSON body crashes the endpoint.",
        ["create-tokens/json-body", "http/wrong-content-type"], FORM;
    MULTIPART_BODY_500: "A multipart body crashes the endpoint.",
        ["create-tokens/multipart-body", "http/wrong-content-type"], FORM;
    QUERY_MERGED_WITH_BODY: "Fields missing from the body are read from the query.",
        ["create-tokens/query-is-not-body", "oauth2/credentials-not-in-uri", "oauth2/post-only"], FORM;
    GRANT_TYPE_READ_FROM_QUERY: "`grant_type` is also read from the query.",
        ["create-tokens/query-is-not-body", "oauth2/post-only"], FORM;
    REDIRECT_URI_READ_FROM_QUERY: "`redirect_uri` is also read from the query.",
        ["oauth2/post-only"], "RFC 6749 §3.2";
    CODE_READ_FROM_QUERY: "`code` is also read from the query.",
        ["create-tokens/query-is-not-body", "oauth2/post-only"], FORM;
    CREDENTIALS_READ_FROM_QUERY: "`client_id` and `client_secret` in the query authenticate a client.",
        ["oauth2/credentials-not-in-uri"], S231;
    GRANT_TYPE_NOT_DECODED: "`grant_type` is compared in its percent-encoded form.",
        ["create-tokens/decoded-before-validation", "oauth2/form-utf8"], FORM;
    REDIRECT_UNRESERVED_NOT_DECODED: "Percent-encoded unreserved characters of `redirect_uri` stay encoded.",
        ["create-tokens/decoded-before-validation", "oauth2/form-utf8"], FORM;
    REDIRECT_RESERVED_NOT_DECODED: "Percent-encoded slashes and colons of `redirect_uri` stay encoded.",
        ["create-tokens/decoded-before-validation", "oauth2/form-utf8"], FORM;
    REDIRECT_LOWER_CASE_ESCAPES_NOT_DECODED: "Escapes of `redirect_uri` with lower-case hexadecimal digits stay encoded.",
        ["create-tokens/decoded-before-validation"], FORM;
    REDIRECT_WIRE_LONGER_THAN_TWICE_REFUSED: "A `redirect_uri` whose wire form is more than twice its length is refused.",
        ["create-tokens/decoded-before-validation"], FORM;
    REPEATED_GRANT_TYPE_FIRST_WINS: "Of a repeated `grant_type` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_GRANT_TYPE_LAST_WINS: "Of a repeated `grant_type` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_GRANT_TYPE_IDENTICAL_ACCEPTED: "A `grant_type` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CLIENT_ID_FIRST_WINS: "Of a repeated `client_id` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CLIENT_ID_LAST_WINS: "Of a repeated `client_id` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CLIENT_ID_IDENTICAL_ACCEPTED: "A `client_id` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_SCOPE_FIRST_WINS: "Of a repeated `scope` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_SCOPE_LAST_WINS: "Of a repeated `scope` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_SCOPE_IDENTICAL_ACCEPTED: "A `scope` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_VERIFIER_FIRST_WINS: "Of a repeated `code_verifier` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_VERIFIER_LAST_WINS: "Of a repeated `code_verifier` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_VERIFIER_IDENTICAL_ACCEPTED: "A `code_verifier` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_FIRST_WINS: "Of a repeated `code` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_LAST_WINS: "Of a repeated `code` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_CODE_IDENTICAL_ACCEPTED: "A `code` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REDIRECT_URI_FIRST_WINS: "Of a repeated `redirect_uri` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REDIRECT_URI_LAST_WINS: "Of a repeated `redirect_uri` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REDIRECT_URI_IDENTICAL_ACCEPTED: "A `redirect_uri` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REFRESH_TOKEN_FIRST_WINS: "Of a repeated `refresh_token` the first value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REFRESH_TOKEN_LAST_WINS: "Of a repeated `refresh_token` the last value is taken.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_REFRESH_TOKEN_IDENTICAL_ACCEPTED: "A `refresh_token` that is repeated with the same value is accepted.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    REPEATED_SCOPE_JOINED: "Repeated `scope` fields are joined into one list.",
        ["create-tokens/single-valued-fields", "oauth2/no-repeats"], REPEAT;
    UNKNOWN_FIELD_REFUSED: "A field that the page does not list is refused.",
        ["create-tokens/unknown-field", "oauth2/unknown-ignored"], IGNORE;
    UNKNOWN_EMPTY_FIELD_REFUSED: "An unknown field without a value is refused.",
        ["create-tokens/unknown-field", "oauth2/unknown-ignored"], IGNORE;
    LONG_FIELD_NAME_REFUSED: "An unknown field whose name is longer than 255 characters is refused.",
        ["create-tokens/unknown-field"], IGNORE;
    LONG_FIELD_NAME_500: "An unknown field whose name is longer than 255 characters crashes the endpoint.",
        ["create-tokens/unknown-field"], IGNORE;
    AUTHORIZATION_FIELD_REFUSED: "Fields of an authorization request (`response_type`, `state`, `nonce`) are refused.",
        ["oauth2/unknown-ignored"], IGNORE;
    UNKNOWN_FIELD_NOT_UTF8_500: "An unknown field that is not UTF-8 crashes the endpoint.",
        ["oauth2/form-utf8"], UTF8;
    UNKNOWN_FIELD_UTF8_REFUSED: "An unknown field with characters beyond ASCII is refused.",
        ["oauth2/form-utf8"], UTF8;
    CODE_NOT_UTF8_500: "A `code` that is not UTF-8 crashes the endpoint.",
        ["oauth2/form-utf8"], UTF8;
    GRANT_TYPE_NAME_CASE_FOLDED: "`Grant_Type` is taken for `grant_type`.",
        ["create-tokens/field-name-case", "oauth2/parameter-names-case"], CASE;
    CODE_NAME_CASE_FOLDED: "`CODE` and `Code` are taken for `code`.",
        ["create-tokens/field-name-case", "oauth2/parameter-names-case"], CASE;
    EMPTY_BODY_500: "An empty body crashes the endpoint.",
        ["create-tokens/empty-body"], FORM;
    EMPTY_BODY_ANSWERED_200: "An empty body is answered with 200 and a token of the client's own.",
        ["create-tokens/empty-body"], FORM;

    // 1.2 grant_type
    GRANT_TYPE_MISSING_MEANS_CODE: "Without `grant_type` the grant is guessed from the other fields.",
        ["create-tokens/grant-type-required"], GRANT;
    GRANT_TYPE_MISSING_UNSUPPORTED: "A missing `grant_type` is reported as unsupported_grant_type.",
        ["create-tokens/grant-type-required", "oauth2/invalid-request-code"], GRANT;
    GRANT_TYPE_MISSING_500: "A missing `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-required"], GRANT;
    GRANT_TYPE_EMPTY_MEANS_CODE: "With `grant_type=` the grant is guessed from the other fields.",
        ["create-tokens/grant-type-not-empty", "oauth2/empty-required-is-missing"], GRANT;
    GRANT_TYPE_WITHOUT_EQUALS_MEANS_CODE: "With `grant_type` and no equals sign the grant is guessed from the other fields.",
        ["create-tokens/grant-type-not-empty", "oauth2/empty-required-is-missing"], GRANT;
    GRANT_TYPE_EMPTY_500: "An empty `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-not-empty", "oauth2/empty-required-is-missing"], GRANT;
    GRANT_TYPE_ONE_CHARACTER_ACCEPTED: "A one-character `grant_type` is taken for the grant that it abbreviates.",
        ["create-tokens/grant-type-length-one"], GRANT;
    GRANT_TYPE_ONE_CHARACTER_500: "A one-character `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-length-one"], GRANT;
    GRANT_TYPE_UNKNOWN_MEANS_CLIENT_CREDENTIALS: "An unknown `grant_type` falls through to a token for the client itself.",
        ["create-tokens/grant-type-closed-set", "oauth2/extension-grant-unknown"], GRANT;
    GRANT_TYPE_UNKNOWN_500: "An unknown `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-closed-set", "oauth2/no-5xx", "oauth2/extension-grant-unknown"], GRANT;
    GRANT_TYPE_UNKNOWN_INVALID_GRANT: "An unknown `grant_type` is reported as invalid_grant.",
        ["create-tokens/grant-type-closed-set", "oauth2/unsupported-grant-code", "metadata/grants-unlisted-refused"], GRANT;
    PASSWORD_GRANT_OPEN: "The password grant issues tokens and looks at no password.",
        ["create-tokens/grant-type-closed-set", "oauth2/password-grant-shape"], GRANT;
    IMPLICIT_GRANT_TYPE_ACCEPTED: "`implicit` is served at the token endpoint.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    CODE_GRANT_TYPE_ALIAS: "`code` is an alias of authorization_code.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    TOKEN_GRANT_TYPE_ALIAS: "`token` is served at the token endpoint.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    DEVICE_GRANT_UNCHECKED: "The device grant issues tokens without a device code.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    URN_GRANT_ACCEPTED: "Any URN is served as an extension grant.",
        ["create-tokens/grant-type-closed-set", "oauth2/extension-grant-unknown"], GRANT;
    URN_GRANT_500: "A `grant_type` that is a URI crashes the endpoint.",
        ["create-tokens/grant-type-closed-set", "oauth2/extension-grant-unknown"], GRANT;
    GRANT_TYPE_SPACE_LIST_ACCEPTED: "Of a space-separated list of grants the first is served.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    GRANT_TYPE_COMMA_LIST_ACCEPTED: "Of a comma-separated list of grants the first is served.",
        ["create-tokens/grant-type-closed-set"], GRANT;
    AUTHORIZATION_CODE_GRANT_REFUSED: "The authorization_code grant is unknown.",
        ["create-tokens/grant-type-known-members", "create-tokens/grant-type-selects-required",
         "oauth2/code-request-valid"], GRANT;
    REFRESH_TOKEN_GRANT_REFUSED: "The refresh_token grant is unknown.",
        ["create-tokens/grant-type-known-members", "create-tokens/refresh-token-works", "oauth2/refresh-control"], GRANT;
    CLIENT_CREDENTIALS_GRANT_REFUSED: "The client_credentials grant is unknown.",
        ["create-tokens/grant-type-known-members"], GRANT;
    GRANT_TYPE_CASE_FOLDED: "`grant_type` is compared without its letters' case.",
        ["create-tokens/grant-type-case", "oauth2/parameter-names-case"], GRANT;
    GRANT_TYPE_HYPHEN_ACCEPTED: "Hyphens in `grant_type` are taken for underscores.",
        ["create-tokens/grant-type-case"], GRANT;
    GRANT_TYPE_SPACES_TRIMMED: "Spaces around `grant_type` are cut off.",
        ["create-tokens/grant-type-exact-bytes", "oauth2/parameter-names-case"], GRANT;
    GRANT_TYPE_LEADING_SPACE_TRIMMED: "A space before `grant_type` is cut off.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_LINE_END_TRIMMED: "A line feed after `grant_type` is cut off.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_TAB_TRIMMED: "A tab around `grant_type` is cut off.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_NUL_TRUNCATED: "`grant_type` ends at its first NUL character.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_TRAILING_NUL_IGNORED: "NUL characters at the end of `grant_type` are cut off.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_FULL_WIDTH_FOLDED: "Full-width letters in `grant_type` are normalised to ASCII.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_NUL_500: "A NUL character in `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    GRANT_TYPE_NON_ASCII_500: "A character beyond ASCII in `grant_type` crashes the endpoint.",
        ["create-tokens/grant-type-exact-bytes"], GRANT;
    CLIENT_CREDENTIALS_DEMANDS_SCOPE: "client_credentials without `scope` is refused.",
        ["create-tokens/grant-type-selects-required", "create-tokens/scope-client-credentials-unset",
         "oauth2/scope-default-or-error"], GRANT;
    CLIENT_CREDENTIALS_DEMANDS_CODE: "client_credentials without `code` is refused.",
        ["create-tokens/grant-type-selects-required"], GRANT;
    CODE_GRANT_DEMANDS_SCOPE: "The code exchange without `scope` is refused.",
        ["create-tokens/grant-type-selects-required", "create-tokens/scope-default-code"], SCOPE;
    REFRESH_DEMANDS_SCOPE: "A refresh without `scope` is refused.",
        ["create-tokens/grant-type-selects-required", "create-tokens/scope-default-refresh", "oauth2/refresh-control"], SCOPE;
    REFRESH_DEMANDS_REDIRECT_URI: "A refresh without `redirect_uri` is refused.",
        ["create-tokens/grant-type-selects-required", "oauth2/refresh-control"], REDIRECT;
    CLIENT_CREDENTIALS_REFRESH_TOKEN_ISSUED: "client_credentials yields a refresh token.",
        ["oauth2/cc-no-refresh-token"], S443;
    CLIENT_CREDENTIALS_FOR_PUBLIC_CLIENT: "A public client obtains tokens by client_credentials.",
        ["oauth2/cc-confidential-only"], S44;
    UNAUTHORIZED_CLIENT_NOT_CHECKED: "Every client may use client_credentials, registered for it or not.",
        ["oauth2/unauthorized-client-code"], S52;
    UNAUTHORIZED_CLIENT_MISREPORTED: "A client that may not use a grant is told invalid_grant.",
        ["oauth2/unauthorized-client-code"], S52;

    // 1.3 client_id
    PUBLIC_CLIENT_ID_NOT_REQUIRED_CODE: "A code exchange without client_id or Basic is served for the client that owns the code.",
        ["create-tokens/client-id-public-required", "oauth2/public-names-itself"], CLIENT_ID;
    PUBLIC_CLIENT_ID_NOT_REQUIRED_REFRESH: "A refresh without client_id or Basic is served for the client that owns the token.",
        ["create-tokens/client-id-public-required-on-refresh", "oauth2/refresh-auth"], CLIENT_ID;
    CLIENT_ID_MISSING_500: "A request without client_id or Basic crashes the endpoint.",
        ["create-tokens/client-id-public-required", "create-tokens/client-id-public-required-on-refresh",
         "oauth2/public-names-itself"], CLIENT_ID;
    CLIENT_ID_MISSING_UNSUPPORTED_GRANT: "A request without client_id or Basic is reported as unsupported_grant_type.",
        ["create-tokens/client-id-public-required"], CLIENT_ID;
    CLIENT_ID_DEMANDED_WITH_BASIC: "A client that authenticates by Basic has to send client_id too.",
        ["create-tokens/client-id-optional-with-basic", "oauth2/basic-supported"], CLIENT_ID;
    BASIC_WITH_CLIENT_ID_REFUSED: "client_id next to Basic is refused even when both agree.",
        ["create-tokens/client-id-with-basic-equal", "oauth2/basic-supported"], CLIENT_ID;
    BASIC_WINS_OVER_BODY_CLIENT_ID: "A client_id that differs from the Basic user is ignored.",
        ["create-tokens/client-id-with-basic-different"], CLIENT_ID;
    BODY_CLIENT_ID_WINS_OVER_BASIC: "The client is the one that client_id names, whoever authenticated by Basic.",
        ["create-tokens/client-id-with-basic-different", "oauth2/client-id-alone-is-no-proof",
         "oauth2/code-bound-to-client"], CLIENT_ID;
    EMPTY_CLIENT_ID_FINDS_CLIENT: "`client_id=` is served for the client that owns the code or refresh token.",
        ["create-tokens/client-id-not-empty", "oauth2/public-names-itself", "oauth2/empty-required-is-missing"], CLIENT_ID;
    EMPTY_CLIENT_ID_500: "`client_id=` crashes the endpoint.",
        ["create-tokens/client-id-not-empty", "oauth2/empty-is-omitted"], CLIENT_ID;
    UNKNOWN_CLIENT_ID_SERVED: "A client_id that nobody registered is served as an anonymous client.",
        ["create-tokens/client-id-length-max", "oauth2/invalid-client-code", "oauth2/public-names-itself"], CLIENT_ID;
    UNKNOWN_CLIENT_ID_500: "A client_id that nobody registered crashes the endpoint.",
        ["create-tokens/client-id-length-max"], CLIENT_ID;
    CLIENT_ID_ONE_CHARACTER_500: "A client_id of one character crashes the endpoint.",
        ["create-tokens/client-id-length-max"], CLIENT_ID;
    CLIENT_ID_ABOVE_COLUMN_500: "A client_id that is longer than 26 characters crashes the endpoint.",
        ["create-tokens/client-id-length-max"], CLIENT_ID;
    CLIENT_ID_OF_4096_500: "A client_id that is longer than 1000 characters crashes the endpoint.",
        ["create-tokens/client-id-length-max"], CLIENT_ID;
    CLIENT_ID_ABOVE_LIMIT_SERVED: "A client_id that is longer than 26 characters skips the look-up and is served.",
        ["create-tokens/client-id-length-max"], CLIENT_ID;
    CLIENT_ID_LIMIT_25: "client_id may have 25 characters only.",
        ["create-tokens/client-id-length-max", "create-tokens/client-id-with-basic-equal"], CLIENT_ID;
    CLIENT_ID_TRUNCATED_TO_26: "client_id is cut to 26 characters.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    CLIENT_ID_PREFIX_COMPARED: "A client_id that begins with a registered one is taken for it.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    CLIENT_ID_NUL_CUT: "client_id ends at its first NUL character.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    CLIENT_ID_SPACES_TRIMMED: "Spaces around client_id are cut off.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    CLIENT_ID_LINE_END_TRIMMED: "A line feed after client_id is cut off.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    CLIENT_ID_DOUBLED_ACCEPTED: "A client_id written twice in one value is taken for itself.",
        ["create-tokens/client-id-no-truncation"], CLIENT_ID;
    ISSUED_CLIENT_IDS_27: "The identifiers that the server issues have 27 characters.",
        ["create-tokens/client-id-own-length"], CLIENT_ID;
    CLIENT_ID_MULTIBYTE_500: "A client_id with characters beyond ASCII crashes the endpoint.",
        ["create-tokens/client-id-length-unit"], CLIENT_ID;
    CLIENT_ID_ASTRAL_500: "A client_id with characters beyond the basic multilingual plane crashes the endpoint.",
        ["create-tokens/client-id-length-unit"], CLIENT_ID;
    CLIENT_ID_CASE_FOLDED: "client_id is compared without its letters' case.",
        ["create-tokens/client-id-unique", "oauth2/parameter-names-case"], CLIENT_ID;
    CLIENT_ID_COMPARED_BY_CHECKSUM: "client_id is found by a sum of its characters, whatever their order.",
        ["create-tokens/client-id-unique"], CLIENT_ID;
    BASIC_OF_BODY_CLIENT_500: "Basic crashes the endpoint where clients authenticate in the body.",
        ["openid-connect/registered-auth-method"], OIDC;
    BASIC_UNSUPPORTED: "HTTP Basic is not understood.",
        ["create-tokens/basic-accepted", "oauth2/basic-supported"], BASIC;
    BASIC_USER_NOT_FORM_DECODED: "User name and password of Basic are not form-decoded.",
        ["oauth2/basic-form-decoding"], S231;
    SECRET_NOT_CHECKED: "No secret is wrong.",
        ["create-tokens/basic-wrong-secret", "oauth2/cc-authenticated", "oauth2/refresh-auth",
         "oauth2/client-id-alone-is-no-proof"], BASIC;
    SECRET_ONE_CHARACTER_OFF_ACCEPTED: "A secret with one wrong character is right.",
        ["create-tokens/basic-wrong-secret", "oauth2/cc-authenticated", "oauth2/refresh-auth"], BASIC;
    SECRET_PREFIX_ACCEPTED: "A beginning of the secret is right.",
        ["create-tokens/basic-wrong-secret"], BASIC;
    SECRET_SUFFIX_IGNORED: "Whatever follows the secret is ignored.",
        ["create-tokens/basic-wrong-secret"], BASIC;
    EMPTY_SECRET_ACCEPTED: "An empty secret is right.",
        ["create-tokens/basic-wrong-secret", "oauth2/client-id-alone-is-no-proof"], BASIC;
    WRONG_SECRET_400: "A wrong secret is answered with status 400.",
        ["create-tokens/basic-wrong-secret", "oauth2/invalid-client-401-basic"], S52;
    WRONG_SECRET_500: "A wrong secret crashes the endpoint.",
        ["create-tokens/basic-wrong-secret"], S52;
    WRONG_SECRET_WITHOUT_CHALLENGE: "The 401 for a wrong secret has no WWW-Authenticate.",
        ["create-tokens/basic-wrong-secret", "oauth2/invalid-client-www-authenticate", "http/401-has-challenge"], S52;
    WRONG_SECRET_CHALLENGES_BEARER: "The 401 for a wrong secret names the Bearer scheme.",
        ["create-tokens/basic-wrong-secret", "oauth2/invalid-client-www-authenticate"], S52;
    WRONG_SECRET_INVALID_GRANT: "A wrong secret is reported as invalid_grant.",
        ["create-tokens/basic-wrong-secret", "oauth2/invalid-client-code"], S52;
    WRONG_SECRET_BURNS_CODE: "A request with a wrong secret uses up the code.",
        ["create-tokens/basic-wrong-secret"], BASIC;
    UNKNOWN_BASIC_CLIENT_ACCEPTED: "An unknown user name of Basic is served.",
        ["create-tokens/basic-unknown-client", "oauth2/cc-authenticated"], BASIC;
    UNKNOWN_BASIC_CLIENT_400: "An unknown user name of Basic is answered with status 400.",
        ["create-tokens/basic-unknown-client", "oauth2/invalid-client-401-basic"], S52;
    UNKNOWN_BASIC_CLIENT_500: "An unknown user name of Basic crashes the endpoint.",
        ["create-tokens/basic-unknown-client", "oauth2/cc-authenticated"], BASIC;
    UNKNOWN_BASIC_CLIENT_WITHOUT_CHALLENGE: "The 401 for an unknown user name has no WWW-Authenticate.",
        ["create-tokens/basic-unknown-client", "oauth2/invalid-client-www-authenticate"], S52;
    BASIC_NOT_BASE64_500: "Basic credentials that are not base64 crash the endpoint.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_NOT_ASCII_500: "An octet beyond ASCII in Basic credentials crashes the endpoint.",
        ["oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_URL_ALPHABET_500: "Basic credentials in the base64url alphabet crash the endpoint.",
        ["create-tokens/basic-malformed"], BASIC;
    BASIC_UNPADDED_500: "Basic credentials without their padding crash the endpoint.",
        ["create-tokens/basic-malformed"], BASIC;
    BASIC_WITHOUT_COLON_ACCEPTED: "Basic credentials without a colon are a user name that needs no secret.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_WITHOUT_COLON_500: "Basic credentials without a colon crash the endpoint.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_ALONE_ACCEPTED: "`Basic` without credentials is served for the client that owns the code or refresh token.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_ALONE_500: "`Basic` without credentials crashes the endpoint.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_TRAILING_TOKEN_IGNORED: "Whatever follows the first token after `Basic` is ignored.",
        ["create-tokens/basic-malformed", "oauth2/client-id-alone-is-no-proof"], BASIC;
    BASIC_LINE_BREAK_ACCEPTED: "Line breaks and spaces in or around the Basic credentials are removed.",
        ["create-tokens/basic-malformed"], BASIC;
    BASIC_MALFORMED_UNSUPPORTED_GRANT: "Malformed Basic credentials are reported as unsupported_grant_type.",
        ["create-tokens/basic-malformed"], BASIC;
    BASIC_LOWER_SCHEME_REFUSED: "The scheme written `basic` is refused.",
        ["create-tokens/basic-scheme-case", "oauth2/basic-supported"], RFC9110;
    BASIC_UPPER_SCHEME_REFUSED: "The scheme written `BASIC` is refused.",
        ["create-tokens/basic-scheme-case", "oauth2/basic-supported"], RFC9110;
    CONFIDENTIAL_WITHOUT_BASIC_CODE: "A confidential client may exchange a code by its client_id alone.",
        ["create-tokens/confidential-needs-basic", "oauth2/client-id-alone-is-no-proof"], BASIC;
    CONFIDENTIAL_WITHOUT_BASIC_REFRESH: "A confidential client may refresh by its client_id alone.",
        ["create-tokens/confidential-needs-basic", "oauth2/client-id-alone-is-no-proof", "oauth2/refresh-auth", "openid-connect/refresh-authenticates"], BASIC;
    CONFIDENTIAL_WITHOUT_BASIC_CLIENT_CREDENTIALS: "A confidential client may use client_credentials by its client_id alone.",
        ["create-tokens/confidential-needs-basic", "oauth2/client-id-alone-is-no-proof", "oauth2/cc-authenticated"], BASIC;
    CONFIDENTIAL_WITHOUT_BASIC_UNAUTHORIZED_CLIENT: "A confidential client without Basic is told unauthorized_client.",
        ["create-tokens/confidential-needs-basic", "oauth2/client-id-alone-is-no-proof"], BASIC;
    PUBLIC_BASIC_SECRET_ACCEPTED: "Any Basic secret of a public client is accepted.",
        ["create-tokens/public-sends-basic", "oauth2/code-auth-if-present"], BASIC;
    PUBLIC_BASIC_500: "Basic with the identifier of a public client crashes the endpoint.",
        ["create-tokens/public-sends-basic", "oauth2/code-auth-if-present"], BASIC;
    PUBLIC_BODY_SECRET_IGNORED: "A client_secret that a public client makes up is ignored.",
        ["oauth2/code-auth-if-present"], S413;
    SECRET_IN_BODY_500: "client_secret in the body crashes the endpoint.",
        ["create-tokens/secret-in-body", "oauth2/body-credentials-optional", "openid-connect/registered-auth-method"], BASIC;
    SECRET_IN_BODY_NOT_CHECKED: "client_secret in the body is accepted unseen.",
        ["create-tokens/secret-in-body", "oauth2/body-credentials-optional", "oauth2/one-auth-method", "openid-connect/registered-auth-method"], BASIC;
    SECRET_IN_BODY_ACCEPTED: "client_secret in the body authenticates although discovery does not list it.",
        ["oauth2/body-credentials-optional", "metadata/auth-methods-unlisted"], DISCOVERY;
    BASIC_AND_BODY_SECRET_ACCEPTED: "A client_secret next to right Basic credentials is ignored.",
        ["oauth2/one-auth-method"], S23;
    BASIC_WRONG_BODY_RIGHT_ACCEPTED: "A right client_secret heals wrong Basic credentials.",
        ["oauth2/one-auth-method"], S23;
    TWO_AUTHORIZATION_HEADERS_ACCEPTED: "Of two Authorization headers the first is taken.",
        ["oauth2/one-auth-method", "http/duplicate-authorization"], S23;
    TWO_AUTHORIZATION_HEADERS_500: "Two Authorization headers crash the endpoint.",
        ["oauth2/one-auth-method", "http/duplicate-authorization"], S23;

    // 1.4 scope
    CODE_DEFAULT_SCOPE_OPENID_ONLY: "A code exchange without scope yields openid alone.",
        ["create-tokens/scope-default-code"], SCOPE;
    CODE_DEFAULT_SCOPE_OPENID_ONLY_PUBLIC: "A public client's code exchange without scope yields openid alone.",
        ["create-tokens/scope-default-code"], SCOPE;
    CODE_DEFAULT_SCOPE_ALL_OF_CLIENT: "A code exchange without scope yields all that the client may ask for.",
        ["create-tokens/scope-default-code"], SCOPE;
    REFRESH_DEFAULT_SCOPE_OPENID_ONLY: "A refresh without scope yields openid alone.",
        ["create-tokens/scope-default-refresh", "oauth2/refresh-scope-default"], SCOPE;
    REFRESH_DEFAULT_SCOPE_OPENID_ONLY_PUBLIC: "A public client's refresh without scope yields openid alone.",
        ["create-tokens/scope-default-refresh", "oauth2/refresh-scope-default"], SCOPE;
    REFRESH_DEFAULT_SCOPE_ALL_OF_CLIENT: "A refresh without scope yields all that the client may ask for.",
        ["create-tokens/scope-default-refresh", "oauth2/refresh-scope-default", "oauth2/refresh-scope-not-wider"], SCOPE;
    EMPTY_SCOPE_GRANTS_NOTHING: "`scope=` yields a token without any scope.",
        ["create-tokens/scope-not-empty", "oauth2/empty-is-omitted"], SCOPE;
    EMPTY_SCOPE_GRANTS_ALL: "`scope=` yields all that the client may ask for.",
        ["create-tokens/scope-not-empty", "oauth2/empty-is-omitted"], SCOPE;
    EMPTY_SCOPE_500: "`scope=` crashes the endpoint.",
        ["create-tokens/scope-not-empty", "oauth2/empty-is-omitted"], SCOPE;
    EMPTY_SCOPE_REFUSED: "`scope=` is refused as too short.",
        ["oauth2/empty-is-omitted"], EMPTY;
    EMPTY_VALUES_REFUSED: "Any empty optional field is refused.",
        ["oauth2/empty-is-omitted"], EMPTY;
    BLANK_SCOPE_MEANS_DEFAULT: "A scope of one space is taken for none.",
        ["create-tokens/scope-not-empty"], SCOPE;
    BLANK_SCOPE_GRANTS_NOTHING: "A scope of one space yields a token without any scope.",
        ["create-tokens/scope-not-empty"], SCOPE;
    SCOPE_EQUAL_SET_REFUSED: "On the code grant scope has to be smaller than the authorized set.",
        ["create-tokens/scope-equal-set"], SCOPE;
    REFRESH_SCOPE_EQUAL_SET_REFUSED: "On the refresh grant scope has to be smaller than the authorized set.",
        ["create-tokens/scope-equal-set", "oauth2/scope-order-case"], SCOPE;
    CODE_SCOPE_REFUSED: "The code grant takes no scope.",
        ["create-tokens/scope-proper-subset", "create-tokens/scope-equal-set"], SCOPE;
    REFRESH_SCOPE_REFUSED: "The refresh grant takes no scope.",
        ["create-tokens/scope-proper-subset", "create-tokens/scope-equal-set"], SCOPE;
    CODE_SCOPE_IGNORED: "The code grant ignores scope and says so.",
        ["create-tokens/scope-proper-subset", "create-tokens/scope-openid-alone"], SCOPE;
    REFRESH_SCOPE_IGNORED: "The refresh grant ignores scope and says so.",
        ["create-tokens/scope-proper-subset"], SCOPE;
    PUBLIC_SCOPE_IGNORED: "For the public client scope is ignored, and the answer says so.",
        ["create-tokens/scope-proper-subset"], SCOPE;
    SCOPE_IGNORED_UNREPORTED: "A narrowing is reported but the token keeps every authorized scope.",
        ["create-tokens/scope-proper-subset", "oauth2/scope-reported-when-different"], SCOPE;
    SCOPE_MEMBER_MISSING: "The answer to a narrowing request has no scope member and the token keeps every scope.",
        ["create-tokens/scope-proper-subset", "oauth2/scope-reported-when-different"], SCOPE_MEMBER;
    SCOPE_REPORTED_FULL: "The token is narrowed but the answer reports the full set.",
        ["create-tokens/scope-proper-subset", "oauth2/scope-reported-when-different"], SCOPE_MEMBER;
    OPENID_ALONE_REFUSED: "openid without another scope is refused.",
        ["create-tokens/scope-openid-alone"], SCOPE;
    OPENID_ALONE_MEANS_DEFAULT: "openid without another scope is taken for no scope.",
        ["create-tokens/scope-openid-alone"], SCOPE;
    OPENID_NOT_REQUIRED_CODE: "The code grant accepts a scope without openid.",
        ["create-tokens/scope-openid-required-code"], OPENID;
    OPENID_NOT_REQUIRED_CODE_SINGLE: "The code grant accepts a single scope that is not openid.",
        ["create-tokens/scope-openid-required-code"], OPENID;
    OPENID_NOT_REQUIRED_CODE_SEVERAL: "The code grant accepts several scopes without openid.",
        ["create-tokens/scope-openid-required-code"], OPENID;
    OPENID_PUT_BACK_CODE: "The code grant adds openid where it was left out.",
        ["create-tokens/scope-openid-required-code"], OPENID;
    OPENID_NOT_REQUIRED_REFRESH: "The refresh grant accepts a scope without openid.",
        ["create-tokens/scope-openid-required-refresh"], OPENID;
    OPENID_PUT_BACK_REFRESH: "The refresh grant adds openid where it was left out.",
        ["create-tokens/scope-openid-required-refresh"], OPENID;
    OPENID_MISSING_INVALID_GRANT: "A scope without openid is reported as invalid_grant.",
        ["create-tokens/scope-openid-required-code", "create-tokens/scope-openid-required-refresh"], OPENID;
    OPENID_MISSING_500: "A scope without openid crashes the endpoint.",
        ["create-tokens/scope-openid-required-code", "create-tokens/scope-openid-required-refresh"], OPENID;
    SCOPE_SUPERSET_CODE: "The code grant adds any scope that the client may have.",
        ["create-tokens/scope-superset", "create-tokens/scope-partial-consent", "oauth2/scope-reported-when-different",
         "oauth2/unknown-ignored"], SUBSET;
    SCOPE_SUPERSET_REFRESH: "The refresh grant adds any scope that the client may have.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_PUBLIC: "The public client may add any scope that it may have.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_CONFIDENTIAL: "The confidential client may add any scope that it may have.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_SECOND_REFRESH: "From the second refresh on any scope that the client may have is added.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_UNREPORTED: "A scope beyond those authorized is granted but not reported.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_DROPPED: "A scope beyond those authorized is left out, and the answer says so.",
        ["create-tokens/scope-superset", "create-tokens/scope-unknown-value"], SUBSET;
    SCOPE_SUPERSET_INVALID_GRANT: "A scope beyond those authorized is reported as invalid_grant.",
        ["create-tokens/scope-superset", "oauth2/invalid-scope-code"], SUBSET;
    SCOPE_SUPERSET_500: "A scope beyond those authorized crashes the endpoint.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPERSET_WIDENS_GRANT: "A refused superset is added to the grant and is there in the next token.",
        ["create-tokens/scope-superset", "oauth2/refresh-scope-not-wider"], SUBSET;
    UNKNOWN_SCOPE_GRANTED: "A scope that nobody knows is granted.",
        ["create-tokens/scope-unknown-value", "oauth2/scope-reported-when-different", "oauth2/refresh-scope-not-wider"], SUBSET;
    UNKNOWN_SCOPE_DROPPED: "A scope that nobody knows is left out.",
        ["create-tokens/scope-unknown-value"], SUBSET;
    UNKNOWN_SCOPE_500: "A scope that nobody knows crashes the endpoint.",
        ["create-tokens/scope-unknown-value", "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_STARTS_WITH_OPENID: "openid has to be the first scope.",
        ["create-tokens/scope-order", "oauth2/scope-order-case"], SCOPE;
    SCOPE_ORDER_SENSITIVE: "Scopes have to stand in the order of the authorization request.",
        ["create-tokens/scope-order", "oauth2/scope-order-case"], SCOPE;
    SCOPE_MUST_BE_SORTED: "Scopes have to be sorted by the alphabet.",
        ["create-tokens/scope-order"], SCOPE;
    SCOPE_OPENID_LAST_REFUSED: "openid must not be the last of several scopes.",
        ["create-tokens/scope-order"], SCOPE;
    REPEATED_SCOPE_TOKEN_REFUSED: "A string that stands twice in scope is refused.",
        ["create-tokens/scope-additive"], SCOPE;
    REPEATED_OPENID_REFUSED: "openid twice in scope is refused.",
        ["create-tokens/scope-additive"], SCOPE;
    REPEATED_SCOPE_TOKEN_500: "A string that stands twice in scope crashes the endpoint.",
        ["create-tokens/scope-additive"], SCOPE;
    SCOPE_CASE_FOLDED: "Scopes are compared without their letters' case.",
        ["create-tokens/scope-case-sensitive", "oauth2/scope-order-case"], SCOPE;
    OPENID_CASE_FOLDED: "openid is compared without its letters' case.",
        ["create-tokens/scope-case-sensitive"], SCOPE;
    SCOPE_PLUS_NOT_DECODED: "A plus sign in the form is not decoded to a space in scope.",
        ["create-tokens/scope-space-delimited", "oauth2/form-utf8"], FORM;
    SCOPE_PERCENT_20_REFUSED: "`%20` in the form is not decoded to a space in scope.",
        ["create-tokens/scope-space-delimited", "oauth2/form-utf8"], FORM;
    SCOPE_COMMA_SPLIT: "Commas separate scopes.",
        ["create-tokens/scope-space-delimited"], SCOPE;
    SCOPE_SEMICOLON_SPLIT: "Semicolons separate scopes.",
        ["create-tokens/scope-space-delimited"], SCOPE;
    SCOPE_TAB_SPLIT: "Tabs separate scopes.",
        ["create-tokens/scope-space-delimited", "oauth2/scope-grammar"], SCOPE;
    SCOPE_NEWLINE_SPLIT: "Line feeds separate scopes.",
        ["create-tokens/scope-space-delimited"], SCOPE;
    SCOPE_NO_BREAK_SPACE_SPLIT: "No-break spaces separate scopes.",
        ["create-tokens/scope-space-delimited"], SCOPE;
    SCOPE_DECODED_TWICE: "scope is form-decoded twice, so that an encoded plus sign separates scopes.",
        ["create-tokens/scope-space-delimited"], FORM;
    SCOPE_JSON_ARRAY_ACCEPTED: "A JSON array is a list of scopes.",
        ["create-tokens/scope-space-delimited"], SCOPE;
    EXTRA_SPACE_EMPTY_SCOPE: "Extra spaces put an empty scope into the token.",
        ["create-tokens/scope-extra-spaces", "oauth2/scope-grammar"], SCOPE;
    EXTRA_SPACE_WIDENS: "Extra spaces yield all that the client may ask for.",
        ["create-tokens/scope-extra-spaces", "oauth2/scope-grammar"], SCOPE;
    LEADING_SPACE_500: "A space before the scopes crashes the endpoint.",
        ["create-tokens/scope-extra-spaces", "oauth2/scope-grammar"], SCOPE;
    TRAILING_SPACE_500: "A space after the scopes crashes the endpoint.",
        ["create-tokens/scope-extra-spaces", "oauth2/scope-grammar"], SCOPE;
    DOUBLE_SPACE_500: "Two spaces between scopes crash the endpoint.",
        ["create-tokens/scope-extra-spaces", "oauth2/scope-grammar"], SCOPE;
    SCOPE_QUOTES_STRIPPED: "Quotation marks in scope are removed.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_BACKSLASH_STRIPPED: "Backslashes in scope are removed.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_NON_ASCII_STRIPPED: "Characters beyond ASCII in scope are removed.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_NON_ASCII_500: "Characters beyond ASCII in scope crash the endpoint.",
        ["create-tokens/scope-illegal-characters", "oauth2/scope-grammar"], SCOPE_GRAMMAR;
    SCOPE_NUL_STRIPPED: "NUL characters in scope are removed.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_NUL_TRUNCATED: "scope ends at its first NUL character.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_NUL_500: "A NUL character in scope crashes the endpoint.",
        ["create-tokens/scope-illegal-characters", "oauth2/scope-grammar"], SCOPE_GRAMMAR;
    SCOPE_DELETE_STRIPPED: "DEL characters in scope are removed.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_ILLEGAL_TOKEN_GRANTED: "A scope with illegal characters is granted as it is.",
        ["create-tokens/scope-illegal-characters", "oauth2/scope-grammar"], SCOPE_GRAMMAR;
    SCOPE_ILLEGAL_TOKEN_DROPPED: "A scope with illegal characters is left out.",
        ["create-tokens/scope-illegal-characters"], SCOPE_GRAMMAR;
    SCOPE_ONE_CHARACTER_ACCEPTED: "A scope of one character is taken for none.",
        ["create-tokens/scope-length-one"], OPENID;
    SCOPE_ONE_CHARACTER_500: "A scope of one character crashes the endpoint.",
        ["create-tokens/scope-length-one"], OPENID;
    LONG_SCOPE_500: "A scope longer than 4000 characters crashes the endpoint.",
        ["create-tokens/scope-no-upper-bound"], SCOPE;
    HUGE_SCOPE_500: "A scope longer than 60000 characters crashes the endpoint.",
        ["create-tokens/scope-no-upper-bound"], SCOPE;
    CLIENT_CREDENTIALS_SCOPE_IGNORED: "client_credentials ignores scope.",
        ["create-tokens/scope-client-credentials-unset"], NOTE;
    CLIENT_CREDENTIALS_SCOPE_HONOURED: "client_credentials grants the scope that was asked for.",
        ["create-tokens/scope-client-credentials-unset"], NOTE;
    CLIENT_CREDENTIALS_OPENID_ID_TOKEN: "client_credentials with openid yields an id_token of a person.",
        ["create-tokens/scope-client-credentials-unset"], NOTE;
    CLIENT_CREDENTIALS_SCOPE_UNAUTHORIZED_CLIENT: "client_credentials with scope is told unauthorized_client.",
        ["create-tokens/scope-client-credentials-unset"], NOTE;
    CLIENT_CREDENTIALS_SCOPE_500: "client_credentials with scope crashes the endpoint.",
        ["create-tokens/scope-client-credentials-unset", "oauth2/scope-grammar", "oauth2/scope-reported-when-different"], NOTE;
    STICKY_NARROWING_CODE: "A narrowed code exchange narrows the grant.",
        ["create-tokens/scope-refresh-after-narrowing"], SCOPE;
    DEFAULT_SCOPE_IS_LAST_TOKEN: "Without scope a refresh yields the scopes of the last token.",
        ["create-tokens/scope-refresh-after-narrowing", "create-tokens/scope-refresh-narrow-then-widen",
         "oauth2/refresh-scope-default"], SCOPE;
    STICKY_NARROWING_REFRESH: "A narrowed refresh narrows the grant.",
        ["create-tokens/scope-refresh-narrow-then-widen", "oauth2/refresh-new-token-same-scope"], SCOPE;
    WIDENING_AFTER_NARROWING_REFUSED: "After a narrowed refresh the full set is refused, although it is the default.",
        ["create-tokens/scope-refresh-narrow-then-widen", "oauth2/refresh-new-token-same-scope"], SCOPE;
    SECOND_REFRESH_REFUSED: "A refresh token that a refresh issued is refused.",
        ["create-tokens/scope-refresh-narrow-then-widen", "oauth2/refresh-control"], REFRESH;
    NO_OPENID_DEFAULT_REFUSED: "A code of an authorization without openid cannot be exchanged.",
        ["create-tokens/scope-without-openid-authorization"], OPENID;
    NO_OPENID_DEFAULT_ADDS_OPENID: "An authorization without openid yields openid and an id_token.",
        ["create-tokens/scope-without-openid-authorization", "openid-connect/code-from-openid-request"], OPENID;
    NO_OPENID_SUBSET_ACCEPTED: "After an authorization without openid a scope without openid is accepted.",
        ["create-tokens/scope-without-openid-authorization"], OPENID;
    OPENID_ADDABLE_AT_TOKEN: "openid may be added at the token endpoint.",
        ["create-tokens/scope-without-openid-authorization"], SUBSET;
    DECLINED_SCOPE_GRANTED: "A scope that the person declined is granted when the token request names it.",
        ["create-tokens/scope-partial-consent", "oauth2/refresh-scope-not-wider"], SUBSET;
    DECLINED_SCOPE_GRANTED_BY_DEFAULT: "A scope that the person declined is in the default.",
        ["create-tokens/scope-partial-consent", "create-tokens/scope-default-code", "oauth2/refresh-scope-default",
         "oauth2/refresh-scope-not-wider"], SUBSET;
    SCOPE_SUPPRESSES_ID_TOKEN: "With scope there is no id_token.",
        ["create-tokens/scope-alters-nothing-else"], SCOPE;
    SCOPE_CHANGES_SUBJECT: "With scope the token's subject is the client.",
        ["create-tokens/scope-alters-nothing-else"], SCOPE;
    SCOPE_CHANGES_TOKEN_TYPE: "With scope the token type is another.",
        ["create-tokens/scope-alters-nothing-else"], SCOPE;

    // 1.5 code_verifier
    VERIFIER_NOT_REQUIRED_CONFIDENTIAL: "A confidential client may leave out the verifier.",
        ["create-tokens/verifier-required-with-challenge", "pkce/missing-verifier"], PKCE;
    VERIFIER_NOT_REQUIRED_PUBLIC: "A public client may leave out the verifier.",
        ["create-tokens/verifier-required-with-challenge", "pkce/missing-verifier"], PKCE;
    VERIFIER_MISSING_500: "A missing verifier crashes the endpoint.",
        ["create-tokens/verifier-required-with-challenge"], PKCE;
    VERIFIER_MISSING_INVALID_CLIENT: "A missing verifier is reported as invalid_client.",
        ["create-tokens/verifier-required-with-challenge", "oauth2/invalid-grant-code"], PKCE;
    VERIFIER_EMPTY_ACCEPTED: "An empty verifier switches the check off.",
        ["create-tokens/verifier-not-empty", "pkce/missing-verifier"], PKCE;
    VERIFIER_EMPTY_HASHED: "An empty verifier is accepted when the challenge is the hash of nothing.",
        ["create-tokens/verifier-not-empty", "pkce/missing-verifier"], PKCE;
    VERIFIER_EMPTY_500: "An empty verifier crashes the endpoint.",
        ["create-tokens/verifier-not-empty", "pkce/missing-verifier"], PKCE;
    VERIFIER_43_REFUSED: "A verifier of 43 characters is refused.",
        ["create-tokens/verifier-right", "create-tokens/verifier-length-one", "pkce/equal-continues"], PKCE;
    VERIFIER_64_REFUSED: "A verifier of more than 63 characters is refused.",
        ["create-tokens/verifier-right"], PKCE;
    VERIFIER_128_REFUSED: "A verifier of 128 characters is refused.",
        ["create-tokens/verifier-right", "create-tokens/verifier-length-one", "pkce/equal-continues"], PKCE;
    VERIFIER_TILDE_REFUSED: "A verifier with a tilde is refused.",
        ["create-tokens/verifier-right", "pkce/equal-continues"], PKCE;
    VERIFIER_DOT_REFUSED: "A verifier with a dot is refused.",
        ["create-tokens/verifier-right", "pkce/equal-continues"], PKCE;
    VERIFIER_NOT_COMPARED_CONFIDENTIAL: "Any verifier of a confidential client is right.",
        ["create-tokens/verifier-wrong", "pkce/mismatch-invalid-grant"], PKCE;
    VERIFIER_NOT_COMPARED_PUBLIC: "Any verifier of a public client is right.",
        ["create-tokens/verifier-wrong", "pkce/mismatch-invalid-grant"], PKCE;
    CHALLENGE_ACCEPTED_AS_VERIFIER: "The challenge itself is accepted as verifier.",
        ["create-tokens/verifier-wrong", "pkce/method-bound-to-code"], PKCE;
    VERIFIER_ONE_CHARACTER_OFF_ACCEPTED: "A verifier with one wrong character is right.",
        ["create-tokens/verifier-wrong", "pkce/verifier-compare-exact"], PKCE;
    VERIFIER_PADDING_IGNORED: "Equals signs after the verifier are ignored.",
        ["create-tokens/verifier-wrong", "pkce/verifier-compare-exact"], PKCE;
    VERIFIER_TRIMMED: "White space around the verifier is ignored.",
        ["create-tokens/verifier-wrong", "pkce/verifier-compare-exact"], PKCE;
    VERIFIER_CASE_FOLDED: "The verifier may have its letters in the other case.",
        ["create-tokens/verifier-wrong", "pkce/verifier-compare-exact"], PKCE;
    VERIFIER_DECODED_TWICE: "The verifier is percent-decoded twice.",
        ["pkce/verifier-compare-exact"], PKCE;
    VERIFIER_WRONG_500: "A wrong verifier crashes the endpoint.",
        ["create-tokens/verifier-wrong", "pkce/mismatch-invalid-grant"], PKCE;
    VERIFIER_WRONG_INVALID_CLIENT: "A wrong verifier is reported as invalid_client.",
        ["create-tokens/verifier-wrong", "pkce/mismatch-invalid-grant"], PKCE;
    VERIFIER_WRONG_INVALID_REQUEST: "A wrong verifier is reported as invalid_request.",
        ["pkce/mismatch-invalid-grant"], PKCE;
    SHORT_VERIFIER_500: "A verifier of less than 43 characters crashes the endpoint.",
        ["create-tokens/verifier-length-one", "pkce/verifier-grammar"], PKCE;
    VERIFIER_OF_42_500: "A verifier of 42 characters crashes the endpoint.",
        ["create-tokens/verifier-length-one", "pkce/verifier-grammar"], PKCE;
    LONG_VERIFIER_500: "A verifier of more than 128 characters crashes the endpoint.",
        ["create-tokens/verifier-length-one", "pkce/verifier-grammar"], PKCE;
    VERIFIER_DEMANDED_WITHOUT_CHALLENGE: "A verifier is demanded although there was no challenge.",
        ["create-tokens/verifier-not-required-without-challenge", "oauth2/code-request-valid"], PKCE;
    VERIFIER_UNSOLICITED_ACCEPTED: "A verifier without a challenge is ignored.",
        ["security/pkce-downgrade"], PKCE;
    VERIFIER_UNSOLICITED_500: "A verifier without a challenge crashes the endpoint.",
        ["create-tokens/verifier-unsolicited", "pkce/unsolicited-verifier"], PKCE;
    VERIFIER_UNDER_REFRESH_500: "A verifier under the refresh grant crashes the endpoint.",
        ["create-tokens/verifier-other-grants"], PKCE;
    VERIFIER_UNDER_CLIENT_CREDENTIALS_500: "A verifier under client_credentials crashes the endpoint.",
        ["create-tokens/verifier-other-grants"], PKCE;
    VERIFIER_UNDER_REFRESH_REPLACES_SCOPE: "A verifier under the refresh grant yields all that the client may ask for.",
        ["create-tokens/verifier-other-grants"], PKCE;
    S256_REFUSED: "A verifier is never right for an S256 challenge.",
        ["pkce/s256-supported", "create-tokens/verifier-right"], PKCE;
    S256_PADDED: "The S256 hash is compared in padded base64.",
        ["pkce/s256-test-vector", "pkce/s256-supported"], PKCE;
    PLAIN_PKCE_REFUSED: "A verifier is never right for a plain challenge.",
        ["pkce/plain-default"], PKCE;
    PLAIN_DEFAULT_TAKEN_AS_S256: "A challenge without a method is taken for S256.",
        ["pkce/plain-default"], PKCE;
    PLAIN_VERIFIER_PREFIX_COMPARED: "A plain verifier that begins with the challenge is right.",
        ["pkce/plain-default", "pkce/verifier-compare-exact"], PKCE;
    PLAIN_VERIFIER_NOT_COMPARED: "Any verifier is right for a plain challenge.",
        ["pkce/plain-default", "pkce/mismatch-invalid-grant", "metadata/pkce-methods-truthful"], PKCE;
    METHOD_READ_FROM_TOKEN_REQUEST: "code_challenge_method in the token request replaces that of the authorization request.",
        ["pkce/method-bound-to-code"], PKCE;
    METHOD_UNKNOWN_SKIPS_CHECK: "An unknown code_challenge_method in the token request switches the check off.",
        ["pkce/method-bound-to-code"], PKCE;
    CHALLENGE_READ_FROM_TOKEN_REQUEST: "code_challenge in the token request replaces that of the authorization request.",
        ["pkce/method-bound-to-code"], PKCE;
    CHALLENGE_REPEATED_IS_PROOF: "The challenge, sent again under its own name, stands in for the verifier.",
        ["pkce/missing-verifier"], PKCE;
    CHALLENGE_CLEARED_BY_WRONG_VERIFIER: "After a wrong verifier the code has no challenge any more.",
        ["pkce/missing-verifier"], PKCE;
    CODE_AFTER_WRONG_VERIFIER_500: "The right verifier crashes the endpoint after a wrong one.",
        ["pkce/mismatch-invalid-grant"], PKCE;
    VERIFIER_OF_ANOTHER_CODE_ACCEPTED: "The verifier of any code of the client is right.",
        ["pkce/mismatch-invalid-grant"], PKCE;
    VERIFIER_CUT_AT_64: "Of a verifier the first 64 characters count.",
        ["pkce/verifier-compare-exact", "pkce/equal-continues"], PKCE;
    VERIFIER_CUT_AT_NUL: "Of a verifier counts what stands before a NUL.",
        ["pkce/verifier-compare-exact"], PKCE;
    PLAIN_VERIFIER_CUT_SHORT_ACCEPTED: "A plain verifier with which the challenge begins is right.",
        ["pkce/verifier-compare-exact"], PKCE;
    PLAIN_ALSO_HASHED: "For a plain challenge a text of which it is the hash is right, too.",
        ["pkce/method-bound-to-code"], PKCE;
    S256_STANDARD_BASE64: "The S256 hash is compared in the standard alphabet of base64.",
        ["pkce/s256-test-vector"], PKCE;
    S256_REFUSED_CONFIDENTIAL: "A confidential client's verifier is never right for an S256 challenge.",
        ["pkce/s256-supported"], PKCE;
    VERIFIER_GRAMMAR_500: "A verifier with characters outside its alphabet crashes the endpoint.",
        ["pkce/verifier-grammar"], PKCE;
    PLAIN_VERIFIER_NOT_ASCII_500: "A verifier with characters beyond ASCII crashes the endpoint where the challenge is plain.",
        ["pkce/verifier-compare-exact"], PKCE;

    // 1.6 code
    CODE_MISSING_INVALID_GRANT: "A missing code is reported as invalid_grant.",
        ["create-tokens/code-required", "create-tokens/grant-type-selects-required"], CODE;
    CODE_MISSING_MEANS_LAST_CODE: "Without code the client's last code is taken.",
        ["create-tokens/code-required"], CODE;
    CODE_MISSING_500: "A missing code crashes the endpoint.",
        ["create-tokens/code-required", "create-tokens/grant-type-selects-required"], CODE;
    CODE_MISSING_UNSUPPORTED_GRANT: "A missing code is reported as unsupported_grant_type.",
        ["create-tokens/code-required"], CODE;
    CODE_EMPTY_MEANS_LAST_CODE: "With an empty code the client's last code is taken.",
        ["create-tokens/code-not-empty", "oauth2/empty-required-is-missing"], CODE;
    CODE_EMPTY_500: "An empty code crashes the endpoint.",
        ["create-tokens/code-not-empty", "oauth2/empty-required-is-missing"], CODE;
    CODE_ONE_CHARACTER_ACCEPTED: "A one-character code is a test code that always works.",
        ["create-tokens/code-length-one"], CODE;
    CODE_ONE_CHARACTER_500: "A one-character code crashes the endpoint.",
        ["create-tokens/code-length-one"], CODE;
    CODE_UNKNOWN_ACCEPTED: "A code that was never issued is exchanged.",
        ["create-tokens/code-unknown"], CODE;
    CODE_UNKNOWN_500: "A code that was never issued crashes the endpoint.",
        ["create-tokens/code-unknown", "oauth2/no-5xx"], CODE;
    CODE_UNKNOWN_INVALID_CLIENT: "A code that was never issued is reported as invalid_client.",
        ["create-tokens/code-unknown", "oauth2/invalid-grant-code"], CODE;
    CODE_UNKNOWN_401: "A code that was never issued is answered with 401.",
        ["create-tokens/code-unknown", "oauth2/error-status-400", "openid-connect/error-400"], CODE;
    CODE_LAST_CHARACTER_IGNORED: "The last character of the code is not compared.",
        ["create-tokens/code-unknown"], CODE;
    CODE_SUFFIX_IGNORED: "Whatever follows the code is ignored.",
        ["create-tokens/code-unknown"], CODE;
    CODE_CASE_FOLDED: "Codes are compared without their letters' case.",
        ["create-tokens/code-unknown", "oauth2/parameter-names-case"], CODE;
    CODE_LONG_500: "A code longer than 4000 characters crashes the endpoint.",
        ["create-tokens/code-unknown"], CODE;
    REFRESH_TOKEN_ACCEPTED_AS_CODE: "A refresh token is exchanged as a code.",
        ["create-tokens/code-wrong-credential-kind"], CODE;
    ACCESS_TOKEN_ACCEPTED_AS_CODE: "An access token is exchanged as a code.",
        ["create-tokens/code-wrong-credential-kind"], CODE;
    ID_TOKEN_ACCEPTED_AS_CODE: "An id_token is exchanged as a code.",
        ["create-tokens/code-wrong-credential-kind"], CODE;
    JWT_CODE_500: "A code that is a JWT crashes the endpoint.",
        ["create-tokens/code-wrong-credential-kind"], CODE;
    CODE_REDEEMED_UNDER_REFRESH: "A code in a refresh request is redeemed instead of the refresh token.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_BURNT_UNDER_REFRESH: "A code in a refresh request is used up.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_REDEEMED_UNDER_CLIENT_CREDENTIALS: "A code in a client_credentials request is redeemed.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_BURNT_UNDER_CLIENT_CREDENTIALS: "A code in a client_credentials request is used up.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_UNDER_REFRESH_500: "A code in a refresh request crashes the endpoint.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_UNDER_CLIENT_CREDENTIALS_500: "A code in a client_credentials request crashes the endpoint.",
        ["create-tokens/code-only-with-code-grant"], CODE;
    CODE_DECODED_TWICE: "The code is form-decoded twice.",
        ["create-tokens/code-decoding", "oauth2/form-utf8"], FORM;
    CODE_NOT_DECODED: "The code is compared in its percent-encoded form.",
        ["create-tokens/code-decoding", "oauth2/form-utf8"], FORM;
    CODE_WIRE_LENGTH_LIMITED: "A code whose wire form is more than twice as long as the code is refused.",
        ["create-tokens/code-decoding"], FORM;
    CODE_NOT_BOUND_TO_CLIENT: "A code works for every client.",
        ["oauth2/code-bound-to-client"], S413;
    CODE_NOT_BOUND_TO_CLIENT_PUBLIC: "The public client may exchange any code.",
        ["oauth2/code-bound-to-client"], S413;
    CODE_REUSABLE: "A code works any number of times.",
        ["oauth2/code-single-use", "openid-connect/code-once-if-possible"], S412;
    CODE_REPLAY_DOES_NOT_REVOKE: "The replay of a code leaves the tokens alive that it yielded.",
        ["oauth2/code-replay-revokes", "security/replay-valid-request-revokes"], S412;
    CODE_REPLAY_REVOKES_ACCESS_ONLY: "The replay of a code leaves the refresh token alive that it yielded.",
        ["oauth2/code-replay-revokes", "security/replay-valid-request-revokes"], S412;
    CODE_REPLAY_INVALID_REQUEST: "The replay of a code is reported as invalid_request.",
        ["oauth2/code-single-use"], S412;
    CODE_GUESSABLE: "Codes differ in six digits only.",
        ["oauth2/code-issued-not-guessable"], S1010;

    // 1.7 redirect_uri
    REDIRECT_NOT_REQUIRED_CONFIDENTIAL: "A confidential client may leave out redirect_uri.",
        ["create-tokens/redirect-required-when-used", "oauth2/code-bound-to-redirect",
         "openid-connect/redirect-uri-checked"], REDIRECT;
    REDIRECT_NOT_REQUIRED_PUBLIC: "A public client may leave out redirect_uri.",
        ["create-tokens/redirect-required-when-used", "oauth2/code-bound-to-redirect",
         "openid-connect/redirect-uri-checked"], REDIRECT;
    REDIRECT_MISSING_500: "A missing redirect_uri crashes the endpoint.",
        ["create-tokens/redirect-required-when-used"], REDIRECT;
    REDIRECT_MISSING_INVALID_CLIENT: "A missing redirect_uri is reported as invalid_client.",
        ["create-tokens/redirect-required-when-used"], REDIRECT;
    REDIRECT_NOT_COMPARED: "redirect_uri is not compared.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_OTHER_REGISTERED_ACCEPTED: "Any redirect URI that the client registered is accepted.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect", "openid-connect/redirect-uri-checked"], REDIRECT;
    REDIRECT_PREFIX_COMPARED: "A redirect_uri that begins with the right one is accepted.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_TRAILING_SLASH_IGNORED: "A slash after redirect_uri is ignored.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_QUERY_IGNORED: "The query of redirect_uri is not compared.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_FRAGMENT_IGNORED: "The fragment of redirect_uri is not compared.",
        ["create-tokens/redirect-identical"], REDIRECT;
    REDIRECT_SCHEME_CASE_FOLDED: "The scheme of redirect_uri is compared without its letters' case.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_HOST_CASE_FOLDED: "The host of redirect_uri is compared without its letters' case.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_DEFAULT_PORT_IGNORED: "An explicit default port of redirect_uri is ignored.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_PORT_IGNORED: "The port of redirect_uri is not compared.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_PATH_CASE_FOLDED: "The path of redirect_uri is compared without its letters' case.",
        ["create-tokens/redirect-identical"], REDIRECT;
    REDIRECT_PERCENT_DECODED: "redirect_uri is percent-decoded before it is compared.",
        ["create-tokens/redirect-identical"], REDIRECT;
    REDIRECT_TRIMMED: "White space around redirect_uri is ignored.",
        ["create-tokens/redirect-identical"], REDIRECT;
    REDIRECT_NORMALISED: "redirect_uri is normalised by a URL parser before it is compared.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_MISMATCH_INVALID_CLIENT: "A wrong redirect_uri is reported as invalid_client.",
        ["create-tokens/redirect-identical", "oauth2/invalid-grant-code"], REDIRECT;
    REDIRECT_MISMATCH_500: "A wrong redirect_uri crashes the endpoint.",
        ["create-tokens/redirect-identical", "oauth2/code-bound-to-redirect"], REDIRECT;
    REDIRECT_EMPTY_ACCEPTED: "An empty redirect_uri switches the check off.",
        ["create-tokens/redirect-not-empty", "oauth2/code-bound-to-redirect", "oauth2/empty-required-is-missing"], REDIRECT;
    REDIRECT_EMPTY_500: "An empty redirect_uri crashes the endpoint.",
        ["create-tokens/redirect-not-empty", "oauth2/empty-required-is-missing"], REDIRECT;
    REDIRECT_EMPTY_WITHOUT_AUTHORIZED_500: "An empty redirect_uri crashes the endpoint where the authorization request had none.",
        ["create-tokens/redirect-not-empty", "oauth2/empty-is-omitted"], REDIRECT;
    REDIRECT_ALWAYS_DEMANDED: "redirect_uri is demanded even if the authorization request had none.",
        ["create-tokens/redirect-not-needed-when-absent", "oauth2/code-request-valid"], REDIRECT;
    REDIRECT_UNSOLICITED_ACCEPTED: "Where the authorization request had no redirect_uri, any is accepted.",
        ["create-tokens/redirect-unsolicited"], REDIRECT;
    REDIRECT_UNSOLICITED_500: "Where the authorization request had no redirect_uri, one crashes the endpoint.",
        ["create-tokens/redirect-unsolicited"], REDIRECT;
    REDIRECT_NOT_URI_500: "A redirect_uri that is not an absolute URI crashes the endpoint.",
        ["create-tokens/redirect-is-uri"], REDIRECT;
    REDIRECT_NOT_URI_SKIPPED: "A redirect_uri that cannot be parsed is not compared.",
        ["create-tokens/redirect-is-uri"], REDIRECT;
    REDIRECT_RELATIVE_SKIPPED: "A redirect_uri without a scheme is resolved against the right one and accepted.",
        ["create-tokens/redirect-is-uri"], REDIRECT;
    REDIRECT_WITHOUT_HOST_500: "A redirect_uri without a host crashes the endpoint.",
        ["create-tokens/redirect-is-uri"], REDIRECT;
    REDIRECT_ONE_CHARACTER_500: "A redirect_uri of one character crashes the endpoint.",
        ["create-tokens/redirect-is-uri"], REDIRECT;
    REDIRECT_LIMIT_1999: "redirect_uri may have 1999 characters only.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_LIMIT_1998: "redirect_uri has to be shorter than 1999 characters.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_LIMIT_2001: "redirect_uri may have 2001 characters.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_UNLIMITED: "redirect_uri has no maximum length.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_TRUNCATED_TO_2000: "redirect_uri is cut to 2000 characters and then compared.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_LONG_500: "A redirect_uri longer than 2000 characters crashes the endpoint.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_OF_8000_500: "A redirect_uri longer than 4000 characters crashes the endpoint.",
        ["create-tokens/redirect-length-max"], REDIRECT;
    REDIRECT_LIMIT_ON_WIRE: "The limit of redirect_uri is that of its encoded form.",
        ["create-tokens/redirect-length-unit"], REDIRECT;
    REDIRECT_UNDER_REFRESH_REDIRECTS: "redirect_uri under the refresh grant is redirected to.",
        ["create-tokens/redirect-other-grants"], REDIRECT;
    REDIRECT_UNDER_REFRESH_500: "redirect_uri under the refresh grant crashes the endpoint.",
        ["create-tokens/redirect-other-grants"], REDIRECT;
    REDIRECT_UNDER_CLIENT_CREDENTIALS_REDIRECTS: "redirect_uri under client_credentials is redirected to.",
        ["create-tokens/redirect-other-grants"], REDIRECT;
    REDIRECT_UNDER_CLIENT_CREDENTIALS_500: "redirect_uri under client_credentials crashes the endpoint.",
        ["create-tokens/redirect-other-grants"], REDIRECT;

    // 1.8 refresh_token
    REFRESH_TOKEN_MISSING_INVALID_GRANT: "A missing refresh token is reported as invalid_grant.",
        ["create-tokens/refresh-token-required", "create-tokens/grant-type-selects-required"], REFRESH;
    REFRESH_TOKEN_MISSING_MEANS_LAST: "Without refresh_token the client's last one is taken.",
        ["create-tokens/refresh-token-required"], REFRESH;
    REFRESH_TOKEN_MISSING_500: "A missing refresh token crashes the endpoint.",
        ["create-tokens/refresh-token-required", "create-tokens/grant-type-selects-required"], REFRESH;
    REFRESH_TOKEN_EMPTY_MEANS_LAST: "With an empty refresh_token the client's last one is taken.",
        ["create-tokens/refresh-token-not-empty", "oauth2/empty-required-is-missing"], REFRESH;
    REFRESH_TOKEN_EMPTY_500: "An empty refresh token crashes the endpoint.",
        ["create-tokens/refresh-token-not-empty", "oauth2/empty-required-is-missing"], REFRESH;
    REFRESH_TOKEN_ONE_CHARACTER_ACCEPTED: "A one-character refresh token always works.",
        ["create-tokens/refresh-token-length-one"], REFRESH;
    REFRESH_TOKEN_ONE_CHARACTER_500: "A one-character refresh token crashes the endpoint.",
        ["create-tokens/refresh-token-length-one"], REFRESH;
    REFRESH_REFUSED_PUBLIC: "The public client's refresh tokens do not work.",
        ["create-tokens/refresh-token-works", "oauth2/refresh-control"], REFRESH;
    REFRESH_REFUSED_CONFIDENTIAL: "The confidential client's refresh tokens do not work.",
        ["create-tokens/refresh-token-works", "oauth2/refresh-control"], REFRESH;
    REFRESH_WITHOUT_ACCESS_TOKEN: "A refresh yields no access token.",
        ["create-tokens/refresh-token-works", "oauth2/access-token-member"], REFRESH;
    REFRESH_TOKEN_UNKNOWN_ACCEPTED: "A refresh token that was never issued works.",
        ["create-tokens/refresh-token-unknown", "openid-connect/refresh-authenticates"], REFRESH;
    REFRESH_TOKEN_UNKNOWN_500: "A refresh token that was never issued crashes the endpoint.",
        ["create-tokens/refresh-token-unknown", "oauth2/no-5xx"], REFRESH;
    REFRESH_TOKEN_UNKNOWN_INVALID_CLIENT: "A refresh token that was never issued is reported as invalid_client.",
        ["create-tokens/refresh-token-unknown", "oauth2/invalid-grant-code"], REFRESH;
    REFRESH_TOKEN_LAST_CHARACTER_IGNORED: "The last character of the refresh token is not compared.",
        ["create-tokens/refresh-token-unknown"], REFRESH;
    REFRESH_TOKEN_CASE_FOLDED: "Refresh tokens are compared without their letters' case.",
        ["create-tokens/refresh-token-unknown", "oauth2/parameter-names-case"], REFRESH;
    ACCESS_TOKEN_ACCEPTED_AS_REFRESH_TOKEN: "An access token works as refresh token.",
        ["create-tokens/refresh-token-unknown"], REFRESH;
    USED_CODE_ACCEPTED_AS_REFRESH_TOKEN: "A used code works as refresh token.",
        ["create-tokens/refresh-token-unknown"], REFRESH;
    ID_TOKEN_ACCEPTED_AS_REFRESH_TOKEN: "An id_token works as refresh token.",
        ["create-tokens/refresh-token-unknown"], REFRESH;
    REFRESH_TOKEN_CONSUMED_UNDER_CODE: "A refresh token in a code exchange is used up.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_CONSUMED_UNDER_CLIENT_CREDENTIALS: "A refresh token in a client_credentials request is used up.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_REDEEMED_UNDER_CODE: "A refresh token in a code exchange is redeemed instead of the code.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_REDEEMED_UNDER_CLIENT_CREDENTIALS: "A refresh token in a client_credentials request is redeemed.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_UNDER_CODE_500: "A refresh token in a code exchange crashes the endpoint.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_UNDER_CLIENT_CREDENTIALS_500: "A refresh token in a client_credentials request crashes the endpoint.",
        ["create-tokens/refresh-token-only-with-refresh-grant"], REFRESH;
    REFRESH_TOKEN_DECODED_TWICE: "The refresh token is form-decoded twice.",
        ["create-tokens/refresh-token-decoding", "oauth2/form-utf8"], FORM;
    REFRESH_TOKEN_NOT_DECODED: "The refresh token is compared in its percent-encoded form.",
        ["create-tokens/refresh-token-decoding", "oauth2/form-utf8"], FORM;
    REFRESH_TOKEN_WIRE_LENGTH_LIMITED: "A refresh token whose wire form is more than twice as long as the token is refused.",
        ["create-tokens/refresh-token-decoding"], FORM;
    REFRESH_NOT_BOUND_TO_CLIENT: "A refresh token works for every client.",
        ["oauth2/refresh-bound-to-client", "openid-connect/refresh-authenticates"], S6;
    REFRESH_NOT_BOUND_TO_CLIENT_PUBLIC: "The public client may use any refresh token.",
        ["oauth2/refresh-bound-to-client", "openid-connect/refresh-authenticates"], S6;
    REFRESH_TOKEN_REUSE_ACCEPTED: "A rotated refresh token works again.",
        ["oauth2/refresh-old-token-policy", "security/rotation-replay-kills-family"], S6;
    REFRESH_TOKEN_REUSE_DOES_NOT_REVOKE: "The reuse of a rotated refresh token leaves its family alive.",
        ["security/rotation-replay-kills-family"], S6;

    // RFC 6749: what the suite oauth2 alone looks at
    GET_ACCEPTED_FOR_CLIENT_CREDENTIALS: "client_credentials is served by GET, the other grants are not.",
        ["oauth2/post-only"], S32;
    GET_ACCEPTED_FOR_REFRESH: "A refresh is served by GET, the other grants are not.",
        ["oauth2/post-only"], S32;
    REFRESH_TOKEN_READ_FROM_QUERY: "`refresh_token` is also read from the query.",
        ["oauth2/post-only"], S32;
    QUERY_WINS_OVER_BODY: "A parameter in the query replaces the one in the body.",
        ["oauth2/post-only", "oauth2/no-repeats"], S32;
    TOKEN_ENDPOINT_WITH_FRAGMENT: "The token endpoint's URI has a fragment.",
        ["oauth2/uri-without-fragment"], S32;
    CLIENT_ID_NAME_CASE_FOLDED: "`Client_Id` is taken for `client_id`.",
        ["oauth2/parameter-names-case"], CASE;
    REFRESH_TOKEN_NAME_CASE_FOLDED: "`REFRESH_TOKEN` is taken for `refresh_token`.",
        ["oauth2/parameter-names-case"], CASE;
    SECRET_CASE_FOLDED: "Secrets are compared without their letters' case.",
        ["oauth2/parameter-names-case"], CASE;
    NAME_ALONE_REFUSED: "A parameter's name without an equals sign is refused.",
        ["oauth2/empty-is-omitted"], EMPTY;
    EMPTY_CLIENT_ID_WITH_BASIC_REFUSED: "`client_id=` beside Basic is refused.",
        ["oauth2/empty-is-omitted"], EMPTY;
    EMPTY_VERIFIER_WITHOUT_CHALLENGE_REFUSED: "`code_verifier=` is refused where the authorization request had no challenge.",
        ["oauth2/empty-is-omitted"], EMPTY;
    EMPTY_SCOPE_REFUSED_FOR_CLIENT_CREDENTIALS: "`scope=` is refused under client_credentials alone.",
        ["oauth2/empty-is-omitted"], EMPTY;
    EMPTY_SECRET_OF_PUBLIC_CLIENT_REFUSED: "`client_secret=` of a public client is refused.",
        ["oauth2/empty-is-omitted"], EMPTY;
    UNKNOWN_FIELD_REFUSED_ON_REFRESH: "An unknown field is refused under the refresh grant alone.",
        ["oauth2/unknown-ignored"], IGNORE;
    UNKNOWN_FIELD_REPEATED_500: "An unknown field that occurs twice crashes the endpoint.",
        ["oauth2/unknown-ignored", "oauth2/no-repeats"], IGNORE;
    REPEATED_CLIENT_SECRET_FIRST_WINS: "Of a repeated `client_secret` the first value authenticates the client.",
        ["oauth2/no-repeats"], S32;
    REPEATED_CLIENT_SECRET_LAST_WINS: "Of a repeated `client_secret` the last value authenticates the client.",
        ["oauth2/no-repeats"], S32;
    REPEATED_CLIENT_SECRET_IDENTICAL_ACCEPTED: "A `client_secret` that is repeated with the same value authenticates the client.",
        ["oauth2/no-repeats"], S32;
    FORM_SEMICOLON_SPLIT: "A semicolon separates parameters like an ampersand.",
        ["oauth2/form-utf8"], UTF8;
    FORM_BROKEN_ESCAPE_500: "A percent sign without two digits after it crashes the endpoint.",
        ["oauth2/form-utf8"], UTF8;
    FORM_INVALID_UTF8_DROPPED: "Bytes that are not UTF-8 are left out of a value.",
        ["oauth2/form-utf8"], UTF8;
    CLIENT_ID_NOT_DECODED: "`client_id` is compared in its percent-encoded form.",
        ["oauth2/form-utf8"], UTF8;
    GRANT_TYPE_DECODED_TWICE: "`grant_type` is form-decoded twice.",
        ["oauth2/form-utf8"], UTF8;
    REDIRECT_DECODED_TWICE: "`redirect_uri` is form-decoded twice.",
        ["oauth2/form-utf8"], UTF8;
    EMPTY_BODY_SECRET_ACCEPTED: "client_id with an empty client_secret in the body authenticates a confidential client.",
        ["oauth2/client-id-alone-is-no-proof"], S231;
    BASIC_WITHOUT_ID_ACCEPTED: "Basic without a user name is the client whose secret it holds.",
        ["oauth2/client-id-alone-is-no-proof"], S231;
    BASIC_EMPTY_PAIR_ACCEPTED: "Basic with neither user name nor password is served for the client that owns the code or refresh token.",
        ["oauth2/client-id-alone-is-no-proof"], S231;
    BASIC_UNDER_ANY_SCHEME: "Basic credentials under the scheme Bearer are taken.",
        ["oauth2/client-id-alone-is-no-proof"], S231;
    BASIC_NOT_UTF8_500: "Basic credentials that are base64 but not UTF-8 crash the endpoint.",
        ["oauth2/client-id-alone-is-no-proof"], S231;
    BASIC_TWO_SPACES_REFUSED: "Two spaces after the scheme Basic are refused.",
        ["oauth2/basic-supported"], RFC9110;
    BASIC_BROKEN_ESCAPE_500: "Basic credentials that cannot be form-decoded crash the endpoint.",
        ["oauth2/basic-form-decoding"], S231;
    BASIC_PLUS_KEPT: "Percent escapes in Basic credentials are decoded, plus signs stay plus signs.",
        ["oauth2/basic-form-decoding"], S231;
    BASIC_DECODED_TWICE: "Basic credentials are form-decoded twice.",
        ["oauth2/basic-form-decoding"], S231;
    BASIC_ESCAPED_LETTERS_REFUSED: "Basic credentials with more percent escapes than they need are refused.",
        ["oauth2/basic-form-decoding"], S231;
    SECRET_READ_FROM_QUERY: "`client_secret` in the query goes with client_id in the body.",
        ["oauth2/credentials-not-in-uri"], S231;
    BASIC_AND_BODY_SECRET_ACCEPTED_ON_REFRESH: "Under the refresh grant a client_secret next to right Basic credentials is ignored.",
        ["oauth2/one-auth-method"], S23;
    BASIC_WRONG_BODY_RIGHT_ACCEPTED_FOR_CLIENT_CREDENTIALS: "Under client_credentials a right client_secret heals wrong Basic credentials.",
        ["oauth2/one-auth-method"], S23;
    BEARER_BESIDE_BODY_CREDENTIALS_500: "A Bearer header beside client_secret in the body crashes the endpoint.",
        ["oauth2/one-auth-method"], S23;
    PUBLIC_CLIENT_ID_HIDES_AUTHORIZATION: "The Authorization header is not looked at when client_id names a public client.",
        ["oauth2/code-auth-if-present"], S413;
    SCOPE_UNKNOWN_DROPPED_UNREPORTED: "At a refresh an unknown scope is left out, and the answer has no scope member.",
        ["oauth2/scope-reported-when-different"], SCOPE_MEMBER;
    CLIENT_CREDENTIALS_UNKNOWN_SCOPE_UNREPORTED: "client_credentials leaves out unknown scopes, and the answer has no scope member.",
        ["oauth2/scope-reported-when-different"], SCOPE_MEMBER;
    DECLINED_SCOPE_UNREPORTED: "Where the owner declined a scope, the answer to the code has no scope member.",
        ["oauth2/scope-reported-when-different"], SCOPE_MEMBER;
    CLIENT_CREDENTIALS_ILLEGAL_SCOPE_GRANTED: "client_credentials grants a scope with illegal characters as it is.",
        ["oauth2/scope-grammar"], SCOPE_GRAMMAR;
    CLIENT_CREDENTIALS_SCOPE_ORDER_SENSITIVE: "Scopes of client_credentials have to stand in the order of the registration.",
        ["oauth2/scope-order-case"], S33;
    CODE_LIVES_20_MINUTES: "A code lives for twenty minutes.",
        ["oauth2/code-expires"], S412;
    CODE_OF_PUBLIC_CLIENT_NEVER_EXPIRES: "The code of a public client does not expire.",
        ["oauth2/code-expires"], S412;
    OLD_CODE_500: "A code that is older than twenty seconds crashes the endpoint.",
        ["oauth2/code-expires"], S412;
    CODE_REUSABLE_AFTER_25_SECONDS: "A used code works again 25 seconds later.",
        ["oauth2/code-single-use"], S412;
    CODE_REUSABLE_AFTER_REFRESH: "A used code works again once its refresh token was used.",
        ["oauth2/code-single-use"], S412;
    CODE_REUSABLE_AT_THIRD_ATTEMPT: "The first replay of a code removes the mark of its use, and the second one succeeds.",
        ["oauth2/code-single-use"], S412;
    CODE_REUSABLE_PUBLIC: "The code of a public client works any number of times.",
        ["oauth2/code-single-use"], S412;
    CODE_REPLAYED_WITHOUT_AUTHENTICATION: "A used code is answered with tokens again when only client_id comes with it.",
        ["oauth2/code-single-use"], S412;
    CODE_REPLAYED_BY_ANY_CLIENT: "A used code works for every other client.",
        ["oauth2/code-single-use"], S412;
    CODE_RACE: "Between the look-up of a code and the mark of its use other requests with it succeed, too.",
        ["oauth2/code-single-use"], S412;
    CODE_REPLAY_REVOKES_REFRESH_ONLY: "The replay of a code leaves the access token alive that it yielded.",
        ["oauth2/code-replay-revokes", "security/replay-valid-request-revokes"], S412;
    CODE_REPLAY_DOES_NOT_REVOKE_PUBLIC: "The replay of a public client's code leaves the tokens alive that it yielded.",
        ["oauth2/code-replay-revokes", "security/replay-valid-request-revokes"], S412;
    CODE_REPLAY_SPARES_REFRESHED: "The replay of a code leaves the tokens of a refresh in between alive.",
        ["oauth2/code-replay-revokes", "security/replay-valid-request-revokes"], S412;
    CODE_OF_PUBLIC_CLIENT_NOT_BOUND: "The code of a public client works for every client.",
        ["oauth2/code-bound-to-client"], S413;
    SECRET_OF_ANY_CLIENT_ACCEPTED: "Any registered secret is right for any client.",
        ["oauth2/code-bound-to-client", "oauth2/cc-authenticated", "oauth2/refresh-auth"], S231;
    REDIRECT_OF_OTHER_CLIENT_ACCEPTED: "A redirect_uri that another client registered is accepted.",
        ["oauth2/code-bound-to-redirect"], S413;
    REDIRECT_SUBDOMAIN_ACCEPTED: "A redirect_uri on a subdomain of the right one's host is accepted.",
        ["oauth2/code-bound-to-redirect"], S413;
    REDIRECT_LONGER_HOST_ACCEPTED: "A redirect_uri whose host begins with the right one's is accepted.",
        ["oauth2/code-bound-to-redirect"], S413;
    REDIRECT_USER_INFORMATION_IGNORED: "User information in redirect_uri is ignored.",
        ["oauth2/code-bound-to-redirect"], S413;
    ACCESS_TOKEN_GUESSABLE: "Access tokens differ in six digits only.",
        ["oauth2/code-issued-not-guessable"], S1010;
    REFRESH_TOKEN_GUESSABLE: "Refresh tokens differ in six digits only.",
        ["oauth2/code-issued-not-guessable"], S1010;
    SECRETS_SHORT: "The secrets that the server issues have eight digits.",
        ["oauth2/code-issued-not-guessable"], S1010;
    CLIENT_CREDENTIALS_UNAUTHENTICATED_SERVED: "client_credentials serves whoever does not say who it is.",
        ["oauth2/cc-authenticated"], S44;
    CLIENT_CREDENTIALS_SECRET_NOT_CHECKED: "Under client_credentials no secret is wrong.",
        ["oauth2/cc-authenticated"], S44;
    PASSWORD_MISSING_ACCEPTED: "The password grant issues tokens where the password is missing.",
        ["oauth2/password-grant-shape"], S432;
    USERNAME_MISSING_ACCEPTED: "The password grant issues tokens for a password without a user name.",
        ["oauth2/password-grant-shape"], S432;
    PASSWORD_GRANT_WITHOUT_AUTHENTICATION: "The password grant serves a confidential client by its client_id alone.",
        ["oauth2/password-grant-shape"], S432;
    GRANT_TYPE_URN_SUFFIX_ACCEPTED: "A URN that ends in the name of a grant is taken for that grant.",
        ["oauth2/extension-grant-unknown"], S45;
    REFRESH_SECRET_NOT_CHECKED: "Under the refresh grant no secret is wrong.",
        ["oauth2/refresh-auth"], S6;
    SECOND_REFRESH_WITHOUT_AUTHENTICATION: "A refresh token that a refresh issued works for a confidential client's client_id alone.",
        ["oauth2/refresh-auth"], S6;
    THIRD_REFRESH_REFUSED: "The third refresh of a grant is refused.",
        ["oauth2/refresh-control"], S6;
    REFRESHED_ACCESS_TOKEN_DEAD: "The access token of a refresh is not active.",
        ["oauth2/refresh-control"], S6;
    REFRESH_BINDING_LOST_AFTER_ROTATION: "A refresh token that a refresh issued works for every client.",
        ["oauth2/refresh-bound-to-client"], S6;
    REFRESH_OF_PUBLIC_CLIENT_NOT_BOUND: "The refresh token of a public client works for every client.",
        ["oauth2/refresh-bound-to-client"], S6;
    DEFAULT_SCOPE_ALL_AFTER_FIRST_REFRESH: "From the second refresh on, no scope yields all that the client may ask for.",
        ["oauth2/refresh-scope-default", "oauth2/refresh-scope-not-wider"], S6;
    REVOCATION_FORGOTTEN_AFTER_5_SECONDS: "A revoked refresh token works again five seconds later.",
        ["oauth2/refresh-revoked"], RFC7009;

    // 1.9 response
    SUCCESS_AS_HTML: "Tokens are labelled text/html.",
        ["create-tokens/response-json", "oauth2/json-media-type"], RESPONSE;
    SUCCESS_AS_PLAIN_TEXT: "Tokens are labelled text/plain.",
        ["create-tokens/response-json", "oauth2/json-media-type"], RESPONSE;
    SUCCESS_FORM_ENCODED: "Tokens come form-encoded.",
        ["create-tokens/response-json", "oauth2/json-media-type"], RESPONSE;
    SUCCESS_AS_ARRAY: "The members stand in an object within an array.",
        ["create-tokens/response-json"], RESPONSE;
    REFRESH_SUCCESS_AS_HTML: "The tokens of a refresh are labelled text/html.",
        ["create-tokens/response-json"], RESPONSE;
    CLIENT_CREDENTIALS_SUCCESS_AS_HTML: "The tokens of client_credentials are labelled text/html.",
        ["create-tokens/response-json"], RESPONSE;
    ACCESS_TOKEN_MISSING: "There is no access_token.",
        ["create-tokens/response-json", "oauth2/access-token-member"], RESPONSE;
    ACCESS_TOKEN_NULL: "access_token is null.",
        ["create-tokens/response-json", "oauth2/access-token-member"], RESPONSE;
    TOKEN_TYPE_MISSING: "There is no token_type.",
        ["create-tokens/response-json", "oauth2/token-type-member"], RESPONSE;
    TOKEN_TYPE_MAC: "token_type is `mac`.",
        ["oauth2/token-type-member", "openid-connect/token-type-bearer"], RESPONSE;
    SUCCESS_STATUS_201: "Tokens come with status 201.",
        ["oauth2/success-200"], RESPONSE;
    ERROR_AS_HTML: "Errors are HTML pages.",
        ["create-tokens/error-json", "oauth2/json-media-type", "openid-connect/error-400"], RESPONSE;
    ERROR_AS_PLAIN_TEXT: "Errors are labelled text/plain.",
        ["create-tokens/error-json", "oauth2/json-media-type", "openid-connect/error-400"], RESPONSE;
    ERROR_STATUS_200: "Errors come with status 200.",
        ["create-tokens/error-json", "oauth2/error-status-400"], RESPONSE;
    ERROR_STATUS_403: "Errors that ought to have status 400 have 403.",
        ["oauth2/error-status-400", "openid-connect/error-400"], RESPONSE;
    INVALID_GRANT_401: "invalid_grant comes with status 401.",
        ["oauth2/error-status-400"], S52;
    INVALID_GRANT_403: "invalid_grant comes with status 403.",
        ["oauth2/error-status-400"], S52;
    INVALID_GRANT_INVALID_REQUEST: "What is invalid_grant is reported as invalid_request.",
        ["oauth2/invalid-grant-code"], S52;
    INVALID_GRANT_SERVER_ERROR: "What is invalid_grant is reported as server_error, with status 400.",
        ["oauth2/error-code-registered", "oauth2/invalid-grant-code"], S52;
    ERRORS_OK_FALSE: "Errors are 200 answers that say `ok: false` and a code of the vendor's own.",
        ["oauth2/error-status-400", "oauth2/error-code-registered"], S52;
    REDIRECT_MISMATCH_PRIVATE_CODE: "A wrong redirect_uri is reported as redirect_uri_mismatch.",
        ["oauth2/error-code-registered", "oauth2/invalid-grant-code"], S52;
    GRANT_NOT_FOR_CLIENT_INVALID_REQUEST: "A client that may not use a grant is told invalid_request.",
        ["oauth2/unauthorized-client-code"], S52;
    DESCRIPTION_WITH_LINE_BREAKS: "error_description has several lines.",
        ["oauth2/error-description-charset"], S52;
    BODY_401_WITHOUT_CHALLENGE: "A 401 to a request without Authorization has no WWW-Authenticate.",
        ["http/401-has-challenge"], "RFC 9110 §15.5.2";
    ERROR_WITHOUT_ERROR: "Errors have a description but no `error`.",
        ["create-tokens/error-json", "oauth2/error-member"], RESPONSE;
    ERROR_NESTED: "`error` is an object.",
        ["create-tokens/error-json", "oauth2/error-member"], RESPONSE;
    ERROR_CODE_UNREGISTERED: "Errors are upper-case words of the vendor's own.",
        ["oauth2/error-code-registered"], RESPONSE;
    ERROR_WITH_TOKENS: "Errors carry an access token too.",
        ["create-tokens/error-json", "oauth2/error-without-tokens"], RESPONSE;
    ERROR_ECHOES_VALUE: "error_description repeats what was sent, whatever its characters.",
        ["oauth2/error-description-charset"], RESPONSE;
    ERROR_URI_RELATIVE_GARBAGE: "error_uri is not a URI reference.",
        ["oauth2/error-uri-shape"], RESPONSE;
    INVALID_CLIENT_WITHOUT_CHALLENGE: "No 401 has a WWW-Authenticate.",
        ["oauth2/invalid-client-www-authenticate", "http/401-has-challenge"], S52;
    ACCEPT_MISSING_FORM_ENCODED: "Without Accept tokens come form-encoded.",
        ["create-tokens/response-independent-of-accept"], RESPONSE;
    ACCEPT_STAR_REFUSED: "`Accept: */*` is answered with 406.",
        ["create-tokens/response-independent-of-accept"], RESPONSE;
    ACCEPT_JSON_REFUSED: "`Accept: application/json` is answered with 406.",
        ["create-tokens/response-independent-of-accept"], RESPONSE;
    ACCEPT_XML_HONOURED: "`Accept: application/xml` is answered with XML.",
        ["create-tokens/response-independent-of-accept"], RESPONSE;
    ACCEPT_XML_500: "`Accept: application/xml` crashes the endpoint.",
        ["create-tokens/response-independent-of-accept"], RESPONSE;
    NO_STORE_MISSING: "Tokens come without Cache-Control.",
        ["oauth2/no-store", "openid-connect/no-store"], S51;
    PRAGMA_OTHERWISE: "Pragma says `public`.",
        ["oauth2/pragma-no-cache"], S51;
    EXPIRES_IN_MISSING: "There is no expires_in.",
        ["oauth2/expires-in-present"], S51;
    EXPIRES_IN_STRING: "expires_in is a string.",
        ["oauth2/expires-in-number"], S51;
    EXPIRES_IN_UNTRUTHFUL: "Tokens live for half the time that expires_in says.",
        ["oauth2/expires-in-truthful"], S51;
    SCOPE_MEMBER_ARRAY: "scope is an array.",
        ["oauth2/scope-member-shape"], S51;
    REFRESH_TOKEN_MEMBER_NUMBER: "refresh_token is a number.",
        ["oauth2/refresh-token-member"], S51;
    DUPLICATE_MEMBERS: "token_type stands twice in the answer.",
        ["oauth2/no-repeats-in-response"], S32;

    // answers to tokens (RFC 6749 §5.1)
    CLIENT_CREDENTIALS_STATUS_201: "The tokens of client_credentials come with status 201.",
        ["oauth2/success-200"], S51;
    CODE_SUCCESS_AS_TEXT_JSON: "The tokens of a code are labelled text/json.",
        ["oauth2/json-media-type"], S51;
    REFRESH_TOKENS_NESTED: "The tokens of a refresh stand in a member `data`.",
        ["oauth2/json-media-type", "oauth2/access-token-member"], S51;
    BYTE_ORDER_MARK: "Answers with tokens begin with a byte order mark.",
        ["oauth2/json-media-type"], "RFC 8259 §8.1";
    CLIENT_CREDENTIALS_ACCESS_TOKEN_NOT_ASCII: "Access tokens for client_credentials have a letter beyond ASCII.",
        ["oauth2/access-token-member"], S51;
    ACCESS_TOKEN_WITH_SPACE: "Access tokens have a space in them.",
        ["oauth2/bearer-token-charset"], RFC6750;
    REFRESH_TOKEN_TYPE_PHRASE: "At refresh token_type is `Bearer token`.",
        ["oauth2/token-type-member", "oauth2/token-type-bearer"], S51;
    CLIENT_CREDENTIALS_TOKEN_TYPE_OWN: "For client_credentials token_type is `access_token`.",
        ["oauth2/token-type-bearer"], RFC6750;
    EXPIRES_IN_FRACTION: "expires_in is a fraction.",
        ["oauth2/expires-in-number"], S51;
    EXPIRES_IN_TIMESTAMP: "expires_in is the moment of the end in seconds since 1970.",
        ["oauth2/expires-in-number", "oauth2/expires-in-truthful", "oauth2/short-lifetime"], S51;
    EXPIRES_IN_MILLISECONDS: "expires_in is in milliseconds.",
        ["oauth2/expires-in-truthful"], S51;
    REFRESH_EXPIRES_IN_STRING: "At refresh expires_in is a string.",
        ["oauth2/expires-in-number"], S51;
    REFRESH_EXPIRES_IN_DOUBLED: "At refresh expires_in is twice as long as the token lives.",
        ["oauth2/expires-in-truthful"], S51;
    CLIENT_CREDENTIALS_EXPIRES_IN_ZERO: "For client_credentials expires_in is 0.",
        ["oauth2/expires-in-number"], S51;
    CLIENT_CREDENTIALS_EXPIRES_IN_MISSING: "For client_credentials there is no expires_in.",
        ["oauth2/expires-in-present"], S51;
    ACCESS_TOKEN_DIES_AFTER_HALF_A_MINUTE: "Access tokens are dead after half a minute, whatever is said of them.",
        ["oauth2/expires-in-truthful"], S51;
    ACCESS_TOKEN_NEVER_DIES: "Access tokens work beyond their end.",
        ["oauth2/expires-in-truthful"], S51;
    REFRESHED_ACCESS_TOKEN_NEVER_DIES: "The access tokens of a refresh work beyond their end.",
        ["oauth2/expires-in-truthful"], S51;
    PUBLIC_ACCESS_TOKEN_LIVES_A_DAY: "Access tokens of public clients live for a day.",
        ["oauth2/short-lifetime"], RFC6750;
    SCOPE_MEMBER_COMMAS: "The scopes in an answer are separated by commas.",
        ["oauth2/scope-member-shape"], S33;
    SCOPE_REPETITION_KEPT: "A scope that is asked for twice stands twice in the answer.",
        ["oauth2/scope-grammar", "oauth2/scope-member-shape"], S33;
    SCOPE_MEMBER_REPEATS: "The first scope stands twice in an answer.",
        ["oauth2/scope-member-shape"], S33;
    REFRESH_SCOPE_MEMBER_TRAILING_SPACE: "At refresh a space follows the scopes in the answer.",
        ["oauth2/scope-member-shape"], S33;
    CLIENT_CREDENTIALS_SCOPE_MEMBER_EMPTY: "For client_credentials scope is an empty string.",
        ["oauth2/scope-member-shape"], S33;
    ROTATED_REFRESH_TOKEN_NOT_ASCII: "Rotated refresh tokens have a letter beyond ASCII.",
        ["oauth2/refresh-token-member"], S51;
    CODE_NO_STORE_MISSING: "The tokens of a code come without Cache-Control.",
        ["oauth2/no-store"], S51;
    CLIENT_CREDENTIALS_NO_STORE_MISSING: "The tokens of client_credentials come without Cache-Control.",
        ["oauth2/no-store"], S51;
    CACHE_CONTROL_PRIVATE: "Tokens come with `Cache-Control: private, max-age=0`.",
        ["oauth2/no-store"], S51;

    // error answers (RFC 6749 §5.2)
    ERROR_AS_LIST: "`error` is a list of codes.",
        ["oauth2/error-member"], S52;
    ERROR_IN_QUOTES: "The error code stands in quotes.",
        ["oauth2/error-member"], S52;
    ERROR_MEMBER_TWICE: "`error` stands twice in an error answer, with different codes.",
        ["oauth2/no-repeats-in-response"], S32;
    ERROR_URI_WITH_SPACE_ON_401: "error_uri of a 401 has a space in it.",
        ["oauth2/error-uri-shape"], S52;
    INVALID_CLIENT_DESCRIPTION_NOT_ASCII: "The description of invalid_client is German.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_GRANT_TYPE: "error_description repeats grant_type.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_SCOPE: "error_description repeats scope.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_CODE: "error_description repeats the code.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_REDIRECT_URI: "error_description repeats redirect_uri.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_VERIFIER: "error_description repeats code_verifier.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_REFRESH_TOKEN: "error_description repeats the refresh token.",
        ["oauth2/error-description-charset"], S52;
    ERROR_ECHOES_CLIENT_ID: "error_description repeats client_id.",
        ["oauth2/error-description-charset"], S52;
    ERROR_REPEATS_CREDENTIALS: "The description of a refused grant repeats the client's id and secret.",
        ["oauth2/error-without-tokens"], S52;
    INVALID_GRANT_WITH_STACK_TRACE: "invalid_grant comes with a stack trace.",
        ["oauth2/error-code-registered"], S52;
    REPLAY_ERROR_WITH_TOKENS: "The error for a spent code carries an access token.",
        ["oauth2/error-without-tokens"], S52;
    FORM_UNREADABLE_422: "A form that cannot be read is answered by the framework: 422, text/plain.",
        ["oauth2/json-media-type"], S52;
    GRANT_TYPE_MISSING_422: "A request without grant_type is answered by the framework: 422, text/plain.",
        ["oauth2/json-media-type"], S52;
    CREDENTIAL_MISSING_422: "A request without code or refresh token is answered by the framework: 422, text/plain.",
        ["oauth2/json-media-type", "oauth2/invalid-request-code"], S52;
    GRANT_NOT_FOR_CLIENT_403: "unauthorized_client comes with status 403.",
        ["oauth2/error-status-400"], S52;
    INVALID_SCOPE_403: "invalid_scope comes with status 403.",
        ["oauth2/error-status-400"], S52;
    WRONG_SECRET_400_AT_REFRESH: "At refresh a wrong secret is answered with status 400.",
        ["oauth2/invalid-client-401-basic"], S52;
    PUBLIC_GRANT_TYPE_INVALID_CLIENT: "A grant_type that is missing or unknown is an invalid_client where the client is a public one.",
        ["oauth2/unsupported-grant-code", "oauth2/empty-required-is-missing"], S52;
    GRANT_TYPE_UNKNOWN_INVALID_REQUEST: "An unknown grant type is an invalid_request.",
        ["oauth2/unsupported-grant-code"], S52;
    SCOPE_BEYOND_INSUFFICIENT_SCOPE: "A scope beyond the authorization is reported as insufficient_scope.",
        ["oauth2/error-code-registered", "oauth2/invalid-scope-code"], S52;
    SCOPE_MALFORMED_INVALID_REQUEST: "A malformed scope is an invalid_request.",
        ["oauth2/invalid-scope-code"], S52;
    REPEATED_INVALID_GRANT: "A repeated parameter is an invalid_grant.",
        ["oauth2/invalid-request-code"], S52;
    BASIC_UNSUPPORTED_INVALID_GRANT: "Credentials under another scheme are an invalid_grant.",
        ["oauth2/invalid-client-code"], S52;
    REFRESH_TOKEN_UNKNOWN_INVALID_REQUEST: "An unknown refresh token is an invalid_request.",
        ["oauth2/invalid-grant-code"], S52;
    CODE_NUL_500: "A code with U+0000 crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    CODE_ASTRAL_500: "A code with characters beyond U+FFFF crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    CODE_QUOTE_500: "A code with an apostrophe crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    CODE_JSON_500: "A code that begins like a JSON object crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    FIELD_NAME_LIST_500: "A field `code[]` crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    FIELD_NAME_OBJECT_500: "A field `code[$ne]` crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    REDIRECT_NUL_500: "A redirect_uri with U+0000 crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    DEVICE_CODE_MISSING_500: "The device grant without its code crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    VERIFIER_LONG_500: "A verifier of more than 8 KiB crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    REFRESH_TOKEN_NUL_500: "A refresh token with U+0000 crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    REFRESH_TOKEN_JSON_500: "A refresh token that begins like a JSON object crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    REFRESH_TOKEN_LIKE_JWT_500: "A refresh token that looks like a JWT and is none crashes the endpoint.",
        ["oauth2/no-5xx"], S52;
    CLIENT_ID_NUL_500: "A client_id with U+0000 crashes the endpoint.",
        ["oauth2/no-5xx"], S52;

    // id_token
    ID_TOKEN_MISSING: "There is no id_token.",
        ["openid-connect/id-token-present"], OIDC;
    ID_TOKEN_MISSING_PUBLIC: "Public clients get no id_token.",
        ["openid-connect/id-token-present"], OIDC;
    ID_TOKEN_WITHOUT_OPENID: "A code yields an id_token also where openid was not asked for.",
        ["openid-connect/id-token-present", "openid-connect/code-from-openid-request"], OIDC;
    REFRESH_ID_TOKEN_WITHOUT_OPENID: "A refresh yields an id_token also where openid was not asked for.",
        ["openid-connect/id-token-present", "openid-connect/code-from-openid-request"], OIDC;
    CLIENT_CREDENTIALS_ID_TOKEN: "client_credentials yield an id_token.",
        ["openid-connect/id-token-present"], OIDC;
    ID_TOKEN_ISS_SLASH: "iss of the id_token has a slash more than the issuer.",
        ["openid-connect/iss-exact"], OIDC;
    ID_TOKEN_SUB_MISSING: "The id_token has no sub.",
        ["openid-connect/sub-shape"], OIDC;
    ID_TOKEN_SUB_NUMBER: "sub of the id_token is a number.",
        ["openid-connect/sub-shape", "openid-connect/json-types"], OIDC;
    ID_TOKEN_SUB_256: "sub of the id_token has 256 characters.",
        ["openid-connect/sub-shape"], OIDC;
    ID_TOKEN_SUB_NOT_ASCII: "sub of the id_token has a character beyond ASCII.",
        ["openid-connect/sub-shape"], OIDC;
    ID_TOKEN_AUD_OTHER: "aud of the id_token is another client.",
        ["openid-connect/aud-has-client"], OIDC;
    ID_TOKEN_AUD_JOINED: "Two audiences of the id_token stand in one string.",
        ["openid-connect/aud-has-client"], OIDC;
    ID_TOKEN_AZP_OTHER: "azp of the id_token is another client.",
        ["openid-connect/azp"], OIDC;
    ID_TOKEN_EXPIRED: "The id_token expires before it is issued.",
        ["openid-connect/exp-iat-numbers"], OIDC;
    ID_TOKEN_EXP_STRING: "exp of the id_token is a string.",
        ["openid-connect/exp-iat-numbers", "openid-connect/json-types"], OIDC;
    ID_TOKEN_EXP_MILLISECONDS: "exp of the id_token counts milliseconds.",
        ["openid-connect/exp-iat-numbers"], OIDC;
    ID_TOKEN_IAT_AN_HOUR_OFF: "iat of the id_token is an hour ago: local time.",
        ["openid-connect/exp-iat-numbers"], OIDC;
    ID_TOKEN_NONCE_MISSING: "The id_token has no nonce.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_TRUNCATED: "nonce of the id_token is cut to 32 characters.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_INVENTED: "Without a nonce the id_token has an empty one.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_DECODED_TWICE: "nonce of the id_token is form-decoded once more.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_ESCAPED: "nonce of the id_token is escaped as for HTML.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_LOWER_CASE: "nonce of the id_token is in lower case.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_NONCE_SPACES_COLLAPSED: "Spaces in a row in the nonce become one.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_SHORT_NONCE_DROPPED: "A nonce of fewer than eight characters is dropped.",
        ["openid-connect/nonce-echo"], OIDC;
    ID_TOKEN_AUTH_TIME_MISSING: "The id_token has no auth_time.",
        ["openid-connect/auth-time-on-request"], OIDC;
    ID_TOKEN_AUTH_TIME_MISSING_PUBLIC: "The id_token of public clients has no auth_time.",
        ["openid-connect/auth-time-on-request"], OIDC;
    ID_TOKEN_AUTH_TIME_STRING: "auth_time of the id_token is a string.",
        ["openid-connect/auth-time-on-request", "openid-connect/json-types"], OIDC;
    ID_TOKEN_AUTH_TIME_MILLISECONDS: "auth_time of the id_token counts milliseconds.",
        ["openid-connect/auth-time-on-request"], OIDC;
    ID_TOKEN_SIGNATURE_WRONG: "The signature of the id_token is wrong.",
        ["openid-connect/signature-valid"], OIDC;
    REFRESH_ID_TOKEN_SIGNATURE_WRONG: "The signature of the id_token of a refresh is wrong.",
        ["openid-connect/signature-valid"], OIDC;
    ID_TOKEN_KID_UNKNOWN: "kid of the id_token is that of a key that the JWK set has no longer.",
        ["openid-connect/signature-valid"], OIDC;
    ID_TOKEN_UNSIGNED: "The id_token is not signed.",
        ["openid-connect/signature-valid", "openid-connect/alg-as-registered"], OIDC;
    ID_TOKEN_ALGORITHM_UNLISTED: "The id_token is signed with an algorithm that the metadata do not list.",
        ["openid-connect/alg-as-registered"], OIDC;
    ID_TOKEN_HEADER_JWK: "The header of the id_token carries a key address.",
        ["openid-connect/no-key-headers"], OIDC;
    ID_TOKEN_HEADER_X5C_PUBLIC: "The header of the id_token of public clients carries a certificate.",
        ["openid-connect/no-key-headers"], OIDC;
    ID_TOKEN_MAC_SHORT_SECRET: "The id_token has a MAC by HS512, keyed with a secret of 32 octets.",
        ["openid-connect/hmac-secret-length"], OIDC;
    ID_TOKEN_MAC_PUBLIC: "The id_token of public clients has a MAC, keyed with the client's id.",
        ["openid-connect/hmac-secret-length", "openid-connect/signature-valid"], OIDC;
    ID_TOKEN_AT_HASH_WRONG: "at_hash of the id_token is wrong.",
        ["openid-connect/at-hash-correct"], OIDC;
    ID_TOKEN_AT_HASH_WHOLE: "at_hash of the id_token is the whole hash.",
        ["openid-connect/at-hash-correct"], OIDC;
    REFRESH_ID_TOKEN_AT_HASH_STALE: "at_hash of the id_token of a refresh is that of an earlier access token.",
        ["openid-connect/at-hash-correct"], OIDC;
    HYBRID_C_HASH_WRONG: "c_hash of the id_token of the token endpoint is wrong.",
        ["openid-connect/at-hash-correct"], OIDC;
    ID_TOKEN_NULL_CLAIM: "The id_token has a claim whose value is null.",
        ["openid-connect/no-null-claims"], OIDC;
    ID_TOKEN_AMR_STRING: "amr of the id_token is a string.",
        ["openid-connect/json-types"], OIDC;
    ID_TOKEN_EMAIL_VERIFIED_STRING: "With the scope email the id_token has an email_verified that is a string.",
        ["openid-connect/json-types"], OIDC;
    HYBRID_SUB_DIFFERS: "In a hybrid flow the id_token of the token endpoint has another sub.",
        ["openid-connect/hybrid-consistent"], OIDC;
    HYBRID_ISS_DIFFERS: "In a hybrid flow the id_token of the authorization endpoint has another iss.",
        ["openid-connect/hybrid-consistent"], OIDC;
    REFRESH_ID_TOKEN_OTHER_SUB: "The id_token of a refresh has another sub.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_ID_TOKEN_ISS_OTHER: "iss of the id_token of a refresh is the token endpoint.",
        ["openid-connect/refresh-id-token", "openid-connect/iss-exact"], OIDC;
    REFRESH_ID_TOKEN_AUD_WIDER: "The id_token of a refresh has one audience more.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_ID_TOKEN_AZP_ADDED: "The id_token of a refresh has an azp that the first had not.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_ID_TOKEN_IAT_OF_LOG_IN: "iat of the id_token of a refresh is the time of the log-in.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_ID_TOKEN_NEW_NONCE: "The id_token of a refresh has a nonce of its own.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_ID_TOKEN_NEW_AUTH_TIME: "The id_token of a refresh has a new auth_time.",
        ["openid-connect/refresh-id-token"], OIDC;
    SECOND_REFRESH_ID_TOKEN_NEW_AUTH_TIME: "The id_token of a second refresh has a new auth_time.",
        ["openid-connect/refresh-id-token"], OIDC;
    REFRESH_TOKEN_TYPE_JWT: "token_type of a refresh is `JWT`.",
        ["openid-connect/token-type-bearer", "oauth2/token-type-bearer"], OIDC;
    REFRESH_NO_STORE_MISSING: "The tokens of a refresh come without Cache-Control.",
        ["openid-connect/no-store", "oauth2/no-store"], OIDC;
    SCOPE_MEMBER_TWO_SPACES: "Scopes in the answer are separated by two spaces.",
        ["openid-connect/json-types", "oauth2/scope-member-shape"], OIDC;
    OFFLINE_ACCESS_WITHOUT_REFRESH_TOKEN: "offline_access is granted, and there is no refresh token.",
        ["openid-connect/offline-access"], OIDC;
    OFFLINE_REFRESH_TOKEN_DEAD: "The refresh token of offline_access does not work.",
        ["openid-connect/offline-access"], OIDC;

    // JWT access tokens
    ACCESS_TOKEN_UNSIGNED: "The JWT access token is not signed.",
        ["jwt-access-token/typ-at-jwt"], RFC9068;
    ACCESS_TOKEN_SIGNATURE_WRONG: "The signature of the JWT access token is wrong.",
        ["jwt-access-token/typ-at-jwt"], RFC9068;
    REFRESH_ACCESS_TOKEN_SIGNATURE_WRONG: "The signature of the JWT access token of a refresh is wrong.",
        ["jwt-access-token/typ-at-jwt"], RFC9068;
    ACCESS_TOKEN_ISS_SLASH: "iss of the JWT access token has a slash more than the issuer.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_EXP_STRING: "exp of the JWT access token is a string.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_JTI_MISSING: "The JWT access token has no jti.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_JTI_REPEATED: "All JWT access tokens have the same jti.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_CLIENT_ID_MISSING: "The JWT access token has no client_id.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_AUD_MISSING: "The JWT access token has no aud.",
        ["jwt-access-token/claims-required", "jwt-access-token/aud-from-resource"], RFC9068;
    CLIENT_ACCESS_TOKEN_SUB_MISSING: "The JWT access token of client_credentials has no sub.",
        ["jwt-access-token/claims-required"], RFC9068;
    ACCESS_TOKEN_SUB_CLIENT: "sub of a user's JWT access token is the client's id.",
        ["jwt-access-token/sub-semantics"], RFC9068;
    ACCESS_TOKEN_SUB_NEVER_THE_SAME: "sub of a user's JWT access token is another one every time.",
        ["jwt-access-token/sub-semantics"], RFC9068;
    CLIENT_ACCESS_TOKEN_SUB_USER: "sub of the JWT access token of client_credentials is a user.",
        ["jwt-access-token/sub-semantics"], RFC9068;
    ACCESS_TOKEN_SCOPE_ARRAY: "scope of the JWT access token is an array.",
        ["jwt-access-token/scope-claim"], RFC9068;
    ACCESS_TOKEN_SCOPE_MISSING: "The JWT access token has no scope.",
        ["jwt-access-token/scope-claim"], RFC9068;
    ACCESS_TOKEN_SCOPE_NOT_NARROWED: "scope of the JWT access token of a refresh is all that was granted, whatever was asked for.",
        ["jwt-access-token/scope-claim"], RFC9068;
    ACCESS_TOKEN_AUD_CLIENT: "aud of the JWT access token is the client.",
        ["jwt-access-token/aud-from-resource"], RFC9068;
    CLIENT_ACCESS_TOKEN_AUD_CLIENT: "aud of the JWT access token of client_credentials is the client.",
        ["jwt-access-token/aud-from-resource"], RFC9068;
    ACCESS_TOKEN_RESOURCE_IGNORED: "aud of the JWT access token is not the resource that was asked for.",
        ["jwt-access-token/aud-from-resource"], RFC9068;

    // helpers
    USERINFO_OTHER_SUB: "UserInfo tells another sub.",
        ["openid-connect/userinfo-sub-equal"], OIDC;
    USERINFO_OTHER_SUB_REFRESHED: "UserInfo tells another sub after a refresh.",
        ["openid-connect/userinfo-sub-equal"], OIDC;
    REVOCATION_HINT_BELIEVED: "A token is looked for among those of the hinted type alone.",
        ["introspection-revocation/revoked-refresh-dead"], RFC7009;
    REVOCATION_UNKNOWN_HINT_400: "The revocation with a hint that nobody knows is an error.",
        ["introspection-revocation/revoked-refresh-dead"], RFC7009;
    REVOCATION_OF_PUBLIC_IGNORED: "The refresh tokens of public clients survive their revocation.",
        ["introspection-revocation/revoked-refresh-dead", "oauth2/refresh-revoked"], RFC7009;
    REVOCATION_OF_ROTATED_IGNORED: "A refresh token that a refresh issued survives its revocation.",
        ["introspection-revocation/revoked-refresh-dead", "oauth2/refresh-revoked", "oauth2/refresh-revoked"], RFC7009;
    REVOCATION_CASCADES_TO_NEWEST: "With a refresh token only the newest access token of the grant ends.",
        ["introspection-revocation/revoke-cascades"], RFC7009;
    ACCESS_TOKEN_REVOCATION_IGNORED: "A revoked access token stays active.",
        ["introspection-revocation/revoke-cascades"], RFC7009;
    REVOCATION_TWICE_400: "The second revocation of a token is an error.",
        ["introspection-revocation/revoke-unknown-200"], RFC7009;
    REVOCATION_BY_PUBLIC: "A public client may revoke the tokens of any client.",
        ["introspection-revocation/revoke-foreign"], RFC7009;
    REVOCATION_BY_NOBODY: "Who does not authenticate may revoke any token.",
        ["introspection-revocation/revoke-foreign"], RFC7009;
    REVOCATION_OF_PUBLIC_BY_ANYONE: "The tokens of a public client may be revoked by any client.",
        ["introspection-revocation/revoke-foreign"], RFC7009;
    INTROSPECTION_SCOPE_OF_GRANT: "Introspection tells the scope of the grant, not of the token.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_CLIENT_OF_CALLER: "Introspection tells the client that asks as the token's client.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_EXP_MILLISECONDS: "Introspection tells exp in milliseconds.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_ACTIVE_STRING: "Introspection tells active as a string.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_SERVICE_INACTIVE: "Introspection does not know the tokens of client_credentials.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_HINT_BELIEVED: "Introspection looks for the token among those of the hinted type alone.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_REFRESH_TOKEN_500: "The introspection of a refresh token crashes the endpoint.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_BEGINNING_FOUND: "Introspection finds a token by its beginning.",
        ["introspection-revocation/introspect-garbage"], RFC7662;
    INTROSPECTION_CODE_ACTIVE: "Introspection reports a code as an active token.",
        ["introspection-revocation/introspect-garbage"], RFC7662;
    INTROSPECTION_TELLS_OF_INACTIVE: "Introspection tells scope and client of a token that is not active.",
        ["introspection-revocation/introspect-garbage"], RFC7662;
    INTROSPECTION_UNKNOWN_400: "The introspection of an unknown token is an error.",
        ["introspection-revocation/introspect-garbage"], RFC7662;
    INTROSPECTION_UNKNOWN_HINT_400: "The introspection with a hint that nobody knows is an error.",
        ["introspection-revocation/introspect-garbage"], RFC7662;
    REVOKED_REFRESH_TOKEN_ALIVE: "A revoked refresh token still works.",
        ["introspection-revocation/revoked-refresh-dead", "oauth2/refresh-revoked"], RFC7009;
    REVOCATION_DOES_NOT_CASCADE: "The access tokens of a revoked refresh token stay alive.",
        ["introspection-revocation/revoke-cascades"], RFC7009;
    REVOCATION_UNKNOWN_400: "The revocation of an unknown token is an error.",
        ["introspection-revocation/revoke-unknown-200"], RFC7009;
    REVOCATION_BY_ANYONE: "A client may revoke the tokens of another.",
        ["introspection-revocation/revoke-foreign"], RFC7009;
    INTROSPECTION_FRESH_INACTIVE: "A fresh token is reported as inactive.",
        ["introspection-revocation/introspect-fresh"], RFC7662;
    INTROSPECTION_GARBAGE_ACTIVE: "An unknown token is reported as active.",
        ["introspection-revocation/introspect-garbage"], RFC7662;

    // metadata
    METADATA_WITHOUT_TOKEN_ENDPOINT: "The metadata have no token_endpoint.",
        ["metadata/token-endpoint-present"], RFC8414;
    METADATA_ENDPOINT_WITHOUT_TLS: "The metadata name an endpoint by an http URL.",
        ["metadata/token-endpoint-present"], RFC8414;
    METADATA_FOREIGN_TOKEN_ENDPOINT: "The metadata name a token endpoint that does not exist.",
        ["metadata/token-endpoint-same"], RFC8414;
    METADATA_TOKEN_ENDPOINT_WITH_SLASH: "The token_endpoint of the metadata has a slash too many.",
        ["metadata/token-endpoint-same"], RFC8414;
    METADATA_FOREIGN_ISSUER: "The issuer of the metadata is another.",
        ["metadata/issuer-identical"], RFC8414;
    METADATA_ISSUER_WITH_SLASH: "The issuer of the metadata has a slash that the iss of ID Tokens has not.",
        ["metadata/issuer-identical"], RFC8414;
    METADATA_DOCUMENTS_DIFFER: "The two metadata documents list different challenge methods.",
        ["metadata/documents-agree"], RFC8414;
    METADATA_AS_PLAIN_TEXT: "The metadata are labelled text/plain.",
        ["metadata/json-200"], RFC8414;
    METADATA_CREATED: "The metadata come with status 201.",
        ["metadata/json-200"], RFC8414;
    METADATA_SCOPES_AS_STRING: "The scopes of the metadata are one string instead of a list.",
        ["metadata/json-200"], RFC8414;
    METADATA_EMPTY_LIST: "The metadata have a list without elements.",
        ["metadata/json-200"], RFC8414;
    METADATA_LIST_PASSWORD_GRANT: "The metadata list the password grant, which is not supported.",
        ["metadata/grants-listed-work", "security/password-grant-off"], RFC8414;
    METADATA_LIST_EXTENSION_GRANTS: "The metadata list extension grants that are not supported.",
        ["metadata/grants-listed-work"], RFC8414;
    METADATA_OMIT_CODE_GRANT: "The metadata do not list authorization_code.",
        ["metadata/grants-unlisted-refused"], RFC8414;
    METADATA_OMIT_REFRESH_GRANT: "The metadata do not list refresh_token.",
        ["metadata/grants-unlisted-refused"], RFC8414;
    METADATA_OMIT_CLIENT_CREDENTIALS: "The metadata do not list client_credentials.",
        ["metadata/grants-unlisted-refused"], RFC8414;
    METADATA_OMIT_BASIC: "The metadata list methods of client authentication, but not client_secret_basic.",
        ["metadata/auth-methods-unlisted"], RFC8414;
    ASSERTION_BELIEVED: "A client assertion is believed without a look at its signature.",
        ["metadata/auth-methods-listed-work"], RFC8414;
    ASSERTION_500: "A client assertion crashes the endpoint.",
        ["metadata/auth-methods-listed-work"], RFC8414;
    METADATA_OMIT_NONE: "The metadata do not list none, though public clients are served.",
        ["metadata/none-listed-for-public"], RFC8414;
    METADATA_OMIT_CHALLENGE_METHODS: "The metadata do not say that PKCE is supported.",
        ["metadata/pkce-methods-truthful", "security/pkce-detectable"], RFC8414;
    METADATA_OMIT_PLAIN: "The metadata do not list the challenge method plain, though it is supported.",
        ["metadata/pkce-methods-truthful"], RFC8414;
    METADATA_WITHOUT_ALG_VALUES: "The metadata do not list the algorithms of client assertions.",
        ["metadata/alg-values-present"], RFC8414;
    METADATA_ALG_VALUES_WITH_NONE: "The algorithms of client assertions list none.",
        ["metadata/alg-values-present"], RFC8414;
    METADATA_ALG_VALUES_WITHOUT_RS256: "The algorithms of client assertions do not list RS256.",
        ["metadata/alg-values-present"], RFC8414;
    METADATA_ID_TOKEN_ALG_UNLISTED: "The algorithms of ID Tokens list only one that is not used.",
        ["metadata/id-token-algs"], RFC8414;
    JWKS_EMPTY: "The JWK set has no keys.",
        ["metadata/jwks-usable"], RFC7517;
    JWKS_SAME_KID_TWICE: "Two keys of the JWK set have the same kid.",
        ["metadata/jwks-usable"], RFC7517;
    JWKS_WITH_PRIVATE_KEY: "A key of the JWK set has a private member.",
        ["metadata/jwks-usable"], RFC7517;

    // security: PKCE
    PKCE_NOT_REQUIRED_PUBLIC: "Public clients get codes without a challenge.",
        ["security/pkce-public-required", "security/no-challenge-no-token"], RFC9700_PKCE;
    PKCE_STRIPPED: "Every client gets codes without a challenge, and for those any verifier will do.",
        ["security/pkce-downgrade", "security/no-challenge-no-token", "security/verifier-iff-challenge"], "RFC 9700 §4.8.2";
    CHALLENGE_EMPTY_TAKEN_FOR_ONE: "An empty code_challenge counts as a challenge, and is answered by any verifier.",
        ["security/pkce-downgrade"], "RFC 9700 §4.8.2";
    CHALLENGE_METHOD_UNKNOWN_STRIPPED: "A challenge of an unknown method is dropped, and any verifier will do.",
        ["security/pkce-downgrade"], "RFC 9700 §4.8.2";
    CHALLENGE_METHOD_UNKNOWN_TAKEN_FOR_PLAIN: "A challenge of an unknown method is compared as with plain.",
        ["security/pkce-downgrade"], "RFC 7636 §4.4.1";
    METADATA_CHALLENGE_METHODS_PLAIN_ALONE: "The metadata list plain as the only challenge method.",
        ["security/pkce-detectable"], RFC9700_PKCE;

    // security: refresh tokens
    ROTATION_OFF_PUBLIC: "The refresh token of a public client is never replaced.",
        ["security/public-refresh-protected"], RFC9700_REFRESH;
    REFRESH_TOKEN_REUSE_ACCEPTED_PUBLIC: "A rotated refresh token of a public client works on for ever.",
        ["security/public-refresh-protected", "security/rotation-replay-kills-family"], RFC9700_REFRESH;
    ROTATION_GRACE_OF_TEN_MINUTES: "A rotated refresh token works for another ten minutes.",
        ["security/public-refresh-protected"], RFC9700_REFRESH;
    REUSE_DOES_NOT_REVOKE_PUBLIC: "The reuse of a rotated refresh token is noticed for confidential clients alone.",
        ["security/rotation-replay-kills-family"], RFC9700_REFRESH;
    REUSE_OF_OLDER_TOKEN_UNNOTICED: "Of the rotated refresh tokens of a family only the last one is recognised.",
        ["security/rotation-replay-kills-family"], RFC9700_REFRESH;
    REUSE_REVOKES_ACCESS_ONLY: "The reuse of a rotated refresh token ends the access tokens, not the newest refresh token.",
        ["security/rotation-replay-kills-family"], RFC9700_REFRESH;
    REFRESH_RACE: "Of simultaneous refreshes with one token all succeed.",
        ["security/rotation-replay-kills-family", "security/public-refresh-protected"], RFC9700_REFRESH;
    REFRESH_RACE_UNNOTICED: "Of simultaneous refreshes with one token one succeeds, and the others pass for accidents.",
        ["security/rotation-replay-kills-family"], RFC9700_REFRESH;
    REFRESH_CLIENT_ID_NOT_COMPARED: "The refresh token of a public client works beside any client_id.",
        ["security/client-id-on-refresh", "oauth2/refresh-bound-to-client"], "OAuth 2.1 §4.3.1";

    // security: replay of a code
    CODE_REPLAY_MISSES_REFRESH: "The replay of a code misses the tokens of a refresh that is under way at the same time.",
        ["security/replay-valid-request-revokes"], OAUTH21_REPLAY;
    CODE_REPLAY_WRONG_VERIFIER_REVOKES: "The replay of a code with a wrong verifier ends the tokens that it yielded.",
        ["security/replay-valid-request-revokes"], OAUTH21_REPLAY;
    CODE_REPLAY_WRONG_REDIRECT_REVOKES: "The replay of a code with another redirect_uri ends the tokens that it yielded.",
        ["security/replay-valid-request-revokes"], OAUTH21_REPLAY;
    CODE_REPLAY_BY_OTHER_REVOKES: "The replay of a code by another client ends the tokens that it yielded.",
        ["security/replay-valid-request-revokes"], OAUTH21_REPLAY;
    CODE_REPLAY_UNAUTHENTICATED_REVOKES: "The replay of a code without the client's credentials ends the tokens that it yielded.",
        ["security/replay-valid-request-revokes"], OAUTH21_REPLAY;

    // security: the rest
    PASSWORD_GRANT_OFFERED: "The password grant looks at the password.",
        ["security/password-grant-off"], "RFC 9700 §2.4";
    PASSWORD_GRANT_OFFERED_PUBLIC: "The password grant of a public client looks at the password.",
        ["security/password-grant-off"], "RFC 9700 §2.4";
    AUTHORIZATION_REDIRECT_PREFIX_COMPARED: "The authorization endpoint redirects to whatever begins with a registered redirect URI.",
        ["security/redirect-exact"], "RFC 9700 §2.1, §4.1.3";
    AUTHORIZATION_REDIRECT_QUERY_IGNORED: "The authorization endpoint compares redirect URIs without their query.",
        ["security/redirect-exact"], "RFC 9700 §2.1, §4.1.3";
    METADATA_AUTH_METHODS_AS_STRING: "The metadata have the methods of client authentication as one string.",
        ["security/asymmetric-auth"], RFC8414;
    CORS_CREDENTIALS_FOR_ALL: "The token endpoint lets every origin read answers, with credentials.",
        ["security/cors-token-endpoint"], RFC9700_CORS;
    CORS_PREFLIGHT_CREDENTIALS_FOR_ALL: "The preflight answer of the token endpoint lets every origin send credentials.",
        ["security/cors-token-endpoint"], RFC9700_CORS;
    CORS_AT_AUTHORIZATION: "The authorization endpoint answers cross-origin requests.",
        ["security/cors-token-endpoint"], RFC9700_CORS;
    CLIENT_CREDENTIALS_REFRESH_TOKEN_NULL: "Answers with client credentials have refresh_token null.",
        ["security/null-members"], "OAuth 2.1 appendix C.3";
    ERROR_URI_NULL: "Errors have error_uri null.",
        ["security/null-members"], "OAuth 2.1 appendix C.3";
}
