//! What a suite says once its files are read: requirements, parameter rules and concrete cases.
//!
//! A [`Case`] here is final: variants are expanded, parameter rules are turned into cases, relative lengths
//! (`"max+1"`) are numbers. Only `${…}` placeholders are left, for they depend on the target and on the run.

use crate::judge::expectation::Expectation;
use crate::protocol::names::{ClientRole, Grant, Level};
pub use crate::protocol::wire::WireForm;

/// A suite as loaded.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Suite {
    /// `create-tokens`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Raised whenever a verdict of the suite may change.
    pub version: String,
    /// The folder that it was read from, as it was named; none when it is built in.
    #[serde(skip)]
    pub folder: Option<String>,
    /// In file order.
    pub requirements: Vec<Requirement>,
    /// In file order.
    pub parameters: Vec<ParameterRule>,
    /// Expanded, in file order; derived ones where their parameter stands.
    pub cases: Vec<Case>,
}

/// One normative clause.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Requirement {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Where it is written.
    pub source: Source,
    /// The clause in our words.
    pub text: String,
    /// What an attacker or a client gains when it is broken.
    pub why: Option<String>,
    /// Why no case can examine it from outside.
    pub untestable: Option<String>,
}

/// Where a clause is written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Source {
    /// `RFC 6749`.
    pub document: String,
    /// `§4.1.3`.
    pub section: String,
}

/// What a suite declares of one request parameter.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ParameterRule {
    /// The parameter's name in the request.
    pub name: String,
    /// Its type.
    pub kind: ParameterKind,
    /// Fewest characters of the decoded value.
    pub min: Option<usize>,
    /// Most characters of the decoded value.
    pub max: Option<usize>,
    /// The closed set of values of an `enum`.
    pub values: Vec<String>,
    /// Always required.
    pub required: bool,
    /// Required when all of these hold.
    pub required_if: Option<Condition>,
    /// Defined only when all of these hold.
    pub only_if: Option<Condition>,
    /// May occur more than once.
    pub repeatable: bool,
}

/// The types that a parameter rule knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ParameterKind {
    /// Any text.
    String,
    /// One of a closed set.
    Enum,
    /// A URI (RFC 3986).
    Uri,
    /// A space-delimited list of scope tokens (RFC 6749 §3.3).
    Scope,
}

/// When a parameter is required, or defined: all that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Condition {
    /// The client's role is one of these (empty: any).
    pub client: Vec<ClientRole>,
    /// The grant is one of these (empty: any).
    pub grant: Vec<Grant>,
    /// The authorization request had this parameter: `redirect_uri` or `code_challenge`.
    pub authorized_with: Option<String>,
}

/// Where a case comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The file, relative to the suite's folder.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// The parameter rule it was derived from.
    pub parameter: Option<String>,
}

/// One examination.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Case {
    /// `suite/case[/variant]`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Ids of the requirements (`suite/requirement`) that it examines; never empty.
    pub requirements: Vec<String>,
    /// The strictest level of its requirements, unless the case states its own.
    pub level: Level,
    /// What the target must offer, beside what follows from the case itself.
    pub needs: Vec<Capability>,
    /// Where it was written.
    pub origin: Origin,
    /// What its answer tells about the server where the documents leave a choice.
    pub behaviour: Option<Behaviour>,
    /// How it is examined.
    pub kind: CaseKind,
}

/// A question about the server that a case answers beside its verdict: a line of the behaviour profile.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Behaviour {
    /// Kebab-case; several cases may answer the same question.
    pub id: String,
    /// `Does a failed exchange use up the code?`
    pub question: String,
    /// What it answers when the authorization endpoint refuses the case's request.
    pub refused: Option<String>,
}

/// The three ways to examine.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum CaseKind {
    /// Send requests and judge the answers.
    Exchanges(ExchangeCase),
    /// Judge every token-endpoint answer of a class that any other case received.
    Observe(ObserveCase),
    /// Judge the target's configuration; nothing is sent.
    Inspect(Inspection),
}

