//! `change`: how a request differs from the valid one.

use super::context::Context;
use super::keys;
use super::model::{BodyEncoding, Change, ClientAuthentication, Place, Repeat, Value};
use super::pairs::ROLES;
use crate::diagnostics::{Item, codes};
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};

impl Context<'_> {
    /// Reads `change`.
    pub fn change(&self, item: &Item<'_>) -> Option<Change> {
        let fields = item.table(keys::CHANGE)?;
        let mut change = Change::default();
        let mut fine = true;
        for (key, item) in fields.entries().filter(|(key, _)| keys::CHANGE.contains(&key.name.as_str())) {
            fine &= self.change_key(&key.name, &item, &mut change).is_some();
        }
        fine.then_some(change)
    }

    fn change_key(&self, key: &str, item: &Item<'_>, change: &mut Change) -> Option<()> {
        match key {
            "set" => change.set = self.set(item)?,
            "drop" => change.drop = names(item)?,
            "repeat" => change.repeat = self.repeat(item, &PLACES)?,
            "rename" => change.rename = rename(item)?,
            "query" => change.query = names(item)?,
            "order" => change.reverse = item.word("order", &ORDERS)?,
            "header" => change.header = self.header(item)?,
            "header_twice" => change.header_twice = self.repeat(item, &PLACES[..2])?,
            "wire" => change.wire = Some(wire(item)?),
            "body" => change.body = Some(self.body(item)?),
            "method" => change.method = Some(method(item)?),
            _ => change.auth = Some(self.auth(item)?),
        }
        Some(())
    }

    /// Parameters with values.
    pub fn set(&self, item: &Item<'_>) -> Option<Vec<(String, Value)>> {
        let values = item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), self.value(&item, Some(&key.name))?)));
        all(values)
    }

    fn repeat(&self, item: &Item<'_>, places: &[(&str, Place)]) -> Option<Vec<Repeat>> {
        all(item.any_table()?.entries().map(|(key, item)| {
            let value = self.value_beside(&item, Some(&key.name), &[keys::PLACE])?;
            let place = match item.is_table().then(|| item.any_table()?.get(keys::PLACE)).flatten() {
                Some(item) => item.word("place", places)?,
                None => Place::After,
            };
            Some(Repeat { name: key.name.clone(), value, place })
        }))
    }

    fn header(&self, item: &Item<'_>) -> Option<Vec<(String, Option<Value>)>> {
        all(item.any_table()?.entries().map(|(key, item)| {
            if item.is_string() || item.is_table() {
                return Some((key.name.clone(), Some(self.value(&item, None)?)));
            }
            if item.boolean()? {
                item.report(
                    item.error(codes::WRONG_TYPE, "a header field is a string, or `false` to leave it out").label("not `true`"),
                );
                return None;
            }
            Some((key.name.clone(), None))
        }))
    }

    fn body(&self, item: &Item<'_>) -> Option<BodyEncoding> {
        if item.is_table() {
            let fields = item.table(keys::BODY)?;
            return self.template(&fields.require("raw")?).map(BodyEncoding::Raw);
        }
        item.word("body", &BODIES)
    }

    fn auth(&self, item: &Item<'_>) -> Option<ClientAuthentication> {
        if !item.is_table() {
            return item.word("client authentication", &AUTHENTICATIONS);
        }
        let fields = item.table(keys::AUTH)?;
        for alone in ["as", "raw"] {
            for other in keys::AUTH {
                fields.exclusive(&[alone, other]);
            }
        }
        if let Some(item) = fields.get("as") {
            return item.word("role", &ROLES).map(ClientAuthentication::As);
        }
        if let Some(item) = fields.get("raw") {
            return self.template(&item).map(ClientAuthentication::Raw);
        }
        self.basic(&fields)
    }

    fn basic(&self, fields: &crate::diagnostics::Fields<'_>) -> Option<ClientAuthentication> {
        let value = |key: &str, parameter: Option<&str>| fields.get(key).map(|item| self.value(&item, parameter));
        let id = value("id", Some("client_id"));
        let secret = value("secret", Some("client_secret"));
        let credentials = value("credentials", None);
        let scheme = fields.get("scheme").map(|item| self.template(&item));
        let form_encoded = fields.get("form_encoded").map(|item| item.boolean());
        Some(ClientAuthentication::Basic {
            scheme: inside(scheme)?,
            id: inside(id)?,
            secret: inside(secret)?,
            form_encoded: inside(form_encoded)?.unwrap_or(true),
            credentials: inside(credentials)?,
        })
    }
}

