//! Comparing a client secret.

use super::catalogue as fault;
use super::fault::FaultSet;

/// Whether the secret is right: constant time, every byte (RFC 6749 §2.3.1, §10.10).
pub(super) fn is_right(sent: &str, secret: &str, faults: &FaultSet) -> bool {
    let equal = aws_lc_rs::constant_time::verify_slices_are_equal(sent.as_bytes(), secret.as_bytes()).is_ok();
    equal
        || faults.has(fault::SECRET_NOT_CHECKED)
        || (sent.eq_ignore_ascii_case(secret) && faults.has(fault::SECRET_CASE_FOLDED))
        || (faults.has(fault::SECRET_ONE_CHARACTER_OFF_ACCEPTED) && is_one_off(sent, secret))
        || (faults.has(fault::SECRET_PREFIX_ACCEPTED) && !sent.is_empty() && secret.starts_with(sent))
        || (faults.has(fault::SECRET_SUFFIX_IGNORED) && sent.starts_with(secret))
        || (faults.has(fault::EMPTY_SECRET_ACCEPTED) && sent.is_empty())
}

fn is_one_off(sent: &str, secret: &str) -> bool {
    sent.len() == secret.len() && sent.bytes().zip(secret.bytes()).filter(|(a, b)| a != b).count() == 1
}
