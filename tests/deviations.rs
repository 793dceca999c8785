//! Fairness, from what is known of real servers: each deviation that somebody has reported is a fault of the reference server, and the
//! kill matrix says how hard it is judged. No harder, and no softer, than the documents have it.

use tokenspec::embedded;
use tokenspec::record::Verdict;
use tokenspec::suite::{embedded_ids, load_embedded};

/// A deviation: who has it, the fault that models it, and the worst verdict that the suites of the standards may come to.
const DEVIATIONS: &[(&str, &str, Verdict)] = &[
    ("GitHub: errors with status 200", "error-status-200", Verdict::Fail),
    ("GitHub: error codes of its own", "error-code-unregistered", Verdict::Warn),
    ("Slack: 200 with ok false", "errors-ok-false", Verdict::Fail),
    ("Facebook: error is an object", "error-nested", Verdict::Fail),
    ("Auth0: 403 for invalid_grant", "invalid-grant-403", Verdict::Fail),
    ("oauthlib before 3: 401 for invalid_grant", "invalid-grant-401", Verdict::Fail),
    ("Azure AD v1, PayPal: expires_in is a string", "expires-in-string", Verdict::Fail),
    ("Keycloak, esignet: unauthorized_client where authentication is missing", UNAUTHORIZED, Verdict::Warn),
    ("Keycloak: 400 for an unknown client that uses Basic", "unknown-basic-client-400", Verdict::Fail),
    ("league/oauth2-server before 9: invalid_request for a used code", "code-replay-invalid-request", Verdict::Warn),
    ("dnsimple until June 2026: invalid_request for unknown codes", "invalid-grant-invalid-request", Verdict::Warn),
    ("micronaut-security: 500 for an unknown refresh token", "refresh-token-unknown-500", Verdict::Fail),
    ("wicked.haufe.io: 500 for an unknown code", "code-unknown-500", Verdict::Fail),
    ("Spring Authorization Server: server_error with 400", "invalid-grant-server-error", Verdict::Warn),
    ("Google, eBay: Basic is not form-decoded", "basic-user-not-form-decoded", Verdict::Fail),
    ("Microsoft: several lines in error_description", "description-with-line-breaks", Verdict::Warn),
    ("Google: redirect_uri_mismatch", "redirect-mismatch-private-code", Verdict::Warn),
    ("node-oidc-provider: redirect_uri demanded always", "redirect-always-demanded", Verdict::Warn),
    (
        "node-oidc-provider: invalid_request for a grant that is not the client's",
        "grant-not-for-client-invalid-request",
        Verdict::Warn,
    ),
    ("node-oidc-provider: 401 without a challenge for body credentials", "body-401-without-challenge", Verdict::Warn),
];
const UNAUTHORIZED: &str = "confidential-without-basic-unauthorized-client";

/// What a verdict weighs; inconclusive and skipped cases accuse nobody.
fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 2,
        Verdict::Warn => 1,
        Verdict::Pass | Verdict::Skip | Verdict::Inconclusive => 0,
    }
}

#[test]
fn known_deviations_of_real_servers_are_judged_as_the_documents_have_it() {
    let standards = embedded_ids().into_iter().filter(|id| *id != "create-tokens");
    let suites =
        standards.map(|id| load_embedded(id).and_then(|suite| suite.resolve(&[])).expect("the embedded suites are right"));
    let cases: Vec<String> = suites.flat_map(|suite| suite.cases).map(|case| case.id).collect();
    let mut wrong = Vec::new();
    for (server, fault, expected) in DEVIATIONS {
        let killers = embedded::known_killers(fault, cases.iter().map(String::as_str));
        let worst = killers.iter().max_by_key(|(_, verdict)| weight(*verdict));
        let (case, verdict) = worst.copied().unwrap_or(("no case", Verdict::Pass));
        if weight(verdict) != weight(*expected) {
            wrong.push(format!("{server} ({fault}): {expected:?} expected, {verdict:?} by {case}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
