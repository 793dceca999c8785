//! A minimal ClientHello of the old TLS versions, which no maintained library offers, and the first record of the answer
//! (RFC 5246 §6.2, §7.4.1; the versions before differ in their numbers alone).

use super::handshake::{HandshakeOutcome, Offer};

/// TLS 1.0.
const TLS10: u16 = 0x0301;
/// TLS 1.1.
const TLS11: u16 = 0x0302;
/// TLS 1.2.
const TLS12: u16 = 0x0303;

/// What servers of that time had: ECDHE, DHE and RSA with AES-CBC or 3DES, and the signal of RFC 5746.
const OLD: [u16; 11] = [0xc009, 0xc00a, 0xc013, 0xc014, 0x0033, 0x0039, 0x002f, 0x0035, 0xc012, 0x000a, 0x00ff];

/// What RFC 9325 §4.1 forbids (NULL, RC4, export, anonymous) or advises against (DES, 3DES, static RSA).
const WEAK: [u16; 33] = [
    0x0001, 0x0002, 0x003b, 0xc006, 0xc010, // NULL
    0x0003, 0x0006, 0x0008, 0x000b, 0x000e, 0x0011, 0x0014, 0x0017, 0x0019, // export
    0x0004, 0x0005, 0x0018, 0xc007, 0xc011, 0xc016, // RC4
    0x001b, 0x0034, 0x003a, 0xc018, 0xc019, // anonymous
    0x0009, 0x0015, 0x000a, 0x0016, 0xc012, // DES and 3DES
    0x002f, 0x0035, // static RSA
    0x00ff,
];

/// The record with the hello; `None` where the offer is not ours to write. `host`: the name for SNI, none for addresses.
pub(super) fn client_hello(offer: Offer, host: Option<&str>, random: [u8; 32]) -> Option<Vec<u8>> {
    let (version, suites): (u16, &[u16]) = match offer {
        Offer::Tls10 => (TLS10, &OLD),
        Offer::Tls11 => (TLS11, &OLD),
        Offer::WeakCiphers => (TLS12, &WEAK),
        Offer::Tls12 | Offer::Tls13 => return None,
    };
    let mut hello = version.to_be_bytes().to_vec();
    hello.extend_from_slice(&random);
    hello.push(0); // no session
    let suites: Vec<u8> = suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    vector16(&mut hello, &suites);
    hello.extend_from_slice(&[1, 0]); // no compression
    vector16(&mut hello, &extensions(version, host));
    let mut message = vec![1]; // client_hello
    message.extend_from_slice(&length24(hello.len()));
    message.extend_from_slice(&hello);
    let mut record = vec![22]; // handshake
    record.extend_from_slice(&TLS10.to_be_bytes());
    vector16(&mut record, &message);
    Some(record)
}

fn extensions(version: u16, host: Option<&str>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut add = |kind: u16, data: &[u8]| {
        out.extend_from_slice(&kind.to_be_bytes());
        vector16(&mut out, data);
    };
    if let Some(host) = host {
        let mut name = vec![0];
        vector16(&mut name, host.as_bytes());
        let mut list = Vec::new();
        vector16(&mut list, &name);
        add(0, &list); // server_name (RFC 6066 §3)
    }
    add(10, &[0, 6, 0, 29, 0, 23, 0, 24]); // supported_groups: x25519, secp256r1, secp384r1
    add(11, &[1, 0]); // ec_point_formats: uncompressed
    if version == TLS12 {
        add(13, &[0, 16, 4, 1, 4, 3, 5, 1, 5, 3, 6, 1, 8, 4, 2, 1, 2, 3]); // signature_algorithms
    }
    out
}

fn vector16(out: &mut Vec<u8>, data: &[u8]) {
    // Every vector of this module is short: the longest holds a host name.
    out.extend_from_slice(&u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(data);
}

fn length24(length: usize) -> [u8; 3] {
    let [.., a, b, c] = length.to_be_bytes();
    [a, b, c]
}

/// Bytes of a record's header.
pub(super) const HEADER: usize = 5;
/// Bytes of a ServerHello up to its session id's length: message type and length, version, random.
const UP_TO_SESSION: usize = 4 + 2 + 32;
/// The most that is read of a record: a ServerHello with the longest session id, up to its cipher suite.
pub(super) const ENOUGH: usize = UP_TO_SESSION + 1 + 32 + 2;

/// How many bytes of the record's content are worth reading; `None` where this is no TLS record.
pub(super) fn content_length(header: [u8; HEADER]) -> Option<usize> {
    let [kind, 3, _, high, low] = header else { return None };
    matches!(kind, 21 | 22).then(|| usize::from(u16::from_be_bytes([high, low])).min(ENOUGH))
}

/// What the first record says.
pub(super) fn first_record(kind: u8, content: &[u8]) -> HandshakeOutcome {
    match (kind, content) {
        (21, [_, description, ..]) => HandshakeOutcome::Alert { description: *description },
        (22, [2, ..]) => server_hello(content).unwrap_or(HandshakeOutcome::NotTls),
        _ => HandshakeOutcome::NotTls,
    }
}

fn server_hello(content: &[u8]) -> Option<HandshakeOutcome> {
    let two = |at: usize| Some(u16::from_be_bytes([*content.get(at)?, *content.get(at + 1)?]));
    let session = usize::from(*content.get(UP_TO_SESSION)?);
    Some(HandshakeOutcome::Agreed { version: two(4)?, cipher_suite: two(UP_TO_SESSION + 1 + session)? })
}
