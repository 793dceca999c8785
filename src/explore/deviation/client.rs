//! Deviations of who the client is and how it proves it.

use super::parameter::{bounds, general};
use super::{Asker, Deviation, set, text, valid};
use crate::protocol::names::ClientRole;
use crate::suite::model::{
    Alphabet, Base, Change, ClientAuthentication, Operation, ParameterRule, Place, Position, Repeat, Value, Wire,
};

const NAME: &str = "client";

/// Client authentication and `client_id`: one factor, for one decides what the other means.
pub(super) fn deviations(asker: Asker, rules: &[ParameterRule]) -> Vec<Deviation> {
    let mut out = as_others(asker);
    if asker.has_secret {
        out.extend(basics());
        out.extend(bodies());
        out.extend(beside(asker));
    } else {
        out.extend(general("client_id", rules).into_iter().map(renamed));
        out.extend(publics());
    }
    if asker.has_secret {
        out.extend(bounds("client_id", rules).into_iter().map(renamed));
    }
    out
}

/// A deviation of `client_id`, as one of the client.
fn renamed(deviation: Deviation) -> Deviation {
    Deviation { id: deviation.id.replacen("client_id/", "client/id-", 1), factor: NAME, ..deviation }
}

fn with(auth: ClientAuthentication) -> Change {
    Change { auth: Some(auth), ..Change::default() }
}

fn basic(id: Option<Value>, secret: Option<Value>, credentials: Option<Value>) -> ClientAuthentication {
    ClientAuthentication::Basic { scheme: Some("Basic".to_owned()), id, secret, form_encoded: true, credentials }
}

fn as_others(asker: Asker) -> Vec<Deviation> {
    let roles = ClientRole::ALL.into_iter().filter(|role| *role != asker.client && *role != ClientRole::Special);
    let mut out: Vec<Deviation> =
        roles.clone().map(|role| Deviation::new(NAME, &format!("as-{role}"), with(ClientAuthentication::As(role)))).collect();
    for role in roles.filter(|role| *role != ClientRole::Public) {
        let change = Change { auth: Some(ClientAuthentication::As(role)), ..set("client_id", text("${client_id}")) };
        out.push(Deviation::new(NAME, &format!("as-{role}-naming-itself"), change));
    }
    out.push(Deviation::new(NAME, "none", with(ClientAuthentication::None)));
    out
}

