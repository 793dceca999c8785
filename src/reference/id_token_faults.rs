//! How id_tokens go wrong when a fault says so (OpenID Connect Core §2, §3.1.3.6, §3.3.3.6, §12.2).

use serde_json::{Map, Value, json};

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::id_token::{Channel, Claims};
use super::jwt::{self, Mac};
use super::keys::Algorithm;

type Object = Map<String, Value>;

const STRANGER: &str = "another-client";

/// The claims as they are sent.
pub(super) fn distort(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    identity(claims, about, faults);
    times(claims, about, faults);
    nonce(claims, about, faults);
    hashes(claims, about, faults);
    types(claims, about, faults);
    match about.channel {
        Channel::Refresh => refreshed(claims, about, faults),
        Channel::Token if about.code.is_some() && faults.has(fault::HYBRID_SUB_DIFFERS) => put(claims, "sub", "user-mallory"),
        Channel::Authorization if faults.has(fault::HYBRID_ISS_DIFFERS) => put(claims, "iss", format!("{}/", about.issuer)),
        _ => {}
    }
}

fn put(claims: &mut Object, name: &str, value: impl Into<Value>) {
    claims.insert(name.to_owned(), value.into());
}

/// Inserts what each fault that is on says.
fn replace<const N: usize>(claims: &mut Object, faults: &FaultSet, wrong: [(FaultId, &str, Value); N]) {
    for (id, name, value) in wrong {
        if faults.has(id) {
            put(claims, name, value);
        }
    }
}

fn identity(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    let client = &about.audience;
    let wrong = [
        (fault::ID_TOKEN_ISS_SLASH, "iss", format!("{}/", about.issuer).into()),
        (fault::ID_TOKEN_SUB_NUMBER, "sub", 4711.into()),
        (fault::ID_TOKEN_SUB_256, "sub", format!("{:x>256}", about.subject).into()),
        (fault::ID_TOKEN_SUB_NOT_ASCII, "sub", format!("{}-é", about.subject).into()),
        (fault::ID_TOKEN_AUD_OTHER, "aud", STRANGER.into()),
        (fault::ID_TOKEN_AUD_JOINED, "aud", format!("{client} {STRANGER}").into()),
        (fault::ID_TOKEN_AZP_OTHER, "azp", STRANGER.into()),
    ];
    replace(claims, faults, wrong);
    if faults.has(fault::ID_TOKEN_SUB_MISSING) {
        claims.remove("sub");
    }
}

fn times(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    let number = |name: &str| claims.get(name).and_then(Value::as_i64).unwrap_or_default();
    let (issued, expires, log_in) = (about.issued, number("exp"), number("auth_time"));
    let wrong = [
        (fault::ID_TOKEN_EXPIRED, "exp", (issued - 3600).into()),
        (fault::ID_TOKEN_EXP_STRING, "exp", expires.to_string().into()),
        (fault::ID_TOKEN_EXP_MILLISECONDS, "exp", (expires * 1000).into()),
        (fault::ID_TOKEN_IAT_AN_HOUR_OFF, "iat", (issued - 3600).into()),
    ];
    replace(claims, faults, wrong);
    if claims.contains_key("auth_time") {
        let wrong = [
            (fault::ID_TOKEN_AUTH_TIME_STRING, "auth_time", log_in.to_string().into()),
            (fault::ID_TOKEN_AUTH_TIME_MILLISECONDS, "auth_time", (log_in * 1000).into()),
        ];
        replace(claims, faults, wrong);
    }
    let missing = faults.has(fault::ID_TOKEN_AUTH_TIME_MISSING)
        || (about.is_for_public_client() && faults.has(fault::ID_TOKEN_AUTH_TIME_MISSING_PUBLIC));
    if missing {
        claims.remove("auth_time");
    }
}

fn nonce(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    let Some(nonce) = about.nonce.as_deref() else {
        if about.channel != Channel::Refresh && faults.has(fault::ID_TOKEN_NONCE_INVENTED) {
            put(claims, "nonce", "");
        }
        return;
    };
    let cut: String = nonce.chars().take(32).collect();
    let decoded = percent_encoding::percent_decode_str(&nonce.replace('+', " ")).decode_utf8_lossy().into_owned();
    let escaped = nonce.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let wrong = [
        (fault::ID_TOKEN_NONCE_TRUNCATED, "nonce", cut.into()),
        (fault::ID_TOKEN_NONCE_DECODED_TWICE, "nonce", decoded.into()),
        (fault::ID_TOKEN_NONCE_ESCAPED, "nonce", escaped.into()),
        (fault::ID_TOKEN_NONCE_LOWER_CASE, "nonce", nonce.to_lowercase().into()),
        (fault::ID_TOKEN_NONCE_SPACES_COLLAPSED, "nonce", nonce.split_whitespace().collect::<Vec<_>>().join(" ").into()),
    ];
    replace(claims, faults, wrong);
    let short = nonce.chars().count() < 8 && faults.has(fault::ID_TOKEN_SHORT_NONCE_DROPPED);
    if short || faults.has(fault::ID_TOKEN_NONCE_MISSING) {
        claims.remove("nonce");
    }
}

