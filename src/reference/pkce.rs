//! The code verifier against the challenge of the authorization request (RFC 7636 §4.6).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::catalogue as fault;
use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::form;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::state::{Challenge, Method};
use super::variant_catalogue as variant;

/// The shortest and the longest verifier (RFC 7636 §4.1).
const LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// Whether these characters may stand in verifiers and challenges.
pub(super) fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// BASE64URL(SHA256(verifier)) (RFC 7636 §4.2).
pub(super) fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, verifier.as_bytes()))
}

/// Checks the verifier of a code exchange.
pub(super) fn check(
    challenge: Option<&Challenge>,
    parameters: &Parameters,
    client: &RegisteredClient,
    faults: &FaultSet,
) -> Result<(), Refusal> {
    let empty = parameters.is_empty("code_verifier");
    // Only faults record an empty one.
    if challenge.is_some_and(|challenge| challenge.value.is_empty()) {
        return Ok(());
    }
    let Some(challenge) = challenge else {
        let demanded = client.is_public() && faults.varies(variant::PKCE_REQUIRED_AT_EXCHANGE);
        return if demanded { Err(Refusal::VerifierMissing) } else { without_challenge(parameters, faults) };
    };
    let method = parameters.challenge_method();
    if faults.has(fault::METHOD_UNKNOWN_SKIPS_CHECK) && method.is_some_and(|method| !["plain", "S256"].contains(&method)) {
        return Ok(());
    }
    let Some(verifier) = parameters.get("code_verifier") else {
        let repeated = faults.has(fault::CHALLENGE_REPEATED_IS_PROOF) && parameters.challenge() == Some(&challenge.value);
        return if repeated { Ok(()) } else { missing(empty, challenge, client, faults) };
    };
    let plain = challenge.method == Method::Plain;
    if plain && !verifier.is_ascii() && faults.has(fault::PLAIN_VERIFIER_NOT_ASCII_500) {
        return Err(Refusal::Crash);
    }
    check_grammar(verifier, faults)?;
    let verifier = forgiven(verifier, faults);
    let not_compared = match client.is_public() {
        true => fault::VERIFIER_NOT_COMPARED_PUBLIC,
        false => fault::VERIFIER_NOT_COMPARED_CONFIDENTIAL,
    };
    let challenge = replaced_by_request(challenge, parameters, faults);
    let never = faults.has(fault::S256_REFUSED_CONFIDENTIAL) && !client.is_public() && challenge.method == Method::S256;
    let right = (matches(&challenge, &verifier, faults) && !never)
        || faults.has(not_compared)
        || (faults.has(fault::CHALLENGE_ACCEPTED_AS_VERIFIER) && *verifier == challenge.value)
        || neighbours(&verifier, faults).iter().any(|other| matches(&challenge, other, faults));
    if right { Ok(()) } else { Err(Refusal::VerifierWrong) }
}

/// The challenge that was recorded with the code; with some faults, the one of the token request.
fn replaced_by_request<'a>(challenge: &'a Challenge, parameters: &Parameters, faults: &FaultSet) -> Cow<'a, Challenge> {
    let mut challenge = Cow::Borrowed(challenge);
    let foreign = faults.has(fault::CHALLENGE_READ_FROM_TOKEN_REQUEST).then(|| parameters.challenge()).flatten();
    if let Some(value) = foreign {
        challenge.to_mut().value = value.to_owned();
    }
    if faults.has(fault::METHOD_READ_FROM_TOKEN_REQUEST) || foreign.is_some() {
        match parameters.challenge_method() {
            Some("plain") => challenge.to_mut().method = Method::Plain,
            Some("S256") => challenge.to_mut().method = Method::S256,
            _ => {}
        }
    }
    challenge
}

/// Whether a verifier is right for a challenge, by the book: what faults look for that do not know which code it belongs to.
pub(super) fn answers(challenge: &Challenge, verifier: &str) -> bool {
    matches(challenge, verifier, &FaultSet::default())
}

/// A verifier without a challenge is refused (RFC 9700 §2.1.1).
fn without_challenge(parameters: &Parameters, faults: &FaultSet) -> Result<(), Refusal> {
    match parameters.get("code_verifier") {
        Some(_) if faults.has(fault::VERIFIER_UNSOLICITED_ACCEPTED) || faults.has(fault::PKCE_STRIPPED) => Ok(()),
        Some(_) if faults.varies(variant::UNSOLICITED_VERIFIER_IGNORED) => Ok(()),
        Some(_) => Err(Refusal::VerifierUnsolicited),
        None if faults.has(fault::VERIFIER_DEMANDED_WITHOUT_CHALLENGE) => Err(Refusal::VerifierMissing),
        None if parameters.is_empty("code_verifier") && faults.has(fault::EMPTY_VERIFIER_WITHOUT_CHALLENGE_REFUSED) => {
            Err(Refusal::EmptyValue)
        }
        None => Ok(()),
    }
}

fn missing(empty: bool, challenge: &Challenge, client: &RegisteredClient, faults: &FaultSet) -> Result<(), Refusal> {
    let skipped = match client.is_public() {
        true => faults.has(fault::VERIFIER_NOT_REQUIRED_PUBLIC),
        false => faults.has(fault::VERIFIER_NOT_REQUIRED_CONFIDENTIAL),
    };
    match () {
        () if skipped && !empty => Ok(()),
        () if empty && faults.has(fault::VERIFIER_EMPTY_ACCEPTED) => Ok(()),
        () if empty && faults.has(fault::VERIFIER_EMPTY_HASHED) && challenge.value == s256("") => Ok(()),
        () if empty && faults.has(fault::VERIFIER_EMPTY_500) => Err(Refusal::Crash),
        () => Err(Refusal::VerifierMissing),
    }
}