/// What can be wrong with HTTP Basic, and what only looks so.
fn basics() -> Vec<Deviation> {
    let one = |state: &str, auth: ClientAuthentication| Deviation::new(NAME, state, with(auth));
    let op = |operation: Operation| Some(valid(vec![operation]));
    let secret = |state: &str, value: Option<Value>| one(&format!("secret-{state}"), basic(None, value, None)).rough();
    let id = |state: &str, value: Option<Value>| one(&format!("user-{state}"), basic(value, None, None));
    let scheme = |state: &str, scheme: &str| {
        let auth = ClientAuthentication::Basic {
            scheme: Some(scheme.to_owned()),
            id: None,
            secret: None,
            form_encoded: true,
            credentials: None,
        };
        one(state, auth)
    };
    let random = |length: usize| {
        Some(Value { base: Base::Random { length, alphabet: Alphabet::Alphanumeric }, operations: Vec::new(), wire: Wire::Form })
    };
    let credentials = |state: &str, value: Value| one(&format!("credentials-{state}"), basic(None, None, Some(value)));
    let mut out = vec![
        secret("last-character", op(Operation::ChangeCharacter(Position::Last))),
        secret("middle-character", op(Operation::ChangeCharacter(Position::Middle))),
        secret("first-character", op(Operation::ChangeCharacter(Position::First))),
        secret("first-half", op(Operation::FirstHalf)),
        secret("letter-more", op(Operation::Append("x".to_owned()))),
        secret("nul-after", op(Operation::Append("\0".to_owned()))),
        secret("space-after", op(Operation::Append(" ".to_owned()))),
        secret("other-case", op(Operation::FlipCase)),
        secret("empty", Some(text(""))),
        secret("of-other", Some(text("${other.client_secret}"))),
        secret("of-confidential", Some(text("${confidential.client_secret}"))),
        secret("broken-escape", Some(Value { wire: Wire::Verbatim, ..text("%zz%") })),
        id("empty", Some(text(""))),
        id("like-valid", Some(Value { base: Base::LikeValid, operations: Vec::new(), wire: Wire::Form })),
        id("26", random(26)),
        id("27", random(27)),
        id("4096", random(4_096)).heavy(),
        id("letter-more", op(Operation::Append("A".to_owned()))),
        id("nul-after", op(Operation::Append("\0".to_owned()))),
        id("other-case", op(Operation::FlipFirstLetter)),
        one("nothing-in-it", basic(Some(text("")), Some(text("")), None)),
        one("scheme-alone", ClientAuthentication::Raw("Basic".to_owned())),
        one("not-base64", ClientAuthentication::Raw("Basic *** not base64 ***".to_owned())),
        one("in-clear", ClientAuthentication::Raw("Basic ${client_id}:${client_secret}".to_owned())),
        one("bearer-made-up", ClientAuthentication::Raw("Bearer made-up".to_owned())),
        scheme("scheme-lower", "basic"),
        scheme("scheme-upper", "BASIC"),
        scheme("scheme-bearer", "Bearer"),
        scheme("two-spaces", "Basic "),
        credentials("no-colon", text("bm9jb2xvbg==")),
        credentials("not-base64", text("!!!not-base64!!!")),
        credentials("not-utf-8", text("//46/w==")),
        credentials("not-ascii", text("é")),
        credentials("two", valid(vec![Operation::Append(" dHdv".to_owned())])),
        credentials("no-padding", valid(vec![Operation::StripPadding])),
        credentials("base64url", valid(vec![Operation::Base64Url])),
    ];
    let colonless = ClientAuthentication::Basic {
        scheme: Some("Basic".to_owned()),
        id: None,
        secret: Some(text("")),
        form_encoded: true,
        credentials: Some(valid(vec![Operation::Truncate(35), Operation::Append("=".to_owned())])),
    };
    out.push(one("no-colon-after-id", colonless));
    let encoded = |value: Wire| Some(super::written(value));
    out.push(one("percent-all", basic(encoded(Wire::PercentAll), encoded(Wire::PercentAll), None)));
    let line_break = ClientAuthentication::Basic {
        scheme: Some("Basic".to_owned()),
        id: None,
        secret: op(Operation::Append("\r\n".to_owned())),
        form_encoded: false,
        credentials: None,
    };
    out.push(one("line-break", line_break));
    let twice = |place: Place| Change {
        header_twice: vec![Repeat { name: "Authorization".to_owned(), value: text("Basic bm9ib2R5Om5vdGhpbmc="), place }],
        ..Change::default()
    };
    out.push(Deviation::new(NAME, "two-headers-right-first", twice(Place::After)));
    out.push(Deviation::new(NAME, "two-headers-right-last", twice(Place::Before)));
    out
}

