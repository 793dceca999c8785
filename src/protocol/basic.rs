//! HTTP Basic credentials as OAuth uses them (RFC 6749 §2.3.1, RFC 7617 §2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::form;

/// The base64 text of `id:secret`, each form-encoded first (RFC 6749 §2.3.1).
pub fn credentials(id: &[u8], secret: &[u8]) -> String {
    raw_credentials(&form::encode(id), &form::encode(secret))
}

/// The base64 text of `id:secret` without form-encoding.
pub fn raw_credentials(id: &[u8], secret: &[u8]) -> String {
    let mut pair = id.to_vec();
    pair.push(b':');
    pair.extend_from_slice(secret);
    STANDARD.encode(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_6749_example() {
        // RFC 6749 §2.3.1: client s6BhdRkqt3, secret 7Fjfp0ZBr1KtDRbnfVdmIw
        let text = credentials(b"s6BhdRkqt3", b"7Fjfp0ZBr1KtDRbnfVdmIw");
        assert_eq!(text, "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");
    }

    #[test]
    fn a_colon_in_the_id_is_encoded() {
        assert_eq!(credentials(b"a:b", b"c d"), STANDARD.encode("a%3Ab:c+d"));
    }
}
