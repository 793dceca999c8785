//! Bounds on the HTML that is parsed, so that a hostile page cannot make the parser slow or greedy.

use std::borrow::Cow;

/// Bytes of a page that are parsed.
pub(super) const MAX_PARSED: usize = 512 * 1024;
/// Tags of a page. The parser scans its stack of open elements at each one, so that its time grows with the square.
const MAX_TAGS: usize = 10_000;
/// Attributes of a page, roughly. The parser compares each with those before it in the same tag.
const MAX_ATTRIBUTES: usize = 60_000;
/// Nodes that reconstructing formatting elements may cost (HTML, "active formatting elements"): with them, n tags can
/// make n² nodes.
const MAX_RECONSTRUCTED: usize = 1_000_000;

const FORMATTING: &[&str] = &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

fn cut(html: &str) -> &str {
    let mut end = html.len().min(MAX_PARSED);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    &html[..end]
}

/// Refuses a page with too many tags; renames formatting tags when there are so many that they could multiply.
pub(super) fn tame(html: &str) -> Result<Cow<'_, str>, String> {
    let html = cut(html);
    let bytes = html.as_bytes();
    let starts: Vec<usize> = (0..bytes.len())
        .filter(|&i| bytes[i] == b'<' && bytes.get(i + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/'))
        .collect();
    if starts.len() > MAX_TAGS {
        return Err(format!("the page has more than {MAX_TAGS} tags: too many for a login page"));
    }
    if attributes(bytes) > MAX_ATTRIBUTES {
        return Err("a tag of the page has more attributes than any login page needs".to_owned());
    }
    let formatting: Vec<usize> = starts.iter().copied().filter(|&i| is_formatting(&html[i + 1..])).collect();
    if formatting.len() * starts.len() <= MAX_RECONSTRUCTED {
        return Ok(Cow::Borrowed(html));
    }
    let mut tame = String::with_capacity(html.len() + 2 * formatting.len());
    let mut from = 0;
    for start in formatting {
        let name = start + 1 + usize::from(bytes[start + 1] == b'/');
        tame.push_str(&html[from..name]);
        tame.push_str("x-");
        from = name;
    }
    tame.push_str(&html[from..]);
    Ok(Cow::Owned(tame))
}

/// The longest run of separators between a `<` and the next: an upper bound of one tag's attributes.
fn attributes(bytes: &[u8]) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in bytes {
        match byte {
            b'<' => run = 0,
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'"' | b'\'' => run += 1,
            _ => {}
        }
        longest = longest.max(run);
    }
    longest
}

fn is_formatting(after: &str) -> bool {
    let after = after.strip_prefix('/').unwrap_or(after);
    let name = after.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    name.len() <= 6 && FORMATTING.iter().any(|f| f.eq_ignore_ascii_case(name))
}
