//! Deviations of the parameters of a grant.

use super::{Asker, Deviation, set, text, valid, written};
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{Alphabet, Base, Change, Operation, ParameterRule, Place, Position, Repeat, Value, Wire};

/// The parameters of the grants, and which grant has them.
const PARAMETERS: [(&str, Option<Grant>); 5] = [
    ("grant_type", None),
    ("code", Some(Grant::AuthorizationCode)),
    ("redirect_uri", Some(Grant::AuthorizationCode)),
    ("code_verifier", Some(Grant::AuthorizationCode)),
    ("refresh_token", Some(Grant::RefreshToken)),
];

/// The deviations of the parameters that the grant has, and of those that it has not.
pub(super) fn of_grant(asker: Asker, rules: &[ParameterRule]) -> Vec<Deviation> {
    let mut out = Vec::new();
    for (name, grant) in PARAMETERS {
        if grant.is_none_or(|grant| grant == asker.grant) {
            out.extend(general(name, rules));
            out.extend(special(name, asker));
        } else {
            out.extend(stray(name, asker));
        }
    }
    out
}

/// What can be done to any parameter that the valid request has.
pub(super) fn general(name: &'static str, rules: &[ParameterRule]) -> Vec<Deviation> {
    let mut out = presence(name);
    out.extend(likenesses(name));
    out.extend(literals(name));
    out.extend(bounds(name, rules));
    out
}

fn presence(name: &'static str) -> Vec<Deviation> {
    let one = |state: &str, change: Change| Deviation::new(name, state, change);
    let again =
        |value: Value, place: Place| Change { repeat: vec![Repeat { name: name.to_owned(), value, place }], ..Change::default() };
    let renamed = |to: String| Change { rename: vec![(name.to_owned(), to)], ..Change::default() };
    let capital: String = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().join("_");
    vec![
        one("absent", Change { drop: vec![name.to_owned()], ..Change::default() }),
        one("empty", set(name, text(""))),
        one("name-alone", set(name, Value { wire: Wire::NameOnly, ..text("") })),
        one("in-query", Change { query: vec![name.to_owned()], ..Change::default() }),
        one("upper-name", renamed(name.to_uppercase())),
        one("capital-name", renamed(capital)),
        one("list-name", renamed(format!("{name}[]"))),
        one("object-name", renamed(format!("{name}[$ne]"))),
        one("twice-same", again(valid(Vec::new()), Place::After)),
        one("twice-other-after", again(text("other"), Place::After)),
        one("twice-other-before", again(text("other"), Place::Before)),
        one("twice-changed-after", again(valid(vec![Operation::ChangeCharacter(Position::Last)]), Place::After)),
        one("twice-changed-before", again(valid(vec![Operation::ChangeCharacter(Position::Last)]), Place::Before)),
        one("twice-in-query", again(valid(vec![Operation::ChangeCharacter(Position::Last)]), Place::Query)),
    ]
}

fn likenesses(name: &'static str) -> Vec<Deviation> {
    let one = |state: &str, value: Value| Deviation::new(name, state, set(name, value));
    let with = |operation: Operation| valid(vec![operation]);
    let append = |text: &str| with(Operation::Append(text.to_owned()));
    let prepend = |text: &str| with(Operation::Prepend(text.to_owned()));
    vec![
        one("percent-all", written(Wire::PercentAll)),
        one("percent-reserved", written(Wire::PercentReserved)),
        one("like-valid", Value { base: Base::LikeValid, operations: Vec::new(), wire: Wire::Form }),
        one("first-character", with(Operation::ChangeCharacter(Position::First))),
        one("middle-character", with(Operation::ChangeCharacter(Position::Middle))),
        one("last-character", with(Operation::ChangeCharacter(Position::Last))),
        one("other-case", with(Operation::FlipCase)),
        one("first-letter-case", with(Operation::FlipFirstLetter)),
        one("upper", with(Operation::Upper)),
        one("swapped", with(Operation::SwapCharacters)),
        one("first-half", with(Operation::FirstHalf)),
        one("double", with(Operation::Double)),
        one("letter-more", append("A")),
        one("space-after", append(" ")),
        one("space-before", prepend(" ")),
        one("tab-after", append("\t")),
        one("line-end-after", append("\n")),
        one("nul-after", append("\0")),
        one("nul-and-more", append("\0x")),
        one("letter-beyond-ascii", append("é")),
        one("equals-after", append("=")),
        one("escape-appended", Value { wire: Wire::Verbatim, ..append("%FF") }),
    ]
}

