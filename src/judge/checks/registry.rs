//! The table of the checks: how suites name them, what they claim, in words that follow "expected".

use super::{
    access_token, body, challenge, date, errors, hashes, id_token, id_token_header, id_token_pairs, id_token_types,
    introspection, keys, lifetime, metadata, token_type,
};
use crate::judge::expectation::Check;

macro_rules! checks {
    ($($name:literal: $run:path, $words:literal;)+) => {
        /// Every check, by name.
        pub static CHECKS: &[Check] = &[$(Check { name: $name, words: $words, run: $run },)+];
    };
}

checks! {
    "json-object": body::json_object, "one JSON object";
    "no-duplicate-members": body::no_duplicate_members, "no member twice";
    "no-byte-order-mark": body::no_byte_order_mark, "no byte order mark";
    "no-null-members": body::no_null_members, "no member null";
    "scope-no-repeats": body::scope_no_repeats, "no scope twice";
    "token-type": token_type::token_type, "token_type a type name or an absolute URI";
    "token-type-bearer": token_type::token_type_bearer, "token_type Bearer in any case";
    "error-status": errors::error_status, "an error with status 400, or 401 invalid_client";
    "invalid-client-to-basic": errors::invalid_client_to_basic, "invalid_client after Basic with status 401 and a challenge";
    "registered-error": errors::registered_error, "an error code registered for the token endpoint";
    "description-charset": errors::description_charset, "error_description of printable ASCII without quote and backslash";
    "no-control-in-description": errors::no_control_in_description, "error_description without line breaks and tabs";
    "no-token-members": errors::no_token_members, "no member that holds a token";
    "no-internals": errors::no_internals, "no stack trace, no HTML page, no secret in the answer";
    "expires-in-truthful": lifetime::expires_in_truthful, "expires_in in agreement with the token's exp";

    "id-token-signature": id_token_header::signature, "id_token signed with a key of the JWK set";
    "id-token-kid": id_token_header::kid, "id_token with a kid of the JWK set, if there are several keys";
    "id-token-issuer": id_token::issuer, "iss of the id_token the issuer, byte for byte";
    "id-token-audience": id_token::audience, "aud of the id_token with the client's id";
    "id-token-azp": id_token::azp, "azp of the id_token the client's id, or absent";
    "id-token-times": id_token::times, "exp of the id_token to come, iat about now";
    "id-token-algorithm": id_token_header::algorithm, "id_token signed with RS256 or an algorithm that the metadata list";
    "id-token-algorithm-listed": id_token_header::algorithm_listed, "id_token signed with an algorithm that the metadata list";
    "id-token-hmac-secret": id_token_header::hmac_secret, "no MAC over the id_token without a secret of enough octets";
    "id-token-no-null-claims": id_token_types::no_null_claims, "no claim of the id_token null";
    "id-token-claim-types": id_token_types::claim_types, "claims of the id_token of their types";
    "id-token-no-key-headers": id_token_header::no_key_headers, "no x5u, x5c, jku, jwk in the header of the id_token";
    "at-hash": hashes::at_hash, "at_hash, if there, that of the access token";
    "c-hash": hashes::c_hash, "c_hash, if there, that of the code";
    "hybrid-agrees": id_token_pairs::hybrid_agrees, "iss and sub the same in both id_tokens";
    "id-token-refreshed": id_token_pairs::refreshed, "id_token that says of the log-in what the first one said";

    "access-token-jwt-type": access_token::jwt_type, "access token of typ at+jwt, signed";
    "access-token-signature": access_token::signature, "access token signed with a key of the JWK set";
    "access-token-claims": access_token::claims, "access token with iss, exp, aud, sub, client_id, iat, jti";
    "access-token-subject": access_token::subject, "sub of a user's access token not the client";
    "access-token-scope": access_token::scope, "scope claim of the access token the issued scope";
    "access-token-audience": access_token::audience, "aud of the access token a resource";

    "metadata-issuer": metadata::issuer, "issuer the issuer, byte for byte";
    "metadata-token-endpoint-same": metadata::token_endpoint_same, "token_endpoint the one under test";
    "metadata-lists-are-lists": metadata::lists_are_lists, "lists as lists of strings";
    "metadata-no-empty-lists": metadata::no_empty_lists, "no empty list";
    "metadata-documents-agree": metadata::documents_agree, "both metadata documents in agreement";
    "metadata-alg-values": metadata::alg_values, "algorithms for JWT client authentication listed, none not among them";
    "metadata-alg-values-rs256": metadata::alg_values_rs256, "RS256 listed for JWT client authentication";
    "metadata-https-urls": metadata::https_urls, "https URLs";
    "jwks-no-private-members": keys::no_private_members, "no private member in the JWK set";
    "jwks-usable": keys::usable, "keys with kty, distinct kid, and use where signing and encryption mix";

    "challenge-syntax": challenge::syntax, "challenges that can be parsed";
    "basic-realm": challenge::basic_realm, "a realm in the challenge for Basic";
    "date-format": date::format, "Date in the format of HTTP";
    "date-plausible": date::plausible, "Date about now";

    "introspection-agrees": introspection::agrees, "introspection in agreement with the token response";
    "introspection-inactive-bare": introspection::inactive_bare, "active false and nothing else";
}

/// The check of a name.
pub fn check_named(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}
