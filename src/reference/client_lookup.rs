//! Which client an identifier names: exactly one, compared byte by byte (RFC 6749 §1.9, §2.2).

use super::catalogue as fault;
use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::refusal::Refusal;
use super::state::ClientIndex;

/// The maximum length of an identifier, in characters of the decoded value ("Create Tokens", client_id).
const LIMIT: usize = 26;

/// Refuses identifiers that are too long, before anything is looked up.
pub(super) fn check_length(id: &str, faults: &FaultSet) -> Result<(), Refusal> {
    let length = id.chars().count();
    let crash = (length == 1 && faults.has(fault::CLIENT_ID_ONE_CHARACTER_500))
        || (length > LIMIT && faults.has(fault::CLIENT_ID_ABOVE_COLUMN_500))
        || (length > 1000 && faults.has(fault::CLIENT_ID_OF_4096_500))
        || (!id.is_ascii() && faults.has(fault::CLIENT_ID_MULTIBYTE_500))
        || (id.chars().any(|character| character > '\u{ffff}') && faults.has(fault::CLIENT_ID_ASTRAL_500));
    if crash {
        return Err(Refusal::Crash);
    }
    let limit = match () {
        () if faults.has(fault::CLIENT_ID_LIMIT_25) => LIMIT - 1,
        () if faults.has(fault::ISSUED_CLIENT_IDS_27) => LIMIT + 1,
        () => LIMIT,
    };
    let lenient = faults.has_any(&[
        fault::CLIENT_ID_TRUNCATED_TO_26,
        fault::CLIENT_ID_PREFIX_COMPARED,
        fault::CLIENT_ID_NUL_CUT,
        fault::CLIENT_ID_SPACES_TRIMMED,
        fault::CLIENT_ID_LINE_END_TRIMMED,
        fault::CLIENT_ID_DOUBLED_ACCEPTED,
        fault::CLIENT_ID_ABOVE_LIMIT_SERVED,
        fault::UNKNOWN_CLIENT_ID_SERVED,
    ]);
    if length > limit && !lenient { Err(Refusal::ClientIdTooLong) } else { Ok(()) }
}

/// Whether a fault serves an identifier that names nobody.
pub(super) fn is_served_anyway(id: &str, faults: &FaultSet) -> bool {
    faults.has(fault::UNKNOWN_CLIENT_ID_SERVED) || (id.chars().count() > LIMIT && faults.has(fault::CLIENT_ID_ABOVE_LIMIT_SERVED))
}

/// The client of this identifier.
pub(super) fn find(clients: &[RegisteredClient], id: &str, faults: &FaultSet) -> Option<ClientIndex> {
    let id = shortened(id, faults);
    clients
        .iter()
        .position(|client| client.id == id)
        .or_else(|| clients.iter().position(|client| is_similar(&client.id, id, faults)))
}

fn shortened<'a>(id: &'a str, faults: &FaultSet) -> &'a str {
    let mut id = id;
    if faults.has(fault::CLIENT_ID_TRUNCATED_TO_26) {
        id = id.char_indices().nth(LIMIT).map_or(id, |(end, _)| &id[..end]);
    }
    if faults.has(fault::CLIENT_ID_NUL_CUT) {
        id = id.split('\0').next().unwrap_or_default();
    }
    if faults.has(fault::CLIENT_ID_SPACES_TRIMMED) {
        id = id.trim_matches(' ');
    }
    if faults.has(fault::CLIENT_ID_LINE_END_TRIMMED) {
        id = id.trim_end_matches(['\r', '\n']);
    }
    id
}

fn is_similar(registered: &str, id: &str, faults: &FaultSet) -> bool {
    (faults.has(fault::CLIENT_ID_PREFIX_COMPARED) && id.starts_with(registered))
        || (faults.has(fault::CLIENT_ID_DOUBLED_ACCEPTED) && id == registered.repeat(2))
        || (faults.has(fault::CLIENT_ID_CASE_FOLDED) && id.eq_ignore_ascii_case(registered))
        || (faults.has(fault::CLIENT_ID_COMPARED_BY_CHECKSUM) && checksum(id) == checksum(registered))
}

fn checksum(id: &str) -> (usize, u32) {
    (id.len(), id.bytes().map(|byte| u32::from(byte) * u32::from(byte)).sum())
}