fn literals(name: &'static str) -> Vec<Deviation> {
    let one = |state: &str, value: &str| Deviation::new(name, state, set(name, text(value)));
    let bytes = |state: &str, bytes: &[u8]| {
        let value = Value { base: Base::Bytes(bytes.to_vec()), operations: Vec::new(), wire: Wire::Form };
        Deviation::new(name, state, set(name, value))
    };
    let random = |state: &str, length: usize, alphabet: Alphabet| {
        let value = Value { base: Base::Random { length, alphabet }, operations: Vec::new(), wire: Wire::Form };
        Deviation::new(name, state, set(name, value))
    };
    vec![
        one("one-letter", "a"),
        one("x", "x"),
        one("words", "not a value"),
        one("null", "null"),
        one("nul-within", "a\0b"),
        one("sql", "' OR '1'='1' --"),
        one("json", "{\"$ne\":null}"),
        one("like-jwt", "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.AAAA"),
        one("quotes", "a\"b\\c\u{e9}\u{7f}"),
        bytes("not-utf-8", &[0x61, 0xff, 0x62]),
        bytes("overlong", &[0xc0, 0xaf, 0xff]),
        random("astral-40", 40, Alphabet::Astral),
        random("printable-26", 26, Alphabet::Vschar),
        random("255", 255, Alphabet::Alphanumeric),
        random("1000", 1_000, Alphabet::Alphanumeric),
        random("4096", 4_096, Alphabet::Alphanumeric).heavy(),
        random("10000", 10_000, Alphabet::Alphanumeric).rough().heavy(),
    ]
}

/// One below, at and one above each declared bound.
pub(super) fn bounds(name: &'static str, rules: &[ParameterRule]) -> Vec<Deviation> {
    let alphabet = match name {
        "redirect_uri" => Alphabet::Uri,
        "client_id" => Alphabet::Vschar,
        _ => Alphabet::Unreserved,
    };
    let declared = rules.iter().filter(|rule| rule.name == name).flat_map(|rule| [rule.min, rule.max]).flatten();
    let mut lengths: Vec<usize> = declared.flat_map(|bound| [bound.saturating_sub(1), bound, bound + 1]).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let of = |length: usize, alphabet: Alphabet, kind: &str| {
        let value = Value { base: Base::Random { length, alphabet }, operations: Vec::new(), wire: Wire::Form };
        Deviation { is_bound: true, ..Deviation::new(name, &format!("length-{length}{kind}"), set(name, value)) }
    };
    let mut out: Vec<Deviation> = lengths.iter().map(|&length| of(length, alphabet, "")).collect();
    let most = rules.iter().filter(|rule| rule.name == name).filter_map(|rule| rule.max).min();
    if let Some(most) = most {
        out.extend([(most, "-two-byte"), (most + 1, "-two-byte")].map(|(length, kind)| of(length, Alphabet::TwoByte, kind)));
        out.push(of(most, Alphabet::Astral, "-astral"));
        let padded = valid(vec![Operation::Append("A".to_owned()), Operation::PadTo(most + 1)]);
        out.push(Deviation { is_bound: true, ..Deviation::new(name, "padded-beyond", set(name, padded)) });
    }
    out
}

