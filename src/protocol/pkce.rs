//! Proof Key for Code Exchange (RFC 7636 §4).

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The S256 code challenge of a verifier: base64url of its SHA-256 (RFC 7636 §4.2).
pub fn s256(verifier: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier))
}

#[cfg(test)]
mod tests {
    #[test]
    fn appendix_b_example() {
        assert_eq!(super::s256(b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
