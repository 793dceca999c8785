//! The faults at which the endpoint breaks down over a value that nobody thought of, one line each (RFC 6749 §10.14).

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;

/// A parameter, the values over which the server breaks down, and the fault.
type Breakdown = (&'static str, fn(&[u8]) -> bool, FaultId);

static TABLE: &[Breakdown] = &[
    ("code", |value| value.contains(&0), fault::CODE_NUL_500),
    ("code", |value| value.iter().any(|byte| *byte >= 0xf0 && *byte < 0xf5), fault::CODE_ASTRAL_500),
    ("code", |value| value.contains(&b'\''), fault::CODE_QUOTE_500),
    ("code", |value| value.starts_with(b"{"), fault::CODE_JSON_500),
    ("redirect_uri", |value| value.contains(&0), fault::REDIRECT_NUL_500),
    ("code_verifier", |value| value.len() > 8192, fault::VERIFIER_LONG_500),
    ("refresh_token", |value| value.contains(&0), fault::REFRESH_TOKEN_NUL_500),
    ("refresh_token", |value| value.starts_with(b"{"), fault::REFRESH_TOKEN_JSON_500),
    ("refresh_token", |value| value.starts_with(b"eyJ"), fault::REFRESH_TOKEN_LIKE_JWT_500),
    ("client_id", |value| value.contains(&0), fault::CLIENT_ID_NUL_500),
];

/// Whether the server breaks down over the value of a parameter.
pub(super) fn over_value(name: &str, value: &[u8], faults: &FaultSet) -> bool {
    TABLE.iter().any(|(of, fits, id)| *of == name && fits(value) && faults.has(*id))
}

/// Whether it breaks down over the name of a parameter that it does not know: `code[]`, `code[$ne]`.
pub(super) fn over_name(name: &str, faults: &FaultSet) -> bool {
    let list = name.ends_with("[]") && faults.has(fault::FIELD_NAME_LIST_500);
    list || (name.ends_with(']') && !name.ends_with("[]") && faults.has(fault::FIELD_NAME_OBJECT_500))
}
