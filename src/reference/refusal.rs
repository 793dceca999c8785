//! Why a request is refused, how RFC 6749 §5.2 has it reported, and the faults that report it otherwise.

use super::FaultId;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::variant::VariantId;
use super::variant_catalogue as variant;

/// The reason of a refusal at the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    MethodNotAllowed,
    MediaType,
    NotAcceptable,
    BodyTooLarge,
    ContentCoding,
    MalformedForm,
    Repeated,
    UnknownField,
    EmptyValue,
    GrantTypeMissing,
    GrantTypeUnknown,
    GrantNotForClient,
    FieldMissing,
    ClientIdMissing,
    ClientIdTooLong,
    ClientIdDiffers,
    ClientUnknown,
    BasicMalformed,
    BasicUserUnknown,
    BasicUnsupported,
    SecretWrong,
    SecretInBody,
    ConfidentialWithoutBasic,
    PublicWithBasic,
    TwoMethods,
    ScopeGrammar,
    ScopeLacksOpenid,
    ScopeBeyondAuthorization,
    ScopeNotWelcome,
    ScopeWithClientCredentials,
    CodeMissing,
    CodeUnknown,
    CodeUsed,
    RedirectMissing,
    RedirectMismatch,
    RedirectTooLong,
    VerifierMissing,
    VerifierGrammar,
    VerifierWrong,
    VerifierUnsolicited,
    RefreshTokenMissing,
    RefreshTokenUnknown,
    PasswordWrong,
    ForeignToken,
    NotRevocable,
    ResourceInvalid,
    /// Not a refusal but a fault: the endpoint breaks down with status 500.
    Crash,
    /// Not a refusal but a fault: the endpoint redirects the client.
    Redirect(String),
}

/// How a refusal looks on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) status: u16,
    pub(super) error: &'static str,
    pub(super) description: &'static str,
    pub(super) challenge: Challenge,
}

/// What WWW-Authenticate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Challenge {
    None,
    Basic,
    Bearer,
}

impl Refusal {
    /// The report by the book, then changed by the server's faults.
    pub(super) fn report(&self, faults: &FaultSet) -> Report {
        let mut report = self.correct();
        for (id, refusals, otherwise) in latitude() {
            if refusals.contains(self) && faults.varies(*id) {
                otherwise.apply(&mut report);
            }
        }
        for (id, refusals, misreport) in misreports() {
            if refusals.contains(self) && faults.has(*id) {
                misreport.apply(&mut report);
            }
        }
        report
    }

    fn correct(&self) -> Report {
        let (error, description) = self.error();
        let status = match self {
            Self::MethodNotAllowed => 405,
            Self::NotAcceptable => 406,
            Self::BodyTooLarge => 413,
            Self::ContentCoding => 415,
            Self::Crash => 500,
            _ if error == "invalid_client" => 401,
            _ => 400,
        };
        let challenge = if status == 401 { Challenge::Basic } else { Challenge::None };
        Report { status, error, description, challenge }
    }

