//! Literal secrets never appear in diagnostics: they are starred out of the text that is shown.

/// The text with the contents of every value after `secret =`, `password =` or `totp =` that is no table replaced by as many `*`. Offsets stay the same.
pub(super) fn mask(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for word in ["secret", "password", "totp", "refresh_token", "code_verifier", "code"] {
        for (at, _) in text.match_indices(word) {
            match value_after(text.as_bytes(), at + word.len()) {
                // `code` of [errors] is a JSON pointer.
                Some(_) if word == "code" && !is_grant(text, at) => {}
                Some(start) if matches!(bytes[start], b'"' | b'\'') => star(&mut bytes, start),
                Some(start) if bytes[start] != b'{' => star_line(&mut bytes, start),
                _ => {}
            }
        }
    }
    // Invariant: whole strings, or the rest of a line, were replaced by ASCII, so this is UTF-8; lossy all the same.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a place in the file belongs to a table of stored codes.
fn is_grant(text: &str, at: usize) -> bool {
    let header = text.get(..at).and_then(|before| before.rsplit_once("\n[")).map_or("", |(_, header)| header);
    header.lines().next().is_some_and(|header| header.contains("grant"))
}

/// Something that is neither a string nor a table is a mistake, and may still be the secret: the rest of its line.
fn star_line(bytes: &mut [u8], start: usize) {
    for byte in bytes.iter_mut().skip(start).take_while(|byte| **byte != b'\n') {
        *byte = b'*';
    }
}

/// The offset of the key's value.
fn value_after(text: &[u8], mut at: usize) -> Option<usize> {
    let blank = |at: usize| text.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    if text.get(at).is_some_and(|byte| matches!(byte, b'"' | b'\'')) {
        at += 1;
    }
    while blank(at) {
        at += 1;
    }
    if text.get(at) != Some(&b'=') {
        return None;
    }
    at += 1;
    while blank(at) {
        at += 1;
    }
    (at < text.len()).then_some(at)
}

/// Stars out a string from its opening quote on; one that is never closed ends with its line.
fn star(bytes: &mut [u8], start: usize) {
    let quote = bytes[start];
    let triple = bytes.get(start..start + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        let ends = if triple { bytes[at..].starts_with(&[quote; 3]) } else { bytes[at] == quote || bytes[at] == b'\n' };
        if ends {
            return;
        }
        let escaped = quote == b'"' && bytes[at] == b'\\';
        for byte in bytes.iter_mut().skip(at).take(if escaped { 2 } else { 1 }).filter(|byte| **byte != b'\n') {
            *byte = b'*';
        }
        at += if escaped { 2 } else { 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn literals_are_starred_and_sources_are_not() {
        assert_eq!(mask("secret = \"a\\\"bé\"\nid = \"x\""), "secret = \"******\"\nid = \"x\"");
        assert_eq!(mask("password='open"), "password='****");
        assert_eq!(mask("secret = hunter2\nid"), "secret = *******\nid");
        assert_eq!(mask("secret = { env = \"X\" }"), "secret = { env = \"X\" }");
        assert_eq!(mask("secret = '''a\nb''' # c"), "secret = '''*\n*''' # c");
    }
}
