//! `application/x-www-form-urlencoded`, written and read on bytes (RFC 6749 Appendix B, URL Standard §5).

/// Whether a byte stands for itself in a form-encoded value.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_')
}

/// Whether a byte is unreserved in a URI (RFC 3986 §2.3).
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn push_percent(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    // A nibble is at most 15: the index is in bounds.
    out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
}

/// Form-encodes: space becomes `+`, what is not plain is percent-encoded.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b' ' => out.push(b'+'),
            byte if is_plain(byte) => out.push(byte),
            byte => push_percent(&mut out, byte),
        }
    }
    out
}

/// Percent-encodes every byte.
pub fn encode_all(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 3);
    bytes.iter().for_each(|&byte| push_percent(&mut out, byte));
    out
}

/// Percent-encodes all but unreserved characters; space becomes `%20`.
pub fn encode_reserved(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if is_unreserved(byte) { out.push(byte) } else { push_percent(&mut out, byte) }
    }
    out
}

/// Form-encodes text.
pub fn encode_text(text: &str) -> String {
    String::from_utf8_lossy(&encode(text.as_bytes())).into_owned()
}

/// Decodes one name or value; invalid escapes stay as they are.
pub fn decode(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_encoding::percent_decode(&spaced).collect()
}

/// Splits a form body (or a query) into decoded pairs.
pub fn pairs(body: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    body.split(|&byte| byte == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| match part.iter().position(|&byte| byte == b'=') {
            Some(at) => (decode(&part[..at]), decode(&part[at + 1..])),
            None => (decode(part), Vec::new()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn appendix_b_example() {
        // RFC 6749 Appendix B: space, percent, ampersand, plus, pound and euro signs.
        assert_eq!(encode_text(" %&+£€"), "+%25%26%2B%C2%A3%E2%82%AC");
    }

    proptest! {
        #[test]
        fn every_encoding_decodes_to_the_same_bytes(bytes: Vec<u8>) {
            prop_assert_eq!(&decode(&encode(&bytes)), &bytes);
            prop_assert_eq!(&decode(&encode_all(&bytes)), &bytes);
            prop_assert_eq!(&decode(&encode_reserved(&bytes)), &bytes);
        }

        #[test]
        fn pairs_survive_a_round_trip(pairs_in: Vec<(String, String)>) {
            let body: Vec<String> = pairs_in.iter().filter(|(n, _)| !n.is_empty())
                .map(|(n, v)| format!("{}={}", encode_text(n), encode_text(v))).collect();
            let expected: Vec<_> = pairs_in.iter().filter(|(n, _)| !n.is_empty())
                .map(|(n, v)| (n.as_bytes().to_vec(), v.as_bytes().to_vec())).collect();
            prop_assert_eq!(pairs(body.join("&").as_bytes()), expected);
        }
    }
}