fn hashes(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    let half = |text: &str| Value::from(Algorithm::of(faults).half_hash(text));
    if let Some(token) = &about.access_token {
        let stale = about.channel == Channel::Refresh && faults.has(fault::REFRESH_ID_TOKEN_AT_HASH_STALE);
        if stale || faults.has(fault::ID_TOKEN_AT_HASH_WRONG) {
            put(claims, "at_hash", half("another"));
        }
        if faults.has(fault::ID_TOKEN_AT_HASH_WHOLE) {
            put(claims, "at_hash", crate::protocol::pkce::s256(token.as_bytes()));
        }
    }
    if about.code.is_some() && about.channel == Channel::Token && faults.has(fault::HYBRID_C_HASH_WRONG) {
        put(claims, "c_hash", half("another"));
    }
}

fn types(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    replace(
        claims,
        faults,
        [(fault::ID_TOKEN_NULL_CLAIM, "acr", Value::Null), (fault::ID_TOKEN_AMR_STRING, "amr", "pwd".into())],
    );
    if about.with_email && faults.has(fault::ID_TOKEN_EMAIL_VERIFIED_STRING) {
        put(claims, "email_verified", "false");
    }
}

/// After a refresh (§12.2).
fn refreshed(claims: &mut Object, about: &Claims, faults: &FaultSet) {
    let later = about.issued + 60;
    let client = &about.audience;
    let wrong = [
        (fault::REFRESH_ID_TOKEN_OTHER_SUB, "sub", "user-mallory".into()),
        (fault::REFRESH_ID_TOKEN_ISS_OTHER, "iss", format!("{}/token", about.issuer).into()),
        (fault::REFRESH_ID_TOKEN_AUD_WIDER, "aud", json!([client, STRANGER])),
        (fault::REFRESH_ID_TOKEN_AZP_ADDED, "azp", client.as_str().into()),
        (fault::REFRESH_ID_TOKEN_IAT_OF_LOG_IN, "iat", about.auth_time.unwrap_or(about.issued).into()),
        (fault::REFRESH_ID_TOKEN_NEW_NONCE, "nonce", "fresh".into()),
        (fault::REFRESH_ID_TOKEN_NEW_AUTH_TIME, "auth_time", later.into()),
    ];
    replace(claims, faults, wrong);
    if about.refreshes > 0 && faults.has(fault::SECOND_REFRESH_ID_TOKEN_NEW_AUTH_TIME) {
        put(claims, "auth_time", later);
    }
}

/// The compact serialisation of a header and claims, well signed or not.
pub(super) fn serialise(mut header: Value, claims: Object, about: &Claims, faults: &FaultSet) -> String {
    let algorithm = Algorithm::of(faults);
    if faults.has(fault::ID_TOKEN_HEADER_JWK) {
        header["jku"] = format!("{}/jwks", about.issuer).into();
    }
    if about.is_for_public_client() && faults.has(fault::ID_TOKEN_HEADER_X5C_PUBLIC) {
        header["x5c"] = json!(["MIIB"]);
    }
    if faults.has(fault::ID_TOKEN_KID_UNKNOWN) {
        header["kid"] = "yesterday".into();
    }
    let mac = match &about.secret {
        Some(secret) if faults.has(fault::ID_TOKEN_MAC_SHORT_SECRET) => Some(secret.as_str()),
        None if faults.has(fault::ID_TOKEN_MAC_PUBLIC) => Some(about.audience.as_str()),
        _ => None,
    };
    if let Some(secret) = mac {
        return jwt::with_mac(&Mac::Hs512, header, claims, secret);
    }
    if let Some(secret) = about.mac_secret(faults) {
        return jwt::with_mac(&Mac::Hs256, header, claims, secret);
    }
    if faults.has(fault::ID_TOKEN_UNSIGNED) {
        header["alg"] = "none".into();
        return format!("{}.", jwt::message(&header, claims));
    }
    if faults.has(fault::ID_TOKEN_ALGORITHM_UNLISTED) {
        header["alg"] = Algorithm::Ps256.name().into();
        let message = jwt::message(&header, claims);
        return format!("{message}.{}", Algorithm::Ps256.sign(&message));
    }
    let message = jwt::message(&header, claims);
    let wrong = faults.has(fault::ID_TOKEN_SIGNATURE_WRONG)
        || (about.channel == Channel::Refresh && faults.has(fault::REFRESH_ID_TOKEN_SIGNATURE_WRONG));
    format!("{message}.{}", algorithm.sign(if wrong { "another" } else { &message }))
}