fn check_grammar(verifier: &str, faults: &FaultSet) -> Result<(), Refusal> {
    let length = verifier.chars().count();
    let crash = (length < 43 && faults.has(fault::SHORT_VERIFIER_500))
        || (length == 42 && faults.has(fault::VERIFIER_OF_42_500))
        || (length > 128 && faults.has(fault::LONG_VERIFIER_500))
        || (!is_unreserved(verifier) && faults.has(fault::VERIFIER_GRAMMAR_500));
    if crash {
        return Err(Refusal::Crash);
    }
    let refused = (length == 43 && faults.has(fault::VERIFIER_43_REFUSED))
        || (length > 63 && faults.has(fault::VERIFIER_64_REFUSED))
        || (length == 128 && faults.has(fault::VERIFIER_128_REFUSED))
        || (verifier.contains('~') && faults.has(fault::VERIFIER_TILDE_REFUSED))
        || (verifier.contains('.') && faults.has(fault::VERIFIER_DOT_REFUSED));
    let lenient = faults.has_any(&[
        fault::VERIFIER_PADDING_IGNORED,
        fault::VERIFIER_TRIMMED,
        fault::VERIFIER_NOT_COMPARED_PUBLIC,
        fault::VERIFIER_NOT_COMPARED_CONFIDENTIAL,
        fault::VERIFIER_ONE_CHARACTER_OFF_ACCEPTED,
        fault::VERIFIER_CUT_AT_NUL,
    ]) || faults.varies(variant::ANY_VERIFIER_LENGTH);
    let legal = LENGTHS.contains(&length) && is_unreserved(verifier);
    if refused || (!legal && !lenient) { Err(Refusal::VerifierGrammar) } else { Ok(()) }
}

fn forgiven<'a>(verifier: &'a str, faults: &FaultSet) -> Cow<'a, str> {
    match () {
        () if faults.has(fault::VERIFIER_PADDING_IGNORED) => verifier.trim_end_matches('=').into(),
        () if faults.has(fault::VERIFIER_TRIMMED) => verifier.trim().into(),
        () if faults.has(fault::VERIFIER_CUT_AT_NUL) => verifier.split('\0').next().unwrap_or_default().into(),
        () if faults.has(fault::VERIFIER_CUT_AT_64) => verifier.chars().take(64).collect::<String>().into(),
        () if faults.has(fault::VERIFIER_DECODED_TWICE) => form::decode_text(verifier).into(),
        () => verifier.into(),
    }
}

fn matches(challenge: &Challenge, verifier: &str, faults: &FaultSet) -> bool {
    let defaulted = !challenge.named && faults.has(fault::PLAIN_DEFAULT_TAKEN_AS_S256);
    let method = if defaulted { Method::S256 } else { challenge.method };
    match method {
        Method::S256 if faults.has(fault::S256_REFUSED) => false,
        Method::S256 if faults.has(fault::S256_PADDED) => format!("{}=", s256(verifier)) == challenge.value,
        Method::S256 if faults.has(fault::S256_STANDARD_BASE64) => {
            s256(verifier).replace('-', "+").replace('_', "/") == challenge.value
        }
        Method::S256 => s256(verifier) == challenge.value,
        Method::Plain if faults.has(fault::PLAIN_PKCE_REFUSED) => false,
        Method::Plain if faults.has(fault::PLAIN_VERIFIER_NOT_COMPARED) => true,
        Method::Plain if faults.has(fault::PLAIN_VERIFIER_PREFIX_COMPARED) => verifier.starts_with(&challenge.value),
        Method::Plain if faults.has(fault::PLAIN_VERIFIER_CUT_SHORT_ACCEPTED) => challenge.value.starts_with(verifier),
        Method::Plain if faults.has(fault::PLAIN_ALSO_HASHED) && s256(verifier) == challenge.value => true,
        Method::Plain => verifier == challenge.value,
    }
}

/// The verifiers that a forgiving comparison would take for this one.
fn neighbours(verifier: &str, faults: &FaultSet) -> Vec<String> {
    let mut others = Vec::new();
    if verifier.len() > *LENGTHS.end() {
        return others; // one attempt costs thousands of hashes already
    }
    if faults.has(fault::VERIFIER_CASE_FOLDED) {
        others.extend([verifier.to_ascii_lowercase(), verifier.to_ascii_uppercase()]);
        others.push(verifier.chars().map(other_case).collect());
        others.extend((0..verifier.len()).map(|at| replaced(verifier, at, other_case)));
    }
    if faults.has(fault::VERIFIER_ONE_CHARACTER_OFF_ACCEPTED) {
        for character in (' '..='~').filter(|character| is_unreserved(&character.to_string())) {
            others.extend((0..verifier.len()).map(|at| replaced(verifier, at, |_| character)));
        }
    }
    others
}

fn other_case(character: char) -> char {
    if character.is_ascii_lowercase() { character.to_ascii_uppercase() } else { character.to_ascii_lowercase() }
}

fn replaced(text: &str, at: usize, change: impl Fn(char) -> char) -> String {
    text.chars().enumerate().map(|(index, character)| if index == at { change(character) } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_holds() {
        // RFC 7636 appendix B
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(s256(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
