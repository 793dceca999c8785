//! Text that is safe to print, and laid out in columns. May call nothing of the crate.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The longest value that is printed whole; a longer one is cut, and says so.
pub const LONGEST: usize = 4_000;

/// Whether a character could steer a terminal, reorder a line or hide in it.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every control, bidirectional and zero-width character made visible: ESC becomes `\u{1b}`, a line feed `\n`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// [`printable`], and cut after [`LONGEST`] characters with a remark on how many there were.
pub fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => printable(text),
        Some((end, _)) => {
            let all = thousands(text.chars().count() as u64);
            // Invariant: `end` is where a character of `text` starts.
            Cow::Owned(format!("{} … (cut here; {all} characters in all)", printable(&text[..end])))
        }
    }
}

/// Lines of at most `width` characters, broken at spaces; a longer word is broken where the line ends. Never empty.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(10);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        used = push_word(&mut lines, &mut line, used, word, width);
    }
    lines.push(line);
    lines
}

/// Adds a word to the line, breaking it where it alone is longer than a line.
fn push_word(lines: &mut Vec<String>, line: &mut String, mut used: usize, word: &str, width: usize) -> usize {
    for c in word.chars() {
        if used == width {
            lines.push(std::mem::take(line));
            used = 0;
        }
        line.push(c);
        used += 1;
    }
    used
}

/// `1 case`, `2 cases`.
pub fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", thousands(number as u64))
}

/// `1204` as `1,204`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `870 ms`, `4.1 s`, `2 min 5 s`.
pub fn duration(milliseconds: f64) -> String {
    if milliseconds < 1_000.0 {
        return format!("{milliseconds:.0} ms");
    }
    let seconds = milliseconds / 1_000.0;
    if seconds < 100.0 {
        return format!("{seconds:.1} s");
    }
    format!("{} min {} s", (seconds / 60.0).floor(), (seconds % 60.0).floor())
}

/// The text padded with spaces to so many characters.
pub fn padded(text: &str, width: usize) -> String {
    let mut out = text.to_owned();
    for _ in text.chars().count()..width {
        out.push(' ');
    }
    out
}

/// For running text in Markdown: nothing in it makes markup, HTML, a link, a mention or a table cell.
pub fn markdown(text: &str) -> String {
    let visible = clipped(text);
    let mut out = String::with_capacity(visible.len() + 16);
    for (at, c) in visible.char_indices() {
        // Invariant for the slices below: `at` is where a character of `visible` starts.
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            ':' if visible[at..].starts_with("://") || visible[..at].to_ascii_lowercase().ends_with("mailto") => {
                out.push_str("&#58;")
            }
            '.' if visible[..at].to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// For the inside of an HTML element.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in clipped(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // No markup in HTML, but some renderers read Markdown inside it.
            '@' | '`' | '[' | ']' | '|' | '#' => out.push_str(&format!("&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// A fenced block of code whose fence is longer than any run of backticks in it. The text must be [`printable`] already,
/// line feeds apart.
pub fn fenced(text: &str, language: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat((longest + 1).max(3));
    let mut out = String::new();
    let _ = writeln!(out, "{fence}{language}\n{}\n{fence}", text.trim_end());
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(printable("a\u{1b}[31m\0\u{202e}\n\tb\u{9b}"), "a\\u{1b}[31m\\u{0}\\u{202e}\\n\\tb\\u{9b}");
        assert_eq!(printable("é 𝕏 – ok"), "é 𝕏 – ok");
    }

    #[test]
    fn long_values_say_that_they_are_cut() {
        let text = clipped(&"x".repeat(5_000_000)).into_owned();
        assert!(text.ends_with("(cut here; 5,000,000 characters in all)"), "{}", &text[text.len() - 60..]);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!((thousands(7), thousands(1204), thousands(1_000_000)), ("7".into(), "1,204".into(), "1,000,000".into()));
        assert_eq!(
            (duration(12.4), duration(4_060.0), duration(125_000.0)),
            ("12 ms".into(), "4.1 s".into(), "2 min 5 s".into())
        );
    }

    #[test]
    fn markdown_has_no_markup_left() {
        assert_eq!(
            markdown("# [a](http://x) <b> `c` | *d* @e www.f"),
            r"&#35; \[a\](http&#58;//x) &lt;b&gt; \`c\` \| \*d\* &#64;e www&#46;f"
        );
    }

    #[test]
    fn fence_outgrows_its_content() {
        assert!(fenced("a ```` b", "text").starts_with("`````text\n"));
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_character(text in "[a-zé ]{0,200}", width in 10usize..60) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= width));
            let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn printable_leaves_nothing_hidden(text in any::<String>()) {
            prop_assert!(!printable(&text).contains(is_hidden));
        }
    }
}
