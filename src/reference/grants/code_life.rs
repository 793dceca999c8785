//! How long a code lives, and that it is used once (RFC 6749 §4.1.2).

use super::TokenRequest;
use crate::reference::catalogue as fault;
use crate::reference::refusal::Refusal;
use crate::reference::state::{Code, State};

/// Further seconds that a code lives with one fault: twenty minutes instead of one.
const LONGER: i64 = 19 * 60;
/// From this age on, in seconds, one fault breaks down over a code.
const OLD: i64 = 20;
/// After so many seconds one fault forgets that a code was used.
const FORGOTTEN: i64 = 25;

/// Refuses an unused code that has expired.
pub(super) fn check_expiry(request: &TokenRequest<'_>, code: &Code, state: &State) -> Result<(), Refusal> {
    let faults = request.faults;
    if state.clock - code.issued > OLD && faults.has(fault::OLD_CODE_500) {
        return Err(Refusal::Crash);
    }
    let late = state.clock - code.expires;
    if code.used || late <= 0 {
        return Ok(());
    }
    let spared = (late <= LONGER && faults.has(fault::CODE_LIVES_20_MINUTES))
        || (request.client().is_public() && faults.has(fault::CODE_OF_PUBLIC_CLIENT_NEVER_EXPIRES));
    if spared { Ok(()) } else { Err(Refusal::CodeUnknown) }
}

/// Whether a used code works nevertheless; only with faults.
pub(super) fn is_reusable(request: &TokenRequest<'_>, code: &Code, state: &State) -> bool {
    let faults = request.faults;
    let client = request.client();
    let foreign = state.grant(code.grant).client != request.index;
    // A confidential client that authenticates does not name itself in the body.
    let unauthenticated = !client.is_public() && request.parameters.get("client_id").is_some();
    faults.has(fault::CODE_REUSABLE)
        || (client.is_public() && faults.has(fault::CODE_REUSABLE_PUBLIC))
        || (state.clock - code.used_at >= FORGOTTEN && faults.has(fault::CODE_REUSABLE_AFTER_25_SECONDS))
        || (state.grant(code.grant).refreshes > 0 && faults.has(fault::CODE_REUSABLE_AFTER_REFRESH))
        || (code.replays > 0 && faults.has(fault::CODE_REUSABLE_AT_THIRD_ATTEMPT))
        || (unauthenticated && faults.has(fault::CODE_REPLAYED_WITHOUT_AUTHENTICATION))
        || (foreign && faults.has(fault::CODE_REPLAYED_BY_ANY_CLIENT))
        || (request.found_unused && faults.has(fault::CODE_RACE))
}

/// Marks the use of a code.
pub(super) fn mark_used(key: &str, state: &mut State) {
    let clock = state.clock;
    if let Some(code) = state.codes.get_mut(key) {
        (code.used, code.used_at) = (true, clock);
    }
}

/// Counts a refused replay.
pub(super) fn count_replay(key: &str, state: &mut State) {
    if let Some(code) = state.codes.get_mut(key) {
        code.replays += 1;
    }
}
