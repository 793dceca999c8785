//! Time-based one-time passwords (RFC 6238), for logins with a second factor.

use std::fmt;

/// Why a text is no secret of one-time passwords. Says nothing of the text: it may be one with a typing mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TotpError {
    /// Neither base32 (RFC 4648 §6) nor a URI.
    #[error("it is neither base32 (the letters A to Z and the digits 2 to 7) nor an otpauth:// URI")]
    NotBase32,
    /// An otpauth URI that cannot be read.
    #[error("its otpauth:// URI cannot be read: it needs otpauth://totp/… with `secret` in base32")]
    BadUri,
    /// Digits or period that no authenticator has.
    #[error("its otpauth:// URI asks for other than 6 to 8 digits, or for a period of 0 s or more than an hour")]
    OutOfRange,
}

/// A secret that one-time passwords are made of, with digits, period and hash.
#[derive(Clone)]
pub struct Totp(totp_rs::Totp);

impl Totp {
    /// Reads a secret as authenticators are given it: base32, in groups or not, or an otpauth URI.
    pub fn parse(text: &str) -> Result<Self, TotpError> {
        let text = text.trim();
        let totp = match text.get(..10).filter(|scheme| scheme.eq_ignore_ascii_case("otpauth://")) {
            // Unchecked: secrets below the 128 bits of RFC 4226 §4 are common, and it is not for us to refuse them.
            Some(_) => totp_rs::Totp::from_url_unchecked(text).map_err(|_| TotpError::BadUri)?,
            None => {
                let letters: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '=')).collect();
                let secret = totp_rs::Secret::try_from_base32(letters.to_ascii_uppercase()).map_err(|_| TotpError::NotBase32)?;
                totp_rs::Builder::new().with_secret(secret).build_noncompliant()
            }
        };
        if totp.secret().as_bytes().is_empty() {
            return Err(TotpError::NotBase32);
        }
        if !(6..=8).contains(&totp.digits()) || !(1..=3600).contains(&totp.step()) {
            return Err(TotpError::OutOfRange);
        }
        Ok(Self(totp))
    }

    /// The password at a time, in seconds since 1970.
    pub fn at(&self, seconds: u64) -> String {
        self.0.generate(seconds).to_string()
    }

    /// Which password it is that counts at a time: the number of periods since 1970.
    pub fn period(&self, seconds: u64) -> u64 {
        seconds / self.0.step()
    }

    /// When the next password begins to count, in seconds since 1970.
    pub fn next(&self, seconds: u64) -> u64 {
        self.0.next_step(seconds)
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp([hidden])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B.
    const TIMES: [u64; 6] = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
    const SHA1: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const SHA256: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    const SHA512: &str =
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA";

    fn table(secret: &str, hash: &str) -> [String; 6] {
        let uri = format!("otpauth://totp/Example:alice?secret={secret}&algorithm={hash}&digits=8&period=30");
        let totp = Totp::parse(&uri).unwrap();
        TIMES.map(|time| totp.at(time))
    }

    #[test]
    fn the_vectors_of_rfc_6238() {
        assert_eq!(table(SHA1, "SHA1"), ["94287082", "07081804", "14050471", "89005924", "69279037", "65353130"]);
        assert_eq!(table(SHA256, "SHA256"), ["46119246", "68084774", "67062674", "91819424", "90698825", "77737706"]);
        assert_eq!(table(SHA512, "SHA512"), ["90693936", "25091201", "99943326", "93441116", "38618901", "47863826"]);
    }

    #[test]
    fn base32_means_six_digits_and_half_a_minute() {
        let totp = Totp::parse("gezd gnbv gy3t qojq gezd gnbv gy3t qojq").unwrap();
        assert_eq!(totp.at(59), "287082");
        assert_eq!((totp.period(59), totp.period(60), totp.next(59)), (1, 2, 60));
    }

    #[test]
    fn what_is_no_secret_is_told_without_showing_it() {
        for (text, error) in [
            ("hunter2!", TotpError::NotBase32),
            ("", TotpError::NotBase32),
            ("otpauth://hotp/a?secret=GEZDGNBV", TotpError::BadUri),
            ("otpauth://totp/a", TotpError::BadUri),
            ("otpauth://totp/a?secret=GEZDGNBV&period=0", TotpError::OutOfRange),
            ("otpauth://totp/a?secret=GEZDGNBV&digits=40", TotpError::OutOfRange),
        ] {
            assert_eq!(Totp::parse(text).unwrap_err(), error, "{text}");
        }
        assert_eq!(format!("{:?}", Totp::parse(SHA1).unwrap()), "Totp([hidden])");
    }
}