    /// Code and text (RFC 6749 §5.2).
    fn error(&self) -> (&'static str, &'static str) {
        const REQUEST: &str = "invalid_request";
        const CLIENT: &str = "invalid_client";
        const GRANT: &str = "invalid_grant";
        const SCOPE: &str = "invalid_scope";
        match self {
            Self::MethodNotAllowed => (REQUEST, "the token endpoint takes POST only"),
            Self::MediaType => (REQUEST, "the body has to be application/x-www-form-urlencoded"),
            Self::NotAcceptable => (REQUEST, "no acceptable media type"),
            Self::BodyTooLarge => (REQUEST, "the body is too large"),
            Self::ContentCoding => (REQUEST, "the body must not be coded"),
            Self::MalformedForm => (REQUEST, "the form is malformed"),
            Self::Repeated => (REQUEST, "a parameter is repeated"),
            Self::UnknownField => (REQUEST, "a parameter is unknown"),
            Self::EmptyValue => (REQUEST, "a parameter is empty"),
            Self::GrantTypeMissing => (REQUEST, "grant_type is missing"),
            Self::GrantTypeUnknown => ("unsupported_grant_type", "the grant type is not supported"),
            Self::GrantNotForClient => ("unauthorized_client", "the client may not use this grant type"),
            Self::FieldMissing => (REQUEST, "a required parameter is missing"),
            Self::ClientIdMissing => (CLIENT, "neither client_id nor credentials"),
            Self::ClientIdTooLong => (REQUEST, "client_id is too long"),
            Self::ClientIdDiffers => (REQUEST, "client_id differs from the authenticated client"),
            Self::ClientUnknown | Self::BasicUserUnknown | Self::SecretWrong => (CLIENT, "client authentication failed"),
            Self::BasicMalformed => (CLIENT, "the Authorization header is malformed"),
            Self::BasicUnsupported => (CLIENT, "the authentication scheme is not supported"),
            Self::SecretInBody => (CLIENT, "client_secret in the body is not supported"),
            Self::ConfidentialWithoutBasic => (CLIENT, "the client has to authenticate by Basic"),
            Self::PublicWithBasic => (CLIENT, "the client has no secret"),
            Self::TwoMethods => (REQUEST, "more than one way of client authentication"),
            Self::ScopeGrammar => (SCOPE, "scope is malformed"),
            Self::ScopeLacksOpenid => (SCOPE, "scope does not contain openid"),
            Self::ScopeBeyondAuthorization => (SCOPE, "scope is not a subset of those authorized"),
            Self::ScopeNotWelcome => (SCOPE, "scope is not accepted"),
            Self::ScopeWithClientCredentials => (SCOPE, "scope must not be set with client_credentials"),
            Self::CodeMissing => (REQUEST, "code is missing"),
            Self::CodeUnknown => (GRANT, "the code is not valid"),
            Self::CodeUsed => (GRANT, "the code was used before"),
            Self::RedirectMissing => (GRANT, "redirect_uri is missing"),
            Self::RedirectMismatch => (GRANT, "redirect_uri is not that of the authorization request"),
            Self::RedirectTooLong => (REQUEST, "redirect_uri is too long"),
            Self::VerifierMissing => (GRANT, "code_verifier is missing"),
            Self::VerifierGrammar => (GRANT, "code_verifier is malformed"),
            Self::VerifierWrong => (GRANT, "code_verifier does not match the challenge"),
            Self::VerifierUnsolicited => (GRANT, "the authorization request had no code_challenge"),
            Self::RefreshTokenMissing => (REQUEST, "refresh_token is missing"),
            Self::RefreshTokenUnknown => (GRANT, "the refresh token is not valid"),
            Self::NotRevocable => ("unsupported_token_type", "tokens of this type cannot be revoked"),
            Self::PasswordWrong => (GRANT, "user name or password is wrong"),
            Self::ForeignToken => ("unauthorized_client", "the token was issued to another client"),
            Self::ResourceInvalid => ("invalid_target", "resource is not an absolute URI without fragment"),
            Self::Crash | Self::Redirect(_) => ("server_error", "internal error"),
        }
    }
}

#[derive(Clone, Copy)]
enum Misreport {
    Error(&'static str),
    Status(u16),
    Challenge(Challenge),
    Crash,
}

impl Misreport {
    fn apply(self, report: &mut Report) {
        match self {
            Self::Error(error) => {
                report.error = error;
                report.status = if error == "invalid_client" { 401 } else { 400 };
                report.challenge = if error == "invalid_client" { Challenge::Basic } else { Challenge::None };
            }
            Self::Status(status) => {
                report.status = status;
                report.challenge = if status == 401 { Challenge::Basic } else { Challenge::None };
            }
            Self::Challenge(challenge) => report.challenge = challenge,
            Self::Crash => (report.status, report.error, report.challenge) = (500, "server_error", Challenge::None),
        }
    }
}

/// What the standards leave open about the report of a refusal.
fn latitude() -> &'static [(VariantId, &'static [Refusal], Misreport)] {
    use Misreport::{Error, Status};
    use Refusal as R;
    static TABLE: &[(VariantId, &[Refusal], Misreport)] = &[
        (
            variant::BODY_AUTHENTICATION_400,
            &[R::ClientIdMissing, R::ClientUnknown, R::SecretInBody, R::ConfidentialWithoutBasic],
            Status(400),
        ),
        (variant::MALFORMED_BASIC_INVALID_REQUEST, &[R::BasicMalformed], Error("invalid_request")),
        (variant::MISSING_CLIENT_INVALID_REQUEST, &[R::ClientIdMissing], Error("invalid_request")),
        (variant::MISSING_VERIFIER_INVALID_REQUEST, &[R::VerifierMissing], Error("invalid_request")),
        (variant::MALFORMED_VERIFIER_INVALID_REQUEST, &[R::VerifierGrammar], Error("invalid_request")),
        (variant::UNSOLICITED_VERIFIER_INVALID_REQUEST, &[R::VerifierUnsolicited], Error("invalid_request")),
        (variant::OTHER_METHODS_404, &[R::MethodNotAllowed], Status(404)),
        (variant::WRONG_MEDIA_TYPE_415, &[R::MediaType], Status(415)),
    ];
    TABLE
}

