//! Keys as OpenSSH writes them: public keys on a line (RFC 4253 §6.6, RFC 5656 §3.1, RFC 8709 §4), private keys without a
//! passphrase (`PROTOCOL.key` of OpenSSH).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::keys::{Algorithm, KeyError, PublicKey, SigningKey};

const ED25519: &[u8] = b"ssh-ed25519";
const P256: &[u8] = b"ecdsa-sha2-nistp256";

/// Reads the binary form: strings with their lengths before them.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<u32, KeyError> {
        let (number, rest) = self.0.split_first_chunk::<4>().ok_or(KeyError::Kind)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*number))
    }

    fn string(&mut self) -> Result<&'a [u8], KeyError> {
        let length = usize::try_from(self.number()?).map_err(|_| KeyError::Kind)?;
        let (string, rest) = self.0.split_at_checked(length).ok_or(KeyError::Kind)?;
        self.0 = rest;
        Ok(string)
    }

    fn public(&mut self) -> Result<PublicKey, KeyError> {
        match self.string()? {
            kind if kind == ED25519 => PublicKey::of(Algorithm::Ed25519, self.string()?),
            kind if kind == P256 => {
                self.string()?; // the curve's name again
                PublicKey::of(Algorithm::EcdsaP256, self.string()?)
            }
            _ => Err(KeyError::Kind),
        }
    }
}

/// A line `ssh-ed25519 AAAA… comment`; `None`, where it is none of a kind that is understood.
pub(super) fn public_line(line: &str) -> Option<Result<PublicKey, KeyError>> {
    let mut words = line.split_whitespace();
    let kind = words.next()?.as_bytes();
    if kind != ED25519 && kind != P256 {
        return None;
    }
    let blob = words.next().and_then(|text| STANDARD.decode(text).ok());
    Some(blob.ok_or(KeyError::Kind).and_then(|blob| Reader(&blob).public()))
}

/// The content of a block `OPENSSH PRIVATE KEY`.
pub(super) fn private(content: &[u8]) -> Result<SigningKey, KeyError> {
    let mut outer = Reader(content.strip_prefix(b"openssh-key-v1\0").ok_or(KeyError::Kind)?);
    let (cipher, _derivation, _options) = (outer.string()?, outer.string()?, outer.string()?);
    if cipher != b"none" {
        return Err(KeyError::Encrypted);
    }
    if outer.number()? != 1 {
        return Err(KeyError::Kind);
    }
    outer.string()?; // the public key, which the private part has too
    let mut inner = Reader(outer.string()?);
    if inner.number()? != inner.number()? {
        return Err(KeyError::Kind);
    }
    match inner.string()? {
        kind if kind == ED25519 => {
            let public = inner.string()?;
            let seed = inner.string()?.get(..32).ok_or(KeyError::Kind)?;
            SigningKey::from_seed(seed, public)
        }
        kind if kind == P256 => {
            inner.string()?; // the curve's name again
            let point = inner.string()?;
            let scalar = inner.string()?;
            // A number, with a zero before it where its first bit is set, and without those that lead it.
            let scalar = scalar.strip_prefix(&[0]).unwrap_or(scalar);
            let mut padded = vec![0; 32_usize.saturating_sub(scalar.len())];
            padded.extend_from_slice(scalar);
            SigningKey::from_scalar(&padded, point)
        }
        _ => Err(KeyError::Kind),
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::keys::read_public;
    use super::*;

    #[test]
    fn keys_that_ssh_keygen_made_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for (kind, bits) in [("ed25519", "256"), ("ecdsa", "256")] {
            let path = folder.path().join(kind);
            let mut command = Command::new("ssh-keygen");
            command.args(["-q", "-t", kind, "-b", bits, "-N", "", "-C", "somebody", "-f"]).arg(&path);
            // Where OpenSSH is not installed, there is nobody whose keys these could be.
            if !command.status().is_ok_and(|status| status.success()) {
                return;
            }
            let key = SigningKey::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let public = read_public(&std::fs::read_to_string(path.with_extension("pub")).unwrap()).unwrap();
            assert_eq!(public, [key.public().unwrap()]);
            assert!(public[0].verifies(b"message", &key.sign(b"message").unwrap()));
        }
    }

    #[test]
    fn what_is_cut_short_is_no_key() {
        assert!(public_line("ssh-ed25519 AAAA").is_some_and(|key| key.is_err()));
        assert!(public_line("ssh-ed25519").is_some_and(|key| key.is_err()));
        assert!(public_line("ssh-rsa AAAA").is_none());
        assert_eq!(private(b"openssh-key-v1\0\0\0\0\x04none\0\0").err(), Some(KeyError::Kind));
        assert_eq!(private(b"openssh-key-v1\0\0\0\0\x03aes\0\0\0\0\0\0\0\0").err(), Some(KeyError::Encrypted));
    }
}
