//! The ClientHello, as far as faults look at it (RFC 5246 §7.4.1.2): is it one that a server must not go along with?

use crate::reference::catalogue as fault;
use crate::reference::fault::FaultSet;

/// The content type of handshake records.
pub(super) const HANDSHAKE: u8 = 22;
/// Where the hello's version stands in the first record: behind two headers, of the record and of the message.
const VERSION: usize = 5 + 4;
/// Where the session id's length stands: behind version and random.
const SESSION: usize = VERSION + 2 + 32;

/// Versions by their numbers on the wire.
const TLS10: u16 = 0x0301;
const TLS11: u16 = 0x0302;
const TLS12: u16 = 0x0303;

/// What a hello offers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hello {
    version: u16,
    suites: Vec<u16>,
}

impl Hello {
    /// Reads what is there; a hello that is cut off offers nothing that faults look at.
    pub(super) fn read(record: &[u8]) -> Self {
        Self { version: two(record, VERSION).unwrap_or(0), suites: suites(record).unwrap_or_default() }
    }

    /// With a fault, the server's agreement to what is too old or too weak.
    pub(super) fn accepted(&self, faults: &FaultSet) -> Option<Vec<u8>> {
        let suite = *self.suites.iter().find(|&&suite| suite != RENEGOTIATION)?;
        let agreed = match self.version {
            TLS10 => faults.has(fault::TLS_10_ACCEPTED),
            TLS11 => faults.has(fault::TLS_11_ACCEPTED),
            TLS12 if self.suites.iter().all(|&suite| weak(suite)) => faults.has(fault::TLS_WEAK_CIPHERS_ACCEPTED),
            _ => false,
        };
        agreed.then(|| server_hello(self.version, suite))
    }
}

/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3): a signal, no cipher suite.
const RENEGOTIATION: u16 = 0x00ff;

/// Whether RFC 9325 §4.1 forbids the suite or advises against it. Those with AEAD and ephemeral keys have numbers of their
/// own: AES-GCM and ChaCha20-Poly1305 with ECDHE or DHE, and all of TLS 1.3.
fn weak(suite: u16) -> bool {
    !matches!(suite, 0x009e | 0x009f | 0xc02b | 0xc02c | 0xc02f | 0xc030 | 0xcca8..=0xccaa | 0x1301..=0x1305)
}

fn suites(record: &[u8]) -> Option<Vec<u16>> {
    let at = SESSION + 1 + usize::from(*record.get(SESSION)?);
    let length = usize::from(two(record, at)?);
    let list = record.get(at + 2..at + 2 + length)?;
    Some(list.chunks_exact(2).filter_map(|suite| two(suite, 0)).collect())
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// A ServerHello without session and extensions (RFC 5246 §7.4.1.3), in a record.
fn server_hello(version: u16, suite: u16) -> Vec<u8> {
    let mut hello = version.to_be_bytes().to_vec();
    hello.extend_from_slice(&rand::random::<[u8; 32]>());
    hello.push(0); // no session
    hello.extend_from_slice(&suite.to_be_bytes());
    hello.push(0); // no compression
    let [high, low] = version.to_be_bytes();
    let length = u8::try_from(hello.len()).unwrap_or(u8::MAX); // 38
    [&[HANDSHAKE, high, low, 0, length + 4, 2, 0, 0, length], hello.as_slice()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: u16, suites: &[u16]) -> Vec<u8> {
        let mut hello = vec![22, 3, 1, 0, 0, 1, 0, 0, 0];
        hello.extend_from_slice(&version.to_be_bytes());
        hello.extend_from_slice(&[7; 32]);
        hello.extend_from_slice(&[2, 9, 9]);
        hello.extend_from_slice(&u16::try_from(suites.len() * 2).unwrap().to_be_bytes());
        suites.iter().for_each(|suite| hello.extend_from_slice(&suite.to_be_bytes()));
        hello
    }

    #[test]
    fn a_hello_is_read_as_far_as_it_goes() {
        let whole = record(TLS11, &[0x002f, RENEGOTIATION]);
        assert_eq!(Hello::read(&whole), Hello { version: TLS11, suites: vec![0x002f, RENEGOTIATION] });
        for cut in 0..whole.len() {
            assert!(Hello::read(&whole[..cut]).suites.is_empty());
        }
    }

    #[test]
    fn only_its_own_fault_agrees() {
        let with = |fault| FaultSet::of(&crate::reference::Options { faults: vec![fault], ..Default::default() });
        let old = Hello::read(&record(TLS10, &[RENEGOTIATION, 0x002f]));
        let answer = old.accepted(&with(fault::TLS_10_ACCEPTED)).unwrap();
        assert_eq!((&answer[..5], &answer[9..11], &answer[44..46]), (&[22, 3, 1, 0, 42][..], &[3, 1][..], &[0, 0x2f][..]));
        assert_eq!(old.accepted(&with(fault::TLS_11_ACCEPTED)), None);
        let strong = Hello::read(&record(TLS12, &[0xc02f, 0x002f]));
        assert_eq!(strong.accepted(&with(fault::TLS_WEAK_CIPHERS_ACCEPTED)), None);
        let weak = Hello::read(&record(TLS12, &[0x000a]));
        assert!(weak.accepted(&with(fault::TLS_WEAK_CIPHERS_ACCEPTED)).is_some());
    }
}
