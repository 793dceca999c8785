//! How the metadata documents and the JWK set go wrong when a fault says so (RFC 8414, OpenID Connect Discovery, RFC 7517).

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::http;
use super::server::Server;

const PASSWORD: &str = "password";
const EXTENSION_GRANTS: [&str; 4] = [
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:openid:params:grant-type:ciba",
];
const ASSERTION_ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";

/// The document as it is sent.
pub(super) fn distorted_metadata(mut members: Map<String, Value>, server: &Server, path: &str) -> Response {
    let faults = &server.faults;
    addresses(&mut members, server);
    lists(&mut members, faults);
    if faults.has(fault::METADATA_DOCUMENTS_DIFFER) && path.contains("oauth-authorization-server") {
        members.insert("code_challenge_methods_supported".to_owned(), json!(["S256"]));
    }
    let document = Value::Object(members);
    match () {
        () if faults.has(fault::METADATA_AS_PLAIN_TEXT) => http::answer(200, "text/plain", document.to_string()),
        () if faults.has(fault::METADATA_CREATED) => http::json(201, &document),
        () => http::json(200, &document),
    }
}

fn addresses(members: &mut Map<String, Value>, server: &Server) {
    let faults = &server.faults;
    let issuer = &server.issuer;
    if faults.has(fault::METADATA_WITHOUT_TOKEN_ENDPOINT) {
        members.remove("token_endpoint");
    }
    let wrong: [(FaultId, &str, String); 5] = [
        (fault::METADATA_ENDPOINT_WITHOUT_TLS, "registration_endpoint", "http://registration.example/clients".to_owned()),
        (fault::METADATA_FOREIGN_TOKEN_ENDPOINT, "token_endpoint", format!("{issuer}/oauth/token")),
        (fault::METADATA_TOKEN_ENDPOINT_WITH_SLASH, "token_endpoint", format!("{}/", server.endpoints.token)),
        (fault::METADATA_FOREIGN_ISSUER, "issuer", "https://issuer.example".to_owned()),
        (fault::METADATA_ISSUER_WITH_SLASH, "issuer", format!("{issuer}/")),
    ];
    for (id, name, value) in wrong {
        if faults.has(id) {
            members.insert(name.to_owned(), value.into());
        }
    }
}

fn lists(members: &mut Map<String, Value>, faults: &FaultSet) {
    const GRANTS: &str = "grant_types_supported";
    const METHODS: &str = "token_endpoint_auth_methods_supported";
    const CHALLENGES: &str = "code_challenge_methods_supported";
    let left_out: [(FaultId, &str, &str); 7] = [
        (fault::METADATA_OMIT_CODE_GRANT, GRANTS, "authorization_code"),
        (fault::METADATA_OMIT_REFRESH_GRANT, GRANTS, "refresh_token"),
        (fault::METADATA_OMIT_CLIENT_CREDENTIALS, GRANTS, "client_credentials"),
        (fault::METADATA_OMIT_BASIC, METHODS, "client_secret_basic"),
        (fault::METADATA_OMIT_NONE, METHODS, "none"),
        (fault::METADATA_OMIT_PLAIN, CHALLENGES, "plain"),
        (fault::METADATA_ALG_VALUES_WITHOUT_RS256, ASSERTION_ALGORITHMS, "RS256"),
    ];
    for (id, name, element) in left_out {
        if faults.has(id) {
            change(members, name, |list| list.retain(|known| known != element));
        }
    }
    let added: [(FaultId, &str, &[&str]); 3] = [
        (fault::METADATA_LIST_PASSWORD_GRANT, GRANTS, &[PASSWORD]),
        (fault::METADATA_LIST_EXTENSION_GRANTS, GRANTS, &EXTENSION_GRANTS),
        (fault::METADATA_ALG_VALUES_WITH_NONE, ASSERTION_ALGORITHMS, &["none"]),
    ];
    for (id, name, elements) in added {
        if faults.has(id) {
            change(members, name, |list| list.extend(elements.iter().map(|&element| element.into())));
        }
    }
    let missing =
        [(fault::METADATA_OMIT_CHALLENGE_METHODS, CHALLENGES), (fault::METADATA_WITHOUT_ALG_VALUES, ASSERTION_ALGORITHMS)];
    for (_, name) in missing.into_iter().filter(|(id, _)| faults.has(*id)) {
        members.remove(name);
    }
    let replaced = [
        (fault::METADATA_CHALLENGE_METHODS_PLAIN_ALONE, CHALLENGES, json!(["plain"])),
        (fault::METADATA_AUTH_METHODS_AS_STRING, METHODS, json!("client_secret_basic private_key_jwt none")),
        (fault::METADATA_SCOPES_AS_STRING, "scopes_supported", json!("openid profile email")),
        (fault::METADATA_EMPTY_LIST, "acr_values_supported", json!([])),
        (fault::METADATA_ID_TOKEN_ALG_UNLISTED, "id_token_signing_alg_values_supported", json!(["RS512"])),
    ];
    for (_, name, value) in replaced.into_iter().filter(|(id, ..)| faults.has(*id)) {
        members.insert(name.to_owned(), value);
    }
}

/// Changes a list that is there.
fn change(members: &mut Map<String, Value>, name: &str, with: impl FnOnce(&mut Vec<Value>)) {
    if let Some(list) = members.get_mut(name).and_then(Value::as_array_mut) {
        with(list);
    }
}

/// The JWK set as it is sent.
pub(super) fn distorted_keys(mut set: Value, faults: &FaultSet) -> Value {
    let Some(keys) = set.get_mut("keys").and_then(Value::as_array_mut) else { return set };
    if faults.has(fault::JWKS_EMPTY) {
        keys.clear();
    }
    if faults.has(fault::JWKS_SAME_KID_TWICE) {
        keys.extend(keys.first().cloned());
    }
    if faults.has(fault::JWKS_WITH_PRIVATE_KEY)
        && let Some(key) = keys.first_mut().and_then(Value::as_object_mut)
    {
        key.insert("d".to_owned(), "bm90IHRoZSBwcml2YXRlIGV4cG9uZW50".into()); // only looks like one
    }
    set
}
