//! A token request as a server reads it: what is on the wire, decoded once.

use std::borrow::Cow;

use crate::protocol::form;
use crate::transport::Request;

/// What the body is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/x-www-form-urlencoded` in any spelling (RFC 6749 Appendix B).
    Form,
    /// Anything else, or nothing said.
    Other,
}

/// How often a field stands in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence<'a> {
    /// Not at all.
    Absent,
    /// Without a value: as good as absent for a standard (RFC 6749 §3.2), too short for a declared minimum.
    Empty,
    /// Once.
    Once(&'a [u8]),
    /// More than once, always with this value.
    Same(&'a [u8]),
    /// More than once, with different values.
    Repeated,
}

impl<'a> Presence<'a> {
    /// The value, if there is one and no other.
    pub(crate) fn value(self) -> Option<&'a [u8]> {
        match self {
            Self::Once(value) | Self::Same(value) => Some(value),
            _ => None,
        }
    }

    /// Whether a value, or several, are there.
    pub(crate) fn says_something(self) -> bool {
        !matches!(self, Self::Absent | Self::Empty)
    }
}

/// The fields that have a meaning at a token endpoint.
pub(crate) const FIELDS: [&str; 8] =
    ["grant_type", "client_id", "client_secret", "scope", "code", "code_verifier", "redirect_uri", "refresh_token"];

/// A request, read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// The method.
    pub method: &'a str,
    /// What the body is.
    pub media: Media,
    /// Whether the body is compressed.
    pub encoded: bool,
    fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether the query of the URL has fields that mean something in a body.
    pub query: Vec<&'static str>,
    /// The Authorization fields.
    pub authorization: Vec<&'a [u8]>,
    /// Whether the message itself is peculiar: nothing is predicted of it.
    pub peculiar: bool,
}

impl<'a> Reading<'a> {
    /// Reads a request.
    pub(crate) fn of(request: &'a Request, own_query: Option<&str>) -> Self {
        let header =
            |name: &str| request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_slice());
        let count = |name: &str| request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
        let media = match header("content-type") {
            Some(value) if is_form(value) => Media::Form,
            _ => Media::Other,
        };
        let query = request.url.query().filter(|query| Some(*query) != own_query).unwrap_or_default();
        let named = form::pairs(query.as_bytes());
        let authorization =
            request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).map(|(_, v)| v.as_slice());
        Self {
            method: &request.method,
            media,
            encoded: header("content-encoding").is_some(),
            fields: form::pairs(&request.body),
            query: FIELDS.into_iter().filter(|field| named.iter().any(|(name, _)| name == field.as_bytes())).collect(),
            authorization: authorization.collect(),
            peculiar: request.wire.is_some() || count("content-type") > 1,
        }
    }

    /// A field of the body, by its exact name.
    pub(crate) fn field(&self, name: &str) -> Presence<'_> {
        let mut values = self.fields.iter().filter(|(known, _)| known == name.as_bytes()).map(|(_, value)| value.as_slice());
        let Some(first) = values.next() else { return Presence::Absent };
        let mut rest = values.peekable();
        if rest.peek().is_some() {
            let same = rest.all(|value| value == first);
            return if same { Presence::Same(first) } else { Presence::Repeated };
        }
        if first.is_empty() { Presence::Empty } else { Presence::Once(first) }
    }

    /// The fields of the body that no document lists.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = Unknown<'_>> {
        let known = |name: &[u8]| FIELDS.iter().any(|field| field.as_bytes() == name);
        self.fields.iter().filter(move |(name, _)| !known(name)).map(|(name, value)| Unknown { name, value })
    }

    /// Whether an unlisted field occurs more than once.
    pub(crate) fn repeats_unknown(&self) -> bool {
        let names: Vec<&[u8]> = self.unknown().map(|field| field.name).collect();
        names.iter().enumerate().any(|(at, name)| names.iter().take(at).any(|before| before == name))
    }

    /// Whether the body has no field at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// A field that no document lists.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown<'a> {
    /// Its name.
    pub name: &'a [u8],
    /// Its value.
    pub value: &'a [u8],
}

fn is_form(content_type: &[u8]) -> bool {
    let essence = content_type.split(|&byte| byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

/// A value as text, for comparisons of its kind alone.
pub(crate) fn text(value: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(value)
}
