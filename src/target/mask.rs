//! Literal secrets never appear in diagnostics: they are starred out of the text that is shown.

use super::keys;
use crate::diagnostics::nearest;

/// The text with the contents of every value after `secret =`, `password =`, `totp =`, `proxy =` or a stored code or token that is no
/// table replaced by as many `*`, and of every string in a table `headers`. Offsets stay the same.
pub(super) fn mask(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for word in SECRETS {
        for (at, _) in text.match_indices(word) {
            match value_after(text.as_bytes(), at + word.len()) {
                // `code` of [errors] is a JSON pointer.
                Some(_) if word == "code" && !is_grant(text, at) => {}
                Some(start) if matches!(bytes[start], b'"' | b'\'') => {
                    star(&mut bytes, start);
                }
                Some(start) if bytes[start] != b'{' => star_line(&mut bytes, start),
                _ => {}
            }
        }
    }
    for (at, word) in text.match_indices("headers") {
        star_table(&mut bytes, at + word.len());
    }
    for (at, key) in keys(text) {
        let end = at + key.len();
        match value_after(text.as_bytes(), end) {
            Some(start) if is_misspelt(key) && matches!(bytes[start], b'"' | b'\'') => drop(star(&mut bytes, start)),
            Some(start) if bytes[start] == b'{' && (is_misspelt(key) || SECRETS.contains(&key)) => star_values(&mut bytes, start),
            Some(_) if key != "headers" && nearest(key, ["headers"]).is_some() => star_table(&mut bytes, end),
            Some(start) if is_unknown(text, (at, key)) => star_strings(&mut bytes, start),
            _ => {}
        }
    }
    // Invariant: whole strings, or the rest of a line, were replaced by ASCII, so this is UTF-8; lossy all the same.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The keys of secrets.
const SECRETS: [&str; 7] = ["secret", "password", "totp", "refresh_token", "code_verifier", "code", "proxy"];
/// The keys of a table that says where a secret comes from: their values are none.
const SOURCES: [&str; 3] = ["env", "file", "command"];

/// Every bare key, with its offset: the word before an equals sign.
fn keys(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices('=').filter_map(move |(at, _)| {
        let before = text.get(..at)?.trim_end_matches([' ', '\t', '"', '\'']);
        let word = before.len() - before.chars().rev().take_while(|c| is_letter(*c)).count(); // letters of one byte
        Some((word, before.get(word..)?)).filter(|(_, key)| !key.is_empty())
    })
}

/// Whether somebody may have meant the key of a secret.
fn is_misspelt(key: &str) -> bool {
    !SECRETS.contains(&key) && nearest(key, SECRETS.into_iter().filter(|secret| secret.len() > 4)).is_some()
}

/// Whether a key begins a line of a client or of `[authorize]` and is none that is known there: what was meant by it may be secret.
fn is_unknown(text: &str, (at, key): (usize, &str)) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
    let header = before.lines().rev().skip(usize::from(!line.is_empty())).map(str::trim).find(|line| line.starts_with('['));
    let table = header.map_or("", |header| header.split('#').next().unwrap_or_default().trim().trim_matches(['[', ']']));
    let known: &[&str] = match table {
        "client" => keys::CLIENT,
        "authorize" => keys::AUTHORIZE,
        "authorize.grant" => keys::GRANT,
        "authorize.step" => keys::STEP,
        _ => return false,
    };
    line.trim_matches([' ', '\t', '"', '\'']).is_empty() && !known.contains(&key)
}

/// Every string of a value: of one that stands alone, of a list, of an inline table.
fn star_strings(bytes: &mut [u8], start: usize) {
    let mut at = start;
    let list = bytes[start] == b'[';
    while at < bytes.len() && (list || bytes[at] != b'\n') && !(list && bytes[at] == b']') {
        at = if matches!(bytes[at], b'"' | b'\'') { star(bytes, at) } else { at + 1 };
    }
}

/// The strings of an inline table that are no source of a secret and may therefore be the secret.
fn star_values(bytes: &mut [u8], start: usize) {
    let end = start + bytes[start..].iter().take_while(|byte| !matches!(byte, b'}' | b'\n')).count();
    let inner = String::from_utf8_lossy(&bytes[start..end]).into_owned();
    for (at, key) in keys(&inner).filter(|(_, key)| !SOURCES.contains(key)) {
        match value_after(bytes, start + at + key.len()) {
            Some(value) if matches!(bytes[value], b'"' | b'\'') => drop(star(bytes, value)),
            _ => {}
        }
    }
}

/// Whether a place in the file belongs to a table of stored codes.
fn is_grant(text: &str, at: usize) -> bool {
    let header = text.get(..at).and_then(|before| before.rsplit_once("\n[")).map_or("", |(_, header)| header);
    header.lines().next().is_some_and(|header| header.contains("grant"))
}

