//! Values and changes.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::OneOrMore;
use crate::protocol::names::ClientRole;

/// A length: a number, or relative to the parameter's bounds.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Size {
    /// So many.
    Number(u32),
    /// Relative to a bound.
    Relative(Relative),
}

/// Relative to a bound.
#[derive(JsonSchema)]
pub(super) enum Relative {
    #[schemars(rename = "min")]
    Min,
    #[schemars(rename = "max")]
    Max,
    #[schemars(rename = "max-1")]
    BelowMax,
    #[schemars(rename = "max+1")]
    AboveMax,
    #[schemars(rename = "min-1")]
    BelowMin,
    #[schemars(rename = "min+1")]
    AboveMin,
}

/// A value: text with placeholders, or a table.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Value {
    /// Text with placeholders.
    Text(String),
    /// A base, operations, a wire form.
    Table(Box<ValueTable>),
}

/// A second occurrence of a parameter.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Repeat {
    /// Text with placeholders, after the valid value.
    Text(String),
    /// A value and its place.
    Table(Box<RepeatTable>),
}

macro_rules! value_table {
    ($(#[$meta:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$meta])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(super) struct $name {
            /// Base: text with placeholders.
            value: Option<String>,
            /// Base: bytes in hex.
            bytes: Option<String>,
            /// Base: so many random characters.
            length: Option<Size>,
            /// Of which alphabet the random characters are.
            alphabet: Option<Alphabet>,
            /// Base: random, with the length and character classes of the valid value.
            like: Option<Like>,
            /// Text after it.
            append: Option<String>,
            /// Text before it.
            prepend: Option<String>,
            /// `A`s after it, up to this length.
            pad_to: Option<Size>,
            /// Its first characters alone.
            truncate: Option<Size>,
            /// Its first half.
            first_half: Option<bool>,
            /// One character replaced by another of its kind.
            change: Option<Position>,
            /// Two neighbouring characters swapped.
            swap: Option<bool>,
            /// The case of letters.
            case: Option<LetterCase>,
            /// Twice in a row.
            double: Option<bool>,
            /// The order of words.
            words: Option<Words>,
            /// Another spelling of the same URI.
            uri: Option<UriSpelling>,
            /// Repeated, with spaces, up to this length.
            repeat_words_to: Option<Size>,
            /// Without `=` at the end.
            strip_padding: Option<bool>,
            /// In the letters of base64url.
            base64url: Option<bool>,
            /// One text replaced by another: [from, to].
            replace: Option<[String; 2]>,
            /// How it is written on the wire.
            encode: Option<Encode>,
            $($more)*
        }
    };
}
value_table! {
    /// A value: at most one base (else the valid value), operations in the order written, a wire form.
    ValueTable {}
}
value_table! {
    /// A value, and whether it stands before or after the valid one.
    RepeatTable {
        /// Default: after.
        place: Option<Place>,
    }
}

/// How a request differs from the valid one.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Change {
    /// Parameters set.
    set: Option<BTreeMap<String, Value>>,
    /// Parameters left out.
    drop: Option<OneOrMore<String>>,
    /// Parameters sent twice.
    repeat: Option<BTreeMap<String, Repeat>>,
    /// Parameters under another name.
    rename: Option<BTreeMap<String, String>>,
    /// Parameters moved from the body to the URL's query.
    query: Option<OneOrMore<String>>,
    /// The order of the parameters.
    order: Option<Order>,
    /// Header fields set, or left out by `false`.
    header: Option<BTreeMap<String, HeaderValue>>,
    /// Header fields that occur twice: the second value.
    header_twice: Option<BTreeMap<String, Repeat>>,
    /// Another body.
    body: Option<Body>,
    /// Another method; GET puts all parameters into the query.
    method: Option<String>,
    /// Another client authentication.
    auth: Option<Auth>,
    /// Another form of the HTTP message.
    wire: Option<Wire>,
}

/// How the HTTP message differs from what a library writes (RFC 9110, RFC 9112).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Wire {
    /// Another HTTP version.
    version: Option<HttpVersion>,
    /// Another form of the request target.
    target: Option<Target>,
    /// The Host field.
    host: Option<Host>,
    /// The letters of field names.
    names: Option<NameCase>,
    /// How the length of the body is told.
    framing: Option<Framing>,
    /// Lines written as they stand after the Host field.
    lines: Option<OneOrMore<String>>,
    /// A space before the colon of this field.
    space_before_colon: Option<String>,
    /// The value of this field continued on a second line.
    folded: Option<String>,
    /// Expect: 100-continue.
    expect_continue: Option<bool>,
}

/// An HTTP version.
#[derive(JsonSchema)]
enum HttpVersion {
    #[schemars(rename = "1.0")]
    Http10,
    #[schemars(rename = "2")]
    Http2,
}

/// A header field's value, or `false`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum HeaderValue {
    /// The value.
    Value(Value),
    /// `false`: left out.
    Out(bool),
}

/// Another body.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Body {
    /// An encoding.
    Word(BodyWord),
    /// These bytes.
    Raw(BodyTable),
}

/// These bytes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BodyTable {
    /// The whole body.
    raw: String,
}

/// Another client authentication.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Auth {
    /// A form of authentication.
    Word(AuthWord),
    /// Another client, a whole header, or HTTP Basic from parts.
    Table(Box<AuthTable>),
}

/// `as`, or `raw`, or HTTP Basic from parts (those left out are the valid ones).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AuthTable {
    /// As the client of this role.
    r#as: Option<ClientRole>,
    /// The whole header value.
    raw: Option<String>,
    /// The scheme's letters.
    scheme: Option<String>,
    /// The user name.
    id: Option<Value>,
    /// The password.
    secret: Option<Value>,
    /// The base64 text.
    credentials: Option<Value>,
    /// Whether id and secret are form-encoded first; default: true.
    form_encoded: Option<bool>,
}

macro_rules! words {
    ($($(#[$meta:meta])* $vis:vis $name:ident { $($word:ident),* })*) => {
        $($(#[$meta])* #[derive(JsonSchema)] #[schemars(rename_all = "kebab-case")] $vis enum $name { $($word),* })*
    };
}
words! {
    /// An alphabet of random characters.
    pub(super) Alphabet { Unreserved, Alphanumeric, Vschar, TwoByte, Astral, Uri }
    /// What a value is like.
    Like { Valid }
    /// Which character.
    Position { First, Middle, Last }
    /// The case of letters.
    LetterCase { Flip, FlipFirst, Upper, Lower }
    /// The order of words.
    Words { Reversed, Rotated }
    /// Another form of a URI; the first two are equal after normalisation.
    UriSpelling { UpperHost, DefaultPort, OtherPort, LongerHost }
    /// How a value is written.
    Encode { Form, PercentAll, PercentReserved, Verbatim, NameOnly }
    /// Where the second value stands: before or after the valid one, or in the query (parameters alone).
    Place { Before, After, Query }
    /// The order of the parameters.
    Order { Reversed }
    /// An encoding of the body.
    BodyWord { Json, Multipart, Gzip, Empty }
    /// The form of the request target.
    Target { Absolute }
    /// The Host field.
    Host { Absent, Twice }
    /// The letters of field names.
    NameCase { Upper, Lower, Flipped }
    /// How the length of the body is told.
    Framing { Chunked, ChunkedAndLength, TwoLengths, ChunkedNotFinal }
    /// A form of client authentication.
    AuthWord { None, Identify, Body }
}
