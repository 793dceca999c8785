//! Cases in the words that a person reads: what is given, what is changed.

use super::model::{
    Alphabet, AuthorizationSpec, Base, BodyEncoding, ChallengeSpec, Change, ClientAuthentication, Given, NonceSpec, Operation,
    Place, Position, RedirectUriSpec, Value, Wire,
};
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};

/// The changes, one line each; empty for the valid request.
pub fn change(change: &Change) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, value) in &change.set {
        lines.push(format!("{name} = {}", self::value(value)));
    }
    lines.extend(change.drop.iter().map(|name| format!("{name} left out")));
    for repeat in &change.repeat {
        lines.push(format!("{} sent twice: {} {}", repeat.name, value(&repeat.value), place(repeat.place)));
    }
    lines.extend(change.rename.iter().map(|(from, to)| format!("{from} renamed to {to}")));
    lines.extend(change.query.iter().map(|name| format!("{name} in the query of the URL instead of the body")));
    if change.reverse {
        lines.push("parameters in reverse order".to_owned());
    }
    for (name, value) in &change.header {
        lines.push(match value {
            Some(Value { base: Base::Template(text), operations, .. }) if operations.is_empty() => {
                format!("header {name}: {text}")
            }
            Some(value) => format!("header {name}: {}", self::value(value)),
            None => format!("no {name} header"),
        });
    }
    lines.extend(change.body.iter().map(|body| match body {
        BodyEncoding::Json => "body as JSON".to_owned(),
        BodyEncoding::Multipart => "body as multipart/form-data".to_owned(),
        BodyEncoding::Gzip => "body compressed with gzip".to_owned(),
        BodyEncoding::Empty => "empty body".to_owned(),
        BodyEncoding::Raw(text) => format!("body {text:?}"),
    }));
    lines.extend(change.method.iter().map(|method| format!("method {method}")));
    for twice in &change.header_twice {
        lines.push(format!("header {} sent twice: {} {}", twice.name, value(&twice.value), place(twice.place)));
    }
    lines.extend(change.auth.iter().map(authentication));
    lines.extend(change.wire.iter().flat_map(wire));
    lines
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Before => "before the valid one",
        Place::After => "after the valid one",
        Place::Query => "in the query of the URL, beside the one in the body",
    }
}

fn wire(form: &WireForm) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |differs: bool, words: &str| lines.extend(differs.then(|| words.to_owned()));
    say(form.version == Version::Http10, "over HTTP/1.0");
    say(form.version == Version::Http2, "over HTTP/2");
    say(form.target == RequestTarget::Absolute, "the request target in absolute form");
    say(form.host == Host::Absent, "no Host header");
    say(form.host == Host::Twice, "two Host headers");
    say(form.names == NameCase::Upper, "names of header fields in upper case");
    say(form.names == NameCase::Lower, "names of header fields in lower case");
    say(form.names == NameCase::Flipped, "names of header fields with the case of every letter flipped");
    say(form.framing == Framing::Chunked, "body in chunks instead of Content-Length");
    say(form.framing == Framing::ChunkedAndLength, "body in chunks, and Content-Length too");
    say(form.framing == Framing::TwoLengths, "two Content-Length headers that differ");
    say(form.framing == Framing::ChunkedNotFinal, "chunked is not the final transfer coding");
    say(form.expect_continue, "Expect: 100-continue, the body after the interim answer");
    lines.extend(form.lines.iter().map(|line| format!("header line {line:?}")));
    lines.extend(form.space_before_colon.iter().map(|name| format!("a space between {name} and its colon")));
    lines.extend(form.folded.iter().map(|name| format!("the value of {name} continued on a second line")));
    lines
}

fn authentication(auth: &ClientAuthentication) -> String {
    match auth {
        ClientAuthentication::Identify => "no client authentication, client_id in the body".to_owned(),
        ClientAuthentication::None => "no client authentication, no client_id".to_owned(),
        ClientAuthentication::Body => "client_id and client_secret in the body instead of Basic".to_owned(),
        ClientAuthentication::As(role) => format!("authenticated as the {role} client"),
        ClientAuthentication::Raw(text) => format!("Authorization: {text}"),
        ClientAuthentication::Basic { scheme, id, secret, form_encoded, credentials } => {
            let mut parts = Vec::new();
            parts.extend(scheme.iter().map(|scheme| format!("scheme {scheme}")));
            parts.extend(id.iter().map(|id| format!("user name = {}", value(id))));
            parts.extend(secret.iter().map(|secret| format!("password = {}", value(secret))));
            parts.extend(credentials.iter().map(|text| format!("base64 text = {}", value(text))));
            if !form_encoded {
                parts.push("without form-encoding".to_owned());
            }
            if parts.is_empty() { "Basic".to_owned() } else { format!("Basic: {}", parts.join(", ")) }
        }
    }
}

