//! What is to be written, before it is text.

use super::error::{NoWords, Within};

/// A value of TOML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Node>),
    /// A list with a line for each of its items.
    Lines(Vec<Node>),
    Table(Fields),
}

/// The keys and values of a table, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fields(pub Vec<(String, Node)>);

impl Fields {
    /// Adds a key that the format knows, and that is not there yet.
    pub fn put(&mut self, key: &str, node: impl Into<Node>) {
        self.0.push((key.to_owned(), node.into()));
    }

    /// Adds a key that comes from the model, where nothing keeps it from coming twice.
    pub fn once(&mut self, key: &str, node: impl Into<Node>) -> Result<(), NoWords> {
        if self.get(key).is_some() {
            return Err(NoWords::new("stands there twice, and a table has each key once")).within(key);
        }
        self.put(key, node);
        Ok(())
    }

    /// Adds a list, unless there is nothing in it.
    pub fn list(&mut self, key: &str, items: &[String]) {
        if !items.is_empty() {
            self.put(key, Node::List(texts(items)));
        }
    }

    /// Adds a list, or its only item by itself, unless there is nothing in it.
    pub fn one_or_more(&mut self, key: &str, mut items: Vec<Node>) {
        match items.len() {
            0 => {}
            1 => self.0.extend(items.pop().map(|item| (key.to_owned(), item))),
            _ => self.put(key, Node::List(items)),
        }
    }

    /// Adds what is there.
    pub fn option(&mut self, key: &str, node: Option<impl Into<Node>>) {
        if let Some(node) = node {
            self.put(key, node);
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Texts as the items of a list.
pub(super) fn texts(items: &[String]) -> Vec<Node> {
    items.iter().map(|item| item.as_str().into()).collect()
}

/// A table whose keys come from the model.
pub(super) fn named<'a, T: 'a>(
    entries: impl IntoIterator<Item = (&'a String, T)>,
    node: impl Fn(T) -> Result<Node, NoWords>,
) -> Result<Fields, NoWords> {
    let mut fields = Fields::default();
    for (name, entry) in entries {
        fields.once(name, node(entry).within(name)?)?;
    }
    Ok(fields)
}

/// A length or a count.
pub(super) fn number(count: usize) -> Result<Node, NoWords> {
    i64::try_from(count).map(Node::Number).map_err(|_| NoWords::new("a number that is too large for TOML"))
}

/// The word of a reader's table.
pub(super) fn word<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> Result<Node, NoWords> {
    known(words, value).ok_or_else(|| NoWords::new("there is no word for it"))
}

/// The word of a reader's table, if it has one.
pub(super) fn known<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> Option<Node> {
    words.iter().find(|(_, meant)| meant == value).map(|(word, _)| Node::from(*word))
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Node {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Fields> for Node {
    fn from(fields: Fields) -> Self {
        Self::Table(fields)
    }
}