/// What an [`CaseKind::Observe`] case looks at.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ObserveCase {
    /// Which answers.
    pub class: AnswerClass,
    /// Only those to requests of this grant.
    pub grant: Option<Grant>,
    /// What each must satisfy.
    pub expect: Expectation,
}

/// A class of token-endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum AnswerClass {
    /// Those with tokens.
    Tokens,
    /// Those with a 4xx status.
    Errors,
    /// Those with status 401.
    Unauthorized,
    /// All.
    All,
}

/// Checks of what the target file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Inspection {
    /// The configured client ids obey the suite's own bounds for `client_id`.
    ClientIds,
    /// The token endpoint's URI has no fragment (RFC 6749 §3.2).
    EndpointUri,
    /// The apparent entropy of the authorization codes seen (RFC 6749 §10.10).
    CodeEntropy,
    /// That of the access tokens seen.
    AccessTokenEntropy,
    /// That of the refresh tokens seen.
    RefreshTokenEntropy,
    /// That of the configured client secrets.
    ClientSecretEntropy,
    /// No token value was issued twice.
    TokensDistinct,
}

/// What a target must offer for a case to make sense.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Capability {
    /// An introspection endpoint (RFC 7662).
    Introspection,
    /// A revocation endpoint (RFC 7009).
    Revocation,
    /// A userinfo endpoint (OIDC Core §5.3).
    Userinfo,
    /// The authorizer can decline a scope.
    PartialConsent,
    /// A client of the role with at least two redirect URIs.
    TwoRedirectUris,
    /// A client with exactly one redirect URI.
    OneRedirectUri,
    /// Metadata at one of the well-known places (RFC 8414, OpenID Connect Discovery).
    Metadata,
    /// A JWK set.
    Jwks,
    /// The target file allows requests that HTTP libraries refuse to send (`raw = true`).
    Raw,
    /// The token endpoint is reached over TLS.
    Https,
    /// The connection offers HTTP/2.
    Http2,
    /// The client may ask for `openid`.
    Openid,
    /// The client authenticates with HTTP Basic in the valid request.
    Basic,
    /// The client authenticates with client_id and client_secret in the body in the valid request.
    BodyCredentials,
    /// The metadata say something.
    Says(MetadataClaim),
}

/// What the metadata must say for a case to make sense. A member that is absent counts with its default value (RFC 8414 §2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct MetadataClaim {
    /// `grant_types_supported`.
    pub member: String,
    /// What about it.
    pub relation: MetadataRelation,
}

/// What is said of a metadata member.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum MetadataRelation {
    /// The list has this.
    Has(String),
    /// The list has not got this.
    Lacks(String),
    /// The member is there.
    Present,
    /// The member is not there.
    Absent,
}

/// A case that sends requests.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ExchangeCase {
    /// Who asks.
    pub client: ClientRole,
    /// With which grant.
    pub grant: Grant,
    /// The state to reach first.
    pub given: Given,
    /// One or more steps, in order.
    pub steps: Vec<Step>,
    /// Whether two steps' answers are compared to tell a bound from ignorance: (index at the bound, index beyond it).
    pub contrast: Option<(usize, usize)>,
}

/// The state that a case starts from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Given {
    /// The authorization request.
    pub authorization: AuthorizationSpec,
    /// How the code is exchanged before a refresh: parameters set on that exchange.
    pub exchange: Vec<(String, Value)>,
}

/// What the case's authorization request looks like.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct AuthorizationSpec {
    /// The scope, as a template. `${offline}` is added by the runner where the target needs it for refresh tokens.
    pub scope: String,
    /// Which redirect URI.
    pub redirect_uri: RedirectUriSpec,
    /// Which code challenge.
    pub challenge: ChallengeSpec,
    /// The verifier behind the challenge.
    pub verifier: Value,
    /// The scope that the resource owner declines (template), if any.
    pub declined: Option<String>,
    /// What it means when the authorization endpoint refuses this request.
    pub refused: WhenRefused,
    /// The nonce (OIDC Core §3.1.2.1).
    pub nonce: NonceSpec,
    /// Further parameters: (name, template).
    pub parameters: Vec<(String, String)>,
    /// The response type, when it is not `code`.
    pub response_type: Option<String>,
}

