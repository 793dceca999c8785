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
    "variant",
    "observe",
    "inspect",
];
pub(super) const VARIANT: &[&str] =
    &["id", "title", "requirement", "level", "needs", "for", "given", "change", "expect", "step", "contrast"];
pub(super) const STEP: &[&str] = &["send", "change", "expect", "level", "bind"];
pub(super) const SEND: &[&str] = &["token", "grant", "introspect", "revoke", "userinfo"];
pub(super) const FOR: &[&str] = &["client", "grant"];
pub(super) const GIVEN: &[&str] = &["authorization", "exchange"];
pub(super) const AUTHORIZATION: &[&str] = &["scope", "redirect_uri", "code_challenge", "code_verifier", "declined", "refused"];
pub(super) const REDIRECT_URI: &[&str] = &["length", "wire"];
pub(super) const CHANGE: &[&str] = &["set", "drop", "repeat", "rename", "query", "order", "header", "body", "method", "auth"];
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
pub(super) const EXPECT: &[&str] = &["outcome", "error", "status", "scope", "members", "headers", "accept"];
pub(super) const ACCEPT: &[&str] = &["outcome", "error", "status", "scope", "members", "headers", "meaning", "reason", "choice"];
pub(super) const SCOPE: &[&str] = &["equals", "within", "has", "lacks", "reported"];
pub(super) const MEMBER: &[&str] = &["equals", "differs"];
pub(super) const HEADER: &[&str] = &["media_type", "contains"];
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
