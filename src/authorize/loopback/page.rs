//! The one page that is served: it waits, leads on, takes pasted URLs, shows how far the run is. No external resource.

use rand::distr::{Alphanumeric, SampleString};

/// The page and the policy under which a browser may run it.
pub(super) struct Page {
    pub html: String,
    /// Content-Security-Policy.
    pub policy: String,
}

/// A page. `base` is where it asks, `start` the address to come back to, `first` what it does at once (JSON), if that is known.
pub(super) fn page(base: &str, start: &str, first: Option<&str>) -> Page {
    let nonce = Alphanumeric.sample_string(&mut rand::rng(), 22);
    let first = script_string(first.unwrap_or("null"));
    let html = include_str!("page.html")
        .replace("{{nonce}}", &nonce)
        .replace("{{base}}", base)
        .replace("{{start}}", start)
        .replace("{{first}}", &first);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    );
    Page { html, policy }
}

/// JSON that may stand in a script: nothing in it ends the script or begins a comment.
fn script_string(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
