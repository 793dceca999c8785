//! The head of an HTTP/1.x request, looked over once: where it ends, and what of it is not as it should be (RFC 9112).

/// After the empty line that ends a head; `from`: what was looked at before.
pub(super) fn end(bytes: &[u8], from: usize) -> Option<usize> {
    let window = bytes.get(from..)?;
    let at = window.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(from + at + 4)
}

/// How the length of the content is told (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Coding {
    /// No Transfer-Encoding.
    #[default]
    None,
    /// `chunked` is the last coding.
    Chunked,
    /// It is not.
    NotFinal,
}

/// What a head says that decides how the connection goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Survey {
    /// HEAD.
    pub head: bool,
    /// Whitespace before a colon (§5.1).
    pub spaced: bool,
    /// A value continued on the next line (§5.2).
    pub folded: bool,
    /// The first Content-Length.
    pub length: Option<u64>,
    /// Another Content-Length says otherwise (§6.3).
    pub differing: bool,
    /// Transfer-Encoding.
    pub coding: Coding,
    /// A name that means something to the token endpoint, in letters that are neither the usual nor all lower case.
    pub letters: bool,
}

impl Survey {
    /// Looks over a whole head.
    pub(super) fn of(head: &[u8]) -> Self {
        let mut lines = lines(head);
        let request_line = lines.next().unwrap_or_default();
        let mut survey = Self { head: request_line.starts_with(b"HEAD "), ..Self::default() };
        for line in lines {
            survey.line(line);
        }
        survey
    }

    /// Whether the HTTP library may read the head as it stands.
    pub(super) fn is_ordinary(&self) -> bool {
        !self.head && !self.spaced && !self.folded && !self.differing && !self.letters && self.coding == Coding::None
    }

    fn line(&mut self, line: &[u8]) {
        let Some((name, value)) = split(line) else {
            self.folded |= is_continuation(line);
            return;
        };
        let bare = name.trim_ascii_end();
        self.spaced |= bare.len() != name.len();
        // Most names are told apart by their length.
        if (bare.len() == 13 || bare.len() == 12) && letters(bare) != Letters::Usual {
            self.letters = true;
        } else if bare.len() == 14 && bare.eq_ignore_ascii_case(b"content-length") {
            let length = std::str::from_utf8(value.trim_ascii()).ok().and_then(|text| text.parse().ok());
            self.differing |= self.length.is_some() && self.length != length;
            self.length = self.length.or(length);
        } else if bare.len() == 17 && bare.eq_ignore_ascii_case(b"transfer-encoding") {
            let last = value.rsplit(|&byte| byte == b',').next().unwrap_or_default().trim_ascii();
            self.coding = if last.eq_ignore_ascii_case(b"chunked") { Coding::Chunked } else { Coding::NotFinal };
        }
    }
}

/// The letters of a name that means something to the token endpoint (RFC 9110 §5.1: they make no difference).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// `Authorization`, `authorization`, and any other name.
    Usual,
    /// `AUTHORIZATION`.
    Upper,
    /// `aUTHORIZATION`.
    Mixed,
}

/// How a name is written.
pub(super) fn letters(name: &[u8]) -> Letters {
    let known = ["Authorization", "Content-Type"].into_iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name));
    match known {
        Some(known) if name == known.as_bytes() || !name.iter().any(u8::is_ascii_uppercase) => Letters::Usual,
        Some(_) if !name.iter().any(u8::is_ascii_lowercase) => Letters::Upper,
        Some(_) => Letters::Mixed,
        None => Letters::Usual,
    }
}

/// The lines of a head, without their ends and without the empty one.
pub(super) fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.is_empty())
}

/// Whether a line continues the one before it (§5.2).
pub(super) fn is_continuation(line: &[u8]) -> bool {
    line.first().is_some_and(|byte| b" \t".contains(byte))
}

/// Name and value of a field line; `None` where it is none.
pub(super) fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    if is_continuation(line) {
        return None;
    }
    let colon = line.iter().position(|&byte| byte == b':')?;
    Some((line.get(..colon)?, line.get(colon + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_head() {
        let head = b"POST /token HTTP/1.1\r\nHost: x\r\ncontent-length: 12\r\nContent-Length: 12\r\nA: b : c\r\n\r\n";
        let survey = Survey::of(head);
        assert_eq!(survey, Survey { length: Some(12), ..Survey::default() });
        assert!(survey.is_ordinary());
        assert_eq!((end(head, 0), end(&head[..head.len() - 1], 0)), (Some(head.len()), None));
    }

    #[test]
    fn each_oddity_is_seen() {
        let of = |line: &str| Survey::of(format!("HEAD / HTTP/1.1\r\nContent-Length: 5\r\n{line}\r\n\r\n").as_bytes());
        let usual = Survey { head: true, length: Some(5), ..Survey::default() };
        assert_eq!(of("X : y"), Survey { spaced: true, ..usual });
        assert_eq!(of("X\t: y"), Survey { spaced: true, ..usual });
        assert_eq!(of("X: y\r\n z: a"), Survey { folded: true, ..usual });
        assert_eq!(of("CONTENT-LENGTH : 6"), Survey { spaced: true, differing: true, ..usual });
        assert_eq!(of("Content-Length: x"), Survey { differing: true, ..usual });
        for odd in ["AUTHORIZATION: x", "CONTENT-TYPE: x", "authoriZation: x", "content-Type: x"] {
            assert_eq!(of(odd), Survey { letters: true, ..usual }, "{odd}");
        }
        assert_eq!((of("Authorization: x"), of("content-type: x"), of("X-TWELVE-LET: x")), (usual, usual, usual));
        assert_eq!(of("Transfer-Encoding: gzip, Chunked"), Survey { coding: Coding::Chunked, ..usual });
        assert_eq!(of("transfer-encoding: chunked, identity"), Survey { coding: Coding::NotFinal, ..usual });
    }
}
