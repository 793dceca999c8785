//! What metadata say of a server, members that are left out included (RFC 8414 §2).

use serde_json::{Map, Value};

use crate::suite::model::MetadataRelation;

/// Why the metadata do not say what a case needs, if they do not. Members that are absent count with their defaults.
pub(super) fn unsaid(metadata: &Map<String, Value>, member: &str, relation: &MetadataRelation) -> Option<String> {
    let value = metadata.get(member).filter(|value| !value.is_null());
    let holds = |wanted: &str| match value {
        Some(value) => holds(value, wanted),
        None => default_of(member).contains(&wanted),
    };
    match relation {
        MetadataRelation::Has(wanted) if !holds(wanted) => {
            Some(format!("the target's metadata do not have \"{wanted}\" in {member}"))
        }
        MetadataRelation::Lacks(wanted) if holds(wanted) => Some(format!("the target's metadata have \"{wanted}\" in {member}")),
        MetadataRelation::Present if value.is_none() => Some(format!("the target's metadata have no {member}")),
        MetadataRelation::Absent if value.is_some() => Some(format!("the target's metadata have {member}")),
        _ => None,
    }
}

fn holds(value: &Value, wanted: &str) -> bool {
    match value {
        Value::Array(list) => list.iter().any(|element| element.as_str() == Some(wanted)),
        Value::String(text) => text == wanted,
        Value::Bool(flag) => flag.to_string() == wanted,
        _ => false,
    }
}

/// What a member that is left out means (RFC 8414 §2; OpenID Connect Discovery §3).
fn default_of(member: &str) -> &'static [&'static str] {
    match member {
        "response_modes_supported" => &["query", "fragment"],
        "grant_types_supported" => &["authorization_code", "implicit"],
        "token_endpoint_auth_methods_supported" | "revocation_endpoint_auth_methods_supported" => &["client_secret_basic"],
        "claim_types_supported" => &["normal"],
        "claims_parameter_supported"
        | "request_parameter_supported"
        | "require_request_uri_registration"
        | "authorization_response_iss_parameter_supported"
        | "require_pushed_authorization_requests" => &["false"],
        "request_uri_parameter_supported" => &["true"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_left_out_count_with_their_defaults() {
        let metadata = serde_json::json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"], "x": null });
        let metadata = metadata.as_object().unwrap();
        let says = |member: &str, relation| unsaid(metadata, member, &relation).is_none();
        let has = |value: &str| MetadataRelation::Has(value.to_owned());
        assert!(says("grant_types_supported", has("authorization_code")));
        assert!(!says("grant_types_supported", has("refresh_token")));
        assert!(says("grant_types_supported", MetadataRelation::Lacks("client_credentials".to_owned())));
        assert!(!says("token_endpoint_auth_methods_supported", has("client_secret_basic")));
        assert!(says("token_endpoint_auth_methods_supported", has("client_secret_post")));
        assert!(!says("code_challenge_methods_supported", has("S256")));
        assert!(says("x", MetadataRelation::Absent) && !says("x", MetadataRelation::Present));
        assert!(says("request_parameter_supported", has("false")));
    }
}
