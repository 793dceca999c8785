//! What a case expects of an answer: alternatives, each with its verdict and reason.

/// Accepted (and known unaccepted) outcomes; the first that matches decides.
///
/// When none matches, the built-in rules of `judge` decide: for an error outcome, another 4xx without tokens is a warning
/// ("refused, with another code"), anything else breaks the rule at the case's level.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// The expected outcome.
    pub primary: Pattern,
    /// Others that are tolerated or singled out, in order.
    pub others: Vec<Alternative>,
}

/// An outcome other than the primary one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// What it looks like.
    pub pattern: Pattern,
    /// What it means.
    pub meaning: Meaning,
    /// Why it means that; shown to people.
    pub reason: String,
    /// Counts only when the target declares this choice: (name, value).
    pub choice: Option<(String, String)>,
}

/// What a matched alternative means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq)]
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
}

/// The classes of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// A status, or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusPattern {
    /// Exactly this.
    Code(u16),
    /// `4xx` is `Class(4)`.
    Class(u16),
}

/// What is claimed of an access token's scope. The strings are templates of space-delimited lists, compared as sets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberClaim {
    /// It is there.
    Present,
    /// It is not there.
    Absent,
    /// A non-empty string.
    String,
    /// A number.
    Number,
    /// A string equal to this template.
    Equals(String),
    /// There, and not equal to this template.
    Differs(String),
    /// `true` or `false`.
    Boolean(bool),
}

/// What is claimed of a header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderClaim {
    /// It is there.
    Present,
    /// It is not there.
    Absent,
    /// Its media type, parameters aside, in any case.
    MediaType(String),
    /// Its value contains this text, in any case.
    Contains(String),
}
