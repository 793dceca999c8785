//! Every key that suite files know, one list per table; reader and schema both use these.

pub(super) const SUITE_FILE: &[&str] = &["id", "title", "version", "requirement", "parameter", "case"];
pub(super) const REQUIREMENT: &[&str] = &["id", "level", "source", "text", "why", "untestable"];
pub(super) const SOURCE: &[&str] = &["document", "section"];
pub(super) const CASE: &[&str] = &[
    "id",
    "title",
    "requirement",
    "level",
    "needs",
    "for",
    "given",
    "change",
    "expect",
    "step",
    "contrast",
    "behaviour",
    "variant",
    "observe",
    "inspect",
];
pub(super) const VARIANT: &[&str] =
    &["id", "title", "requirement", "level", "needs", "for", "given", "change", "expect", "step", "contrast", "behaviour"];
pub(super) const BEHAVIOUR: &[&str] = &["id", "question", "refused"];
pub(super) const OBSERVE: &[&str] = &["class", "grant"];
pub(super) const NEED: &[&str] = &["metadata", "has", "lacks", "present"];
pub(super) const STEP: &[&str] = &["send", "change", "expect", "level", "bind", "wait", "copies", "with_previous"];
pub(super) const WAIT: &[&str] = &["until", "at_most"];
/// The kinds of requests that a table can name, one of them.
pub(super) const REQUESTS: &[&str] = &["token", "introspect", "revoke", "userinfo", "metadata", "handshake"];
pub(super) const SEND: &[&str] = &["token", "introspect", "revoke", "userinfo", "metadata", "handshake", "grant", "as", "hint"];
pub(super) const FOR: &[&str] = &["client", "grant"];
pub(super) const GIVEN: &[&str] = &["authorization", "exchange"];
pub(super) const AUTHORIZATION: &[&str] =
    &["scope", "redirect_uri", "code_challenge", "code_verifier", "declined", "refused", "nonce", "parameters", "response_type"];
pub(super) const REDIRECT_URI: &[&str] = &["length", "wire"];
pub(super) const CHANGE: &[&str] =
    &["set", "drop", "repeat", "rename", "query", "order", "header", "header_twice", "body", "method", "auth", "wire"];
pub(super) const WIRE: &[&str] =
    &["version", "target", "host", "names", "framing", "lines", "space_before_colon", "folded", "expect_continue"];
pub(super) const BODY: &[&str] = &["raw"];
pub(super) const AUTH: &[&str] = &["as", "raw", "scheme", "id", "secret", "credentials", "form_encoded"];
pub(super) const VALUE: &[&str] = &[
    "value",
    "bytes",
    "length",
    "alphabet",
    "like",
    "append",
    "prepend",
    "pad_to",
    "truncate",
    "first_half",
    "change",
    "swap",
    "case",
    "double",
    "words",
    "uri",
    "repeat_words_to",
    "strip_padding",
    "base64url",
    "replace",
    "encode",
];
/// What a `repeat` entry knows beside the keys of a value.
pub(super) const PLACE: &str = "place";
pub(super) const EXPECT: &[&str] =
    &["outcome", "error", "status", "scope", "members", "headers", "checks", "empty_body", "successes", "answer", "accept"];
pub(super) const ACCEPT: &[&str] = &[
    "outcome",
    "error",
    "status",
    "scope",
    "members",
    "headers",
    "checks",
    "empty_body",
    "successes",
    "answer",
    "meaning",
    "reason",
    "choice",
];
pub(super) const SCOPE: &[&str] = &["equals", "within", "has", "lacks", "reported"];
pub(super) const MEMBER: &[&str] =
    &["type", "equals", "differs", "has", "lacks", "charset", "min", "max", "max_length", "if_present"];
pub(super) const HEADER: &[&str] = &["media_type", "contains", "lacks", "lists", "challenge"];
pub(super) const PARAMETER: &[&str] = &["type", "length", "values", "required", "required_if", "only_if", "repeatable"];
pub(super) const FAMILIES: &[&str] =
    &["missing", "unneeded", "empty", "unexpected", "bounds", "own_length", "repeated", "outside", "within"];
pub(super) const LENGTH: &[&str] = &["min", "max"];
pub(super) const CONDITION: &[&str] = &["client", "grant", "authorized_with"];
pub(super) const FAMILY: &[&str] = &["requirement", "expect", "level", "for", "given", "needs"];
/// What each family knows beside [`FAMILY`].
pub(super) const FAMILY_OWN: &[(&str, &[&str])] = &[
    ("missing", &[]),
    ("unneeded", &[]),
    ("empty", &[]),
    ("unexpected", &["value", "proof", "proof_grant"]),
    ("bounds", &["alphabet", "far"]),
    ("own_length", &["lengths", "beyond", "beyond_expect"]),
    ("repeated", &["other", "identical_expect"]),
    ("outside", &["try"]),
    ("within", &[]),
];
