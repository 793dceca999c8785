//! A cursor over a file's tree: asks for what a format expects, and collects an error wherever the file has something else.
//!
//! Every method that returns `None` has reported why, except [`Fields::get`], where `None` means that the key is not there.

use std::cell::RefCell;
use std::ops::Range;

use super::codes;
use super::diagnostic::{Diagnostic, Diagnostics, Place};
use super::nearest::nearest;
use super::tree::{Key, Kind, Node, SourceFile};

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink(RefCell<Vec<Diagnostic>>);

impl Sink {
    /// Adds one.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, sorted.
    pub fn finish(self) -> Diagnostics {
        Diagnostics::new(self.0.into_inner())
    }
}

/// A value of a file.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// The value.
    pub node: &'a Node,
    /// Its file.
    pub file: &'a SourceFile,
    /// Where errors go.
    pub sink: &'a Sink,
}

/// A table of a file.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    entries: &'a [(Key, Node)],
    /// The table itself.
    pub item: Item<'a>,
}

impl<'a> Item<'a> {
    /// An error here. Nothing is reported before [`Item::report`].
    pub fn error(&self, code: &'static str, title: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, title, self.file, self.span())
    }

    /// Reports a diagnostic.
    pub fn report(&self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Where it stands. A table written over several lines is represented by its first line.
    pub fn span(&self) -> Range<usize> {
        let span = self.node.span.clone();
        let text = self.file.text.get(span.clone()).unwrap_or_default();
        match text.find('\n') {
            Some(end) if matches!(self.node.kind, Kind::Table(_) | Kind::Array(_)) => span.start..span.start + end,
            _ => span,
        }
    }

    /// This place, with a label.
    pub fn place(&self, label: impl Into<String>) -> Place {
        Place {
            file: self.file.name.clone(),
            text: std::sync::Arc::clone(&self.file.text),
            span: self.span(),
            label: label.into(),
        }
    }

    /// Reports that something else was expected.
    pub fn wrong_type(&self, expected: &str) {
        self.report(
            self.error(codes::WRONG_TYPE, format!("expected {expected}")).label(format!("this is {}", self.node.kind.name())),
        );
    }

    /// A string.
    pub fn string(&self) -> Option<&'a str> {
        match &self.node.kind {
            Kind::String(text) => Some(text),
            _ => {
                self.wrong_type("a string");
                None
            }
        }
    }

    /// A string for people: not empty, without control characters (line breaks are allowed).
    pub fn prose(&self) -> Option<&'a str> {
        let text = self.string()?;
        if text.trim().is_empty() {
            self.report(self.error(codes::EMPTY, "this text is empty").label("needs words"));
            return None;
        }
        if let Some(c) = text.chars().find(|c| c.is_control() && *c != '\n') {
            self.report(
                self.error(codes::CONTROL_CHARACTER, "a control character in a text")
                    .label(format!("contains U+{:04X}", u32::from(c)))
                    .help("remove it; values that need such bytes are written as `{ bytes = \"…hex…\" }`"),
            );
            return None;
        }
        Some(text)
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        match self.node.kind {
            Kind::Boolean(flag) => Some(flag),
            _ => {
                self.wrong_type("true or false");
                None
            }
        }
    }

    /// An integer of a range.
    pub fn integer(&self, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let Kind::Integer(number) = self.node.kind else {
            self.wrong_type("an integer");
            return None;
        };
        if range.contains(&number) {
            return Some(number);
        }
        let title = format!("{number} is out of range");
        self.report(self.error(codes::OUT_OF_RANGE, title).label(format!("from {} to {}", range.start(), range.end())));
        None
    }

    /// A count: an integer from 0 to a million.
    pub fn count(&self) -> Option<usize> {
        self.integer(0..=1_000_000).and_then(|number| usize::try_from(number).ok())
    }

    /// The items of a list.
    pub fn list(&self) -> Option<Vec<Item<'a>>> {
        match &self.node.kind {
            Kind::Array(nodes) => Some(nodes.iter().map(|node| self.at(node)).collect()),
            _ => {
                self.wrong_type("a list");
                None
            }
        }
    }

    /// The items of a list, or this alone when it is not a list.
    pub fn one_or_more(&self) -> Vec<Item<'a>> {
        match &self.node.kind {
            Kind::Array(nodes) => nodes.iter().map(|node| self.at(node)).collect(),
            _ => vec![*self],
        }
    }

    /// A table with no other keys than these.
    pub fn table(&self, keys: &[&str]) -> Option<Fields<'a>> {
        let fields = self.any_table()?;
        fields.only(keys);
        Some(fields)
    }

    /// A table whose keys are names.
    pub fn any_table(&self) -> Option<Fields<'a>> {
        match &self.node.kind {
            Kind::Table(entries) => Some(Fields { entries, item: *self }),
            _ => {
                self.wrong_type("a table");
                None
            }
        }
    }

    /// One of some words.
    pub fn word<T: Clone>(&self, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.string()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| value.clone());
        if found.is_none() {
            self.unknown_word(codes::UNKNOWN_WORD, what, &words.iter().map(|(word, _)| *word).collect::<Vec<_>>());
        }
        found
    }

    /// Reports a string that is none of the known ones.
    pub fn unknown_word(&self, code: &'static str, what: &str, known: &[&str]) {
        let text = self.string().unwrap_or_default();
        let mut diagnostic = self.error(code, format!("there is no {what} `{text}`"));
        diagnostic = match nearest(text, known.iter().copied()) {
            Some(near) => diagnostic
                .label("not known")
                .help(format!("did you mean `{near}`?"))
                .suggest(self.node.span.clone(), format!("\"{near}\"")),
            None if known.is_empty() => diagnostic.label(format!("no {what} is declared")),
            None => diagnostic.label("not known").help(format!("known: {}", shortened(known))),
        };
        self.report(diagnostic);
    }

    /// Whether it is a string.
    pub fn is_string(&self) -> bool {
        matches!(self.node.kind, Kind::String(_))
    }

    /// Whether it is the word `false`.
    pub fn is_false(&self) -> bool {
        matches!(self.node.kind, Kind::Boolean(false))
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.node.kind, Kind::Table(_))
    }

    fn at(&self, node: &'a Node) -> Item<'a> {
        Item { node, ..*self }
    }
}

