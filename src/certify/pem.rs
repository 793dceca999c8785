//! PEM (RFC 7468): blocks of base64 between labelled lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The blocks of a text: label and content. Broken ones are left out.
pub(super) fn blocks(text: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines().map(str::trim) {
        if let Some(label) = line.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) {
            open = Some((label.to_owned(), String::new()));
        } else if line.starts_with("-----END ") {
            let block = open.take().and_then(|(label, body)| Some((label, STANDARD.decode(body).ok()?)));
            found.extend(block);
        } else if let Some((_, body)) = &mut open {
            body.push_str(line);
        }
    }
    found
}

/// A block.
pub(super) fn block(label: &str, content: &[u8]) -> String {
    let body = STANDARD.encode(content);
    let mut text = format!("-----BEGIN {label}-----\n");
    // Base64 is ASCII: every index is a character boundary.
    for line in body.as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_among_other_things() {
        let content: Vec<u8> = (0..100).collect();
        let text = format!("a comment\n{}-----BEGIN X-----\n!!\n-----END X-----\n{}", block("A", &content), block("B", b""));
        assert_eq!(blocks(&text), [("A".to_owned(), content), ("B".to_owned(), Vec::new())]);
    }
}
