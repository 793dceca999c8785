//! The JSON Schema of target files, generated from types that exist for it alone: reading is done by hand, for the sake of its messages.
//! A test compares the keys of these types with those that the reader knows.
#![expect(dead_code, reason = "the types are never built: schemars reads their shape")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::network_schema::Network;
use crate::protocol::names::ClientRole;

/// The JSON Schema (2020-12) of a target file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(TargetFile).to_value()
}

/// An endpoint under test and what is needed to examine it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TargetFile {
    /// Its URLs.
    target: TargetTable,
    /// Registered clients, one of a role at most.
    client: Vec<Client>,
    /// How codes are obtained; without it, cases that need a code are skipped.
    authorize: Option<Authorize>,
    /// Bounds of the run.
    limits: Option<Limits>,
    /// The way to the target.
    network: Option<Network>,
    /// Where the standard leaves a choice: what this target does.
    choices: Option<BTreeMap<String, String>>,
    /// Length bounds above those of the suites.
    parameters: Option<BTreeMap<String, Length>>,
    /// How errors are worded, when not as RFC 6749 §5.2.
    errors: Option<Errors>,
}

/// The target's name and URLs. `issuer` or `token_endpoint` must be there.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TargetTable {
    /// For people and reports.
    name: String,
    /// The profile that the target is examined by when the command line names neither profile nor suite.
    profile: Option<String>,
    /// Suites to run when neither the command line nor `profile` says; every case of them is scored.
    suites: Option<Vec<String>>,
    /// Whether requests may be sent that HTTP libraries refuse to send; default false.
    raw: Option<bool>,
    /// Where the scope of an issued access token can be seen, the place that is believed first.
    scope_seen_in: Option<Vec<ScopePlace>>,
    /// From which endpoints are discovered.
    issuer: Option<String>,
    /// PEM file of additional roots, relative to this file.
    ca_file: Option<String>,
    /// RFC 6749 §3.2.
    token_endpoint: Option<String>,
    /// RFC 6749 §3.1.
    authorization_endpoint: Option<String>,
    /// RFC 7662.
    introspection_endpoint: Option<String>,
    /// RFC 7009.
    revocation_endpoint: Option<String>,
    /// OIDC Core §5.3.
    userinfo_endpoint: Option<String>,
    /// RFC 7517.
    jwks_uri: Option<String>,
}

/// A place where the scope of an access token can be seen.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum ScopePlace {
    /// The scope member of the token response (RFC 6749 §5.1).
    Response,
    /// The scope member of the introspection response (RFC 7662 §2.2).
    Introspection,
    /// The scope claim of a JWT access token (RFC 9068 §2.2.3).
    Jwt,
}

/// A registered client.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Client {
    /// What it is to the examination.
    role: ClientRole,
    /// client_id.
    id: String,
    /// client_secret; none for a public client.
    secret: Option<Secret>,
    /// Follows from the role when left out.
    auth: Option<Auth>,
    /// As registered; the first is the one used ordinarily.
    redirect_uris: Option<Vec<String>>,
    /// Scopes that it may ask for.
    scopes: Option<Vec<String>>,
}

/// Where a secret comes from.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum Secret {
    /// The secret itself (warned about).
    Literal(String),
    /// One of env, file, command.
    Source(SecretSource),
}

/// One of env, file, command.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SecretSource {
    /// An environment variable.
    env: Option<String>,
    /// A file, relative to this one.
    file: Option<String>,
    /// A program and its arguments; it has 10 s.
    command: Option<Vec<String>>,
}

/// How a client authenticates.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Auth {
    ClientSecretBasic,
    ClientSecretPost,
    None,
}

/// How codes are obtained.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Authorize {
    /// The authorizer.
    driver: Driver,
    /// Form, browser: who logs in.
    username: Option<String>,
    /// Form, browser: the password.
    password: Option<Secret>,
    /// Added to every authorization request.
    parameters: Option<BTreeMap<String, String>>,
    /// The scope without which no refresh token is issued.
    refresh_scope: Option<String>,
    /// Form: further inputs by name.
    fields: Option<BTreeMap<String, String>>,
    /// Form: CSS selector of the login form.
    login_form: Option<String>,
    /// Form: CSS selector of the consent form.
    consent_form: Option<String>,
    /// Form: CSS selector of the user name's input.
    username_field: Option<String>,
    /// Form: CSS selector of the password's input.
    password_field: Option<String>,
    /// Form: CSS selector of the login button.
    login_submit: Option<String>,
    /// Form: CSS selector of the consent button.
    consent_submit: Option<String>,
    /// How a scope can be declined.
    partial_consent: Option<PartialConsent>,
    /// Redirect, form, browser: whether authorizations share login sessions; default shared.
    sessions: Option<Sessions>,
    /// Command: a program and its arguments. It reads the authorization request as JSON and writes the redirect URL or the code.
    command: Option<Vec<String>>,
    /// Command: for one call, default "60s". Loopback: for a person to log in, default "5m".
    time_limit: Option<String>,
    /// Command: calls at the same time; default 4.
    parallel: Option<u32>,
    /// Loopback: for one code after the first; default "60s".
    code_limit: Option<String>,
    /// Loopback: whether the browser is opened; default true. The URL is printed in any case.
    open: Option<bool>,
    /// Static: codes and refresh tokens, each used once.
    grant: Option<Vec<Grant>>,
    /// Static: a TOML file of further `[[grant]]` tables, relative to this one.
    grants_file: Option<String>,
    /// Browser: the secret of one-time passwords, base32 or an otpauth URI.
    totp: Option<Secret>,
    /// Browser: the browser, a path or a name on the PATH.
    executable: Option<String>,
    /// Browser: its further arguments.
    arguments: Option<Vec<String>>,
    /// Browser: authorizations at the same time; default 4.
    tabs: Option<u8>,
    /// Browser: how long a step may wait for its element; default "10s".
    step_timeout: Option<String>,
    /// Browser: the folder of the pictures of failed logins; default "tokenspec-screenshots".
    screenshots: Option<String>,
    /// Browser: what is done at the login pages, in order; guessed when left out.
    step: Option<Vec<Step>>,
}

