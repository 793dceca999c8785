//! The page's own style and script, and the policy that lets nothing else in.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// All of the page's style.
pub(super) const STYLE: &str = concat!(include_str!("style.css"), include_str!("cases.css"), include_str!("print.css"));
/// All of the page's behaviour.
pub(super) const SCRIPT: &str = concat!(include_str!("lazy.js"), include_str!("filter.js"), include_str!("page.js"));

/// Nothing is loaded from anywhere; no script and no style but these, which are known by their digests; no form goes anywhere.
pub(super) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(digest(&SHA256, text.as_bytes())));
    format!("default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'", hash(SCRIPT), hash(STYLE))
});
