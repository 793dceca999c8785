//! Text that came from pages, made fit to be shown: one line, printable, short, without secrets.

use aho_corasick::{AhoCorasick, MatchKind};
use url::Url;

use super::request::Page;

/// Characters that a text from a page may have in an account.
const MAX_TEXT: usize = 200;
/// Shorter hidden values and cookies are words like `login` or `1`, and no secrets.
const MIN_SECRET: usize = 6;
const MAX_SECRETS: usize = 2000;
const REDACTED: &str = "[hidden]";

/// One line of printable characters: no control or format characters, no ANSI escapes, at most 200 characters.
pub(super) fn printable(text: &str) -> String {
    shorten(&strip_queries(&one_line(text)))
}

/// Removes escapes, control and invisible characters; runs of white space become one space.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' | '\u{9b}' => skip_escape(c, &mut chars),
            c if c.is_whitespace() => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c if c.is_control() || is_invisible(c) => {}
            c => line.push(c),
        }
    }
    line.trim_end().to_owned()
}

/// Skips the rest of an ANSI escape sequence (ECMA-48 §5.4), so that no `[31m` is left over.
fn skip_escape(first: char, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let csi = first == '\u{9b}' || chars.next_if_eq(&'[').is_some();
    if csi {
        while chars.next_if(|c| matches!(c, '\u{20}'..='\u{3f}')).is_some() {}
        chars.next_if(|c| matches!(c, '\u{40}'..='\u{7e}'));
    } else if chars.next_if(|c| matches!(c, ']' | 'P' | 'X' | '^' | '_')).is_some() {
        for c in chars.by_ref() {
            if matches!(c, '\u{7}' | '\u{9c}' | '\u{1b}') {
                break;
            }
        }
    }
}

/// Bidirectional marks, zero-width, tag and other characters that change what is seen without being seen.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Cuts the query and the fragment from everything that looks like a URL or a path: codes travel there.
fn strip_queries(line: &str) -> String {
    let words: Vec<&str> = line
        .split(' ')
        .map(|word| match word.find(['?', '#']) {
            Some(at) if at + 1 < word.len() && (word.contains('/') || word.contains('=')) => &word[..at],
            _ => word,
        })
        .collect();
    words.join(" ")
}

fn shorten(line: &str) -> String {
    if line.chars().count() <= MAX_TEXT {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(MAX_TEXT - 1).collect();
    short.push('…');
    short
}

/// A request, what its page said (the server's words) and what was done then (ours, in which nothing is a secret).
#[derive(Debug)]
struct Entry {
    asked: String,
    status: u16,
    seen: String,
    done: String,
}

/// What was seen on the way, kept raw until it is told, so that secrets learnt later are hidden in earlier pages too.
#[derive(Debug, Default)]
pub(super) struct Journal {
    pages: Vec<Entry>,
    secrets: Vec<String>,
}

impl Journal {
    /// Never tell this value, however short.
    pub(super) fn hide(&mut self, secret: &str) {
        if secret.is_empty() || self.secrets.len() >= MAX_SECRETS || self.secrets.iter().any(|s| s == secret) {
            return;
        }
        self.secrets.push(secret.to_owned());
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        if encoded != secret {
            self.secrets.push(encoded);
        }
    }

    /// Never tell this value unless it is too short to be a secret.
    pub(super) fn hide_value(&mut self, value: &str) {
        if value.chars().count() >= MIN_SECRET {
            self.hide(value);
        }
    }

    /// Notes a page: the request's method and URL, the status, what was seen, in the server's words, and done, in ours.
    pub(super) fn note(&mut self, asked: (&str, &Url), status: u16, seen: &str, done: &str) {
        let asked = format!("{} {}", asked.0, place(asked.1));
        self.pages.push(Entry { asked, status, seen: seen.to_owned(), done: done.to_owned() });
    }

    /// A text from a page as it may be told.
    pub(super) fn tell(&self, text: &str) -> String {
        shorten(&strip_queries(&self.redact(&one_line(text))))
    }

    /// The pages as they may be told.
    pub(super) fn pages(&self) -> Vec<Page> {
        let tell = |page: &Entry| {
            let account = format!("{} {}", self.tell(&page.seen), page.done);
            Page { asked: self.tell(&page.asked), status: page.status, account: printable(&account).trim().to_owned() }
        };
        self.pages.iter().map(tell).collect()
    }

    fn redact(&self, line: &str) -> String {
        let lines: Vec<String> = self.secrets.iter().map(|s| one_line(s)).filter(|s| !s.is_empty()).collect();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&lines);
        match finder {
            Ok(finder) => finder.replace_all(line, &vec![REDACTED; lines.len()]),
            // Too many secrets for the automaton: then nothing is told.
            Err(_) => REDACTED.to_owned(),
        }
    }
}

/// A URL without user information, query and fragment.
pub(super) fn place(url: &Url) -> String {
    let authority = url.host_str().map(|host| match url.port() {
        Some(port) => format!("//{host}:{port}"),
        None => format!("//{host}"),
    });
    format!("{}:{}{}", url.scheme(), authority.unwrap_or_default(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_bidi_marks_and_control_characters_go() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\u{0}\n\td\u{9b}1me\u{1b}]0;title\u{7}f\u{2066}"), "abc def");
        assert_eq!(printable("\u{e0041}\u{feff}x"), "x");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(printable(&"ä".repeat(500)).chars().count(), 200);
    }

    #[test]
    fn queries_go() {
        assert_eq!(printable("back to https://c.example/cb?code=abc&state=x now? yes"), "back to https://c.example/cb now? yes");
    }

    #[test]
    fn secrets_are_hidden_in_pages_noted_before_they_were_known() {
        let mut journal = Journal::default();
        let url = Url::parse("http://u:p@h.example/i/UID1234?code=1").unwrap();
        journal.note(("GET", &url), 200, "you typed pw, csrf UID1234", "submitted");
        journal.hide("pw");
        journal.hide_value("UID1234");
        journal.hide_value("1");
        let page = &journal.pages()[0];
        assert_eq!(page.asked, "GET http://h.example/i/[hidden]");
        assert_eq!(page.account, "you typed [hidden], csrf [hidden] submitted");
    }
}
