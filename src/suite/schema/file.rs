//! Requirements and cases.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::OneOrMore;
use super::expect::Expect;
use super::parameter::Parameter;
use super::value::{Change, Size, Value};
use crate::protocol::names::{ClientRole, Grant, Level};
use crate::suite::model::Source;

/// A file of a suite. All files of a folder are read together.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SuiteFile {
    /// The suite's id, in kebab-case; in suite.toml alone.
    id: Option<String>,
    /// The suite's title; in suite.toml alone.
    title: Option<String>,
    /// Raised whenever a verdict may change; in suite.toml alone.
    version: Option<String>,
    /// Normative clauses.
    #[schemars(default)]
    requirement: Vec<Requirement>,
    /// Parameter rules by name, from which cases are derived.
    #[schemars(default)]
    parameter: BTreeMap<String, Parameter>,
    /// Cases written by hand.
    #[schemars(default)]
    case: Vec<Case>,
}

/// One normative clause.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Requirement {
    /// Kebab-case, unique in the suite, never reused.
    id: String,
    /// How binding it is.
    level: Level,
    /// Where it is written.
    source: Source,
    /// The clause in our own words.
    text: String,
    /// What an attacker or a client gains when it is broken.
    why: Option<String>,
    /// Why no case can examine it.
    untestable: Option<String>,
}

/// An examination of one or more requirements.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Case {
    /// Kebab-case, unique in the suite.
    id: String,
    /// For people. (A variant may have its own.)
    title: Option<String>,
    /// The requirements that it examines.
    requirement: Option<OneOrMore<String>>,
    /// Default: the strictest level of its requirements.
    level: Option<Level>,
    /// What the target must offer.
    needs: Option<OneOrMore<Needs>>,
    /// Who asks with which grant: every client with every grant of each table.
    #[schemars(rename = "for")]
    pairs: Option<OneOrMore<For>>,
    /// The state that it starts from.
    given: Option<Given>,
    /// How the request differs from the valid one.
    change: Option<Change>,
    /// What must come back.
    expect: Option<Expect>,
    /// Several requests, instead of `change` and `expect`.
    step: Option<Vec<Step>>,
    /// Two steps to compare: the one at the bound, the one beyond it.
    contrast: Option<[usize; 2]>,
    /// The question about the server that the case answers beside its verdict.
    behaviour: Option<Behaviour>,
    /// The same case in several forms; each key replaces the case's.
    variant: Option<Vec<Variant>>,
    /// Judge every answer of a class that any case received.
    observe: Option<Observe>,
    /// Judge the target's configuration.
    inspect: Option<Inspect>,
}

/// One form of a case. Each key replaces the case's key of that name.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Variant {
    /// Kebab-case, unique in the case.
    id: String,
    /// For people.
    title: Option<String>,
    /// The requirements that it examines.
    requirement: Option<OneOrMore<String>>,
    /// Default: the strictest level of its requirements.
    level: Option<Level>,
    /// What the target must offer.
    needs: Option<OneOrMore<Needs>>,
    /// Who asks with which grant.
    #[schemars(rename = "for")]
    pairs: Option<OneOrMore<For>>,
    /// Replaces the case's `given` key by key.
    given: Option<Given>,
    /// How the request differs from the valid one.
    change: Option<Change>,
    /// What must come back.
    expect: Option<Expect>,
    /// Several requests.
    step: Option<Vec<Step>>,
    /// Two steps to compare.
    contrast: Option<[usize; 2]>,
    /// The question about the server that the case answers beside its verdict.
    behaviour: Option<Behaviour>,
}

/// A line of the behaviour profile.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Behaviour {
    /// Kebab-case; several cases may answer the same question.
    id: String,
    /// The question; the answers stand in `expect`.
    question: String,
    /// The answer when the authorization endpoint refuses the request.
    refused: Option<String>,
}

/// A class of answers, alone or with a grant.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Observe {
    /// Answers to all requests.
    Class(Class),
    /// Answers to requests of one grant.
    Table(ObserveTable),
}

/// A class of answers to requests of one grant.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ObserveTable {
    /// Which answers.
    class: Class,
    /// To requests of this grant.
    grant: Option<Grant>,
}

/// What the target must offer.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Needs {
    /// A capability.
    Word(Need),
    /// What its metadata must say.
    Metadata(NeedTable),
}

/// What the metadata must say: one of `has`, `lacks`, `present`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct NeedTable {
    /// The member; where it is absent, its default counts (RFC 8414 §2).
    metadata: String,
    /// The list has this.
    has: Option<String>,
    /// The list has not got this.
    lacks: Option<String>,
    /// The member itself is there, or is not.
    present: Option<bool>,
}

/// One request of a case.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// What is sent; default: the valid token request.
    send: Option<Send>,
    /// How the request differs from the valid one.
    change: Option<Change>,
    /// What must come back.
    expect: Expect,
    /// The level of this step, when it is not the case's.
    level: Option<Level>,
    /// Names for parts of the answer: `response.MEMBER`, `id_token.CLAIM` or `access_token.CLAIM`.
    bind: Option<BTreeMap<String, String>>,
    /// What passes before it is sent.
    wait: Option<Wait>,
    /// Sent so often, all at once.
    #[schemars(range(min = 2, max = 64))]
    copies: Option<u32>,
    /// Sent at the same time as the step before it.
    with_previous: Option<bool>,
}

