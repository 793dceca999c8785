//! The Authorization header of HTTP Basic (RFC 7617), with the form-decoding of RFC 6749 §2.3.1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::catalogue as fault;
use super::fault::FaultSet;
use super::form;
use super::refusal::Refusal;

/// What a Basic header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// User name and password.
    Pair(String, String),
    /// One fault: no colon, so no password.
    NameAlone(String),
    /// One fault: the scheme alone.
    Nothing,
}

/// Takes a header's value apart.
pub(super) fn parse(header: &[u8], faults: &FaultSet) -> Result<Credentials, Refusal> {
    let header = std::str::from_utf8(header).map_err(|_| Refusal::BasicMalformed)?;
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    let basic = scheme.eq_ignore_ascii_case("Basic") || faults.has(fault::BASIC_UNDER_ANY_SCHEME);
    if !basic || faults.has(fault::BASIC_UNSUPPORTED) {
        return Err(Refusal::BasicUnsupported);
    }
    if rest.starts_with(' ') && faults.has(fault::BASIC_TWO_SPACES_REFUSED) {
        return Err(Refusal::BasicMalformed);
    }
    if (scheme == "basic" && faults.has(fault::BASIC_LOWER_SCHEME_REFUSED))
        || (scheme == "BASIC" && faults.has(fault::BASIC_UPPER_SCHEME_REFUSED))
    {
        return Err(Refusal::BasicUnsupported);
    }
    let token = rest.trim_matches(' ');
    if token.is_empty() {
        return nothing(faults);
    }
    credentials(&decoded(token, faults)?, faults)
}

fn nothing(faults: &FaultSet) -> Result<Credentials, Refusal> {
    if faults.has(fault::BASIC_ALONE_500) {
        return Err(Refusal::Crash);
    }
    if faults.has(fault::BASIC_ALONE_ACCEPTED) { Ok(Credentials::Nothing) } else { Err(Refusal::BasicMalformed) }
}

fn decoded(token: &str, faults: &FaultSet) -> Result<String, Refusal> {
    let mut token = token.to_owned();
    if faults.has(fault::BASIC_TRAILING_TOKEN_IGNORED) {
        token = token.split_ascii_whitespace().next().unwrap_or_default().to_owned();
    }
    if faults.has(fault::BASIC_LINE_BREAK_ACCEPTED) {
        token.retain(|character| !character.is_ascii_whitespace());
    }
    let bytes = STANDARD.decode(&token).map_err(|_| undecodable(&token, faults))?;
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) if faults.has(fault::BASIC_NOT_UTF8_500) => return Err(Refusal::Crash),
        Err(_) => return Err(undecodable(&token, faults)),
    };
    if faults.has(fault::BASIC_LINE_BREAK_ACCEPTED) {
        text.retain(|character| !['\r', '\n'].contains(&character));
    }
    Ok(text)
}

fn undecodable(token: &str, faults: &FaultSet) -> Refusal {
    let url_alphabet = token.contains(['-', '_']);
    let unpadded = !token.len().is_multiple_of(4) && !token.contains('=');
    let crash = faults.has(fault::BASIC_NOT_BASE64_500)
        || (!token.is_ascii() && faults.has(fault::BASIC_NOT_ASCII_500))
        || (url_alphabet && faults.has(fault::BASIC_URL_ALPHABET_500))
        || (unpadded && faults.has(fault::BASIC_UNPADDED_500));
    if crash { Refusal::Crash } else { Refusal::BasicMalformed }
}

fn credentials(text: &str, faults: &FaultSet) -> Result<Credentials, Refusal> {
    let Some((user, password)) = text.split_once(':') else {
        if faults.has(fault::BASIC_WITHOUT_COLON_500) {
            return Err(Refusal::Crash);
        }
        let accepted = faults.has(fault::BASIC_WITHOUT_COLON_ACCEPTED);
        return if accepted { Ok(Credentials::NameAlone(text.to_owned())) } else { Err(Refusal::BasicMalformed) };
    };
    if faults.has(fault::BASIC_USER_NOT_FORM_DECODED) {
        return Ok(Credentials::Pair(user.to_owned(), password.to_owned()));
    }
    let inflated = text.matches('%').count() > text.len() / 4;
    if inflated && faults.has(fault::BASIC_ESCAPED_LETTERS_REFUSED) {
        return Err(Refusal::BasicMalformed);
    }
    match (decode(user, faults), decode(password, faults)) {
        (Some(user), Some(password)) => Ok(Credentials::Pair(user, password)),
        _ if faults.has(fault::BASIC_BROKEN_ESCAPE_500) => Err(Refusal::Crash),
        _ => Err(Refusal::BasicMalformed),
    }
}

/// Form-decodes once, plus signs included (RFC 6749 appendix B).
fn decode(text: &str, faults: &FaultSet) -> Option<String> {
    let kept = text.contains('+') && faults.has(fault::BASIC_PLUS_KEPT);
    let text = if kept { text.replace('+', "%2B") } else { text.to_owned() };
    let decoded = String::from_utf8(form::decode(text.as_bytes())?).ok()?;
    Some(if text.contains('%') && faults.has(fault::BASIC_DECODED_TWICE) { form::decode_text(&decoded) } else { decoded })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Result<Credentials, Refusal> {
        parse(header.as_bytes(), &FaultSet::default())
    }

    #[test]
    fn user_and_password_are_form_decoded() {
        let token = STANDARD.encode("id:a%3Ab%2Bc+d");
        let expected = Credentials::Pair("id".to_owned(), "a:b+c d".to_owned());
        assert_eq!(parsed(&format!("bAsIc {token}")), Ok(expected));
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in ["Basic", "Basic ", "Basic !!!", "Basic aWQ=", "Basic aWQ6eA== aWQ6eA==", "Basic aWQ6eA"] {
            assert_eq!(parsed(header), Err(Refusal::BasicMalformed), "{header}");
        }
        assert_eq!(parsed("Bearer x"), Err(Refusal::BasicUnsupported));
    }
}