/// Which nonce an authorization request carries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum NonceSpec {
    /// A random one where `openid` is asked for.
    Usual,
    /// None.
    Absent,
    /// This.
    Value(Value),
}

/// Which redirect URI an authorization request names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum RedirectUriSpec {
    /// The client's first.
    First,
    /// None at all: the client must have exactly one registered.
    Absent,
    /// The registered one of exactly so many characters.
    Length(usize),
    /// The registered one of exactly so many characters whose form-encoded form is longer than that.
    WireLongerThan(usize),
}

/// Which code challenge an authorization request carries (RFC 7636 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum ChallengeSpec {
    /// `code_challenge_method=S256`.
    S256,
    /// `code_challenge_method=plain`.
    Plain,
    /// The verifier itself as challenge, without `code_challenge_method` (RFC 7636 §4.3: plain).
    Unnamed,
    /// No code challenge.
    Absent,
}

/// What a refusal by the authorization endpoint means for the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum WhenRefused {
    /// The case does not apply.
    Skip,
    /// The rule is kept there already.
    Pass,
}

/// One request of a case.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// What is sent.
    pub send: Send,
    /// How it differs from the valid request.
    pub change: Change,
    /// What must come back.
    pub expect: Expectation,
    /// The level of this step, when it is not the case's.
    pub level: Option<Level>,
    /// Names bound to parts of the answer: (`first`, `response.access_token`) or (`sub`, `id_token.sub`).
    pub bind: Vec<(String, String)>,
    /// What passes before it is sent.
    pub wait: Option<Wait>,
    /// How often it is sent, all at once behind one barrier; 1 for once.
    pub copies: usize,
    /// Whether it is sent at the same time as the step before it.
    pub with_previous: bool,
}

impl Step {
    /// The valid token request of the case.
    pub fn token(expect: Expectation) -> Self {
        Self {
            send: Send::Token { state: StateName::Main, grant: None },
            change: Change::default(),
            expect,
            level: None,
            bind: Vec::new(),
            wait: None,
            copies: 1,
            with_previous: false,
        }
    }
}

/// What passes before a step. Cases that wait longer than a moment are slow: examined with `--slow` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Wait {
    /// So many seconds.
    Seconds(u32),
    /// Until the newest access token has expired by its `expires_in`, if that is at most so many seconds.
    Expiry {
        /// Longer is not waited for: the case does not apply.
        at_most: u32,
    },
}

impl Wait {
    /// Up to so many seconds a wait is part of an ordinary run.
    pub const MOMENT: u32 = 2;

    /// The most seconds that it takes.
    pub fn longest(self) -> u32 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Expiry { at_most } => at_most,
        }
    }
}

/// What a step sends.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Send {
    /// A token request built from a state. `grant: None` is the case's grant.
    Token {
        /// Whose code or refresh token.
        state: StateName,
        /// The grant, when it is not the case's.
        grant: Option<Grant>,
    },
    /// RFC 7662 §2.1.
    Introspect(HelperCall),
    /// RFC 7009 §2.1.
    Revoke(HelperCall),
    /// OIDC Core §5.3.1: with this access token.
    Userinfo(String),
    /// One of the two metadata documents.
    Metadata(MetadataDocument),
    /// The JWK set (RFC 7517 §5).
    Jwks,
    /// The authorization request of the main state as a plain GET, without cookies; nothing is followed.
    Authorization,
    /// The token request, with made-up credentials and code, to the `http://` equivalent of an `https://` endpoint.
    PlainHttp,
    /// A TLS handshake with the token endpoint's host, nothing more.
    Handshake(Handshake),
}

