//! Ids.

use crate::diagnostics::{Item, codes};

/// Reads an id and checks that it is kebab-case.
pub(super) fn id<'a>(item: &Item<'a>) -> Option<&'a str> {
    let text = item.string()?;
    if is_kebab(text) {
        return Some(text);
    }
    let fixed = slug(text);
    let mut diagnostic = item
        .error(codes::BAD_ID, "this id is not kebab-case")
        .label("lower-case letters, digits and single hyphens")
        .help("ids are written into reports and file names, and stay for ever");
    if !fixed.is_empty() {
        diagnostic = diagnostic.help(format!("write it as `{fixed}`")).suggest(item.node.span.clone(), format!("\"{fixed}\""));
    }
    item.report(diagnostic);
    None
}

/// Whether an id is lower-case words and digits, joined by single hyphens.
pub(super) fn is_kebab(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The nearest thing to an id that a text can be turned into; may be empty.
pub(super) fn slug(text: &str) -> String {
    let folded: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    folded.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{is_kebab, slug};

    #[test]
    fn kebab_case() {
        assert!(is_kebab("scope-superset") && is_kebab("rfc-6749"));
        assert!(!is_kebab("") && !is_kebab("Scope") && !is_kebab("a--b") && !is_kebab("a_b") && !is_kebab("-a"));
        assert_eq!(slug("Foo Bar__baz "), "foo-bar-baz");
    }
}
