//! Every requirement has cases and faults that prove them, or a reason; every check of other suites has requirements of ours.
//!
//! `docs/coverage.md` says so in tables. `UPDATE_COVERAGE=1 cargo test --test coverage` writes it; without, a stale page fails.

mod map;
mod ours;
mod page;

use map::Map;
use ours::Ours;

const MAP: &str = "docs/prior-art-map.toml";
const PAGE: &str = "docs/coverage.md";

/// Suites whose requirements and faults are still being written: what they lack is printed, and not yet an error.
const UNDER_CONSTRUCTION: &[&str] =
    &["http", "introspection-revocation", "jwt-access-token", "metadata", "oauth2", "openid-connect", "pkce", "security"];

#[test]
fn nothing_is_blank_and_the_page_is_current() {
    let ours = Ours::load();
    let map = Map::read(MAP);
    let (tolerated, blanks): (Vec<_>, Vec<_>) =
        ours.blanks().into_iter().chain(map.blanks(&ours)).partition(|blank| UNDER_CONSTRUCTION.contains(&blank.suite.as_str()));
    for blank in &tolerated {
        println!("tolerated for now: {}", blank.what);
    }
    let blanks: Vec<String> = blanks.into_iter().map(|blank| blank.what).collect();
    assert!(blanks.is_empty(), "blanks in {PAGE}:\n{}", blanks.join("\n"));

    let page = page::write(&ours, &map);
    if std::env::var_os("UPDATE_COVERAGE").is_some() {
        std::fs::write(PAGE, page).unwrap();
        return;
    }
    let current = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(page == current, "{PAGE} is stale: UPDATE_COVERAGE=1 cargo test --test coverage");
}

#[test]
fn a_blank_is_noticed() {
    let ours = Ours::load();
    let wrong = |text: &str| -> Vec<String> { Map::parse(text).blanks(&ours).into_iter().map(|blank| blank.what).collect() };
    let missing = wrong("").len();
    assert_eq!(missing, 192, "every check is asked for");
    for (entry, complaint) in [
        ("C001 = { check = 'x' }", "C001 is mapped to nothing"),
        ("C001 = { check = 'x', cases = [] }", "C001 is mapped to nothing"),
        ("C001 = { check = 'x', not_ours = ' ' }", "C001 is mapped to nothing"),
        ("C001 = { check = '', not_ours = 'RFC 1' }", "C001 does not say what is checked"),
        (
            "C001 = { check = 'x', cases = ['create-tokens/json-body'], not_ours = 'RFC 1' }",
            "C001 is mapped to what excludes each other",
        ),
        ("C001 = { check = 'x', cases = ['create-tokens/no-*'] }", "C001: no case create-tokens/no-*"),
        ("C999 = { check = 'x', cases = ['create-tokens/json-body'] }", "C999 is not a check that we know"),
    ] {
        let found = wrong(&format!("[part]\n{entry}\n"));
        assert!(found.iter().any(|what| what == complaint), "{entry}: {found:?}");
    }
    assert_eq!(wrong("[part]\nC001 = { check = 'x', cases = ['create-tokens/json-body'] }\n").len(), missing - 1);
}