/// A call of introspection or revocation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HelperCall {
    /// The token (template).
    pub token: String,
    /// Who calls; by default the token's own client where it can authenticate, else the confidential one.
    pub caller: Option<HelperCaller>,
    /// `token_type_hint`.
    pub hint: Option<String>,
}

/// Who calls a helper endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HelperCaller {
    /// The client of this role.
    Role(ClientRole),
    /// Nobody: no client authentication at all.
    Nobody,
}

/// The two places of metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum MetadataDocument {
    /// `/.well-known/openid-configuration` (OpenID Connect Discovery §4).
    OpenidConfiguration,
    /// `/.well-known/oauth-authorization-server` (RFC 8414 §3).
    OauthAuthorizationServer,
}

/// What a TLS client offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Handshake {
    /// TLS 1.0 at most (RFC 9325 §3.1.1 forbids it).
    Tls10,
    /// TLS 1.1 at most.
    Tls11,
    /// TLS 1.2 with cipher suites alone that RFC 9325 §4.2 does not recommend.
    WeakCiphers,
    /// TLS 1.3 alone.
    Tls13,
}

/// The states that a case may hold. Each has its own authorization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum StateName {
    /// The case's own.
    Main,
    /// A second one of the same client (of `confidential` where the client is `service`): an unused code, `${spare.code}`.
    Spare,
    /// A third one of the same client, its code exchanged already: `${done.code}`, `${done.access_token}`, `${done.refresh_token}`, `${done.id_token}`.
    Done,
    /// One of the `other` client, unused code.
    Other,
}

/// How a request differs from the valid one. Empty: it does not.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Change {
    /// Parameters set (replaced, or appended when the valid request has none).
    pub set: Vec<(String, Value)>,
    /// Parameters left out.
    pub drop: Vec<String>,
    /// Parameters sent twice: the name, the additional value, and where it stands.
    pub repeat: Vec<Repeat>,
    /// Parameters under another name.
    pub rename: Vec<(String, String)>,
    /// Parameters moved to the URL's query.
    pub query: Vec<String>,
    /// All parameters in reverse order.
    pub reverse: bool,
    /// Header fields set (`Some`) or left out (`None`).
    pub header: Vec<(String, Option<Value>)>,
    /// Header fields that occur twice.
    pub header_twice: Vec<Repeat>,
    /// Another encoding of the body.
    pub body: Option<BodyEncoding>,
    /// Another method. `GET` puts all parameters in the query.
    pub method: Option<String>,
    /// Another client authentication.
    pub auth: Option<ClientAuthentication>,
    /// Another form of the HTTP message itself.
    pub wire: Option<WireForm>,
}

impl Change {
    /// Whether the request is the valid one.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A parameter that occurs twice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Repeat {
    /// The parameter.
    pub name: String,
    /// The second value.
    pub value: Value,
    /// Where the second value stands.
    pub place: Place,
}

/// Where the second occurrence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// Before the valid one: the valid one is last.
    Before,
    /// After the valid one: the valid one is first.
    After,
    /// In the query of the URL, while the valid one is in the body.
    Query,
}

/// How the parameters are written into the body.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum BodyEncoding {
    /// `application/json`, an object of strings.
    Json,
    /// `multipart/form-data` (RFC 7578).
    Multipart,
    /// The form, compressed, with `Content-Encoding: gzip`.
    Gzip,
    /// No bytes at all, form content type.
    Empty,
    /// These bytes.
    Raw(String),
}

