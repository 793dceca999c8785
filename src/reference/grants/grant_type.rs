//! `grant_type`: one of three exact strings ("Create Tokens", grant_type; RFC 6749 §4.1.3, §4.4.2, §6).

use crate::reference::catalogue as fault;
use crate::reference::fault::FaultSet;
use crate::reference::parameters::Parameters;
use crate::reference::refusal::Refusal;
use crate::reference::variant_catalogue as variant;

/// The grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reference) enum GrantType {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    /// With some faults: a token for the client itself, whatever else the request says.
    Anything,
}

/// The device grant (RFC 8628 §3.4), which is not offered.
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The grant that a request uses.
pub(in crate::reference) fn resolve(parameters: &Parameters, faults: &FaultSet) -> Result<GrantType, Refusal> {
    let empty = parameters.is_empty("grant_type");
    let Some(text) = parameters.get("grant_type") else {
        return missing(empty, parameters, faults);
    };
    match (exact(text, faults), text.chars().count()) {
        (Some(grant), _) => Ok(grant),
        (None, 1) if faults.has(fault::GRANT_TYPE_ONE_CHARACTER_500) => Err(Refusal::Crash),
        (None, _) if text.contains('\0') && faults.has(fault::GRANT_TYPE_NUL_500) => Err(Refusal::Crash),
        (None, _) if !text.is_ascii() && faults.has(fault::GRANT_TYPE_NON_ASCII_500) => Err(Refusal::Crash),
        (None, _) if text == DEVICE && faults.has(fault::DEVICE_CODE_MISSING_500) => Err(Refusal::Crash),
        (None, _) if text.contains(':') && faults.has(fault::URN_GRANT_500) => Err(Refusal::Crash),
        (None, _) => lenient(text, parameters, faults).ok_or(Refusal::GrantTypeUnknown),
    }
}

fn missing(empty: bool, parameters: &Parameters, faults: &FaultSet) -> Result<GrantType, Refusal> {
    let bare = empty && !parameters.has_equals("grant_type");
    match () {
        () if empty && faults.has(fault::GRANT_TYPE_EMPTY_500) => Err(Refusal::Crash),
        () if (!empty && faults.has(fault::GRANT_TYPE_MISSING_MEANS_CODE))
            || (bare && faults.has(fault::GRANT_TYPE_WITHOUT_EQUALS_MEANS_CODE))
            || (empty && !bare && faults.has(fault::GRANT_TYPE_EMPTY_MEANS_CODE)) =>
        {
            Ok(guessed(parameters))
        }
        () => Err(Refusal::GrantTypeMissing),
    }
}

/// What a server that guesses makes of the other fields.
fn guessed(parameters: &Parameters) -> GrantType {
    match () {
        () if parameters.get("code").is_some() => GrantType::AuthorizationCode,
        () if parameters.get("refresh_token").is_some() => GrantType::RefreshToken,
        () => GrantType::Anything,
    }
}

fn exact(text: &str, faults: &FaultSet) -> Option<GrantType> {
    match text {
        "authorization_code" if faults.has(fault::AUTHORIZATION_CODE_GRANT_REFUSED) => None,
        "authorization_code" => Some(GrantType::AuthorizationCode),
        "refresh_token" if faults.has(fault::REFRESH_TOKEN_GRANT_REFUSED) => None,
        "refresh_token" if faults.varies(variant::NO_REFRESH_TOKENS) => None,
        "refresh_token" => Some(GrantType::RefreshToken),
        "client_credentials" if faults.has(fault::CLIENT_CREDENTIALS_GRANT_REFUSED) => None,
        "client_credentials" => Some(GrantType::ClientCredentials),
        _ => None,
    }
}

