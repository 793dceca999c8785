//! What a case expects of an answer: alternatives, each with its verdict and reason.

/// Accepted (and known unaccepted) outcomes; the first that matches decides.
///
/// When none matches, the built-in rules of `judge` decide: for an error outcome, another 4xx without tokens is a warning
/// ("refused, with another code"), anything else breaks the rule at the case's level.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Expectation {
    /// The expected outcome.
    pub primary: Pattern,
    /// What the primary outcome says of the server's behaviour, where the case asks about it.
    pub answer: Option<String>,
    /// Others that are tolerated or singled out, in order.
    pub others: Vec<Alternative>,
}

/// An outcome other than the primary one.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alternative {
    /// What it looks like.
    pub pattern: Pattern,
    /// What it means.
    pub meaning: Meaning,
    /// Why it means that; shown to people.
    pub reason: String,
    /// Counts only when the target declares this choice: (name, value).
    pub choice: Option<(String, String)>,
    /// What this outcome says of the server's behaviour, where the case asks about it.
    pub answer: Option<String>,
}

/// What a matched alternative means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Meaning {
    /// As good as the primary outcome.
    Pass,
    /// A finding that does not break a must.
    Warn,
    /// Broken, whatever the level.
    Fail,
    /// The rule does not apply to this target.
    Skip,
}

/// A class of answers, with further claims. Everything given must hold.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Pattern {
    /// The class.
    pub outcome: Outcome,
    /// OAuth error codes, one of them (empty: any).
    pub errors: Vec<String>,
    /// Statuses, one of them (empty: those that are proper to the outcome).
    pub status: Vec<StatusPattern>,
    /// What is claimed of the scope of the issued access token.
    pub scope: Option<ScopeClaim>,
    /// Claims about members of the JSON answer, or of the id_token (`id_token.sub`).
    pub members: Vec<(String, MemberClaim)>,
    /// Claims about header fields.
    pub headers: Vec<(String, HeaderClaim)>,
    /// Named checks of what cannot be said by comparing members.
    #[serde(with = "super::checks::by_name")]
    pub checks: Vec<&'static Check>,
    /// The body is empty.
    pub empty_body: bool,
    /// Of several copies of a request sent at once, at most so many may succeed.
    pub successes: Option<usize>,
}

impl Pattern {
    /// A pattern that claims nothing but its class.
    pub fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            errors: Vec::new(),
            status: Vec::new(),
            scope: None,
            members: Vec::new(),
            headers: Vec::new(),
            checks: Vec::new(),
            empty_body: false,
            successes: None,
        }
    }

    /// Whether more is claimed than the class of the answer.
    pub fn claims_more(&self) -> bool {
        let nothing = self.members.is_empty() && self.headers.is_empty() && self.checks.is_empty() && self.status.is_empty();
        !nothing || self.scope.is_some() || self.empty_body
    }
}

/// The classes of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Outcome {
    /// 200 and a JSON object with an access token (RFC 6749 §5.1).
    Tokens,
    /// 400 (401 for `invalid_client`) and a JSON object with `error`, no token (RFC 6749 §5.2).
    Error,
    /// Any 4xx or 501 without a token.
    Refused,
    /// Tokens or refused.
    Either,
    /// 200 and a JSON object (helpers: introspection, userinfo), or 200 without a body (revocation).
    Ok,
    /// Any answer at all; `status` narrows it.
    Any,
}

/// A status, or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum StatusPattern {
    /// Exactly this.
    Code(u16),
    /// `4xx` is `Class(4)`.
    Class(u16),
}

/// What is claimed of an access token's scope. The strings are templates of space-delimited lists, compared as sets.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct ScopeClaim {
    /// It is this set.
    pub equals: Option<String>,
    /// It is within this set.
    pub within: Option<String>,
    /// It has all of these.
    pub has: Option<String>,
    /// It has none of these.
    pub lacks: Option<String>,
    /// The response's `scope` member is there and truthful.
    pub reported: bool,
}

/// What is claimed of a JSON member.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum MemberClaim {
    /// It is there, and not null.
    Present,
    /// It is not there.
    Absent,
    /// A non-empty string.
    String,
    /// A number.
    Number,
    /// A number without fraction.
    Integer,
    /// A list.
    Array,
    /// An object.
    Object,
    /// `null`.
    Null,
    /// A string equal to this template.
    Equals(String),
    /// There, and not equal to this template.
    Differs(String),
    /// A list, or a space-delimited string, with this template among its elements; or equal to it.
    Has(String),
    /// A list, or a space-delimited string, without this template; or absent.
    Lacks(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A number of at least this.
    AtLeast(i64),
    /// A number of at most this.
    AtMost(i64),
    /// A string of at most so many characters.
    MaxLength(usize),
    /// A string of these characters.
    Charset(Charset),
    /// As claimed, if it is there at all.
    IfPresent(Box<MemberClaim>),
}

/// The grammars of RFC 6749 Appendix A and RFC 6750 §2.1 for values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Charset {
    /// %x20-7E.
    Vschar,
    /// %x21 %x23-5B %x5D-7E.
    Nqchar,
    /// %x20-21 %x23-5B %x5D-7E.
    Nqschar,
    /// Scope tokens, single spaces between them.
    Scope,
    /// The alphabet of a bearer token in a header field (RFC 6750 §2.1).
    B64token,
    /// A URI reference (RFC 3986 §4.1) without space, quote and backslash.
    UriReference,
    /// ASCII.
    Ascii,
}

/// What is claimed of a header field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HeaderClaim {
    /// It is there.
    Present,
    /// It is not there.
    Absent,
    /// Its media type, parameters aside, in any case.
    MediaType(String),
    /// Its value contains this text, in any case.
    Contains(String),
    /// Its value does not contain this text, in any case; or it is not there.
    Lacks(String),
    /// Its comma-separated list has this element, in any case, over all its lines; arguments (`=…`) aside.
    Lists(String),
    /// It holds a challenge of this scheme (RFC 9110 §11.6.1).
    Challenge(String),
}

/// A named check: what the language of members and header fields cannot say.
pub struct Check {
    /// As suites name it.
    pub name: &'static str,
    /// What it claims, in words that follow "expected".
    pub words: &'static str,
    /// Holds it against an answer.
    pub run: fn(&super::Observation, &super::Facts) -> super::Match,
}

impl std::fmt::Debug for Check {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Check({})", self.name)
    }
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
