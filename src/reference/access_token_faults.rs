//! How JWT access tokens go wrong when a fault says so (RFC 9068 §2, §3). Opaque ones have nothing that could.

use serde_json::{Map, Value, json};

use super::FaultId;
use super::accounts::Account;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::issue::{Issue, Occasion};
use super::jwt;
use super::keys::Algorithm;
use super::state::{AccessToken, Grant};

type Object = Map<String, Value>;

/// The claims as they are sent.
pub(super) fn distort(claims: &mut Object, token: &AccessToken, issue: &Issue<'_>, grant: &Grant) {
    let faults = issue.faults;
    let own = issue.occasion == Occasion::ClientCredentials;
    let client = issue.client.id.as_str();
    let of_person = |id: FaultId| !own && faults.has(id);
    let wrong: [(bool, &str, Value); 10] = [
        (faults.has(fault::ACCESS_TOKEN_ISS_SLASH), "iss", format!("{}/", issue.issuer).into()),
        (faults.has(fault::ACCESS_TOKEN_EXP_STRING), "exp", token.expires.to_string().into()),
        (faults.has(fault::ACCESS_TOKEN_JTI_REPEATED), "jti", "access-token".into()),
        (faults.has(fault::ACCESS_TOKEN_AUD_CLIENT), "aud", client.into()),
        (faults.has(fault::ACCESS_TOKEN_RESOURCE_IGNORED), "aud", issue.issuer.into()),
        (own && faults.has(fault::CLIENT_ACCESS_TOKEN_AUD_CLIENT), "aud", json!([client])),
        (of_person(fault::ACCESS_TOKEN_SUB_CLIENT), "sub", client.into()),
        (of_person(fault::ACCESS_TOKEN_SUB_NEVER_THE_SAME), "sub", super::state::secret_text().into()),
        (own && faults.has(fault::CLIENT_ACCESS_TOKEN_SUB_USER), "sub", Account::alice().subject().into()),
        (faults.has(fault::ACCESS_TOKEN_SCOPE_ARRAY), "scope", token.scope.clone().into()),
    ];
    for (is_on, name, value) in wrong {
        if is_on {
            claims.insert(name.to_owned(), value);
        }
    }
    if issue.occasion == Occasion::Refresh && faults.has(fault::ACCESS_TOKEN_SCOPE_NOT_NARROWED) {
        claims.insert("scope".to_owned(), grant.granted.join(" ").into());
    }
    missing(claims, issue);
}

fn missing(claims: &mut Object, issue: &Issue<'_>) {
    let absent = [
        (fault::ACCESS_TOKEN_JTI_MISSING, "jti"),
        (fault::ACCESS_TOKEN_CLIENT_ID_MISSING, "client_id"),
        (fault::ACCESS_TOKEN_AUD_MISSING, "aud"),
        (fault::ACCESS_TOKEN_SCOPE_MISSING, "scope"),
    ];
    for (_, name) in absent.into_iter().filter(|(id, _)| issue.faults.has(*id)) {
        claims.remove(name);
    }
    if issue.occasion == Occasion::ClientCredentials && issue.faults.has(fault::CLIENT_ACCESS_TOKEN_SUB_MISSING) {
        claims.remove("sub");
    }
}

/// The compact serialisation, well signed or not.
pub(super) fn serialise(claims: Object, issue: &Issue<'_>) -> String {
    let faults: &FaultSet = issue.faults;
    let algorithm = Algorithm::of(faults);
    let mut header = jwt::header(algorithm, "at+jwt", faults);
    if faults.has(fault::ACCESS_TOKEN_UNSIGNED) {
        header["alg"] = "none".into();
        return format!("{}.", jwt::message(&header, claims));
    }
    let wrong = faults.has(fault::ACCESS_TOKEN_SIGNATURE_WRONG)
        || (issue.occasion == Occasion::Refresh && faults.has(fault::REFRESH_ACCESS_TOKEN_SIGNATURE_WRONG));
    let message = jwt::message(&header, claims);
    format!("{message}.{}", algorithm.sign(if wrong { "another" } else { &message }))
}
