//! Diagnostics for people, drawn by annotate-snippets. What a file contains never reaches the terminal raw.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Diagnostics, Place, Severity};

/// With or without ANSI colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// ANSI colours.
    Styled,
}

impl Diagnostics {
    /// Every diagnostic, an empty line between two.
    pub fn render(&self, style: Style) -> String {
        let mut text = self.iter().map(|diagnostic| diagnostic.render(style)).collect::<Vec<_>>().join("\n\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }
}

impl Diagnostic {
    /// The diagnostic with its lines of the file.
    pub fn render(&self, style: Style) -> String {
        let clean = Clean::from(self);
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(clean.title.as_str()).id(self.code);
        let mut report = vec![clean.place.group(title)];
        if let Some(related) = &clean.related {
            report.push(related.group(Level::NOTE.secondary_title("see here")));
        }
        if let Some(help) = &clean.help {
            report.push(clean.help_group(help));
        }
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Styled => Renderer::styled(),
        };
        renderer.render(&report)
    }
}

/// A diagnostic whose texts are safe to print.
struct Clean {
    title: String,
    place: CleanPlace,
    related: Option<CleanPlace>,
    help: Option<String>,
    suggestion: Option<(Range<usize>, String)>,
}

struct CleanPlace {
    file: String,
    text: String,
    span: Range<usize>,
    label: String,
}

impl From<&Diagnostic> for Clean {
    fn from(diagnostic: &Diagnostic) -> Self {
        let place = CleanPlace::from(&diagnostic.place);
        Self {
            title: printable_line(&diagnostic.title),
            related: diagnostic.related.as_ref().map(CleanPlace::from),
            help: diagnostic.help.as_deref().map(printable_line),
            suggestion: diagnostic.suggestion.as_ref().map(|(span, text)| (within(&place.text, span), printable_line(text))),
            place,
        }
    }
}

impl From<&Place> for CleanPlace {
    fn from(place: &Place) -> Self {
        let text = printable(&place.text);
        Self { file: printable_line(&place.file), span: within(&text, &place.span), text, label: printable_line(&place.label) }
    }
}

impl CleanPlace {
    fn group<'a>(&'a self, title: annotate_snippets::Title<'a>) -> Group<'a> {
        if self.text.is_empty() {
            return title.element(Origin::path(self.file.as_str()));
        }
        let mut annotation: Annotation<'a> = AnnotationKind::Primary.span(self.span.clone());
        if !self.label.is_empty() {
            annotation = annotation.label(self.label.as_str());
        }
        title.element(Snippet::source(self.text.as_str()).path(self.file.as_str()).annotation(annotation))
    }
}

impl Clean {
    fn help_group<'a>(&'a self, help: &'a str) -> Group<'a> {
        let title = Level::HELP.secondary_title(help);
        match &self.suggestion {
            Some((span, replacement)) if !self.place.text.is_empty() => {
                title.element(Snippet::source(self.place.text.as_str()).patch(Patch::new(span.clone(), replacement.as_str())))
            }
            _ => Group::with_title(title),
        }
    }
}

/// The span, moved to character boundaries inside the text.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let boundary = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start);
    start..boundary(span.end).max(start)
}

/// The text with every character that a terminal might act upon replaced by one of the same number of bytes, so that spans stay right.
fn printable(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        out.push(match c {
            '\n' | '\t' => c,
            '\r' if chars.peek() == Some(&'\n') => c,
            c if c.is_control() && c.len_utf8() == 1 => '?',
            c if c.is_control() => '¿',
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => '\u{fffd}',
            c => c,
        });
    }
    out
}

fn printable_line(text: &str) -> String {
    printable(text).replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::SourceFile;

    #[test]
    fn nothing_that_a_terminal_acts_upon_is_left() {
        let file = SourceFile::unparsed("a\u{1b}[2J.toml", "x = \"\u{1b}[31m\u{9b}31m\u{202e}\"\n");
        let diagnostic =
            Diagnostic::error("F002", "bad \u{1b}]0;x\u{7} value", &file, 4..19).label("\u{8}here\n").help("\u{1b}c");
        let text = diagnostic.render(Style::Plain);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'));
    }

    #[test]
    fn replacing_keeps_every_offset() {
        let hostile = "a\u{1b}b\u{9b}c\u{202e}d\u{feff}e\r\nf\rg";
        assert_eq!(printable(hostile).len(), hostile.len());
    }
}