/// The faults that refuse what has to be refused, but say so wrongly.
fn misreports() -> &'static [(FaultId, &'static [Refusal], Misreport)] {
    use Misreport::{Challenge as Says, Crash, Error, Status};
    use Refusal as R;
    const EVERY_401: &[Refusal] = &[
        R::ClientIdMissing,
        R::ClientUnknown,
        R::BasicUserUnknown,
        R::SecretWrong,
        R::BasicMalformed,
        R::BasicUnsupported,
        R::SecretInBody,
        R::ConfidentialWithoutBasic,
        R::PublicWithBasic,
    ];
    const EVERY_INVALID_GRANT: &[Refusal] = &[
        R::CodeUnknown,
        R::CodeUsed,
        R::RedirectMissing,
        R::RedirectMismatch,
        R::VerifierMissing,
        R::VerifierGrammar,
        R::VerifierWrong,
        R::VerifierUnsolicited,
        R::RefreshTokenUnknown,
    ];
    static TABLE: &[(FaultId, &[Refusal], Misreport)] = &[
        (fault::INVALID_GRANT_401, EVERY_INVALID_GRANT, Status(401)),
        (fault::INVALID_GRANT_403, EVERY_INVALID_GRANT, Status(403)),
        (fault::INVALID_GRANT_INVALID_REQUEST, EVERY_INVALID_GRANT, Error("invalid_request")),
        (fault::INVALID_GRANT_SERVER_ERROR, EVERY_INVALID_GRANT, Error("server_error")),
        (fault::REDIRECT_MISMATCH_PRIVATE_CODE, &[R::RedirectMismatch], Error("redirect_uri_mismatch")),
        (fault::GRANT_NOT_FOR_CLIENT_403, &[R::GrantNotForClient], Status(403)),
        (fault::GRANT_TYPE_UNKNOWN_INVALID_REQUEST, &[R::GrantTypeUnknown], Error("invalid_request")),
        (
            fault::INVALID_SCOPE_403,
            &[R::ScopeGrammar, R::ScopeLacksOpenid, R::ScopeBeyondAuthorization, R::ScopeWithClientCredentials],
            Status(403),
        ),
        (fault::SCOPE_BEYOND_INSUFFICIENT_SCOPE, &[R::ScopeBeyondAuthorization], Error("insufficient_scope")),
        (fault::SCOPE_MALFORMED_INVALID_REQUEST, &[R::ScopeGrammar], Error("invalid_request")),
        (fault::REPEATED_INVALID_GRANT, &[R::Repeated], Error("invalid_grant")),
        (fault::BASIC_UNSUPPORTED_INVALID_GRANT, &[R::BasicUnsupported], Error("invalid_grant")),
        (fault::REFRESH_TOKEN_UNKNOWN_INVALID_REQUEST, &[R::RefreshTokenUnknown], Error("invalid_request")),
        (fault::GRANT_NOT_FOR_CLIENT_INVALID_REQUEST, &[R::GrantNotForClient], Error("invalid_request")),
        (
            fault::BODY_401_WITHOUT_CHALLENGE,
            &[R::ClientIdMissing, R::ClientUnknown, R::SecretInBody, R::ConfidentialWithoutBasic],
            Says(Challenge::None),
        ),
        (fault::GET_ANSWERED_WITH_500, &[R::MethodNotAllowed], Crash),
        (fault::LARGE_BODY_500, &[R::BodyTooLarge], Crash),
        (fault::GRANT_TYPE_MISSING_UNSUPPORTED, &[R::GrantTypeMissing], Error("unsupported_grant_type")),
        (fault::GRANT_TYPE_MISSING_500, &[R::GrantTypeMissing], Crash),
        (fault::GRANT_TYPE_UNKNOWN_500, &[R::GrantTypeUnknown], Crash),
        (fault::GRANT_TYPE_UNKNOWN_INVALID_GRANT, &[R::GrantTypeUnknown], Error("invalid_grant")),
        (fault::UNAUTHORIZED_CLIENT_MISREPORTED, &[R::GrantNotForClient], Error("invalid_grant")),
        (fault::CLIENT_ID_MISSING_500, &[R::ClientIdMissing], Crash),
        (fault::CLIENT_ID_MISSING_UNSUPPORTED_GRANT, &[R::ClientIdMissing], Error("unsupported_grant_type")),
        (fault::UNKNOWN_CLIENT_ID_500, &[R::ClientUnknown, R::ClientIdTooLong], Crash),
        (fault::WRONG_SECRET_400, &[R::SecretWrong], Status(400)),
        (fault::WRONG_SECRET_500, &[R::SecretWrong], Crash),
        (fault::WRONG_SECRET_WITHOUT_CHALLENGE, &[R::SecretWrong], Says(Challenge::None)),
        (fault::WRONG_SECRET_CHALLENGES_BEARER, &[R::SecretWrong], Says(Challenge::Bearer)),
        (fault::WRONG_SECRET_INVALID_GRANT, &[R::SecretWrong], Error("invalid_grant")),
        (fault::UNKNOWN_BASIC_CLIENT_400, &[R::BasicUserUnknown], Status(400)),
        (fault::UNKNOWN_BASIC_CLIENT_500, &[R::BasicUserUnknown], Crash),
        (fault::UNKNOWN_BASIC_CLIENT_WITHOUT_CHALLENGE, &[R::BasicUserUnknown], Says(Challenge::None)),
        (fault::BASIC_MALFORMED_UNSUPPORTED_GRANT, &[R::BasicMalformed], Error("unsupported_grant_type")),
        (fault::CONFIDENTIAL_WITHOUT_BASIC_UNAUTHORIZED_CLIENT, &[R::ConfidentialWithoutBasic], Error("unauthorized_client")),
        (fault::PUBLIC_BASIC_500, &[R::PublicWithBasic], Crash),
        (fault::INVALID_CLIENT_WITHOUT_CHALLENGE, EVERY_401, Says(Challenge::None)),
        (fault::OPENID_MISSING_INVALID_GRANT, &[R::ScopeLacksOpenid], Error("invalid_grant")),
        (fault::OPENID_MISSING_500, &[R::ScopeLacksOpenid], Crash),
        (fault::SCOPE_SUPERSET_INVALID_GRANT, &[R::ScopeBeyondAuthorization], Error("invalid_grant")),
        (fault::SCOPE_SUPERSET_500, &[R::ScopeBeyondAuthorization], Crash),
        (fault::CLIENT_CREDENTIALS_SCOPE_UNAUTHORIZED_CLIENT, &[R::ScopeWithClientCredentials], Error("unauthorized_client")),
        (fault::CLIENT_CREDENTIALS_SCOPE_500, &[R::ScopeWithClientCredentials], Crash),
        (fault::VERIFIER_MISSING_500, &[R::VerifierMissing], Crash),
        (fault::VERIFIER_MISSING_INVALID_CLIENT, &[R::VerifierMissing], Error("invalid_client")),
        (fault::VERIFIER_WRONG_500, &[R::VerifierWrong], Crash),
        (fault::VERIFIER_WRONG_INVALID_CLIENT, &[R::VerifierWrong], Error("invalid_client")),
        (fault::VERIFIER_WRONG_INVALID_REQUEST, &[R::VerifierWrong], Error("invalid_request")),
        (fault::VERIFIER_UNSOLICITED_500, &[R::VerifierUnsolicited], Crash),
        (fault::CODE_MISSING_INVALID_GRANT, &[R::CodeMissing], Error("invalid_grant")),
        (fault::CODE_MISSING_500, &[R::CodeMissing], Crash),
        (fault::CODE_MISSING_UNSUPPORTED_GRANT, &[R::CodeMissing], Error("unsupported_grant_type")),
        (fault::CODE_UNKNOWN_500, &[R::CodeUnknown], Crash),
        (fault::CODE_UNKNOWN_INVALID_CLIENT, &[R::CodeUnknown], Error("invalid_client")),
        (fault::CODE_UNKNOWN_401, &[R::CodeUnknown], Status(401)),
        (fault::CODE_REPLAY_INVALID_REQUEST, &[R::CodeUsed], Error("invalid_request")),
        (fault::REDIRECT_MISSING_500, &[R::RedirectMissing], Crash),
        (fault::REDIRECT_MISSING_INVALID_CLIENT, &[R::RedirectMissing], Error("invalid_client")),
        (fault::REDIRECT_MISMATCH_INVALID_CLIENT, &[R::RedirectMismatch], Error("invalid_client")),
        (fault::REDIRECT_MISMATCH_500, &[R::RedirectMismatch], Crash),
        (fault::REFRESH_TOKEN_MISSING_INVALID_GRANT, &[R::RefreshTokenMissing], Error("invalid_grant")),
        (fault::REFRESH_TOKEN_MISSING_500, &[R::RefreshTokenMissing], Crash),
        (fault::REFRESH_TOKEN_UNKNOWN_500, &[R::RefreshTokenUnknown], Crash),
        (fault::REFRESH_TOKEN_UNKNOWN_INVALID_CLIENT, &[R::RefreshTokenUnknown], Error("invalid_client")),
    ];
    TABLE
}
