//! Every key that target files know, one list per table; reader and schema both use these.

pub(super) const FILE: &[&str] = &["target", "client", "authorize", "limits", "network", "choices", "parameters", "errors"];
pub(super) const ENDPOINTS: &[&str] = &[
    "token_endpoint",
    "authorization_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
];
pub(super) const TARGET: &[&str] = &[
    "name",
    "profile",
    "suites",
    "raw",
    "scope_seen_in",
    "issuer",
    "ca_file",
    "token_endpoint",
    "authorization_endpoint",
    "introspection_endpoint",
    "revocation_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
];
pub(super) const CLIENT: &[&str] = &["role", "id", "secret", "auth", "redirect_uris", "scopes"];
pub(super) const SECRET: &[&str] = &["env", "file", "command"];
pub(super) const SELECTORS: &[&str] =
    &["login_form", "consent_form", "username_field", "password_field", "login_submit", "consent_submit"];
/// What each driver alone knows.
pub(super) const FORM: &[&str] = &[
    "username",
    "password",
    "fields",
    "login_form",
    "consent_form",
    "username_field",
    "password_field",
    "login_submit",
    "consent_submit",
    "sessions",
];
pub(super) const COMMAND: &[&str] = &["command", "time_limit", "parallel"];
pub(super) const LOOPBACK: &[&str] = &["time_limit", "code_limit", "open"];
pub(super) const STATIC: &[&str] = &["grant", "grants_file"];
pub(super) const GRANT: &[&str] = &["client", "code", "refresh_token", "code_verifier", "redirect_uri", "scope", "nonce"];
pub(super) const GRANTS_FILE: &[&str] = &["grant"];
pub(super) const BROWSER: &[&str] =
    &["sessions", "username", "password", "totp", "executable", "arguments", "tabs", "step_timeout", "screenshots", "step"];
pub(super) const STEP: &[&str] = &["wait_for", "fill", "click", "value", "if_present"];
pub(super) const ACTIONS: &[&str] = &["wait_for", "fill", "click"];
pub(super) const LOCATOR: &[&str] = &["label", "role", "name"];
pub(super) const AUTHORIZE: &[&str] = &[
    "driver",
    "username",
    "password",
    "parameters",
    "refresh_scope",
    "fields",
    "login_form",
    "consent_form",
    "username_field",
    "password_field",
    "login_submit",
    "consent_submit",
    "partial_consent",
    "sessions",
    "command",
    "time_limit",
    "parallel",
    "code_limit",
    "open",
    "grant",
    "grants_file",
    "totp",
    "executable",
    "arguments",
    "tabs",
    "step_timeout",
    "screenshots",
    "step",
];
pub(super) const PARTIAL_CONSENT: &[&str] = &["declines", "parameters"];
pub(super) const LIMITS: &[&str] =
    &["concurrency", "requests_per_second", "timeout", "max_body", "max_retry_after", "max_authorizations", "safe"];
pub(super) const NETWORK: &[&str] =
    &["client_certificate", "proxy", "resolve", "headers", "ip", "unix_socket", "insecure", "case_header"];
pub(super) const CLIENT_CERTIFICATE: &[&str] = &["certificate", "key"];
pub(super) const LENGTH: &[&str] = &["min", "max"];
pub(super) const ERRORS: &[&str] = &["code", "description", "codes", "statuses"];