/// Credentials in the body, and in places where they must not be.
fn bodies() -> Vec<Deviation> {
    let body = |change: Change| Change { auth: Some(ClientAuthentication::Body), ..change };
    let secret = |value: Value| body(set("client_secret", value));
    let query = |names: &[&str]| body(Change { query: names.iter().map(|&name| name.to_owned()).collect(), ..Change::default() });
    let repeat = |value: Value, place: Place| {
        body(Change { repeat: vec![Repeat { name: "client_secret".to_owned(), value, place }], ..Change::default() })
    };
    let changed = || valid(vec![Operation::ChangeCharacter(Position::Last)]);
    let one = |state: &str, change: Change| Deviation::new(NAME, state, change);
    let bearer = ("Authorization".to_owned(), Some(text("Bearer mF_9.B5f-4.1JqM")));
    vec![
        one("body-beside-bearer", body(Change { header: vec![bearer], ..Change::default() })),
        one("id-alone", with(ClientAuthentication::Identify)),
        one("body", body(Change::default())),
        one("body-secret-last-character", secret(changed())),
        one("body-secret-empty", secret(text(""))),
        one("body-secret-of-other", secret(text("${other.client_secret}"))),
        one("body-secret-first-half", secret(valid(vec![Operation::FirstHalf]))),
        one("credentials-in-query", query(&["client_id", "client_secret"])),
        one("secret-in-query", query(&["client_secret"])),
        one("secret-twice-same", repeat(valid(Vec::new()), Place::After)),
        one("secret-twice-right-first", repeat(changed(), Place::After)),
        one("secret-twice-right-last", repeat(changed(), Place::Before)),
    ]
}

/// `client_id` and `client_secret` beside Basic.
fn beside(asker: Asker) -> Vec<Deviation> {
    let one = |state: &str, change: Change| Deviation::new(NAME, state, change);
    let named = |value: Value| set("client_id", value);
    let both = |secret: Value, auth: Option<ClientAuthentication>| Change {
        auth,
        set: vec![("client_id".to_owned(), text("${client_id}")), ("client_secret".to_owned(), secret)],
        ..Change::default()
    };
    let wrong_header = || Some(basic(None, Some(valid(vec![Operation::ChangeCharacter(Position::Last)])), None));
    let twice = |second: &str, place: Place| Change {
        repeat: vec![Repeat { name: "client_id".to_owned(), value: text(second), place }],
        ..named(text("${client_id}"))
    };
    let mut wrong = text("${client_secret}");
    wrong.operations.push(Operation::ChangeCharacter(Position::Last));
    let other = if asker.client == ClientRole::Other { "${confidential.client_id}" } else { "${other.client_id}" };
    vec![
        one("beside-same-id", named(text("${client_id}"))),
        one("beside-empty-id", named(text(""))),
        one("beside-other-id", named(text(other))),
        one("beside-public-id", named(text("${public.client_id}"))),
        one("beside-unknown-id", named(Value { base: Base::LikeValid, operations: Vec::new(), wire: Wire::Form })),
        one("beside-id-twice-same", twice("${client_id}", Place::After)),
        one("beside-id-twice-other-after", twice(other, Place::After)),
        one("beside-id-twice-other-before", twice(other, Place::Before)),
        one("both-right", both(text("${client_secret}"), Some(basic(None, None, None)))),
        one("both-body-wrong", both(wrong, Some(basic(None, None, None)))),
        one("both-header-wrong", both(text("${client_secret}"), wrong_header())),
        one("wrong-secret-beside-id", Change { auth: wrong_header(), ..named(text("${client_id}")) }),
    ]
}

/// What a client without a secret can send that looks like one.
fn publics() -> Vec<Deviation> {
    let one = |state: &str, change: Change| Deviation::new(NAME, state, change);
    let made_up = || Some(text("made-up-8f2c"));
    let naming = |auth: ClientAuthentication| Change { auth: Some(auth), ..set("client_id", text("${client_id}")) };
    vec![
        one("basic-made-up", with(basic(None, made_up(), None))),
        one("basic-empty-secret", with(basic(None, Some(text("")), None))),
        one("basic-made-up-beside-id", naming(basic(None, made_up(), None))),
        one("basic-of-confidential-beside-id", naming(basic(Some(text("${confidential.client_id}")), made_up(), None))),
        one("secret-made-up", set("client_secret", text("made-up-8f2c"))),
        one("secret-empty", set("client_secret", text(""))),
        one("id-of-other", set("client_id", text("${other.client_id}"))),
        one("id-of-confidential", set("client_id", text("${confidential.client_id}"))),
        one("id-of-service", set("client_id", text("${service.client_id}"))),
    ]
}
