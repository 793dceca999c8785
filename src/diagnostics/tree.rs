//! A TOML file as an owned tree with a span on every key and value.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes;
use super::diagnostic::Diagnostic;

/// A file and its tree.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// As shown in diagnostics.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
    /// The top-level table.
    pub root: Node,
    /// Where lines end.
    breaks: Vec<usize>,
}

/// A key as written.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its text without quotes.
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// The values of TOML.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A string.
    String(String),
    /// An integer that fits.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// In file order.
    Array(Vec<Node>),
    /// In file order.
    Table(Vec<(Key, Node)>),
    /// What no format here uses: floats, dates, integers that do not fit.
    Other(&'static str),
}

/// More than anybody writes by hand.
const MOST: usize = 2 << 20;

/// Why a text is not even looked at: the parser takes its time with what is no TOML, and has something to say of each of its lines.
fn no_toml(text: &str) -> Option<&'static str> {
    if text.trim_start().starts_with('{') {
        Some("this is JSON, and not TOML")
    } else if text.len() > MOST {
        Some("the file has more than 2 MiB")
    } else {
        None
    }
}

impl SourceFile {
    /// Parses a file; syntax errors are added to `errors`, all of them at once.
    pub fn parse(name: impl Into<String>, text: &str, errors: &mut Vec<Diagnostic>) -> Self {
        let mut file = Self::unparsed(name, text);
        if let Some(title) = no_toml(text) {
            let help = "is it the file that was meant? A run record is JSON, and belongs elsewhere";
            errors.push(
                Diagnostic::error(codes::SYNTAX, title, &file, 0..text.len().min(1)).label("the file begins here").help(help),
            );
            return file;
        }
        let (table, problems) = DeTable::parse_recoverable(text);
        for problem in problems {
            let span = problem.span().unwrap_or(0..0);
            errors.push(
                Diagnostic::error(codes::SYNTAX, "this is not TOML", &file, span)
                    .label(problem.message())
                    .help("strings are quoted, an inline table stands on one line, keys with dots are quoted"),
            );
        }
        let span = table.span();
        file.root = Node { span, kind: Kind::Table(entries(table.get_ref())) };
        file
    }

    /// A text without a tree.
    pub fn unparsed(name: impl Into<String>, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Self { name: name.into(), text: Arc::from(text), root: Node { span: 0..0, kind: Kind::Table(Vec::new()) }, breaks }
    }

    /// A file that could not be read.
    pub fn unread(name: impl Into<String>) -> Self {
        Self::unparsed(name, "")
    }

    /// The 1-based line of an offset.
    pub fn line(&self, offset: usize) -> usize {
        self.breaks.partition_point(|at| *at < offset) + 1
    }
}

fn entries(table: &DeTable<'_>) -> Vec<(Key, Node)> {
    table.iter().map(|(key, value)| (Key { name: key.get_ref().to_string(), span: key.span() }, node(value))).collect()
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let kind = match value.get_ref() {
        DeValue::String(text) => Kind::String(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Kind::Other("integer out of range"), Kind::Integer)
        }
        DeValue::Boolean(flag) => Kind::Boolean(*flag),
        DeValue::Array(items) => Kind::Array(items.iter().map(node).collect()),
        DeValue::Table(table) => Kind::Table(entries(table)),
        DeValue::Float(_) => Kind::Other("float"),
        DeValue::Datetime(_) => Kind::Other("date"),
    };
    Node { span: value.span(), kind }
}

impl Kind {
    /// With an article, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "true or false",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other("float") => "a decimal number",
            Self::Other("date") => "a date",
            Self::Other(_) => "an integer that is too large",
        }
    }
}