/// How the client authenticates instead.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ClientAuthentication {
    /// Not at all: no Authorization header, but `client_id` in the body.
    Identify,
    /// Not at all: no Authorization header, no `client_id`.
    None,
    /// `client_id` and `client_secret` in the body (RFC 6749 §2.3.1).
    Body,
    /// As the client of another role would.
    As(ClientRole),
    /// HTTP Basic from these parts; absent parts are the valid ones.
    Basic {
        /// The scheme's letters.
        scheme: Option<String>,
        /// The user name before encoding. (Base: the client's id.)
        id: Option<Value>,
        /// The password before encoding. (Base: the client's secret.)
        secret: Option<Value>,
        /// Whether id and secret are form-encoded first (RFC 6749 §2.3.1): yes, unless `false`.
        form_encoded: bool,
        /// The base64 text. (Base: the valid text.)
        credentials: Option<Value>,
    },
    /// This whole header value.
    Raw(String),
}

/// A value, made from a base by operations, and how it is written on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Value {
    /// What it starts from.
    pub base: Base,
    /// What is done to it, in order.
    pub operations: Vec<Operation>,
    /// How it is percent-encoded.
    pub wire: Wire,
}

/// Where a value starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Base {
    /// The value that the valid request has there.
    Valid,
    /// A template: literal text with `${…}`.
    Template(String),
    /// These bytes (they need not be UTF-8).
    Bytes(Vec<u8>),
    /// Random characters of an alphabet.
    Random {
        /// How many.
        length: usize,
        /// Which.
        alphabet: Alphabet,
    },
    /// Random characters with the length and the character classes of the valid value.
    LikeValid,
}

/// Alphabets of generated values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Alphabet {
    /// A-Z a-z 0-9 - . _ ~ (RFC 3986 §2.3, RFC 7636 §4.1), each occurring when there is room.
    Unreserved,
    /// A-Z a-z 0-9.
    Alphanumeric,
    /// %x21-7E (RFC 6749 Appendix A), percent sign and plus included.
    Vschar,
    /// Two-byte characters of UTF-8 (é).
    TwoByte,
    /// Characters beyond the basic plane (𝕏), four bytes of UTF-8, two UTF-16 units.
    Astral,
    /// An absolute `https` URI of that length.
    Uri,
}

/// What is done to a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Operation {
    /// Text after it (template).
    Append(String),
    /// Text before it (template).
    Prepend(String),
    /// `A`s after it until it has that many characters.
    PadTo(usize),
    /// Only its first characters.
    Truncate(usize),
    /// Its first half.
    FirstHalf,
    /// One character replaced by another of the same kind.
    ChangeCharacter(Position),
    /// Two neighbouring, different characters swapped.
    SwapCharacters,
    /// The case of every letter flipped.
    FlipCase,
    /// The case of one letter flipped: the first letter of the value.
    FlipFirstLetter,
    /// All upper case.
    Upper,
    /// All lower case.
    Lower,
    /// Twice in a row.
    Double,
    /// Words in reverse order.
    ReverseWords,
    /// Words rotated left by one.
    RotateWords,
    /// The letters of a URI's host in upper case (equal after normalisation, RFC 3986 §6.2.2.1).
    UpperHost,
    /// A URI's default port written out (equal after normalisation, RFC 3986 §6.2.3).
    DefaultPort,
    /// A URI's port replaced by another one, or one written out that is not the default.
    OtherPort,
    /// A URI's host with a further domain after it: `app.example` becomes `app.example.invalid`.
    LongerHost,
    /// Repeated, separated by a space, until at least so many characters.
    RepeatWordsTo(usize),
    /// Trailing `=` removed (base64 padding).
    StripPadding,
    /// Standard base64 letters replaced by those of base64url.
    Base64Url,
    /// One occurrence of a text replaced by another: (from, to).
    Replace(String, String),
}

/// Which character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Position {
    /// The first.
    First,
    /// The one in the middle.
    Middle,
    /// The last.
    Last,
}

/// How a value's bytes are written into a form body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
pub enum Wire {
    /// `application/x-www-form-urlencoded` as usual.
    #[default]
    Form,
    /// Every byte percent-encoded.
    PercentAll,
    /// Reserved characters percent-encoded, space as `%20`.
    PercentReserved,
    /// Not encoded at all: the text is already what goes on the wire.
    Verbatim,
    /// The name alone, without `=`.
    NameOnly,
}