/// The strings that are values in a table, written inline (`headers = { … }`), under its own heading (`[network.headers]`) or
/// on a line of its own (`headers.X-Key = …`). Tables in it name sources, which are no secrets.
fn star_table(bytes: &mut [u8], after: usize) {
    let (mut at, end) = match (bytes.get(after), value_after(bytes, after)) {
        (Some(b']'), _) => (after, end_of_section(bytes, after)),
        (Some(b'.'), _) => (after, after + bytes.iter().skip(after).take_while(|byte| **byte != b'\n').count()),
        (_, Some(start)) if bytes[start] == b'{' => (start + 1, bytes.len()),
        (_, Some(start)) => return star_line(bytes, start),
        _ => return,
    };
    let inline = !matches!(bytes.get(after), Some(b']' | b'.'));
    while at < end && !(inline && bytes[at] == b'}') {
        at = match value_after(bytes, at) {
            Some(start) if matches!(bytes[start], b'"' | b'\'') => star(bytes, start),
            Some(start) if bytes[start] == b'{' => start + bytes[start..].iter().take_while(|byte| **byte != b'}').count() + 1,
            _ => at + 1,
        };
    }
}

/// Where the next heading begins.
fn end_of_section(bytes: &[u8], after: usize) -> usize {
    bytes[after..].windows(2).position(|two| two == b"\n[").map_or(bytes.len(), |length| after + length)
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

/// Stars out a string from its opening quote on; one that is never closed ends with its line. Returns where it ended.
fn star(bytes: &mut [u8], start: usize) -> usize {
    let quote = bytes[start];
    let triple = bytes.get(start..start + 3).is_some_and(|three| three.iter().all(|byte| *byte == quote));
    let mut at = start + if triple { 3 } else { 1 };
    while at < bytes.len() {
        let ends = if triple { bytes[at..].starts_with(&[quote; 3]) } else { bytes[at] == quote || bytes[at] == b'\n' };
        if ends {
            return at + 1;
        }
        let escaped = quote == b'"' && bytes[at] == b'\\';
        for byte in bytes.iter_mut().skip(at).take(if escaped { 2 } else { 1 }).filter(|byte| **byte != b'\n') {
            *byte = b'*';
        }
        at += if escaped { 2 } else { 1 };
    }
    at
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
        assert_eq!(mask("headers = { X = \"a\", \"Y-Z\" = 'b' }\nid = 1"), "headers = { X = \"*\", \"Y-Z\" = '*' }\nid = 1");
        assert_eq!(
            mask("[network.headers]\nX = \"a\"\nY = { env = \"B\" }\n[x]\ny = \"z\""),
            "[network.headers]\nX = \"*\"\nY = { env = \"B\" }\n[x]\ny = \"z\""
        );
        assert_eq!(
            mask("headers = { X = { env = \"B\" }, Y = \"}\" }\ny = \"z\""),
            "headers = { X = { env = \"B\" }, Y = \"*\" }\ny = \"z\""
        );
        assert_eq!(
            mask("pasword = \"a\"\nsecrte = 'b'\nheader = { X = \"c\" }"),
            "pasword = \"*\"\nsecrte = '*'\nheader = { X = \"*\" }"
        );
        assert_eq!(mask("secret = { evn = \"a\" }\nid = \"x\""), "secret = { evn = \"*\" }\nid = \"x\"");
        assert_eq!(mask("code = \"/error\"\ncodes = { E1 = \"x\" }"), "code = \"/error\"\ncodes = { E1 = \"x\" }");
        assert_eq!(mask("# headers\ny = \"z\""), "# headers\ny = \"z\"");
        assert_eq!(mask("headers.X = \"a\"\nid = \"x\""), "headers.X = \"*\"\nid = \"x\"");
        assert_eq!(mask("secret = '''a\nb''' # c"), "secret = '''*\n*''' # c");
    }

    #[test]
    fn what_a_client_or_the_login_does_not_know_is_starred() {
        let unknown = "[[client]]\nid = \"x\"\napi_key = \"a\" # why\nscopes = [\"s\"]\n[target]\nkey = \"b\"";
        assert_eq!(mask(unknown), unknown.replace("\"a\"", "\"*\""));
        let login = "[authorize] # how\npin = { value = \"12\" }\nparameters = { prompt = \"consent\" }\nmore = [\n'ab',\n\"c\"]\n\n  word = \"d\"";
        let starred = login.replace("12", "**").replace("ab", "**").replace("\"c\"", "\"*\"").replace("\"d\"", "\"*\"");
        assert_eq!(mask(login), starred);
        assert_eq!(mask("[[authorize.step]]\nfill = { label = \"User\" }"), "[[authorize.step]]\nfill = { label = \"User\" }");
    }
}
