//! Expectations.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::OneOrMore;

/// What must come back: an outcome, or a table.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Expect {
    /// An outcome and nothing else.
    Outcome(Outcome),
    /// An outcome with claims and alternatives.
    Table(Box<ExpectTable>),
}

macro_rules! pattern {
    ($(#[$meta:meta])* $name:ident { $($more:tt)* }) => {
        $(#[$meta])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(super) struct $name {
            /// May be left out beside `error` (then: error); otherwise tokens.
            outcome: Option<Outcome>,
            /// OAuth error codes, any of them.
            error: Option<OneOrMore<String>>,
            /// Statuses, any of them.
            status: Option<OneOrMore<Status>>,
            /// The issued token's scope, as a set.
            scope: Option<Scope>,
            /// Members of the JSON answer, or claims of the ID token (`id_token.sub`).
            members: Option<BTreeMap<String, Member>>,
            /// Header fields.
            headers: Option<BTreeMap<String, Header>>,
            /// Named checks, all of which must hold.
            checks: Option<OneOrMore<String>>,
            /// The body is empty.
            empty_body: Option<bool>,
            /// Of several copies sent at once, at most so many succeed.
            successes: Option<usize>,
            /// What this says of the server's behaviour.
            answer: Option<String>,
            $($more)*
        }
    };
}
pattern! {
    /// An outcome with claims and alternatives.
    ExpectTable {
        /// Other outcomes, the first that matches decides.
        accept: Option<Vec<Accept>>,
    }
}
pattern! {
    /// Another outcome.
    Accept {
        /// What it means; default: pass.
        meaning: Option<Meaning>,
        /// Why; shown to people.
        reason: String,
        /// Counts only when the target declares this choice.
        choice: Option<BTreeMap<String, String>>,
    }
}

/// A status, or a class such as `4xx`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Status {
    /// Exactly this.
    Code(#[schemars(range(min = 100, max = 599))] u16),
    /// All of a class.
    Class(#[schemars(regex(pattern = r"^[1-5]xx$"))] String),
}

/// A scope as a set.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Scope {
    /// Equal to this.
    Equals(String),
    /// Claims about it.
    Table(ScopeTable),
}

/// Claims about a scope.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ScopeTable {
    /// It is this set.
    equals: Option<String>,
    /// It is within this set.
    within: Option<String>,
    /// It has all of these.
    has: Option<String>,
    /// It has none of these.
    lacks: Option<String>,
    /// The `scope` member is there and truthful.
    reported: Option<bool>,
}

/// A claim about a member.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Member {
    /// `true` or `false`.
    Boolean(bool),
    /// There, not there, or of a type.
    Word(MemberWord),
    /// Several claims.
    Table(MemberTable),
}

/// Claims about a member; all of them must hold.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MemberTable {
    /// There, not there, or of a type.
    r#type: Option<MemberWord>,
    /// Equal to this.
    equals: Option<String>,
    /// There, and not equal to this.
    differs: Option<String>,
    /// A list or a space-delimited string with this element.
    has: Option<String>,
    /// A list or a space-delimited string without this element, or not there.
    lacks: Option<String>,
    /// A string of these characters.
    charset: Option<Charset>,
    /// A number of at least this.
    min: Option<i64>,
    /// A number of at most this.
    max: Option<i64>,
    /// A string of at most so many characters.
    max_length: Option<usize>,
    /// The claims hold only if the member is there.
    if_present: Option<bool>,
}

/// A claim about a header field.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Header {
    /// There or not.
    Word(Presence),
    /// Its value.
    Table(HeaderTable),
}

/// A header field's value: one of these.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct HeaderTable {
    /// Its media type, parameters aside.
    media_type: Option<String>,
    /// It contains this text.
    contains: Option<String>,
    /// It does not contain this text.
    lacks: Option<String>,
    /// Its comma-separated list has this element.
    lists: Option<String>,
    /// It has a challenge of this scheme.
    challenge: Option<String>,
}

macro_rules! words {
    ($($(#[$meta:meta])* $vis:vis $name:ident { $($word:ident),* })*) => {
        $($(#[$meta])* #[derive(JsonSchema)] #[schemars(rename_all = "kebab-case")] $vis enum $name { $($word),* })*
    };
}
words! {
    /// A class of answers.
    pub(super) Outcome { Tokens, Error, Refused, Either, Ok, Any }
    /// What an alternative means.
    pub(super) Meaning { Pass, Warn, Fail, Skip }
    /// There, not there, or of a type.
    MemberWord { Present, Absent, String, Number, Integer, Array, Object, Null }
    /// A grammar of RFC 6749 Appendix A, RFC 6750 §2.1 or RFC 3986.
    Charset { Vschar, Nqchar, Nqschar, Scope, B64token, UriReference, Ascii }
    /// There or not.
    Presence { Present, Absent }
}
