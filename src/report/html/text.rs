//! The only text that a page is made of: nothing hidden is left in it. The template escapes what is markup.

use std::collections::HashMap;
use std::fmt;

use crate::report::text::{clipped, printable};

/// The longest id that makes an anchor of its own; longer ones are cut, and numbered where that makes them alike.
const LONGEST_ANCHOR: usize = 300;

/// Printable and bounded, whatever a server sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Text(String);

impl Text {
    /// Of one line: a line feed is shown as `\n`.
    pub(super) fn line(raw: &str) -> Self {
        Self(clipped(raw).into_owned())
    }

    /// Of what is short already, or was cut and says so.
    pub(super) fn cut(short: &str) -> Self {
        Self(printable(short).into_owned())
    }

    /// Of several lines, such as a body: line feeds break lines, everything else hidden is shown.
    pub(super) fn block(raw: &str) -> Self {
        // Lines stay lines, so `clipped` cannot be asked as a whole: it would show the line feeds.
        let end = raw.char_indices().nth(crate::report::text::LONGEST).map(|(end, _)| end);
        let kept = end.and_then(|end| raw.get(..end)).unwrap_or(raw);
        let mut text = kept.split('\n').map(printable).collect::<Vec<_>>().join("\n");
        if end.is_some() {
            text.push_str(&format!(" … (cut here; {} bytes in all)", crate::report::text::thousands(raw.len() as u64)));
        }
        Self(text)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Makes the `id` attributes of cases and requirements. Theirs have a slash, those of the page itself have none: no
/// case can take the place of a part of the page.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashMap<String, usize>,
}

impl Anchors {
    /// `case/oauth2/scope-superset/public-refresh`: the same for the same id in every report.
    pub(super) fn make(&mut self, kind: &str, id: &str) -> String {
        let kept = id.char_indices().nth(LONGEST_ANCHOR).and_then(|(end, _)| id.get(..end)).unwrap_or(id);
        // White space ends an id, and `%` starts an escape in a fragment.
        let plain: String = printable(kept).chars().map(|c| if c.is_whitespace() || c == '%' { '-' } else { c }).collect();
        let anchor = format!("{kind}/{plain}");
        let times = self.taken.entry(anchor.clone()).or_default();
        *times += 1;
        if *times == 1 { anchor } else { format!("{anchor}~{times}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_keeps_its_lines_and_shows_the_rest() {
        assert_eq!(Text::block("a\r\nb\u{202e}\0").as_str(), "a\\r\nb\\u{202e}\\u{0}");
        let long = Text::block(&"é\n".repeat(2_500_000));
        assert!(long.as_str().ends_with("… (cut here; 7,500,000 bytes in all)"));
        assert!(long.as_str().len() < 10_000);
    }

    #[test]
    fn anchors_are_those_of_the_ids_and_each_is_there_once() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.make("case", "oauth2/a/b-c"), "case/oauth2/a/b-c");
        assert_eq!(anchors.make("case", "oauth2/a/b-c"), "case/oauth2/a/b-c~2");
        assert_eq!(anchors.make("case", "a b\u{a0}%41\n"), "case/a-b--41\\n");
        assert!(anchors.make("case", &"x".repeat(5_000_000)).len() < 400);
    }
}