/// A code or refresh token that was obtained beforehand; `code` or `refresh_token` must be there.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Grant {
    /// The client that it was issued to.
    client: ClientRole,
    /// An authorization code.
    code: Option<Secret>,
    /// A refresh token.
    refresh_token: Option<Secret>,
    /// The verifier behind the code's S256 challenge; none when there was no challenge.
    code_verifier: Option<Secret>,
    /// As in the authorization request; default: the client's first.
    redirect_uri: Option<String>,
    /// As granted; default: the scope of the client's ordinary request.
    scope: Option<String>,
    /// As in the authorization request.
    nonce: Option<String>,
}

/// One of wait_for, fill, click.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Step {
    /// The element must be there.
    wait_for: Option<Locator>,
    /// The field to type in, with a value.
    fill: Option<Locator>,
    /// The element to click on.
    click: Option<Locator>,
    /// Fill: ${username}, ${password}, ${totp}, or a text.
    value: Option<String>,
    /// Left out where the element is not there once the page has settled; default false.
    if_present: Option<bool>,
}

/// How an element is found.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Locator {
    /// A CSS selector.
    Css(String),
    /// By what a person sees.
    Seen(Seen),
}

/// A label, or role and name.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Seen {
    /// What a person reads on or beside it.
    label: Option<String>,
    /// Its ARIA role, such as button.
    role: Option<String>,
    /// With a role: what a person reads on or beside it.
    name: Option<String>,
}

/// Whether authorizations share login sessions.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Sessions {
    Shared,
    Fresh,
}

/// The authorizer.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Driver {
    Redirect,
    Form,
    Command,
    Loopback,
    Static,
    Browser,
}

/// How a scope can be declined.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PartialConsent {
    /// The scope that will be declined.
    declines: String,
    /// Parameters that select such a resource owner.
    parameters: Option<BTreeMap<String, String>>,
}

/// Bounds of the run.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Limits {
    /// Requests at the same time; default 16.
    concurrency: Option<u32>,
    /// Default: unbounded.
    requests_per_second: Option<u32>,
    /// For one exchange; default "10s".
    timeout: Option<String>,
    /// Of an answer; default "256KiB".
    max_body: Option<Size>,
    /// Longest Retry-After that is waited for; default "5s".
    max_retry_after: Option<String>,
    /// Authorizations of a whole run; default: unbounded. The cases of most worth get them.
    max_authorizations: Option<u32>,
    /// Whether cases are left out that could lock a client out, or flood the target; default false.
    safe: Option<bool>,
}

/// Bytes.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Size {
    /// A number of bytes.
    Bytes(u32),
    /// With a unit: B, kB, KiB, MB, MiB.
    Text(String),
}

/// Length bounds of a parameter.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Length {
    /// Instead of the suite's minimum.
    min: Option<u32>,
    /// Instead of the suite's maximum; false lifts it.
    max: Option<Max>,
}

/// A number, or false.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum Max {
    /// So many characters.
    Number(u32),
    /// `false`: no maximum.
    None(bool),
}

/// How errors are worded.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Errors {
    /// JSON pointer to the code; default "/error".
    code: Option<String>,
    /// JSON pointer to the text; default "/error_description".
    description: Option<String>,
    /// From this target's codes to those of RFC 6749 §5.2.
    codes: Option<BTreeMap<String, String>>,
    /// Statuses that count as 400.
    statuses: Option<Vec<u16>>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::target::keys;

    #[test]
    fn reader_and_schema_know_the_same_keys() {
        let schema = super::schema();
        for (name, keys) in [
            ("TargetFile", keys::FILE),
            ("TargetTable", keys::TARGET),
            ("Client", keys::CLIENT),
            ("SecretSource", keys::SECRET),
            ("Authorize", keys::AUTHORIZE),
            ("Grant", keys::GRANT),
            ("PartialConsent", keys::PARTIAL_CONSENT),
            ("Step", keys::STEP),
            ("Seen", keys::LOCATOR),
            ("Limits", keys::LIMITS),
            ("Network", keys::NETWORK),
            ("ClientCertificate", keys::CLIENT_CERTIFICATE),
            ("Length", keys::LENGTH),
            ("Errors", keys::ERRORS),
        ] {
            let found = if name == "TargetFile" { &schema } else { &schema["$defs"][name] };
            let known: BTreeSet<&str> = found["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(known, keys.iter().copied().collect(), "{name}");
        }
    }
}