/// `wire`: another form of the HTTP message.
fn wire(item: &Item<'_>) -> Option<WireForm> {
    let fields = item.table(keys::WIRE)?;
    let mut form = WireForm::default();
    for (key, item) in fields.entries().filter(|(key, _)| keys::WIRE.contains(&key.name.as_str())) {
        match key.name.as_str() {
            "version" => form.version = item.word("HTTP version", &VERSIONS)?,
            "target" => form.target = item.word("request target", &TARGETS)?,
            "host" => form.host = item.word("form of Host", &HOSTS)?,
            "names" => form.names = item.word("letters of field names", &NAME_CASES)?,
            "framing" => form.framing = item.word("framing", &FRAMINGS)?,
            "lines" => form.lines = names(&item)?,
            "space_before_colon" => form.space_before_colon = Some(item.string()?.to_owned()),
            "folded" => form.folded = Some(item.string()?.to_owned()),
            _ => form.expect_continue = item.boolean()?,
        }
    }
    if form == WireForm::default() {
        item.report(item.error(codes::EMPTY, "this form is the ordinary one").label("changes nothing"));
        return None;
    }
    Some(form)
}

/// Where a parameter is repeated; a header field has the first two places.
pub(super) const PLACES: [(&str, Place); 3] = [("before", Place::Before), ("after", Place::After), ("query", Place::Query)];
pub(super) const ORDERS: [(&str, bool); 1] = [("reversed", true)];
pub(super) const BODIES: [(&str, BodyEncoding); 4] = [
    ("json", BodyEncoding::Json),
    ("multipart", BodyEncoding::Multipart),
    ("gzip", BodyEncoding::Gzip),
    ("empty", BodyEncoding::Empty),
];
pub(super) const AUTHENTICATIONS: [(&str, ClientAuthentication); 3] =
    [("none", ClientAuthentication::None), ("identify", ClientAuthentication::Identify), ("body", ClientAuthentication::Body)];
pub(super) const TARGETS: [(&str, RequestTarget); 1] = [("absolute", RequestTarget::Absolute)];
pub(super) const HOSTS: [(&str, Host); 2] = [("absent", Host::Absent), ("twice", Host::Twice)];
pub(super) const VERSIONS: [(&str, Version); 2] = [("1.0", Version::Http10), ("2", Version::Http2)];
pub(super) const NAME_CASES: [(&str, NameCase); 3] =
    [("upper", NameCase::Upper), ("lower", NameCase::Lower), ("flipped", NameCase::Flipped)];
pub(super) const FRAMINGS: [(&str, Framing); 4] = [
    ("chunked", Framing::Chunked),
    ("chunked-and-length", Framing::ChunkedAndLength),
    ("two-lengths", Framing::TwoLengths),
    ("chunked-not-final", Framing::ChunkedNotFinal),
];

/// Absent is fine; present and wrong is not.
fn inside<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

/// All of them, once all have been read (and have reported).
pub(super) fn all<T>(items: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = items.collect();
    read.into_iter().collect()
}

fn names(item: &Item<'_>) -> Option<Vec<String>> {
    all(item.one_or_more().iter().map(|item| item.string().map(str::to_owned)))
}

fn rename(item: &Item<'_>) -> Option<Vec<(String, String)>> {
    all(item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), item.string()?.to_owned()))))
}

fn method(item: &Item<'_>) -> Option<String> {
    let text = item.string()?;
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if !text.is_empty() && text.bytes().all(token) {
        return Some(text.to_owned());
    }
    item.report(
        item.error(codes::OUT_OF_RANGE, "this is no HTTP method").label("a token of RFC 9110 §5.6.2").help("for example `GET`"),
    );
    None
}
