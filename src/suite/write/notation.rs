//! TOML 1.0: strings, keys, and values on one line.
//!
//! Escapes whatever cannot be seen, beyond what TOML asks for: the point of a case may be one character that looks like another.

use super::tree::{Fields, Node};

/// The lines of a table: `key = value`.
pub(super) fn lines(fields: &Fields) -> String {
    fields.0.iter().map(|(name, node)| format!("{} = {}\n", key(name), value(node))).collect()
}

/// A value.
pub(super) fn value(node: &Node) -> String {
    match node {
        Node::Text(text) => string(text),
        Node::Number(number) => number.to_string(),
        Node::Flag(flag) => flag.to_string(),
        Node::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
        Node::Lines(items) => format!("[\n{}]", items.iter().map(|item| format!("  {},\n", value(item))).collect::<String>()),
        Node::Table(fields) if fields.is_empty() => "{}".to_owned(),
        Node::Table(fields) => {
            let entries: Vec<_> = fields.0.iter().map(|(name, node)| format!("{} = {}", key(name), value(node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A key, in quotes where it must be.
pub(super) fn key(name: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { string(name) }
}

/// A string: as it stands where that spares escapes, and in double quotes otherwise.
fn string(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') && !text.contains(unseen) {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if unseen(c) && c > '\u{ffff}' => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c if unseen(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether nobody sees what it is: control characters, spaces other than the usual one, marks that join what stands before them.
fn unseen(c: char) -> bool {
    c.is_control() || c.escape_debug().nth(1) == Some('u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_as_a_person_would_write_them() {
        let written = |text: &str| string(text);
        assert_eq!(written("openid ${s1}"), "\"openid ${s1}\"");
        assert_eq!(written("{\"a\":1}"), "'{\"a\":1}'");
        assert_eq!(written("it's \"\\"), "\"it's \\\"\\\\\"");
        assert_eq!(written("a\r\n\t\0\u{7f}"), "\"a\\r\\n\\t\\u0000\\u007F\"");
        assert_eq!(written("é𝕏\u{a0}\u{feff}\u{202e}\u{e0041}"), "\"é𝕏\\u00A0\\uFEFF\\u202E\\U000E0041\"");
    }

    #[test]
    fn keys_are_quoted_where_they_must_be() {
        assert_eq!(
            [key("Content-Type"), key("id_token.sub"), key(""), key("ü")],
            ["Content-Type", "\"id_token.sub\"", "\"\"", "\"ü\""]
        );
    }
}
