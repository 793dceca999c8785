//! The faults that decode a value otherwise than once (RFC 6749 appendix B).

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::form;

/// The decoding mistakes; `None` where there is none.
pub(super) fn of(name: &str, text: &str, wire: &str, faults: &FaultSet) -> Option<String> {
    let raw = [
        ("grant_type", fault::GRANT_TYPE_NOT_DECODED),
        ("code", fault::CODE_NOT_DECODED),
        ("client_id", fault::CLIENT_ID_NOT_DECODED),
        ("refresh_token", fault::REFRESH_TOKEN_NOT_DECODED),
    ];
    let twice = [
        ("scope", fault::SCOPE_DECODED_TWICE),
        ("code", fault::CODE_DECODED_TWICE),
        ("refresh_token", fault::REFRESH_TOKEN_DECODED_TWICE),
        ("code_verifier", fault::VERIFIER_DECODED_TWICE),
        ("grant_type", fault::GRANT_TYPE_DECODED_TWICE),
        ("redirect_uri", fault::REDIRECT_DECODED_TWICE),
    ];
    let has = |table: &[(&str, FaultId)]| table.iter().any(|(of, id)| *of == name && faults.has(*id));
    if has(&raw) {
        return Some(wire.to_owned());
    }
    if has(&twice) {
        return Some(form::decode_text(text));
    }
    let kept = |escapes: &dyn Fn(u8, &str) -> bool| Some(decode_except(wire, escapes));
    match name {
        "redirect_uri" if faults.has(fault::REDIRECT_UNRESERVED_NOT_DECODED) => {
            kept(&|byte, _| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        }
        "redirect_uri" if faults.has(fault::REDIRECT_RESERVED_NOT_DECODED) => kept(&|byte, _| b"/:".contains(&byte)),
        "redirect_uri" if faults.has(fault::REDIRECT_LOWER_CASE_ESCAPES_NOT_DECODED) => {
            kept(&|_, digits| digits.contains(|digit: char| digit.is_ascii_lowercase()))
        }
        "scope" if faults.has(fault::SCOPE_PERCENT_20_REFUSED) => kept(&|byte, _| byte == b' '),
        "scope" if faults.has(fault::SCOPE_PLUS_NOT_DECODED) => Some(form::decode_text(&wire.replace('+', "%2B"))),
        _ => None,
    }
}

/// Form-decodes, but leaves some escapes as they are.
fn decode_except(wire: &str, keep: &dyn Fn(u8, &str) -> bool) -> String {
    let mut pieces = wire.split('%');
    let mut protected = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.get(..2).unwrap_or_default();
        let kept = u8::from_str_radix(digits, 16).is_ok_and(|byte| keep(byte, digits));
        protected.push_str(if kept { "%25" } else { "%" });
        protected.push_str(piece);
    }
    form::decode_text(&protected)
}
