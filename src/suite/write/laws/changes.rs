//! Changes, and the forms of a message.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::texts::{any_text, named, text, value};
use crate::protocol::names::ClientRole;
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};
use crate::suite::model::{BodyEncoding, Change, ClientAuthentication, Place, Repeat, Value};

/// A change that can be written.
pub(super) fn change() -> BoxedStrategy<Change> {
    let everywhere = vec![Place::Before, Place::After, Place::Query];
    let parameters =
        (named(value()), vec(any_text(), 0..3), repeated(everywhere), named(any_text()), vec(any_text(), 0..3), any::<bool>());
    let message = (
        named(of(value())),
        repeated(vec![Place::Before, Place::After]),
        of(body()),
        of("[A-Z!#$%&'*+.^_`|~-]{1,6}"),
        of(authentication()),
        of(form()),
    );
    let usual = Just(Change::default());
    let other = (parameters, message).prop_map(
        |((set, drop, repeat, rename, query, reverse), (header, header_twice, body, method, auth, wire))| Change {
            set,
            drop,
            repeat,
            rename,
            query,
            reverse,
            header,
            header_twice,
            body,
            method,
            auth,
            wire: wire.filter(|form| *form != WireForm::default()),
        },
    );
    prop_oneof![1 => usual, 4 => other].boxed()
}

fn repeated(places: Vec<Place>) -> BoxedStrategy<Vec<Repeat>> {
    let again = (value(), select(places));
    named(again)
        .prop_map(|entries| entries.into_iter().map(|(name, (value, place))| Repeat { name, value, place }).collect())
        .boxed()
}

fn body() -> impl Strategy<Value = BodyEncoding> {
    let words = vec![BodyEncoding::Json, BodyEncoding::Multipart, BodyEncoding::Gzip, BodyEncoding::Empty];
    prop_oneof![select(words), text().prop_map(BodyEncoding::Raw)]
}

fn authentication() -> BoxedStrategy<ClientAuthentication> {
    let words = vec![ClientAuthentication::Identify, ClientAuthentication::None, ClientAuthentication::Body];
    prop_oneof![
        select(words),
        select(&ClientRole::ALL[..]).prop_map(ClientAuthentication::As),
        text().prop_map(ClientAuthentication::Raw),
        (of(text()), of(value()), of(value()), any::<bool>(), of(value())).prop_map(basic),
    ]
    .boxed()
}

type Parts = (Option<String>, Option<Value>, Option<Value>, bool, Option<Value>);

fn basic((scheme, id, secret, form_encoded, credentials): Parts) -> ClientAuthentication {
    ClientAuthentication::Basic { scheme, id, secret, form_encoded, credentials }
}

fn form() -> BoxedStrategy<WireForm> {
    let framing =
        vec![Framing::Length, Framing::Chunked, Framing::ChunkedAndLength, Framing::TwoLengths, Framing::ChunkedNotFinal];
    let words = (
        select(vec![Version::Http10, Version::Http11, Version::Http2]),
        select(vec![RequestTarget::Origin, RequestTarget::Absolute]),
        select(vec![Host::Once, Host::Absent, Host::Twice]),
        select(vec![NameCase::Usual, NameCase::Upper, NameCase::Lower, NameCase::Flipped]),
        select(framing),
    );
    let texts = (vec(any_text(), 0..3), of(any_text()), of(any_text()), any::<bool>());
    (words, texts)
        .prop_map(|((version, target, host, names, framing), (lines, space_before_colon, folded, expect_continue))| WireForm {
            version,
            target,
            host,
            names,
            framing,
            lines,
            space_before_colon,
            folded,
            expect_continue,
        })
        .boxed()
}
