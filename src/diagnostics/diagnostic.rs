//! A problem in a file, and a list of them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::render::Style;
use super::tree::SourceFile;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used; something in it should be changed.
    Warning,
}

impl Severity {
    /// The word used in output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as shown.
    pub file: String,
    /// The file's text (empty when it could not be read).
    pub text: Arc<str>,
    /// Bytes of the text.
    pub span: Range<usize>,
    /// What is said about it; may be empty.
    pub label: String,
}

impl Place {
    /// 1-based line and column (in characters).
    pub fn position(&self) -> (usize, usize) {
        let mut start = self.span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.text[..start];
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code of [`super::codes`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub title: String,
    /// Where.
    pub place: Place,
    /// Another place that belongs to it (the first of two duplicates).
    pub related: Option<Place>,
    /// What to do.
    pub help: Option<String>,
    /// Bytes of the file and what should stand there.
    pub suggestion: Option<(Range<usize>, String)>,
}

impl Diagnostic {
    /// An error at a place in a file.
    pub fn error(code: &'static str, title: impl Into<String>, file: &SourceFile, span: Range<usize>) -> Self {
        let place = Place { file: file.name.clone(), text: Arc::clone(&file.text), span, label: String::new() };
        Self { code, severity: Severity::Error, title: title.into(), place, related: None, help: None, suggestion: None }
    }

    /// An error about a file or folder as a whole.
    pub fn about(code: &'static str, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self::error(code, title, &SourceFile::unread(path), 0..0)
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// With a label under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.place.label = label.into();
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place.
    #[must_use]
    pub fn related(mut self, place: Place) -> Self {
        self.related = Some(place);
        self
    }

    /// With a replacement of some bytes.
    #[must_use]
    pub fn suggest(mut self, span: Range<usize>, replacement: impl Into<String>) -> Self {
        self.suggestion = Some((span, replacement.into()));
        self
    }
}

/// Problems, sorted by file and position, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Sorts the list and removes repetitions.
    pub fn new(mut list: Vec<Diagnostic>) -> Self {
        list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.place.span.start, d.code, d.place.span.end);
            a.place.file.cmp(&b.place.file).then_with(|| key(a).cmp(&key(b))).then_with(|| a.title.cmp(&b.title))
        });
        list.dedup_by(|a, b| {
            a.place.file == b.place.file && a.place.span == b.place.span && a.code == b.code && a.title == b.title
        });
        Self(list)
    }

    /// The problems in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The problems themselves.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::new(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for Diagnostics {}