/// What only makes sense for one parameter.
fn special(name: &'static str, asker: Asker) -> Vec<Deviation> {
    let one = |state: &str, value: Value| Deviation::new(name, state, set(name, value));
    let with = |operation: Operation| valid(vec![operation]);
    let replace = |from: &str, to: &str| with(Operation::Replace(from.to_owned(), to.to_owned()));
    let literal = |values: &[&str]| values.iter().map(|value| one(&value.replace(' ', "_"), text(value))).collect::<Vec<_>>();
    match name {
        "grant_type" => {
            let mut out = literal(&[
                "foo",
                "password",
                "implicit",
                "code",
                "token",
                "made_up_grant",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:example:nope",
                "https://example.com/grant",
                "authorization_code refresh_token",
                "authorization_code,refresh_token",
                "Authorization_Code",
                "r",
                "c",
            ]);
            out.push(one("full-width", text("ａｕｔｈｏｒｉｚａｔｉｏｎ＿ｃｏｄｅ")));
            out.push(one("hyphen", replace("_", "-")));
            out.push(one("encoded-twice", replace("_", "%5F")));
            out.push(one("escaped-underscore", Value { wire: Wire::Verbatim, ..replace("_", "%5F") }));
            out.push(one("urn-of-it", with(Operation::Prepend("urn:ietf:params:oauth:grant-type:".to_owned()))));
            out.extend(others_grants(asker));
            out.extend(passwords());
            out
        }
        "code" => {
            let mut out: Vec<Deviation> = [
                ("used", "${done.code}"),
                ("refresh-token", "${done.refresh_token}"),
                ("access-token", "${done.access_token}"),
                ("id-token", "${done.id_token}"),
                ("foreign", "${other.code}"),
                ("another", "${spare.code}"),
            ]
            .map(|(state, value)| one(state, text(value)))
            .into();
            let foreign = Change {
                set: vec![
                    ("code".to_owned(), text("${other.code}")),
                    ("code_verifier".to_owned(), text("${other.code_verifier}")),
                ],
                ..Change::default()
            };
            out.push(Deviation::new(name, "foreign-with-verifier", foreign));
            let behind = Value { wire: Wire::Verbatim, ..text("1;code=${code}") };
            let behind = Change { drop: vec![name.to_owned()], ..set("x_unknown", behind) };
            out.push(Deviation::new(name, "behind-a-semicolon", behind));
            out
        }
        "redirect_uri" => redirects(name),
        "code_verifier" => {
            let sized = |length: usize| Value {
                base: Base::Random { length, alphabet: Alphabet::Unreserved },
                operations: Vec::new(),
                wire: Wire::Form,
            };
            let mut out = vec![
                one("the-challenge", text("${code_challenge}")),
                one("prefix-43", with(Operation::Truncate(43))),
                one("encoded-twice", replace("-", "%2D")),
                one("of-the-rfc", text("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
                one("of-another-code", text("${spare.code_verifier}")),
            ];
            out.extend([42, 43, 128, 129].map(|length| one(&format!("random-{length}"), sized(length))));
            out.extend(challenges(name));
            out
        }
        _ => [
            ("access-token", "${access_token}"),
            ("code", "${code}"),
            ("unused-code", "${spare.code}"),
            ("id-token", "${id_token}"),
            ("foreign", "${other.refresh_token}"),
        ]
        .map(|(state, value)| one(state, text(value)))
        .into(),
    }
}

fn redirects(name: &'static str) -> Vec<Deviation> {
    let one = |state: &str, value: Value| Deviation::new(name, state, set(name, value));
    let with = |operation: Operation| valid(vec![operation]);
    let replace = |from: &str, to: &str| with(Operation::Replace(from.to_owned(), to.to_owned()));
    let append = |text: &str| with(Operation::Append(text.to_owned()));
    vec![
        one("another-registered", text("${other_redirect_uri}")),
        one("of-another-client", text("${special.redirect_uri}")),
        one("of-the-other-client", text("${other.redirect_uri}")),
        one("unregistered", text("https://unregistered.example/callback")),
        one("longer-path", append("/more")),
        one("slash", append("/")),
        one("query", append("?x=1")),
        one("fragment", append("#f")),
        one("subdomain", replace("://", "://sub.")),
        one("user-information", replace("://", "://a@")),
        one("path-case", replace("/callback", "/CALLBACK")),
        one("encoded-dot", replace(".", "%2e")),
        one("encoded-twice", replace(":", "%3A")),
        one("lower-case-escapes", Value { wire: Wire::Verbatim, ..replace(":", "%3a") }),
        one("upper-host", with(Operation::UpperHost)),
        one("default-port", with(Operation::DefaultPort)),
        one("other-port", with(Operation::OtherPort)),
        one("longer-host", with(Operation::LongerHost)),
        one("relative", text("/relative")),
        one("colons", text("::")),
        one("javascript", text("javascript:alert(1)")),
        one("space-in-host", text("https://exa mple/")),
        one("open-bracket", text("https://[::1")),
        one("nul", text("https://client.example/\0")),
        one("quotes-in-path", text("https://client.example/\"cb\\\u{e9}\u{7f}")),
    ]
}

/// What belongs to the authorization request, in the token request: it must not be believed there (RFC 7636 §4.6).
fn challenges(name: &'static str) -> Vec<Deviation> {
    let pair = |state: &str, fields: &[(&str, &str)], drop: bool| {
        let set = fields.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect();
        let drop = if drop { vec![name.to_owned()] } else { Vec::new() };
        Deviation::new(name, state, Change { set, drop, ..Change::default() })
    };
    let challenge = ("code_challenge", "${code_challenge}");
    let hash = ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    let plain = ("code_challenge_method", "plain");
    let own = "a-verifier-of-ones-own-that-is-long-enough-01";
    vec![
        pair("challenge-as-verifier-plain", &[(name, "${code_challenge}"), plain], false),
        pair("challenge-in-its-place", &[challenge], true),
        pair("challenge-of-ones-own", &[hash, (name, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")], false),
        pair("challenge-of-ones-own-plain", &[("code_challenge", own), (name, own), plain], false),
    ]
}

/// The grant types that are known, but not this one's.
fn others_grants(asker: Asker) -> Vec<Deviation> {
    let others = Grant::ALL.into_iter().filter(|grant| *grant != asker.grant);
    let mut out: Vec<Deviation> = others
        .map(|grant| Deviation::new("grant_type", grant.grant_type(), set("grant_type", text(grant.grant_type()))))
        .collect();
    if asker.grant == Grant::AuthorizationCode {
        let bare = Change {
            set: vec![("grant_type".to_owned(), text("client_credentials"))],
            drop: ["code", "redirect_uri", "code_verifier"].map(str::to_owned).into(),
            ..Change::default()
        };
        out.push(Deviation::new("grant_type", "client_credentials-alone", bare));
    }
    out
}

fn passwords() -> Vec<Deviation> {
    let pair = |state: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), text(value)));
        let first = ("grant_type".to_owned(), text("password"));
        Deviation::new("grant_type", state, Change { set: std::iter::once(first).chain(fields).collect(), ..Change::default() })
    };
    let user = ("username", "tokenspec-nobody-7f3a");
    let password = ("password", "wrong-8f2c");
    vec![
        pair("password-with-both", &[user, password]).rough(),
        pair("password-without-password", &[user]),
        pair("password-without-username", &[password]),
    ]
}

/// Parameters of other grants.
fn stray(name: &'static str, asker: Asker) -> Vec<Deviation> {
    let one = |state: &str, value: Value| Deviation::new(name, state, set(name, value));
    let service = asker.client == ClientRole::Service;
    let real = match name {
        "code" => "${spare.code}",
        "redirect_uri" if service => "https://client.example/callback",
        "redirect_uri" => "${redirect_uri}",
        "refresh_token" if asker.grant == Grant::AuthorizationCode => "${done.refresh_token}",
        "refresh_token" => "${spare.refresh_token}",
        _ => "a-verifier-for-which-there-is-no-challenge-0001",
    };
    vec![one("empty", text("")), one("stray", text(real)), one("made-up", text("made-up-value-7f3a"))]
}