/// What passes before a step.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Wait {
    /// So many seconds.
    Seconds(#[schemars(range(min = 1, max = 3600))] u32),
    /// Until something has happened.
    Table(WaitTable),
}

/// Until the newest access token has expired.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WaitTable {
    /// The end of the wait.
    until: Until,
    /// Longer, in seconds, is not waited for: the case does not apply.
    #[schemars(range(min = 1, max = 3600))]
    at_most: u32,
}

/// What a step sends.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Send {
    /// `"token"`: the valid token request of the case's state; or another request without arguments.
    Word(Word),
    /// Another state, or another endpoint.
    Table(SendTable),
}

/// A request: one of `token`, `introspect`, `revoke`, `userinfo`, `metadata`, `handshake`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SendTable {
    /// The state whose token request is sent.
    token: Option<State>,
    /// With `token`: the grant, when it is not the case's.
    grant: Option<Grant>,
    /// Introspect this token.
    introspect: Option<String>,
    /// Revoke this token.
    revoke: Option<String>,
    /// Ask the userinfo endpoint with this access token.
    userinfo: Option<String>,
    /// Fetch a metadata document.
    metadata: Option<Document>,
    /// A TLS handshake and nothing more.
    handshake: Option<Handshake>,
    /// With `introspect` and `revoke`: who calls: a client's role, or `nobody`.
    r#as: Option<String>,
    /// With `introspect` and `revoke`: `token_type_hint`.
    hint: Option<String>,
}

/// Clients and grants, every one with every other.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct For {
    /// Default: confidential.
    client: Option<OneOrMore<ClientRole>>,
    /// Default: authorization_code (client_credentials for service alone).
    grant: Option<OneOrMore<Grant>>,
}

/// The state that a case starts from.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Given {
    /// The authorization request.
    authorization: Option<Authorization>,
    /// For the refresh grant: parameters set on the code exchange that precedes it.
    exchange: Option<BTreeMap<String, Value>>,
}

/// The authorization request.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Authorization {
    /// Default: `${scopes}`.
    scope: Option<String>,
    /// `first` (default), `absent`, or one of a certain length.
    redirect_uri: Option<RedirectUri>,
    /// `S256` (default), `plain`, `unnamed` (plain without saying so) or `absent`.
    code_challenge: Option<Challenge>,
    /// Default: 64 unreserved characters.
    code_verifier: Option<Value>,
    /// The scope that the resource owner declines.
    declined: Option<String>,
    /// What a refusal by the authorization endpoint means; default: skip.
    refused: Option<Refused>,
    /// A value, or `absent`; default: random where `openid` is asked for.
    nonce: Option<Value>,
    /// Further parameters.
    parameters: Option<BTreeMap<String, String>>,
    /// Default: `code`.
    response_type: Option<String>,
}

/// Which redirect URI.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum RedirectUri {
    /// The first one, or none.
    Word(RedirectUriWord),
    /// The registered one of this length.
    Table(RedirectUriTable),
}

/// The registered one of this length.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RedirectUriTable {
    /// In characters.
    length: Size,
    /// Its form-encoded form is longer than that.
    wire: Option<Longer>,
}

macro_rules! words {
    ($($(#[$meta:meta])* $vis:vis $name:ident $case:literal { $($(#[$rename:meta])* $word:ident),* })*) => {
        $($(#[$meta])* #[derive(JsonSchema)] #[schemars(rename_all = $case)] $vis enum $name { $($(#[$rename])* $word),* })*
    };
}
words! {
    /// What the target must offer.
    pub(super) Need "kebab-case" {
        Introspection, Revocation, Userinfo, PartialConsent, TwoRedirectUris, OneRedirectUri, Metadata, Jwks, Raw, Https, Http2,
        Openid, Basic, BodyCredentials
    }
    /// A class of answers.
    Class "kebab-case" { Tokens, Errors, Unauthorized, All }
    /// A check of the target's configuration.
    Inspect "kebab-case" {
        ClientIds, EndpointUri, CodeEntropy, AccessTokenEntropy, RefreshTokenEntropy, ClientSecretEntropy, TokensDistinct
    }
    /// A request without arguments.
    Word "kebab-case" { Token, Jwks, Authorization, PlainHttp }
    /// A metadata document.
    Document "kebab-case" { OpenidConfiguration, OauthAuthorizationServer }
    /// What a TLS client offers.
    Handshake "kebab-case" {
        #[schemars(rename = "tls-1.0")] Tls10, #[schemars(rename = "tls-1.1")] Tls11, WeakCiphers,
        #[schemars(rename = "tls-1.3")] Tls13
    }
    /// The end of a wait.
    Until "kebab-case" { Expiry }
    /// A state that a case may hold.
    pub(super) State "kebab-case" { Main, Spare, Done, Other }
    /// Which redirect URI.
    RedirectUriWord "kebab-case" { First, Absent }
    /// Longer on the wire.
    Longer "kebab-case" { Longer }
    /// Which code challenge.
    Challenge "kebab-case" { #[schemars(rename = "S256")] S256, Plain, Unnamed, Absent }
    /// What a refusal means.
    Refused "kebab-case" { Skip, Pass }
}
