//! The form body, taken apart on bytes so that NUL, invalid escapes and invalid UTF-8 are seen
//! (RFC 6749 appendix B).

use super::refusal::Refusal;

/// One field as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The decoded name; characters that are not UTF-8 are replaced.
    pub(super) name: String,
    /// The decoded value.
    pub(super) value: Vec<u8>,
    /// The value before decoding.
    pub(super) wire: String,
    /// Whether there was an equals sign.
    pub(super) has_equals: bool,
}

/// The fields of a form, in the order in which they were sent.
pub(super) fn parse(body: &[u8]) -> Result<Vec<Field>, Refusal> {
    body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()).map(field).collect()
}

fn field(pair: &[u8]) -> Result<Field, Refusal> {
    let mut halves = pair.splitn(2, |&byte| byte == b'=');
    let name = halves.next().unwrap_or_default();
    let value = halves.next();
    let wire = value.unwrap_or_default();
    Ok(Field {
        name: String::from_utf8_lossy(&decode(name).ok_or(Refusal::MalformedForm)?).into_owned(),
        value: decode(wire).ok_or(Refusal::MalformedForm)?,
        wire: String::from_utf8_lossy(wire).into_owned(),
        has_equals: value.is_some(),
    })
}

/// Form-decodes: `+` is a space, `%` needs two hexadecimal digits.
pub(super) fn decode(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter().copied();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hexadecimal(rest.next()?)? * 16 + hexadecimal(rest.next()?)?,
            other => other,
        });
    }
    Some(decoded)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    // A hexadecimal digit is below 16.
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Decodes text and keeps it as it is where that does not work.
pub(super) fn decode_text(text: &str) -> String {
    decode(text.as_bytes()).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_once() {
        let fields = parse(b"a=%2B+%2541&b&c=%00").unwrap();
        assert_eq!(fields[0].value, b"+ %41");
        assert!(!fields[1].has_equals);
        assert_eq!(fields[2].value, [0]);
    }

    #[test]
    fn an_invalid_escape_is_refused() {
        assert_eq!(parse(b"a=%4"), Err(Refusal::MalformedForm));
        assert_eq!(parse(b"a=%zz"), Err(Refusal::MalformedForm));
    }
}