/// A value: `"openid"`, `the valid value with "A" after it`.
pub fn value(value: &Value) -> String {
    let base = match &value.base {
        Base::Valid => "the valid value".to_owned(),
        Base::Template(text) => format!("\"{text}\""),
        Base::Bytes(bytes) => format!("the bytes {}", bytes.iter().map(|b| format!("{b:02x}")).collect::<String>()),
        Base::LikeValid => "a random value like the valid one".to_owned(),
        Base::Random { length, alphabet } => format!("{length} {}", alphabet_words(*alphabet)),
    };
    let mut text = base;
    for operation in &value.operations {
        text.push_str(", ");
        text.push_str(&self::operation(operation));
    }
    match value.wire {
        Wire::Form => {}
        Wire::PercentAll => text.push_str(", every character percent-encoded"),
        Wire::PercentReserved => text.push_str(", percent-encoded"),
        Wire::Verbatim => text.push_str(" as it stands on the wire"),
        Wire::NameOnly => return "the name alone, without \"=\"".to_owned(),
    }
    text
}

fn alphabet_words(alphabet: Alphabet) -> &'static str {
    match alphabet {
        Alphabet::Unreserved => "unreserved characters",
        Alphabet::Alphanumeric => "letters and digits",
        Alphabet::Vschar => "visible ASCII characters",
        Alphabet::TwoByte => "two-byte characters",
        Alphabet::Astral => "four-byte characters",
        Alphabet::Uri => "characters of URI",
    }
}

fn operation(operation: &Operation) -> String {
    match operation {
        Operation::Append(text) => format!("{text:?} after it"),
        Operation::Prepend(text) => format!("{text:?} before it"),
        Operation::PadTo(length) => format!("padded with A to {length} characters"),
        Operation::Truncate(length) => format!("cut to {length} characters"),
        Operation::FirstHalf => "its first half".to_owned(),
        Operation::ChangeCharacter(Position::First) => "its first character changed".to_owned(),
        Operation::ChangeCharacter(Position::Middle) => "one character changed".to_owned(),
        Operation::ChangeCharacter(Position::Last) => "its last character changed".to_owned(),
        Operation::SwapCharacters => "two characters swapped".to_owned(),
        Operation::FlipCase => "letter case flipped".to_owned(),
        Operation::FlipFirstLetter => "the case of one letter flipped".to_owned(),
        Operation::Upper => "in upper case".to_owned(),
        Operation::Lower => "in lower case".to_owned(),
        Operation::Double => "twice in a row".to_owned(),
        Operation::UpperHost => "the host in upper case".to_owned(),
        Operation::DefaultPort => "the default port written out".to_owned(),
        Operation::OtherPort => "another port".to_owned(),
        Operation::LongerHost => "a longer host name".to_owned(),
        Operation::ReverseWords => "its words reversed".to_owned(),
        Operation::RotateWords => "its words rotated".to_owned(),
        Operation::RepeatWordsTo(length) => format!("repeated to at least {length} characters"),
        Operation::StripPadding => "without padding".to_owned(),
        Operation::Base64Url => "in base64url letters".to_owned(),
        Operation::Replace(from, to) => format!("{from:?} replaced by {to:?}"),
    }
}

/// The state that a case starts from; `scope` is the authorization request's, placeholders filled if they can be.
pub fn given(client: ClientRole, grant: Grant, given: &Given, scope: &str) -> String {
    if grant == Grant::ClientCredentials {
        return format!("{client} client, client credentials");
    }
    let mut text = format!("code for \"{scope}\" ({client} client, {})", authorization(&given.authorization));
    if grant == Grant::RefreshToken {
        text.push_str(", exchanged");
        for (name, value) in &given.exchange {
            text.push_str(&format!(" with {name} = {}", self::value(value)));
        }
        text.push_str("; its refresh token");
    }
    text
}

fn authorization(spec: &AuthorizationSpec) -> String {
    let mut parts = vec![match spec.challenge {
        ChallengeSpec::S256 => "S256".to_owned(),
        ChallengeSpec::Plain => "plain".to_owned(),
        ChallengeSpec::Unnamed => "a challenge without a method".to_owned(),
        ChallengeSpec::Absent => "no PKCE".to_owned(),
    }];
    match spec.redirect_uri {
        RedirectUriSpec::First => {}
        RedirectUriSpec::Absent => parts.push("no redirect_uri".to_owned()),
        RedirectUriSpec::Length(length) => parts.push(format!("redirect_uri of {length} characters")),
        RedirectUriSpec::WireLongerThan(length) => {
            parts.push(format!("redirect_uri of {length} characters, longer when encoded"));
        }
    }
    let verifier = value(&spec.verifier);
    if spec.challenge != ChallengeSpec::Absent && spec.verifier != Value::usual_verifier() {
        parts.push(format!("verifier: {verifier}"));
    }
    parts.extend(match &spec.nonce {
        NonceSpec::Usual => None,
        NonceSpec::Absent => Some("no nonce".to_owned()),
        NonceSpec::Value(nonce) => Some(format!("nonce: {}", value(nonce))),
    });
    parts.extend(spec.parameters.iter().map(|(name, value)| format!("{name}={value}")));
    parts.extend(spec.response_type.iter().map(|kind| format!("response_type={kind}")));
    parts.extend(spec.declined.iter().map(|scope| format!("{scope} declined")));
    parts.join(", ")
}