impl<'a> Fields<'a> {
    /// The top level of a file.
    pub fn root(file: &'a SourceFile, sink: &'a Sink, keys: &[&str]) -> Option<Self> {
        Item { node: &file.root, file, sink }.table(keys)
    }

    /// The value of a key, if it is there.
    pub fn get(&self, name: &str) -> Option<Item<'a>> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| self.item.at(node))
    }

    /// The value of a key, which must be there.
    pub fn require(&self, name: &str) -> Option<Item<'a>> {
        let found = self.get(name);
        if found.is_none() {
            self.missing(name);
        }
        found
    }

    /// Reports that a key is missing.
    pub fn missing(&self, name: &str) {
        let diagnostic = self.item.error(codes::MISSING_KEY, format!("the key `{name}` is missing"));
        self.item.report(diagnostic.label(format!("needs `{name} = …`")));
    }

    /// Keys and values in file order.
    pub fn entries(&self) -> impl Iterator<Item = (&'a Key, Item<'a>)> + use<'a> {
        let item = self.item;
        self.entries.iter().map(move |(key, node)| (key, item.at(node)))
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An error at a key. Nothing is reported before [`Item::report`].
    pub fn key_error(&self, name: &str, code: &'static str, title: impl Into<String>) -> Diagnostic {
        let span = self.entries.iter().find(|(key, _)| key.name == name).map_or(self.item.span(), |(key, _)| key.span.clone());
        Diagnostic::error(code, title, self.item.file, span)
    }

    /// Reports keys of which only one may be there, when there are more.
    pub fn exclusive(&self, names: &[&str]) {
        let given: Vec<_> = self.entries.iter().filter(|(key, _)| names.contains(&key.name.as_str())).collect();
        if let [first, second, ..] = given.as_slice() {
            let title = format!("`{}` and `{}` exclude each other", first.0.name, second.0.name);
            let diagnostic = Diagnostic::error(codes::CONFLICT, title, self.item.file, second.0.span.clone());
            self.item.report(diagnostic.label(format!("`{}` is given already", first.0.name)).help("keep one of them"));
        }
    }

    fn only(&self, keys: &[&str]) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !keys.contains(&key.name.as_str())) {
            let diagnostic =
                Diagnostic::error(codes::UNKNOWN_KEY, format!("unknown key `{}`", key.name), self.item.file, key.span.clone());
            self.item.report(match nearest(&key.name, keys.iter().copied()) {
                Some(near) => {
                    diagnostic.label("not known here").help(format!("did you mean `{near}`?")).suggest(key.span.clone(), near)
                }
                None => diagnostic.label("not known here").help(format!("known here: {}", shortened(keys))),
            });
        }
    }
}

fn shortened(words: &[&str]) -> String {
    let shown: Vec<_> = words.iter().take(24).map(|word| format!("`{word}`")).collect();
    let more = if words.len() > 24 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