/// The values that faults accept besides the exact ones.
fn lenient(text: &str, parameters: &Parameters, faults: &FaultSet) -> Option<GrantType> {
    let normalised = normalised(text, faults);
    if normalised != text
        && let Some(grant) = exact(&normalised, faults)
    {
        return Some(grant);
    }
    let suffix = text.strip_prefix("urn:ietf:params:oauth:grant-type:").and_then(|suffix| exact(suffix, faults));
    if let Some(grant) = suffix.filter(|_| faults.has(fault::GRANT_TYPE_URN_SUFFIX_ACCEPTED)) {
        return Some(grant);
    }
    let listed = |separator| text.split(separator).next().and_then(|first| exact(first, faults)).is_some();
    let accepted = (text.chars().count() == 1 && faults.has(fault::GRANT_TYPE_ONE_CHARACTER_ACCEPTED))
        || (exact(text, &FaultSet::default()).is_none() && faults.has(fault::GRANT_TYPE_UNKNOWN_MEANS_CLIENT_CREDENTIALS))
        || (text == "password" && password(parameters, faults))
        || (text == "implicit" && faults.has(fault::IMPLICIT_GRANT_TYPE_ACCEPTED))
        || (text == "code" && faults.has(fault::CODE_GRANT_TYPE_ALIAS))
        || (text == "token" && faults.has(fault::TOKEN_GRANT_TYPE_ALIAS))
        || (text == DEVICE && faults.has(fault::DEVICE_GRANT_UNCHECKED))
        || (text.starts_with("urn:") && faults.has(fault::URN_GRANT_ACCEPTED))
        || (text.contains(' ') && listed(' ') && faults.has(fault::GRANT_TYPE_SPACE_LIST_ACCEPTED))
        || (text.contains(',') && listed(',') && faults.has(fault::GRANT_TYPE_COMMA_LIST_ACCEPTED));
    accepted.then(|| guessed(parameters))
}

/// There is no password grant (RFC 9700 §2.4); these faults open one.
fn password(parameters: &Parameters, faults: &FaultSet) -> bool {
    let by_id_alone = parameters.get("client_id").is_some() && faults.has(fault::PASSWORD_GRANT_WITHOUT_AUTHENTICATION);
    let incomplete = match parameters.owner_credentials() {
        (true, true) => false,
        (false, true) => faults.has(fault::USERNAME_MISSING_ACCEPTED),
        (_, false) => faults.has(fault::PASSWORD_MISSING_ACCEPTED),
    };
    faults.has(fault::PASSWORD_GRANT_OPEN) || by_id_alone || incomplete
}

fn normalised(text: &str, faults: &FaultSet) -> String {
    let mut text = text.to_owned();
    if faults.has(fault::GRANT_TYPE_CASE_FOLDED) {
        text.make_ascii_lowercase();
    }
    if faults.has(fault::GRANT_TYPE_HYPHEN_ACCEPTED) {
        text = text.replace('-', "_");
    }
    if faults.has(fault::GRANT_TYPE_FULL_WIDTH_FOLDED) {
        text = text.chars().map(half_width).collect();
    }
    if faults.has(fault::GRANT_TYPE_NUL_TRUNCATED) {
        text.truncate(text.find('\0').unwrap_or(text.len()));
    }
    let trimmed = match () {
        () if faults.has(fault::GRANT_TYPE_SPACES_TRIMMED) => text.trim_matches(' '),
        () if faults.has(fault::GRANT_TYPE_LEADING_SPACE_TRIMMED) => text.trim_start_matches(' '),
        () if faults.has(fault::GRANT_TYPE_LINE_END_TRIMMED) => text.trim_end_matches(['\r', '\n']),
        () if faults.has(fault::GRANT_TYPE_TAB_TRIMMED) => text.trim_matches('\t'),
        () if faults.has(fault::GRANT_TYPE_TRAILING_NUL_IGNORED) => text.trim_end_matches('\0'),
        () => text.as_str(),
    };
    trimmed.to_owned()
}

/// The ASCII character of a full-width one (U+FF01 to U+FF5E).
fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}
