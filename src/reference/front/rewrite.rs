//! What becomes of a head that is not ordinary: refused (RFC 9112 §5.1, §5.2, §6.1, §6.3), or, with a fault, read as the
//! client may have meant it.

use super::head::{Coding, Letters, Survey, is_continuation, letters, lines, split};
use crate::reference::catalogue as fault;
use crate::reference::fault::FaultSet;

/// How a connection goes on after a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The HTTP library reads this head, then so many bytes of content.
    Pass(Vec<u8>, u64),
    /// The HTTP library reads this head and everything after it: the request is the last of its connection.
    Last(Vec<u8>),
    /// An answer with this status, and the connection ends.
    Refuse(u16),
}

/// Lines of a head: the request line, then names with values.
struct Lines {
    request: Vec<u8>,
    fields: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Decides about a head.
pub(super) fn settle(head: &[u8], survey: &Survey, faults: &FaultSet) -> Verdict {
    let refusals = [
        (survey.spaced, fault::SPACE_BEFORE_COLON_500, &[fault::SPACE_BEFORE_COLON_ACCEPTED][..]),
        (survey.folded, fault::FOLDED_FIELD_500, &[fault::FOLDED_FIELD_CUT]),
        (survey.differing, fault::LENGTHS_DIFFER_500, &[fault::LENGTHS_DIFFER_FIRST_WINS, fault::LENGTHS_DIFFER_LAST_WINS]),
        (
            survey.coding != Coding::None && survey.length.is_some(),
            fault::CHUNKED_WITH_LENGTH_500,
            &[fault::CHUNKED_WITH_LENGTH_ACCEPTED],
        ),
        (survey.coding == Coding::NotFinal, fault::CHUNKED_NOT_FINAL_500, &[fault::CHUNKED_NOT_FINAL_ACCEPTED]),
    ];
    for (odd, crash, lenient) in refusals {
        if odd && faults.has(crash) {
            return Verdict::Refuse(500);
        }
        if odd && !faults.has_any(lenient) {
            return Verdict::Refuse(400);
        }
    }
    lenient(Lines::read(head), survey, faults)
}

/// A head without what was odd about it.
fn lenient(mut lines: Lines, survey: &Survey, faults: &FaultSet) -> Verdict {
    if survey.head && faults.has(fault::HEAD_ANSWERED_WITH_CONTENT) {
        lines.request.splice(..4, *b"GET");
        // The connection ends, for what follows the head of the answer would be taken for the next answer.
        lines.fields.push((b"Connection".to_vec(), b"close".to_vec()));
    }
    if survey.letters {
        let ignored = |name: &[u8]| match letters(name) {
            Letters::Usual => false,
            Letters::Upper => faults.has(fault::UPPER_CASE_FIELDS_IGNORED),
            Letters::Mixed => faults.has(fault::MIXED_CASE_FIELDS_IGNORED),
        };
        lines.fields.retain(|(name, _)| !ignored(name));
    }
    if survey.coding != Coding::None {
        lines.fields.retain(|(name, _)| !is(name, b"content-length") && !is(name, b"transfer-encoding"));
        lines.fields.push((b"Transfer-Encoding".to_vec(), b"chunked".to_vec()));
        lines.fields.push((b"Connection".to_vec(), b"close".to_vec()));
        return Verdict::Last(lines.write());
    }
    if survey.differing {
        let lengths: Vec<_> = lines.fields.iter().filter(|(name, _)| is(name, b"content-length")).cloned().collect();
        let chosen = if faults.has(fault::LENGTHS_DIFFER_LAST_WINS) { lengths.last() } else { lengths.first() };
        lines.fields.retain(|(name, _)| !is(name, b"content-length"));
        lines.fields.extend(chosen.cloned());
    }
    let written = lines.write();
    let length = Survey::of(&written).length.unwrap_or(0);
    Verdict::Pass(written, length)
}

impl Lines {
    fn read(head: &[u8]) -> Self {
        let mut lines = lines(head);
        let request = lines.next().unwrap_or_default().to_vec();
        // What continues a line is left out: unfolding it is right, and then a fault would have nothing to show.
        let fields = lines.filter(|line| !is_continuation(line)).filter_map(split);
        let fields = fields.map(|(name, value)| (name.trim_ascii_end().to_vec(), value.trim_ascii().to_vec())).collect();
        Self { request, fields }
    }

    fn write(&self) -> Vec<u8> {
        let mut out = self.request.clone();
        for (name, value) in &self.fields {
            out.extend_from_slice(&[b"\r\n", name.as_slice(), b": ", value].concat());
        }
        out.extend_from_slice(b"\r\n\r\n");
        out
    }
}

/// What a head is answered with that is longer than the limit (RFC 6585 §5).
pub(super) fn too_large(faults: &FaultSet) -> Verdict {
    Verdict::Refuse(if faults.has(fault::LARGE_HEADER_500) { 500 } else { 431 })
}

fn is(name: &[u8], other: &[u8]) -> bool {
    name.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{FaultId, Options};

    const HEAD: &str = "POST /token HTTP/1.1\r\nHost: x\r\n";

    fn settled(lines: &str, faults: &[FaultId]) -> Verdict {
        let head = format!("{HEAD}{lines}\r\n\r\n");
        settle(
            head.as_bytes(),
            &Survey::of(head.as_bytes()),
            &FaultSet::of(&Options { faults: faults.to_vec(), ..Options::default() }),
        )
    }

    fn written(lines: &str) -> Vec<u8> {
        format!("{HEAD}{lines}\r\n\r\n").into_bytes()
    }

    #[test]
    fn the_correct_server_refuses_every_oddity() {
        for odd in [
            "X : y",
            "X: y\r\n z",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Transfer-Encoding: chunked, identity",
        ] {
            assert_eq!(settled(odd, &[]), Verdict::Refuse(400), "{odd}");
        }
        let chunked = "Transfer-Encoding: chunked\r\nConnection: close";
        assert_eq!(settled("Transfer-Encoding: chunked", &[]), Verdict::Last(written(chunked)));
    }

    #[test]
    fn faults_read_what_may_have_been_meant() {
        let spaced = settled("X : y", &[fault::SPACE_BEFORE_COLON_ACCEPTED]);
        assert_eq!(spaced, Verdict::Pass(written("X: y"), 0));
        assert_eq!(settled("X: y\r\n z", &[fault::FOLDED_FIELD_CUT]), Verdict::Pass(written("X: y"), 0));
        let lengths = "Content-Length: 5\r\nContent-Length: 6";
        let first = settled(lengths, &[fault::LENGTHS_DIFFER_FIRST_WINS]);
        assert_eq!(first, Verdict::Pass(written("Content-Length: 5"), 5));
        let last = settled(lengths, &[fault::LENGTHS_DIFFER_LAST_WINS]);
        assert_eq!(last, Verdict::Pass(written("Content-Length: 6"), 6));
        let both = settled("Content-Length: 5\r\nTransfer-Encoding: chunked", &[fault::CHUNKED_WITH_LENGTH_ACCEPTED]);
        assert_eq!(both, Verdict::Last(written("Transfer-Encoding: chunked\r\nConnection: close")));
        assert_eq!(settled("X : y", &[fault::SPACE_BEFORE_COLON_500]), Verdict::Refuse(500));
    }
}
