//! How a request differs from the valid one.

use super::error::{NoWords, Within};
use super::tree::{Fields, Node, named, texts, word};
use super::value::{repeat, value};
use super::wire::wire;
use crate::suite::change::{AUTHENTICATIONS, BODIES, ORDERS};
use crate::suite::model::{BodyEncoding, Change, ClientAuthentication, Value};
use crate::suite::pairs::ROLES;

/// `change`; none where the request is the valid one.
pub(super) fn change(change: &Change) -> Result<Option<Node>, NoWords> {
    if change.is_empty() {
        return Ok(None);
    }
    let mut fields = Fields::default();
    parameters(change, &mut fields)?;
    message(change, &mut fields)?;
    Ok(Some(fields.into()))
}

/// What becomes of the parameters.
fn parameters(change: &Change, fields: &mut Fields) -> Result<(), NoWords> {
    if !change.set.is_empty() {
        fields.put("set", set(&change.set).within("set")?);
    }
    fields.one_or_more("drop", texts(&change.drop));
    if !change.repeat.is_empty() {
        let repeated = change.repeat.iter().map(|again| (&again.name, again));
        fields.put("repeat", named(repeated, repeat).within("repeat")?);
    }
    if !change.rename.is_empty() {
        let renamed = change.rename.iter().map(|(from, to)| (from, to));
        fields.put("rename", named(renamed, |to| Ok(to.into())).within("rename")?);
    }
    fields.one_or_more("query", texts(&change.query));
    if change.reverse {
        fields.put("order", word(&ORDERS, &change.reverse).within("order")?);
    }
    Ok(())
}

/// What becomes of the message around them.
fn message(change: &Change, fields: &mut Fields) -> Result<(), NoWords> {
    if !change.header.is_empty() {
        let header = change.header.iter().map(|(name, field)| (name, field.as_ref()));
        let field = |field: Option<&Value>| field.map_or(Ok(Node::Flag(false)), value);
        fields.put("header", named(header, field).within("header")?);
    }
    if !change.header_twice.is_empty() {
        let twice = change.header_twice.iter().map(|again| (&again.name, again));
        fields.put("header_twice", named(twice, repeat).within("header_twice")?);
    }
    if let Some(encoding) = &change.body {
        fields.put("body", body(encoding).within("body")?);
    }
    fields.option("method", change.method.as_ref());
    if let Some(auth) = &change.auth {
        fields.put("auth", authentication(auth).within("auth")?);
    }
    if let Some(form) = &change.wire {
        fields.put("wire", wire(form).within("wire")?);
    }
    Ok(())
}

/// Parameters with values.
pub(super) fn set(values: &[(String, Value)]) -> Result<Fields, NoWords> {
    named(values.iter().map(|(name, value)| (name, value)), value)
}

fn body(encoding: &BodyEncoding) -> Result<Node, NoWords> {
    match encoding {
        BodyEncoding::Raw(text) => Ok(one("raw", text)),
        _ => word(&BODIES, encoding),
    }
}

fn authentication(auth: &ClientAuthentication) -> Result<Node, NoWords> {
    match auth {
        ClientAuthentication::As(role) => Ok(one("as", word(&ROLES, role).within("as")?)),
        ClientAuthentication::Raw(text) => Ok(one("raw", text)),
        ClientAuthentication::Basic { scheme, id, secret, form_encoded, credentials } => {
            let mut fields = Fields::default();
            fields.option("scheme", scheme.as_ref());
            for (key, part) in [("id", id), ("secret", secret), ("credentials", credentials)] {
                if let Some(part) = part {
                    fields.put(key, value(part).within(key)?);
                }
            }
            if !form_encoded || fields.is_empty() {
                fields.put("form_encoded", *form_encoded);
            }
            Ok(fields.into())
        }
        _ => word(&AUTHENTICATIONS, auth),
    }
}

/// A table of one key.
fn one(key: &str, node: impl Into<Node>) -> Node {
    let mut fields = Fields::default();
    fields.put(key, node);
    fields.into()
}
