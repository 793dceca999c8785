//! As much of XML Schema as `fixtures/schemas/junit-10.xsd` uses: which elements, attributes and texts may stand where. It has no
//! order of elements that matters: every content is a choice that may repeat.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What an element may have.
#[derive(Debug, Default)]
struct Element {
    attributes: BTreeMap<String, Attribute>,
    children: BTreeSet<String>,
    text: bool,
}

#[derive(Debug)]
struct Attribute {
    required: bool,
    kind: String,
}

/// A schema: its elements by name.
#[derive(Debug, Default)]
pub struct Schema(BTreeMap<String, Element>);

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let all = tag.attributes().map(|attribute| attribute.expect("well-formed"));
    let found = all.into_iter().find(|attribute| attribute.key.as_ref() == name.as_bytes())?;
    Some(String::from_utf8(found.value.into_owned()).expect("UTF-8"))
}

fn name(tag: &BytesStart<'_>) -> String {
    String::from_utf8(tag.name().as_ref().to_vec()).expect("UTF-8")
}

impl Schema {
    /// Reads it. Elements with a named type (`rerunType`) are known by name alone: we write none.
    pub fn read(text: &str) -> Self {
        let mut schema = Self::default();
        let mut current: Option<String> = None;
        let mut reader = Reader::from_str(text);
        loop {
            let (tag, empty) = match reader.read_event().expect("a well-formed schema") {
                Event::Start(tag) => (tag, false),
                Event::Empty(tag) => (tag, true),
                Event::Eof => return schema,
                _ => continue,
            };
            schema.declare(&tag, &mut current, empty);
        }
    }

    fn declare(&mut self, tag: &BytesStart<'_>, current: &mut Option<String>, empty: bool) {
        let entry = current.as_ref().and_then(|name| self.0.get_mut(name));
        match (name(tag).as_str(), attribute(tag, "name"), entry) {
            ("xs:element", Some(name), _) => {
                let text = attribute(tag, "type").is_some_and(|kind| kind == "xs:string");
                self.0.entry(name.clone()).or_insert(Element { text, ..Element::default() });
                *current = (!empty).then_some(name);
            }
            ("xs:element", None, Some(entry)) => drop(entry.children.insert(attribute(tag, "ref").expect("a reference"))),
            ("xs:complexType", None, Some(entry)) => entry.text = attribute(tag, "mixed").is_some_and(|mixed| mixed == "true"),
            ("xs:attribute", Some(name), Some(entry)) => {
                let required = attribute(tag, "use").is_some_and(|used| used == "required");
                entry.attributes.insert(name, Attribute { required, kind: attribute(tag, "type").unwrap_or_default() });
            }
            ("xs:complexType", Some(_), _) => *current = None,
            _ => {}
        }
    }

    /// What of a document the schema does not allow.
    pub fn errors(&self, document: &str) -> Vec<String> {
        let mut errors = Vec::new();
        let mut open: Vec<String> = Vec::new();
        let mut reader = Reader::from_str(document);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    self.element(&tag, open.last(), &mut errors);
                    open.push(name(&tag));
                }
                Ok(Event::Empty(tag)) => self.element(&tag, open.last(), &mut errors),
                Ok(Event::End(_)) => drop(open.pop()),
                Ok(Event::Text(text)) => {
                    let blank = text.iter().all(u8::is_ascii_whitespace);
                    let allowed = open.last().and_then(|name| self.0.get(name)).is_some_and(|element| element.text);
                    if !blank && !allowed {
                        errors.push(format!("text in {open:?}"));
                    }
                }
                Ok(Event::Eof) => return errors,
                Ok(_) => {}
                Err(error) => {
                    errors.push(format!("not well-formed: {error}"));
                    return errors;
                }
            }
        }
    }

    fn element(&self, tag: &BytesStart<'_>, parent: Option<&String>, errors: &mut Vec<String>) {
        let name = name(tag);
        let Some(element) = self.0.get(&name) else {
            return errors.push(format!("{name} is not known"));
        };
        if let Some(parent) = parent
            && !self.0.get(parent).is_some_and(|parent| parent.children.contains(&name))
        {
            errors.push(format!("{name} in {parent}"));
        }
        for found in tag.attributes() {
            let found = found.expect("well-formed");
            let key = String::from_utf8_lossy(found.key.as_ref()).into_owned();
            let value = String::from_utf8_lossy(&found.value).into_owned();
            match element.attributes.get(&key) {
                None => errors.push(format!("{name} has the attribute {key}")),
                Some(known) if known.kind == "SUREFIRE_TIME" && !is_time(&value) => errors.push(format!("{name} {key}={value}")),
                Some(_) => {}
            }
        }
        for (key, _) in element.attributes.iter().filter(|(_, known)| known.required) {
            if attribute(tag, key).is_none() {
                errors.push(format!("{name} lacks {key}"));
            }
        }
    }
}

/// Digits, and at most three after a point.
fn is_time(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    whole.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit())
}
